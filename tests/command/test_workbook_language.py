"""What templates of workbooks can say, in the finished file: formulas by headings, charts, conditional formats, lists of
choices, notes, groups, pictures. Read by openpyxl, calculated by LibreOffice."""
import csv
import io
import json
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import unittest
import zipfile
import zlib

import openpyxl

import needs
from harness import gongwen

TABLE = '''<!DOCTYPE html><html lang="zh-CN"><head><title>示例</title><meta name="category" content="统计"></head><body>
<table data-sheet="清单" data-tab-color="#1f4e79" data-zoom="90%" data-gridlines="none" data-fit="80%" data-repeat-columns="1"
 data-chart="stacked-column" data-chart-labels="单位" data-chart-values="一季度，二季度">
<colgroup><col><col><col><col data-mark="bar #9dc3e6"><col data-mark="icons lights"><col data-list="已办,在办,超期"
 data-prompt="请选择" data-mark="= 超期 { color: #c00 }"></colgroup>
<thead><tr><th>单位</th><th>一季度</th><th>二季度</th><th title="两个季度之和">小计</th><th>占比</th><th>办理</th></tr></thead>
<tbody data-mark="if [@小计]&lt;5 { background: #fde9e7 }">{% for r in rows %}<tr{% if r.a == 5 %} data-level="1" data-folded="true"{% endif %}>
<td>{{ r.name }}</td><td>{{ r.a }}</td><td>{{ r.b }}</td><td data-type="formula">=SUM([@一季度],[@二季度])</td>
<td data-type="formula">=D{row}/SUM([小计])</td><td>{{ r.state }}</td></tr>{% endfor %}</tbody>
<tfoot><tr><td>合计</td><td data-type="formula">=SUM([一季度])</td><td data-type="formula">=SUM([二季度])</td>
<td data-type="formula">=SUM([小计])</td><td data-type="formula">=COUNTIF([小计],"&gt;5")&amp;"家"</td><td></td></tr></tfoot>
</table>
{% for kind in ["line", "pie", "bar", "column", "stacked-bar"] %}<table data-sheet="{{ kind }}" data-chart="{{ kind }}"
 data-chart-labels="单位" data-chart-values="{% if kind == "pie" %}数{% else %}数,倍{% endif %}">
<thead><tr><th>单位</th><th>数</th><th>倍</th></tr></thead>{% for r in rows %}<tr><td>{{ r.name }}</td><td>{{ r.a }}</td>
<td data-type="formula">=[@数]*2</td></tr>{% endfor %}</table>{% endfor %}
<table data-sheet="其他"><tr><td data-type="formula">=SUM(清单[小计])</td><td data-type="formula">=SORT(UNIQUE(清单[单位]))</td></tr>
<tr><td style="width: 200px; height: 100px"><img src="seal.png" alt="公章" style="width: 60px"></td>
<td><img data-qr="https://www.example.org/" alt="二维码" style="width: 80px"></td><td><img src="plan.svg" alt="图" style="width: 100px"></td></tr>
</table></body></html>'''
STYLE = '@page { margin: 30mm 20mm; @top-left { content: url(seal.png) "示例委" } @bottom-right { content: "第" counter(page) "页" url(plan.svg) } }'
PLAN = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="100" height="50" fill="#c00"/></svg>'
ROWS = [{'name': '甲院', 'a': 3, 'b': 4, 'state': '已办'}, {'name': '乙所', 'a': 1, 'b': 2, 'state': '超期'},
        {'name': '丙院', 'a': 5, 'b': 1, 'state': '在办'}, {'name': '甲院', 'a': 7, 'b': 6, 'state': '在办'}]


def png(width, height):
    """A red picture with a transparent half."""
    row = b'\0' + b'\xc0\0\0\xff' * (width // 2) + b'\0\0\0\0' * (width - width // 2)
    parts = [(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 6, 0, 0, 0)), (b'IDAT', zlib.compress(row * height)), (b'IEND', b'')]
    chunks = (struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data)) for name, data in parts)
    return b'\x89PNG\r\n\x1a\n' + b''.join(chunks)


