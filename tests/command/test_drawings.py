"""Drawings that pages hold: in templates, with style sheets, for readers who do not see them, and what is refused."""
import re
import shutil
import unittest

from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen
from samples import output_of

EXAMPLE = ROOT / 'docs/examples/drawing-bundle'
PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>图</title><style>{}</style></head><body>{}</body></html>'


class Pages(CommandTest):
    """The file of one page, with what was said of it."""

    def typeset(self, body, styles='', name='a.svg', *options):
        (self.folder / 'a.html').write_text(PAGE.format(styles, body), 'utf-8')
        return gongwen('typeset', 'a.html', '-o', name, '--error-format', 'json', *options, cwd=self.folder)

    def drawn(self, body, styles=''):
        result = self.typeset(body, styles)
        self.assertEqual(result.status, DONE, result.err)
        return (self.folder / 'a.svg').read_text('utf-8')

    def test_style_sheets_decide_over_attributes(self):
        page = self.drawn('<div class="red"><svg width="20" height="20"><rect class="a" width="5" height="5" fill="#000001"/>'
                          '<rect width="5" height="5" fill="#000002"/><rect width="5" height="5" style="fill:var(--own)"/>'
                          '<circle r="3"/></svg></div>',
                          '.red { fill: #000003; --own: #000004 } svg > .a { fill: #000005 }')
        self.assertEqual(re.findall(r'fill="(#00000\d)"', page), ['#000005', '#000002', '#000004', '#000003'])

    def corner(self, styles, attributes=''):
        """Where the corner of a rectangle of 4 by 2 comes to lie in a drawing of 40 by 20."""
        page = self.drawn('<svg width="40" height="20" viewBox="0 0 40 20"><rect width="4" height="2" fill="#000001" '
                          f'{attributes}/></svg>', 'rect { %s }' % styles)
        [corner] = re.findall(r'fill="#000001"[^>]* d="M([^L]*)L', page)
        return corner

    def test_style_sheets_decide_over_the_attribute_transform(self):
        attribute = 'transform="translate(10 0)"'
        self.assertEqual(self.corner('', attribute), '10 0')
        self.assertEqual(self.corner('transform: none', attribute), '0 0')
        self.assertEqual(self.corner('transform: translate(3px)', attribute), '3 0')
        self.assertEqual(self.corner('rotate: 0deg', attribute), '10 0')

    def test_parts_of_drawings_that_html_knows_are_transformed(self):
        for part in ('<a href="https://example.org" {}>{}</a>', '<svg {}>{}</svg>', '<g><a><g {}>{}</g></a></g>'):
            inside = part.format('transform="translate(10 0)"', '<rect width="4" height="2" fill="#000001"/>')
            page = self.drawn(f'<svg width="40" height="20" viewBox="0 0 40 20">{inside}</svg>')
            self.assertEqual(re.findall(r'fill="#000001"[^>]* d="M([^L]*)L', page), ['10 0'], part)

    def test_lengths_of_transforms_are_calculated(self):
        self.assertEqual(self.corner('translate: calc((1px + 2px) - (5% - 1px)) 0'), '2 0')
        self.assertEqual(self.corner('translate: max(10px, 5%) min(10px, 5%)'), '10 1')
        self.assertEqual(self.corner('translate: calc(1px + 5%)'), '3 0')
        self.assertEqual(self.corner('transform: translate(min(3px, 50%), clamp(1px, 10%, 5px))'), '3 2')
        self.assertEqual(self.corner('transform: scale(-1); transform-origin: max(10px, 5%) calc(10% + 1px)'), '20 6')
        self.assertEqual(self.corner('scale: 2 3; translate: 1px 2px; rotate: 0deg'), '1 2')

    def test_messages_about_drawings_have_their_place(self):
        result = self.typeset('<svg width="20" height="20"><rect/>\n<rect mask="url(#a)" width="5" height="5"/></svg>')
        [found] = [each for each in result.diagnostics() if each['id'] == 'images/svg-unsupported']
        self.assertEqual(found['line'], 2)

    def test_what_is_used_inherits_where_it_is_used(self):
        page = self.drawn('<svg width="20" height="20"><defs><g id="m"><circle r="2"/></g></defs><use href="#m" fill="#000001"/>'
                          '<use xlink:href="#m" class="b"/></svg>', '.b { fill: #000002 }')
        self.assertEqual(re.findall(r'fill="(#00000\d)"', page), ['#000001', '#000002'])

    def test_names_of_any_case_and_plain_text_of_xml(self):
        page = self.drawn('<SVG viewbox="0 0 10 10" WIDTH=20><style><![CDATA[ .a { fill: #000001 } ]]></style>'
                          '<linearGradient id=g><stop stop-color=red /></linearGradient><rect class=a width=5 height=5 />'
                          '<text y=5><![CDATA[甲<乙]]></text></SVG>')
        self.assertIn('<path fill="#000001" d="M0 0L5 0L5 5L0 5Z"/>', page)
        self.assertEqual(re.findall(r'<text[^>]*>([^<]*)', page), ['甲', '&lt;', '乙'])
        self.assertIn('transform="matrix(2 0 0 2', page)  # by WIDTH and viewbox

    def test_html_ends_a_drawing(self):
        result = self.typeset('<p>甲<svg width="20" height="20"><rect width="5" height="5"/><b>乙</b>丙</p>', '', 'a.pdf')
        self.assertIn('dom/misplaced', [message['id'] for message in result.diagnostics()])
        self.assertIn('甲乙丙', output_of('pdftotext', self.folder / 'a.pdf', '-').replace('\n', ''))

    def test_text_stays_text(self):
        body = ('<svg viewBox="0 0 20 10" width="200"><rect width="20" height="10" fill="silver"/><g opacity=".5" '
                'transform="rotate(10)"><text x="1" y="5" font-size="3">甲office</text></g><rect width="2" height="2"/>'
                '<text x="1" y="9" font-size="3" fill="none" stroke="red" stroke-width=".1">乙</text></svg>')
        self.assertEqual(self.typeset(body, '', 'a.pdf').status, DONE)
        text = output_of('pdftotext', self.folder / 'a.pdf', '-')
        self.assertEqual(text.split(), ['甲office'])
        page = self.drawn(body)
        self.assertIn('甲office', ''.join(re.findall(r'<t(?:ext|span)[^>]*>([^<]*)', page)))
        self.assertEqual(self.typeset(body, '', 'a.png').status, DONE)

    def test_text_on_a_path_stays_text_and_what_has_no_room_is_told(self):
        body = ('<svg viewBox="0 0 100 40" width="100"><path id="p" d="M0 20H{}" fill="none"/><text font-size="4">'
                '<textPath href="#p" {}>甲乙office</textPath></text></svg>')
        self.assertEqual(self.typeset(body.format(90, 'startOffset="50%" text-anchor="middle"'), '', 'a.pdf').diagnostics(), [])
        self.assertIn('甲乙office', output_of('pdftotext', self.folder / 'a.pdf', '-'))
        left = self.typeset(body.format(9, ''), '', 'a.pdf').diagnostics()
        self.assertIn('ffice', left[0]['message'])

    def test_style_sheets_set_markers(self):
        body = '<svg width="40" height="20"><marker id="m"><path d="M0 0L2 0L2 2z" fill="#000009"/></marker><line class="a" x2="9" stroke="red"/></svg>'
        self.assertEqual(self.drawn(body, '.a { marker-end: url(#m) }').count('#000009'), 1)
        self.assertEqual(self.drawn(body, 'svg { marker: url(#m) }').count('#000009'), 2)

    def shades(self, file):
        """Gray values in the middle of four strips of 50 px, from left to right. A picture is shown by a page."""
        if file.endswith('.png'):
            (self.folder / 'shown.html').write_text(PAGE.format('@page { size: 200px 100px; margin: 0 } body, img { margin: 0; display: block }',
                                                                f'<img src="{file}" alt="" width="200" height="100">'), 'utf-8')
            self.assertEqual(gongwen('typeset', 'shown.html', '-o', 'shown.pdf', cwd=self.folder).status, DONE)
            file = 'shown.pdf'
        output_of('pdftoppm', '-r', '96', '-singlefile', '-gray', self.folder / file, self.folder / 'p')
        kind, width, _, rest = (self.folder / 'p.pgm').read_bytes().split(maxsplit=3)
        self.assertEqual(kind, b'P5')
        rows = rest.split(b'\n', 1)[1]
        return [rows[50 * int(width) + 25 + 50 * strip] for strip in range(4)]

    def test_masks_show_what_they_are_light_in(self):
        body = ('<svg viewBox="0 0 200 100" width="200" height="100"><linearGradient id="g"><stop stop-color="white"/><stop offset="1" stop-color="black"/>'
                '</linearGradient><mask id="m">{}</mask><g mask="url(#m)" {}><rect width="120" height="100"/><rect x="100" width="100" height="100"/></g>{}</svg>')
        styles = '@page { size: 200px 100px; margin: 0 } body, svg { margin: 0; display: block }'
        steps = ''.join(f'<rect x="{50 * i}" width="50" height="100" fill="{fill}"/>' for i, fill in enumerate(('white', '#808080', 'black', 'lime')))
        for name, mask, group, beside, expected in (
                ('steps', steps, '', '', (0, 127, 255, 72)),
                ('fade', '<rect width="200" height="100" fill="url(#g)"/>', '', '', (32, 96, 159, 223)),
                ('half', '<rect width="200" height="100" fill="url(#g)"/>', 'opacity=".5"', '', (143, 175, 207, 239)),
                ('beside', steps, '', '<text y="95" font-size="4">甲</text>', (0, 127, 255, 72)),
                ('within', steps, '', '<mask id="n"><g mask="url(#m)"><rect width="200" height="100" fill="white"/></g></mask>'
                 '<rect mask="url(#n)" y="0" width="200" height="100"/>', (0, 63, 255, 20))):
            with self.subTest(name):
                for file in ('a.pdf', 'a.png'):
                    result = self.typeset(body.format(mask, group, beside), styles, file)
                    self.assertEqual((result.status, result.diagnostics()), (DONE, []), result.err)
                    for found, wanted in zip(self.shades(file), expected):
                        self.assertAlmostEqual(found, wanted, delta=13, msg=f'{file} {self.shades(file)}')
        page = self.drawn(body.format(steps, '', ''), styles)
        self.assertEqual(page.count('<mask '), 1)
        # By style sheets, too; measured by the shape itself.
        own = ('<svg viewBox="0 0 200 100" width="200" height="100"><mask id="m" maskContentUnits="objectBoundingBox"><rect width=".5" height="1"/></mask>'
               '<rect class="a" x="50" width="100" height="100"/></svg>')
        self.assertEqual(self.typeset(own, styles + ' mask { mask-type: alpha } .a { mask: url(#m) }', 'a.pdf').diagnostics(), [])
        self.assertEqual(self.shades('a.pdf'), [255, 0, 255, 255])
        self.assertEqual([each['id'] for each in self.typeset('<p style="mask: url(#m)">甲</p>').diagnostics()], ['css/unsupported-value'])
        told = self.typeset(body.format(steps, '', ''), styles, 'a.ofd').diagnostics()
        self.assertEqual([each['id'] for each in told], ['ofd/mask'])
        plain = body.format('<circle r="50" fill="white"/>', '', '<text y="95">甲</text>').replace('</g>', '<text y="40">乙</text></g>')
        self.assertEqual(self.typeset(plain, styles, 'a.ofd').diagnostics(), [])
        self.assertEqual(self.typeset(plain, styles, 'a.pdf').status, DONE)
        self.assertIn('乙', output_of('pdftotext', self.folder / 'a.pdf', '-'))

    def test_drawings_show_pictures_beside_them(self):
        (self.folder / 'img').mkdir()
        shutil.copy(next((ROOT / 'tests').rglob('*.png')), self.folder / 'img/i.png')
        (self.folder / 'img/d.svg').write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="i.png" width="9" height="9"/>'
                                               '<rect width="3" height="3" fill="#000009"/></svg>', 'utf-8')
        page = self.drawn('<p><img src="img/d.svg" alt="图" width="40"></p>')
        self.assertIn('<image', page)
        self.assertIn('#000009', page)
        # What is missing is told; the rest is drawn.
        (self.folder / 'img/i.png').unlink()
        told = self.typeset('<p><img src="img/d.svg" alt="图" width="40"></p>')
        self.assertEqual([each['severity'] for each in told.diagnostics()], ['warning'])
        self.assertIn('#000009', (self.folder / 'a.svg').read_text('utf-8'))

    def test_sizes_are_those_of_css(self):
        page = self.drawn('<svg viewBox="0 0 10 10" width="1" style="width:40px;height:20px">'
                          '<rect width="10" height="10" fill="#000001"/></svg>')
        [path] = re.findall(r'<path fill="#000001"[^>]* d="([^"]*)"', page)
        self.assertRegex(path, r'^M10 0')

    def test_hostile_drawings_end_with_a_message(self):
        deep = '<g>' * 100 + '</g>' * 100
        chain = ''.join(f'<g id="a{i}">' + f'<use href="#a{i + 1}"/>' * 10 + '</g>' for i in range(12))
        for body, message in [('<image href="file:///etc/passwd" width="5" height="5"/>', 'images/svg-external'),
                              ('<use href="other.svg#a"/>', 'images/svg-external'),
                              (deep, 'images/svg-too-complex'),
                              (f'<defs>{chain}<rect id="a12" width="1" height="1"/></defs><use href="#a0"/>',
                               'images/svg-too-complex')]:
            with self.subTest(message=message, body=body[:40]):
                result = self.typeset(f'<svg width="20" height="20">{body}</svg>')
                self.assertIn(message, [each['id'] for each in result.diagnostics()])
        page = self.drawn('<svg width="20" height="20"><g id="a"><use href="#a"/><rect width="1" height="1" fill="#000007"/></g></svg>')
        self.assertIn('#000007', page)

    def test_pages_do_without_a_drawing_of_somebody_else(self):
        body = '<p>甲<svg width="20" height="20"><use href="https://example.org/icons.svg#a"/></svg></p>'
        passed = self.typeset(body)
        self.assertEqual(passed.status, DONE, passed.err)
        self.assertEqual([each['severity'] for each in passed.diagnostics() if each['id'] == 'images/svg-external'],
                         ['warning'])
        self.assertEqual(self.typeset(body, '', 'b.svg', '--strict').status, BAD_INPUT)

    def test_links_and_html_in_drawings_are_reported(self):
        result = self.typeset('<svg width="20" height="20"><a href="#x"><rect width="5" height="5"/></a>'
                              '<foreignObject><p>甲</p></foreignObject></svg>')
        ids = [each['id'] for each in result.diagnostics()]
        self.assertIn('boxes/link-in-drawing', ids)
        self.assertIn('images/svg-unsupported', ids)


