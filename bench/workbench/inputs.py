"""Writes what the tools read: data from the generators, and for the peers a bulletin, fonts and styles."""

import json
from xml.etree import ElementTree

from . import generate
from .paths import FACES, PEERS, TEMPLATES, WORK

# The families that gongwen's sheets name, and the prepared face for each: the peers set in the same ones.
FAMILIES = (
    ("Noto Serif CJK SC", 400, "song-regular"),
    ("Noto Serif CJK SC", 700, "song-bold"),
    ("Noto Sans CJK SC", 400, "hei-regular"),
    ("FandolFang", 400, "fang-regular"),
    ("LXGW WenKai", 400, "kai-regular"),
    ("Liberation Serif", 400, "serif-regular"),
    ("Gw Symbols", 400, "symbols"),
)
# Stands for Latin letters only, as in templates/shared/css/fonts.css.
LATIN_RANGE = "U+20-7E, U+A0-B6, U+B8-FF"


def write_json(name, value):
    path = WORK / name
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "utf-8")
    return path


def table_data(rows):
    return write_json(f"table-{rows}.json", generate.table(rows))


def expansion_data(rows):
    """For engines that expand templates: texts and whole numbers, which all of them write in the same way."""
    return generate.priced_table(rows)


def workbook_data(rows):
    return write_json(f"workbook-{rows}.json", generate.wide_table(rows))


def book_data(pages):
    return write_json(f"book-{pages}.json", generate.book(pages))


def form_data():
    return write_json("form.json", generate.form())


def bulletin_page():
    """The bulletin as gongwen's templates expand it; every run compares its text with gongwen's file."""
    return PEERS / "html" / "bulletin.html"


def bulletin_styles():
    """Those that the bundle names: a path below `shared/` starts at the folder of all templates."""
    bundle = TEMPLATES / "monthly-bulletin"
    names = json.loads((bundle / "template.json").read_text("utf-8"))["outputs"]["page"]["styles"]
    return [(TEMPLATES if name.startswith("shared/") else bundle) / name for name in names]


def face_styles():
    """@font-face rules for peers that read CSS."""
    rules = []
    for family, weight, face in FAMILIES:
        source = f'font-weight: {weight}; src: url("{(FACES / (face + ".ttf")).resolve().as_uri()}")'
        rules.append(f'@font-face {{ font-family: "{family}"; {source} }}')
        if face == "serif-regular":
            rules.append(f'@font-face {{ font-family: "GW Latin"; {source}; unicode-range: {LATIN_RANGE} }}')
    path = WORK / "faces.css"
    path.write_text("\n".join(rules) + "\n", "utf-8")
    return path


def font_folder():
    """The same faces in a separate folder, so that no peer searches more fonts than it needs."""
    folder = WORK / "fonts"
    folder.mkdir(exist_ok=True)
    for _, _, face in FAMILIES:
        link = folder / f"{face}.ttf"
        if not link.is_symlink():
            link.symlink_to((FACES / link.name).resolve())
    return folder


def bulletin_data():
    """The bulletin's page taken apart, for peers that do not read HTML."""
    body = ElementTree.fromstring(bulletin_page().read_text("utf-8").split("\n", 1)[1]).find("body")
    masthead = body.find("header")
    issuer, day = ("".join(cell.itertext()) for cell in masthead.iter("td"))
    sections = body.findall("section")
    return write_json("bulletin.json", {
        "title": _text(masthead.find("h1")),
        "number": _text(masthead.find("p")),
        "issuer": issuer,
        "date": day,
        "parts": [_part(section) for section in sections if section.get("class") != "annex"],
        "annexes": [_annex(section) for section in sections if section.get("class") == "annex"],
    })


def _text(element):
    return "".join(element.itertext()).strip()


def _table(element):
    rows = [[_text(cell) for cell in row] for row in element.iter("tr")]
    return {"head": rows[0], "rows": rows[1:]}


def _part(section):
    entries = []
    for child in section:
        if child.tag == "h3":
            entries.append({"id": child.get("id"), "heading": _text(child), "paragraphs": [], "tables": []})
        elif child.tag == "p":
            entries[-1]["paragraphs"].append(_text(child))
        elif child.tag == "table":
            entries[-1]["tables"].append(_table(child))
    return {
        "id": section.get("id"),
        "title": _text(section.find("h2")),
        "new_page": "new-page" in section.get("class"),
        "entries": entries,
    }


def _annex(section):
    widths = [column.get("style", "").removeprefix("width:").removesuffix("mm") for column in section.iter("col")]
    return {
        "id": section.get("id"),
        "label": _text(section.find("p")),
        "title": _text(section.find("h2")),
        "widths": [float(width) if width else None for width in widths],
        "table": _table(section.find("table")),
    }
