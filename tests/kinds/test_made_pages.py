"""Pages of data that nobody tuned: a generator makes them from the schemas. No line is torn, few are left short, what
does not fit is broken or reported, pages are filled. GONGWEN_MADE_SETS says how many sets a kind has (10)."""
import os
import pathlib
import tempfile
import unittest

from page_measures import Measures, Summary, measured_set, measured_sets
from samples import SAMPLES

SETS = int(os.environ.get('GONGWEN_MADE_SETS', '10'))
KINDS = sorted({sample.parent.name for sample in SAMPLES if sample.parent.name != 'store'})


class MadePages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.summaries = []
        for kind in KINDS:
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

    def test_no_page_before_the_last_of_its_part_is_nearly_empty(self):
        for summary in self.summaries:
            with self.subTest(summary.kind):
                self.assertEqual(summary.low, {})

    def test_nothing_is_outside_of_its_place(self):
        for summary in self.summaries:
            with self.subTest(summary.kind):
                self.assertEqual(summary.outside, 0, summary.worst)


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
  block html 10,10 80x180 continued
    line 10,10 80x20 stretched
      text 10,12 80x11.07 "戊"
'''

    def test_lines_pages_labels_and_blanks_are_counted(self):
        measures = Measures(self.DUMP, [{'id': 'layout/off-sheet'}, {'id': 'rules/doubtful'}])
        self.assertEqual((measures.pages, measures.lines, measures.short, measures.stretched), (2, 9, 1, 1))
        self.assertEqual(measures.short_lines, [(6.0, '甲乙')])
        self.assertEqual({number: round(fill, 2) for number, fill in measures.fills.items()}, {1: .89})
        self.assertEqual(round(measures.largest_blank * 96 / 25.4), 40)
        self.assertEqual((measures.split_labels, len(measures.outside)), (2, 1))


if __name__ == '__main__':
    unittest.main(verbosity=2)
