"""Pages as OFD look as they do in PDF: borders, clips, tints, images, turned pages; and text is where the page has it."""
import time
import unittest

from lxml import etree
from PIL import Image

from harness import DONE, gongwen
from ofd_case import OfdCase
from ofd_reader import N, numbers

MM_OF_PX = 25.4 / 96


class Text(OfdCase):
    def test_a_line_of_300_characters_is_as_wide_as_in_the_page(self):
        for spacing in (0, 0.37, 1 / 3):
            with self.subTest(spacing=spacing):
                document = self.made(f'@page{{size:1500mm 80mm}}p{{letter-spacing:{spacing}px}}', f'<p>{"公" * 300}</p>')
                (text, element), = self.objects(document)
                self.assertEqual(len(text), 300)
                width = document.places(element)[-1][0] - document.places(element)[0][0]
                step = width / 299 / MM_OF_PX
                self.assertAlmostEqual(step, 12 + spacing, delta=1 / 64)  # lengths of the page are in 64ths of px
                # However far, each glyph is near even steps; either end may be 1.5 µm off, and the start rounded.
                for i, (x, _) in enumerate(document.places(element)):
                    self.assertAlmostEqual(x - document.places(element)[0][0], i * width / 299, delta=0.0035)

    def test_dashes_and_variation_selectors_are_objects_by_themselves(self):
        document = self.made('', '<p>甲——乙\u845b\U000e0100丙e\u0301丁</p>')
        self.assertEqual(document.errors(), [])
        texts = [text for text, _ in self.objects(document)]
        self.assertIn('——', texts)
        self.assertIn('e\u0301', texts)
        self.assertTrue(any(text.startswith('\u845b') and len(text) <= 2 for text in texts), texts)

    def test_fonts_have_no_cff_and_the_names_that_systems_know(self):
        document = self.made('i{font:12px "SimHei"}b{font:12px "KaiTi"}u{font:12px "FangSong"}',
                             '<p>宋<i>黑</i><b>楷</b><u>仿</u></p>')
        self.assertFalse(any('CFF ' in font for font in document.fonts.values()))
        names = {one.get('FamilyName') for one in document.xml['Doc_0/PublicRes.xml'].iter(f'{N}Font')}
        self.assertLessEqual({'黑体', '楷体', '仿宋'}, names)

    def test_text_without_glyph_numbers_is_all_in_the_font(self):
        document = self.made('', '<p>“甲”（乙），e\u0301𠀀</p>')
        plain = [(text, element) for text, element in self.objects(document) if element.find(f'{N}CGTransform') is None]
        self.assertTrue(plain)
        for text, element in plain:
            self.assertLessEqual({ord(c) for c in text}, set(document.characters[element.get('Font')]))

    def test_controls_are_dropped(self):
        document = self.made('', '<p>甲&#1;&#31;乙&#x85;</p>')
        self.assertEqual(document.errors(), [])
        self.assertNotRegex(document.text(0), '[\x00-\x09\x0b-\x1f]')
        self.assertIn('乙', document.text(0))


