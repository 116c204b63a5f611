#!/usr/bin/env python3
"""Draws the picture of values with structure in docs/TEMPLATES.md and docs/TEMPLATES.zh.md: the plans of an annual review.

Usage: scripts/make_value_picture.py PROGRAM

PROGRAM is the gongwen command. Writes docs/pictures/markdown-value.png. Needs pdftotext, pdftoppm and python3-pil.
"""
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
HEADING = '下一年度工作安排'
RESOLUTION = 88
# Of the height of a page: below the running head, above the number of the page.
TOP, BOTTOM = .075, .92
COLOURS = 24


def printed(*words):
    return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE).stdout


def draw(pdf, page):
    return Image.open(io.BytesIO(printed('pdftoppm', '-r', RESOLUTION, '-f', page, '-l', page, '-png', pdf))).convert('RGB')


def inked(picture):
    """The part of a picture that is not white."""
    return picture.crop(ImageChops.difference(picture, Image.new('RGB', picture.size, 'white')).getbbox())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / 'review.pdf'
        subprocess.run([sys.argv[1], '-q', 'render', 'annual-review', str(ROOT / 'samples/annual-review/typical.json'), '-o', str(pdf)], check=True)
        pages = re.findall(r'<page .*?</page>', printed('pdftotext', '-bbox', pdf, '-').decode(), re.DOTALL)
        # The contents name the section, too.
        page = max(number for number, text in enumerate(pages, 1) if f'>{HEADING}</word>' in text)
        begin = float(re.search(rf'yMin="([\d.]+)"[^>]*>{HEADING}</word>', pages[page - 1])[1]) * RESOLUTION / 72
        first, second = draw(pdf, page), draw(pdf, page + 1)
    width, height = first.size
    parts = [inked(first.crop((0, int(begin) - 4, width, int(height * BOTTOM)))),
             inked(second.crop((0, int(height * TOP), width, int(height * BOTTOM))))]
    gap = 18
    size = (max(part.width for part in parts) + 2 * gap, sum(part.height for part in parts) + 3 * gap)
    joined = Image.new('RGB', size, 'white')
    top = gap
    for part in parts:
        joined.paste(part, (gap, top))
        top += part.height + gap
    joined.quantize(COLOURS).save(ROOT / 'docs/pictures/markdown-value.png', optimize=True)


if __name__ == '__main__':
    main()