def write_kind(folder):
    """Templates in `folder`/kinds and data for them."""
    bundle = folder / 'kinds' / 'counts'
    bundle.mkdir(parents=True)
    text = {'x-title': {'zh': '值', 'en': 'value'}, 'type': 'string'}
    number = {**text, 'type': 'number'}
    row = {'x-title': {'zh': '行', 'en': 'row'}, 'type': 'object', 'additionalProperties': False,
           'properties': {'name': text, 'state': text, 'a': number, 'b': number}}
    rows = {'x-title': {'zh': '各行', 'en': 'rows'}, 'type': 'array', 'default': [], 'items': row}
    schema = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'x-title': {'zh': '统计', 'en': 'counts'},
              'type': 'object', 'additionalProperties': False, 'properties': {'rows': rows}}
    manifest = {'kind': 'counts', 'title': {'zh': '统计', 'en': 'counts'}, 'version': '1.0', 'language': 'zh-CN',
                'file_name': 'counts', 'source': {'zh': '示例', 'en': 'an example'},
                'outputs': {'sheet': {'template': 'workbook.html', 'styles': ['workbook.css']}}}
    (bundle / 'schema.json').write_text(json.dumps(schema), encoding='utf-8')
    (bundle / 'template.json').write_text(json.dumps(manifest), encoding='utf-8')
    (bundle / 'workbook.html').write_text(TABLE, encoding='utf-8')
    (bundle / 'workbook.css').write_text(STYLE, encoding='utf-8')
    (bundle / 'plan.svg').write_text(PLAN, encoding='utf-8')
    (bundle / 'seal.png').write_bytes(png(40, 40))
    (folder / 'data.json').write_text(json.dumps({'rows': ROWS}), encoding='utf-8')


