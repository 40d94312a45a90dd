// Own account, officers and journal: set up, asked for, taken back, read; and refused to whom they are not for.
import { claim, judge, openPage, question, sit, until, visit } from './support.mjs';

export async function askAccounts(browser, server) {
  for (const language of ['en', 'ru']) {
    await question(`Does an officer see his account, and is a wrong password told in a sentence (${language})?`, async () => {
      const { page, complaints, expect, close } = await openPage(browser, server.url, { language });
      expect(/status of (403|422|400)/);
      await sit(page, 'kz_passport_car_3');
      await page.keyboard.press('v');
      await page.locator('[data-part=sessions] li').first().waitFor();
      await judge(page, `account_${language}`, [390, 1280]);
      const form = page.locator('form[data-part=password]');
      await form.locator('input').first().fill('not this one');
      await form.locator('input').last().fill('a long enough password');
      await page.keyboard.press('Enter');
      await form.locator('[role=alert]').waitFor();
      const said = await form.locator('[role=alert]').innerText();
      claim(/[а-я]/.test(said) === (language === 'ru'), said);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });

    await question(`Does an administrator ask for a change and take it back, and find an officer in the list (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_shift_head');
      await visit(page, '/officers');
      await page.locator('[data-account=kz_bay_1]').waitFor();
      const form = page.locator('form[data-part=ask]');
      await form.locator('select').first().selectOption('close_account');
      await form.locator('select').nth(1).selectOption({ index: 3 });
      await form.locator('button[type=submit]').focus();
      await page.keyboard.press('Enter');
      const waiting = page.locator('[data-part=waiting] [data-request]');
      await waiting.first().waitFor();
      await judge(page, `officers_${language}`, [390, 1280]);
      await waiting.first().getByRole('button').first().click();
      await until('nothing waits', async () => (await waiting.count()) === 0);
      await page.locator('.filters input').fill('kz_bay_1');
      await until('the list is short', async () => (await page.locator('[data-account]').count()) === 2);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });

    await question(`Does an auditor read the journal of the day in words, and only one kind where he wants (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_audit');
      await page.keyboard.press('z');
      await page.locator('.journal-page tr[data-kind=SignedIn]').first().waitFor();
      await judge(page, `journal_${language}`, [390, 1280]);
      await page.locator('.filters select').selectOption('AccountChanged');
      await until('only that kind', async () => (await page.locator('tr[data-kind=SignedIn]').count()) === 0 && (await page.locator('tr[data-kind=AccountChanged]').count()) > 0);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });
  }

  await question('Is the journal no page of an officer at a desk, and is he told so?', async () => {
    const { page, expect, close } = await openPage(browser, server.url, { language: 'ru' });
    expect(/status of 403/);
    await sit(page, 'kz_passport_car_3');
    await page.locator('.menu-button').click();
    claim((await page.locator('.menu-sheet a[href="/journal"], .menu-sheet a[href="/officers"]').count()) === 0, 'no link to it');
    await visit(page, '/journal');
    await page.locator('[role=alert]', { hasText: /[а-я]/ }).waitFor();
    await close();
  });
}
