"""Pages of data that nobody tuned: a generator makes them from the schemas. No line is torn, few are left short, what
does not fit is broken or reported, pages are filled. GONGWEN_MADE_SETS says how many sets a kind has (6)."""
import concurrent.futures
import json
import os
import pathlib
import tempfile
import unittest

from page_measures import Measures, Summary, measured, measured_set, measured_sets
from samples import SAMPLES, name_of

SETS = int(os.environ.get('GONGWEN_MADE_SETS', '6'))
KINDS = sorted({sample.parent.name for sample in SAMPLES if sample.parent.name != 'store'})
# The data of the others are made of what a store has, so that data made up at random are none.
MADE_KINDS = [kind for kind in KINDS if kind != 'annual-review']

# Pages that stay more than a quarter white though no break is forced at their end, and why. The numbers are those of sets
# 0 to 9 of a kind, and the names those of samples.
SIGNATURE = 'the signature, 附件说明 and the last lines of the text are on one page (GB/T 9704-2012, 7.3.5.5)'
SEALS = 'a row of large seals is as high as a third of a page'
STATISTICS = 'a small table and its chart, which is one picture, stay together'
TABLE = 'a table of a few rows stays whole, with the words that introduce it and their heading'
SECTION = 'the headings of a section and its first item and two lines have no room'
KNOWN_WHITE = {
    ('annual-review/stress', 5): STATISTICS,
    ('monthly-bulletin 1 2', 10): SECTION,
    ('monthly-bulletin 1 6', 11): SECTION,
    ('monthly-bulletin 1 6', 21): SECTION,
    ('needs-notice 1 4', 2): SIGNATURE,
    ('opinions 1 0', 20): SEALS,
    ('opinions 1 7', 18): SIGNATURE,
    ('opinions 1 9', 4): SIGNATURE,
    ('proposal-register 1 0', 3): STATISTICS,
    ('proposal-register 1 1', 7): STATISTICS,
    ('monthly-bulletin/2026-08-all-events', 7): TABLE,
    ('monthly-bulletin/2026-08-all-events', 8): TABLE,
    ('monthly-bulletin/2026-08-all-events', 15): SECTION,
    ('needs-notice/stress', 2): SIGNATURE,
    ('opinions/stress', 21): SIGNATURE,
    ('proposal-register/stress', 10): STATISTICS,
    ('result-notice/stress', 4): SIGNATURE,
}


def unexpected_white(white, names):
    """Against what is known of these documents: pages that are white now, and pages that are filled now."""
    found = {(name, page) for name, pages in white.items() for page in pages}
    known = {(name, page) for name, page in KNOWN_WHITE if name in names}
    return {'white': sorted(found - known), 'filled': sorted(known - found)}


class MadePages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.summaries = []
        for kind in MADE_KINDS:
            summary = Summary(kind)
            for seed, _, measures in measured_sets(kind, SETS):
                summary.add(seed, measures)
            cls.summaries.append(summary)
            print(*summary.row(), sep='\t')

    def total(self, key):
        return sum(getattr(summary, key) for summary in self.summaries)

    def test_most_data_are_valid(self):
        for summary in self.summaries:
            with self.subTest(summary.kind):
                self.assertGreaterEqual(summary.documents * 2, SETS, summary.refused)

    def test_no_line_is_stretched_beyond_the_limit(self):
        for summary in self.summaries:
            with self.subTest(summary.kind):
                self.assertEqual(summary.stretched, 0, summary.worst)

    def test_one_line_in_two_thousand_is_left_short_at_most(self):
        self.assertLessEqual(self.total('short') * 2000, self.total('lines'), [s.worst for s in self.summaries])

    def test_no_label_is_split(self):
        for summary in self.summaries:
            with self.subTest(summary.kind):
                self.assertEqual(summary.split_labels, 0, summary.worst)

    def test_no_heading_is_parted_from_its_text(self):
        for summary in self.summaries:
            with self.subTest(summary.kind):
                self.assertEqual(summary.lone_headings, 0, summary.worst)

    def test_no_page_before_the_last_of_its_part_is_nearly_empty(self):
        for summary in self.summaries:
            with self.subTest(summary.kind):
                self.assertEqual(summary.low, {})

    def test_no_page_is_more_than_a_quarter_white_without_a_forced_break(self):
        """But for those that are known; of more sets than ten, one page in forty."""
        first = {f'{kind} 1 {number}' for kind in MADE_KINDS for number in range(min(SETS, 10))}
        white = {name: pages for summary in self.summaries for name, pages in summary.white.items()}
        self.assertEqual(unexpected_white({name: pages for name, pages in white.items() if name in first}, first),
                         {'white': [], 'filled': []})
        self.assertLessEqual(sum(map(len, white.values())) * 40, self.total('pages'), white)

    def test_nothing_is_outside_of_its_place(self):
        for summary in self.summaries:
            with self.subTest(summary.kind):
                self.assertEqual(summary.outside, 0, summary.worst)


    def test_nothing_that_an_office_would_send_back(self):
        """Text beside the type area, a heading or label parted from its text, a torn cell, a red head that is not where
        GB/T 9704 has it."""
        for summary in self.summaries:
            for fault in ('beyond', 'parted', 'torn', 'head'):
                with self.subTest(summary.kind, fault=fault):
                    self.assertEqual(summary.returned[fault], [])

    def test_hardly_a_line_is_loose_that_a_break_would_have_filled(self):
        """Gaps above 1/8 em where the next line starts with a word that could have been parted: known, one in 8,000."""
        loose = [found for summary in self.summaries for found in summary.returned['loose']]
        self.assertLessEqual(len(loose) * 8000, self.total('lines'), loose)


