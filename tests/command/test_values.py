"""Values as people write them: one policy, the same in JSON, YAML, CSV, data workbook, fillable workbook and PDF form."""
import copy
import csv
import io
import json
import re
import subprocess
import unittest

from filled_workbooks import opened
from test_data_books import column_of
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen
from returned_forms import pdf_of_data, xlsx_of_data

KIND = 'values'
MANIFEST = {'kind': KIND, 'title': {'zh': '值', 'en': 'values'}, 'version': '1.0', 'language': 'zh-CN',
            'file_name': 'values', 'source': {'zh': '无', 'en': 'none'}, 'outputs': {'pdf': {'template': 'document.html'}}}


def text(title, **more):
    return {'x-title': {'zh': title, 'en': title}, 'type': 'string', **more}


# A member for each type of value; `maybe` ones as kinds have them for what a form leaves blank.
MEMBERS = {
    'id': text('编号', minLength=1),
    'phone': text('电话', format='phone-cn'),
    'fax': text('传真', anyOf=[{'format': 'phone-cn'}, {'const': ''}]),
    'month': text('年月', format='month'),
    'day': text('日期', format='date'),
    'day_or_blank': text('日期或空', anyOf=[{'const': ''}, {'format': 'date'}]),
    'email': text('邮箱', format='email'),
    'postcode': text('邮编', format='postal-code'),
    'plan': text('计划号', format='plan-number'),
    'number': text('文号', format='doc-number'),
    'code': text('代号', pattern='^[A-Z]{2}[0-9]{3}$'),
    'level': text('密级', pattern='^(机密|秘密)(★[1-9][0-9]?年)?$'),
    'note': text('说明', minLength=1),
    'name': {**text('姓名', minLength=1), 'x-naming': True},
    'count': {'x-title': {'zh': '数量', 'en': 'count'}, 'type': 'integer'},
    'gender': {'x-title': {'zh': '性别', 'en': 'gender'}, 'enum': ['男', '女', '']},
    'group': {'x-title': {'zh': '工作组', 'en': 'group'}, 'enum': [1, 2, 3]},
    'sure': {'x-title': {'zh': '是否', 'en': 'sure'}, 'type': 'boolean'},
}
SCHEMA = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object', 'properties': {'rows': {
    'x-title': {'zh': '各行', 'en': 'rows'}, 'type': 'array', 'items': {
        'x-title': {'zh': '行', 'en': 'row'}, 'type': 'object', 'required': ['id'], 'additionalProperties': False,
        'properties': MEMBERS}}}}

# Shows every value, so that `dump` shows what was read.
PAGE = ('<!DOCTYPE html><html lang="zh-CN"><head><title>值</title></head><body>{% for row in rows %}'
        + ''.join(f'{{% if row.{name} is defined %}}<p>{{{{ row.id }}}} {name}: {{{{ row.{name} }}}}</p>{{% endif %}}' for name in MEMBERS)
        + '{% endfor %}</body></html>')

