"""The `name` table of a prepared face.

A changed font must not carry the reserved names of its source (OFL-1.1
clause 3; likewise Bitstream Vera), so every face is called by our own names.
Copyright and licence lines stay.
"""

_STYLE_NAMES = {
    (400, "normal"): "Regular",
    (700, "normal"): "Bold",
    (400, "italic"): "Italic",
    (700, "italic"): "Bold Italic",
}

_KEPT_FROM_SOURCE = {0: "copyright", 13: "licenseDescription", 14: "licenseInfoURL"}


def name_strings(face, kept):
    """Returns the strings by fontTools' keys.

    face  manifest entry: family, weight, style, id
    kept  the strings of `legal_strings`
    """
    style = _STYLE_NAMES.get((face["weight"], face["style"]), "Regular")
    full = face["family"] if style == "Regular" else f"{face['family']} {style}"
    return {
        **kept,
        "familyName": face["family"],
        "styleName": style,
        "uniqueFontIdentifier": f"gongwen {face['id']}",
        "fullName": full,
        "version": "Version 1.000",
        "psName": postscript_name(face["family"], style),
    }


def postscript_name(family, style):
    """Returns for instance GwSong-BoldItalic; no blanks (OpenType, name ID 6)."""
    return f"{family.replace(' ', '')}-{style.replace(' ', '')}"


def legal_strings(source_tables, licence):
    """Returns copyright and licence lines of a source font, by fontTools' keys.

    licence  what the manifest says, used where the font has no licence line
    """
    names = source_tables["name"]
    found = {key: names.getDebugName(i) for i, key in _KEPT_FROM_SOURCE.items()}
    found["licenseDescription"] = found["licenseDescription"] or licence
    return {key: text for key, text in found.items() if text}
