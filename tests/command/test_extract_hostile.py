"""Returned files that are broken or meant to do harm: refused or read in bounded time, with a message, and without end of
the program."""
import io
import random
import time
import unittest
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

import needs
from harness import BAD_INPUT, DONE, gongwen
from returned_forms import PdfForm, XlsxForm, packed_pdf, zip_of
from test_extract import KIND, ExtractTest

PATIENCE = 60  # seconds for any file on a busy machine; the reader itself may take 10 of the processor


class Hostile(ExtractTest):
    def refused(self, content, *ids):
        """One of the messages, in both languages, and in time."""
        path = self.write('hostile', content)
        for language in ('zh', 'en'):
            begin = time.monotonic()
            result = gongwen('--lang', language, '--error-format', 'json', 'extract', path)
            self.assertLess(time.monotonic() - begin, PATIENCE)
            self.assertEqual(result.status, BAD_INPUT, result.err)
            self.assertTrue({d['id'] for d in result.errors()} & set(ids), result.err)
            self.assertEqual(result.out, '')

    def endured(self, content, seconds=PATIENCE):
        """Whatever is said of it, it is said in time and in order."""
        begin = time.monotonic()
        result = gongwen('--error-format', 'json', 'extract', self.write('hostile', content))
        self.assertLess(time.monotonic() - begin, seconds)
        self.assertIn(result.status, (DONE, BAD_INPUT), result.err)
        return {d['id'] for d in result.diagnostics()}

    def form(self):
        form = PdfForm(KIND)
        form.text('/name_zh', '甲')
        return form

    def test_nothing_of_the_kind(self):
        for content in (b'', b' ', b'hello', bytes(range(256)) * 10):
            self.refused(content, 'intake/unknown-file')
        self.refused(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 600, 'intake/compound-file')

    def test_other_formats_are_named_with_a_way_out(self):
        types = {'[Content_Types].xml': '<Types/>'}
        wide = 'Root Entry __substg1.0_001A001E'.encode('utf-16-le')
        files = {'PNG': b'\x89PNG\r\n', 'JPEG': b'\xff\xd8\xff\xe0', '网页': b'<!DOCTYPE html><html></html>', '.fdf': b'%FDF-1.2',
                 '.xfdf': b'<?xml version="1.0"?><xfdf xmlns="x"/>', '.csv': '姓名,手机\n甲,1\n'.encode(),
                 '.msg': b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 600 + wide, '.rar': b'Rar!\x1a', '.rtf': b'{\\rtf1',
                 '.docx': zip_of(types | {'word/document.xml': '<w/>'}), '.pptx': zip_of(types | {'ppt/presentation.xml': ''}),
                 '.xlsb': zip_of(types | {'xl/workbook.bin': ''}), 'OFD': zip_of({'OFD.xml': ''}),
                 '.ods': zip_of({'mimetype': 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': ''})}
        for name, content in files.items():
            with self.subTest(name):
                self.refused(content, 'intake/other-format')
                result = gongwen('--lang', 'zh', '--error-format', 'json', 'extract', self.folder / 'hostile')
                self.assertIn(name, result.errors()[0]['message'])
                self.assertGreater(len(result.errors()[0]['hint']), 4)

    def test_archives_and_mails_are_opened(self):
        self.refused(b'From: a@example.com\nSubject: x\nMIME-Version: 1.0\n\n%PDF-1.7\n', 'intake/empty-archive')
        self.refused(zip_of({'a.txt': 'x'}), 'intake/unknown-file')
        self.refused(zip_of({'a.ofd': zip_of({'OFD.xml': ''})}), 'intake/other-format')
        stored = io.BytesIO()
        with zipfile.ZipFile(stored, 'w', zipfile.ZIP_STORED) as archive:
            archive.writestr('form.pdf', self.form().bytes())
        result = gongwen('extract', self.write('stored.zip', stored.getvalue()))
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('甲', result.out)

    def test_active_content_and_signatures_are_noticed(self):
        form = self.form()
        form.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String('app.alert(1)'))
        form.page.obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String('x')))
        form.pdf.attachments['tool.exe'] = pikepdf.AttachedFileSpec(form.pdf, b'MZ', filename='tool.exe')
        form.add(Dictionary(FT=Name.Sig, T=String('/sign'), V=Dictionary(Type=Name.Sig)))
        self.assertEqual(self.extract(form.bytes(), ids=['intake/active-content', 'intake/signature-broken', 'intake/signed']), {'name_zh': '甲'})
        told = self.message(form.bytes(), 'intake/active-content')
        for word in ('脚本', '启动程序', '可执行文件'):
            self.assertIn(word, told)

    def test_cut_off(self):
        for whole in (self.form().bytes(object_stream_mode=pikepdf.ObjectStreamMode.generate), XlsxForm(KIND).bytes()):
            for share in (0.5, 0.8, 0.9):
                self.refused(whole[:int(len(whole) * share)], 'intake/damaged', 'intake/no-fields', 'intake/kind-unknown')

    def test_wrong_ending_does_not_matter(self):
        self.assertEqual(self.extract(self.form().bytes(), name='form.xlsx'), {'name_zh': '甲'})
        book = XlsxForm(KIND)
        book.text('B1', '甲', '/name_zh')
        self.assertEqual(self.extract(book.bytes(), name='form.pdf'), {'name_zh': '甲'})

    def test_macros(self):
        book = XlsxForm(KIND)
        book.text('B1', '甲', '/name_zh')
        book.parts['xl/_rels/workbook.xml.rels'] = book.relations(
            [('rId1', 'worksheet', '/' + book.sheet_part), ('rId3', 'sharedStrings', '/' + book.strings_part),
             ('rId8', 'vbaProject', 'vbaProject.bin')])
        book.parts['xl/vbaProject.bin'] = b'macro'
        self.assertEqual(self.extract(book.bytes(), name='form.xlsm', ids=['intake/macros']), {'name_zh': '甲'})

    def test_bombs_in_workbooks(self):
        book = XlsxForm(KIND)
        book.parts['xl/styles.xml'] = b'<a>' + b' ' * 100_000_000 + b'</a>'
        self.refused(book.bytes(), 'intake/limit')
        many = {f'part{i}': b'' for i in range(5000)}
        self.refused(zip_of({'[Content_Types].xml': '<Types/>', **many}), 'intake/limit')
        rows = b'<row><c t="b"><v>1</v></c></row>' * 300_000
        book = XlsxForm(KIND)
        book.parts[book.sheet_part] = b'<worksheet><sheetData>' + rows + b'</sheetData></worksheet>'
        self.refused(book.bytes(), 'intake/limit')

    def test_archives_that_lie(self):
        """The directory states a small size, and the entry unpacks to a large one."""
        content = XlsxForm(KIND)
        content.parts['xl/styles.xml'] = b'<a>' + b' ' * 50_000_000 + b'</a>'
        honest = bytearray(content.bytes())
        size = (50_000_007).to_bytes(4, 'little')
        lie = bytes(honest).replace(size, (100).to_bytes(4, 'little'))
        self.assertNotEqual(lie, bytes(honest))
        self.refused(lie, 'intake/limit', 'intake/damaged')

    def test_entities(self):
        book = XlsxForm(KIND)
        layers = ''.join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
        book.parts['xl/workbook.xml'] = f'<!DOCTYPE x [<!ENTITY l0 "lol">{layers}]><workbook>&l11;</workbook>'
        self.refused(book.bytes(), 'intake/document-type')
        book.parts['xl/workbook.xml'] = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook/>'
        self.refused(book.bytes(), 'intake/document-type')

    def test_paths_that_lead_out(self):
        book = XlsxForm(KIND)
        book.text('B1', '甲', '/name_zh')
        book.parts['../../evil'] = b'x'
        book.parts['/etc/evil'] = b'x'
        self.assertEqual(self.extract(book.bytes()), {'name_zh': '甲'})
        self.assertEqual(self.files(), ['form'])

    @needs.time
    def test_bombs_in_pdf(self):
        form = self.form()
        bomb = zlib.compress(zlib.compress(b'0' * 300_000_000, 9), 9)
        form.pdf.Root.AF = Array([])
        stream = pikepdf.Stream(form.pdf, zlib.compress(b'0' * 300_000_000, 9))
        stream.Filter = Name.FlateDecode
        form.add(Dictionary(FT=Name.Tx, T=String('/org_zh'), V=form.pdf.make_indirect(stream)))
        # A value that is no text; qpdf 12 unpacks it before it can be known, which the limits end.
        self.assertIn(self.endured(form.bytes(compress_streams=False)) & {'intake/bad-field-value', 'intake/limit'},
                      ({'intake/bad-field-value'}, {'intake/limit'}))
        self.assertTrue(bomb)

    @needs.time
    def test_object_stream_bomb(self):
        """The library itself unpacks these: the limits of the process hold."""
        inside = b'1 0 ' + b'<</Type/Catalog>>' + b' ' * 600_000_000
        self.refused(packed_pdf(inside), 'intake/damaged', 'intake/stopped', 'intake/no-fields')

    def test_deep_and_circular_pdf(self):
        deep = b'[' * 200_000 + b']' * 200_000
        form = self.form().bytes(compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        self.endured(form.replace(b'/Fields [', b'/Deep ' + deep + b'/Fields ['))
        self.endured(form.replace(b'/Type /Catalog', b'/Type /Catalog /Pages 1 0 R'))
        self.endured(form.replace(b'trailer <<', b'trailer << /Prev 10 '))
        self.endured(form.replace(b'/Size ', b'/Size 2147483648'))
        self.endured(b'%PDF-1.7\n' + b'1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj\ntrailer<</Root 1 0 R>>')

    @needs.time
    def test_mutations(self):
        """Some of what the fuzz programs do, always the same."""
        chance = random.Random(7)
        seeds = [self.form().bytes(), XlsxForm(KIND).bytes()]
        for number in range(60):
            content = bytearray(seeds[number % 2])
            for _ in range(chance.randrange(1, 20)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            self.endured(bytes(content))


if __name__ == '__main__':
    unittest.main()
