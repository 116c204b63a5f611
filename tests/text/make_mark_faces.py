#!/usr/bin/env python3
"""Writes tests/text/faces/marks-*.ttf: faces of boxes that say in different ways how narrow their marks may be set.

Usage: tests/text/make_mark_faces.py   (needs fontTools; the files are in the repository)

Their ink would allow a cut of 440 units. `halt` cuts 500, `chws` 450 in pairs, `palt` 480, of which 60 at the other
side; `bare` has no feature. So a test sees whom the engine asked.
"""
import pathlib

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

CREATED = 3155760000  # a fixed day: the same file each time
CLOSING = {'comma': 0xFF0C, 'stop': 0x3002, 'close': 0xFF09}
OPENING = {'open': 0xFF08}
SYSTEMS = 'languagesystem DFLT dflt; languagesystem hani dflt;\n'
FEATURES = {
    'bare': '',
    'halt': """feature halt { pos [comma stop close] <0 0 -500 0>; pos open <-500 0 -500 0>; } halt;""",
    'chws': """feature chws {
                 pos [comma stop close] <0 0 -450 0> [comma stop close open] <0 0 0 0>;
                 pos open <0 0 0 0> open <-450 0 -450 0>;
               } chws;""",
    'palt': """feature palt { pos [comma stop close] <-60 0 -480 0>; pos open <-420 0 -480 0>; } palt;""",
}


def box(*rectangle):
    pen = TTGlyphPen(None)
    if rectangle:
        left, bottom, right, top = rectangle
        pen.moveTo((left, bottom))
        for corner in ((left, top), (right, top), (right, bottom)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def write(name, features):
    glyphs = {'.notdef': box(100, 0, 900, 800), 'space': box(), 'one': box(100, 350, 900, 450)}
    glyphs |= {mark: box(100, 0, 560, 300) for mark in CLOSING} | {mark: box(440, 0, 900, 800) for mark in OPENING}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    marks = CLOSING | OPENING
    builder.setupCharacterMap({0x20: 'space', 0x4E00: 'one'} | {code: mark for mark, code in marks.items()})
    builder.setupGlyf(glyphs)
    table = builder.font['glyf']
    builder.setupHorizontalMetrics({g: (1000, getattr(table[g], 'xMin', 0)) for g in glyphs})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    family = f'Gongwen Marks {name}'
    builder.setupNameTable({'familyName': family, 'styleName': 'Regular', 'fullName': family,
                            'psName': f'GongwenMarks-{name}'})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    if features:
        addOpenTypeFeaturesFromString(builder.font, SYSTEMS + features)
    builder.font['head'].created = builder.font['head'].modified = CREATED
    builder.font.recalcTimestamp = False
    builder.save(pathlib.Path(__file__).with_name('faces') / f'marks-{name}.ttf')


for face_name, face_features in FEATURES.items():
    write(face_name, face_features)
