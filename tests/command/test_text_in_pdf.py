"""Characters on their way from the data to the text of a PDF: rare ones, variants, marks, torn words, annotations."""
import json
import shutil
import subprocess
import unittest

import pikepdf

from harness import BAD_INPUT, ROOT, CommandTest, gongwen

KIND = 'meeting-notice'
FORM = ROOT / 'samples/expert-application/typical.json'
DATA = {'name': '示例会议', 'date': '2030-04-18', 'place': '示例市', 'issuer': '示例秘书处', 'agenda': ['甲'],
        'invited': [{'name': '张三', 'organization': '示例所'}]}

PAGE = '''<!DOCTYPE html>
<html lang="zh-CN"><head><title>t</title><style>p { font: 12pt/20pt %s }</style></head><body><p>{{ name }}</p></body></html>
'''

SOFT_HYPHEN = '\u00ad'


class TextInPdf(CommandTest):
    def setUp(self):
        super().setUp()
        shutil.copytree(ROOT / 'docs/examples/first-bundle' / KIND, self.folder / KIND)

    def run_with(self, text, family='宋体', *options):
        self.write(KIND + '/document.html', PAGE % family)
        return gongwen('--error-format', 'json', *options, '--templates', self.folder, 'render', KIND,
                       self.write('data.json', dict(DATA, name=text)), '-o', self.folder / 'out.pdf')

    def typeset(self, body, style=''):
        page = self.write('page.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>t</title><style>@page{size:100mm '
                          '100mm;margin:10mm}p{margin:0}%s</style></head><body>%s</body></html>' % (style, body))
        result = gongwen('typeset', page, '-o', self.folder / 'out.pdf')
        self.assertEqual(result.status, 0, result.err)
        return self.text_of()

    def text_of(self):
        command = ['pdftotext', '-raw', self.folder / 'out.pdf', '-']
        text = subprocess.run(command, capture_output=True, check=True).stdout.decode('utf-8').strip('\n\f')
        return text.removesuffix('\n1')  # the number of the page

    def test_rare_and_compatibility_characters_stay_as_typed(self):
        # GB 18030 level 2, planes 2 and 3; compatibility ideographs beside the characters that they stand for.
        for text in ('䶮𬭊㛃㐀〇', '𠮷𫚖𬸚', '\ufa0e\ufa0f\ufa11', '\uf900豈\uf9d0類'):
            with self.subTest(text):
                result = self.run_with(text)
                self.assertEqual(result.status, 0, result.err)
                self.assertEqual(self.text_of(), text)

    def test_a_face_that_stands_in_is_told_with_the_field(self):
        result = self.run_with('陈𬭊', '仿宋')
        self.assertEqual(result.status, 0)
        told = [m for m in result.diagnostics() if m['id'] == 'text/fallback-face']
        self.assertEqual([m['data']['pointer'] for m in told], ['/name'])
        self.assertEqual(self.text_of(), '陈𬭊')

    def test_vertical_lines_are_read_as_they_are_written(self):
        body = '<p>竖排的文字，（甲）与abc 12。</p><p>第二行</p>'
        for mode in ('vertical-rl', 'vertical-lr', 'sideways-rl', 'sideways-lr'):
            with self.subTest(mode):
                text = self.typeset(body, 'body{writing-mode:%s}' % mode)
                self.assertEqual(''.join(text.split()), '竖排的文字，（甲）与abc12。第二行')

    def form(self, **values):
        """A form of experts with other values, printed and to fill in; the messages of both."""
        data = {**json.loads(FORM.read_text(encoding='utf-8')), **values}
        path = self.write('form.json', data)
        for options, name in (((), 'printed'), (('--fillable',), 'fillable')):
            result = gongwen('--error-format', 'json', 'render', 'expert-application', path, '-o', self.folder / f'{name}.pdf', *options)
            self.assertEqual(result.status, 0, result.err)
            yield name, result.diagnostics()

    def test_in_forms_too(self):
        for name, messages in self.form(address_zh='示例市龘路1号'):
            told = [m for m in messages if m['id'] == 'text/fallback-face' and '龘' in m['message']]
            self.assertEqual([m['data']['pointer'] for m in told], ['/address_zh'], name)

    def test_characters_of_private_use_in_forms_have_a_text_in_their_place(self):
        for name, messages in self.form(address_zh='示例市\uf001路\uf001号'):
            told = [m for m in messages if m['id'] == 'pdf/private-character']
            self.assertEqual([m['data']['pointer'] for m in told], ['/address_zh'], name)
        with pikepdf.open(self.folder / 'fillable.pdf') as pdf:
            [field] = [field for field in pdf.Root.AcroForm.Fields if str(field.get('/V', '')).startswith('示例市')]
            self.assertEqual(str(field.V), '示例市\uf001路\uf001号')
            appearance = field.AP.N.read_bytes()
        # PDF/A wants it of each of them (ISO 19005-2, 6.2.11.7.3).
        self.assertEqual(appearance.count(b'/ActualText<FEFF3013>'), 2)
        self.assertEqual(appearance.count(b'BDC') + appearance.count(b'BMC'), appearance.count(b'EMC'))

    def test_a_character_that_no_face_has_is_an_error_with_the_field(self):
        result = self.run_with('陈\U00032000')
        self.assert_fails(result, BAD_INPUT, 'text/missing-glyph')
        self.assertEqual([m['data']['pointer'] for m in result.errors()], ['/name'])

    def test_variation_sequences_are_kept(self):
        result = self.run_with('葛\U000e0101城')
        self.assertEqual(result.status, 0)
        told = [m for m in result.diagnostics() if m['id'] == 'text/variant-form']
        self.assertEqual([m['data']['pointer'] for m in told], ['/name'])
        self.assertEqual(self.text_of(), '葛\U000e0101城')

    def test_a_face_with_variants_shows_them(self):
        told = {}
        for selector in ('', '\U000e0100', '\U000e0101', '\U000e0102'):
            result = self.run_with('葛' + selector, "'Gongwen Variants'", '--fonts', ROOT / 'tests/text/faces')
            self.assertEqual(result.status, 0, result.err)
            told[selector] = [m['id'] for m in result.diagnostics()]
            self.assertEqual(self.text_of(), '葛' + selector)
        self.assertEqual(list(told.values()), [[], [], [], ['text/variant-form']])

    def test_marks_have_one_text_in_both_languages(self):
        style = 'p{font-family:"Times New Roman","宋体"}'
        self.assertEqual(self.typeset('<p>“甲”——乙……</p><p lang="en">“a” — b …</p>', style),
                         '“甲”——乙……\n“a” — b …')

    def test_torn_words_are_whole_without_their_soft_hyphens(self):
        text = self.typeset('<p lang="en">The responsible organisation implements an extraordinary classification.</p>',
                            'p{width:30mm;hyphens:auto;font-family:"Times New Roman"}')
        self.assertIn(SOFT_HYPHEN, text)
        self.assertNotIn('-', text)
        self.assertEqual(text.replace(SOFT_HYPHEN + '\n', '').replace('\n', ' '),
                         'The responsible organisation implements an extraordinary classification.')

    def test_emphasis_marks_are_no_text(self):
        self.assertEqual(self.typeset('<p>不得<span style="text-emphasis:dot">泄露</span>。</p>'), '不得泄露。')

    def test_labels_have_the_text_that_was_typed(self):
        text = self.typeset('<p><span style="-gw-even-label:4">姓名</span>：甲</p>')
        self.assertEqual(text.replace(' ', ''), '姓名：甲')

    def test_annotations_are_read_once_behind_their_bases(self):
        result = self.typeset('<p><ruby>拼<rt>pīn</rt>音<rt>yīn</rt></ruby></p>')
        self.assertEqual(sorted(result.replace('\n', '').replace(' ', '')), sorted('拼pīn音yīn'))
        tree = subprocess.run(['pdfinfo', '-struct-text', self.folder / 'out.pdf'], capture_output=True,
                              check=True).stdout.decode('utf-8')
        words = tree.replace('"', ' ').split()
        order = [word for word in words if word in ('Ruby', 'RB', 'RT', '拼', '音', 'pīn', 'yīn')]
        self.assertEqual(order, ['Ruby', 'RB', '拼', 'RT', 'pīn', 'Ruby', 'RB', '音', 'RT', 'yīn'])


if __name__ == '__main__':
    unittest.main()
