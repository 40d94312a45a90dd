// The live post in two languages: drawn from its data, moved by events alone, the same after a reload, pressed with mouse
// and keyboard; and the acts of a shift head.
import { join } from 'node:path';

import { arrive, claim, Clerk, openPage, question, shots, sit, until, violations } from './support.mjs';

const numberOf = async (page, at) => Number((await page.locator('.numbers dd').nth(at).innerText()).replace(/\D/g, ''));
const inside = (page) => numberOf(page, 0);
const spot = (page, place) => page.locator(`[data-spot="${place}"] .spot-numbers`).innerText();
/// The picture as bytes: two that differ in nothing are the same picture.
const picture = (page) => page.evaluate(() => document.querySelector('canvas.fleet').toDataURL());
const open = async (page, url) => {
  await page.goto(`${url}/post`);
  await page.locator('canvas.fleet[data-drawn]').waitFor();
};

export async function askLive(browser, server) {
  for (const language of ['en', 'ru']) {
    await question(`Does the picture follow what is recorded, and stand still otherwise (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, server.url, { language, width: 1600 });
      await sit(page, 'kz_shift_head');
      await open(page, server.url);
      const before = await inside(page), gate = await Clerk.sit(server.url, 'kz_gate_in_1');
      const { crossing, plate, command } = await arrive(gate, { traffic_class: 'car' });
      await until('the car is inside', async () => (await inside(page)) === before + 1);
      const waiting = await spot(page, 'hall/gate_in');
      await gate.command(crossing, { type: 'BeginControl', control: 'gate', subject: command.vehicle });
      await until('the gate is at work', async () => (await spot(page, 'hall/gate_in')) !== waiting);
      const still = await picture(page);
      await page.waitForTimeout(3_000);
      claim((await picture(page)) === still, 'nothing was recorded, so nothing moved');
      await page.reload();
      await page.locator('canvas.fleet[data-drawn]').waitFor();
      await until('the picture is the one before', async () => (await picture(page)) === still);
      await page.locator('.live-side summary').nth(2).click();
      await page.locator('.line', { hasText: plate }).click();
      await page.locator('.chosen .plate', { hasText: plate }).waitFor();
      const serious = await violations(page);
      claim(serious.length === 0, serious.join('\n'));
      await page.screenshot({ path: join(shots, `post_${language}.png`) });
      await page.locator('.chosen a').first().click();
      await page.waitForURL(`**/crossings/${crossing}`);
      claim(!(await page.locator('body').innerText()).includes('⟦'), 'every word is there');
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });
  }

  await question('Does a press on a vehicle tell who holds it and lead to its crossing?', async () => {
    const { page, complaints, close } = await openPage(browser, server.url, { width: 1600 });
    await sit(page, 'kg_shift_head');
    const gate = await Clerk.sit(server.url, 'kz_gate_in_2');
    const { crossing, plate, command } = await arrive(gate, { traffic_class: 'car' });
    const at = new Date(Date.parse((await gate.call('GET', '/post')).now) + 86_400_000).toISOString();
    await gate.command(crossing, { type: 'PlaceHold', hold: crypto.randomUUID(), covers: { scope: 'vehicle', subject: command.vehicle, item: 0 }, control: 'gate', reason: 'name_match', evidence: 'a name on the list', expires: at });
    await open(page, server.url);
    const line = page.locator('.live-side .line', { hasText: plate }).first();
    await line.waitFor();
    await line.click();
    const ring = await page.locator('.ring').boundingBox();
    await page.locator('.chosen button').first().click();
    await page.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2);
    await page.locator('.chosen .plate', { hasText: plate }).waitFor();
    await page.locator('.held-line', { hasText: 'Kazakhstan' }).waitFor();
    await page.mouse.dblclick(ring.x + ring.width / 2, ring.y + ring.height / 2);
    await page.waitForURL(`**/crossings/${crossing}`);
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does a shift head close a lane, send a desk elsewhere and report a device, each with its reason?', async () => {
    const { page, complaints, expect, close } = await openPage(browser, server.url, { width: 1600 });
    expect(/status of 422/);
    await sit(page, 'kz_shift_head');
    await open(page, server.url);
    const shift = page.locator('.shift-acts');
    await shift.locator('summary').click();
    const lane = shift.locator('li', { hasText: 'car 4' }).first();
    const reason = 'The barrier of this lane is stuck.';
    await lane.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByLabel('Reason, for the record').fill('no');
    await page.locator('.dialog button[type=submit]').click();
    await page.locator('.dialog .note.bad').waitFor(); // a reason is more than two letters
    await page.getByLabel('Reason, for the record').fill(reason);
    await page.reload();
    await shift.locator('summary').click();
    await lane.getByRole('button', { name: 'Close', exact: true }).click();
    claim((await page.getByLabel('Reason, for the record').inputValue()) === reason, 'what was typed outlives a reload');
    await page.locator('.dialog button[type=submit]').click();
    await lane.locator('.held-line', { hasText: reason }).waitFor();
    await page.locator('.lanes li[data-open=false]', { hasText: 'car 4' }).waitFor();
    const gate = await Clerk.sit(server.url, 'kz_gate_in_1');
    const refused = await arrive(gate, { traffic_class: 'car', lane: 'car_4' }).then(() => '', (error) => error.message);
    claim(refused.includes('lane_is_closed'), `nobody is registered on a closed lane: ${refused}`);
    await lane.getByRole('button', { name: 'Open', exact: true }).click();
    await page.locator('.lanes li[data-open=true]', { hasText: 'car 4' }).waitFor();

    const desk = shift.locator('li', { hasText: 'kz bay 2' });
    await desk.locator('select').selectOption('customs_truck');
    await page.getByLabel('Reason, for the record').fill('Many goods vehicles wait there.');
    await page.locator('.dialog button[type=submit]').click();
    await until('the desk works at the other station', async () => (await gate.call('GET', '/shift')).desks.find((one) => one.code === 'kz_bay_2').station === 'customs_truck');
    const sent = await Clerk.sit(server.url, 'kz_bay_2');
    claim((await sent.call('GET', '/sessions/current')).station === 'customs_truck', 'who sits there works from the queue of that station');
    await sent.call('GET', '/desk/next'); // the desk is not taken for one of another layout

    await desk.locator('select').selectOption('bay');
    await page.getByLabel('Reason, for the record').fill('Back to its own station.');
    await page.locator('.dialog button[type=submit]').click();
    await until('the desk is back', async () => (await gate.call('GET', '/shift')).desks.find((one) => one.code === 'kz_bay_2').station === 'bay');

    const device = shift.locator('li', { hasText: 'weighbridge' });
    await device.getByRole('button', { name: 'Report as failed' }).click();
    await page.getByLabel('Reason, for the record').fill('The load cell is broken.');
    await page.locator('.dialog button[type=submit]').click();
    await page.locator('.devices li[data-working=false]', { hasText: 'weighbridge' }).waitFor();
    const serious = await violations(page);
    claim(serious.length === 0, serious.join('\n'));
    await page.screenshot({ path: join(shots, 'post_shift_en.png') });
    await device.getByRole('button', { name: 'Report as working' }).click();
    await page.getByLabel('Reason, for the record').fill('The load cell was exchanged.');
    await page.locator('.dialog button[type=submit]').click();
    await page.locator('.devices li[data-working=true]', { hasText: 'weighbridge' }).waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does the gate register who waits before it by his ticket?', async () => {
    const gate = await Clerk.sit(server.url, 'kz_gate_in_2');
    const plate = '404QUE02';
    await gate.call('POST', '/shift/commands', { command: { type: 'JoinQueue', ticket: crypto.randomUUID(), plate, traffic_class: 'car', exit_state: 'KZ' } }, { 'Idempotency-Key': crypto.randomUUID() });
    const { page, complaints, close } = await openPage(browser, server.url);
    await sit(page, 'kz_gate_in_2');
    await page.locator('nav a[href="/arrival"]').click();
    const queue = page.getByLabel('From the queue before the gate');
    await queue.selectOption({ index: 1 });
    claim((await page.getByLabel('Plate').inputValue()) === plate, 'the ticket tells the plate');
    await page.getByLabel('Name as in the document').fill('Serik Abenov');
    await page.getByLabel('Nationality').fill('KAZ');
    await page.getByLabel('Document number').fill('N12345678');
    await page.locator('.form-foot button[type=submit]').click();
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    claim((await gate.call('GET', '/shift')).tickets.every((one) => one.plate !== plate), 'the ticket has left the queue');
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does the shift head of the entry side find a request to take control back, and consent?', async () => {
    const clerks = {};
    for (const desk of ['kz_gate_in_1', 'kz_passport_car_1', 'kg_passport_car_1', 'kz_gate_out_1', 'kz_shift_head']) clerks[desk] = await Clerk.sit(server.url, desk);
    const { crossing, plate, command } = await arrive(clerks.kz_gate_in_1, { traffic_class: 'car' });
    await clerks.kz_gate_in_1.work(crossing, ['CloseControl']);
    await clerks.kz_passport_car_1.work(crossing, ['CloseControl']);
    await clerks.kg_passport_car_1.work(crossing, ['CloseControl']);
    await clerks.kz_gate_out_1.work(crossing, ['GiveExitNotice']);
    await clerks.kz_shift_head.command(crossing, { type: 'RequestReversal', request: crypto.randomUUID(), reason: 'A wanted person may be in this car.' });
    const { page, complaints, close } = await openPage(browser, server.url, { width: 1600 });
    await sit(page, 'kg_shift_head');
    await open(page, server.url);
    await page.locator('.live-side .line', { hasText: plate }).filter({ hasText: 'asks to take control back' }).click();
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    await page.keyboard.press('m');
    const grant = page.locator('.more-acts li', { hasText: 'granted' }).getByRole('button', { name: 'Answer the request to resume' });
    await grant.waitFor();
    await page.screenshot({ path: join(shots, 'reversal_en.png') });
    await grant.click();
    await until('the state of exit holds the crossing again', async () => (await clerks.kz_shift_head.card(crossing)).phase === 'exit');

    await clerks.kz_shift_head.command(crossing, { type: 'OrderReexamination', control: 'passport', subject: command.persons[0].id, reason: 'A wanted person may be in this car.' });
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
}
