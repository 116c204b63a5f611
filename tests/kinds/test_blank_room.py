"""Forms with long values give up blank room before a row moves on: no page with one row, no part pushed apart."""
import copy
import json
import re
import unittest

import openpyxl

import needs
from forms import FOLDER, sample_path
from harness import gongwen
from page_measures import read_dump
from samples import output_of

LONG_TITLE = ('Cybersecurity — Requirements and guidance for the minimal disclosure of attributes when anonymous digital '
              'credentials are issued, presented, verified and revoked across domains and borders')
NAMES = [f'示例{mark}网络安全技术股份有限公司' for mark in '甲乙丙丁戊己庚辛']
LONG_MAIL = 'lin.ruoxi@fiction.example.org'
# The share of a page that must have something on it, before the last page.
LEAST_FILL = 1 / 3


def changed(kind, **values):
    data = copy.deepcopy(json.loads(sample_path(kind, 'typical').read_text(encoding='utf-8')))
    for name, value in values.items():
        *places, last = name.split('__')
        target = data
        for place in places:
            target = target[place]
        target[last] = value
    return data


def rendered(kind, name, data):
    path = FOLDER / f'room-{kind}-{name}'
    path.with_suffix('.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
    gongwen('render', kind, path.with_suffix('.json'), '-o', path.with_suffix('.pdf'))
    return path.with_suffix('.pdf')


def lowest_texts(pdf):
    """How far down each page its text reaches, as a share of the page's height; the page number does not count."""
    found = []
    for page in output_of('pdftotext', '-bbox', pdf, '-').split('<page ')[1:]:
        height = float(re.search(r'height="([\d.]+)"', page).group(1))
        bottoms = [float(at) for at in re.findall(r'yMax="([\d.]+)"', page)]
        found.append(max((at for at in bottoms if at < height * .92), default=0) / height)
    return found


class BlankRoom(unittest.TestCase):
    def pages(self, kind, name, data):
        pdf = rendered(kind, name, data)
        lowest = lowest_texts(pdf)
        for number, share in enumerate(lowest[:-1], 1):
            self.assertGreater(share, LEAST_FILL, f'page {number} of {pdf.name}')
        return len(lowest)

    def test_many_organisations_and_a_long_title_stay_on_two_pages(self):
        kind = 'proposal-information'
        self.assertEqual(self.pages(kind, 'many', changed(kind, participants=NAMES)), 2)
        self.assertEqual(self.pages(kind, 'title', changed(kind, title__en=LONG_TITLE, leader__email=LONG_MAIL)), 2)

    def test_a_long_title_stays_on_two_pages_of_the_review(self):
        kind = 'proposal-review'
        self.assertEqual(self.pages(kind, 'title', changed(kind, title__en=LONG_TITLE)), 2)

    @needs.time
    def test_long_texts_leave_no_page_nearly_empty(self):
        text = '提案规定匿名数字凭证在签发、出示、验证和撤销各环节的最小披露要求。'
        for kind, names in (('proposal-information', ('content', 'problem', 'benefit', 'difference', 'impact')),
                            ('proposal-review', ('division_of_work', 'summary', 'feasibility')),
                            ('justification-report', ('purpose', 'standards', 'impact', 'plan')),
                            ('expert-application', ('std_experience',))):
            for name in names:
                for count in (6, 16, 28):
                    with self.subTest(f'{kind}/{name}, {count * len(text)} characters'):
                        self.pages(kind, f'{name}-{count}', changed(kind, **{name: text * count}))

    def test_long_answers_add_no_page_to_form_4(self):
        kind = 'iso-form-4'
        agency = 'Example Agency for the Assignment of Identifiers, which keeps the register and answers for it; ' * 2
        self.assertEqual(self.pages(kind, 'title', changed(kind, title_en=LONG_TITLE, title_fr=LONG_TITLE)), 6)
        self.assertEqual(self.pages(kind, 'agencies', changed(kind, ma=agency, ra=agency, patents=True, patent_annex='declaration.pdf')), 6)

    def test_notes_stand_with_the_table_as_long_as_it_has_blank_room_for_them(self):
        text = '提案规定匿名数字凭证在签发、出示、验证和撤销各环节的最小披露要求。'
        for count in range(9, 17):
            with self.subTest(count):
                data = changed('expert-application', notes=[text * 5] * 3, std_experience=text * count)
                pdf = rendered('expert-application', f'notes-{count}', data)
                pages = output_of('pdftotext', '-layout', pdf, '-').split('\f')[:-1]
                self.assertEqual(len(pages), 3)
                self.assertIn('3. 提案规定', pages[1])

    def test_a_signature_keeps_its_date(self):
        kind = 'proposal-information'
        opinion = {'text': '同意提出该提案，并为提案推进提供人员和经费保障。' * 60, 'date': '2025-08-20'}
        pdf = rendered(kind, 'opinion', changed(kind, org_opinion=opinion))
        pages = output_of('pdftotext', '-layout', pdf, '-').split('\f')
        dated = next(page for page in pages if '8 月 20 日' in page or '8月20日' in page)
        self.assertIn('盖章', dated)

    def test_a_short_opinion_and_its_foot_share_a_page(self):
        kind = 'justification-report'
        feet = {'申请单位意见': '单位公章', '专家评审意见': '评审组负责人', '技术归口单位意见': '单位公章', '总归口单位意见': '单位公章',
                '主管部门意见': '单位公章'}
        for count in range(1, 42, 5):
            people = [{'name': f'李样本{at}', 'post': '高级工程师', 'speciality': '信息安全', 'org': NAMES[at % 8]} for at in range(count)]
            panel = [{**one, 'name': f'钱评审{at}'} for at, one in enumerate(people[:count // 2 + 1])]
            data = changed(kind, participants=people, review__panel=panel)
            text = output_of('pdftotext', '-layout', rendered(kind, f'people-{count}', data), '-')
            pages = [re.sub(r'\s', '', page) for page in text.split('\f')]
            for head, foot in feet.items():
                with self.subTest(f'{count} participants, {head}'):
                    page = next(page for page in pages if head in page)
                    self.assertIn(foot, page[page.index(head):])
            labelled = next(page for page in pages if '附件：' in page)
            self.assertIn('提案申请单位简况', labelled[labelled.index('附件：'):])

    def test_a_question_its_hint_and_its_answer_share_a_page(self):
        """Swept over the end of a page by the section before them."""
        parts = ('6. 知识产权状况', '是否涉及专利', '（如果是', '已就必要专利')
        answer = '已就必要专利取得专利权人的实施许可声明，随本报告附上，共三份，均为合理无歧视条件。'
        ends = set()
        for count in range(28, 38):
            with self.subTest(count):
                impact = '各单位按照职责分工落实任务，每季度末报送工作进展情况说明。' * count
                data = changed('justification-report', content='规定属性分级与披露策略、选择性披露和不可关联性要求、验证方请求的必要性说明以及符合性验证方法，附三类典型应用示例。', impact=[impact], patents=False, patent_policy=[answer])
                data.pop('patent_annex', None)
                path = FOLDER / f'room-question-{count}.json'
                path.write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
                pages = read_dump(gongwen('dump', 'justification-report', path, '--stage', 'fragments').out)
                texts = [''.join(line.text() for root in page for line in root.lines()) for page in pages]
                found = [[number for number, text in enumerate(texts) if part in text] for part in parts]
                self.assertEqual(found, [found[0]] * len(parts))
                ends.add(found[0][0])
        self.assertEqual(len(ends), 2)

    def test_long_duties_have_the_width_of_two_columns(self):
        kind = 'expert-application'
        duty = '负责网络安全国家标准的研制、宣贯和实施效果评估，并组织单位内外的专家提出国际标准意见' * 3
        jobs = [{'from': f'{2019 - at}-01', 'to': f'{2019 - at}-12', 'org': NAMES[at], 'post': '高级工程师', 'duty': duty} for at in range(8)]
        pdf = rendered(kind, 'duties', changed(kind, work_history=jobs))
        lines = re.findall(r'<line xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)".*?>(.*?)</line>',
                           output_of('pdftotext', '-bbox-layout', pdf, '-'), re.DOTALL)
        widths = [float(end) - float(start) for start, end, words in lines
                  if re.sub('<.*?>|\\s', '', words).startswith('负责网络安全国家标准')]
        self.assertEqual(len(widths), len(jobs))
        self.assertGreater(min(widths), 250)

    def test_sheets_give_up_blank_room_too(self):
        kind = 'expert-application'
        data = changed(kind, address_zh='示例省示例市示范路100号某某研究院3号楼' * 3, address_en='Room 1801, 100 Sample Road, ' * 5,
                       org_zh='示例自治区网络安全产品检验检测认证与标准化研究院有限责任公司', fax='0991-55501234-8306', phone='0991-55501234-8305')
        form = self.sheet(kind, 'sheet', data)
        self.assertEqual(form.row_breaks.brk, [])
        heights = [form.row_dimensions[row].height for row in range(1, form.max_row + 1)]
        self.assertLess(max(heights), 173)
        # A row has room for its text, and room that nobody needs is kept.
        blank = self.sheet(kind, 'blank', changed(kind))
        self.assertEqual(max(blank.row_dimensions[row].height for row in range(1, blank.max_row + 1)), 173.25)

    def test_a_part_of_a_sheet_goes_on_below_one_of_several_pages(self):
        kind = 'justification-report'
        people = [{'name': f'李样本{at}', 'post': '高级工程师', 'speciality': '信息安全', 'org': NAMES[at % 8]} for at in range(16)]
        for count in (0, len(people)):
            report = self.sheet(kind, f'report-{count}', changed(kind, participants=people[:count] or people[:3]))
            heads = {str(report.cell(row + 1, 1).value)[:2] for row in (at.id for at in report.row_breaks.brk)}
            (self.assertIn if count == 0 else self.assertNotIn)('9.', heads)

    def test_places_to_sign_are_not_parted_in_sheets(self):
        kind = 'commitment-letter'
        pages = set()
        for count in range(8, 22):
            letter = self.sheet(kind, f'sign-{count}', changed(kind, commitments=[f'参加第{at + 1}次会议并提交书面意见；' for at in range(count)]))
            ends = [at.id for at in letter.row_breaks.brk]
            last = letter.max_row
            self.assertFalse([row for row in ends if last - 5 < row < last], f'{count} commitments')
            pages.add(len(ends))
        self.assertEqual(pages, {0, 1})

    def sheet(self, kind, name, data):
        path = FOLDER / f'room-{kind}-{name}'
        path.with_suffix('.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        result = gongwen('render', kind, path.with_suffix('.json'), '-o', path.with_suffix('.xlsx'))
        self.assertEqual(result.status, 0, result.err)
        return openpyxl.load_workbook(path.with_suffix('.xlsx')).worksheets[0]

    def test_a_cover_with_long_titles_is_one_page(self):
        kind = 'justification-report'
        long = changed(kind, title__zh='网络安全　' + '匿名数字凭证的最小披露要求' * 14, title__en=(LONG_TITLE * 2)[:300])
        first, second = output_of('pdftotext', '-l', '2', rendered(kind, 'cover', long), '-').split('\f')[:2]
        self.assertIn('2025', first)
        self.assertIn('目的和意义', second)

    def test_mail_and_phone_stand_on_one_line(self):
        for kind in ('proposal-information', 'proposal-review'):
            text = output_of('pdftotext', '-layout', rendered(kind, 'mail', changed(kind, leader__email=LONG_MAIL,
                                                                                     leader__phone='0571-88001234-8005')), '-')
            self.assertIn(LONG_MAIL, text)
            self.assertIn('0571-88001234-8005', text)


if __name__ == '__main__':
    unittest.main()
