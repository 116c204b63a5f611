"""`gongwen convert`: OFD files of any producer as PDF, pictures and text. Our own documents look as in the PDF that is made of
them directly; constructs that our writer does not use are made by hand, and looked at pixel by pixel."""
import io
import json
import random
import re
import subprocess
import unittest
import zipfile

import pikepdf
from PIL import Image

from harness import BAD_INPUT, BAD_USAGE, DONE, PROGRAM, CommandTest, gongwen
from jbig2 import jbig2
from ofd_case import share_of_different_pixels
from samples import some_samples

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PIXELS_OF_MM = 4
DPI = 25.4 * PIXELS_OF_MM
WHITE, BLACK, RED, GREEN, BLUE = (255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255)
SQUARE = '<ofd:AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C</ofd:AbbreviatedData>'


def color(value, name='FillColor', **attributes):
    words = ''.join(f' {key}="{text}"' for key, text in attributes.items())
    return f'<ofd:{name} Value="{" ".join(map(str, value))}"{words}/>'


def path(x, y, inner=color(RED), data=SQUARE, words='Stroke="false" Fill="true"', size=10, number=100):
    return f'<ofd:PathObject ID="{number}" Boundary="{x} {y} {size} {size}" {words}>{inner}{data}</ofd:PathObject>'


def text(words, x=10, y=10, code='', inner='', attributes='', number=200):
    return (f'<ofd:TextObject ID="{number}" Boundary="{x} {y} 80 6" Font="1" Size="5" {attributes}>{inner}'
            f'<ofd:TextCode X="0" Y="5" {code}>{words}</ofd:TextCode></ofd:TextObject>')


def package(file, objects='', resources='', document='', area='<ofd:PhysicalBox>0 0 100 60</ofd:PhysicalBox>', page='', body='',
            **parts):
    """A file of one page with these objects."""
    files = {
        'OFD.xml': f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>'
                   f'<ofd:Title>题目</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>',
        'Doc_0/Document.xml': f'<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>999</ofd:MaxUnitID><ofd:PageArea>{area}'
                              '</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>'
                              '<ofd:TemplatePage ID="70" BaseLoc="Tpl.xml"/></ofd:CommonData>'
                              f'<ofd:Pages><ofd:Page ID="1" BaseLoc="Page.xml"/></ofd:Pages>{document}</ofd:Document>',
        'Doc_0/PublicRes.xml': f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体" FamilyName="宋体"/>'
                               f'</ofd:Fonts>{resources}</ofd:Res>',
        'Doc_0/Page.xml': f'<ofd:Page {SPACE}>{page}<ofd:Content><ofd:Layer ID="9" Type="Body">{objects}</ofd:Layer>'
                          '</ofd:Content></ofd:Page>',
        **parts}
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            if content is not None:
                made.writestr(name, content)


def squeezed(words):
    return re.sub(r'\s', '', words)


class ConvertCase(CommandTest):
    def convert(self, output, *words, status=DONE, source='a.ofd'):
        result = gongwen('convert', source, '-o', output, '--json', *words, cwd=self.folder)
        self.assertEqual(result.status, status, result.out + result.err)
        found = json.loads(result.out)
        objects = found['objects']
        self.assertEqual(objects['read'], objects['drawn'] + objects['reported'] + objects['hidden'])
        self.ids = [message['id'] for message in found['diagnostics']]
        return found

    def picture(self, objects='', **made):
        package(self.folder / 'a.ofd', objects, **made)
        self.found = self.convert('a.png', '--dpi', str(DPI))
        return Image.open(self.folder / 'a.png').convert('RGB')

    def assert_color(self, picture, x, y, expected, delta=3):
        """Of the pixel at a point in mm."""
        seen = picture.getpixel((round(x * PIXELS_OF_MM), round(y * PIXELS_OF_MM)))
        self.assertLess(max(abs(a - b) for a, b in zip(seen, expected)), delta, f'{seen} at {x}, {y}')

    def text_of(self, pdf):
        return subprocess.run(['pdftotext', '-raw', pdf, '-'], cwd=self.folder, stdout=subprocess.PIPE, check=True).stdout.decode()


