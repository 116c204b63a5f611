"""Coverage, widths and forms of the Han faces."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fontTools.pens.boundsPen import BoundsPen  # noqa: E402
from prepare import charsets  # noqa: E402
from prepare.for_tests import (  # noqa: E402
    MAIN_HAN_FACES,
    MANIFEST,
    NOTO_MAIN_FACES,
    face_path,
    glyph_at,
    glyph_for,
    ink,
    opened,
    opened_source,
    shape,
    source_of,
    widths,
)

HAN_FACES = [face["id"] for face in MANIFEST.faces if face["script"] == "han"]
# Marks whose form depends on the language in a pan-CJK font, and such as ought not to.
MARKS = "—…·“”‘’‚„‼⁇⁈⁉⸺⸻―，。、；：！？（）《》〈〉「」『』【】〔〕〖〗［］｛｝～￥％℃\"'"


class CoverageTest(unittest.TestCase):
    def test_main_faces_have_all_of_gb2312(self):
        for face_id in MAIN_HAN_FACES:
            missing = charsets.gb2312_han() - set(opened(face_id).getBestCmap())
            self.assertEqual(set(), missing, face_id)
        self.assertEqual(6763, len(charsets.gb2312_han()))

    def test_main_faces_but_fang_have_the_general_standard_table(self):
        wanted = charsets.general_standard_beyond_gb2312()
        self.assertEqual(1467, len(wanted))
        for face_id in set(MAIN_HAN_FACES) - {"fang-regular"}:
            self.assertTrue(wanted <= set(opened(face_id).getBestCmap()), face_id)

    def test_rare_names_and_traditional_forms_are_in_core_or_ext(self):
        for core, extension in (
            ("song-regular", "song-ext"),
            ("song-bold", "song-bold-ext"),
            ("hei-regular", "hei-ext"),
            ("hei-bold", "hei-bold-ext"),
            ("kai-regular", "kai-ext"),
            ("kai-light", "kai-light-ext"),
        ):
            both = {*opened(core).getBestCmap(), *opened(extension).getBestCmap()}
            self.assertEqual([], [c for c in "䶮𬭊㛃𠮷祎玥昉旻乂丏玕啰瞭國務鬱" if ord(c) not in both])

    def test_core_and_ext_share_no_character(self):
        core = opened("song-regular").getBestCmap()
        self.assertEqual([], [c for c in opened("song-ext").getBestCmap() if c in core])

    def test_fang_has_no_character_that_its_source_draws_wrongly(self):
        cmap = opened("fang-regular").getBestCmap()
        self.assertEqual([], [c for c in "鬱醜餘準衹幹捨鬆癥鹼騁" if ord(c) in cmap])

    def test_text_faces_leave_check_boxes_to_the_symbol_face(self):
        for face_id in HAN_FACES:
            self.assertFalse(charsets.SYMBOLS & set(opened(face_id).getBestCmap()), face_id)

    def test_unmapped_characters_get_notdef(self):
        for face_id in HAN_FACES:
            self.assertEqual(0, shape(face_path(face_id), "\ue123")[0]["g"], face_id)


class WidthTest(unittest.TestCase):
    def test_every_han_is_one_em_wide(self):
        for face_id in HAN_FACES:
            font = opened(face_id)
            em = font["head"].unitsPerEm
            wrong = [
                chr(code_point)
                for code_point, name in font.getBestCmap().items()
                if charsets.is_han(code_point) and font["hmtx"][name][0] != em
            ]
            self.assertEqual([], wrong, face_id)

    def test_marks_are_one_em_wide(self):
        for face_id in MAIN_HAN_FACES:
            text = "“”‘’，。、；：！？（）《》【】〔〕—…￥×÷±　"
            self.assertEqual([1000] * len(text), widths(shape(face_path(face_id), text)))

    def test_blanks(self):
        for face_id in MAIN_HAN_FACES:
            font = opened(face_id)
            cmap, advances = font.getBestCmap(), font["hmtx"]
            for code_point, width in ((0x2002, 500), (0x2003, 1000), (0x2009, 200), (0x3000, 1000)):
                self.assertEqual(width, advances[cmap[code_point]][0], hex(code_point))
            self.assertEqual(advances[cmap[0x20]], advances[cmap[0xA0]])

    def test_vertical_metrics_are_those_of_the_source(self):
        for face_id in HAN_FACES:
            source, font = opened_source(face_id), opened(face_id)
            for table, field in (
                ("hhea", "ascent"),
                ("hhea", "descent"),
                ("hhea", "lineGap"),
                ("OS/2", "sTypoAscender"),
                ("OS/2", "sTypoDescender"),
                ("OS/2", "sTypoLineGap"),
                ("OS/2", "usWinAscent"),
                ("OS/2", "usWinDescent"),
            ):
                expected = getattr(source[table], field)
                self.assertEqual(expected, getattr(font[table], field), (face_id, field))


class SimplifiedChineseFormTest(unittest.TestCase):
    """A prepared face without a language equals its source set as zh-Hans."""

    def assert_same_setting(self, face_id, text):
        path, index = source_of(face_id)
        zh_hans = ("--script=hani", "--language=zh-Hans")
        expected = shape(path, text, *zh_hans, index=index)
        for options in ((), zh_hans, ("--script=latn",)):
            self.assertEqual(
                widths(expected), widths(shape(face_path(face_id), text, *options)), text
            )

    def test_single_marks(self):
        for face_id in NOTO_MAIN_FACES:
            for mark in MARKS:
                self.assert_same_setting(face_id, mark)

    def test_sequences(self):
        for face_id in NOTO_MAIN_FACES:
            for text in ("——", "———", "……", "⋯⋯", "A—B", "AVATo.", "office", "ê̄"):
                self.assert_same_setting(face_id, text)

    def test_forms_are_the_shapes_of_the_source(self):
        for face_id in NOTO_MAIN_FACES:
            for text in (*MARKS, "——"):
                self.assert_same_ink(face_id, text)

    def assert_same_ink(self, face_id, text):
        path, index = source_of(face_id)
        source = opened_source(face_id)
        options = ("--script=hani", "--language=zh-Hans")
        there = shape(path, text, *options, index=index)[0]["g"]
        here = shape(face_path(face_id), text)[0]["g"]
        pen = BoundsPen(None)
        source.getGlyphSet()[source.getGlyphName(there)].draw(pen)
        for a, b in zip(pen.bounds, ink(glyph_at(opened(face_id), here)), strict=True):
            self.assertAlmostEqual(a, b, delta=2, msg=f"{face_id} {text}")

    def test_two_dashes_are_one_glyph_of_two_ems(self):
        for face_id in MAIN_HAN_FACES:
            glyphs = shape(face_path(face_id), "——")
            self.assertEqual([2000], widths(glyphs))
            self.assertEqual(glyphs[0]["g"], shape(face_path(face_id), "⸺")[0]["g"])
            x_min, _, x_max, _ = ink(glyph_at(opened(face_id), glyphs[0]["g"]))
            self.assertGreater(x_max - x_min, 1800, face_id)


class RepairTest(unittest.TestCase):
    def test_yuan_is_no_dollar(self):
        for face_id in MAIN_HAN_FACES:
            font = opened(face_id)
            yuan = list(glyph_for(font, "￥").coordinates)
            for dollar in "$＄":
                points = list(glyph_for(font, dollar).coordinates)
                self.assertNotEqual(len(yuan), len(points), face_id)

    def test_full_width_yuan_of_fang_is_the_half_width_one_centred(self):
        font = opened("fang-regular")
        half, full = glyph_for(font, "¥"), glyph_for(font, "￥")
        self.assertEqual(half.endPtsOfContours, full.endPtsOfContours)
        self.assertAlmostEqual(1000, ink(full)[0] + ink(full)[2], delta=1)

    def test_marks_that_fandol_draws_badly_are_left_out(self):
        cmap = opened("fang-regular").getBestCmap()
        self.assertEqual([], [c for c in "￣￠™※①→■Ⅳ℃" if ord(c) in cmap])

    def test_overrides_of_fang_exist_and_do_not_hide_its_own_glyphs(self):
        family = next(f for f in MANIFEST.data["families"] if f["id"] == "fang")
        own = opened("fang-regular").getBestCmap()
        for override in family["overrides"]:
            for part in override["unicode_range"]:
                first, _, last = part.removeprefix("U+").partition("-")
                code_points = range(int(first, 16), int(last or first, 16) + 1)
                self.assertEqual([], [hex(c) for c in code_points if c in own])
                there = opened(override["face"]).getBestCmap()
                self.assertTrue(any(c in there for c in code_points), part)

    def test_interpunct_is_as_high_as_han(self):
        for face_id in MAIN_HAN_FACES:
            box = ink(glyph_for(opened(face_id), "·"))
            self.assertAlmostEqual(365, (box[1] + box[3]) / 2, delta=25, msg=face_id)

    def test_quotes_of_kai_stand_at_the_right_end(self):
        font = opened("kai-regular")
        for mark in "“‘":
            self.assertGreater(ink(glyph_for(font, mark))[0], 500)
        for mark in "”’":
            self.assertLess(ink(glyph_for(font, mark))[2], 500)


if __name__ == "__main__":
    unittest.main()
