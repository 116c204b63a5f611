"""Long texts in workbooks to fill in: what is typed is printed, or the reader warns; what the data give is printed as a
whole. Printed by LibreOffice."""
import json
import re
import subprocess
import unittest

import needs
from filled_workbooks import FORMS, converted, looked_at, map_rows, opened
from forms import FOLDER
from harness import gongwen
from test_fields import rendered

LENGTHS = (3, 12, 40, 120, 300)  # words


def words_of(number, count):
    """Words that occur nowhere else: 甲03—001 for the first one of the third text."""
    return [f'甲{number:02}—{word:03}' for word in range(count)]


def printed(path):
    return re.sub(r'\s+', '', subprocess.run(['pdftotext', path, '-'], capture_output=True, check=True).stdout.decode())


def long_fields(path):
    """Cells whose prompt says how many lines they show, by pointer."""
    said = {}
    for sheet in looked_at(path):
        for rule in sheet.data_validations.dataValidation:
            if re.search('超过[0-9]+行的，请拉高|Lines shown: [0-9]+; for more', rule.prompt or ''):
                said[sheet.title, str(rule.sqref)] = rule.prompt
    return {row['pointer']: (row['sheet'], row['cell']) for row in map_rows(path) if (row['sheet'], row['cell']) in said}


class LongTexts(unittest.TestCase):
    @needs.time
    def test_typed_texts_are_printed_or_the_reader_warns(self):
        paths, typed = [], {}
        for kind in FORMS:
            blank = rendered(kind, 'blank')[1]
            fields = long_fields(blank)
            book = opened(blank)
            for number, (pointer, (sheet, cell)) in enumerate(fields.items()):
                words = words_of(number, LENGTHS[number % len(LENGTHS)])
                book[sheet][cell] = '，'.join(words)
                typed[kind, pointer] = words
            paths.append(FOLDER / f'long-{kind}.xlsx')
            book.save(paths[-1])
        self.assertGreater(len(typed), 30)
        outcomes = set()
        for kind, path, pdf in zip(FORMS, paths, converted(paths, FOLDER / 'long', 'pdf')):
            text = printed(pdf)
            messages = gongwen('--error-format', 'json', 'extract', path).diagnostics()
            places = {place: pointer for pointer, place in long_fields(rendered(kind, 'blank')[1]).items()}
            cut = [message for message in messages if message['id'] == 'intake/text-cut']
            self.assertLessEqual({message['severity'] for message in cut}, {'warning'})
            warned = {places[re.search(r'sheet “(.*?)”, ([A-Z]+[0-9]+)', message['message']).groups()] for message in cut}
            for pointer in [pointer for one, pointer in typed if one == kind]:
                words = typed[kind, pointer]
                is_whole = all(word in text for word in words)
                outcomes.add((is_whole, pointer in warned))
                with self.subTest(f'{kind}{pointer}', words=len(words)):
                    self.assertTrue(is_whole or pointer in warned)
                    if len(words) == LENGTHS[0]:
                        self.assertNotIn(pointer, warned)
        self.assertLessEqual({(True, False), (False, True)}, outcomes)

    def test_data_are_printed_as_a_whole(self):
        paths = [rendered(kind, 'stress')[1] for kind in FORMS]
        checked = 0
        for kind, path, pdf in zip(FORMS, paths, converted(paths, FOLDER / 'whole', 'pdf')):
            result = gongwen('--error-format', 'json', 'extract', path)
            self.assertNotIn('intake/text-cut', [message['id'] for message in result.diagnostics()])
            data, text = json.loads(result.out), printed(pdf)
            for pointer in long_fields(path):
                value = data
                for token in pointer.split('/')[1:]:
                    value = (value[int(token):] or [""])[0] if isinstance(value, list) else dict(value or {}).get(token, "")
                for line in value.split('\n') if isinstance(value, str) else []:
                    with self.subTest(f'{kind}{pointer}'):
                        self.assertIn(re.sub(r'\s+', '', line)[-12:], text)
                        checked += 1
        self.assertGreater(checked, 30)


if __name__ == '__main__':
    unittest.main()
