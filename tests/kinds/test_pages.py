"""Each document has the pages it should have, on paper and when its workbook is printed, and passes the judges."""
import json
import pathlib
import re
import tempfile
import unittest

import bundles
import needs
from filled_workbooks import converted, office_version
from forms import ALL, BLANK, FOLDER, HERE, KINDS, made
from harness import ROOT, gongwen
from judging import assert_judged
from samples import language_of, output_of

# Pages of the PDF, of the printed workbook, and of one that LibreOffice 25.2 prints, where it makes rows less high than 7.4.
# Kinds that are no forms: periodicals, plates, and a workbook of an office's own. They have tests of their own.
WITHOUT_LABELS = ('annual-review', 'english-bulletin', 'meeting-budget', 'monthly-bulletin', 'name-plates')
EXPECTED = json.loads((HERE / 'pages.json').read_text(encoding='utf-8'))


def pages_of(path):
    return int(re.search(r'^Pages:\s+(\d+)$', output_of('pdfinfo', path), re.MULTILINE).group(1))


class Pages(unittest.TestCase):
    def test_none_is_forgotten(self):
        unlabelled = [kind for kind in bundles.kinds() if kind not in KINDS and kind not in WITHOUT_LABELS]
        self.assertEqual(unlabelled, [], 'write the labels of the form, one a line, into tests/kinds/labels/KIND.txt, and what '
                                         'breaks its rules into tests/kinds/rules/KIND.json')
        self.assertEqual({f'{kind}/{name}' for kind, name in ALL}, set(EXPECTED), 'write the pages into tests/kinds/pages.json')

    @needs.time
    def test_pages_of_the_pdf(self):
        found = {f'{kind}/{name}': pages_of(made(kind, name)[0]) for kind, name in ALL}
        self.assertEqual(found, {document: pages[0] for document, pages in EXPECTED.items()})

    @needs.time
    def test_printed_pages_of_the_workbook(self):
        printed = converted([made(kind, name)[1] for kind, name in ALL], FOLDER / 'printed', 'pdf')
        found = {f'{kind}/{name}': pages_of(path) for (kind, name), path in zip(ALL, printed)}
        self.maxDiff = None
        self.assertEqual(found, {document: pages[-1 if office_version() >= 25 else 1] for document, pages in EXPECTED.items()})

    @needs.time
    def test_judges(self):
        """The blank forms; the samples are judged in tests/samples."""
        blank = {made(kind, BLANK): (kind, f'{kind}/{BLANK}') for kind in KINDS}
        for chinese in ('yes', 'no'):
            names = {pdf: name for (pdf, _), (kind, name) in blank.items()
                     if (language_of(kind) == 'zh-CN') == (chinese == 'yes')}
            self.assertTrue(names)
            assert_judged(self, 'pdf', names, '--profile', 'archive', '--chinese', chinese)
        names = {xlsx: name for (_, xlsx), (_, name) in blank.items()}
        assert_judged(self, 'xlsx', names, '--profile', 'plain', '--no-office')


class Contents(unittest.TestCase):
    def test_numbers_stay_with_their_entries(self):
        """Titles that just fit their line leave no room for the number."""
        data = json.loads((ROOT / 'samples/regulations/minimal.json').read_text(encoding='utf-8'))
        data['contents'] = True
        data['chapters'] = [{'title': '总则', 'articles': [{'paragraphs': [{'text': '示例。'}]}]}] * 3
        # Numbers of two digits, after a part of several pages.
        data['annexes'] = [{'title': '示例清单', 'text': ['示例。'] * 200}]
        data['annexes'] += [{'title': '数据安全技术　机制　第3部分：个人信息' + rest, 'text': ['示例。']}
                            for rest in ('', '机', '机制', '机制与', '机制l', '机制ll', '机制的l')]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            (path / 'data.json').write_text(json.dumps(data), encoding='utf-8')
            result = gongwen('--quiet', 'render', 'regulations', path / 'data.json', '-o', path / 'a.pdf')
            self.assertEqual(result.status, 0, result.err)
            lines = [line.strip() for line in output_of('pdftotext', '-layout', '-l', '1', path / 'a.pdf', '-').split('\n')]
        entries = [line for line in lines if '..' in line]
        self.assertGreaterEqual(len(entries), 10)
        for line in entries:
            self.assertRegex(line, r'[\u4e00-\u9fffl] ?\.+ ?[0-9]+$')
        self.assertFalse([line for line in lines if line.isdigit()])


if __name__ == '__main__':
    unittest.main()