class OwnDocuments(ConvertCase):
    def test_pages_look_as_in_our_own_pdf_and_have_its_text(self):
        seen = 0
        for sample in list(some_samples())[::3]:
            with self.subTest(sample=sample.parent.name):
                result = gongwen('render', sample.parent.name, sample, '-o', 'own.pdf', '-o', 'a.ofd', '--ofd-profile', 'plain',
                                 '--force', cwd=self.folder)
                self.assertEqual(result.status, DONE, result.err)
                found = self.convert('a.pdf')
                self.assertEqual(found['objects']['reported'], 0)  # areas of links are hidden objects
                self.assertEqual([i for i in self.ids if i != 'pdf/private-character'], [])
                own = subprocess.run(['pdftotext', '-raw', 'own.pdf', '-'], cwd=self.folder, stdout=subprocess.PIPE, check=True)
                self.assertEqual(sorted(squeezed(own.stdout.decode())), sorted(squeezed(self.text_of('a.pdf'))))
                for name in ('own', 'a'):
                    subprocess.run(['pdftocairo', '-r', '200', '-l', '2', '-png', f'{name}.pdf', name], cwd=self.folder, check=True)
                pictures = sorted(self.folder.glob('own-*.png'))
                self.assertTrue(pictures)
                for picture in pictures:
                    other = Image.open(self.folder / picture.name.replace('own', 'a')).convert('RGB')
                    picture = Image.open(picture).convert('RGB')
                    self.assertLess(max(abs(a - b) for a, b in zip(picture.size, other.size)), 2)
                    other = other.crop((0, 0, *picture.size))
                    self.assertLess(share_of_different_pixels(picture.reduce(2), other.reduce(2)), 0.5)
                    seen += 1
                for file in self.folder.glob('*.png'):
                    file.unlink()
        self.assertGreater(seen, 3)

    def test_outline_links_and_attachments_are_kept(self):
        self.write('a.html', '<!DOCTYPE html><html lang="zh"><title>题目</title><style>@page{size:100mm 80mm}h1{break-before:page}</style>'
                   '<p><a href="#b">甲</a><a href="https://example.org/x">乙</a></p><h1 id="b">丙</h1><h2>丁</h2></html>')
        self.assertEqual(gongwen('typeset', 'a.html', '-o', 'a.ofd', '--ofd-profile', 'plain', cwd=self.folder).status, DONE)
        self.convert('a.pdf')
        self.assertEqual(self.ids, [])
        qdf = subprocess.run(['qpdf', '--qdf', '--object-streams=disable', 'a.pdf', '-'], cwd=self.folder, stdout=subprocess.PIPE,
                             check=True).stdout
        self.assertEqual(qdf.count(b'/Subtype /Link'), 2)
        self.assertIn(b'(https://example.org/x)', qdf)
        self.assertEqual(qdf.count(b'/Title <feff'), 3)  # of the document and two headings
        self.assertIn(b'pdfaid:conformance>U<', qdf)
        self.assertNotIn(b'<pdfuaid:part>', qdf)


