"""Checklist 8, 17, 18, 21 and 23: the text that is read back."""
import collections
import subprocess
import unicodedata

import needs
from documents import ChecklistTest, counted, documents, samples

RADICALS = range(0x2E80, 0x2FE0)


def pages_of(command):
    """What a reader makes of a file, page by page."""
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode('utf-8')
    return text.split('\f')[:-1]


def is_private(character):
    return unicodedata.category(character) in ('Co', 'Cn', 'Cs')


class OrderTest(ChecklistTest):
    def test_08_the_tree_tells_the_text_of_the_document_in_its_order(self):
        for document in self.each_document():
            told = counted(''.join(document.text_below(element) for element in document.elements if element.parent is None))
            # Rows that only some pages have, at the ends of a table, are not read out.
            meant = document.meaning['text'].replace('承前页过次页', '')
            generated = collections.Counter(document.meaning['generated'])
            if generated or '目录' in meant:
                # Labels and page numbers are in between; what is meant must remain when they are taken out.
                self.assertEqual(first_missing(meant, told), None)
            else:
                self.assertEqual(told, meant)

    def test_08_latin_line_ends_keep_their_space(self):
        for document in documents():
            if not document.name.startswith('english_lines'):
                continue
            told = ' '.join(document.text_below(element) for element in document.elements if element.type == 'P')
            self.assertIn('standards for cybersecurity are reviewed every year and published', told)
            self.assertIn('网络安全标准化工作', told)
            return
        self.fail('no document with English lines')


def first_missing(meant, told):
    """Where `meant` ceases to be a subsequence of `told`; None where it does not."""
    at = 0
    for index, character in enumerate(meant):
        at = told.find(character, at) + 1
        if at == 0:
            return meant[max(0, index - 10):index + 10]
    return None


class ReaderTest(ChecklistTest):
    def check_pages(self, command, without=''):
        """Nothing is doubled anywhere, and nothing lost on pages from which no text sticks out."""
        def tally(text):
            return collections.Counter(character for character in counted(text) if character not in without)
        whole = 0
        for document in self.each_document():
            read = pages_of([word or document.path for word in command])
            self.assertEqual(len(read), len(document.meaning['pages']))
            for number, (page, text) in enumerate(zip(document.meaning['pages'], read), 1):
                meant = tally(page['content'] + page['artifacts'])
                found = tally(text)
                self.assertEqual(found - meant, collections.Counter(), f'doubled on page {number}')
                if not page['sticks_out']:
                    self.assertEqual(meant - found, collections.Counter(), f'lost on page {number}')
                    whole += 1
        self.assertGreater(whole, 250)

    @needs.time
    def test_08_poppler_reads_each_character_once_in_the_order_of_drawing(self):
        self.check_pages(['pdftotext', '-raw', '-enc', 'UTF-8', None, '-'])

    @needs.time
    def test_08_poppler_reads_each_character_once_in_the_order_of_the_page(self):
        # In this order poppler joins words that are divided at a line end, and drops the hyphen.
        self.check_pages(['pdftotext', '-enc', 'UTF-8', None, '-'], without='-')

    def test_08_mupdf_reads_each_character_once(self):
        self.check_pages(['mutool', 'draw', '-q', '-F', 'txt', None])

    def test_08_no_text_of_samples_sticks_out(self):
        for document in samples():
            self.assertFalse(any(page['sticks_out'] for page in document.meaning['pages']), document.name)

    def test_23_check_boxes_come_out_as_characters(self):
        for document in documents():
            if document.name == 'check_boxes':
                for command in (['pdftotext', '-enc', 'UTF-8', document.path, '-'], ['mutool', 'draw', '-q', '-F', 'txt', document.path]):
                    self.assertIn('☑同意☐不同意', counted(''.join(pages_of(command))))
                return
        self.fail('no document with check boxes')


class FontTest(ChecklistTest):
    def test_17_each_shown_code_has_a_glyph_a_text_and_the_width_of_the_program(self):
        for document in self.each_document():
            shown = {(id(font), code): font for content in document.marks for font, code in content.codes}
            for (_, code), font in shown.items():
                self.assertNotEqual(font.glyph(code), 0, f'{font.name} {code}')
                self.assertLess(font.glyph(code), font.program['maxp'].numGlyphs)
                self.assertIn(code, font.unicode, font.name)
                self.assertLessEqual(abs(font.width(code) - font.program_advance(code)), 1, f'{font.name} {code}')

    def test_17_texts_of_codes_are_plain_characters(self):
        for document in self.each_document():
            for font in document.fonts:
                for text in font.unicode.values():
                    self.assertNotEqual(text, '')
                    for character in text:
                        self.assertNotIn(ord(character), RADICALS)
                        self.assertNotIn(character, '\u0000\ufeff\ufffe\ufffd')
                        self.assertFalse(is_private(character), f'U+{ord(character):04X}')

    def test_17_fonts_are_embedded_subsets_with_a_tag(self):
        for document in self.each_document():
            names = [font.name for font in document.fonts]
            self.assertEqual(len(set(names)), len(names))
            for font in document.fonts:
                self.assertRegex(font.name, r'\A[A-Z]{6}\+')
                self.assertEqual(font.name, str(font.descriptor.FontName)[1:])
                self.assertEqual(font.name, str(font.descendant.BaseFont)[1:])
                self.assertIn('/FontFile2', font.descriptor)
                self.assertIn('/CIDToGIDMap', font.descendant)
                self.assertEqual(int(font.descriptor.FontFile2.Length1), len(font.descriptor.FontFile2.read_bytes()))

    def test_18_blocks_of_maps_are_short_and_ranges_stay_below_a_high_byte(self):
        for document in self.each_document():
            for font in document.fonts:
                for count, _, ranges in font.blocks:
                    self.assertEqual(count, len(ranges))
                    self.assertLessEqual(count, 100)
                    for first, last, _, _ in ranges:
                        self.assertEqual(first[:2], last[:2])


class SpacingTest(ChecklistTest):
    def test_21_letter_spacing_of_whole_lines_stays_within_what_readers_bear(self):
        """Above it, readers see blanks between characters that have none."""
        for document in self.each_document():
            if not document.name.startswith('sample-'):
                continue
            for number, content in enumerate(document.marks, 1):
                size = 1
                for operands, name in content.operators:
                    if name == 'Tf':
                        size = float(operands[1])
                    if name == 'Tc':
                        self.assertLessEqual(float(operands[0]) / size, 1.001, f'page {number}')
