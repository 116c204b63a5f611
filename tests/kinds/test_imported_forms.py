"""Ten Word forms of quite different looks: which fields `import` finds in them, what it takes for a field wrongly, and that
the kinds made of them are valid."""
import json
import re
import subprocess
import unittest
import zipfile

import needs
import surroundings

from harness import DONE, CommandTest, gongwen, without_blanks
from office_forms import OFFICE_FORMS, cell, control, legacy, line, row, table, title, word_file
from word_forms import paragraph, run

GOAL_FOUND = 0.9
GOAL_WRONG = 0.05
# Each form with its fields: those of lists in their list.
FORMS = {
    'personal': (word_file(
        title('人员信息登记表'),
        table(5, row('姓名', '', '性别', '□男 □女', cell('照片', merge='start')),
              row('出生年月', '年  月', '民族', '', cell(merge='on')),
              row('身份证号', cell(span=3), cell(merge='on')),
              row('工作单位及职务', cell(span=4)),
              row('通讯地址', cell(span=2), '邮编', ''),
              row('手机', cell(span=2), '电子邮箱', ''),
              row('工作简历', cell(span=4), height=2800),
              row('单位推荐意见', cell('\n\n（盖章）\n年　月　日', span=4), height=2000))),
        ['姓名', '性别', '出生年月', '民族', '身份证号', '工作单位及职务', '通讯地址', '邮编', '手机', '电子邮箱', '工作简历', '单位推荐意见']),
    'lines': (word_file(
        title('会议回执'),
        line('单位名称：', 30), line('参会人姓名：', 12, '  职务：', 12), line('联系电话：', 16, '  电子邮箱：', 16),
        line('是否住宿：□是 □否'), line('到达时间：    年  月  日'), line('饮食禁忌：__________________'),
        line('请于会前三日将本回执发至会务组。')),
        ['单位名称', '参会人姓名', '职务', '联系电话', '电子邮箱', '是否住宿', '到达时间', '饮食禁忌']),
    'choices': (word_file(
        title('标准项目申报书'),
        table(4, row('项目名称', cell(span=3)),
              row('标准类别', cell('□国家标准  □行业标准  □团体标准', span=3)),
              row('制修订', cell('□制定  □修订，被修订标准号：____', span=3)),
              row('采用程度（可多选）', cell('□等同采用  □修改采用  □非等效', span=3)),
              row('计划起始年月', '年　月', '完成年月', '年　月'),
              row('牵头单位', '', '联系人', ''),
              row('目的和意义', cell(span=3, lines=6)),
              row('范围和主要技术内容', cell(span=3, lines=6)))),
        ['项目名称', '标准类别', '制修订', '被修订标准号', '采用程度', '计划起始年月', '完成年月', '牵头单位', '联系人', '目的和意义', '范围和主要技术内容']),
    'lists': (word_file(
        title('工作组成员名单'),
        table(5, row('单位名称', cell(span=4)),
              row('序号', '姓名', '职务', '手机', '邮箱'), *(row(str(i), '', '', '', '') for i in range(1, 6))),
        paragraph(run('二、拟参加的项目')),
        table(3, row('项目名称', '角色', '起止时间'), *(row('', '', '') for _ in range(3))),
        line('填表人：', 12, '　填表日期：    年   月   日')),
        ['单位名称', '姓名', '职务', '手机', '邮箱', '项目名称', '角色', '起止时间', '填表人', '填表日期']),
    'english': (word_file(
        title('Expert Nomination Form'),
        table(4, row('Full name*', cell(span=3)), row('Title', '', 'Gender', '□ Male  □ Female'),
              row('Organization*', cell(span=3)), row('E-mail', '', 'Phone', ''), row('Country', '', 'Date of birth', ''),
              row('Relevant experience', cell(span=3, lines=5)),
              row('Participation', cell('□ On site  □ Remote', span=3))),
        line('Signature: ', 20)),
        ['Full name', 'Title', 'Gender', 'Organization', 'E-mail', 'Phone', 'Country', 'Date of birth', 'Relevant experience', 'Participation']),
    'bilingual': (word_file(
        title('参会注册表 Registration'),
        table(4, row('姓名 Name', '', '国籍 Nationality', ''), row('单位 Organization', cell(span=3)),
              row('职务 Position', '', '护照号 Passport No.', ''), row('电子邮箱 E-mail', '', '电话 Phone', ''),
              row('参会方式 Participation', cell('□现场 On site  □线上 Online', span=3)),
              row('到达日期 Arrival date', '', '离开日期 Departure date', ''))),
        ['姓名', '国籍', '单位', '职务', '护照号', '电子邮箱', '电话', '参会方式', '到达日期', '离开日期']),
    'controls': (word_file(
        title('意见征询表'),
        table(2, row('征询单位', control('征询单位')), row('标准名称', control('名称')),
              row('答复', control('答复', '<w:dropDownList><w:listItem w:displayText="赞成" w:value="1"/><w:listItem w:displayText="不赞成" w:value="2"/></w:dropDownList>')),
              row('答复日期', control('日期', '<w:date/>')), row('联系人', legacy('Text1')), row('传真', legacy('Text2'))),
        paragraph(run('意见：'), control('意见', '<w:text w:multiLine="1"/>'))),
        ['征询单位', '标准名称', '答复', '答复日期', '联系人', '传真', '意见']),
    'opinions': (word_file(
        title('事项审批表'),
        table(4, row('申请部门', '', '申请人', ''), row('申请日期', '年　月　日', '紧急程度', '□特急 □加急 □平急'),
              row('事由', cell(span=3), height=2200),
              row('部门意见', cell('签字：\n年　月　日', span=3), height=1800),
              row('分管领导意见', cell('签字：\n年　月　日', span=3), height=1800),
              row('主要领导意见', cell('签字：\n年　月　日', span=3), height=1800),
              row('备注', cell(span=3)))),
        ['申请部门', '申请人', '申请日期', '紧急程度', '事由', '部门意见', '分管领导意见', '主要领导意见', '备注']),
    'groups': (word_file(
        title('设备借用申请单'),
        table(5, row(cell('借用人', merge='start'), '姓　名', '', '部　门', ''), row(cell(merge='on'), '电　话', '', '工　号', ''),
              row(cell('设备', merge='start'), '名　称', '', '型　号', ''), row(cell(merge='on'), '编　号', '', '数　量', ''),
              row('借用期限', cell('自　　年　月　日至　　年　月　日', span=4)),
              row('用途', cell(span=4), height=1800),
              row('归还情况', cell('□完好 □损坏', span=4)))),
        ['借用人姓名', '借用人部门', '借用人电话', '借用人工号', '设备名称', '设备型号', '设备编号', '设备数量', '借用期限（起）', '借用期限（止）', '用途', '归还情况']),
    'letters': (word_file(
        title('授权委托书'),
        line('委托单位：', 24, '（盖章）'), line('统一社会信用代码：', 24),
        line('法定代表人：', 12, '　职务：', 12),
        line('受委托人姓名：', 12, '　身份证号码：', 24),
        line('委托事项：', 40), line('委托期限：自____年__月__日至____年__月__日'),
        line('□同意受委托人转委托　□不同意转委托'), line('日期：    年   月   日')),
        ['委托单位', '统一社会信用代码', '法定代表人', '职务', '受委托人姓名', '身份证号码', '委托事项', '委托期限（起）', '委托期限（止）', '日期']),
}


