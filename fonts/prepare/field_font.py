"""The fonts of form fields: what a person can type into a fillable PDF.

A field needs a font that has every character someone may type, so it cannot be
the subset of a document.  WenQuanYi Micro Hei draws Han of shared parts
(composites), which makes it three times smaller than any other free face.

Each font is written twice: as a face, which the engine measures and takes
single glyphs from, and as the deflated font program that goes into a PDF as it
is.  Both have the same glyphs in the same order.
"""

import hashlib
import io
import math
import struct
import subprocess
import zlib
from array import array

from fontTools import subset
from fontTools.misc.roundTools import otRound
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import Glyph

from . import charsets
from .manifest import FACE_FOLDER, ManifestError, local_source, sha256_of, write_atomically

# The tables of a font program (ISO 32000-1 section 9.9, table 126).
_PROGRAM_TABLES = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")
# A step of 1/512 em is a hundredth of a millimetre in type of 16 pt, and most of the outlines' distances fit in one byte.
_UNITS_PER_EM = 512
_FACE_TABLES = (*_PROGRAM_TABLES, "cmap", "name", "OS/2", "post")


def is_current(field):
    """Whether both files of a field font are the pinned ones."""
    return all(_hash_of(field, pin) == field[pin] for pin in ("sha256", "program_sha256"))


def _hash_of(field, pin):
    """The hash of the face, or that of the font program before it was packed: versions of libdeflate pack it differently.

    None without the file.
    """
    if pin == "sha256":
        return sha256_of(FACE_FOLDER / field["file"])
    path = FACE_FOLDER / field["program"]
    return hashlib.sha256(unpacked(path.read_bytes())).hexdigest() if path.exists() else None


def unpacked(program):
    """The font program in the bytes of its file."""
    return zlib.decompress(program[4:])


def make(field):
    """Returns (face, font program) of one field font, as bytes."""
    place = field["source"]
    font = TTFont(
        local_source(place["package"], place["path"]),
        fontNumber=place["index"],
        recalcTimestamp=False,
    )
    _keep_characters(font, charsets.select_of_field(field["characters"], font.getBestCmap()))
    _scale(font)
    _rename(font, field)
    face = _bytes_with(font, _FACE_TABLES)
    program = _deflated(_bytes_with(TTFont(io.BytesIO(face), recalcTimestamp=False), _PROGRAM_TABLES))
    return face, program


def store(field, made, new_pins=False):
    """Writes both files of a field font; pins them or compares them with their pins."""
    for name, pin, data in zip(("file", "program"), ("sha256", "program_sha256"), made):
        write_atomically(FACE_FOLDER / field[name], data)
        found = _hash_of(field, pin)
        if new_pins:
            field[pin] = found
        elif found != field[pin]:
            raise ManifestError(
                f"{field[name]} has sha256 {found}, pinned is {field[pin]}; "
                "the pins hold for python3-fonttools of Debian 12 and 13"
            )
    if new_pins:
        field["bytes"] = len(made[0])


class _QuickGlyph(Glyph):
    """A glyph that computes its bounds without a tuple for each point, which fontTools makes."""

    def recalcBounds(self, glyf, **more):
        if not self.isComposite():
            xs, ys = (self.coordinates.array[axis::2] for axis in (0, 1))
            bounds = (min(xs), min(ys), max(xs), max(ys)) if xs else (0, 0, 0, 0)
        elif any(hasattr(part, "transform") or hasattr(part, "firstPt") for part in self.components):
            super().recalcBounds(glyf, **more)
            return
        else:
            boxes = [_moved_box(part, glyf) for part in self.components]
            lows, highs = zip(*((box[:2], box[2:]) for box in boxes))
            bounds = (*map(min, zip(*lows)), *map(max, zip(*highs)))
        self.xMin, self.yMin, self.xMax, self.yMax = map(int, bounds)


class _GlyphOrder(list):
    """Names of glyphs that are found without a walk through all of them."""

    def __init__(self, names):
        super().__init__(names)
        self._numbers = {name: number for number, name in enumerate(names)}

    def index(self, name):
        return self._numbers[name]


def _moved_box(part, glyf):
    glyph = glyf.glyphs[part.glyphName]
    glyph.recalcBounds(glyf)
    x, y = part.x, part.y
    return glyph.xMin + x, glyph.yMin + y, glyph.xMax + x, glyph.yMax + y


def _scale(font):
    """Scales a font to the units of field fonts, in a fraction of the time that fontTools takes."""
    factor = _UNITS_PER_EM / font["head"].unitsPerEm
    glyf = font["glyf"]
    glyf.ensureDecompiled()
    for glyph in glyf.glyphs.values():
        if glyph.isComposite():
            for part in glyph.components:
                part.x, part.y = otRound(part.x * factor), otRound(part.y * factor)
        elif glyph.numberOfContours:
            places = glyph.coordinates.array
            places[:] = array("d", (math.floor(place * factor + 0.5) for place in places))
        glyph.__class__ = _QuickGlyph
    outlines, glyf.glyphs = glyf.glyphs, {}
    scale_upem(font, _UNITS_PER_EM)
    glyf.glyphs = outlines
    glyf.glyphOrder = _GlyphOrder(font.getGlyphOrder())


def _keep_characters(font, code_points):
    """Leaves the glyphs of these characters, without hints and layout."""
    options = subset.Options(
        hinting=False,
        layout_features=[],
        glyph_names=False,
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=subset.Options._drop_tables_default + ["GSUB", "GPOS", "GDEF", "vhea", "vmtx"],
    )
    # Newer versions of fontTools state the code pages anew; older ones keep those of the source.
    options.prune_codepage_ranges = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)


def _rename(font, field):
    """Our own names; the licence asks that a changed font says so."""
    names = font["name"]
    kept = {i: names.getDebugName(i) for i in (0, 13, 14)}
    kept[13] = kept[13] or field["licence"]
    names.names = []
    own = {1: "Gw Field", 2: "Regular", 3: f"gongwen {field['id']}", 4: "Gw Field", 6: "GwField"}
    for number, text in {**kept, **own}.items():
        if text:
            names.setName(text, number, 3, 1, 0x409)


def _bytes_with(font, tables):
    for tag in [tag for tag in font.keys() if tag not in tables and tag != "GlyphOrder"]:
        del font[tag]
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def _deflated(program):
    """The length of the program in four bytes, then its zlib stream (RFC 1950), as small as libdeflate makes it."""
    packed = subprocess.run(["libdeflate-gzip", "-12", "-c"], input=program, stdout=subprocess.PIPE, check=True).stdout
    head, tail = 10, 8  # of a gzip member without a name (RFC 1952 section 2.3)
    stream = b"\x78\xda" + packed[head:-tail] + struct.pack(">I", zlib.adler32(program))
    if zlib.decompress(stream) != program:
        raise ManifestError("libdeflate-gzip wrote something else than a plain gzip member")
    return struct.pack(">I", len(program)) + stream
