// An inspector with a hand-held: from the list to the signature with gloves, photographs with and without the network.
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { arrive, claim, Clerk, openPage, question, shots, sit, until } from './support.mjs';

/// A picture as a camera makes it, wider than what is kept; `seed` makes its bytes its own.
function png(width, height, seed) {
  const crcs = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; ++k) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = crcs[(crc ^ byte) & 255] ^ (crc >>> 8);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; ++y) for (let x = 0; x < width; ++x) rows.set([(x + seed) & 255, (y * seed) & 255, (x * y) & 255], y * (width * 3 + 1) + 1 + x * 3);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', head), chunk('tEXt', Buffer.from('Comment\0taken at a secret place')), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/// Sides of a JPEG, from its frame header.
function sidesOf(bytes) {
  for (let at = 2; at < bytes.length;) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xc3) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

async function readied(url) {
  const gate = await Clerk.sit(url, 'kz_gate_in_1');
  const { crossing, plate } = await arrive(gate, { traffic_class: 'truck', consignments: 1 });
  for (const desk of ['kz_gate_in_1', 'kz_passport_truck_1', 'kg_passport_truck_1', 'kg_transport_1', 'kg_sanitary_1', 'kg_vet_phyto_1', 'kz_customs_truck_1', 'kg_customs_truck_1']) {
    const clerk = await Clerk.sit(url, desk);
    await clerk.work(crossing, ['CloseControl', 'BeginControl']);
  }
  return { crossing, plate };
}

const step = async (page, name) => {
  await until(`the screen "${name}" is there`, async () => {
    if (await page.locator(`.inspect-step[data-step=${name}]`).count()) return true;
    await page.locator('.inspect-foot .primary').click();
    return false;
  });
};

