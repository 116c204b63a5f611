"""Word forms made by seeds, imported, filled in as a person would and read by their labels: every word that was typed is a value or
is in a message, and every value was typed, in the unit of the form or with a message that says what became of it.
GONGWEN_OFFICE_FORMS says how many, GONGWEN_OFFICE_FORMS_SEED varies them."""
import decimal
import io
import itertools
import json
import os
import random
import re
import unittest
import zipfile

import needs
from harness import CommandTest, DONE, gongwen
from office_forms import OFFICE_FORMS, grid, line, row, title, word_file
from word_forms import run

COUNT = int(os.environ.get('GONGWEN_OFFICE_FORMS', 10))
SEED = int(os.environ.get('GONGWEN_OFFICE_FORMS_SEED', 1))
LABELS = ['项目名称', '承办处室', '主要内容', '批准文号', '经办情况', '存放地点', '设备型号', '验收结论', '备案编号', '使用方向', '资助总额', '培训时长', '占地规模', '采购预算',
          '折旧期限', '库存规模', '运输里程', '借用期限']
COLUMNS = ['品名', '规格', '产地', '数额', '等级']
UNITS = {'元': ('元', 0), '万元': ('元', 4), '千元': ('元', 3), '亿元': ('元', 8), '美元': ('美元', 0), '天': ('天', 0), '个月': ('个月', 0), '年': ('年', 0), '小时': ('小时', 0),
         '米': ('米', 0), '公里': ('米', 3), '平方米': ('平方米', 0), '亩': ('亩', 0), '份': ('份', 0), '台': ('台', 0), '吨': ('克', 6), '千克': ('克', 3), '%': ('%', 0)}
# Messages about values that are in the data as they were typed.
LEFT_OUT = ('intake/by-label', 'intake/more-alike', 'intake/not-a-value')
WORDS = ['示例', '样本', '虚构', '某某', '假设', '甲方', '乙方', '丙级', '试点']


def figure(rnd):
    whole = rnd.choice([rnd.randint(1, 99), rnd.randint(100, 99999)])
    return f'{whole}.{rnd.randint(1, 99)}'.rstrip('0').rstrip('.') if rnd.random() < .4 else str(whole)


def in_unit(number, unit, wanted):
    """The figure in the other unit; None where that is not exact."""
    sort, exponent = UNITS[unit]
    other, others = UNITS[wanted]
    return format(decimal.Decimal(number).scaleb(exponent - others).normalize(), 'f') if sort == other else None


class Field:
    """A label with its unit on the form, and what a person writes beside it."""
    def __init__(self, rnd, label):
        self.label, self.unit, self.beside = label, rnd.choice([None, None, *UNITS]), None
        self.number, own = figure(rnd), rnd.choice([None, self.unit, rnd.choice(list(UNITS))])
        # The person's program may have kept another label than the form has.
        if self.unit and own is None and rnd.random() < .3:
            self.beside = rnd.choice(list(UNITS))
        around = rnd.choice(['{}{}', '{} {}', '{}（{}）']) if own else '{}'
        self.typed = around.format(self.number, own)
        unit = own or self.beside or self.unit
        self.expected, self.is_reported = self.typed, False
        if self.unit:
            right = in_unit(self.number, unit, self.unit)
            self.expected = self.number if unit == self.unit else right or self.typed
            self.is_reported = UNITS[unit] != UNITS[self.unit]
        words = ''.join(rnd.sample(WORDS, 3))
        if rnd.random() < .4:
            self.beside = None
            self.typed = rnd.choice([words, f'{words}（{rnd.choice(WORDS)}）', f'约{self.number}{self.unit or "件"}', f'{self.number}-9{self.number}', '2月30日', '待定'])
            self.expected = self.typed
            self.is_reported = self.typed == '2月30日' or (self.unit is not None and any(sign.isdigit() for sign in self.typed))

        # The form has the unit behind the blank: `____万元`, and the person writes on the line before it, or a unit of their own.
        self.is_behind = self.unit is not None and self.beside is None and rnd.random() < .4
        self.look = rnd.choice(['{}', '____{}____', '　{}　'])

    def printed(self, unit=None):
        return self.label + (f'（{unit or self.unit}）' if self.unit and not self.is_behind else '')

    def cells(self, filled):
        if filled:
            return self.printed(self.beside), self.typed + (self.unit if self.is_behind and self.typed == self.number else '')
        return self.printed(), f'        {self.unit}' if self.is_behind else ''

    def line(self, filled):
        behind = self.unit if self.is_behind and (not filled or self.typed == self.number) else ''
        return line(f'{self.printed(self.beside if filled else None)}：' + (self.look.format(self.typed) if filled else '________') + behind)


class Form:
    def __init__(self, seed):
        rnd = random.Random(seed)
        self.rnd = rnd
        labels = rnd.sample(LABELS, rnd.randint(5, 12))
        fields = [Field(rnd, label) for label in labels]
        cut = rnd.randint(1, len(fields) - 2)
        self.lines, self.pairs = fields[:cut], fields[cut:]
        self.fields = fields
        self.columns = rnd.sample(COLUMNS, rnd.randint(2, 4)) if rnd.random() < .7 else []
        self.price = Field(rnd, '单价') if len(self.columns) > 2 else None
        self.items = [[''.join(rnd.sample(WORDS, 2)) + str(rnd.randint(10, 99)) for _ in self.columns] for _ in range(rnd.randint(0, 3))]
        if self.price:
            self.price.is_behind = False
            self.columns[1] = self.price.label
            for one in self.items:
                one[1] = self.price.typed
        self.has_sum, self.has_column = rnd.random() < .5, rnd.random() < .3
        self.beside = rnd.choice([None, f'另附{rnd.randint(2, 9)}件样品'])

    def blocks(self, filled):
        made = [title('业务登记表'), *(one.line(filled) for one in self.lines)]
        made.append(grid(2, *(row(*one.cells(filled)) for one in self.pairs)))
        if self.columns:
            rows = self.items if filled else [[''] * len(self.columns)] * 3
            more = ['外加栏'] if filled and self.has_column else []
            body = [row(str(i + 1), *one, *(f'外加{i}' for _ in more)) for i, one in enumerate(rows)]
            if filled and self.has_sum:
                body.append(row('合计', *[''] * (len(self.columns) - 1), '777', *more[1:]))
            heads = [self.price.cells(filled)[0] if self.price and one == self.price.label else one for one in self.columns]
            made.append(grid(len(self.columns) + 1, row('序号', *heads, *more), *body))
        if filled and self.beside:
            made.append(line(self.beside))
        return word_file(*made)


