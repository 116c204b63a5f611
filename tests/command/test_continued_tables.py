"""Tables over pages in every format: what is repeated, what is read out once, and what a format cannot show is said."""
import json
import re
import subprocess
import unittest
import zipfile

import pikepdf

from harness import DONE, CommandTest, gongwen

ROWS = 60
STYLE = '''@page { size: A5; margin: 15mm }
body { font: 9pt/14pt FangSong }
table { width: 100%; border-collapse: collapse }
th, td { border: 0.4pt solid }
caption, .group { -gw-table-parts: all }
caption::after, .group td::after { content: -gw-continued("（续）") }
.brought { -gw-table-parts: later }
.brought td:last-child::after { content: -gw-sum(3, brought) }
.page td:last-child::after { content: -gw-sum(3, page) }
.carried { -gw-table-parts: but-last }
.carried td:last-child::after { content: -gw-sum(3, carried) }
.total { -gw-table-parts: last }
.total td:last-child::after { content: -gw-sum(3) }'''
BODY = '''<table><caption>表1</caption><thead><tr><th>序号</th><th>项目</th><th>金额</th></tr>
<tr class="brought"><td></td><td>承前页</td><td></td></tr></thead>
<tfoot><tr class="page"><td></td><td>本页小计</td><td></td></tr><tr class="carried"><td></td><td>过次页</td><td></td></tr>
<tr class="total"><td></td><td>合计</td><td></td></tr></tfoot>
<tbody><tr class="group"><td colspan="3">一、会议</td></tr>%s</tbody></table>'''
PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>经费</title>%s</head><body>%s</body></html>'


def amount(row):
    """In cents; every seventh is negative."""
    return (-1 if row % 7 == 0 else 1) * (row * 31_337 % 500_000 + 1)


def written(cents):
    return f'{cents // 100:,}.{cents % 100:02d}' if cents >= 0 else '-' + written(-cents)


def rows():
    return ''.join(f'<tr><td>{row}</td><td>P{row}</td><td>{written(amount(row))}</td></tr>' for row in range(1, ROWS + 1))


def lines_of(pdf):
    """The lines of each page, their words parted by single blanks."""
    text = subprocess.run(['pdftotext', '-layout', pdf, '-'], check=True, capture_output=True).stdout.decode()
    return [[' '.join(line.split()) for line in page.splitlines() if line.strip()] for page in text.split('\f') if page.strip()]


