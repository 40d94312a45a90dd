// The next eight hours on the live post: a forecast of a server that has an overlay, and a plain word where it has none.
import { join } from 'node:path';

import { arrive, claim, Clerk, openPage, question, shots, sit, startServer, until, violations } from './support.mjs';

const words = {
  en: { title: 'Next eight hours', past: 'There is no past day yet' },
  ru: { title: 'Ближайшие восемь часов', past: 'Прошедших дней' },
  kk: { title: 'Алдағы сегіз сағат', past: 'өткен күн әзірге жоқ' },
  ky: { title: 'Жакынкы сегиз саат', past: 'өткөн күн азырынча жок' },
};
const open = async (page, url) => {
  await page.goto(`${url}/post`);
  await page.locator('.forecast summary').first().waitFor();
};

export async function askForecast(browser, bare) {
  await question('Does a post without an overlay say that it cannot forecast, and how it could?', async () => {
    const { page, complaints, close } = await openPage(browser, bare.url, { width: 1600 });
    await sit(page, 'kz_shift_head');
    await open(page, bare.url);
    await page.locator('.forecast', { hasText: '--overlay' }).waitFor();
    claim((await page.locator('.forecast svg').count()) === 0, 'nothing is drawn of nothing');
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
  if (process.env.ONESTOP_URL) return;

  const server = await startServer(['--overlay', 'posts/traffic/korday-reference.json']);
  try {
    for (const [language, { title, past }] of Object.entries(words))
      for (const width of language === 'en' ? [360, 1024, 1600] : [1600])
        await question(`Are the next eight hours drawn, told as a table and honest about the past (${language}, ${width})?`, async () => {
          const { page, complaints, close } = await openPage(browser, server.url, { language, width });
          const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
          await arrive(gate, { traffic_class: 'car' });
          await sit(page, 'kz_shift_head'); // whose first page is this one
          await open(page, server.url);
          const panel = page.locator('.forecast');
          await panel.locator('svg.band-chart polygon.nine').waitFor();
          claim((await panel.locator('summary').first().innerText()) === title, 'the panel has its title');
          await panel.locator('p', { hasText: past }).waitFor();
          await panel.locator('.forecast-table summary').first().click();
          const rows = panel.locator('.forecast-table tbody tr');
          await until('the table has an hour a row', async () => (await rows.count()) >= 9);
          await panel.locator('select').first().selectOption({ index: 3 });
          await until('a flow says who arrives in which hour', async () => (await panel.locator('.forecast-table').first().locator('tbody tr').count()) === 17);
          await panel.locator('select').nth(1).selectOption('waiting');
          const serious = await violations(page);
          claim(serious.length === 0, serious.join('\n'));
          const box = await panel.boundingBox();
          claim(box.x >= 0 && box.x + box.width <= width, 'the panel lies within the page');
          claim(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing hangs over the edge');
          claim(!(await page.locator('body').innerText()).includes('⟦'), 'every word is there');
          await panel.scrollIntoViewIfNeeded();
          await page.screenshot({ path: join(shots, `forecast_${language}_${width}.png`) });
          claim(complaints.length === 0, complaints.join('\n'));
          await close();
        });

    await question('Is it the same forecast for everybody for a minute, and does nothing move meanwhile?', async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { width: 1600 });
      await sit(page, 'kz_shift_head');
      await open(page, server.url);
      const chart = page.locator('.forecast svg.band-chart');
      await chart.waitFor();
      const before = await chart.innerHTML(), picture = () => page.evaluate(() => document.querySelector('canvas.fleet').toDataURL());
      await page.locator('canvas.fleet[data-drawn]').waitFor();
      const drawn = await picture();
      await page.waitForTimeout(3_000);
      claim((await chart.innerHTML()) === before && (await picture()) === drawn, 'nothing was recorded, so nothing moved');
      const head = await Clerk.sit(server.url, 'kg_shift_head');
      const [one, other] = [await head.call('GET', '/forecast'), await head.call('GET', '/forecast')];
      claim(one.run.seed === other.run.seed && one.run.at === other.run.at, 'a kept forecast is answered again');
      claim(one.run.replications === 200 && one.run.vehicles.length + one.run.still.reduce((sum, still) => sum + still.vehicles, 0) > 0, 'it says what it rests on');
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });
  } finally {
    await server.stop();
  }
}