def filled_in(content, is_beside):
    """The file with words in its empty cells and on its blanks, or behind all of its words; and the words that were added."""
    words = []

    def word(_=None):
        words.append(f'填{len(words)}写')
        return words[-1]

    def cell_filled(match):
        return match[0] if '<w:t' in match[2] or 'vMerge/>' in match[1] else f'{match[1]}<w:p>{run(word())}</w:p></w:tc>'
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    # Programs show text boxes once, and save them twice.
    document = re.sub('<mc:Fallback>.*?</mc:Fallback>', '<mc:Fallback/>', files['word/document.xml'].decode())
    if is_beside:
        document = re.sub(r'(<w:t xml:space="preserve">[^<]*)</w:t></w:r></w:p>', lambda found: f'{found[1]} {word()}</w:t></w:r></w:p>', document)
    else:
        document = re.sub('_{4,}', lambda _: f'__{word()}__', document)
        document = re.sub(r'(<w:tc>(?:<w:tcPr>(?:(?!</w:tcPr>).)*</w:tcPr>)?)((?:(?!</w:tc>|<w:tc>).)*)</w:tc>', cell_filled, document)
    files['word/document.xml'] = document.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue(), words


class RandomOfficeForms(CommandTest):
    def returned(self, form, name):
        self.write(f'{name}.docx', form.blocks(False))
        made = gongwen('import', self.folder / f'{name}.docx', f'{name}-form', '-o', self.folder / 'made')
        self.assertEqual(made.status, DONE, made.err)
        bundle = json.loads((self.folder / f'made/{name}-form/form.json').read_text(encoding='utf-8'))['fields']
        filled = self.write(f'{name}-filled.docx', form.blocks(True))
        result = gongwen('--lang', 'zh', '--error-format', 'json', '--templates', self.folder / 'made', 'extract', filled, '--kind', f'{name}-form', '--by-label')
        titles = {pointer: field['title']['zh'] for pointer, field in bundle.items()}
        return titles, json.loads(result.out), [one['message'] for one in result.diagnostics() if one['id'] not in LEFT_OUT]

    @staticmethod
    def is_told(field, told):
        return any(f'“{field.typed}{unit}”' in told for unit in ('', field.beside, field.unit))

    def test_every_word_in_office_forms_is_a_value_or_in_a_message(self):
        """The forms of test_office_forms with a word of its own in each empty cell and on each line to write on; then behind each text."""
        for (name, content), is_beside in needs.share(itertools.product(OFFICE_FORMS.items(), (False, True)), 5):
            with self.subTest(name, is_beside=is_beside):
                self.write(f'{name}.docx', content)
                self.assertEqual(gongwen('import', self.folder / f'{name}.docx', f'{name}-form', '-o', self.folder / f'{is_beside}').status, DONE)
                filled, words = filled_in(content, is_beside)
                result = gongwen('--lang', 'zh', '--error-format', 'json', '--templates', self.folder / f'{is_beside}', 'extract', self.write('filled.docx', filled),
                                 '--kind', f'{name}-form', '--by-label')
                told = result.out + '\n'.join(one['message'] for one in result.diagnostics())
                self.assertEqual([word for word in words if word not in told], [])

    def test_every_word_is_a_value_or_in_a_message(self):
        values = 0
        for seed in range(SEED, SEED + COUNT):
            form = Form(seed)
            with self.subTest(seed):
                titles, data, messages = self.returned(form, f'f{seed}')
                told = '\n'.join(messages)
                names = {name.split('（')[0]: data.get(pointer[1:]) for pointer, name in titles.items() if '/*/' not in pointer}
                for one in form.fields:
                    self.assertEqual(str(names[one.label]), one.expected, (one.printed(), one.beside, one.typed, told))
                    self.assertEqual(self.is_told(one, told), one.is_reported, (one.printed(), one.beside, one.typed, told))
                    values += 1
                columns = {pointer.rpartition('/')[2]: name.split('（')[0] for pointer, name in titles.items() if '/*/' in pointer}
                expected = [dict(zip(form.columns, one)) for one in form.items]
                for one in expected:
                    if form.price:
                        one[form.price.label] = form.price.expected
                        self.assertEqual(self.is_told(form.price, told), form.price.is_reported, (form.price.printed(), form.price.beside, form.price.typed, told))
                rows = next(([{columns[key]: text for key, text in item.items()} for item in value] for value in data.values() if isinstance(value, list)), [])
                self.assertEqual(rows, expected if form.columns else [], told)
                for text in ([form.beside] if form.beside else []) + (['777'] if form.columns and form.has_sum else []):
                    self.assertIn(f'“{text}”', told)
                if form.columns and form.has_column:
                    for text in ['外加栏'] + [f'外加{i}' for i in range(len(form.items))]:
                        self.assertIn(f'“{text}”', told)
        self.assertGreater(values, 5 * COUNT - 1)


if __name__ == '__main__':
    unittest.main()