class ContinuedTables(CommandTest):
    def typeset(self, style=STYLE, body=BODY % rows(), name='a.pdf'):
        self.write('a.html', PAGE % (f'<style>{style}</style>', body))
        result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', name, cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        return result

    def test_another_reader_finds_every_row_and_every_sum(self):
        self.assertEqual(self.typeset().diagnostics(), [])
        pages = lines_of(self.folder / 'a.pdf')
        self.assertGreater(len(pages), 2)
        row = total = 0
        for number, lines in enumerate(pages):
            first, last = number == 0, number == len(pages) - 1
            self.assertEqual(lines[0].replace(' ', ''), '表1' if first else '表1（续）')
            before = total
            while f'{row + 1} P{row + 1} {written(amount(row + 1))}' in lines:
                row += 1
                total += amount(row)
            self.assertEqual(f'承前页 {written(before)}' in lines, not first)
            self.assertEqual('一、会议（续）' in lines, not first)
            self.assertIn(f'本页小计 {written(total - before)}', lines)
            self.assertEqual(f'过次页 {written(total)}' in lines, not last)
            self.assertEqual(f'合计 {written(total)}' in lines, last)
        self.assertEqual(row, ROWS)

    def test_the_structure_has_one_table_with_each_row_once(self):
        self.typeset()
        with pikepdf.open(self.folder / 'a.pdf') as pdf:
            kinds = [str(each.S) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and '/S' in each and '/P' in each]
        self.assertEqual(kinds.count('/Table'), 1)
        self.assertEqual(kinds.count('/Caption'), 1)
        # The head, the heading of the group, the rows, the total; no row of a page.
        self.assertEqual(kinds.count('/TR'), 1 + 1 + ROWS + 1)

    def test_a_row_of_the_first_page_is_read_out(self):
        style = STYLE + ' .note { -gw-table-parts: first }'
        self.typeset(style, (BODY % rows()).replace('<tfoot>', '<tfoot><tr class="note"><td></td><td>首页注</td><td></td></tr>'))
        tree = subprocess.run(['pdfinfo', '-struct-text', self.folder / 'a.pdf'], check=True, capture_output=True).stdout.decode()
        self.assertEqual(tree.count('首页注'), 1)

    def test_ofd_shows_the_same(self):
        self.typeset(name='a.ofd')
        self.typeset()
        pages = lines_of(self.folder / 'a.pdf')
        with zipfile.ZipFile(self.folder / 'a.ofd') as archive:
            contents = [archive.read(name).decode() for name in archive.namelist() if re.search(r'Page_\d+/Content\.xml$', name)]
        self.assertEqual(len(contents), len(pages))
        for words in ('承前页', '（续）'):
            self.assertEqual(sum(words in ''.join(re.findall(r'<ofd:TextCode[^>]*>([^<]*)', text)) for text in contents),
                             len(pages) - 1)

    def test_a_counter_of_pages_that_elements_count_is_reported(self):
        style = '@page { counter-reset: sub; @bottom-right { content: counter(sub) } } p { counter-increment: sub 5 }'
        found = self.typeset(style, '<p>甲</p>').diagnostics()
        self.assertEqual([each['id'] for each in found], ['layout/page-counter'])
        self.assertEqual(self.typeset(style.replace('counter-reset: sub;', ''), '<p>甲</p>').diagnostics(), [])

    def write_kind(self):
        bundle = self.folder / 'kinds' / 'expenses'
        bundle.mkdir(parents=True)
        (bundle / 'schema.json').write_text(json.dumps({
            '$schema': 'https://json-schema.org/draft/2020-12/schema', 'x-title': {'zh': '经费', 'en': 'expenses'},
            'type': 'object', 'additionalProperties': False, 'properties': {}}), encoding='utf-8')
        (bundle / 'template.json').write_text(json.dumps({
            'kind': 'expenses', 'title': {'zh': '经费', 'en': 'expenses'}, 'version': '1.0', 'language': 'zh-CN',
            'file_name': 'expenses', 'source': {'zh': '示例', 'en': 'an example'},
            'outputs': {'page': {'template': 'document.html', 'styles': ['style.css']},
                        'sheet': {'template': 'workbook.html', 'styles': ['style.css']}}}), encoding='utf-8')
        (bundle / 'document.html').write_text(PAGE % ('', BODY % rows()), encoding='utf-8')
        table = (BODY % rows()).replace('<table>', '<table data-sheet="经费">')
        (bundle / 'workbook.html').write_text(PAGE % ('', table), encoding='utf-8')
        (bundle / 'style.css').write_text(STYLE, encoding='utf-8')
        self.write('data.json', '{}')

    def render(self, name):
        self.write_kind()
        result = gongwen('--error-format', 'json', '--templates', 'kinds', 'render', 'expenses', 'data.json', '-o', name,
                         cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        return result

    def test_word_has_each_row_once_and_what_it_lacks_is_said(self):
        result = self.render('a.docx')
        found = [each for each in result.diagnostics() if each['id'] == 'flow/not-in-word']
        self.assertTrue(found, result.err)
        self.assertTrue(any('-gw-sum()' in each['message'] for each in found), result.err)
        self.assertTrue(any('-gw-table-parts' in each['message'] for each in found), result.err)
        with zipfile.ZipFile(self.folder / 'a.docx') as archive:
            text = archive.read('word/document.xml').decode()
        words = re.sub(r'<[^>]*>', '|', text)
        for word in ('承前页', '过次页', '本页小计', '（续）'):
            self.assertNotIn(word, words)
        self.assertEqual(text.count('<w:tblHeader'), 1)
        for row in range(1, ROWS + 1):
            self.assertEqual(len(re.findall(rf'\|P{row}\|', words)), 1)
        self.assertIn(written(sum(map(amount, range(1, ROWS + 1)))), words)

    def test_a_workbook_has_each_row_once_and_what_it_lacks_is_said(self):
        result = self.render('a.xlsx')
        self.assertIn('sheet/not-in-workbook', [each['id'] for each in result.diagnostics()])
        with zipfile.ZipFile(self.folder / 'a.xlsx') as archive:
            text = ''.join(archive.read(name).decode() for name in archive.namelist() if name.endswith('.xml'))
        self.assertEqual(len(re.findall('>P7<', text)), 1)
        for word in ('承前页', '过次页', '本页小计'):
            self.assertNotIn(word, text)
        self.assertIn('合计', text)


if __name__ == '__main__':
    unittest.main()
