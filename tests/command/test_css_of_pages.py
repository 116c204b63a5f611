"""Details of CSS that pages of others rely on: what is painted over what, quotation marks, selectors."""
import re
import unittest

import pikepdf

from harness import DONE, CommandTest, gongwen

PAGE = ('<!DOCTYPE html><html lang="en"><head><title>x</title><style>@page { size: 300px 300px; margin: 10px } '
        'body { margin: 0; font: 20px/20px "Liberation Sans" } %s</style></head><body>%s</body></html>')


def figures_of(path):
    """The alternative texts of the figures of a PDF."""
    with pikepdf.open(path) as pdf:
        elements = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get('/S') == '/Figure']
        return [str(each.Alt) for each in elements if '/Alt' in each]


class Pages(CommandTest):
    def drawn(self, style, body):
        self.write('a.html', PAGE % (style, body))
        result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.svg', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        return (self.folder / 'a.svg').read_text('utf-8')

    def order(self, style, body):
        """Texts and grounds as they are painted: words, and `#` for a ground in #00000f."""
        found = re.findall(r'fill="(#00000f)"|<t(?:ext|span)[^>]*>([^<]+)', self.drawn(style, body))
        return ' '.join(' '.join('#' if ground else text for ground, text in found).split())

    def test_a_box_in_a_line_covers_text_before_it(self):
        style = 'b { background: #00000f; color: #fff; padding-top: 30px }'
        self.assertEqual(self.order(style, '<p>one<br><b>two</b> three</p>'), 'one # two three')
        # In another block, in the same line, and as a separate block.
        self.assertEqual(self.order(style, '<div>one</div><div><b>two</b></div>'), 'one # two')
        self.assertEqual(self.order('b { background: #00000f; margin-left: -30px }', '<p>one<b>two</b></p>'), 'one # two')
        self.assertEqual(self.order('b { background: #00000f; display: inline-block; margin-top: -30px; height: 60px }',
                                    '<p>one<br><b>two</b></p>'), 'one # two')

        # Text in a block of the line counts as well.
        self.assertEqual(self.order('b { background: #00000f; margin-left: -30px } i { display: inline-block }',
                                    '<p><i>one</i><b>two</b></p>'), 'one # two')

    def test_boxes_that_cover_nothing_lie_below_all_text(self):
        style = 'b { background: #00000f; color: #fff } p { margin: 0; line-height: 30px }'
        self.assertEqual(self.order(style, '<p>one <b>two</b><br><b>three</b></p>'), '# # one two three')

    def test_quotation_marks_that_close_nothing(self):
        words = re.findall(r'<t(?:ext|span)[^>]*>([^<]+)', self.drawn('q::before { content: "one" }', '<q></q> <i>two</i>'))
        self.assertEqual(''.join(words).split(), ['one', 'two'])

    def test_the_scope_of_a_sheet_is_the_root(self):
        self.assertIn('#00000e', self.drawn(':scope > body > p { color: #00000e }', '<p>one</p>'))

    def rectangles(self, style, body):
        """Left, top, width and height of the grounds in #00000f."""
        found = re.findall(r'<rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)" fill="#00000f"',
                           self.drawn(style, body))
        return [tuple(map(float, sides)) for sides in found]

    def test_a_canvas_is_blank_and_an_object_shows_what_it_holds(self):
        style = 'canvas, object { background: #00000f; display: block }'
        self.assertEqual(self.order(style, '<canvas width="20" height="10">one</canvas>'), '#')
        self.assertEqual(self.rectangles(style, '<canvas width="20" height="10">one</canvas>'), [(10, 10, 20, 10)])
        self.assertEqual(self.order(style, '<object>one <b>two</b></object>'), '# one two')
        picture = ("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='8' height='4'/>")
        self.assertEqual(self.rectangles(style, f'<object data="{picture}">one</object>'), [(10, 10, 8, 4)])
        self.assertEqual(self.rectangles(style, f'<object data="{picture}" width="16">one</object>'),
                         [(10, 10, 16, 8)])

    def test_what_an_object_or_a_canvas_holds_is_its_alternative_text(self):
        picture = ("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='8' height='4'/>")
        for body in (f'<object data="{picture}">one <b>two</b></object>', '<canvas>one <b>two</b></canvas>',
                     f'<object data="{picture}" aria-label="one two">three</object>'):
            self.write('a.html', PAGE % ('', body))
            result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
            self.assertNotIn('boxes/image-without-alternative', {each['id'] for each in result.diagnostics()}, body)
            self.assertIn('one two', figures_of(self.folder / 'a.pdf'), body)
        self.write('a.html', PAGE % ('', f'<object data="{picture}"></object>'))
        result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
        self.assertIn('boxes/image-without-alternative', {each['id'] for each in result.diagnostics()})

    def test_percentages_that_come_to_nothing_need_a_height_all_the_same(self):
        style = 'div { width: 30px; height: %s; background: #00000f }'
        for height, expected in (('calc(40px + 10% - 10%)', 20), ('0%', 20), ('calc(40px - 10px)', 30)):
            self.assertEqual(self.rectangles(style.replace('%s', height), '<main><div>one</div></main>'),
                             [(10, 10, 30, expected)], height)

    def test_percent_offsets_of_boxes_in_lines(self):
        style = 'p { margin: 0; height: 100px } b { position: relative; top: 50%; background: #00000f }'
        self.assertEqual([top for _, top, _, _ in self.rectangles(style, '<p><b>one</b></p>')],
                         [top + 50 for _, top, _, _ in self.rectangles(style.replace('50%', '0'), '<p><b>one</b></p>')])

    def test_lh_in_line_height_is_that_of_the_parent(self):
        style = 'main { font-size: 50px; line-height: 1 } div { font-size: 42px; line-height: 2lh; background: #00000f }'
        self.assertEqual(self.rectangles(style, '<main><div>o</div></main>')[0][3], 100)

    def test_calculated_lengths_in_media_queries(self):
        style = '@media (min-width: calc(1in + 4px)) and (max-width: calc(10 * 1in)) { p { color: #00000e } }'
        self.assertIn('#00000e', self.drawn(style, '<p>one</p>'))


if __name__ == '__main__':
    unittest.main()
