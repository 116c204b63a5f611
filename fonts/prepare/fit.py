"""Draws a cubic outline with few quadratic curves.

Converted curve by curve an outline takes more points than it needs; FandolFang,
which was traced, twice as many (81 curves and 28 lines make 的), and 仿宋 is what
documents are set in.  Here a run of source segments becomes one line or one
quadratic wherever that stays within the tolerance of all of them; a curve that
no single quadratic fits is left to cu2qu.

A segment is (start, controls, end), points are (x, y) in font units.  A line has
no controls, a source curve the two of a cubic, a fitted curve those of a TrueType
spline: one or more, with implied points half-way between them.
"""

import math

from fontTools.cu2qu import curve_to_quadratic
from fontTools.pens.recordingPen import RecordingPen

# A control point rounded to whole units moves its curve by half of √½ at most.
_ROUNDING = 0.35
# Longest run tried. Longer ones are rare and cost time.
_LONGEST_RUN = 6
# Cosine of the sharpest turn that a run may pass, about 37 degrees.
_SMOOTH_TURN = 0.8
# Longer lines stay straight, in font units of 1000 to the em.
_LONGEST_BENT_LINE = 40
# Where a source curve is compared with what replaces it.
_PROBES = (0.25, 0.5, 0.75)


def draw_fitted(draw, pen, tolerance):
    """Draws with `draw(pen)`'s outline, refitted, into a quadratic pen.

    tolerance  largest distance of the result from the source, font units.
               Start and end points of what remains are points of the source.
    """
    recording = RecordingPen()
    draw(recording)
    for contour in _contours(recording.value):
        _emit(fit_contour(contour, tolerance), pen)


def fit_contour(segments, tolerance):
    """Returns a closed contour of lines and splines for one of cubics.

    It begins at the sharpest corner, so that no run need pass its first point.
    """
    turns = [_turn(segments[i - 1], segments[i]) for i in range(len(segments))]
    corner = turns.index(min(turns))
    segments = segments[corner:] + segments[:corner]
    turns = turns[corner:] + turns[:corner]
    fitted = []
    start = 0
    while start < len(segments):
        limit = _end_of_smooth_run(turns, start)
        piece, start = _longest_fit(segments, start, limit, tolerance)
        fitted.append(piece)
    return fitted


def _turn(before, after):
    """Returns the cosine of the turn from one segment to the next."""
    ux, uy = _difference(before[2], (before[1] or (before[0],))[-1])
    vx, vy = _difference((after[1] or (after[2],))[0], after[0])
    return (ux * vx + uy * vy) / (math.hypot(ux, uy) * math.hypot(vx, vy) or 1)


def _end_of_smooth_run(turns, start):
    """Returns the index after the last segment that a run from `start` may take."""
    limit = start + 1
    last = min(len(turns), start + _LONGEST_RUN)
    while limit < last and turns[limit] >= _SMOOTH_TURN:
        limit += 1
    return limit


def _longest_fit(segments, start, limit, tolerance):
    """Returns (piece, index after it) for the longest run that one piece fits."""
    first = segments[start]
    piece, end = None, start + 1
    points = []
    for stop in range(start + 1, limit + 1):
        last = segments[stop - 1]
        points.extend(_probe_points(last))
        longer = _one_piece(first, last, points, tolerance)
        if longer:
            piece, end = longer, stop
        elif stop > start + 1:
            break
        points.append(last[2])
    return piece or _spline(first, tolerance), end


def _one_piece(first, last, points, tolerance):
    """Returns the line or quadratic that passes within tolerance of all points."""
    if first is last and not first[1]:
        return first
    start, end = first[0], last[2]
    if _on_line(start, end, points, tolerance):
        return start, (), end
    if _is_stem(first) or _is_stem(last):
        return None
    control = _tangent_crossing(first, last)
    if control and _on_parabola(start, control, end, points, tolerance):
        return start, (control,), end
    return None


