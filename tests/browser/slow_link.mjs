// What the first useful screen costs over a slow link: 1 Mbit/s, 300 ms, nothing in the cache, no service worker. Prints
// bytes as they pass the wire and milliseconds from the beginning of the navigation until the screen is drawn.
import { arrive, Clerk, openPage, sit, startBrowser, startServer } from './support.mjs';

const most_bytes = 150 * 1024;
const most_ms = 2_000;
const rounds = Number(process.env.ONESTOP_ROUNDS ?? 3);
const link = { offline: false, latency: 300, downloadThroughput: 125_000, uploadThroughput: 125_000 };

async function measure(page, address, drawn) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await cdp.send('Network.setBypassServiceWorker', { bypass: true });
  await cdp.send('Network.emulateNetworkConditions', link);
  const sizes = new Map(), names = new Map(), order = [];
  let began;
  cdp.on('Network.requestWillBeSent', ({ requestId, request, timestamp }) => {
    began ??= timestamp;
    names.set(requestId, request.url);
    order.push(new URL(request.url).pathname);
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength, timestamp }) => sizes.set(requestId, { size: encodedDataLength, ms: (timestamp - began) * 1000 }));
  await page.goto(address, { waitUntil: 'commit' });
  const ms = await page.waitForFunction((what) => (document.querySelector(what) ? performance.now() : null), drawn, { polling: 'raf' });
  const took = Math.round(await ms.jsonValue());
  const bytes = [...sizes.values()].filter((one) => one.ms <= took).reduce((sum, one) => sum + one.size, 0); // what comes later was not waited for
  if (process.env.ONESTOP_SHOW) for (const [id, { size, ms: at }] of sizes) console.log(`    ${String(size).padStart(7)} ${at.toFixed(0).padStart(6)} ms ${new URL(names.get(id)).pathname}`);
  const twice = order.filter((one, index) => one.startsWith('/api/') && order.indexOf(one) !== index);
  await cdp.detach();
  return { took, bytes, twice };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const browser = await startBrowser();
const server = await startServer();
let failed = 0;
function say(name, runs) {
  const bytes = Math.max(...runs.map((one) => one.bytes)), took = median(runs.map((one) => one.took));
  const twice = [...new Set(runs.flatMap((one) => one.twice))];
  const good = bytes <= most_bytes && took <= most_ms && twice.length === 0;
  if (!good) ++failed;
  console.log(`${name}: ${(bytes / 1024).toFixed(1)} KB, ${took} ms (${runs.map((one) => one.took).join(', ')})${twice.length ? `, asked twice: ${twice.join(' ')}` : ''}${good ? '' : '  TOO MUCH'}`);
}
try {
  for (const language of ['en', 'ru']) {
    const runs = [];
    for (let i = 0; i < rounds; ++i) {
      const { page, close } = await openPage(browser, 'about:blank', { language, width: 1280 });
      runs.push(await measure(page, server.url, '.sign-in-form'));
      await close();
    }
    say(`sign-in, ${language}`, runs);
  }
  const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
  const { crossing } = await arrive(gate, { traffic_class: 'truck', consignments: 2 });
  await gate.work(crossing, ['CloseControl']);
  for (const language of ['en', 'ru']) {
    const runs = [];
    for (let i = 0; i < rounds; ++i) {
      const { page, context, close } = await openPage(browser, server.url, { language, width: 1280 });
      await sit(page, 'kz_passport_truck_1');
      await page.locator('.card .plate.large').waitFor();
      await context.addInitScript(() => sessionStorage.removeItem('onestop.kept')); // the answers come over the link
      runs.push(await measure(page, `${server.url}/desk`, '.card .plate.large'));
      await close();
    }
    say(`desk, reloaded, ${language}`, runs);
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(JSON.stringify({ passed: 4 - failed, failed }));
process.exit(failed ? 1 : 0);
