"""Half-width twins of full-width marks.

A mark that is squeezed to half an em (GB/T 15834-2011 5.1.10, CLREQ 4.2) is set
with a separate glyph: same outline, advance half an em, reached by GSUB
`hwid`.  So a line of squeezed marks needs no backward moves in the PDF, which
`pdftotext -raw` takes for line ends.  A twin has no code point; its
ToUnicode entry is the plain mark.
"""

from . import outlines

# The adjustable half of the em lies before an opener and after a closer or stop.
OPENERS = "（【《〈「『〔〖［｛“‘"
CLOSERS = "）】》〉」』〕〗］｝”’，。、；：！？．"
# GB/T 15834-2011 5.1.7: the interpunct takes half an em, centred, whatever
# width the source gave it.
CENTRED = "·"


# A twin that sticks out by no more is moved back; beyond that it is centred.
_NUDGE_EM = 0.05


def add_twins(draft):
    """Adds a twin for each mark whose ink fits; notes which got none and why."""
    half = draft.units_per_em // 2
    for mark in OPENERS + CLOSERS + CENTRED:
        glyph = draft.glyph_of(mark)
        refusal = _refusal(mark, glyph, half)
        if refusal:
            draft.note("half-width-twins", f"none for {mark}: {refusal}")
            continue
        name = draft.cmap[ord(mark)]
        twin = f"{name}.half"
        dx = _shift(draft, mark, outlines.ink_box(glyph.outline), half)
        draft.add(twin, outlines.shifted(glyph.outline, dx), half)
        draft.half_width[name] = twin
    draft.note("half-width-twins", f"{len(draft.half_width)} made")


def _refusal(mark, glyph, half):
    """Returns why a mark can have no twin, None if it can."""
    if glyph is None:
        return "not in the face"
    if mark not in CENTRED and glyph.advance != 2 * half:
        return f"advance is {glyph.advance}, not full width"
    left, _, right, _ = outlines.ink_box(glyph.outline)
    if right - left > half:
        return f"ink {left}…{right} is wider than {half}"
    return None


def _shift(draft, mark, box, half):
    """Returns how far the outline moves, in font units."""
    left, _, right, _ = box
    centring = round((half - left - right) / 2)
    if mark in CENTRED:
        return centring
    dx = -half if mark in OPENERS else 0
    beyond = max(-(left + dx), right + dx - half, 0)
    if beyond == 0:
        return dx
    draft.note("half-width-twins", f"{mark} stuck out by {beyond}, moved in")
    if beyond > _NUDGE_EM * draft.units_per_em:
        return centring
    return dx + beyond if left + dx < 0 else dx - beyond
