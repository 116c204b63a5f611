"""What tests of OFD share: pages set to OFD and PDF, and their pictures side by side."""
import subprocess

from PIL import Image, ImageChops

from harness import DONE, CommandTest, gongwen
from ofd_reader import Document, N

# pdftocairo puts glyphs on whole pixels, which makes more of a difference than the files: so pictures are drawn at twice
# the resolution and halved.
DPI = 300
HALF = 2
MAX_DIFFERENCE = 0.3  # percent
PAGE = '<!DOCTYPE html><html lang="zh-CN"><title>甲</title><style>@page{{size:100mm 80mm;margin:10mm}}' \
       'body{{margin:0;font:12px/20px "Noto Serif CJK SC"}}p{{margin:0}}{}</style>{}</html>'


def share_of_different_pixels(one, other):
    """Those that are lighter or darker by more than 96 in a channel, in percent."""
    red, green, blue = ImageChops.difference(one, other).split()
    histogram = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    return 100 * sum(histogram[97:]) / sum(histogram)


def picture_of(surface):
    size = surface.get_width(), surface.get_height()
    return Image.frombuffer('RGB', size, bytes(surface.get_data()), 'raw', 'BGRX', surface.get_stride(), 1)


class OfdCase(CommandTest):
    def made(self, style, body, *words, status=DONE):
        self.write('a.html', PAGE.format(style, body))
        result = gongwen('typeset', 'a.html', '-o', 'a.ofd', *words, cwd=self.folder)
        self.assertEqual(result.status, status, result.err)
        self.err = result.err
        return Document(self.folder / 'a.ofd')

    def objects(self, document, page=0):
        return [(element.findtext(f'{N}TextCode') or '', element) for element in document.objects(page)]

    def assert_same_picture(self, document, folder, page=0):
        """As that of a.pdf in the folder; and no two pictures are the same that are not."""
        number = str(page + 1)
        subprocess.run(['pdftocairo', '-r', str(DPI), '-f', number, '-l', number, '-singlefile', '-png', 'a.pdf', 'pdf'],
                       cwd=folder, check=True)
        of_pdf = Image.open(folder / 'pdf.png').convert('RGB')
        own = picture_of(document.draw(page, DPI))
        self.assertLess(max(abs(a - b) for a, b in zip(own.size, of_pdf.size)), 2)
        own = own.crop((0, 0, *of_pdf.size)).reduce(HALF)
        of_pdf = of_pdf.reduce(HALF)
        self.assertLess(share_of_different_pixels(own, of_pdf), MAX_DIFFERENCE)
        self.assertGreater(share_of_different_pixels(ImageChops.offset(own, 9, 9), of_pdf), 1)

    def assert_drawn_as_in_pdf(self, style, body):
        """The first page has the same picture in both formats."""
        document = self.made(style, body)
        result = gongwen('typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(document.errors(), [])
        self.assert_same_picture(document, self.folder)
        return document
