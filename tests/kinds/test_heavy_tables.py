"""Heavy lists, tables, opinions and closings as committees send them: how many pages they take, that heads and short cells
are whole and that no page is more than a quarter white."""
import json
import pathlib
import tempfile
import unittest

from page_measures import Checker, Measures, read_dump

LONG = '信息安全、网络安全和隐私保护　面向示例流通场景的虚构计算技术框架　第{}部分：密钥全生命周期管理、远程证明与审计接口要求'
LONG_ENGLISH = 'Information security, cybersecurity and privacy protection — Example framework of fictional computation for ' \
               'imagined data flows — Part {}: Requirements for key life cycle management, remote attestation and audit'
BODY = '示例省虚构人工智能与网络空间安全综合治理工程技术研究中心（示例大学联合实验室）有限责任公司'


def proposal(number):
    is_long = number % 2 == 0
    return {
        'information': {
            'title': {'zh': LONG.format(number) if is_long else f'网络安全　示例提案{number}',
                      'en': LONG_ENGLISH.format(number) if is_long else f'Cybersecurity — Example {number}'},
            'leader': {'name': '买买提·示例' if is_long else '欧阳示例', 'phone': '13900000005', 'email': f'lead{number}@example.com'},
            'proposer': BODY if is_long else '虚构研究院', 'wg': number % 5 + 1},
        'received': '2026-01-10',
        'steps': [{'stage': 'reviewed', 'date': '2026-01-20'}, {'stage': 'submitted', 'date': '2026-02-01'}]
                 + [{'stage': 'NP', 'date': '2026-03-01', 'note': '投票通过，赞成23票、反对2票、弃权5票'}] * is_long,
        **({'reference': f'ISO/IEC NP {99000 + number}'} if is_long else {})}