NOTHING = object()
# What people write, and what it is. NOTHING: it counts as not given.
TAKEN = [
    ('phone', '138 0000 0000', '13800000000'),
    ('phone', '138-0000-0000', '13800000000'),
    ('phone', '１３８００００００００', '13800000000'),
    ('phone', '0086-13800000000', '13800000000'),
    ('phone', '+86 138 0000 0000', '13800000000'),
    ('phone', '(010)64102222', '010-64102222'),
    ('phone', '（010）64102222', '010-64102222'),
    ('phone', '010 64102222', '010-64102222'),
    ('phone', '010—64102222', '010-64102222'),
    ('phone', '010-64102222转8305', '010-64102222-8305'),
    ('phone', '+49 30 1234567', '+49 30 1234567'),
    ('phone', '+852－2345－6789', '+852 2345 6789'),
    ('phone', '无', NOTHING),
    ('fax', '（010） 6410-2222', '010-64102222'),
    ('fax', '—', NOTHING),
    ('name', '无', NOTHING),
    ('name', '不详', NOTHING),
    ('note', '无', '无'),
    ('fax', 'N/A', NOTHING),
    ('month', '2026年8月', '2026-08'),
    ('month', '2026.8', '2026-08'),
    ('month', '1980。5', '1980-05'),
    ('month', '1980–05', '1980-05'),
    ('month', '1980/5/1', '1980-05'),
    ('month', '2026年8月1日', '2026-08'),
    ('month', '二〇二四年二月', '2024-02'),
    ('month', '／', NOTHING),
    ('day', '2026年8月1日', '2026-08-01'),
    ('day', '2024 年 2 月 4 日', '2024-02-04'),
    ('day', '2024年2月4号', '2024-02-04'),
    ('day', '2026.8.1', '2026-08-01'),
    ('day', '2026/8/1', '2026-08-01'),
    ('day', '2026-8-1', '2026-08-01'),
    ('day', '20260801', '2026-08-01'),
    ('day', '２０２６年８月１日', '2026-08-01'),
    ('day_or_blank', '２０２６．８．１', '2026-08-01'),
    ('email', 'a@b。cn', 'a@b.cn'),
    ('email', 'mailto:a@b.cn', 'a@b.cn'),
    ('email', 'ａ＠ｂ．ｃｎ', 'a@b.cn'),
    ('postcode', '１０００ ０７', '100007'),
    ('plan', '２０２４０１２３－Ｔ－４６９', '20240123-T-469'),
    ('number', '网安字[2024]５号', '网安字〔2024〕5号'),
    ('code', 'ＡＢ１２３', 'AB123'),
    ('level', '机密★１０年', '机密★10年'),
    ('note', '　共１２项，无　', '共１２项，无'),
    ('note', '无', '无'),
    ('note', '—', NOTHING),
    ('note', ' ／ ', NOTHING),
    ('note', '甲\u200b乙\ufeff', '甲乙'),
    ('note', '⽂件', '文件'),
    ('note', '\u3000甲  \n　　乙\n\n丙\u00a0', '甲\n　　乙\n\n丙'),
    ('note', ' \u3000\u00a0', NOTHING),
    ('count', '１,２３４', 1234),
    ('count', '无', NOTHING),
    ('sure', '☑', True),
    ('sure', '否', False),
    ('sure', '☑是　☐否', True),
    ('sure', '☐是　☑否', False),
    ('gender', '男√', '男'),
    ('gender', '“女”', '女'),
    ('group', 'WG3', 3),
    ('group', ' ２ ', 2),
]
# What nobody can say for certain, and the message about it in Chinese.
REFUSED = [
    ('phone', '13800000000（微信同号）', '号码以外的文字请删去，只写 `13800000000`'),
    ('phone', '13800000000、010-64102222', '这里写了几个号码，只能写一个，例如 `13800000000`'),
    ('phone', '64102222', '固定电话请加区号，例如 `010-64102222`'),
    ('fax', '1380000000', '手机号码应为11位，这里有10位'),
    ('email', 'li@example', '“@”后面的域名不完整，例如 `name@example.cn`'),
    ('day', '2026年2月31日', '2026年2月没有31日，最后一天写作 `2026-02-28`'),
    ('day', '8/1/2026', '例如 `2024-02-04`'),
    ('day', '2026年8月', '还要写明是哪一天，例如 `2026-08-01`'),
    ('month', '2026-13', '一年只有12个月，没有13月'),
]


def rows(cases):
    return {'rows': [{'id': f'r{i}', member: written} for i, (member, written, _) in enumerate(cases)]}


