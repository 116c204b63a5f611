"""`typeset` of other files than pages of HTML: the file is named by its type, nothing is written, and no raw byte reaches the
terminal."""
import io
import unittest
import zipfile
import zlib

from harness import BAD_INPUT, DONE, KIND, SAMPLE, CommandTest, gongwen

PAGE = '<!DOCTYPE html><html lang="zh"><head><title>便条</title></head><body><p>明天开会。</p></body></html>'
NOISE = zlib.compress(bytes(range(256)) * 40)


def package(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, 'w') as archive:
        for name in names:
            archive.writestr(name, NOISE)
    return made.getvalue()


class OtherFiles(CommandTest):
    def others(self):
        gongwen('render', KIND, SAMPLE, '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx')
        compound = b'\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1' + NOISE
        return {
            'pdf': ((self.folder / 'a.pdf').read_bytes(), 'a PDF'),
            'xlsx': ((self.folder / 'a.xlsx').read_bytes(), 'a workbook (.xlsx)'),
            'docx': (package('[Content_Types].xml', 'word/document.xml'), 'Word document (.docx)'),
            'zip': (package('a.txt'), 'archive'),
            'damaged.zip': (b'PK\x03\x04' + NOISE, 'unknown type'),
            'doc': (compound + 'WordDocument'.encode('utf-16-le'), 'Word or WPS document'),
            'wps': (compound, 'old office format'),
            'png': (b'\x89PNG\r\n\x1a\n' + NOISE, 'PNG'),
            'jpg': (b'\xff\xd8\xff\xe0' + NOISE, 'JPEG'),
            'rtf': (b'{\\rtf1 text}', '(.rtf)'),
            'json': (b'\n{"year": 2026, "html": "<p>"}', 'JSON'),
            'list.json': (b'[1, 2]', 'JSON'),
            'md': ('# 通知\n\n请于**明天**开会，见 <https://example.cn/a>。\n'.encode(), 'Markdown'),
            'txt': ('各单位：\n明天开会，1 < 2。\n'.encode(), 'text'),
            'gb.txt': ('各单位：\n明天开会。\n'.encode('gb18030'), 'text'),
            'yaml': ('year: 2026\nissue: 1\n'.encode(), 'text'),
            'bin': (bytes([0, 1, 2, 200, 255]) * 100, 'unknown type'),
        }

    def test_each_is_named_and_nothing_is_written(self):
        for ending, (content, named) in self.others().items():
            page = self.write(f'in.{ending}', content)
            before = self.files()
            result = gongwen('--error-format', 'json', 'typeset', page, '-o', 'x.pdf', cwd=self.folder)
            with self.subTest(ending):
                self.assert_fails(result, BAD_INPUT, 'engine/not-a-page')
                self.assertIn(named, result.diagnostics()[0]['message'])
                self.assertTrue(result.diagnostics()[0]['hint'])
                self.assertEqual(self.files(), before)
                chinese = gongwen('--lang', 'zh', 'typeset', '-', '-o', 'x.pdf', cwd=self.folder, stdin=content)
                self.assertEqual(chinese.status, BAD_INPUT)
                self.assertIn('不是 HTML 页面', chinese.err)

    def test_pages_of_all_encodings_and_fragments_are_typeset(self):
        for content in (PAGE.encode(), PAGE.encode('gb18030'), b'\xff\xfe' + PAGE.encode('utf-16-le'), '<p>甲'.encode(),
                        'before <b>bold</b>'.encode(), b'<?xml version="1.0"?>' + PAGE.encode()):
            result = gongwen('typeset', '-', '-o', 'x.pdf', cwd=self.folder, stdin=content)
            self.assertEqual(result.status, DONE, (content[:20], result.err))

    def test_quoted_lines_have_no_control_characters(self):
        page = self.write('in.html', b'<html lang="zh"><body><p>\x1b[31m\x9b\x07\xc2\x9b2J<nonsense \x1b]0;a\x07 style="color:\x1b[2J">\xff\xfe</p>')
        result = gongwen('typeset', page, '-o', 'x.pdf', cwd=self.folder)
        self.assertEqual([c for c in result.out + result.err if c != '\n' and (ord(c) < 32 or 127 <= ord(c) < 160)], [])


if __name__ == '__main__':
    unittest.main()
