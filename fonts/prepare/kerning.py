"""Carries the pair kerning of a source into a trimmed face.

Browsers kern by default, so `AV` in a 宋体 paragraph must be as narrow here.
"""

from fontTools import subset
from fontTools.ttLib import TTFont

_TABLES_FOR_PRUNING = ("head", "hhea", "maxp", "hmtx", "cmap", "GPOS")


def carry_kerning(draft, source):
    """Prunes the source's GPOS to feature kern and the glyphs of the draft."""
    shell = _layout_only_font(source)
    options = subset.Options(
        layout_features=["kern"],
        layout_closure=False,
        notdef_outline=False,
        glyph_names=False,
        recalc_bounds=False,
    )
    subsetter = subset.Subsetter(options)
    known = set(shell.getGlyphOrder())
    subsetter.populate(glyphs=[name for name in draft.glyphs if name in known])
    subsetter.subset(shell)
    draft.kerning = shell["GPOS"]
    # Decompiled here, since reading it later would need the pruned glyph order.
    draft.kerning.ensureDecompiled()
    subtables = sum(len(k.SubTable) for k in draft.kerning.table.LookupList.Lookup)
    draft.note("kerning", f"{subtables} subtables of GPOS kept")


def _layout_only_font(source):
    """Returns the source's kerning in a font without outlines.

    Languages are dropped: their kern lookups are those of the default one.
    """
    shell = source.open_again()
    shell.getGlyphOrder()  # Read now: a CFF font keeps the order in its CFF table.
    for tag in set(shell.keys()) - set(_TABLES_FOR_PRUNING):
        if tag != "GlyphOrder":
            del shell[tag]
    for script in shell["GPOS"].table.ScriptList.ScriptRecord:
        script.Script.LangSysRecord = []
        script.Script.LangSysCount = 0
    return shell
