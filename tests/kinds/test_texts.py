"""Kinds of running text: numbers, references, outline, contents, and lists over pages."""
import re
import unittest

import openpyxl
import pikepdf

from forms import made, page_texts, sample_path, squeezed
from harness import CommandTest, changed, gongwen, sample


def outline_of(path):
    """Level, title and page (from 1) of each entry."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: i + 1 for i, page in enumerate(p.obj for p in pdf.pages)}

        def walk(item, level):
            while item is not None:
                target = item.Dest if '/Dest' in item else item.A.D
                yield level, str(item.Title), pages[target[0].objgen]
                yield from walk(item.get('/First'), level + 1)
                item = item.get('/Next')
        return list(walk(pdf.Root.Outlines.get('/First'), 1))


def links_of(path):
    """Page and destination page of each link inside the document."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: i + 1 for i, page in enumerate(p.obj for p in pdf.pages)}
        for number, page in enumerate(pdf.pages, 1):
            for annotation in page.obj.get('/Annots', []):
                target = annotation.get('/Dest') or annotation.get('/A', {}).get('/D')
                if target is not None:
                    yield number, pages[target[0].objgen]


class TextTest(CommandTest):
    def rendered(self, kind, change, name='typical'):
        data = self.write('data.json', changed(change, sample_path(kind, name)))
        path = self.folder / 'out.pdf'
        result = gongwen('render', kind, data, '-o', path)
        self.assertEqual(result.status, 0, result.err)
        return path


class Regulations(TextTest):
    def test_articles_run_on_through_chapters(self):
        entries = outline_of(made('regulations', 'typical')[0])
        self.assertEqual([title for level, title, _ in entries if level == 2][5], '第六章\u3000参加国际标准会议')
        articles = [title.split('\u3000')[0] for level, title, _ in entries if level == 3]
        self.assertEqual(len(articles), 30)
        self.assertEqual((articles[9], articles[10], articles[19], articles[29]), ('第十条', '第十一条', '第二十条', '第三十条'))

    def test_references_follow_their_articles(self):
        def one_more(data):
            data['chapters'][0]['articles'].insert(0, {'paragraphs': [{'text': '新增一条。'}]})
        before = ''.join(page_texts('regulations', made('regulations', 'typical')[0]))
        after = ''.join(page_texts('regulations', self.rendered('regulations', one_more)))
        self.assertIn('不符合第十条规定的条件', before)
        self.assertIn('仍应当按照第六章的规定', before)
        self.assertIn('不符合第十一条规定的条件', after)
        self.assertIn('见附件1）', before)
        self.assertIn('评分标准见附件3。', ''.join(page_texts('regulations', made('regulations', 'stress')[0])))

    def test_paragraphs_and_items_may_be_referred_to(self):
        """Existing ones, and those of other documents, which are after a title."""
        def refer(data):
            data['chapters'][0]['articles'][0]['paragraphs'][0]['text'] = (
                '按照第十条第（四）项、第十条第一款第四项、第十一条第八项和《示例法》第十条第三款、第十条第一款办理。')
        text = ''.join(page_texts('regulations', self.rendered('regulations', refer)))
        self.assertIn('第十条第一款第四项', text)

    def test_other_laws_are_not_linked(self):
        """Numbers that this document has as well, after the names of other laws; and its own beside them."""
        def links(text):
            def refer(data):
                data['chapters'][0]['articles'][0]['paragraphs'][0]['text'] = text
            return len(list(links_of(self.rendered('regulations', refer))))
        none = links('为做好工作，制定本办法。')
        for text in ('依照《标准化法》第二条、第三条和附件1办理。', '违反标准化法第四条的，依照该法第五条处理。',
                     '第一条件是经费，第二条件是人员。', '依照《标准化法》第二条处理；违反第三条的，另行规定。'):
            with self.subTest(text):
                self.assertEqual(links(text), none)
        self.assertEqual(links('依照《标准化法》第二条、本办法第三条和第四条办理，见附件1。'), none + 3)

    def test_references_lead_to_what_they_name(self):
        path = made('regulations', 'stress')[0]
        texts = page_texts('regulations', path)
        # Links of the contents and of the text: each leads to a page that has what is named.
        self.assertGreater(len(list(links_of(path))), 50)
        apply = next(page for level, title, page in outline_of(path) if level == 3 and title.startswith('第十一条'))
        self.assertIn('第十一条', texts[apply - 1])
        self.assertIn(apply, {target for _, target in links_of(path)})

    def test_references_of_other_documents_are_left_alone(self):
        path = self.rendered('regulations', lambda data: data['chapters'][0]['articles'][0]['paragraphs'][0].update(
            text='依据《示例法》第二十条、《示例办法》附件9，制定本办法。'), 'minimal')
        self.assertIn('《示例法》第二十条、《示例办法》附件9', page_texts('regulations', path)[0])
        self.assertEqual(list(links_of(path)), [])

    def test_contents_tell_the_pages(self):
        path = made('regulations', 'stress')[0]
        pages = {title: page for level, title, page in outline_of(path) if level == 2}
        texts = page_texts('regulations', path)
        unnumbered = next(i for i, text in enumerate(texts) if not text.startswith('目录') and '第一条' in text)
        for title, page in pages.items():
            told = re.search(re.escape(squeezed(title)) + r'\.*(\d+)', ''.join(texts[:unnumbered]))
            self.assertEqual(int(told.group(1)), page - unnumbered, title)

    def test_numbers_of_laws(self):
        text = ''.join(page_texts('regulations', made('regulations', 'stress')[0]))
        self.assertIn('（二）有下列情形之一的，不得入库：1.违反保密规定或者工作纪律；', text)


