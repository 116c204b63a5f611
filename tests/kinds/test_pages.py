"""Each document has the pages it should have, on paper and when its workbook is printed, and passes the judges."""
import json
import os
import re
import subprocess
import unittest

from forms import ALL, BLANK, FOLDER, HERE, KINDS, made
from judging import assert_judged
from samples import language_of, output_of

EXPECTED = json.loads((HERE / 'pages.json').read_text(encoding='utf-8'))


def pages_of(path):
    return int(re.search(r'^Pages:\s+(\d+)$', output_of('pdfinfo', path), re.MULTILINE).group(1))


class Pages(unittest.TestCase):
    def test_none_is_forgotten(self):
        self.assertEqual({f'{kind}/{name}' for kind, name in ALL}, set(EXPECTED))

    def test_pages_of_the_pdf(self):
        found = {f'{kind}/{name}': pages_of(made(kind, name)[0]) for kind, name in ALL}
        self.assertEqual(found, {document: pages[0] for document, pages in EXPECTED.items()})

    def test_printed_pages_of_the_workbook(self):
        folder = FOLDER / 'printed'
        words = ['soffice', f'-env:UserInstallation=file://{FOLDER}/profile', '--headless', '--convert-to', 'pdf',
                 '--outdir', folder, *(made(kind, name)[1] for kind, name in ALL)]
        subprocess.run([str(w) for w in words], capture_output=True, check=True, timeout=300,
                       env={**os.environ, 'HOME': str(FOLDER)})
        found = {f'{kind}/{name}': pages_of(folder / f'{kind}-{name}.pdf') for kind, name in ALL}
        self.maxDiff = None
        self.assertEqual(found, {document: pages[1] for document, pages in EXPECTED.items()})

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


if __name__ == '__main__':
    unittest.main()
