"""`fonts`: what style sheets may name, and which characters no face has."""
import json
import shutil
import struct
import subprocess
import unittest
import zlib

import pikepdf
from fontTools.ttLib import TTFont
from PIL import Image

from harness import BAD_INPUT, DONE, KIND, ROOT, SAMPLE, CommandTest, gongwen
from judging import assert_judged


class Fonts(CommandTest):
    def test_list(self):
        text = gongwen('fonts').out
        self.assertIn('宋体  weight 400, 700  ', text)
        self.assertIn('names: ', text)
        self.assertIn('replaces: ', text)
        self.assertIn('字重', gongwen('--lang', 'zh', 'fonts').out)

    def test_json(self):
        result = json.loads(gongwen('fonts', '--json').out)
        song = next(f for f in result['families'] if f['family'] == '宋体')
        faces = {f['face']: f for f in result['faces']}
        self.assertEqual([faces[name]['weight'] for name in song['faces']], [400, 700])
        for name in song['faces']:
            self.assertGreater(faces[name]['han'], 8_000)
            self.assertGreater(faces[name]['characters'], faces[name]['han'])
            self.assertFalse(faces[name]['own'])
        self.assertIn('serif', song['names'])

    def test_own_faces(self):
        shutil.copy(next((ROOT / 'fonts/faces').glob('*ong-regular.ttf'), None)
                    or sorted((ROOT / 'fonts/faces').glob('*.ttf'))[0], self.folder / 'own.ttf')
        result = json.loads(gongwen('--fonts', self.folder, 'fonts', '--json').out)
        own = [f for f in result['faces'] if f['own']]
        self.assertEqual([f['file'] for f in own], [f'{self.folder}/own.ttf'])

    def test_missing(self):
        result = gongwen('fonts', '--missing', '网络安全 ABC①\n')
        self.assertEqual((result.status, result.out), (DONE, 'no character is missing\n'))
        # The last code points are for private use.
        result = gongwen('fonts', '--missing', '网\U0010FFFD安\uE000')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('U+10FFFD', result.out)
        text = self.write('names.txt', '示例\U0010FFFD')
        result = gongwen('fonts', '--missing', f'@{text}', '--json')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertEqual(json.loads(result.out)['missing'], ['\U0010FFFD'])

    def test_files_of_style_sheets(self):
        """A face of the bundle; the next source where one is refused, and why."""
        shutil.copy(ROOT / 'tests/text/faces/variants.ttf', self.folder / 'own.ttf')
        for name in ('forbidden', 'whole', 'variable', 'bitmaps'):
            shutil.copy(ROOT / f'tests/text/faces_cff/{name}.otf', self.folder)
        (self.folder / 'torn.ttf').write_bytes(b'no font')
        face = '<!DOCTYPE html><html lang="zh"><head><title>字</title><style>@font-face{font-family:Own;src:%s} p{font-family:Own,serif}</style></head><body><p>一葛</p></body></html>'
        for source, ids in (('url(own.ttf)', []), ('url(none.ttf), url("own.ttf") format("truetype")', ['engine/font-file']),
                            ('url(https://example.org/a.ttf), url(own.ttf)', ['engine/font-file']),
                            ('url(forbidden.otf), url(own.ttf)', ['text/face-not-embedded']),
                            ('url(whole.otf), url(own.ttf)', ['text/face-not-subset']),
                            ('url(variable.otf), url(own.ttf)', ['text/variable-face']),
                            ('url(bitmaps.otf), url(own.ttf)', ['text/face-without-outlines']),
                            ('url(torn.ttf), url(own.ttf)', ['text/unusable-face'])):
            with self.subTest(source):
                self.write('a.html', face % source)
                result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
                self.assertEqual((result.status, [d['id'] for d in result.diagnostics()]), (DONE, ids), result.err)
                fonts = subprocess.run(['pdffonts', self.folder / 'a.pdf'], capture_output=True, text=True, check=True).stdout
                self.assertIn('ariants', fonts)

    CFF = ROOT / 'tests/text/faces_cff'

    def test_cff_outlines(self):
        # One face numbers its glyphs by place, the other by CIDs. `Α` (Greek) has the glyph of `A`, so that one of
        # their codes needs a separate map.
        for name in ('named', 'numbered'):
            with self.subTest(name):
                folder = self.folder / name
                folder.mkdir()
                shutil.copy(self.CFF / f'{name}.otf', folder)
                page = self.write(f'{name}.html', '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
                                  f'<title>字</title><style>body {{ font-family: "Gongwen Cff {name}" }}</style></head>'
                                  '<body><h1>国</h1><p>国一AB \u0391二国</p></body></html>')
                pdf = self.folder / f'{name}.pdf'
                result = gongwen('--fonts', folder, 'typeset', page, '-o', pdf)
                self.assertEqual(result.status, DONE, result.err)
                with pikepdf.open(pdf) as file:
                    fonts = [font for _, font in file.pages[0].Resources.Font.items()]
                    self.assertEqual(len(fonts), 1)
                    descendant = fonts[0].DescendantFonts[0]
                    self.assertEqual(descendant.Subtype, '/CIDFontType0')
                    self.assertEqual(descendant.FontDescriptor.FontFile3.Subtype, '/CIDFontType0C')
                    self.assertEqual(fonts[0].Encoding.Type, '/CMap')
                text = subprocess.run(['pdftotext', pdf, '-'], capture_output=True, check=True).stdout.decode()
                self.assertEqual(''.join(text.split()), '国国一AB\u0391二国')
                assert_judged(self, 'pdf', {str(pdf): name}, '--profile', 'archive')
                self.assert_same_ink(pdf, folder, page)

    def assert_same_ink(self, pdf, folder, page):
        """What MuPDF draws of the embedded outlines is what we draw of the face."""
        ours = self.folder / 'ours.png'
        self.assertEqual(gongwen('--fonts', folder, 'typeset', page, '-o', ours, '--dpi', '72').status, DONE)
        theirs = self.folder / 'theirs.png'
        subprocess.run(['mutool', 'draw', '-q', '-r', '72', '-o', theirs, pdf], check=True, capture_output=True)
        drawn, expected = ink_of(ours), ink_of(theirs)
        self.assertGreater(drawn, 300)
        self.assertAlmostEqual(drawn, expected, delta=drawn * 0.05)

    def test_faces_that_cannot_be_used(self):
        for name, message in (('forbidden', 'text/face-not-embedded'), ('whole', 'text/face-not-subset'),
                              ('variable', 'text/variable-face'), ('bitmaps', 'text/face-without-outlines')):
            with self.subTest(name):
                folder = self.folder / name
                folder.mkdir()
                shutil.copy(self.CFF / f'{name}.otf', folder)
                result = gongwen('--error-format', 'json', '--fonts', folder, 'check', KIND, SAMPLE)
                self.assertEqual(result.status, DONE)
                self.assertIn(message, [d['id'] for d in result.diagnostics()])
        for name, content in (('a.woff2', b'wOF2'), ('a.woff', b'wOFF' + bytes(40)), ('a.ttf', b'wOF2' + bytes(60))):
            with self.subTest(name, content=content):
                folder = self.folder / f'torn-{len(content)}'
                folder.mkdir()
                (folder / name).write_bytes(content)
                result = gongwen('--error-format', 'json', '--fonts', folder, 'check', KIND, SAMPLE)
                self.assertIn('text/unusable-face', [d['id'] for d in result.diagnostics()])

    def test_faces_compressed_for_the_web(self):
        """A page is the same with a face and with what WOFF and WOFF2 make of it; a torn file is reported."""
        sources = {'glyf': ROOT / 'fonts/faces/dejavu-sans.ttf', 'cff': self.CFF / 'named.otf'}
        page = ('<!DOCTYPE html><html lang="en"><head><title>Face</title><style>@font-face{font-family:Own;src:url(%s)} '
                'p{font:20px Own}</style></head><body><p>%s</p></body></html>')
        for kind, text in (('glyf', 'Ägypten fl Å½ “quoted” 123'), ('cff', '国一AB')):
            pictures = {}
            for flavor in (None, 'woff', 'woff2'):
                with self.subTest(kind, flavor=flavor):
                    name = f'{kind}.{flavor or "otf"}'
                    with TTFont(sources[kind]) as face:
                        face.flavor = flavor
                        face.save(self.folder / name)
                    self.write('a.html', page % (name, text))
                    result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
                    self.assertEqual((result.status, result.diagnostics()), (DONE, []), result.err)
                    subprocess.run(['mutool', 'draw', '-q', '-o', 'a.png', 'a.pdf'], cwd=self.folder, check=True)
                    pictures[flavor] = (self.folder / 'a.png').read_bytes()
                    self.assertGreater(ink_of(self.folder / 'a.png'), 100)
                    shown = subprocess.run(['pdftotext', 'a.pdf', '-'], cwd=self.folder, capture_output=True, check=True)
                    self.assertEqual(''.join(shown.stdout.decode().split()), ''.join(text.split()))
            self.assertEqual(len(set(pictures.values())), 1, kind)
        whole = (self.folder / 'glyf.woff2').read_bytes()
        for length in (30, 60, 200, len(whole) // 2, len(whole) - 9):
            (self.folder / 'torn.woff2').write_bytes(whole[:length])
            self.write('a.html', page % ('torn.woff2', 'A'))
            result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
            self.assertEqual(result.status, DONE, length)
            self.assertIn('text/unusable-face', [d['id'] for d in result.diagnostics()])

    def test_faces_that_claim_any_size(self):
        """A small file that unpacks to more than a font may have is refused without that much memory."""
        size = 300 << 20
        packed = zlib.compress(bytes(size))
        page = ('<!DOCTYPE html><html lang="en"><head><title>Face</title><style>@font-face{font-family:Own;'
                'src:url(bomb.woff)} p{font:20px Own}</style></head><body><p>A</p></body></html>')
        self.write('a.html', page)
        length = 44 + 20 + (len(packed) + 3) // 4 * 4
        for announced in (12 + 16 + size, 4096):
            with self.subTest(announced=announced):
                head = struct.pack('>4s4sIHHI', b'wOFF', b'\0\1\0\0', length, 1, 0, announced) + bytes(24)
                entry = struct.pack('>4sIIII', b'glyf', 64, len(packed), size, 0)
                (self.folder / 'bomb.woff').write_bytes((head + entry + packed).ljust(length, b'\0'))
                result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
                self.assertEqual(result.status, DONE)
                self.assertIn('text/unusable-face', [d['id'] for d in result.diagnostics()])


def ink_of(path):
    """How much ink a picture has, in black pixels."""
    with Image.open(path) as image:
        return sum(255 - value for value in image.convert('L').getdata()) / 255


if __name__ == '__main__':
    unittest.main()
