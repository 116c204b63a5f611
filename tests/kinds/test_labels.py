"""All labels of a form stand in its PDF and in its workbook, in the order of the form, whatever is filled in."""
import unittest

from forms import ALL, labels, pdf_text, workbook_text


class Labels(unittest.TestCase):
    def find_in_order(self, wanted, text):
        at = 0
        for label in wanted:
            found = text.find(label, at)
            self.assertGreaterEqual(found, 0, f'{label} is missing, or stands before its place')
            at = found + len(label)

    def test_pdf(self):
        for kind, name in ALL:
            with self.subTest(f'{kind}/{name}'):
                self.find_in_order(labels(kind), pdf_text(kind, name))

    def test_workbook(self):
        for kind, name in ALL:
            with self.subTest(f'{kind}/{name}'):
                self.find_in_order(labels(kind), workbook_text(kind, name))


if __name__ == '__main__':
    unittest.main()
