"""Drafts: the mark, line numbers, changes against former data; in every kind, from the template of the final document."""
import copy
import json
import re
import unittest
import zipfile

import pikepdf

import needs
from harness import BAD_INPUT, BAD_USAGE, DONE, ROOT, CommandTest, gongwen, sample
from samples import SAMPLES, output_of

FORM = ROOT / 'samples/expert-application/typical.json'
REGULATIONS = ROOT / 'samples/regulations/typical.json'
JSON = ('--error-format', 'json')


def one_of_each_kind():
    chosen = {}
    for path in SAMPLES:
        if path.parent.name != 'store':
            chosen.setdefault(path.parent.name, path)
    return sorted(chosen.items())


def packed(text):
    return re.sub(r'\s', '', text)


def text_of(path, *options):
    return output_of('pdftotext', *options, path, '-')


def elements(pdf, name):
    """All structure elements of a type."""
    def walk(element):
        if isinstance(element, pikepdf.Dictionary):
            if element.get('/S') == name:
                yield element
            kids = element.get('/K')
            for kid in (kids if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []):
                yield from walk(kid)
    yield from walk(pdf.Root.StructTreeRoot.K)


class Marks(CommandTest):
    def render(self, kind, data, *options, name='a.pdf'):
        result = gongwen('render', kind, data, '-o', self.folder / name, *options)
        self.assertEqual(result.status, DONE, result.err)
        return self.folder / name

    def test_every_page_and_sheet_of_every_kind_has_the_mark(self):
        for kind, path in one_of_each_kind():
            with self.subTest(kind=kind):
                # A workbook of the office itself takes no mark.
                self.render(kind, path, '--draft', '送审稿', *(('-o', self.folder / 'a.xlsx') if kind != 'meeting-budget' else ()))
                pages = text_of(self.folder / 'a.pdf').split('\f')[:-1]
                for number, page in enumerate(pages, 1):
                    self.assertIn('送审稿', packed(page), f'page {number}')
                if kind != 'name-plates':  # which have no title
                    self.assertIn('（送审稿）', packed(''.join(pages)))
                with pikepdf.open(self.folder / 'a.pdf') as pdf:
                    self.assertTrue(str(pdf.docinfo.Title).endswith('（送审稿）'), pdf.docinfo.Title)
                if kind == 'meeting-budget':
                    continue
                with zipfile.ZipFile(self.folder / 'a.xlsx') as workbook:
                    sheets = [n for n in workbook.namelist() if n.startswith('xl/worksheets/sheet')]
                    for sheet in sheets:
                        self.assertIn('送审稿', workbook.read(sheet).decode(), sheet)

    def test_the_mark_is_at_the_head_of_the_page_and_below_the_title(self):
        path = self.render('regulations', REGULATIONS, '--draft', '征求意见稿')
        second = packed(text_of(path, '-f', 2, '-l', 2))
        title = sample(REGULATIONS)['title']
        self.assertLess(second.index('征求意见稿'), second.index(title))
        self.assertIn(f'{title}（征求意见稿）', second)

    def test_a_mark_that_is_no_stage_of_a_text_is_at_the_head_only(self):
        path = self.render('regulations', REGULATIONS, '--draft', '内部')
        text = packed(text_of(path))
        self.assertNotIn('（内部）', text)
        self.assertIn('内部', text)

    def test_signs_of_css_and_html_are_text(self):
        path = self.render('regulations', REGULATIONS, '--draft', 'a"b\\<i>&稿')
        self.assertIn('a"b\\<i>&稿', packed(text_of(path, '-f', 2, '-l', 2)))

    def test_the_final_document_is_the_same_as_ever(self):
        path = self.render('regulations', REGULATIONS)
        self.assertNotIn('征求意见稿', text_of(path))

    def test_forms_to_fill_in_have_it_too(self):
        path = self.render('expert-application', ROOT / 'samples/expert-application/minimal.json', '--fillable', '--draft', '送审稿')
        self.assertIn('送审稿', text_of(path))

    def test_marks_that_are_none_are_rejected(self):
        for mark in ('长' * 21, ' ', 'a\nb'):
            result = gongwen('render', 'regulations', REGULATIONS, '-o', self.folder / 'a.pdf', '--draft', mark, *JSON)
            self.assert_fails(result, BAD_USAGE, 'engine/bad-draft-mark')
        self.assertEqual(self.files(), [])

    def test_batches_have_marks_and_numbers(self):
        records = self.write('records.jsonl', json.dumps(sample(REGULATIONS), ensure_ascii=False) + '\n')
        result = gongwen('batch', 'regulations', records, '-o', self.folder / 'out', '--format', 'pdf', '--draft', '报批稿',
                         '--line-numbers', '5')
        self.assertEqual(result.status, DONE, result.err)
        made = next((self.folder / 'out').glob('*.pdf'))
        self.assertIn('报批稿', text_of(made))


