// Sign-in and Desk, in two languages.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { arrive, claim, Clerk, openPage, pages, question, root, shots, sit, until } from './support.mjs';

export async function askDesk(browser, server) {
  const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
  for (const language of ['en', 'ru']) {
    await question(`Can an officer sign in and see the next crossing (${language})?`, async () => {
      const { crossing, plate } = await arrive(gate, { traffic_class: 'truck', consignments: 2 });
      await gate.work(crossing, ['CloseControl']);
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await page.locator('[data-desk]').first().waitFor();
      await page.screenshot({ path: join(shots, `sign_in_${language}.png`) });
      await sit(page, 'kg_passport_truck_1');
      await page.locator('.queue-item', { hasText: plate }).click();
      await page.locator('.card .plate.large', { hasText: plate }).waitFor();
      await page.screenshot({ path: join(shots, `desk_${language}.png`) });
      const text = await page.locator('body').innerText();
      claim(!text.includes('⟦'), `a text is missing: ${/⟦[^⟧]*⟧/.exec(text)?.[0]}`);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
      const clerk = await Clerk.sit(server.url, 'kg_passport_truck_2');
      await clerk.work(crossing, ['CloseControl']);
    });
  }

  await question('Are the types of the pages what the server describes?', async () => {
    const done = spawnSync(process.execPath, [join(root, 'web', 'scripts', 'types.mjs'), '--check', server.url], { encoding: 'utf8' });
    claim(done.status === 0, done.stdout + done.stderr);
  });

  await question('Do the files that draw the desk stay within 135 KB, compressed, and is sign-in without them?', () => {
    const size = (name) => statSync(join(pages, `${name}.gz`)).size;
    const entry = [...readFileSync(join(pages, 'index.html'), 'utf8').matchAll(/"(\/assets\/[^"]+)"/g)].map(([, name]) => name);
    const desk = JSON.parse(/desk:(\[[^\]]*\])/.exec(readFileSync(join(pages, 'start.js'), 'utf8'))[1]);
    claim(desk.length > 1 && !desk.some((name) => entry.includes(name)), `sign-in loads the desk: ${entry}`);
    const texts = [...readFileSync(join(pages, 'start.js'), 'utf8').matchAll(/(?:en|ru|kk|ky):"([^"]+)"/g)].map(([, name]) => size(name));
    claim(texts.length === 4, 'the words of each language are asked for at the start');
    const all = [...entry, ...desk].reduce((sum, name) => sum + size(name), 0) + Math.max(...texts);
    claim(all <= 135 * 1024, `they have ${all} bytes`);
  });

  await question('Does a wrong password get one plain sentence?', async () => {
    const { page, close } = await openPage(browser, server.url);
    await page.getByLabel('Name').fill('kz_gate_in_1');
    await page.getByLabel('Password').fill('not this one');
    await page.locator('.sign-in-form button[type=submit]').click();
    await page.locator('[role=alert]', { hasText: 'Name or password is wrong.' }).waitFor();
    await close();
  });

  await question('Is every text there in all four languages?', async () => {
    const { page, close } = await openPage(browser, server.url);
    await sit(page, 'kz_passport_car_1');
    for (const language of ['ru', 'kk', 'ky', 'en']) {
      await page.locator('.menu-button').click();
      await page.locator('.language select').selectOption(language);
      await page.keyboard.press('Escape');
      await page.waitForFunction((code) => document.documentElement.lang === code, language);
      for (const address of ['/desk', '/post', '/crossings', '/arrival', '/law', '/programme', '/release-times', '/status', '/inspect']) {
        await page.evaluate((to) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }, address);
        await page.locator('main').waitFor();
        const text = await page.locator('body').innerText();
        claim(!text.includes('⟦'), `${language} ${address}: ${/⟦[^⟧]*⟧/.exec(text)?.[0]}`);
      }
    }
    await close();
  });

  await question('Does the keyboard alone take a car through the passport desk?', async () => {
    const { crossing, plate } = await arrive(gate, { traffic_class: 'car' });
    await gate.work(crossing, ['CloseControl']);
    const { page, complaints, close } = await openPage(browser, server.url);
    await page.getByLabel('Name').waitFor();
    await page.keyboard.type('kz_passport_car_2'); // the first field has the focus
    await page.keyboard.press('Tab');
    await page.keyboard.type('demo');
    await page.keyboard.press('Tab');
    await page.locator('.sign-in-form select').evaluate((select) => select === document.activeElement || Promise.reject(new Error('Tab did not reach the desk')));
    await page.locator('.sign-in-form select').selectOption('kz_passport_car_2');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    await page.keyboard.press('?');
    await page.locator('[role=dialog]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
    await page.keyboard.press('w');
    await page.locator('.why').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
    await page.keyboard.press('F2');
    await page.locator('.said', { hasText: 'Control closed' }).waitFor();
    await page.keyboard.press('h');
    await page.locator('form[data-command=PlaceHold]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.classList.contains('primary-move')); // the focus came back
    await page.keyboard.press('Enter'); // the second person
    await until('both passports are passed by Kazakhstan', async () => {
      const card = await gate.card(crossing);
      const passports = card.subjects.filter((one) => one.kind === 'person').flatMap((one) => one.controls).filter((one) => one.control === 'passport' && one.side === 'exit');
      return passports.length === 2 && passports.every((one) => one.status === 'passed');
    });
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does "why may I not" show the refusal with its article?', async () => {
    const { crossing, plate } = await arrive(gate, { traffic_class: 'truck' });
    const { page, close } = await openPage(browser, `${server.url}/?crossing=${crossing}`);
    await sit(page, 'kg_customs_truck_1');
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    await page.keyboard.press('w');
    const refused = page.locator('.why.bad details').filter({ hasText: 'Customs documents' }).first();
    await refused.locator('summary').click();
    await refused.getByText('Earlier controls are still open.').waitFor();
    await refused.locator('.article cite', { hasText: 'Model agreement on joint control' }).waitFor();
    await page.screenshot({ path: join(shots, 'why_en.png') });
    await close();
  });
}
