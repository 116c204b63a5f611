"""All labels of a form are in its PDF and in its workbook, in the order of the form, whatever is filled in."""
import unittest

import needs
from forms import ALL, labels, pdf_text, unticked, workbook_text


class Labels(unittest.TestCase):
    def find_in_order(self, wanted, text):
        at = 0
        for label in wanted:
            found = text.find(label, at)
            self.assertGreaterEqual(found, 0, f'{label} is missing, or stands before its place')
            at = found + len(label)

    @needs.time
    def test_pdf(self):
        for kind, name in ALL:
            with self.subTest(f'{kind}/{name}'):
                self.find_in_order(labels(kind)[0], unticked(pdf_text(kind, name)))

    def test_workbook(self):
        for kind, name in ALL:
            with self.subTest(f'{kind}/{name}'):
                wanted, elsewhere = labels(kind)
                text = unticked(workbook_text(kind, name))
                self.find_in_order([label for label in wanted if label not in elsewhere], text)
                for label in elsewhere:
                    self.assertIn(label, text)


if __name__ == '__main__':
    unittest.main()
