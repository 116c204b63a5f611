"""Workbooks as .ods and .csv: the same cells as in the .xlsx for a program that opens all of them."""
import csv
import datetime
import html
import io
import json
import re
import subprocess
import unittest
import warnings
import zipfile

import openpyxl
from lxml import etree

import surroundings
from bundles import manifest
from harness import BAD_INPUT, BAD_USAGE, DONE, ROOT, CommandTest, gongwen
from samples import ALL, SAMPLES as ALL_SAMPLES
from test_workbook_language import TABLE, write_kind

# Kinds whose workbooks differ much: one list; and several sheets with dates, numbers and formulas.
SAMPLES = ('needs-notice/typical', 'expert-roster/typical', 'monthly-bulletin/2024-02')
# LibreOffice: all sheets, cells as they are shown.
AS_SHOWN = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
TEXTS = ['=1+1', '+86 10', '-5', '@a', 'a;"b"', '𠮷㐂']


def members_of_the_model():
    """The members of each structure of the workbook model, in their order."""
    found = {}
    for path in [ROOT / 'src/sheet/workbook.h', ROOT / 'src/sheet/data_validation.h', *(ROOT / 'src/sheet/detail').glob('*.h')]:
        text = re.sub(r'//.*', '', path.read_text('utf-8'))
        for name, body in re.findall(r'^struct (\w+) \{\n(.*?)^\};', text, re.S | re.M):
            declarations = [' '.join(part.split()) for part in body.split(';')]
            plain = [re.sub(r'<.*>|[={].*', '', part) for part in declarations if part and '(' not in part]
            found[name] = [re.sub(r'.* ', '', each.strip()) for part in plain if not part.startswith('}') for each in part.split(',')]
    return found


def rows(text):
    return list(csv.reader(io.StringIO(text, newline='')))

FORMULAS = ('=SUM({1,2;3,4})', '=IF(TRUE,清单[一季度],0)', '=_xlfn.TEXTJOIN("、",TRUE,清单[单位])', "=COUNTIF('清单'!B:B,\">2\")",
            '=CEILING(2.1,1)', '=NETWORKDAYS.INTL(45000,45010)', '=IFERROR(1/0,"无")', '=MAXIFS(清单[小计],清单[单位],"甲院")', '=IFNA(5,1)')
LIST = '''<!DOCTYPE html><html lang="zh-CN"><head><title>示例</title></head><body><table data-sheet="清单" data-table="清单">
<caption>标题</caption><thead><tr><th>数</th><th>大</th><th>小</th><th>日</th><th>时</th><th>比</th><th>字</th><th>真</th><th>负</th></tr></thead>
<tbody><tr><td>3</td><td data-type="formula">=10^20</td><td data-type="formula">=10^-7</td>
<td data-type="formula" style="mso-number-format: 'yyyy-mm-dd'">=45351+1</td><td data-type="formula" style="mso-number-format: 'h:mm'">=6/24</td>
<td data-type="formula" style="mso-number-format: '0%'">=1/4</td><td data-type="formula">="甲"&amp;"院"</td><td data-type="formula">=1&lt;2</td>
<td data-type="formula">="-"&amp;"甲"</td></tr></tbody>
<tfoot><tr><td data-type="formula">=SUM([数])</td><td colspan="8">合计</td></tr></tfoot></table></body></html>'''
META = '<meta name="author" content="某某处"><meta name="description" content="例"><meta name="keywords" content="统计">'
# Beside the template of test_workbook_language.py.
MORE = '''<table data-sheet="余项" data-table="余项" data-sums="above"><colgroup><col data-mark="scale #f8696b #63be7b" data-level="1" data-folded="true">
<col data-mark="icons arrows reversed"><col data-mark="&gt; 3 { font-weight: bold; font-style: italic; text-decoration: line-through }"
 data-list="=清单[单位]"></colgroup><thead><tr><th>数</th><th>倍</th><th>单位</th></tr></thead><tbody>{% for r in rows %}<tr data-level="1">
<td>{{ r.a }}</td><td>{{ r.b }}</td><td>{{ r.name }}</td></tr>{% endfor %}</tbody>
<tfoot><tr><td data-type="formula">=SUM([数])</td><td></td><td>合计</td></tr></tfoot></table>
<table data-sheet="函数" data-protect="true" data-filter="true"><thead><tr><th>结果</th></tr></thead>{% for f in formulas %}<tr><td data-type="formula">{{ f }}</td></tr>{% endfor %}
<tr style="break-before: page"><td>完</td></tr></table>
<table data-sheet="增减" data-chart="column" data-chart-labels="月" data-chart-values="数"><thead><tr><th>月</th><th>数</th></tr></thead>
<tr><td>1月</td><td data-type="number">-2</td></tr><tr><td>2月</td><td data-type="number">3</td></tr></table></body>'''

