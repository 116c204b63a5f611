"""Forms in one file, made by seeds: each expands, is the same on paper, in the workbook, in Word and on the web, has room for what
is typed, and comes back as the data that it was made from. GONGWEN_RANDOM_FORMS says how many, GONGWEN_RANDOM_FORMS_SEED
varies them."""
import json
import os
import random
import re
import unittest
import zipfile

import needs
from harness import DONE, CommandTest, gongwen
from test_fields import pdf_values, workbook_names

COUNT = int(os.environ.get('GONGWEN_RANDOM_FORMS', 30))
SEED = int(os.environ.get('GONGWEN_RANDOM_FORMS_SEED', 1))
NAMES = ['city', 'office', 'topic', 'reason', 'place', 'post', 'group', 'course', 'level', 'remark', 'aim', 'plan', 'room', 'team']
TITLES = ['所在城市', '科室', '主题', '理由', '地点', '职务', '组别', '课程', '级别', '备注', '目标', '计划', '房间', '小组']
SHORT = ['text', 'name', 'person', 'organisation', 'number', 'date', 'month', 'phone', 'email', 'postcode', 'yes-no', 'choice', 'many']
WORDS = ['示例', '样本', '虚构', '某某', '假设', '工作', '说明', '标准', '会议', '资料']


def pair(text):
    return {'zh': text, 'en': f'the {text}'}


def field_of(rnd, kind, title):
    """The description of a field; `must` in half of them."""
    field = {'title': pair(title), 'type': kind}
    if kind in ('text', 'name', 'person', 'organisation'):
        field['max'] = rnd.choice([20, 40, 60])
    if kind == 'number':
        field.update(min=0, max=9999)
    if kind == 'choice':
        field.update(type='text', options=[['甲', '甲类', 'class A'], ['乙', '乙类', 'class B'], ['丙', '丙类', 'class C']])
    if kind == 'many':
        field.update(type='texts', many=True, rows=[0, 3], options=['红', '黄', '蓝'])
    if rnd.random() < .5 and kind not in ('many', 'opinion'):
        field['must'] = True
    return field


def value_of(rnd, field):
    """A value that the field takes; None where it is left out."""
    if not field.get('must') and rnd.random() < .3:
        return None
    kind = field['type']
    if field.get('many'):
        return sorted(rnd.sample(field['options'], rnd.randint(1, 3)), key=field['options'].index)
    if 'options' in field:
        return rnd.choice(field['options'])[0]
    words = ''.join(rnd.choice(WORDS) for _ in range(rnd.randint(1, 4)))
    paragraphs = '\n'.join(''.join(rnd.choice(WORDS) for _ in range(rnd.randint(5, 20))) + '。' for _ in range(rnd.randint(1, 2)))
    made = {'number': rnd.randint(0, 9999), 'date': f'20{rnd.randint(20, 35)}-0{rnd.randint(1, 9)}-1{rnd.randint(0, 9)}',
            'month': f'20{rnd.randint(10, 35)}-0{rnd.randint(1, 9)}', 'phone': f'138{rnd.randint(10 ** 7, 10 ** 8 - 1)}',
            'email': f'u{rnd.randint(1, 999)}@example.com', 'postcode': f'{rnd.randint(100000, 859999)}',
            'yes-no': rnd.random() < .5, 'long': paragraphs, 'opinion': {'text': paragraphs, 'date': '2030-05-20'}}
    return made.get(kind, words)


