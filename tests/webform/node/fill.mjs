// Fills in forms of a running service in Debian's Chromium, as people do, and says what went wrong.
// Usage: node fill.mjs http://localhost:PORT SAMPLE some|more   (SAMPLE: data of an expert application, as JSON)
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [base, sample, extent] = process.argv.slice(2);
const data = JSON.parse(readFileSync(sample, 'utf8'));
const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const PHONE = { width: 390, height: 844 };
const SMALL_PHONE = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 900 };
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const found = [];

function check(condition, words) {
  if (!condition) throw new Error(words);
}

/** A separate browser, with what it asks for elsewhere and what its policy forbids. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'zh-CN', ...options });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  const faults = [];
  page.on('request', (request) => { if (!request.url().startsWith(base)) faults.push(`asks for ${request.url()}`); });
  page.on('pageerror', (error) => faults.push(`error: ${error}`));
  page.on('console', (line) => { if (/Content Security Policy/.test(line.text())) faults.push(line.text()); });
  page.on('dialog', (dialog) => { faults.push(`asks: ${dialog.message()}`); dialog.accept(); });
  return { context, page, faults, scripted: options.javaScriptEnabled !== false };
}

async function begin(page, kind = 'expert-application') {
  await page.goto(`${base}/forms/${kind}`);
  await page.click('[name=_start]');
  await page.waitForURL(/\/d\//);
  return new URL(page.url()).pathname;
}

const field = (page, pointer) => page.locator(`[name="${pointer}"]:not([type=hidden])`);
/** A button at the end of the form: the first one of all, which Enter presses, is for nobody to see. */
const press = (page, name) => page.click(`div.buttons [name=${name}]`);
const saved = (page) => page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());

/** What is wrong with a page by the rules of axe-core, and what is smaller than a finger or wider than the screen. */
async function look(page, name) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const wrong = result.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
  wrong.push(...await page.evaluate(() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a[href]')]
    .filter((one) => !one.matches('.unseen')).map((one) => one.closest('.choice') ?? one)
    .filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => `small: ${one.outerHTML.slice(0, 120)}`)));
  if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
    wrong.push(await page.evaluate(() => 'scrolls sideways: ' + [...document.querySelectorAll('body *:not(.unseen)')]
      .filter((one) => one.scrollWidth > one.clientWidth && one.clientWidth > 0).map((one) => one.outerHTML.slice(0, 120)).at(-1)));
  }
  check(wrong.length === 0, `${name}: ${wrong.join(' | ')}`);
}

// What people do. Each takes a page that is open, and throws what is wrong.

/** Never a mouse: Tab to each field, Space on boxes, arrows on buttons of which one is chosen, Enter on the last button. */
async function byKeyboard({ page, scripted }) {
  await begin(page, 'commitment-letter');
  const letter = { '/org': '示例研究院', '/title/zh': '示例标准', '/title/en': 'Example standard', '/wg': null, '/leader': '张三' };
  const done = new Set();
  for (let presses = 0; presses < 200; ++presses) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => ({ name: document.activeElement.name, type: document.activeElement.type, id: document.activeElement.id }));
    if (at.name === '_submit') break;
    if (!at.name?.startsWith('/') || done.has(at.name)) continue;
    done.add(at.name);
    if (at.type === 'radio' || at.type === 'checkbox') await page.keyboard.press('Space');
    else if (at.type === 'select-one') await page.keyboard.press('ArrowDown');
    else if (at.type !== 'file') await page.keyboard.insertText(letter[at.name] ?? (at.name.includes('date') ? '2026-11-23' : '示例'));
  }
  check(done.has('/org') && done.has('/leader'), `only ${[...done]} were reached`);
  const answered = page.waitForEvent('framenavigated');
  await page.keyboard.press('Enter');
  await answered;
  await page.waitForLoadState();
  if (!/\/r\//.test(page.url())) {
    const told = await page.locator('[role=alert] li').allTextContents();
    throw new Error(`not handed in: ${told.join(' | ')}`);
  }
  if (scripted) await look(page, 'receipt'); // the rules are a script, too
}

