"""Marks that a document prints around a text, 《》 of a title and （） of a note, are not printed twice where somebody
typed them into the data: in every kind, and for every text that is within such marks on the page."""
import json
import subprocess
import unittest

from harness import DONE, CommandTest, gongwen
from samples import seen, some_samples

MARKS = ('《》', '（）')
INNER = {'《》': '《〈{}〉》', '（）': '（（{}））'}


def texts_of(value, path=()):
    """The texts of the data with their places."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from texts_of(part, path + (name,))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from texts_of(part, path + (index,))
    elif isinstance(value, str):
        yield path, value


def put(data, path, value):
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


class PrintedMarks(CommandTest):
    def page(self, kind, data):
        path = self.write('data.json', data)
        result = gongwen('render', kind, path, '-o', self.folder / 'a.pdf')
        self.assertEqual(result.status, DONE, result.err)
        return seen(subprocess.run(['pdftotext', '-raw', self.folder / 'a.pdf', '-'], capture_output=True, check=True).stdout.decode())

    def test_marks_typed_around_a_text_are_not_doubled(self):
        marked = 0
        for sample in [s for s in some_samples() if s.parent.name != 'store']:
            data = json.loads(sample.read_text(encoding='utf-8'))
            plain = self.page(sample.parent.name, data)
            for left, right in MARKS:
                typed = json.loads(json.dumps(data))
                count = 0
                for path, text in texts_of(data):
                    # An address with marks is none.
                    is_address = '://' in text or '@' in text
                    if len(text) > 3 and not is_address and text[0] not in '《（' and left + seen(text) + right in plain:
                        put(typed, path, left + text + right)
                        count += 1
                if count == 0:
                    continue
                marked += count
                with self.subTest(sample.parent.name, sample=sample.stem, marks=left + right):
                    page = self.page(sample.parent.name, typed)
                    doubled = [text for _, text in texts_of(data) if INNER[left + right].format(seen(text)) in page]
                    self.assertEqual(doubled, [])
        self.assertGreater(marked, 10)

    def test_titles_in_cells_and_of_notices(self):
        events = [{'type': 'ot_notice', 'date_text': '近日', 'title': '《关于征集标准需求的通知》'},
                  {'type': 'td_report', 'dates': ['2026-12-08'], 'title': '《示例白皮书》'},
                  {'type': 'ot_notice', 'date_text': '近日', 'title': '《甲规定》和《乙规定》'}]
        page = self.page('monthly-bulletin', {'year': 2026, 'issue': 12, 'period': '2026-12', 'issue_date': '2027-01-04', 'events': events})
        self.assertIn('印发《关于征集标准需求的通知》', page)
        self.assertIn('《示例白皮书》', page)
        self.assertNotIn('〈示例白皮书〉', page)
        # Two titles are not one in marks.
        self.assertIn('《〈甲规定〉和〈乙规定〉》', page)


if __name__ == '__main__':
    unittest.main()
