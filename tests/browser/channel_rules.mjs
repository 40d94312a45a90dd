// Channel rules: written from others as a draft, watched in shadow, put into force by somebody who did not write them. What
// was lodged before (lodging.mjs) is what the shadow report counts.
import { join } from 'node:path';

import { claim, goTo, judge, openPage, question, shots, sit, until, visit } from './support.mjs';

export async function rules(browser, url) {
  const { officers } = await (await fetch(`${url}/api/v1/demo/officers`)).json();
  const head = officers.find((one) => one.role === 'supervisor' && one.state === 'KZ');
  const writer = officers.find((one) => one.role !== 'supervisor' && one.state === 'KZ' && one.agency === head.agency);
  const book = `/channels/KZ/${head.agency}`;
  const write = async (page, otherwise) => {
    const text = page.locator('.rules-text');
    await until('the text is there', async () => (await text.inputValue()).length > 100);
    const source = await text.inputValue();
    await text.fill(source.replace('otherwise:', 'otherwyse:'));
    await page.locator('.write-rules button[type=submit]').click();
    await page.locator('.write-rules .note.bad li').first().waitFor();
    await judge(page, `channels_unsound_${otherwise}`);
    await text.fill(source.replace(/otherwise: \w+/, `otherwise: ${otherwise}`));
    await page.locator('.write-rules button[type=submit]').click();
    await page.locator('.write-rules').waitFor({ state: 'detached' });
  };

  await question('Can an officer write rules from others, read what is wrong at its line, and watch them in shadow?', async () => {
    const { page, complaints, expect, close } = await openPage(browser, url);
    expect(/status of 422/);
    await sit(page, writer.desk);
    await goTo(page, '/channels');
    await page.locator('.books li').first().waitFor();
    await judge(page, 'channels_en');
    await page.locator(`.books a[href^="${book}/"]`).click();
    await page.locator('section[aria-label="Rules, in words"] tbody tr').first().waitFor();
    await judge(page, 'channels_version_en');
    await page.locator('tr[data-version="1"] a[href$="/write"]').click();
    await write(page, 'yellow');
    const row = page.locator('tr[data-version="2"]');
    await row.locator('.badge', { hasText: 'Draft' }).waitFor();
    claim((await row.locator('.button.primary').count()) === 0, 'whoever may not decide has no button for it');
    await row.getByRole('button', { name: 'Watch in shadow' }).click();
    await row.locator('.badge', { hasText: 'In shadow' }).waitFor();
    await row.getByRole('link', { name: 'Shadow report' }).click();
    await page.locator('.shadow-report .from-to').waitFor();
    claim((await page.locator('.shadow-report .differs').count()) > 0, 'lodgements that were green would be yellow');
    await judge(page, 'channels_shadow_en');
    await page.locator('.shadow-report .plain-list a').first().click();
    await page.locator('.channel-list li').first().waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does somebody else put them into force, and is nobody let to do it with his own?', async () => {
    const { page, complaints, expect, close } = await openPage(browser, url, { language: 'ru' });
    expect(/status of 4(22|03)/);
    await sit(page, head.desk);
    await visit(page, `${book}/2`);
    await page.locator('tr[data-version="2"] .button.primary').click();
    await page.locator('tr[data-version="2"] .badge.good').waitFor();
    await judge(page, 'channels_version_ru');
    await visit(page, `${book}/1/shadow`);
    await page.locator('.shadow-report .from-to').waitFor();
    await judge(page, 'channels_shadow_ru');
    await visit(page, `${book}/2/write`);
    await write(page, 'green');
    await page.locator('tr[data-version="3"] .button.primary').click();
    await page.locator('tr[data-version="3"] .note.bad', { hasText: 'Эту версию написали вы' }).waitFor();
    await page.screenshot({ path: join(shots, 'channels_own_work.png') });
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
}