/** Steps, with the browser's own way back, and a reload of what was sent. */
async function stepByStep({ page, context }) {
  const path = await begin(page);
  await field(page, '/name_zh').fill(data.name_zh);
  await press(page, '_next');
  await page.waitForURL(/step=2/);
  await field(page, '/email').fill(data.email);
  await press(page, '_next');
  await page.waitForURL(/step=3/);
  await page.goBack();
  check(await field(page, '/email').inputValue() === data.email, 'the way back lost the second step');
  await page.goBack();
  await page.reload();
  check(await field(page, '/name_zh').inputValue() === data.name_zh, 'the way back lost the first step');
  await page.goto(`${base}${path}?step=5`);
  await press(page, '_submit');
  await page.waitForSelector('[role=alert]');
  check(await page.locator('[aria-current=step]').getAttribute('value') === '1', 'the first step with faults is not shown');
  await page.locator('[role=alert] a').first().click();
  const focused = await page.evaluate(() => location.hash.slice(1));
  check(focused.startsWith('f.') || focused.startsWith('step-'), `a fault leads to ${focused}`);
  await page.reload();
  check(await page.locator('[role=alert] a').count() > 0, 'a reload of what was sent shows something else');
  return { path, context };
}

/** Saves without a button, once nobody types any more, and says what is wrong at fields that were left. */
async function byItself({ page }) {
  const path = await begin(page);
  const one = saved(page);
  await field(page, '/name_zh').pressSequentially('张三丰');
  await one;
  await page.waitForFunction(() => document.getElementById('status').textContent.includes('已保存'));
  await page.goto(`${base}${path}?step=2`);
  const two = saved(page);
  await field(page, '/email').fill('不是邮箱');
  await field(page, '/email').blur();
  await two;
  await page.waitForSelector('p.fault[data-live]');
  check(await field(page, '/email').getAttribute('aria-invalid') === 'true', 'the field is not marked');
  check(await page.locator('p.fault').count() === 1, 'fields that nobody has been to have faults');
  const three = saved(page);
  await field(page, '/email').fill('a@example.cn');
  check(await page.locator('p.fault').count() === 1, 'the page moves under the person');
  await three;
  await field(page, '/email').blur();
  await page.waitForFunction(() => !document.querySelector('p.fault'));
  await page.goto(`${base}${path}`);
  check(await field(page, '/name_zh').inputValue() === '张三丰', 'it was not saved');
}

/** While characters are composed nothing is sent; what was chosen is, also beyond the first plane. */
async function composing({ page, context }) {
  const path = await begin(page);
  const sent = [];
  page.on('request', (request) => { if (request.method() === 'PUT') sent.push(new URLSearchParams(request.postData()).get('/name_zh')); });
  await field(page, '/name_zh').focus();
  const session = await context.newCDPSession(page);
  for (const text of ['z', 'zh', 'zhang', '张']) {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await page.waitForTimeout(200);
  }
  await page.waitForTimeout(3000);
  check(sent.length === 0, `sent while composing: ${sent}`);
  const one = saved(page);
  await session.send('Input.insertText', { text: '张𬱖' });
  await one;
  check(sent.at(-1) === '张𬱖', `sent: ${sent}`);
  await page.goto(`${base}${path}`);
  check(await field(page, '/name_zh').inputValue() === '张𬱖', 'it was not saved');
}

async function twoTabs({ page, context }) {
  const path = await begin(page);
  const other = await context.newPage();
  await other.goto(`${base}${path}`);
  const one = saved(page);
  await field(page, '/name_zh').fill('第一');
  await one;
  await field(other, '/name_zh').fill('第二');
  await other.waitForFunction(() => document.getElementById('status').textContent.includes('另一窗口'));
  check(await other.locator('#status a').count() === 1, 'no way to the other version');
  await page.reload();
  check(await field(page, '/name_zh').inputValue() === '第一', 'one tab wrote over the other');
  check(await field(other, '/name_zh').inputValue() === '第二', 'what was typed is gone');
}

async function offline({ page, context }) {
  const path = await begin(page);
  await context.setOffline(true);
  await field(page, '/name_zh').fill('离线');
  await page.waitForFunction(() => document.getElementById('status').textContent.includes('无法连接'));
  const one = saved(page);
  await context.setOffline(false);
  await one;
  await page.goto(`${base}${path}`);
  check(await field(page, '/name_zh').inputValue() === '离线', 'it was not saved afterwards');
}

