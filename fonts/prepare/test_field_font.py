"""The fonts of form fields: what can be typed, and that face and program agree."""

import io
import struct
import sys
import unittest
import zlib
from pathlib import Path

from fontTools.ttLib import TTFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from prepare import charsets  # noqa: E402
from prepare.field_font import is_current  # noqa: E402
from prepare.manifest import FACE_FOLDER, Manifest  # noqa: E402

FIELDS = {field["characters"]: field for field in Manifest().field_fonts}


def face(name):
    return TTFont(FACE_FOLDER / FIELDS[name]["file"], lazy=True)


def program(name):
    """Returns the stated length and the unpacked font program."""
    data = (FACE_FOLDER / FIELDS[name]["program"]).read_bytes()
    return struct.unpack(">I", data[:4])[0], zlib.decompress(data[4:])


class FieldFontTest(unittest.TestCase):
    def test_files_are_the_pinned_ones(self):
        for field in FIELDS.values():
            self.assertTrue(is_current(field), field["id"])

    def test_program_and_face_have_the_same_glyphs(self):
        for name in FIELDS:
            length, data = program(name)
            self.assertEqual(length, len(data))
            made, whole = TTFont(io.BytesIO(data)), face(name)
            self.assertEqual(sorted(made.keys()),
                             ["GlyphOrder", "glyf", "head", "hhea", "hmtx", "loca", "maxp"])
            self.assertEqual(made["maxp"].numGlyphs, whole["maxp"].numGlyphs)
            self.assertEqual(list(made["hmtx"].metrics.values()), list(whole["hmtx"].metrics.values()))

    def test_presets_hold_what_they_promise(self):
        common, wide, everything = (set(face(name).getBestCmap()) for name in ("common", "wide", "all"))
        self.assertEqual(len(charsets._listed("general_standard_first_level.txt")), 3500)
        self.assertLessEqual(charsets._listed("general_standard_first_level.txt") - {0x3007}, common)
        self.assertLessEqual(charsets._listed("names.txt"), common)
        self.assertLessEqual(charsets.gb2312_han(), wide)
        lacking = charsets.general_standard_beyond_gb2312() - wide
        self.assertEqual(len(lacking), 276)
        self.assertLess(common, wide)
        self.assertLess(wide, everything)
        for character in "，。、；：？！（）《》“”‘’…—·￥℃№①㈠ⅣⅩ AZaz09@":
            self.assertTrue(ord(character) in common, character)

    def test_names_are_not_in_the_first_level(self):
        first = charsets._listed("general_standard_first_level.txt")
        self.assertEqual(set(), first & charsets._listed("names.txt"))

    def test_embedding_is_allowed_for_forms(self):
        for name in FIELDS:
            self.assertEqual(face(name)["OS/2"].fsType, 8)
            self.assertIn("Apache", face(name)["name"].getDebugName(13))


if __name__ == "__main__":
    unittest.main()
