"""PDF and workbook of a form hold the same: each value of the data, and the same characters as a whole."""
import collections
import json
import re
import unittest

import openpyxl

import needs
from forms import ALL, BLANK, FORMS, TEXTS, made, pdf_text, sample_path, shown, squeezed, workbook_text
from harness import sample
from samples import language_of

# Values that steer the document or are kept with it, and are not printed; choices are printed as ticked boxes.
NOT_PRINTED = {
    'proposal-information': {'attachments', 'wg'},
    'proposal-review': {'patents', 'patent_annex', 'left_out'},
    'expert-application': {'photo', 'photo_box', 'already_registered', 'apply_kind', 'wg', 'opinions', 'status', 'status_reason'},
    'commitment-letter': set(),
    'iso-form-4': {'kind', 'deliverable', 'by', 'to', 'attached', 'register_at'},
    'justification-report': {'numbering'},
    'expert-roster': {'chart', 'org_en', 'address_zh', 'postcode', 'phone', 'fax', 'apply_kind', 'tc', 'reason', 'work_history',
                      'education', 'std_experience', 'commitment', 'employer_opinion', 'opinions', 'status'},
    'proposal-register': {'chart', 'participants', 'content', 'problem', 'benefit', 'difference', 'impact', 'source', 'references',
                          'attachments', 'org_opinion', 'review', 'report', 'form_4', 'commitment', 'stage'},
    # The standard that one replaces is printed with a dash in place of the hyphen.
    'needs-notice': {'revises'},
    'opinions': {'numbering', 'word'},
    # Issuer and date are in the workbook; references are printed as what they refer to.
    'regulations': {'id', 'item_numbers', 'issuer', 'date'},
    'result-notice': {'result', 'seal'},
    'work-points': {'numbering'},
}

# Heads of tables, which a page repeats.
HEADS = {
    'expert-application': ['申请参加的工作组申请说明', '工作经历：', '学习经历：'],
    'expert-roster': ['序号姓名拼音性别出生年月工作单位职务/职称从事专业申请工作组申请类别英语水平手机电子邮箱核对情况'],
    'proposal-register': ['序号提案名称英文名称项目编号工作组提案单位负责人电话邮箱已收材料计划出版当前阶段进展'],
    'iso-form-4': ['Benefits/Impacts/Examples'],
    'justification-report': ['阶段计划时间主要工作', '主要参加人员姓名职务/职称专业所在单位',
                             '评审组成员姓名工作单位从事专业职称/职务签名'],
}


# The sentence below the list of a register, and the rows of the last sheet that have its numbers.
SUMMARIES = {'proposal-register': re.compile('共\\d+项提案，.*?。(?:另有.*?。)?'), 'expert-roster': re.compile('共\\d+人申请，.*?。(?:另有.*?。)?')}
REGISTERS = {'proposal-register': {'提案数': r'共(\d+)项', '提案单位数': r'来自(\d+)个'},
             'expert-roster': {'申请人数': r'共(\d+)人', '首次申请': r'首次申请(\d+)人', '调整工作组': r'调整工作组(\d+)人', '工作单位数': r'来自(\d+)个'}}


def without_repetitions(text, heads):
    for head in heads:
        behind = text.find(head) + len(head)
        text = text[:behind] + text[behind:].replace(head, '')
    return text