class RandomForm:
    """A form with its data: tables of four columns and running text, one or two of these, or questions in boxes."""

    def __init__(self, number):
        self.rnd = random.Random(f'{SEED} {number}')
        self.kind = f'random-{number}'
        self.fields, self.data, self.pointers = {}, {}, set()
        spare = [(f'spare_{letter}', f'{letter}栏') for letter in 'abcdefghijklmnopqrst']  # for forms of many fields
        self.names = spare + self.rnd.sample(list(zip(NAMES, TITLES)), len(NAMES))
        if self.rnd.random() < .25:
            tables = [self.boxes()]
        else:
            tables = [self.rnd.choice([self.table, self.table, self.text])(i + 1) for i in range(self.rnd.randint(1, 2))]
        self.form = {
            'form': 1, 'kind': self.kind, 'title': pair('某某登记表'), 'version': '1.0', 'source': pair('自拟'), 'annex': '附件1',
            'fields': self.fields, 'paper': tables,
            'web': {'steps': [{'title': pair('填写'), 'fields': sorted({'/' + p.split('/')[1] for p in self.fields})}]}}

    def add(self, kind):
        name, title = self.names.pop()
        self.fields[f'/{name}'] = field = field_of(self.rnd, kind, title)
        value = value_of(self.rnd, field)
        if value is not None:
            self.data[name] = value
        self.pointers |= {f'/{name}/text', f'/{name}/date'} if kind == 'opinion' else {f'/{name}'}
        return f'/{name}'

    def field_of_name(self, name):
        """Each box of several choices has a name of its own."""
        around = name.rpartition('/')[0]
        return around if self.fields.get(around, {}).get('many') else name

    def table(self, number):
        rnd = self.rnd
        rows = []
        for _ in range(rnd.randint(2, 4)):
            if len(self.names) < 3:
                break
            shape = rnd.choice(['one', 'two', 'two', 'across', 'beside', 'words', 'list', 'opinion', 'choices', 'lines', 'blocks', 'parts'])
            if shape in ('one', 'two'):
                kinds = [rnd.choice(SHORT)] if shape == 'one' else [rnd.choice(SHORT[:-3]) for _ in range(2)]
                rows.append({'cells': [self.add(kind) for kind in kinds]})
            elif shape in ('across', 'beside'):
                rows.append({shape: self.add('long'), 'height': rnd.choice([60, 90])})
            elif shape == 'words':
                rows.append({'words': '填写前请阅读说明。'})
            elif shape == 'opinion':
                rows.append({'opinion': self.add('opinion')})
            elif shape == 'choices':
                rows.append(self.choices_row())
            elif shape == 'parts':
                rows.append(self.parts_row())
            else:
                rows.append(self.list_row(shape))
        if not any('words' not in row for row in rows):
            rows.append({'cells': [self.add('text')]})
        return {'sheet': f'表{number}', 'columns': [30, 50, 30, None], 'sheet_columns': [30, 45, 30, 57], 'height': 30, 'rows': rows}

    def choices_row(self):
        """Boxes, perhaps with what the last one is, and with names of files."""
        rnd = self.rnd
        row = {'choices': self.add(rnd.choice(['many', 'choice']))}
        if rnd.random() < .5:
            name, title = self.names.pop()
            self.fields[f'/{name}'] = {'title': pair(title), 'max': 20, 'given': True}
            self.pointers.add(f'/{name}')
            row['other'] = f'/{name}'
            if rnd.random() < .5:
                self.data[name] = rnd.choice(WORDS)
        if rnd.random() < .5:
            name, title = self.names.pop()
            self.fields[f'/{name}'] = {'title': pair(title), 'type': 'texts', 'max': 40}
            self.fields[row['choices']]['note'] = '（附上文件{files}）'
            self.pointers |= {f'/{name}/{number}' for number in range(5)}
            row.update(files=f'/{name}', least=2, further=3)
            self.data[name] = rnd.sample(WORDS, rnd.randint(0, 2))
        return row

    def parts_row(self):
        """Two values in a cell, which have rows of their own in a workbook to fill in."""
        pointers = [self.add(self.rnd.choice(['text', 'name', 'postcode', 'phone'])) for _ in range(2)]
        self.fields[pointers[0]]['room'] = self.fields[pointers[1]]['room'] = 50
        if self.rnd.random() < .5:
            self.fields[pointers[1]]['break'] = True
        else:
            self.fields[pointers[1]]['around'] = ['（', '）']
        return {'cells': [{'parts': pointers, 'label': '合栏', 'titled': self.rnd.random() < .5}], 'height': 45, 'sheet': [{'cells': [pointer]} for pointer in pointers]}

    def text(self, number):
        """A letter: words with blanks, fields on lines, the fields of the signatures."""
        rnd = self.rnd
        blocks = [{'words': '某某办公室：', 'flush': True}, {'words': f'兹由{{{self.add(rnd.choice(SHORT[:10]))}}}按规定办理以下事项：'}]
        blocks.append({'lines': [self.add(rnd.choice([*SHORT, 'long'])) for _ in range(rnd.randint(1, 3))], **rnd.choice([{}, {'even': 5}])})
        if rnd.random() < .5:
            blocks.append({'words': ['以上各项', f'{{{self.add("text")}}}', '均已知悉{{1}}。']})
        sign = [{'name': 'hand', 'words': '经办人（签字）：'}, *([self.add('person')] if rnd.random() < .5 else [])]
        blocks.append({'words': '特此说明。', 'sign': sign, 'date': self.add('date')})
        return {'sheet': f'函{number}', 'text': blocks}

    def boxes(self):
        """Questions of each sort in some order."""
        rnd = self.rnd
        cells = []
        for _ in range(rnd.randint(2, 5)):
            shape = rnd.choice(['answer', 'choice', 'options', 'tick', 'fill', 'date', 'dates', 'line', 'below'])
            kind = {'answer': rnd.choice(['text', 'long']), 'choice': 'choice', 'options': rnd.choice(['choice', 'many']), 'tick': 'yes-no', 'date': 'date'}.get(shape, 'text')
            pointers = [self.add('date' if shape == 'dates' else rnd.choice(['text', 'email', 'date', 'phone']) if shape == 'fill' else kind)
                        for _ in range(rnd.randint(1, 2) if shape in ('fill', 'dates') else 1)]
            # A box cannot say no.
            if shape == 'tick':
                self.fields[pointers[0]].pop('must', None)
                self.data[pointers[0][1:]] = True
            piece = {shape: pointers if shape in ('fill', 'dates') else pointers[0]}
            if shape == 'fill' and rnd.random() < .5:
                piece['printed'] = [pointers]
            cells.append([*([{'label': pointers[0], 'more': '（如有）'}] if shape in ('answer', 'choice', 'options') else []), piece, {'hint': '请按实际填写。'}])
        return {'sheet': '问答', 'boxes': [{'section': '一、基本情况', 'note': '由申请人填写'}, {'box': [*cells, {'cell': [{'words': '以上属实。'}], 'height': 30}]}]}

    def list_row(self, shape):
        """A value in each column; lines by a pattern; or blocks with several values in a column, and a long text."""
        name, title = self.names.pop()
        self.fields[f'/{name}'] = {'title': pair(title), 'rows': [0, 6]}
        members = [('name', 'text', 1), ('since', 'month', 1), ('text', 'long' if shape == 'blocks' else 'text', 2)]
        for member, kind, _ in members:
            self.fields[f'/{name}/*/{member}'] = {'title': pair(member), 'type': kind, 'must': True, **({'max': 20} if kind == 'text' else {})}
        count = self.rnd.randint(0, 4)
        entries = [{member: value_of(self.rnd, self.fields[f'/{name}/*/{member}']) for member, _, _ in members} for _ in range(count)]
        if entries:
            self.data[name] = entries
        self.pointers |= {f'/{name}/{row}/{member}' for row in range(6) for member, _, _ in members}
        columns = [{'of': member, 'span': span} for member, _, span in members]
        if shape == 'lines':
            return {'list': f'/{name}', 'print': ['{since}起', '{name}', '（{text}）'], 'least': 2, 'further': 4, 'sheet_further': 4, 'columns': columns}
        if shape == 'blocks':
            columns = [{'of': ['name', 'since'], 'print': '{name}/{since}', 'span': 2}, columns[2]]
            return {'list': f'/{name}', 'least': 2, 'height': 80, 'sheet_height': 80, 'columns': columns}
        return {'list': f'/{name}', 'least': 2, 'columns': columns}


