// Every page in two languages, at three widths, light and dark: nothing serious for axe-core, no scrolling sideways, no
// word missing, a silent console, and its parts where the stored description has them.
// ONESTOP_RECORD=1 writes the descriptions in layouts/ anew.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { arrive, claim, Clerk, openPage, question, root, shots, sit, violations } from './support.mjs';

const widths = [360, 1024, 1600];
const height = 800;
const grid_px = 8;
const folder = join(root, 'tests', 'browser', 'layouts');
const landmarks = 'header.top, nav.tabs, .menu-button, main, aside.queue, .action-bar, .card-head, .controls-wrap, .page-tools, .form-foot, .sign-in-form, .demo-officers, .inspect-steps, .inspect-foot, .status-lines';

/// What is measured must not hang on how much happened on the post before: heights of what grows are left out.
const describe = (page) => page.evaluate(([parts, grid]) => {
  const round = (value) => Math.round(value / grid) * grid;
  const grows = /^(main|aside|section|div|ul|form)$/i;
  return [...document.querySelectorAll(parts)].filter((one) => one.getClientRects().length > 0).map((one) => {
    const { left, top, width, height: tall } = one.getBoundingClientRect();
    const name = `${one.tagName.toLowerCase()}${one.className ? `.${String(one.className).split(' ')[0]}` : ''}`;
    const fixed = getComputedStyle(one).position === 'sticky' && one.tagName === 'FOOTER';
    const place = { name, left: round(left), width: round(width) };
    if (!grows.test(one.tagName)) place.height = round(tall);
    if (!fixed && top < 200 && !grows.test(one.tagName)) place.top = round(top);
    return place;
  });
}, [landmarks, grid_px]);

function compared(name, width, found) {
  const path = join(folder, `${name}_${width}.json`);
  if (process.env.ONESTOP_RECORD) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, `${JSON.stringify(found).replaceAll('},{', '},\n {')}\n`);
    return null;
  }
  if (!existsSync(path)) return `there is no description ${path}; record one with ONESTOP_RECORD=1`;
  const stored = JSON.parse(readFileSync(path, 'utf8'));
  const away = (a, b) => a !== undefined && b !== undefined && Math.abs(a - b) > grid_px;
  if (stored.length !== found.length) return `${name} ${width}: ${found.length} parts instead of ${stored.length}: ${found.map((one) => one.name).join(' ')}`;
  const moved = stored.flatMap((was, index) => {
    const is = found[index];
    const differs = was.name !== is.name || ['left', 'top', 'width', 'height'].some((key) => away(was[key], is[key]));
    return differs ? [`${JSON.stringify(was)} is now ${JSON.stringify(is)}`] : [];
  });
  return moved.length > 0 ? `${name} ${width}: ${moved.join('; ')}` : null;
}

