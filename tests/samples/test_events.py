"""Every type of event says what its data say, and items hold lists, tables and pictures."""
import re
import unittest

from harness import BAD_INPUT, DONE, ROOT, CommandTest, changed, gongwen, sample
from samples import output_of, rendered

ALL = ROOT / 'samples/monthly-bulletin/2026-08-all-events.json'

HEADINGS = [
    '2项网络安全国家标准计划下达', '3项网络安全国家标准立项', '2026年度第三批网络安全国家标准需求发布', '2项国家标准征求意见稿专家审查',
    '1项国家标准公开征求意见', '1项国家标准送审稿专家审查', '2项国家标准送审稿全体委员投票', '1项国家标准报批', '2项网络安全国家标准获批发布',
    '4项国家标准完成2026年度复审', 'GB/T98021—2023国家标准第1号修改单公开征求意见', 'GB/T98022—2022国家标准第2号修改单批准发布',
    '2项网络安全国家标准废止', '1项网络安全国家标准计划项目终止', '2项网络安全国家标准计划项目延期', '3项国家标准外文版报批',
    '1项国家标准在示例市开展试点验证', '2项国家标准开展贯标', '《网络安全标准实践指南——示例快递柜口令设置》公开征求意见',
    '《网络安全标准实践指南——虚构咖啡机联网防护要点》发布', '标准化研究报告《示例家用机器人安全标准化研究报告》发布',
    '标准化白皮书《样例无人配送车数据安全白皮书》发布', '《示例低空物流网络安全标准体系建设指南（2026版）》公开征求意见',
    '完成2项国际标准文件投票和评议工作', '国际标准提案《网络安全示例航标终端安全要求》提交', '国际标准提案《隐私保护虚构班车预约同意记录》获批立项',
    '3项国际标准项目阶段进展', '2项国际标准发布', '我国承办ISO/IECJTC1/SC27第100次示例工作组会议', '征集15名ISO/IECJTC1/SC27注册专家',
    'ISO/IECJTC1/SC27注册专家调整', '3项网络安全国家标准立项项目研制工作部署会在京召开', '示例工作组联席会议在示例市召开',
    '“标准周”活动在示例市举办', '示例国家标准宣贯会在杭州举办', '关于公布2025年网络安全国家标准优秀实践案例获奖名单的通知',
    '关于开展2027年度示例标准实施情况调查的通知', '示例标准资料室开放',
]

FACTS = [
    '经投票，1项标准获得通过。', '报批材料报送国家标准化管理委员会。详见附件1。', '复审结论为继续有效2项、修订1项、废止1项。', '截止时间为2026年9月18日。修改内容：',
    '2026年第35号批准国家标准GB/T98022—2022', '自2026年11月1日起实施', '废止2项网络安全国家标准', '应用场景已经消失，承担单位申请终止', '2027-03-31',
    '其中英文版2项、法文版1项，与中文版同步研制2项。', '9家单位参加。通过试点验证，', '31家单位参加。', '（编号TC260-PG-20268A）', '（编号TC260-TR-007-2026，V1.0）',
    '由虚构示例研究院和某某大学编写', '体系由基础共性、飞行平台、地面设施和数据服务等4部分组成。', '新工作项目投票截止时间为2026年10月29日。',
    '赞成24票、反对3票、弃权12票，7个成员体指派专家参加', '询问阶段', '30.60', '其中1项有中国专家担任编辑', '由我国承办', '会议总结已于2026年8月31日报送。',
    '新增7名、退出3名，现有注册专家131名。', '投票通过。', '投票未通过。', '已形成报批稿并报批。', '经批准延期至2027年3月31日。',
]


def running_text(pdf):
    """The text of all pages on end, without blanks, running heads and page numbers."""
    pages = [re.sub(r'\s', '', page) for page in output_of('pdftotext', '-raw', pdf, '-').split('\f')]
    head = '网络安全标准化工作月报2026年第8期（总第117期）'
    return ''.join(page.removesuffix(head + str(i + 1)) for i, page in enumerate(pages))


# What an announcement or another authority brings about; the secretariat organises none of it.
WITHOUT_ORGANIZER = ['ns_published', 'ns_withdrawn', 'ns_terminated', 'ns_extended', 'is_np_approved', 'is_stage', 'is_published']


def names_organizer(event):
    return event['type'] not in WITHOUT_ORGANIZER and (event['type'], event.get('stage')) != ('ns_amendment', 'published')


