"""Parts of forms that one file describes: choices with another one and files, reports of numbered chapters. Each is printed,
filled in, and comes back as the data that it was made from."""
import json
import re
import unittest

import openpyxl
from harness import BAD_INPUT, DONE, CommandTest, gongwen


def pair(text):
    return {'zh': text, 'en': f'the {text}'}


CHOICES = {
    'form': 1, 'kind': 'visit', 'title': pair('来访登记'), 'version': '1.0', 'source': pair('自拟'),
    'fields': {
        '/room': {'title': pair('房间'), 'must': True, 'lines': True, 'options': [[1, '一号', 'room 1', '一号（东侧）'], [2, '二号', 'room 2', '二号（西侧）']]},
        '/aims': {'title': pair('事由'), 'type': 'texts', 'many': True, 'options': ['开会', '参观', '其他'], 'note': '（附上有关文件{files}）'},
        '/aim': {'title': pair('其他事由'), 'max': 20, 'given': True},
        '/files': {'title': pair('文件'), 'type': 'texts', 'max': 40, 'note': '文件名：'},
        '/inner': {'title': pair('内部编号'), 'max': 10, 'print': False},
    },
    'paper': [{'sheet': '登记', 'columns': [30, 50, 30, None], 'rows': [
        {'choices': '/room', 'line': 21, 'sheet_height': 40},
        {'choices': '/aims', 'other': '/aim', 'files': '/files', 'least': 2, 'further': 3}]}],
}
VISIT = {'room': 2, 'aims': ['参观', '其他'], 'aim': '送材料', 'files': ['示例甲.pdf', '示例乙.pdf'], 'inner': 'A1'}


def opinion(title, **more):
    """A group with a text and a day."""
    return {'': {'title': pair(title), **more}, '/text': {'title': pair('意见'), 'type': 'paragraphs', 'given': True},
            '/date': {'title': pair('日期'), 'type': 'date', 'given': True}}


REPORT = {
    'form': 1, 'kind': 'study', 'title': pair('研究报告'), 'version': '1.0', 'source': pair('自拟'), 'annex': '附件1：',
    'author': '/org', 'date': '/date',
    'fields': {
        '/name': {'title': pair('课题名称'), 'type': 'name', 'must': True, 'max': 100},
        '/org': {'title': pair('单位'), 'type': 'organisation', 'must': True, 'max': 60},
        '/date': {'title': pair('日期'), 'type': 'date', 'given': True},
        '/head': {'title': pair('负责人')},
        '/head/name': {'title': pair('姓名'), 'type': 'person', 'must': True, 'max': 30},
        '/head/rank': {'title': pair('级别'), 'given': True, 'options': [['a', '甲级', 'first'], ['b', '乙级', 'second']]},
        '/head/since': {'title': pair('任职'), 'type': 'date', 'given': True},
        '/aim': {'title': pair('目的'), 'type': 'paragraphs', 'must': True},
        '/ways': {'title': pair('方法'), 'type': 'paragraphs', 'given': True},
        '/steps': {'title': pair('步骤'), 'rows': [0]},
        '/steps/*/what': {'title': pair('内容'), 'must': True, 'max': 60},
        '/steps/*/month': {'title': pair('时间'), 'type': 'month', 'must': True},
        '/risk': {'title': pair('是否有风险'), 'type': 'yes-no', 'must': True, 'note': '（有风险的，写明措施）'},
        '/measure': {'title': pair('措施'), 'max': 60, 'given': True, 'print': '措施：'},
        '/own': {'title': pair('单位意见'), 'type': 'opinion'},
        **{'/board' + place: field for place, field in opinion('主管意见', given=True, by='office').items()},
        '/life': {'title': pair('负责人简历'), 'type': 'paragraphs', 'labels': True, 'must': True},
    },
    'report': {
        'sheet': '报告', 'heading': ['示例院', '研究报告'],
        'cover': {'date': '/date', 'rows': [{'cells': ['/name']}, {'cells': ['/org']}, {'stack': '/head', 'cells': ['/head/name']}]},
        'pages': [
            {'chapters': [
                {'texts': ['/aim'], 'height': 120, 'fill_height': 90, 'sheet_height': 80},
                {'text': '/ways', 'list': {'list': '/steps', 'least': 4, 'further': 3, 'columns': [{'of': 'what', 'span': 5, 'left': True}, {'of': 'month', 'width': 40, 'span': 3}]}},
                {'ask': '/risk', 'title': '风险', 'given': ['/measure']},
                {'title': '人员', 'tables': [{'one': '/head', 'columns': [{'of': 'name', 'width': 60, 'span': 4}, {'of': 'rank', 'span': 2}, {'of': 'since', 'span': 2}]}]}]},
            {'chapters': [{'opinion': '/own', 'foot': 'unit', 'height': 90}, {'opinion': '/board', 'foot': 'seal'}]}],
        'attachments': ['/life'],
    },
    'rules': [{'id': 'board-later', 'later': '/board', 'than': ['/own']},
              {'id': 'measure-told', 'if': {'/risk': True}, 'then': {'/measure': 'given'}, 'say': pair('写明措施')}],
}
STUDY = {'name': '示例课题', 'org': '某某研究院', 'date': '2030-05-20', 'head': {'name': '张示例', 'rank': 'b', 'since': '2029-01-05'}, 'aim': '第一段。\n第二段。',
         'steps': [{'what': '调研', 'month': '2030-06'}], 'risk': True, 'measure': '分步试行', 'own': {'text': '同意。', 'date': '2030-05-21'}, 'life': '某年起在某院工作。'}