class Constructs(ConvertCase):
    def test_areas_lines_and_rules(self):
        ring = '<ofd:AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C M 3 3 L 7 3 L 7 7 L 3 7 C</ofd:AbbreviatedData>'
        arc = '<ofd:AbbreviatedData>M 0 5 A 5 5 0 0 1 10 5 C</ofd:AbbreviatedData>'
        line = '<ofd:AbbreviatedData>M 0 1 L 30 1</ofd:AbbreviatedData>'
        picture = self.picture(
            path(5, 5) + path(20, 5, data=ring, words='Stroke="false" Fill="true" Rule="Even-Odd"') + path(35, 5, data=ring) +
            path(50, 5, data=arc) +
            f'<ofd:PathObject ID="5" Boundary="5 30 30 2" LineWidth="1" DashPattern="4 4">{color(BLUE, "StrokeColor")}{line}</ofd:PathObject>'
            # a line whose box has no height is drawn
            f'<ofd:PathObject ID="6" Boundary="50 31 30 0" LineWidth="1">{line.replace(" 1", " 0")}</ofd:PathObject>')
        for x, y, expected in ((10, 10, RED), (25, 10, WHITE), (21, 10, RED), (40, 10, RED), (55, 7, RED), (55, 13, WHITE), (51, 6, WHITE),
                               (7, 31, BLUE), (11, 31, WHITE), (15, 31, BLUE), (60, 31, BLACK)):
            self.assert_color(picture, x, y, expected)
        self.assertEqual(self.ids, [])

    def test_colours_of_all_spaces_and_parameters_are_inherited(self):
        spaces = ('<ofd:ColorSpaces><ofd:ColorSpace ID="11" Type="CMYK"/><ofd:ColorSpace ID="12" Type="GRAY"/>'
                  '<ofd:ColorSpace ID="13" Type="RGB"><ofd:Palette><ofd:CV>255 0 0</ofd:CV><ofd:CV>0 255 0</ofd:CV></ofd:Palette>'
                  '</ofd:ColorSpace></ofd:ColorSpaces><ofd:DrawParams>'
                  f'<ofd:DrawParam ID="21">{color(BLUE)}</ofd:DrawParam><ofd:DrawParam ID="22" Relative="21" LineWidth="3"/>'
                  '</ofd:DrawParams>')
        picture = self.picture(
            path(5, 5, color((0, 255, 255, 0), ColorSpace=11)) + path(20, 5, color((128,), ColorSpace=12)) +
            path(35, 5, '<ofd:FillColor Index="1" ColorSpace="13"/>') + path(50, 5, color(('#FF', '#80', '#00'))) +
            path(65, 5, '', words='Stroke="false" Fill="true" DrawParam="22"') + path(80, 5, color(BLACK, Alpha=127)),
            resources=spaces)
        for x, expected in ((10, RED), (25, (128, 128, 128)), (40, GREEN), (55, (255, 128, 0)), (70, BLUE), (85, (128, 128, 128))):
            self.assert_color(picture, x, 10, expected)
        self.assertEqual(self.ids, [])

    def test_gradients_and_patterns(self):
        stops = ''.join(f'<ofd:Segment Position="{at}">{color(value, "Color")}</ofd:Segment>' for at, value in ((0, RED), (1, BLUE)))
        def axial(words):
            return f'<ofd:FillColor><ofd:AxialShd StartPoint="2 0" EndPoint="8 0" {words}>{stops}</ofd:AxialShd></ofd:FillColor>'
        radial = (f'<ofd:FillColor><ofd:RadialShd StartPoint="5 5" StartRadius="0" EndPoint="5 5" EndRadius="5" Extend="3">{stops}'
                  '</ofd:RadialShd></ofd:FillColor>')
        cell = path(0, 0, color(GREEN), size=2, data=SQUARE.replace('10', '2'))
        pattern = (f'<ofd:FillColor><ofd:Pattern Width="2" Height="2" XStep="5" YStep="5"><ofd:CellContent>{cell}</ofd:CellContent>'
                   '</ofd:Pattern></ofd:FillColor>')
        picture = self.picture(path(5, 5, axial('Extend="3"')) + path(20, 5, axial('Extend="0"')) + path(35, 5, radial) +
                               path(50, 5, pattern) + path(65, 5, axial('Extend="3" MapType="Reflect" MapUnit="3"')))
        for x, y, expected, delta in ((5.5, 10, RED, 3), (14.5, 10, BLUE, 3), (10, 10, (128, 0, 128), 14), (21, 10, WHITE, 3),
                                      (25, 10, (128, 0, 128), 14), (29, 10, WHITE, 3), (40, 10, RED, 25), (44.5, 10, BLUE, 35),
                                      (51, 6, GREEN, 3), (54, 6, WHITE, 3), (56, 11, GREEN, 3), (67.2, 10, RED, 36), (70, 10, BLUE, 20),
                                      (72.8, 10, RED, 36)):
            self.assert_color(picture, x, y, expected, delta)
        self.assertEqual(self.ids, [])
        self.assertEqual(self.found['objects']['read'], 5 + 4)  # and the cells of the pattern

    def test_clips_boundaries_and_composites(self):
        unit = ('<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="30" Width="10" Height="10"><ofd:Content>'
                f'{path(0, 0)}{path(2, 2, color(BLUE))}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>')
        clip = f'<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path>{SQUARE.replace("10", "4")}</ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>'
        picture = self.picture(
            path(5, 5, clip + color(RED)) + path(20, 5, size=5) +
            '<ofd:CompositeObject ID="40" Boundary="35 5 20 20" CTM="2 0 0 2 0 0" ResourceID="30"/>'
            '<ofd:CompositeObject ID="41" Boundary="65 5 10 10" ResourceID="30" Alpha="127"/>', resources=unit)
        for x, y, expected in ((7, 7, RED), (11, 7, WHITE), (22, 7, RED), (28, 7, WHITE), (36, 6, RED), (45, 15, BLUE), (66, 6, (255, 128, 128)),
                               (70, 10, (128, 128, 255))):  # overlapping shapes are made translucent together
            self.assert_color(picture, x, y, expected)
        self.assertEqual(self.ids, [])

    def test_templates_layers_annotations_and_areas(self):
        tpl = f'<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="71">{path(5, 5)}{path(20, 5)}</ofd:Layer></ofd:Content></ofd:Page>'
        notes = f'<ofd:Annotations {SPACE}><ofd:Page PageID="1"><ofd:FileLoc>Note.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
        note = (f'<ofd:PageAnnot {SPACE}><ofd:Annot ID="80" Type="Stamp"><ofd:Appearance Boundary="35 5 10 10">{path(0, 0, color(GREEN))}'
                f'</ofd:Appearance></ofd:Annot><ofd:Annot ID="81" Type="Path" Visible="false"><ofd:Appearance Boundary="50 5 10 10">'
                f'{path(0, 0)}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>')
        picture = self.picture(
            path(20, 5, color(BLUE)) + path(65, 5, words='Stroke="false" Fill="true" Visible="false"'),
            page='<ofd:Area><ofd:PhysicalBox>2 3 100 60</ofd:PhysicalBox></ofd:Area><ofd:Template TemplateID="70" ZOrder="Background"/>',
            document='<ofd:Annotations>Annots.xml</ofd:Annotations>', **{'Doc_0/Tpl.xml': tpl, 'Doc_0/Annots.xml': notes, 'Doc_0/Note.xml': note})
        for x, expected in ((10, RED), (25, BLUE), (40, GREEN), (55, WHITE), (70, WHITE)):
            self.assert_color(picture, x - 2, 10 - 3, expected)
        self.assertEqual(self.found['objects']['hidden'], 1)

    def test_text_is_placed_turned_and_named(self):
        """Black squares are easy to find: 5 mm of type, its baseline 5 mm below the boundary."""
        square = '■'
        picture = self.picture(
            text(square + square, 5, 5, 'DeltaX="10"') + text(square * 3, 40, 5, 'DeltaX="g 2 8"') +
            text(square, 80, 5, attributes='CTM="0 1 -1 0 0 0"') + text(square, 5, 30, attributes='HScale="2"') +
            text(square, 40, 30, attributes='CharDirection="90"') + text(square, 60, 30, inner=color(RED)) +
            text(square, 80, 30, attributes='Fill="false"'))
        for x, y, is_dark in ((7.5, 8, True), (12, 8, False), (17.5, 8, True), (42.5, 8, True), (50.5, 8, True), (58.5, 8, True),
                              (77.5, 7.5, True), (10, 33, True), (41.5, 37, True)):
            self.assert_color(picture, x, y, BLACK if is_dark else WHITE, 60)
        self.assert_color(picture, 62.5, 33, RED, 60)
        self.assert_color(picture, 82.5, 33, WHITE)
        self.assertEqual(self.ids, ['show/font-replaced'])

    def test_stops_without_a_place_lie_at_equal_distances(self):
        stops = ''.join(f'<ofd:Segment>{color(value, "Color")}</ofd:Segment>' for value in (RED, GREEN, BLUE))
        picture = self.picture(path(5, 5, f'<ofd:FillColor><ofd:AxialShd StartPoint="0 0" EndPoint="10 0">{stops}</ofd:AxialShd></ofd:FillColor>'))
        for x, expected in ((5.3, RED), (10, GREEN), (14.7, BLUE)):
            self.assert_color(picture, x, 10, expected, 30)

    def test_copies_of_a_pattern_are_read_once(self):
        cell = text('甲', 0, 0).replace('0 0 80 6', '0 0 5 6')
        pattern = (f'<ofd:FillColor><ofd:Pattern Width="5" Height="6"><ofd:CellContent>{cell}</ofd:CellContent></ofd:Pattern></ofd:FillColor>')
        package(self.folder / 'a.ofd', path(5, 5, pattern, size=40, data=SQUARE.replace('10', '40')) + text('乙', 60, 10))
        self.assertEqual(self.convert('a.pdf')['characters'], 2)
        self.assertEqual(squeezed(self.text_of('a.pdf')).count('甲'), 1)

    def test_tiny_arcs_and_areas_that_no_page_has(self):
        picture = self.picture(path(5, 5, data='<ofd:AbbreviatedData>M 0 0 A 1e-200 1e-200 0 0 1 10 0 L 10 10 L 0 10 C</ofd:AbbreviatedData>'))
        self.assert_color(picture, 10, 10, RED)
        package(self.folder / 'a.ofd', path(5, 5), page='<ofd:Area><ofd:PhysicalBox>0 0 60000 10</ofd:PhysicalBox></ofd:Area>')
        self.convert('a.pdf')
        self.assertEqual(self.ids, ['show/bad-value'])

    def test_links_lead_to_pages_and_the_web_alone(self):
        def deed(inner):
            return f'<ofd:Actions><ofd:Action Event="CLICK">{inner}</ofd:Action></ofd:Actions>'
        web = deed('<ofd:URI URI="https://example.org"/>')
        outline = f'<ofd:Outlines><ofd:OutlineElem Title="丙">{web}</ofd:OutlineElem></ofd:Outlines>'
        objects = ''.join(path(10 * n, 5, deed(f'<ofd:URI URI="{address}"/>') + color(RED), number=100 + n)
                          for n, address in enumerate(('javascript:alert(1)', 'file:///etc/passwd', 'HTTPS://example.org/x')))
        # two pages of the same number
        again = f'<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 100 60</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>'
        again += '<ofd:Page ID="1" BaseLoc="Page.xml"/>' * 2 + f'</ofd:Pages>{outline}<ofd:Attachments>At.xml</ofd:Attachments></ofd:Document>'
        listed = f'<ofd:Attachments {SPACE}><ofd:Attachment ID="1" Name="../../数据.txt"><ofd:FileLoc>d.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>'
        package(self.folder / 'a.ofd', objects, **{'Doc_0/Document.xml': again, 'Doc_0/At.xml': listed, 'Doc_0/d.txt': '1'})
        self.assertEqual(self.convert('a.pdf')['pages'], 2)
        self.assertEqual(self.ids.count('show/action-lost'), 4)
        self.assertEqual(self.ids.count('show/outline-lost'), 1)
        with pikepdf.open(self.folder / 'a.pdf') as pdf:
            links = [[str(link.A.URI) for link in page.Annots] for page in pdf.pages]
            self.assertEqual(links, [['HTTPS://example.org/x']] * 2)
            self.assertEqual(list(pdf.attachments), ['数据.txt'])

    def test_what_cannot_be_shown_is_said(self):
        self.picture(
            '<ofd:ImageObject ID="51" Boundary="0 0 9 9" ResourceID="404"/>' + path(0, 0, data='<ofd:AbbreviatedData>M 0 x</ofd:AbbreviatedData>') +
            '<ofd:CompositeObject ID="52" Boundary="0 0 9 9" ResourceID="60"/><ofd:VideoObject ID="53"/>' +
            path(0, 0, '<ofd:FillColor><ofd:GouraudShd/></ofd:FillColor>') + text('甲\U000F0000', code='DeltaX="y"'),
            resources='<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="60" Width="9" Height="9"><ofd:Content>'
                      '<ofd:CompositeObject ID="61" Boundary="0 0 9 9" ResourceID="60"/></ofd:Content></ofd:CompositeGraphicUnit>'
                      '</ofd:CompositeGraphicUnits>')
        for message in ('show/no-resource', 'show/bad-value', 'show/too-deep', 'show/unknown-object', 'show/simplified',
                        'show/missing-glyph', 'show/font-replaced'):
            self.assertIn(message, self.ids)
        self.assertEqual(self.found['objects']['reported'], 3)
        result = gongwen('--lang', 'zh', 'convert', 'a.ofd', '-o', 'a.txt', cwd=self.folder)
        self.assertIn('第 1 页，对象 51', result.err)

    def test_parts_that_are_lost_are_named(self):
        resources = ('<ofd:MultiMedias><ofd:MultiMedia ID="50" Type="Image"><ofd:MediaFile>a.jb2</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
                     '<ofd:Fonts><ofd:Font ID="60" FontName="甲体"><ofd:FontFile>a.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>')
        signs = f'<ofd:Signatures {SPACE}><ofd:Signature ID="s1" BaseLoc="Sign.xml"/></ofd:Signatures>'
        sign = f'<ofd:Signature {SPACE}><ofd:SignedInfo><ofd:StampAnnot ID="7" PageRef="1" Boundary="1 1 9 9"/></ofd:SignedInfo></ofd:Signature>'
        sound = '<ofd:Actions><ofd:Action Event="CLICK"><ofd:Sound ResourceID="1"/></ofd:Action></ofd:Actions>'
        self.picture(
            ''.join(f'<ofd:ImageObject ID="{n}" Boundary="0 0 9 9" ResourceID="50"/>' for n in range(500, 530)) + path(0, 0, sound) + text('甲').replace('Font="1"', 'Font="60"'),
            resources=resources, document='<ofd:Annotations>none.xml</ofd:Annotations><ofd:Attachments>none.xml</ofd:Attachments>',
            body='<ofd:Signatures>Doc_0/Signs.xml</ofd:Signatures>',
            **{'Doc_0/Signs.xml': signs, 'Doc_0/Sign.xml': sign, 'Doc_0/Res/a.jb2': b'\x97JB2\r\n\x1a\n', 'Doc_0/Res/a.ttf': b'\0\1\0\0'})
        for message in ('show/image-lost', 'show/action-lost', 'show/font-damaged', 'show/part-lost', 'show/seal-lost', 'show/more'):
            self.assertIn(message, self.ids)
        self.assertEqual(self.ids.count('show/image-lost'), 20)

    def test_random_pages_lose_no_object_and_no_character(self):
        letters = '甲乙丙丁子丑寅卯abcXYZ019，。（）—'
        made = random.Random(20261130)
        for turn in range(8):
            objects, words, count = [], '', 0

            def one(depth=0):
                nonlocal words, count
                count += 1
                kind = made.choice(('path', 'text', 'text', 'block') if depth < 3 else ('path', 'text'))
                x, y = made.randint(0, 60), made.randint(0, 40)
                if kind == 'text':
                    line = ''.join(made.choice(letters) for _ in range(made.randint(1, 12)))
                    words += line
                    step = made.choice(('', f'DeltaX="g {len(line)} 4.5"', 'DeltaX="5 4"', f'DeltaY="g {len(line)} 5"'))
                    matrix = made.choice(('', 'CTM="1 0 0 1 2 3"', 'CTM="0.9 0.1 -0.2 1 0 0"', 'Weight="700"', 'Italic="true"'))
                    return text(line, x, y, step, attributes=matrix)
                if kind == 'block':
                    count -= 1
                    return '<ofd:PageBlock>' + ''.join(one(depth + 1) for _ in range(made.randint(0, 3))) + '</ofd:PageBlock>'
                return path(x, y, color([made.randint(0, 255) for _ in range(3)], Alpha=made.choice((255, 100))))
            objects = [one() for _ in range(made.randint(5, 25))]
            # large enough for all: readers leave out text beyond the page
            package(self.folder / 'a.ofd', ''.join(objects), area='<ofd:PhysicalBox>-150 -150 500 500</ofd:PhysicalBox>')
            found = self.convert('a.pdf')
            self.assertEqual((found['objects']['drawn'], found['characters']), (count, len(words)))
            self.assertEqual(sorted(squeezed(self.text_of('a.pdf'))), sorted(words))
            self.convert('a.txt')
            self.assertEqual(sorted(squeezed((self.folder / 'a.txt').read_text(encoding='utf-8'))), sorted(words))


