"""WebP, GIF, TIFF, BMP, JPEG 2000 and JBIG2 come out with the pixels that another program decodes, in all kinds of files; bad ones are told."""
import base64
import io
import shutil
import struct
import subprocess
import unittest
import zipfile

from PIL import Image, ImageChops, ImageStat

from harness import DONE, ROOT, CommandTest, gongwen
from jbig2 import jbig2, runs

KIND = 'meeting-notice'
PAGE = '''<!DOCTYPE html><html lang="zh-CN"><head><title>t</title><style>@page { size: 160px 120px; margin: 0 }
body, p, img { margin: 0; display: block }</style></head><body>%s</body></html>'''


def photo(mode='RGB', size=(160, 120)):
    """Waves of colour, with an edge and, in alpha, a slope."""
    width, height = size
    image = Image.new('RGBA', size)
    image.putdata([(x * 255 // width, (x + y) * 255 // (width + height), 255 - y * 255 // height, 255 if x < y else 255 - x * 255 // width)
                   for y in range(height) for x in range(width)])
    return image.convert(mode)


def scan():
    image = Image.new('L', (160, 120), 255)
    for y in range(0, 120, 9):
        image.paste(0, (10, y, 30 + y, y + 4))
    return image.convert('1')


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def samples():
    colors = photo().quantize(64)
    yield 'lossy.webp', saved(photo(), 'WEBP', quality=70)
    yield 'alpha.webp', saved(photo('RGBA'), 'WEBP', quality=70)
    yield 'lossless.webp', saved(photo('RGBA'), 'WEBP', lossless=True, exact=True)
    yield 'a.gif', saved(colors, 'GIF')
    yield 'clear.gif', saved(colors, 'GIF', transparency=5)
    yield 'animation.gif', saved(colors, 'GIF', save_all=True, append_images=[photo().rotate(90).quantize(8)])
    yield 'g4.tif', saved(scan(), 'TIFF', compression='group4')
    yield 'gray.tif', saved(photo('L'), 'TIFF', compression='tiff_lzw')
    yield 'color.tif', saved(photo(), 'TIFF', compression='tiff_adobe_deflate')
    yield 'pages.tif', saved(scan(), 'TIFF', compression='group4', save_all=True, append_images=[Image.new('1', (60, 60))])
    yield 'a.bmp', saved(photo(), 'BMP')
    yield 'colors.bmp', saved(colors, 'BMP')
    yield 'color.jp2', saved(photo(), 'JPEG2000')
    yield 'alpha.jp2', saved(photo('RGBA'), 'JPEG2000')
    yield 'gray.j2k', saved(photo('L'), 'JPEG2000', no_jp2=True)
    yield 'lossy.jp2', saved(photo(), 'JPEG2000', irreversible=True, quality_layers=[20], tile_size=(64, 64))
    yield 'a.jb2', jbig2(scan())
    yield 'runs.jb2', jbig2(scan(), runs(scan()))


def decoded(data):
    if data.startswith(b'\x97JB2'):
        return scan().convert('RGBA')
    image = Image.open(io.BytesIO(data))
    image.load()
    return image.convert('RGBA')


def on_white(image):
    white = Image.new('RGBA', image.size, 'white')
    white.alpha_composite(image)
    return white.convert('RGB')


class Formats(CommandTest):
    def typeset(self, body, *names):
        """Pictures that cannot be shown give warnings."""
        self.write('page.html', PAGE % body)
        errors = ''
        for name in names:
            words = ['--dpi', '96'] if name.endswith('.png') else []
            result = gongwen('--error-format', 'json', 'typeset', 'page.html', '-o', name, *words, cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
            errors += result.err
        return errors

    def assert_same(self, one, other, most=0):
        self.assertEqual(one.size, other.size)
        apart = max(high for low, high in ImageChops.difference(one, other).getextrema())
        self.assertLessEqual(apart, most)

    def test_pixels_in_pdf_png_and_ofd(self):
        for name, data in samples():
            with self.subTest(name):
                self.write(name, data)
                self.typeset(f'<img src="{name}" alt="图" width="160" height="120">', 'a.pdf', 'a.png', 'a.ofd')
                wanted = decoded(data)
                subprocess.run(['pdfimages', '-png', 'a.pdf', 'inside'], cwd=self.folder, check=True)
                if wanted.getextrema()[3][0] == 255:
                    self.assert_same(Image.open(self.folder / 'inside-000.png').convert('RGB'), wanted.convert('RGB'))
                else:
                    alpha = Image.open(self.folder / 'inside-001.png').convert('L')
                    self.assert_same(alpha.convert('RGB'), wanted.getchannel('A').convert('RGB'))
                for part in self.folder.glob('inside-*.png'):
                    part.unlink()
                with zipfile.ZipFile(self.folder / 'a.ofd') as ofd:
                    part = next(entry for entry in ofd.namelist() if entry.lower().endswith('.png'))
                    self.assert_same(on_white(decoded(ofd.read(part))), on_white(wanted))
                # Programs round the blend with white in their own ways.
                self.assert_same(Image.open(self.folder / 'a.png').convert('RGB'), on_white(wanted), 1)

    def test_workbooks_and_word_files_have_them_as_png(self):
        shutil.copytree(ROOT / 'docs/examples/first-bundle' / KIND, self.folder / KIND)
        self.write(KIND + '/workbook.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>t</title></head><body><table data-sheet="甲"><tr>'
                   '<td><img src="{{ name }}" alt="图" width="160" height="120"></td></tr></table></body></html>')
        for name, data in samples():
            with self.subTest(name):
                self.write(name, data)
                self.write(KIND + '/' + name, data)
                values = self.write('data.json', {'name': name, 'date': '2030-04-18', 'place': '甲', 'issuer': '示例秘书处',
                                                  'agenda': ['甲'], 'invited': [{'name': '张三', 'organization': '示例所'}]})
                result = gongwen('--templates', self.folder, 'render', KIND, values, '-o', self.folder / 'book.xlsx')
                self.assertEqual(result.status, DONE, result.err)
                self.assert_same(on_white(self.picture_in('book.xlsx', 'xl/media/')), on_white(decoded(data)))
                self.typeset(f'<p><img src="{name}" alt="图" width="160" height="120"></p>', 'a.docx')
                # Word files have pictures in the resolution of print.
                small = on_white(self.picture_in('a.docx', 'word/media/')).resize((160, 120), Image.Resampling.BOX)
                apart = ImageStat.Stat(ImageChops.difference(small, on_white(decoded(data)))).mean
                self.assertLess(max(apart), 8)

    def picture_in(self, path, folder):
        with zipfile.ZipFile(self.folder / path) as package:
            parts = [entry for entry in package.namelist() if entry.startswith(folder)]
            self.assertEqual([part for part in parts if not part.endswith('.png')], [])
            return decoded(package.read(parts[0]))

    def test_each_pattern_of_neighbours_in_jbig2(self):
        picture = scan()
        for place in range(0, 160 * 120, 7):
            picture.putpixel((place % 160, place // 160), 255 * (place % 3 == 0))
        for template in range(4):
            for repeats in (False, True):
                with self.subTest(template=template, repeats=repeats):
                    self.write('a.jb2', jbig2(picture, None, template, repeats))
                    self.typeset('<img src="a.jb2" alt="图" width="160" height="120">', 'a.png')
                    self.assert_same(Image.open(self.folder / 'a.png').convert('RGB'), picture.convert('RGB'))

    def test_names_and_media_types_are_not_considered(self):
        data = saved(photo(), 'WEBP', lossless=True)
        self.write('photo.jpg', data)
        address = 'data:image/png;base64,' + base64.b64encode(data).decode()
        drawing = 'data:image/svg+xml;base64,' + base64.b64encode(
            ('<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><image width="160" height="120" '
             f'href="{address}"/></svg>').encode()).decode()
        for source in ('photo.jpg', address, drawing):
            self.typeset(f'<img src="{source}" alt="图" width="160" height="120">', 'a.png')
            self.assert_same(Image.open(self.folder / 'a.png').convert('RGB'), photo())

    def test_pictures_are_turned_as_their_file_says(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        stored = photo().transpose(Image.Transpose.ROTATE_90)
        for name, data in (('a.webp', saved(stored, 'WEBP', lossless=True, exif=exif.tobytes())),
                           ('a.tif', saved(stored, 'TIFF', compression='tiff_lzw', tiffinfo={0x0112: 6}))):
            self.write(name, data)
            self.typeset(f'<img src="{name}" alt="图" width="160" height="120">', 'a.png')
            self.assert_same(Image.open(self.folder / 'a.png').convert('RGB'), photo())

    def test_files_that_are_cut_off_damaged_or_too_large(self):
        for name, data in samples():
            with self.subTest(name):
                # Of files with several pictures the second may be missing.
                self.write(name, data[:len(data) // 3])
                self.assertIn('images/truncated', self.typeset(f'<img src="{name}" alt="图">', 'a.pdf'))
        bomb = saved(Image.new('P', (1, 1)), 'GIF')
        self.write('bomb.gif', bomb[:6] + b'\xff\xff\xff\xff' + bomb[10:])
        bitmap = saved(Image.new('RGB', (1, 1)), 'BMP')
        self.write('bomb.bmp', bitmap[:18] + struct.pack('<ii', 60000, 60000) + bitmap[26:])
        # 16,383 pixels a side, all of one colour, in a few hundred bytes.
        self.write('bomb.webp', saved(Image.new('RGB', (16383, 4000)), 'WEBP', lossless=True, quality=0, method=0))
        self.write('bomb.tif', saved(Image.new('1', (30000, 30000)), 'TIFF', compression='group4'))
        stream = saved(Image.new('L', (1, 1)), 'JPEG2000', no_jp2=True)
        self.write('bomb.j2k', stream[:8] + struct.pack('>II', 60000, 60000) + stream[16:])
        page = jbig2(Image.new('1', (8, 8)))
        self.write('bomb.jb2', page[:24] + struct.pack('>II', 60000, 60000) + page[32:])
        for name in ('bomb.gif', 'bomb.bmp', 'bomb.webp', 'bomb.tif', 'bomb.j2k', 'bomb.jb2'):
            self.assertIn('images/too-large', self.typeset(f'<img src="{name}" alt="图">', 'a.pdf'))

    def test_only_some_formats_need_their_library(self):
        self.write('broken/libtiff.so.6', '')
        self.write('broken/libopenjp2.so.7', '')
        self.write('a.tif', saved(scan(), 'TIFF', compression='group4'))
        self.write('a.jp2', saved(photo(), 'JPEG2000'))
        self.write('a.jb2', jbig2(scan()))
        self.write('a.webp', saved(scan(), 'WEBP'))
        for name in ('a.tif', 'a.jp2', 'a.jb2', 'a.webp'):
            self.write('page.html', PAGE % f'<img src="{name}" alt="图">')
            result = gongwen('typeset', 'page.html', '-o', 'a.pdf', cwd=self.folder,
                             environment={'LD_LIBRARY_PATH': str(self.folder / 'broken')})
            self.assertEqual('images/no-tiff-library' in result.err, name == 'a.tif', result.err)
            self.assertEqual('images/no-jpeg-2000-library' in result.err, name == 'a.jp2', result.err)


if __name__ == '__main__':
    unittest.main()
