// How fast the live post is: 500 vehicles inside, officers at work, one browser at 1600 x 900 with software rendering.
// Prints frames a second while vehicles move, and the time from sending a command to the frame that shows what followed.
import { arrive, Clerk, startBrowser, startServer, until } from './support.mjs';

const inside = Number(process.env.ONESTOP_VEHICLES ?? 500);
const commands_per_s = 40;
const seconds = Number(process.env.ONESTOP_SECONDS ?? 15);
const classes = ['car', 'truck', 'car', 'empty_truck', 'bus'];
const lanes = { car: 'car_1', truck: 'truck_1', empty_truck: 'truck_2', bus: 'bus' };

const server = await startServer();
const browser = await startBrowser();
const gates = { KZ: await Clerk.sit(server.url, 'kz_gate_in_1'), KG: await Clerk.sit(server.url, 'kg_gate_in_1') };
const crossings = [];
for (let i = 0; i < inside; ++i) {
  const state = i % 2 ? 'KG' : 'KZ', traffic_class = classes[i % classes.length];
  const { crossing, command } = await arrive(gates[state], { state, traffic_class, lane: lanes[traffic_class] });
  crossings.push({ crossing, state, vehicle: command.vehicle, plate: command.plate });
}

const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, reducedMotion: 'no-preference', locale: 'en-GB' });
const page = await context.newPage();
await page.goto(server.url);
await page.locator('[data-desk="kz_shift_head"]').click();
await page.locator('.top').waitFor();
await page.goto(`${server.url}/post`);
await until('all vehicles are on the plan', async () => (await page.locator('.numbers dd').first().innerText()).replace(/\D/g, '') === String(inside));
await page.evaluate(() => {
  const canvas = document.querySelector('canvas.fleet');
  globalThis.frames = [];
  globalThis.drawn = [];
  let before = performance.now();
  const beat = (now) => {
    globalThis.frames.push(now - before);
    before = now;
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
  new MutationObserver(() => globalThis.drawn.push([Number(canvas.dataset.drawn), performance.timeOrigin + performance.now()])).observe(canvas, { attributeFilter: ['data-drawn'] });
});

// The stream tells which event followed from which command.
const seqs = new Map();
const streaming = new AbortController();
const stream = await fetch(`${server.url}/api/v1/events`, { headers: { Authorization: `Bearer ${gates.KZ.token}` }, signal: streaming.signal });
void (async () => {
  let text = '';
  for await (const bytes of stream.body) {
    text += Buffer.from(bytes);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const frame = text.slice(0, end);
      text = text.slice(end + 2);
      const id = /^id: ?(\d+)$/m.exec(frame)?.[1], data = /^data: ?(.*)$/m.exec(frame)?.[1];
      if (id && data?.includes('"vehicle"')) seqs.set(JSON.parse(data).crossing, Number(id));
    }
  }
})().catch(() => {});

const sent = new Map();
const began = Date.now();
await page.evaluate(() => { globalThis.frames.length = 0; });
for (let i = 0; Date.now() - began < seconds * 1000; ++i) {
  const { crossing, state, vehicle } = crossings[i % crossings.length];
  const round = Math.floor(i / crossings.length);
  if (round > 1) break;
  sent.set(crossing, Date.now());
  await gates[state].command(crossing, { type: round ? 'CloseControl' : 'BeginControl', control: 'gate', subject: vehicle, ...(round ? { outcome: 'passed', remarks: '', establishes: [], found: [] } : {}) });
  const late = began + ((i + 1) * 1000) / commands_per_s - Date.now();
  if (late > 0) await new Promise((resolve) => setTimeout(resolve, late));
}
const { frames, drawn } = await page.evaluate(() => ({ frames: globalThis.frames, drawn: globalThis.drawn }));
await new Promise((resolve) => setTimeout(resolve, 1500));
const last = (await page.evaluate(() => globalThis.drawn)).sort((a, b) => a[0] - b[0]);
streaming.abort();

const waits = [];
for (const [crossing, at] of sent) {
  const seq = seqs.get(crossing);
  const shown = seq && last.find(([number]) => number >= seq);
  if (shown) waits.push(shown[1] - at);
}
waits.sort((a, b) => a - b);
frames.sort((a, b) => a - b);
const quantile = (list, q) => list[Math.min(list.length - 1, Math.floor(q * list.length))] ?? NaN;
const elapsed = frames.reduce((sum, one) => sum + one, 0);
const missing = sent.size - waits.length;
console.log(`${inside} vehicles, ${sent.size} moved, ${missing} not seen`);
console.log(`${((1000 * frames.length) / elapsed).toFixed(1)} frames/s, frame p95 ${quantile(frames, 0.95).toFixed(1)} ms, longest ${frames.at(-1)?.toFixed(0)} ms`);
console.log(`from command to screen: median ${quantile(waits, 0.5).toFixed(0)} ms, p99 ${quantile(waits, 0.99).toFixed(0)} ms, longest ${waits.at(-1)?.toFixed(0)} ms`);
await page.screenshot({ path: new URL('../../build/screenshots/live_500.png', import.meta.url).pathname });
await browser.close();
await server.stop();
process.exit(missing > 0 || drawn.length === 0 ? 1 : 0);