# Where the file has what the model has: a pattern that its parts must match. None: needed only to build the workbook, or
# written into .xlsx files alone, as docs/TEMPLATES.md says; names and stamps are those of forms to fill in, which are no .ods.
MEMBERS = {
    'FormulaText': {'expression': r'table:formula="of:=SUM\(', 'result': r'table:formula="[^"]*" office:value-type="float"', 'origin': None,
                    'written': None, 'text': r'office:string-value="3家"', 'fills_cells': 'table:number-matrix-rows-spanned="1"',
                    'states_result': None},
    'Row': {'height': 'style:row-height=', 'first_cell': None, 'cell_count': None, 'outline_level': '<table:table-row-group',
            'breaks_page': 'fo:break-before="page"', 'keeps_next': None, 'hidden': '<table:table-row [^>]*table:visibility="collapse"',
            'is_collapsed': '<table:table-row-group table:display="false"', 'gives_room': None,
            'fits_content': 'style:use-optimal-row-height="true"', 'blank': None},
    'Column': {'width': 'style:column-width=', 'hidden': '<table:table-column [^>]*table:visibility="collapse"',
               'format': 'table:default-cell-style-name=', 'outline_level': '<table:table-column-group',
               'is_collapsed': '<table:table-column-group table:display="false"'},
    'SheetView': {'tab_color': 'table:tab-color="#1f4e79"', 'zoom': '"ZoomValue" config:type="int">90<',
                  'gridlines': '"ShowGrid" config:type="boolean">false<', 'sums_above': 'sheet/ods-left-out.*fold buttons'},
    'Picture': {'place': '<table:table-cell[^>]*><draw:frame', 'file': r'Pictures/1\.png', 'x': 'svg:x=', 'y': 'svg:y=', 'width': 'svg:width=',
                'height': 'svg:height=', 'description': '<svg:desc>公章<', 'origin': None},
    'Sheet': {'name': 'table:name="清单"', 'columns': '<table:table-column', 'rows': '<table:table-row', 'cells': '<table:table-cell',
              'rich_texts': '<text:span', 'formulas': 'table:formula=', 'merges': 'table:number-columns-spanned=', 'links': '<text:a ',
              'validations': 'table:content-validation-name="val1"', 'charts': '<draw:object', 'notes': '<office:annotation>',
              'marks': '<calcext:conditional-format ', 'pictures': '<draw:image', 'view': 'ZoomValue', 'print': 'style:page-layout ',
              'frozen': 'VerticalSplitMode" config:type="short">2<', 'filter': '__Anonymous_Sheet_DB__', 'table': '<table:database-range table:name="余项"',
              'is_protected': 'table:protected="true"', 'is_hidden': 'table:display="false"', 'origin': None},
    'DocumentProperties': {'title': '<dc:title>', 'author': '<dc:creator>', 'subject': '<dc:subject>', 'keywords': '<meta:keyword>',
                           'category': '"Category">统计<', 'created': '<meta:creation-date>'},
    'Workbook': {'formats': 'style:family="table-cell"', 'sheets': '<table:table ', 'names': None, 'stamp': None, 'given': None,
                 'layout_rows': None, 'properties': '<office:meta>', 'texts': None},
    'DataValidation': {'range': 'table:base-cell-address=', 'rule': 'table:condition=', 'allow_blank': 'table:allow-empty-cell=',
                       'advisory': 'table:error-message table:display=', 'prompt': '<table:help-message table:display="true"',
                       'error': '<table:error-message table:display="true"', 'origin': None},
    'ListRule': {'choices': r'is-in-list\(&quot;已办', 'source': r"is-in-list\(\[\$'清单'"},
    'MarkLook': {'color': '"mark[^>]*><style:text-properties fo:color="#cc0000"', 'background': '"mark[^>]*><style:table-cell-properties fo:background',
                 'bold': '"mark.*fo:font-weight="bold"', 'italic': '"mark.*fo:font-style="italic"', 'strike': '"mark.*text-line-through'},
    'IconMark': {'kind': 'icon-set-type="3TrafficLights1"', 'reversed': 'sheet/ods-left-out.*icons in reversed'},
    'ListTable': {'name': 'table:database-range table:name="余项"', 'range': 'table:target-range-address', 'has_total': "'余项'.A1:'余项'.C5\" table:contains",
                  'columns': r"\[\$'清单'\.\$D\$2:\.\$D\$5\]", 'origin': None},
    'TableColumn': {'head': r"\[\$'清单'\.\$D\$2:\.\$D\$5\]", 'formula': None, 'total': None},
    'ChartSeries': {'values': "values-cell-range-address=\"'清单'.B2:'清单'.B5", 'name': "label-cell-address=\"'清单'.B1", 'has_formulas': None},
    'Chart': {'kind': 'chart:class="chart:circle"', 'title': '<chart:title', 'labels': '<chart:categories', 'series': '<chart:series',
              'place': '<draw:object', 'width': 'svg:width=', 'height': 'svg:height=', 'whole_numbers': 'style:data-style-name="whole"',
              'has_negative': 'chart:axis-label-position="outside-start"', 'needs_axis': 'chart:display-label="false"', 'description': '<svg:desc>清单：', 'origin': None},
    'HeaderPicture': {'file': 'sheet/ods-left-out.*pictures in headers', 'width': None, 'height': None},
    'PrintSetup': {'paper': 'fo:page-width="210.00mm"', 'orientation': 'orientation="landscape"', 'margins': 'fo:margin-left=',
                   'header_distance': '<style:header-style>', 'footer_distance': '<style:footer-style>', 'header': '<style:header>',
                   'footer': '<text:page-number>', 'repeated_rows': '<table:table-header-rows>', 'repeated_columns': '<table:table-header-columns>',
                   'area': 'table:print-ranges=', 'may_grow': '<table:table table:name="[^"]*" table:style-name="[^"]*">', 'fit': 'style:scale-to-X="1"',
                   'center_horizontally': 'table-centering=', 'center_vertically': 'table-centering=', 'scale': 'style:scale-to="80%"'},
}


