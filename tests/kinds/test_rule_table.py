"""docs/RULES.md says where each business rule is enforced: everything that it names exists, with the stated severity."""
import json
import re
import unittest

import bundles
from harness import ROOT

# The rules of the reference, in its order.
IDS = ['V-WG2', 'V-PLAN', 'V-PLAN-Y', 'V-GB', 'V-DOCNO', 'V-ANN', 'V-PG', 'V-TR', 'V-ISOREF', 'V-STAGE', 'V-SCODE',
       'V-COMMENT60', 'V-COUNT', 'V-DATE', 'V-DEADLINE', 'V-SDT', 'V-SDT-DATES', 'V-NP84', 'V-PATENT', 'V-MSS', 'V-DRAFT',
       'V-SDG17', 'V-PRE-CD', 'V-3MISS', 'V-2WEEKS', 'V-2MEET', 'V-2YEARS', 'V-VOTE', 'V-REVIEW5', 'V-LEADER', 'V-TITLE']


def read(path):
    return json.loads((ROOT / path).read_text(encoding='utf-8'))


def rows(page='docs/RULES.md'):
    """Id, severity, and the last column of each row."""
    for line in (ROOT / page).read_text(encoding='utf-8').splitlines():
        cells = [cell.strip() for cell in line.split('|')[1:-1]]
        if cells and cells[0].startswith('V-'):
            yield cells[0], cells[2], cells[3]


def formats_of(value):
    """All formats that a schema asks for."""
    if isinstance(value, dict):
        if isinstance(value.get('format'), str):
            yield value['format']
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from formats_of(item)


def at(value, pointer):
    for step in pointer.split('/')[1:]:
        value = value[step]
    return value


class RuleTable(unittest.TestCase):
    def severity(self, kind, words):
        """`E` or `W` of what holds the rule; a KeyError or StopIteration if it is missing."""
        *place, last = words
        if kind == 'format':
            self.assertIn(last, set(formats_of(bundles.schema(place[0]))))
            return 'E'
        if kind == 'schema':
            self.assertTrue(at(bundles.schema(place[0]), last))
            return 'E'
        holder = bundles.manifest(place[0]) if kind == 'rule' else read(f'templates/shared/sets/{place[0]}.json')
        rule = next(rule for rule in holder['rules'] if rule['id'] == last)
        return 'W' if rule.get('severity') == 'warning' else 'E'

    def test_all_rules_once(self):
        self.assertEqual([row[0] for row in rows()], IDS)

    def test_both_languages_name_the_same(self):
        def places(page):
            return [(name, severity, re.findall(r'`[^`]+`', held_by)) for name, severity, held_by in rows(page)]

        self.assertEqual(places('docs/RULES.zh.md'), places('docs/RULES.md'))

    def test_what_holds_them_is_there(self):
        held = 0
        for name, severity, held_by in rows():
            with self.subTest(name):
                found = {self.severity(kind, words.split())
                         for kind, words in re.findall(r'`(rule|set|format|schema) ([^`]+)`', held_by)}
                if severity:
                    self.assertEqual(found, set(severity.split('/')))
                    held += 1
                else:  # no document contains it: the reason is given instead
                    self.assertGreater(len(re.sub(r'`[^`]+`', '', held_by).strip()), 20)
        self.assertGreater(held, 0)


if __name__ == '__main__':
    unittest.main()
