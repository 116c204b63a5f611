"""Pictures in data workbooks: over a cell, in a cell (Excel, WPS), where they are values and where they are not."""
import base64
import io
import json
import random
import re
import unittest
import zipfile

import openpyxl
import openpyxl.comments
import openpyxl.drawing.image
import PIL.Image

from harness import BAD_INPUT, DONE, ROOT, gongwen, sample
from test_data_books import BookTest

KIND = 'expert-application'
DATA = ROOT / 'samples/expert-application/typical.json'
SHEET, PHOTO = '基本信息', '照片'


def picture(color='red', file_format='PNG'):
    made = io.BytesIO()
    PIL.Image.new('RGB', (20, 20), color).save(made, file_format)
    return made.getvalue()


def address(content, media_type='image/png'):
    return f'data:{media_type};base64,' + base64.b64encode(content).decode()


def put(sheet, cell, content):
    sheet.add_image(openpyxl.drawing.image.Image(io.BytesIO(content)), cell)


def row_of(sheet, title):
    return next(row[0].row for row in sheet.iter_rows() if str(row[0].value).rstrip('*') == title)


class PicturesTest(BookTest):
    def photo_book(self, change):
        return self.changed_book(lambda book: change(book[SHEET], row_of(book[SHEET], PHOTO)), KIND, DATA)

    def read(self, path, status=DONE):
        """The data, and the messages by their identifiers."""
        result = gongwen('--error-format', 'json', 'extract', path)
        self.assertEqual(result.status, status, result.err)
        told = {}
        for one in result.diagnostics():
            told.setdefault(one['id'], []).append(one['message'])
        return json.loads(result.out) if result.out else None, told

    def rewrite(self, path, change):
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path