class RandomReport(RandomForm):
    """A report with its data: a cover and one or two pages of chapters."""

    def __init__(self, number):
        self.rnd = random.Random(f'report {SEED} {number}')
        self.kind = f'report-{number}'
        self.fields, self.data, self.pointers = {}, {}, set()
        spare = [(f'spare_{letter}', f'{letter}栏') for letter in 'abcdefghijklmnopqrst']  # for forms of many fields
        self.names = spare + self.rnd.sample(list(zip(NAMES, TITLES)), len(NAMES))
        cover = {'rows': [{'cells': [self.add(self.rnd.choice(['text', 'organisation']))]}]}
        pages = [{'chapters': [self.chapter() for _ in range(self.rnd.randint(1, 3))]} for _ in range(self.rnd.randint(1, 2))]
        report = {'sheet': '报告', 'heading': ['某某报告'], 'cover': cover, 'pages': pages}
        if self.rnd.random() < .5:
            report['attachments'] = [self.add('paragraphs')]
        self.form = {
            'form': 1, 'kind': self.kind, 'title': pair('某某报告'), 'version': '1.0', 'source': pair('自拟'), 'annex': '附件1：',
            'fields': self.fields, 'report': report,
            'web': {'steps': [{'title': pair('填写'), 'fields': sorted({'/' + p.split('/')[1] for p in self.fields})}]}}

    def group(self, members, **more):
        """A group with these members and its data."""
        name, title = self.names.pop()
        self.fields[f'/{name}'] = {'title': pair(title), **more}
        for member, field in members.items():
            self.fields[f'/{name}/{member}'] = {'title': pair(member), **field}
            self.pointers.add(f'/{name}/{member}')
            if field.get('must') or self.rnd.random() < .6:
                value = '2030-05-20' if field['type'] == 'date' else value_of(self.rnd, {**field, 'must': True})
                self.data.setdefault(name, {})[member] = value
        return f'/{name}'

    def chapter(self):
        rnd = self.rnd
        shape = rnd.choice(['texts', 'ask', 'one', 'list', 'opinion', 'opinion'])
        if shape == 'texts':
            return {'texts': [self.add('paragraphs')], 'height': rnd.choice([80, 120]), 'sheet_height': 70}
        if shape == 'ask':
            given = self.add('text')
            self.fields[given]['print'] = '说明：'
            return {'ask': self.add('yes-no'), 'title': '问题', 'given': [given]}
        if shape == 'one':
            person = self.group({'name': {'type': 'person', 'must': True, 'max': 20}, 'org': {'type': 'organisation', 'must': True, 'max': 40}})
            return {'title': '人员', 'tables': [{'one': person, 'columns': [{'of': 'name', 'width': 50, 'span': 3}, {'of': 'org', 'span': 5}]}]}
        if shape == 'opinion':
            opinion = self.group({'text': {'type': 'paragraphs', 'given': True}, 'date': {'type': 'date', 'given': True}}, given=True)
            return {'opinion': opinion, 'foot': rnd.choice(['unit', 'line', 'seal']), 'height': 80}
        text = self.add('paragraphs')
        name, title = self.names.pop()
        self.fields[f'/{name}'] = {'title': pair(title), 'rows': [0]}
        self.fields[f'/{name}/*/what'] = {'title': pair('内容'), 'must': True, 'max': 20}
        self.fields[f'/{name}/*/month'] = {'title': pair('时间'), 'type': 'month', 'must': True}
        count, least, further = rnd.randint(0, 4), rnd.randint(1, 3), rnd.randint(1, 3)
        if count:
            self.data[name] = [{'what': rnd.choice(WORDS), 'month': f'203{row}-0{row + 1}'} for row in range(count)]
        self.pointers |= {f'/{name}/{row}/{member}' for row in range(max(count, least) + further) for member in ('what', 'month')}
        return {'text': text, 'list': {'list': f'/{name}', 'least': least, 'further': further,
                                       'columns': [{'of': 'what', 'span': 5, 'left': True}, {'of': 'month', 'width': 40, 'span': 3}]}}


