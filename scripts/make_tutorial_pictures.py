#!/usr/bin/python3
"""Draws the pictures of docs/TUTORIAL.md by running its commands.

Usage: scripts/make_tutorial_pictures.py PROGRAM

PROGRAM is the gongwen command. Writes docs/pictures/tutorial. Needs what make_form_pictures.py needs.
"""
import os
import sys
import tempfile
from pathlib import Path

import make_form_pictures as forms

ROOT = forms.ROOT
sys.path.insert(0, str(ROOT / 'tests/project'))
import run_doc_examples  # noqa: E402

TUTORIAL = ROOT / 'docs/TUTORIAL.md'
PICTURES = ROOT / 'docs/pictures/tutorial'
# (file, n): when the file is made for the n-th time, its first page is drawn: name, top and bottom as shares of the page.
SHOWN = {('letter.pdf', 1): ('copy', 0, 1), ('letter.pdf', 2): ('sentence', 0.525, 0.665), ('form.pdf', 1): ('form', 0.295, 0.585),
         ('letter.pdf', 3): ('field', 0.295, 0.605)}


def draw(pdf, name, top, bottom):
    picture = forms.Picture(pdf, 1)
    if name == 'form':
        for box in forms.boxes_of(pdf, 1):
            picture.tint(*box)
    first, last = round(picture.height * top), round(picture.height * bottom)
    picture.pixels = picture.pixels[3 * picture.width * first:3 * picture.width * last]
    picture.height = last - first
    picture.cut(picture.height)
    (PICTURES / f'{name}.png').write_bytes(picture.png())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    PICTURES.mkdir(exist_ok=True)
    made = {}
    with tempfile.TemporaryDirectory(prefix='gongwen-tutorial-') as name:
        folder = Path(name)
        for linked in ('samples', 'templates', 'docs'):
            os.symlink(ROOT / linked, folder / linked)
        for _, _, command, _ in run_doc_examples.steps(TUTORIAL):
            run_doc_examples.run(command, folder, sys.argv[1], False)
            for pdf in ('letter.pdf', 'form.pdf'):
                if f' {pdf}' in command:
                    made[pdf] = made.get(pdf, 0) + 1
                    if (pdf, made[pdf]) in SHOWN:
                        draw(folder / pdf, *SHOWN[pdf, made[pdf]])


if __name__ == '__main__':
    main()
