"""TrueType outlines: made from a source glyph, moved, measured.

Coordinates are font units.  Every outline that leaves this module is a simple
glyph without hints, so a prepared face holds no composites and a subset of it
needs no glyph closure.
"""

import struct
from typing import NamedTuple

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from fontTools.ttLib.tables import ttProgram


class Fit(NamedTuple):
    """How outlines are fitted, for faces of 1000 units to the em; the fitter's numbers.

    tolerance       largest distance from the source, hundredths of a unit
    line_tolerance  the same of long lines, which stay straight
    long_line       length of a long line
    grid            points lie on multiples of this
    moves_points    whether points within curves may move, which takes long
    """

    tolerance: int
    line_tolerance: int
    long_line: int
    grid: int
    moves_points: bool


# By what the manifest calls `outlines`.  Strokes of 宋体 and 黑体 have exact widths, so their
# lines and corners stay as they are.  仿宋 was traced, to about a unit; 楷体 imitates a brush.
# Even coordinates take a bit less each in a document.
FITS = {
    "exact": Fit(150, 100, 40, grid=1, moves_points=False),
    "even": Fit(200, 150, 80, grid=2, moves_points=False),
    "even, few": Fit(200, 150, 80, grid=2, moves_points=True),
}


class PackedGlyph:
    """A simple glyph as it is in a table, which fontTools writes as it is.

    It has what a table asks of its glyphs; callers that need the points unpack it.
    """

    # TrueType has no cubic curves, for whose mark newer versions of fontTools look here.
    flags = ()

    def __init__(self, record):
        self._record = record
        self.numberOfContours = 0
        if record:
            head = struct.unpack_from(">5h", record)
            self.numberOfContours, self.xMin, self.yMin, self.xMax, self.yMax = head

    def unpacked(self):
        """Returns it as a glyph of fontTools."""
        glyph = Glyph(self._record)
        glyph.expand(None)
        return glyph

    def compile(self, _table, _recalculate=True, **_more):
        """Returns the record; asked by the table when a font is written."""
        return self._record

    def expand(self, _table):
        """Does nothing: what a table asks of its glyphs is there."""

    def recalcBounds(self, _table, **_more):
        """Does nothing: the record says its bounds."""

    def isComposite(self):
        """Whether it is made of others, which it never is."""
        return False

    def getMaxpValues(self):
        """Returns the numbers of points and of contours."""
        last = struct.unpack_from(">H", self._record, 8 + 2 * self.numberOfContours)[0]
        return last + 1, self.numberOfContours


def _unpacked(glyph):
    return glyph.unpacked() if isinstance(glyph, PackedGlyph) else glyph


def from_glyf(glyf, name):
    """Copies a glyph of a `glyf` table, composites resolved, hints dropped."""
    coordinates, ends, flags = glyf[name].getCoordinates(glyf)
    return _simple_glyph(GlyphCoordinates(coordinates), list(ends), bytearray(flags))


def shifted(glyph, dx, dy=0):
    """Returns a copy of a simple glyph, moved by (dx, dy)."""
    if glyph.numberOfContours == 0:
        return Glyph()
    glyph = _unpacked(glyph)
    coordinates = GlyphCoordinates(glyph.coordinates)
    coordinates.translate((dx, dy))
    return _simple_glyph(coordinates, list(glyph.endPtsOfContours), bytearray(glyph.flags))


def stretched(glyph, cut, length):
    """Returns a copy with everything right of x = `cut` moved by `length`."""
    glyph = _unpacked(glyph)
    points = [(x + length if x > cut else x, y) for x, y in glyph.coordinates]
    return _simple_glyph(
        GlyphCoordinates(points), list(glyph.endPtsOfContours), bytearray(glyph.flags)
    )


def ink_box(glyph):
    """Returns (x_min, y_min, x_max, y_max) of the ink, rounded, None for a blank."""
    pen = BoundsPen(None)
    _unpacked(glyph).draw(pen, None)
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
