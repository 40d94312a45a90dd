// A crossing changes under the officer's hands.
import { arrive, claim, Clerk, openPage, question, sit } from './support.mjs';

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
}