class ValuesCase(CommandTest):
    def setUp(self):
        super().setUp()
        self.write('templates/values/template.json', MANIFEST)
        self.write('templates/values/schema.json', SCHEMA)
        self.write('templates/values/document.html', PAGE)

    def gongwen(self, *words):
        return gongwen('--templates', self.folder / 'templates', *words)

    def as_yaml(self, data):
        """Texts as people write them there: without quotes wherever YAML can do without."""
        lines = ['rows:']
        for row in data['rows']:
            mark = '  - '
            for name, value in row.items():
                plain = value.isprintable() and value == value.strip() and value[0] not in '—-/[☑'
                lines.append(f'{mark}{name}: ' + (value if plain else json.dumps(value)))
                mark = '    '
        return '\n'.join(lines) + '\n'

    def as_csv(self, data):
        out = io.StringIO()
        writer = csv.DictWriter(out, [member['x-title']['zh'] for member in MEMBERS.values()])
        writer.writeheader()
        for row in data['rows']:
            writer.writerow({MEMBERS[name]['x-title']['zh']: value for name, value in row.items()})
        return out.getvalue()

    def as_book(self, data):
        path = self.folder / 'book.xlsx'
        result = self.gongwen('new', KIND, '-o', path, '--from', self.write('ids.json', {
            'rows': [{'id': row['id'], 'note': 'x'} for row in data['rows']]}))
        self.assertEqual(result.status, DONE, result.err)
        book = opened(path)
        name = next(row[1] for row in book['_data'].iter_rows(values_only=True) if row[2] == '/rows')
        sheet = book[name]
        columns = {row[3].removeprefix('gw:/'): column_of(sheet, row[3])
                   for row in book['_data'].iter_rows(values_only=True) if row[:2] == ('column', name)}
        ids = {sheet.cell(row, columns['id']).value: row for row in range(1, sheet.max_row + 1)}
        for row in data['rows']:
            sheet.cell(ids[row['id']], columns['note']).value = None
            for name, value in row.items():
                cell = sheet.cell(ids[row['id']], columns[name])
                cell.value, cell.data_type = value, 's'
        book.save(path)
        return path

    def forms(self, data):
        """The same data in each form, as the words that `check` takes."""
        table = self.write('rows.csv', self.as_csv(data))
        yield 'json', [self.write('a.json', data)]
        yield 'yaml', [self.write('a.yaml', self.as_yaml(data))]
        yield 'csv', [self.write('none.json', {}), '--table', f'/rows={table}']
        yield 'data workbook', [self.as_book(data)]
        yield 'fillable workbook', [self.write('form.xlsx', xlsx_of_data(data, KIND))]
        yield 'pdf', [self.write('form.pdf', pdf_of_data(data, KIND))]

    def check(self, form, words):
        """The status and what is reported."""
        command = ['extract', '--check', '--kind', KIND] if form == 'pdf' else ['check', KIND]
        result = self.gongwen('--lang', 'zh', '--error-format', 'json', *command, *words)
        return result.status, [d for d in result.diagnostics() if not d['id'].startswith('proofing/')]

    def values(self, form, words):
        """What was read, by JSON pointers."""
        if form in ('pdf', 'fillable workbook'):
            result = self.gongwen('extract', *words)
            self.assertEqual(result.status, DONE, result.err)
            return {f'/rows/{i}/{name}': value for i, row in enumerate(json.loads(result.out)['rows'])
                    for name, value in row.items()}
        if form == 'csv':
            result = self.gongwen('render', KIND, *words, '-o', self.folder / 'csv.pdf')
            self.assertEqual(result.status, DONE, result.err)
            page = subprocess.run(['pdftotext', '-layout', self.folder / 'csv.pdf', '-'], check=True,
                                  stdout=subprocess.PIPE).stdout.decode()
            return {f'/rows/{i}/{name}': value for i, name, value in re.findall(r'r(\d+) (\w+): *(.*)', page)}
        result = self.gongwen('dump', KIND, *words, '--stage=dom')
        self.assertEqual(result.status, DONE, result.err)
        return {pointer: json.loads(value) for value, pointer in
                re.findall(r'^ *(".*")  data=(/rows/\d+/\w+)$', result.out, re.M)}


