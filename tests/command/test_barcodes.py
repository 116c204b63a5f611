"""Barcodes are read back by another program, from PDF and from pictures."""
import random
import shutil
import subprocess
import unittest
import zipfile

from harness import ROOT, CommandTest, gongwen

KIND = 'meeting-notice'

# A code on each page.
PAGE = '''<!DOCTYPE html><html lang="zh-CN"><head><title>t</title><style>@page { size: 170mm 50mm; margin: 10mm } p { margin: 0; break-after: page }
p:last-child { break-after: auto }</style></head><body>%s</body></html>'''


def ean_check(twelve):
    return str(-sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(twelve)) % 10)


class Barcodes(CommandTest):
    def typeset(self, images, name='out.pdf'):
        page = self.write('page.html', PAGE % ''.join(f'<p>{image}</p>' for image in images))
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', self.folder / name)
        self.assertEqual(result.status, 0, result.err)
        return self.folder / name

    def read(self, path, *words):
        """The codes of all pages, in their order."""
        pictures = [path]
        if path.suffix == '.pdf':
            subprocess.run(['pdftoppm', '-r', '200', '-png', path, path.with_suffix('')], check=True)
            pictures = sorted(self.folder.glob('out-*.png'))
        done = subprocess.run(['zbarimg', '--quiet', *words, *pictures], capture_output=True)
        for picture in pictures:
            picture.unlink()
        return done.stdout.decode('utf-8').splitlines()

    def test_code_128_of_texts_of_all_sorts(self):
        chance = random.Random(128)
        printable = [chr(c) for c in range(33, 127) if chr(c) not in '<>&"']
        texts = ['1', '12', '123', '1234', 'A1', 'AB12', 'ZJ-2026-000123', '12345678A', 'A123456B', 'AB1234567', '00',
                 'GB/T 22239-2019', '0123456789' * 3]
        texts += [''.join(chance.choices(printable + list('0123456789') * 8, k=chance.randint(1, 24))) for _ in range(20)]
        path = self.typeset([f'<img data-code128="{text}" alt="x">' for text in texts])
        self.assertEqual(self.read(path), [f'CODE-128:{text}' for text in texts])

    def test_ean_13_with_and_without_its_check_digit(self):
        chance = random.Random(13)
        numbers = [f'{first}' + ''.join(chance.choices('0123456789', k=11)) for first in range(1, 10)]
        numbers.append('978712100000')
        images = [f'<img data-ean13="{number + (ean_check(number) if i % 2 else "")}" alt="x">' for i, number in enumerate(numbers)]
        self.assertEqual(self.read(self.typeset(images), '-Sisbn10.disable', '-Sisbn13.disable'),
                         [f'EAN-13:{number}{ean_check(number)}' for number in numbers])

    def test_pictures_have_them_too(self):
        image = '<img data-code128="ZJ-2026-7" alt="x">'
        self.assertEqual(self.read(self.typeset([image], 'out.png')), ['CODE-128:ZJ-2026-7'])

    def test_filters_make_them_on_pages_and_in_workbooks(self):
        shutil.copytree(ROOT / 'docs/examples/first-bundle' / KIND, self.folder / KIND)
        self.write(KIND + '/document.html', PAGE % '<p>{{ name | code128 }}</p><p>{{ place | ean13("书号") }}</p>')
        self.write(KIND + '/workbook.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>t</title></head><body><table data-sheet="甲"><tr>'
                   '<td style="height: 120px">{{ name | code128 }}</td></tr></table></body></html>')
        data = {'name': 'ZJ-2026-7', 'date': '2030-04-18', 'place': '978712100000', 'issuer': '示例秘书处', 'agenda': ['甲'],
                'invited': [{'name': '张三', 'organization': '示例所'}]}
        result = gongwen('--templates', self.folder, 'render', KIND, self.write('data.json', data), '-o', self.folder / 'out.pdf',
                         '-o', self.folder / 'book.xlsx')
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(self.read(self.folder / 'out.pdf'), ['CODE-128:ZJ-2026-7', 'EAN-13:9787121000003'])
        with zipfile.ZipFile(self.folder / 'book.xlsx') as book:
            picture = next(name for name in book.namelist() if name.startswith('xl/media/'))
            (self.folder / 'code.png').write_bytes(book.read(picture))
        self.assertEqual(self.read(self.folder / 'code.png'), ['CODE-128:ZJ-2026-7'])

    def test_a_qr_code_says_that_its_text_is_utf_8(self):
        texts = ['标准化技术委员会', '编号 ZJ-7', 'é', 'ｱｲｳ', 'https://example.cn/?a=1']
        path = self.typeset([f'<img data-qr="{text}" alt="x" style="width: 30mm">' for text in texts])
        self.assertEqual(self.read(path), [f'QR-Code:{text}' for text in texts])

    def test_data_matrix_in_all_sizes_and_scripts(self):
        chance = random.Random(16022)
        texts = ['1', '12', '1234567', 'ZJ-2026-000123', 'https://example.cn/?a=1', '标准化技术委员会', '编号 ZJ-7', 'ÿ' * 130]
        # The codewords of each size, and one less.
        for most in (3, 5, 8, 12, 18, 22, 30, 36, 44, 62, 86, 114, 144, 174, 204, 280, 368, 456, 576, 696, 816, 1050, 1304):
            texts += [''.join(chance.choices('ABCDEFxyz/:.-', k=count)) for count in (most, most - 1)]
        texts.append('42' * 1304)
        page = self.write('page.html', PAGE.replace('170mm 50mm', '110mm 110mm') % ''.join(
            f'<p><img data-datamatrix="{text}" alt="x"></p>' for text in texts))
        result = gongwen('typeset', page, '-o', self.folder / 'out-{page}.png', '--dpi', '192')
        self.assertEqual(result.status, 0, result.err)
        pictures = sorted(self.folder.glob('out-*.png'))
        self.assertEqual(len(pictures), len(texts))
        for picture, text in zip(pictures, texts):
            done = subprocess.run(['dmtxread', '--milliseconds=60000', '--stop-after=1', picture], capture_output=True)
            self.assertEqual(done.stdout.decode('utf-8'), text)

    def test_data_matrix_in_pdf_and_workbook(self):
        page = self.write('page.html', PAGE % '<p><img data-datamatrix="ZJ-2026-7" alt="x"></p>')
        self.assertEqual(gongwen('typeset', page, '-o', self.folder / 'out.pdf').status, 0)
        subprocess.run(['pdftoppm', '-r', '150', '-png', '-singlefile', self.folder / 'out.pdf', self.folder / 'a'], check=True)
        shutil.copytree(ROOT / 'docs/examples/first-bundle' / KIND, self.folder / KIND)
        self.write(KIND + '/workbook.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>t</title></head><body><table data-sheet="甲"><tr>'
                   '<td>{{ name | datamatrix }}</td></tr></table></body></html>')
        data = {'name': 'ZJ-2026-7', 'date': '2030-04-18', 'place': '甲', 'issuer': '示例秘书处', 'agenda': ['甲'],
                'invited': [{'name': '张三', 'organization': '示例所'}]}
        result = gongwen('--templates', self.folder, 'render', KIND, self.write('data.json', data), '-o', self.folder / 'book.xlsx')
        self.assertEqual(result.status, 0, result.err)
        with zipfile.ZipFile(self.folder / 'book.xlsx') as book:
            (self.folder / 'b.png').write_bytes(book.read(next(name for name in book.namelist() if name.startswith('xl/media/'))))
        for name in ('a.png', 'b.png'):
            done = subprocess.run(['dmtxread', '--milliseconds=60000', '--stop-after=1', self.folder / name], capture_output=True)
            self.assertEqual(done.stdout, b'ZJ-2026-7')

    def test_what_cannot_be_encoded_is_told_in_both_languages(self):
        for attribute, text, told in (('data-code128', '甲', 'images/code128-text'), ('data-code128', 'x' * 81, 'images/code128-text'),
                                      ('data-ean13', '978-7-121', 'images/ean13-digits'), ('data-ean13', '9787121000001', 'images/ean13-digits'),
                                      ('data-datamatrix', '甲' * 434, 'images/data-matrix-too-long')):
            page = self.write('page.html', PAGE % (f'<p><img {attribute}="{text}" alt="x"></p>'))
            for language in ('en', 'zh'):
                result = gongwen('--error-format', 'json', '--lang', language, 'typeset', page, '-o', self.folder / 'out.pdf')
                message, = (d['message'] for d in result.diagnostics() if d['id'] == told)
                self.assertEqual(any('\u4e00' <= c <= '\u9fff' for c in message.replace(text, '')), language == 'zh', message)


if __name__ == '__main__':
    unittest.main()
