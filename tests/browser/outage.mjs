// The server is away for a while (ONESTOP_OUTAGE_S seconds): pages come from the browser, what is typed stays, what is
// pressed waits and is done once.
import { join } from 'node:path';

import { arrive, claim, Clerk, openPage, question, shots, sit, skip, until } from './support.mjs';

const outage_ms = 1000 * Number(process.env.ONESTOP_OUTAGE_S ?? 6);
const desk = 'kz_passport_car_1';
const words = 'The second page of the passport';

const kept = (page) => page.evaluate(async () => {
  const addresses = [];
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) addresses.push(new URL(one.url).pathname);
  return { addresses, disk: JSON.stringify({ ...localStorage }) };
});

export async function askOutage(browser, server) {
  const name = `Does the post outlive ${outage_ms / 1000} s without its server, and is what was pressed done once?`;
  if (!server.away) return skip(name, 'a server that somebody else started is not stopped');
  await question(name, async () => {
    const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
    const { crossing, plate } = await arrive(gate, { traffic_class: 'car' });
    await gate.work(crossing, ['CloseControl']);
    const { page, close } = await openPage(browser, `${server.url}/desk?crossing=${crossing}`);
    await sit(page, desk);
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    await page.locator('.live[data-link=live]').waitFor();
    await page.evaluate(async () => { await navigator.serviceWorker.ready; });
    await page.keyboard.press('h');
    const evidence = page.getByLabel('What the traveller must bring');
    await evidence.fill(words);
    await page.getByLabel('Reason').selectOption('identity_check');

    const began = Date.now();
    await server.away();
    const banner = page.locator('.away', { hasText: 'The server does not answer since' });
    await banner.waitFor();
    const since = await banner.locator('strong').innerText();
    await page.reload();
    await page.locator('.card .plate.large', { hasText: plate }).waitFor(); // the last state, not the browser's own page
    await banner.waitFor();
    claim((await banner.locator('strong').innerText()) === since, 'the banner says the same time after a reload');
    await page.screenshot({ path: join(shots, 'outage_reloaded.png') });

    await page.keyboard.press('h');
    await until('the draft is back', async () => (await evidence.inputValue()) === words);
    await page.locator('form[data-command=PlaceHold] button[type=submit]').click();
    const waiting = page.locator('.kept li[data-state=waiting]');
    await waiting.filter({ hasText: 'Hold' }).waitFor();
    await page.locator('.primary-move').click();
    await until('two acts wait', async () => (await waiting.count()) === 2);
    await page.screenshot({ path: join(shots, 'outage_waiting.png') });
    await waiting.last().getByRole('button', { name: 'Withdraw' }).click();
    await until('one act waits', async () => (await waiting.count()) === 1);
    for (const address of ['/law', '/status', '/arrival']) { // pages that were never opened before
      await page.evaluate((to) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }, address);
      await page.locator('#page h1').first().waitFor();
    }
    await page.reload();
    await waiting.waitFor();
    const { addresses, disk } = await kept(page);
    claim(addresses.length > 5 && addresses.every((one) => !one.startsWith('/api/')), `the cache holds pages only: ${addresses.join(' ')}`);
    claim(!disk.includes(plate) && !disk.includes('Abenov') && !disk.includes(words), 'nothing personal lies on the disk');

    await new Promise((resolve) => setTimeout(resolve, Math.max(0, outage_ms - (Date.now() - began))));
    await server.back();
    await until('the server answers or asks for a sign-in', async () => (await page.locator('.away').count()) === 0);
    if (await page.locator('.sign-in').count()) await sit(page, desk);
    await until('nothing waits any more', async () => (await waiting.count()) === 0);
    const clerk = await Clerk.sit(server.url, 'kz_passport_car_2');
    const holds = await until('the hold is on record', async () => { const card = await clerk.card(crossing); return card.holds.length > 0 && card.holds; });
    claim(holds.length === 1 && JSON.stringify(holds[0]).includes(words), `one hold, as typed: ${JSON.stringify(holds)}`);
    claim((await page.locator('.kept li[data-state=refused]').count()) === 0, 'nothing was refused');
    await close();
  });

  await question('Is an arrival that was typed without the server registered once it is back?', async () => {
    const { page, close } = await openPage(browser, server.url);
    await sit(page, 'kz_gate_in_1');
    await page.keyboard.press('a');
    await page.locator('.arrival form').waitFor();
    await page.locator('.live[data-link=live]').waitFor();
    await page.locator('.pill', { hasText: /^Passenger car$|^Car$/ }).first().click();
    await page.getByLabel('Plate').fill('700OUT02');
    await page.getByLabel('Name as in the document').fill('Serik Abenov');
    await page.getByLabel('Nationality').fill('KAZ');
    await server.away();
    await page.locator('.away').waitFor();
    await page.getByLabel('Document number').fill('N12345678');
    await page.locator('.form-foot button[type=submit]').click();
    await page.locator('.kept li[data-state=waiting]', { hasText: '700OUT02' }).waitFor();
    claim((await page.getByLabel('Plate').inputValue()) === '', 'the next vehicle may be typed');
    await server.back();
    await until('the server answers or asks for a sign-in', async () => (await page.locator('.away').count()) === 0);
    if (await page.locator('.sign-in').count()) await sit(page, 'kz_gate_in_1');
    const clerk = await Clerk.sit(server.url, 'kz_gate_in_2');
    await until('the vehicle is on record', async () => (await clerk.call('GET', '/crossings?inside=true&plate=700OUT02')).items.length === 1);
    await close();
  });
}
