"""new-kind --form: a list of fields as an office writes it becomes a form in all media; errors are told by line."""
import json
import os
import pty
import random
import subprocess
import sys
import unittest

import openpyxl

import needs
from harness import BAD_INPUT, BAD_USAGE, DONE, PROGRAM, ROOT, CommandTest, gongwen

sys.path.insert(0, str(ROOT / 'tests/kinds'))
from test_fields import pdf_values, workbook_names  # noqa: E402

LINES = '''# 标准化培训报名表 = registration for a training
## 报名人 = participant
姓名*
手机*
1. 工作单位*
## 参加 = attendance
参加时间* = days：全程/第一天/第二天
饮食要求：多选，清真/素食/无辣
是否住宿：是否
到达日期（需要住宿的填写）：日期
参加过的培训：表格，最多6行
  培训名称*，最多30字
　时间：月份
\t学时：数字，最多99
证件号码：身份证号
希望解答的问题：长文字，最多500字
单位意见
'''

ROWS = [['栏目', '英文', '类型', '必填', '选项', '最多', '说明', '表格', '步骤'],
        ['姓名', '', '', '是', '', '', '', '', '报名人'],
        ['参加时间', 'days', '', '是', '全程、第一天、第二天', '', '', '', '参加'],
        ['到达日期', '', '日期', '', '', '', '需要住宿的填写', '', '参加'],
        ['培训名称', '', '', '√', '', '30', '', '参加过的培训', '参加'],
        ['时间', '', '月份', '', '', '', '', '参加过的培训', '参加'],
        ['备注', '', '', '', '', '200', '', '', '参加']]