def _is_stem(segment):
    """Whether a segment is so long a line that it should not be bent at all."""
    start, controls, end = segment
    return not controls and math.dist(start, end) > _LONGEST_BENT_LINE


def _on_line(start, end, points, tolerance):
    """Whether points lie along the line, none beyond its ends."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    for x, y in points:
        x, y = x - start[0], y - start[1]
        if abs(x * dy - y * dx) > tolerance * length:
            return False
        if not 0 <= x * dx + y * dy <= length * length:
            return False
    return length > 0


def _tangent_crossing(first, last):
    """Returns the control point that keeps both end tangents, rounded to units.

    None if the tangents turn by a right angle or more, or do not meet between.
    """
    (x0, y0), (x1, y1) = first[0], last[2]
    ux, uy = _difference((first[1] or (first[2],))[0], first[0])
    vx, vy = _difference(last[2], (last[1] or (last[0],))[-1])
    cross = ux * vy - uy * vx
    if cross == 0 or ux * vx + uy * vy <= 0:
        return None
    along_first = ((x1 - x0) * vy - (y1 - y0) * vx) / cross
    along_last = (ux * (y1 - y0) - uy * (x1 - x0)) / cross
    if along_first <= 0 or along_last <= 0:
        return None
    return round(x0 + along_first * ux), round(y0 + along_first * uy)


def _on_parabola(start, control, end, points, tolerance):
    """Whether points lie within tolerance of a quadratic curve.

    With e = control - start and f = end - control, the point start + a e + b f
    is on the curve where F = (a + b)² - 4 b is 0; F / |grad F| is its distance
    to first order.
    """
    ex, ey = _difference(control, start)
    fx, fy = _difference(end, control)
    area = ex * fy - ey * fx
    if area == 0:
        return False
    for x, y in points:
        x, y = x - start[0], y - start[1]
        a = (x * fy - y * fx) / area
        b = (y * ex - x * ey) / area
        if a < 0 or b < 0 or a + b > 2:
            return False
        by_a, by_b = 2 * (a + b), 2 * (a + b) - 4
        slope = math.hypot(by_a * fy - by_b * ey, by_b * ex - by_a * fx)
        if abs((a + b) ** 2 - 4 * b) * abs(area) > tolerance * slope:
            return False
    return True


def _spline(segment, tolerance):
    """Returns one source segment as a line or, by cu2qu, a spline."""
    start, controls, end = segment
    if not controls:
        return segment
    points = curve_to_quadratic([start, *controls, end], tolerance - _ROUNDING)
    return start, tuple((round(x), round(y)) for x, y in points[1:-1]), end


def _probe_points(segment):
    start, controls, end = segment
    if not controls:
        controls = start, end  # A straight cubic, unevenly run through.
    return [_cubic_point(start, *controls, end, t) for t in _PROBES]


def _cubic_point(p0, p1, p2, p3, t):
    u = 1 - t
    a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
    return (
        a * p0[0] + b * p1[0] + c * p2[0] + d * p3[0],
        a * p0[1] + b * p1[1] + c * p2[1] + d * p3[1],
    )


def _contours(recording):
    """Yields the contours of a recorded outline as lists of segments."""
    segments, first, here = [], None, None
    for operator, points in recording:
        if operator == "moveTo":
            segments, first, here = [], points[0], points[0]
        elif operator in ("lineTo", "curveTo"):
            segments.append((here, tuple(points[:-1]), points[-1]))
            here = points[-1]
        else:
            if here != first:
                segments.append((here, (), first))
            segments = [s for s in segments if s[1] or s[0] != s[2]]
            if segments:
                yield segments


def _emit(segments, pen):
    pen.moveTo(segments[0][0])
    closing_line = not segments[-1][1]
    for _, controls, end in segments[:-1] if closing_line else segments:
        if controls:
            pen.qCurveTo(*controls, end)
        else:
            pen.lineTo(end)
    pen.closePath()


def _difference(p, q):
    return p[0] - q[0], p[1] - q[1]

