"""The bulletin of February 2024 says what the issue of the secretariat says; and how a bulletin's pages are made up."""
import re
import unittest

import pikepdf

from harness import ROOT
from samples import output_of, rendered

BULLETIN = ROOT / 'samples/monthly-bulletin'

RUNNING_HEAD = '网络安全标准化工作月报2024年第2期'

HEADINGS = [
    '国家标准研制',
    '1.17项网络安全国家标准立项',
    '2.3项国家标准征求意见稿专家审查',
    '3.1项国家标准公开征求意见',
    '国际标准化推进',
    '1.完成1项国际标准文件投票和评议工作',
    '重要会议和活动',
    '1.17项网络安全国家标准立项项目研制工作部署会在京召开',
    '其他',
    '1.关于公布2023年网络安全国家标准优秀实践案例获奖名单的通知',
]

FACTS = [
    # What was decided, when, and how many.
    '2月19日', '网安字〔2024〕2号', '《全国网络安全标准化技术委员会关于17项网络安全国家标准项目立项的通知》', '制定标准13项',
    '修订标准4项', '2月2日', '2项标准获得通过', '2月4日', '为期60天', '副主任委员', '书面征求意见', '详见附件1', '详见附件2',
    'ISO/IECDTR5891《信息安全网络安全和隐私保护用于硬件安全评估的硬件监控技术》', '2月28日', '在北京',
    '案例征集、形式审查、技术初审、综合评审、现场调研', '公示报批', '一等奖', '二等奖', '三等奖',
    # Titles of standards.
    '《信息安全技术网络安全运维实施指南》', '《信息安全技术互联网恶意软件定义与描述格式》', '《信息安全技术信息系统灾难恢复规范》',
    '《信息安全技术云计算服务安全能力评估方法》',
    # The masthead keeps the number of the issue apart from the month.
    '网络安全标准化工作月报', '2024年第2期', '全国网络安全标准化技术委员会秘书处', '2024年3月15日',
    # Annexes.
    '2024年2月在研标准项目推进工作一览表', '1项国际标准文件投票和评议工作一览表',
]


def page_text(pdf, first, last=None):
    text = output_of('pdftotext', '-raw', '-f', first, '-l', last or first, pdf, '-')
    return re.sub(r'\s', '', text)


def page_sizes(pdf):
    with pikepdf.open(pdf) as document:
        return [[round(float(x)) for x in list(page.mediabox)[2:]] for page in document.pages]


class February(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pdf = rendered(BULLETIN / '2024-02.json', 'pdf')
        cls.reading_order = page_text(cls.pdf, 1, 99)

    def test_facts(self):
        for fact in FACTS:
            with self.subTest(fact):
                self.assertIn(fact, self.reading_order)

    def test_items_are_numbered_anew_in_each_section(self):
        body = self.reading_order.replace('．', '.')
        place = body.index('国家标准研制', body.index('国家标准研制') + 1)  # past the table of contents
        for heading in HEADINGS:
            found = body.find(heading, place)
            self.assertGreaterEqual(found, place, heading)
            place = found + len(heading)

    def test_table_of_contents_has_live_page_numbers(self):
        contents = output_of('pdftotext', '-f', 1, '-l', 1, '-layout', self.pdf, '-')
        for heading, page in (('国家标准研制', 2), ('国际标准化推进', 3), ('重要会议和活动', 3), ('其他', 4)):
            (line,) = [row for row in contents.splitlines() if row.strip().startswith(heading)]
            self.assertRegex(line, rf'\D{page}\s*$')
            self.assertIn(heading, page_text(self.pdf, page))
        self.assertRegex(contents, r'附件 ?1.*\s5\s')
        with pikepdf.open(self.pdf) as document:
            links = [a for a in document.pages[0].Annots if a.Subtype == '/Link']
            self.assertGreaterEqual(len(links), 12)

    def test_sections_begin_pages_where_the_model_says_so(self):
        """All but 重要会议和活动, which continues below international work."""
        first_words = [page_text(self.pdf, page).removeprefix(RUNNING_HEAD)[:8] for page in range(2, 7)]
        for start, words in zip(('国家标准研制', '国际标准化推进', '其他', '附件1', '附件2'), first_words):
            self.assertTrue(words.startswith(start), first_words)

    def test_annexes_are_landscape(self):
        self.assertEqual(page_sizes(self.pdf), [[595, 842]] * 4 + [[842, 595]] * 2)

    def test_annexes_have_all_cells(self):
        annex_1, annex_2 = page_text(self.pdf, 5), page_text(self.pdf, 6)
        # Scopes as the projects' records have them, recognised by their first and last words and what is specific to
        # them.
        for scope in ('网络安全运维参考框架、网络安全运维提供方和运维人员条件', '识别、防御、监测、响应和协同', '网络安全运维需求方。',
                      '捕获来源、行为、危害等属性的描述格式', '命名以及共享等工作。', '灾难恢复能力等级划分和测试评价方法',
                      '安全建设和运行管理等工作。', '《信息安全技术云计算服务安全能力要求》', '安全能力进行评估。'):
            self.assertIn(scope, annex_1)
        self.assertIn('该项目由中国提出并担任编辑。ISO/IEC5891总结了硬件监控技术的现状', annex_2)
        for cell in ('20240400-T-469', '20230241-T-469', '20231920-T-469', '20231926-T-469'):
            self.assertIn(cell, annex_1)
        self.assertEqual(annex_1.count('已形成征求意见稿，并通过专家审查会评审。'), 2)
        self.assertEqual(annex_1.count('已形成征求意见稿。'), 1)
        self.assertIn('已形成征求意见稿，并于2024年2月4日至2024年4月4日公开征求意见。', annex_1)
        for cell in ('标准编号', '英文名称', '中文名称', '阶段', '标准内容', 'DIS', '5891',
                     'cybersecurityandprivacyprotection—Hardwaremonitoringtechnology'):
            self.assertIn(cell, annex_2)


class BusyMonth(unittest.TestCase):
    def test_heads_are_repeated_on_every_page_of_an_annex(self):
        pdf = rendered(BULLETIN / '2026-09-busy.json', 'pdf')
        landscape = [i + 1 for i, size in enumerate(page_sizes(pdf)) if size[0] > size[1]]
        self.assertGreater(len(landscape), 6)
        second = next(page for page in landscape if '附件2' in page_text(pdf, page)[:32])
        for page in landscape:
            heads = ('序号', '国标计划号', '标准范围') if page < second else ('序号', '标准编号', '阶段')
            for head in heads:
                self.assertIn(head, page_text(pdf, page), f'page {page}')

    def test_all_rows_once(self):
        pdf = rendered(BULLETIN / '2026-09-busy.json', 'pdf')
        sizes = page_sizes(pdf)
        annexes = page_text(pdf, sizes.index([842, 595]) + 1, len(sizes))
        self.assertEqual(len(set(re.findall(r'20\d{6}-[TQZ]-\d{3}', annexes))), 40)
        self.assertEqual(len(re.findall(r'20\d{6}-[TQZ]-\d{3}', annexes)), 40)


class QuietMonth(unittest.TestCase):
    def test_nothing_is_left_of_what_is_not_there(self):
        pdf = rendered(BULLETIN / '2025-07-quiet.json', 'pdf')
        text = page_text(pdf, 1, 99)
        self.assertNotIn('附件', text)
        self.assertNotIn('国际标准化推进', text)
        self.assertEqual(set(map(tuple, page_sizes(pdf))), {(595, 842)})


if __name__ == '__main__':
    unittest.main()
