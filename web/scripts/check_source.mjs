// What a reader expects of a source file here. Ends with {"passed", "failed"}.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const src = new URL('../src', import.meta.url).pathname;
const most_lines = 400;
const rules = [
  [/\b(http|https):\/\/(?!127\.0\.0\.1|www\.w3\.org)/, 'names another host'],
  [/dangerouslySetInnerHTML|\beval\(|innerHTML\s*=/, 'writes markup from text'],
  [/\bconsole\.\w+\(/, 'talks to the console'],
  [/:\s*any\b|as any\b|@ts-ignore/, 'gives up types'],
  [/[ \t]+$/m, 'ends a line with blanks'],
];
// Words that a person reads belong in texts/: a run of Latin letters between tags is one that was forgotten.
const loose = />\s*[A-Z][a-z]+ [a-z]+[^<{]*<\//;

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.(ts|tsx|js|css)$/.test(name) && name !== 'schema.d.ts') yield path;
  }
}

let passed = 0;
const wrong = [];
for (const path of files(src)) {
  const text = readFileSync(path, 'utf8');
  const name = path.slice(src.length + 1);
  const found = rules.filter(([pattern]) => pattern.test(text)).map(([, words]) => words);
  if (text.split('\n').length > most_lines) found.push(`has more than ${most_lines} lines`);
  if (path.endsWith('.tsx') && loose.test(text)) found.push(`holds a text that is not in texts/: ${loose.exec(text)[0].trim()}`);
  if (found.length === 0) ++passed;
  else for (const words of found) wrong.push(`src/${name} ${words}`);
}
for (const words of wrong) console.log(words);
console.log(JSON.stringify({ passed, failed: wrong.length }));
process.exit(wrong.length ? 1 : 0);
