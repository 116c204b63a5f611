"""The official page in LibreOffice: 22 lines of 28 characters, as in the PDF (GB/T 9704-2012, 5.2.3), and the plain page with 22 of 26;
without a grid of characters, which programs understand in different ways."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import surroundings

from harness import ROOT, gongwen
from word_forms import saved_by_office

LONG = '为做好示例工作各单位应当按照要求认真组织填报并在规定时间内完成报送任务' * 40


def lines_of(pdf):
    """By page: the number of Han characters in each line of running text."""
    shown = subprocess.run(['pdftotext', '-layout', pdf, '-'], check=True, capture_output=True, env=surroundings.OF_THE_PERSON).stdout
    return [[len(re.findall('[\u4e00-\u9fff]', line)) for line in page.splitlines() if line.strip()] for page in shown.decode().split('\f')]


class WordGrid(unittest.TestCase):
    def lines_of_page(self, number, kind, data):
        """As the PDF and as LibreOffice show it: how many characters its lines have."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-grid-'))
        self.addCleanup(shutil.rmtree, folder)
        (folder / 'data.json').write_text(json.dumps(data), encoding='utf-8')
        for ending in ('pdf', 'docx'):
            result = gongwen('render', kind, folder / 'data.json', '-o', folder / f'own.{ending}')
            self.assertEqual(result.status, 0, result.err)
        shutil.copyfile(folder / 'own.docx', folder / 'office.docx')
        office = saved_by_office(folder / 'office.docx', 'pdf', folder)
        # The page has running text only, and its number.
        return [[count for count in lines_of(pdf)[number - 1] if count > 0] for pdf in (folder / 'own.pdf', office)]

    def test_28_characters_and_22_lines(self):
        data = json.loads((ROOT / 'samples/result-notice/typical.json').read_text(encoding='utf-8'))
        data['remarks'] = [{'text': LONG[:1500]}]
        for text in self.lines_of_page(2, 'result-notice', data):
            self.assertEqual((len(text), set(text)), (22, {28}))

    def test_26_characters_and_22_lines(self):
        data = json.loads((ROOT / 'samples/regulations/minimal.json').read_text(encoding='utf-8'))
        data['chapters'][0]['articles'][0]['paragraphs'] = [{'text': LONG[:988]}] * 3
        for text in self.lines_of_page(5, 'regulations', data):
            self.assertEqual((len(text), set(text)), (22, {26}))


if __name__ == '__main__':
    unittest.main()
