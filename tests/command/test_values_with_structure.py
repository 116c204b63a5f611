"""Values with structure: `markdown`, `markdown_inline` and `safe_html` in pages, workbooks and Word files. Judges:
markdown-it for the text of Markdown, Chromium for that of HTML."""
import html.parser
import json
import random
import re
import subprocess
import unittest
import zipfile
from collections import Counter

import needs
from chromium_pages import Chromium
from harness import BAD_INPUT, CommandTest, gongwen
from judging import assert_judged
from word_files import WordFile

MANIFEST = {
    'kind': 'report', 'title': {'zh': '工作报告', 'en': 'report'}, 'version': '1.0', 'language': 'zh-CN', 'file_name': 'report',
    'source': {'zh': '示例', 'en': 'an example'},
    'outputs': {
        'page': {'template': 'document.html', 'styles': [
            'shared/css/fonts.css', 'shared/css/base.css', 'shared/css/profiles/tc260-plain.css', 'shared/css/markup.css']},
        'sheet': {'template': 'workbook.html', 'styles': ['workbook.css']}}}
TEXT = {'type': 'string', 'contentMediaType': 'text/markdown', 'x-title': {'zh': '正文', 'en': 'text'}}
SCHEMA = {
    '$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object', 'additionalProperties': False,
    'properties': {
        'title': {'type': 'string', 'default': '报告', 'x-title': {'zh': '题目', 'en': 'title'}},
        'texts': {'type': 'array', 'default': [], 'items': TEXT, 'x-title': {'zh': '正文', 'en': 'texts'}},
        'pasted': {'type': 'array', 'default': [], 'x-title': {'zh': '附文', 'en': 'pasted'},
                   'items': {'type': 'string', 'contentMediaType': 'text/html', 'x-title': {'zh': '附文', 'en': 'pasted'}}}}}
PAGE = '''<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"/><title>{{ title | markdown | striptags }}</title></head>
<body>
<h1>{{ title | markdown_inline }}</h1>
{% for text in texts %}<div class="markup">{{ text | markdown }}</div>
{% endfor %}{% for text in pasted %}<div class="markup">{{ text | safe_html }}</div>
{% endfor %}
</body>
</html>
'''
SHEET = '''<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"/><title>{{ title | markdown | striptags }}</title></head>
<body><table data-sheet="报告"><colgroup><col style="width:40em"/></colgroup>
<tr><td>{{ title | markdown_inline }}</td></tr>
{% for text in texts %}<tr><td>{{ text | markdown }}</td></tr>
{% endfor %}{% for text in pasted %}<tr><td>{{ text | safe_html }}</td></tr>
{% endfor %}</table></body></html>
'''
TEXT_OF_ALL = '''# 一、制修订

**重点：**完成*阶段目标*，见[网站](https://www.example.cn/a?b=1&c=2)和[题目](#top)。

1. 甲项；
2. 乙项：
   - 丙
   - 丁

## （一）意见

> 逐条
> 答复。

```
if (a < b)
```

<table><tr><th>项目</th></tr><tr><td>戊</td></tr></table>
'''


def han(text):
    return [c for c in text if '\u4e00' <= c <= '\u9fff']


class Letters(html.parser.HTMLParser):
    """The text of HTML."""

    def __init__(self, text):
        super().__init__()
        self.text = ''
        self.feed(text)

    def handle_data(self, data):
        self.text += data


def markdown_text(text):
    """What another implementation of CommonMark makes of it, as text."""
    needs.check('python3-markdown-it')
    import markdown_it  # pylint: disable=import-outside-toplevel
    return Letters(markdown_it.MarkdownIt('commonmark').render(text)).text


def random_markdown(source):
    letters = '标准秘书处会议意见答复草案项目阶段网络安全'
    marks = ['*', '**', '_', '`', '：', '，', '“', '”', '（', '）', ' ', '\n', '\n\n', '# ', '- ', '1. ', '> ', '    ', '[', '](https://a.cn)', '\\', 'ab', '&amp;', '---\n', '```\n', '· ', '\t', '  \n']
    return ''.join(source.choice(letters) if source.random() < .5 else source.choice(marks) for _ in range(source.randrange(40)))