class LineNumbers(CommandTest):
    def numbers_on(self, page, *options):
        """What is in the outer margins of a page: texts with their places, from the words of pdftotext."""
        gongwen('-q', 'render', 'regulations', REGULATIONS, '-o', self.folder / 'a.pdf', *options)
        boxes = output_of('pdftotext', '-bbox', '-f', page, '-l', page, self.folder / 'a.pdf', '-')
        words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<', boxes)
        words = [(*map(float, word[:4]), word[4]) for word in words]
        margin = [word for word in words if re.fullmatch(r'\d+', word[4]) and (word[0] > 505 or word[2] < 89)]
        return margin, words

    def test_every_fifth_line_of_a_page_has_its_number(self):
        for page in (2, 3):
            margin, _ = self.numbers_on(page, '--line-numbers', '5')
            numbers = [int(word[4]) for word in margin]
            self.assertGreaterEqual(len(numbers), 2)
            self.assertEqual(numbers, [5 * (i + 1) for i in range(len(numbers))])

    def test_each_line_has_its_number_at_its_baseline(self):
        margin, words = self.numbers_on(3, '--line-numbers', '1')
        lines = sorted({round(word[3], 0) for word in words if word not in margin and 89 <= word[0] <= 505})
        self.assertGreaterEqual(len(margin), 15)
        self.assertEqual([int(word[4]) for word in margin], list(range(1, len(margin) + 1)))
        for word in margin:
            self.assertTrue(any(abs(word[3] - line) < 8 for line in lines), word)

    def test_they_are_in_the_outer_margin(self):
        right, _ = self.numbers_on(3, '--line-numbers', '5')
        left, _ = self.numbers_on(2, '--line-numbers', '5')
        self.assertTrue(all(word[0] > 300 for word in right))
        self.assertTrue(all(word[0] < 300 for word in left))

    def test_they_are_no_part_of_the_text(self):
        gongwen('-q', 'render', 'regulations', REGULATIONS, '-o', self.folder / 'plain.pdf')
        gongwen('-q', 'render', 'regulations', REGULATIONS, '-o', self.folder / 'a.pdf', '--line-numbers', '1')
        with pikepdf.open(self.folder / 'plain.pdf') as plain, pikepdf.open(self.folder / 'a.pdf') as numbered:
            self.assertEqual(len(plain.pages), len(numbered.pages))
            self.assertEqual(len(list(elements(plain, '/P'))), len(list(elements(numbered, '/P'))))

    def test_what_is_no_number_is_rejected(self):
        for number in ('0', '-1', '1.5', 'x', '101'):
            result = gongwen('render', 'regulations', REGULATIONS, '-o', self.folder / 'a.pdf', f'--line-numbers={number}', *JSON)
            self.assert_fails(result, BAD_USAGE, 'engine/bad-line-numbers')

    def test_forms_to_fill_in_have_none(self):
        data = ROOT / 'samples/expert-application/minimal.json'
        result = gongwen('render', 'expert-application', data, '-o', self.folder / 'a.pdf', '--fillable', '--line-numbers', '5',
                         *JSON)
        self.assert_fails(result, BAD_USAGE, 'engine/not-for-forms')
        result = gongwen('render', 'expert-application', '-o', self.folder / 'a.pdf', '--line-numbers', '5', *JSON)
        self.assert_fails(result, BAD_USAGE, 'engine/not-for-forms')


