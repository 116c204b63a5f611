"""Charts in Word files: the program's own charts with the numbers of the page, and a workbook in which they are changed. Read as
XML and by openpyxl, checked by the rules of Office, drawn by LibreOffice."""
import io
import json
import re
import shutil
import subprocess
import unittest
import zipfile
from xml.etree import ElementTree

import openpyxl

import needs
import test_charts
from harness import ROOT, gongwen
from office_rules import violations
from test_charts import KINDS, chart_of

C = '{http://schemas.openxmlformats.org/drawingml/2006/chart}'
A = '{http://schemas.openxmlformats.org/drawingml/2006/main}'
WP = '{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}'
R = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}'
PLOTS = {'line': ('lineChart', 'standard', None), 'column': ('barChart', 'clustered', 'col'), 'bar': ('barChart', 'clustered', 'bar'),
         'stacked-column': ('barChart', 'stacked', 'col'), 'stacked-bar': ('barChart', 'stacked', 'bar'),
         'pie': ('pieChart', None, None), 'ring': ('doughnutChart', None, None)}


def targets_of(package, part):
    text = package.read(part).decode()
    return dict(re.findall(r'Id="(\w+)" [^>]*Target="([^"]+)"', text))


class DrawnChart:
    """A chart of a Word file with its workbook."""

    def __init__(self, package, part):
        self.root = ElementTree.fromstring(package.read(f'word/{part}'))
        self.plot = next(child for child in self.root.find(f'.//{C}plotArea') if child.tag.endswith('Chart'))
        folder, _, name = part.rpartition('/')
        link = self.root.find(f'{C}externalData').get(f'{R}id')
        target = targets_of(package, f'word/{folder}/_rels/{name}.rels')[link]
        self.book = openpyxl.load_workbook(io.BytesIO(package.read('word/' + target.removeprefix('../'))))

    def cached(self, path):
        """The texts of a cache by their index, and its length."""
        cache = self.plot.findall(path)
        return [({int(pt.get('idx')): pt.find(f'{C}v').text for pt in one.iter(f'{C}pt')}, int(one.find(f'{C}ptCount').get('val')))
                for one in cache]

    def value(self, name):
        found = self.plot.find(f'{C}{name}')
        return None if found is None else found.get('val')

    def cells(self, reference):
        sheet, _, places = reference.partition('!')
        found = self.book[sheet][places.replace('$', '')]
        return [found.value] if not isinstance(found, tuple) else [cell.value for row in found for cell in row]


def charts_in(path):
    with zipfile.ZipFile(path) as package:
        targets = targets_of(package, 'word/_rels/document.xml.rels')
        document = ElementTree.fromstring(package.read('word/document.xml'))
        return [DrawnChart(package, targets[one.get(f'{R}id')]) for one in document.iter(f'{C}chart')]