class Templates(CommandTest):
    def render(self, change=None, name='a.pdf'):
        folder = self.folder / 'bundle'
        if not folder.exists():
            shutil.copytree(EXAMPLE, folder)
        page = folder / 'stage-chart/document.html'
        if change:
            page.write_text(change((EXAMPLE / 'stage-chart/document.html').read_text('utf-8')), 'utf-8')
        return gongwen('--templates', folder, 'render', 'stage-chart', EXAMPLE / 'data.json', '-o', name, '--error-format', 'json',
                       cwd=self.folder)

    def test_a_chart_of_the_data(self):
        result = self.render()
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(result.diagnostics(), [])
        structure = output_of('pdfinfo', '-struct-text', self.folder / 'a.pdf')
        self.assertIn('Figure', structure)
        self.assertEqual(self.render(name='a.svg').status, DONE)
        self.assertEqual((self.folder / 'a.svg').read_text('utf-8').count('fill="#205080"'), 3)
        self.assertEqual(self.render(name='a.png').status, DONE)

    def test_values_stay_values(self):
        result = self.render(lambda page: page.replace('{{ stage.name }}</text>', '{{ "</svg><p>" ~ stage.name }}</text>'))
        self.assertEqual(result.status, DONE, result.err)

    def test_mistakes_have_their_place(self):
        for old, new, expected, line in [('<rect{%', '<rekt{%', 'dom/unknown-element', 10),
                                         (' x="15"', ' w="15"', 'dom/unknown-attribute', 10),
                                         ('</g>', '', 'dom/not-closed', 9), ('<h1>', '<rect/><h1>', 'dom/misplaced', 5),
                                         ('</svg>', '甲</svg>', 'dom/misplaced-text', 15),
                                         ('</svg>', '<p></p></svg>', 'dom/misplaced', 15)]:
            with self.subTest(new=new):
                result = self.render(lambda page: page.replace(old, new))
                self.assertEqual(result.status, BAD_INPUT, result.err)
                [error] = [each for each in result.diagnostics() if each['id'] == expected][:1]
                self.assertEqual(error['line'], line)

    def test_drawings_without_words_are_reported(self):
        result = self.render(lambda page: re.sub('<title>{% for.*</title>', '', page))
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([each['id'] for each in result.diagnostics()], ['boxes/drawing-without-title'])
        result = self.render(lambda page: re.sub('<title>{% for.*</title>', '', page).replace('<svg', '<svg aria-hidden="true"'))
        self.assertEqual(result.diagnostics(), [])


if __name__ == '__main__':
    unittest.main()
