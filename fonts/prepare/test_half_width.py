"""Half-width twins: which marks have one, how wide, where the ink is."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from prepare import half_width  # noqa: E402
from prepare.for_tests import (  # noqa: E402
    MAIN_HAN_FACES,
    face_path,
    glyph_for,
    half_width_map,
    ink,
    opened,
    shape,
    twin_of,
    widths,
)

MARKS = half_width.OPENERS + half_width.CLOSERS


class HalfWidthTest(unittest.TestCase):
    def test_every_mark_of_every_face_has_a_twin(self):
        for face_id in MAIN_HAN_FACES:
            without = [m for m in MARKS + "·" if not twin_of(opened(face_id), m)]
            self.assertEqual([], without, face_id)

    def test_twins_are_half_an_em_with_all_ink_inside(self):
        for face_id in MAIN_HAN_FACES:
            for mark in MARKS + "·":
                glyph, advance = twin_of(opened(face_id), mark)
                self.assertEqual(500, advance)
                x_min, _, x_max, _ = ink(glyph)
                self.assertGreaterEqual(x_min, 0, f"{face_id} {mark}")
                self.assertLessEqual(x_max, 500, f"{face_id} {mark}")

    def test_twins_of_openers_lose_their_left_half(self):
        font = opened("song-regular")
        for mark in half_width.OPENERS:
            full, twin = ink(glyph_for(font, mark)), ink(twin_of(font, mark)[0])
            self.assertEqual(full[0] - 500, twin[0], mark)
            self.assertEqual(full[1::2], twin[1::2], mark)

    def test_twins_of_closers_stay_in_place(self):
        font = opened("song-regular")
        for mark in half_width.CLOSERS:
            self.assertEqual(ink(glyph_for(font, mark)), ink(twin_of(font, mark)[0]), mark)

    def test_interpunct_is_centred_in_half_an_em(self):
        for face_id in MAIN_HAN_FACES:
            x_min, _, x_max, _ = ink(twin_of(opened(face_id), "·")[0])
            self.assertAlmostEqual(500, x_min + x_max, delta=1)

    def test_feature_is_found_under_any_script(self):
        for face_id in MAIN_HAN_FACES:
            for script in ("hani", "latn", "zyyy", "grek"):
                options = ("--features=hwid", f"--script={script}")
                glyphs = shape(face_path(face_id), "（《，。", *options)
                self.assertEqual([500] * 4, widths(glyphs), script)

    def test_feature_is_off_by_default_and_leaves_letters_alone(self):
        path = face_path("song-regular")
        self.assertEqual([1000, 1000], widths(shape(path, "（，")))
        self.assertEqual(shape(path, "A1国"), shape(path, "A1国", "--features=hwid"))

    def test_twins_have_no_code_point(self):
        for face_id in MAIN_HAN_FACES:
            font = opened(face_id)
            mapped = set(font.getBestCmap().values())
            self.assertFalse(mapped & set(half_width_map(font).values()), face_id)


if __name__ == "__main__":
    unittest.main()
