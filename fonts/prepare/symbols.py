"""The symbol face: check boxes and marks, drawn here.

No Han face of Debian has both ☐ and ☑, and a box drawn as a path is not text in
any PDF reader.  So: six separate glyphs, 1 em wide, straight lines only.
Outer contours turn clockwise, holes the other way.
"""

import math

from . import outlines
from .draft import NOTDEF, Draft

_EM = 1000
# The box is 0.8 em, centred where Han are (typo ascender 880, descender -120).
_CENTRE_X, _CENTRE_Y = 500, 380
_BOX_REACH = 400
_BOX_STROKE = 56
# Half the side of the filled square in ▣.
_CORE_REACH = 210

_MARK_STROKE = 76
# The bends of ✓ and the reach of ✗, from the centre of the box.
_CHECK = [(-245, 5), (-70, -190), (245, 230)]
_CROSS_REACH = 230
# ✓ and ✗ alone are drawn larger than within a box.
_ALONE_SCALE = 1.35


def symbol_draft():
    """Returns the draft with ☐ ☑ ☒ ▣ ✓ ✗ and a blank `.notdef`."""
    box = [_square(_BOX_REACH), _square(_BOX_REACH - _BOX_STROKE)[::-1]]
    check = _stroke(_CHECK, _MARK_STROKE)
    cross = _cross(_CROSS_REACH, _MARK_STROKE)
    drawings = {
        "☐": box,
        "☑": [*box, check],
        "☒": [*box, cross],
        "▣": [*box, _square(_CORE_REACH)],
        "✓": [_scaled(check)],
        "✗": [_scaled(cross)],
    }
    draft = Draft(_EM)
    draft.add(NOTDEF, outlines.polygons([]), _EM)
    for character, contours in drawings.items():
        name = f"u{ord(character):04X}"
        draft.add(name, outlines.polygons(map(_placed, contours)), _EM)
        draft.cmap[ord(character)] = name
    draft.note("drawn", " ".join(drawings))
    return draft


def _square(reach):
    return [(-reach, -reach), (-reach, reach), (reach, reach), (reach, -reach)]


def _stroke(bends, width):
    """Outlines a line of three points, mitred at the middle one."""
    before = _normal(bends[0], bends[1], width / 2)
    after = _normal(bends[1], bends[2], width / 2)
    offsets = [before, _mitre(before, after, width / 2), after]
    there = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(bends, offsets)]
    back = [(x - dx, y - dy) for (x, y), (dx, dy) in zip(bends, offsets)]
    return there + back[::-1]


def _normal(start, end, length):
    """The vector of given length to the left of the line from start to end."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    scale = length / math.hypot(dx, dy)
    return -dy * scale, dx * scale


def _mitre(before, after, length):
    """The vector from a bend to the corner of the outline, given both normals."""
    x, y = before[0] + after[0], before[1] + after[1]
    scale = 2 * length * length / (x * x + y * y)
    return x * scale, y * scale


def _cross(reach, width):
    """Outlines two diagonals in one contour of twelve points."""
    d = width / 2 * math.sqrt(0.5)
    arm = [(0, 2 * d), (reach - d, reach + d), (reach + d, reach - d)]
    contour = []
    for _ in range(4):
        contour += arm
        arm = [(y, -x) for x, y in arm]
    return contour


def _scaled(contour):
    return [(x * _ALONE_SCALE, y * _ALONE_SCALE) for x, y in contour]


def _placed(contour):
    """Moves a contour drawn around (0, 0) to the centre of the box."""
    return [(round(_CENTRE_X + x), round(_CENTRE_Y + y)) for x, y in contour]
