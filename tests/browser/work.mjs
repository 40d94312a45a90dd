// Work lists: counts and ages, a filter, work taken, handed over with a note, and confirmed by the next officer.
import { arrive, claim, Clerk, judge, openPage, question, sit, until, visit } from './support.mjs';

async function waitingAtPassport(gate) {
  const { crossing, plate, command } = await arrive(gate, { traffic_class: 'car' });
  await gate.command(crossing, { type: 'CloseControl', control: 'gate', subject: command.vehicle, outcome: 'passed', establishes: [], found: [] });
  return { crossing, plate };
}

export async function askWork(browser, server) {
  const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
  const first = await waitingAtPassport(gate);

  for (const language of ['en', 'ru']) {
    await question(`Does the shift head see all that waits, with counts and ages, and narrow it (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language });
      await sit(page, 'kz_shift_head');
      await visit(page, '/work');
      await page.locator('.counts tbody tr').first().waitFor();
      await page.locator(`.work-lines tr[data-crossing="${first.crossing}"]`).first().waitFor();
      await judge(page, `work_${language}`, [360, 1024, 1500]);
      const counted = page.locator('.counts tbody .as-link').first();
      await counted.focus();
      await page.keyboard.press('Enter');
      await until('the address tells what was chosen', () => page.url().includes('control='));
      claim((await counted.getAttribute('aria-pressed')) === 'true', 'the chosen line says so');
      await page.locator('.filters select').nth(1).selectOption('truck');
      await until('no car is left', async () => (await page.locator(`.work-lines tr[data-crossing="${first.crossing}"]`).count()) === 0);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });
  }

  await question('Is work taken, handed over at the end of a shift with notes, and confirmed, by keyboard alone?', async () => {
    const early = await openPage(browser, server.url);
    await sit(early.page, 'kz_passport_car_1');
    await visit(early.page, '/work');
    const line = early.page.locator(`.work-lines tr[data-crossing="${first.crossing}"]`).first();
    const take = line.getByRole('button', { name: /^Take:/ });
    await take.waitFor();
    await take.focus();
    await early.page.keyboard.press('Enter');
    await early.page.locator('.own-work').waitFor();
    await early.page.getByRole('button', { name: 'Hand over everything' }).focus();
    await early.page.keyboard.press('Enter');
    const dialog = early.page.getByRole('dialog');
    await dialog.locator('select').selectOption('kz_passport_car_2');
    await dialog.locator('input').first().fill('The photograph is ten years old');
    await judge(early.page, 'work_hand_over', [360, 1024]);
    await dialog.locator('textarea').fill('Two buses are expected');
    await early.page.keyboard.press('Tab');
    await early.page.keyboard.press('Tab');
    await early.page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await until('it is in my hands no more', async () => (await early.page.locator('.own-work').count()) === 0);

    const late = await openPage(browser, server.url);
    await sit(late.page, 'kz_passport_car_2');
    await visit(late.page, '/work');
    const offered = late.page.locator('.offered');
    await offered.waitFor();
    const said = await offered.innerText();
    claim(said.includes('The photograph is ten years old') && said.includes('Two buses are expected'), said);
    await judge(late.page, 'work_offered', [360, 1024]);
    await offered.getByRole('button').focus();
    await late.page.keyboard.press('Enter');
    await late.page.locator('.own-work').waitFor();
    claim(early.complaints.length + late.complaints.length === 0, [...early.complaints, ...late.complaints].join('\n'));
    await early.close();
    await late.close();
  });
}
