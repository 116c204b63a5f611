"""Samples as OFD, one of each kind or all with GONGWEN_ALL_SAMPLES=1, against the checklist of tests/ofd/README.md: numbers
of tests are those of its lines."""
import pathlib
import re
import tempfile
import unittest

from lxml import etree

import navigation
import needs
from harness import DONE, ROOT, gongwen
from ofd_reader import FONT_TABLES, GRAPHICS, Document, N, numbers, steps
from samples import output_of, seen, some_samples

SCHEMA = etree.RelaxNG(etree.parse(ROOT / 'tests/ofd/ofd.rng'))
MAX_SIZE = 1.35  # of the PDF
SAMPLES = list(some_samples())
NOT_IN_ARCHIVES = ('Permissions', 'VPreferences', 'Extensions', 'Signatures', 'URI', 'GotoA', 'Sound', 'Movie')
COMBINING = re.compile('[\u0300-\u036f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]')
FAMILIES = {'宋体', '黑体', '楷体', '仿宋', '方正小标宋简体', 'Times New Roman', 'Arial', 'Gw Symbols', 'Cambria Math'}
TAGS = '{urn:gongwen:structure:1}'


def ink(font, glyph):
    """The size of a glyph's ink in font units."""
    outline = font['glyf'][glyph]
    return (outline.xMax - outline.xMin, outline.yMax - outline.yMin) if outline.numberOfContours else (0, 0)


