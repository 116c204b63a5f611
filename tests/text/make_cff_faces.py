#!/usr/bin/env python3
"""Writes tests/text/faces_cff/*.otf: faces with cubic outlines, and some that may not or cannot be embedded.

Usage: tests/text/make_cff_faces.py   (needs fontTools; the files are in the repository)

`named` has named glyphs and no licence bits; `numbered` is a CIDFont whose numbers
are not the places of its glyphs. `forbidden` and `whole` have licence bits, `variable` has CFF2 outlines, `bitmaps`
none at all.
"""
import pathlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools import cffLib

CREATED = 3155760000  # a fixed day: the same file each time
CHARACTERS = {0x20: 'space', 0x41: 'A', 0x42: 'B', 0x4E00: 'uni4E00', 0x4E8C: 'uni4E8C', 0x56FD: 'uni56FD'}
ALPHA = 0x0391  # looks like A, and shares its glyph
BITS = {'named': 0, 'numbered': 0, 'forbidden': 0x0002, 'whole': 0x0108, 'variable': 0, 'bitmaps': 0}
CIDS = {name: f'cid{1000 + 7 * i:05}' for i, name in enumerate(CHARACTERS.values())}


def outline(number, width):
    """A blob of four curves, wider with each number."""
    pen = T2CharStringPen(width, None)
    if number:
        right = 200 + 100 * number
        pen.moveTo((100, 300))
        pen.curveTo((100, 500), (150, 600), (150 + right // 2, 600))
        pen.curveTo((right, 600), (right, 500), (right, 300))
        pen.curveTo((right, 100), (right, 0), (150 + right // 2, 0))
        pen.curveTo((150, 0), (100, 100), (100, 300))
        pen.closePath()
    return pen.getCharString()


def number_glyphs(font):
    """Turns the named font into a CIDFont."""
    top = font['CFF '].cff.topDictIndex[0]
    private = top.Private
    top.ROS = ('Adobe', 'Identity', 0)
    top.CIDCount = 2000
    font_dict = cffLib.FontDict()
    font_dict.Private = private
    font_dict.FontName = 'Part'
    top.FDArray = cffLib.FDArrayIndex()
    top.FDArray.append(font_dict)
    top.FDSelect = cffLib.FDSelect()
    top.FDSelect.gidArray = [0] * len(top.charset)
    top.FDSelect.format = 3
    for name in ('Private', 'Encoding'):
        if name in top.rawDict:
            del top.rawDict[name]
        if hasattr(top, name):
            delattr(top, name)


def write(name):
    names = CIDS if name == 'numbered' else {glyph: glyph for glyph in CHARACTERS.values()}
    order = ['.notdef', *names.values()]
    widths = {glyph: 500 + 100 * i for i, glyph in enumerate(order)}
    glyphs = {glyph: outline(i - 1 if i > 1 else 0, widths[glyph]) for i, glyph in enumerate(order)}
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({code: names[glyph] for code, glyph in CHARACTERS.items()} | {ALPHA: names['A']})
    full = f'Gongwen Cff {name}'
    if name == 'variable':
        builder.setupCFF2(glyphs)
    elif name != 'bitmaps':
        builder.setupCFF(f'GongwenCff-{name}', {'FullName': full}, glyphs, {})
    builder.setupHorizontalMetrics({glyph: (width, 100) for glyph, width in widths.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({'familyName': full, 'styleName': 'Regular', 'fullName': full,
                            'psName': f'GongwenCff-{name}'})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120, fsType=BITS[name])
    builder.setupPost()
    if name == 'numbered':
        number_glyphs(builder.font)
    builder.font['head'].created = builder.font['head'].modified = CREATED
    builder.font.recalcTimestamp = False
    builder.font.save(pathlib.Path(__file__).parent / f'faces_cff/{name}.otf')


if __name__ == '__main__':
    for name in BITS:
        write(name)