def texts(value, hidden, english):
    """The texts in the data that are printed, paragraph by paragraph; dates as they are printed."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in hidden:
                yield from texts(member, hidden, english)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, hidden, english)
    elif isinstance(value, str):
        date = re.fullmatch(r'(\d{4})-(\d\d)(?:-(\d\d))?', value)
        if date and not english:
            year, month, day = date.groups()
            yield f'{year}年{int(month)}月' + (f'{int(day)}日' if day else '')
        else:
            for line in value.split('\n'):
                yield from (squeezed(piece) for piece in re.split(r'\{[A-Za-z0-9-]+\}', line) if piece.strip())


def rows_of(kind, name):
    """What the rows of the first sheet say, each as the page says it."""
    sheet = openpyxl.load_workbook(made(kind, name)[1]).worksheets[0]
    before = None
    for cells in sheet.iter_rows(min_row=3):
        values = ['' if cell.value is None else squeezed(shown(cell)) for cell in cells]
        if kind == 'needs-notice':
            values[2] = values[2] and '代替' + values[2]
            yield ''.join(values)
        elif kind == 'opinions':
            yield ''.join(values[2:])
        elif kind == 'result-notice':
            yield values[1] + (f'“{values[2]}”：' if values[2] else '') + values[3]
        elif kind == 'regulations':
            yield ''.join(values[4:])
        else:
            # Paragraphs of one item have its number, which the page says once.
            yield (f'{values[1]}.' if values[1] != before else '') + values[2]
            before = values[1]


def first_part(text, told, at=0):
    """The longest start of a text that is in the other one from there on: where, and how long it is."""
    found, length, step = told.find(text[:1], at), 1, len(text)
    while step > 0:
        place = told.find(text[:length + step], at)
        if place >= 0 and length + step <= len(text):
            found, length = place, length + step
        else:
            step //= 2
    return found, length


def stands_in(text, told):
    """Whole, or in two parts: a row of half a page may be parted where a page ends, with other cells in between."""
    if text in told:
        return True
    _, longest = first_part(text, told)
    return any(told.find(text[length:], told.find(text[:length]) + length) >= 0
               for length in range(min(longest, len(text) - 20), 19, -1))


def without_formulas(value):
    """The data without paragraphs that are formulas in LaTeX: what they show is in tests/dom."""
    if isinstance(value, str):
        return re.sub(r'^\$\$.*\$\$$', '', value, flags=re.MULTILINE)
    if isinstance(value, list):
        return [without_formulas(item) for item in value]
    return {name: without_formulas(item) for name, item in value.items()} if isinstance(value, dict) else value


class Values(unittest.TestCase):
    def test_each_value_stands_in_both(self):
        for kind, name in ALL:
            if name == BLANK:
                continue
            with self.subTest(f'{kind}/{name}'):
                for text in texts(without_formulas(sample(sample_path(kind, name))), NOT_PRINTED[kind], language_of(kind) == 'en'):
                    self.assertTrue(stands_in(text, pdf_text(kind, name)), text)
                    self.assertIn(text, workbook_text(kind, name))

    @needs.time
    def test_each_row_of_the_list_stands_in_the_text(self):
        """In its order, with its number before it."""
        for kind, name in ALL:
            if kind not in TEXTS:
                continue
            with self.subTest(f'{kind}/{name}'):
                told, at = pdf_text(kind, name), 0
                rows = list(rows_of(kind, name))
                self.assertTrue(rows)
                for row in rows:
                    found, length = first_part(row, told, at)
                    # What follows a page end within a row is looked for by the test above.
                    self.assertGreaterEqual(length, min(len(row), 100), row)
                    at = found + length

    def test_the_same_characters(self):
        for kind, name in ALL:
            if kind not in FORMS:
                continue
            with self.subTest(f'{kind}/{name}'):
                # What registers sum up in a sentence, their workbooks have in cells: the test below.
                told = SUMMARIES[kind].sub('', pdf_text(kind, name)) if kind in SUMMARIES else pdf_text(kind, name)
                page, sheet = (collections.Counter(without_repetitions(text, HEADS.get(kind, [])))
                               for text in (told, workbook_text(kind, name, repeated=False)))
                # A fraction is a line on the page, and a stroke in a cell.
                strokes = json.dumps(sample(sample_path(kind, name))).count('frac{') if name != BLANK else 0
                self.assertEqual((page - sheet, sheet - page), (collections.Counter(), collections.Counter('/' * strokes)))

    def test_registers_have_the_numbers_of_their_summary_as_numbers(self):
        for kind, told in REGISTERS.items():
            for name in ('minimal', 'typical', 'stress'):
                with self.subTest(f'{kind}/{name}'):
                    summary = ''.join(SUMMARIES[kind].findall(pdf_text(kind, name)))
                    book = openpyxl.load_workbook(made(kind, name)[1], data_only=True)
                    record = dict(book.worksheets[-1].iter_rows(min_row=3, values_only=True))
                    for label, pattern in told.items():
                        self.assertEqual(record[label], int(re.search(pattern, summary)[1]), label)
                    first = book.worksheets[0]
                    total = next(cell.value for cell in first[first.max_row] if isinstance(cell.value, int))
                    self.assertEqual((first.cell(first.max_row, 1).value, total), ('合计', record[next(iter(told))]))
                    for stage, count in book['统计'].iter_rows(min_row=3, max_col=2, values_only=True):
                        if kind == 'proposal-register' and stage != '合计':
                            found = re.search(f'[；、]{stage}(\\d+)项', summary)
                            self.assertEqual(count, int(found[1]) if found else 0, stage)
                    # All follow what people change.
                    formulas = openpyxl.load_workbook(made(kind, name)[1]).worksheets[-1].iter_rows(min_row=3, values_only=True)
                    self.assertEqual({label for label, value in formulas if isinstance(value, int)} & told.keys(), set())

    def test_the_same_boxes_are_ticked(self):
        for kind, name in ALL:
            with self.subTest(f'{kind}/{name}'):
                page, sheet = (sorted(re.findall('([☐□☑☒])([^☐□☑☒]{1,6})', text(kind, name)))
                               for text in (pdf_text, workbook_text))
                self.assertEqual(page, sheet)
                if name == BLANK:
                    self.assertFalse([box for box, _ in page if box in '☑☒'])


if __name__ == '__main__':
    unittest.main()
