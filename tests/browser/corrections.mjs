// A wrong entry: asked for on the card with the keyboard, granted by a shift head, shown beside what stood there.
import { arrive, claim, Clerk, judge, openPage, question, sit, until, visit } from './support.mjs';

export async function askCorrections(browser, server) {
  for (const language of ['en', 'ru']) {
    await question(`Is a wrongly read plate put right by two officers, and does the card show both plates (${language})?`, async () => {
      const gate = await Clerk.sit(server.url, 'kz_gate_in_2');
      const { crossing, plate } = await arrive(gate, { traffic_class: 'truck' });
      const right = plate.replace('TST', 'TSX');
      const asking = await openPage(browser, server.url, { language });
      await sit(asking.page, 'kz_gate_in_1');
      await visit(asking.page, `/desk?crossing=${crossing}`);
      await asking.page.locator('.card .plate.large', { hasText: plate }).waitFor();
      await asking.page.keyboard.press('m');
      const line = asking.page.locator('.more-acts li', { hasText: plate, has: asking.page.getByRole('button', { name: /^(Ask for a correction|Просить об исправлении)$/ }) }).first();
      await line.getByRole('button').first().click();
      const form = asking.page.locator('form[data-command=RequestCorrection]');
      await form.waitFor();
      await until('the form begins at the entry', () => form.locator('select').evaluate((one) => one === document.activeElement));
      await asking.page.keyboard.press('Tab');
      await asking.page.keyboard.type(right);
      await asking.page.keyboard.press('Tab');
      await asking.page.keyboard.type('The letter was read wrongly');
      await judge(asking.page, `correction_form_${language}`, [390, 1280]);
      await form.locator('button[type=submit]').click();
      await asking.page.locator('[data-correction=open]', { hasText: right }).waitFor();
      claim((await asking.page.locator('[data-correction] button').count()) === 0, 'who asked does not decide');

      const deciding = await openPage(browser, server.url, { language });
      await sit(deciding.page, 'kz_shift_head');
      await visit(deciding.page, `/desk?crossing=${crossing}`);
      const open = deciding.page.locator('[data-correction=open]');
      await open.waitFor();
      await judge(deciding.page, `correction_card_${language}`, [390, 1280]);
      await open.getByRole('button', { name: /^(Grant|Удовлетворить)$/ }).click();
      const answer = deciding.page.locator('form[data-command=AnswerCorrection]');
      await answer.waitFor();
      await judge(deciding.page, `correction_answer_${language}`, [390, 1280]);
      await answer.locator('button[type=submit]').click();
      for (const { page } of [asking, deciding]) {
        await visit(page, `/crossings/${crossing}`);
        await page.locator('[data-correction=granted]', { hasText: plate }).waitFor();
        await page.locator('.card-head .plate.large', { hasText: right }).waitFor();
      }
      claim(asking.complaints.length + deciding.complaints.length === 0, [...asking.complaints, ...deciding.complaints].join('\n'));
      await asking.close();
      await deciding.close();
    });
  }
}
