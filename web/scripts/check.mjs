// Types, texts and sources; adds up their counts and ends with {"passed", "failed"}.
import { spawnSync } from 'node:child_process';

const web = new URL('..', import.meta.url).pathname;
const run = (program, args) => spawnSync(program, args, { cwd: web, encoding: 'utf8' });
let passed = 0, failed = 0;

const types = run(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit']);
process.stdout.write(types.stdout);
if (types.status === 0) ++passed;
else failed += Math.max(1, (types.stdout.match(/error TS/g) ?? []).length);

for (const script of ['check_texts.mjs', 'check_source.mjs']) {
  const done = run(process.execPath, [`scripts/${script}`]);
  const lines = done.stdout.trim().split('\n');
  const count = JSON.parse(lines.pop());
  if (lines.length) console.log(lines.join('\n'));
  passed += count.passed;
  failed += count.failed;
}
console.log(JSON.stringify({ passed, failed }));
process.exit(failed ? 1 : 0);
