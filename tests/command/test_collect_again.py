"""Forms that come twice, what distinguishes them, corrections, and the folder of their data from run to run."""
import io
import json
import shutil
import unittest
import urllib.parse
import zipfile

import openpyxl
import pikepdf

from book_names import set_names
from collected_forms import BASE, KIND, CollectTest, person
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, ROOT, gongwen, sample
from returned_forms import PdfForm, XlsxForm, leaves, pdf_of_data, xlsx_of_data

LETTER = sample(ROOT / 'samples/commitment-letter/typical.json')
SERIES = '网络安全技术　面向跨境数据流通场景的匿名数字凭证互操作与最小披露要求系列标准研究　'


def letter(part, **changes):
    return {**LETTER, 'title': {'zh': f'{SERIES}第{part}部分', 'en': f'Part {part}'}, **changes}


class CollectAgain(CollectTest):
    def told(self, result, *ids):
        return [d['message'] for d in result.diagnostics() if d['id'] in ids]

    # What distinguishes forms.

    def test_titles_that_differ_at_their_end(self):
        self.put('a.pdf', pdf_of_data(letter(1), 'commitment-letter'))
        self.put('b.pdf', pdf_of_data(letter(2, org='乙大学', leader='李示例'), 'commitment-letter'))
        result = self.collect(kind='commitment-letter')
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('共 2 份，2 项提案', result.out)
        self.assertEqual(len(self.sheet('名单')[1]), 2)
        self.assertEqual(self.told(result, 'intake/disagree', 'intake/same-person', 'intake/same-name'), [])

    def test_one_title_of_two_organisations(self):
        self.put('a.pdf', pdf_of_data(letter(1), 'commitment-letter'))
        self.put('b.pdf', pdf_of_data(letter(1, org='乙大学', leader='李示例'), 'commitment-letter'))
        self.put('c.pdf', pdf_of_data(letter(1, leader='王示例'), 'commitment-letter'), day=400)
        result = self.collect(kind='commitment-letter')
        self.assertIn('共 3 份，2 项提案', result.out)
        self.assertEqual(len(self.told(result, 'intake/same-name')), 1)
        self.assertEqual(len(self.told(result, 'intake/disagree')), 1)

    def test_a_namesake_by_birth_and_organisation(self):
        without = {key: value for key, value in person('张示例').items() if key != 'email'}
        self.put('a.pdf', pdf_of_data(without, KIND))
        other = {key: value for key, value in person('张示例', birth='1970-01', org_zh='乙大学').items() if key != 'mobile'}
        self.put('b.pdf', pdf_of_data(other, KIND))
        result = self.collect()
        self.assertEqual(len(self.sheet('名单')[1]), 2)
        self.assertEqual(len(self.told(result, 'intake/same-name')), 1)

    # Which of two counts.

    def test_the_newest_counts_whatever_it_is_called(self):
        self.put('a.pdf', pdf_of_data(person('张示例', org_zh='新单位'), KIND), day=9)
        self.put('b.pdf', pdf_of_data(person('张示例', org_zh='旧单位'), KIND), day=3)
        self.put('c.pdf', pdf_of_data(person('李示例', org_zh='旧单位'), KIND), day=3)
        self.put('d.pdf', pdf_of_data(person('李示例', org_zh='新单位'), KIND), day=9)
        result = self.collect('-o', 'roster.pdf')
        heads, rows = self.sheet('名单')
        column = heads.index('工作单位（中文）')
        self.assertEqual([(row[1], row[column]) for row in rows], [('a.pdf', '新单位'), ('d.pdf', '新单位')])
        self.assertEqual([row[-2] for row in rows], ['2030-03-10 08:00*'] * 2)
        self.assertEqual([row[-1] for row in rows], ['b.pdf（2030-03-04 08:00*）', 'c.pdf（2030-03-04 08:00*）'])
        about = self.told(result, 'intake/disagree')
        self.assertEqual(len(about), 2)
        for part in ('b.pdf', '2030-03-04', 'a.pdf', '旧单位', '新单位'):
            self.assertIn(part, about[0])

    def test_a_default_that_is_written_out_is_no_difference(self):
        """As in a form whose record of what was given has been lost."""
        tc = 'ISO/IEC JTC1/SC27'
        groups = [{'tc': tc, **group} for group in BASE['groups']]
        self.put('a.pdf', pdf_of_data(person('张示例'), KIND), day=3)
        self.put('b.pdf', pdf_of_data(person('张示例', groups=groups), KIND), day=9)
        result = self.collect()
        self.assertEqual(self.told(result, 'intake/disagree'), [])
        self.assertEqual(len(self.told(result, 'intake/same-person')), 1)

    def test_the_time_in_the_file_goes_before_that_of_the_file_system(self):
        def saved(name, org, made, changed):
            form = PdfForm(KIND)
            for pointer, value in leaves(person(name, org_zh=org)):
                form.check(pointer, value) if isinstance(value, bool) else form.text(pointer, str(value))
            form.pdf.docinfo['/CreationDate'] = made
            form.pdf.docinfo['/ModDate'] = changed
            return form.bytes()
        self.put('a.pdf', saved('张示例', '新单位', 'D:20000101000000Z', "D:20300320091500+08'00'"), day=1)
        self.put('b.pdf', saved('张示例', '旧单位', 'D:20000101000000Z', "D:20300318091500+08'00'"), day=5)
        self.put('c.pdf', saved('李示例', '新单位', 'D:20000101000000Z', 'D:20000101000000Z'), day=5)
        self.collect()
        heads, rows = self.sheet('名单')
        self.assertEqual([row[heads.index('工作单位（中文）')] for row in rows], ['新单位', '新单位'])
        self.assertEqual([row[heads.index('保存时间')] for row in rows], ['2030-03-20 09:15', '2030-03-06 08:00*'])

    def test_errors_of_an_older_form_are_past(self):
        missing = {key: value for key, value in person('张示例').items() if key != 'email'}
        self.put('a.pdf', pdf_of_data(missing, KIND), day=1)
        self.put('b.pdf', pdf_of_data(person('张示例'), KIND), day=2)
        result = self.collect()
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(self.told(result, 'data/missing-name'), [])

    # What is not a form of the kind.

    def test_blank_forms_are_one_message_and_no_line(self):
        self.assertEqual(gongwen('render', KIND, '--fillable', '-o', f'{self.folder}/forms/', cwd=self.folder).status, DONE)
        self.put('甲.pdf', pdf_of_data(person('甲'), KIND))
        result = self.collect('--data', 'data')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertEqual({d['id'] for d in result.errors()}, {'intake/nothing-filled-in'})
        self.assertEqual(len(result.errors()), 2)
        self.assertIn('共 3 份，1 人', result.out)
        self.assertIn('2 份空表', result.out)
        self.assertEqual([row[2] for row in self.sheet('问题')[1]], ['空表', '空表'])
        self.assertEqual(sorted(p.name for p in (self.folder / 'data').glob('[!.]*')), ['甲.json'])

    def test_a_file_of_two_forms_gives_two_lines(self):
        joined = pikepdf.open(io.BytesIO(pdf_of_data(person('甲'), KIND)))
        joined.pages.extend(pikepdf.open(io.BytesIO(pdf_of_data(person('乙'), KIND))).pages)
        out = io.BytesIO()
        joined.save(out)
        self.put('两人.pdf', out.getvalue())
        result = self.collect('--data', 'data')
        self.assertIn('共 2 份，2 人', result.out)
        heads, rows = self.sheet('名单')
        self.assertEqual([(row[1], row[3]) for row in rows], [('两人.pdf#1', '甲'), ('两人.pdf#2', '乙')])
        links = {c.hyperlink.target for row in openpyxl.load_workbook(self.folder / 'roster.xlsx')['名单'].iter_rows()
                 for c in row if c.hyperlink}
        self.assertEqual({urllib.parse.unquote(link) for link in links}, {'forms/两人.pdf'})
        self.assertEqual(sorted(path.name for path in (self.folder / 'data').glob('[!.]*')), ['两人.json', '两人.pdf-2.json'])

    def test_what_is_missing_is_told_with_its_place(self):
        form = PdfForm(KIND)
        for pointer, value in leaves({key: value for key, value in person('甲').items() if key != 'email'}):
            form.check(pointer, value) if isinstance(value, bool) else form.text(pointer, str(value))
        form.text('/email', '')
        self.put('a.pdf', form.bytes())
        result = self.collect()
        self.assertEqual([note['message'] for d in result.errors() for note in d['notes']], ['“电子邮箱”（第1页）'])
        self.assertEqual([row[2:4] for row in self.sheet('问题')[1]], [['缺少', '“电子邮箱”（第1页）']])

    def test_other_kinds_and_large_files(self):
        self.put('甲.pdf', pdf_of_data(person('甲'), KIND))
        self.put('信.pdf', pdf_of_data(letter(1), 'commitment-letter'))
        result = self.collect()
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('共 1 份，1 人', result.out)
        self.assertIn('另有其他文种 1 份', result.out)
        self.assertEqual([row[1:3] for row in self.sheet('其他文种')[1]], [['信.pdf', '关于承担网络安全国际标准提案的承诺书']])
        with open(self.folder / 'forms/large.pdf', 'wb') as large:
            large.write(b'%PDF-1.7')
            large.truncate(65 << 20)
        result = self.collect()
        self.assertEqual(result.status, BAD_INPUT)
        self.assertEqual([d['id'] for d in result.errors()], ['intake/limit'])
        self.assertEqual([row[1:3] for row in self.sheet('问题')[1]], [['large.pdf', '未读取']])

    def test_archives_are_folders(self):
        def packed(*files, **options):
            out = io.BytesIO()
            with zipfile.ZipFile(out, 'w', **options) as archive:
                for name, content in files:
                    archive.writestr(name, content)
            return out.getvalue()
        self.put('甲.xlsx', xlsx_of_data(person('甲'), KIND))
        book = xlsx_of_data(person('丙'), KIND)
        self.put('报送/乙院.zip', packed(('材料/乙.pdf', pdf_of_data(person('乙'), KIND)), ('材料/丙.xlsx', book),
                                     ('__MACOSX/._乙.pdf', b'x'), ('说明.txt', b'text')))
        self.put('坏.zip', packed(('a.pdf', b'x' * 5000))[:-30])
        self.put('大.zip', packed(('a.pdf', b'0' * (4 << 20)), compression=zipfile.ZIP_DEFLATED))
        result = self.collect('--data', 'data')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertEqual(sorted(row[3] for row in self.sheet('名单')[1]), ['丙', '乙', '甲'])
        self.assertEqual({row[1] for row in self.sheet('名单')[1]},
                         {'甲.xlsx', '报送/乙院.zip/材料/乙.pdf', '报送/乙院.zip/材料/丙.xlsx'})
        self.assertEqual(sorted(d['id'] for d in result.errors()), ['intake/damaged', 'intake/limit', 'intake/unknown-file'])
        links = [c.hyperlink.target for row in openpyxl.load_workbook(self.folder / 'roster.xlsx')['名单'].iter_rows()
                 for c in row if c.hyperlink]
        self.assertTrue(all((self.folder / urllib.parse.unquote(link)).is_file() for link in links), links)
        self.assertEqual(sorted(path.name for path in (self.folder / 'data').glob('[!.]*')), ['丙.json', '乙.json', '甲.json'])

    def test_names_in_archives_of_chinese_windows(self):
        name = '材料/甲.pdf'.encode('gbk')
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w') as archive:
            archive.writestr('x' * len(name), pdf_of_data(person('甲'), KIND))
        self.put('a.zip', out.getvalue().replace(b'x' * len(name), name.replace(b'/', b'\\')))
        self.assertEqual(self.collect().status, DONE)
        self.assertEqual([row[1] for row in self.sheet('名单')[1]], ['a.zip/材料/甲.pdf'])

    def test_workbooks_that_have_lost_their_names(self):
        made = gongwen('render', '--fillable', KIND, '-o', self.folder / 'blank.xlsx')
        self.assertEqual(made.status, DONE, made.err)
        book = openpyxl.load_workbook(self.folder / 'blank.xlsx')
        book['申请表']['B4'], book['申请表']['D6'] = '甲', '甲院'
        set_names(book)
        del book['_gw'], book['_lists']
        out = io.BytesIO()
        book.save(out)
        self.put('a.xlsx', out.getvalue())
        self.assertIn('intake/no-names', {d['id'] for d in self.collect().errors()})
        self.assertIn('intake/by-label', {d['id'] for d in self.collect('--by-label').diagnostics()})
        self.assertEqual(self.sheet('名单')[1][0][3], '甲')

    def test_strict(self):
        self.put('a.pdf', pdf_of_data(person('甲', speciality='旧专业'), KIND), day=1)
        self.put('b.pdf', pdf_of_data(person('甲', speciality='新专业'), KIND), day=2)
        self.assert_fails(self.collect('--strict'), BAD_INPUT, 'intake/disagree')

    def test_a_table_for_each_kind(self):
        self.put('甲.pdf', pdf_of_data(person('甲'), KIND))
        self.put('信.pdf', pdf_of_data(letter(1), 'commitment-letter'))
        result = gongwen('--lang', 'zh', 'collect', '--all-kinds', 'forms', '-o', 'tables/', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        names = sorted(path.name for path in (self.folder / 'tables').iterdir())
        self.assertEqual(names, ['ISO、IEC工作组专家申请表汇总.pdf', 'ISO、IEC工作组专家申请表汇总.xlsx',
                                 '关于承担网络安全国际标准提案的承诺书汇总.pdf', '关于承担网络安全国际标准提案的承诺书汇总.xlsx'])
        result = self.collect(kind=f'{KIND},commitment-letter')
        self.assert_fails(result, BAD_USAGE, 'intake/folder-needed')

    # The table.

    def test_one_line_a_file_and_sort_of_problem_errors_first(self):
        bad = person('甲', mobile='x')
        del bad['gender'], bad['english']
        self.put('b.pdf', pdf_of_data(bad, KIND))
        self.put('a.pdf', pdf_of_data(person('乙'), KIND, edition='0.1'))
        self.collect()
        _, problems = self.sheet('问题')
        self.assertEqual([row[1:3] for row in problems], [['b.pdf', '缺少'], ['b.pdf', '错误'], ['a.pdf', '旧版本']])
        self.assertEqual(set(problems[0][3].split('、')), {'性别', '英语水平'})

    def test_settings_that_no_form_asks_for_are_no_columns(self):
        self.put('a.pdf', pdf_of_data({key: value for key, value in person('甲').items() if key in BASE}, KIND))
        heads, _ = (self.collect(), self.sheet('名单'))[1]
        for title in ('是否留照片栏', '印哪些审批意见', '注', '注册状态'):
            self.assertNotIn(title, heads)

    def test_links_from_anywhere(self):
        self.put('甲/a.pdf', pdf_of_data(person('甲'), KIND))
        forms, out = self.folder / 'forms', self.folder / 'out'
        for cwd, folder, output, link in ((forms, '.', '../out/r.xlsx', '../forms/%E7%94%B2/a.pdf'),
                                          (self.folder, forms, 'out/r.xlsx', '../forms/%E7%94%B2/a.pdf'),
                                          (self.folder, 'forms', out / 'r.xlsx', '../forms/%E7%94%B2/a.pdf'),
                                          (forms / '甲', '.', 'r.xlsx', 'a.pdf')):
            self.assertEqual(gongwen('collect', KIND, folder, '-o', output, cwd=cwd).status, DONE)
            book = openpyxl.load_workbook(cwd / output)
            links = [c.hyperlink.target for row in book['名单'].iter_rows() for c in row if c.hyperlink]
            self.assertEqual(links, [link], (cwd, folder, output))

    # The data from run to run.

    def data(self):
        return {path.name: json.loads(path.read_text()) for path in (self.folder / 'data').glob('[!.]*')}

    def test_messages_name_the_returned_file(self):
        self.put('甲.pdf', pdf_of_data({**person('甲'), 'mobile': 'x'}, KIND))
        result = self.collect('--data', 'data')
        self.assertEqual({d['data']['file'] for d in result.errors()}, {'forms/甲.pdf'})

    def test_edited_data_stay(self):
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.put('b.pdf', pdf_of_data(person('乙'), KIND))
        self.assertEqual(self.collect('--data', 'data').status, DONE)
        self.write('data/a.json', {**person('甲'), 'mobile': '13900000000'})
        for _ in range(2):
            result = self.collect('--data', 'data')
            self.assertEqual(self.data()['a.json']['mobile'], '13900000000')
            self.assertEqual(len(self.told(result, 'intake/data-edited')), 1)
        self.put('b.pdf', pdf_of_data(person('乙', org_zh='新单位'), KIND))
        self.collect('--data', 'data')
        self.assertEqual(self.data()['b.json']['org_zh'], '新单位')

    def test_a_list_that_cannot_be_read_stops_the_data(self):
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.collect('--data', 'data')
        before = self.data()
        (self.folder / 'data/.gongwen-collect.json').unlink()
        (self.folder / 'data/.gongwen-collect.json').mkdir()
        self.put('a.pdf', pdf_of_data(person('甲', org_zh='新单位'), KIND))
        result = self.collect('--data', 'data')
        self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
        self.assertEqual(len(self.told(result, 'resources/is-folder')), 1)
        self.assertEqual(self.data(), before)

    def test_withdrawn_forms_are_named_and_removed_when_asked(self):
        for name in 'abc':
            self.put(f'{name}.pdf', pdf_of_data(person(name), KIND))
        self.collect('--data', 'data')
        self.write('data/c.json', {})
        (self.folder / 'forms/b.pdf').unlink()
        (self.folder / 'forms/c.pdf').unlink()
        result = self.collect('--data', 'data')
        self.assertEqual(len(self.told(result, 'intake/data-stale')), 1)
        self.assertEqual(len(self.told(result, 'intake/edited-stale')), 1)
        self.assertEqual(set(self.data()), {'a.json', 'b.json', 'c.json'})
        result = self.collect('--data', 'data', '--prune')
        self.assertEqual(set(self.data()), {'a.json', 'c.json'})
        self.assertEqual(self.told(result, 'intake/data-stale'), [])

    def test_a_form_keeps_the_name_of_its_data(self):
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.collect('--data', 'data')
        self.put('乙院/a.xlsx', xlsx_of_data(person('乙'), KIND))
        self.collect('--data', 'data')
        self.assertEqual({name: data['name_zh'] for name, data in self.data().items()}, {'a.json': '甲', 'a.xlsx.json': '乙'})

    def test_only_forms_that_count_have_data(self):
        self.put('a.pdf', pdf_of_data(person('甲', org_zh='旧单位'), KIND), day=1)
        self.put('b.pdf', pdf_of_data(person('甲', org_zh='新单位'), KIND), day=2)
        self.collect('--data', 'data')
        self.assertEqual({name: data['org_zh'] for name, data in self.data().items()}, {'b.json': '新单位'})

    # Corrections.

    def test_corrections_are_applied_in_every_run(self):
        self.put('甲院/a.pdf', pdf_of_data(person('甲', mobile='x'), KIND))
        self.put('b.pdf', pdf_of_data(person('乙'), KIND))
        self.write('corrections.csv', '文件,名称,栏目,原值,新值,更正人,日期,原因\n'
                   'a.pdf,,手机,x,13900000000,陈示例,2030-03-21,电话核实\n'
                   ',乙,/groups/0/reason,,改写的说明,陈示例,2030-03-21,本人来信\n')
        reason = person('乙')['groups'][0]['reason']
        corrections = (self.folder / 'corrections.csv').read_text().replace('reason,,', f'reason,"{reason}",')
        self.write('corrections.csv', corrections)
        for _ in range(2):
            result = self.collect('--data', 'data', '--corrections', 'corrections.csv')
            self.assertEqual(result.status, DONE, result.err)
            self.assertEqual(self.data()['a.json']['mobile'], '13900000000')
            self.assertEqual(self.data()['b.json']['groups'][0]['reason'], '改写的说明')
            done = self.told(result, 'intake/corrected')
            self.assertEqual(len(done), 2)
        self.assertTrue(any('陈示例' in m and '电话核实' in m for m in done), done)
        heads, rows = self.sheet('名单')
        self.assertIn('13900000000', [row[heads.index('手机')] for row in rows])

    def test_corrections_that_do_not_fit(self):
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.write('c.yaml', 'corrections:\n'
                   '- {form: a.pdf, field: 手机, old: "13811111111", new: "13900000000"}\n'
                   '- {name: 无此人, field: 手机, old: "1", new: "2"}\n'
                   '- {name: 甲, field: 没有这栏, old: "1", new: "2"}\n')
        result = self.collect('--corrections', 'c.yaml', '--data', 'data')
        self.assert_fails(result, BAD_INPUT, 'intake/correction-stale', 'intake/strange-field')
        self.assertEqual(len(self.told(result, 'intake/correction-unused')), 1)
        stale = self.told(result, 'intake/correction-stale')[0]
        for part in ('13811111111', person('甲')['mobile'], 'a.pdf'):
            self.assertIn(part, stale)
        self.assertEqual(self.data()['a.json']['mobile'], person('甲')['mobile'])
        self.assertEqual({d['data']['line'] for d in result.errors()}, {2, 4})
        # The person has sent the right value meanwhile.
        self.write('c.yaml', f'corrections:\n- {{form: a.pdf, field: 手机, old: "1", new: "{person("甲")["mobile"]}"}}\n')
        self.assertEqual(self.collect('--corrections', 'c.yaml').status, DONE)

    def test_a_table_of_corrections_that_cannot_be_read(self):
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.write('c.csv', '文件,栏位\na.pdf,手机\n')
        result = self.collect('--corrections', 'c.csv')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertFalse((self.folder / 'roster.xlsx').exists())

    def test_a_bundle_that_names_a_field_it_does_not_have(self):
        shutil.copytree(ROOT / 'templates' / KIND, self.folder / 'own' / KIND)
        path = self.folder / 'own' / KIND / 'form.json'
        text = path.read_text(encoding='utf-8')
        changed = text.replace('"by": ["/name_zh"]', '"by": ["/name"]')
        self.assertNotEqual(text, changed)
        path.write_text(changed, encoding='utf-8')
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.assert_fails(self.collect('--templates', 'own'), BAD_INPUT, 'engine/strange-pointer')

    # Who has not answered.

    def test_who_was_asked(self):
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.write('asked.csv', '姓名,工作单位（中文）\n甲,\n乙,乙大学\n')
        result = self.collect('--expected', 'asked.csv')
        self.assertEqual(result.status, DONE, result.err)
        told = self.told(result, 'intake/not-returned')
        self.assertEqual(len(told), 1)
        self.assertIn('乙，乙大学', told[0])
        self.assertEqual([row[1] for row in self.sheet('未交回')[1]], ['乙，乙大学'])


if __name__ == '__main__':
    unittest.main()
