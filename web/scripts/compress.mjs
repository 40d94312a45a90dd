// Writes the compressed siblings that the server sends where the browser takes them.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist', import.meta.url).pathname;
const worth = /\.(html|js|css|svg|json)$/;
const smallest = 256; // bytes; below it the header costs more than is saved

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(7);
for (const path of files(dist)) {
  if (!worth.test(path)) continue;
  const plain = readFileSync(path);
  if (plain.length < smallest) continue;
  const gzip = gzipSync(plain, { level: 9 });
  const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(`${path}.gz`, gzip);
  writeFileSync(`${path}.br`, brotli);
  console.log(`${kb(plain.length)} ${kb(gzip.length)} gz ${kb(brotli.length)} br  KB  ${path.slice(dist.length + 1)}`);
}
