"""Word forms as offices make them: heads of two rows, rows with names, numbered labels, periods, units, text boxes at the right. Which
fields `import` finds in each, of which type and under which names; what it names as left out; and that filled forms come back."""
import json
import re
import subprocess
import unittest
import zipfile

import needs
from harness import DONE, CommandTest, gongwen, without_blanks
from office_forms import OFFICE_FORMS, cell, control, grid, legacy, line, on, row, start, table, title, word_file
from word_forms import paragraph, run

# Titles with their types (blanks as `_`), and places that became no field.
EXPECTED = {
    'project': (
        '项目编号:text 项目名称:text 申请单位:text 项目负责人:text 联系电话:phone 申请日期:date 项目名称（中文）:text 项目名称（英文）:text '
        '起止年月（起）:month 起止年月（止）:month 申请经费（万元）:text 项目类别:text 项目类别（其他）:text 项目负责人姓名:person 项目负责人性别:text '
        '项目负责人职称:text 项目负责人电话:phone 摘要:long 项目组主要成员:list 设备费（第一年）:text 设备费（第二年）:text 设备费（第三年）:text '
        '设备费（合计）:text 差旅费（第一年）:text 差旅费（第二年）:text 差旅费（第三年）:text 差旅费（合计）:text 合计（第一年）:text 合计（第二年）:text '
        '合计（第三年）:text 合计（合计）:text 所在单位意见:opinion 专家评审意见:opinion',
        []),
    'seal': (
        '编号:text 申请日期:date 申请部门:text 经办人:text 用印类别:text 用印类别（其他）:text 用印文件名称:text 文件份数:number '
        '用印次数:number 是否外带:text 外带时间（起）:text 外带时间（止）:text 归还人:text 用印事由:long 部门负责人意见:opinion '
        '分管领导审批:opinion 办公室核准:opinion 用印时间:date 监印人:text 用印人:text',
        []),
    'leave': (
        '姓名:person 部门:text 职务:text 请假类别:text 请假时间（起）:text 请假时间（止）:text 请假时间（天）:number 请假事由:long '
        '请假期间工作代理人:text 手机:phone 紧急联系人:text 电话:phone 部门意见:opinion 单位领导意见:opinion 实际返岗日期:date 人事部门确认:text',
        ['代理人签字', '本人签字']),
    'receipt': (
        '回执邮箱:email 报名编号:text 单位名称:organisation 纳税人识别号:text 参会回执明细:list 是否参加技术考察:text 接站要求:text '
        '车次/航班号:text 到达时间:text 参会方式:text 返程信息:text',
        []),
    'expense': (
        '报销部门:text 填报日期:date 附单据（张）:number 姓名:person 职务:text 出差事由:text 差旅费报销单明细:list 合计（交通费·金额）:text '
        '合计（出差补贴·天数）:number 合计（出差补贴·金额）:text 合计（其他费用·金额）:text 报销总额人民币（大写）:text 预借旅费:text 主管:text 审核:text '
        '出纳:text 领款人:text',
        ['¥：____________']),
    'expert': (
        '推荐类别:text 推荐编号:text 姓名（中文）:person 姓名（英文）:person 性别:text 民族:text 出生年月:month 工作单位:organisation '
        '地址:text 邮编:postcode 手机:phone E-mail:email 专业特长:texts 专业特长（其他）:text 主要学习经历:long 主要工作经历:list '
        '推荐单位意见:opinion',
        ['贴照片处 （2寸免冠）']),
    'vehicle': (
        '用车部门:text 用车人及电话:text 乘车人数:number 用车时间:text 行驶路线起点:text 行驶路线途经:text 行驶路线终点:text 车辆类型:text '
        '用车事由:text 派车意见:text 派车意见理由:text 车牌号:text 驾驶员:text 起始里程（公里）:text 过路费:text 服务评价:text',
        ['车辆管理员']),
    'feedback': (
        '培训名称:text 培训日期:date 课程内容的实用性:text 讲师的授课水平:text 授课内容（第一天）:text 授课内容（第二天）:text 授课内容（第三天）:text '
        '课堂互动（第一天）:text 课堂互动（第二天）:text 课堂互动（第三天）:text 您希望今后增加哪些方面的培训？:long 您的其他意见和建议:long',
        []),
    'personnel': (
        '填报单位:text 填报日期:date 专业技术人员情况统计表明细:list 管理人员（人数）:number 管理人员（学历结构·博士）:text 管理人员（学历结构·硕士）:text '
        '管理人员（职称结构·正高）:text 管理人员（职称结构·副高）:text 合计（人数）:number 合计（学历结构·博士）:text 合计（学历结构·硕士）:text '
        '合计（职称结构·正高）:text 合计（职称结构·副高）:text 填表人:text 审核人:text 单位负责人:text',
        []),
    'iso': (
        'Secretariat:text English_title:text French_title:text Scope_of_the_proposed_deliverable.:long '
        'Consider_the_following:_Does_the_item_address_a_safety_need?:text Proposed_document_type:text '
        'Preparatory_work:text Name_of_the_Proposer:text E-mail:email Proposed_start_date:date '
        'WD（Target_date）:date WD（Responsible）:text CD（Target_date）:date CD（Responsible）:text',
        ['Signature of the proposer']),
    'asset': (
        '申请单位:text 填表日期:date 固定资产调拨（报废）申请表明细:list 合计（数量·数量）:text 调拨（报废）原因:text 资产管理部门意见:opinion '
        '主管领导意见:opinion',
        []),
    'award': (
        '姓名:person 性别:text 民族:text 籍贯:text 出生年月:month 参加工作时间:text 入党时间:text 主要事迹:long 所在单位意见:opinion '
        '市政府审批意见:opinion',
        ['照片']),
    'visit': (
        '来访人员登记表明细:list',
        []),
    'repair': (
        'No.:text 申请部门:text 申请时间:text 故障描述:text 维修类型:text 预计费用（元）:text 部门主管意见:opinion 设备科意见:opinion '
        '维修结果:text 维修结果配件名称:text 维修结果数量:text 验收日期:date',
        ['验收人签名']),
    'claim': (
        'Employee_Name:text Department:text Period（起）:date Period（止）:date '
        'TRAVEL_EXPENSE_CLAIM_FORM_entries:list Grand_Total:text Payment_method:text Date:date',
        ['Claimant signature']),
    'survey': (
        '您的年龄:text 您对本次会议的总体评价是？:text 您通过何种渠道了解会议:texts 您通过何种渠道了解会议（其他）:text 您的建议:long',
        []),
}


