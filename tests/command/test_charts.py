"""Charts of one description: in PDF a tagged figure whose text has the numbers, in workbooks the program's own chart of
the cells. Read by openpyxl and drawn by LibreOffice."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest
import zipfile

import openpyxl

import needs
from harness import gongwen

KINDS = ['line', 'column', 'bar', 'stacked-column', 'stacked-bar', 'pie', 'ring']
ELEMENTS = {'line': 'LineChart', 'column': 'BarChart', 'bar': 'BarChart', 'stacked-column': 'BarChart', 'stacked-bar': 'BarChart',
            'pie': 'PieChart', 'ring': 'DoughnutChart'}
PAGE = '''{%- import "shared/macros/charts.html" as charts -%}
<!DOCTYPE html><html lang="zh-CN"><head><title>图表</title></head><body><h1>图表</h1>
{% for chart in charts_of_year %}{{ charts.draw(chart) }}{% endfor %}</body></html>'''
BOOK = '''{%- import "shared/macros/charts.html" as charts -%}
<!DOCTYPE html><html lang="zh-CN"><head><title>图表</title></head><body>
{% for chart in charts_of_year %}{{ charts.sheet(chart, chart.kind, "月份") }}{% endfor %}</body></html>'''


def chart_of(kind):
    lists = [('国家标准', [3, 5.5, 4]), ('国际标准', [1, None if kind == 'line' else -2, 2])]
    return {'kind': kind, 'title': '各月事项数', 'unit': '项', 'labels': ['1月', '2月', '3月'],
            'series': [{'name': name, 'values': values} for name, values in (lists[:1] if kind in ('pie', 'ring') else lists)]}


def write_kind(folder):
    bundle = folder / 'kinds' / 'year'
    bundle.mkdir(parents=True)
    (bundle / 'document.html').write_text(PAGE, encoding='utf-8')
    (bundle / 'workbook.html').write_text(BOOK, encoding='utf-8')
    (bundle / 'schema.json').write_text(json.dumps({
        '$schema': 'https://json-schema.org/draft/2020-12/schema', 'x-title': {'zh': '年', 'en': 'year'}, 'type': 'object',
        'properties': {'charts_of_year': {'x-title': {'zh': '图表', 'en': 'charts'}, 'type': 'array', 'items': {'x-title': {'zh': '图', 'en': 'chart'}}}}}),
        encoding='utf-8')
    (bundle / 'template.json').write_text(json.dumps({
        'kind': 'year', 'title': {'zh': '年', 'en': 'year'}, 'version': '1.0', 'language': 'zh-CN',
        'purpose': {'zh': '示例', 'en': 'example'}, 'filled_by': {'zh': '秘书处', 'en': 'the secretariat'}, 'file_name': 'year',
        'source': {'zh': '自拟', 'en': 'own'},
        'outputs': {'page': {'template': 'document.html', 'styles': ['shared/css/fonts.css', 'shared/css/charts.css']},
                    'sheet': {'template': 'workbook.html', 'styles': []}}}), encoding='utf-8')


class ChartKindTest(unittest.TestCase):
    """With the kind of charts in a folder."""
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        write_kind(cls.root)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()


class Charts(ChartKindTest):
    def render(self, name, charts):
        data = self.root / 'data.json'
        data.write_text(json.dumps({'charts_of_year': charts}, ensure_ascii=False), encoding='utf-8')
        out = self.root / name
        done = gongwen('--templates', self.root / 'kinds', 'render', 'year', data, '-o', out)
        self.assertEqual(done.status, 0, done.err)
        return out, done

    def test_figures_have_the_numbers(self):
        pdf, done = self.render('year.pdf', [chart_of(kind) for kind in KINDS])
        self.assertEqual(done.err, '')
        tags = subprocess.run(['pdfinfo', '-struct-text', pdf], capture_output=True, text=True, check=True).stdout
        self.assertEqual(len(re.findall(r'^\s*Figure', tags, re.MULTILINE)), len(KINDS))
        raw = subprocess.run(['qpdf', '--qdf', '--object-streams=disable', pdf, '-'], capture_output=True, check=True).stdout
        alts = [bytes.fromhex(a.decode()).decode('utf-16-be') for a in re.findall(rb'/Alt <(?:feff|FEFF)?([0-9a-fA-F]+)>', raw)]
        texts = ' '.join(alts)
        for part in ('1月，国家标准：3项，国际标准：1项；2月，国家标准：5.5项，国际标准：无数据', '最高：2月，国家标准，5.5项；最低：', '占44.0%', '合计：12.5项'):
            self.assertIn(part, texts)

    def test_word_file_has_the_charts(self):
        word, _ = self.render('year.docx', [chart_of(kind) for kind in KINDS])
        with zipfile.ZipFile(word) as package:
            text = package.read('word/document.xml').decode('utf-8')
        self.assertEqual(text.count('<w:drawing>'), len(KINDS))
        self.assertIn('最高：2月', text)

    def test_workbook_draws_its_cells(self):
        book, done = self.render('year.xlsx', [chart_of(kind) for kind in KINDS])
        self.assertEqual(done.err, '')
        for sheet in openpyxl.load_workbook(book):
            with self.subTest(sheet.title):
                chart, = sheet._charts
                self.assertEqual(type(chart).__name__, ELEMENTS[sheet.title])
                self.assertEqual(getattr(chart, 'grouping', None), {'line': 'standard', 'column': 'clustered', 'bar': 'clustered',
                                 'stacked-column': 'stacked', 'stacked-bar': 'stacked'}.get(sheet.title))
                references = [series.val.numRef.f.replace("'", '') for series in chart.series]
                cells = [f'{sheet.title}!${c}$3:${c}$5' for c in 'BC'[:len(references)]]
                if sheet.title == 'line':
                    cells[1] = f'({cells[1]})'  # with a gap, which has no copy in the chart
                self.assertEqual(references, cells)
                if len(references) > 1:
                    looks = [(s.marker and s.marker.symbol, s.graphicalProperties.pattFill and s.graphicalProperties.pattFill.prst)
                             for s in chart.series]
                    self.assertNotEqual(*looks)

    @needs.time
    def test_office_draws_the_workbooks(self):
        for name in ('year.xlsx', 'year.ods'):
            with self.subTest(name):
                book, _ = self.render(name, [chart_of(kind) for kind in KINDS])
                subprocess.run(['soffice', f'-env:UserInstallation=file://{self.root}/profile', '--headless', '--convert-to', 'pdf',
                                '--outdir', self.root / 'office', book], capture_output=True, check=True, timeout=120)
                text = subprocess.run(['pdftotext', self.root / 'office' / 'year.pdf', '-'], capture_output=True, text=True, check=True).stdout
                self.assertGreaterEqual(text.count('各月事项数'), 2 * len(KINDS))
                # The pie and the ring: 5.5 of 12.5.
                self.assertEqual(len(re.findall(r'44\s*%', text)), 2)

    def test_bad_values_have_their_place(self):
        chart = chart_of('column')
        chart['series'][1]['values'][2] = 'NaN'
        for language, words in (('zh', '不是数值'), ('en', 'is not a number')):
            data = self.root / 'data.json'
            data.write_text(json.dumps({'charts_of_year': [chart]}, ensure_ascii=False), encoding='utf-8')
            done = gongwen('--lang', language, '--templates', self.root / 'kinds', 'render', 'year', data, '-o', self.root / 'bad.pdf')
            self.assertNotEqual(done.status, 0)
            self.assertIn(words, done.err)
            self.assertIn('/charts_of_year/0/series/1/values/2', done.err)


if __name__ == '__main__':
    unittest.main()
