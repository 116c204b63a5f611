"""Text that runs from right to left: on paper, in the text of a PDF, and in its tags."""
import re
import subprocess
import unittest

import pikepdf

from harness import CommandTest, gongwen

HEBREW = 'אבגד הוזח'
ARABIC = 'مرحبا بكم'
FACES = 'p, li, td { margin: 0; font: 12pt/20pt "DejaVu Sans", "宋体" } '


class RightToLeft(CommandTest):
    def typeset(self, body, style='', name='out.pdf'):
        page = self.write('page.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>t</title><style>@page{size:100mm '
                          '100mm;margin:10mm}%s%s</style></head><body>%s</body></html>' % (FACES, style, body))
        result = gongwen('typeset', page, '-o', self.folder / name)
        self.assertEqual(result.status, 0, result.err)
        return result

    def read(self, *options):
        """The text as a reader gives it, without the controls that it adds."""
        text = subprocess.run(['pdftotext', *options, self.folder / 'out.pdf', '-'], capture_output=True,
                              check=True).stdout.decode('utf-8')
        return ''.join(c for c in text if c not in '\u202a\u202b\u202c')

    def words_in_order(self, *wanted):
        """Some words in the order of the file, which is that of its tags."""
        return [word for word in self.read('-raw').split() if word in wanted]

    def test_readers_find_the_words_in_the_order_in_which_they_are_read(self):
        self.typeset(f'<p>姓名 {HEBREW}</p><p dir="rtl">{HEBREW}</p><p>甲 {ARABIC} 乙</p>')
        lines = [line.strip() for line in self.read().splitlines()]
        self.assertIn(HEBREW, lines)
        self.assertTrue(any(HEBREW in line and '姓名' in line for line in lines), lines)
        self.assertTrue(any(ARABIC in line for line in lines), lines)

    def test_runs_from_right_to_left_are_marked(self):
        self.typeset(f'<p>姓名 {HEBREW}，甲</p>')
        with pikepdf.open(self.folder / 'out.pdf') as pdf:
            found = [str(operands[0]) for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
                     if str(operator) == 'BMC']
        self.assertEqual(found.count('/ReversedChars'), 1)

    def test_tags_follow_the_source_where_boxes_fall_into_parts(self):
        self.typeset(f'<p dir="rtl">one <b>two {HEBREW[:4]}</b> {HEBREW[5:]} three</p>')
        words = self.words_in_order('one', 'two', 'three')
        self.assertEqual(words, ['one', 'two', 'three'])

    def test_columns_of_tables_are_tagged_in_the_order_of_the_source(self):
        self.typeset('<table dir="rtl"><tr><td>one<td>two</tr></table>')
        words = self.words_in_order('one', 'two')
        self.assertEqual(words, ['one', 'two'])
        boxes = self.read('-bbox')
        left = {word: float(re.search(rf'xMin="([\d.]+)"[^>]*>{word}<', boxes).group(1)) for word in words}
        self.assertGreater(left['one'], left['two'])

    def test_pictures_are_made_of_it_too(self):
        pictures = []
        for name, body in (('out.png', f'<p dir="rtl">{HEBREW}</p>'), ('blank.png', '<p></p><hr style="visibility:hidden">')):
            self.typeset(body, name=name)
            pictures.append((self.folder / name).read_bytes())
        self.assertGreater(len(pictures[0]), len(pictures[1]) + 200)
        self.typeset(f'<p dir="rtl">{HEBREW} (abc)</p>', name='out.svg')
        found = re.findall(r'<text[^>]* x="[^"]*"[^>]*>([^<]*)', (self.folder / 'out.svg').read_text(encoding='utf-8'))
        # The brackets are between the words as they are seen, from the right to the left.
        self.assertEqual(''.join(found).replace(' ', '').count(HEBREW.replace(' ', '')), 1, found)

    def test_control_characters_leave_the_text_whole(self):
        self.typeset('<p>a\u202eb\u2066c\u2069d\u202ce</p>')
        letters = self.read()
        self.assertEqual(sorted(letter for letter in letters if letter.isalpha()), list('abcde'))


if __name__ == '__main__':
    unittest.main()