class Drawing(OfdCase):
    def test_borders(self):
        boxes = ''.join(f'<p style="border:{width}px {style} #06c;margin:4px 0">公文</p>'
                        for style in ('solid', 'double', 'dashed', 'dotted') for width in (1, 4))
        self.assert_drawn_as_in_pdf('', boxes)

    def test_turned_text_and_images(self):
        Image.linear_gradient('L').convert('RGB').save(self.folder / 'a.png')
        self.assert_drawn_as_in_pdf('div{position:absolute}.a{transform:rotate(90deg);left:20px;top:60px}'
                                    '.b{transform:rotate(-90deg);left:120px;top:60px}.c{transform:rotate(30deg);left:200px;top:60px}',
                                    ''.join(f'<div class={c}>公文格式<img src=a.png width=50></div>' for c in 'abc'))

    def test_clips(self):
        Image.linear_gradient('L').convert('RGB').save(self.folder / 'a.png')
        self.assert_drawn_as_in_pdf('div{overflow:hidden;width:60px;height:40px;margin:5px}.r{border-radius:15px}p{background:#06c}',
                                    '<div><img src=a.png width=100></div><div><p style="width:200px">甲</p></div>'
                                    '<div class=r><p style="height:90px">圆角</p></div>')

    def test_a_tint_under_text(self):
        self.assert_drawn_as_in_pdf('p{background:rgb(255 0 0/30%);color:rgb(0 0 0/60%)}', '<p>浅色底纹上的公文</p>' * 6)

    def test_strokes_are_within_their_boundary_and_holes_are_holes(self):
        self.write('a.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path fill="#06c" fill-rule="evenodd" '
                            'd="M10 10H90V90H10ZM30 30H70V70H30Z"/><path fill="none" stroke="#c00" stroke-width="6" '
                            'd="M5 5L95 50L5 95"/></svg>')
        document = self.assert_drawn_as_in_pdf('', '<img src=a.svg width=180>')
        strokes = [one for _, one in self.objects(document) if one.get('Stroke') == 'true']
        self.assertTrue(strokes)
        for element in strokes:
            half = float(element.get('LineWidth')) / 2
            _, _, width, height = numbers(element.get('Boundary'))
            places = [float(word) for word in element.findtext(f'{N}AbbreviatedData').split() if word not in 'MLBC']
            self.assertGreaterEqual(min(places), half - 0.002)
            self.assertLessEqual(max(places[::2]), width - half + 0.002)
            self.assertLessEqual(max(places[1::2]), height - half + 0.002)

    def test_gradients_have_the_mean_color(self):
        self.write('a.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><linearGradient id="g"><stop stop-color="#000"/>'
                            '<stop offset="1" stop-color="#fff"/></linearGradient><rect width="100" height="100" fill="url(#g)"/></svg>')
        document = self.made('', '<img src=a.svg width=180>')
        color = next(one for _, element in self.objects(document) for one in element.iter(f'{N}FillColor') if len(one))
        self.assertTrue(all(abs(value - 127) < 3 for value in numbers(color.get('Value'))), color.get('Value'))

    def test_images_of_each_kind(self):
        gray = Image.linear_gradient('L').resize((40, 40))
        color = Image.merge('RGB', (gray, gray.rotate(90), gray.rotate(180)))
        alpha = color.copy()
        alpha.putalpha(gray)
        turned = Image.Exif()
        turned[0x112] = 6
        for name, picture, words in (('alpha.png', alpha, {}), ('palette.png', color.quantize(16), {}),
                                     ('deep.png', gray.convert('I;16'), {}), ('gray.png', gray, {}),
                                     ('rgb.jpg', color, {}), ('gray.jpg', gray, {}), ('cmyk.jpg', color.convert('CMYK'), {}),
                                     ('turned.jpg', color, {'exif': turned})):
            with self.subTest(name=name):
                picture.save(self.folder / name, **words)
                self.assert_drawn_as_in_pdf('', f'<p>图<img src={name} width=150></p>')

    def test_tiles_are_images_up_to_a_limit(self):
        Image.new('RGB', (10, 10), (0, 90, 200)).save(self.folder / 'a.png')
        for side, count in ((10, 1), (100, 100), (200, 400)):
            with self.subTest(count=count):
                document = self.made(f'div{{background:url(a.png) 0 0/10px 10px;width:{side}px;height:{side}px}}', '<div></div>')
                self.assertEqual(len(list(document.xml[document.pages[0]].iter(f'{N}ImageObject'))), count)


class Pages(OfdCase):
    def test_a_link_over_two_lines_is_two_areas(self):
        document = self.made('p{width:60px}', '<h1 id=a>题</h1><p><a href="#a">见本通知的标题</a></p>')
        self.assertEqual(document.errors(), [])
        annotations = document.xml['Doc_0/Annots/Page_0/Annotation.xml']
        self.assertGreaterEqual(len(annotations.findall(f'{N}Annot')), 2)

    def test_the_outline_has_levels_and_titles_with_markup(self):
        document = self.made('', '<h1>一 &lt;甲&gt; &amp; <em>乙</em></h1><h2>二</h2><h1>三</h1>')
        outer = document.document.findall(f'{N}Outlines/{N}OutlineElem')
        self.assertEqual([one.get('Title') for one in outer], ['一 <甲> & 乙', '三'])
        self.assertEqual([one.get('Title') for one in outer[0].findall(f'{N}OutlineElem')], ['二'])

    def test_a_landscape_annex_and_a_blank_page(self):
        document = self.made('@page wide{size:80mm 60mm}.w{page:wide}.b{break-before:page}',
                             '<p>甲</p><p class=b></p><p class=w>乙</p>')
        self.assertEqual(document.errors(), [])
        boxes = [numbers(document.xml[page].findtext(f'.//{N}PhysicalBox'))[2:] for page in document.pages]
        self.assertEqual(boxes[0], [100, 80])
        self.assertEqual(boxes[-1], [80, 60])
        blank = [page for page in range(len(document.pages)) if not self.objects(document, page)]
        self.assertTrue(blank)
        self.assertTrue(all(document.draw(page, 20) for page in blank))

    def test_time_is_linear_in_pages(self):
        def seconds(pages):
            self.write('a.html', '<title>t</title><style>p{break-after:page}</style>' + '<p>公文内容</p>' * pages)
            start = time.monotonic()
            self.assertEqual(gongwen('typeset', 'a.html', '-o', 'a.ofd', cwd=self.folder).status, DONE)
            return time.monotonic() - start
        fifty, five_hundred = min(seconds(50) for _ in range(2)), seconds(500)
        self.assertLess(five_hundred, 15 * fifty + 1)

    def test_the_structure_has_the_spans_of_tables(self):
        document = self.made('', '<table><tr><th colspan=2 scope=col>甲<td rowspan=2>乙<tr><td>丙<td>丁</table>')
        tags = document.xml['Doc_0/Tags/Tag_Structure.xml']
        spans = [(one.get('ColSpan'), one.get('RowSpan')) for one in tags.iter() if etree.QName(one).localname in ('TH', 'TD')]
        self.assertEqual(spans, [('2', None), (None, '2'), (None, None), (None, None)])

    def test_values_of_forms_are_drawn(self):
        document = self.made('', '<p>名称<input type=text name=a value="某某协会"></p>')
        self.assertIn('某某协会', ''.join(text for text, _ in self.objects(document)))


if __name__ == '__main__':
    unittest.main()
