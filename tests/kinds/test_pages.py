"""Each document has the pages it should have, on paper and when its workbook is printed, and passes the judges."""
import json
import os
import re
import subprocess
import unittest

from forms import ALL, FOLDER, HERE, made
from samples import JUDGES, PYTHON, language_of, output_of

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
        for kind, name in ALL:
            with self.subTest(f'{kind}/{name}'):
                pdf, xlsx = made(kind, name)
                chinese = 'yes' if language_of(kind) == 'zh-CN' else 'no'
                self.assertIn(' 0 FAIL', output_of(PYTHON, JUDGES / 'pdf_judge.py', '--profile', 'archive',
                                                    '--chinese', chinese, pdf))
                judged = output_of(PYTHON, JUDGES / 'xlsx_judge.py', '--profile', 'plain', '--no-office', xlsx)
                self.assertIn(' 0 FAIL', judged)


if __name__ == '__main__':
    unittest.main()
