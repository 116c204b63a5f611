"""Returned files in which what is shown and what is read were made to differ, by people or by programs: what the page
shows is read, or the file is reported; values of one person never fill the blanks of another."""
import io
import json
import subprocess
import unittest
import zipfile

import openpyxl
import pikepdf
from openpyxl.comments import Comment
from pikepdf import Array, Dictionary, Name, String

from book_names import add_name_of_sheet, drop_properties, names_of, set_names
import needs
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen

KIND = 'expert-application'
SAMPLES = ROOT / 'samples' / KIND


class TamperedTest(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = {}

    def form(self, ending, data=None, kind=KIND):
        """A form as it is sent out: blank, or made of data."""
        key = (kind, ending, data)
        if key not in self.made:
            path = self.folder / f'made.{ending}'
            font = ['--field-font', 'none'] if ending == 'pdf' else []
            source = [ROOT / 'samples' / kind / f'{data}.json'] if data else []
            result = gongwen('render', '--force', '--fillable', *font, kind, *source, '-o', path)
            self.assertEqual(result.status, DONE, result.err)
            type(self).made[key] = path.read_bytes()
        return self.made[key]

    def pdf(self, data=None, kind=KIND):
        return pikepdf.open(io.BytesIO(self.form('pdf', data, kind)))

    def book(self, data=None, kind=KIND):
        return openpyxl.load_workbook(io.BytesIO(self.form('xlsx', data, kind)))

    def read(self, document, *options):
        """Status, data, messages of a PDF or workbook; the messages as pairs of identifier and text."""
        path = self.folder / 'returned'
        if isinstance(document, bytes):
            path.write_bytes(document)
        else:
            document.save(path)
        result = gongwen('--lang', 'zh', '--error-format', 'json', 'extract', path, *options)
        told = [(d['id'], d['message']) for d in result.diagnostics()]
        return result.status, json.loads(result.out) if result.out else None, told

    def ids(self, told):
        return sorted({id for id, _ in told})


def field(pdf, pointer):
    return next(f for f in pdf.Root.AcroForm.Fields if str(f.get('/T', '')) == pointer)


def fill(pdf, **values):
    """Sets values without pictures; `name_zh='甲'`, `work_history__0__org='乙'`."""
    for key, value in values.items():
        field(pdf, '/' + key.replace('__', '/')).V = String(value)
    return pdf


def cell(book, name):
    defined = next(d for d in names_of(book) if d.name == name)
    sheet, place = defined.attr_text.split('!')
    return book[sheet.strip("'")][place.replace('$', '')]


def fill_book(book, **values):
    for name, value in values.items():
        cell(book, 'gw.' + name.replace('___', '.')).value = value
    return book


def insert_row(book, sheet, number):
    """As spreadsheet programs do it: names go with their cells."""
    merged = [str(m) for m in sheet.merged_cells.ranges]
    for text in merged:
        sheet.unmerge_cells(text)
    sheet.insert_rows(number)
    for name in names_of(book):
        title, _, place = name.attr_text.partition('!')
        if title.strip("'") != sheet.title or not name.name.startswith('gw.'):
            continue
        column, row = place.split(':')[0].lstrip('$').split('$')
        if int(row) >= number:
            name.attr_text = f"{title}!${column}${int(row) + 1}"


class SeveralForms(TamperedTest):
    def two(self):
        first = fill(self.pdf(), name_zh='欧阳某某', mobile='13800000000')
        second = fill(self.pdf(), name_zh='第二人', std_experience='只有第二人填了')
        paths = [self.folder / 'first.pdf', self.folder / 'second.pdf']
        first.save(paths[0])
        second.save(paths[1])
        return paths

    def assert_two(self, data):
        self.assertEqual([d['name_zh'] for d in data], ['欧阳某某', '第二人'])
        self.assertEqual([d.get('mobile') for d in data], ['13800000000', None])
        self.assertEqual([d.get('std_experience') for d in data], [None, '只有第二人填了'])

    def test_pages_put_together(self):
        paths = self.two()
        with pikepdf.open(paths[0]) as both, pikepdf.open(paths[1]) as second:
            both.pages.extend(second.pages)
            status, data, told = self.read(both)
        self.assertEqual((status, self.ids(told)),
                         (DONE, ['intake/not-drawn', 'intake/orphan-field', 'intake/several-forms']))
        self.assert_two(data)
        self.assertEqual(sum(id == 'intake/orphan-field' for id, _ in told), 1)

    def test_programs_that_join(self):
        joined = self.folder / 'joined.pdf'
        for words in (['qpdf', '--empty', '--pages', *self.two(), '--', joined], ['pdfunite', *self.two(), joined]):
            with self.subTest(words[0]):
                try:
                    subprocess.run([str(word) for word in words], check=True, capture_output=True)
                except FileNotFoundError:
                    needs.lacking(str(words[0]))
                status, data, told = self.read(joined.read_bytes(), '--kind', KIND)
                self.assertEqual(status, DONE, told)
                self.assert_two(data)

    def test_each_gets_a_file_of_its_own(self):
        paths = self.two()
        with pikepdf.open(paths[0]) as both, pikepdf.open(paths[1]) as second:
            both.pages.extend(second.pages)
            both.save(self.folder / '甲乙.pdf')
        (self.folder / 'out').mkdir()
        result = gongwen('extract', self.folder / '甲乙.pdf', '-o', self.folder / 'out')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([f for f in self.files() if f.startswith('out')], ['out/甲乙-1.json', 'out/甲乙-2.json'])
        self.assertIn('甲乙.pdf#1-4', result.out)

    def test_pages_in_disorder_are_refused(self):
        paths = self.two()
        with pikepdf.open(paths[0]) as first, pikepdf.open(paths[1]) as second:
            pages = len(first.pages)
            for order in ([0, pages, 1, pages + 1], [*range(pages), pages], [0, pages + 1, pages, 1]):
                both = pikepdf.new()
                both.pages.extend(first.pages)
                both.pages.extend(second.pages)
                mixed = pikepdf.new()
                mixed.pages.extend(both.pages[i] for i in order)
                status, data, told = self.read(mixed, '--kind', KIND)
                self.assertEqual((status, data), (BAD_INPUT, None), told)
                self.assertEqual(self.ids(told), ['intake/mixed-forms'])

    def test_forms_of_two_kinds_are_not_mixed(self):
        letter = fill(self.pdf(kind='commitment-letter'), org='甲院')
        information = fill(self.pdf(kind='proposal-review'), title__zh='某标准')
        letter.pages.extend(information.pages)
        status, data, told = self.read(letter)
        self.assertEqual([form.get('org') or form['title']['zh'] for form in data], ['甲院', '某标准'], told)
        self.assertIn('intake/several-kinds', self.ids(told))

    def test_sheets_copied(self):
        for with_names in (False, True):
            book = fill_book(self.book(), name__zh='秦涛超', fax='010-64102222')
            copy = book.copy_worksheet(book['申请表'])
            copy[cell(book, 'gw.name__zh').coordinate] = '李四'
            copy[cell(book, 'gw.fax').coordinate] = None
            if with_names:
                for name in names_of(book):
                    if name.attr_text.startswith("'申请表'"):
                        add_name_of_sheet(book, copy, name.name, name.attr_text.replace("'申请表'", f"'{copy.title}'"))
            status, data, told = self.read(book)
            self.assertEqual((status, self.ids(told)), (DONE, ['intake/fields-missing', 'intake/several-forms']), told)
            self.assertEqual([(d['name_zh'], d.get('fax')) for d in data], [('秦涛超', '010-64102222'), ('李四', None)])

    def test_a_document_is_made_of_one_form(self):
        book = fill_book(self.book(), name__zh='秦涛超')
        book.copy_worksheet(book['申请表'])[cell(book, 'gw.name__zh').coordinate] = '李四'
        book.save(self.folder / 'two.xlsx')
        result = gongwen('render', KIND, self.folder / 'two.xlsx', '-o', self.folder / 'x.pdf')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('intake/one-form', result.err)


class HiddenValues(TamperedTest):
    def test_what_is_carried_in_hiding_is_not_believed(self):
        pdf = fill(self.pdf(), name_zh='欧阳某某', post_title='工程师')
        field(pdf, '/_gw/given').V = String(json.dumps(
            [{'p': '/name_zh', 's': '欧阳某某', 'd': '李鬼'}, {'p': '/post_title', 's': '工程师'},
             {'p': '/status', 'd': 'registered'}], ensure_ascii=False))
        status, data, told = self.read(pdf)
        self.assertEqual(status, BAD_INPUT)
        self.assertEqual((data['name_zh'], data['post_title'], data.get('status')), ('欧阳某某', '工程师', None))
        self.assertEqual(self.ids(told), ['intake/given-differs', 'intake/given-hidden', 'intake/not-drawn'])
        self.assertTrue(any('“姓名”' in text and '李鬼' in text for _, text in told), told)

    def test_what_is_printed_is_shown(self):
        """Texts that are on the form without a field come back, since everybody can read them there."""
        kind = 'commitment-letter'
        wanted = json.loads((ROOT / 'samples' / kind / 'stress.json').read_text('utf-8'))
        for ending in ('pdf', 'xlsx'):
            self.assertEqual(self.read(self.form(ending, 'stress', kind)), (DONE, wanted, []))
        pdf = self.pdf('stress', kind)
        field(pdf, '/_gw/given').V = String(json.dumps(
            [{'p': '/addressee', 'd': '某某委员会另一个秘书处办公室'}], ensure_ascii=False))
        status, data, told = self.read(pdf)
        # The text makes a second page, which the form has only with it.
        self.assertEqual((data.get('addressee'), self.ids(told)), (None, ['intake/given-hidden', 'intake/other-pages']))

    def test_the_same_in_a_workbook(self):
        book = fill_book(self.book(), name__zh='秦涛超', gender='男')
        sheet = book['_gw']
        for row in sheet.iter_rows():
            if row[1].value == '/name_zh':
                row[2].value, row[5].value, row[6].value = 'choice', '秦涛超', '李鬼'
            if row[1].value == '/gender':
                row[6].value, row[8].value = row[8].value, row[6].value
            if row[0].value == 'given':
                row[1].value = json.dumps([{'p': '/english', 'd': '精通'}], ensure_ascii=False)
        status, data, told = self.read(book)
        self.assertEqual(status, BAD_INPUT)
        self.assertEqual((data['name_zh'], data['gender'], data.get('english')), ('秦涛超', '男', None))

    def without_given(self, pdf, says=True):
        """The field is deleted; with `says` the stamp still speaks of it, as that of older forms never did."""
        pdf.Root.AcroForm.Fields = Array([f for f in pdf.Root.AcroForm.Fields if str(f.get('/T', '')) != '/_gw/given'])
        if not says:
            stamp = json.loads(str(field(pdf, '/_gw/stamp').V))
            self.assertRegex(stamp.pop('given'), '^[0-9a-f]{32}$')
            field(pdf, '/_gw/stamp').V = pdf.docinfo['/GwForm'] = String(json.dumps(stamp))
        return pdf

    def test_carried_data_that_were_deleted(self):
        """The stamp says that there were some; with the data that the form was made from they are known."""
        kind = 'commitment-letter'
        source = ROOT / 'samples' / kind / 'stress.json'
        wanted = json.loads(source.read_text('utf-8'))
        status, data, told = self.read(self.without_given(self.pdf('stress', kind)))
        self.assertEqual((status, 'addressee' in data, 'intake/given-lost' in self.ids(told)), (DONE, False, True), told)
        self.assertEqual(self.read(self.without_given(self.pdf('stress', kind)), '--base', source), (DONE, wanted, []))
        other = self.write('other.json', {**wanted, 'leader': '另一人'})
        _, data, told = self.read(self.without_given(self.pdf('stress', kind)), '--base', other)
        self.assertIn('intake/given-lost', self.ids(told))
        # Forms of old do not say it; nor do blank ones lose anything.
        self.assertNotIn('intake/given-lost', self.ids(self.read(self.without_given(self.pdf('stress', kind), False))[2]))
        blank = self.read(self.pdf())
        self.assertEqual(self.read(self.without_given(self.pdf())), blank)

    def test_carried_data_that_were_deleted_from_a_workbook(self):
        kind = 'commitment-letter'
        source = ROOT / 'samples' / kind / 'stress.json'
        wanted = json.loads(source.read_text('utf-8'))
        for part, own, other in (('xl/sharedStrings.xml', b'>given<', b'>head<'),
                                 ('xl/workbook.xml', b'name="_gw"', b'name="_other"')):
            out = io.BytesIO()
            with zipfile.ZipFile(io.BytesIO(self.form('xlsx', 'stress', kind))) as book, zipfile.ZipFile(out, 'w') as copy:
                self.assertEqual(book.read(part).count(own), 1)
                for name in book.namelist():
                    copy.writestr(name, book.read(name).replace(own, other) if name == part else book.read(name))
            _, data, told = self.read(out.getvalue())
            self.assertEqual(('addressee' in data, 'intake/given-lost' in self.ids(told)), (False, True), told)
            _, data, told = self.read(out.getvalue(), '--base', source)
            self.assertEqual((data, 'intake/given-lost' in self.ids(told)), (wanted, False), told)

    def test_options_that_were_exchanged(self):
        """The words beside the buttons are printed, the names of the options are not."""
        pdf = self.pdf('typical')
        gender = field(pdf, '/gender')
        shown = self.read(pdf)[1]['gender']
        gender.Opt = Array(reversed(list(gender.Opt)))
        status, data, told = self.read(pdf)
        self.assertEqual((status, data['gender'], self.ids(told)), (BAD_INPUT, shown, ['intake/given-differs']))

    def test_fields_that_nobody_sees(self):
        pdf = fill(self.pdf(), name_zh='甲')
        hidden = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String('/status'), V=String('registered')))
        pdf.Root.AcroForm.Fields.append(hidden)
        field(pdf, '/mobile').V = String('13800000000')
        field(pdf, '/mobile').F = 2
        field(pdf, '/email').V = String('a@example.com')
        field(pdf, '/email').Rect = Array([9000, 9000, 9100, 9020])
        status, data, told = self.read(pdf)
        self.assertEqual((status, data), (BAD_INPUT, {'name_zh': '甲'} | {k: v for k, v in data.items() if k == 'commitment'}))
        self.assertEqual(sum(id == 'intake/hidden-field' for id, _ in told), 3)

    def test_fields_that_the_form_does_not_have(self):
        pdf = fill(self.pdf(), name_zh='甲')
        extra = pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String('/status'), V=String('registered'),
            Rect=Array([100, 100, 200, 120])))
        pdf.Root.AcroForm.Fields.append(extra)
        pdf.pages[0].Annots.append(extra)
        status, data, told = self.read(pdf)
        self.assertEqual((status, 'status' in data), (BAD_INPUT, False))
        self.assertIn('intake/not-on-form', self.ids(told))

    def test_cells_of_hidden_sheets(self):
        book = fill_book(self.book(), name__zh='甲')
        sheet = book.create_sheet('隐')
        sheet['A1'], sheet['B1'], sheet.sheet_state = '姓名', '李鬼', 'hidden'
        next(d for d in names_of(book) if d.name == 'gw.name__zh').attr_text = "'隐'!$B$1"
        status, data, told = self.read(book)
        self.assertEqual(status, BAD_INPUT)
        self.assertNotIn('李鬼', json.dumps(data, ensure_ascii=False))
        self.assertIn('intake/hidden-field', self.ids(told))


