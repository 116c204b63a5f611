#!/usr/bin/env python3
"""Draws the pictures of docs/FORMS.md and docs/FORMS.zh.md: a form that somebody is filling in, and the roster that forms are gathered in.

Usage: scripts/make_form_pictures.py PROGRAM

PROGRAM is the gongwen command. Writes docs/pictures/fill-in-form.png and roster.png. Needs pikepdf, pdftoppm and
poppler's introspection (gir1.2-poppler-0.18).
"""
import collections
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import gi
import pikepdf
from generate_kinds_docs import ROOT, chunk

gi.require_version('Poppler', '0.18')
from gi.repository import Poppler  # noqa: E402

PICTURES = ROOT / 'docs/pictures'
KIND = 'expert-application'
RESOLUTION = 88
LEVELS = 6  # per channel, so that the files stay small
# The tint that viewers lay over fields to show where to type: transmission of red, green and blue in 1/256.
TINT = (222, 232, 256)


class Picture:
    """A page in RGB, with lengths in pixels."""

    def __init__(self, pdf, page):
        drawn = subprocess.run(['pdftoppm', '-r', str(RESOLUTION), '-f', str(page), '-l', str(page), pdf], check=True,
                               capture_output=True).stdout
        words = drawn.split(maxsplit=4)
        self.width, self.height = int(words[1]), int(words[2])
        steps = LEVELS - 1
        rounded = bytes((level * steps + 127) // 255 * 255 // steps for level in range(256))
        self.pixels = bytearray(drawn[-3 * self.width * self.height:].translate(rounded))

    def tint(self, left, top, right, bottom):
        for y in range(max(0, top), min(bottom, self.height)):
            for x in range(max(0, left), min(right, self.width)):
                at = 3 * (y * self.width + x)
                for channel in range(3):
                    self.pixels[at + channel] = self.pixels[at + channel] * TINT[channel] // 256

    def cut(self, bottom):
        """The rows down to `bottom`, without blank ones at both ends."""
        row = 3 * self.width
        margin = 12

        def is_blank(y):
            return all(value == 255 for value in self.pixels[y * row:(y + 1) * row])
        inked = [y for y in range(min(bottom, self.height)) if not is_blank(y)]
        first, last = max(0, inked[0] - margin), min(self.height, inked[-1] + 1)
        last = min(self.height, last + margin) if last < bottom else last
        self.pixels = self.pixels[first * row:last * row]
        self.height = last - first

    def png(self):
        triples = list(zip(self.pixels[::3], self.pixels[1::3], self.pixels[2::3]))
        colours = sorted(set(triples))
        assert len(colours) <= 256
        numbers = {colour: number for number, colour in enumerate(colours)}
        flat = bytes(map(numbers.__getitem__, triples))
        rows = b''.join(b'\0' + flat[y * self.width:(y + 1) * self.width] for y in range(self.height))
        return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', self.width, self.height, 8, 3, 0, 0, 0)) +
                chunk(b'PLTE', bytes(part for colour in colours for part in colour)) +
                chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))


def run(program, *words, folder=None, status=(0,)):
    done = subprocess.run([program, '--lang', 'zh', '-q', *map(str, words)], cwd=folder, capture_output=True, text=True)
    if done.returncode not in status:
        sys.exit(f'{" ".join(map(str, words))}: {done.stderr}')


def begun(data):
    """The entries of an applicant who has reached the telephone number: texts, and numbers of pressed buttons, by the names
    of their fields."""
    kept = ('name_zh', 'birth', 'org_zh', 'org_en', 'post_title', 'speciality', 'address_zh', 'postcode')
    typed = {f'/{name}': data[name] for name in kept}
    return {**typed, '/gender': ('男', '女').index(data['gender']), **{f'/name_en/{part}': text for part, text in data['name_en'].items()}}


