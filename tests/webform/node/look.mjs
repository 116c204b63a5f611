// Opens pages in Debian's Chromium and says what the rules of axe-core find wrong, what is smaller than a finger, and
// what scrolls sideways. Usage: node look.mjs PICTURES FILE…   (PICTURES: a folder for screenshots, or `-`)
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [pictures, ...files] = process.argv.slice(2);
const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const SIZES = { phone: { width: 390, height: 844 }, small: { width: 320, height: 640 }, desktop: { width: 1280, height: 900 } };

/** Controls of less than 44 pixels, but those that only programs press; a box is pressed by its label, too. */
function smallTargets() {
  return [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a[href]')]
    .filter((one) => !one.matches('.unseen'))
    .map((one) => (one.closest('.choice') ?? one))
    .filter((one) => one.getBoundingClientRect().height < 43.5)
    .map((one) => `${one.tagName} ${one.id || one.name || one.textContent}`);
}

/** What the rules find; on large screens of the pages in one language, whose parts are all there. */
async function violations(page, size, file) {
  if (size === 'small' || (size === 'desktop' && !/-zh-(blank|faulty)/.test(file))) return [];
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return result.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const found = [];
for (const [size, viewport] of Object.entries(SIZES)) {
  const context = await browser.newContext({ viewport, javaScriptEnabled: true });
  const page = await context.newPage();
  const elsewhere = [];
  page.on('request', (request) => { if (!request.url().startsWith('file:')) elsewhere.push(request.url()); });
  for (const file of files) {
    await page.goto(pathToFileURL(resolve(file)).href);
    if (pictures !== '-') await page.screenshot({ path: `${pictures}/${basename(file, '.html')}-${size}.png`, fullPage: true });
    for (const one of await violations(page, size, file)) found.push(`${basename(file)} ${size}: ${one}`);
    for (const one of await page.evaluate(smallTargets)) found.push(`${basename(file)} ${size}: small: ${one}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) found.push(`${basename(file)} ${size}: scrolls sideways by ${wide}`);
    for (const url of elsewhere.splice(0)) found.push(`${basename(file)} ${size}: asks for ${url}`);
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify({ pages: files.length, found }));