def fields_of(form, *members):
    return {field['title']['zh']: tuple(field.get(member) for member in members) for field in form['fields'].values()}


class ImportTest(CommandTest):
    def imported(self, name, content, *options):
        """The form, and the guesses."""
        self.write(f'{name}.docx', content)
        result = gongwen('import', self.folder / f'{name}.docx', f'{name}-form', '-o', self.folder / 'made', '--json', *options)
        self.assertEqual(result.status, DONE, result.err)
        return json.loads((self.folder / f'made/{name}-form/form.json').read_text(encoding='utf-8')), json.loads(result.out)['guesses']


class OfficeForms(ImportTest):
    def test_fields_and_what_is_left_out(self):
        for name, content in OFFICE_FORMS.items():
            with self.subTest(name):
                form, guesses = self.imported(name, content)
                self.assertEqual([f'{one["title"].replace(" ", "_")}:{one["type"]}' for one in guesses if 'type' in one], EXPECTED[name][0].split(' '))
                self.assertEqual([one['title'] for one in guesses if 'type' not in one and one.get('reason') != 'words'], EXPECTED[name][1])
                titles = [field['title']['zh'] for pointer, field in form['fields'].items() if '/*/' not in pointer]
                self.assertEqual(len(titles), len(set(titles)))
                checked = gongwen('--templates', self.folder / 'made', '--strict', 'check', f'{name}-form', self.folder / f'made/{name}-form/sample.json')
                self.assertEqual(checked.status, DONE, checked.err)

    def test_heads_of_two_rows_make_columns(self):
        form, _ = self.imported('a', OFFICE_FORMS['project'])
        columns = [field['title']['zh'] for pointer, field in form['fields'].items() if '/*/' in pointer]
        self.assertEqual(columns, ['姓名', '性别', '职称', '所在单位', '投入时间（起）', '投入时间（止）'])
        form, _ = self.imported('b', OFFICE_FORMS['expense'])
        columns = {field['title']['zh']: field.get('type', 'text') for pointer, field in form['fields'].items() if '/*/' in pointer}
        self.assertEqual(columns, {'出发（日期）': 'date', '出发（地点）': 'text', '到达（日期）': 'date', '到达（地点）': 'text', '交通费（交通工具）': 'text',
                                   '交通费（金额）': 'text', '出差补贴（天数）': 'number', '出差补贴（金额）': 'text', '其他费用（项目）': 'text', '其他费用（金额）': 'text'})

    def test_rows_with_names(self):
        """Rows of a list, rows with names and sums in one table; ticks; three rows of heads; figures before the names."""
        form, _ = self.imported('rows', word_file(
            title('统计表'), grid(5, row(start('年度'), cell('投入', 4)), row(on(), cell('经费', 2), cell('人员', 2)), row(on(), '中央', '地方', '专职', '兼职'),
                                   row('第一年', '', '', '', ''), row('第二年', '', '', '', '')),
            paragraph(), grid(4, row('序号', '评价项目', '合格', '不合格'), row('1', '安全性', '□', '□'), row('2', '可靠性', '□', '□')),
            grid(3, row('品名', '数量', '单价（元）'), row('', '', ''), row('', '', ''), row('合计', '', ''))))
        titles = fields_of(form, 'options')
        self.assertIn('第一年（投入经费·中央）', titles)
        self.assertIn('第二年（投入人员·兼职）', titles)
        self.assertEqual(titles['安全性'], (['合格', '不合格'],))
        self.assertIn('合计（数量）', titles)
        self.assertEqual(len(titles), 8 + 2 + 1 + 3 + 1)

    def test_a_large_table_of_named_rows_is_a_list(self):
        """A field for each of its cells would be more than a form has room for; the names of the rows are its hint."""
        months = [f'{one}月份' for one in '一二三四五六七八九十']
        content = word_file(title('用量表'), line('一、各月用量'), grid(8, row('月份', *(f'第{one}处' for one in '甲乙丙丁戊己庚')), *(row(one, *[''] * 7) for one in months)))
        form, guesses = self.imported('many', content, '--keep-page')
        self.assertEqual([(one['title'], one['type']) for one in guesses if 'type' in one], [('各月用量', 'list')])
        self.assertEqual(fields_of(form, 'rows', 'hint')['各月用量'], ([0, 10], {'zh': '、'.join(months), 'en': '、'.join(months)}))
        document = zipfile.ZipFile(self.folder / 'made/many-form/document.docx').read('word/document.xml').decode()
        self.assertEqual(document.count('{{ field('), 70)

    def test_labels_keep_their_print(self):
        form, _ = self.imported('a', OFFICE_FORMS['project'])
        prints = fields_of(form, 'print')
        self.assertEqual(prints['项目名称（中文）'], ('1. 项目名称（中文）',))
        self.assertEqual(prints['所在单位意见'], ('（一）所在单位意见',))
        self.assertEqual(prints['申请经费（万元）'], ('4. 申请经费（万元）',))
        self.assertEqual(prints['摘要'], ('7. 摘要（不超过300字）',))
        self.assertEqual(fields_of(form, 'max')['摘要'], (300,))
        signed = fields_of(form, 'sign', 'seal')
        self.assertEqual(signed['所在单位意见'], ('负责人（签字）：', None))
        self.assertEqual(signed['专家评审意见'], ('专家组长签字：', False))
        form, _ = self.imported('c', OFFICE_FORMS['asset'])
        self.assertEqual(fields_of(form, 'sign', 'seal')['资产管理部门意见'], ('签字：', None))
        self.assertEqual(fields_of(form, 'type')['数量（单位）'], (None,))
        form, _ = self.imported('b', OFFICE_FORMS['award'])
        self.assertEqual(fields_of(form, 'max', 'hint')['主要事迹'], (500, {'zh': '可另附页', 'en': '可另附页'}))

    def test_two_fields_never_have_one_name_silently(self):
        form, _ = self.imported('a', word_file(
            title('联系表'), grid(4, row('1. 单位（中文）', '', '1. 单位（英文）', ''), row('地址（通信）', '', '地址（注册）', ''), row('备注', '', '备注', '')),
            line('一、甲方'), line('名称：', 20), line('二、乙方'), line('名称：', 20)))
        self.assertEqual(list(fields_of(form)), ['单位（中文）', '单位（英文）', '地址（通信）', '地址（注册）', '备注', '备注（2）', '名称（甲方）', '名称（乙方）'])

    def test_moments_have_samples_that_look_like_them(self):
        form, _ = self.imported('a', OFFICE_FORMS['vehicle'])
        self.assertEqual(fields_of(form, 'example')['用车时间'], ('5月6日9时30分',))
        self.assertIn('5月6日9时30分', (self.folder / 'made/a-form/sample.json').read_text())

    def test_remarks_in_a_list_are_short(self):
        form, _ = self.imported('a', word_file(title('名单'), table(3, row('姓名', '单位意见', '备注'), row('', '', ''), row('', '', ''))))
        self.assertEqual(fields_of(form, 'type')['备注'], (None,))

    def test_controls_have_the_labels_and_units_of_blanks(self):
        """Controls beside each other, beside blanks and boxes, and in periods; two without words between them; alone in a line."""
        def mixed(*contents):
            return cell('|').replace(run('|'), ''.join(run(one) if one[0] != '<' else one for one in contents))
        form, guesses = self.imported('controls', word_file(
            title('登记表'), paragraph(run('联系人：'), control('n1'), run('　电话：____　填表日期：'), control('d1', '<w:date/>'), run('　邮箱：'), legacy('L1')),
            grid(2, row('经费', mixed(control('c1'), '万元')), row('类别', mixed('□甲　□乙　□其他：', control('c2'))),
                 row('期间', mixed('自', control('c3', '<w:date/>'), '至', control('c4', '<w:date/>'), '，共', control('c5'), '天')),
                 row('代码', mixed(control('c6'), control('c7')))),
            paragraph(control('备查号')), line('以上属实。')), '--keep-page')
        self.assertEqual({one['title']: one['type'] for one in guesses if 'type' in one}, {
            '联系人': 'person', '电话': 'phone', '填表日期': 'date', '邮箱': 'email', '经费（万元）': 'text', '类别': 'text', '类别（其他）': 'text',
            '期间（起）': 'date', '期间（止）': 'date', '期间（天）': 'number', '代码': 'text', '代码（2）': 'text', '备查号': 'text'})
        self.assertEqual([one for one in guesses if 'type' not in one], [])

    def test_rows_of_controls_are_a_list(self):
        def cells(*kinds):
            return [cell('|').replace(run('|'), control('', kind)) for kind in kinds]
        kinds = ('<w:text/>', '<w:date/>', '<w:dropDownList><w:listItem w:displayText="甲类" w:value="a"/><w:listItem w:displayText="乙类" w:value="b"/></w:dropDownList>')
        form, guesses = self.imported('rows', word_file(title('名单'), grid(3, row('姓名', '到达', '类别'), row(*cells(*kinds)), row(*cells(*kinds)))), '--keep-page')
        self.assertEqual([(one['title'], one['type']) for one in guesses if 'type' in one], [('名单明细', 'list')])
        self.assertEqual(fields_of(form, 'type', 'options')['到达'], ('date', None))
        self.assertEqual(fields_of(form, 'options')['类别'], (['甲类', '乙类'],))
        document = zipfile.ZipFile(self.folder / 'made/rows-form/document.docx').read('word/document.xml').decode()
        self.assertEqual((document.count('{{ field'), document.count('>点击填写<')), (6, 0))

    def test_types_in_the_reader_s_language(self):
        self.write('a.docx', OFFICE_FORMS['expert'])
        for language, words in (('zh', ('性别  单选', '专业特长  多选', '出生年月  年月', '推荐单位意见  意见和签章')), ('en', ('性别  one choice', '专业特长  several choices'))):
            result = gongwen('--lang', language, 'import', self.folder / 'a.docx', f'{language}-form', '-o', self.folder / 'made')
            for one in words:
                self.assertIn(one, result.out + result.err)

    def test_text_boxes_at_the_right(self):
        form, guesses = self.imported('a', OFFICE_FORMS['receipt'])
        places = {one['title']: one['place'] for one in guesses}
        self.assertEqual(places['回执邮箱'], 'textbox ¶3')
        self.assertEqual(places['联系人：李老师'], 'textbox ¶2')
        form, guesses = self.imported('b', OFFICE_FORMS['expert'], '--keep-page')
        self.assertEqual(fields_of(form, 'options')['推荐类别'], (['技术专家', '管理专家'],))
        self.assertEqual([one for one in guesses if one.get('reason') == 'no-place'], [])


