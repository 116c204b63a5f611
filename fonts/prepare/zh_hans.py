"""Makes the Simplified Chinese forms of a pan-CJK face its default ones.

Noto CJK reaches them by `locl` under script hani, language ZHS, so a plain
cmap look-up, or a run shaped without a language, gets another dash.
"""

from .draft import pull

_SCRIPT = "hani"
_LANGUAGE = "ZHS "


def bake_forms(draft, source):
    """Applies `locl` to the cmap and brings along the ligatures of the forms."""
    local = _single_substitutions(source.tables["GSUB"].table, "locl")
    for code_point, name in sorted(draft.cmap.items()):
        if name in local:
            pull(draft, source, local[name])
            draft.cmap[code_point] = local[name]
            draft.note("zh-hans-forms", f"U+{code_point:04X} {chr(code_point)}")
    draft.required = _bake_ligatures(draft, source, "ccmp", local)
    draft.standard = _bake_ligatures(draft, source, "liga", local)
    _drop_unreachable(draft)


def _bake_ligatures(draft, source, feature, local):
    """Returns the ligatures of glyphs in the draft, in their local forms.

    The source forms a ligature first and localises it then (its ccmp lookups
    come before locl), so components and result are localised alike here.
    """
    reachable = set(draft.cmap.values())
    baked = {}
    for components, ligature in _ligatures(source.tables["GSUB"].table, feature):
        components = tuple(local.get(name, name) for name in components)
        if reachable.issuperset(components):
            baked[components] = local.get(ligature, ligature)
            pull(draft, source, baked[components])
    if baked:
        draft.note("zh-hans-forms", f"{len(baked)} ligatures in {feature}")
    return baked


def _drop_unreachable(draft):
    """Removes the glyphs that only the other languages' forms used."""
    used = {".notdef", *draft.cmap.values()}
    used.update(draft.required.values(), draft.standard.values())
    draft.glyphs = {name: glyph for name, glyph in draft.glyphs.items() if name in used}


def _single_substitutions(gsub, feature):
    mapping = {}
    for subtable in _subtables(gsub, feature, lookup_type=1):
        mapping.update(subtable.mapping)
    return mapping


def _ligatures(gsub, feature):
    """Yields (component names, ligature name), longest first per first glyph."""
    for subtable in _subtables(gsub, feature, lookup_type=4):
        for first, ligatures in subtable.ligatures.items():
            for ligature in ligatures:
                yield (first, *ligature.Component), ligature.LigGlyph


def _subtables(table, feature, lookup_type):
    """Yields the subtables of one type that a feature of hani/ZHS uses."""
    for index in _lookup_indices(table, feature):
        for subtable in table.LookupList.Lookup[index].SubTable:
            subtable = getattr(subtable, "ExtSubTable", subtable)
            if subtable.LookupType == lookup_type:
                yield subtable


def _lookup_indices(table, feature):
    for script in table.ScriptList.ScriptRecord:
        if script.ScriptTag != _SCRIPT:
            continue
        for language in script.Script.LangSysRecord:
            if language.LangSysTag == _LANGUAGE:
                records = table.FeatureList.FeatureRecord
                chosen = (records[index] for index in language.LangSys.FeatureIndex)
                for record in chosen:
                    if record.FeatureTag == feature:
                        yield from record.Feature.LookupListIndex