class Appearances(TamperedTest):
    def test_a_value_under_another_picture(self):
        pdf = fill(self.pdf('typical'), name_zh='李鬼')
        status, data, told = self.read(pdf)
        self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/shown-differs']))
        self.assertIn('“姓名”（第1页）', told[0][1])

    def test_a_picture_without_a_value(self):
        pdf = self.pdf('typical')
        del field(pdf, '/name_zh').V
        status, data, told = self.read(pdf)
        self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/shown-differs']))

    def test_the_place_for_a_date_is_no_text(self):
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.STSong, Encoding=Name('/UniGB-UCS2-H'))
        for text, ids in (('年　月　日', ['intake/blank-form']), ('王小明', ['intake/shown-differs'])):
            pdf = self.pdf()
            code = text.encode('utf-16-be').hex().encode()
            picture = pdf.make_stream(b'/Tx BMC q BT /Song 9 Tf <' + code + b'> Tj ET Q EMC')
            picture.Resources = Dictionary(Font=Dictionary(Song=font))
            picture.Subtype, picture.BBox = Name.Form, Array([0, 0, 100, 20])
            field(pdf, '/name_zh').AP = Dictionary(N=picture)
            self.assertEqual(self.ids(self.read(pdf)[2]), ids)

    def framed(self, codes, has_text, glyphs=None):
        """A name that a program drew in a font of glyph numbers: what the codes have a glyph and a character for."""
        pdf = fill(self.pdf(), name_zh='张三')
        below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name('/AAAAAA+Made'),
                           CIDToGIDMap=Name.Identity if glyphs is None else pdf.make_stream(glyphs))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name('/AAAAAA+Made'), Encoding=Name('/Identity-H'),
                          DescendantFonts=Array([below]))
        if has_text:
            font.ToUnicode = pdf.make_stream(b'1 begincodespacerange <0000> <FFFF> endcodespacerange\n'
                                             b'2 beginbfchar <0003> <5F20> <0004> <738B> endbfchar')
        picture = pdf.make_stream(b'/Tx BMC q BT /F 9 Tf <' + codes + b'> Tj ET Q EMC')
        picture.Resources = Dictionary(Font=Dictionary(F=font))
        picture.Subtype, picture.BBox = Name.Form, Array([0, 0, 100, 20])
        field(pdf, '/name_zh').AP = Dictionary(N=picture)
        status, data, told = self.read(pdf)
        self.assertEqual(status, BAD_INPUT if 'intake/shown-differs' in self.ids(told) else DONE)
        self.assertEqual(data['name_zh'], '张三')
        return told

    def test_frames_for_all_characters(self):
        """As pdftk draws them: by codes of one byte in a font of two, none of which has a glyph."""
        for codes, has_text, glyphs in ((b'00000000', True, None), (b'0000', True, None), (b'00', True, None), (b'00000000', False, None),
                                        (b'00050006', True, bytes(14)), (b'00050006', True, bytes(2)), (b'00050006', False, bytes(8))):
            with self.subTest(codes=codes, has_text=has_text, glyphs=glyphs):
                [(identifier, message)] = self.framed(codes, has_text, glyphs)
                self.assertEqual(identifier, 'intake/shown-differs')
                self.assertIn('□', message)

    def test_frames_for_some_characters(self):
        for codes in (b'00030000', b'0000000300000000'):
            with self.subTest(codes):
                self.assertEqual(self.framed(codes, True), [])
        [(identifier, message)] = self.framed(b'00040000', True)
        self.assertEqual(identifier, 'intake/shown-differs')
        self.assertIn('王□', message)

    def test_codes_that_may_be_anything(self):
        for told in (self.framed(b'00050006', True), self.framed(b'00050006', False, bytes([0, 7] * 7))):
            self.assertEqual(self.ids(told), ['intake/not-compared'])

    def test_pictures_that_some_make_anew(self):
        pdf = fill(self.pdf('typical'), name_zh='张三')
        pdf.Root.AcroForm.NeedAppearances = True
        status, data, told = self.read(pdf)
        self.assertEqual((status, data['name_zh'], self.ids(told)), (DONE, '张三', ['intake/redrawn']))

    def test_values_without_pictures_are_a_note(self):
        status, data, told = self.read(fill(self.pdf(), name_zh='张三', mobile='13800000000'))
        self.assertEqual((status, self.ids(told)), (DONE, ['intake/not-drawn']))

    def test_the_box_that_is_seen_counts(self):
        pdf = self.pdf(kind='proposal-information')
        group = field(pdf, '/wg')
        states = [next(name for name in kid.AP.N.keys() if name != '/Off') for kid in group.Kids]
        for kid, state in zip(group.Kids, states):
            kid.AS = Name(state) if state == states[2] else Name.Off
        group.V = String('3')
        status, data, told = self.read(pdf)
        self.assertEqual((status, data, told), (DONE, {'wg': 3}, []))
        group.V = Name(states[4])
        status, data, told = self.read(pdf)
        self.assertEqual((status, data, self.ids(told)), (BAD_INPUT, {'wg': 3}, ['intake/button-conflict']))
        group.Kids[0].AS = Name(states[0])
        group.V = Name(states[2])
        self.assertIn('intake/button-conflict', self.ids(self.read(pdf)[2]))

    def test_states_that_were_exchanged(self):
        """The words beside the box that is ticked are printed; its state is only a name."""
        pdf = self.pdf(kind='proposal-information')
        group = field(pdf, '/wg')
        for kid, old, new in ((group.Kids[0], '/1', '/2'), (group.Kids[1], '/2', '/1')):
            kid.AP.N[new] = kid.AP.N[old]
            del kid.AP.N[old]
        group.Kids[0].AS = group.V = Name('/2')
        status, data, told = self.read(pdf)
        self.assertEqual((status, data, self.ids(told)), (BAD_INPUT, {'wg': 1}, ['intake/given-differs']))


