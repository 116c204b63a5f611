"""TrueType outlines: made from a source glyph, moved, measured.

Coordinates are font units.  Every outline that leaves this module is a simple
glyph without hints, so a prepared face holds no composites and a subset of it
needs no glyph closure.
"""

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from fontTools.ttLib.tables import ttProgram

from .fit import draw_fitted

# Largest distance between a cubic curve and its quadratic stand-in, in em.
# At 1200 dpi and 16 pt (三号) this is a quarter of a device pixel.
MAX_ERROR_EM = 0.001


def from_cubic(charstring, units_per_em):
    """Converts a CFF charstring; PostScript's winding is turned to TrueType's."""
    pen = TTGlyphPen(None)
    tolerance = MAX_ERROR_EM * units_per_em
    draw_fitted(charstring.draw, ReverseContourPen(pen), tolerance)
    return pen.glyph()


def from_glyf(glyf, name):
    """Copies a glyph of a `glyf` table, composites resolved, hints dropped."""
    coordinates, ends, flags = glyf[name].getCoordinates(glyf)
    return _simple_glyph(GlyphCoordinates(coordinates), list(ends), bytearray(flags))


def shifted(glyph, dx, dy=0):
    """Returns a copy of a simple glyph, moved by (dx, dy)."""
    if glyph.numberOfContours == 0:
        return Glyph()
    coordinates = GlyphCoordinates(glyph.coordinates)
    coordinates.translate((dx, dy))
    return _simple_glyph(coordinates, list(glyph.endPtsOfContours), bytearray(glyph.flags))


def stretched(glyph, cut, length):
    """Returns a copy with everything right of x = `cut` moved by `length`."""
    points = [(x + length if x > cut else x, y) for x, y in glyph.coordinates]
    return _simple_glyph(
        GlyphCoordinates(points), list(glyph.endPtsOfContours), bytearray(glyph.flags)
    )


def ink_box(glyph):
    """Returns (x_min, y_min, x_max, y_max) of the ink, rounded, None for a blank."""
    pen = BoundsPen(None)
    glyph.draw(pen, None)
    return tuple(map(round, pen.bounds)) if pen.bounds else None


def polygons(contours):
    """Builds a glyph of straight-sided contours; each is a list of (x, y)."""
    pen = TTGlyphPen(None)
    for contour in contours:
        pen.moveTo(contour[0])
        for point in contour[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def _simple_glyph(coordinates, ends, flags):
    glyph = Glyph()
    if not ends:
        return glyph
    coordinates.toInt()
    glyph.numberOfContours = len(ends)
    glyph.coordinates = coordinates
    glyph.endPtsOfContours = ends
    # Only the on-curve bit means something outside the compiled table.
    glyph.flags = bytearray(flag & 1 for flag in flags)
    glyph.program = ttProgram.Program()
    glyph.program.fromBytecode(b"")
    return glyph
