// Lodging before arrival: a firm registers, lodges by a form and by a file, amends and cancels; officers of both states see
// it with their channels and take it over at the gate; rules are written, watched in shadow and put into force by another.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { rules } from './channel_rules.mjs';
import { claim, Clerk, goTo, judge, openPage, question, root, shots, sit, startServer, until, visit } from './support.mjs';

const lists = {
  countries: 'code,name\nKZ,Kazakhstan\nKG,Kyrgyzstan\nUZ,Uzbekistan\n',
  currencies: 'code,name\nUSD,US Dollar\nKZT,Tenge\n',
  hs: 'code,name\n0808,"Apples, pears and quinces; fresh"\n080810,"Apples; fresh"\n690721,Ceramic tiles\n240220,Cigarettes containing tobacco\n',
  packages: 'code,name\nCT,Carton\nBX,Box\n',
};
function codeLists(folder) {
  const program = process.env.ONESTOP_PROGRAM ?? ['build/dev/onestop', 'build/release/onestop'].map((path) => join(root, path)).find(existsSync);
  for (const [list, text] of Object.entries(lists)) {
    const from = join(folder, `${list}.csv`);
    writeFileSync(from, text);
    execFileSync(program, ['codes', 'import', '--list', list, '--from', from, '--version', 'test', '--valid-from', '2000-01-01', '--into', join(folder, 'codes')]);
  }
  return join(folder, 'codes');
}

