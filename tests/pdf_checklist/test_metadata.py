"""Checklist 14, 16, 19, 20 and 22: what the file says of itself, colours, size, attachments."""
import re
import struct

import pikepdf
from lxml import etree

from documents import FOLDER, ChecklistTest

NAMES = {
    'rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
    'dc': 'http://purl.org/dc/elements/1.1/',
    'xmp': 'http://ns.adobe.com/xap/1.0/',
    'pdf': 'http://ns.adobe.com/pdf/1.3/',
    'pdfaid': 'http://www.aiim.org/pdfa/ns/id/',
    'pdfuaid': 'http://www.aiim.org/pdfua/ns/id/',
    'pdfaSchema': 'http://www.aiim.org/pdfa/ns/schema#',
}


def xmp_of(document):
    packet = document.pdf.Root.Metadata.read_bytes()
    return etree.fromstring(packet, etree.XMLParser(resolve_entities=False))


def value(xmp, path):
    found = xmp.xpath(path + '/text()', namespaces=NAMES)
    return found[0] if len(found) == 1 else None


def xmp_date(pdf_date):
    parts = re.fullmatch(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)'(\d\d)'", pdf_date)
    return '{}-{}-{}T{}:{}:{}{}:{}'.format(*parts.groups())


class MetadataTest(ChecklistTest):
    def test_16_title_author_and_dates_are_the_same_in_both_places(self):
        for document in self.each_document():
            xmp, info = xmp_of(document), document.pdf.trailer.Info
            self.assertEqual(value(xmp, '//dc:title/rdf:Alt/rdf:li[@xml:lang="x-default"]'), str(info.Title))
            self.assertEqual(value(xmp, '//dc:creator/rdf:Seq/rdf:li'), str(info.Author) if '/Author' in info else None)
            self.assertEqual(value(xmp, '//xmp:CreateDate'), xmp_date(str(info.CreationDate)))
            self.assertEqual(value(xmp, '//xmp:ModifyDate'), xmp_date(str(info.ModDate)))
            self.assertEqual(value(xmp, '//pdf:Producer'), str(info.Producer))

    def test_16_title_and_author_are_the_document_s(self):
        for document in self.each_document():
            self.assertEqual(str(document.pdf.trailer.Info.Title), document.meaning['title'])
            self.assertEqual(str(document.pdf.trailer.Info.get('/Author', '')), document.meaning['author'])

    def test_16_hard_characters_survive_in_the_title(self):
        titles = {document.name: document.meaning['title'] for document in self.each_document()}
        self.assertEqual(titles['hard_title'], 'A & B <C> "D" 𠮷 ]]>')

    def test_16_dates_are_those_of_the_document(self):
        for document in self.each_document():
            date = document.meaning['date'] or '2000-01-01'
            self.assertTrue(value(xmp_of(document), '//xmp:CreateDate').startswith(date))

    def test_16_both_standards_are_claimed_and_the_foreign_property_is_described(self):
        for document in self.each_document():
            xmp = xmp_of(document)
            self.assertEqual((value(xmp, '//pdfaid:part'), value(xmp, '//pdfaid:conformance')), ('2', 'A'))
            self.assertEqual(value(xmp, '//pdfuaid:part'), '1')
            self.assertEqual(value(xmp, '//pdfaSchema:namespaceURI'), NAMES['pdfuaid'])

    def test_16_the_packet_is_plain_and_not_compressed(self):
        for document in self.each_document():
            packet = document.pdf.Root.Metadata
            self.assertNotIn('/Filter', packet)
            self.assertTrue(packet.read_raw_bytes().startswith(b'<?xpacket begin="\xef\xbb\xbf" id='))

    def test_the_catalogue_asks_for_the_title_and_marks_the_file_as_tagged(self):
        for document in self.each_document():
            root = document.pdf.Root
            self.assertTrue(root.MarkInfo.Marked)
            self.assertTrue(root.ViewerPreferences.DisplayDocTitle)
            self.assertNotIn('/AA', root)
            self.assertNotIn('/OpenAction', root)

    def test_22_there_are_no_attachments_in_part_2(self):
        for document in self.each_document():
            self.assertNotIn('/AF', document.pdf.Root)
            self.assertNotIn('/EmbeddedFiles', document.pdf.Root.get('/Names', {}))


class ColourTest(ChecklistTest):
    def test_19_black_is_gray_and_there_is_no_cmyk(self):
        for document in self.each_document():
            for content in document.marks:
                for operands, name in content.operators:
                    self.assertNotIn(name, ('k', 'K'))
                    if name in ('cs', 'CS'):
                        self.assertEqual(str(operands[0]), '/Pattern')
                    if name in ('rg', 'RG'):
                        self.assertGreater(len({float(operand) for operand in operands}), 1, 'gray as RGB')

    def test_19_one_output_intent_with_an_srgb_profile(self):
        for document in self.each_document():
            intent, = document.pdf.Root.OutputIntents
            self.assertEqual(intent.S, '/GTS_PDFA1')
            self.assertEqual(str(intent.OutputConditionIdentifier), 'sRGB')
            self.assertEqual(int(intent.DestOutputProfile.N), 3)
            profile = intent.DestOutputProfile.read_bytes()
            self.assertEqual(struct.unpack('>I', profile[:4])[0], len(profile))
            self.assertEqual(profile[12:24], b'mntrRGB XYZ ')

    def test_19_the_profile_makes_the_lightness_of_srgb(self):
        document = next(self.each_document())
        profile = document.pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        for level, lightness in ((0, 0.0), (64, 27.09), (128, 53.585), (192, 77.70), (255, 100.0)):
            self.assertAlmostEqual(lightness_of(profile, level), lightness, delta=0.1)


def tag_of(profile, name):
    count = struct.unpack('>I', profile[128:132])[0]
    for at in range(132, 132 + 12 * count, 12):
        signature, offset, size = struct.unpack('>4sII', profile[at:at + 12])
        if signature == name:
            return profile[offset:offset + size]
    raise KeyError(name)


def lightness_of(profile, level):
    """L* of a gray: through the tone curve and the luminances of the primaries (ICC.1:2001-04)."""
    curve = tag_of(profile, b'rTRC')
    count = struct.unpack('>I', curve[8:12])[0]
    points = struct.unpack('>%dH' % count, curve[12:12 + 2 * count])
    position = level / 255 * (count - 1)
    index = min(int(position), count - 2)
    linear = (points[index] + (points[index + 1] - points[index]) * (position - index)) / 65535
    white = sum(struct.unpack('>i', tag_of(profile, name)[12:16])[0] / 65536 for name in (b'rXYZ', b'gXYZ', b'bXYZ'))
    luminance = linear * white
    return 116 * luminance ** (1 / 3) - 16 if luminance > 216 / 24389 else luminance * 24389 / 27


class SizeTest(ChecklistTest):
    def test_20_long_tables_are_small(self):
        for name, most in (('large_2000_rows', 400_000), ('large_10000_rows', 2_000_000)):
            size = (FOLDER / (name + '.pdf')).stat().st_size
            self.assertLess(size, most, name)
            self.assertGreater(size, 100_000, name)

    def test_20_their_rows_are_all_there(self):
        with pikepdf.open(FOLDER / 'large_2000_rows.pdf') as pdf:
            cells = sum(1 for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and obj.get('/S') == '/TD')
            self.assertEqual(cells, 12_000)
