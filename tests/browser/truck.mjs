// An officer of each state takes a truck through a hold and a joint inspection.
import { join } from 'node:path';

import { claim, Clerk, openPage, question, shots, sit, until } from './support.mjs';

const fill = (page, label, value) => page.locator('form').getByLabel(label).first().fill(value);
const press = (page, command) => page.locator(`form[data-command=${command}] button[type=submit]`).click();
const about = (page, crossing) => page.evaluate((id) => { history.pushState(null, '', `/?crossing=${id}`); dispatchEvent(new PopStateEvent('popstate')); }, crossing);

/// The move on the big button, 'idle' where no crossing lies on the desk, nothing while something is on its way.
const offered = (page) => page.evaluate(() => (document.querySelector('.idle') ? 'idle' : (document.querySelector('.primary-move:not([data-pending]) .move')?.textContent ?? null)));

async function register(page, plate) {
  await page.locator('nav a', { hasText: 'Arrival' }).click();
  await page.getByLabel('Plate').fill(plate);
  await page.locator('.pill', { hasText: /^Goods vehicle$/ }).click();
  await page.getByLabel('Seals').fill('KZ0048213 KZ0048214');
  await page.getByLabel('Name as in the document').fill('Serik Abenov');
  await page.getByLabel('Nationality').fill('KAZ');
  await page.getByLabel('Document number').fill('N12345678');
  for (const [index, goods, code] of [[0, 'Fresh apples', '080810'], [1, 'Ceramic tiles', '690721']]) {
    await page.getByText('Add a consignment').click();
    await page.getByLabel('Reference').nth(index).fill(`UCR-2026-77${index}`);
    await page.getByRole('textbox', { name: 'Goods', exact: true }).nth(index).fill(goods);
    await page.getByLabel('HS code').nth(index).fill(code);
    await page.getByLabel('Lines').nth(index).fill('3');
  }
  await page.screenshot({ path: join(shots, 'arrival_en.png') });
  await page.locator('.form-foot button[type=submit]').click();
  await page.locator('.card .plate.large', { hasText: plate }).waitFor();
  return page.evaluate(() => sessionStorage.getItem('onestop.crossing'));
}

