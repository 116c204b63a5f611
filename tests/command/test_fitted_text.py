"""Text that fits (`-gw-fit`): other programs find it within its box in PDF, OFD, Word and pictures, as large as it can be,
and nothing of it is lost."""
import re
import shutil
import subprocess
import unittest
import zipfile

from PIL import Image

from harness import ROOT, CommandTest, gongwen

KIND = 'meeting-notice'
MM = 72 / 25.4
STYLE = '''@page { size: 100mm 100mm; margin: 10mm } body { margin: 0; font: 30pt/1.2 "Noto Serif CJK SC" } p { margin: 0 }
.box { width: 60mm; height: 20mm; -gw-fit: shrink(50%) lines(1) } '''
PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>t</title><style>%s</style></head><body>%s</body></html>'
LONG = '全国网络安全标准化技术委员会秘书处'


class FittedText(CommandTest):
    def typeset(self, body, style='', name='out.pdf', ids=()):
        page = self.write('page.html', PAGE % (STYLE + style, body))
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', self.folder / name)
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual([d['id'] for d in result.diagnostics()], list(ids), result.err)
        return self.folder / name

    def words(self, path):
        """What pdftotext finds: (text, left, top, right, bottom) in mm, counted from the corner of the page area."""
        out = subprocess.run(['pdftotext', '-bbox', path, '-'], capture_output=True, check=True).stdout.decode('utf-8')
        found = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>', out)
        return [(text, *(float(side) / MM - 10 for side in sides)) for *sides, text in found]

    def sizes(self, path):
        """The sizes of letters in pt, line by line, as pdftotext finds them."""
        return [round((bottom - top) * MM, 1) for _, _, top, _, bottom in self.words(path)]

    def test_text_that_fits_is_as_it_is_without(self):
        with_fit = self.words(self.typeset('<div class="box">张示例</div>'))
        self.assertEqual(with_fit, self.words(self.typeset('<div class="box">张示例</div>', '.box { -gw-fit: none }')))

    def test_a_name_shrinks_on_its_line_and_fills_it(self):
        word, = self.words(self.typeset('<div class="box">标准化技术委员会</div>'))
        # Eight letters of 30 pt take 85 mm; the box has 60.
        self.assertEqual(word[0], '标准化技术委员会')
        self.assertLessEqual(word[3], 60)
        self.assertGreater(word[3], 58.5)

    def test_below_the_limit_text_is_broken_and_is_larger_again(self):
        first, second = self.words(self.typeset(f'<div class="box">{LONG}</div>'))
        self.assertEqual(first[0] + second[0], LONG)
        self.assertLessEqual(second[4], 20.5)
        one, = self.words(self.typeset(f'<div class="box">{LONG}</div>', '.box { -gw-fit: shrink(20%) lines(1) }'))
        self.assertGreater(second[4] - second[2], one[4] - one[2])

    def test_lines_are_counted_between_forced_breaks(self):
        words = self.words(self.typeset('<div class="box">示例研究院<br>标准化研究所</div>'))
        self.assertEqual([word[0] for word in words], ['示例研究院', '标准化研究所'])

    def test_a_length_is_the_least_size(self):
        path = self.typeset(f'<div class="box">{LONG}</div>', '.box { -gw-fit: shrink(9pt) lines(1) }')
        self.assertEqual(len(self.words(path)), 1)

    def test_words_that_cannot_be_broken_shrink(self):
        words = self.words(self.typeset('<div class="box" lang="en">Bartholomew Featherstonehaugh</div>',
                                        '.box { height: 30mm }'))
        self.assertEqual([word[0] for word in words], ['Bartholomew', 'Featherstonehaugh'])
        self.assertLessEqual(max(word[3] for word in words), 60)

    def test_boxes_of_all_kinds(self):
        for name, body, style in (
                ('paragraphs with bold runs', f'<div class="box"><p><b>标准</b>化技术委员会</p><p style="font-size: 50%">{LONG}</p></div>', ''),
                ('cell', f'<table style="table-layout: fixed; width: 60mm"><tr><td class="box">{LONG}</td></tr></table>', 'td { padding: 0 }'),
                ('row', f'<table style="table-layout: fixed; width: 60mm"><tr style="height: 20mm"><td class="row">{LONG}</td></tr></table>',
                 'td { padding: 0; -gw-fit: shrink(50%) }'),
                ('positioned', f'<div style="position: absolute; inset: 0 20mm 60mm 0; -gw-fit: shrink(50%)">{LONG}</div>', ''),
                ('in percent', f'<div style="width: 60mm; height: 20mm"><div class="box" style="width: 100%; height: 100%">{LONG}</div></div>', ''),
                ('item', f'<div style="display: grid; width: 60mm; grid-template-rows: 20mm"><div style="-gw-fit: shrink(50%)">{LONG}</div></div>', ''),
                ('hidden', f'<div class="box" style="overflow: hidden">{LONG}</div>', ''),
                ('in a line', f'<p><span class="box" style="display: inline-block">{LONG}</span></p>', '')):
            with self.subTest(name):
                words = self.words(self.typeset(body, style))
                self.assertGreater(len(words), 0)
                self.assertIn(LONG, ''.join(word[0] for word in words))
                self.assertLessEqual(max(word[3] for word in words), 60.1)
                self.assertLessEqual(max(word[4] for word in words), 21)

    def test_vertical_text(self):
        path = self.typeset(f'<div class="box" style="writing-mode: vertical-rl; width: 20mm; height: 60mm">{LONG}</div>', name='out.png')
        with Image.open(path) as picture:
            ink = picture.convert('L').point(lambda value: 255 if value < 128 else 0).getbbox()
            scale = picture.size[0] / 100
        left, top, right, bottom = (side / scale - 10 for side in ink)
        self.assertGreaterEqual(left, -0.5)
        self.assertLessEqual(right, 20)
        self.assertGreaterEqual(top, -0.5)
        self.assertLessEqual(bottom, 60.5)
        self.assertGreater(bottom, 40)

    def test_margins_of_pages(self):
        head = '@page { margin-top: 20mm; @top-left { content: "%s"; width: 60mm; font-size: 14pt; %s } }' % (LONG, '%s')
        for fit, count in (('', 2), ('-gw-fit: shrink(50%) lines(1)', 1)):
            words = [word for word in self.words(self.typeset('<p>文</p>', head % fit)) if word[0] in LONG]
            self.assertEqual(len(words), count, fit)
            self.assertLessEqual(max(word[3] for word in words), 60.1)

    def test_all_formats_show_the_same(self):
        body = '<div class="box" style="border: 1px solid">标准化技术委员会</div>'
        picture = self.typeset(body, name='out.png')
        with Image.open(picture) as image:
            scale = image.size[0] / 100
            beside = image.convert('L').crop((int(71 * scale), int(10 * scale), int(90 * scale), int(40 * scale)))
            self.assertEqual(beside.getextrema()[0], 255)
        with zipfile.ZipFile(self.typeset(body, name='out.ofd')) as ofd:
            content = ofd.read(next(name for name in ofd.namelist() if name.endswith('Content.xml'))).decode('utf-8')
            self.assertIn('标准化技术委员会', ''.join(re.findall(r'<ofd:TextCode[^>]*>([^<]*)<', content)))

    def test_word_has_the_size_that_was_found(self):
        with zipfile.ZipFile(self.typeset('<div class="box">标准化技术委员会</div>', name='out.docx')) as word:
            body = word.read('word/document.xml').decode('utf-8')
            styles = word.read('word/styles.xml').decode('utf-8')
        sizes = {int(size) for size in re.findall(r'<w:sz w:val="(\d+)"', body + styles)}
        self.assertIn(21 * 2, sizes)  # 70 % of 30 pt

    def test_structure_is_as_without(self):
        def tree(style):
            path = self.typeset('<div class="box"><h1>标准化技术委员会</h1><p>示例</p></div>', 'h1 { font-size: 30pt; margin: 0 }' + style)
            return subprocess.run(['pdfinfo', '-struct-text', path], capture_output=True, check=True).stdout
        self.assertEqual(tree('.box { height: 25mm }'), tree('.box { height: 25mm; -gw-fit: none }'))

    def test_what_does_not_fit_is_told_with_template_and_field(self):
        shutil.copytree(ROOT / 'docs/examples/first-bundle' / KIND, self.folder / KIND)
        self.write(KIND + '/document.html', PAGE % (STYLE, '\n<div class="box" style="overflow: hidden">{{ name }}</div>'))
        data = {'name': '示例' * 30, 'date': '2030-04-18', 'place': '示例市', 'issuer': '示例秘书处', 'agenda': ['甲'],
                'invited': [{'name': '张三', 'organization': '示例所'}]}
        for language, words in (('en', 'even at 50 % of its size'), ('zh', '缩到 50% 仍排不进框内')):
            result = gongwen('--error-format', 'json', '--lang', language, '--templates', self.folder, 'render', KIND,
                             self.write('data.json', data), '-o', self.folder / 'out.pdf')
            self.assertEqual(result.status, 0, result.err)
            told, = [d for d in result.diagnostics() if d['id'].startswith('layout/')]
            self.assertEqual(told['id'], 'layout/text-too-large')
            self.assertEqual(told['data']['pointer'], '/name')
            self.assertIn('document.html', told['template'])
            self.assertIn(words, told['message'])

    def test_nested_boxes_take_no_longer(self):
        depth = 30
        body = '<div style="-gw-fit: shrink(20%)">' * depth + LONG * 8 + '</div>' * depth
        words = self.words(self.typeset(f'<div class="box">{body}</div>', '.box { -gw-fit: shrink(20%) }', ids=['boxes/no-text-to-fit'] * depth))
        self.assertIn(LONG, ''.join(word[0] for word in words))

    def test_text_that_a_box_around_cuts_off_is_told(self):
        self.typeset(f'<div style="overflow: hidden; width: 15mm"><div class="box">{LONG * 3}</div></div>', '.box { width: 80mm; -gw-fit: shrink(30%) }',
                     ids=['layout/text-clipped'])

    def test_a_table_is_broken_over_pages_as_ever(self):
        rows = ''.join(f'<tr><td>{row}</td></tr>' for row in range(200))
        path = self.typeset(f'<table style="-gw-fit: shrink(20%)">{rows}</table>', ids=['boxes/no-text-to-fit'])
        fitted = path.read_bytes()
        self.assertEqual(fitted, self.typeset(f'<table>{rows}</table>').read_bytes())

    def test_boxes_that_hold_no_text_are_told(self):
        for style in ('display: flex', 'display: inline', 'column-count: 2', 'display: table'):
            with self.subTest(style):
                self.typeset(f'<div class="box" style="{style}">甲</div>', ids=['boxes/no-text-to-fit'])
        self.typeset('<p>甲</p>', 'p::before { content: "乙"; display: block; -gw-fit: shrink(50%) }', ids=['boxes/no-text-to-fit'])


if __name__ == '__main__':
    unittest.main()