class OtherWorkbooks(CommandTest):
    def render(self, kind, data, *words, status=DONE):
        result = gongwen('render', kind, data, *words, cwd=self.folder)
        self.assertEqual(result.status, status, result.err)
        return result

    def convert(self, paths, folder, file_format):
        words = ['soffice', f'-env:UserInstallation=file://{surroundings.HOME}/office', '--headless', '--convert-to', file_format, '--outdir',
                 folder, *paths]
        subprocess.run([str(word) for word in words], capture_output=True, check=True, timeout=600)

    def shown(self, paths, folder):
        """What LibreOffice shows in each sheet of the workbooks."""
        self.convert(paths, folder, AS_SHOWN)
        return {file.stem: rows(file.read_text('utf-8')) for file in sorted(folder.iterdir())}

    def test_the_same_cells_in_both(self):
        """In all samples with GONGWEN_ALL_SAMPLES=1."""
        samples = [f'{path.parent.name}/{path.stem}' for path in ALL_SAMPLES] if ALL else SAMPLES
        made = {'.xlsx': [], '.ods': []}
        for sample in samples:
            kind, name = sample.split('/')
            if 'sheet' not in manifest(kind)['outputs'] and 'xlsx' not in manifest(kind)['outputs']:
                continue
            for ending, paths in made.items():
                paths.append(self.folder / f'{kind}--{name}{ending}')
            outputs = [word for paths in made.values() for word in ('-o', paths[-1])]
            self.assertNotIn('sheet/ods-', self.render(kind, ROOT / 'samples' / f'{sample}.json', *outputs).err)
        self.assertGreaterEqual(len(made['.ods']), 40 if ALL else len(SAMPLES))
        first, second = (self.shown(paths, self.folder / f'cells{ending}') for ending, paths in made.items())
        self.assertEqual(list(first), list(second))
        self.assertGreater(len(first), len(made['.ods']))
        for name in first:
            with self.subTest(sheet=name):
                self.assertEqual(first[name], second[name])

    def write_language(self):
        """A workbook that uses all of the template language; returns the result of the command."""
        write_kind(self.folder)
        template = self.folder / 'kinds' / 'counts' / 'workbook.html'
        formulas = ''.join(f'<tr><td data-type="formula">{html.escape(formula)}</td></tr>' for formula in FORMULAS)
        (template.parent / 'workbook.css').write_text('@page { @top-left { content: "页眉" url(seal.png) } }', 'utf-8')
        loop = '{% for f in formulas %}<tr><td data-type="formula">{{ f }}</td></tr>{% endfor %}'
        template.write_text(TABLE.replace('<meta ', META + '<meta ', 1).replace('</body>', MORE.replace(loop, formulas)), 'utf-8')
        result = gongwen('--templates', self.folder / 'kinds', 'render', 'counts', 'data.json', '-o', 'a.ods', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        return result

    def parts(self, path):
        archive = zipfile.ZipFile(path)
        first = archive.infolist()[0]
        self.assertEqual((first.filename, first.compress_type), ('mimetype', zipfile.ZIP_STORED))
        named = etree.fromstring(archive.read('META-INF/manifest.xml')).xpath('//@*[local-name()="full-path"]')
        files = [name for name in archive.namelist() if name not in ('mimetype', 'META-INF/manifest.xml')]
        self.assertEqual(sorted(name for name in named if not name.endswith('/')), sorted(files))
        for name in files:
            if name.endswith('.xml'):
                etree.fromstring(archive.read(name))
        return '\n'.join([*files, *(archive.read(name).decode('utf-8') for name in files if name.endswith('.xml'))])

    def test_everything_in_the_model_is_in_the_file_or_left_out_with_a_message(self):
        text = self.write_language().err + self.parts(self.folder / 'a.ods')
        for sample in SAMPLES:
            self.render(sample.split('/')[0], ROOT / 'samples' / f'{sample}.json', '-o', 'b.ods', '--force')
            text += self.parts(self.folder / 'b.ods')
        known = members_of_the_model()
        for struct, members in MEMBERS.items():
            # A new member must be written by src/sheet/ods, or its loss be reported.
            self.assertEqual(known[struct], list(members), struct)
            for member, pattern in members.items():
                with self.subTest(member=f'{struct}.{member}'):
                    self.assertTrue(pattern is None or re.search(pattern, text, re.S if 'left-out' in pattern else 0))

    def test_another_program_finds_it_all(self):
        self.write_language()
        self.convert([self.folder / 'a.ods'], self.folder / 'read', 'xlsx')
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')  # of extensions that openpyxl does not know
            book = openpyxl.load_workbook(self.folder / 'read' / 'a.xlsx')
        self.assertEqual([getattr(cell.value, 'text', cell.value) for cell in book['函数']['A'][1:-1]], [
            '=SUM({1,2;3,4})', '=IF(TRUE(),清单!$B$2:$B$5,0)', '=_xlfn.TEXTJOIN("、",TRUE(),清单!$A$2:$A$5)', '=COUNTIF(清单!B:B,">2")',
            '=CEILING(2.1,1)', '=NETWORKDAYS.INTL(45000,45010)', '=IFERROR(1/0,"无")',
            '=_xlfn.MAXIFS(清单!$D$2:$D$5,清单!$A$2:$A$5,"甲院")', '=_xlfn.IFNA(5,1)'])
        self.assertEqual((book['函数'].auto_filter.ref, book['函数'].protection.sheet), ('A1:A11', True))
        self.assertEqual(book['余项'].tables['余项'].ref, 'A1:C5')
        self.assertEqual([len(sheet._charts) for sheet in book], [1, 1, 1, 1, 1, 1, 0, 0, 0, 1])
        self.assertEqual(len(book['其他']._images), 3)
        marks = {(str(area.sqref), rule.type, *rule.formula) for name in ('清单', '余项') for area in book[name].conditional_formatting
                 for rule in area.rules}
        self.assertEqual(marks, {('D2:D5', 'dataBar'), ('E2:E5', 'iconSet'), ('F2:F5', 'cellIs', '"超期"'), ('A2:F5', 'expression', '$D2<5'),
                                 ('A2:A5', 'colorScale'), ('B2:B5', 'iconSet'), ('C2:C5', 'cellIs', '3')})
        lists = {str(each.sqref): each.formula1 for name in ('清单', '余项') for each in book[name].data_validations.dataValidation}
        self.assertEqual(lists, {'F2:F5': '"已办,在办,超期"', 'C2:C1005': '清单!$A$2:$A$5'})
        sheet = book['清单']
        self.assertEqual((sheet.sheet_properties.tabColor.rgb, sheet.print_title_cols, sheet.page_setup.scale), ('FF1F4E79', '$A:$A', 80))
        self.assertEqual((sheet.row_dimensions[4].hidden, sheet.row_dimensions[4].outlineLevel), (True, 1))
        self.assertEqual((book['余项'].column_dimensions['A'].hidden, book['余项'].column_dimensions['A'].outlineLevel), (True, 1))

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

    def test_a_list_in_csv(self):
        write_kind(self.folder)
        (self.folder / 'kinds' / 'counts' / 'workbook.html').write_text(LIST, 'utf-8')
        result = gongwen('--templates', self.folder / 'kinds', 'render', 'counts', 'data.json', '-o', 'a.csv', '-o', 'a.ods', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        # Without the title above, the total and the note below.
        lines = rows((self.folder / 'a.csv').read_bytes().decode('utf-8-sig'))
        heads = ['数', '大', '小', '日', '时', '比', '字', '真', '负']
        self.assertEqual(lines, [heads, ['3', '100000000000000000000', '0.0000001', '2024-03-01', '6:00:00', '0.25', '甲院', 'TRUE', "'-甲"]])
        # Programs read the values from the .ods, too.
        self.convert([self.folder / 'a.ods'], self.folder / 'read', 'xlsx')
        sheet = openpyxl.load_workbook(self.folder / 'read' / 'a.xlsx', data_only=True).active
        values = next(row for row in sheet.iter_rows(values_only=True) if row[0] == 3)
        self.assertEqual(values, (3, 1e20, 1e-7, datetime.datetime(2024, 3, 1), datetime.time(6), 0.25, '甲院', True, '-甲'))

    def test_batches_make_what_render_makes(self):
        sample = ROOT / 'samples' / 'monthly-bulletin' / '2024-02.json'
        (self.folder / 'alone').mkdir()
        (self.folder / 'out').mkdir()
        name = self.sheet_names(sample)[0]
        self.render('monthly-bulletin', sample, '-o', 'alone/', '--format', 'csv', '--sheet', name, '--encoding', 'gb18030')
        self.render('monthly-bulletin', sample, '-o', 'alone/', '--format', 'ods')

        def batch(*words, status=DONE):
            result = gongwen('batch', 'monthly-bulletin', sample, '-o', 'out', *words, cwd=self.folder)
            self.assertEqual(result.status, status, result.err)
            return result
        batch('--format', 'ods,csv', '--sheet', name)
        endings = {path.suffix: path for path in (self.folder / 'out').iterdir() if path.suffix in ('.ods', '.csv')}
        alone = {path.suffix: path.read_bytes() for path in (self.folder / 'alone').iterdir()}
        self.assertEqual(endings['.ods'].read_bytes(), alone['.ods'])
        self.assertEqual(endings['.csv'].read_bytes().decode('utf-8-sig'), alone['.csv'].decode('gb18030'))
        # Documents in another encoding are made again.
        batch('--format', 'ods,csv', '--sheet', name, '--encoding', 'gb18030', '--resume')
        self.assertEqual(endings['.csv'].read_bytes(), alone['.csv'])
        self.assertIn('cli/no-effect', batch('--format', 'ods', '--sheet', name, status=BAD_USAGE).err)

    def sheet_names(self, sample):
        result = self.render(sample.parent.name, sample, '-o', 'many.csv', status=BAD_INPUT)
        # error[sheet/csv-sheets]: a CSV file has one sheet, the workbook has 9: …, …
        return result.err.split('the workbook has ', 1)[1].split('\n')[0].split(': ', 1)[1].split(', ')

    def test_one_sheet_of_several(self):
        data = ROOT / 'samples' / 'monthly-bulletin' / '2024-02.json'
        self.render('monthly-bulletin', data, '-o', 'a.xlsx')
        name = self.sheet_names(data)[0]
        self.render('monthly-bulletin', data, '-o', 'a.csv', '--sheet', name)
        self.assertIn('sheet/csv-no-sheet', self.render('monthly-bulletin', data, '-o', 'b.csv', '--sheet', '没有', status=BAD_INPUT).err)
        self.render('monthly-bulletin', data, '-o', 'c.xlsx', '--sheet', name, status=BAD_USAGE)
        self.render('monthly-bulletin', data, '-o', 'c.xlsx', '--encoding', 'gb18030', status=BAD_USAGE)


if __name__ == '__main__':
    unittest.main()
