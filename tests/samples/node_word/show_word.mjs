// What two programs make of Word files: for each path a line of JSON with the HTML of mammoth and its messages, and the text and
// the numbers of pages and tables of docx-preview.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const mammoth = require('mammoth');
const { JSDOM } = require('jsdom');

const { window } = new JSDOM('<!DOCTYPE html><html><body></body></html>');
Object.assign(globalThis, { window, document: window.document, DOMParser: window.DOMParser, XMLSerializer: window.XMLSerializer, Node: window.Node });
// jsdom gives elements of MathML no style, which browsers do.
Object.defineProperty(window.Element.prototype, 'style', { get() { return (this.ownStyle ??= {}); } });
const { renderAsync } = require('docx-preview');

for (const path of process.argv.slice(2)) {
  const bytes = readFileSync(path);
  const read = await mammoth.convertToHtml({ buffer: bytes });
  const box = document.createElement('div');
  const warnings = [];
  const warn = console.warn;
  console.warn = (...words) => warnings.push(words.join(' '));
  await renderAsync(bytes, box, box, { inWrapper: true, useBase64URL: true });
  console.warn = warn;
  for (const style of box.querySelectorAll('style')) style.remove();
  console.log(JSON.stringify({
    html: read.value, messages: read.messages.map((one) => one.message), text: box.textContent, warnings,
    sections: box.querySelectorAll('section').length, tables: box.querySelectorAll('table').length,
  }));
}
