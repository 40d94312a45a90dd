// axe-core finds nothing serious on any page, light or dark, wide or at 1024 pixels.
import { join } from 'node:path';

import { arrive, claim, Clerk, goTo, openPage, question, shots, sit, violations } from './support.mjs';

export async function askAccess(browser, server) {
  const gate = await Clerk.sit(server.url, 'kz_gate_in_2');
  const { crossing, plate } = await arrive(gate, { traffic_class: 'truck', consignments: 2 });
  await gate.work(crossing, ['CloseControl']);
  const kz = await Clerk.sit(server.url, 'kz_passport_truck_1');
  const card = await kz.card(crossing);
  const hold = card.options.find((one) => one.command.type === 'PlaceHold' && one.allowed);
  await kz.command(crossing, { ...hold.command, reason: 'identity_check', evidence: 'A second document' });

  await question('Does nothing jump while a desk and its card are drawn?', async () => {
    const { page, context, close } = await openPage(browser, server.url);
    await context.addInitScript(() => {
      globalThis.jumped = [];
      new PerformanceObserver((list) => {
        for (const one of list.getEntries()) globalThis.jumped.push([one.value, ...one.sources.map(({ node }) => node?.className ?? node?.nodeName)].join(' '));
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await sit(page, 'kz_passport_truck_2');
    await page.goto(`${server.url}/?crossing=${crossing}`); // drawn from nothing, as after a reload
    await page.locator('.card .plate.large', { hasText: plate }).waitFor();
    await page.locator('.queue-item').first().waitFor();
    await page.waitForTimeout(1500);
    const jumped = await page.evaluate(() => globalThis.jumped);
    const sum = jumped.reduce((all, one) => all + Number.parseFloat(one), 0);
    claim(sum < 0.05, `layout shift ${sum}: ${jumped.join('; ')}`);
    await close();
  });

  for (const dark of [false, true]) {
    for (const width of [1024, 1600]) {
      await question(`Does axe-core find nothing serious (${dark ? 'dark' : 'light'}, ${width} px)?`, async () => {
        const { page, complaints, close } = await openPage(browser, server.url, { dark, width, height: 800 });
        const found = [];
        const judge = async (name) => {
          for (const one of await violations(page)) found.push(`${name}: ${one}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (wide > 0) found.push(`${name}: ${wide} px wider than the window`);
          await page.screenshot({ path: join(shots, `${name}_${width}_${dark ? 'dark' : 'light'}.png`) });
        };
        await page.locator('[data-desk]').first().waitFor();
        await judge('sign_in');
        await sit(page, 'kz_passport_truck_2');
        await page.locator('.queue-item', { hasText: plate }).click();
        await page.locator('.card .plate.large', { hasText: plate }).waitFor();
        await judge('desk');
        await page.keyboard.press('w');
        await page.locator('.why').first().waitFor();
        await judge('why');
        await page.keyboard.press('Escape');
        await page.keyboard.press('h');
        await page.locator('form[data-command=PlaceHold]').waitFor();
        await judge('hold');
        await page.keyboard.press('Escape');
        await page.keyboard.press('t');
        await page.locator('.timeline .entry').first().waitFor();
        await judge('crossing');
        await goTo(page, '/crossings');
        await page.locator('.list').waitFor();
        await judge('crossings');
        await goTo(page, '/arrival');
        await page.locator('.arrival form').waitFor();
        await judge('arrival');
        await goTo(page, '/law');
        await page.locator('.provision-row').first().waitFor();
        await judge('law');
        await goTo(page, '/programme');
        await page.locator('.phase').first().waitFor();
        await judge('programme');
        claim(found.length === 0, found.join('\n'));
        claim(complaints.length === 0, complaints.join('\n'));
        await close();
      });
    }
  }
}