class Everywhere(ValuesCase):
    def test_taken_everywhere(self):
        data = rows(TAKEN)
        for form, words in self.forms(data):
            status, reported = self.check(form, words)
            # A row of which the identifier alone is filled could be a remark below the table, too.
            alone = [d for d in reported if d['id'] == 'data/table-one-cell']
            self.assertEqual((form, status, [d for d in reported if d not in alone]), (form, DONE, []))
            blank = [i for i, (_, written, _) in enumerate(TAKEN) if not written.strip()]
            self.assertEqual([int(re.search(r'“r(\d+)”', d['message'])[1]) for d in alone], blank if form == 'csv' else [])
            values = self.values(form, words)
            for i, (member, written, expected) in enumerate(TAKEN):
                with self.subTest(form=form, member=member, written=written):
                    value = values.get(f'/rows/{i}/{member}', NOTHING)
                    # A page shows numbers and truth values in its own words, and blanks in any way.
                    if form == 'csv' and value is not NOTHING:
                        value, expected = ''.join(value.split()), ''.join(str(expected).split())
                    self.assertIn(value, (expected, str(expected)))

    def test_refused_everywhere(self):
        data = rows(REFUSED)
        for form, words in self.forms(data):
            status, diagnostics = self.check(form, words)
            self.assertEqual((form, status), (form, BAD_INPUT))
            if form == 'csv':
                # Cells of dates are reported by row and column, and then the schema is not used.
                told = {(d['id'], d['hint']) for d in diagnostics}
                dates = {hint for member, _, hint in REFUSED if member in ('day', 'month')}
                self.assertEqual(told, {('data/table-cell', hint) for hint in dates})
                continue
            told = {d['data']['pointer']: d for d in diagnostics}
            for i, (member, written, hint) in enumerate(REFUSED):
                with self.subTest(form=form, member=member, written=written):
                    self.assertEqual(told[f'/rows/{i}/{member}']['id'], 'data/format-mismatch')
                    self.assertEqual(told[f'/rows/{i}/{member}']['hint'], hint)

    def test_normal_data_stay_as_they_are(self):
        normal = {'rows': [{'id': f'r{i}', member: expected} for i, (member, _, expected) in enumerate(TAKEN)
                           if expected is not NOTHING and member != 'note']}
        path = self.write('a.json', normal)
        self.assertEqual(json.loads(self.gongwen('extract', '--kind', KIND, path).out), normal)
        self.assertEqual(self.gongwen('-v', 'check', KIND, path).err, '')

    def test_json_keeps_its_form_but_for_what_changes(self):
        path = self.write('a.json', '{"rows": [{"id": "a",\t"phone": "138 0000 0000", "fax": "无"},\n'
                                    ' {"id": "b", "fax": "/", "note": " 甲"}]}\n')
        self.assertEqual(self.gongwen('extract', '--kind', KIND, path).out,
                         '{"rows": [{"id": "a",\t"phone": "13800000000"},\n {"id": "b", "note": "甲"}]}\n')

    def test_a_required_value_of_blanks_is_missing(self):
        for blank in (' ', '\u3000', '\u200b', '\n\t'):
            path = self.write('a.json', json.dumps({'rows': [{'id': blank}]}))
            result = self.gongwen('--error-format', 'json', 'check', KIND, path)
            self.assert_fails(result, BAD_INPUT, 'data/missing-name')
            # data/only-blanks
            notes = [note['message'] for note in result.errors()[0]['notes']]
            self.assertEqual(notes, ['only blanks here, which count as not given'])

    def test_nothing_is_refused_where_a_value_is_required(self):
        schema = copy.deepcopy(SCHEMA)
        schema['properties']['rows']['items']['required'] = ['id', 'phone']
        self.write('templates/values/schema.json', schema)
        path = self.write('a.json', {'rows': [{'id': 'a', 'phone': '无'}]})
        self.assert_fails(self.gongwen('--error-format', 'json', 'check', KIND, path), BAD_INPUT, 'data/format-mismatch')

    def test_a_name_is_never_nothing(self):
        schema = copy.deepcopy(SCHEMA)
        schema['properties']['rows']['items']['required'] = ['id', 'name']
        self.write('templates/values/schema.json', schema)
        for word in ('无', '暂无', '没有', 'N/A', 'none', '不详', '同上', '（无）', ' 无。', '／'):
            path = self.write('a.json', {'rows': [{'id': 'a', 'name': word}]})
            result = self.gongwen('--error-format', 'json', 'check', KIND, path)
            self.assert_fails(result, BAD_INPUT, 'data/missing-name')
            # data/nothing-given
            [note] = result.errors()[0]['notes']
            self.assertEqual(note['message'], f'`{word}` here counts as not given')
        for word in ('无名', 'Na', 'Nil', '同', '吴'):
            path = self.write('a.json', {'rows': [{'id': 'a', 'name': word}]})
            self.assertEqual(self.gongwen('check', KIND, path).status, DONE)

    def test_nothing_in_a_list_of_names(self):
        schema = copy.deepcopy(SCHEMA)
        schema['properties']['names'] = {'type': 'array', 'items': MEMBERS['name']}
        self.write('templates/values/schema.json', schema)
        path = self.write('a.json', {'rows': [{'id': 'a'}], 'names': ['甲', '无', '/']})
        result = self.gongwen('--error-format', 'json', 'check', KIND, path)
        self.assert_fails(result, BAD_INPUT, 'data/nothing-named')
        self.assertEqual([d['data']['pointer'] for d in result.errors()], ['/names/1', '/names/2'])

    def test_readings_are_told(self):
        path = self.write('a.json', {'rows': [{'id': 'a', 'phone': '138 0000 0000', 'fax': '无', 'note': '甲\u200b'}]})
        self.assertEqual(self.gongwen('-v', '--lang', 'zh', 'check', KIND, path).err,
                         f'说明：{path}：/rows/0/phone（电话） "138 0000 0000" 读作 "13800000000"\n'
                         f'说明：{path}：/rows/0/fax（传真） "无" 按没有填写处理\n'
                         f'说明：{path}：/rows/0/note（说明） "甲U+200B" 读作 "甲"\n')
        self.assertEqual(self.gongwen('check', KIND, path).err, '')

    def test_turned_text_is_refused(self):
        path = self.write('a.json', {'rows': [{'id': 'a', 'note': '甲\u202e乙'}]})
        self.assert_fails(self.gongwen('--error-format', 'json', 'check', KIND, path), BAD_INPUT,
                          'data/direction-override')


