// Chromium's part beside the service: one browser that is kept prints pages to PDF, as many at once as there are tabs.
// The time is counted from when the browser is there. Usage: node print_many.mjs TOOLS CHROMIUM TABS COUNT FOLDER PAGE…
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [tools, program, tabs, count, folder, ...pages] = process.argv.slice(2);
const require = createRequire(path.resolve(tools) + '/');
const puppeteer = require('puppeteer-core');

const browser = await puppeteer.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

/** A page as Chromium's tagged PDF in the size of the page, once its fonts are loaded. */
async function print(tab, number) {
  await tab.goto(pathToFileURL(pages[number % pages.length]).href);
  await tab.pdf({ path: path.join(folder, `${number}.pdf`), preferCSSPageSize: true, printBackground: true, waitForFonts: true });
}

const tabsOpen = await Promise.all(Array.from({ length: Number(tabs) }, () => browser.newPage()));
await Promise.all(tabsOpen.map((tab, number) => print(tab, number))); // not counted
const start = performance.now();
let next = 0;
await Promise.all(tabsOpen.map(async (tab) => {
  while (next < Number(count)) await print(tab, next++);
}));
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000 }));
await browser.close();
