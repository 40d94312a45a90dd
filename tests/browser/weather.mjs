// The server goes away and comes back; a crossing changes under the officer's hands.
import { join } from 'node:path';

import { arrive, claim, Clerk, openPage, question, shots, sit, skip, until } from './support.mjs';

export async function askWeather(browser, server) {
  await question('Does what another officer does appear by itself within two seconds?', async () => {
    const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
    const { crossing, plate } = await arrive(gate, { traffic_class: 'car' });
    const { page, close } = await openPage(browser, `${server.url}/?crossing=${crossing}`);
    await sit(page, 'kz_passport_car_1');
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    await page.locator('.live[data-link=live]').waitFor();
    const began = Date.now();
    await gate.work(crossing, ['CloseControl']);
    await page.locator('.controls .badge.good', { hasText: 'passed' }).first().waitFor();
    claim(Date.now() - began < 2000, `it took ${Date.now() - began} ms`);
    await close();
  });

  await question('Is a stale version said plainly and the present state shown?', async () => {
    const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
    const { crossing, plate } = await arrive(gate, { traffic_class: 'car' });
    await gate.work(crossing, ['CloseControl']);
    const { page, close, expect } = await openPage(browser, `${server.url}/?crossing=${crossing}`);
    expect(/status of 409/);
    await sit(page, 'kz_passport_car_1');
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    const other = await Clerk.sit(server.url, 'kg_passport_car_1');
    await page.route('**/api/v1/crossings/*', (route) => (route.request().method() === 'GET' ? route.abort() : route.continue()));
    await page.route('**/api/v1/desk/next', (route) => route.abort());
    expect(/ERR_FAILED/);
    await other.work(crossing, ['CloseControl']);
    await page.keyboard.press('F2');
    await page.unroute('**/api/v1/crossings/*');
    await page.locator('[role=alert]', { hasText: 'The crossing has changed meanwhile' }).waitFor();
    await close();
  });

  const lost = 'Does a lost server show a banner, and does nothing typed get lost until it is back?';
  if (!server.away) return skip(lost, 'a server that somebody else started is not stopped');
  await question(lost, async () => {
    const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
    const { crossing, plate } = await arrive(gate, { traffic_class: 'car' });
    await gate.work(crossing, ['CloseControl']);
    const { page, close } = await openPage(browser, `${server.url}/?crossing=${crossing}`);
    await sit(page, 'kz_passport_car_1');
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    await page.keyboard.press('h');
    const evidence = page.getByLabel('What the traveller must bring');
    await evidence.fill('The second page of the passport');
    await page.getByLabel('Reason').selectOption('identity_check');
    await server.away();
    await page.locator('form[data-command=PlaceHold] button[type=submit]').click();
    await page.locator('form [role=alert]', { hasText: 'The server does not answer' }).waitFor();
    await page.locator('.away').waitFor();
    await page.screenshot({ path: join(shots, 'away_en.png') });
    claim((await evidence.inputValue()) === 'The second page of the passport', 'the text stands in the form');
    await server.back();
    await page.locator('.away').waitFor({ state: 'detached', timeout: 30_000 });
    // A restarted server knows no sessions: the officer signs in again and finds the form as it was.
    if (await page.locator('.sign-in').count()) await sit(page, 'kz_passport_car_1');
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    if (!(await page.locator('form[data-command=PlaceHold]').count())) await page.keyboard.press('h');
    await until('the draft is back', async () => (await evidence.inputValue()) === 'The second page of the passport');
    await page.locator('form[data-command=PlaceHold] button[type=submit]').click();
    await page.locator('.panel', { hasText: 'The second page of the passport' }).waitFor();
    await close();
  });
}