class Yaml(ValuesCase):
    def told(self, content, status=BAD_INPUT):
        path = self.write('a.yaml', content)
        result = self.gongwen('--lang', 'zh', '--error-format', 'json', 'check', KIND, path)
        self.assertEqual(result.status, status, result.err)
        return [(d['id'], d.get('line') or d['data']['line'], d.get('hint', ''))
                for d in result.diagnostics()] if result.err else []

    def test_slips_are_told_at_their_line(self):
        self.assertEqual(self.told('rows：\n  - id: a\n'), [('data/yaml-full-width-colon', 1, '请写成 `rows: `')])
        self.assertEqual(self.told('rows:\n  - id：a\n    note: 甲\n'),
                         [('data/yaml-full-width-colon', 2, '请写成 `id: a`')])
        self.assertEqual(self.told('rows:\n  - id: a\n    note:甲\n    fax: ""\n'),
                         [('data/yaml-no-blank', 3, '请写成 `note: 甲`')])
        self.assertEqual(self.told('rows:\n\t- id: a\n'), [('data/yaml-tab', 2, '请改用空格缩进')])
        # At the end of the file, where YAML takes the line for a name.
        self.assertIn(('data/unknown-name', 3, '冒号用半角，后面加空格：`fax: 甲`'), self.told('rows:\n  - id: a\n    fax：甲\n'))
        # YAML takes these for texts.
        self.assertEqual(self.told('rows：\n'), [('data/wrong-type', 1, '冒号用半角，后面加空格：`rows: `')])
        self.assertEqual(self.told('rows:\n  - id:a\n'), [('data/wrong-type', 2, '冒号用半角，后面加空格：`id: a`')])

    def test_digits_without_quotes_are_texts_where_texts_are_wanted(self):
        path = self.write('a.yaml', 'rows:\n  - id: 007\n    phone: 13800138000\n    postcode: 010010\n    month: 202608\n'
                                    '    fax: +8613800138000\n    note: 1.50\n    count: 12\n')
        result = self.gongwen('-v', '--error-format', 'json', 'check', KIND, path)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual({r['pointer'][8:]: r['value'] for r in json.loads(result.err)['readings']},
                         {'phone': '13800138000', 'month': '2026-08', 'fax': '13800138000', 'note': '1.50'})
        path = self.write('a.json', {'rows': [{'id': 7, 'phone': 13800138000}]})
        result = self.gongwen('--lang', 'zh', '--error-format', 'json', 'check', KIND, path)
        self.assertEqual([(d['id'], d['hint']) for d in result.errors()],
                         [('data/wrong-type', '请加引号，写成 `"7"`'),
                          ('data/wrong-type', '请加引号，写成 `"13800138000"`')])

    def test_chinese_quotes(self):
        self.assertEqual(self.told('rows:\n  - id: a\n    month: “2026-08”\n', DONE), [])


