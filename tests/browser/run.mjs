// Plays officers of both states in a browser against a server of its own.
// Environment: ONESTOP_PROGRAM, ONESTOP_WEB, ONESTOP_CHROME; ONESTOP_URL for a server without traffic that runs already.
// Arguments pick the files of questions whose names begin so.
import { askAccess } from './access.mjs';
import { askAccounts } from './accounts.mjs';
import { askBus } from './bus.mjs';
import { askCorrections } from './corrections.mjs';
import { askDesk } from './desk.mjs';
import { askForecast } from './forecast.mjs';
import { askLaw } from './law.mjs';
import { askLayouts } from './layouts.mjs';
import { askLodging } from './lodging.mjs';
import { askLive } from './live.mjs';
import { askInspect } from './inspect.mjs';
import { askOutage } from './outage.mjs';
import { askPages } from './pages.mjs';
import { askStudy } from './study.mjs';
import { askTruck } from './truck.mjs';
import { askWeather } from './weather.mjs';
import { askWork } from './work.mjs';
import { startBrowser, startServer, tally } from './support.mjs';

const parts = { desk: askDesk, law: askLaw, layouts: askLayouts, lodging: askLodging, study: askStudy, work: askWork, live: askLive, forecast: askForecast, bus: askBus, truck: askTruck, inspect: askInspect, access: askAccess, accounts: askAccounts, corrections: askCorrections, pages: askPages, weather: askWeather, outage: askOutage };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : [''];
const browser = await startBrowser();
const server = await startServer();
try {
  for (const [name, ask] of Object.entries(parts)) if (wanted.some((one) => name.startsWith(one))) await ask(browser, server);
} catch (error) {
  ++tally().failed;
  console.log(error);
} finally {
  await browser.close();
  await server.stop();
}
const { passed, failed, skipped } = tally();
console.log(JSON.stringify({ passed, failed, skipped }));
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