class ImportedForms(CommandTest):
    def test_most_fields_are_found_and_few_are_wrong(self):
        expected, found, wrong, told = 0, 0, 0, []
        for name, (content, fields) in FORMS.items():
            with self.subTest(name):
                (self.folder / f'{name}.docx').write_bytes(content)
                kind = f'form-{name}'
                result = gongwen('import', f'{name}.docx', kind, '-o', '.', '--json', cwd=self.folder)
                self.assertEqual(result.status, DONE, result.err)
                form = json.loads((self.folder / kind / 'form.json').read_text(encoding='utf-8'))
                # A list is not a field that somebody fills in; its columns are.
                titles = [field['title']['zh'] for field in form['fields'].values() if 'rows' not in field]
                lost = [field for field in fields if field not in titles]
                extra = [one for one in titles if one not in fields]
                expected, found, wrong = expected + len(fields), found + len(fields) - len(lost), wrong + len(extra)
                told += [f'{name}: not found {lost}, wrong {extra}'] if lost or extra else []
                if name == 'bilingual':
                    english = {field['title']['zh']: field['title']['en'] for field in form['fields'].values()}
                    self.assertEqual(english['护照号'], 'Passport No.')
                check = gongwen('--templates', '.', 'check', kind, f'{kind}/sample.json', cwd=self.folder)
                self.assertEqual(check.status, DONE, check.err)
        self.assertGreater(expected, 80)
        self.assertGreaterEqual(found / expected, GOAL_FOUND, told)
        self.assertLessEqual(wrong / expected, GOAL_WRONG, told)

    def test_no_words_of_the_file_go_unsaid(self):
        """What is in no title, choice or hint of the form is named by the command."""
        more = word_file(title('入库申请表（样表）'), paragraph(run('一、基本情况')), table(4, row('姓名', '', '性别', '□男 □女 □其他：____'), row('民族', '', '照片', ''),
                         row('主要业绩（不超过500字）', '', '专长（请填三项以内）', '')), paragraph(run('注：1. 本表一式两份。')))
        for name, content in [('more', more), *((name, content) for name, (content, _) in FORMS.items()), *OFFICE_FORMS.items()]:
            with self.subTest(name):
                (self.folder / f'{name}.docx').write_bytes(content)
                result = gongwen('import', f'{name}.docx', f'all-{name}', '-o', '.', '--json', cwd=self.folder)
                self.assertEqual(result.status, DONE, result.err)
                form = (self.folder / f'all-{name}/form.json').read_text(encoding='utf-8')
                said = without_blanks(form) + ''.join(without_blanks(guess['title']) for guess in json.loads(result.out)['guesses'])
                with zipfile.ZipFile(self.folder / f'{name}.docx') as archive:
                    xml = archive.read('word/document.xml').decode()
                looked = 0
                cut = [without_blanks(guess['title'][:-1]) for guess in json.loads(result.out)['guesses'] if guess['title'].endswith('…')]
                for one in re.findall(r'<w:p[ >].*?</w:p>', xml, re.S):
                    text = without_blanks(''.join(re.findall(r'<w:t[^>]*>([^<]*)', one)))
                    # Long words are named by their beginning.
                    if any(text.startswith(begin) for begin in cut):
                        continue
                    # Dates, and what opinions print below their text.
                    words = re.sub(r'年|月|日|时|自|至|起|止|共|[（(]?(?:盖章|签字|签名|公章|签章)[）)]?', ' ', text)
                    for word in re.findall(r'[\u4e00-\u9fff]{2,}|[A-Za-z]{3,}', words):
                        looked += 1
                        self.assertTrue(word in said or re.search('不超过|以内|多选|单选|必填|序号|点击填写', word), f'{word} of {text}')
                self.assertGreaterEqual(looked, 5)
                if name == 'more':
                    left = {guess['title']: guess.get('reason') for guess in json.loads(result.out)['guesses'] if 'type' not in guess}
                    self.assertEqual(left, {'一、基本情况': 'words', '照片': None, '注：1. 本表一式两份。': 'words'})
                    self.assertEqual(json.loads(form)['title']['zh'], '入库申请表（样表）')
                    fields = {field['title']['zh']: field for field in json.loads(form)['fields'].values()}
                    self.assertEqual((fields['主要业绩']['type'], fields['主要业绩']['max']), ('long', 500))
                    self.assertEqual(fields['专长']['hint']['zh'], '请填三项以内')
                    self.assertIn('性别（其他）', fields)

    def found(self, *blocks):
        """Types of the fields by their titles, and what was left out, with reasons."""
        (self.folder / 'f.docx').write_bytes(word_file(*blocks))
        result = gongwen('import', 'f.docx', 'found', '-o', f'w{len(list(self.folder.iterdir()))}', '--json', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        guesses = json.loads(result.out)['guesses']
        return {one['title']: one['type'] for one in guesses if 'type' in one}, {one['title']: one.get('reason') for one in guesses if 'type' not in one}

    def test_words_beside_places_are_named(self):
        types, left = self.found(title('承诺书'), paragraph(run('本人____承诺所提供材料真实有效，愿承担一切责任。')), line('申请经费：', 8, '万元（人民币）'),
                                 table(2, row('使用单位（公章）', ''), row('单位意见', cell('同意推荐的理由：\n\n（盖章）\n年　月　日'))))
        self.assertLessEqual({'申请经费（万元）', '使用单位', '单位意见'}, set(types))
        for words in ('承诺所提供材料真实有效，愿承担一切责任。', '万元（人民币）', '同意推荐的理由：'):
            self.assertEqual(left.get(words), 'words', left)

    def test_a_place_for_a_name_with_a_seal_is_no_heading(self):
        rows = table(2, row('姓名', '职务'), row('', ''), row('', ''))
        types, left = self.found(title('培训报名表'), paragraph(run('填报单位（盖章）：')), rows, paragraph(run('单位意见（盖章）：')), table(1, row(cell('', lines=4))))
        self.assertEqual((types['填报单位'], types['培训报名表明细'], types['单位意见']), ('text', 'list', 'long'))

    def test_days_that_a_line_leaves_blank_are_no_fields_of_their_own(self):
        types, left = self.found(title('使用申请'), line('使用时间：自', 4, '年', 2, '月', 2, '日至', 4, '年', 2, '月', 2, '日'), line('联系人及电话：', 12),
                                 table(4, row('姓名', '', '电话', ''), row('姓名', '', '电话', '')))
        self.assertEqual([one for one in types if set(one) <= set('年月日自至')], [])
        self.assertEqual((types['姓名（2）'], types['电话（2）'], types['联系人及电话']), ('person', 'phone', 'text'))

    def test_opinions_tables_in_cells_and_options_that_end(self):
        inner = table(2, row('称谓', '姓名'), row('', ''), row('', ''))
        types, left = self.found(title('登记表'), table(2, row('意见和建议', cell('', lines=5)), row('家庭成员', f'<w:tc><w:tcPr/>{inner}</w:tc>'),
                                 row('类别', '□甲类 □乙类\n服务期限：一年'), row('序号 No.', '品名'), row('1', ''), row('2', '')))
        self.assertEqual((types['意见和建议'], types['家庭成员']), ('long', 'list'))
        self.assertNotIn('乙类服务期限：一年', json.dumps(types, ensure_ascii=False))
        self.assertIn('服务期限：一年', left)
        self.assertIn('list', [type for title, type in types.items() if title != '家庭成员'])


def page_count(path):
    shown = subprocess.run(['pdfinfo', path], capture_output=True, text=True, check=True).stdout
    return int(re.search(r'Pages: +(\d+)', shown).group(1))


def pdf_text(path):
    return subprocess.run(['pdftotext', path, '-'], capture_output=True, text=True, check=True).stdout


class KeptPages(CommandTest):
    """`--keep-page`: the Word file stays the form's page, blank, printed and to be filled in."""

    def imported(self, name, content):
        self.write(f'{name}.docx', content)
        result = gongwen('import', self.folder / f'{name}.docx', f'{name}-form', '-o', self.folder / 'made', '--keep-page', '--json')
        self.assertEqual(result.status, DONE, result.err)
        return [guess for guess in json.loads(result.out)['guesses'] if guess.get('reason') == 'no-place']

    def render(self, name, *words):
        result = gongwen('-q', '--templates', self.folder / 'made', 'render', f'{name}-form', *words)
        self.assertEqual(result.status, DONE, result.err)

    @needs.time
    def test_the_page_shows_what_the_word_file_shows(self):
        forms = {name: content for name, (content, _) in FORMS.items()} | OFFICE_FORMS
        for name, content in forms.items():
            self.imported(name, content)
        subprocess.run(['soffice', f'-env:UserInstallation=file://{surroundings.HOME}/office', '--headless', '--convert-to', 'pdf', '--outdir',
                        self.folder / 'office', *(self.folder / f'{name}.docx' for name in forms)], check=True, capture_output=True, timeout=300)
        for name in forms:
            with self.subTest(form=name):
                blank = self.folder / f'{name}.pdf'
                self.render(name, '-o', blank)
                self.assertEqual(page_count(blank), page_count(self.folder / 'office' / f'{name}.pdf'))
                # Blanks to write on are rules; what empty controls show is no text of the form.
                signs = [sorted(re.sub(r'[\s_＿☐□]|点击填写', '', pdf_text(made))) for made in (blank, self.folder / 'office' / f'{name}.pdf')]
                self.assertEqual(*signs)

    @needs.time
    def test_what_is_filled_in_comes_back(self):
        for name, (content, _) in FORMS.items():
            with self.subTest(form=name):
                missing = self.imported(name, content)
                data = json.loads((self.folder / 'made' / f'{name}-form' / 'sample.json').read_text())
                for ending in ('pdf', 'docx'):
                    filled = self.folder / f'{name}-filled.{ending}'
                    self.render(name, self.folder / 'made' / f'{name}-form' / 'sample.json', '--fillable', '-o', filled)
                    result = gongwen('--templates', self.folder / 'made', 'extract', filled)
                    self.assertEqual(result.status, DONE, result.err)
                    self.assertEqual(without_blanks(json.loads(result.out)), without_blanks(data))
                self.assertEqual(missing, [])

    def test_an_opinion_stands_above_its_seal(self):
        self.imported('opinion', word_file(title('审批单'), table(2, row('事由', ''), row('部门意见', cell('（盖章）　　年　月　日'), height=1800))))
        form = json.loads((self.folder / 'made/opinion-form/form.json').read_text())['fields']
        data = self.write('data.json', {name[1:]: {'text': '同意报名', 'date': '2030-01-02'} if field.get('type') == 'opinion' else '甲'
                                        for name, field in form.items()})
        self.render('opinion', data, '-o', self.folder / 'opinion.pdf')
        shown = ''.join(pdf_text(self.folder / 'opinion.pdf').split())
        self.assertLess(shown.index('同意报名'), shown.index('（盖章）2030年1月2日'))

    def test_a_box_by_itself(self):
        content = word_file(title('回执'), table(2, row('单位', ''), row('承诺', '□已阅读并遵守会议纪律')))
        self.assertEqual(self.imported('box', content), [])
        for ticked in (True, False):
            data = self.write('data.json', {'org': '某单位', **({'field_1': True} if ticked else {})})
            self.render('box', data, '-o', self.folder / 'box.pdf')
            self.assertIn('☑已阅读' if ticked else '□已阅读', pdf_text(self.folder / 'box.pdf'))

    def test_tags_are_typed_in_the_file(self):
        self.imported('personal', FORMS['personal'][0])
        document = zipfile.ZipFile(self.folder / 'made/personal-form/document.docx').read('word/document.xml').decode()
        for tag in ('{{ field("/name") }}', '{{ field_box("/sex", "男") }}男', '{{ field_date("/field_3/date", "'):
            self.assertIn(tag, document)


if __name__ == '__main__':
    unittest.main()
