"""Every sample's workbook, as the judge and openpyxl see it."""
import collections
import datetime
import json
import pathlib
import re
import tempfile
import unittest

import openpyxl

from harness import ROOT, gongwen
from judging import assert_judged
from samples import SAMPLES, name_of, output_of, rendered, some_samples

BULLETIN = ROOT / 'samples/monthly-bulletin'
ITEMS, ANNEX_1, ANNEX_2 = '事项', '在研标准项目', '国际标准投票'
FACTS, TEXTS, TABLES, ISSUE = '事项要素', '事项正文', '事项表格', '本期信息'
CONTENTS, DATA, LISTS, AWARDS, EXPERTS = '目录', '数据', '标准清单', '奖项清单', '专家清单'
STAGES, BY_TYPE, BY_MONTH = '项目阶段', '统计 事项类型', '统计 各月'
RECORDS = DATA, LISTS, AWARDS, EXPERTS, STAGES  # a heading row, and nothing above it


LISTED = ('monthly-bulletin', 'annual-review', 'proposal-register', 'expert-roster', 'needs-notice', 'opinions', 'regulations', 'work-points', 'result-notice')


def table_cells(pdf):
    """(the heading above, the text) of each cell of the tables, by the structure of the file."""
    heading, cell, depth = '', None, 0
    for line in output_of('pdfinfo', '-struct-text', pdf).splitlines():
        words = line.strip()
        at = len(line) - len(line.lstrip())
        if words.startswith('"'):
            if cell is not None and at > depth:
                cell.append(words[1:-1])
            elif tag.startswith('H'):
                heading += words[1:-1]
            continue
        if cell is not None and at <= depth:
            yield heading, ''.join(cell)
            cell = None
        tag = words
        if tag.startswith('H'):
            heading = ''
        if tag.startswith(('TD', 'TH')) and cell is None and not tag.startswith('THead'):
            cell, depth = [], at
    if cell is not None:
        yield heading, ''.join(cell)


