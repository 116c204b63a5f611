"""Workbooks as .ods and .csv: the same cells as in the .xlsx for a program that opens all of them."""
import csv
import io
import json
import subprocess
import unittest
import zipfile

from lxml import etree

import surroundings
from harness import BAD_INPUT, BAD_USAGE, DONE, ROOT, CommandTest, gongwen

# Kinds whose workbooks differ much: one list; and several sheets with dates, numbers and formulas.
SAMPLES = ('needs-notice/typical', 'expert-roster/typical', 'monthly-bulletin/2024-02')
# LibreOffice: all sheets, cells as they are shown.
AS_SHOWN = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
TEXTS = ['=1+1', '+86 10', '-5', '@a', 'a;"b"', '𠮷㐂']


def rows(text):
    return list(csv.reader(io.StringIO(text, newline='')))


class OtherWorkbooks(CommandTest):
    def render(self, kind, data, *words, status=DONE):
        result = gongwen('render', kind, data, *words, cwd=self.folder)
        self.assertEqual(result.status, status, result.err)
        return result

    def shown(self, path, folder):
        """What LibreOffice shows in each sheet."""
        words = ['soffice', f'-env:UserInstallation=file://{surroundings.HOME}/office', '--headless', '--convert-to', AS_SHOWN, '--outdir',
                 folder, path]
        subprocess.run([str(word) for word in words], capture_output=True, check=True, timeout=300)
        return {file.stem.split('-', 1)[1]: rows(file.read_text('utf-8')) for file in folder.iterdir()}

    def test_the_same_cells_in_both(self):
        for sample in SAMPLES:
            with self.subTest(sample=sample):
                self.render(sample.split('/')[0], ROOT / 'samples' / f'{sample}.json', '-o', 'a.xlsx', '-o', 'a.ods', '--force')
                first, second = (self.shown(self.folder / f'a.{end}', self.folder / f'{sample.replace("/", "-")}-{end}')
                                 for end in ('xlsx', 'ods'))
                self.assertEqual(list(first), list(second))
                for name in first:
                    self.assertEqual(first[name], second[name], name)

    def test_the_package(self):
        self.render('needs-notice', ROOT / 'samples' / 'needs-notice' / 'typical.json', '-o', 'a.ods')
        archive = zipfile.ZipFile(self.folder / 'a.ods')
        first = archive.infolist()[0]
        self.assertEqual((first.filename, first.compress_type), ('mimetype', zipfile.ZIP_STORED))
        for name in archive.namelist()[1:]:
            etree.fromstring(archive.read(name))
        self.assertIn(b'table:display-filter-buttons="true"', archive.read('content.xml'))

    def write_texts(self):
        item = {'number': 'GB/T 1—2025', 'title': '示例', 'leader': '某某', 'contact': '', 'province': '某省', 'count': 17, 'amount': 0.5,
                'date': '2025-02-03', 'stage': '起草'}
        data = {'title': '明细', 'date': '2025-01-10', 'projects': [{**item, 'contact': text} for text in TEXTS]}
        (self.folder / 'data.json').write_text(json.dumps(data, ensure_ascii=False), 'utf-8')
        return ['--templates', ROOT / 'bench' / 'bundles']

    def test_values_in_csv(self):
        words = self.write_texts()
        result = gongwen(*words, 'render', 'bench-table', 'data.json', '-o', 'a.csv', '-o', 'b.csv', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        read = rows((self.folder / 'a.csv').read_bytes().decode('utf-8-sig'))
        self.assertEqual(read[1][:4] + read[1][5:], ['1', 'GB/T 1—2025', '示例', '某某', '某省', '17', '0.5', '2025-02-03', '起草'])
        self.assertEqual([row[4] for row in read[1:]],
                         ["'=1+1", "'+86 10", "'-5", "'@a", 'a;"b"', '𠮷㐂'])
        gongwen(*words, 'render', 'bench-table', 'data.json', '-o', 'c.csv', '--encoding', 'gb18030', cwd=self.folder)
        self.assertEqual((self.folder / 'c.csv').read_bytes().decode('gb18030'),
                         (self.folder / 'a.csv').read_bytes().decode('utf-8-sig'))

    def test_one_sheet_of_several(self):
        data = ROOT / 'samples' / 'monthly-bulletin' / '2024-02.json'
        self.render('monthly-bulletin', data, '-o', 'a.xlsx')
        result = self.render('monthly-bulletin', data, '-o', 'a.csv', status=BAD_INPUT)
        self.assertIn('sheet/csv-sheets', result.err)
        # error[sheet/csv-sheets]: a CSV file has one sheet, the workbook has 9: …, …
        name = result.err.split('the workbook has ', 1)[1].split(': ', 1)[1].split(',')[0].strip()
        self.render('monthly-bulletin', data, '-o', 'a.csv', '--sheet', name)
        self.assertIn('sheet/csv-no-sheet', self.render('monthly-bulletin', data, '-o', 'b.csv', '--sheet', '没有', status=BAD_INPUT).err)
        self.render('monthly-bulletin', data, '-o', 'c.xlsx', '--sheet', name, status=BAD_USAGE)
        self.render('monthly-bulletin', data, '-o', 'c.xlsx', '--encoding', 'gb18030', status=BAD_USAGE)


if __name__ == '__main__':
    unittest.main()