def random_html(source):
    letters = '标准秘书处会议意见答复草案项目阶段网络安全'
    tags = ['<p>', '</p>', '<b>', '</b>', '<i>', '</i>', '<ul>', '<li>', '</li>', '</ul>', '<ol>', '</ol>', '<div>', '</div>', '<br>', '<table>', '<tr>', '<td>', '</td>', '</tr>', '</table>',
            '<blockquote>', '</blockquote>', '<h2>', '</h2>', '<font color=red>', '</font>', '<a href="https://a.cn">', '</a>', '<!-- 注 -->', '&nbsp;', '&lt;', '\n', ' ', '<span class=x>', '</span>', '<pre>', '</pre>']
    return ''.join(source.choice(letters) if source.random() < .5 else source.choice(tags) for _ in range(source.randrange(30)))


class ValuesWithStructure(CommandTest):
    def setUp(self):
        super().setUp()
        self.bundle(PAGE)

    def bundle(self, page, schema=None):
        for name, content in (('template.json', MANIFEST), ('schema.json', schema or SCHEMA), ('document.html', page), ('workbook.html', SHEET), ('workbook.css', 'td { vertical-align: top }')):
            self.write(f'kinds/report/{name}', content)

    def run_on(self, data, *words, command='render', status=0):
        result = gongwen('--templates', self.folder / 'kinds', '--error-format', 'json', command, 'report', self.write('data.json', data), *words)
        self.assertEqual(result.status, status, result.err)
        return result

    def messages(self, data, *words, **options):
        return [(m['id'], m.get('data', {}).get('pointer'), m['message']) for m in self.run_on(data, *words, **options).diagnostics()]

    def pdf_text(self, path):
        return subprocess.run(['pdftotext', '-raw', path, '-'], stdout=subprocess.PIPE, check=True).stdout.decode()

    def test_text_of_random_markdown_is_on_the_page(self):
        source = random.Random(20261129)
        texts = [random_markdown(source) for _ in range(150)]
        self.run_on({'texts': texts}, '-o', self.folder / 'a.pdf')
        expected = ''.join(markdown_text(text) for text in ['报告', *texts])
        self.assertEqual(''.join(han(self.pdf_text(self.folder / 'a.pdf'))), ''.join(han(expected)))

    def test_text_of_random_html_is_on_the_page(self):
        source = random.Random(20261129)
        texts = [random_html(source) for _ in range(150)]
        with Chromium() as tab:
            tab.open('about:blank')
            judged = tab.run(f'{json.dumps(texts)}.map(text => new DOMParser().parseFromString(text, "text/html").body.textContent)')
        self.run_on({'pasted': texts}, '-o', self.folder / 'a.pdf')
        # Browsers put text that is loose in a table before it: the same letters, in another order.
        self.assertEqual(Counter(han(self.pdf_text(self.folder / 'a.pdf'))), Counter(han('报告' + ''.join(judged))))

    def test_structure_is_tagged(self):
        self.run_on({'texts': [TEXT_OF_ALL]}, '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.ofd')
        assert_judged(self, 'pdf', {self.folder / 'a.pdf': 'a.pdf'}, '--profile', 'archive', '--chinese', 'yes')
        tags = subprocess.run(['pdfinfo', '-struct', self.folder / 'a.pdf'], stdout=subprocess.PIPE, check=True).stdout.decode()
        for tag in ('H1', 'H2', 'H3', 'Link', 'L', 'LI', 'Lbl', 'BlockQuote', 'Code', 'Table', 'TH', 'TD'):
            self.assertRegex(tags, rf'(?m)^ *{tag}\b', tags)

    def test_word_has_lists_headings_and_links(self):
        self.run_on({'texts': [TEXT_OF_ALL]}, '-o', self.folder / 'a.docx')
        word = WordFile(self.folder / 'a.docx')
        self.assertEqual(han(word.text()), han('报告' + markdown_text(TEXT_OF_ALL)))
        self.assertGreaterEqual(len(list(word.numbered())), 4)
        with zipfile.ZipFile(self.folder / 'a.docx') as file:
            self.assertIn('https://www.example.cn/a?b=1&amp;c=2', file.read('word/_rels/document.xml.rels').decode())

    def test_cells_have_lines_and_faces(self):
        self.run_on({'title': '**甲**乙', 'texts': ['一\n\n- 二\n- *三*\n\n`四`\\\n五', '<table><tr><th>六</th><th>七</th></tr></table>']}, '-o', self.folder / 'a.xlsx')
        with zipfile.ZipFile(self.folder / 'a.xlsx') as file:
            strings = file.read('xl/sharedStrings.xml').decode()
        texts = [''.join(re.findall(r'<t[^>]*>([^<]*)</t>', item)) for item in re.findall(r'<si>(.*?)</si>', strings, re.DOTALL)]
        self.assertIn('甲乙', texts)
        self.assertIn('一\n• 二\n• 三\n四\n五', texts)
        self.assertIn('六 | 七', texts)
        self.assertRegex(strings, r'<r><rPr><b/>.*?<t>甲</t>')

    def test_what_is_left_out_is_told(self):
        data = {'texts': ['好', '甲\n\n[乙](javascript:alert) ![丙](file:///etc/passwd)'], 'pasted': ['丁<script>x</script>']}
        self.assertEqual([(one, pointer) for one, pointer, _ in self.messages(data, '-o', self.folder / 'a.pdf')],
                         [('templating/link-left-out', '/texts/1'), ('templating/image-left-out', '/texts/1'), ('templating/content-left-out', '/pasted/0')])
        self.assertIn('line 3', self.messages(data, '-o', self.folder / 'a.pdf')[0][2])
        self.assertEqual(han(self.pdf_text(self.folder / 'a.pdf')), han('报告好甲乙丙丁'))

    def test_links_to_nowhere_are_text(self):
        found = self.messages({'texts': ['[甲](#nowhere)']}, '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.docx')
        self.assertEqual({(one, pointer) for one, pointer, _ in found}, {('layout/unknown-target', '/texts/0')})
        self.assertEqual(han(self.pdf_text(self.folder / 'a.pdf')), han('报告甲'))
        assert_judged(self, 'pdf', {self.folder / 'a.pdf': 'a.pdf'}, '--profile', 'archive', '--chinese', 'yes')

    def test_blocks_in_a_line_are_an_error(self):
        self.bundle(PAGE.replace('<div class="markup">{{ text | markdown }}</div>', '<p>{{ text | markdown }}</p>'))
        found = self.messages({'texts': ['甲']}, '-o', self.folder / 'a.pdf', status=BAD_INPUT)
        self.assertEqual([(one, pointer) for one, pointer, _ in found], [('dom/misplaced-in-value', '/texts/0')])

    def test_other_values_are_errors(self):
        self.bundle(PAGE, {**SCHEMA, 'properties': {**SCHEMA['properties'], 'texts': {'type': 'array', 'default': []}}})
        found = self.messages({'texts': [12]}, '-o', self.folder / 'a.pdf', status=BAD_INPUT)
        self.assertEqual([(one, pointer) for one, pointer, _ in found], [('templating/wrong-input', '/texts/0')])

    def test_describe_tells_of_markdown(self):
        for language, words in (('zh', 'Markdown 文字'), ('en', 'a text in Markdown')):
            self.assertIn(words, gongwen('--templates', self.folder / 'kinds', '--lang', language, 'describe', 'report').out)
        fields = json.loads(gongwen('--templates', self.folder / 'kinds', 'describe', 'report', '--json').out)
        self.assertIn('text/markdown', [field.get('contentMediaType') for field in fields])

    def test_hostile_values_end_soon(self):
        data = {'texts': ['> ' * 10000 + '甲', '*a **b _c ' * 5000, '[' * 50000], 'pasted': ['<table><tr><td>' * 3000 + '乙', '<b>' * 20000 + '丙']}
        self.run_on(data, '-o', self.folder / 'a.pdf')
        self.assertEqual(han(self.pdf_text(self.folder / 'a.pdf')), han('报告甲乙丙'))


if __name__ == '__main__':
    unittest.main()