class SamplePages(unittest.TestCase):
    def test_no_page_is_more_than_a_quarter_white_without_a_forced_break(self):
        """Of the samples, whose `stress` has as much as a kind takes."""
        samples = [sample for sample in SAMPLES if sample.parent.name in KINDS]
        with tempfile.TemporaryDirectory(prefix='gongwen-white-') as name, \
                concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            def white(sample):
                data = json.loads(sample.read_text(encoding='utf-8'))
                return measured(sample.parent.name, data, pathlib.Path(name)).white

            found = dict(zip(map(name_of, samples), pool.map(white, samples)))
        self.assertEqual(unexpected_white(found, found), {'white': [], 'filled': []})


class KnownSets(unittest.TestCase):
    """Rare pages: twenty signers of an upward document, signatures longer than a page, a long box after a long box, own
    columns with heads of six characters."""
    SEEDS = ('opinions 1 32', 'opinions 1 70', 'opinions 1 76', 'iso-form-4 1 159', 'needs-notice 1 17', 'needs-notice 1 153')

    def test_their_pages_are_filled_and_their_labels_whole(self):
        with tempfile.TemporaryDirectory(prefix='gongwen-made-') as folder:
            for seed in self.SEEDS:
                with self.subTest(seed):
                    data, measures = measured_set(seed.split()[0], seed, pathlib.Path(folder))
                    self.assertIsNotNone(data, measures)
                    self.assertEqual((measures.nearly_empty(), measures.split_labels), ({}, 0))


class Judging(unittest.TestCase):
    """What an office would send back, on dumps written by hand: each is found."""
    LINE = '      line 10,{y} 80x20\n        text {x},{y} {w}x11.07 "{text}"\n'

    def returned(self, *pages):
        dump = ''
        for number, blocks in enumerate(pages, 1):
            dump += f'page {number} 100x200\n  block html 10,10 80x180\n'
            for element, lines in blocks:
                dump += f'    block {element} 10,{lines[0][0]} 80x{20 * len(lines)}\n'
                for y, x, width, text in lines:
                    dump += self.LINE.format(y=y, x=x, w=width, text=text)
        return Measures(dump).returned

    def test_text_beside_the_type_area(self):
        found = self.returned([('p', [(10, 10, 80, '甲乙丙丁戊己庚辛')]), ('p', [(40, 2, 88, '左边的文字在版心以外')]), ('p', [(60, 10, 90, '右边的文字在版心以外')])])
        self.assertEqual(found['beyond'], ['左边的文字在版心以外', '右边的文字在版心以外'])
        self.assertEqual(self.returned([('p', [(10, 10, 84, '末尾的空格不算\u3000')])])['beyond'], [])

    def test_a_heading_at_the_end_of_a_page(self):
        text = ('p', [(10, 10, 40, '正文在此')])
        self.assertEqual(self.returned([text, ('h2', [(150, 10, 40, '一、标题')])], [text])['parted'], ['page 1 ends with the heading 一、标题'])
        self.assertEqual(self.returned([text, ('h2', [(130, 10, 40, '一、标题')]), ('p', [(150, 10, 40, '正文在此')])], [text])['parted'], [])

    def test_a_hint_at_the_start_of_a_page(self):
        question = ('p.question', [(150, 10, 40, '是否涉及专利')])
        hint = ('p.hint', [(10, 10, 40, '（如果是，应当附上）')])
        self.assertEqual(self.returned([question], [hint])['parted'], ['page 2 begins with the hint （如果是，应当附上）'])
        self.assertEqual(self.returned([question, ('p.hint', [(170, 10, 40, '（如果是）')])], [('p.prose', [(10, 10, 40, '没有')])])['parted'], [])

    def test_a_torn_cell(self):
        self.assertEqual(self.returned([('td', [(10, 10, 20, '收到'), (30, 10, 20, '提案')])])['torn'], ['收到提案'])
        self.assertEqual(self.returned([('td', [(10, 10, 40, '收到提案')])])['torn'], [])

    def test_a_loose_line(self):
        plain = [('p', [(20 * i, 10, 80, '甲乙丙丁戊己庚辛')]) for i in range(1, 6)]
        loose = ('p', [(130, 10, 96, '子丑寅卯辰巳午未'), (150, 10, 40, '申酉戌亥')])
        self.assertEqual(self.returned([*plain, loose])['loose'], ['+0.20 em: 子丑寅卯辰巳午未'])
        # The next line starts with a number, which cannot be parted.
        bound = ('p', [(130, 10, 96, '子丑寅卯辰巳午未'), (150, 10, 40, '2026年')])
        self.assertEqual(self.returned([*plain, bound])['loose'], [])

    def test_a_red_rule_that_is_too_low(self):
        dump = 'page 1 793.7x1122.52\n  block html 105.83,139.84 589.61x850.47\n    block p 105.83,449.09 589.61x38.66\n' \
               '      line 105.83,449.09 589.61x38.66\n        text 288.78,456.77 126.31x23.31 "示例"\n    block div 105.83,{} 589.61x1.89\n'
        self.assertEqual(Measures(dump.format(493.22)).returned['head'], [])
        self.assertEqual(Measures(dump.format(500)).returned['head'], ['the red rule is 5.8 mm below the number'])