class Beside(TamperedTest):
    def test_annotations(self):
        pdf = self.pdf()
        rect = field(pdf, '/name_zh').Rect
        for subtype in ('FreeText', 'Text', 'Stamp'):
            pdf.pages[0].Annots.append(pdf.make_indirect(Dictionary(
                Type=Name.Annot, Subtype=Name('/' + subtype), Rect=rect, Contents=String('王小明' + subtype))))
        pdf.pages[0].Annots.append(pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Ink, Rect=rect)))
        status, data, told = self.read(pdf)
        self.assertEqual(status, BAD_INPUT)
        texts = [text for id, text in told if id == 'intake/text-beside']
        self.assertEqual(len(texts), 3)
        self.assertIn('“姓名”（第1页）', texts[0])
        self.assertIn('王小明FreeText', texts[0])
        self.assertEqual(self.ids(told), ['intake/blank-form', 'intake/mark-beside', 'intake/text-beside'])

    def test_text_over_the_page(self):
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        words = b'q BT /F9 12 Tf 150 690 Td (Wang Xiaoming) Tj ET Q'
        pdf = self.pdf()
        pdf.pages[0].contents_add(words)
        pdf.pages[0].Resources.Font['/F9'] = helvetica
        status, _, told = self.read(pdf)
        self.assertEqual(status, BAD_INPUT)
        self.assertTrue(any('Wang Xiaoming' in text for id, text in told if id == 'intake/text-beside'), told)
        pdf = self.pdf()
        over = pikepdf.new()
        over.add_blank_page(page_size=(595, 842))
        over.pages[0].obj.Contents = over.make_stream(words)
        over.pages[0].obj.Resources = Dictionary(Font=Dictionary(F9=helvetica))
        pdf.pages[0].add_overlay(over.pages[0])
        status, _, told = self.read(pdf)
        self.assertEqual(status, BAD_INPUT)
        self.assertTrue(any('Wang Xiaoming' in text for id, text in told if id == 'intake/text-beside'), told)

    def test_cells_comments_and_rows(self):
        book = fill_book(self.book(), name__zh='甲')
        place = cell(book, 'gw.work__history.0.org')
        insert_row(book, place.parent, place.row + 1)
        place.parent.cell(place.row + 1, place.column).value = '插入的单位'
        cell(book, 'gw.work__history.1.org').value = '第二个单位'
        cell(book, 'gw.name__zh').comment = Comment('请更正', '某人')
        status, data, told = self.read(book)
        self.assertEqual((status, data['work_history']), (BAD_INPUT, [{'org': '第二个单位'}]))
        texts = ' '.join(text for id, text in told if id == 'intake/text-beside')
        self.assertIn('插入的单位', texts)
        self.assertIn('请更正', texts)