class Files(ValuesCase):
    def test_gb_18030_and_utf_16(self):
        data = json.dumps({'rows': [{'id': 'a', 'note': '虚构的说明，共三项。'}]}, ensure_ascii=False)
        for encoding in ('gb18030', 'gbk', 'utf-16', 'utf-8-sig'):
            for name, content in (('a.json', data), ('a.yaml', 'rows:\n  - id: a\n    note: 虚构的说明，共三项。\n')):
                path = self.write(name, content.encode(encoding))
                self.assertEqual(self.gongwen('check', KIND, path).err, '', (encoding, name))
        damaged = data.encode().replace('说'.encode(), b'\xe8\xaf', 1)
        self.assert_fails(self.gongwen('--error-format', 'json', 'check', KIND, self.write('a.json', damaged)),
                          BAD_INPUT, 'resources/not-utf8')

    def test_office_files_that_are_no_data(self):
        old = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(600)
        for name in ('a.xls', 'a.et', 'a.json', 'a.csv'):
            path = self.write(name, old)
            words = [self.write('none.json', {}), '--table', f'/rows={path}'] if name == 'a.csv' else [path]
            result = self.gongwen('--error-format', 'json', 'check', KIND, *words)
            self.assert_fails(result, BAD_INPUT, 'data/old-office-file')
        path = self.write('a.odt', xlsx_of_data({}, KIND))
        self.assert_fails(self.gongwen('--error-format', 'json', 'check', KIND, path), BAD_INPUT, 'data/packed-file')
        pdf = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n'
        for name in ('a.pdf', 'a.json', 'a.yaml'):
            result = self.gongwen('--error-format', 'json', 'check', KIND, self.write(name, pdf))
            self.assert_fails(result, BAD_INPUT, 'data/pdf-file')
        almost = self.write('a.json', b'%PDF')
        self.assert_fails(self.gongwen('--error-format', 'json', 'check', KIND, almost), BAD_INPUT, 'data/json-unexpected')
        # A Word file may be a form; what it is, its content says.
        path = self.write('a.docx', (ROOT / 'docs/examples/registration.docx').read_bytes())
        self.assert_fails(self.gongwen('--error-format', 'json', 'check', KIND, path), BAD_INPUT, 'intake/no-controls')



class ListsOfOne(CommandTest):
    """One value where a list is asked for."""
    BULLETIN = {'year': 2026, 'issue': 12, 'period': '2026-12', 'issue_date': '2027-01-04'}

    def check(self, events, name='d.json'):
        data = {**self.BULLETIN, 'events': events}
        return gongwen('--error-format', 'json', 'check', 'monthly-bulletin', self.write(name, data))

    def pdf(self, events):
        path = self.write('d.json', {**self.BULLETIN, 'events': events})
        result = gongwen('render', 'monthly-bulletin', path, '-o', self.folder / 'a.pdf')
        self.assertEqual(result.status, DONE, result.err)
        return (self.folder / 'a.pdf').read_bytes()

    def test_a_value_is_a_list_of_it(self):
        report = {'type': 'td_report', 'title': '示例白皮书'}
        listed = self.pdf([{**report, 'dates': ['2026-12-10'], 'contents': ['分析现状，提出建议；并列出清单。']}])
        for dates in ('2026-12-10', '2026年12月10日', '2026.12.10'):
            self.assertEqual(self.pdf({**report, 'dates': dates, 'contents': '分析现状，提出建议；并列出清单。'}), listed)
        yaml = self.write('d.yaml', 'year: 2026\nissue: 12\nperiod: 2026-12\nissue_date: 2027-01-04\nevents:\n  type: td_report\n'
                                    '  title: 示例白皮书\n  dates: 2026-12-10\n  contents: 分析现状，提出建议；并列出清单。\n')
        self.assertEqual(gongwen('render', 'monthly-bulletin', yaml, '-o', self.folder / 'a.pdf').status, DONE)
        told = gongwen('-v', '--lang', 'zh', 'check', 'monthly-bulletin', yaml).err
        self.assertIn('/events/dates', told.replace('/events/0/dates', '/events/dates'))

    def test_several_in_one_text_are_not(self):
        for events, pointer, hint in (
                ([{'type': 'td_report', 'title': '示例白皮书', 'dates': '2026-12-10、2026-12-11'}], '/events/0/dates', '["2026-12-10", "2026-12-11"]'),
                ([{'type': 'td_report', 'title': '示例白皮书', 'dates': ['2026-12-10'], 'authors': '示例院，虚构所'}], '/events/0/authors', '["示例院", "虚构所"]'),
                ([{'type': 'td_report', 'title': '示例白皮书', 'dates': ['2026-12-10'], 'contents': '其一。\n其二。'}], '/events/0/contents', '["其一。", "其二。"]')):
            result = self.check(events)
            [error] = result.errors()
            with self.subTest(pointer):
                self.assertEqual((error['id'], error['data']['pointer']), ('data/wrong-type', pointer))
                self.assertIn(hint, error['hint'])

    def test_a_text_in_place_of_an_object(self):
        data = json.loads((ROOT / 'samples/needs-notice/typical.json').read_text(encoding='utf-8'))
        data['contact'] = '张示例 010-64102222'
        result = gongwen('--error-format', 'json', 'check', 'needs-notice', self.write('d.json', data))
        [error] = result.errors()
        self.assertEqual(error['id'], 'data/wrong-type')
        self.assertIn('{name: …, phone: …', error['hint'])


if __name__ == '__main__':
    unittest.main()
