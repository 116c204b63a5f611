"""Every sample as a Word file: its text is that of the pages, its styles are named, and it follows the rules of Office."""
import collections
import unittest

from harness import gongwen
from office_rules import violations
from samples import SAMPLES, characters, name_of, rendered, some_samples
from word_files import W, WordFile, tagged_text

SAMPLES = [sample for sample in SAMPLES if sample.parent.name != 'store']


def dump(sample, stage):
    result = gongwen('dump', sample.parent.name, sample, f'--stage={stage}')
    assert result.status == 0, result.err
    return result.out


class Word(unittest.TestCase):
    def test_all_text_of_the_pages_is_in_it_once(self):
        for sample in some_samples():
            with self.subTest(sample=name_of(sample)):
                pages = characters(tagged_text(dump(sample, 'tags'), dump(sample, 'display-list')))
                word = characters(WordFile(rendered(sample, 'docx')).text())
                self.assertEqual((pages - word, word - pages), (collections.Counter(), collections.Counter()))

    def test_the_rules_of_office(self):
        for sample in some_samples():
            with self.subTest(sample=name_of(sample)):
                self.assertEqual(violations(rendered(sample, 'docx')), [])

    def test_paragraphs_have_named_styles(self):
        all_paragraphs = plain = 0
        for sample in some_samples():
            word = WordFile(rendered(sample, 'docx'))
            for paragraph in word.paragraphs():
                all_paragraphs += 1
                properties = paragraph.find(f'{W}pPr')
                plain += properties is None or {child.tag for child in properties} <= {f'{W}pStyle', f'{W}sectPr'}
        self.assertGreater(plain, all_paragraphs * 0.9, (plain, all_paragraphs))


if __name__ == '__main__':
    unittest.main()
