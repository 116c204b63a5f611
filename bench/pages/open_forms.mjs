// Opens forms of a running service in Debian's Chromium, on a phone with a slowed processor, and reports when each could be
// used: the page is parsed, its style sheet is there, and a field is on the screen. Before each an empty page is opened.
// Usage: node open_forms.mjs TOOLS CHROMIUM BASE SLOWED ROUNDS KIND…
import { createRequire } from 'node:module';
import path from 'node:path';

const [tools, program, base, slowed, rounds, ...kinds] = process.argv.slice(2);
const require = createRequire(path.resolve(tools) + '/');
const puppeteer = require('puppeteer-core');

const PHONE = { width: 390, height: 844, deviceScaleFactor: 3, isMobile: true, hasTouch: true };
const EMPTY = 'data:text/html,<!doctype html><title>empty</title><form><input name="/x"></form>';

/** Runs in the page, before anything of it. */
function watch() {
  const look = () => {
    const field = document.querySelector('form [name^="/"]:not([type=hidden])');
    const styled = [...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet);
    if (document.readyState !== 'loading' && styled && field && field.getClientRects().length > 0) window.usable = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const browser = await puppeteer.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

async function open(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => window.usable !== undefined);
  return page.evaluate(() => ({
    usable: window.usable,
    // Besides the page itself.
    blocking: performance.getEntriesByType('resource').filter((one) => one.renderBlockingStatus === 'blocking').length,
    all: performance.getEntriesByType('resource').length,
  }));
}

const told = {};
for (const kind of kinds) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(PHONE);
  await page.goto(`${base}/forms/${kind}`);
  await Promise.all([page.waitForNavigation(), page.click('[name=_start]')]);
  const address = page.url();
  await page.evaluateOnNewDocument(watch);
  await page.setCacheEnabled(false);
  await page.emulateCPUThrottling(Number(slowed));
  told[kind] = [];
  for (let round = 0; round < Number(rounds); ++round) {
    const empty = await open(page, EMPTY);
    told[kind].push({ ...await open(page, address), empty: empty.usable });
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify(told));