class OverCells(PicturesTest):
    def test_a_picture_over_the_cell_of_a_photo_is_its_value(self):
        for file_format, media_type in (('PNG', 'image/png'), ('JPEG', 'image/jpeg')):
            content = picture(file_format=file_format)
            path = self.photo_book(lambda sheet, row: put(sheet, f'B{row}', content))
            data, told = self.read(path)
            self.assertEqual(data, {**sample(DATA), 'photo': address(content, media_type)})
            self.assertEqual(told, {})

    def test_the_page_shows_it(self):
        path = self.photo_book(lambda sheet, row: put(sheet, f'B{row}', picture()))
        result = gongwen('render', KIND, path, '-o', self.folder / 'a.pdf')
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn(b'/Subtype /Image', (self.folder / 'a.pdf').read_bytes().replace(b'/Subtype/Image', b'/Subtype /Image'))

    def test_elsewhere_it_is_a_warning_with_its_cell(self):
        def change(sheet, row):
            for cell in ('B3', f'C{row}', f'D{row + 40}'):
                put(sheet, cell, picture())
        path = self.photo_book(change)
        data, told = self.read(path)
        self.assertEqual(data, sample(DATA))
        self.assertEqual(list(told), ['databook/picture-over'])
        self.assertEqual(len(told['databook/picture-over']), 3)
        self.assertIn(f'{SHEET}!B3', told['databook/picture-over'][0])

    def test_lists_of_pictures_and_columns_for_pictures(self):
        def change(book):
            record, stamps = book[SHEET], book['签发人签名章']
            put(record, f'B{row_of(record, "印章图片")}', picture())
            stamps['A2'], stamps['B2'] = 1, '主任'
            put(stamps, 'C2', picture('blue'))
            put(stamps, 'B3', picture('green'))
        source = ROOT / 'samples/opinions/typical.json'
        data, told = self.read(self.changed_book(change, 'opinions', source))
        stamp = {'position': '主任', 'image': address(picture('blue'))}
        self.assertEqual(data, {**sample(source), 'seal_images': [address(picture())], 'stamps': [stamp]})
        self.assertEqual(list(told), ['databook/picture-over'])
        self.assertIn('签发人签名章!B3', told['databook/picture-over'][0])

    def test_two_pictures_on_one_cell(self):
        def change(sheet, row):
            put(sheet, f'B{row}', picture())
            put(sheet, f'B{row}', picture('blue'))
        self.assertIn('databook/given-twice', self.read(self.photo_book(change), BAD_INPUT)[1])

    def test_a_text_in_the_cell_counts(self):
        def change(sheet, row):
            sheet[f'B{row}'] = 'photo.png'
            put(sheet, f'B{row}', picture())
        data, told = self.read(self.photo_book(change))
        self.assertEqual(data['photo'], 'photo.png')
        self.assertEqual(list(told), ['databook/picture-over'])

    def test_other_files_and_cropped_ones_are_not_read(self):
        path = self.photo_book(lambda sheet, row: put(sheet, f'B{row}', picture(file_format='GIF')))
        data, told = self.read(path)
        self.assertEqual((data, list(told)), (sample(DATA), ['intake/picture-field']))
        self.assertIn(f'{SHEET}!B', told['intake/picture-field'][0])
        path = self.photo_book(lambda sheet, row: put(sheet, f'B{row}', picture()))

        def crop(parts):
            drawing = next(name for name in parts if name.startswith('xl/drawings/drawing'))
            before = parts[drawing]
            parts[drawing] = before.replace(b'<a:stretch', b'<a:srcRect l="20000"/><a:stretch')
            self.assertNotEqual(parts[drawing], before)
        data, told = self.read(self.rewrite(path, crop))
        self.assertEqual((data, list(told)), (sample(DATA), ['intake/picture-field']))

    def test_pictures_that_nobody_sees_are_told(self):
        path = self.photo_book(lambda sheet, row: put(sheet, f'B{row}', picture()))

        def hide(parts):
            drawing = next(name for name in parts if name.startswith('xl/drawings/drawing'))
            found = re.search(rb'<(?:xdr:)?pic>.*?</(?:xdr:)?pic>', parts[drawing], re.DOTALL)
            prefix = b'xdr:' if found[0].startswith(b'<xdr:') else b''
            group = (b'<%sgrpSp><%snvGrpSpPr><%scNvPr id="9" name="g" hidden="1"/><%scNvGrpSpPr/></%snvGrpSpPr><%sgrpSpPr/>' % ((prefix,) * 6)
                     + found[0] + b'</%sgrpSp>' % prefix)
            parts[drawing] = parts[drawing].replace(found[0], group)
        data, told = self.read(self.rewrite(path, hide))
        self.assertEqual((data, list(told)), (sample(DATA), ['databook/picture-over']))

    def test_a_picture_on_merged_cells_counts_for_each_row(self):
        def change(book):
            stamps = book['签发人签名章']
            for row, position in ((2, '主任'), (3, '副主任')):
                stamps[f'A{row}'], stamps[f'B{row}'] = row - 1, position
            stamps.merge_cells('C2:C3')
            put(stamps, 'C2', picture('blue'))
        data, told = self.read(self.changed_book(change, 'opinions', ROOT / 'samples/opinions/typical.json'))
        self.assertEqual(data['stamps'], [{'position': position, 'image': address(picture('blue'))} for position in ('主任', '副主任')])
        self.assertEqual(told, {})

    def test_many_comments_are_no_lost_pictures(self):
        def change(sheet, row):
            for number in range(1100):
                sheet.cell(row + 100 + number, 1).comment = openpyxl.comments.Comment('批注', 'a')
        data, told = self.read(self.photo_book(change))
        self.assertEqual(data, sample(DATA))
        self.assertNotIn('intake/limit', told)

    def test_more_than_is_read(self):
        def add(parts):
            for name in parts:
                if name.startswith('xl/media/'):
                    parts[name] += random.Random(name).randbytes(7 << 20)
        path = self.photo_book(lambda sheet, row: [put(sheet, f'E{row + i}', picture((i, 0, 0))) for i in range(8)])
        with zipfile.ZipFile(self.rewrite(path, add)) as archive:
            self.assertGreater(sum(one.file_size for one in archive.infolist()), 50 << 20)
        told = self.read(path, BAD_INPUT)[1]
        self.assertIn('64 MB', told['intake/limit'][0])