class Heavy(unittest.TestCase):
    def laid_out(self, kind, data):
        """The pages, and their measures."""
        with tempfile.TemporaryDirectory(prefix='gongwen-heavy-') as folder:
            result = Checker(kind, pathlib.Path(folder)).run(data)
        self.assertEqual(result.status, 0, result.err)
        measures = Measures(result.out)
        self.assertEqual((measures.returned['torn'], measures.split_labels), ([], 0))
        return read_dump(result.out), measures

    def cells(self, pages, *elements):
        """Lines of text of all cells of these kinds."""
        for entry in (entry for page in pages for root in page for entry in root.walk()):
            if entry.kind == 'cell' and entry.name in elements:
                yield [line.text().strip() for line in entry.lines() if line.text().strip()]

    def page_of(self, pages, text):
        return next(number for number, page in enumerate(pages, 1) if text in ''.join(root.text() for root in page))

    def test_register_of_short_and_long_titles(self):
        data = {'date': '2026-03-31', 'proposals': [proposal(number) for number in range(1, 13)]}
        _, measures = self.laid_out('proposal-register', data)
        self.assertLessEqual(measures.pages, 5)
        self.assertEqual(measures.white, {})

    def test_needs_with_ten_columns(self):
        columns = ['标准名称', '制定/修订', '标准性质', '需求说明', '归属工作组', '备注', '第七栏目名称', '第八栏', '第九栏', '第十栏的名称较长十二字']
        more = {'第七栏目名称': '内容若干', '第八栏': '2026-12', '第九栏': '是', '第十栏的名称较长十二字': '虚构研究院'}
        needs = [{'title': f'网络安全技术　示例要求第{number}部分', 'action': '制定', 'nature': '推荐性', 'description': '示例需求说明。' * 8,
                  'group': 'WG5', 'more': more} for number in range(1, 9)]
        data = {'year': 2026, 'batch': 1, 'background': ['现发布需求。'], 'deadline': '2026-06-30', 'date': '2026-05-08',
                'columns': columns, 'needs': needs}
        pages, measures = self.laid_out('needs-notice', data)
        self.assertLessEqual(measures.pages, 4)
        descriptions = [lines for lines in self.cells(pages, 'td') if ''.join(lines).startswith('示例需求说明')]
        self.assertEqual(len(descriptions), 8)
        for lines in descriptions:
            self.assertGreaterEqual(max(map(len, lines)), 10, lines)
        # What is short is in one line each.
        self.assertLessEqual({('是',), ('WG5',), ('推荐性',), ('内容若干',)}, set(map(tuple, self.cells(pages, 'td'))))

    def test_an_opinion_that_grows_leaves_no_box_alone(self):
        work = [{'from': f'{year}-07', 'to': f'{year + 1}-06', 'org': '虚构电子技术标准化研究院', 'post': '工程师',
                 'duty': '按季度通报示例标准的预研，提升标准的适用性、先进性和规范性。' * 2} for year in (2008, 2009, 2010)]
        data = {'name_zh': '欧阳示例', 'name_en': {'surname': 'OUYANG', 'given': 'Shili'}, 'gender': '女', 'birth': '1985-03',
                'org_zh': '虚构电子技术标准化研究院', 'org_en': 'Fictional Institute', 'post_title': '高级工程师', 'speciality': '密码学',
                'mobile': '13800138000', 'email': 'a.b@example.cn', 'english': '熟练', 'already_registered': False,
                'groups': [{'wg': 2, 'reason': '示例试点办公室按季度通报示例标准复审工作，确保按期完成。' * 5}], 'work_history': work,
                'education': [{'from': '2003-09', 'to': '2007-07', 'school': '示例大学', 'speciality': '信息安全', 'degree': '学士'}],
                'address_zh': '虚构市示例区标准路100号', 'postcode': '100007', 'phone': '010-64102222',
                'std_experience': '各工作组组织开展示例会议材料的翻译、校核与归档，并于2026年6月30日前报送总结。' * 3,
                'employer_opinion': {'text': '经单位研究，同意推荐该同志申请注册为国际标准工作组专家，支持其参加示例会议。' * 8, 'date': '2026-04-02'},
                'commitment': {'date': '2026-04-01'}}
        _, measures = self.laid_out('expert-application', data)
        self.assertLessEqual(measures.pages, 3)
        self.assertEqual(measures.white, {})

    def test_a_list_of_attachments_is_whole(self):
        """On the page of the signature, with two lines of the text at least, wherever that ends."""
        issuers = ['示例省互联网信息办公室', '示例省教育厅', '示例省公安厅']
        for lines in range(1, 24):
            data = {'issuers': issuers, 'doc_number': '虚网办发〔2026〕108号', 'title': '关于加强示例标准贯彻实施工作的若干意见',
                    'addressees': '各示例单位', 'opening': ['示例单位按季度通报示例工作的进展情况，避免重复建设，提升标准的适用性。' * 4],
                    'parts': [{'heading': '强化顶层设计', 'text': ['示例要求。'] * lines}], 'closing': ['示例秘书处按季度通报示例标准的预研。' * 3],
                    'attachments': [{'title': '第一项示例清单', 'text': ['略。']}, {'title': '第二项示例目录', 'text': ['略。']}],
                    'seal': 'space', 'date': '2026-03-05'}
            with self.subTest(lines=lines):
                pages, _ = self.laid_out('opinions', data)
                first = self.page_of(pages, '附件：1')
                self.assertEqual(self.page_of(pages, '2.第二项示例目录'), first)
                self.assertEqual(self.page_of(pages, '示例标准的预研。附件：'), first)

    def test_a_table_of_eight_columns(self):
        """Each row has one line: no head and no cell is torn while other columns have room."""
        head = ['序号', '基地', '承担单位', '项目数', '经费（万元）', '完成率', '备注', '等级']
        rows = [[number, f'虚构基地{number}', f'虚构研究院第{number}研究所', 3 * number, 1234.5 + number, f'{80 + number / 4:.1f}%',
                 '需整改' if number % 7 == 0 else '', 'A'] for number in range(1, 41)]
        event = {'type': 'free', 'section': 'other', 'heading': '关于印发示例办法的通知', 'text': ['示例单位按季度通报示例工作的进展情况。' * 20] * 2,
                 'body': [{'table': {'caption': '各基地指标完成情况', 'head': head, 'rows': rows}}]}
        data = {'year': 2026, 'issue': 7, 'period': '2026-07', 'issue_date': '2026-08-28', 'events': [event]}
        pages, measures = self.laid_out('monthly-bulletin', data)
        table = [lines for lines in self.cells(pages, 'th', 'td') if ''.join(lines) in
                 {*head, *(str(cell) for row in rows for cell in row if cell != '')}]
        self.assertGreaterEqual(len(table), 40 * 6)
        self.assertEqual([lines for lines in table if len(lines) > 1], [])
        self.assertEqual(measures.white, {})
        self.assertLessEqual(measures.pages, 5)


if __name__ == '__main__':
    unittest.main(verbosity=2)
