"""Filters of drawings on pages: shadows lie below shapes and texts that stay as they are; what has no sharp form becomes pixels."""
import subprocess
import unittest

from PIL import Image

from harness import DONE, CommandTest, gongwen

SHADOW = ('<filter id="{0}" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur in="SourceAlpha" stdDeviation="3"/><feOffset dx="8" dy="8"/>'
          '<feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter>')
BLUR = '<filter id="b"><feGaussianBlur stdDeviation="4"/></filter>'


class DrawingFilters(CommandTest):
    def made(self, drawing, beside=None):
        """The page at one pixel for each px, its text, and what was said."""
        if beside:
            self.write('a.svg', beside)
        page = self.write('a.html', '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>图</title><style>@page{size:300px 200px;margin:0}body{margin:0}'
                          f'img,svg{{display:block}}</style></head><body>{drawing}</body></html>')
        for name in ('a.ofd', 'a.docx', 'a.pdf'):
            result = gongwen('typeset', page, '-o', self.folder / name, '--force')
            self.assertEqual(result.status, DONE, result.err)
        subprocess.run(['pdftoppm', '-r', '96', '-png', '-singlefile', self.folder / 'a.pdf', self.folder / 'a'], check=True)
        text = subprocess.run(['pdftotext', self.folder / 'a.pdf', '-'], stdout=subprocess.PIPE, check=True, text=True).stdout
        return Image.open(self.folder / 'a.png').convert('RGB'), text, result.err

    def assert_shadow(self, page):
        self.assertEqual(page.getpixel((60, 50)), (255, 255, 0))
        self.assertEqual(page.getpixel((15, 15)), (255, 255, 255))
        dark = [page.getpixel((x, 60))[0] for x in (102, 106, 112, 118)]
        self.assertEqual(dark, sorted(dark), dark)
        self.assertLess(dark[0], 120)
        self.assertGreater(dark[-1], 235)

    def test_shadows_in_pages_keep_their_texts(self):
        page, text, said = self.made('<svg width="300" height="200" viewBox="0 0 300 200" role="img" aria-label="图">' + SHADOW.format('s') +
                                     '<g filter="url(#s)"><rect x="20" y="20" width="80" height="60" fill="#ff0"/><text x="30" y="40" font-size="14">页内文字</text></g></svg>')
        self.assertEqual(said, '')
        self.assertIn('页内文字', text)
        self.assert_shadow(page)

    def test_filters_of_files(self):
        drawing = ('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><defs>' + SHADOW.format('s') + BLUR + '</defs><rect x="20" y="20" width="80" height="60" fill="#ff0" filter="url(#s)"/>'
                   '<circle cx="200" cy="60" r="30" fill="#00f" filter="url(#b)"/><rect x="20" y="120" width="60" height="40" fill="#f00" style="filter: grayscale(1)"/>'
                   '<rect x="120" y="120" width="60" height="40" fill="#0f0" filter="drop-shadow(10px 10px #00f)"/></svg>')
        page, _, said = self.made('<img src="a.svg" alt="图" width="300" height="200">', drawing)
        self.assertEqual(said, '')
        self.assert_shadow(page)
        edge = [page.getpixel((x, 60))[0] for x in range(222, 240, 3)]
        self.assertEqual(edge, sorted(edge))
        self.assertGreater(edge[-1] - edge[0], 100)
        self.assertEqual(page.getpixel((50, 140)), (54, 54, 54))
        self.assertEqual(page.getpixel((150, 140)), (0, 255, 0))
        shadow = page.getpixel((185, 165))
        self.assertLess(max(shadow[0], shadow[1], 255 - shadow[2]), 4, shadow)
        self.assertEqual(page.getpixel((115, 140)), (255, 255, 255))

    def test_what_is_not_known_is_said(self):
        drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><filter id="n"><feTurbulence/></filter><rect x="20" y="20" width="80" height="60" fill="#ff0" filter="url(#n)"/></svg>'
        page, _, said = self.made('<img src="a.svg" alt="图" width="300" height="200">', drawing)
        self.assertIn('feTurbulence', said)
        self.assertEqual(page.getpixel((60, 50)), (255, 255, 0))


if __name__ == '__main__':
    unittest.main()
