"""PDF and workbook of a form hold the same: each value of the data, and the same characters as a whole."""
import collections
import re
import unittest

from forms import ALL, BLANK, pdf_text, sample_path, squeezed, workbook_text
from harness import sample

# Values that steer the document or are kept with it, and are not printed; choices are printed as ticked boxes.
NOT_PRINTED = {
    'proposal-information': {'attachments', 'wg'},
    'proposal-review': {'patents', 'patent_annex', 'left_out'},
    'expert-application': {'already_registered', 'apply_kind', 'wg', 'opinions', 'status', 'status_reason'},
    'commitment-letter': set(),
}


def texts(value, hidden):
    """The texts in the data that are printed, paragraph by paragraph; dates as they are printed."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in hidden:
                yield from texts(member, hidden)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, hidden)
    elif isinstance(value, str):
        date = re.fullmatch(r'(\d{4})-(\d\d)(?:-(\d\d))?', value)
        if date:
            year, month, day = date.groups()
            yield f'{year}年{int(month)}月' + (f'{int(day)}日' if day else '')
        else:
            yield from (squeezed(line) for line in value.split('\n') if line.strip())


class Values(unittest.TestCase):
    def test_each_value_stands_in_both(self):
        for kind, name in ALL:
            if name == BLANK:
                continue
            with self.subTest(f'{kind}/{name}'):
                for text in texts(sample(sample_path(kind, name)), NOT_PRINTED.get(kind, set())):
                    self.assertIn(text, pdf_text(kind, name))
                    self.assertIn(text, workbook_text(kind, name))

    def test_the_same_characters(self):
        for kind, name in ALL:
            with self.subTest(f'{kind}/{name}'):
                page, sheet = (collections.Counter(text(kind, name)) for text in (pdf_text, workbook_text))
                self.assertEqual((page - sheet, sheet - page), (collections.Counter(), collections.Counter()))


if __name__ == '__main__':
    unittest.main()
