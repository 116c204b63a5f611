"""What the tests share: opened faces, and glyphs as HarfBuzz shapes them."""

import json
import subprocess
from functools import lru_cache

from fontTools.ttLib import TTFont

from . import outlines
from .manifest import FACE_FOLDER, Manifest, local_source

MANIFEST = Manifest()
# Faces with the text of a document, unlike their `-ext` companions.
MAIN_HAN_FACES = (
    "song-regular",
    "song-bold",
    "hei-regular",
    "hei-bold",
    "fang-regular",
    "kai-regular",
    "kai-light",
)
NOTO_MAIN_FACES = MAIN_HAN_FACES[:4]


def face_path(face_id):
    """Returns the path of a prepared face."""
    return FACE_FOLDER / MANIFEST.face(face_id)["file"]


@lru_cache(maxsize=None)
def opened(face_id):
    """Returns a prepared face as TTFont."""
    return TTFont(face_path(face_id), lazy=True)


def source_of(face_id):
    """Returns (path, index) of the file a face was made from."""
    place = MANIFEST.face(face_id)["source"]
    return local_source(place["package"], place["path"]), place["index"]


@lru_cache(maxsize=None)
def opened_source(face_id):
    """Returns the font a face was made from as TTFont."""
    path, index = source_of(face_id)
    return TTFont(path, fontNumber=index, lazy=True)


def shape(path, text, *options, index=0):
    """Returns hb-shape's glyphs: dictionaries with g (glyph id), ax, dx, dy."""
    command = [
        "hb-shape",
        str(path),
        f"--text={text}",
        f"--face-index={index}",
        "--output-format=json",
        "--no-glyph-names",
        *options,
    ]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(result.stdout)


def widths(glyphs):
    """Returns the advances of shaped glyphs."""
    return [glyph["ax"] for glyph in glyphs]


def glyph_at(font, glyph_id):
    """Returns the outline of a glyph number."""
    return font["glyf"][font.getGlyphName(glyph_id)]


def glyph_for(font, character):
    """Returns the outline a character maps to."""
    return font["glyf"][font.getBestCmap()[ord(character)]]


def twin_of(font, character):
    """Returns (outline, advance) of the half-width twin, None without one."""
    name = half_width_map(font).get(font.getBestCmap().get(ord(character)))
    return (font["glyf"][name], font["hmtx"][name][0]) if name else None


def half_width_map(font):
    """Returns glyph name -> twin name of feature hwid."""
    table = font["GSUB"].table
    mapping = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "hwid":
            for index in record.Feature.LookupListIndex:
                for subtable in table.LookupList.Lookup[index].SubTable:
                    mapping.update((k, v[0]) for k, v in subtable.alternates.items())
    return mapping


def ink(glyph):
    """Returns the ink box of an outline."""
    return outlines.ink_box(glyph)
