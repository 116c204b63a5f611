"""Drawings in Word files: an SVG and a PNG, which are the same picture; contents as a control that programs know."""
import io
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import zipfile

import surroundings
from PIL import Image, ImageChops

from harness import ROOT, gongwen
from office_rules import violations
from word_files import R, W, WordFile, text_of
from word_forms import saved_by_office

A = '{http://schemas.openxmlformats.org/drawingml/2006/main}'
ASVG = '{http://schemas.microsoft.com/office/drawing/2016/SVG/main}'
DRAWING = '''<svg width="200" height="100" viewBox="0 0 200 100" role="img" aria-label="示意图"><rect x="5" y="5" width="120" height="80" fill="#2060c0"/>
<circle cx="140" cy="50" r="40" fill="none" stroke="#c02020" stroke-width="8"/><path d="M10 95 L190 60" stroke="black" stroke-width="3"/></svg>'''


class WordDrawings(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-drawings-'))
        self.addCleanup(shutil.rmtree, self.folder)

    def make(self, body):
        (self.folder / 'page.html').write_text(f'<html lang="zh-CN"><head><title>图</title></head><body>{body}</body></html>', encoding='utf-8')
        result = gongwen('typeset', self.folder / 'page.html', '-o', self.folder / 'page.docx')
        self.assertEqual((result.status, result.err), (0, ''))
        return WordFile(self.folder / 'page.docx')

    def test_both_are_the_same_picture(self):
        word = self.make(f'<p>前</p>{DRAWING}<p>后</p>')
        targets = dict(re.findall(r'Id="(\w+)" [^>]*Target="([^"]+)"', word.parts['word/_rels/document.xml.rels'].decode()))
        [blip] = word.document.iter(f'{A}blip')
        [drawing] = blip.iter(f'{ASVG}svgBlip')
        png = word.parts['word/' + targets[blip.get(f'{R}embed')]]
        svg = word.parts['word/' + targets[drawing.get(f'{R}embed')]]
        shown = Image.open(io.BytesIO(png)).convert('RGBA')
        paper = Image.new('RGBA', shown.size, 'white')
        self.assertGreater(shown.width, 600)  # 300 dpi
        drawn = subprocess.run(['rsvg-convert', '-w', str(shown.width), '-h', str(shown.height)], input=svg, capture_output=True, check=True,
                               env=surroundings.OF_THE_PERSON).stdout
        first = Image.alpha_composite(paper, shown).convert('L').resize((100, 50))
        second = Image.alpha_composite(paper, Image.open(io.BytesIO(drawn)).convert('RGBA')).convert('L').resize((100, 50))
        difference = ImageChops.difference(first, second)
        self.assertLess(max(difference.getdata()), 40)
        self.assertGreater(max(ImageChops.invert(first).getdata()), 150)
        self.assertEqual(violations(self.folder / 'page.docx'), [])
        # A program that knows PNG only shows that.
        saved = saved_by_office(self.folder / 'page.docx', 'odt', self.folder)
        with zipfile.ZipFile(saved) as package:
            self.assertTrue(any(name.startswith('Pictures/') for name in package.namelist()))

    def test_contents_are_a_control_of_the_program(self):
        path = self.folder / 'regulations.docx'
        self.assertEqual(gongwen('render', 'regulations', ROOT / 'samples/regulations/typical.json', '-o', path).status, 0)
        word = WordFile(path)
        [control] = word.document.iter(f'{W}sdt')
        self.assertEqual(control.find(f'{W}sdtPr/{W}docPartObj/{W}docPartGallery').get(f'{W}val'), 'Table of Contents')
        entries = [text_of(paragraph) for paragraph in control.iter(f'{W}p')]
        self.assertEqual(len(entries), 9)
        self.assertTrue(all(entry.rstrip()[-1].isdigit() for entry in entries), entries)
        chars = [char.get(f'{W}fldCharType') for char in control.iter(f'{W}fldChar')]
        self.assertEqual((chars.count('begin'), chars.count('end')), (10, 10))


if __name__ == '__main__':
    unittest.main()