class Changes(CommandTest):
    def setUp(self):
        super().setUp()
        self.former = sample(REGULATIONS)
        self.now = copy.deepcopy(self.former)
        articles = self.now['chapters'][0]['articles']
        paragraph = articles[0]['paragraphs'][0]
        paragraph['text'] = paragraph['text'].replace('制定本办法', '特制定本管理办法')
        self.now['date'] = '2025-05-06'
        self.removed = self.now['chapters'][1]['articles'].pop(0)

    def render(self, *names, former=None, now=None, options=()):
        old = self.write('old.json', former or self.former)
        new = self.write('new.json', now or self.now)
        outputs = [part for name in names for part in ('-o', self.folder / name)]
        result = gongwen('render', 'regulations', new, *outputs, '--changes-from', old, *options)
        self.assertEqual(result.status, DONE, result.err)

    def test_what_is_added_and_removed_is_marked_and_tagged(self):
        self.render('a.pdf')
        text = packed(text_of(self.folder / 'a.pdf'))
        for part in ('2025年4月1日', '2025年5月6日', '修改对照表'):
            self.assertIn(part, text)
        with pikepdf.open(self.folder / 'a.pdf') as pdf:
            alternatives = [str(span.Alt) for span in elements(pdf, '/Span') if '/Alt' in span]
            looks = {str(span.A.TextDecorationType) for span in elements(pdf, '/Span') if '/A' in span}
        self.assertIn('删去：2025年4月1日', alternatives)
        self.assertIn('新增：2025年5月6日', alternatives)
        self.assertEqual(looks, {'/Underline', '/LineThrough'})

    def test_the_table_names_the_fields(self):
        self.render('a.pdf')
        text = packed(text_of(self.folder / 'a.pdf', '-layout'))
        table = text[text.rindex('修改对照表'):]
        for part in ('原文', '现文', '位置', '日期'):
            self.assertIn(part, table)

    def test_removed_text_is_there_as_a_whole(self):
        self.render('a.pdf')
        text = packed(text_of(self.folder / 'a.pdf'))
        start = packed(self.removed['paragraphs'][0]['text'])[:12]
        self.assertIn(start, text)

    def test_what_is_removed_takes_no_part_in_numbers(self):
        def own_list(data):
            return next(block['list'] for event in data['events'] for block in event.get('body', []) if 'list' in block)
        path = ROOT / 'samples/monthly-bulletin/2026-08-all-events.json'
        now = sample(path)
        removed = own_list(now).pop(1)
        result = gongwen('-q', 'render', 'monthly-bulletin', self.write('new.json', now), '-o', self.folder / 'a.pdf',
                         '--changes-from', path)
        self.assertEqual(result.status, DONE, result.err)
        text = packed(text_of(self.folder / 'a.pdf'))
        first, second = own_list(now)
        self.assertIn(f'（1）{first}{removed}（2）{second}', text)

    def test_numbers_of_both_can_stand_on_two_lines(self):
        """No line is too wide: a warning would be an error."""
        folder = ROOT / 'samples/monthly-bulletin'
        result = gongwen('render', 'monthly-bulletin', folder / '2026-09-busy.json', '-o', self.folder / 'a.pdf',
                         '--changes-from', folder / '2026-08-all-events.json', *JSON)
        self.assertEqual(result.status, DONE, result.err)
        self.assertNotIn('layout/too-wide', result.err)

    def test_a_workbook_has_a_sheet_of_changes_and_the_values_of_now(self):
        self.render('a.xlsx')
        with zipfile.ZipFile(self.folder / 'a.xlsx') as workbook:
            self.assertIn('修改对照表', workbook.read('xl/workbook.xml').decode())
            strings = workbook.read('xl/sharedStrings.xml').decode()
        self.assertIn('<strike/>', strings)

    def test_the_same_data_have_no_changes(self):
        self.render('a.pdf', now=self.former)
        text = packed(text_of(self.folder / 'a.pdf'))
        self.assertIn('没有改动', text)
        with pikepdf.open(self.folder / 'a.pdf') as pdf:
            self.assertEqual([span for span in elements(pdf, '/Span') if '/A' in span], [])

    @needs.time
    def test_every_kind_can_be_compared(self):
        for kind, path in one_of_each_kind():
            others = [other for other in SAMPLES if other.parent.name == kind and other != path]
            with self.subTest(kind=kind):
                result = gongwen('-q', 'render', kind, others[0], '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx',
                                 '--changes-from', path, '--draft', '征求意见稿')
                self.assertEqual(result.status, DONE, result.err)
                with zipfile.ZipFile(self.folder / 'a.xlsx') as workbook:
                    fonts = workbook.read('xl/sharedStrings.xml') + workbook.read('xl/styles.xml')
                self.assertTrue(b'<strike/>' in fonts)

    def test_the_bytes_are_the_same(self):
        self.render('a.pdf', 'a.xlsx')
        self.render('b.pdf', 'b.xlsx')
        for ending in ('pdf', 'xlsx'):
            self.assertEqual((self.folder / f'a.{ending}').read_bytes(), (self.folder / f'b.{ending}').read_bytes())

    def test_rules_do_not_concern_the_former_data_but_the_schema_does(self):
        former = copy.deepcopy(self.former)
        former['date'] = 'soon'
        result = gongwen('render', 'regulations', REGULATIONS, '-o', self.folder / 'a.pdf', '--changes-from',
                         self.write('bad.json', former), *JSON)
        self.assert_fails(result, BAD_INPUT, 'data/format-mismatch')
        self.assertFalse((self.folder / 'a.pdf').exists())

    def test_the_former_file_is_not_overwritten(self):
        book = self.folder / 'old.xlsx'
        gongwen('-q', 'new', 'regulations', '--from', REGULATIONS, '-o', book)
        before = book.read_bytes()
        result = gongwen('render', 'regulations', REGULATIONS, '-o', book, '--changes-from', book, *JSON)
        self.assert_fails(result, BAD_USAGE, 'engine/output-is-input')
        self.assertEqual(book.read_bytes(), before)

    def test_a_data_workbook_can_be_the_former_data(self):
        book = self.folder / 'old.xlsx'
        self.assertEqual(gongwen('-q', 'new', 'regulations', '--from', REGULATIONS, '-o', book).status, DONE)
        result = gongwen('render', 'regulations', self.write('new.json', self.now), '-o', self.folder / 'a.pdf',
                         '--changes-from', book)
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('2025年4月1日', packed(text_of(self.folder / 'a.pdf')))

    def test_forms_to_fill_in_cannot_be_compared(self):
        data = ROOT / 'samples/expert-application/minimal.json'
        result = gongwen('render', 'expert-application', data, '-o', self.folder / 'a.pdf', '--fillable', '--changes-from', data,
                         *JSON)
        self.assert_fails(result, BAD_USAGE, 'engine/not-for-forms')

    def test_controls_show_former_and_current_values(self):
        former = sample(FORM)
        now = copy.deepcopy(former)
        former['name_zh'], now['name_zh'] = '张三', '李四'
        result = gongwen('render', 'expert-application', self.write('new.json', now), '-o', self.folder / 'a.pdf',
                         '--changes-from', self.write('old.json', former))
        self.assertEqual(result.status, DONE, result.err)
        with pikepdf.open(self.folder / 'a.pdf') as pdf:
            alternatives = [str(span.Alt) for span in elements(pdf, '/Span') if '/Alt' in span]
        self.assertIn('删去：张三', alternatives)
        self.assertIn('新增：', ''.join(alternatives))

    def test_the_table_has_all_but_new_numbers(self):
        """An article less: those after it get other numbers, which say nothing; a phone of digits alone says
        something."""
        self.render('a.pdf')
        table = packed(text_of(self.folder / 'a.pdf')).split('修改对照表')[1]
        self.assertNotIn('第五条', table)
        former = sample(FORM)
        now = dict(former, mobile='13900001111')
        gongwen('-q', 'render', 'expert-application', self.write('new.json', now), '-o', self.folder / 'b.pdf',
                '--changes-from', self.write('old.json', former))
        table = packed(text_of(self.folder / 'b.pdf')).split('修改对照表')[1]
        self.assertIn('13900001111', table)
        self.assertIn('手机', table)


if __name__ == '__main__':
    unittest.main()
