// How much script the desk loads before its first card: what a signed-in officer's browser asks for, by its gzip size.
import { gzipSync } from 'node:zlib';

import { openPage, sit, startBrowser, startServer } from './support.mjs';

const server = await startServer();
const browser = await startBrowser();
const { page } = await openPage(browser, server.url);
await sit(page, 'kz_customs_truck_1');
const scripts = new Map();
page.on('response', async (answer) => {
  if (/\.js$/.test(new URL(answer.url()).pathname) && answer.ok()) scripts.set(answer.url(), answer.body().catch(() => null));
});
await page.goto(`${server.url}/desk`);
await page.locator('.idle, .card').first().waitFor();
const sizes = async () => { for (const [url, body] of scripts) { const bytes = await body; if (bytes) console.log(`  ${new URL(url).pathname} ${(gzipSync(bytes, { level: 9 }).length / 1000).toFixed(1)}`); } };
const bodies = (await Promise.all(scripts.values())).filter(Boolean);
const sum = bodies.reduce((all, body) => all + gzipSync(body, { level: 9 }).length, 0);
await sizes();
console.log(`${bodies.length} scripts, ${(sum / 1000).toFixed(1)} KB gzip`);
await browser.close();
await server.stop();
process.exit(bodies.length > 0 ? 0 : 1);
