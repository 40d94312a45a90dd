// A bus with a pasted list of passengers, taken to its end by clicks; what stands between the clicks is done by clerks.
import { join } from 'node:path';

import { claim, Clerk, openPage, question, shots, sit, until, violations } from './support.mjs';

const list = ['Aibek Osmonov; AC1000001; KGZ', 'Nurlan Seitkali; N2000002; KAZ', 'Dana Seitkali, N2000003, KAZ', 'Ivan Petrov\t7310004\tRUS'];
const zone = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';

export async function askBus(browser, server) {
  let crossing;
  await question('Can the gate register a bus from a pasted list and a read zone?', async () => {
    const { page, complaints, expect, close } = await openPage(browser, server.url);
    await sit(page, 'kz_gate_in_1');
    await page.keyboard.press('a');
    await page.locator('.arrival form').waitFor();
    await page.locator('.pill', { hasText: 'On foot' }).click();
    claim((await page.getByLabel('Plate').count()) === 0, 'a party on foot has no plate');
    await page.locator('.pill', { hasText: 'Bus' }).click();
    await page.getByLabel('Plate').fill('100BUS02');
    await page.getByRole('button', { name: 'Read the machine-readable zone' }).click();
    const box = page.getByLabel('Machine-readable zone, as typed or read');
    expect(/status of 422/);
    await box.fill(zone.replace('C36', 'C46'));
    await page.locator('.mrz').getByRole('button', { name: 'Read', exact: true }).click();
    await page.locator('.mrz-findings', { hasText: 'Line 2, column 10' }).waitFor();
    await page.screenshot({ path: join(shots, 'mrz_wrong_en.png') });
    await box.fill(zone);
    await page.locator('.mrz').getByRole('button', { name: 'Read', exact: true }).click();
    await page.locator('.mrz-read', { hasText: '2012-04-15' }).waitFor();
    claim((await page.getByLabel('Name as in the document').first().inputValue()) === 'ERIKSSON ANNA MARIA', 'the name is filled in');
    claim((await page.getByLabel('Document number').first().inputValue()) === 'L898902C3', 'the document is filled in');
    await page.getByRole('button', { name: 'Paste a list' }).click();
    await page.getByLabel('List of passengers').fill([...list, 'nobody'].join('\n'));
    await page.locator('.pasted [role=status]', { hasText: 'line 5' }).waitFor();
    await page.getByLabel('List of passengers').fill(list.join('\n'));
    await page.getByRole('button', { name: 'Add 4 passengers' }).click();
    await until('five persons stand in the form', async () => (await page.locator('.arrival fieldset.row').count()) === 5);
    await page.getByLabel('Travels with (group)').nth(2).fill('Seitkali');
    await page.getByLabel('Travels with (group)').nth(3).fill('Seitkali');
    await page.locator('.arrival fieldset.row').nth(4).getByLabel('Red channel').check();
    const serious = await violations(page);
    claim(serious.length === 0, serious.join('\n'));
    await page.screenshot({ path: join(shots, 'arrival_bus_en.png'), fullPage: true });
    await page.getByRole('button', { name: 'Register the arrival' }).click();
    await page.locator('.card .plate.large', { hasText: '100BUS02' }).waitFor();
    await page.locator('.headcount', { hasText: '5 in' }).waitFor();
    await page.screenshot({ path: join(shots, 'desk_bus_en.png') });
    const clerk = await Clerk.sit(server.url, 'kz_gate_in_2');
    crossing = (await clerk.call('GET', '/crossings?inside=true&plate=100BUS02')).items[0].id;
    await page.keyboard.press('F2');
    await page.locator('.said', { hasText: 'Control closed' }).waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does a control take its results, and do rarer acts stand under "More"?', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/?crossing=${crossing}`);
    await sit(page, 'kz_hall_passport_1');
    await page.locator('.card .plate.large', { hasText: '100BUS02' }).waitFor();
    await page.keyboard.press('l'); // results and remarks
    const form = page.locator('form[data-command=CloseControl]');
    await form.getByRole('button', { name: 'Read the machine-readable zone' }).click();
    await form.getByLabel('Machine-readable zone, as typed or read').fill(zone);
    await form.getByRole('button', { name: 'Read', exact: true }).click();
    await form.locator('.note.good', { hasText: 'agrees' }).waitFor();
    claim((await form.getByLabel('Document valid until').inputValue()) === '2012-04-15', 'the zone fills the day');
    claim((await form.getByLabel('Kind of travel document').inputValue()) === 'P', 'and the kind of the document');
    const serious = await violations(page);
    claim(serious.length === 0, serious.join('\n'));
    await page.screenshot({ path: join(shots, 'results_form_en.png') });
    await form.locator('button[type=submit]').click();
    await page.locator('.cell-found', { hasText: '2012-04-15' }).waitFor();
    await page.keyboard.press('m');
    await page.locator('.more-acts').first().waitFor();
    await page.screenshot({ path: join(shots, 'more_en.png') });
    await page.locator('.more-acts li', { hasText: 'Record an offence' }).first().locator('.button').click();
    const offence = page.locator('form[data-command=RecordOffence]');
    await offence.getByRole('combobox', { name: 'Offence' }).selectOption('carriage_rules');
    await offence.getByLabel('Article of the law that was broken').fill('Model code, art. 12');
    await offence.locator('button[type=submit]').click();
    await page.locator('.things .bad-edge', { hasText: 'Breach of the rules of carriage' }).waitFor();
    await page.screenshot({ path: join(shots, 'offence_en.png') });
    await page.locator('.things .bad-edge').getByRole('button', { name: 'Settle the offence' }).click();
    const settle = page.locator('form[data-command=SettleOffence]');
    await settle.getByLabel('How it was settled').selectOption('warning');
    await settle.getByLabel('Receipt or case number').fill('W-1');
    await settle.locator('button[type=submit]').click();
    await page.locator('.things .done', { hasText: 'settled' }).waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does the bus come to its end?', async () => {
    const kinds = ['CloseControl', 'BeginControl', 'GiveExitNotice', 'AcceptEntry', 'ReleaseSubject'];
    const { officers } = await (await fetch(`${server.url}/api/v1/demo/officers`)).json();
    const clerks = [];
    for (const one of officers.filter(({ desk, role }) => role === 'officer' && /_1$/.test(desk))) clerks.push(await Clerk.sit(server.url, one.desk));
    await until('the vehicle is released', async () => {
      for (const clerk of clerks) await clerk.work(crossing, kinds);
      const card = await clerks[0].card(crossing);
      return card.subjects[0].fate === 'released';
    }, 120_000);
    const { page, complaints, close } = await openPage(browser, `${server.url}/?crossing=${crossing}`);
    await sit(page, 'kg_gate_out_1');
    await page.locator('.primary-move', { hasText: 'Let depart' }).click();
    await page.locator('form[data-command=LetDepart] button[type=submit]').click();
    await page.locator('.said', { hasText: 'Departed' }).waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    const card = await clerks[0].card(crossing);
    claim(card.end === 'departed' && card.headcount.out === 5, `the bus should have departed with five persons: ${JSON.stringify([card.end, card.headcount])}`);
    await close();
  });
}