async function look(page, name, { width, language, dark }) {
  const found = (await violations(page)).map((one) => `${name} ${width}: ${one}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) {
    const who = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 4).map((one) => `${one.tagName}.${one.className}`));
    found.push(`${name} ${width}: ${wide} px wider than the window: ${who.join(' ')}`);
  }
  const text = await page.locator('body').innerText();
  if (text.includes('⟦')) found.push(`${name}: ${/⟦[^⟧]*⟧/.exec(text)?.[0]}`);
  await page.screenshot({ path: join(shots, `page_${name}_${language}_${width}${dark ? '_dark' : ''}.png`) });
  if (language === 'en' && !dark) {
    const moved = compared(name, width, await describe(page));
    if (moved) found.push(moved);
  }
  return found;
}

const visit = (page, address) => page.evaluate((to) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); scrollTo(0, 0); }, address);

export async function askPages(browser, server) {
  const gate = await Clerk.sit(server.url, 'kz_gate_in_2');
  const { crossing } = await arrive(gate, { traffic_class: 'truck', consignments: 1 });
  for (const desk of ['kz_gate_in_2', 'kz_passport_truck_1', 'kg_passport_truck_1', 'kg_transport_1', 'kg_sanitary_1', 'kg_vet_phyto_1', 'kz_customs_truck_1', 'kg_customs_truck_1']) {
    const clerk = await Clerk.sit(server.url, desk);
    await clerk.work(crossing, ['CloseControl', 'BeginControl']);
  }
  const bay = await Clerk.sit(server.url, 'kg_bay_1');
  const order = (await bay.card(crossing)).options.find((one) => one.allowed && one.command.type === 'OrderInspection');
  if (order) await bay.command(crossing, order.command);
  const inspection = (await bay.card(crossing)).inspections[0]?.id;

  const list = [
    ['desk', `/desk?crossing=${crossing}`, '.card .plate.large'],
    ['post', '/post', '#page h1'],
    ['crossings', '/crossings', '.list tbody tr'],
    ['crossing', `/crossings/${crossing}`, '.timeline .entry'],
    ['arrival', '/arrival', '.arrival form'],
    ['law', '/law', '.provision-row'],
    ['programme', '/programme', '.phase'],
    ['status', '/status', '.status-lines li'],
    ['inspect', '/inspect', '.inspect h1'],
    ...(inspection ? ['order', 'seals', 'findings', 'photographs', 'sign'].map((step) => [`inspect_${step}`, `/inspect/${crossing}/${inspection}?step=${step}`, `.inspect-step[data-step=${step}]`]) : []),
  ];
  for (const language of ['en', 'ru']) {
    for (const width of widths) {
      await question(`Is every page whole, readable and silent at ${width} px (${language})?`, async () => {
        claim(inspection, 'an inspection could be ordered');
        const { page, complaints, close } = await openPage(browser, server.url, { language, width, height });
        const found = [];
        await page.locator('[data-desk]').first().waitFor();
        found.push(...await look(page, 'sign_in', { width, language }));
        await sit(page, 'kg_bay_1');
        for (const [name, address, drawn] of list) {
          await visit(page, address);
          await page.locator(drawn).first().waitFor();
          await page.waitForTimeout(150);
          found.push(...await look(page, name, { width, language }));
        }
        await page.locator('.menu-button').click();
        await page.locator('.menu-sheet').waitFor();
        found.push(...(await violations(page)).map((one) => `menu ${width}: ${one}`));
        await page.screenshot({ path: join(shots, `page_menu_${language}_${width}.png`) });
        await page.keyboard.press('Escape');
        await page.locator('.menu-sheet').waitFor({ state: 'detached' });
        claim(found.length === 0, found.join('\n'));
        claim(complaints.length === 0, complaints.join('\n'));
        await close();
      });
    }
  }

  await question('Does the switch of light and dark hold over a reload, before the first paint?', async () => {
    const { page, complaints, close } = await openPage(browser, server.url, { width: 1024, height });
    await sit(page, 'kg_bay_1');
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.locator('.tabs').waitFor();
    const light = await ground();
    await page.locator('.menu-button').click();
    await page.locator('.theme select').selectOption('dark');
    const dark = await ground();
    claim(dark !== light, 'the ground changes');
    await page.reload({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await page.locator('.tabs').waitFor();
    claim((await ground()) === dark, 'and stays after a reload');
    const found = [];
    for (const [name, address, drawn] of list) {
      await visit(page, address);
      await page.locator(drawn).first().waitFor();
      found.push(...await look(page, name, { width: 1024, language: 'en', dark: true }));
    }
    claim(found.length === 0, found.join('\n'));
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Does an officer begin at the desk and a shift head at the post?', async () => {
    const heads = (await (await fetch(`${server.url}/api/v1/demo/officers`)).json()).officers.filter((one) => one.role === 'supervisor');
    for (const [desk, home] of [['kz_passport_car_1', '/desk'], [heads[0].desk, '/post']]) {
      const { page, close } = await openPage(browser, server.url);
      await sit(page, desk);
      await page.waitForFunction((to) => location.pathname === to, home);
      await close();
    }
  });

  await question('Does the status say without a sign-in only what harms nobody?', async () => {
    const { page, complaints, close } = await openPage(browser, `${server.url}/status`);
    await page.locator('.status-lines li').first().waitFor();
    const codes = await page.locator('.status-lines li').evaluateAll((all) => all.map((one) => one.dataset.code));
    claim(codes.join() === 'log,law,clocks', `without a sign-in: ${codes}`);
    await page.goto(server.url);
    await sit(page, 'kg_bay_1');
    await visit(page, '/status');
    await page.locator('.status-lines li[data-code=disk]').waitFor();
    claim((await page.locator('.status-lines > li').count()) > 15, 'much more for whoever has signed in');
    claim((await page.locator('.status-lines h2 [lang=en]').count()) === 0, 'every line has a title in the language of the page');
    claim(complaints.length === 0, complaints.join('\n'));
    await close();
  });

  await question('Do the menu and the tabs need no mouse?', async () => {
    const { page, close } = await openPage(browser, server.url, { width: 1024, height });
    await sit(page, 'kg_bay_1');
    await page.locator('.menu-button').focus();
    await page.keyboard.press('Enter');
    await page.locator('.menu-sheet').waitFor();
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => document.activeElement?.getAttribute('href') === '/work');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.pathname === '/inspect');
    await page.locator('.menu-sheet').waitFor({ state: 'detached' });
    await close();
  });
}