class Samples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory(prefix='gongwen-test-')
        cls.addClassCleanup(cls._folder.cleanup)
        cls.documents = {}
        for path in SAMPLES:
            name = f'{path.parent.name}/{path.stem}'
            file = pathlib.Path(cls._folder.name) / name.replace('/', '-')
            result = gongwen('render', path.parent.name, path, '-o', f'{file}.pdf', '-o', f'{file}.ofd')
            if result.status != DONE:
                raise AssertionError(f'{name}: {result.err}')
            cls.documents[name] = (Document(f'{file}.ofd'), file)

    def each(self):
        """Every document, with the path of its files without their endings."""
        self.assertGreater(len(self.documents), 12)
        for name, (document, file) in self.documents.items():
            with self.subTest(sample=name):
                yield document, file

    def texts(self, document):
        for page in document.pages:
            yield from document.xml[page].iter(f'{N}TextObject')

    def test_01_the_first_entry_is_the_root_and_the_package_is_sound(self):
        for document, _ in self.each():
            self.assertEqual(document.names[0], 'OFD.xml')
            self.assertEqual(document.errors(), [])

    def test_03_all_xml_is_valid(self):
        for document, _ in self.each():
            for name, root in document.xml.items():
                self.assertTrue(SCHEMA.validate(root), f'{name}: {SCHEMA.error_log}')

    def test_04_elements_have_the_prefix_that_all_readers_know(self):
        for document, _ in self.each():
            for name in document.xml:
                text = document.archive.read(name).decode('utf-8')
                self.assertTrue(text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<'), name)
                self.assertIn('xmlns:ofd="http://www.ofdspec.org/2016"', text[:300])
                prefixes = set(re.findall(r'</?(?:([\w-]+):)?[\w-]+', text))
                self.assertLessEqual(prefixes, {'ofd', 'gw'} if 'Tag_' in name else {'ofd'}, name)

    def test_05_numbers_are_unique_and_not_above_max_unit_id(self):
        for document, _ in self.each():
            given = [int(one) for root in document.xml.values() for one in root.xpath('//@ID') if one.isdigit()]
            self.assertEqual(len(set(given)), len(given))
            self.assertLessEqual(max(given), int(document.document.findtext(f'.//{N}MaxUnitID')))

    def test_06_references_lead_to_what_they_name(self):
        followed = set()
        for document, _ in self.each():
            pages = {one.get('ID'): 'Doc_0/' + one.get('BaseLoc') for one in document.document.iter(f'{N}Page')}
            on_page = {one: {element.get('ID') for element in document.xml[path].iter(*GRAPHICS)} for one, path in pages.items()}
            known = {'Font': set(document.font_files), 'ResourceID': set(document.media), 'PageID': set(pages), 'PageRef': set(pages)}
            for name, root in document.xml.items():
                for element in root.iter():
                    for attribute, targets in known.items():
                        if element.get(attribute) is not None:
                            self.assertIn(element.get(attribute), targets, f'{name}: {attribute}')
                            followed.add(attribute)
                    if element.tag == f'{N}ObjectRef':
                        self.assertIn(element.text, on_page[element.get('PageRef')], name)
                        followed.add('ObjectRef')
        self.assertLessEqual({'Font', 'PageID', 'ObjectRef'}, followed)

    def test_07_all_files_are_referred_to_and_there(self):
        for document, _ in self.each():
            self.assertEqual([one for one in document.package_errors() if 'references' in one], [])

    def test_08_fonts_have_all_tables(self):
        for document, _ in self.each():
            for font in document.fonts.values():
                self.assertLessEqual(FONT_TABLES, set(font.keys()))
                for table in FONT_TABLES:
                    font[table]  # opens, or fails
                # Each subtable has the same characters, as far as it goes.
                best = font.getBestCmap()
                for subtable in font['cmap'].tables:
                    self.assertEqual({c: g for c, g in best.items() if c < 0x10000 or subtable.format == 12}, subtable.cmap)

    def test_09_glyph_numbers_are_in_their_font(self):
        for document, _ in self.each():
            for element in self.texts(document):
                count = document.fonts[element.get('Font')]['maxp'].numGlyphs
                self.assertLess(max(document.glyph_numbers(element)), count)

    def test_10_the_font_has_the_glyph_or_its_twin_for_each_character(self):
        for document, _ in self.each():
            for element in self.texts(document):
                text = element.findtext(f'{N}TextCode')
                key = element.get('Font')
                glyphs = document.glyph_numbers(element)
                if len(text) != len(glyphs) or len(element.findtext(f'{N}TextCode').encode('utf-16-le')) != 2 * len(text):
                    continue
                for character, glyph in zip(text, glyphs):
                    own = document.characters[key].get(ord(character))
                    self.assertIsNotNone(own, f'{character!r} is not in the font')
                    order = document.glyphs[key][1]
                    if order[glyph] == own:
                        continue
                    # Another form of the character, such as one for its place in a word: about as much ink.
                    self.assertIsNotNone(element.find(f'{N}CGTransform'), text)
                    one, other = (ink(document.fonts[key], name) for name in (order[glyph], own))
                    self.assertTrue(all(abs(a - b) <= 0.25 * max(a, b, 1) for a, b in zip(sorted(one), sorted(other))), (text, one, other))

    def test_11_no_font_has_cff(self):
        for document, _ in self.each():
            self.assertFalse([one for one in document.fonts.values() if {'CFF ', 'CFF2'} & set(one.keys())])

    def test_12_families_are_called_as_systems_call_them(self):
        named = set()
        for document, _ in self.each():
            named |= {one.get('FamilyName') for one in document.xml['Doc_0/PublicRes.xml'].iter(f'{N}Font')}
        self.assertLessEqual({'宋体', '黑体', '楷体', '仿宋', '方正小标宋简体', 'Times New Roman'}, named)
        self.assertLessEqual(named, FAMILIES)

    def test_13_steps_and_places_are_stated(self):
        for document, _ in self.each():
            for element in self.texts(document):
                code = element.find(f'{N}TextCode')
                self.assertIsNotNone(code.get('X'))
                self.assertIsNotNone(code.get('Y'))
                wanted = len(document.glyph_numbers(element)) - 1
                stated = [steps(code.get(name)) for name in ('DeltaX', 'DeltaY') if code.get(name)]
                self.assertTrue(stated if wanted else not stated, code.text)
                self.assertTrue(all(len(one) == wanted for one in stated), code.text)

    def test_15_16_17_what_readers_miscount_is_alone(self):
        alone = 0
        for document, _ in self.each():
            for element in self.texts(document):
                text = element.findtext(f'{N}TextCode')
                units = len(text.encode('utf-16-le')) // 2
                glyphs = len(document.glyph_numbers(element))
                if units == glyphs and not COMBINING.search(text):
                    continue
                alone += 1
                self.assertLessEqual(len(COMBINING.sub('', text)), max(glyphs, 2), text)
                stated = element.find(f'{N}CGTransform')
                if stated is not None:
                    self.assertEqual((int(stated.get('CodeCount')), int(stated.get('GlyphCount'))), (units, glyphs))
        self.assertGreater(alone, 10)

    @needs.time
    def test_19_text_is_that_of_the_pdf_page_by_page_and_in_its_order(self):
        for document, file in self.each():
            for page in range(len(document.pages)):
                number = str(page + 1)
                of_pdf = output_of('pdftotext', '-raw', '-f', number, '-l', number, f'{file}.pdf', '-')
                self.assertEqual(seen(document.text(page)), seen(of_pdf), f'page {number}')

    def test_20_no_controls_are_in_the_parts(self):
        for document, _ in self.each():
            for name in document.xml:
                self.assertIsNone(re.search(rb'[\x00-\x08\x0b-\x1f]|&#(x1?[0-9a-f]|\d|[12]\d|3[01]);', document.archive.read(name)), name)

    def test_21_22_strokes_and_boundaries_are_stated(self):
        for document, _ in self.each():
            for page in range(len(document.pages)):
                for element in document.objects(page):
                    self.assertNotEqual(element.get('Fill'), 'false')
                    self.assertTrue(all(side > 0 for side in numbers(element.get('Boundary'))[2:]))
                    if element.tag == f'{N}PathObject':
                        self.assertIn(element.get('Stroke'), ('true', 'false'))

    def test_32_33_outline_and_inner_links_lead_where_those_of_the_pdf_do(self):
        counts = [0, 0]
        for document, file in self.each():
            outline, links = navigation.of_ofd(document)
            self.assertEqual((outline, links), navigation.of_pdf(f'{file}.pdf'))
            counts = [counts[0] + len(outline), counts[1] + len(links)]
        self.assertTrue(all(count > 20 for count in counts), counts)

    @needs.time
    def test_39_structure_reads_as_that_of_the_pdf(self):
        """The texts in the order of the tags, with those of tables and lists; of the PDF as Poppler reads them."""
        for document, file in self.each():
            texts = {one.get('ID'): one.findtext(f'{N}TextCode') for one in self.texts(document)}
            tags = document.xml['Doc_0/Tags/Tag_Structure.xml']
            own = ''.join(texts.get(one.text, '') for one in tags.iter(f'{N}ObjectRef'))
            of_pdf = re.findall(r'"(.*)"$', output_of('pdfinfo', '-struct-text', f'{file}.pdf'), re.MULTILINE)
            self.assertEqual(seen(own), seen(''.join(of_pdf)))

    def test_39_structure_is_in_reading_order_and_names_each_object_once(self):
        for document, _ in self.each():
            tags = document.xml['Doc_0/Tags/Tag_Structure.xml']
            named = [one.text for one in tags.iter(f'{N}ObjectRef')]
            self.assertTrue(named)
            self.assertEqual(len(set(named)), len(named))
            self.assertEqual(tags.tag, f'{TAGS}Document')

    def test_42_archives_take_it(self):
        for document, file in self.each():
            for name, root in document.xml.items():
                self.assertFalse([e for e in root.iter() if etree.QName(e).localname in NOT_IN_ARCHIVES], name)
            result = gongwen('ofd-check', '--profile', 'archive', f'{file}.ofd')
            self.assertEqual(result.status, DONE, result.out + result.err)
            self.assertNotIn('warning', result.err)

    def test_44_it_is_not_much_larger_than_the_pdf(self):
        for _, file in self.each():
            sizes = [pathlib.Path(f'{file}.{ending}').stat().st_size for ending in ('ofd', 'pdf')]
            self.assertLess(sizes[0] / sizes[1], MAX_SIZE)

    def test_the_schema_refuses_what_readers_draw_wrong(self):
        document = next(iter(self.documents.values()))[0]
        text = etree.tostring(document.xml[document.pages[0]]).decode()
        self.assertTrue(SCHEMA.validate(etree.fromstring(text)))
        for right, wrong in ((' Stroke="false"', ''), (' Fill="true"', ' Fill="false"'), (' Size="', ' Sise="'),
                             ('<ofd:TextCode X=', '<ofd:TextCode Z='), ('<ofd:Area>', '<ofd:Area/><ofd:Area>')):
            with self.subTest(wrong=wrong):
                self.assertIn(right, text)
                self.assertFalse(SCHEMA.validate(etree.fromstring(text.replace(right, wrong, 1))))


if __name__ == '__main__':
    unittest.main()
