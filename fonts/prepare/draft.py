"""A face in the making: plain values that the steps of a recipe change.

Glyph names are those of the source, or made up by a step; they are only
handles, a finished face stores none.
"""

from dataclasses import dataclass, field

NOTDEF = ".notdef"


@dataclass
class DraftGlyph:
    """An outline (fontTools glyf glyph) and its advance, in font units."""

    outline: object
    advance: int


@dataclass
class Draft:
    """What a finished face will hold, besides metrics and names.

    glyphs        name -> DraftGlyph; always has `.notdef`
    cmap          code point -> glyph name
    required      ligatures that are always on (GSUB ccmp): (name, …) -> name
    standard      ligatures that are on by default (GSUB liga)
    half_width    full-width mark -> its half-width twin (GSUB hwid)
    kerning       a pruned GPOS table, or None
    notes         lines for the report, in the order of the steps
    """

    units_per_em: int
    glyphs: dict = field(default_factory=dict)
    cmap: dict = field(default_factory=dict)
    required: dict = field(default_factory=dict)
    standard: dict = field(default_factory=dict)
    half_width: dict = field(default_factory=dict)
    kerning: object = None
    notes: list = field(default_factory=list)

    def note(self, step, text):
        """Records what a step did, for the report."""
        self.notes.append(f"{step}: {text}")

    def glyph_of(self, character):
        """Returns the DraftGlyph a character maps to, None if it has none."""
        name = self.cmap.get(ord(character))
        return self.glyphs[name] if name else None

    def add(self, name, outline, advance):
        """Adds a glyph under a name that must be free."""
        if name in self.glyphs:
            raise ValueError(f"glyph {name!r} exists")
        self.glyphs[name] = DraftGlyph(outline, advance)

    def glyph_order(self):
        """Returns `.notdef`, mapped glyphs by lowest code point, then the rest.

        Subsetting keeps this order, so the glyphs of a subset are in Unicode
        order and its ToUnicode map compresses to a few ranges.
        """
        lowest = {}
        for code_point in sorted(self.cmap):
            lowest.setdefault(self.cmap[code_point], code_point)
        mapped = [name for name in sorted(lowest, key=lowest.get) if name != NOTDEF]
        rest = [name for name in self.glyphs if name != NOTDEF and name not in lowest]
        return [NOTDEF, *mapped, *rest]


def draft_from_source(source, code_points):
    """Builds a draft with the glyphs of the given code points and `.notdef`."""
    draft = Draft(source.units_per_em)
    draft.cmap = {c: source.cmap[c] for c in sorted(code_points)}
    names = list(dict.fromkeys((NOTDEF, *draft.cmap.values())))
    for name, outline in zip(names, source.outlines(names)):
        draft.add(name, outline, source.advance(name))
    return draft


def pull(draft, source, name):
    """Makes sure that a glyph of the source is in the draft."""
    if name not in draft.glyphs:
        draft.add(name, source.outlines([name])[0], source.advance(name))