class Moved(TamperedTest):
    def test_rows_deleted(self):
        """As Excel writes it: the names lead nowhere. The cells that are now at the old places belong to others."""
        book = fill_book(self.book(), name__zh='甲', address__en='No. 1 Road')
        for name in names_of(book):
            if name.name in ('gw.address__zh', 'gw.postcode'):
                name.attr_text = '申请表!#REF!'
        place = cell(book, 'gw.address__en')
        place.parent.cell(place.row - 1, place.column).value = '别的内容'
        status, data, told = self.read(book)
        self.assertNotIn('address_zh', data)
        self.assertIn('intake/lost-name', self.ids(told))
        self.assertIn('intake/text-beside', self.ids(told))

    def test_without_names_only_an_unchanged_sheet_is_read(self):
        def without_names():
            book = fill_book(self.book(), name__zh='甲', mobile='13800000000')
            set_names(book, [d for d in names_of(book) if not d.name.startswith('gw.')])
            return book
        status, data, told = self.read(without_names())
        self.assertEqual((status, told), (DONE, []))
        self.assertEqual((data['name_zh'], data['mobile']), ('甲', '13800000000'))
        book = without_names()
        book['申请表'].insert_rows(3)
        status, data, told = self.read(book)
        self.assertNotIn('13800000000', json.dumps(data))
        self.assertLess(sum(id == 'intake/lost-name' for id, _ in told), 6)
        self.assertIn('intake/more-alike', self.ids(told))

    def test_a_name_that_was_moved_to_another_field(self):
        book = fill_book(self.book(), name__zh='甲', org__zh='乙院')
        names = {d.name: d for d in names_of(book)}
        names['gw.name__zh'].attr_text = names['gw.org__zh'].attr_text
        status, data, told = self.read(book)
        self.assertEqual(status, BAD_INPUT)
        self.assertNotIn('name_zh', data)
        self.assertIn('intake/shared-cell', self.ids(told))
        del names['gw.org__zh']
        set_names(book, [d for d in names_of(book) if d.name != 'gw.org__zh'])
        status, data, told = self.read(book)
        self.assertEqual((status, data.get('name_zh')), (BAD_INPUT, None))
        self.assertTrue({'intake/other-label', 'intake/shared-cell'} & set(self.ids(told)), told)