class WordCharts(test_charts.ChartKindTest):
    def render(self, charts, name='year.docx'):
        data = self.root / 'data.json'
        data.write_text(json.dumps({'charts_of_year': charts}, ensure_ascii=False), encoding='utf-8')
        out = self.root / name
        done = gongwen('--templates', self.root / 'kinds', 'render', 'year', data, '-o', out)
        self.assertEqual((done.status, done.err), (0, ''))
        return out

    def test_every_kind_is_a_chart_with_the_numbers(self):
        word = self.render([chart_of(kind) for kind in KINDS])
        drawn = charts_in(word)
        self.assertEqual(len(drawn), len(KINDS))
        for kind, chart in zip(KINDS, drawn):
            with self.subTest(kind):
                wanted = chart_of(kind)
                element, grouping, direction = PLOTS[kind]
                self.assertEqual(chart.plot.tag, C + element)
                self.assertEqual((chart.value('grouping'), chart.value('barDir')), (grouping, direction))
                labels = dict(enumerate(wanted['labels']))
                for found in chart.cached(f'{C}ser/{C}cat/{C}strRef/{C}strCache'):
                    self.assertEqual(found, (labels, 3))
                values = [({i: v for i, v in enumerate(one['values']) if v is not None}, 3) for one in wanted['series']]
                cached = [({i: float(v) for i, v in found.items()}, count)
                          for found, count in chart.cached(f'{C}ser/{C}val/{C}numRef/{C}numCache')]
                self.assertEqual(cached, values)
                names = [found[0] for found, _ in chart.cached(f'{C}ser/{C}tx/{C}strRef/{C}strCache')]
                self.assertEqual(names, [one['name'] for one in wanted['series']])
                self.assertEqual(chart.root.find(f'.//{C}dispBlanksAs').get('val'), 'gap')
                # The cells that the chart refers to say the same.
                for number, series in enumerate(chart.plot.iter(f'{C}ser')):
                    name, categories, numbers = [element.text for element in series.iter(f'{C}f')]
                    self.assertEqual(chart.cells(name), [wanted['series'][number]['name']])
                    self.assertEqual(chart.cells(categories), wanted['labels'])
                    self.assertEqual(chart.cells(numbers), wanted['series'][number]['values'])

    def test_stacks_have_their_sums(self):
        wanted = chart_of('stacked-column')
        wanted['series'][1]['values'][1] = None
        word = self.render([wanted])
        self.assertEqual(violations(word), [])
        chart, = charts_in(word)
        sums = chart.root.find(f'.//{C}lineChart/{C}ser')
        reference = sums.find(f'{C}val/{C}numRef')
        self.assertEqual([float(pt.find(f'{C}v').text) for pt in reference.iter(f'{C}pt')], [4, 5.5, 6])
        self.assertEqual(chart.cells(reference.find(f'{C}f').text), ['=SUM(B2:C2)', '=SUM(B3:C3)', '=SUM(B4:C4)'])
        hidden = chart.root.find(f'.//{C}legend/{C}legendEntry/{C}idx').get('val')
        self.assertEqual(hidden, sums.find(f'{C}idx').get('val'))

    def test_series_differ_in_black_and_white(self):
        for kind, look in (('column', f'{C}spPr/{A}pattFill'), ('line', f'{C}marker/{C}symbol')):
            chart, = charts_in(self.render([chart_of(kind)]))
            first, second = (series.find(look) for series in chart.plot.iter(f'{C}ser'))
            self.assertNotEqual(first if first is None else first.attrib, second.attrib)
        pie, = charts_in(self.render([chart_of('pie')]))
        fills = [ElementTree.tostring(point.find(f'{C}spPr')[0]) for point in pie.plot.iter(f'{C}dPt')]
        self.assertEqual(len(set(fills)), 3)

    def test_the_caption_is_the_title(self):
        word = self.render([chart_of('column')])
        with zipfile.ZipFile(word) as package:
            document = package.read('word/document.xml').decode()
        chart, = charts_in(word)
        self.assertEqual(document.count('<w:t>各月事项数</w:t>'), 1)
        self.assertIsNone(chart.root.find(f'{C}chart/{C}title'))
        alone = self.root / 'alone.html'
        alone.write_text('<html lang="zh-CN"><head><title>图</title></head><body><p><img alt="甲：1" width="300" height="150" '
                         'src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22300%22 height=%22150%22/%3E" '
                         'data-chart=\'{"kind":"bar","title":"项数","labels":["甲"],"series":[{"values":[1]}]}\'></p></body></html>',
                         encoding='utf-8')
        done = gongwen('typeset', alone, '-o', self.root / 'alone.docx')
        self.assertEqual((done.status, done.err), (0, ''))
        chart, = charts_in(self.root / 'alone.docx')
        self.assertEqual(''.join(chart.root.find(f'{C}chart/{C}title').itertext()), '项数')

    def test_readers_are_told_the_numbers(self):
        with zipfile.ZipFile(self.render([chart_of('column')])) as package:
            document = ElementTree.fromstring(package.read('word/document.xml'))
        described, = document.iter(f'{WP}docPr')
        self.assertIn('最高：2月，国家标准，5.5项', described.get('descr'))

    def test_a_description_that_cannot_be_used_leaves_the_picture(self):
        page = self.root / 'wrong.html'
        page.write_text('<html lang="zh-CN"><head><title>图</title></head><body><p><img alt="图" width="30" height="15" '
                        'src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2230%22 height=%2215%22/%3E" '
                        'data-chart=\'{"kind":"bar","labels":["甲"],"series":[{"values":["x"]}]}\'></p></body></html>', encoding='utf-8')
        done = gongwen('--lang', 'en', 'typeset', page, '-o', self.root / 'wrong.docx')
        self.assertEqual(done.status, 0)
        self.assertIn('[flow/chart-description]', done.err)
        self.assertIn('`series`', done.err)
        with zipfile.ZipFile(self.root / 'wrong.docx') as package:
            self.assertIn('word/media/image1.png', package.namelist())

    def test_without_values_the_drawing_stays(self):
        chart = chart_of('column')
        for one in chart['series']:
            one['values'] = [None] * 3
        self.assertEqual(charts_in(self.render([chart])), [])

    def test_the_annual_review_has_charts(self):
        out = self.root / 'review.docx'
        done = gongwen('render', 'annual-review', ROOT / 'samples/annual-review/typical.json', '-o', out)
        self.assertEqual(done.status, 0, done.err)
        kinds = [chart.plot.tag.removeprefix(C) for chart in charts_in(out)]
        self.assertEqual(kinds, ['barChart'] * 5)

    def test_the_rules_of_office(self):
        self.assertEqual(violations(self.render([chart_of(kind) for kind in KINDS])), [])

    def test_a_form_knows_its_charts(self):
        """A chart that the form prints is nothing that somebody added; any other is reported."""
        bundle = self.root / 'kinds' / 'form-of-year'
        shutil.copytree(self.root / 'kinds/year', bundle)
        page = (bundle / 'document.html').read_text(encoding='utf-8')
        (bundle / 'document.html').write_text(page.replace('</body>', '<p>意见：<input name="/note"></p></body>'), encoding='utf-8')
        manifest = json.loads((bundle / 'template.json').read_text(encoding='utf-8')) | {'kind': 'form-of-year'}
        (bundle / 'template.json').write_text(json.dumps(manifest), encoding='utf-8')
        schema = json.loads((bundle / 'schema.json').read_text(encoding='utf-8'))
        schema['properties']['note'] = {'type': 'string', 'x-title': {'zh': '意见', 'en': 'note'}}
        (bundle / 'schema.json').write_text(json.dumps(schema), encoding='utf-8')
        data = self.root / 'form.json'
        data.write_text(json.dumps({'charts_of_year': [chart_of('line')], 'note': '同意'}, ensure_ascii=False), encoding='utf-8')
        form = self.root / 'form.docx'
        done = gongwen('--templates', self.root / 'kinds', 'render', 'form-of-year', data, '--fillable', '-o', form)
        self.assertEqual((done.status, done.err), (0, ''))
        self.assertEqual(len(charts_in(form)), 1)
        self.assertEqual(violations(form), [])
        read = gongwen('--templates', self.root / 'kinds', 'extract', form)
        self.assertEqual(read.status, 0)
        self.assertNotIn('intake/mark-beside', read.err)
        self.assertEqual(json.loads(read.out)['note'], '同意')
        other = self.root / 'other.docx'
        with zipfile.ZipFile(form) as package, zipfile.ZipFile(other, 'w') as changed:
            for name in package.namelist():
                content = package.read(name)
                if name == 'word/document.xml':
                    content, count = re.subn(rb'descr="[^"]*"', b'descr="another"', content)
                    self.assertEqual(count, 1)
                changed.writestr(name, content)
        read = gongwen('--templates', self.root / 'kinds', '--lang', 'en', 'extract', other)
        self.assertIn('intake/mark-beside', read.err)

    def test_a_set_has_the_charts_of_its_parts(self):
        data = self.root / 'data.json'
        data.write_text(json.dumps({'charts_of_year': [chart_of('pie')]}, ensure_ascii=False), encoding='utf-8')
        more = self.root / 'more.json'
        more.write_text(json.dumps({'charts_of_year': [chart_of('line'), chart_of('bar')]}, ensure_ascii=False), encoding='utf-8')
        plan = self.root / 'plan.yaml'
        plan.write_text('title: 汇编\nparts:\n- {kind: year, data: data.json, title: 甲}\n- {kind: year, data: more.json, title: 乙}\n',
                        encoding='utf-8')
        done = gongwen('--templates', self.root / 'kinds', 'bind', plan, '-o', self.root / 'set.docx')
        self.assertEqual(done.status, 0, done.err)
        self.assertEqual([chart.plot.tag.removeprefix(C) for chart in charts_in(self.root / 'set.docx')],
                         ['pieChart', 'lineChart', 'barChart'])

    @needs.time
    def test_office_draws_them(self):
        word = self.render([chart_of(kind) for kind in KINDS])
        subprocess.run(['soffice', f'-env:UserInstallation=file://{self.root}/profile', '--headless', '--convert-to', 'pdf',
                        '--outdir', self.root / 'office', word], capture_output=True, check=True, timeout=120)
        text = subprocess.run(['pdftotext', self.root / 'office' / 'year.pdf', '-'], capture_output=True, text=True, check=True).stdout
        self.assertEqual(len(re.findall(r'44\s*%', text)), 2)  # the pie and the ring: 5.5 of 12.5
        self.assertGreaterEqual(text.count('国际标准'), 5)  # legends
        self.assertEqual(len(re.findall('单位：\\s*项', text)), 5)


if __name__ == '__main__':
    unittest.main()
