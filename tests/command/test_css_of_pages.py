"""Details of CSS that pages of others rely on: what is painted over what, quotation marks, selectors."""
import re
import unittest

from harness import DONE, CommandTest, gongwen

PAGE = ('<!DOCTYPE html><html lang="en"><head><title>x</title><style>@page { size: 300px 300px; margin: 10px } '
        'body { margin: 0; font: 20px/20px "Liberation Sans" } %s</style></head><body>%s</body></html>')


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
        # In another block, in the same line, and as a block of its own.
        self.assertEqual(self.order(style, '<div>one</div><div><b>two</b></div>'), 'one # two')
        self.assertEqual(self.order('b { background: #00000f; margin-left: -30px }', '<p>one<b>two</b></p>'), 'one # two')
        self.assertEqual(self.order('b { background: #00000f; display: inline-block; margin-top: -30px; height: 60px }',
                                    '<p>one<br><b>two</b></p>'), 'one # two')

    def test_boxes_that_cover_nothing_lie_below_all_text(self):
        style = 'b { background: #00000f; color: #fff } p { margin: 0; line-height: 30px }'
        self.assertEqual(self.order(style, '<p>one <b>two</b><br><b>three</b></p>'), '# # one two three')

    def test_quotation_marks_that_close_nothing(self):
        words = re.findall(r'<t(?:ext|span)[^>]*>([^<]+)', self.drawn('q::before { content: "one" }', '<q></q> <i>two</i>'))
        self.assertEqual(''.join(words).split(), ['one', 'two'])

    def test_the_scope_of_a_sheet_is_the_root(self):
        self.assertIn('#00000e', self.drawn(':scope > body > p { color: #00000e }', '<p>one</p>'))


if __name__ == '__main__':
    unittest.main()
