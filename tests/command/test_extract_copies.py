"""Workbooks compared with the blank one of their kind: copies without names, read between what the form prints, and forms
in which something else was typed, deleted or hidden."""
import io
import json
import re
import unittest
import zipfile

import PIL.Image
import openpyxl
import openpyxl.drawing.image

import needs
from book_names import drop_properties, names_of, set_names
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen

KINDS = ('expert-application', 'proposal-information', 'proposal-review', 'justification-report', 'iso-form-4',
         'commitment-letter')
KIND = KINDS[0]


def leaves(value, pointer=''):
    if isinstance(value, dict):
        return {p: leaf for key, part in value.items() for p, leaf in leaves(part, f'{pointer}/{key}').items()}
    if isinstance(value, list):
        return {p: leaf for index, part in enumerate(value) for p, leaf in leaves(part, f'{pointer}/{index}').items()}
    return {pointer: value}


def copied(book, shift=(0, 0)):
    """The visible sheets as people copy them into another workbook: values and merged cells, nothing else."""
    copy = openpyxl.Workbook()
    copy.remove(copy.active)
    rows, columns = shift
    for sheet in book:
        if sheet.sheet_state != 'visible':
            continue
        target = copy.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    place = target.cell(cell.row + rows, cell.column + columns, cell.value)
                    place.number_format = cell.number_format
        for area in sheet.merged_cells.ranges:
            target.merge_cells(start_row=area.min_row + rows, start_column=area.min_col + columns,
                               end_row=area.max_row + rows, end_column=area.max_col + columns)
    return copy


def without_given(book):
    """Without the values that the fields do not show, in the sheet and in the stamp."""
    drop_properties(book)
    for row in book['_gw'].iter_rows(max_col=1):
        if row[0].value == 'given':
            book['_gw'].delete_rows(row[0].row)
            break
    return book


class CopiesTest(CommandTest):
    made = {}

    def book(self, kind=KIND, data='typical'):
        if (kind, data) not in self.made:
            path = self.folder / 'made.xlsx'
            source = [ROOT / 'samples' / kind / f'{data}.json'] if data else []
            result = gongwen('render', '--force', '--fillable', kind, *source, '-o', path)
            self.assertEqual(result.status, DONE, result.err)
            self.made[kind, data] = path.read_bytes()
        return openpyxl.load_workbook(io.BytesIO(self.made[kind, data]))

    def read(self, book, *options):
        path = self.folder / 'returned.xlsx'
        path.write_bytes(book) if isinstance(book, bytes) else book.save(path)
        result = gongwen('--lang', 'zh', '--error-format', 'json', '--all-messages', 'extract', path, *options)
        told = [(d['id'], d['message']) for d in result.diagnostics()]
        return result.status, json.loads(result.out) if result.out else None, told

    def read_copy(self, book, kind=KIND):
        return self.read(book, '--kind', kind, '--by-label')

    def ids(self, told):
        return sorted({id for id, _ in told})

    def texts(self, told, id):
        return [message for known, message in told if known == id]