export async function askTruck(browser, server) {
  const { url } = server;
  const plate = '907KTR02';
  let crossing;
  const pages = {};
  let broken = false; // each step stands on the one before
  const step = (name, answer) => question(name, async () => {
    if (broken) throw new Error('the step before failed');
    broken = true;
    await answer();
    broken = false;
  });
  const seat = async (desk) => {
    pages[desk] ??= await openPage(browser, url);
    if (await pages[desk].page.locator('.top').count() === 0) await sit(pages[desk].page, desk);
    return pages[desk].page;
  };

  await step('Does the gate register a truck with two consignments once for both states?', async () => {
    const page = await seat('kz_gate_in_1');
    crossing = await register(page, plate);
    await page.keyboard.press('F2'); // the gate's own control
    await page.locator('.said', { hasText: 'Control closed' }).waitFor();
  });

  await step('Does the truck come to the customs of both states after the desks before them?', async () => {
    for (const desk of ['kz_passport_truck_1', 'kg_passport_truck_1', 'kg_transport_1', 'kg_sanitary_1', 'kg_vet_phyto_1']) {
      const clerk = await Clerk.sit(url, desk);
      await clerk.work(crossing, ['CloseControl']);
    }
    for (const desk of ['kz_customs_truck_1', 'kg_customs_truck_1']) {
      const page = await seat(desk);
      await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    }
  });

  await step('Does a hold on one line of one consignment show its owner, evidence and age to both states?', async () => {
    const page = await seat('kg_customs_truck_1');
    await page.keyboard.press('h');
    await page.locator('form[data-command=PlaceHold]').waitFor();
    await page.getByLabel('What', { exact: false }).first().selectOption({ label: 'UCR-2026-771' });
    await page.getByLabel('Line').selectOption('2');
    await page.getByLabel('Reason').selectOption('certificate_missing');
    await fill(page, 'What the traveller must bring', 'Certificate of origin for line 2');
    await page.locator('button', { hasText: 'May I?' }).click();
    await page.locator('.note.good', { hasText: 'You may do this.' }).waitFor();
    await page.screenshot({ path: join(shots, 'hold_form_en.png') });
    await press(page, 'PlaceHold');
    await page.locator('.panel', { hasText: 'Certificate of origin for line 2' }).waitFor();
    const other = await seat('kz_customs_truck_1');
    await other.locator('.panel', { hasText: 'Certificate of origin for line 2' }).waitFor();
    await other.screenshot({ path: join(shots, 'desk_held_en.png') });
    claim((await other.locator('.panel', { hasText: 'Holds' }).locator('button', { hasText: 'Lift' }).count()) === 0, 'Kazakhstan may not lift what Kyrgyzstan holds');
  });

  await step('Do both customs close the documents, and does the owner lift the hold?', async () => {
    const kz = await seat('kz_customs_truck_1');
    const kg = await seat('kg_customs_truck_1');
    await kg.locator('button', { hasText: 'Lift the hold' }).click();
    await kg.locator('form[data-command=LiftHold]').waitFor();
    await press(kg, 'LiftHold');
    await until('the hold is lifted', async () => (await kg.locator('.things .badge', { hasText: 'lifted' }).count()) === 1);
    for (const page of [kz, kg]) {
      await about(page, crossing);
      await page.locator('.card .plate.large', { hasText: plate }).waitFor();
      for (let i = 0; i < 6; ++i) {
        const before = await until('a move is offered', () => offered(page));
        if (!before.startsWith('Pass')) break;
        await page.locator('.primary-move').click();
        let looks = 0; // on a busy machine a press may fall on a card that is being drawn anew; an officer presses again
        const after = await until('the next move is offered', async () => {
          const now = await offered(page);
          if (now === before && ++looks % 50 === 0) await page.locator('.primary-move').click();
          return now !== before && now;
        });
        if (after === 'idle') break;
      }
    }
    const clerk = await Clerk.sit(url, 'kz_customs_truck_2');
    const card = await clerk.card(crossing);
    const open = card.subjects.flatMap((one) => one.controls).filter((one) => one.control === 'customs_documents' && !/passed/.test(one.status));
    claim(open.length === 0, `customs documents should be closed: ${JSON.stringify(open)}`);
  });

  await step('Do officers of both states inspect together and sign one act, each with a key of their own?', async () => {
    const kg = await seat('kg_bay_1');
    const kz = await seat('kz_bay_1');
    await about(kg, crossing);
    await kg.locator('.card .plate.large', { hasText: plate }).waitFor();
    for (const number of [0, 1]) {  // what is begun is finished before more is begun
      await until('the desk shows what is concluded', async () => (await kg.locator('.things > li.done:has(.parties)').count()) === number);
      await kg.locator('.primary-move:not([data-pending])', { hasText: 'Order the inspection' }).click();
      await until(`inspection ${number + 1} is ordered`, async () => (await kg.locator('.things .parties').count()) === number + 1);
      if (number === 0) await about(kz, crossing);
      await kz.locator('.card .plate.large', { hasText: plate }).waitFor();
      await until(`the other state sees inspection ${number + 1}`, async () => (await kz.locator('.things .parties').count()) === number + 1);
      const at = (page) => page.locator('.things > li:has(.parties)').nth(number);
      for (const page of [kg, kz]) await at(page).getByRole('button', { name: 'Attend', exact: true }).click();
      await at(kg).locator('.party-line', { hasText: 'attends' }).nth(1).waitFor();
      await at(kg).locator('button', { hasText: 'Draw the act' }).click();
      await fill(kg, 'Findings', 'Goods agree with the documents. Pallets counted, seals replaced.');
      await fill(kg, 'Seals found', 'KZ0048213 KZ0048214');
      await fill(kg, 'Seals affixed', `KG99${number}031`);
      if (number === 0) await kg.screenshot({ path: join(shots, 'act_form_en.png') });
      await press(kg, 'DrawInspectionAct');
      await at(kz).locator('.act').waitFor();
      if (number === 0) await kz.screenshot({ path: join(shots, 'desk_joint_en.png') });
      for (const page of [kg, kz]) {
        await at(page).locator('button', { hasText: 'Sign the act' }).click();
        await page.locator('form[data-command=SignInspectionAct]').waitFor();
        if (number === 0 && page === kz) {
          pages.kz_bay_1.expect(/status of 403/);
          await fill(page, 'PIN', '0000');
          await press(page, 'SignInspectionAct');
          await page.locator('[role=alert]', { hasText: 'The PIN is wrong.' }).waitFor();
          await page.screenshot({ path: join(shots, 'sign_form_en.png') });
        }
        await fill(page, 'PIN', '2468');
        await press(page, 'SignInspectionAct');
        await page.locator('form[data-command=SignInspectionAct]').waitFor({ state: 'detached' });
      }
    }
    const clerk = await Clerk.sit(url, 'kz_bay_2');
    const { inspections } = await clerk.card(crossing);
    claim(inspections.length === 2 && inspections.every((one) => one.concluded && one.joint), `two joint inspections should be concluded: ${JSON.stringify(inspections)}`);
  });

  await step('Do the exit notice, the acceptance, the release and the departure follow?', async () => {
    const kz = await seat('kz_gate_out_1');
    const kg = await seat('kg_gate_out_1');
    await kz.locator('.card .plate.large', { hasText: plate }).waitFor();
    await kz.locator('.primary-move', { hasText: 'Give the exit notice' }).click();
    await kg.locator('.card .plate.large', { hasText: plate }).waitFor();
    await kg.locator('.primary-move', { hasText: 'Accept the entry' }).click();
    const customs = await seat('kg_customs_truck_1');
    await about(customs, crossing);
    await customs.locator('.primary-move', { hasText: 'Release' }).click();
    await customs.locator('.said', { hasText: 'Released' }).waitFor();
    await about(kg, crossing);
    await kg.locator('.primary-move', { hasText: 'Let depart' }).click();
    await kg.locator('form[data-command=LetDepart]').waitFor();
    await press(kg, 'LetDepart');
    await kg.locator('.said', { hasText: 'Departed' }).waitFor();
  });

  await step('Does the timeline show both states, both signatures valid and every hash?', async () => {
    const page = await seat('kz_customs_truck_1');
    await page.evaluate((id) => { history.pushState(null, '', `/crossings/${id}`); dispatchEvent(new PopStateEvent('popstate')); }, crossing);
    await page.locator('.timeline .entry').first().waitFor();
    claim((await page.locator('.entry.left').count()) > 3 && (await page.locator('.entry.right').count()) > 5, 'entries of both states stand on the axis');
    claim((await page.locator('.entry .badge.good', { hasText: 'Signature valid' }).count()) === 4, 'two acts, each signed by both states');
    claim((await page.locator('.entry .hash-text').count()) >= (await page.locator('.entry').count()), 'each entry shows its hash');
    await page.screenshot({ path: join(shots, 'crossing_en.png') });
    await page.getByLabel('Technical details').check();
    await page.screenshot({ path: join(shots, 'crossing_technical_en.png'), fullPage: true });
    const text = await page.locator('body').innerText();
    claim(!text.includes('⟦'), `a text is missing: ${/⟦[^⟧]*⟧/.exec(text)?.[0]}`);
  });

  await step('Was the console of every officer silent all the while?', async () => {
    const all = Object.entries(pages).flatMap(([desk, { complaints }]) => complaints.map((one) => `${desk}: ${one}`));
    claim(all.length === 0, all.join('\n'));
  });
  for (const { close } of Object.values(pages)) await close();
}
