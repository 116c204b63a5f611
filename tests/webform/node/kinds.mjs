// Fills in forms of a running service in Debian's Chromium, step by step on a phone, and hands them in.
// Usage: node kinds.mjs http://localhost:PORT FILE    (FILE: {kind: [[name of a field, what is typed], …], …})
// Says for each kind which draft it became, with its cookie, or what went wrong.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [base, file] = process.argv.slice(2);
const wanted = JSON.parse(readFileSync(file, 'utf8'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

/** One text into its field, whatever control it is. Returns: whether the page has it. */
async function fill(page, name, text) {
  const controls = page.locator(`[name="${name}"]:not([type=hidden])`);
  if (await controls.count() === 0) return false;
  const type = await controls.first().evaluate((one) => one.type);
  if (type === 'select-one') await controls.selectOption(text);
  else if (type === 'radio' || type === 'checkbox') await page.check(`[name="${name}"][value="${text}"]`);
  else await controls.fill(text);
  return true;
}

/** Rows that the page does not have yet are added, as many as it takes. */
async function addRow(page, name) {
  const lists = await page.locator('[name=_add]').evaluateAll((all) => all.filter((one) => !one.hidden).map((one) => one.value));
  const list = lists.find((one) => name.startsWith(`${one}/`));
  if (!list) return false;
  await page.click(`[name=_add][value="${list}"]`);
  return true;
}

async function handIn(kind, values) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' });
  context.setDefaultTimeout(60000);
  const page = await context.newPage();
  const posts = [];
  page.on('request', (request) => { if (request.method() === 'POST') posts.push(request.url()); });
  await page.goto(`${base}/forms/${kind}`);
  await page.click('[name=_start]');
  await page.waitForURL(/\/d\//);
  const left = new Set(values.keys());
  let steps = 0;
  for (;;) {
    const before = posts.length;
    for (const index of [...left]) {
      const [name, text] = values[index];
      let is_there = await fill(page, name, text);
      for (let rows = 0; !is_there && rows < 50 && await addRow(page, name); ++rows) is_there = await fill(page, name, text);
      if (is_there) left.delete(index);
    }
    if (posts.length !== before) throw new Error('rows were added by a round trip');
    ++steps;
    const next = page.locator('div.buttons [name=_next]');
    const isLast = await next.count() === 0;
    await Promise.all([page.waitForEvent('framenavigated'), (isLast ? page.locator('div.buttons [name=_submit]') : next).click()]);
    await page.waitForLoadState();
    if (isLast) break;
  }
  const told = await page.locator('[role=alert] li').allTextContents();
  if (!/\/r\//.test(page.url())) throw new Error(`not handed in: ${told.join(' | ')}`);
  if (left.size > 0) throw new Error(`no field for ${[...left].map((index) => values[index][0])}`);
  const id = new URL(page.url()).pathname.split('/')[2];
  const cookie = (await context.cookies(base)).find((one) => one.name.endsWith(`d-${id}`));
  await context.close();
  return { id, steps, cookie: `${cookie.name}=${cookie.value}` };
}

const results = {};
for (const [kind, values] of Object.entries(wanted)) {
  try {
    results[kind] = await handIn(kind, values);
  } catch (error) {
    results[kind] = { wrong: error.stack.split('\n').slice(0, 8).join(' ') };
  }
}
await browser.close();
console.log(JSON.stringify(results));
