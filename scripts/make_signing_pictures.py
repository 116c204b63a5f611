#!/usr/bin/env python3
"""Draws the pictures of docs/SIGNING.md and docs/SIGNING.zh.md: a sealed notice, and the pages of a riding seal.

Usage: scripts/make_signing_pictures.py PROGRAM

PROGRAM is the gongwen command. Writes docs/pictures/sealed-notice.png and riding-seal.png. Needs openssl, certutil,
pdftoppm, cairo and Pillow for Python.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

from generate_kinds_docs import ROOT

sys.path.insert(0, str(ROOT / 'tests/python'))
import signing_files  # noqa: E402
from PIL import Image  # noqa: E402

PICTURES = ROOT / 'docs/pictures'
COLOURS = 64  # keeps the files small


def run(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True)


def make(program, folder, authority, kind, options, *signing):
    """The pages of a sample, signed, as pictures."""
    document, signed = folder / 'document.pdf', folder / 'signed.pdf'
    run(program, 'render', kind, ROOT / f'samples/{kind}/typical.json', *options, '-o', document)
    run(program, 'sign', document, '-o', signed, *authority.key(), '--seal', folder / 'seal.png', *signing)
    for old in folder.glob('page-*.png'):
        old.unlink()
    run('pdftoppm', '-r', '60', '-png', signed, folder / 'page')
    return [Image.open(path).convert('RGB') for path in sorted(folder.glob('page-*.png'))]


def write(name, pages):
    gap = 8
    width = sum(page.width for page in pages) + gap * (len(pages) + 1)
    sheet = Image.new('RGB', (width, pages[0].height + 2 * gap), (200, 200, 200))
    left = gap
    for page in pages:
        sheet.paste(page, (left, gap))
        left += page.width + gap
    sheet.quantize(COLOURS).save(PICTURES / name, optimize=True)


def main():
    program = Path(sys.argv[1]).resolve()
    authority = signing_files.Authority()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        signing_files.draw_seal(folder / 'seal.png')
        write('sealed-notice.png', make(program, folder, authority, 'result-notice', ['--signable']))
        write('riding-seal.png', make(program, folder, authority, 'work-points', [], '--riding'))


if __name__ == '__main__':
    main()