const password = 'a long enough password';
let firms = 0;
/// A firm of its own for each question, registered without a browser.
async function newFirm(url, { confirmed = true } = {}) {
  const mail = `clerk${++firms}@firm.example`;
  const body = { name: `Road Line ${firms}`, tax_number: `90010000${1000 + firms}`, country: 'KZ', mail, password };
  const answer = await fetch(`${url}/api/v1/firms`, { method: 'POST', headers: { 'X-Onestop': '1', 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`register: ${answer.status} ${await answer.text()}`);
  if (confirmed) await confirm(url, body.name);
  return { ...body };
}
/// One that nobody has confirmed yet, the same for every question: one address registers ten firms an hour.
let unknown;
async function strangers(url) {
  return (unknown ??= await newFirm(url, { confirmed: false }));
}
/// As a shift head does who has seen its papers; only a confirmed firm may lodge.
async function confirm(url, name) {
  const { officers } = await (await fetch(`${url}/api/v1/demo/officers`)).json();
  const head = await Clerk.sit(url, officers.find((one) => one.role === 'supervisor').desk);
  const { firms: all } = await head.call('GET', '/firms?limit=200');
  await head.call('POST', `/firms/${all.find((one) => one.name === name).id}/confirmation`);
}
async function enter(page, firm) {
  await page.locator('form[data-form=sign-in] input[type=text]').fill(firm.mail);
  await page.locator('form[data-form=sign-in] input[type=password]').fill(firm.password);
  await page.locator('form[data-form=sign-in] button[type=submit]').click();
  await page.locator('.firm-nav').waitFor();
}
const field = (page, name) => page.locator(`[data-name="${name}"]`);

/// Four hours from now by the post's clock, as the form takes it.
async function arrivalTime(url, exit_state = 'KZ') {
  const post = await (await fetch(`${url}/api/v1/post`)).json();
  const offset = post.states.find((one) => one.code !== exit_state).utc_offset_min;
  return new Date(Date.parse(post.now) + (4 * 60 + offset) * 60_000).toISOString().slice(0, 16);
}

async function fill(page, url, { plate, commodity = '690721', goods = 'Ceramic tiles', net = '20000' }) {
  await field(page, 'expected').fill(await arrivalTime(url));
  await field(page, 'plate').fill(plate);
  for (const [name, value] of Object.entries({ 'consignor.name': 'Tile Works', 'consignor.country': 'KZ', 'consignee.name': 'Bishkek Market', 'consignee.country': 'KG', 'carrier.name': 'Road Line', 'carrier.country': 'KZ', nationality: 'KZ', 'goods.0.description': goods, 'goods.0.commodity': commodity, 'goods.0.origin': 'KZ', 'goods.0.gross_kg': '21000', 'goods.0.net_kg': net, 'goods.0.packages': '100', 'goods.0.package_kind': 'CT', 'goods.0.value': '15000', 'goods.0.currency': 'USD' })) await field(page, name).fill(value);
}
/// Lodges what is filled in; warnings are read and passed.
async function press(page) {
  const submit = page.locator('.lodge-form button[type=submit]');
  await submit.click();
  await until('it is judged or lodged', async () => /\/firm\/lodgements\//.test(page.url()) || (await page.locator('.verdict .note').count()) > 0);
  await page.waitForTimeout(200);
  if (!/\/firm\/lodgements\//.test(page.url()) && (await page.locator('.verdict .warn').count()) > 0) await submit.click();
}
async function lodgeByForm(page, url, wish) {
  await visit(page, '/firm/lodge');
  await field(page, 'plate').waitFor();
  await fill(page, url, wish);
  await press(page);
  await page.locator('.read-out strong').waitFor();
  return { reference: await page.locator('.read-out strong').innerText(), id: page.url().split('/').at(-1) };
}

export async function askLodging(browser) {
  const folder = mkdtempSync(join(tmpdir(), 'onestop-lodging-'));
  const server = await startServer(['--lodging', join(root, 'posts/lodging/korday.yaml'), '--channels', join(root, 'posts/channels/korday.yaml'), '--sandbox', '--codes', codeLists(folder)]);
  const { url } = server;
  try {
    await theWay(browser, url);
    await byFile(browser, url);
    await changed(browser, url);
    await lacking(browser, url);
    await cutLine(browser, url);
    await theRest(browser, url);
    await rules(browser, url);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function theWay(browser, url) {
  for (const language of ['en', 'ru']) {
    const plate = language === 'en' ? '453DXA12' : '454DXA12';
    let lodged, firm;
    await question(`Can a firm register, lodge by the form, and read at the field what is wrong (${language})?`, async () => {
      const { page, complaints, expect, close } = await openPage(browser, `${url}/firm`, { language });
      expect(/status of 422/);
      await page.locator('.to-other').click();
      firm = { mail: `${language}@firm.example`, password };
      await field(page, 'name').fill(`Apple Road ${language}`);
      await field(page, 'country').fill('KZ');
      await field(page, 'tax_number').fill(`8001000012${language === 'en' ? 11 : 22}`);
      await field(page, 'mail').fill(firm.mail);
      await page.locator('form[data-form=register] input[type=password]').fill(password);
      await judge(page, `firm_register_${language}`);
      await page.locator('form[data-form=register] button[type=submit]').click();
      await page.locator('.firm-nav').waitFor();
      await confirm(url, `Apple Road ${language}`);
      await visit(page, '/firm/lodge');
      await field(page, 'plate').waitFor();
      await fill(page, url, { plate, net: '22000' });
      await page.locator('.lodge-form button[type=submit]').click();
      const said = page.locator('.lodge-field:has([data-name="goods.0.net_kg"]) .said-at li');
      await said.first().waitFor();
      claim((await said.first().getAttribute('data-code')) === 'goods.net_above_gross', 'net above gross stands at the net mass');
      claim(/[а-я]/.test(await said.first().innerText()) === (language === 'ru'), 'in the language of the reader');
      claim((await field(page, 'goods.0.net_kg').getAttribute('aria-invalid')) === 'true', 'and the field says so to a reader');
      await judge(page, `firm_lodge_wrong_${language}`);
      await page.reload(); // what is filled in survives
      await field(page, 'plate').waitFor();
      claim((await field(page, 'plate').inputValue()) === plate, 'the draft survives a reload');
      await field(page, 'goods.0.net_kg').fill('20000');
      await press(page);
      await page.locator('.read-out strong').waitFor();
      lodged = { reference: await page.locator('.read-out strong').innerText(), id: page.url().split('/').at(-1) };
      claim((await page.evaluate(() => Object.keys(localStorage).filter((one) => one.startsWith('onestop.firm.')).join())) === '', 'and is gone once lodged');
      await judge(page, `firm_lodgement_${language}`);
      await visit(page, '/firm');
      await page.locator(`[data-reference="${lodged.reference}"]`).waitFor();
      await judge(page, `firm_lodgements_${language}`);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });

    await question(`Is a firm that nobody has confirmed told what that means (${language})?`, async () => {
      const { page, close } = await openPage(browser, `${url}/firm`, { language });
      await enter(page, await strangers(url));
      await page.locator('.firm-state').waitFor();
      await close();
    });

    await question(`Do officers of either state find it with their channels (${language})?`, async () => {
      for (const desk of ['kz_customs_truck_1', 'kg_customs_truck_1']) {
        const { page, complaints, close } = await openPage(browser, url, { language });
        await sit(page, desk);
        await goTo(page, '/expected');
        const row = page.locator(`[data-reference="${lodged.reference}"]`);
        await until('it is listed with a channel', async () => (await row.count()) === 1 && (await row.locator('.badge.channel').count()) >= 2);
        if (desk.startsWith('kg')) await judge(page, `expected_${language}`);
        await row.locator('a').click();
        await page.locator('.channel-list li.own').waitFor();
        claim((await page.locator('.channel-list > li').count()) === 10, `ten agencies: ${await page.locator('.channel-list > li').count()}`);
        if (desk.startsWith('kg')) await judge(page, `expected_one_${language}`);
        claim(complaints.length === 0, complaints.join('\n'));
        await close();
      }
    });

    await question(`Is it taken over at the gate, and does the firm see that its vehicle arrived (${language})?`, async () => {
      const { page, complaints, close } = await openPage(browser, url, { language });
      await sit(page, 'kz_gate_in_1');
      await visit(page, '/arrival');
      await page.locator('.arrival form').waitFor();
      await page.locator('.pill input[value=truck]').check({ force: true });
      await page.locator('.pill input[value=KZ]').check({ force: true });
      await page.locator('.arrival input.mono[required]').first().fill(plate);
      await page.locator('.lodged-offer .take-over').first().waitFor();
      await judge(page, `arrival_offer_${language}`);
      await until('the details are there', async () => page.locator('.take-over').first().isEnabled());
      await page.locator('.take-over').first().click();
      await until('the goods stand in the form', async () => (await page.locator('.arrival .row.goods input').evaluateAll((all) => all.map((one) => one.value))).includes('Ceramic tiles'));
      const person = page.locator('.arrival .row').first();
      await person.locator('input').evaluateAll((all) => all.map((one) => one.name));
      const texts = language === 'en' ? ['Name as in the document', 'Nationality', 'Document number'] : null;
      if (texts) for (const [label, value] of [[texts[0], 'Serik Abenov'], [texts[1], 'KAZ'], [texts[2], 'N12345678']]) await page.getByLabel(label).first().fill(value);
      else for (const one of await page.locator('.arrival input:visible[required]').all()) if ((await one.inputValue()) === '') await one.fill('KAZ');
      await page.locator('.form-foot button[type=submit]').click();
      await page.waitForFunction(() => location.pathname === '/desk');
      await page.locator('.card .plate.large', { hasText: plate }).waitFor();
      await page.locator('.lodged-panel .channel-list').first().waitFor();
      await judge(page, `card_lodged_${language}`);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();

      const other = await openPage(browser, `${url}/firm`, { language });
      await enter(other.page, firm);
      await visit(other.page, `/firm/lodgements/${lodged.id}`);
      await until('the firm sees the arrival', async () => (await other.page.locator('.at-the-post').count()) === 1);
      claim((await other.page.locator('.firm-state').count()) === 0, 'the firm is confirmed');
      await other.page.locator('.channel-list > li').first().waitFor();
      await hold(url, lodged.id);
      await other.page.reload();
      await other.page.locator('.at-the-post .note', { hasText: 'The contract' }).waitFor();
      await judge(other.page, `firm_arrived_${language}`);
      await visit(other.page, '/firm/notices');
      await other.page.locator('[data-kind=vehicle_arrived]').waitFor();
      await other.page.locator('[data-kind=held]').waitFor(); // before all is said to be read
      await judge(other.page, `firm_notices_${language}`);
      await other.page.locator('.page-tools .button').click();
      await until('all is read', async () => (await other.page.locator('.notices .fresh').count()) === 0);
      claim(other.complaints.length === 0, other.complaints.join('\n'));
      await other.close();
    });
  }
}

/// Customs holds the vehicle and says what would lift it.
async function hold(url, lodgement) {
  const clerk = await Clerk.sit(url, 'kz_customs_truck_1');
  const { item } = await clerk.call('GET', `/lodgements/${lodgement}`);
  const card = await clerk.card(item.crossing);
  const option = card.options.find((one) => one.command.type === 'PlaceHold' && one.allowed && one.command.covers?.scope !== 'person');
  await clerk.command(item.crossing, { ...option.command, reason: 'documents_missing', evidence: 'The contract' });
}

async function byFile(browser, url) {
  await question('Is a bad XML read with places and lines, and not lodged?', async () => {
    const firm = await newFirm(url);
    const { page, complaints, close } = await openPage(browser, `${url}/firm/upload`);
    await enter(page, firm);
    await page.locator('.drop input').setInputFiles({ name: 'message.xml', mimeType: 'text/xml', buffer: Buffer.from('<?xml version="1.0"?>\n<PI_AutoArrive>\n <Oops/>\n</PI_AutoArrive>\n') });
    await page.locator('.findings li[data-weight=error]').first().waitFor();
    claim(/line \d+/.test(await page.locator('.findings .note.bad').innerText()), 'with its line');
    claim(await page.locator('.form-foot .button.primary').isDisabled(), 'it cannot be lodged');
    await judge(page, 'firm_upload_bad');
    await page.locator('.drop input').setInputFiles({ name: 'broken.xml', mimeType: 'text/xml', buffer: Buffer.from('<a><b></a>') });
    await page.locator('.read h2', { hasText: 'broken.xml' }).waitFor();
    await page.locator('.findings li[data-weight=error]').first().waitFor();
    await page.locator('.drop input').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('surname,given_names,sex,birth_date,nationality,document_type,document_number,document_state,document_expiry,role,vehicle\nTESTOV,TEST,M,1980-01-01,KZ,P,N1234567,KZ,2030-01-01,driver,777BUS02\n') });
    await page.locator('.read h2', { hasText: 'list.csv' }).waitFor();
    await until('it can be lodged', async () => page.locator('.form-foot .button.primary').isEnabled());
    await page.locator('.filters select').nth(1).selectOption('KZ');
    await page.locator('.form-foot .button.primary').click();
    await page.locator('.read-out strong').waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
}

async function changed(browser, url) {
  await question('Can a lodgement be amended, is a change by somebody else told, and can it be cancelled?', async () => {
    const firm = await newFirm(url);
    const { page, complaints, expect, close } = await openPage(browser, `${url}/firm`);
    expect(/status of 422/);
    await enter(page, firm);
    const { id } = await lodgeByForm(page, url, { plate: '600AMD02' });
    await page.locator(`a[href="/firm/lodge?amend=${id}"]`).click();
    await until('the form holds what was lodged', async () => (await field(page, 'plate').count()) === 1 && (await field(page, 'plate').inputValue()) === '600AMD02');
    const second = await page.context().newPage();
    await second.goto(`${url}/firm/lodge?amend=${id}`);
    await field(second, 'goods.0.packages').fill('101');
    await press(second);
    await second.locator('.read-out strong').waitFor();
    await until('two versions', async () => (await second.locator('section[aria-label="Versions"] tbody tr').count()) === 2);
    await second.close();
    await field(page, 'goods.0.packages').fill('102');
    await press(page);
    await page.locator('.lodge-form > .note.bad', { hasText: 'changed since you looked' }).waitFor();
    await page.screenshot({ path: join(shots, 'firm_conflict.png'), fullPage: true });
    await visit(page, `/firm/lodgements/${id}`);
    await page.getByRole('button', { name: 'Cancel the lodgement' }).click();
    await page.getByLabel('Why').fill('The order was withdrawn');
    await judge(page, 'firm_cancel', [360, 1024]);
    await page.locator('dialog button[type=submit]').click();
    await page.locator('.lodgement-head .badge', { hasText: 'Cancelled' }).waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
}

async function lacking(browser, url) {
  await question('Does the firm read which certificate lacks for which line, and is it there once a version names it?', async () => {
    const firm = await newFirm(url);
    const { page, complaints, close } = await openPage(browser, `${url}/firm`, { dark: true });
    await enter(page, firm);
    const { id } = await lodgeByForm(page, url, { plate: '610APL02', commodity: '080810', goods: 'Fresh apples' });
    await page.locator('.lacking .certificates li[data-met=missing]').first().waitFor();
    await judge(page, 'firm_lacking_dark');
    await visit(page, `/firm/lodge?amend=${id}`);
    await page.locator('.add-paper').click();
    await field(page, 'papers.0.kind').selectOption('phytosanitary');
    await field(page, 'papers.0.number').fill('KZ-PH-77');
    await field(page, 'papers.0.day').fill('2010-02-20');
    await field(page, 'papers.0.line').selectOption('1');
    await judge(page, 'firm_paper_dark', [360, 1024]);
    await press(page);
    await page.locator('.read-out strong').waitFor();
    await page.locator('.plain-list li', { hasText: 'KZ-PH-77' }).waitFor();
    claim((await page.locator('.lacking').count()) === 0, 'nothing lacks any more');
    await visit(page, '/firm');
    await page.locator('[data-reference]').first().waitFor();
    await page.locator('.firm-top').getByRole('button').click();
    await page.locator('form[data-form=sign-in]').waitFor();
    claim((await page.evaluate(() => Object.keys(localStorage).filter((one) => one.startsWith('onestop.firm.')).join())) === '', 'nothing of it stays in the browser after the sign-out');
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });
}

async function cutLine(browser, url) {
  await question('Is it lodged once where the line is cut while it is sent?', async () => {
    const firm = await newFirm(url);
    const { page, expect, close } = await openPage(browser, `${url}/firm`);
    expect(/Failed to load resource|net::/);
    await enter(page, firm);
    await visit(page, '/firm/lodge');
    await field(page, 'plate').waitFor();
    await fill(page, url, { plate: '700CUT02' });
    let cut = 0;
    await page.route('**/api/v1/lodgements?*', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      if (cut++ < 2) {
        if (cut === 1) await route.fetch(); // it reaches the server, its answer is lost
        return route.abort('connectionreset');
      }
      return route.continue();
    });
    await press(page);
    await page.locator('[data-sending=waiting]').waitFor();
    await page.screenshot({ path: join(shots, 'firm_cut.png'), fullPage: true });
    await page.locator('.read-out strong').waitFor();
    claim(cut >= 3, `three tries: ${cut}`);
    await visit(page, '/firm');
    await page.locator('[data-reference]').first().waitFor();
    claim((await page.locator('[data-reference]').count()) === 1, `lodged once: ${await page.locator('[data-reference]').count()}`);
    await close();
  });
}

async function theRest(browser, url) {
  for (const language of ['en', 'ru']) {
    await question(`Are keys, webhooks and the page for programmers whole (${language})?`, async () => {
      const firm = await newFirm(url);
      const { page, complaints, expect, close } = await openPage(browser, `${url}/firm`, { language });
      expect(/status of 422/);
      await enter(page, firm);
      await visit(page, '/firm/keys');
      await page.locator('.firm-form input[type=text]').fill('Warehouse');
      await page.locator('.firm-form button[type=submit]').click();
      const secret = await page.locator('.secret code').innerText();
      claim(/^osk_test_[0-9a-f]{64}$/.test(secret), 'the secret is shown');
      await judge(page, `firm_keys_${language}`);
      await page.reload();
      await page.locator('.plain-line').waitFor();
      claim((await page.locator('.secret').count()) === 0, 'and never again');
      await page.locator('.plain-line .button.danger').click();
      await page.locator('.plain-line .acts .button.danger').click();
      await page.locator('.plain-line .badge.bad').waitFor();
      const refused = await fetch(`${url}/api/v1/firm`, { headers: { Authorization: `Bearer ${secret}` } });
      claim(refused.status === 401, 'a revoked key opens nothing');
      await visit(page, '/firm/webhooks');
      await page.locator('.firm-form input[type=text]').fill('nowhere');
      await page.locator('.firm-form button[type=submit]').click();
      await page.locator('.note.bad').waitFor();
      await page.locator('.firm-form input[type=text]').fill('https://firm.example/notices');
      await page.locator('.firm-form button[type=submit]').click();
      await page.locator('.webhook').waitFor();
      await page.locator('.webhook [aria-expanded]').click();
      await judge(page, `firm_webhooks_${language}`);
      await visit(page, '/firm/programmers');
      await page.locator('pre').first().waitFor();
      await judge(page, `firm_programmers_${language}`);
      claim(complaints.length === 0, complaints.join('\n'));
      await close();
    });
  }

  await question('Does a shift head confirm and block a firm, and nobody else find the page in the menu?', async () => {
    const firm = await strangers(url);
    const heads = (await (await fetch(`${url}/api/v1/demo/officers`)).json()).officers.filter((one) => one.role === 'supervisor');
    const { page, complaints, close } = await openPage(browser, url);
    await sit(page, heads[0].desk);
    await goTo(page, '/firms');
    const row = page.locator(`[data-firm="${firm.tax_number}"]`);
    await row.getByRole('button', { name: /Confirm/ }).click();
    await row.locator('.badge.good').waitFor();
    await judge(page, 'firms');
    await row.getByRole('button', { name: /Block/ }).click();
    await row.getByRole('button', { name: 'Block', exact: true }).click();
    await row.locator('.badge.bad').waitFor();
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
    const officer = await openPage(browser, url);
    await sit(officer.page, 'kz_customs_truck_1');
    await officer.page.locator('.menu-button').click();
    claim((await officer.page.locator('.menu-sheet a[href="/firms"]').count()) === 0, 'an officer has no such link');
    await officer.close();
    const blocked = await openPage(browser, `${url}/firm`);
    blocked.expect(/status of 403/);
    await blocked.page.locator('form[data-form=sign-in] input[type=text]').fill(firm.mail);
    await blocked.page.locator('form[data-form=sign-in] input[type=password]').fill(password);
    await blocked.page.locator('form[data-form=sign-in] button[type=submit]').click();
    await blocked.page.locator('.note.bad', { hasText: 'blocked' }).waitFor();
    await blocked.close();
  });

  await question('Can the form be filled in and lodged with the keyboard alone?', async () => {
    const firm = await newFirm(url);
    const { page, close } = await openPage(browser, `${url}/firm`);
    await page.locator('form[data-form=sign-in] input[type=text]').focus();
    await page.keyboard.type(firm.mail);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.locator('.firm-nav').waitFor();
    await visit(page, '/firm/lodge');
    await field(page, 'nationality').focus();
    await page.keyboard.type('kazakh');
    await page.locator('.codes li', { hasText: 'KZ' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    claim((await field(page, 'nationality').inputValue()) === 'KZ', 'a country is found by its name');
    await field(page, 'goods.0.commodity').focus();
    await page.keyboard.type('apples');
    await page.locator('.codes li', { hasText: '080810' }).first().waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    claim(/^0808/.test(await field(page, 'goods.0.commodity').inputValue()), 'a code of goods is found by words');
    await page.locator('.add-goods').focus();
    await page.keyboard.press('Enter');
    await field(page, 'goods.1.description').waitFor();
    await page.locator('.lodge-row[data-name="goods.1"] > .button').focus();
    await page.keyboard.press('Enter');
    await field(page, 'goods.1.description').waitFor({ state: 'detached' });
    for (const [name, value] of Object.entries({ plate: '800KEY02', 'consignor.name': 'Apple Farm', 'consignee.name': 'Bishkek Market', 'carrier.name': 'Road Line', 'goods.0.description': 'Fresh apples', 'goods.0.gross_kg': '21000' })) {
      await field(page, name).focus();
      await page.keyboard.type(value);
    }
    await page.keyboard.press('Enter');
    await page.locator('.verdict .note.warn').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.read-out strong').waitFor();
    await close();
  });
}