class TypedMonths(TamperedTest):
    def test_numbers_in_cells_for_dates(self):
        for typed, month in ((1980.5, '1980-05'), (198005, '1980-05'), (2010.12, '2010-12'), (29342, '1980-05')):
            book = fill_book(self.book(), birth=typed)
            cell(book, 'gw.birth').number_format = 'yyyy"年"m"月"'
            status, data, told = self.read(book)
            self.assertEqual((status, data['birth'], told), (DONE, month, []), typed)
        for typed in (1980, 1980.1, 1980.13):
            book = fill_book(self.book(), birth=typed)
            cell(book, 'gw.birth').number_format = 'yyyy"年"m"月"'
            status, data, told = self.read(book)
            self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/not-a-value']), typed)


class StruckOut(TamperedTest):
    def test_a_text_that_is_deleted_stays_deleted(self):
        for data in (None, 'typical', 'minimal'):
            pdf = self.pdf(data)
            pdf.Root.AcroForm.NeedAppearances = True
            fill(pdf, name_zh='甲')
            del field(pdf, '/commitment/text').V
            book = fill_book(self.book(data), name__zh='甲')
            cell(book, 'gw.commitment.text').value = None
            for form in (pdf, book):
                with self.subTest(data=data, form=type(form)):
                    status, found, told = self.read(form)
                    self.assertEqual((status, set(self.ids(told)) - {'intake/redrawn'}), (DONE, {'intake/struck-out'}), told)
                    self.assertEqual(found['commitment']['text'], '')

    def test_in_items_of_lists(self):
        pdf = self.pdf('typical')
        pdf.Root.AcroForm.NeedAppearances = True
        del field(pdf, '/groups/0/tc').V
        status, found, told = self.read(pdf)
        self.assertEqual((status, self.ids(told)), (DONE, ['intake/redrawn', 'intake/struck-out']), told)
        self.assertEqual(found['groups'][0]['tc'], '')


    def test_what_cannot_be_empty_is_asked_for(self):
        bundle = self.folder / 'own' / 'levels'
        bundle.mkdir(parents=True)
        (bundle / 'template.json').write_text(json.dumps({
            'kind': 'levels', 'title': {'zh': '级别表', 'en': 'levels'}, 'version': '1.0', 'language': 'zh-CN',
            'file_name': '级别表', 'source': {'zh': '测试用', 'en': 'for tests'},
            'outputs': {'pdf': {'template': 'document.html', 'styles': []}}, 'rules': []}), encoding='utf-8')
        (bundle / 'schema.json').write_text(json.dumps({
            '$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object', 'properties': {
                'name': {'type': 'string'}, 'level': {'type': 'string', 'minLength': 1, 'default': '普通'}}}), encoding='utf-8')
        (bundle / 'document.html').write_text(
            '<!DOCTYPE html><html lang="zh-CN"><head><title>题</title></head><body><p>姓名<input type="text" name="/name" '
            'aria-label="姓名"></p><p>级别<input type="text" name="/level" aria-label="级别"></p></body></html>', encoding='utf-8')
        made = gongwen('--templates', self.folder / 'own', 'render', '--fillable', 'levels', '-o', self.folder / 'l.pdf')
        self.assertEqual(made.status, DONE, made.err)
        with pikepdf.open(self.folder / 'l.pdf') as pdf:
            pdf.Root.AcroForm.NeedAppearances = True
            fill(pdf, name='甲')
            del field(pdf, '/level').V
            pdf.save(self.folder / 'returned.pdf')
        result = gongwen('--templates', self.folder / 'own', 'extract', self.folder / 'returned.pdf')
        self.assertEqual(result.status, BAD_INPUT, result.err)
        self.assertIn('intake/struck-out-default', result.err)


