"""The grids of both profiles: lines a page, characters a line, where they are (GB/T 9704-2012, 3.1, 3.2, 5.2)."""
import unittest

from positions import typeset

TEXT = '国务院办公厅关于进一步做好网络安全标准化工作有关事项通知如下各地区各部门要认真贯彻落实'
# characters, lines, left margin on odd and even pages, top, width, pitch in mm; how far the baseline is from the top of
# its line, in mm
PROFILES = {
    'gbt9704': (28, 22, 28, 26, 37, 156, 225 / 22, (225 / 22) / 2 + .3375 * 156 / 28),
    'tc260-plain': (26, 22, 31.6, 31.6, 25.4, 146.8, 31.2 * 25.4 / 72, (31.2 / 2 + .3375 * 16) * 25.4 / 72),
}


def plain_pages(profile):
    characters, lines = PROFILES[profile][:2]
    text = (TEXT * 100)[:characters * lines * 3 - 2]
    return typeset('grid', {'profile': profile, 'paragraphs': [text]}).pages


class Grid(unittest.TestCase):
    def test_a_page_has_its_lines_and_a_line_its_characters(self):
        for profile, (characters, lines, *_) in PROFILES.items():
            with self.subTest(profile):
                pages = plain_pages(profile)
                self.assertEqual(len(pages), 3)
                for page in pages:
                    self.assertEqual(len(page.lines()) - 1, lines)
                counts = [len(line.text) for page in pages for line in page.lines()[:lines]]
                self.assertEqual(counts, [characters - 2] + [characters] * (3 * lines - 1))

    def test_baselines_stand_on_the_grid(self):
        for profile, (_, lines, _, _, top, _, pitch, down) in PROFILES.items():
            for page in plain_pages(profile):
                for number, line in enumerate(page.lines()[:lines]):
                    with self.subTest(profile, line=number + 1):
                        self.assertAlmostEqual(line.y, top + number * pitch + down, delta=.1)

    def test_lines_fill_the_type_area(self):
        for profile, (_, lines, odd, even, _, width, _, _) in PROFILES.items():
            for number, page in enumerate(plain_pages(profile)):
                left = even if number % 2 else odd
                for line in page.lines()[1:lines - 1]:
                    with self.subTest(profile, page=number + 1):
                        self.assertAlmostEqual(line.x, left, delta=.05)
                        self.assertAlmostEqual(line.end, left + width, delta=.05)

    def test_characters_stand_on_the_grid(self):
        for profile, (characters, _, odd, _, _, width, _, _) in PROFILES.items():
            lines = plain_pages(profile)[0].lines()
            for line, first in ((lines[0], 2), (lines[1], 0)):
                for number, glyph in enumerate(line.glyphs):
                    with self.subTest(profile, character=number):
                        self.assertAlmostEqual(glyph.x, odd + (number + first) * width / characters, delta=.1)

    def test_latin_and_digits_stand_on_the_line_of_han(self):
        """One baseline for both; the middle of figures and capitals lies within 1/12 em of that of Han."""
        for profile in PROFILES:
            made = typeset('grid', {'profile': profile, 'paragraphs': ['国' * 8 + 'HEI20240219' + '国' * 7]})
            line = made.pages[0].lines()[0]
            self.assertEqual({round(glyph.y, 3) for glyph in line.glyphs}, {round(line.y, 3)})
            han, latin = line.part('国' * 8), line.part('HEI20240219')
            middles = []
            for run in (han, latin):
                upper, lower = made.ink(1, run.x, line.y - 7, run.end - run.x, 10)
                middles.append((upper + lower) / 2)
            with self.subTest(profile):
                self.assertAlmostEqual(middles[0], middles[1], delta=line.size / 12)
                # Han are in the middle of the line
                top, pitch = PROFILES[profile][4], PROFILES[profile][6]
                self.assertAlmostEqual(middles[0], top + pitch / 2, delta=line.size / 12)

    def test_sheet(self):
        for profile in PROFILES:
            for page in plain_pages(profile):
                self.assertAlmostEqual(page.width, 210, delta=.01)
                self.assertAlmostEqual(page.height, 297, delta=.01)


class PageNumbers(unittest.TestCase):
    """7.5: 四号, a dash at each side, 7 mm below the type area, one character in from the outer edge."""

    def test_official(self):
        document = typeset('grid', {'profile': 'gbt9704', 'paragraphs': [(TEXT * 100)[:28 * 22 * 2]]})
        for number, page in enumerate(document.pages, 1):
            run = page.lines()[-1]
            self.assertEqual(run.text, f'— {number} —')
            self.assertAlmostEqual(run.size, 14 * 25.4 / 72, delta=.01)
            self.assertIn('Song', run.font)
            if number % 2:
                self.assertAlmostEqual(run.end, 184 - run.size, delta=.1)
            else:
                self.assertAlmostEqual(run.x, 26 + run.size, delta=.1)
            dash, _ = document.ink(number, run.x, 263, run.size * .9, 15)
            self.assertAlmostEqual(dash, 262 + 7, delta=.15)

    def test_plain(self):
        for number, page in enumerate(plain_pages('tc260-plain'), 1):
            run = page.lines()[-1]
            self.assertEqual(run.text, str(number))
            self.assertAlmostEqual(run.middle, 105, delta=.1)


if __name__ == '__main__':
    unittest.main()
