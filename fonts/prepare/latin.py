"""Latin faces: the whole source, renamed, without hints.

Kerning and ligatures stay as they are.  Nothing is trimmed: with 0.3 to 0.7 MB
these files are small enough to be mapped whole.
"""

from fontTools import subset

from .naming import name_strings

# Editor's leftovers. MATH is read of faces for formulas only.
_DROPPED = ["FFTM", "DSIG", "gasp", "hdmx", "LTSH", "VDMX"]


def latin_face(source, face, copyright_notice):
    """Returns (TTFont, notes) of a Latin face without hints."""
    font = source.open_again()
    dropped = _DROPPED + (["kern"] if _kerns_by_gpos(font) else [])
    if face["script"] != "math":
        dropped.append("MATH")
    options = subset.Options(
        hinting=False,
        layout_features=["*"],
        layout_scripts=["*"],
        name_IDs=["*"],
        notdef_outline=True,
        glyph_names=False,
        recalc_timestamp=False,
        drop_tables=dropped,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=range(font["maxp"].numGlyphs))
    subsetter.subset(font)
    _rename(font, name_strings(face, copyright_notice))
    return font, [f"no-hints: {font['maxp'].numGlyphs} glyphs kept"]


def _kerns_by_gpos(font):
    """Whether GPOS kerns, which makes the old `kern` table a dead weight."""
    if "GPOS" not in font:
        return False
    records = font["GPOS"].table.FeatureList.FeatureRecord
    return any(record.FeatureTag == "kern" for record in records)


def _rename(font, strings):
    """Replaces the name table, English for Windows only."""
    ids = {
        "copyright": 0,
        "familyName": 1,
        "styleName": 2,
        "uniqueFontIdentifier": 3,
        "fullName": 4,
        "version": 5,
        "psName": 6,
        "licenseDescription": 13,
        "licenseInfoURL": 14,
    }
    font["name"].names = []
    for key, text in strings.items():
        font["name"].setName(text, ids[key], 3, 1, 0x409)