class NewForm(CommandTest):
    def make(self, name, fields, *options):
        return gongwen('--error-format', 'json', 'new-kind', '--form', name, '--fields', fields, '-o', self.folder / 'own', *options)

    def setUp(self):
        super().setUp()
        (self.folder / 'own').mkdir()

    def form(self, name):
        return json.loads((self.folder / f'own/{name}/form.json').read_text('utf-8'))

    def check_media(self, name):
        """The form validates, prints, fills, comes back equal, and is on the web; no message anywhere."""
        own = ['--strict', '--templates', self.folder / 'own']
        sample = self.folder / f'own/{name}/sample.json'
        paths = [self.folder / f'{name}.{ending}' for ending in ('pdf', 'xlsx')]
        for words in (['check', name, sample], ['render', name, '-o', self.folder / 'blank.pdf', '-o', self.folder / 'blank.xlsx', '--force'],
                      ['render', name, sample, '-o', self.folder / 'plain.pdf', '-o', self.folder / 'plain.xlsx', '--force'],
                      ['render', name, sample, '--fillable', '-o', paths[0], '-o', paths[1]]):
            result = gongwen(*own, *words)
            self.assertEqual((result.status, result.err), (DONE, ''), words)
        fields = {field.rpartition('/')[0] if field[-1].isdigit() else field for field in pdf_values(paths[0]) if field.startswith('/')}
        self.assertTrue(fields)
        self.assertTrue(workbook_names(paths[1]))
        for path in paths:
            back = gongwen(*own, 'extract', path)
            self.assertEqual(back.status, DONE, back.err)
            given = json.loads(back.out)
            for member, value in json.loads(sample.read_text('utf-8')).items():
                self.assertEqual(given[member], value, path.name)
        web = json.loads(gongwen(*own[1:], 'describe', name, '--form').out)
        return [step['title'] for step in web['steps']]

    def test_columns_of_lists_are_as_wide_as_what_they_hold(self):
        """Eight columns with a day and a telephone number: no message about fields without room, and one page."""
        columns = ('名称*', '型号', '日期：日期', '数量：数字，最多99', '单位', '联系电话：电话', '是否进口：是否', '状态：在用/停用/报废')
        lines = '\n'.join(['# 设备登记表', '名称*', '登记：表格，最多8行', *('  ' + column for column in columns)])
        self.assertEqual(self.make('devices', self.write('devices.txt', lines)).status, DONE)
        self.check_media('devices')
        widths = self.form('devices')['paper'][0]['columns']
        self.assertEqual(widths[-1], None)
        self.assertGreater(widths[5], widths[4])  # the telephone number is wider than the name of a unit

    def test_a_text_with_one_field_a_line(self):
        made = self.make('training', self.write('fields.txt', LINES))
        self.assertEqual(made.status, DONE, made.err)
        self.assertIn('11 fields', made.out)
        fields = self.form('training')['fields']
        self.assertEqual({pointer: field.get('type', 'text') for pointer, field in fields.items() if field['title']['zh'] in '姓名手机工作单位'},
                         {'/name': 'person', '/mobile': 'phone', '/org': 'organisation'})
        self.assertEqual(fields['/days'], {'must': True, 'title': {'zh': '参加时间', 'en': 'days'}, 'options': ['全程', '第一天', '第二天']})
        self.assertEqual(len([p for p in fields if '/*/' in p]), 3)
        self.assertEqual(next(f for p, f in fields.items() if f['title']['zh'] == '到达日期')['hint']['zh'], '需要住宿的填写')
        self.assertEqual(self.check_media('training'), ['participant', 'attendance'])

    def test_titles_say_what_fields_are(self):
        """By how they end; a colon opens a table where lines are indented below it."""
        fields = self.write('fields.txt', '入住日期\n紧急联系电话\n备用手机\n毕业年月\n是否住宿：是/否\n是否到会：是/否/未定\n日期说明\n随行人员：\n  姓名*\n  返程日期\n')
        self.assertEqual(self.make('named', fields).status, DONE)
        form = self.form('named')['fields']
        types = {field['title']['zh']: field.get('type', 'text') for field in form.values()}
        self.assertEqual(types, {'入住日期': 'date', '紧急联系电话': 'phone', '备用手机': 'phone', '毕业年月': 'month', '是否住宿': 'yes-no', '是否到会': 'text', '日期说明': 'text',
                                 '随行人员': 'text', '姓名': 'person', '返程日期': 'date'})
        self.assertEqual([len(name.split('/')) for name, field in form.items() if 'rows' in field], [2])
        self.assertEqual([field['title']['zh'] for field in form.values() if field.get('example') == '13800000000'], ['备用手机'])
        self.check_media('named')

    def test_tables(self):
        csv = '\n'.join(','.join(row) for row in ROWS)
        markdown = '# 报名表\n' + '\n'.join('| ' + ' | '.join(row) + ' |' for row in [ROWS[0], ['---'] * 9, *ROWS[1:]])
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(self.folder / 'fields.xlsx')
        made = []
        for name, path in (('csv', self.write('fields.csv', csv)), ('gbk', self.write('gbk.csv', csv.encode('gb18030'))),
                           ('markdown', self.write('fields.md', markdown)), ('book', self.folder / 'fields.xlsx')):
            with self.subTest(name):
                result = self.make(name, path, '--title', '报名表 = registration')
                self.assertEqual(result.status, DONE, result.err)
                form = self.form(name)
                made.append({member: value for member, value in form.items() if member != 'kind'})
                self.assertEqual(form['title'], {'zh': '报名表', 'en': 'registration'})
                self.assertEqual(made[-1], made[0])
                self.check_media(name)

    def test_errors_are_told_by_line(self):
        for text, id, line in (('姓名\n手机：电化\n', 'engine/list-word', 2), ('姓名：人名，日期\n', 'engine/list-two-types', 1),
                               ('姓名\n  学时：数字\n', 'engine/list-inside', 2), ('培训：表格\n姓名\n', 'engine/list-no-columns', 1),
                               ('培训：表格\n  内容：长文字\n', 'engine/list-not-inside', 2), ('时间：选择\n', 'engine/list-no-options', 1),
                               ('时间：日期，全程/半天\n', 'engine/list-options-of', 1), ('时间：全程/半天/全程\n', 'engine/list-twice', 1),
                               ('\n\n姓名：至少9字，最多2字\n', 'engine/list-number', 3), ('姓名\n：日期\n', 'engine/list-no-title', 2),
                               ('# 报名表\n', 'engine/list-empty', 1), ('| 栏 | 类型 |\n', 'engine/list-heading', 1),
                               ('| 类型 |\n', 'engine/list-no-titles', 1), ('| 栏目 | 必填 |\n|--|--|\n| 姓名 | 也许 |\n', 'engine/list-required', 3),
                               ('培训：表格\n' + ''.join(f'  列{i}\n' for i in range(11)), 'engine/list-too-wide', 12)):
            with self.subTest(id):
                result = self.make('bad', self.write('fields.txt', text))
                self.assertEqual(result.status, BAD_INPUT, result.err)
                [error] = [e for e in result.errors() if e['id'] == id]
                place = error.get('template') or error['data']
                self.assertEqual(place['line'], line, error)
                self.assertEqual(list((self.folder / 'own').iterdir()), [])

    def test_what_a_line_may_be_does_not_fit_any_other_kind(self):
        path = self.write('fields.txt', '姓名\n')
        self.assert_fails(gongwen('--error-format', 'json', 'new-kind', 'a', '--fields', path), BAD_USAGE, 'cli/no-effect')
        self.assert_fails(gongwen('--error-format', 'json', 'new-kind', 'a', '--title', 'x'), BAD_USAGE, 'cli/no-effect')
        self.assert_fails(self.make('iso-form-4', path), BAD_USAGE, 'engine/kind-exists')

    def test_names_that_templates_use_are_avoided(self):
        made = self.make('odd', self.write('fields.txt', '表 = form\n循环 = loop\n真 = true\n甲/乙：是否\n{甲}"乙"\n同 = x\n异 = x\n'))
        self.assertEqual(made.status, DONE, made.err)
        self.check_media('odd')

    def test_it_asks_on_a_terminal(self):
        parent, child = pty.openpty()
        process = subprocess.Popen([PROGRAM, '--lang', 'zh', 'new-kind', '--form', 'asked', '-o', str(self.folder / 'own')],
                                   stdin=child, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, 'LC_ALL': 'C.UTF-8'})
        os.close(child)
        os.write(parent, '报名表 = registration\n姓名*\n手机：电化\n手机*\n\n'.encode())
        out, err = process.communicate(timeout=60)
        os.close(parent)
        self.assertEqual(process.returncode, DONE, err.decode())
        self.assertIn('不认识“电化”', err.decode())
        self.assertIn('共2个栏目', out.decode())
        self.assertEqual(list(self.form('asked')['fields']), ['/name', '/mobile'])
        self.check_media('asked')

    @needs.time
    def test_lists_at_random(self):
        """Whatever an office lists comes out as a form that fits."""
        rnd = random.Random(54)
        types = ['文字', '文字，最多20字', '人名', '单位', '数字', '日期', '月份', '电话', '邮箱', '邮编', '是否', '长文字', '甲/乙/丙',
                 '多选，红/黄/蓝', '意见', '若干文字', '名称', '身份证号', '信用代码']
        for number in range(int(os.environ.get('GONGWEN_RANDOM_LISTS', 8))):
            lines = ['# 某某表 = some form']
            for field in range(rnd.randint(1, 14)):
                star = rnd.choice(['', '*'])
                if rnd.random() < .2:
                    lines.append(f'列表{field}{star}：表格')
                    lines += [f'  列{column}{rnd.choice(["", "*"])}：{rnd.choice(types[:8] + types[9:11])}' for column in range(rnd.randint(1, 4))]
                else:
                    lines.append(f'栏目{"长" * rnd.choice([0, 0, 9])}{field}{star}：{rnd.choice(types)}')
            with self.subTest(number=number, lines='\n'.join(lines)):
                made = self.make(f'random-{number}', self.write('fields.txt', '\n'.join(lines)))
                self.assertEqual(made.status, DONE, made.err)
                self.check_media(f'random-{number}')


if __name__ == '__main__':
    unittest.main()
