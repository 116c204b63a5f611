"""English titles, as long as those of ISO, in the cells of forms and lists: no word is broken where it fits into its line,
not even with a hyphen."""
import json
import pathlib
import random
import re
import tempfile
import unittest

from made_data import ENGLISH
from page_measures import Checker, read_dump
from samples import SAMPLES

TITLES_A_DOCUMENT = 40
KINDS = ('iso-form-4', 'justification-report', 'monthly-bulletin', 'proposal-information', 'proposal-register',
         'proposal-review')
LONG_WORDS = ['telecommunications', 'interoperability', 'pseudonymization', 'identity-based', 'Internet of Things (IoT)']


def title(chance):
    wanted = chance.randint(60, 190)
    words = ['Information security, cybersecurity and privacy protection', '—'] if chance.random() < .5 else ['Cybersecurity', '—']
    while len(' '.join(words)) < wanted:
        words.append(chance.choice(ENGLISH + LONG_WORDS))
        if chance.random() < .1:
            words += ['—', f'Part {chance.randint(1, 9)}:']
    return re.sub(r'( —| —? ?Part \d:)+$', '', ' '.join(words)[:220].rsplit(' ', 1)[0])


def with_titles(value, titles, key=''):
    """The data with other English titles; lists of records are as long as there are titles."""
    if isinstance(value, dict):
        return {name: with_titles(one, titles, name) for name, one in value.items()}
    if isinstance(value, list):
        return [with_titles(one, titles, key) for one in value]
    is_title = key in ('en', 'title_en') and isinstance(value, str) and len(value) > 20
    return next(titles) if is_title else value


def broken_words(dump, words):
    """Words that are in two lines of a cell."""
    found = []
    cells = [entry for page in read_dump(dump) for root in page for entry in root.walk()
             if entry.name in ('td', 'th')]
    for cell in cells:
        lines = [line.text() for line in cell.lines()]
        for line, following in zip(lines, lines[1:]):
            end = re.search(r'[A-Za-z]+\u00ad?$', line)
            begin = re.match(r'[a-z]+', following)
            if end and begin and end[0].rstrip('\u00ad') + begin[0] in words and end[0] not in words:
                found.append(f'{end[0]}|{begin[0]}')
    return found


class EnglishTitles(unittest.TestCase):
    def test_no_word_is_broken_in_a_cell(self):
        seen = 0
        for kind in KINDS:
            for sample in (one for one in SAMPLES if one.parent.name == kind):
                chance = random.Random(f'{kind} {sample.name}')
                titles = [title(chance) for _ in range(TITLES_A_DOCUMENT)]
                used = iter(titles * 10)
                data = with_titles(json.loads(sample.read_text(encoding='utf-8')), used)
                with tempfile.TemporaryDirectory(prefix='gongwen-titles-') as folder:
                    result = Checker(kind, pathlib.Path(folder)).run(data)
                with self.subTest(f'{kind} {sample.name}'):
                    self.assertEqual(result.status, 0, result.err[:2000])
                    words = set(re.findall('[A-Za-z]+', ' '.join(titles)))
                    self.assertEqual(broken_words(result.out, words), [])
                    seen += sum(one.split(' — ')[0][:20] in result.out for one in titles)
        self.assertGreater(seen, 20)

    def test_a_broken_word_is_found(self):
        dump = ('page 1 100x100\n  cell td 0,0 90x40\n    line 0,0 90x20\n      text 0,0 90x20 "privacy pro"\n'
                '    line 0,20 90x20\n      text 0,20 90x20 "tection"\n')
        self.assertEqual(broken_words(dump, {'privacy', 'protection'}), ['pro|tection'])


if __name__ == '__main__':
    unittest.main()