/** What the service has saved, and said to nobody, is in the way of nothing that is typed or pressed afterwards. */
async function lostAnswers({ page }) {
  const path = await begin(page);
  const lose = () => {
    let lost = false;
    return page.route('**/d/*', async (route) => {
      if (lost || route.request().method() !== 'PUT') return route.continue();
      lost = true;
      await route.fetch();
      return route.abort();
    });
  };
  await lose();
  await field(page, '/name_zh').fill('第一');
  await page.waitForFunction(() => document.getElementById('status').textContent.includes('无法连接'));
  await field(page, '/name_zh').fill('第二');
  await page.waitForFunction(() => document.getElementById('status').textContent.includes('已保存'));
  const revision = () => page.inputValue('[name=_revision]');
  while (await page.evaluate(async (path) => !(await (await fetch(path)).text()).includes('第二'), path)) {
    check(await page.locator('#status a').count() === 0, `a conflict at revision ${await revision()}`);
    await page.waitForTimeout(200);
  }
  await lose();
  await field(page, '/name_zh').fill('第三');
  await page.waitForFunction(() => document.getElementById('status').textContent.includes('无法连接'));
  await field(page, '/name_zh').fill('第四');
  await press(page, '_next');
  await page.waitForURL(/step=2/);
  await page.goto(`${base}${path}`);
  check(await field(page, '/name_zh').inputValue() === '第四', 'the button saved something else');
}

async function privateLink({ page }) {
  await begin(page);
  const one = saved(page);
  await field(page, '/name_zh').fill('换设备');
  await one;
  const link = await page.locator('a[href*="/resume/"]').getAttribute('href');
  for (const javaScriptEnabled of [true, false]) {
    const other = await open({ javaScriptEnabled });
    const asked = [];
    other.page.on('request', (request) => asked.push(request.url()));
    await other.page.goto(base + link);
    if (!javaScriptEnabled) {
      await other.page.fill('#_code', link.split('#')[1]);
      await other.page.click('[name=_resume]');
    }
    await other.page.waitForURL(/\/d\//);
    check(await field(other.page, '/name_zh').inputValue() === '换设备', 'the link does not lead to the draft');
    check(!other.page.url().includes('#'), 'the code is still in the address');
    check(asked.every((url) => !url.split('#')[0].includes(link.split('#')[1])), 'the code was in an address');
    found.push(...other.faults);
    await other.context.close();
  }
}

/** The pages around the form, by the rules for pages. */
async function around({ page }) {
  await page.goto(`${base}/forms/commitment-letter`);
  await look(page, 'start');
  const path = await begin(page, 'commitment-letter');
  await look(page, 'draft');
  await press(page, '_check');
  await page.waitForSelector('[role=alert]');
  await look(page, 'faults');
  await page.goto(`${base}${path}/files`);
  await look(page, 'attachments');
  await page.setInputFiles('#stamped', { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no') });
  await page.click('[name=_send]');
  await page.waitForSelector('[role=alert]');
  await look(page, 'attachment with a fault');
  await page.setInputFiles('#stamped', { name: '盖章页.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') });
  await page.click('[name=_send]');
  await page.waitForSelector('text=盖章页.pdf');
  await look(page, 'attachment');
  await page.goto(`${base}/resume/${path.split('/')[2]}`);
  await look(page, 'resume');
  await page.goto(`${base}/d/nothing`);
  await look(page, 'not found');
  await begin(page);
  await look(page, 'step');
  await page.click('[name=_language]');
  await page.waitForSelector('html[lang=en]');
  await look(page, 'step in English');
}

/** Rows come without a round trip, one after the other, until there is no room for more; all that they have is their own. */
async function rowsInPlace({ page }) {
  const path = await begin(page);
  await page.goto(`${base}${path}?step=4`);
  const sent = [];
  page.on('request', (request) => { if (request.method() === 'POST') sent.push(request.url()); });
  const add = (list) => page.click(`[name=_add][value="${list}"]`);
  for (const row of [1, 2]) {
    await add('/work_history');
    const focused = await page.evaluate(() => document.activeElement.name);
    check(focused.startsWith(`/work_history/${row}/`), `the focus is at ${focused}`);
    check(await page.locator('#status').textContent() === `已添加第${row + 1}项。`, 'nobody is told of the row');
  }
  const wrong = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
    return [...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `twice: ${id}`),
      ...[...document.querySelectorAll('label')].filter((one) => !one.control).map((one) => `of nothing: ${one.htmlFor}`),
      ...[...document.querySelectorAll('[aria-describedby]')].flatMap((one) => one.getAttribute('aria-describedby').split(' '))
        .filter((id) => !document.getElementById(id)).map((id) => `not there: ${id}`)];
  });
  check(wrong.length === 0, wrong.join(' | '));
  const legends = await page.locator('#f\\.work_5Fhistory fieldset legend').allTextContents();
  check(legends.join() === '第1项,第2项,第3项', `rows are called ${legends}`);
  await look(page, 'rows');
  const one = saved(page);
  await field(page, '/work_history/2/org').fill('第三个单位');
  await one;
  check(sent.length === 0, `${sent.length} round trips`);
  await page.reload();
  check(await field(page, '/work_history/2/org').inputValue() === '第三个单位', 'the row was not saved');
  await page.click('[name=_delete][value="/work_history/0"]');
  await page.waitForLoadState();
  check(await field(page, '/work_history/1/org').inputValue() === '第三个单位', 'deleting does not fit what was added');
  await page.goto(`${base}${path}?step=3`);
  for (let row = 1; row < 5; ++row) await add('/groups');
  check(await page.locator('[name=_add][value="/groups"]').isHidden(), 'more rows than the form takes');
  check(await page.locator('#f\\.groups > fieldset.row').count() === 5, 'rows of the full list');
}

