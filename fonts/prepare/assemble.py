"""Turns a draft into a TrueType font with only the tables the engine reads."""

import copy

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder

from .naming import name_strings

# Of faces without a source: 2024-01-01, in seconds since 1904.
_OWN_DATE = 3786912000
_LANGUAGE_SYSTEMS = "".join(
    f"languagesystem {script} dflt;\n" for script in ("DFLT", "hani", "latn")
)


def assemble(draft, metrics_of, face, copyright_notice):
    """Returns a TTFont.

    metrics_of        the source TTFont, whose vertical metrics are kept as they
                      are, so that `line-height: normal` is that of a browser;
                      None for one of our faces
    face              the face's entry in the manifest
    copyright_notice  of the source, kept as its licence demands
    """
    builder = FontBuilder(draft.units_per_em, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(draft.glyph_order())
    builder.setupCharacterMap(draft.cmap)
    builder.setupGlyf({name: glyph.outline for name, glyph in draft.glyphs.items()})
    builder.setupHorizontalMetrics(
        {name: (glyph.advance, _left_edge(glyph)) for name, glyph in draft.glyphs.items()}
    )
    if metrics_of:
        _copy_metrics(builder.font, metrics_of)
    else:
        _own_metrics(builder)
    builder.setupNameTable(name_strings(face, copyright_notice), mac=False)
    builder.font["post"].formatType = 3.0
    _add_layout(builder.font, draft)
    _describe_coverage(builder.font)
    return builder.font


def _left_edge(glyph):
    """The left side bearing; setupGlyf has counted the bounds."""
    return getattr(glyph.outline, "xMin", 0)


def _copy_metrics(font, source):
    """Takes over head, hhea, OS/2 and post; fontTools recounts what it must."""
    for tag in ("head", "hhea", "OS/2", "post"):
        font[tag] = copy.deepcopy(source[tag])
    font["head"].glyphDataFormat = 0
    # Bit 1: the left side bearing is the left edge. Hint bits are cleared.
    font["head"].flags = 0b11


def _own_metrics(builder):
    """Sets the em box of Han: 0.88 above the baseline, 0.12 below."""
    builder.updateHead(created=_OWN_DATE, modified=_OWN_DATE, flags=0b11)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupOS2(
        sTypoAscender=880,
        sTypoDescender=-120,
        usWinAscent=880,
        usWinDescent=120,
        fsType=0,
    )
    builder.setupPost(keepGlyphNames=False)


def _add_layout(font, draft):
    """Writes GSUB for ligatures and twins, and the carried GPOS."""
    rules = _feature("ccmp", _ligature_rules(draft.required))
    rules += _feature("liga", _ligature_rules(draft.standard))
    # An alternate of one: hb_ot_layout_lookup_get_glyph_alternates answers only for
    # this lookup type (HarfBuzz 6), so the twin is found without shaping.
    twins = [f"sub {mark} from [{twin}];" for mark, twin in draft.half_width.items()]
    rules += _feature("hwid", twins)
    if rules:
        addOpenTypeFeaturesFromString(font, _LANGUAGE_SYSTEMS + rules, tables=["GSUB"])
    if draft.kerning:
        font["GPOS"] = draft.kerning


def _ligature_rules(ligatures):
    return [f"sub {' '.join(parts)} by {whole};" for parts, whole in ligatures.items()]


def _feature(tag, rules):
    """Returns a feature in the OpenType feature file language, "" if no rules."""
    if not rules:
        return ""
    return f"feature {tag} {{\n" + "\n".join(rules) + f"\n}} {tag};\n"


def _describe_coverage(font):
    """Recounts the coverage bits and the average width that OS/2 declares."""
    font["OS/2"].recalcUnicodeRanges(font)
    font["OS/2"].recalcAvgCharWidth(font)
