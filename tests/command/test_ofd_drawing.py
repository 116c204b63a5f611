"""Pages as OFD look as they do in PDF: borders, clips, tints, images, turned pages; and text is where the page has it."""
import re
import resource
import subprocess
import unittest

from lxml import etree
from PIL import Image

import needs
from harness import DONE, PROGRAM, ROOT, gongwen
from ofd_case import OfdCase
from ofd_reader import FONT_TABLES, Document, N, numbers

MM_OF_PX = 25.4 / 96


class Text(OfdCase):
    def test_14_a_line_of_300_characters_is_as_wide_as_in_the_page(self):
        for spacing in (0, 0.37, 1 / 3):
            with self.subTest(spacing=spacing):
                document = self.made(f'@page{{size:1500mm 80mm}}p{{letter-spacing:{spacing}px}}', f'<p>{"公" * 300}</p>')
                (text, element), = self.objects(document)
                self.assertEqual(len(text), 300)
                width = document.places(element)[-1][0] - document.places(element)[0][0]
                step = width / 299 / MM_OF_PX
                self.assertAlmostEqual(step, 12 + spacing, delta=1 / 64)  # lengths of the page are in 64ths of px
                # However far, each glyph is near even steps; each may be 5 µm off, the ends 1.5, and the start rounded.
                for i, (x, _) in enumerate(document.places(element)):
                    self.assertAlmostEqual(x - document.places(element)[0][0], i * width / 299, delta=0.007)

    def test_15_16_17_clusters_are_objects_by_themselves(self):
        """With as many characters stated as there are units of UTF-16, and as many glyphs as are drawn."""
        alone = ('——', '𠀀', '\u845b\U000e0100', 'e\u0301', '\u3099')
        document = self.made('', '<p>甲' + '乙'.join(alone) + '丁</p>')
        self.assertEqual(document.errors(), [])
        objects = dict(self.objects(document))
        for text in alone:
            with self.subTest(text=text):
                self.assertIn(text, objects)
                stated = objects[text].find(f'{N}CGTransform')
                if stated is None:
                    self.assertEqual(len(text), len(document.glyph_numbers(objects[text])))
                    continue
                self.assertEqual(int(stated.get('CodeCount')), len(text.encode('utf-16-le')) // 2)
                self.assertEqual(int(stated.get('GlyphCount')), len(stated.findtext(f'{N}Glyphs').split()))
        self.assertEqual(''.join(text for text, _ in self.objects(document)), '甲' + '乙'.join(alone) + '丁')
        # A mark that is drawn by itself has a box around its ink.
        self.assert_drawn_as_in_pdf('p{font-size:60px;line-height:70px}', '<p>か\u3099は\u309a国</p>' * 3)

    def test_12_fonts_have_the_names_that_systems_know(self):
        wanted = {'SimSun': '宋体', 'SimHei': '黑体', 'KaiTi': '楷体', 'FangSong': '仿宋', '仿宋_GB2312': '仿宋',
                  '小标宋': '方正小标宋简体', 'FZXiaoBiaoSong-B05': '方正小标宋简体', 'Times New Roman': 'Times New Roman'}
        for family, name in wanted.items():
            with self.subTest(family=family):
                document = self.made(f'p{{font:normal 12px "{family}"}}', '<p>A</p>' if family.startswith('Times') else '<p>公</p>')
                self.assertEqual([one.get('FamilyName') for one in self.fonts(document)], [name])

    def fonts(self, document):
        return list(document.xml['Doc_0/PublicRes.xml'].iter(f'{N}Font'))

    def test_12_families_that_share_a_face_are_fonts_that_share_a_file(self):
        """Bold 宋体 draws 小标宋, which is the only face of its family; marks of 仿宋 and rare characters of all come from
        other faces."""
        body = ('<h1>标题</h1><p class=s><b>粗宋</b></p><p class=f>仿宋※</p><p class=s>宋※</p><h1>\u3ada</h1>'
                '<p class=s><svg width=60 height=20><text y=15 font-family="小标宋" font-size=12>图中</text></svg></p>'
                '<p class=l><span></span></p>')
        document = self.made('h1{font:normal 16px/20px 小标宋;margin:0}.s{font-family:SimSun}.f{font-family:FangSong}'
                             '.l{font-family:小标宋}.l span::before{content:leader("…")}', body)
        self.assertEqual(document.errors(), [])
        fonts = {one.get('ID'): one for one in self.fonts(document)}
        families = [(text, fonts[element.get('Font')].get('FamilyName')) for text, element in self.objects(document)]
        self.assertEqual(families[:-1], [('标题', '方正小标宋简体'), ('粗宋', '宋体'), ('仿宋', '仿宋'), ('※', '仿宋'), ('宋※', '宋体'),
                                         ('\u3ada', '方正小标宋简体'), ('图中', '方正小标宋简体')])
        self.assertEqual(families[-1][1], '方正小标宋简体')
        keys = {text: fonts[element.get('Font')] for text, element in self.objects(document)}
        self.assertEqual(keys['标题'].findtext(f'{N}FontFile'), keys['粗宋'].findtext(f'{N}FontFile'))
        self.assertEqual((keys['标题'].get('Bold'), keys['粗宋'].get('Bold')), (None, 'true'))
        self.assertEqual(len({(one.get('FamilyName'), one.findtext(f'{N}FontFile')) for one in fonts.values()}), len(fonts))

    def test_11_faces_with_cff_are_embedded_with_outlines_that_readers_draw(self):
        """Both ways of numbering glyphs; the text stays text, and looks as in the PDF."""
        for name in ('named', 'numbered'):
            with self.subTest(face=name):
                (self.folder / 'own.otf').write_bytes((ROOT / f'tests/text/faces_cff/{name}.otf').read_bytes())
                document = self.assert_drawn_as_in_pdf('@font-face{font-family:own;src:url(own.otf)}p{font:20px/24px own}',
                                                       '<p>AB国AB国</p><p>一二</p>')
                self.assertNotIn('ofd/', self.err)
                self.assertEqual([text for text, _ in self.objects(document)], ['AB国AB国', '一二'])
                font, = document.fonts.values()
                self.assertLessEqual(FONT_TABLES, set(font.keys()))
                self.assertNotIn('CFF ', font)

    def test_10_text_without_glyph_numbers_is_all_in_the_font(self):
        document = self.made('', '<p>“甲”（乙），e\u0301𠀀</p>')
        plain = [(text, element) for text, element in self.objects(document) if element.find(f'{N}CGTransform') is None]
        self.assertTrue(plain)
        for text, element in plain:
            self.assertLessEqual({ord(c) for c in text}, set(document.characters[element.get('Font')]))

    def test_20_characters_of_xml_are_in_all_values(self):
        value = '甲&<乙>"丙\''
        escaped = '甲&amp;&lt;乙&gt;&quot;丙\''
        self.write('a.html', f'<html lang=zh><title>{escaped}</title><meta name=author content="{escaped}">'
                             f'<meta name=keywords content="{escaped}"><meta name=document-number content="{escaped}">'
                             f'<h1 id="a">{escaped}</h1><p><a href="#a" title="{escaped}">{escaped}</a></p>'
                             f'<table><tr><td><img alt="{escaped}" src=a.png></table>')
        Image.new('RGB', (4, 4)).save(self.folder / 'a.png')
        self.assertEqual(gongwen('typeset', 'a.html', '-o', 'a.ofd', cwd=self.folder).status, DONE)
        document = Document(self.folder / 'a.ofd')
        self.assertEqual(document.errors(), [])
        for name in ('Title', 'Author', 'Keyword', 'CustomData'):
            self.assertEqual(document.root.findtext(f'.//{N}{name}'), value, name)
        self.assertEqual(document.document.find(f'.//{N}OutlineElem').get('Title'), value)
        self.assertEqual(''.join(document.text(0).split()), value * 2)
        self.assertIn(value, document.xml['Doc_0/Tags/Tag_Structure.xml'].xpath('//@Alt'))

    def test_20_controls_are_dropped(self):
        document = self.made('', '<p>甲&#1;&#31;乙&#x85;</p>')
        self.assertEqual(document.errors(), [])
        self.assertNotRegex(document.text(0), '[\x00-\x09\x0b-\x1f]')
        self.assertIn('乙', document.text(0))


class Drawing(OfdCase):
    def test_24_borders(self):
        boxes = ''.join(f'<p style="border:{width}px {style} #06c;margin:4px 0">公文</p>'
                        for style in ('solid', 'double', 'dashed', 'dotted') for width in (1, 4))
        self.assert_drawn_as_in_pdf('', boxes)

    def test_26_turned_text_and_images(self):
        Image.linear_gradient('L').convert('RGB').save(self.folder / 'a.png')
        self.assert_drawn_as_in_pdf('div{position:absolute}.a{transform:rotate(90deg);left:20px;top:60px}'
                                    '.b{transform:rotate(-90deg);left:120px;top:60px}.c{transform:rotate(30deg);left:200px;top:60px}',
                                    ''.join(f'<div class={c}>公文格式<img src=a.png width=50></div>' for c in 'abc'))

    def test_26_letters_of_columns_lean_and_columns_do_not(self):
        document = self.assert_drawn_as_in_pdf('p{writing-mode:vertical-rl;height:210px;font:oblique 20px/30px "Noto Serif CJK SC"}',
                                               '<p>直排的公文格式，斜体 2026 年</p>')
        tops = [numbers(element.get('Boundary'))[0] for text, element in self.objects(document) if text in '直排的公文格式']
        self.assertEqual(len(tops), 7)
        self.assertLess(max(tops) - min(tops), 0.1)

    def test_28_translucent_groups_are_whole_where_they_are_reduced_or_turned(self):
        words = '半透明的公文格式' * 5
        self.assert_drawn_as_in_pdf('.s{transform:scale(.45);transform-origin:0 0;width:640px;height:90px}p{opacity:.9;white-space:nowrap;background:#036;color:#fff}'
                                    '.t{transform:rotate(-90deg);transform-origin:0 0;margin-top:170px;width:200px}.t p{opacity:1}',
                                    f'<div class=s><p>{words}</p><p style="opacity:.8"><b style="opacity:.7">{words}</b></p></div>'
                                    f'<div class=t style="opacity:.5"><p>{words[:16]}</p></div>')

    def test_27_clips(self):
        Image.linear_gradient('L').convert('RGB').save(self.folder / 'a.png')
        self.assert_drawn_as_in_pdf('div{overflow:hidden;width:60px;height:40px;margin:5px}.r{border-radius:15px}p{background:#06c}',
                                    '<div><img src=a.png width=100></div><div><p style="width:200px">甲</p></div>'
                                    '<div class=r><p style="height:90px">圆角</p></div>')

    def test_28_a_tint_under_text(self):
        """No reader honours the alpha of areas: what is under text has the color that is seen, and none."""
        document = self.assert_drawn_as_in_pdf('p{background:rgb(255 0 0/30%);color:rgb(0 0 0/60%)}', '<p>浅色底纹上的公文</p>' * 6)
        tints = [one for _, element in self.objects(document) if element.tag == f'{N}PathObject' for one in element.iter(f'{N}FillColor')]
        self.assertTrue(tints)
        for tint in tints:
            self.assertIsNone(tint.get('Alpha'))
            self.assertEqual(tint.get('Value'), '255 178 178')

    def test_25_holes_are_holes_in_readers_without_the_even_odd_rule(self):
        """Most ignore the rule: without it the picture is the same, and around a place in the hole nothing winds."""
        self.write('a.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path fill="#06c" fill-rule="evenodd" '
                            'd="M10 10H90V90H10ZM30 30H70V70H30ZM40 40V60H60V40Z"/><path fill="#c00" fill-rule="evenodd" '
                            'd="M50 5A20 20 0 1 1 49.9 5ZM50 12A12 12 0 1 1 49.9 12Z"/></svg>')
        document = self.assert_drawn_as_in_pdf('', '<img src=a.svg width=180>')
        ruled = [element for _, element in self.objects(document) if element.get('Rule')]
        self.assertEqual(len(ruled), 2)
        for element in ruled:
            del element.attrib['Rule']
        self.assert_same_picture(document, self.folder)

    def test_23_strokes_are_within_their_boundary_and_holes_are_holes(self):
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

    def test_30_axes_of_gradients_are_at_a_right_angle_to_their_colors(self):
        """In a box of unlike sides, the axis from corner to corner is not at a right angle to its colours, which the page draws."""
        document = self.made('', '<svg viewBox="0 0 100 100" width="100" height="100"><title>渐变</title><linearGradient id="g" x2="1" y2="1">'
                                 '<stop stop-color="#000"/><stop offset="1" stop-color="#fff"/></linearGradient>'
                                 '<rect width="80" height="20" fill="url(#g)"/></svg>')
        shade = next(one for _, element in self.objects(document) for one in element.iter(f'{N}AxialShd'))
        start, end = numbers(shade.get('StartPoint')), numbers(shade.get('EndPoint'))
        px = 25.4 / 96
        # The colours go on by 1/160 for each px across and by 1/40 for each px down: 160 / 17 and 640 / 17 px.
        self.assertAlmostEqual((end[0] - start[0]) / px, 9.41, delta=0.02)
        self.assertAlmostEqual((end[1] - start[1]) / px, 37.65, delta=0.02)

    def test_31_gradients_have_the_mean_color(self):
        for kind, element_name in (('linearGradient', 'AxialShd'), ('radialGradient', 'RadialShd')):
            with self.subTest(kind=kind):
                self.write('a.svg', f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><{kind} id="g"><stop stop-color="#000"/>'
                                    f'<stop offset="1" stop-color="#fff"/></{kind}><rect width="100" height="100" fill="url(#g)"/></svg>')
                document = self.made('', '<img src=a.svg width=180>')
                self.assertEqual(document.errors(), [])
                color = next(one for _, element in self.objects(document) for one in element.iter(f'{N}FillColor') if len(one))
                self.assertTrue(all(abs(value - 127) < 3 for value in numbers(color.get('Value'))), color.get('Value'))
                segments = color.findall(f'{N}{element_name}/{N}Segment')
                self.assertEqual([(one.get('Position'), one.find(f'{N}Color').get('Value')) for one in segments], [('0', '0 0 0'), ('1', '255 255 255')])

    def test_29_images_of_each_kind(self):
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

    def images_of(self, document):
        return list(document.xml[document.pages[0]].iter(f'{N}ImageObject'))

    def test_30_tiles_are_images_up_to_a_limit(self):
        gray = Image.linear_gradient('L').resize((10, 10))
        Image.merge('RGB', (gray, gray.rotate(90), gray.rotate(180))).save(self.folder / 'a.png')
        for width, height, count in ((10, 10, 1), (100, 100, 100), (200, 100, 200), (280, 200, 560)):
            with self.subTest(count=count):
                drawn = self.assert_drawn_as_in_pdf if count > 10 else self.made
                document = drawn(f'div{{background:url(a.png) 0 0/10px 10px;width:{width}px;height:{height}px}}', '<div></div>')
                self.assertEqual(len(self.images_of(document)), count)
                self.assertEqual(len(document.media), 1)

    def test_30_tiles_beyond_the_limit_are_one_picture(self):
        """With gaps and alpha, cut off at the edges, of images with more pixels than are seen; the same on each page is there
        once."""
        gray = Image.linear_gradient('L').resize((6, 6))
        picture = Image.merge('RGBA', (gray, gray.rotate(90), gray.rotate(180), gray.point(lambda value: 128 + value // 2)))
        for name, size, place in (('dots', '3px 3px', '0 0'), ('moved', '3px 3px', '1.5px -1px'), ('fine', '4px 4px', '0 0'), ('gaps', '3px 3px', '0 0')):
            with self.subTest(name=name):
                (picture.resize((160, 160)) if name == 'fine' else picture).save(self.folder / 'a.png')
                space = ';background-repeat:space' if name == 'gaps' else ''
                document = self.assert_drawn_as_in_pdf(f'div{{background:url(a.png) {place}/{size}{space};width:281px;height:203px;break-after:page}}', '<div></div>' * 2)
                self.assertEqual(len(document.pages), 2)
                self.assertEqual(len(self.images_of(document)), 1)
                self.assertEqual(len(document.media), 1)
                self.assertNotIn('ofd/many-tiles', self.err)

    @needs.time
    def test_30_drawings_beyond_the_limit_are_an_object_for_each_shape(self):
        self.write('a.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path fill="#06c" d="M1 1H5V5H1Z"/>'
                            '<circle cx="7" cy="7" r="2" fill="#c60"/><path fill="none" stroke="#000" stroke-width=".5" d="M1 9L5 6"/></svg>')
        document = self.assert_drawn_as_in_pdf('div{background:url(a.svg) 0 0/4px 4px;width:281px;height:203px}', '<div></div>')
        self.assertEqual(len(self.objects(document)), 3)
        self.write('a.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g opacity=".5"><path d="M1 1H5V5H1Z"/>'
                            '<path d="M3 3H9V9H3Z"/></g></svg>')
        self.made('div{background:url(a.svg) 0 0/4px 4px;width:281px;height:203px}', '<div></div>')
        self.assertRegex(self.err, r'ofd/many-tiles.*\n *--> a\.html:1:')


class Pages(OfdCase):
    def test_32_a_link_over_two_lines_is_two_areas(self):
        document = self.made('p{width:60px}', '<h1 id=a>题</h1><p><a href="#a">见本通知的标题</a></p>')
        self.assertEqual(document.errors(), [])
        annotations = document.xml['Doc_0/Annots/Page_0/Annotation.xml']
        self.assertGreaterEqual(len(annotations.findall(f'{N}Annot')), 2)

    def test_33_the_outline_has_levels_closed_ones_and_titles_with_markup(self):
        document = self.made('.c{bookmark-state:closed}', '<h1 class=c>一 &lt;甲&gt; &amp; <em>乙</em></h1><h2>二</h2><h1>三</h1><h2>四</h2><h3>五</h3>')
        elements = {one.get('Title'): one for one in document.document.iter(f'{N}OutlineElem')}
        self.assertEqual({title: one.get('Expanded') for title, one in elements.items()},
                         {'一 <甲> & 乙': 'false', '二': None, '三': None, '四': None, '五': None})
        self.assertIs(elements['五'].getparent(), elements['四'])
        pages = {one.get('ID') for one in document.document.iter(f'{N}Page')}
        for one in elements.values():
            self.assertIn(one.find(f'{N}Actions//{N}Dest').get('PageID'), pages)
        outer = document.document.findall(f'{N}Outlines/{N}OutlineElem')
        self.assertEqual([one.get('Title') for one in outer], ['一 <甲> & 乙', '三'])

    def test_34_35_a_landscape_annex_and_a_blank_page(self):
        document = self.made('@page wide{size:80mm 60mm}.w{page:wide}.b{break-before:page}',
                             '<p>甲</p><p class=b></p><p class=w>乙</p>')
        self.assertEqual(document.errors(), [])
        boxes = [numbers(document.xml[page].findtext(f'.//{N}PhysicalBox'))[2:] for page in document.pages]
        self.assertEqual(boxes[0], [100, 80])
        self.assertEqual(boxes[-1], [80, 60])
        blank = [page for page in range(len(document.pages)) if not self.objects(document, page)]
        self.assertTrue(blank)
        self.assertTrue(all(document.draw(page, 20) for page in blank))

    def test_36_one_page_and_500_pages_in_linear_time_and_room(self):
        """Processor time of a page, and memory beside that of the PDF of the same pages."""
        words = ''.join(path.read_text('utf-8') for path in sorted((ROOT / 'docs').glob('*.zh.md')))
        sentences = [one for one in re.findall(r'[\u4e00-\u9fff、，]{12,}[。；]', words)]

        def costs(pages, ending):
            body = ''.join(f'<p>{"".join(sentences[(page * 37 + i * 11) % len(sentences)] for i in range(42))}</p>' for page in range(pages))
            self.write('a.html', f'<html lang=zh><title>t</title><style>p{{break-after:page;text-align:justify}}</style>{body}')
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            peak = self.folder / 'peak'
            subprocess.run(['/usr/bin/time', '-o', peak, '-f', '%M', PROGRAM, 'typeset', 'a.html', '-o', f'a.{ending}'], cwd=self.folder,
                           check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, int(peak.read_text().split()[-1])
        one = min(costs(1, 'ofd')[0] for _ in range(3))
        document = Document(self.folder / 'a.ofd')
        self.assertEqual((len(document.pages), document.errors()), (1, []))
        hundred = min(costs(100, 'ofd')[0] for _ in range(3))
        costs_of = {ending: min(costs(500, ending) for _ in range(3)) for ending in ('pdf', 'ofd')}
        self.assertLess((costs_of['ofd'][0] - one) / 500, 1.5 * (hundred - one) / 100)
        self.assertLess(costs_of['ofd'][1], 1.25 * costs_of['pdf'][1])
        document = Document(self.folder / 'a.ofd')
        self.assertEqual((len(document.pages), document.errors()), (500, []))
        # Fonts, which make short documents about as large, are no longer most of the file (bench/ofd).
        self.assertLess((self.folder / 'a.ofd').stat().st_size, 1.6 * (self.folder / 'a.pdf').stat().st_size)

    def test_39_the_structure_has_the_spans_of_tables(self):
        document = self.made('', '<table><tr><th colspan=2 scope=col>甲<td rowspan=2>乙<tr><td>丙<td>丁</table>')
        tags = document.xml['Doc_0/Tags/Tag_Structure.xml']
        spans = [(one.get('ColSpan'), one.get('RowSpan')) for one in tags.iter() if etree.QName(one).localname in ('TH', 'TD')]
        self.assertEqual(spans, [('2', None), (None, '2'), (None, None), (None, None)])

    def test_41_values_of_forms_are_drawn(self):
        document = self.made('', '<p>名称<input type=text name=a value="某某协会"></p>')
        self.assertIn('某某协会', ''.join(text for text, _ in self.objects(document)))


if __name__ == '__main__':
    unittest.main()