class FormParts(CommandTest):
    def kind(self, form):
        self.write(f'own/{form["kind"]}/form.json', json.dumps(form, ensure_ascii=False))

    def run_with(self, *arguments):
        return gongwen('--error-format', 'json', '--templates', self.folder / 'own', *arguments)

    def comes_back(self, form, data):
        """What is read of the fillable files that the data were written into."""
        self.kind(form)
        path = self.write('data.json', json.dumps(data, ensure_ascii=False))
        for ending in ('pdf', 'xlsx'):
            file = self.folder / f'{form["kind"]}.{ending}'
            result = self.run_with('render', form['kind'], path, '--fillable', '--force', '-o', file)
            self.assertEqual((result.status, result.errors()), (DONE, []), result.err)
            result = self.run_with('extract', file)
            self.assertEqual(result.status, DONE, result.err)
            yield ending, json.loads(result.out)

    def words(self, form, data):
        """The text of the printed form."""
        self.kind(form)
        path = self.write('data.json', json.dumps(data, ensure_ascii=False))
        result = self.run_with('dump', form['kind'], path, '--stage', 'fragments')
        self.assertEqual(result.status, DONE, result.err)
        return ''.join(re.findall(r' text [^"]*"(.*)"$', result.out, re.MULTILINE))

    def test_choices_come_back(self):
        for ending, found in self.comes_back(CHOICES, {**VISIT, 'inner': ''}):
            with self.subTest(ending):
                self.assertEqual(found, {**found, **{name: value for name, value in VISIT.items() if name != 'inner'}})

    def test_choices_have_words_of_their_own_on_paper(self):
        words = self.words(CHOICES, VISIT)
        for text in ('二号（西侧）', '送材料', '示例甲.pdf、示例乙.pdf'):
            self.assertIn(text, words)
        self.assertNotIn('A1', words)
        self.assertNotIn('{files}', words)

    def test_a_report_comes_back(self):
        for ending, found in self.comes_back(REPORT, STUDY):
            with self.subTest(ending):
                self.assertEqual({name: found.get(name) for name in STUDY}, STUDY)
                self.assertNotIn('board', found)
        book = openpyxl.load_workbook(self.folder / 'study.xlsx')
        self.assertIn('（见第4项）', [cell.value for row in book['报告'].iter_rows() for cell in row])

    def test_chapters_are_numbered(self):
        words = self.words(REPORT, {**STUDY, 'aim': ['首段', ['甲项', '乙项'], '末段'], 'life': [{'label': '姓名', 'text': '张示例'}, '其他。']})
        for text in ('1. 目的', '2. 方法', '3. 风险', '4. 人员', '5. 单位意见', '6. 主管意见', '（2）乙项', '乙级', '2029年1月5日'):
            self.assertIn(text, words)
        # What is not given is a place to write.
        words = self.words(REPORT, {**STUDY, 'head': {'name': '张示例'}})
        for text in ('4. 人员', '张示例'):
            self.assertIn(text, words)

    def test_a_later_opinion_names_the_latest_before_it(self):
        self.kind(REPORT)
        for day, ids in (('2030-05-20', ['rules/board-later']), ('2030-05-21', []), (None, [])):
            board = {'text': '同意。'} if day is None else {'text': '同意。', 'date': day}
            path = self.write('data.json', json.dumps({**STUDY, 'board': board}, ensure_ascii=False))
            result = self.run_with('--lang', 'zh', 'check', 'study', path)
            found = [(d.get('rule') or d['id'], d['message']) for d in result.errors()]
            self.assertEqual(len(found), len(ids), result.err)
            for _, message in found:
                self.assertIn('单位意见', message)
                self.assertIn('2030年5月21日', message)

    def test_what_is_said_of_a_value_names_its_field(self):
        """Through all the macros between the data and a cell of a workbook."""
        long = '_x000D_' * 2_521
        for form, data, pointer in ((REPORT, {**STUDY, 'aim': long}, '/aim'), (REPORT, {**STUDY, 'life': long}, '/life'),
                                    (REPORT, {**STUDY, 'own': {'text': long}}, '/own/text')):
            with self.subTest(form['kind'], pointer=pointer):
                self.kind(form)
                path = self.write('data.json', json.dumps(data, ensure_ascii=False))
                result = self.run_with('render', form['kind'], path, '-o', self.folder / 'long.xlsx')
                self.assertEqual([(d['id'], d['data']['pointer']) for d in result.errors()], [('sheet/written-text-too-long', pointer)], result.err)

    def test_errors_of_a_report_are_told_at_their_places(self):
        report = REPORT['report']
        for changed, id, pointer in (
                ({'attachments': ['/lif']}, 'engine/form-unknown-field', '/report/attachments/0'),
                ({'attachments': ['/life', '/aim']}, 'engine/form-twice', '/report/attachments/1'),
                ({'attachments': ['/name']}, None, None),
                ({'pages': [{'chapters': [*report['pages'][0]['chapters'][:3], {'title': '人员', 'tables': [
                    {'one': '/head', 'columns': [{'of': 'name', 'span': 4}, {'of': 'rank', 'span': 2}, {'of': 'since', 'span': 1}]}]}]}, report['pages'][1]]},
                 'engine/form-too-wide', '/report/pages/0/chapters/3/tables/0')):
            self.kind({**REPORT, 'report': {**report, **changed}})
            path = self.write('data.json', json.dumps(STUDY, ensure_ascii=False))
            result = self.run_with('check', 'study', path)
            self.assertEqual(result.status, BAD_INPUT, result.err)
            found = [(d['id'], d.get('data', {}).get('pointer')) for d in result.errors()]
            if id:
                self.assertIn((id, pointer), found)


if __name__ == '__main__':
    unittest.main()