def pdf_text(path):
    return subprocess.run(['pdftotext', '-raw', path, '-'], capture_output=True, text=True, check=True).stdout


class KeptOfficeForms(ImportTest):
    def render(self, name, *words):
        result = gongwen('-q', '--templates', self.folder / 'made', 'render', f'{name}-form', *words)
        self.assertEqual(result.status, DONE, result.err)

    @needs.time
    def test_what_is_filled_in_comes_back(self):
        for name, content in OFFICE_FORMS.items():
            with self.subTest(name):
                _, guesses = self.imported(name, content, '--keep-page')
                self.assertEqual([one for one in guesses if one.get('reason') == 'no-place'], [])
                sample = self.folder / f'made/{name}-form/sample.json'
                for ending in ('pdf', 'docx'):
                    filled = self.folder / f'{name}.{ending}'
                    self.render(name, sample, '--fillable', '-o', filled, '--force')
                    result = gongwen('--templates', self.folder / 'made', 'extract', filled)
                    self.assertEqual(result.status, DONE, result.err)
                    self.assertEqual(without_blanks(json.loads(result.out)), without_blanks(json.loads(sample.read_text())))

    def test_the_blank_page_keeps_its_blanks(self):
        self.imported('seal', OFFICE_FORMS['seal'], '--keep-page')
        self.render('seal', '-o', self.folder / 'a.pdf')
        shown = ''.join(pdf_text(self.folder / 'a.pdf').split())
        self.assertIn('外带时间：月日至月日；归还人：', shown)
        self.assertIn('文件份数份用印次数次', shown)
        self.assertEqual(shown.count('签字：年月日'), 3)

    def test_opinions_and_their_days_are_written_where_the_paper_has_them(self):
        form, _ = self.imported('repair', OFFICE_FORMS['repair'], '--keep-page')
        names = {field['title']['zh']: pointer[1:] for pointer, field in form['fields'].items()}
        data = json.loads((self.folder / 'made/repair-form/sample.json').read_text())
        data[names['部门主管意见']] = {'text': '同意维修', 'date': '2030-01-02'}
        self.render('repair', self.write('data.json', data), '-o', self.folder / 'a.pdf')
        shown = ''.join(pdf_text(self.folder / 'a.pdf').split())
        self.assertLess(shown.index('部门主管意见：'), shown.index('同意维修'))
        self.assertLess(shown.index('同意维修'), shown.index('签名：日期：2030年1月2日'))

    def test_boxes_and_days_in_rows_of_a_list(self):
        form, _ = self.imported('rows', word_file(title('名单'), grid(3, row('姓名', '性别', '出生年月'), *(row('', '□男 □女', '年  月') for _ in range(3)))), '--keep-page')
        self.assertEqual(fields_of(form, 'options')['性别'], (['男', '女'],))
        sample = json.loads((self.folder / 'made/rows-form/sample.json').read_text())
        self.render('rows', self.write('data.json', sample), '-o', self.folder / 'a.pdf')
        shown = ''.join(pdf_text(self.folder / 'a.pdf').split())
        self.assertIn('张示例☑男□女2030年1月李示例□男☑女2030年2月□男□女年月', shown)

    def test_a_head_of_two_rows_with_one_mark_stays_whole(self):
        self.imported('project', OFFICE_FORMS['project'], '--keep-page')
        self.render('project', '-o', self.folder / 'a.pdf')
        shown = subprocess.run(['pdftotext', '-bbox', self.folder / 'a.pdf', '-'], capture_output=True, text=True, check=True).stdout
        left = {word: float(x) for x, word in re.findall(r'xMin="([\d.]+)"[^>]*>([^<]+)</word>', shown)}
        self.assertGreaterEqual(left['起'], left['投入时间'] - 1)
        self.assertGreater(left['止'], left['起'])


