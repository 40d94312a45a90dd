// Law and Programme in two languages: open, search, follow a provision; nothing serious for axe-core at three widths.
import { join } from 'node:path';

import { arrive, claim, Clerk, goTo, judge, openPage, question, shots, sit, until, visit } from './support.mjs';

const widths = [1024, 1360, 1800];

export async function askLaw(browser, server) {
  for (const language of ['en', 'ru']) {
    await question(`Can anybody at a desk open the law, search it and follow a provision (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_customs_truck_1');
      await goTo(page, '/law');
      await page.locator('.provision-row').first().waitFor();
      await page.locator('.changes > li').first().waitFor();
      claim((await page.locator('#registry tbody tr').count()) > 0, 'the real instruments are listed');
      await judge(page, `law_${language}`, widths);
      await page.setViewportSize({ width: 1360, height: 900 });
      const all = await page.locator('.provision-row').count();
      await page.keyboard.press('/');
      await page.keyboard.type('weighed');
      await until('the search narrows', async () => { const left = await page.locator('.provision-row').count(); return left > 0 && left < all; });
      claim(page.url().endsWith('/law?q=weighed'), `the address keeps the search: ${page.url()}`);
      const link = page.locator('.provision-row .article-number').first();
      const id = (await link.getAttribute('href')).slice(1);
      await page.locator('.search input').fill('');
      await visit(page, `/law#${id}`);
      await until('the search is over', async () => (await page.locator('.provision-row').count()) === all);
      await page.locator(`.provision-row.here[id="${id}"]`).waitFor();
      await until('the provision stands in the window', () => page.evaluate((of) => { const { top, bottom } = document.getElementById(of).getBoundingClientRect(); return top > 0 && bottom < innerHeight; }, id));
      await page.screenshot({ path: join(shots, `law_here_${language}.png`) });
      for (const summary of await page.locator('#changes details > summary').all()) await summary.click();
      await page.locator('#changes').screenshot({ path: join(shots, `law_changes_${language}.png`) });
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });

    await question(`Does the programme say what each phase lacks (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_customs_truck_1');
      await goTo(page, '/programme');
      await page.locator('.phase').first().waitFor();
      claim((await page.locator('.time-line .bar').count()) === (await page.locator('.phase').count()), 'each phase stands on the time line');
      claim((await page.locator('.bar.running[aria-current=step]').count()) === 1, 'the running phase is marked');
      const capacity = await page.locator('.capacity').first().innerText();
      for (const figure of ['768', language === 'en' ? '4.6' : '4,6']) claim(capacity.includes(figure), `the sentence names ${figure}: ${capacity}`);
      await judge(page, `programme_${language}`, widths);
      await page.setViewportSize({ width: 1360, height: 900 });
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });
  }

  await question('Does a crossing say by which provision each act was allowed, and lead to it?', async () => {
    const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
    const { crossing } = await arrive(gate, { traffic_class: 'car' });
    await gate.work(crossing, ['CloseControl']);
    const { page, complaints, close } = await openPage(browser, server.url);
    await sit(page, 'kz_passport_car_1');
    await visit(page, `/crossings/${crossing}`);
    await page.getByRole('button', { name: 'Why it was allowed' }).click();
    await page.locator('.explained tbody tr').first().waitFor();
    await judge(page, 'explanation_en', widths);
      await page.setViewportSize({ width: 1360, height: 900 });
    await page.locator('.explained .cite').first().click();
    await page.locator('.article .to-law').first().click();
    await page.locator('.provision-row.here').waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
}