class Events(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.text = running_text(rendered(ALL, 'pdf'))

    def test_headings(self):
        place = self.text.index('8月3日，国家标准化管理委员会')
        place = self.text.rindex(HEADINGS[0], 0, place)
        for heading in HEADINGS:
            found = self.text.find(heading, place)
            self.assertGreaterEqual(found, place, heading)
            place = found + len(heading)

    def test_facts(self):
        for fact in FACTS:
            with self.subTest(fact):
                self.assertIn(fact, self.text)

    def test_blocks_stand_in_their_order(self):
        words = ['会上公布了', '各工作组上半年工作量', '示例三组154', '三项安排：', '（1）九月底前', '（2）十月', '（3）十一月', '下半年工作安排']
        places = [self.text.index(word) for word in words[:4]]
        places += [self.text.index(word, places[-1]) for word in words[4:]]
        self.assertEqual(places, sorted(places))

    def number_of(self, event):
        return next(i for i, e in enumerate(sample(ALL)['events']) if e['id'] == event)

    def rendered_with(self, event, **members):
        """The text of the sample with members of an event set, or removed by None."""
        def change(data):
            target = data['events'][self.number_of(event)]
            for name, value in members.items():
                if value is None:
                    del target[name]
                else:
                    target[name] = value
        path = self.folder / 'a.pdf'
        result = gongwen('render', 'monthly-bulletin', self.write('a.json', changed(change, ALL)), '-o', path)
        self.assertEqual(result.status, DONE, result.err)
        return running_text(path)

    def test_what_may_be_left_out(self):
        """Members that are not required leave no words."""
        self.assertIn('秘书处发布标准化研究报告《示例家用机器人安全标准化研究报告》。',
                      self.rendered_with('report-0819', number=None, edition=None, authors=None, contents=None))
        self.assertIn('（V1.0），由', self.rendered_with('report-0819', number=None))
        self.assertIn('秘书处将国际标准提案《网络安全示例航标终端安全要求》提交至ISO/IECJTC1/SC27/WG4。',
                      self.rendered_with('np-submitted-0806', reference=None, title_en=None, proposer=None,
                                         leader_affiliation=None, closing=None))
        self.assertIn('完成ISO/IECJTC1/SC27注册专家调整，现有注册专家5名。各工作组人数如下：',
                      self.rendered_with('experts-0828', count=5, groups=[{'working_group': 'WG 2', 'count': 5}]))

    def test_annex_pointer(self):
        self.assertIn('废止2项网络安全国家标准。详见附件1。具体清单如下：', self.rendered_with('withdrawn-0821', see_annex=1))
        self.assertNotIn('报批材料报送国家标准化管理委员会。详见附件1。', self.rendered_with('submitted-0812', see_annex=0))

    def test_common_members_work_for_all_types(self):
        """Words for a date, a heading, who organised it, an annex pointer and all blocks: every event prints them."""
        figure = sample(ALL)['events'][self.number_of('meeting-0812')]['body'][-1]['figure']

        def change(data):
            for i, event in enumerate(data['events']):
                if names_organizer(event):
                    event['organizer'] = f'组织者{i}号'
                if 'text' in event:
                    event['text'] = ['{dates}，{organizer}开放资料室。']
                event.update(heading=f'标题{i}号', see_annex=2, body=[
                    f'段落{i}号', {'list': [f'条目{i}号']}, {'table': {'head': ['甲', '乙'], 'rows': [[f'格{i}号', i]]}},
                    {'figure': dict(figure, caption=f'图题{i}号')}])
                if 'end' not in event and event['type'] != 'ns_public_comment':
                    del event['dates' if 'dates' in event else 'date_text']
                    event['date_text'] = f'时间{i}号'
        path = self.folder / 'a.pdf'
        data = self.write('a.json', changed(change, ALL))
        result = gongwen('--strict', 'render', 'monthly-bulletin', data, '-o', path, '-o', self.folder / 'a.xlsx')
        self.assertEqual(result.status, DONE, result.err)
        text = running_text(path)
        for i, event in enumerate(sample(ALL)['events']):
            with self.subTest(event['id']):
                for word in (f'段落{i}号', f'（1）条目{i}号', f'格{i}号{i}', f'图题{i}号'):
                    self.assertEqual(text.count(word), 1, word)
                self.assertGreaterEqual(text.count(f'标题{i}号'), 2)  # contents and body
                item = text[text.rindex(f'标题{i}号'):text.index(f'段落{i}号')]
                self.assertIn('详见附件2。', item)
                if names_organizer(event):
                    self.assertIn(f'组织者{i}号', item)
                if 'end' not in event:
                    self.assertIn(f'时间{i}号', item)

    def test_one_project_advanced(self):
        document = sample(ALL)['events'][self.number_of('stage-0820')]['documents'][0]
        text = self.rendered_with('stage-0820', count=1, documents=[document])
        self.assertIn('由委员会阶段（30.60）进入询问阶段（40.00），中国专家担任编辑。', text)

    def test_a_block_is_one_thing(self):
        """An object with two members, or none, is refused at its place; so is a missing picture."""
        i = self.number_of('meeting-0812')
        for block in ({}, {'list': ['甲'], 'table': {'head': ['甲'], 'rows': [['乙']]}}, {'lists': ['甲']}, 3, ''):
            with self.subTest(block):
                data = changed(lambda data: data['events'][i].update(body=[block]), ALL)
                result = gongwen('--error-format', 'json', 'check', 'monthly-bulletin', self.write('a.json', data))
                self.assertEqual(result.status, BAD_INPUT)
                for diagnostic in result.errors():
                    self.assertTrue(diagnostic['data']['pointer'].startswith(f'/events/{i}/body/0'), diagnostic)
        data = changed(lambda data: data['events'][i].update(body=[{'figure': {'file': 'none.png', 'alt': '图'}}]), ALL)
        result = gongwen('--error-format', 'json', 'render', 'monthly-bulletin', self.write('a.json', data), '-o',
                         self.folder / 'a.pdf')
        self.assertEqual([d['data']['pointer'] for d in result.errors()], [f'/events/{i}/body/0/figure/file'])


if __name__ == '__main__':
    unittest.main()
