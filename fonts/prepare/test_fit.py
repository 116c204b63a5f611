"""Refitted outlines stay within the tolerance of their source."""

import math
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fontTools.pens.basePen import decomposeQuadraticSegment  # noqa: E402
from fontTools.pens.recordingPen import RecordingPen  # noqa: E402
from prepare import fit  # noqa: E402
from prepare.for_tests import glyph_for, opened, opened_source  # noqa: E402

# The tolerance of one unit, and the rounding of neighbouring control points.
LARGEST_DISTANCE = 1.5


def polyline(recording, steps):
    """Flattens a recorded outline into line segments."""
    pieces, first, here = [], None, None
    for operator, points in recording:
        if operator == "moveTo":
            first = here = points[0]
        elif operator == "closePath":
            pieces.append((here, first))
        else:
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


class FitTest(unittest.TestCase):
    def test_straight_curves_become_one_line(self):
        curves = [
            ((0, 0), ((10, 0), (20, 0)), (30, 0)),
            ((30, 0), ((40, 1), (50, 0)), (60, 0)),
        ]
        back = [((60, 0), (), (60, 90)), ((60, 90), (), (0, 0))]
        fitted = fit.fit_contour(curves + back, 1)
        self.assertIn(((0, 0), (), (60, 0)), fitted)
        self.assertEqual(3, len(fitted))

    def test_corners_are_kept(self):
        square = [(0, 0), (0, 100), (100, 100), (100, 0)]
        sides = [(p, (), q) for p, q in zip(square, square[1:] + square[:1])]
        self.assertCountEqual(sides, fit.fit_contour(sides, 1))

    def test_long_lines_are_not_bent(self):
        stem = ((0, 0), (), (0, 300))
        curl = ((0, 300), ((0, 301), (1, 302)), (2, 303))
        rest = ((2, 303), (), (0, 0))
        self.assertIn(stem, fit.fit_contour([stem, curl, rest], 1))

    def test_prepared_outlines_follow_their_source(self):
        for face_id, characters in (("fang-regular", "印发永"), ("song-bold", "龄，@")):
            source, face = opened_source(face_id), opened(face_id)
            glyphs = source.getGlyphSet()
            for character in characters:
                name = source.getBestCmap()[ord(character)]
                outline = glyph_for(face, character)
                self.assert_close(
                    recorded(glyphs[name].draw),
                    recorded(lambda pen: outline.draw(pen, None)),
                    f"{face_id} {character}",
                )

    def assert_close(self, ours, theirs, label):
        for one, other in ((ours, theirs), (theirs, ours)):
            pieces = polyline(other, 16)
            for point, _ in polyline(one, 4):
                nearest = min(distance(point, piece) for piece in pieces)
                self.assertLessEqual(nearest, LARGEST_DISTANCE, label)


if __name__ == "__main__":
    unittest.main()
