"""Every prepared face: opens, has only what the engine reads, is reproducible."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from prepare import build  # noqa: E402
from prepare.manifest import sha256_of  # noqa: E402
from prepare.for_tests import (  # noqa: E402
    MANIFEST,
    face_path,
    glyph_for,
    ink,
    opened,
    opened_source,
    shape,
    widths,
)

HAN_TABLES = {"head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post"}
HINT_TABLES = {"fpgm", "prep", "cvt ", "gasp", "hdmx", "VDMX", "LTSH"}


def tables_of(face_id):
    return set(opened(face_id).keys()) - {"GlyphOrder"}


class FaceTest(unittest.TestCase):
    def test_files_are_the_pinned_ones(self):
        for face in MANIFEST.faces:
            self.assertEqual(face["sha256"], sha256_of(face_path(face["id"])), face["id"])
            self.assertEqual(face["bytes"], face_path(face["id"]).stat().st_size)

    def test_every_face_shapes_what_it_is_for(self):
        samples = {"latin": "Ab1", "symbol": "☐☑", "math": "x∑√", "han": None}
        for face in MANIFEST.faces:
            first = chr(max(opened(face["id"]).getBestCmap()))
            glyphs = shape(face_path(face["id"]), samples[face["script"]] or first)
            self.assertNotIn(0, [glyph["g"] for glyph in glyphs], face["id"])

    def test_han_and_symbol_faces_have_no_other_tables(self):
        for face in MANIFEST.faces:
            if face["kind"] != "latin":
                extra = tables_of(face["id"]) - HAN_TABLES - {"GSUB", "GPOS"}
                self.assertEqual(set(), extra, face["id"])
                self.assertEqual(set(), HAN_TABLES - tables_of(face["id"]))

    def test_no_face_has_hints_or_glyph_names(self):
        for face in MANIFEST.faces:
            self.assertFalse(tables_of(face["id"]) & HINT_TABLES, face["id"])
            self.assertEqual(3.0, opened(face["id"])["post"].formatType)

    def test_names_are_ours_and_copyright_is_kept(self):
        for face in MANIFEST.faces:
            names = opened(face["id"])["name"]
            for name_id in (1, 4):
                self.assertTrue(names.getDebugName(name_id).startswith("Gw "))
            self.assertTrue(names.getDebugName(6).startswith("Gw"))
            self.assertIsNotNone(names.getDebugName(13), face["id"])
            if face["source"]:
                kept = opened_source(face["id"])["name"].getDebugName(0)
                self.assertEqual(kept, names.getDebugName(0), face["id"])

    def test_glyphs_stand_in_the_order_of_code_points(self):
        for face in MANIFEST.faces:
            if face["kind"] == "latin":
                continue
            font = opened(face["id"])
            by_code_point = [name for _, name in sorted(font.getBestCmap().items())]
            numbers = list(map(font.getGlyphID, dict.fromkeys(by_code_point)))
            self.assertEqual(sorted(numbers), numbers, face["id"])

    def test_quick_faces_come_out_as_pinned(self):
        faces = [MANIFEST.face(i) for i in ("symbols", "mono-bold", "serif-regular")]
        for face in faces:
            built = build.build_face(face, face["licence"])
            again = build.build_face(face, face["licence"])
            self.assertEqual(built.data, again.data)
            self.assertEqual(built.data, face_path(face["id"]).read_bytes(), face["id"])


class LatinFaceTest(unittest.TestCase):
    def test_kerning_is_kept(self):
        for face_id in ("serif-regular", "sans-bold", "dejavu-sans"):
            path = face_path(face_id)
            kerned = sum(widths(shape(path, "AVAVTo")))
            self.assertLess(kerned, sum(widths(shape(path, "AVAVTo", "--features=-kern"))))

    def test_digits_of_times_are_half_an_em(self):
        self.assertEqual([1024] * 10, widths(shape(face_path("serif-regular"), "0123456789")))


class SymbolFaceTest(unittest.TestCase):
    def test_six_symbols_of_one_em(self):
        font = opened("symbols")
        self.assertEqual(set("☐☑☒▣✓✗"), set(map(chr, font.getBestCmap())))
        self.assertEqual([1000] * 6, widths(shape(face_path("symbols"), "☐☑☒▣✓✗")))

    def test_boxes_are_equal_and_centred_on_han(self):
        font = opened("symbols")
        boxes = {ink(glyph_for(font, symbol)) for symbol in "☐☑☒▣"}
        self.assertEqual({(100, -20, 900, 780)}, boxes)

    def test_file_is_small(self):
        self.assertLess(MANIFEST.face("symbols")["bytes"], 1400)


if __name__ == "__main__":
    unittest.main()
