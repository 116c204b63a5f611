"""Words of the writers in place of those of the template, and what a list shows: the notice of needs and the bulletin."""
import json
import re
import subprocess
import unittest

import openpyxl

from forms import sample_path
from harness import BAD_INPUT, DONE, ROOT, CommandTest, changed, gongwen

BULLETIN = ROOT / 'samples/monthly-bulletin/2024-02.json'
CHARTS = ROOT / 'samples/monthly-bulletin/2026-10-charts.json'
BUSY = ROOT / 'samples/monthly-bulletin/2026-09-busy.json'


class OwnWords(CommandTest):
    def render(self, kind, change, path, strict=True):
        """The text of the pages without blanks."""
        data = self.write('data.json', changed(change, path))
        result = gongwen(*(['--strict'] if strict else []), 'render', kind, data, '-o', self.folder / 'a.pdf', '-o',
                         self.folder / 'a.xlsx')
        self.assertEqual(result.status, DONE, result.err)
        told = subprocess.run(['pdftotext', '-raw', self.folder / 'a.pdf', '-'], capture_output=True, check=True)
        return re.sub(r'\s', '', told.stdout.decode())

    def sheet(self, name):
        return list(openpyxl.load_workbook(self.folder / 'a.xlsx')[name].iter_rows(min_row=2, values_only=True))

    def notice(self, change):
        return self.render('needs-notice', change, sample_path('needs-notice', 'typical'))

    def test_the_request(self):
        own = '现将清单印发给你们，请**于{deadline}前**登录{site}{platform}（[{url}](https://www.tc260.org.cn/login.html)）申报。'

        def change(data):
            data['text'] = [data.pop('background')[0] + own]
        text = self.notice(change)
        said = '请于2024年5月31日前登录网安标委官方网站“网络安全标准项目管理与服务平台”（https://www.tc260.org.cn/login.html）申报。'
        self.assertIn('需求。现将清单印发给你们，' + said, text)
        self.assertNotIn('清单见附件', text)
        self.assertIn(b'https://www.tc260.org.cn/login.html', subprocess.run(
            ['qpdf', '--qdf', self.folder / 'a.pdf', '-'], capture_output=True, check=True).stdout)
        words = ''.join(str(row[1]) for row in self.sheet('通知'))
        self.assertIn(said.replace('https://www.tc260.org.cn/login.html', '').replace('（）申报。', ''), words)
        self.assertNotIn('**', words)

    def test_a_notice_without_red_head(self):
        text = self.notice(lambda data: data.update(red_head=False, doc_number='示网安秘〔2024〕8号'))
        self.assertTrue(text.startswith('关于发布2024年度第一批网络安全国家标准需求的通知示网安秘〔2024〕8号各位委员'), text[:80])

    def test_columns_of_the_list(self):
        def change(data):
            data['columns'] = ['标准名称', '制定/修订', '标准性质', '需求提出单位', '需求说明', '对应国际标准', '归属工作组', '备注']
            data['needs'][0]['more'] = {'需求提出单位': '虚构科技大学', '对应国际标准': 'ISO/IEC 5962:2021'}
        text = self.notice(change)
        self.assertIn('序号标准名称制定/修订标准性质需求提出单位需求说明对应国际标准归属工作组备注', text)
        self.assertIn('ISO/IEC5962:2021', text)
        head, first = self.sheet('需求清单')[:2]
        self.assertEqual(dict(zip(head, first))['需求提出单位'], '虚构科技大学')

    def test_the_closing(self):
        for kind in ('opinions', 'work-points'):
            with self.subTest(kind):
                text = self.render(kind, lambda data: data.update(closing=['各单位**抓好落实**，见[网页](https://www.example.cn/)。']),
                                   sample_path(kind, 'typical'))
                self.assertIn('各单位抓好落实，见网页。', text)
                self.assertIn('各单位抓好落实，见网页（https://www.example.cn/）。', [row[1] for row in self.sheet('文件信息')])

    def test_an_event_in_own_words(self):
        def change(data):
            data['events'][0]['text'] = ['{dates}，秘书处印发通知（{document_number}），**{count}项**中制定{created}项、修订{revised}项。']
            data['events'][1]['text'] = ['{dates}审查{titles}{count}项，2项通过。']
            data['events'][5].update(text=['评出一等奖6项、二等奖14项、三等奖24项，经{stages}，见{kickoff}。'], with_list=False)
            data['events'][5].pop('date_text')
            data['events'][4]['id'] = 'kickoff'
        text = self.render('monthly-bulletin', change, BULLETIN, strict=False)
        self.assertIn('2月19日，秘书处印发通知（网安字〔2024〕2号），17项中制定13项、修订4项。', text)
        self.assertNotIn('新制定标准', text)
        self.assertIn('信息系统灾难恢复规范》3项，2项通过。详见附件1。', text)
        self.assertNotIn('数量（项）', text)
        self.assertIn('见“17项网络安全国家标准立项项目研制工作部署会在京召开”。', text)
        self.assertIn('已形成征求意见稿，并通过专家审查会评审。', text)
        texts = {row[2]: row[3] for row in self.sheet('事项正文')[1:]}
        self.assertIn('17项中制定13项', texts['17项网络安全国家标准立项'])

    def test_each_text_of_a_kind_can_be_replaced(self):
        """In pages and sheets, with its values; a place that does not exist is refused."""
        texts = self.write('texts.json', json.dumps({'ns-kickoff.body.4': '会议强调，{requirements}。', 'head.plan-number': '计划编号',
                                                     'section.meetings': '会议活动'}, ensure_ascii=False))
        pdf, xlsx = self.folder / 'a.pdf', self.folder / 'a.xlsx'
        result = gongwen('render', 'monthly-bulletin', BULLETIN, '--texts', texts, '-o', pdf, '-o', xlsx)
        self.assertEqual(result.status, DONE, result.err)
        told = subprocess.run(['pdftotext', '-raw', pdf, '-'], capture_output=True, check=True).stdout.decode()
        text = re.sub(r'\s', '', told)
        self.assertIn('会议强调，', text)
        self.assertNotIn('会议要求，', text)
        self.assertIn('会议活动', text)
        self.assertIn('计划编号', text)
        self.assertEqual(self.sheet('在研标准项目')[0][1], '计划编号')
        texts.write_text('{"ns-kickoff.body.4": "会议强调，{demands}。"}', encoding='utf-8')
        result = gongwen('render', 'monthly-bulletin', BULLETIN, '--texts', texts, '-o', self.folder / 'b.pdf')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertFalse((self.folder / 'b.pdf').exists())

    def test_a_single_annex_has_no_number(self):
        def change(data):
            data['projects'], data['charts'] = [], []
            data['events'] = [event for event in data['events'] if event['type'] == 'is_ballot']
        text = self.render('monthly-bulletin', change, CHARTS)
        self.assertIn('详见附件。', text)
        self.assertNotIn('附件1', text)
        self.assertNotIn('附件2', text)

    def test_long_lists_by_one_rule(self):
        """Max five titles in a sentence; of more it has three, and a table or an annex has them all."""
        def change(data):
            training = next(event for event in data['events'] if event['type'] == 'mt_training')
            training['standards'] = [{'number': f'GB/T 9900{i}-2026', 'title': f'网络安全技术　示例{i}号要求'} for i in range(1, 8)]
            training.pop('count', None)
        text = self.render('monthly-bulletin', change, BUSY)
        self.assertIn('GB/T99003—2026《网络安全技术示例3号要求》等7项国家标准', text)
        self.assertIn('7GB/T99007—2026网络安全技术示例7号要求', text)
        self.assertIn('》等14项国家标准的征求意见稿', text)
        for sentence in re.findall(r'月[^。]*?等\d+项国家标准', text):
            self.assertLessEqual(sentence.count('《'), 3, sentence)

    def test_a_title_within_a_title(self):
        def change(data):
            notice = next(event for event in data['events'] if event['type'] == 'ot_notice')
            notice['title'] = '关于实施《示例办法》的通知'
        self.assertIn('印发《关于实施〈示例办法〉的通知》', self.render('monthly-bulletin', change, BUSY))


if __name__ == '__main__':
    unittest.main()