class WorkPoints(TextTest):
    def test_items_run_on_through_parts(self):
        entries = outline_of(made('work-points', 'typical')[0])
        self.assertEqual([title for level, title, _ in entries if level == 1], ['全国网络安全标准化技术委员会', '2024年工作要点'])
        numbers = [int(title.split('.')[0]) for level, title, _ in entries if level == 3]
        self.assertEqual(numbers, list(range(1, 17)))
        self.assertEqual([title[:3] for level, title, _ in entries if level == 2], ['（一）', '（二）', '（三）', '（四）', '（五）'])

    def test_items_may_begin_anew_in_each_part(self):
        path = self.rendered('work-points', lambda data: data.update(numbering='by-part'))
        numbers = [int(title.split('.')[0]) for level, title, _ in outline_of(path) if level == 3]
        self.assertEqual(numbers, [1, 2, 1, 2, 3, 4, 5, 6, 1, 2, 3, 1, 2, 3, 1, 2])


class Opinions(TextTest):
    def test_clauses_run_on_through_parts(self):
        entries = outline_of(made('opinions', 'typical')[0])
        numbers = [re.match('（(.*?)）', title).group(1) for level, title, _ in entries if level == 3]
        self.assertEqual(numbers, [str(n) for n in range(1, 20)])

    def test_clauses_begin_anew_by_the_standard(self):
        path = self.rendered('opinions', lambda data: data.update(numbering='standard'))
        numbers = [title[:3] for level, title, _ in outline_of(path) if level == 3]
        self.assertEqual(numbers[:6], ['（一）', '（二）', '（三）', '（四）', '（一）', '（二）'])

    def test_imprint_stands_on_an_even_page(self):
        for name in ('typical', 'stress'):
            texts = page_texts('opinions', made('opinions', name)[0])
            self.assertEqual(len(texts) % 2, 0)
            self.assertTrue(texts[-1].endswith('日印发'), texts[-1][-40:])

    def test_first_page_has_mark_number_and_text(self):
        first = page_texts('opinions', made('opinions', 'typical')[0])[0]
        for part in ('国家标准化管理委员会', '中网办发文〔2016〕5号', '若干意见', '各部委：', '标准化是网络安全保障体系的'):
            self.assertIn(part, first)

    def test_each_opinion_passes_proofreading(self):
        for name in ('minimal', 'typical'):
            result = gongwen('check', '--profile', 'gbt9704', 'opinions', sample_path('opinions', name))
            self.assertEqual((result.status, result.err), (0, ''), name)


class NeedsNotice(TextTest):
    def test_list_lies_on_its_side_with_its_head_on_each_page(self):
        path = made('needs-notice', 'stress')[0]
        with pikepdf.open(path) as pdf:
            wide = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]
        texts = page_texts('needs-notice', path)
        first = wide.index(True)
        self.assertEqual(wide, [False] * first + [True] * (len(wide) - first))
        self.assertGreater(len(wide) - first, 5)
        for text in texts[first:]:
            self.assertIn('序号标准名称制定/修订标准性质需求说明归属工作组备注', text)

    def test_all_needs_once(self):
        data = sample(sample_path('needs-notice', 'stress'))
        text = ''.join(page_texts('needs-notice', made('needs-notice', 'stress')[0]))
        for need in data['needs']:
            self.assertEqual(text.count(squeezed(need['title'])), 1, need['title'])

    def test_workbook_is_a_list_to_work_with(self):
        sheet = openpyxl.load_workbook(made('needs-notice', 'stress')[1])['需求清单']
        self.assertEqual(sheet.freeze_panes, 'C3')
        self.assertEqual([table.ref for table in sheet.tables.values()], ['A2:H62'])
        self.assertEqual(sheet.print_title_rows, '$2:$2')
        self.assertEqual([sheet.cell(row, 1).value for row in range(3, 63)], list(range(1, 61)))

    def test_deadline_is_a_date_of_the_workbook(self):
        sheet = openpyxl.load_workbook(made('needs-notice', 'typical')[1])['通知']
        days = {row[0].value: row[1].value.date().isoformat() for row in sheet.iter_rows(min_row=3) if row[1].is_date}
        self.assertEqual(days, {'申报截止日期': '2024-05-31', '成文日期': '2024-05-08'})