class Whole(TamperedTest):
    def test_the_stamp_is_lost(self):
        pdf = fill(self.pdf(), name_zh='甲')
        pdf.Root.AcroForm.Fields = Array([f for f in pdf.Root.AcroForm.Fields if not str(f.T).startswith('/_gw')])
        del pdf.Root.Metadata
        del pdf.trailer.Info
        status, data, told = self.read(pdf)
        self.assertEqual((status, data['name_zh']), (DONE, '甲'))
        self.assertIn('intake/kind-by-fields', self.ids(told))

    def test_labels_of_the_form_itself(self):
        book = fill_book(self.book(), name__zh='甲', address__zh='示例路1号', postcode='100000')
        set_names(book)
        drop_properties(book)
        del book['_gw']
        status, data, told = self.read(book, '--kind', KIND, '--by-label')
        self.assertIn('text', data.pop('commitment'))  # the form came with it
        self.assertEqual((status, data), (DONE, {'name_zh': '甲', 'address_zh': '示例路1号', 'postcode': '100000'}))

    def test_blank_forms(self):
        for ending in ('pdf', 'xlsx'):
            status, data, told = self.read(self.form(ending))
            self.assertEqual((status, data, self.ids(told)), (DONE, {}, ['intake/blank-form']))
            status, data, told = self.read(self.form(ending), '--check')
            self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/nothing-filled-in']))

    def test_pages_that_are_missing(self):
        pdf = fill(self.pdf(), name_zh='甲')
        del pdf.pages[1:]
        pdf.Root.AcroForm.Fields = Array([f for f in pdf.Root.AcroForm.Fields
                                          if str(f.T).startswith('/_gw') or '/P' in f and f.P == pdf.pages[0].obj])
        status, _, told = self.read(pdf)
        self.assertIn('intake/fields-missing', self.ids(told))


if __name__ == '__main__':
    unittest.main()
