// Release times, the public page and the search in two languages.
import { join } from 'node:path';

import { arrive, claim, Clerk, judge, openPage, question, sit, until, visit } from './support.mjs';


/// Every desk does its usual next step until the car is through.
async function passThrough(url, crossing) {
  const { officers } = await (await fetch(`${url}/api/v1/demo/officers`)).json();
  const desks = officers.map((one) => one.desk).filter((desk) => /(gate_in|passport_car|car_customs|gate_out)_1$/.test(desk));
  const clerks = [];
  for (const desk of desks) clerks.push(await Clerk.sit(url, desk));
  for (let moved = 1; moved > 0;) {
    moved = 0;
    for (const clerk of clerks) moved += await clerk.work(crossing, ['BeginControl', 'CloseControl', 'GiveExitNotice', 'AcceptEntry', 'ReleaseSubject', 'LetDepart']);
  }
  const card = await clerks[0].card(crossing);
  claim(card.phase === 'closed', `the car stands still in ${card.phase}`);
}

export async function askStudy(browser, server) {
  const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
  const { crossing, plate } = await arrive(gate, { traffic_class: 'car', plate: '512KEM02' });

  for (const language of ['en', 'ru']) {
    await question(`Does the page of release times show the founding table and whose the minutes are (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_customs_truck_1');
      await page.locator('nav a[href="/release-times"]').click();
      await page.locator('.founding tbody tr').first().waitFor();
      claim((await page.locator('.founding').first().locator('tbody tr').count()) === 3, 'cars, transit, import');
      const first = page.locator('.founding').first().locator('tbody tr').first();
      if (language === 'en') {
        claim((await first.innerText()).includes('no vehicle yet'), 'nothing is shown of nobody');
        await passThrough(server.url, crossing);
      }
      await until('the page shows the car without being asked again', async () => (await first.innerText()).includes('n 1'));
      await page.locator('.waterfall tbody tr').first().waitFor();
      await judge(page, `release_times_${language}`, [1100, 1500]);
      await page.locator('.wishes select').nth(2).selectOption('KG-KZ');
      await until('nothing has come the other way', async () => !(await first.innerText()).includes('n 1'));
      claim(page.url().includes('direction=KG-KZ'), page.url());
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });

    await question(`Does the page of statistics show the car, its gaps and what may be taken home (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_customs_truck_1');
      await visit(page, '/release-times');
      await page.locator('.page-tools a[href="/study"]').click();
      await page.locator('.segments tbody tr').first().waitFor();
      const row = await page.locator('.segments').first().locator('tbody tr').first().innerText();
      claim(/\b1\b/.test(row) && row.includes(language === 'en' ? 'too few to say' : 'слишком мало'), `one car has no interval: ${row}`);
      const head = page.locator('.segments').first().locator('thead th').nth(2);
      await head.locator('button').focus();
      await page.keyboard.press('Enter');
      claim((await head.getAttribute('aria-sort')) === 'descending', 'the longest stands first');
      claim((await page.locator('.heat tbody tr').count()) === 7, 'seven days');
      const minutes = await page.locator('.activities').innerText();
      claim(minutes.includes(language === 'en' ? 'hand-over between the states' : 'передача между государствами') && minutes.includes(language === 'en' ? 'Customs' : 'Таможня'), `minutes by activity: ${minutes}`);
      claim((await page.locator('.unreleased').count()) === 1, 'whoever has no release is said');
      await page.locator('.wishes select').nth(1).selectOption('layout,hour');
      await until('the hour stands there', async () => /\d\d/.test(await page.locator('.segments').first().locator('tbody th').first().innerText()));
      for (const [link, kind] of [['a[href*="segments.csv"]', 'text/csv'], ['a[href*="study/report?"]', 'text/html'], ['a[href*="activities.csv"]', 'text/csv'], ['a[href*="costs.csv"]', 'text/csv'], ['a[href*="comparison.csv"]', 'text/csv']]) {
        const answer = await page.request.get(server.url + (await page.locator(link).getAttribute('href')));
        const text = await answer.text();
        claim(answer.status() === 200 && answer.headers()['content-type'].startsWith(kind), `${answer.status()} ${answer.headers()['content-type']}`);
        for (const canary of [plate, crossing, 'Абенов', 'N12345678']) claim(!text.includes(canary), `${canary} leaves in ${kind}`);
        if (kind === 'text/html') claim(text.includes(language === 'en' ? '<h2>6 Recommendations' : '<h2>6 Рекомендации'), 'the report speaks the language of the page');
      }
      await judge(page, `study_${language}`, [1100, 1500]);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });

    await question(`May anybody read the public page on a phone, without the pages of the officers (${language})?`, async () => {
      const asked = [];
      const { page, complaints, close } = await openPage(browser, `${server.url}/public`, { language, width: 360 });
      page.on('request', (request) => asked.push(request.url()));
      await page.reload();
      await page.locator('.flows li').first().waitFor();
      claim((await page.locator('.flows li').count()) === 10, 'five classes in two directions');
      const text = await page.locator('body').innerText();
      claim(!text.includes(plate), 'no plate stands there');
      claim(asked.some((url) => url.endsWith('/public/status')) && !asked.some((url) => /sessions|desk|api\/v1\/post/.test(url)), asked.join('\n'));
      await judge(page, `public_${language}`, [360, 1024]);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });

    await question(`Does the search find by plate, by name in the other script and by document (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_passport_truck_1'); // of those who control persons: only they search by name
      await visit(page, '/crossings');
      await page.locator('.search-box input').waitFor();
      await page.keyboard.press('/');
      for (const words of ['512кем', 'Абенов Серик', 'N12345678']) {
        await page.locator('.search-box input').fill(words);
        if (words !== '512кем') await page.keyboard.press('Enter'); // a plate is found while it is typed
        if (words === 'Абенов Серик') { // nobody is found by name before a purpose is said
          await page.locator('.purpose-form select').selectOption('control');
          await page.locator('.purpose-form button').click();
        }
        await page.locator(`.hits a[href="/crossings/${crossing}"]`).waitFor();
      }
      await judge(page, `search_${language}`, [1100]);
      await page.locator('.search-box input').fill('Nobody Atall');
      await page.keyboard.press('Enter');
      await page.locator('.search-results .hint').waitFor();
      await page.locator('.search-box input').fill(plate);
      await page.locator(`.hits a[href="/crossings/${crossing}"]`).click();
      await until('the crossing is open', () => page.url().endsWith(crossing));
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });
  }
}
