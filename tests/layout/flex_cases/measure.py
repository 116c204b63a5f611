#!/usr/bin/env python3
"""Asks Chromium where the boxes of rects.txt are, and writes the answers into it.

Usage: tests/layout/flex_cases/measure.py

A case has three lines, `case NAME`, `css RULES`, `body HTML`, and one `ID LEFT TOP WIDTH HEIGHT` for each box, in px
from the corner of a page of 440 px with margins of 20 px. Boxes without such a line are not compared.
"""
import html
import json
import re
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FACES = HERE.parents[2] / 'fonts' / 'faces'
SCRIPT = '''(async () => { const out = {};
for (const name in PAGES) {
  const frame = document.createElement("iframe");
  frame.style.width = "440px"; frame.style.height = "2000px";
  document.body.append(frame);
  await new Promise(done => { frame.onload = done; frame.srcdoc = PAGES[name]; });
  const inner = frame.contentDocument;
  for (const face of ["16px T", "bold 16px T", "italic 16px T"]) await inner.fonts.load(face);
  await inner.fonts.ready;
  out[name] = {};
  for (const element of inner.querySelectorAll("[id]")) {
    const box = element.getBoundingClientRect();
    out[name][element.id] = [box.x + 20, box.y + 20, box.width, box.height];
  }
  frame.remove();
}
document.body.innerHTML = "<pre id=out></pre>";
document.getElementById("out").textContent = JSON.stringify(out); })()'''


def page(css, body):
    faces = ''.join(f"@font-face{{font-family:T;font-weight:{weight};font-style:{style};"
                    f"src:url('{(FACES / file).as_uri()}')}}"
                    for weight, style, file in ((400, 'normal', 'serif-regular.ttf'), (700, 'normal', 'serif-bold.ttf'),
                                                (400, 'italic', 'serif-italic.ttf')))
    return (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><style>{faces}'
            f'body{{margin:0;width:400px;font:16px/20px T}}p{{margin:0}}{css}</style></head><body>{body}</body></html>')


def measure(pages):
    listed = json.dumps(pages).replace('</', '<\\/')
    with tempfile.NamedTemporaryFile('w', suffix='.html') as file:
        file.write(f'<!DOCTYPE html><meta charset="utf-8"><body><script>const PAGES={listed};{SCRIPT}</script>')
        file.flush()
        shown = subprocess.run(['chromium-headless-shell', '--no-sandbox', '--disable-gpu', '--font-render-hinting=none',
                                '--allow-file-access-from-files', '--virtual-time-budget=60000', '--dump-dom',
                                Path(file.name).as_uri()], capture_output=True, text=True, check=True).stdout
    return json.loads(html.unescape(re.search(r'<pre id="out">(.*?)</pre>', shown, re.S).group(1)))


def number(value):
    return f'{value:.2f}'.rstrip('0').rstrip('.')


def main():
    path = HERE / 'rects.txt'
    cases = re.findall(r'case (.*)\ncss (.*)\nbody (.*)\n((?:(?!case ).*\n)*)', path.read_text())
    measured = measure({name: page(css, body) for name, css, body, _ in cases})
    with path.open('w') as out:
        for name, css, body, rects in cases:
            out.write(f'case {name}\ncss {css}\nbody {body}\n')
            for box in (line.split()[0] for line in rects.splitlines()):
                out.write(' '.join([box, *map(number, measured[name][box])]) + '\n')


main()
