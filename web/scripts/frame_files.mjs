// Two small files beside the pages: start.js, which runs before the first paint, and service_worker.js, both with the
// names of this build's files written into them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { transformWithEsbuild } from 'vite';

const read = (name) => readFileSync(new URL(`../src/frame/${name}`, import.meta.url), 'utf8');
const small = async (source, name) => (await transformWithEsbuild(source, name, { minify: true, target: 'es2022', format: undefined })).code;

/// The chunk of a module with the styles and scripts that it cannot do without, the entry's own left out.
function partsOf(bundle, ending, known) {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  const first = chunks.find((one) => one.moduleIds.some((id) => id.endsWith(ending)));
  const found = new Set();
  const take = (chunk) => {
    if (!chunk || known.has(chunk.fileName) || found.has(chunk.fileName)) return;
    found.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) if (!known.has(style)) found.add(style);
    for (const name of chunk.imports) take(chunks.find((one) => one.fileName === name));
  };
  take(first);
  return [...found].map((name) => `/${name}`);
}

export function frameFiles() {
  return {
    name: 'frame-files',
    configureServer(server) {
      server.middlewares.use('/start.js', (_, answer) => {
        answer.setHeader('Content-Type', 'text/javascript');
        answer.end(read('start.js').replace('__FILES__', '{"texts":{},"desk":[]}'));
      });
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry);
        const known = new Set([entry.fileName, ...entry.imports, ...(entry.viteMetadata?.importedCss ?? [])]);
        const texts = Object.fromEntries(['en', 'ru', 'kk', 'ky'].map((code) => [code, partsOf(bundle, `/texts/${code}.json?first`, known)[0]]));
        const start = read('start.js').replace('__FILES__', JSON.stringify({ texts, desk: partsOf(bundle, '/desk/desk_page.tsx', known) }));
        const source = await small(start, 'start.js');
        this.emitFile({ type: 'asset', fileName: 'start.js', source });
        const publics = readdirSync(new URL('../public', import.meta.url)).map((name) => `/${name}`);
        const names = ['/', '/start.js', ...publics, ...Object.keys(bundle).filter((one) => /\.(js|css)$/.test(one)).map((one) => `/${one}`)].sort();
        const version = createHash('sha256').update(names.join('\n')).update(source).digest('hex').slice(0, 12);
        const worker = read('service_worker.js').replace('__FILES__', JSON.stringify([...new Set(names)])).replace('__VERSION__', version);
        this.emitFile({ type: 'asset', fileName: 'service_worker.js', source: await small(worker, 'service_worker.js') });
      },
    },
  };
}