class White(unittest.TestCase):
    PAGE = 'page {} 100x200{}\n  block html 10,10 80x180 goes-on\n    block section 10,10 80x180{}\n'
    LINE = '      line 10,{y} 80x20\n        text 10,{y} 80x11.07 "甲乙"\n'

    def white(self, inside, head='', section=' goes-on'):
        last = self.PAGE.format(2, '', '') + self.LINE.format(y=10)
        return Measures(self.PAGE.format(1, head, section) + inside + last).white

    def test_pages_that_end_early(self):
        self.assertEqual(self.white(self.LINE.format(y=120)), {1: .28})
        self.assertEqual(self.white(self.LINE.format(y=130)), {})
        self.assertEqual(self.white(''), {1: 1})

    def test_room_of_a_box_is_no_white(self):
        line = self.LINE.format(y=40)
        self.assertEqual(self.white('      block div 10,40 80x110\n' + line), {})
        self.assertEqual(self.white('      block div 10,40 80x150 goes-on\n' + line), {1: .72})

    def test_before_a_forced_break(self):
        self.assertEqual(self.white(self.LINE.format(y=40), ' ends-part'), {})


class Measuring(unittest.TestCase):
    """The measure itself, on a dump written by hand."""
    DUMP = '''page 1 100x200
  block html 10,10 80x180 goes-on
    block p 10,10 80x60
      line 10,10 80x20 short
        text 10,12 20x11.07 "甲乙"
      line 10,30 80x20
        text 10,32 80x11.07 "丙丁"
    block th 10,90 80x40
      line 10,90 80x20
        text 10,92 30x11.07 "主要成果与"
      line 10,110 80x20
        text 10,112 10x11.07 "果"
    block th.vertical 10,130 10x40
      line 10,130 10x20
        text 10,132 10x11.07 "备"
      line 10,150 10x20
        text 10,152 10x11.07 "注"
    block td 30,130 10x40
      line 30,130 10x20
        text 30,132 10x11.07 "首"
      line 30,150 10x20
        text 30,152 10x11.07 "次"
  @bottom-center
    margin-box 10,190 80x10
      line 10,190 80x10 stretched
        text 10,190 80x10 "1"
page 2 100x200
  block html 10,10 80x180 continued goes-on
    line 10,10 80x20 stretched
      text 10,12 80x11.07 "戊"
    block h2.x 10,30 80x20
      line 10,30 80x20
        text 10,32 80x11.07 "题"
page 3 100x200
  block html 10,10 80x180 continued
    line 10,10 80x20
      text 10,12 80x11.07 "己"
'''

    def test_headings_at_the_end_of_a_page_are_found_by_name_and_id(self):
        parted = self.DUMP.replace('h2.x 10,30 80x20', 'h2#event.x 10,30 80x20 goes-on')
        self.assertEqual(Measures(self.DUMP).returned['parted'], ['page 2 ends with the heading 题'])
        self.assertEqual(Measures(parted).returned['parted'], ['page 2 parts the heading 题'])

    def test_lines_pages_labels_and_blanks_are_counted(self):
        measures = Measures(self.DUMP, [{'id': 'layout/off-sheet'}, {'id': 'rules/doubtful'}])
        self.assertEqual((measures.pages, measures.lines, measures.short, measures.stretched), (3, 11, 1, 1))
        self.assertEqual(measures.short_lines, [(6.0, '甲乙')])
        self.assertEqual({number: round(fill, 2) for number, fill in measures.fills.items()}, {1: .89, 2: .22})
        self.assertEqual(round(measures.largest_blank * 96 / 25.4), 40)
        self.assertEqual((measures.split_labels, measures.lone_headings, len(measures.outside)), (2, 1, 1))


if __name__ == '__main__':
    unittest.main(verbosity=2)
