"""A folder of returned forms becomes one checked table: who, what is missing, what disagrees."""
import json
import unittest
import urllib.parse

import openpyxl
import pikepdf

from collected_forms import KIND, CollectTest, person
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, ROOT, gongwen, sample
from returned_forms import pdf_of_data, xlsx_of_data


class Collect(CollectTest):
    def test_good_forms(self):
        self.put('甲.pdf', pdf_of_data(person('甲'), KIND))
        self.put('乙.xlsx', xlsx_of_data(person('乙'), KIND))
        self.put('~$乙.xlsx', b'lock')
        result = self.collect('-o', 'roster.pdf', '--data', 'data')
        self.assertEqual(result.status, DONE, result.err)
        heads, rows = self.sheet('名单')
        self.assertEqual(heads[:4], ['序号', '文件', '核对', '姓名'])
        self.assertEqual({row[3] for row in rows}, {'甲', '乙'})
        self.assertTrue((self.folder / 'roster.pdf').read_bytes().startswith(b'%PDF-'))
        self.assertEqual(json.loads((self.folder / 'data/甲.json').read_text())['name_zh'], '甲')
        self.assertIn('共 2 份，2 人', result.out)

    def test_links_lead_to_the_forms(self):
        self.put('甲 1.pdf', pdf_of_data(person('甲'), KIND))
        self.assertEqual(self.collect().status, DONE)
        book = openpyxl.load_workbook(self.folder / 'roster.xlsx')
        links = [c.hyperlink.target for row in book['名单'].iter_rows() for c in row if c.hyperlink]
        self.assertEqual(links, ['forms/%E7%94%B2%201.pdf'])
        self.assertEqual(self.collect('--no-links', '-o', 'roster.pdf').status, DONE)
        cells = [c for row in openpyxl.load_workbook(self.folder / 'roster.xlsx')['名单'].iter_rows() for c in row]
        self.assertFalse([c for c in cells if c.hyperlink])
        self.assertIn('甲 1.pdf', [c.value for c in cells])
        with pikepdf.open(self.folder / 'roster.pdf') as pdf:
            self.assertFalse([page for page in pdf.pages if '/Annots' in page])

    def test_problems_of_all_kinds_and_bad_files(self):
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.put('a.xlsx', xlsx_of_data(person('甲', org_zh='另一单位'), KIND))
        self.put('b2.pdf', pdf_of_data(person('乙'), KIND))
        self.put('b.pdf', pdf_of_data(person('乙'), KIND, edition='0.1'))
        missing = person('丙')
        del missing['email']
        self.put('c.pdf', pdf_of_data(missing, KIND))
        self.put('d.pdf', b'%PDF-1.4 broken')
        self.put('e.pdf', pdf_of_data({'title_en': 'x'}, 'iso-form-4'))
        result = self.collect()
        self.assertEqual(result.status, BAD_INPUT)
        ids = {d['id'] for d in result.diagnostics()}
        self.assertLessEqual({'intake/disagree', 'intake/same-person', 'intake/old-edition', 'data/missing-name',
                              'intake/damaged', 'intake/other-form'}, ids)
        heads, rows = self.sheet('名单')
        self.assertEqual([row[3] for row in rows], ['甲', '乙', '丙'])
        self.assertEqual([row[2] for row in rows], ['不一致', '重复', '1个错误'])
        _, problems = self.sheet('问题')
        self.assertLessEqual({'不一致', '重复', '旧版本', '缺少', '未读取'}, {row[2] for row in problems})
        self.assertTrue(any('工作单位（中文）' in row[3] and '另一单位' in row[3] for row in problems))
        self.assertTrue(any('电子邮箱' in row[3] for row in problems))

    def test_folders_in_the_folder(self):
        """One folder for each unit; what people did not put there, and what an earlier run wrote, is not a form."""
        self.put('甲院/张示例.pdf', pdf_of_data(person('张示例'), KIND))
        self.put('乙院/二部/张示例.pdf', pdf_of_data(person('李示例'), KIND))
        self.put('王示例.json', person('王示例'))
        for name in ('.git/config.pdf', '乙院/.hidden.pdf', '乙院/~$lock.xlsx', '__MACOSX/._张示例.pdf', '甲院/Thumbs.db'):
            self.put(name, b'no form')
        (self.folder / 'forms/data').mkdir()
        words = ('collect', KIND, 'forms', '-o', 'forms/roster.xlsx', '-o', 'forms/roster.pdf', '--data', 'forms/data')
        for _ in range(2):
            result = gongwen('--lang', 'zh', '--error-format', 'json', *words, cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
            self.assertIn('共 3 份，3 人', result.out)
        book = openpyxl.load_workbook(self.folder / 'forms/roster.xlsx')
        links = {c.value: c.hyperlink.target for row in book['名单'].iter_rows() for c in row if c.hyperlink}
        self.assertEqual(list(links), ['乙院/二部/张示例.pdf', '王示例.json', '甲院/张示例.pdf'])
        for name, target in links.items():
            self.assertTrue((self.folder / 'forms' / urllib.parse.unquote(target)).samefile(self.folder / 'forms' / name))
        self.assertEqual(len(list((self.folder / 'forms/data').glob('[!.]*'))), 3)

    def test_folders_that_are_not_entered_are_told(self):
        self.put('张示例.pdf', pdf_of_data(person('张示例'), KIND))
        self.put('/'.join(['深'] * 17) + '/李示例.pdf', pdf_of_data(person('李示例'), KIND))
        (self.folder / 'forms/loop').symlink_to(self.folder / 'forms')
        result = self.collect()
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('共 1 份，1 人', result.out)
        told = [d['message'] for d in self.told(result, 'intake/folder-skipped')]
        self.assertEqual(len(told), 2)
        self.assertIn('forms/loop', told[0])
        self.assertIn('/'.join(['深'] * 17), told[1])

    def told(self, result, *ids):
        return [d for d in result.diagnostics() if d['id'] in ids]

    def test_one_person_whatever_the_files_are_called(self):
        """By the name in the form, however it is spaced; PDF and workbook."""
        self.put('scan 0017.pdf', pdf_of_data(person('张示例'), KIND))
        self.put('附件2（改）.xlsx', xlsx_of_data(person('张示例', name_zh='张　示 例', org_zh='另一单位'), KIND))
        self.put('李.pdf', pdf_of_data(person('Ａ·示例'), KIND))
        self.put('王.pdf', pdf_of_data(person('a•示例', email=person('Ａ·示例')['email']), KIND))
        result = self.collect()
        _, rows = self.sheet('名单')
        self.assertEqual(sorted(row[3] for row in rows), ['a•示例', '张\u3000示 例'])  # the newer ones
        self.assertTrue(all(row[2].endswith('不一致') for row in rows), rows)
        about = [d['message'] for d in self.told(result, 'intake/disagree')]
        self.assertTrue(any('工作单位' in m and '另一单位' in m and 'scan 0017.pdf' in m and '附件2（改）.xlsx' in m
                            for m in about), about)
        self.assertIn('共 4 份，2 人', result.out)

    def test_namesakes_have_lines_of_their_own(self):
        self.put('a.pdf', pdf_of_data(person('张示例'), KIND))
        self.put('b.pdf', pdf_of_data(person('张示例', email='other@example.com', mobile='13900000000'), KIND))
        result = self.collect()
        self.assertEqual([row[3] for row in self.sheet('名单')[1]], ['张示例', '张示例'])
        self.assertEqual(len(self.told(result, 'intake/same-name')), 1)
        self.assertEqual(self.told(result, 'intake/disagree', 'intake/same-person'), [])
        self.assertIn('疑似重复', {row[2] for row in self.sheet('问题')[1]})

    def test_same_contacts_under_two_names(self):
        """A colleague's address, or a name written in two ways: reported, and nobody is hidden by somebody else."""
        contacts = {'email': 'Office@example.com', 'mobile': '138 0000 0000'}
        self.put('a.pdf', pdf_of_data(person('张示例', **contacts), KIND))
        self.put('b.pdf', pdf_of_data(person('章示例', email='office@example.com', mobile='13800000000'), KIND))
        self.put('c.pdf', pdf_of_data(person('李示例', email='office@example.com'), KIND))
        result = self.collect()
        self.assertEqual([row[3] for row in self.sheet('名单')[1]], ['张示例', '章示例', '李示例'])
        told = self.told(result, 'intake/same-contacts')
        self.assertEqual(len(told), 1)
        for part in ('a.pdf', 'b.pdf', '手机', '电子邮箱'):
            self.assertIn(part, told[0]['message'])

    def test_forms_without_a_name_are_not_one_person(self):
        for name in ('a', 'b'):
            data = person(name)
            del data['name_zh']
            self.put(f'{name}.pdf', pdf_of_data(data, KIND))
        result = self.collect()
        self.assertEqual(len(self.sheet('名单')[1]), 2)
        self.assertEqual(self.told(result, 'intake/same-person', 'intake/disagree', 'intake/same-name'), [])

    def test_same_forms_same_roster(self):
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.collect('-o', 'roster.pdf')
        before = [(self.folder / n).read_bytes() for n in ('roster.xlsx', 'roster.pdf')]
        self.collect('-o', 'roster.pdf')
        self.assertEqual(before, [(self.folder / n).read_bytes() for n in ('roster.xlsx', 'roster.pdf')])

    def test_values_are_no_formulas_and_no_markup(self):
        self.put('a.pdf', pdf_of_data(person('甲', org_zh='=1+1', post_title='<b>&amp;</b>'), KIND))
        self.collect()
        _, rows = self.sheet('名单')
        self.assertIn('=1+1', rows[0])
        self.assertIn('<b>&amp;</b>', rows[0])
        book = openpyxl.load_workbook(self.folder / 'roster.xlsx')
        self.assertFalse([c for row in book['名单'].iter_rows() for c in row if c.data_type == 'f'])

    def test_all_forms_of_the_guide(self):
        for kind in ('commitment-letter', 'iso-form-4', 'justification-report', 'proposal-information', 'proposal-review'):
            for path in sorted((ROOT / 'samples' / kind).glob('*.json')):
                self.put(f'{kind}/{path.stem}.pdf', pdf_of_data(sample(path), kind))
            result = gongwen('collect', kind, self.folder / 'forms' / kind, '-o', self.folder / f'{kind}.xlsx',
                             '-o', self.folder / f'{kind}.pdf')
            self.assertIn(result.status, (DONE, BAD_INPUT), result.err)
            self.assertTrue((self.folder / f'{kind}.xlsx').exists(), result.err)
            self.assertTrue((self.folder / f'{kind}.pdf').exists(), result.err)

    def test_empty_and_missing_folders(self):
        (self.folder / 'forms').mkdir()
        result = self.collect()
        self.assertEqual((result.status, result.errors()[0]['id']), (BAD_ENVIRONMENT, 'intake/no-files'))
        self.assertEqual(gongwen('collect', KIND, self.folder / 'nowhere', '-o', self.folder / 'r.xlsx').status,
                         BAD_ENVIRONMENT)
        self.assertEqual(gongwen('collect', 'nothing', self.folder, '-o', 'r.xlsx').status, BAD_USAGE)
        self.assertEqual(gongwen('collect', KIND, self.folder).status, BAD_USAGE)


if __name__ == '__main__':
    unittest.main()
