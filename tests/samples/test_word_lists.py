"""Lists in Word files: those of `ul` and `ol` are lists that the word processor numbers, with the numbers of the page; numbers that it
would write otherwise, and those of counters, are text."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from harness import gongwen
from office_rules import violations
from word_files import W, WordFile, text_of
from word_forms import saved_by_office

PAGE = '''<html lang="zh-CN"><head><title>清单</title><style>
@counter-style brackets { system: extends cjk-ideographic; prefix: "（"; suffix: "）" }
body { counter-reset: article } .article::before { counter-increment: article; content: "第" counter(article, cjk-ideographic) "条　" }
ol, ul { padding-left: 3em }
</style></head><body><p class="article">示例条文。</p>
<ol><li>甲</li><li>乙<ol style="list-style: lower-alpha"><li>小</li><li>项</li></ol></li><li>丙</li></ol>
<ol start="5"><li>五</li><li>六</li></ol>
<ol style="list-style: brackets"><li>汉</li><li>字</li></ol>
<ol style="list-style: upper-roman"><li>罗</li><li>马</li></ol>
<ul><li>点<ul><li>空心</li></ul></li><li>点二</li></ul>
<ol><li value="3">跳</li><li value="7">号</li></ol>
<ol style="list-style: 'abc' inside"><li>内</li></ol>
</body></html>'''


class WordLists(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-lists-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / 'page.html').write_text(PAGE, encoding='utf-8')
        for name in ('page.docx', 'page.pdf'):
            result = gongwen('typeset', cls.folder / 'page.html', '-o', cls.folder / name)
            assert result.status == 0, result.err
        cls.word = WordFile(cls.folder / 'page.docx')

    def test_numbers_are_those_of_the_page(self):
        shown = [''.join((number + text_of(paragraph)).split()) for paragraph, number in self.word.numbered()]
        text = subprocess.run(['pdftotext', '-layout', self.folder / 'page.pdf', '-'], check=True, capture_output=True).stdout.decode()
        self.assertEqual([line for line in shown if line], [''.join(line.split()) for line in text.splitlines() if line.split()][:len(shown)])
        self.assertEqual(shown[:5], ['第一条示例条文。', '1.甲', '2.乙', 'a.小', 'b.项'])

    def test_which_are_lists_of_the_word_processor(self):
        listed = {text_of(p): p.find(f'{W}pPr/{W}numPr') for p in self.word.paragraphs()}
        in_lists = [text for text, place in listed.items() if place is not None]
        self.assertEqual(in_lists, ['甲', '乙', '小', '项', '丙', '五', '六', '汉', '字', '罗', '马', '点', '空心', '点二'])
        levels = {text: listed[text].find(f'{W}ilvl').get(f'{W}val') for text in in_lists}
        self.assertEqual((levels['乙'], levels['小'], levels['丙'], levels['空心']), ('0', '1', '0', '1'))
        # One list goes on after a list in it; the next one starts again.
        numbers = {text: listed[text].find(f'{W}numId').get(f'{W}val') for text in in_lists}
        self.assertEqual(numbers['甲'], numbers['丙'])
        self.assertNotEqual(numbers['甲'], numbers['五'])

    def test_levels_of_official_documents_go_on_in_their_forms(self):
        """Levels without a list of the page are there for people who move items to them."""
        styles = ('@counter-style one { system: extends cjk-ideographic; suffix: "、" } @counter-style two { system: extends cjk-ideographic; prefix: "（"; suffix: "）" }'
                  ' @counter-style four { system: extends decimal; prefix: "（"; suffix: "）" }')
        forms = ['%1、', '（%2）', '%3.', '（%4）', '%5', '%6.']
        formats = ['chineseCountingThousand'] * 2 + ['decimal'] * 2 + ['decimalEnclosedCircle', 'lowerLetter']

        def levels(body):
            (self.folder / 'levels.html').write_text(f'<html lang="zh-CN"><title>层次</title><style>{styles}</style><body>{body}</body></html>', encoding='utf-8')
            result = gongwen('typeset', self.folder / 'levels.html', '-o', self.folder / 'levels.docx')
            self.assertEqual(result.status, 0, result.err)
            definition = next(WordFile(self.folder / 'levels.docx').xml('word/numbering.xml').iter(f'{W}abstractNum'))
            found = [[level.find(f'{W}{name}').get(f'{W}val') for level in definition.iter(f'{W}lvl')] for name in ('lvlText', 'numFmt')]
            hangs = [int(level.find(f'{W}pPr/{W}ind').get(f'{W}hanging')) for level in definition.iter(f'{W}lvl')]
            return found[0][:6], found[1][:6], hangs
        outer, inner = '<ol style="list-style: one"><li>甲</li><li>乙{}</li></ol>', '<ol style="list-style: {}"><li>丙</li><li>丁</li></ol>'
        for body in (outer.format(''), outer.format(inner.format('two')), f'<ul style="list-style: none"><li>{inner.format("two")}</li></ul>',
                     f'<ul style="list-style: none"><li>{inner.format("two")}</li></ul>{outer.format("")}',
                     f'<ul style="list-style: none"><li><ul style="list-style: none"><li><ul style="list-style: none"><li>{inner.format("four")}</li></ul></li></ul></li></ul>'):
            with self.subTest(body):
                shown, named, hangs = levels(body)
                self.assertEqual((shown, named), (forms, formats))
                self.assertGreater(hangs[1], hangs[0])
                self.assertGreater(hangs[3], hangs[2])
        self.assertEqual(levels('<ol><li>甲</li></ol>')[0], [f'%{n}.' for n in range(1, 7)])

    def test_the_rules_of_office(self):
        self.assertEqual(violations(self.folder / 'page.docx'), [])

    def test_libreoffice_shows_the_same_numbers(self):
        lines = saved_by_office(self.folder / 'page.docx', 'txt', self.folder).read_text(encoding='utf-8-sig').splitlines()
        lines = [''.join(line.split()) for line in lines]
        for line in ('1.甲', '2.乙', 'a.小', 'b.项', '3.丙', '5.五', '6.六', '（一）汉', '（二）字', 'II.马'):
            self.assertIn(line, lines)


class ItemsBesideEachOther(unittest.TestCase):
    def word(self, css, body):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-items-'))
        self.addCleanup(shutil.rmtree, folder)
        (folder / 'page.html').write_text(f'<html lang="zh-CN"><title>牌</title><style>body{{display:grid;grid-template-columns:1fr 1fr}}{css}</style>'
                                          f'<body>{body}</body></html>', encoding='utf-8')
        result = gongwen('--strict', 'typeset', folder / 'page.html', '-o', folder / 'page.docx')
        self.assertEqual(result.status, 0, result.err)
        return WordFile(folder / 'page.docx')

    def test_plain_lines_are_one_line_with_tabs(self):
        word = self.word('', '<div>甲</div><div>乙</div>')
        self.assertEqual([text_of(p) for p in word.paragraphs() if text_of(p).strip()], ['甲乙'])

    def test_framed_and_coloured_lines_keep_their_boxes(self):
        for css in ('div{border:1pt solid}', 'div{background:#fde}'):
            word = self.word(css, '<div>甲</div><div>乙</div>')
            self.assertEqual([text_of(p) for p in word.paragraphs() if text_of(p).strip()], ['甲', '乙'], css)

    def test_names_stay_above_their_own_second_line(self):
        """The text was made smaller, so that two lines are no higher than one of the declared size."""
        word = self.word('div{font-size:40pt;height:12mm;-gw-fit:shrink(30%)}', '<div>张示例<br>Zhang Shili</div><div>李样本<br>Li Yangben</div>')
        lines = [''.join(text_of(p).split()) for p in word.paragraphs() if text_of(p).strip()]
        self.assertEqual(lines, ['张示例ZhangShili', '李样本LiYangben'])


if __name__ == '__main__':
    unittest.main()