def without_blanks(value):
    """Data without what stays empty."""
    if isinstance(value, dict):
        kept = {name: without_blanks(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in ('', None, [], {})}
    if isinstance(value, list):
        return [without_blanks(one) for one in value]
    return value


def web_pointers(node):
    """The pointers of the fields of `describe --form`; of rows, by their pattern."""
    if isinstance(node, dict):
        if isinstance(node.get('pointer'), str):
            yield node['pointer']
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from web_pointers(one)


def pattern(pointer):
    return '/'.join('*' if part.isdigit() else part for part in pointer.split('/'))


class RandomForms(CommandTest):
    def test_forms_are_the_same_everywhere_and_come_back(self):
        forms = needs.share([RandomForm(number) for number in range(COUNT)] + [RandomReport(number) for number in range(COUNT // 3)])
        for form in forms:
            self.write(f'own/{form.kind}/form.json', json.dumps(form.form, ensure_ascii=False))
        for form in forms:
            with self.subTest(form.kind):
                self.check_form(form)

    def check_form(self, form):
        own = ['--templates', self.folder / 'own']
        data = self.write(f'{form.kind}.json', json.dumps(form.data, ensure_ascii=False))
        paths = [self.folder / f'{form.kind}.{ending}' for ending in ('pdf', 'xlsx', 'docx')]
        made = gongwen(*own, 'render', form.kind, data, '--fillable', *(word for path in paths for word in ('-o', path)))
        self.assertEqual((made.status, made.err), (DONE, ''), json.dumps(form.form, ensure_ascii=False))
        plain = gongwen(*own, 'render', form.kind, data, '-o', self.folder / 'plain.pdf', '-o', self.folder / 'plain.xlsx', '--force')
        self.assertEqual((plain.status, plain.err), (DONE, ''))
        self.assertEqual({form.field_of_name(name) for name in pdf_values(paths[0]) if name.startswith('/')}, form.pointers)
        self.assertEqual({form.field_of_name(name) for name in workbook_names(paths[1])}, form.pointers)
        with zipfile.ZipFile(paths[2]) as word:
            fields = re.findall('<field n="[0-9]+" pointer="([^"]*)"', word.read('customXml/item1.xml').decode())
        self.assertEqual(set(fields), form.pointers)
        web = json.loads(gongwen(*own, 'describe', form.kind, '--form').out)
        leaves = {pattern(pointer) for pointer in web_pointers(web)}
        self.assertEqual({pattern(pointer) for pointer in form.pointers} - leaves, set())
        for path in paths:
            back = gongwen(*own, 'extract', path)
            self.assertEqual(back.status, DONE, back.err)
            if path.suffix == '.docx' and 'intake/blank-form' not in back.err:
                self.assertEqual(back.err, '')
            self.assertEqual(without_blanks(json.loads(back.out)), without_blanks(form.data), path.name)


if __name__ == '__main__':
    unittest.main()