class ResultNotice(TextTest):
    def notice(self, result, remarks, **members):
        """The lines of its text, and those of the list in its workbook: number, field, words."""
        data = {**sample(sample_path('result-notice', 'minimal')), 'result': result, 'remarks': remarks, **members}
        files = [self.folder / 'out.pdf', self.folder / 'out.xlsx']
        told = gongwen('render', 'result-notice', self.write('data.json', data), '-o', files[0], '-o', files[1])
        self.assertEqual(told.status, 0, told.err)
        rows = openpyxl.load_workbook(files[1])['正文'].iter_rows(min_row=3, min_col=2, max_col=4, values_only=True)
        return ''.join(page_texts('result-notice', files[0])), [tuple(value or '' for value in row) for row in rows]

    def test_title_and_sentences_follow_the_result(self):
        remark = {'field': '联系电话', 'text': '请核对。'}
        opening = '2030年3月1日提交的《标准承诺书》（回执号：CN-2030-000001-4）收悉。经审查，'
        cases = {
            '退回修改通知书': (('returned', [remark], {'until': '2030-04-01'}),
                        ['现退回修改，意见如下：', '“联系电话”：请核对。', '请按上述意见修改，于2030年4月1日前（含当日）重新提交。']),
            '审查通过通知书': (('accepted', [], {}), ['予以通过。']),
            '审查不予通过通知书': (('rejected', [remark], {'reason': '理由一。\n理由二。'}),
                          ['不予通过，理由如下：', '理由一。', '理由二。', '审查意见如下：', '“联系电话”：请核对。'])}
        for title, ((result, remarks, members), told) in cases.items():
            text, rows = self.notice(result, remarks, **members)
            with self.subTest(title):
                self.assertEqual(text, squeezed(f'{title}示例大学：{opening}{"".join(told)}特此通知。全国网络安全标准化技术委员会秘书处2030年3月11日'))
                self.assertEqual([words for _, _, words in rows][1:], [line.removeprefix('“联系电话”：') for line in told[1:]] + ['特此通知。'])

    def test_what_people_typed_stays(self):
        typed = ['**甲** {count} [乙](https://example.org) \\{ <b>&amp;</b> "丙" 《丁》', '1.戊；𠮷、㛃。', '=1+1 end-to-end']
        remark = {'field': '“其他”说明', 'text': '\r\n\r\n　　'.join(typed)}
        text, rows = self.notice('accepted', [remark, {'text': typed[0]}])
        self.assertIn(squeezed(f'一、“‘其他’说明”：{"".join(typed)}二、{typed[0]}特此通知。'), text)
        self.assertEqual(rows[1:-1], [('一、', '“其他”说明', typed[0]), ('', '', typed[1]), ('', '', typed[2]), ('二、', '', typed[0])])

    def test_many_remarks_have_figures(self):
        for count, first, last in ((1, '', ''), (2, '一、', '二、'), (20, '一、', '二十、'), (21, '1.', '21.')):
            text, rows = self.notice('accepted', [{'text': f'第{number + 1}处请核对。'} for number in range(count)])
            with self.subTest(count):
                self.assertEqual((rows[1][0], rows[-2][0]), (first, last))
                self.assertIn(f'意见如下：{first}第1处', text)

    def test_a_long_paragraph_has_several_rows(self):
        long = '请说明与在研标准的关系，并补充对照情况和验证情况。' * 130
        for remark in (long, long.replace('。', '，')):
            text, rows = self.notice('accepted', [{'field': '申请说明', 'text': remark}])
            pieces = [words for _, _, words in rows[1:-1]]
            self.assertIn(remark, text)
            self.assertEqual(''.join(pieces), remark)
            self.assertLessEqual(max(map(len, pieces)), 1000)
            self.assertEqual([field for _, field, _ in rows[1:-1]], ['申请说明'] + [''] * (len(pieces) - 1))


if __name__ == '__main__':
    unittest.main()