export async function askInspect(browser, server) {
  await question('Can an inspector do a joint inspection on a hand-held, with photographs and signature?', async () => {
    const { crossing, plate } = await readied(server.url);
    const { page, complaints, close } = await openPage(browser, server.url, { width: 390, height: 800 });
    await sit(page, 'kg_bay_2');
    await page.evaluate(() => { history.pushState(null, '', '/inspect'); dispatchEvent(new PopStateEvent('popstate')); });
    await page.screenshot({ path: join(shots, 'inspect_list.png') });
    await page.locator('.inspect-line.order', { hasText: plate }).getByRole('button').last().click();
    await page.locator('.inspect-step[data-step=order]').waitFor();
    const small = [];
    const measure = async () => small.push(...await page.evaluate(() => [...document.querySelectorAll('.inspect button, .inspect a, .inspect input:not(.unseen), .inspect textarea, .inspect .tick')].filter((one) => one.getClientRects().length && !one.closest('.tick, .pill') && one.getBoundingClientRect().height < 56).map((one) => `${one.tagName}.${one.className}`)));
    await measure();
    await step(page, 'declared');
    await page.locator('.inspect-facts', { hasText: '080810' }).waitFor();
    await step(page, 'attend');
    await measure();
    await page.getByRole('button', { name: 'Attend', exact: true }).click();
    await page.locator('.inspect-parties', { hasText: 'attends' }).waitFor();
    const kz = await Clerk.sit(server.url, 'kz_bay_2');
    const attend = (await kz.card(crossing)).options.find((one) => one.allowed && one.command.type === 'AttendInspection');
    await kz.command(crossing, attend.command);
    await step(page, 'seals');
    await page.getByLabel('Seals affixed').fill('KG990411');
    await step(page, 'findings');
    for (const check of await page.locator('.inspect .tick input').all()) await check.check();
    await page.getByRole('textbox', { name: 'Findings' }).fill('One pallet wet.');
    await measure();
    await page.reload();
    await until('what was typed outlives a reload', async () => (await page.getByRole('textbox', { name: 'Findings' }).inputValue()) === 'One pallet wet.');
    await step(page, 'photographs');
    await page.getByLabel('What it shows').fill('The wet pallet');
    await page.locator('input[type=file]').setInputFiles({ name: 'seal.png', mimeType: 'image/png', buffer: png(2600, 1300, 7) });
    await page.locator('.photographs img[src^="/api/v1/files/"]').waitFor();
    await page.screenshot({ path: join(shots, 'inspect_photograph.png') });
    const [{ hash, size_bytes, caption: withheld }] = (await kz.card(crossing)).photographs;
    const [{ caption }] = (await (await Clerk.sit(server.url, 'kg_bay_3')).card(crossing)).photographs;
    claim(caption === 'The wet pallet' && !withheld, 'the caption is on record, for the own state');
    const answer = await fetch(`${server.url}/api/v1/files/${hash}?crossing=${crossing}`, { headers: { Authorization: `Bearer ${kz.token}` } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const sides = sidesOf(bytes);
    claim(answer.headers.get('content-type') === 'image/jpeg' && bytes.length === size_bytes && bytes.length <= 1_500_000, `a JPEG of ${bytes.length} bytes`);
    claim(sides.width === 2048 && sides.height === 1024, `scaled to ${JSON.stringify(sides)}`);
    claim(!bytes.includes('secret place') && !bytes.includes('Exif'), 'the notes of the camera are gone');
    await step(page, 'act');
    await page.locator('.inspect-act', { hasText: '✓ Packages counted' }).waitFor();
    await page.getByRole('button', { name: 'Draw the act' }).click();
    await page.locator('.inspect-act', { hasText: 'KG990411' }).waitFor();
    await step(page, 'sign');
    await page.getByLabel('PIN').fill('2468');
    await measure();
    await page.getByRole('button', { name: 'Sign the act' }).click();
    await page.locator('.note.good').waitFor();
    await page.screenshot({ path: join(shots, 'inspect_signed.png') });
    claim(small.length === 0, `too small for a glove: ${[...new Set(small)].join(' ')}`);
    await page.evaluate((id) => { history.pushState(null, '', `/crossings/${id}`); dispatchEvent(new PopStateEvent('popstate')); }, crossing);
    await page.locator('.photographs .hash-text', { hasText: hash.slice(0, 10) }).waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does a photograph that was taken without the server arrive when it is back, and is an unkept one refused?', async () => {
    if (!server.away) return;
    const { crossing } = await readied(server.url);
    const bay = await Clerk.sit(server.url, 'kg_bay_1');
    const order = (await bay.card(crossing)).options.find((one) => one.allowed && one.command.type === 'OrderInspection');
    await bay.command(crossing, order.command);
    const [{ id, consignment }] = (await bay.card(crossing)).inspections;
    const lie = { type: 'AttachPhotograph', photograph: crossing.replace(/^./, 'f'), subject: consignment, inspection: id, hash: 'ab'.repeat(32), media_type: 'image_jpeg', size_bytes: 9, caption: null };
    const refused = await bay.command(crossing, lie).catch((error) => error.message);
    claim(/422/.test(refused) && /file\.missing/.test(refused), `the server has no such file: ${refused}`);
    const { page, close } = await openPage(browser, `${server.url}/inspect/${crossing}/${id}?step=photographs`, { width: 390, height: 800 });
    await sit(page, 'kg_bay_1');
    await page.locator('.inspect-step[data-step=photographs]').waitFor();
    await page.locator('.live[data-link=live]').waitFor({ state: 'attached' });
    await server.away();
    await page.locator('.away').waitFor();
    await page.locator('input[type=file]').setInputFiles({ name: 'seal.png', mimeType: 'image/png', buffer: png(600, 400, 11) });
    await page.locator('.photographs li[data-waiting]').waitFor();
    await page.screenshot({ path: join(shots, 'inspect_waiting.png') });
    await server.back();
    await until('the server answers or asks for a sign-in', async () => (await page.locator('.away').count()) === 0);
    if (await page.locator('.sign-in').count()) await sit(page, 'kg_bay_1');
    await page.locator('.photographs img[src^="/api/v1/files/"]').waitFor();
    await page.locator('.photographs li[data-waiting]').waitFor({ state: 'detached' });
    await close();
  });
}
