"""Fitted outlines stay within the tolerance of their source; a bad source is refused."""

import math
import os
import struct
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fontTools.fontBuilder import FontBuilder  # noqa: E402
from fontTools.pens.basePen import decomposeQuadraticSegment  # noqa: E402
from fontTools.pens.recordingPen import RecordingPen  # noqa: E402
from fontTools.pens.t2CharStringPen import T2CharStringPen  # noqa: E402
from fontTools.ttLib.tables._g_l_y_f import Glyph  # noqa: E402
from prepare import fitter  # noqa: E402
from prepare.fitter import Fitter, FitterError  # noqa: E402
from prepare.for_tests import MANIFEST, glyph_for, opened, opened_source  # noqa: E402
from prepare.outlines import FITS, Fit  # noqa: E402

EXACT, EVEN = FITS["exact"], FITS["even, few"]
# Polygons of curves of 16 and of 4 parts are compared.
SLACK = 0.3


def polyline(recording, steps):
    """Flattens a recorded outline into line segments."""
    pieces, first, here = [], None, None
    for operator, points in recording:
        if operator == "moveTo":
            first = here = points[0]
        elif operator == "closePath":
            pieces.append((here, first))
        else:
            if points[-1] is None:  # without a point on the curve: it starts between the last and the first
                first = here = tuple((p + q) / 2 for p, q in zip(points[-2], points[0]))
                points = (*points[:-1], here)
            for curve in curves_of(operator, points):
                stops = [bezier((here, *curve), i / steps) for i in range(1, steps + 1)]
                pieces.extend(zip([here, *stops], stops))
                here = curve[-1]
    return pieces


def curves_of(operator, points):
    """Returns the single curves of a pen call."""
    return decomposeQuadraticSegment(points) if operator == "qCurveTo" else [points]


def bezier(points, t):
    """Evaluates a curve of any degree."""
    while len(points) > 1:
        points = [
            (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t)
            for p, q in zip(points, points[1:])
        ]
    return points[0]


def distance(point, piece):
    """Distance of a point from a line segment."""
    (x0, y0), (x1, y1) = piece
    dx, dy = x1 - x0, y1 - y0
    along = (point[0] - x0) * dx + (point[1] - y0) * dy
    t = max(0, min(1, along / ((dx * dx + dy * dy) or 1)))
    return math.dist(point, (x0 + t * dx, y0 + t * dy))


def recorded(draw):
    pen = RecordingPen()
    draw(pen)
    return pen.value


def cubic_font(draw):
    """Returns a font of PostScript outlines whose glyph 1 is what `draw(pen)` draws."""
    pen = T2CharStringPen(1000, None)
    draw(pen)
    charstring = pen.getCharString()
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "drawn"])
    empty = T2CharStringPen(1000, None).getCharString()
    builder.setupCFF("Test", {}, {".notdef": empty, "drawn": charstring}, {})
    return builder.font


def table_of(font):
    return font["CFF "].compile(font)


def head_of(fit, *sizes):
    return " ".join(str(int(number)) for number in (*fit, *sizes))


def fitted(draw, fit):
    """Returns glyph 1 of such a font as fitted."""
    table = table_of(cubic_font(draw))
    with Fitter(f"cff {head_of(fit, len(table))}", table) as fitter:
        return unpacked(fitter.records([1])[0])


def unpacked(record):
    glyph = Glyph(record)
    glyph.expand(None)
    return glyph


def polygon(*points):
    """Returns a function that draws lines."""

    def draw(pen):
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()

    return draw


class FitTest(unittest.TestCase):
    def test_straight_curves_become_one_line(self):
        def draw(pen):
            pen.moveTo((0, 0))
            pen.curveTo((10, 0), (20, 0), (30, 0))
            pen.curveTo((40, 1), (50, 0), (60, 0))
            pen.lineTo((60, 90))
            pen.closePath()

        points = set(fitted(draw, EXACT).coordinates)
        self.assertEqual({(0, 0), (60, 0), (60, 90)}, points)

    def test_a_circle_takes_two_controls_for_a_quarter(self):
        kappa = 221

        def draw(pen):
            pen.moveTo((400, 0))
            pen.curveTo((400, kappa), (kappa, 400), (0, 400))
            pen.curveTo((-kappa, 400), (-400, kappa), (-400, 0))
            pen.curveTo((-400, -kappa), (-kappa, -400), (0, -400))
            pen.curveTo((kappa, -400), (400, -kappa), (400, 0))
            pen.closePath()

        glyph = fitted(draw, EVEN)
        self.assertLessEqual(len(glyph.coordinates), 12)
        for x, y in zip(*[iter(p for line in polyline(recorded(lambda pen: glyph.draw(pen, None)), 9) for p in line[0])] * 2):
            self.assertAlmostEqual(400, math.hypot(x, y), delta=2.3)

    def test_corners_and_lines_are_kept_exactly(self):
        corners = [(1, 3), (1, 101), (99, 101), (99, 3)]
        glyph = fitted(polygon(*corners), EXACT)
        self.assertEqual(set(corners), set(glyph.coordinates))
        self.assertTrue(all(glyph.flags))

    def test_strokes_on_even_coordinates_change_by_one_unit_at_most(self):
        for bottom in range(4):
            for thickness in range(20, 31):
                box = polygon((0, bottom), (500, bottom), (500, bottom + thickness), (0, bottom + thickness))
                glyph = fitted(box, EVEN)
                self.assertLessEqual(abs(glyph.yMax - glyph.yMin - thickness), 1)
                self.assertTrue(all(x % 2 == 0 and y % 2 == 0 for x, y in glyph.coordinates))

    def test_long_lines_are_not_bent(self):
        def draw(pen):
            pen.moveTo((0, 0))
            pen.lineTo((0, 300))
            pen.curveTo((0, 301), (1, 302), (2, 303))
            pen.closePath()

        points = list(fitted(draw, EXACT).coordinates)
        self.assertIn((0, 0), points)
        self.assertIn((0, 300), points)

    def test_prepared_outlines_follow_their_source(self):
        for face_id, characters in (("fang-regular", "印发永"), ("song-bold", "龄，@"), ("kai-regular", "楷式乙")):
            source, face = opened_source(face_id), opened(face_id)
            glyphs = source.getGlyphSet()
            largest = FITS[MANIFEST.face(face_id)["outlines"]].tolerance / 100
            for character in characters:
                name = source.getBestCmap()[ord(character)]
                outline = glyph_for(face, character)
                self.assert_close(
                    recorded(glyphs[name].draw),
                    recorded(lambda pen: outline.draw(pen, None)),
                    largest + SLACK,
                    f"{face_id} {character}",
                )

    def assert_close(self, ours, theirs, largest, label):
        for one, other in ((ours, theirs), (theirs, ours)):
            pieces = polyline(other, 16)
            for point, _ in polyline(one, 4):
                nearest = min(distance(point, piece) for piece in pieces)
                self.assertLessEqual(nearest, largest, label)


