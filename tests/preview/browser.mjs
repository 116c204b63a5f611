// The preview in Debian's Chromium. Usage: node browser.mjs NODE_FOLDER ADDRESS TEMPLATE
// TEMPLATE is a file in which `致：` occurs once. Says what was seen as JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, address, template] = process.argv.slice(2);
const { chromium } = createRequire(folder + '/')('playwright-core');
const axe = readFileSync(folder + '/node_modules/axe-core/axe.min.js', 'utf8');
const text = readFileSync(template, 'utf8');
const seen = { complaints: [] };

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 700 } })).newPage();
page.on('console', (line) => { if (line.type() === 'error') seen.complaints.push(line.text()); });
page.on('pageerror', (error) => seen.complaints.push(String(error)));
await page.goto(address);
const picture = () => page.evaluate(() => {
  const image = document.querySelector('main img');
  return image.complete && image.naturalWidth > 0 ? image.getAttribute('src') : '';
});
const wait = async (condition) => {
  for (let i = 0; i < 2000; ++i) {
    if (await condition()) return;
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
  throw new Error('it never came: ' + condition);
};
await wait(async () => await picture() !== '');

// Scroll and zoom stay when the picture is replaced, and the page is not loaded again.
await page.evaluate(() => { window.same = true; });
await page.click('.zoom button:last-child');
await page.evaluate(() => { document.querySelector('main').scrollTop = 150; });
const place = () => page.evaluate(() => [window.same, document.querySelector('main').scrollTop, document.querySelector('main img').style.width]);
const before = await place();
let last = await picture();
seen.milliseconds = [];
for (let i = 0; i < 5; ++i) {
  const start = performance.now();
  writeFileSync(template, text.replace('致：', '致' + '敬'.repeat(i + 1) + '：'));
  await wait(async () => { const now = await picture(); return now !== '' && now !== last; });
  seen.milliseconds.push(Math.round(performance.now() - start));
  last = await picture();
}
seen.place = [before, await place()];

// A click says where what is there comes from.
const heading = await page.evaluate(() => {
  document.querySelector('main').scrollTop = 0;
  const box = document.querySelector('main img').getBoundingClientRect();
  return [box.left + 100 * 1.2, box.top + 135 * 1.2];
});
await page.mouse.click(...heading);
await page.waitForSelector('#place code.source');
seen.clicked = await page.evaluate(() => [document.querySelector('#place code.pointer').textContent, document.querySelectorAll('.spot').length]);

// The workbook beside the pages: its sheets are tabs, and what is saved comes in its place.
seen.books = [await page.locator(".parts .open").count()];
if (await page.locator('.parts .open').count() > 0) {
  await page.click('.parts .open');
  const book = page.frameLocator('#workbook iframe');
  const shown = async () => [await book.locator('.s0').isVisible(), await book.locator('.s1').isVisible()];
  await book.locator('label').first().waitFor();
  seen.books.push(await shown());
  await book.locator('label').nth(1).click();
  seen.books.push(await shown());
  await book.locator('input').nth(1).press('ArrowLeft');
  seen.books.push(await shown());
  await page.click('.parts .close');
  seen.books.push(await page.locator('#workbook').isVisible());
}

// With an error the page stays, in grey, and the message leads to its place.
writeFileSync(template, text.replace('{{ person.name }}', '{{ person.nam }}'));
await page.waitForSelector('main.stale');
await page.click('#messages li.error a');
seen.stale = await page.evaluate(() => [document.querySelectorAll('main img').length, document.querySelectorAll('.spot').length]);
await page.evaluate(axe);
const judged = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
seen.axe = judged.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`);
writeFileSync(template, text);
await page.waitForSelector('main:not(.stale)');

// Without script a click on the picture leads to a page that says the same.
const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await plain.goto(address);
await plain.click('main img', { position: { x: 100, y: 135 } });
await plain.waitForSelector('#place code.source');
seen.plain = await plain.textContent('#place code.pointer');
await browser.close();
console.log(JSON.stringify(seen));
