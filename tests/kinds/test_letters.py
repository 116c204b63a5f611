"""Pages of the secretariat's kinds with data of every length: what is on them, and that nothing leaves its place."""
import json
import subprocess
import unittest
import xml.etree.ElementTree as xml

from harness import BAD_INPUT, DONE, CommandTest, gongwen

PT_PER_MM = 72 / 25.4
BULLETIN = {'year': 2026, 'issue': 3, 'period': '2026-03', 'issue_date': '2026-04-07'}


class Word:
    def __init__(self, element):
        self.text = element.text or ''
        self.left, self.right, self.top, self.bottom = (float(element.get(key)) / PT_PER_MM for key in ('xMin', 'xMax', 'yMin', 'yMax'))


def words_of(pdf):
    """The words of each page, in mm from its upper left."""
    told = subprocess.run(['pdftotext', '-bbox', pdf, '-'], capture_output=True, check=True).stdout
    name = '{http://www.w3.org/1999/xhtml}'
    return [[Word(word) for word in page.iter(name + 'word')] for page in xml.fromstring(told).iter(name + 'page')]


def free(heading, *paragraphs, section='other'):
    return {'type': 'free', 'section': section, 'heading': heading, 'text': list(paragraphs)}


class Pages(CommandTest):
    def pages(self, kind, data):
        path = self.folder / 'data.json'
        path.write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        result = gongwen('render', kind, path, '-o', self.folder / 'a.pdf')
        self.assertEqual(result.status, DONE, result.err)
        return words_of(self.folder / 'a.pdf')

    def bulletin(self, *events, **members):
        return self.pages('monthly-bulletin', {**BULLETIN, 'events': list(events), **members})

    def text(self, page):
        return ''.join(word.text for word in page)

    def page_of(self, pages, text):
        return next(number for number, page in enumerate(pages) if text in self.text(page))


class Cover(Pages):
    def test_a_long_issuer_turns_before_the_date(self):
        page = self.bulletin(free('示例工作', '已经完成。'), issuer='某某自治区虚构工业控制系统科学院信息工程研究所（南示例市分公司）')[0]
        day = max(word.right for word in page if word.text.endswith('日'))
        self.assertLessEqual(day, 210 - 31.6 + .1)
        issuer = [word for word in page if '某某自治区' in word.text][0]
        day_left = min(word.left for word in page if '2026' in word.text and word.top > issuer.top - 1 and word.top < issuer.bottom + 10)
        self.assertLess(issuer.right, day_left)

    def test_few_lines_of_contents_are_not_alone_on_a_page(self):
        for count in range(14, 27):
            pages = self.bulletin(*[free(f'第{number + 1}项示例工作的进展情况和下一步安排', '示例工作已经完成。') for number in range(count)])
            first = self.page_of(pages, '示例工作已经完成')
            with self.subTest(count):
                lowest = max(word.bottom for word in pages[first - 1] if word.bottom < 265)
                # A page before the first item is the first one, or has contents on more than a third.
                self.assertTrue(first == 1 or lowest > 25.4 + 70)


    def test_contents_of_regulations_and_work_points(self):
        text = '标准化工作由示例委员会统一领导。'
        for count in range(17, 27):
            titles = [f'第{number + 1}类示例工作' for number in range(count)]
            documents = {
                'regulations': {'title': '示例管理办法', 'issuer': '示例委员会', 'date': '2026-03-01', 'contents': True, 'chapters': [
                    {'title': title, 'articles': [{'paragraphs': [{'text': text}]}]} for title in titles]},
                'work-points': {'year': 2026, 'contents': True, 'opening': [text], 'parts': [
                    {'heading': title, 'items': [{'text': f'{title}按期完成。'}]} for title in titles]}}
            for kind, data in documents.items():
                pages = self.pages(kind, data)
                first = self.page_of(pages, text)
                with self.subTest(kind, count=count):
                    self.assertIn(first, (1, 2))
                    self.assertEqual(first, 1 if count < 25 else 2)


