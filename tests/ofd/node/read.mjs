// node read.mjs FILE…: what the web viewer ofd.js draws of OFD files, as one line of JSON a file:
//   {"pages": [{"width", "height", "texts": [[x, y, "c"], …], "objects": [{"id", "kind", "box": [x, y, w, h]}, …]}]}
// in mm from the page's upper left corner; {"error": …} where it draws nothing. There is no browser: the viewer makes
// elements of a page that nobody looks at, and these are read.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { JSDOM, VirtualConsole } from 'jsdom';

const SCALE = 10; // of the viewer: pixels for each mm

function openPage() {
  const { window } = new JSDOM('<!DOCTYPE html><body></body>', { runScripts: 'outside-only', virtualConsole: new VirtualConsole() });
  // jsdom has no pictures, and knows no addresses of SVG images.
  window.Image = class {
    set src(address) {
      this.width = this.height = 1;
      setTimeout(() => this.onload?.());
    }
  };
  Object.defineProperty(window.SVGElement.prototype, 'href', { get() { return { baseVal: '' }; } });
  window.eval(readFileSync(createRequire(import.meta.url).resolve('ofd.js'), 'utf8'));
  return window;
}

function parsed(window, file) {
  const bytes = readFileSync(file);
  const buffer = new window.ArrayBuffer(bytes.length);
  new window.Uint8Array(buffer).set(bytes);
  return new Promise((success, fail) => window.ofd.parseOfdDocument({ ofd: buffer, success, fail }));
}

const mm = (text) => parseFloat(text) / SCALE;

function matrixOf(element) {
  const words = /^matrix\(([^)]*)\)$/.exec(element.getAttribute('transform') ?? '')?.[1].split(/[ ,]+/).map(Number);
  return words ?? [1, 0, 0, 1, 0, 0];
}

function readPage(page) {
  const made = { width: mm(page.style.width), height: mm(page.style.height), texts: [], objects: [] };
  for (const svg of page.querySelectorAll('svg')) {
    const box = ['left', 'top', 'width', 'height'].map((side) => mm(svg.style[side]));
    const holder = svg.parentElement === page ? null : svg.parentElement;
    const kind = svg.querySelector('text') ? 'text' : svg.querySelector('image') ? 'image' : 'path';
    made.objects.push({ id: svg.style.zIndex, kind, box, annotation: holder !== null });
    for (const text of svg.querySelectorAll('text')) {
      const [a, b, c, d, e, f] = matrixOf(text);
      const [x, y] = [Number(text.getAttribute('x')), Number(text.getAttribute('y'))];
      made.texts.push([box[0] + (a * x + c * y + e) / SCALE, box[1] + (b * x + d * y + f) / SCALE, text.textContent]);
    }
  }
  return made;
}

for (const file of process.argv.slice(2)) {
  const window = openPage();
  let answer;
  try {
    const document = (await parsed(window, file))[0];
    window.ofd.setPageScale(SCALE);
    answer = { pages: window.ofd.renderOfdByScale(document).map(readPage) };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  console.log(JSON.stringify(answer));
  window.close();
}
