"""Repairs of known errors in the sources, each one small and named.

The names are those of `steps` in the manifest; every function takes the draft,
changes it and notes what it changed.
"""

from fontTools.ttLib.tables._g_l_y_f import Glyph

from . import charsets, outlines

# Widths in em of blanks that a template may name, where the source lacks them.
# Unicode Standard, table 6-2 (spaces); U+2009 is a fifth of an em.
_BLANKS = {0x2002: 0.5, 0x2003: 1.0, 0x2009: 0.2, 0x3000: 1.0}

# Where a mark of Latin width is in its em once it is full-width: share of
# the added width that goes to its left.
_FULL_WIDTH = {"‘": 1, "“": 1, "’": 0, "”": 0, "×": 0.5, "÷": 0.5, "±": 0.5}


def yuan_sign(draft):
    """Redraws U+FFE5 from U+00A5, centred: Fandol draws a dollar there."""
    source = draft.glyph_of("¥")
    em = draft.units_per_em
    x_min, _, x_max, _ = outlines.ink_box(source.outline)
    dx = round((em - x_min - x_max) / 2)
    name = "yuan.full"
    draft.add(name, outlines.shifted(source.outline, dx), em)
    _remap(draft, 0xFFE5, name)
    draft.note("yuan-sign", "U+FFE5 ￥ redrawn from U+00A5, centred in 1 em")


def han_advance(draft):
    """Gives every Han 1 em, the outline kept centred in its advance."""
    em = draft.units_per_em
    for code_point, name in sorted(draft.cmap.items()):
        glyph = draft.glyphs[name]
        if charsets.is_han(code_point) and glyph.advance != em:
            was = glyph.advance
            glyph.outline = outlines.shifted(glyph.outline, (em - was) // 2)
            glyph.advance = em
            draft.note("han-advance", f"{chr(code_point)} was {was} wide")


def full_width_marks(draft):
    """Sets quotation marks and × ÷ ± in a full em, as Chinese faces have them.

    Quotation marks: GB/T 15834-2011 5.1.3.  The outlines stay as they are.
    """
    em = draft.units_per_em
    for mark, share in _FULL_WIDTH.items():
        glyph = draft.glyph_of(mark)
        was = glyph.advance
        name = f"{draft.cmap[ord(mark)]}.full"
        dx = round((em - was) * share)
        draft.add(name, outlines.shifted(glyph.outline, dx), em)
        _remap(draft, ord(mark), name)
        draft.note("full-width-marks", f"{mark} was {was} wide")


def dash_ligature(draft):
    """Makes —— one glyph of 2 em: two abutting glyphs show a seam on screens.

    It is that of U+2E3A; a face without one gets the dash, stretched.
    """
    dash = draft.cmap[0x2014]
    if 0x2E3A not in draft.cmap:
        em = draft.units_per_em
        outline = outlines.stretched(draft.glyphs[dash].outline, em // 2, em)
        draft.add(f"{dash}.two", outline, 2 * em)
        draft.cmap[0x2E3A] = f"{dash}.two"
    draft.required[dash, dash] = draft.cmap[0x2E3A]
    draft.note("dash-ligature", "—— is the glyph of U+2E3A")


def interpunct_height(draft):
    """Raises U+00B7 to the middle of Han, taken from 一 (GB/T 15834-2011 5.1.7)."""
    name = draft.cmap[0xB7]
    dot = outlines.ink_box(draft.glyphs[name].outline)
    one = outlines.ink_box(draft.glyph_of("一").outline)
    dy = round((one[1] + one[3] - dot[1] - dot[3]) / 2)
    glyph = draft.glyphs[name]
    glyph.outline = outlines.shifted(glyph.outline, 0, dy)
    draft.note("interpunct-height", f"U+00B7 raised by {dy}")


def blanks(draft):
    """Adds the blanks of usual width that the source lacks."""
    if 0xA0 not in draft.cmap and 0x20 in draft.cmap:
        draft.cmap[0xA0] = draft.cmap[0x20]
        draft.note("blanks", "U+00A0 mapped to the space")
    for code_point, width in _BLANKS.items():
        if code_point not in draft.cmap:
            name = f"blank.{code_point:04X}"
            draft.add(name, Glyph(), round(width * draft.units_per_em))
            draft.cmap[code_point] = name
            draft.note("blanks", f"U+{code_point:04X} added, {width} em")


def _remap(draft, code_point, name):
    """Points a code point at another glyph and drops the old one if unused."""
    old = draft.cmap[code_point]
    draft.cmap[code_point] = name
    if old not in draft.cmap.values():
        del draft.glyphs[old]