class Needs(Pages):
    def notice(self, description, **members):
        need = {'title': '网络安全技术　示例产品安全技术要求', 'action': '制定', 'nature': '指导性技术文件', 'description': description, 'group': 'WG5'}
        needs = [{**need, 'title': f'网络安全技术　第{number}类示例产品安全技术要求'} for number in range(1, 8)]
        return self.pages('needs-notice', {'year': 2026, 'batch': 2, 'background': ['为做好标准立项工作，形成本批需求。'], 'deadline': '2026-05-29',
                                           'date': '2026-04-10', 'needs': needs, **members})

    def test_label_title_and_list_are_on_one_page(self):
        for length in (20, 150, 250, 350, 410):
            pages = self.notice('规定示例产品的安全技术要求和测试评价方法，适用于产品的设计。' * (length // 29 + 1))
            first = next(page for page in pages if any(word.text == '附件' for word in page))
            with self.subTest(length):
                self.assertIn('需求清单', self.text(first))
                self.assertIn('第1类示例产品', self.text(first))
                for page in pages[2:-1]:
                    self.assertGreater(max(word.bottom for word in page if word.bottom < 182), 28 + 156 / 3)

    def test_the_nature_is_parted_between_words(self):
        words = [word.text for page in self.notice('规定示例产品的安全技术要求。') for word in page]
        self.assertIn('技术文件', words)
        self.assertNotIn('术文件', words)


class Annexes(Pages):
    def test_the_last_line_of_an_annex_is_not_alone(self):
        for count in range(17, 24):
            lines = [f'第{number + 1}种表格由秘书处编制。' for number in range(count)]
            kinds = {
                'regulations': {'title': '示例管理办法', 'issuer': '示例委员会', 'date': '2026-03-01', 'annexes': [{'title': '表格目录', 'text': lines}],
                                'chapters': [{'title': '总则', 'articles': [{'paragraphs': [{'text': '本办法自印发之日起施行。'}]}]}]},
                'opinions': {'issuers': ['示例委员会'], 'doc_number': '示网安标〔2026〕8号', 'title': '关于加强标准实施的意见', 'date': '2026-03-09',
                             'opening': ['现提出以下意见。'], 'parts': [{'heading': '任务', 'text': ['抓好落实。']}],
                             'attachments': [{'title': '表格目录', 'text': lines}]}}
            for kind, data in kinds.items():
                last = self.pages(kind, data)[-1]
                with self.subTest(kind, count=count):
                    self.assertGreater(self.text(last).count('由秘书处编制'), 2)


class Latin(Pages):
    def test_english_names_stay_in_the_type_area(self):
        name = 'Sample Standards Committee'
        for seal in ('none', 'placeholder'):
            for names in ([name], [name, '示例标准化委员会']):
                pages = self.pages('opinions', {
                    'issuers': names, 'doc_number': '示网安标〔2026〕8号', 'title': '关于加强标准实施的意见', 'seal': seal, 'date': '2026-03-09',
                    'opening': ['现提出以下意见。'], 'parts': [{'heading': '任务', 'text': ['抓好落实。']}]})
                for page in pages:
                    for word in page:
                        with self.subTest(word.text, names=len(names), seal=seal):
                            self.assertTrue(26 - .2 <= word.left and word.right <= 184 + .2)
        pages = self.pages('work-points', {'year': 2026, 'opening': ['抓好落实。'], 'issuer': 'Fictional Committee on Cybersecurity Standards',
                                           'seal': 'placeholder', 'date': '2026-03-09', 'parts': [{'heading': '任务', 'items': [{'text': '按期完成。'}]}]})
        for word in pages[-1]:
            self.assertTrue(31.6 - .2 <= word.left and word.right <= 210 - 31.6 + .2, word.text)


class Sections(Pages):
    def test_a_section_goes_on_below_a_few_lines(self):
        events = [free('甲事项', '甲事项已经完成。', section='standards'), free('乙事项', '乙事项已经完成。', section='international')]
        pages = self.bulletin(*events)
        self.assertEqual(self.page_of(pages, '甲事项已经完成'), self.page_of(pages, '乙事项已经完成'))
        events[0]['text'] = ['甲事项涉及的标准已经完成研制、验证、征求意见和审查。' * 5] * 4
        pages = self.bulletin(*events)
        self.assertEqual(self.page_of(pages, '甲事项涉及') + 1, self.page_of(pages, '乙事项已经完成'))

    def test_what_nobody_sees_changes_no_page(self):
        def pages(length):
            events = [{**free('甲事项', '甲事项涉及的标准已经完成意见汇总工作，各组在月底前回复处理意见。', section='standards'), 'id': 'a' * length},
                      free('乙事项', *['乙事项已经完成，有关情况已经通报。'] * 3, section='other')]
            return [self.text(page) for page in self.bulletin(*events)]
        self.assertEqual(pages(1), pages(60))

    def test_data_decide(self):
        events = [free('甲事项', '甲事项已经完成。', section='standards'), free('乙事项', '乙事项已经完成。', section='international')]
        pages = self.bulletin(*events, sections={'international': {'new_page': True}})
        self.assertEqual(self.page_of(pages, '甲事项已经完成') + 1, self.page_of(pages, '乙事项已经完成'))


class Tables(Pages):
    def terminated(self, reasons):
        return {'type': 'ns_terminated', 'dates': ['2026-03-05'],
                'standards': [{'plan_number': f'2024{number:04}-T-469', 'title': '网络安全技术　示例设备安全要求', 'reason': reason}
                              for number, reason in enumerate(reasons, 1)]}

    def test_long_reasons_leave_no_blank_page(self):
        pages = self.bulletin(self.terminated(['应用场景已经消失，承担单位申请终止，经工作组研究同意。' * 11] * 4))
        for page in pages[1:-1]:
            lowest = max(word.bottom for word in page if word.bottom < 265)
            self.assertGreater(lowest, 25.4 + 2 * 246 / 3)

    def test_the_last_row_is_not_alone(self):
        for count in range(8, 24):
            pages = self.bulletin(self.terminated(['承担单位申请终止'] * count))
            last = [word for word in pages[-1] if word.text.endswith('-T-469')]
            with self.subTest(count):
                self.assertNotEqual(len(last), 1)

    def test_progress_and_scope_share_the_width(self):
        def project(number, scope, progress):
            return {'plan_number': f'2024{number:04}-T-469', 'title': '网络安全技术　示例设备安全要求', 'scope': scope, 'progress': progress}
        short, long = '规定示例设备的安全要求。', '召开示例会议研究技术内容，修改标准草案，征求工作组意见并组织验证。' * 4
        pages = self.bulletin(free('示例工作', '已经完成。'), projects=[project(1, short, long), project(2, short, long)])
        heads = {word.text: word for word in pages[-1] if word.text in ('标准范围', '项目进展')}
        middle = lambda word: (word.left + word.right) / 2
        # the column of scopes is no wider than that of progress
        left = next(word for word in pages[-1] if word.text == '项目名称')
        self.assertLess(middle(heads['标准范围']) - middle(left), 62)
        pages = self.bulletin(free('示例工作', '已经完成。'), projects=[project(1, long, '已完成研制工作。'), project(2, long, '已完成研制工作。')])
        heads = {word.text: word for word in pages[-1] if word.text == '标准范围'}
        left = next(word for word in pages[-1] if word.text == '项目名称')
        self.assertGreater(middle(heads['标准范围']) - middle(left), 74)


class ManyBodies(Pages):
    def opinions(self, count, **members):
        names = [province + office for province in ('示例省', '虚构省') for office in
                 ('网络安全和信息化委员会办公室', '市场监督管理局', '公安厅', '工业和信息化厅', '密码管理局', '通信管理局', '教育厅', '国家保密局',
                  '卫生健康委员会', '财政厅')]
        item = {'head': '加强宣传', 'text': '标准编制单位应当在充分调研的基础上提出标准需求，明确标准化对象、适用范围和主要技术内容，并与现行标准做好衔接。' * 2}
        return self.pages('opinions', {
            'issuers': names[:count], 'doc_number': '示网安标〔2026〕8号', 'title': '关于加强标准实施应用的意见', 'addressees': '各成员单位',
            'opening': ['为加强标准的实施应用，现提出以下意见。'], 'date': '2026-03-09',
            'parts': [{'heading': '主要任务', 'clauses': [dict(item) for _ in range(5)]}], **members}), names[:count]

    def test_the_mark_of_many_has_the_host_alone(self):
        for count, members, is_host in ((8, {}, False), (8, {'mark': 'host'}, True), (9, {}, True), (9, {'mark': 'all'}, False), (20, {}, True)):
            pages, names = self.opinions(count, **members)
            with self.subTest(count=count, **members):
                self.assertIn(names[0], self.text(pages[0]))
                self.assertEqual(names[2] not in self.text(pages[0]), is_host)
                for name in names:
                    self.assertIn(name, ''.join(self.text(page) for page in pages[1:]))

    def test_seals_on_several_pages_leave_no_page_blank(self):
        for count in (12, 16, 20):
            pages, _ = self.opinions(count)
            for number, page in enumerate(pages[:-1]):
                with self.subTest(count=count, page=number + 1):
                    self.assertGreater(max(word.bottom for word in page if word.bottom < 262), 37 + 225 / 3)


    def test_columns_without_widths_follow_their_texts(self):
        table = {'head': ['组别', '在研', '发布', '说明'], 'rows': [['一组', 3, 1, '按计划推进，其中两项延期'], ['二组', 4, 2, '按计划推进，其中一项延期']]}
        event = {**free('示例工作', '情况如下：'), 'body': [{'table': table}]}
        page = self.bulletin(event)[1]
        heads = [next(word for word in page if word.text == name) for name in table['head']]
        self.assertGreater(heads[3].left - heads[2].left, 1.5 * (heads[2].left - heads[1].left))
        self.assertTrue(any(word.text == '按计划推进，其中两项延期' for word in page))


class Sentences(Pages):
    def test_phrases_with_an_end_mark_are_printed_without_it(self):
        week = {'type': 'mt_week', 'place': '示例市。', 'host': '示例研究院；', 'dates': ['2026-03-05'], 'end': '2026-03-09',
                'activities': ['专题报告会。', '成果展览；', '供需对接。']}
        meeting = {'type': 'mt_meeting', 'name': '示例工作会议', 'date_text': '近日，', 'agenda': ['示例进展。', '示例安排。'],
                   'conclusions': ['要按期完成。', '要严格把关。']}
        text = ''.join(self.text(page) for page in self.bulletin(week, meeting))
        for mark in '。；，、':
            for other in '。；，、':
                self.assertNotIn(mark + other, text)
        for said in ('示例研究院承办', '专题报告会、成果展览和供需对接。', '会议议题包括示例进展和示例安排。', '要按期完成；要严格把关。', '近日，'):
            self.assertIn(said, text)

    def test_a_bare_role_gets_its_sentence(self):
        for role, said in (('联合编辑', '，中国专家担任联合编辑。'), ('中国专家参与编辑', '，中国专家参与编辑。')):
            stage = {'type': 'is_stage', 'dates': ['2026-03-05'], 'documents': [
                {'reference': 'ISO/IEC DIS 27099', 'title_zh': '信息技术　示例', 'from': '30.60', 'to': '40.20', 'chinese_role': role}]}
            self.assertIn(said, ''.join(self.text(page) for page in self.bulletin(stage)))

    def test_a_date_given_twice_is_refused(self):
        path = self.folder / 'data.json'
        path.write_text(json.dumps({**BULLETIN, 'events': [{'type': 'mt_meeting', 'name': '示例工作会议', 'dates': ['2026-03-05', '2026-03-05']}]}),
                        encoding='utf-8')
        result = gongwen('check', 'monthly-bulletin', path)
        self.assertEqual((result.status, '/events/0/dates' in result.err), (BAD_INPUT, True))



class UpwardHead(Pages):
    """签发人 of several bodies: two in a line, beside the mark's column if need be, so that the first page has text."""
    SIGNERS = ['张三', '买买提·吐尔逊', '欧阳示例', '王五', '李四', '赵六', '钱七']

    def data(self, count, signers, title='关于加强示例工作的意见'):
        bodies = [f'虚构省第{n}示例管理委员会' for n in '一二三四五六七八九十'[:count]]
        return {'issuers': bodies, 'doc_number': '虚网办发〔2026〕108号', 'secrecy': '秘密★1年', 'urgency': '特急', 'copy_number': 12,
                'signers': signers, 'title': title, 'addressees': '各市、自治州、县（市、区）人民政府', 'opening': ['现提出以下意见。'],
                'parts': [{'heading': '抓好落实', 'text': ['请遵照执行。']}], 'date': '2026-03-05'}

    def test_a_long_name_costs_no_line(self):
        page = self.pages('opinions', self.data(7, self.SIGNERS))[0]
        number = next(word for word in page if '虚网办发' in word.text)
        rows = sorted({round(word.top) for word in page if word.left > number.right + 3 and abs(word.bottom - number.bottom) < 60
                       and word.top > 110 and word.bottom <= number.bottom + 1})
        # Seven names are four lines, of which the last has the number.
        self.assertEqual(len(rows), 4, [word.text for word in page])
        label = next(word for word in page if '签发人' in word.text)
        self.assertLess(label.top, number.top - 25)
        for word in page:
            self.assertGreaterEqual(word.left, 28 - .5)
            self.assertLessEqual(word.right, 28 + 156 + .5)

    def test_no_text_on_the_first_page_is_said_wherever_the_title_is(self):
        for count in (7, 8, 9, 10):
            for title in ('关于加强示例工作的意见', '关于加强未成年人模式、个人信息保护合规审计、数据跨境流动安全管理等网络安全国家标准贯彻实施工作的若干意见'):
                data = self.data(count, (self.SIGNERS * 2)[:count], title)
                first = self.text(self.pages('opinions', data)[0])
                result = gongwen('--error-format', 'json', 'check', 'opinions', self.folder / 'data.json')
                told = [d['id'] for d in result.diagnostics()]
                with self.subTest(count, title=title):
                    self.assertEqual('proofing/no-text-on-first-page' in told, '现提出以下意见' not in first)

if __name__ == '__main__':
    unittest.main()
