// Layouts compared: asked for, watched, cancelled, read; in two languages, at three widths, light and dark.
import { join } from 'node:path';

import { claim, Clerk, goTo, judge, openPage, question, shots, sit, startServer, until, violations, visit } from './support.mjs';

const small = '/layouts?layouts=two_stop,combined&days=1&replications=5&traffic=100&staffing=equal_staff';
const large = '/layouts?layouts=two_stop,combined,shared&days=28&replications=20&traffic=300&staffing=own';

export async function askLayouts(browser, bare) {
  await question('Does a post without an overlay say that it cannot compare layouts, and how it could?', async () => {
    const { page, complaints, expect, close } = await openPage(browser, bare.url);
    expect(/status of 404/);
    await sit(page, 'kz_customs_truck_1');
    await visit(page, '/layouts');
    await page.locator('.hint.empty', { hasText: '--overlay' }).waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
  if (process.env.ONESTOP_URL) return;
  const server = await startServer(['--overlay', 'posts/traffic/korday-reference.json']);
  try {
    await askPlanner(browser, server);
  } finally {
    await server.stop();
  }
}

async function askPlanner(browser, server) {
  for (const language of ['en', 'ru']) {
    await question(`Does a planner compare two layouts and see what each gain is made of (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_customs_truck_1');
      await goTo(page, '/layouts');
      await page.locator('.wish-form').waitFor();
      claim((await page.locator('.layout-choice tbody tr').count()) === 5, 'five layouts');
      await judge(page, `layouts_first_${language}`);
      await page.setViewportSize({ width: 1440, height: 900 });
      await visit(page, small);
      await page.locator('.wish-form button[type=submit]').focus();
      await page.keyboard.press('Enter');
      await page.locator('.simulated').waitFor();
      claim(/run=[0-9a-f]{32}/.test(page.url()), page.url());
      claim((await page.locator('.releases tbody tr').count()) === 12, 'six flows in two directions');
      claim((await page.locator('.uses > tbody > tr').count()) === 2, 'what both use');
      claim((await page.locator('.differences tbody tr').count()) === 12, 'a difference for each flow');
      const hours = await page.locator('.uses > tbody > tr > td:nth-child(3)').evaluateAll((all) => all.map((one) => one.firstChild.textContent));
      claim(hours[0] === hours[1], `equal staff: ${hours}`);
      await page.locator('.gantt .piece').first().waitFor();
      claim((await page.locator('.way-table').count()) === 2, 'its way in both layouts, in words');
      await page.locator('.followed .pills input[value=slowest]').focus();
      await page.keyboard.press('Space');
      await page.locator('.team-hours summary').focus();
      await page.keyboard.press('Enter');
      claim((await page.locator('.team-hours tbody tr').count()) === 24, 'the hours as a table');
      await judge(page, `layouts_${language}`);
      for (const [link, kind] of [['a[href$="/flows.csv"]', 'text/csv'], ['a[href$="/report"]', 'text/html']]) {
        const answer = await page.request.get(server.url + (await page.locator(link).getAttribute('href')));
        claim(answer.status() === 200 && answer.headers()['content-type'].startsWith(kind), `${answer.status()} ${answer.headers()['content-type']}`);
      }
      const paper = await page.context().newPage();
      const blocked = [];
      paper.on('console', (message) => blocked.push(message.text()));
      await paper.goto(server.url + (await page.locator('a[href$="/report"]').getAttribute('href')));
      claim((await paper.evaluate(() => getComputedStyle(document.querySelector('th')).backgroundColor)) === 'rgb(238, 241, 245)' && blocked.length === 0, `the report has its style: ${blocked}`);
      await paper.close();
      await page.reload();
      await page.locator('.simulated').waitFor();
      claim((await page.locator('.releases tbody tr').count()) === 12, 'the result is there after a reload');
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });

    await question(`Is a layout that is compared with itself called not distinguishable (${language})?`, async () => {
      const clerk = await Clerk.sit(server.url, 'kg_bay_1');
      const run = await clerk.call('POST', '/simulations', { layouts: ['combined', 'combined'], days: 1, warm_up_days: 0, replications: 3, staffing: 'own' });
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_customs_truck_1');
      await visit(page, `/layouts?layouts=combined,combined&days=1&replications=3&traffic=100&staffing=own&run=${run.id}`);
      await page.locator('.differences .verdict').first().waitFor();
      const verdicts = await page.locator('.differences .verdict').allInnerTexts();
      const words = language === 'en' ? 'not distinguishable' : 'неразличимо';
      claim(verdicts.length === 12 && verdicts.every((one) => one === words), verdicts.join());
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });
  }

  await question('Is a long run seen to go on, found again after a reload and stopped?', async () => {
    const { page, complaints, close } = await openPage(browser, server.url);
    await sit(page, 'kz_customs_truck_1');
    await visit(page, large);
    await page.locator('.wish-form button[type=submit]').click();
    await page.locator('.running[data-state=running] progress').waitFor();
    await page.reload();
    await page.locator('.running[data-state=running] progress').waitFor();
    await until('it has gone on', async () => Number(await page.locator('.running progress').getAttribute('value')) > 0);
    claim((await violations(page)).length === 0, (await violations(page)).join('\n'));
    await page.screenshot({ path: join(shots, 'layouts_running.png') });
    await page.locator('.running .cancel').focus();
    await page.keyboard.press('Enter');
    await page.locator('.running[data-state=cancelled]').waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does a page with a run that is forgotten say so, and is a refused question told why?', async () => {
    const { page, complaints, expect, close } = await openPage(browser, server.url);
    expect(/status of 404/);
    expect(/status of 422/);
    await sit(page, 'kz_customs_truck_1');
    await visit(page, `${small}&run=${'0'.repeat(32)}`);
    await page.locator('.note.bad').waitFor();
    claim((await page.locator('.note.bad').innerText()).includes('no longer kept'), await page.locator('.note.bad').innerText());
    await visit(page, '/layouts?layouts=combined,two_stop&days=28&replications=100&traffic=300&staffing=own');
    await page.locator('.wish-form button[type=submit]').click();
    await page.locator('.note.bad li').waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Is the comparison readable in the dark and on paper?', async () => {
    const { page, complaints, close } = await openPage(browser, server.url, { dark: true });
    await sit(page, 'kz_customs_truck_1');
    await visit(page, small);
    await page.locator('.wish-form button[type=submit]').click();
    await page.locator('.gantt .piece').first().waitFor();
    await judge(page, 'layouts_dark', [1024]);
    await page.emulateMedia({ media: 'print' });
    claim(!(await page.locator('.wish-form').isVisible()), 'the form is not printed');
    claim(await page.locator('.releases').isVisible(), 'the figures are');
    await page.screenshot({ path: join(shots, 'layouts_print.png'), fullPage: true });
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
}