class Workbook(unittest.TestCase):
    def open(self, name):
        return openpyxl.load_workbook(rendered(BULLETIN / f'{name}.json', 'xlsx'))

    def records(self, name, sheet, head_row=1):
        """The rows below the heading row of a sheet, by their headings."""
        rows = list(self.open(name)[sheet].iter_rows(min_row=head_row, values_only=True))
        return [dict(zip(rows[0], row)) for row in rows[1:]]

    def test_judge(self):
        """LibreOffice opens one of each kind, or all with GONGWEN_ALL_SAMPLES=1."""
        opened = some_samples()
        for samples, options in ((opened, []), ([sample for sample in SAMPLES if sample not in opened], ['--no-office'])):
            if samples:
                assert_judged(self, 'xlsx', {rendered(sample, 'xlsx'): name_of(sample) for sample in samples}, '--profile', 'plain', *options)

    def test_one_sheet_for_the_items_and_one_for_each_annex(self):
        self.assertEqual(self.open('2024-02').sheetnames, [CONTENTS, ITEMS, FACTS, TEXTS, DATA, LISTS, AWARDS, ANNEX_1, ANNEX_2, STAGES, BY_TYPE, BY_MONTH, ISSUE])
        self.assertEqual(self.open('2026-09-busy').sheetnames, [CONTENTS, ITEMS, FACTS, TEXTS, DATA, LISTS, AWARDS, ANNEX_1, ANNEX_2, STAGES, BY_TYPE, BY_MONTH, ISSUE])
        self.assertEqual(self.open('2025-07-quiet').sheetnames, [CONTENTS, ITEMS, FACTS, TEXTS, DATA, BY_TYPE, BY_MONTH, ISSUE])

    def test_items_of_february(self):
        rows = list(self.open('2024-02')[ITEMS].iter_rows(min_row=2, values_only=True))
        self.assertEqual(rows[0], ('部分', '序号', '标题', '开始日期', '结束日期', '日期说明', '类型', '涉及标准'))
        day = datetime.datetime
        self.assertEqual([row[:6] for row in rows[1:]], [
            ('国家标准研制', 1, '17项网络安全国家标准立项', day(2024, 2, 19), day(2024, 2, 19), None),
            ('国家标准研制', 2, '3项国家标准征求意见稿专家审查', day(2024, 2, 2), day(2024, 2, 2), None),
            ('国家标准研制', 3, '1项国家标准公开征求意见', day(2024, 2, 4), day(2024, 4, 4), None),
            ('国际标准化推进', 1, '完成1项国际标准文件投票和评议工作', None, None, '2024年2月'),
            ('重要会议和活动', 1, '17项网络安全国家标准立项项目研制工作部署会在京召开', day(2024, 2, 28),
             day(2024, 2, 28), None),
            ('其他', 1, '关于公布2023年网络安全国家标准优秀实践案例获奖名单的通知', None, None, '2024年2月'),
        ])
        self.assertEqual([row[7] for row in rows[3:5]],
                         ['《信息安全技术　云计算服务安全能力评估方法》', 'ISO/IEC DTR 5891'])

    def test_every_fact_of_the_pages_is_in_the_workbook(self):
        """The text of each item word for word, its tables cell for cell, and its facts in columns."""
        def squeezed(text):
            return re.sub(r'\s', '', text)
        for name in ('2024-02', '2026-08-all-events', '2026-09-busy'):
            with self.subTest(name):
                pages = squeezed(output_of('pdftotext', '-raw', rendered(BULLETIN / f'{name}.json', 'pdf'), '-'))
                pages = re.sub(r'\f', '', pages)
                for row in self.open(name)[TEXTS].iter_rows(min_row=3, values_only=True):
                    # A page may end within a paragraph, and an address follows its link.
                    start = squeezed(row[3]).removeprefix('图：').split('（https')[0][:24]
                    self.assertIn(start, pages)
        book = self.open('2026-08-all-events')
        cells = list(book[TABLES].iter_rows(min_row=3, values_only=True))
        self.assertEqual(cells[0][2:], ('表头', '工作组', '在研项目', '报批项目', '主要方向'))
        self.assertEqual(cells[1][2:], (1, '示例一组', 12, 3, '终端与物联网安全'))
        facts = {row['标题']: row for row in self.records('2026-08-all-events', FACTS, 2)}
        plans, week = facts['3项网络安全国家标准立项'], facts['“标准周”活动在示例市举办']
        self.assertEqual([plans[head] for head in ('发文字号、公告', '组织者', '地点', '项数', '制定', '修订', '人数')],
                         ['网安字〔2026〕71号', '秘书处', None, 3, 2, 1, None])
        self.assertEqual((week['组织者'], week['地点'], week['人数']), ('秘书处', '示例市', 520))
        vote = facts['2项国家标准送审稿全体委员投票']
        self.assertEqual([vote[head] for head in ('通过项数', '未通过项数', '赞成票', '反对票', '弃权票')], [1, 1, 128, 26, 10])
        self.assertEqual(facts['关于公布2025年网络安全国家标准优秀实践案例获奖名单的通知']['项数'], 18)

    def test_every_number_and_date_in_a_table_of_the_pages_is_a_value_of_the_workbook(self):
        """In a record of the item whose heading is above the table: also the sums of the pages."""
        found = collections.Counter()
        for name in ('2024-02', '2026-08-all-events', '2026-09-busy'):
            book = self.open(name)
            values = collections.defaultdict(set)  # by heading, those that are numbers or dates
            for sheet, head_row in ((DATA, 1), (LISTS, 1), (AWARDS, 1), (EXPERTS, 1), (TABLES, 2)):
                if sheet in book.sheetnames:
                    for row in self.records(name, sheet, head_row):
                        told = (value for head, value in row.items() if head not in ('年', '期', '总期号', '月份'))
                        values[row['标题']].update(value for value in told if isinstance(value, (int, datetime.datetime)))
            for heading, text in table_cells(rendered(BULLETIN / f'{name}.json', 'pdf')):
                title = re.sub(r'^\d+\. ', '', heading)
                if re.fullmatch(r'\d+', text):
                    value = int(text)
                elif re.fullmatch(r'\d{4}-\d\d-\d\d', text):
                    value = datetime.datetime.fromisoformat(text)
                else:
                    continue
                if title in values:
                    self.assertIn(value, values[title], (name, heading))
                    found[type(value)] += 1
        self.assertGreater(found[int], 60)
        self.assertGreater(found[datetime.datetime], 10)

    def test_the_issue_is_told_in_numbers_and_dates(self):
        sheet = self.open('2026-08-all-events')[ISSUE]
        rows = {row[0].value: row[1] for row in sheet.iter_rows(min_row=3)}
        day = datetime.datetime
        for label, value, shown in (
                ('年份', 2026, '0"年"'), ('期号', 8, '"第"0"期"'), ('总期号', 117, '"总第"0"期"'), ('报告月份', day(2026, 8, 1), 'yyyy"年"m"月"'),
                ('印发日期', day(2026, 9, 14), 'yyyy"年"m"月"d"日"'), ('事项数', "=COUNT('事项'!$B:$B)", '0"项"'),
                ('在研标准项目数', "=COUNT('在研标准项目'!$A:$A)", '0"项"'), ('国际标准文件数', "=COUNT('国际标准投票'!$A:$A)", '0"项"')):
            self.assertEqual((rows[label].value, rows[label].number_format), (value, shown))
        stored = dict(self.stored('2026-08-all-events')[ISSUE].iter_rows(min_row=3, values_only=True))
        self.assertEqual([stored[label] for label in ('事项数', '在研标准项目数', '国际标准文件数')], [38, 8, 2])

    def stored(self, name):
        """With the results of formulas that the file has."""
        return openpyxl.load_workbook(rendered(BULLETIN / f'{name}.json', 'xlsx'), data_only=True)

    def test_the_contents_lead_to_all_other_sheets(self):
        samples = [BULLETIN / '2026-08-all-events.json', BULLETIN / '2026-10-charts.json', ROOT / 'samples/annual-review/typical.json']
        for sample in samples:
            book = openpyxl.load_workbook(rendered(sample, 'xlsx'))
            links = [(row[0].value, row[0].hyperlink.location) for row in book[CONTENTS].iter_rows(min_row=3, min_col=2, max_col=2)]
            self.assertEqual(links, [(name, f"'{name}'!$A$1") for name in book.sheetnames[1:]])

    def test_an_address_cannot_add_to_its_link(self):
        text = (ROOT / 'samples/expert-roster/typical.json').read_text(encoding='utf-8')
        with tempfile.TemporaryDirectory() as folder:
            source, made = pathlib.Path(folder, 'data.json'), pathlib.Path(folder, 'a.xlsx')
            source.write_text(re.sub(r'("email": ?")', r'\1a?bcc=b&c#d%20', text), encoding='utf-8')
            result = gongwen('render', 'expert-roster', source, '-o', made)
            self.assertEqual(result.status, 0, result.err)
            cells = [cell for sheet in openpyxl.load_workbook(made) for row in sheet for cell in row]
        found = [cell for cell in cells if str(cell.value).startswith('a?bcc=')]
        self.assertTrue(found)
        for cell in found:
            self.assertRegex(cell.hyperlink.target, r'^mailto:a%3Fbcc=b%26c%23d%2520[^?&#%]+$')

    def test_addresses_are_links(self):
        found = 0
        for sample in SAMPLES:
            if sample.parent.name not in ('proposal-register', 'expert-roster', 'needs-notice', 'result-notice'):
                continue
            for sheet in openpyxl.load_workbook(rendered(sample, 'xlsx')):
                for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
                    if re.fullmatch(r'\S+@[\w.-]+', cell.value):
                        self.assertEqual(cell.hyperlink.target, f'mailto:{cell.value}')
                    elif re.fullmatch(r'https?://\S+', cell.value):
                        self.assertEqual(cell.hyperlink.target, cell.value)
                    else:
                        continue
                    found += 1
        self.assertGreater(found, 10)

    def test_numbers_of_rows_have_one_format(self):
        found = set()
        for sample in SAMPLES:
            for sheet in openpyxl.load_workbook(rendered(sample, 'xlsx')) if sample.parent.name in LISTED else []:
                for column in sheet.iter_cols():
                    if '序号' in (column[0].value, column[1].value, column[2].value if len(column) > 2 else None):
                        found |= {(sample.parent.name, cell.number_format) for cell in column if isinstance(cell.value, int)}
        self.assertEqual(found, {(kind, '0') for kind in LISTED})

    def test_titles_in_texts_keep_their_full_width_blank(self):
        titles = [title for row in self.open('2026-09-busy')[TEXTS].iter_rows(min_row=3, values_only=True)
                  for title in re.findall('《([^》]*安全技术[^》]*)》', row[3])]
        self.assertTrue(any('　' in title for title in titles))
        self.assertFalse([title for title in titles if '安全技术 ' in title])

    def test_long_lists_are_named_once(self):
        """A cell has max five titles; of more it says where they are."""
        for row in self.open('2026-09-busy')[ITEMS].iter_rows(min_row=3, values_only=True):
            self.assertLessEqual((row[7] or '').count('《'), 5)
        rows = {row[2]: row[7] for row in self.open('2026-09-busy')[ITEMS].iter_rows(min_row=3, values_only=True)}
        self.assertTrue(rows['14项国家标准征求意见稿专家审查'].endswith('》等14项，见附件的清单'))

    def test_annexes_of_february(self):
        book = self.open('2024-02')
        self.assertEqual([cell.value for cell in book[ANNEX_1][2]], ['序号', '国标计划号', '项目名称', '标准范围', '项目进展'])
        self.assertEqual([cell.value for cell in book[ANNEX_2][2]],
                         ['序号', '标准编号', '英文名称', '中文名称', '阶段', '标准内容'])
        first, ballot = book[ANNEX_1][3], book[ANNEX_2][3]
        self.assertEqual([c.value for c in first[:3]], [1, '20240400-T-469', '《信息安全技术　网络安全运维实施指南》'])
        self.assertEqual(first[4].value, '已形成征求意见稿，并通过专家审查会评审。')
        self.assertEqual((ballot[0].value, ballot[0].number_format), (1, '0'))
        self.assertEqual((ballot[1].value, ballot[4].value), ('ISO/IEC DTR 5891', 'DIS'))

    def test_busy_month_has_all_rows(self):
        book = self.open('2026-09-busy')
        self.assertEqual([row[0] for row in book[ANNEX_1].iter_rows(min_row=3, values_only=True)], list(range(1, 41)))
        self.assertEqual([row[0] for row in book[ANNEX_2].iter_rows(min_row=3, values_only=True)], list(range(1, 13)))

    def test_standards_of_items(self):
        """Each standard that an item names is a record, by the id of the item."""
        rows = self.records('2026-09-busy', LISTS)
        data = json.loads((BULLETIN / '2026-09-busy.json').read_text(encoding='utf-8'))
        lengths = collections.Counter(row['事项编号'] for row in rows)
        for event in data['events']:
            listed = event.get('standards', event.get('plans', event.get('documents', data['ballots'] if event['type'] == 'is_ballot' else [])))
            self.assertEqual(lengths.pop(event['id'], 0), len(listed), event['id'])
        self.assertFalse(lengths)
        plan = next(row for row in rows if row['国标计划号'] == '20263127-T-469')
        self.assertEqual((plan['清单序号'], plan['标准名称'], plan['制定或修订'], plan['性质']),
                         (3, '信息安全技术　样例工业控制设备应急演练实施指南', '修订', '推荐性'))
        published = next(row for row in rows if row['标准编号'] == 'GB/T 97001—2026')
        self.assertEqual((published['代替标准号'], published['实施日期']), ('GB/T 97001—2019', datetime.datetime(2027, 4, 1)))

    def test_every_type_of_event_has_a_row(self):
        book = self.open('2026-08-all-events')
        events = json.loads((BULLETIN / '2026-08-all-events.json').read_text(encoding='utf-8'))['events']
        items = list(book[ITEMS].iter_rows(min_row=3, values_only=True))
        self.assertEqual(len(items), len(events))
        kinds = {row[6] for row in items}
        self.assertEqual(len(kinds), len({event['type'] for event in events}))
        day = datetime.datetime
        rows = self.records('2026-08-all-events', LISTS)
        for number, told in {
                'GB/T 98012—2016': {'复审结论': '修订', '上次复审年份': 2021}, '20231205-T-469': {'原因': '应用场景已经消失，承担单位申请终止'},
                '20240308-T-469': {'原因': '验证环境尚在搭建', '延期至': day(2027, 3, 31), '原定完成日期': day(2026, 9, 30)},
                'ISO/IEC FDIS 99102-2': {'原阶段': '40.99', '现阶段': '50.20'}, '20250305-T-469': {'赞成票': 78, '反对票': 2, '弃权票': 4, '结果': '通过'},
                'GB/T 98032—2012': {'由何标准代替': 'GB/T 98102—2026', '废止日期': day(2026, 12, 1)}}.items():
            row = next(row for row in rows if number in (row['国标计划号'], row['标准编号']))
            self.assertEqual({head: row[head] for head in told}, told)

    def test_dates_look_like_dates(self):
        cell = self.open('2024-02')[ITEMS]['D3']
        self.assertTrue(cell.is_date)
        self.assertEqual(cell.number_format.replace('\\', ''), 'yyyy-mm-dd')

    @staticmethod
    def is_folded(sheet, column):
        return any(one.hidden and one.min <= column <= one.max for one in sheet.column_dimensions.values())

    def test_print_set_up_and_frozen_heads(self):
        for name in ('2024-02', '2026-09-busy', '2025-07-quiet'):
            for sheet in self.open(name):
                with self.subTest(name, sheet=sheet.title):
                    self.assertEqual(sheet.page_setup.orientation, 'landscape')
                    self.assertEqual(int(sheet.page_setup.paperSize), 9)  # A4
                    self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
                    # 1 is the default of the format; records with many columns in use take a page for each twenty, the others are folded.
                    shown = [column for column in range(1, sheet.max_column + 1) if not self.is_folded(sheet, column)]
                    many = sheet.title in (DATA, LISTS) and len(shown) > 20
                    self.assertEqual(sheet.page_setup.fitToWidth or 1, (len(shown) + 19) // 20 if many else 1)
                    for column in set(range(1, sheet.max_column + 1)) - set(shown):
                        self.assertEqual([cell.value for row in sheet.iter_rows(min_row=2, min_col=column, max_col=column) for cell in row if cell.value is not None], [])
                    self.assertEqual(sheet.page_setup.fitToHeight, None if sheet.title in (BY_TYPE, BY_MONTH) else 0)
                    self.assertEqual(sheet.print_title_rows, '$1:$1' if sheet.title in RECORDS else '$2:$2')
                    self.assertIn('&P', sheet.oddFooter.center.text)
                    frozen = {CONTENTS: None, ISSUE: None, ANNEX_1: 'C3', ANNEX_2: 'C3', BY_TYPE: 'B3', BY_MONTH: 'B3', **dict.fromkeys(RECORDS, 'A2')}
                    self.assertEqual(sheet.freeze_panes, frozen.get(sheet.title, 'A3'))
                    self.assertEqual(len(sheet.tables), 0 if sheet.title in (CONTENTS, ISSUE, BY_TYPE, BY_MONTH) else 1)

    def test_properties(self):
        properties = self.open('2024-02').properties
        self.assertEqual(properties.title, '网络安全标准化工作月报 2024年第2期')
        self.assertEqual(properties.creator, '全国网络安全标准化技术委员会秘书处')


if __name__ == '__main__':
    unittest.main()