def saved(image, form):
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


class Pictures(ConvertCase):
    def show(self, objects, **files):
        """Objects whose resources are these files: 50 is the first."""
        listed = ''.join(f'<ofd:MultiMedia ID="{number}" Type="Image"><ofd:MediaFile>{name.replace("_", ".")}</ofd:MediaFile></ofd:MultiMedia>'
                         for number, name in enumerate(files, 50))
        return self.picture(objects, resources=f'<ofd:MultiMedias>{listed}</ofd:MultiMedias>',
                            **{f'Doc_0/Res/{name.replace("_", ".")}': data for name, data in files.items()})

    @staticmethod
    def image(x, resource, words='', inner='', number=500):
        return (f'<ofd:ImageObject ID="{number}" Boundary="{x} 10 16 16" CTM="16 0 0 16 0 0" ResourceID="{resource}" {words}>{inner}'
                '</ofd:ImageObject>')

    def test_formats_of_archives_are_shown(self):
        halves = Image.new('RGB', (16, 16), RED)
        halves.paste(BLUE, (0, 8, 16, 16))
        bilevel = Image.new('1', (16, 16), 255)
        bilevel.paste(0, (0, 0, 8, 16))
        seen = self.show(self.image(5, 50) + self.image(30, 51) + self.image(55, 52), a_jp2=saved(halves, 'JPEG2000'),
                         b_jb2=jbig2(bilevel), c_gbig2=jbig2(bilevel, None, 2, True))
        for x, y, expected in ((13, 13, RED), (13, 23, BLUE), (34, 18, BLACK), (42, 18, WHITE), (59, 18, BLACK), (67, 18, WHITE)):
            self.assert_color(seen, x, y, expected)
        self.assertEqual(self.ids, [])

    def test_masks_let_the_page_through_where_they_are_black(self):
        below = path(0, 0, color(GREEN), size=100, data=SQUARE.replace('10', '100'))
        mask = Image.new('L', (4, 4), 0)
        mask.paste(255, (0, 0, 4, 2))
        mask.putpixel((3, 3), 128)
        fine = Image.new('1', (64, 64), 255)
        fine.paste(0, (10, 0, 64, 64))
        seen = self.show(below + self.image(5, 50, 'ImageMask="51"') + self.image(30, 50, 'ImageMask="52"') + self.image(55, 50, 'ImageMask="51" Alpha="128"') +
                         self.image(75, 53, 'ImageMask="51"'),
                         a_png=saved(Image.new('RGB', (4, 4), RED), 'PNG'), b_png=saved(mask, 'PNG'), c_jb2=jbig2(fine),
                         d_png=saved(Image.new('RGBA', (4, 4), (*BLUE, 128)), 'PNG'))
        for x, y, expected in ((7, 12, RED), (7, 24, GREEN), (20, 25, (128, 127, 0)),
                               (31, 18, RED), (34, 18, GREEN), (44, 18, GREEN),  # the mask has more pixels than the picture
                               (57, 12, (128, 127, 0)), (57, 24, GREEN), (77, 12, (0, 127, 128)), (77, 24, GREEN)):
            self.assert_color(seen, x, y, expected, 4)
        self.assertEqual(self.ids, [])

    def test_frames_are_drawn_around_images(self):
        frame = '<ofd:Border LineWidth="2" {}><ofd:BorderColor Value="0 0 255"/></ofd:Border>'
        round_corners = 'HorizonalCornerRadius="6" VerticalCornerRadius="6"'
        seen = self.show(self.image(5, 50, '', frame.format('')) + self.image(30, 50, '', frame.format(round_corners)) +
                         self.image(55, 50, '', frame.format('DashPattern="4 4"')) + self.image(80, 50, '', '<ofd:Border LineWidth="2"/>'),
                         a_png=saved(Image.new('RGB', (4, 4), RED), 'PNG'))
        for x, y, expected in ((5, 18, BLUE), (4.3, 9.3, BLUE), (13, 18, RED), (3, 18, WHITE), (30, 18, BLUE), (29.3, 9.3, WHITE),
                               (57, 10, BLUE), (61, 10, RED), (61, 9.5, WHITE), (80, 18, BLACK)):
            self.assert_color(seen, x, y, expected)
        self.assertEqual(self.ids, [])

    def test_masks_that_cannot_be_used_are_said(self):
        seen = self.show(self.image(5, 50, 'ImageMask="404"') + self.image(30, 50, 'ImageMask="51"') + self.image(55, 51, 'ImageMask="50"', number=501),
                         a_png=saved(Image.new('RGB', (4, 4), RED), 'PNG'), b_jb2=jbig2(Image.new('1', (8, 8)))[:-30])
        self.assertEqual(self.ids, ['show/no-resource', 'show/image-lost', 'show/image-lost'])
        self.assertEqual(self.found['objects']['reported'], 1)
        for x, expected in ((13, RED), (38, RED), (63, WHITE)):
            self.assert_color(seen, x, 18, expected)

    def test_damaged_pictures_end_in_a_message_or_a_picture(self):
        made = random.Random(11)
        source = Image.effect_noise((24, 24), 90)
        shown = 0
        for turn in range(20):
            data = bytearray(saved(source, 'JPEG2000') if turn % 2 else jbig2(source.convert('1'), None, turn % 4, turn % 3 == 0))
            for _ in range(made.randint(1, 20)):
                data[made.randrange(20, len(data))] = made.randrange(256)
            self.show(self.image(5, 50), a_jp2=bytes(data))
            self.assertIn(self.ids, ([], ['show/image-lost']))
            shown += not self.ids
        self.assertTrue(0 < shown < 20, shown)