class Copies(CopiesTest):
    @needs.time
    def test_all_values_of_all_forms(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                _, expected, _ = self.read(without_given(self.book(kind)))
                for shift in ((0, 0), (2, 1)):
                    status, found, told = self.read_copy(copied(self.book(kind), shift), kind)
                    self.assertEqual(leaves(found), leaves(expected), told)
                    self.assertEqual(status, DONE, told)
                    self.assertEqual(self.ids(told), sorted({'intake/by-label', 'intake/more-alike'} & set(self.ids(told))))

    def test_rows_that_were_added_and_deleted(self):
        copy = copied(self.book())
        sheet = copy['申请表']
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.delete_rows(5)      # the name in Latin letters, with its label
        sheet.insert_rows(8, 2)
        sheet['B8'] = '另写一行'
        status, found, told = self.read_copy(copy)
        _, expected, _ = self.read(without_given(self.book()))
        lost = {'/name_en/surname', '/name_en/given'}
        self.assertEqual(leaves(found), {p: v for p, v in leaves(expected).items() if p not in lost})
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('另写一行', ''.join(self.texts(told, 'intake/text-beside')))
        (missing,) = self.texts(told, 'intake/fields-not-found')
        self.assertRegex(missing, r'没有找到表格 \d+ 栏中的 2 栏.*姓.*名')

    def test_lists_of_another_length(self):
        book = self.book('expert-application', None)
        sheet = book['经历']
        sheet['A3'], sheet['C3'], sheet['E3'] = '2010年1月', '甲院', '研究员'
        copy = copied(book)
        short, long = copy['经历'], copied(book)
        for area in list(short.merged_cells.ranges):
            short.unmerge_cells(str(area))
        short.delete_rows(6, 9)
        status, found, told = self.read_copy(copy)
        self.assertEqual(found['work_history'], [{'from': '2010-01', 'org': '甲院', 'post': '研究员'}], told)
        sheet = long['经历']
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.insert_rows(15, 2)
        sheet['C15'], sheet['C16'] = '丙院', '丁院'
        status, found, told = self.read_copy(long)
        self.assertEqual([item['org'] for item in found['work_history']], ['甲院', '丙院', '丁院'])
        self.assertNotIn('intake/text-beside', self.ids(told))

    def test_what_the_form_prints_is_no_answer(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                _, found, told = self.read_copy(copied(self.book(kind, None)), kind)
                _, blank, _ = self.read(without_given(self.book(kind, None)))
                self.assertEqual(found, blank, told)
                self.assertNotIn('intake/text-beside', self.ids(told))

    def test_what_is_hidden_is_not_read(self):
        copy = copied(self.book())
        address = next(cell for row in copy['申请表'].rows for cell in row if '@' in str(cell.value))
        copy['申请表'].row_dimensions[address.row].hidden = True
        _, found, told = self.read_copy(copy)
        self.assertNotIn('email', found)
        self.assertIn('intake/hidden-field', self.ids(told))
        copy = copied(self.book())
        copy['经历'].sheet_state = 'hidden'
        status, found, told = self.read_copy(copy)
        self.assertNotIn('work_history', found)
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('intake/fields-not-found', self.ids(told))

    def test_two_copies_in_one_workbook(self):
        copy = copied(self.book())
        copy.copy_worksheet(copy['申请表'])
        status, found, told = self.read_copy(copy)
        self.assertEqual((status, found or {}), (BAD_INPUT, {}))
        self.assertIn('intake/mixed-forms', self.ids(told))

    def test_errors_in_cells_and_sheets_of_others(self):
        copy = copied(self.book())
        copy['申请表']['B4'] = '=1/0'
        copy.create_sheet('备注')['A1'] = '请尽快办理'
        status, found, told = self.read_copy(copy)
        self.assertNotIn('name_zh', found)
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('intake/no-result', self.ids(told))
        self.assertIn('请尽快办理', ''.join(self.texts(told, 'intake/text-beside')))


class Compared(CopiesTest):
    """Forms with names."""

    def without_map(self, book):
        del book['_gw']
        return book

    def test_a_row_that_was_deleted_takes_its_own_answers_only(self):
        """As LibreOffice does it: names move with their cells."""
        book = self.book()
        sheet = book['申请表']
        areas = [(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.delete_rows(5)
        for top, left, bottom, right in areas:
            if top != 5:
                up = 1 if top > 5 else 0
                sheet.merge_cells(start_row=top - up, start_column=left, end_row=bottom - up, end_column=right)
        for name in names_of(book):
            match = re.fullmatch(r"'?申请表'?!\$([A-Z]+)\$(\d+)(:.*)?", name.attr_text)
            if match and int(match[2]) == 5:
                name.attr_text = '#REF!'
            elif match and int(match[2]) > 5:
                name.attr_text = f"'申请表'!${match[1]}${int(match[2]) - 1}"
        _, found, told = self.read(book)
        _, expected, _ = self.read(self.book())
        self.assertEqual({p for p in leaves(expected) if p not in leaves(found)}, {'/name_en/surname', '/name_en/given'}, told)
        self.assertNotIn('intake/other-label', self.ids(told))
        self.assertIn('intake/lost-name', self.ids(told))

    def test_labels_of_choices_are_known_without_the_map(self):
        _, expected, _ = self.read(without_given(self.book()))
        status, found, told = self.read(self.without_map(self.book()))
        self.assertEqual(leaves(found), leaves(expected), told)
        self.assertEqual(status, DONE, told)

    def test_what_is_typed_beside_the_fields(self):
        for prepare in (lambda book: book, self.without_map):
            book = prepare(self.book(data=None))
            book['申请表']['H9'] = '见附件'
            book['意见']['B14'] = '同意'
            status, _, told = self.read(book)
            beside = ''.join(self.texts(told, 'intake/text-beside'))
            self.assertEqual(status, BAD_INPUT, told)
            self.assertIn('见附件', beside)
            self.assertIn('同意', beside)
            self.assertIn('H9', beside)

    def test_formulas_without_a_result_beside_the_fields(self):
        """A program that opens the workbook shows something there."""
        for prepare in (lambda book: book, self.without_map, copied):
            book = prepare(self.book(data=None))
            book['申请表']['H9'] = '=1+1'
            book.create_sheet('补充')['B2'] = '="同"&"意"'
            status, _, told = self.read_copy(book) if prepare is copied else self.read(book)
            beside = ''.join(self.texts(told, 'intake/text-beside'))
            self.assertEqual(status, BAD_INPUT, told)
            self.assertIn('H9', beside)
            self.assertIn('=1+1', beside)
            self.assertIn('="同"&"意"', beside)

    def test_printed_texts_that_were_struck_through(self):
        """As a person crosses out a sentence, in a form and in a copy of it."""
        for kind, copy in (('commitment-letter', False), ('expert-application', False), ('commitment-letter', True)):
            book = self.book(kind)
            if copy:
                book = copied(book)
            sheet = book.worksheets[0]
            line = max((cell for row in sheet.iter_rows(max_col=1) for cell in row if isinstance(cell.value, str)),
                       key=lambda cell: len(cell.value))
            line.font = openpyxl.styles.Font(strike=True)
            status, _, told = self.read_copy(book, kind) if copy else self.read(book)
            with self.subTest(kind=kind, copy=copy):
                self.assertEqual(status, DONE, told)
                (mark,) = self.texts(told, 'intake/mark-beside')
                self.assertIn(f'“{sheet.title}”{line.coordinate} 添加了删除线', mark)

    def test_printed_texts_that_are_printed_several_times(self):
        """Each of them is looked for."""
        for change in ('deleted', 'white'):
            book = self.book('proposal-review')
            sheet, texts = book['审核表（二）'], {}
            for row in sheet.iter_rows():
                for cell in row:
                    texts.setdefault(cell.value, []).append(cell)
            alike = next(cells for text, cells in texts.items() if isinstance(text, str) and len(cells) > 1 and '审核' in text)
            if change == 'deleted':
                alike[-1].value = None
            else:
                alike[-1].font = openpyxl.styles.Font(color='FFFFFFFF')
            status, _, told = self.read(book)
            with self.subTest(change):
                self.assertEqual(status, BAD_INPUT, told)
                self.assertIn('审核', self.texts(told, 'intake/print-missing')[0])

    def test_printed_words_in_other_cells_of_a_form_with_data(self):
        for kind, word in (('justification-report', '姓名'), ('expert-application', '传真')):
            book = self.book(kind)
            self.assertEqual(self.texts(self.read(book)[2], 'intake/text-beside'), [])
            book.worksheets[0]['Z9'] = word
            status, _, told = self.read(book)
            self.assertEqual(status, BAD_INPUT, told)
            self.assertIn('Z9', ''.join(self.texts(told, 'intake/text-beside')))

    def test_fields_moved_out_of_their_rows(self):
        """Cut out and pasted into another row of the list, cells take their names along."""
        kind, ours, theirs = 'justification-report', 'gw.review.panel.0.speciality', 'gw.review.panel.3.speciality'
        for exchanged in (True, False):
            book = self.book(kind)
            names = {name.name: name for name in names_of(book)}
            own, other = names[ours], names[theirs]
            if exchanged:
                own.attr_text, other.attr_text = other.attr_text, own.attr_text
            else:
                own.attr_text, other.attr_text = other.attr_text, '#REF!'
            status, found, told = self.read(book)
            self.assertEqual(status, BAD_INPUT, told)
            self.assertNotIn('speciality', found['review']['panel'][0])
            self.assertNotIn('speciality', found['review']['panel'][3])
            self.assertEqual(len(self.texts(told, 'intake/field-elsewhere')), 2 if exchanged else 1, told)

    def test_sheets_that_were_deleted(self):
        for kind, sheet in (('expert-application', '申请表'), ('expert-application', '意见'), ('proposal-information', '提案信息表'),
                            ('proposal-information', '续页'), ('proposal-review', '审核表（一）')):
            for data in ('typical', None):
                book = self.book(kind, data)
                del book[sheet]
                status, _, told = self.read(book)
                with self.subTest(sheet=sheet, data=data):
                    self.assertEqual(status, BAD_INPUT, told)
                    self.assertIn(f'“{sheet}”', self.texts(told, 'intake/sheet-missing')[0])
                    self.assertNotIn('intake/lost-name', self.ids(told))
        book = self.book()
        book['意见'].title = '某某意见'  # names go with it
        for name in names_of(book):
            name.attr_text = name.attr_text.replace('意见', '某某意见')
        self.assertNotIn('intake/sheet-missing', self.ids(self.read(book)[2]))

    def test_a_printed_text_is_printed_once(self):
        book = self.book(data=None)
        book['申请表']['B4'] = '张示例'
        book['申请表']['H4'] = '传真'  # printed elsewhere on the sheet
        status, _, told = self.read(book)
        self.assertEqual(status, BAD_INPUT)
        self.assertIn('H4', ''.join(self.texts(told, 'intake/text-beside')))

    @needs.time
    def test_headers_and_footers_that_were_typed(self):
        """Those of the form are not reported, also where a program wrote them again."""
        for kind in KINDS:
            with self.subTest(kind=kind):
                book = self.book(kind, None)
                self.assertEqual(self.ids(self.read(book)[2]), ['intake/blank-form'])
                book.worksheets[0].oddHeader.left.text = '以附件为准'
                footer = book.worksheets[0].oddFooter.right
                footer.text, footer.size = f'{footer.text or ""}&P 某某', 9
                texts = self.texts(self.read(book)[2], 'intake/text-beside')
                self.assertEqual(len(texts), 2, texts)
                self.assertIn('的页眉页脚有填写处以外的文字，未读取：“以附件为准”', texts[0] + texts[1])

    def test_sheets_whose_names_look_like_ours(self):
        for copy in (False, True):
            book = copied(self.book()) if copy else self.book()
            book.create_sheet('_补充')['A1'] = '补充说明'
            _, _, told = self.read_copy(book) if copy else self.read(book)
            self.assertIn('补充说明', self.texts(told, 'intake/text-beside')[0])

    def test_copies_are_looked_at_like_forms(self):
        """Without names, too: what lies over the cells, what is merged over a field, what the form no longer prints."""
        book = copied(self.book())
        sheet = book.worksheets[0]
        sheet['B4'].comment = openpyxl.comments.Comment('请改为乙', 'x')
        sheet.oddHeader.left.text = '以附件为准'
        _, _, told = self.read_copy(book)
        texts = self.texts(told, 'intake/text-beside')
        self.assertEqual(len(texts), 2, texts)
        self.assertTrue(any('B4 有填写处以外的文字，未读取：“请改为乙”' in text for text in texts), texts)
        book = copied(self.book())
        sheet = book.worksheets[0]
        label = next(cell for row in sheet.iter_rows() for cell in row if '邮编' in str(cell.value))
        label.value = None
        _, _, told = self.read_copy(book)
        self.assertIn('邮编', self.texts(told, 'intake/print-missing')[0])

    def test_what_is_merged_over_a_field_and_drawn_over_cells_of_a_copy(self):
        book = copied(self.book())
        sheet = book['申请表']
        place = next(cell for row in sheet.iter_rows() for cell in row if '邮编' in str(cell.value))
        for area in list(sheet.merged_cells.ranges):
            if area.min_row <= place.row <= area.max_row:
                sheet.unmerge_cells(str(area))
        for cell in sheet[place.row][place.column:]:
            cell.value = None
        sheet.merge_cells(start_row=place.row, end_row=place.row, start_column=place.column, end_column=place.column + 5)
        picture = io.BytesIO()
        PIL.Image.new('RGB', (20, 20)).save(picture, 'PNG')
        sheet.add_image(openpyxl.drawing.image.Image(picture), 'B4')
        _, _, told = self.read_copy(book)
        self.assertIn('intake/shared-cell', self.ids(told))
        self.assertEqual(self.texts(told, 'intake/mark-beside'), ['`' + str(self.folder / 'returned.xlsx') + '`：“申请表”B4 添加了图片，未读取'])

    def test_fields_that_are_absent_are_named(self):
        book = self.without_map(self.book())
        del book['经历']
        set_names(book, [name for name in names_of(book) if '经历' not in name.attr_text])
        for drop_stamp in (False, True):
            out = io.BytesIO()
            book.save(out)
            data = out.getvalue()
            if drop_stamp:
                data = self.without_stamp(data)
            _, found, told = self.read(data)
            self.assertNotIn('work_history', found)
            self.assertIn('intake/fields-missing', self.ids(told), drop_stamp)

    @staticmethod
    def without_stamp(data):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, 'w') as copy:
            for name in book.namelist():
                text = book.read(name)
                if name.startswith('docProps/'):
                    text = text.replace(b'gongwen', b'another')
                copy.writestr(name, text)
        return out.getvalue()


if __name__ == '__main__':
    unittest.main()
