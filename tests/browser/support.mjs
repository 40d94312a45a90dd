// What the browser tests share: a server of their own, a browser, officers at desks, and counted cases.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const web = createRequire(join(root, 'web', 'package.json'));
const { chromium } = web('playwright-core');
const axe = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');

export const shots = join(root, 'build', 'screenshots');
mkdirSync(shots, { recursive: true });

const chromes = [process.env.ONESTOP_CHROME, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const start_ms = 60_000;
export const pages = process.env.ONESTOP_WEB ?? join(root, 'web', 'dist');

/// A quiet post with demonstration sign-ins and no traffic; ONESTOP_URL names one that runs already.
export async function startServer(more = []) {
  const given = process.env.ONESTOP_URL;
  if (given && more.length === 0) return { url: given.replace(/\/$/, ''), stop: async () => {} };
  const program = process.env.ONESTOP_PROGRAM ?? ['build/dev/onestop', 'build/release/onestop'].map((path) => join(root, path)).find(existsSync);
  if (!program) throw new Error('there is no onestop program: build one or name it in ONESTOP_PROGRAM');
  const folder = mkdtempSync(join(tmpdir(), 'onestop-browser-'));
  let child, url;
  const run = async (port) => {
    child = spawn(program, ['serve', '--demo', '--programme', join(root, 'programme', 'kz-kg.yaml'), '--study', join(root, 'posts', 'study', 'korday.yaml'), '--start', '2010-03-01T04:00:00Z', '--data', join(folder, 'onestop.db'), '--web', pages, '--port', String(port), '--log', join(folder, 'log'), ...more], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    url = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the server did not start within ${start_ms / 1000} s:\n${said}`)), start_ms);
      const hear = (bytes) => {
        said += bytes;
        const found = /http:\/\/[\d.]+:\d+/.exec(said);
        if (found) { clearTimeout(late); resolve(found[0]); }
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.on('exit', (code) => { clearTimeout(late); reject(new Error(`the server ended with status ${code}:\n${said}`)); });
    });
  };
  const end = () => new Promise((resolve) => {
    const ending = child; // by the time of the last resort another one may run
    if (ending.exitCode !== null) return resolve();
    ending.on('exit', resolve);
    ending.kill('SIGTERM');
    setTimeout(() => ending.kill('SIGKILL'), 10_000).unref();
  });
  await run(0);
  return {
    get url() { return url; },
    stop: async () => { await end(); rmSync(folder, { recursive: true, force: true }); },
    away: end,
    back: () => run(Number(new URL(url).port)),
  };
}

export async function startBrowser() {
  const executablePath = chromes.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('there is no Chromium: install the package chromium or name one in ONESTOP_CHROME');
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/// A page of its own whose console must stay silent. Requests that are meant to fail are named by `expected`.
export async function openPage(browser, url, { language = 'en', dark = false, width = 1440, height = 900 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', locale: 'en-GB' });
  await context.addInitScript((code) => { if (!localStorage.getItem('onestop.language')) localStorage.setItem('onestop.language', code); }, language);
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  open.add(page);
  page.on('close', () => open.delete(page));
  const complaints = [];
  // The browser itself reports answers that are part of the talk: nobody signed in yet, changed by the other state.
  const expected = [/status of 401/, /status of 409/];
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (!expected.some((one) => one.test(message.text()))) complaints.push(`${message.type()}: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  await page.goto(url);
  return { page, context, complaints, expect: (pattern) => expected.push(pattern), close: () => context.close() };
}

export async function sit(page, desk) {
  await page.locator(`[data-desk="${desk}"]`).click();
  await page.locator('.top').waitFor();
}

/// A page of the frame by its link: a tab, or a line of the menu.
export async function goTo(page, address) {
  const tab = page.locator(`.tabs a[href="${address}"]`);
  if (await tab.count()) return tab.click();
  // A card that is drawn meanwhile takes the focus, and the menu closes where the focus leaves it.
  for (let tries = 0; ; ++tries) {
    if ((await page.locator('.menu-sheet').count()) === 0) await page.locator('.menu-button').click();
    try {
      return await page.locator(`.menu-sheet a[href="${address}"]`).click({ timeout: 3_000 });
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

export async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => `${one.id} (${one.impact}): ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(' | ')}`);
}

/// Another page by its address, as a link of the page itself would go there.
export const visit = (page, address) => page.evaluate((to) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); scrollTo(0, 0); }, address);

/// At each width: nothing serious for axe-core, nothing wider than the window; every word there. Leaves a screenshot of each.
export async function judge(page, name, widths = [360, 1024, 1600]) {
  const found = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.push(`${name}: ${wide} px wider than a window of ${width}: ${await page.evaluate(() => [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 4).map((one) => `${one.tagName}.${one.className}`).join(' '))}`);
    for (const one of await violations(page)) found.push(`${name} ${width}: ${one}`);
    await page.screenshot({ path: join(shots, `${name}_${width}.png`), fullPage: true });
  }
  const text = await page.locator('body').innerText();
  if (text.includes('⟦')) found.push(`${name}: ${/⟦[^⟧]*⟧/.exec(text)?.[0]}`);
  claim(found.length === 0, found.join('\n'));
}

/// An officer without a browser, for the desks that a test does not look at.
export class Clerk {
  static async sit(url, desk) {
    const { officers } = await (await fetch(`${url}/api/v1/demo/officers`)).json();
    const officer = officers.find((one) => one.desk === desk);
    if (!officer) throw new Error(`the demonstration has no desk ${desk}`);
    const clerk = new Clerk();
    clerk.url = url;
    clerk.officer = officer;
    const session = await clerk.call('POST', '/sessions', { name: officer.name, password: officer.password, desk });
    clerk.token = session.token;
    return clerk;
  }
  async call(method, path, body, headers = {}) {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'X-Onestop': '1', 'Content-Type': 'application/json', ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }
  card(crossing) { return this.call('GET', `/crossings/${crossing}`); }
  command(crossing, command) { return this.call('POST', `/crossings/${crossing}/commands`, { command }, { 'Idempotency-Key': crypto.randomUUID() }); }
  /// Does the usual next step while it is of one of these kinds; says how many it did.
  async work(crossing, kinds, most = 20) {
    for (let done = 0; done < most; ++done) {
      const card = await this.card(crossing);
      const option = card.options.find((one) => one.allowed && one.normal && kinds.includes(one.command.type));
      if (!option) return done;
      await this.command(crossing, option.command);
    }
    return most;
  }
}

export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let at = Date.now();
  for (let i = 5; i >= 0; --i) { bytes[i] = at % 256; at = Math.floor(at / 256); }
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

let plates = 0;
export async function arrive(gate, { state = 'KZ', traffic_class = 'truck', lane, consignments = 1, claims = [], plate } = {}) {
  const crossing = uuid7();
  const truck = traffic_class === 'truck';
  const command = {
    type: 'RegisterArrival', vehicle: uuid7(), plate: plate ?? `${String(301 + plates++)}TST02`, traffic_class, exit_state: state, lane: lane ?? (truck ? 'truck_1' : 'car_1'),
    claims: [], seals: truck ? ['KZ0048213'] : [],
    persons: [
      { id: uuid7(), part: 'driver', nationality: 'KAZ', name: 'Serik Abenov', document: 'N12345678', group: '', claims: [] },
      ...(truck ? [] : [{ id: uuid7(), part: 'passenger', nationality: 'KGZ', name: 'Aigul Asanova', document: 'AC4455667', group: '', claims: [] }]),
    ],
    consignments: truck ? Array.from({ length: consignments }, (_, i) => ({ id: uuid7(), reference: `UCR-${2026}-${1000 + plates * 10 + i}`, goods: i ? 'Ceramic tiles' : 'Fresh apples', commodity: i ? '690721' : '080810', items: 3, claims })) : [],
  };
  await gate.call('POST', '/crossings', { command }, { 'Idempotency-Key': crypto.randomUUID(), 'Crossing-Id': crossing });
  return { crossing, plate: command.plate, command };
}

export const until = async (what, holds, timeout_ms = 40_000) => {
  const end = Date.now() + timeout_ms;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${timeout_ms / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

export const claim = (holds, words) => { if (!holds) throw new Error(words); };

const open = new Set(); // pages, shown as they were where an answer is no
const count = { passed: 0, failed: 0, skipped: 0 };
export function skip(name, why) {
  ++count.skipped;
  console.log(`skipped: ${name} (${why})`);
}
/// One question with one answer, printed as one line.
export async function question(name, answer) {
  const began = Date.now();
  try {
    await answer();
    ++count.passed;
    console.log(`passed  ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    ++count.failed;
    let number = 0;
    for (const page of open) if (!page.isClosed()) await page.screenshot({ path: join(shots, `failed_${count.failed}_${number++}.png`) }).catch(() => {});
    console.log(`FAILED  ${name}\n        ${String(error.stack ?? error).replaceAll('\n', '\n        ')}`);
  }
}
export const tally = () => count;