class Seals(ConvertCase):
    def test_a_seal_is_shown_and_not_verified(self):
        picture = Image.new('RGB', (40, 40), RED)
        picture.save(self.folder / 'seal.png')
        png = (self.folder / 'seal.png').read_bytes()

        def der(tag, content):
            size = len(content)
            length = bytes([size]) if size < 128 else bytes([0x80 + (size.bit_length() + 7) // 8]) + size.to_bytes((size.bit_length() + 7) // 8, 'big')
            return bytes([tag]) + length + content
        info = der(0x30, der(0x16, b'PNG') + der(4, png) + der(2, b'\x28') + der(2, b'\x28'))
        value = der(0x30, der(0x30, der(2, b'\x01') + der(0x30, der(0x30, info))) + der(3, b'\0x'))
        signs = f'<ofd:Signatures {SPACE}><ofd:Signature ID="s1" Type="Seal" BaseLoc="S/Signature.xml"/></ofd:Signatures>'
        sign = (f'<ofd:Signature {SPACE}><ofd:SignedInfo><ofd:StampAnnot ID="7" PageRef="1" Boundary="20 20 20 20" Clip="0 0 10 20"/>'
                '</ofd:SignedInfo><ofd:SignedValue>v.dat</ofd:SignedValue></ofd:Signature>')
        seen = self.picture(body='<ofd:Signatures>Doc_0/Signs.xml</ofd:Signatures>',
                            **{'Doc_0/Signs.xml': signs, 'Doc_0/S/Signature.xml': sign, 'Doc_0/S/v.dat': value})
        self.assert_color(seen, 25, 30, RED)
        self.assert_color(seen, 35, 30, WHITE)
        self.assertEqual(self.ids, ['show/seal-not-verified'])
        self.assertEqual(self.found['seals'], 1)


class Hostile(ConvertCase):
    def refused(self, message, source='a.ofd'):
        self.convert('out.pdf', status=BAD_INPUT, source=source)
        self.assertIn(message, self.ids)
        self.assertFalse((self.folder / 'out.pdf').exists())

    def test_other_files_are_refused(self):
        self.write('a.txt', 'x')
        self.refused('show/not-ofd', 'a.txt')
        package(self.folder / 'a.ofd', **{'Doc_0/Document.xml': None})
        self.refused('show/damaged')
        package(self.folder / 'a.ofd', **{'Doc_0/Document.xml': '<ofd:Document'})
        self.refused('show/damaged')
        package(self.folder / 'a.ofd', **{'Encryptions.xml': 'x'})
        self.refused('show/encrypted')
        package(self.folder / 'a.ofd', **{'Doc_0/Document.xml': f'<ofd:Document {SPACE}/>'})
        self.refused('show/no-pages')
        with zipfile.ZipFile(self.folder / 'a.ofd', 'w', zipfile.ZIP_DEFLATED) as made:
            made.writestr('OFD.xml', '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>')
        self.refused('show/damaged')

    def test_a_page_that_is_missing_is_said_and_left_blank(self):
        package(self.folder / 'a.ofd', **{'Doc_0/Page.xml': None})
        self.assertEqual(self.convert('a.pdf')['pages'], 1)
        self.assertIn('show/page-lost', self.ids)

    def test_bombs_end_in_a_message(self):
        cells = path(0, 0, '<ofd:FillColor><ofd:Pattern Width="1" Height="1" XStep="0.0001"><ofd:CellContent>' + path(0, 0) +
                     '</ofd:CellContent></ofd:Pattern></ofd:FillColor>')
        package(self.folder / 'a.ofd', cells + text('甲', code='DeltaX="g 4000000000 1"') + text('乙', code='DeltaX="1e300"') +
                path(0, 0, words='LineWidth="-1" DashPattern="0 0"') + '<ofd:PageBlock>' * 40 + '</ofd:PageBlock>' * 40)
        self.convert('a.pdf')
        self.assertIn('show/unknown-object', self.ids)
        self.assertIn('show/too-deep', self.ids)
        unit = ''.join(f'<ofd:CompositeGraphicUnit ID="{n}" Width="9" Height="9"><ofd:Content>' +
                       f'<ofd:CompositeObject ID="9{n}" Boundary="0 0 9 9" ResourceID="{n + 1}"/>' * 60 +
                       '</ofd:Content></ofd:CompositeGraphicUnit>' for n in range(300, 310))
        package(self.folder / 'a.ofd', '<ofd:CompositeObject ID="1" Boundary="0 0 9 9" ResourceID="300"/>',
                resources=f'<ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits>')
        self.refused('show/too-large')

    def test_damaged_bytes_end_in_a_message_or_a_page(self):
        self.write('a.html', '<!DOCTYPE html><html lang="zh"><title>题</title><p>甲乙丙丁</p></html>')
        self.assertEqual(gongwen('typeset', 'a.html', '-o', 'good.ofd', cwd=self.folder).status, DONE)
        good = zipfile.ZipFile(self.folder / 'good.ofd')
        made = random.Random(7)
        refused = 0
        for turn in range(24):
            with zipfile.ZipFile(self.folder / 'a.ofd', 'w', zipfile.ZIP_DEFLATED) as bad:
                hit = good.namelist()[turn % len(good.namelist())]
                for name in good.namelist():
                    content = bytearray(good.read(name))
                    for _ in range(made.randint(1, 60) if name == hit else 0):
                        content[made.randrange(len(content))] = made.randrange(256)
                    bad.writestr(name, bytes(content))
            result = gongwen('convert', 'a.ofd', '-o', 'a.pdf', cwd=self.folder)
            self.assertIn(result.status, (DONE, BAD_INPUT), result.err)
            self.assertNotIn('show/failed', result.err)
            refused += result.status == BAD_INPUT
        self.assertTrue(0 < refused < 24, refused)


class Calls(ConvertCase):
    def test_formats_and_names(self):
        package(self.folder / 'a.ofd', text('甲乙'))
        for output, start in (('a.pdf', b'%PDF'), ('b-{page}.svg', b'<?xml'), ('b-{page}.png', b'\x89PNG'), ('a.txt', '甲乙\n'.encode())):
            found = self.convert(output)
            self.assertEqual((found['pages'], len(found['files'])), (1, 1))
            self.assertTrue((self.folder / found['files'][0]['path']).read_bytes().startswith(start), output)
        result = gongwen('convert', 'a.ofd', '-o', 'a.docx', cwd=self.folder)
        self.assertEqual(result.status, BAD_USAGE)
        self.assertIn('show/other-format', result.err)
        self.assertEqual(gongwen('convert', 'a.ofd', '-o', 'a.ofd', '--format', 'pdf', cwd=self.folder).status, BAD_USAGE)
        self.assertEqual(gongwen('convert', 'a.ofd', '-o', 's.pdf', '--strict', cwd=self.folder).status, BAD_INPUT)
        self.assertFalse((self.folder / 's.pdf').exists())
        piped = subprocess.run([PROGRAM, 'convert', '-', '-o', '-'], input=(self.folder / 'a.ofd').read_bytes(), capture_output=True,
                               check=True)
        self.assertTrue(piped.stdout.startswith(b'%PDF'))


if __name__ == '__main__':
    unittest.main()
