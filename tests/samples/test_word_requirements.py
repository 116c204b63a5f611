"""What a Word file owes its reader beyond its text: pages, heads, tables, pictures, names, and nothing of the machine that made it.
The numbers are those of the requirements of the Word door, see tests/word/requirements.md."""
import getpass
import json
import pathlib
import re
import resource
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

import made_pictures
import surroundings

from harness import ROOT, gongwen
from office_rules import violations
from samples import SAMPLES, name_of, output_of, rendered, some_samples
from word_files import W, WordFile, text_of, texts
from word_forms import saved_by_office

SAMPLES = [sample for sample in SAMPLES if sample.parent.name != 'store']

WP = '{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}'
HAN = '\u4e00-\u9fff'
TWIPS = 20


def values(elements):
    return [element.get(f'{W}val') for element in elements]


def cpu_seconds():
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


class WordRequirements(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-word-'))
        self.addCleanup(shutil.rmtree, self.folder)

    def typeset(self, body, css='', words=(), name='page'):
        page = self.folder / f'{name}.html'
        page.write_text(f'<!DOCTYPE html><html lang="zh-CN"><head><title>题名</title><style>{css}</style></head><body>{body}</body></html>',
                        encoding='utf-8')
        made = self.folder / f'{name}.docx'
        result = gongwen('typeset', page, *words, '-o', made, '--error-format', 'json')
        return result, made

    def render(self, kind, data, *words, ending='docx'):
        source = self.folder / 'data.json'
        source.write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        made = self.folder / f'{kind}.{ending}'
        made.unlink(missing_ok=True)
        result = gongwen('-q', 'render', kind, source, *words, '-o', made)
        self.assertEqual(result.status, 0, result.err)
        return made

    def sample(self, name):
        return json.loads((ROOT / f'samples/{name}.json').read_text(encoding='utf-8'))

    def test_5_formats_are_in_styles(self):
        plain = total = 0
        # Lists, sections, the look of the paragraph's mark and the start of a page are no formats.
        others = {f'{W}{name}' for name in ('pStyle', 'numPr', 'sectPr', 'rPr', 'pageBreakBefore')}
        for sample in SAMPLES:
            for paragraph in WordFile(rendered(sample, 'docx')).document.iter(f'{W}p'):
                properties = paragraph.find(f'{W}pPr')
                total += 1
                plain += properties is None or {child.tag for child in properties} <= others
        self.assertGreaterEqual(plain / total, 0.95, (plain, total))

    def test_8_numbers_stand_outside_and_first_pages_have_heads_of_their_own(self):
        word = WordFile(rendered(ROOT / 'samples/result-notice/stress.json', 'docx'))
        self.assertIsNotNone(word.xml('word/settings.xml').find(f'{W}evenAndOddHeaders'))
        relations = {one.get('Id'): one.get('Target') for one in word.xml('word/_rels/document.xml.rels')}
        sides = {}
        for reference in word.document.iter(f'{W}footerReference'):
            target = relations[next(value for name, value in reference.items() if name.endswith('}id'))]
            paragraph = word.xml(f'word/{target}').find(f'{W}p')
            own = paragraph.find(f'{W}pPr/{W}jc')
            style = word.styles[paragraph.find(f'{W}pPr/{W}pStyle').get(f'{W}val')].find(f'{W}pPr/{W}jc')
            sides[reference.get(f'{W}type')] = (own if own is not None else style).get(f'{W}val')
        self.assertEqual(sides, {'default': 'right', 'even': 'left'})
        first = WordFile(rendered(ROOT / 'samples/monthly-bulletin/2026-09-busy.json', 'docx'))
        section = next(first.document.iter(f'{W}sectPr'))
        self.assertIsNotNone(section.find(f'{W}titlePg'))
        self.assertIn('first', {reference.get(f'{W}type') for reference in section.iter(f'{W}footerReference')})

    def test_10_marks_between_han_are_those_of_the_chinese_font(self):
        seen = 0
        for name in ('result-notice/stress', 'regulations/typical', 'annual-review/typical'):
            for paragraph in WordFile(rendered(ROOT / f'samples/{name}.json', 'docx')).document.iter(f'{W}p'):
                runs = [(text_of(run), run) for run in paragraph.iter(f'{W}r')]
                whole = ''.join(text for text, _ in runs)
                at = 0
                for text, run in runs:
                    for i, character in enumerate(text, start=at):
                        if character not in '“”‘’…' or not re.fullmatch(f'[{HAN}]{{2}}', whole[i - 1:i] + whole[i + 1:i + 2]):
                            continue
                        fonts = run.find(f'{W}rPr/{W}rFonts')
                        self.assertEqual(None if fonts is None else fonts.get(f'{W}hint'), 'eastAsia', (name, whole))
                        seen += 1
                    at += len(text)
        self.assertGreater(seen, 5)

    def test_11_tables_are_those_of_the_page(self):
        sample = ROOT / 'samples/expert-roster/typical.json'
        table = WordFile(rendered(sample, 'docx')).document.find(f'.//{W}tbl')
        widths = [int(column.get(f'{W}w')) / TWIPS for column in table.find(f'{W}tblGrid')]
        page = gongwen('dump', 'expert-roster', sample, '--stage=display-list').out.partition('\npage 2 ')[0]
        rules = re.findall(r'^fill ([\d.]+),[\d.]+ ([\d.]+)x([\d.]+) #000000$', page, re.MULTILINE)
        lines = sorted({(float(left) + float(width) / 2) * 0.75 for left, width, height in rules if float(width) < 2 and float(height) > 20})
        shown = [right - left for left, right in zip(lines, lines[1:])]
        self.assertEqual(len(widths), len(shown))
        for width, column in zip(widths, shown):
            self.assertAlmostEqual(width, column, delta=1)
        rows = table.findall(f'{W}tr')
        self.assertIsNotNone(rows[0].find(f'{W}trPr/{W}tblHeader'))
        self.assertTrue(all(row.find(f'{W}trPr/{W}tblHeader') is None for row in rows[1:]))
        self.assertTrue(all(row.find(f'{W}trPr/{W}cantSplit') is not None for row in rows))
        # Cells that span columns and rows cover each place of the grid once.
        for one in WordFile(rendered(ROOT / 'samples/expert-application/typical.json', 'docx')).document.iter(f'{W}tbl'):
            columns = len(one.find(f'{W}tblGrid'))
            for row in one.findall(f'{W}tr'):
                spans = [cell.find(f'{W}tcPr/{W}gridSpan') for cell in row.findall(f'{W}tc')]
                self.assertEqual(sum(1 if span is None else int(span.get(f'{W}val')) for span in spans), columns)

    def test_13_pictures_in_lines_of_a_grid_are_whole(self):
        (self.folder / 'mark.png').write_bytes(made_pictures.seal(120, 120))
        result, made = self.typeset('<p>甲<img src="mark.png" alt="标志" width="120" height="120">乙</p><p>丙</p>',
                                    'body { font-size: 16pt; line-height: 28.95pt }')
        self.assertEqual(result.status, 0, result.err)
        pdf = saved_by_office(made, 'pdf', self.folder / 'office')
        left, top, right, bottom = self.red_box(pdf)
        self.assertAlmostEqual(bottom - top, 90, delta=2)
        self.assertAlmostEqual(right - left, 45, delta=2)  # the left half of the picture is red

    def red_box(self, pdf, page=1):
        """Where the first page has red, in points: left, top, right, bottom."""
        out = self.folder / 'red'
        subprocess.run(['pdftoppm', '-r', '72', '-f', str(page), '-l', str(page), '-singlefile', pdf, out], check=True, env=surroundings.OF_THE_PERSON)
        content = (self.folder / 'red.ppm').read_bytes()
        width, height = map(int, content.split(b'\n', 3)[1].split())
        pixels = content[-3 * width * height:]
        points = [divmod(i // 3, width) for i in range(0, len(pixels), 3) if pixels[i] > 180 and pixels[i + 1] < 90 and pixels[i + 2] < 90]
        self.assertTrue(points)
        return min(x for _, x in points), min(y for y, _ in points), max(x for _, x in points) + 1, max(y for y, _ in points) + 1

    def test_15_a_seal_covers_what_it_covers_on_the_page(self):
        (self.folder / 'seal.png').write_bytes(made_pictures.seal(100, 100))
        data = {**self.sample('opinions/typical'), 'seal': 'image', 'seal_images': ['seal.png'] * 3}
        own = self.render('opinions', data, ending='pdf')
        office = saved_by_office(self.render('opinions', data), 'pdf', self.folder / 'office')
        for a, b in zip(*map(self.place_of_seal, (own, office))):
            self.assertAlmostEqual(a, b, delta=3 * 72 / 25.4)

    def place_of_seal(self, pdf):
        """Its left upper corner, from that of one of the names."""
        words = re.findall(r'<page |<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">([^<]*)', output_of('pdftotext', '-bbox', pdf, '-'))
        page, found = 0, None
        for left, top, text in words:
            page += not left
            if text == '国家质检总局':
                found = page, float(left), float(top)
        left, top = self.red_box(pdf, found[0])[:2]
        return left - found[1], top - found[2]

    def test_16_what_readers_aloud_need(self):
        pictures = heads = 0
        for sample in some_samples():
            word = WordFile(rendered(sample, 'docx'))
            core = word.parts['docProps/core.xml'].decode()
            self.assertRegex(core, r'<dc:title>[^<]+</dc:title>', name_of(sample))
            self.assertRegex(word.parts['word/styles.xml'].decode(), r'<w:lang w:val="[a-zA-Z-]+"', name_of(sample))
            for shown in word.document.iter(f'{WP}docPr'):
                self.assertIsNotNone(shown.get('descr'), name_of(sample))
                pictures += 1
            heads += len(list(word.document.iter(f'{W}tblHeader')))
        self.assertGreater(pictures, 0)
        self.assertGreater(heads, 5)

    def test_17_landscape_and_numbers_that_start_again(self):
        word = WordFile(rendered(ROOT / 'samples/annual-review/typical.json', 'docx'))
        sizes = [section.find(f'{W}pgSz') for section in word.document.iter(f'{W}sectPr')]
        turned = [size for size in sizes if int(size.get(f'{W}w')) > int(size.get(f'{W}h'))]
        self.assertTrue(turned and len(turned) < len(sizes))
        self.assertEqual({size.get(f'{W}orient') for size in turned}, {'landscape'})
        pages = WordFile(rendered(ROOT / 'samples/regulations/typical.json', 'docx')).document.iter(f'{W}pgNumType')
        self.assertIn('1', [page.get(f'{W}start') for page in pages])

    def test_18_notes_are_numbered_as_on_the_page(self):
        notes = ''.join(f'<p>第{i}段<span class="note">注{i}的文字</span></p>' for i in range(1, 4))
        result, made = self.typeset(notes, '.note { float: footnote }')
        self.assertEqual(result.status, 0, result.err)
        word = WordFile(made)
        kinds = [note.get(f'{W}type') for note in word.xml('word/footnotes.xml')]
        self.assertEqual(kinds[:2], ['separator', 'continuationSeparator'])
        calls = [call.get(f'{W}id') for call in word.document.iter(f'{W}footnoteReference')]
        by_id = {note.get(f'{W}id'): ''.join(map(text_of, note.iter(f'{W}p'))) for note in word.notes()}
        self.assertEqual([by_id[call].lstrip('. ') for call in calls], ['注1的文字', '注2的文字', '注3的文字'])

    def test_20_names_of_bookmarks_are_short_and_unique(self):
        for sample in some_samples():
            marks = list(WordFile(rendered(sample, 'docx')).document.iter(f'{W}bookmarkStart'))
            for member in ('name', 'id'):
                names = [mark.get(f'{W}{member}') for mark in marks]
                self.assertEqual(len(names), len(set(names)), name_of(sample))
                self.assertLessEqual(max(map(len, names), default=0), 40)

    def test_21_lists_in_lists_are_levels_of_one_numbering(self):
        inner = '<ol type="a"><li>甲一</li><li>甲二</li></ol>'
        result, made = self.typeset(f'<ol><li>甲{inner}</li><li>乙{inner}</li><li>丙<ul><li>点</li></ul></li></ol><p>文</p><ol><li>丁</li></ol>')
        self.assertEqual(result.status, 0, result.err)
        word = WordFile(made)
        definitions = word.xml('word/numbering.xml').findall(f'{W}abstractNum')
        levels = [[level.get(f'{W}ilvl') for level in one.findall(f'{W}lvl')] for one in definitions]
        # The sign of the third list is another look of level 1. Items can be moved to levels that no list of the page has.
        self.assertEqual(levels, [[*'012345678']] * 2)
        self.assertEqual(values(one.find(f'{W}multiLevelType') for one in definitions), ['multilevel', 'multilevel'])
        formats = [values(level.find(f'{W}numFmt') for level in one.findall(f'{W}lvl'))[:4] for one in definitions]
        self.assertEqual(formats, [['decimal', 'lowerLetter', 'lowerRoman', 'decimal'], ['bullet'] * 4])
        lefts = [int(level.find(f'{W}pPr/{W}ind').get(f'{W}left')) for level in definitions[0].findall(f'{W}lvl')]
        self.assertEqual(lefts, sorted(set(lefts)))
        shown = ['1. 甲', 'a. 甲一', 'b. 甲二', '2. 乙', 'a. 甲一', 'b. 甲二', '3. 丙', '点', '文', '1. 丁']
        self.assertEqual([f'{marker} {text_of(paragraph)}'.strip('◦ ') for paragraph, marker in word.numbered()], shown)
        self.assertEqual(violations(made), [])
        text = subprocess.run(['pdftotext', '-layout', saved_by_office(made, 'pdf', self.folder), '-'], capture_output=True, text=True, check=True).stdout
        self.assertEqual([' '.join(line.split()).strip('◦ ') for line in text.splitlines() if line.strip()], shown)

    def test_styles_that_the_page_names(self):
        css = ('.a { -gw-office-style: "附件说明，甲" } .b { -gw-office-style: "正文"; text-indent: 2em } .c { -gw-office-style: "标题 2" }'
               ' .d { -gw-office-style: "caption" } .e { -gw-office-style: "heading 12" }')
        body = ('<p class="a">说明</p><blockquote class="a">引</blockquote>' + '<p>普通</p>' * 5 + '<p class="b">正文</p>' * 2 +
                '<div class="c">标题</div><p class="d">题注</p><p class="e">其他</p>')
        result, made = self.typeset(body, css)
        self.assertEqual(result.status, 0, result.err)
        word = WordFile(made)
        names = {text_of(paragraph): word.style_name(paragraph) for paragraph in word.paragraphs()}
        self.assertEqual({text: names[text] for text in ('说明', '引', '正文', '标题', '题注', '其他')},
                         {'说明': '附件说明，甲', '引': '附件说明，甲', '正文': 'Body Text', '标题': 'heading 2', '题注': 'caption',
                          '其他': 'heading 12'})
        self.assertNotEqual(names['普通'], 'Body Text')
        title = next(paragraph for paragraph in word.paragraphs() if text_of(paragraph) == '标题')
        self.assertEqual(values(word.levels(title))[:1], ['1'])
        self.assertEqual(violations(made), [])
        self.assertNotEqual(self.typeset('<p>x</p>', 'p { -gw-office-style: 正文 }', ('--strict',))[0].status, 0)

    def test_a_heading_in_a_row_does_not_keep_the_row_with_the_next(self):
        rows = ''.join(f'<tr{" class=stays" if i == 3 else ""}><td><h2>{i}.</h2><p>文</p></td></tr>' for i in range(6))
        result, made = self.typeset(f'<h2>题</h2><table>{rows}</table>', 'h2 { break-after: avoid } .stays { break-after: avoid }')
        self.assertEqual(result.status, 0, result.err)
        word = WordFile(made)

        def keeps(paragraph):
            style = paragraph.find(f'{W}pPr/{W}pStyle')
            of_style = [] if style is None else word.styles[style.get(f'{W}val')].findall(f'{W}pPr/{W}keepNext')
            found = (paragraph.findall(f'{W}pPr/{W}keepNext') or of_style)[:1]
            return bool(found) and found[0].get(f'{W}val') not in ('0', 'false')
        kept = {text_of(paragraph): keeps(paragraph) for paragraph in word.document.iter(f'{W}p')}
        self.assertEqual({text: kept[text] for text in ('题', '0.', '1.', '3.', '4.')},
                         {'题': True, '0.': False, '1.': False, '3.': True, '4.': False})

    def test_only_pages_of_grid_lines_have_the_grid(self):
        for css, expected in (('', 'lines'), ('.b { line-height: 40pt }', None)):
            result, made = self.typeset('<p>甲</p><p class="b">乙</p>', 'body { font: 16pt/29pt 仿宋; -gw-line-sizing: fixed } p { margin: 0 }' + css)
            self.assertEqual(result.status, 0, result.err)
            grids = list(WordFile(made).document.iter(f'{W}docGrid'))
            self.assertEqual([(grid.get(f'{W}type'), grid.get(f'{W}linePitch')) for grid in grids], [(expected, '580')])

    def test_a_break_that_the_page_does_not_take_is_none(self):
        css = ('@page { size: 100mm 60mm; margin: 10mm } p { margin: 0; line-height: 8mm } section + section { break-before: page }'
               ' body { -gw-blank-room: give }')
        body = '<section>' + '<p>甲</p>' * 6 + '</section><section><p>乙</p></section>'
        pages = []
        for name, more in (('give', ''), ('keep', 'body { -gw-blank-room: keep }')):
            result, made = self.typeset(body, css + more, name=name)
            self.assertEqual(result.status, 0, result.err)
            self.assertEqual(gongwen('typeset', self.folder / f'{name}.html', '-o', self.folder / f'{name}.pdf').status, 0)
            breaks = sum(1 for _ in WordFile(made).document.iter(f'{W}pageBreakBefore'))
            pages.append((output_of('pdfinfo', self.folder / f'{name}.pdf').split('Pages:')[1].split()[0], breaks))
        self.assertEqual(pages, [('2', 0), ('3', 1)])

    def test_entries_of_contents_keep_their_lines(self):
        css = ('.contents div { -gw-role: toc-item; width: 20em; padding-right: 3em; box-sizing: border-box; text-align: left } .contents { -gw-role: toc }'
               ' .contents a::after { content: "\\2060" leader(".") "\\a0" target-counter(attr(href), page); margin-right: -3em }')
        body = ('<div class="contents"><div><a href="#a">关于公布示例领域网络安全国家标准优秀实践案例名单的通知</a></div></div>'
                '<h2 id="a">关于公布示例领域网络安全国家标准优秀实践案例名单的通知</h2>')
        result, made = self.typeset(body, css)
        self.assertEqual(result.status, 0, result.err)
        first = next(WordFile(made).document.iter(f'{W}p'))
        self.assertEqual(len(list(first.iter(f'{W}br'))), 1)

    def test_contents_say_the_levels_of_their_entries(self):
        """So that a word processor that makes them anew gives each entry the style that it has."""
        css = '.c { -gw-role: toc } .c p { -gw-role: toc-item } .deep { text-indent: 2em } .m { bookmark-level: 3; font-size: 20pt }'

        def contents(*marks):
            entries = ''.join(f'<p class="{kind}"><a href="#{target}">{target}</a></p>' for kind, target in marks)
            headings = '<h2 id="a">甲</h2><h3 id="b">乙</h3><h4>丙</h4><h5 id="d">丁</h5><p class="m" id="m">章</p><h2 id="e">戊</h2>'
            result, made = self.typeset(f'<div class="c">{entries}</div>{headings}', css)
            self.assertEqual(result.status, 0, result.err)
            word = WordFile(made)
            names = [word.style_name(p) for p in word.document.iter(f'{W}p')][:len(marks)]
            return names, next(code.text.strip() for code in word.document.iter(f'{W}instrText') if 'TOC' in code.text)
        self.assertEqual(contents(('', 'a'), ('deep', 'b'), ('', 'e')), (['toc 2', 'toc 3', 'toc 2'], 'TOC \\o "2-3" \\h \\z'))
        # Levels between them are left out; other styles have the level of their heading.
        self.assertEqual(contents(('', 'a'), ('', 'd')), (['toc 2', 'toc 5'], 'TOC \\o "2-2" \\t "heading 5,5" \\h \\z'))
        self.assertEqual(contents(('', 'm')), (['toc 3'], 'TOC \\t "m,3" \\h \\z'))

    def test_words_have_the_character_styles_that_the_page_names(self):
        css = ('.n { -gw-office-style: "条文序号"; font-family: 黑体 } .n b { font-weight: normal; text-decoration: underline }'
               ' .s { -gw-office-style: "要点"; font-weight: bold } h2 { font-size: 20pt }')
        body = ('<p><span class="n">第一条</span>　文<span class="s">重</span>字</p>' + '<p><span class="n">第二条</span>　文字</p>' * 3 +
                '<h2><span class="n">第三章</span>　标题</h2><p><span class="n">第<b>四</b>条</span></p>')
        result, made = self.typeset(body, css)
        self.assertEqual(result.status, 0, result.err)
        word = WordFile(made)
        kinds = {style.find(f'{W}name').get(f'{W}val'): style for style in word.styles.values() if style.get(f'{W}type') == 'character'}
        self.assertLessEqual({'条文序号', 'Strong'}, set(kinds))
        # It sets what distinguishes it from other text, so that words in a heading keep the size of the heading.
        self.assertEqual([child.tag for child in kinds['条文序号'].find(f'{W}rPr')], [f'{W}rFonts'])
        runs = {}
        for run in word.document.iter(f'{W}r'):
            style = run.find(f'{W}rPr/{W}rStyle')
            if style is not None:
                runs[''.join(text.text for text in run.iter(f'{W}t'))] = (word.styles[style.get(f'{W}val')].find(f'{W}name').get(f'{W}val'),
                                                                         [child.tag for child in run.find(f'{W}rPr')][1:])
        self.assertEqual({text: name for text, (name, _) in runs.items()},
                         {'第一条': '条文序号', '重': 'Strong', '第二条': '条文序号', '第三章': '条文序号', '第': '条文序号', '四': '条文序号', '条': '条文序号'})
        self.assertEqual([runs[text][1] for text in ('第一条', '第二条', '第三章')], [[]] * 3)
        self.assertEqual(runs['四'][1], [f'{W}u'])
        self.assertEqual(violations(made), [])

    def test_names_that_no_style_can_have(self):
        for name, message in (('附件说明, 甲', 'flow/style-name'), ('甲;乙', 'flow/style-name'), ('长' * 254, 'flow/style-name'), ('超链接', 'flow/style-name-taken'),
                              ('toc 2', 'flow/style-name-taken'), ('要点', 'flow/style-name-taken'), ('Table Grid', 'flow/style-name-taken')):
            with self.subTest(name=name[:20]):
                result, _ = self.typeset('<p>甲</p><p>乙</p>', f'p {{ -gw-office-style: "{name}" }}')
                self.assertNotEqual(result.status, 0)
                found = json.loads(result.err)['diagnostics']
                self.assertEqual([(one['id'], one['severity'], one['line']) for one in found], [(message, 'error', 1)])
        result, _ = self.typeset('<p><b>甲</b></p>', 'b { -gw-office-style: "标题 1" }')
        self.assertEqual([one['id'] for one in json.loads(result.err)['diagnostics']], ['flow/style-name-taken'])

    def test_22_strict_takes_no_file_that_lacks_something(self):
        body, css = '<p class="a">甲</p>', '.a { opacity: .5 }'
        self.assertEqual(self.typeset(body, css)[0].status, 0)
        (self.folder / 'page.docx').unlink()
        result, made = self.typeset(body, css, ('--strict',))
        self.assertNotEqual(result.status, 0)
        self.assertFalse(made.exists())

    def test_23_nothing_of_the_machine_is_in_it(self):
        for sample in some_samples()[:6]:
            for name, content in WordFile(rendered(sample, 'docx')).parts.items():
                text = content.decode('utf-8', 'replace') if name.endswith(('.xml', '.rels')) else ''
                self.assertNotRegex(text, r'w:rsid', name)
                for word in (str(ROOT), '/tmp/', socket.gethostname(), time.strftime('%Y-%m-%dT%H'), f'>{getpass.getuser()}<'):
                    self.assertNotIn(word, text, name)

    def test_24_characters_that_xml_forbids(self):
        data = {**self.sample('result-notice/minimal'), 'remarks': [{'text': '前\u0001中\ufffe后'}]}
        made = self.render('result-notice', data)
        self.assertIn('前中后', texts(made))
        self.assertEqual(violations(made), [])

    def test_25_ten_thousand_paragraphs_take_five_times_those_of_two_thousand(self):
        taken = []
        for count in (2_000, 10_000):
            before = cpu_seconds()
            result, made = self.typeset(''.join(f'<p>第{i}段，为做好示例工作各单位应当认真填报。</p>' for i in range(count)), name=f'p{count}')
            self.assertEqual(result.status, 0, result.err)
            taken.append(cpu_seconds() - before)
            self.assertEqual(len(texts(made)), count)
        # A quadratic step would take twenty-five times as long.
        self.assertLess(taken[1], 12 * taken[0])


if __name__ == '__main__':
    unittest.main()
