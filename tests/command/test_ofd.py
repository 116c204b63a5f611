"""Documents as OFD: every kind beside its PDF, what the file says of itself, what is left out, and how it is asked for."""
import unittest

import pikepdf
from lxml import etree
from PIL import Image

import needs
from harness import BAD_USAGE, DONE, KIND, ROOT, SAMPLE, CommandTest, gongwen
from ofd_case import OfdCase
from ofd_reader import Document, N, numbers
from samples import one_of_each_kind, output_of, seen


class Kinds(OfdCase):
    @needs.time
    def test_19_every_kind_is_what_its_pdf_is(self):
        for path in one_of_each_kind():
            kind = path.parent.name
            with self.subTest(kind=kind):
                folder = self.folder / kind
                folder.mkdir()
                result = gongwen('render', kind, path, '-o', 'a.pdf', '-o', 'a.ofd', cwd=folder)
                self.assertEqual(result.status, DONE, result.err)
                self.compare(folder)

    def compare(self, folder):
        document = Document(folder / 'a.ofd')
        self.assertEqual(document.errors(), [])
        self.assertEqual(len(document.pages), self.pages_of_pdf(folder))
        for page in {0, len(document.pages) // 2}:
            self.assert_same_picture(document, folder, page)

    def pages_of_pdf(self, folder):
        with pikepdf.open(folder / 'a.pdf') as pdf:
            return len(pdf.pages)

    def test_19_text_that_is_hard_to_keep_is_that_of_the_pdf(self):
        """Characters beyond U+FFFF, marks and selectors, ligatures, half-width forms of marks, and lines that break."""
        hard = '甲𠀀乙𬺈丙\u3ada——“（丁）”，：《戊》、……办\u845b\U000e0100か\u3099e\u0301o\u0308office fl affix Ⅳ①℃ m² ％½'
        document = self.made('.n{width:60px}.s{letter-spacing:0.3px}', f'<p>{hard}</p><p class=s>{hard}</p><p class=n>{hard}</p>')
        self.assertEqual(document.errors(), [])
        self.assertEqual(gongwen('typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder).status, DONE)
        for page in range(len(document.pages)):
            number = str(page + 1)
            of_pdf = output_of('pdftotext', '-raw', '-f', number, '-l', number, self.folder / 'a.pdf', '-')
            self.assertEqual(seen(document.text(page)), seen(of_pdf))
        self.assertEqual(''.join(seen(document.text(page)) for page in range(len(document.pages))), 3 * seen(hard))


class Contents(OfdCase):
    def test_37_states_what_the_document_is(self):
        gongwen('render', KIND, SAMPLE, '-o', 'a.ofd', '-o', 'a.pdf', cwd=self.folder)
        root = Document(self.folder / 'a.ofd').root
        self.assertEqual(root.get('DocType'), 'OFD-A')
        with pikepdf.open(self.folder / 'a.pdf') as pdf:
            for name, key in (('Title', '/Title'), ('Author', '/Author')):
                self.assertEqual(root.findtext(f'.//{N}{name}'), str(pdf.docinfo[key]), name)
            day = str(pdf.docinfo['/CreationDate'])[2:10]
        self.assertEqual(root.findtext(f'.//{N}CreationDate').replace('-', ''), day)
        self.assertEqual(root.findtext(f'.//{N}Creator'), 'gongwen')
        self.assertRegex(root.findtext(f'.//{N}DocID'), '^[0-9a-f]{32}$')

    def test_37_each_fact_has_its_place(self):
        self.write('a.html', '<html lang=zh><title>关于示例的通知</title><meta name=author content="示例局"><meta name=description content="摘要">'
                             '<meta name=keywords content="甲,乙；丙"><meta name=date content="2026-03-15"><meta name=document-number content="示〔2026〕1号"><p>文')
        self.assertEqual(gongwen('typeset', 'a.html', '-o', 'a.ofd', cwd=self.folder).status, DONE)
        information = Document(self.folder / 'a.ofd').root.find(f'.//{N}DocInfo')
        found = [(etree.QName(one).localname, one.get('Name'), one.text) for one in information.iter() if one.text and not len(one)]
        self.assertEqual(found[1:9], [('Title', None, '关于示例的通知'), ('Author', None, '示例局'), ('Subject', None, '摘要'), ('CreationDate', None, '2026-03-15'),
                                      ('Keyword', None, '甲'), ('Keyword', None, '乙'), ('Keyword', None, '丙'), ('Creator', None, 'gongwen')])
        self.assertEqual(found[-1], ('CustomData', '发文字号', '示〔2026〕1号'))

    def test_a4_is_a4(self):
        self.write('a.html', '<title>t</title><style>@page{size:A4 landscape}</style><p>公文</p>')
        gongwen('typeset', 'a.html', '-o', 'a.ofd', cwd=self.folder)
        document = Document(self.folder / 'a.ofd')
        self.assertEqual(numbers(document.xml[document.pages[0]].findtext(f'.//{N}PhysicalBox')), [0, 0, 297, 210])

    def test_02_two_runs_give_the_same_bytes(self):
        files = []
        for name in ('a.ofd', 'b.ofd'):
            gongwen('render', KIND, SAMPLE, '-o', name, cwd=self.folder)
            files.append((self.folder / name).read_bytes())
        self.assertEqual(*files)

    def test_half_width_marks_are_the_usual_glyphs_moved(self):
        document = self.made('', '<p>（甲）（乙），：（丙）「丁」</p>')
        self.assertEqual(document.errors(), [])
        for text, element in self.objects(document):
            self.assertIsNone(element.find(f'{N}CGTransform'), text)

    def test_20_characters_of_xml_are_text(self):
        self.assertIn('&<>"', self.made('', '<p>&amp;&lt;&gt;"</p>').text(0))

    def test_18_a_wide_gap_starts_a_new_object(self):
        document = self.made('', '<p><span style="letter-spacing:30px">甲乙</span></p>')
        self.assertEqual([text for text, _ in self.objects(document)], ['甲', '乙'])

    def test_26_turned_text_has_a_matrix_without_translation(self):
        document = self.made('@page{@left-middle{content:"装订";transform:rotate(-90deg)}}'
                             '.t{transform:rotate(90deg);width:40px}', '<p class=t>旋转</p>')
        matrix = next(numbers(element.get('CTM')) for text, element in self.objects(document) if text == '旋转')
        self.assertEqual(matrix, [0, 1, -1, 0, 0, 0])

    def test_28_a_tint_on_paper_has_the_color_that_is_seen(self):
        document = self.made('p{background:rgb(255 0 0/50%)}', '<p>甲</p>')
        color = document.xml[document.pages[0]].find(f'.//{N}PathObject/{N}FillColor')
        self.assertEqual((color.get('Value'), color.get('Alpha')), ('255 127 127', None))

    def test_24_dashes_are_pieces(self):
        document = self.made('p{border:2px dashed}', '<p>甲</p>')
        self.assertEqual(document.errors(), [])
        self.assertFalse(list(document.xml[document.pages[0]].iter('DashPattern')))

    def test_39_structure_is_in_reading_order_and_without_furniture(self):
        document = self.made('@page{@bottom-center{content:"页脚"}}', '<h1>题</h1><p>文</p>')
        texts = {element.get('ID'): text for text, element in self.objects(document)}
        tags = document.xml['Doc_0/Tags/Tag_Structure.xml']
        self.assertEqual([texts[one.text] for one in tags.iter(f'{N}ObjectRef')], ['题', '文'])
        self.assertEqual([etree.QName(one).localname for one in tags.iter()][:2], ['Document', 'H1'])

    def test_32_33_outline_and_inner_links_lead_to_pages(self):
        document = self.made('', '<h1 id=a>题</h1><p><a href="#a">见题</a></p>')
        self.assertEqual(document.document.find(f'.//{N}OutlineElem').get('Title'), '题')
        self.assertEqual(document.errors(), [])
        annotation = document.xml['Doc_0/Annots/Page_0/Annotation.xml'].find(f'{N}Annot')
        self.assertEqual(annotation.get('ReadOnly'), 'true')
        self.assertIsNotNone(annotation.find(f'.//{N}Goto/{N}Dest'))

    def test_32_links_that_lead_out_are_in_the_plain_profile_only(self):
        body = '<p><a href="https://example.org/">外</a></p>'
        document = self.made('', body)
        self.assertRegex(self.err, r'ofd/outer-link.*\n *--> a\.html:1:')
        self.assertNotIn('Doc_0/Annots/Annotations.xml', document.names)
        document = self.made('', body, '--ofd-profile', 'plain')
        self.assertNotIn('ofd/outer-link', self.err)
        self.assertEqual(document.root.get('DocType'), 'OFD')
        address = document.xml['Doc_0/Annots/Page_0/Annotation.xml'].find(f'.//{N}URI')
        self.assertEqual(address.get('URI'), 'https://example.org/')

    def test_what_it_cannot_hold_is_reported_once(self):
        self.made('body{background:#eee}div{opacity:.5}b{background:#000;color:#fff}',
                  '<div><b>甲</b></div><div><b>乙</b></div>')
        self.assertEqual(self.err.count('ofd/group-opacity'), 1)
        self.assertRegex(self.err, r'ofd/group-opacity.*\n *--> a\.html:1:')

    def test_a_translucent_group_on_paper_has_the_colors_that_are_seen(self):
        document = self.made('div{opacity:.5}b{background:#00f;color:#f00}', '<div><b>甲</b></div>')
        self.assertNotIn('ofd/group-opacity', self.err)
        colors = [one.get('Value') for one in document.xml[document.pages[0]].iter(f'{N}FillColor')]
        self.assertEqual(colors, ['128 128 255', '255 128 128'])

    def test_rectangles_of_a_color_in_a_row_are_one_object(self):
        document = self.made('td{border:1px solid}', '<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>')
        self.assertEqual(document.errors(), [])
        lines = list(document.xml[document.pages[0]].iter(f'{N}PathObject'))
        self.assertGreater(lines[0].findtext(f'{N}AbbreviatedData').count('M'), 3)
        self.assertLess(len(lines), 5)

    def test_20_characters_that_xml_lacks_leave_a_file_that_can_be_read(self):
        document = self.made('', '<title>甲&#xFFFF;乙</title><p>甲&#xFFFE;&#xFFFF;乙</p>')
        self.assertEqual(document.errors(), [])
        self.assertEqual(''.join(text for text, _ in self.objects(document)), '甲乙')

    def test_37_each_keyword_is_an_element(self):
        document = self.made('', '<meta name="keywords" content="网络安全,标准化；公文"><p>甲</p>')
        self.assertEqual([one.text for one in document.root.iter(f'{N}Keyword')], ['网络安全', '标准化', '公文'])

    def test_damaged_faces_become_outlines(self):
        """Outlines can be drawn, but the widths of the last glyphs are missing, so that no part of the face can be embedded."""
        font = bytearray((ROOT / 'fonts/faces/serif-regular.ttf').read_bytes())
        entry = font.index(b'hmtx')
        font[entry + 12:entry + 16] = (8).to_bytes(4, 'big')
        (self.folder / 'own.ttf').write_bytes(font)
        document = self.made('@font-face{font-family:own;src:url(own.ttf)}p{font-family:own}', '<p>AB</p>')
        self.assertIn('ofd/unusable-face', self.err)
        self.assertEqual(document.errors(), [])
        self.assertEqual(''.join(document.text(0).split()), '')
        self.assertTrue(self.objects(document))

    def test_images_and_repeated_backgrounds(self):
        Image.new('RGBA', (8, 8), (0, 0, 255, 128)).save(self.folder / 'a.png')
        document = self.made('p{background:url(a.png) 0 0/20px 20px;height:40px}', '<p><img src=a.png width=30></p>')
        self.assertEqual(document.errors(), [])
        self.assertGreater(len(list(document.xml[document.pages[0]].iter(f'{N}ImageObject'))), 10)
        self.assertEqual(len(document.media), 1)


class Calls(CommandTest):
    def test_41_it_cannot_be_filled_in(self):
        result = gongwen('render', KIND, SAMPLE, '-o', 'a.ofd', '--fillable', '--error-format', 'json', cwd=self.folder)
        self.assert_fails(result, BAD_USAGE, 'engine/not-fillable')

    def test_the_profile_is_for_ofd(self):
        result = gongwen('render', KIND, SAMPLE, '-o', 'a.pdf', '--ofd-profile', 'plain', '--error-format', 'json', cwd=self.folder)
        self.assert_fails(result, BAD_USAGE, 'cli/no-ofd')

    def test_43_a_batch_makes_the_same_bytes(self):
        gongwen('render', KIND, SAMPLE, '-o', 'a.ofd', cwd=self.folder)
        result = gongwen('batch', KIND, SAMPLE, '-o', 'out', '--format', 'ofd', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        made = [path for path in (self.folder / 'out').iterdir() if path.suffix == '.ofd']
        self.assertEqual([path.read_bytes() for path in made], [(self.folder / 'a.ofd').read_bytes()])


if __name__ == '__main__':
    unittest.main()