class ProgramTest(unittest.TestCase):
    def test_another_compiler_or_flag_makes_another_program(self):
        paths = {fitter.program()}
        # Nothing is compiled: the names alone differ.
        with mock.patch.object(fitter, "_compile"), mock.patch.object(fitter, "_FLAGS", ("-O1",)):
            paths.add(fitter.program())
            with mock.patch.dict(os.environ, {"CXX": "other --word"}):
                paths.add(fitter.program())
        self.assertEqual(3, len(paths))

    def test_it_can_be_closed_twice(self):
        table = table_of(cubic_font(polygon((0, 0), (0, 9), (9, 9))))
        with Fitter(f"cff {head_of(EXACT, len(table))}", table) as one:
            one.close()


class HostileInputTest(unittest.TestCase):
    def assert_refused(self, words, head, *tables, glyphs=(0, 1)):
        with self.assertRaisesRegex(FitterError, words):
            with Fitter(head, *tables) as fitter:
                fitter.records(glyphs)

    def assert_cff_refused(self, words, table, glyphs=(0, 1)):
        self.assert_refused(words, f"cff {head_of(EXACT, len(table))}", table, glyphs=glyphs)

    def test_heads(self):
        self.assert_refused("first line", "")
        self.assert_refused("how to fit", f"cff {head_of(Fit(1, 100, 40, 1, False), 0)}")
        self.assert_refused("how to fit", f"cff {head_of(Fit(100, 100, 40, 0, False), 0)}")
        self.assert_refused("more bytes than a font", f"cff {head_of(EXACT, 1 << 40)}")

    def test_a_table_that_is_cut_off(self):
        table = table_of(cubic_font(polygon((0, 0), (0, 9), (9, 9))))
        for size in range(0, len(table), 3):
            self.assert_cff_refused("cut off|index|dictionary|charstrings|offset", table[:size])

    def test_bytes_that_are_changed_do_no_harm(self):
        table = table_of(cubic_font(polygon((0, 0), (0, 900), (900, 900), (700, 20))))
        for place in range(4, len(table)):
            changed = bytearray(table)
            changed[place] ^= 0xFF
            try:
                with Fitter(f"cff {head_of(EVEN, len(changed))}", bytes(changed)) as fitter:
                    fitter.records([0, 1])
            except FitterError as error:
                self.assertRegex(str(error), "^fitter: ")

    def test_a_glyph_of_two_others(self):
        font = cubic_font(polygon((0, 0), (0, 9), (9, 9)))
        charstrings = font["CFF "].cff.topDictIndex[0].CharStrings
        charstrings["drawn"].setProgram([0, 0, 65, 66, "endchar"])
        self.assert_cff_refused("glyph 1 is made of two other glyphs", table_of(font))

    def test_a_glyph_that_is_not_there(self):
        table = table_of(cubic_font(polygon((0, 0), (0, 9), (9, 9))))
        self.assert_cff_refused("glyph 7 asks for an element", table, glyphs=[7])

    def test_huge_coordinates(self):
        table = table_of(cubic_font(polygon((0, 0), (0, 30000), (30000, 30000))))
        self.assert_cff_refused("glyph 1 reaches farther than", table)

    def test_degenerate_curves(self):
        def draw(pen):
            pen.moveTo((5, 5))
            pen.curveTo((5, 5), (5, 5), (5, 5))
            pen.curveTo((5, 5), (900, 5), (900, 5))
            pen.curveTo((-900, 5), (2000, 6), (5, 900))
            pen.lineTo((5, 900))
            pen.closePath()

        for fit in (EXACT, EVEN):
            self.assertGreater(fitted(draw, fit).numberOfContours, 0)

    def test_contours_without_extent_are_left_out(self):
        self.assertEqual(0, fitted(polygon((7, 7), (7, 7), (7, 7)), EVEN).numberOfContours)

    def test_a_composite_of_itself(self):
        part = struct.pack(">5h", -1, 0, 0, 0, 0) + struct.pack(">HHbb", 0x02, 0, 0, 0)
        loca = struct.pack(">2I", 0, len(part))
        head = f"glyf {head_of(EVEN, len(part), len(loca), 1)}"
        self.assert_refused("glyph 0 is made of parts too deeply", head, part, loca, glyphs=[0])


if __name__ == "__main__":
    unittest.main()
