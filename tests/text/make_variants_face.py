#!/usr/bin/env python3
"""Writes tests/text/faces/variants.ttf: a face of boxes that has two forms of 葛, the second for U+E0101.

Usage: tests/text/make_variants_face.py   (needs fontTools; the file is in the repository)
"""
import pathlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

CREATED = 3155760000  # a fixed day: the same file each time


def boxes(*rectangles):
    pen = TTGlyphPen(None)
    for left, bottom, right, top in rectangles:
        pen.moveTo((left, bottom))
        for corner in ((left, top), (right, top), (right, bottom)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


GLYPHS = {
    '.notdef': boxes((100, 0, 900, 800)),
    'space': boxes(),
    'one': boxes((100, 350, 900, 450)),
    'ge': boxes((100, 0, 900, 300)),
    'ge.variant': boxes((100, 0, 900, 300), (100, 500, 900, 800)),
}

builder = FontBuilder(1000, isTTF=True)
builder.setupGlyphOrder(list(GLYPHS))
builder.setupCharacterMap({0x20: 'space', 0x4E00: 'one', 0x845B: 'ge'},
                          uvs=[(0x845B, 0xE0100, None), (0x845B, 0xE0101, 'ge.variant')])
builder.setupGlyf(GLYPHS)
builder.setupHorizontalMetrics({name: (1000, 100) for name in GLYPHS})
builder.setupHorizontalHeader(ascent=880, descent=-120)
builder.setupNameTable({'familyName': 'Gongwen Variants', 'styleName': 'Regular', 'fullName': 'Gongwen Variants',
                        'psName': 'GongwenVariants'})
builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
builder.setupPost()
builder.font['head'].created = builder.font['head'].modified = CREATED
builder.font.recalcTimestamp = False
builder.save(pathlib.Path(__file__).with_name('faces') / 'variants.ttf')