class WorkbookLanguage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-workbook-language-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        write_kind(cls.folder)
        cls.path = cls.folder / 'counts.xlsx'
        cls.result = gongwen('--templates', cls.folder / 'kinds', 'render', 'counts', cls.folder / 'data.json', '-o', cls.path)
        assert cls.result.status == 0, cls.result.err
        cls.shown = openpyxl.load_workbook(cls.path, data_only=True)
        cls.book = openpyxl.load_workbook(cls.path)
        with zipfile.ZipFile(cls.path) as file:
            cls.parts = {name: file.read(name) for name in file.namelist()}

    def part(self, name):
        return self.parts[name].decode('utf-8')

    @needs.time
    def test_results_are_in_the_file_and_those_of_another_program(self):
        shown = self.shown['清单']
        self.assertEqual([cell.value for cell in shown[6]], ['合计', 16, 13, 29, '3家', None])
        self.assertEqual(shown['E2'].value, 7 / 29)
        self.assertEqual(self.book['清单']['D3'].value, '=SUM($B3,$C3)')
        self.assertEqual(self.shown['其他']['A1'].value, 29)
        target = self.folder / 'recalculated'
        subprocess.run(['soffice', f'-env:UserInstallation=file://{self.folder}/office', '--headless', '--convert-to',
                        'csv:Text - txt - csv (StarCalc):44,34,76,1', '--outdir', target, self.path],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        lines = list(csv.reader(io.StringIO((target / 'counts.csv').read_text(encoding='utf-8'))))
        self.assertEqual(lines[5][:5], ['合计', '16', '13', '29', '3家'])

    def test_arrays_are_written_as_arrays(self):
        self.assertRegex(self.part('xl/worksheets/sheet7.xml'), r'<c r="B1"[^>]* cm="1"><f t="array" ref="B1">_xlfn\._xlws\.SORT')
        self.assertIn('xl/metadata.xml', self.parts)

    def test_conditions_lists_and_notes(self):
        sheet = self.book['清单']
        rules = {(str(area.sqref), rule.type) for area in sheet.conditional_formatting for rule in area.rules}
        self.assertEqual(rules, {('D2:D5', 'dataBar'), ('E2:E5', 'iconSet'), ('F2:F5', 'cellIs'), ('A2:F5', 'expression')})
        formulas = {rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules if rule.formula}
        self.assertEqual(formulas, {'"超期"', '$D2<5'})
        [validation] = sheet.data_validations.dataValidation
        self.assertEqual((str(validation.sqref), validation.type, validation.prompt), ('F2:F5', 'list', '请选择'))
        self.assertEqual(sheet['D1'].comment.text, '两个季度之和')

    def test_view_groups_and_printing(self):
        sheet = self.book['清单']
        self.assertEqual(sheet.sheet_properties.tabColor.rgb, 'FF1F4E79')
        self.assertEqual(sheet.sheet_view.zoomScale, 90)
        self.assertFalse(sheet.sheet_view.showGridLines)
        self.assertEqual((sheet.page_setup.scale, sheet.print_title_cols), (80, '$A:$A'))
        self.assertTrue(sheet.row_dimensions[4].hidden)
        self.assertEqual(sheet.row_dimensions[4].outlineLevel, 1)
        self.assertTrue(sheet.row_dimensions[5].collapsed)
        self.assertEqual(self.book.properties.category, '统计')

    def test_charts_of_all_kinds(self):
        charts = {}
        for number in range(1, 7):
            xml = self.part(f'xl/charts/chart{number}.xml')
            charts[number] = xml
            self.assertNotIn('c:majorUnit', xml)
        self.assertIn('<c:grouping val="stacked"/>', charts[1])
        self.assertEqual(charts[1].count('<c:ser>'), 2)
        self.assertIn("<c:f>'清单'!$B$2:$B$5</c:f><c:numCache>", charts[1])
        self.assertIn('<c:lineChart>', charts[2])
        # Results of formulas are not in the chart as 0: programs read the cells.
        self.assertIn("<c:f>('line'!$C$2:$C$5)</c:f></c:numRef>", charts[2])
        self.assertIn('<c:pieChart>', charts[3])
        self.assertIn('<c:barDir val="bar"/><c:grouping val="stacked"/>', charts[6])

    def test_pictures(self):
        pictures = sorted(name for name in self.parts if name.startswith('xl/media/'))
        self.assertEqual(len(pictures), 5)
        self.assertIn(png(40, 40), [self.parts[name] for name in pictures])
        for name in pictures:
            self.assertTrue(self.parts[name].startswith(b'\x89PNG'))
        drawing = self.part('xl/drawings/drawing7.xml')
        for description in ('公章', '二维码', '图'):
            self.assertIn(f'descr="{description}"', drawing)

    def test_pictures_in_headers(self):
        sheet = self.part('xl/worksheets/sheet1.xml')
        self.assertRegex(sheet, r'<oddHeader>&amp;L[^<]*&amp;G示例委</oddHeader><oddFooter>&amp;R[^<]*第&amp;P页&amp;G</oddFooter>')
        relation = re.search(r'<legacyDrawingHF r:id="(rId\d)"/>', sheet)[1]
        relations = self.part('xl/worksheets/_rels/sheet1.xml.rels')
        number = re.search(rf'Id="{relation}" [^>]*Target="\.\./drawings/(vmlDrawing\d+)\.vml"', relations)[1]
        drawing = self.part(f'xl/drawings/{number}.vml')
        shapes = re.findall(r'<v:shape id="(\w+)".*?width:([\d.]+)pt;height:([\d.]+)pt.*?<v:imagedata o:relid="(rId\d)"/>', drawing, re.S)
        # In their own sizes, of 40 and of 100 px; without the number of the file in memory.
        self.assertEqual([shape[:3] for shape in shapes], [('LH', '30', '30'), ('RF', '75', '37.5')])
        targets = dict(re.findall(r'Id="(rId\d)"[^>]*Target="\.\./(media/[^"]*)"', self.part(f'xl/drawings/_rels/{number}.vml.rels')))
        for shape in shapes:
            self.assertTrue(self.parts['xl/' + targets[shape[3]]].startswith(b'\x89PNG'))
        again = self.folder / 'again.xlsx'
        gongwen('--templates', self.folder / 'kinds', 'render', 'counts', self.folder / 'data.json', '-o', again)
        self.assertEqual(again.read_bytes(), self.path.read_bytes())


if __name__ == '__main__':
    unittest.main()
