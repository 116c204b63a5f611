"""gongwen bind into a Word file: the parts as sections, contents with the page numbers of the PDF, one outline, one set of styles."""
import collections
import re
import subprocess
import unittest

import needs
from harness import DONE, ROOT, CommandTest, gongwen
from office_rules import violations
from word_files import W, WordFile, text_of

PLAN = ROOT / 'samples/bindings/regulations-with-annexes.yaml'


def output_of(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True).stdout.decode('utf-8')


def compact(text):
    return re.sub(r'[\s\u2060]', '', text)


class BindWord(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files_of_set = {}

    def bound(self, ending):
        """The set of the sample plan, made once."""
        if ending not in self.files_of_set:
            path = self.folder / f'set.{ending}'
            result = gongwen('bind', PLAN, '-o', path)
            self.assertEqual((result.status, result.err), (DONE, ''))
            type(self).files_of_set[ending] = path.read_bytes()
        path = self.folder / f'set.{ending}'
        path.write_bytes(self.files_of_set[ending])
        return path

    @needs.time
    def test_the_rules_of_office(self):
        self.assertEqual(violations(self.bound('docx')), [])

    def test_contents_have_the_page_numbers_of_the_pdf(self):
        word = WordFile(self.bound('docx'))
        lines = [compact(text_of(p)) for p in word.document.iter(f'{W}p') if word.style_name(p).startswith('toc ')]
        pdf = output_of('pdftotext', '-f', '3', '-l', '3', '-layout', self.bound('pdf'), '-').split('录', 1)[1]
        text = compact(re.sub(r'\.{3,}', '', pdf))
        expected = re.findall(r'.+?(?<!附件)\d+(?=附件|$)', text)
        self.assertEqual(len(expected), 7, text)
        self.assertEqual(lines[:7], expected)
        # Each number is a field of the bookmark at the start of its part.
        codes = [code.text.split()[1] for code in word.document.iter(f'{W}instrText') if 'PAGEREF' in code.text]
        names = [mark.get(f'{W}name') for mark in word.document.iter(f'{W}bookmarkStart')]
        self.assertEqual(max(collections.Counter(names).values()), 1)
        self.assertLessEqual(set(codes), set(names))
        starts = {}
        for paragraph in word.document.iter(f'{W}p'):
            for mark in paragraph.iter(f'{W}bookmarkStart'):
                starts[mark.get(f'{W}name')] = compact(text_of(paragraph))
        self.assertEqual([starts[code].strip('：') for code in codes[1:7]], [f'附件{number}' for number in range(1, 7)])
        # References of the regulations to an annex lead to it.
        anchors = collections.Counter(link.get(f'{W}anchor') for link in word.document.iter(f'{W}hyperlink'))
        self.assertTrue(all(anchors[code] >= 2 for code in codes[1:7]), anchors)

    def test_the_outline_is_that_of_the_pdf(self):
        word = WordFile(self.bound('docx'))
        levels = collections.Counter(int(level.get(f'{W}val')) + 1 for p in word.document.iter(f'{W}p') for level in word.levels(p))
        del levels[10]  # body text, as the title on the cover
        outline = output_of('pdftohtml', '-xml', '-stdout', '-i', self.bound('pdf'))
        depth, expected = 0, collections.Counter()
        for tag in re.findall(r'<outline>|</outline>|<item ', outline):
            depth += {'<outline>': 1, '</outline>': -1}.get(tag, 0)
            expected[depth] += tag == '<item '
        self.assertEqual(levels, +expected)

    def test_pages_are_numbered_as_in_the_pdf(self):
        word = WordFile(self.bound('docx'))
        sections = list(word.document.iter(f'{W}sectPr'))
        numbers = [section.find(f'{W}pgNumType') for section in sections]
        # Only the first part starts again, after cover and contents; all annexes run on.
        given = [number.get(f'{W}start') for number in numbers if number is not None and number.get(f'{W}start')]
        self.assertEqual(given[-1:], ['1'])
        self.assertLessEqual(len(given), 2)
        papers = collections.Counter((section.find(f'{W}pgSz').get(f'{W}w'), section.find(f'{W}pgMar').get(f'{W}left')) for section in sections)
        self.assertGreater(len(papers), 1)

    def test_text_of_all_parts_once(self):
        word = WordFile(self.bound('docx'))
        shown = compact(''.join(text_of(p) for p in word.paragraphs()))
        letter = self.folder / 'letter.docx'
        self.assertEqual(gongwen('render', 'commitment-letter', ROOT / 'samples/commitment-letter/typical.json', '-o', letter).status, DONE)
        own = [compact(text_of(p)) for p in WordFile(letter).document.iter(f'{W}p')]
        # The last part, after its label.
        self.assertTrue(shown.endswith(''.join(own[1:])), own[:2])
        self.assertEqual(shown.count(''.join(own[1:])), 1)

    def test_attachments_are_named(self):
        self.write('note.txt', b'made up')
        letter = {'kind': 'commitment-letter', 'data': str(ROOT / 'samples/commitment-letter/typical.json')}
        plan = self.write('plan.json', {'title': '册', 'parts': [letter], 'attachments': [{'file': 'note.txt'}]})
        result = gongwen('--error-format', 'json', 'bind', plan, '-o', self.folder / 'a.docx')
        self.assertEqual(result.status, DONE)
        self.assertEqual([(d['id'], d['severity']) for d in result.diagnostics()], [('engine/bind-attachment-left-out', 'warning')])
        # The same plan gives the same bytes.
        gongwen('bind', plan, '-o', self.folder / 'b.docx')
        self.assertEqual((self.folder / 'a.docx').read_bytes(), (self.folder / 'b.docx').read_bytes())


if __name__ == '__main__':
    unittest.main()