class InCells(PicturesTest):
    def with_cell(self, cell, parts_of_workbook):
        """A workbook whose photo is this cell; relationships and parts are added to the workbook."""
        path = self.photo_book(lambda sheet, row: sheet.cell(row, 2, 'HERE'))

        def change(parts):
            relations = 'xl/_rels/workbook.xml.rels'
            done = 0
            for name in [name for name in parts if name.startswith('xl/worksheets/sheet')]:
                parts[name], count = re.subn(rb'<c r="(\w+)"[^>]*><is><t>HERE</t></is></c>',
                                             lambda found: b'<c r="%s"' % found[1] + cell.encode(), parts[name])
                done += count
            self.assertEqual(done, 1)
            for kind, name, content in parts_of_workbook:
                parts[name] = content
                if kind:
                    parts[relations] = parts[relations].replace(
                        b'</Relationships>', f'<Relationship Id="x{kind}" Type="http://x/{kind}" Target="/{name}"/></Relationships>'.encode())
        return self.rewrite(path, change)

    def relations(self, target):
        return (f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId1" Type="http://x/image" Target="/{target}"/></Relationships>').encode()

    def test_placed_in_the_cell_by_excel(self):
        parts = [('sheetMetadata', 'xl/metadata.xml',
                  b'<metadata xmlns:x="u"><metadataTypes><metadataType name="XLDAPR"/><metadataType name="XLRICHVALUE"/></metadataTypes>'
                  b'<futureMetadata name="XLRICHVALUE"><bk><extLst><ext><x:rvb i="1"/></ext></extLst></bk></futureMetadata>'
                  b'<valueMetadata><bk><rc t="2" v="0"/></bk></valueMetadata></metadata>'),
                 ('rdRichValueStructure', 'xl/richData/rdrichvaluestructure.xml',
                  b'<rvStructures><s t="_other"><k n="a"/></s><s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/>'
                  b'<k n="CalcOrigin" t="i"/></s></rvStructures>'),
                 ('rdRichValue', 'xl/richData/rdrichvalue.xml', b'<rvData><rv s="0"><v>7</v></rv><rv s="1"><v>0</v><v>5</v></rv></rvData>'),
                 ('richValueRel', 'xl/richData/richValueRel.xml', b'<richValueRels xmlns:r="u"><rel r:id="rId1"/></richValueRels>'),
                 ('', 'xl/richData/_rels/richValueRel.xml.rels', self.relations('xl/media/own.png')),
                 ('', 'xl/media/own.png', picture('green'))]
        data, told = self.read(self.with_cell(' t="e" vm="1"><v>#VALUE!</v></c>', parts))
        self.assertEqual((data.get('photo'), told), (address(picture('green')), {}))
        data, told = self.read(self.with_cell(' t="e" vm="2"><v>#VALUE!</v></c>', parts))
        self.assertEqual((data.get('photo'), list(told)), (None, ['intake/picture-field']))

    def test_placed_in_the_cell_by_wps(self):
        parts = [('cellImage', 'xl/cellimages.xml',
                  b'<c:cellImages xmlns:c="c" xmlns:x="x" xmlns:a="a" xmlns:r="r"><c:cellImage><x:pic><x:nvPicPr><x:cNvPr id="2" name="ID_1F"/>'
                  b'</x:nvPicPr><x:blipFill><a:blip r:embed="rId1"/></x:blipFill></x:pic></c:cellImage></c:cellImages>'),
                 ('', 'xl/_rels/cellimages.xml.rels', self.relations('xl/media/own.png')),
                 ('', 'xl/media/own.png', picture('green'))]
        cell = ' t="str"><f>_xlfn.DISPIMG("{0}",1)</f><v>=DISPIMG("{0}",1)</v></c>'
        data, told = self.read(self.with_cell(cell.format('ID_1F'), parts))
        self.assertEqual((data.get('photo'), told), (address(picture('green')), {}))
        data, told = self.read(self.with_cell(cell.format('ID_2F'), parts))
        self.assertEqual((data.get('photo'), list(told)), (None, ['intake/picture-field']))


class Forms(PicturesTest):
    def test_a_picture_in_an_input_cell_of_a_form_is_told_with_its_cell(self):
        form = self.folder / 'form.xlsx'
        self.assertEqual(gongwen('render', '--fillable', KIND, DATA, '-o', form).status, DONE)
        book = openpyxl.load_workbook(form)
        sheet = book.worksheets[0]
        cell = next(cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked)
        put(sheet, cell, picture())
        book.save(form)
        data, told = self.read(form)
        self.assertEqual(data, sample(DATA))
        self.assertEqual(list(told), ['intake/mark-beside'])
        self.assertIn(cell, told['intake/mark-beside'][0])


if __name__ == '__main__':
    unittest.main()