def fill_in(form, filled, typed):
    """Fills in a blank form with poppler, whose fields Linux viewers show."""
    document = Poppler.Document.new_from_file(form.as_uri(), None)
    seen = collections.Counter()
    # From the top down, and from left to right.
    places = sorted(document.get_page(0).get_form_field_mapping(), key=lambda place: (-place.area.y2, place.area.x1))
    for field in (place.field for place in places):
        name = field.get_name()
        value = typed.get(name)
        if isinstance(value, int):
            if seen[name] == value:
                field.button_set_state(True)
            seen[name] += 1
        elif value is not None:
            field.text_set_text(value)
    document.save(filled.as_uri())


def boxes_of(pdf, page):
    """The rectangles of a page's fields in pixels: left, top, right, bottom."""
    with pikepdf.open(pdf) as opened:
        height = float(opened.pages[page - 1].MediaBox[3])
        for widget in opened.pages[page - 1].get('/Annots', []):
            if widget.get('/Subtype') != '/Widget':
                continue
            left, low, right, high = (float(number) for number in widget.Rect)
            yield tuple(round(length * RESOLUTION / 72) for length in (left, height - high, right, height - low))


def draw_form(program, folder):
    data = json.loads((ROOT / f'samples/{KIND}/typical.json').read_text(encoding='utf-8'))
    blank, form = folder / 'blank.pdf', folder / 'form.pdf'
    run(program, 'render', KIND, '--fillable', '-o', blank)
    fill_in(blank, form, begun(data))
    picture = Picture(form, 1)
    for box in boxes_of(form, 1):
        picture.tint(*box)
    picture.cut(round(picture.height * 0.72))
    (PICTURES / 'fill-in-form.png').write_bytes(picture.png())


def returned(program, folder):
    """The returned forms: of four applicants as PDF and workbook, one twice with a difference, one damaged."""
    data = json.loads((ROOT / f'samples/{KIND}/typical.json').read_text(encoding='utf-8'))
    people = {
        '张示例': {}, '李某某': {'gender': '男', 'birth': '1979-11', 'org_zh': '示例科技有限公司', 'org_en': 'Shili Technology'},
        '王样例': {'birth': '1990-03', 'org_zh': '示范大学', 'org_en': 'Shifan University', 'post_title': '副教授'},
        '赵示范': {'gender': '男', 'birth': '1984-08', 'org_zh': '样例检测认证中心', 'org_en': 'Yangli Testing Centre'}}
    spoken = {'张示例': ('ZHANG', 'Shili'), '李某某': ('LI', 'Moumou'), '王样例': ('WANG', 'Yangli'), '赵示范': ('ZHAO', 'Shifan')}
    folder.mkdir()
    for number, (name, changes) in enumerate(people.items()):
        surname, given = spoken[name]
        own = {'name_zh': name, 'name_en': {'surname': surname, 'given': given}, 'email': f'{given.lower()}@example.com',
               'mobile': f'1380000000{number}'}
        source = folder.with_name('data.json')
        source.write_text(json.dumps({**data, **own, **changes}, ensure_ascii=False), encoding='utf-8')
        run(program, 'render', KIND, source, '--fillable', '-o', folder / f'{name}.{("pdf", "xlsx")[number % 2]}')
    changes = {**changes, 'post_title': '研究员'}
    source.write_text(json.dumps({**data, **own, **changes}, ensure_ascii=False), encoding='utf-8')
    run(program, 'render', KIND, source, '--fillable', '-o', folder / 'scan0017.pdf')
    (folder / '扫描件.pdf').write_bytes((folder / '张示例.pdf').read_bytes()[:20_000])


def draw_roster(program, folder):
    returned(program, folder / 'returned')
    # The table shows when files were saved: fixed days in March 2030, so that the picture is reproducible.
    for day, path in enumerate(sorted((folder / 'returned').iterdir())):
        moment = 1_900_000_000 + day * 86_400 + day * 3_571
        os.utime(path, (moment, moment))
    run(program, 'collect', KIND, 'returned', '-o', 'roster.pdf', folder=folder, status=(0, 1))
    picture = Picture(folder / 'roster.pdf', 1)
    picture.cut(round(picture.height * 0.9))  # without the page number
    (PICTURES / 'roster.png').write_bytes(picture.png())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix='gongwen-pictures-') as folder:
        draw_form(program, Path(folder))
        draw_roster(program, Path(folder))


if __name__ == '__main__':
    main()
