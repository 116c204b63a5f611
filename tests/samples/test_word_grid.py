"""The official page in LibreOffice: 22 lines of 28 characters, as in the PDF (GB/T 9704-2012, 5.2.3), without a grid of characters,
which programs understand in different ways."""
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
    def test_28_characters_and_22_lines(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-grid-'))
        self.addCleanup(shutil.rmtree, folder)
        data = json.loads((ROOT / 'samples/result-notice/typical.json').read_text(encoding='utf-8'))
        data['remarks'] = [{'text': LONG[:1500]}]
        (folder / 'data.json').write_text(json.dumps(data), encoding='utf-8')
        for ending in ('pdf', 'docx'):
            result = gongwen('render', 'result-notice', folder / 'data.json', '-o', folder / f'own.{ending}')
            self.assertEqual(result.status, 0, result.err)
        shutil.copyfile(folder / 'own.docx', folder / 'office.docx')
        office = saved_by_office(folder / 'office.docx', 'pdf', folder)
        own, shown = lines_of(folder / 'own.pdf'), lines_of(office)
        # The second page has running text only, and its number.
        for pages in (own, shown):
            text = [count for count in pages[1] if count > 0]
            self.assertEqual((len(text), set(text)), (22, {28}))


if __name__ == '__main__':
    unittest.main()