class ReturnedOriginals(ImportTest):
    """The original Word file was filled in by typing: `extract --by-label` knows the words that it prints."""
    def returned(self, name, content, *blocks, options=(), expected, silent=True):
        form, _ = self.imported(name, content, *options)
        filled = self.write(f'{name}-filled.docx', word_file(*blocks))
        result = gongwen('--lang', 'zh', '--error-format', 'json', '--templates', self.folder / 'made', 'extract', filled, '--kind', f'{name}-form', '--by-label')
        data = json.loads(result.out)
        titles = {pointer[1:]: field['title']['zh'] for pointer, field in form['fields'].items() if '/*/' not in pointer}
        columns = {pointer.rpartition('/')[2]: field['title']['zh'] for pointer, field in form['fields'].items() if '/*/' in pointer}
        found = {titles[one]: [{columns[member]: text for member, text in row.items()} for row in value] if value and isinstance(value, list) and isinstance(value[0], dict)
                 else value for one, value in data.items() if value not in ('', [], None)}
        self.assertEqual({title: found.get(title) for title in expected}, expected, result.err)
        return [one['message'] for one in result.diagnostics() if one['id'] == 'intake/text-beside']

    def test_numbers_groups_units_periods_rows_and_heads_of_two_rows(self):
        for options in ((), ('--keep-page',)):
            with self.subTest(options):
                told = self.returned(
                    f'project{len(options)}', OFFICE_FORMS['project'], line('项目编号：A-1'), title('科研项目申请书'), line('项目名称：甲项目'), line('申请单位（盖章）：某院'),
                    grid(6, row('1. 项目名称（中文）', cell('安全项目', 5)), row('2. 项目名称（英文）', cell('Safety', 5)),
                         row('3. 起止年月', cell('2024年3月至2026年2月', 2), '4. 申请经费', cell('12.5万元', 2)),
                         row(start('6. 项目负责人'), '姓　名', '甲', '性　别', '□男 ☑女', ''), row(on(), '职　称', '研究员', '电　话', '010-1234567', '')),
                    line('二、项目组主要成员'),
                    grid(7, row(start('序号'), start('姓名'), start('性别'), start('职称'), start('所在单位'), cell('投入时间', 2)), row(on(), on(), on(), on(), on(), '起', '止'),
                         row('1', '乙', '女', '工程师', '某所', '2024.3', '2025.3'), row('2', *[''] * 6)),
                    grid(5, row('科目', '第一年', '第二年', '第三年', '合计'), row('设备费', '1.5', '2', '', '3.5'), row('合　计', '1.5', '2', '', '3.5')), options=options,
                    expected={'项目编号': 'A-1', '项目名称': '甲项目', '申请单位': '某院', '项目名称（中文）': '安全项目', '项目名称（英文）': 'Safety', '起止年月（起）': '2024-03',
                              '起止年月（止）': '2026-02', '申请经费（万元）': '12.5', '项目负责人姓名': '甲', '项目负责人性别': '女', '项目负责人职称': '研究员',
                              '项目负责人电话': '010-1234567', '设备费（第一年）': '1.5', '设备费（合计）': '3.5', '合计（第二年）': '2', '设备费（第三年）': None,
                              '项目组主要成员': [{'姓名': '乙', '性别': '女', '职称': '工程师', '所在单位': '某所', '投入时间（起）': '2024.3', '投入时间（止）': '2025.3'}]})
                self.assertEqual(told, [])

    def test_units_of_numbers_and_labels_within_cells(self):
        told = self.returned(
            'vehicle', OFFICE_FORMS['vehicle'], title('公务用车申请单'),
            grid(4, row('用车部门', '办公室', '用车人及电话', '甲'), row('乘车人数', ' 3 人', '用车时间', '5月6日8时'), row('行驶路线', cell('起点：单位  途经：  终点：机场', 3)),
                 row('起始里程', '100公里', '过路费（元）', '30元')),
            expected={'用车部门': '办公室', '乘车人数': 3, '用车时间': '5月6日8时', '行驶路线起点': '单位', '行驶路线终点': '机场', '起始里程（公里）': '100', '过路费': '30'})
        self.assertEqual(told, [])

    def test_ticks_below_their_heads(self):
        self.returned('feedback', OFFICE_FORMS['feedback'], title('培训效果反馈表'),
                      grid(4, row('评价内容', '非常满意', '满意', '不满意'), row('1. 课程内容的实用性', '□', '√', '□'), row('2. 讲师的授课水平', '☑', '□', '□')),
                      grid(4, row('', '第一天', '第二天', '第三天'), row('授课内容', '9', '8', '10')),
                      expected={'课程内容的实用性': '满意', '讲师的授课水平': '非常满意', '授课内容（第一天）': '9', '授课内容（第三天）': '10'})


if __name__ == '__main__':
    unittest.main()