/** What is left of a text, in characters as people count them; never in the way of what is typed. */
async function charactersLeft({ page }) {
  await begin(page);
  const name = field(page, '/name_zh');
  const line = page.locator('.count');
  await name.fill('张'.repeat(18) + '𬱖');
  check(await line.textContent() === '还可填写1字', `it says ${await line.textContent()}`);
  check(await page.locator('[role=status]:not(#status)').last().textContent() === '', 'said while somebody types');
  await page.waitForFunction(() => [...document.querySelectorAll('[role=status]')].some((one) => one.textContent === '还可填写1字'));
  await name.pressSequentially('三三三');
  check(await line.textContent() === '超出2字', `it says ${await line.textContent()}`);
  await look(page, 'too many characters');
  await name.blur();
  check(await line.isVisible() && (await name.inputValue()).endsWith('三三三'), 'what is too long is cut, or forgotten');
  await name.fill('张三');
  // What is below stays where it is when the field is left: otherwise a click on it would miss it.
  const below = field(page, '/gender').first();
  const place = () => below.evaluate((one) => one.getBoundingClientRect().y + window.scrollY);
  await below.hover();
  const before = await place();
  await page.mouse.down();
  await page.waitForTimeout(100);
  check(await place() === before, 'what is clicked moves away');
  await page.mouse.up();
  check(await below.isChecked(), 'a click is lost');
  check(!await line.isVisible(), 'it stays when nobody types');
  check(await page.locator('.count').count() === 1, 'counted where nothing is typed');
}

const SOME = [
  ['by keyboard, with script', byKeyboard, {}],
  ['by keyboard, without script', byKeyboard, { javaScriptEnabled: false }],
  ['step by step, without script', stepByStep, { javaScriptEnabled: false }],
  ['by itself', byItself, {}],
  ['composing', composing, {}],
  ['two tabs', twoTabs, {}],
  ['offline', offline, {}],
  ['lost answers', lostAnswers, {}],
  ['private link', privateLink, {}],
  ['rows in place', rowsInPlace, {}],
  ['characters left', charactersLeft, {}],
  ['around, on a small phone', around, { viewport: SMALL_PHONE }],
];
const MORE = [
  ['by keyboard, on a desktop', byKeyboard, { viewport: DESKTOP }],
  ['step by step, with script', stepByStep, {}],
  ['step by step, on a desktop', stepByStep, { viewport: DESKTOP }],
  ['by itself, on a desktop', byItself, { viewport: DESKTOP }],
  ['around, on a desktop', around, { viewport: DESKTOP }],
  ['around', around, {}],
];
const times = {};
for (const [name, run, options] of extent === 'more' ? MORE : SOME) {
  const opened = await open(options);
  const begun = Date.now();
  try {
    await run(opened);
  } catch (error) {
    found.push(`${name}: ${error.message.split('\n').slice(0, 3).join(' ')} at ${opened.page.url().replace(base, '')}`);
  }
  times[name] = (Date.now() - begun) / 1000;
  found.push(...opened.faults.map((one) => `${name}: ${one}`));
  await opened.context.close();
}
await browser.close();
console.log(JSON.stringify({ found, times }));
