"""What forms in one file say of lists, photos and cells of several values, and their rules about lists, days and ages: with
small forms of their own."""
import base64
import json
import subprocess
import unittest

import openpyxl
import needs
from harness import BAD_INPUT, DONE, CommandTest, gongwen
from test_fields import pdf_values, workbook_names

PIXEL = base64.b64encode(base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==')).decode()


def pair(zh, en=None):
    return {'zh': zh, 'en': en or zh}


def form(**changes):
    """A form about somebody who applies for a job; `changes` replace its members."""
    return {
        'form': 1, 'kind': 'job', 'title': pair('应聘登记表'), 'version': '1.0', 'source': pair('自拟'),
        'fields': {
            '/name': {'title': pair('姓名'), 'type': 'person', 'must': True, 'max': 20},
            '/latin': {'title': pair('拼音')},
            '/latin/surname': {'title': pair('姓'), 'max': 20},
            '/latin/given': {'title': pair('名'), 'max': 20},
            '/born': {'title': pair('出生日期', 'day of birth'), 'type': 'date'},
            '/since': {'title': pair('参加工作年月', 'month of the first work'), 'type': 'month'},
            '/mobile': {'title': pair('手机'), 'type': 'phone'},
            '/face': {'title': pair('照片'), 'type': 'photo'},
            '/frame': {'title': pair('照片栏'), 'type': 'yes-no', 'default': False, 'print': False},
            '/street': {'title': pair('街道'), 'max': 40, 'room': 60},
            '/postcode': {'title': pair('邮编'), 'type': 'postcode', 'room': 20, 'around': ['（邮编', '）']},
            '/jobs': {'title': pair('工作经历', 'work'), 'item': pair('工作', 'post'), 'rows': [0]},
            '/jobs/*/from': {'title': pair('起'), 'type': 'month', 'must': True, 'room': 20},
            '/jobs/*/to': {'title': pair('止'), 'type': 'month', 'given': True, 'else': '今', 'room': 20},
            '/jobs/*/place': {'title': pair('单位'), 'must': True, 'max': 40},
            '/jobs/*/duty': {'title': pair('职责'), 'max': 200},
            '/wishes': {'title': pair('意向'), 'rows': [1, 4]},
            '/wishes/*/team': {'title': pair('部门'), 'must': True, 'break': True, 'room': 30, 'options': [[1, '一部 研究', 'team 1', '研究'], [2, '二部 测评', 'team 2', '测评']]},
            '/wishes/*/place': {'title': pair('地点'), 'max': 20, 'room': 30, 'note': '（不填为示例市）'},
            '/wishes/*/reason': {'title': pair('理由'), 'type': 'long', 'must': True},
            '/chief': {'title': pair('主管意见', 'opinion of the chief'), 'type': 'opinion', 'by': 'office'},
            '/board_opinion': {'title': pair('委员会意见', 'opinion of the board'), 'type': 'opinion', 'by': 'office', 'seal': False, 'sign': '签字：'},
            '/printed_opinions': {'title': pair('印哪些意见'), 'type': 'texts', 'many': True, 'print': False, 'default': ['board'], 'options': ['board']},
            '/notes': {'title': pair('注'), 'type': 'texts', 'rows': [0, 3], 'max': 60},
        },
        'paper': [
            {'sheet': '登记', 'columns': [25, 35, 25, 35, None], 'sheet_columns': [25, 35, 25, 35, 40], 'rows': [
                {'photo': '/face', 'asked': '/frame',
                 'rows': [{'cells': ['/name', {'parts': ['/latin/surname', '/latin/given'], 'of': '/latin', 'titled': True}]}, {'cells': ['/born', '/since']}],
                 'otherwise': [{'cells': ['/name', {'parts': ['/latin/surname', '/latin/given'], 'of': '/latin', 'titled': True}],
                                'sheet': [{'cells': ['/name']}, {'under': '/latin', 'cells': ['/latin/surname', '/latin/given']}]},
                               {'cells': ['/born', '/since']}]},
                {'cells': [{'parts': ['/street', '/postcode'], 'label': '地址'}], 'sheet': [{'cells': ['/street', '/postcode']}]},
                {'cells': ['/mobile']},
                {'list': '/jobs', 'print': ['{from}至{to}', '{place}', '{duty}'], 'below': {'duty': 10}, 'widths': [50], 'least': 2, 'further': 3,
                 'columns': [{'of': ['from', 'to'], 'between': '至', 'label': '起止年月', 'width': 50}, {'of': 'place', 'span': 2, 'width': 40}, {'of': 'duty'}]},
                {'list': '/wishes', 'columns': [{'of': ['place', 'team'], 'print': '{place}/{team}\n{team.words}', 'span': 2}, {'of': 'reason', 'span': 3}], 'least': 2},
                {'notes': '/notes'}]},
            {'sheet': '意见', 'columns': [30, None], 'sheet_columns': [30, 130], 'rows': [{'opinion': '/chief'}, {'opinion': '/board_opinion', 'where': {'/printed_opinions': 'board'}}]}],
        'web': {'steps': [{'title': pair('填写'), 'fields': ['/name', '/latin', '/born', '/since', '/mobile', '/face', '/street', '/postcode', '/jobs', '/wishes']}]},
        **changes}


DATA = {'name': '张示例', 'latin': {'surname': 'ZHANG', 'given': 'Shili'}, 'born': '1990-05-10', 'since': '2012-07', 'mobile': '13800000000', 'street': '示范路1号', 'postcode': '100000',
        'jobs': [{'from': '2012-07', 'to': '2015-06', 'place': '某院', 'duty': '测评'}, {'from': '2015-06', 'place': '某某公司', 'duty': '负责标准的起草、讨论和翻译工作'}],
        'wishes': [{'team': 2, 'place': '样本市', 'reason': '从事测评多年。'}]}


class JobForms(CommandTest):
    def run_job(self, written, command, data, *arguments):
        self.write('own/job/form.json', json.dumps(written, ensure_ascii=False))
        path = self.write('data.json', json.dumps(data, ensure_ascii=False))
        return gongwen('--error-format', 'json', '--templates', self.folder / 'own', command, 'job', path, *arguments)



class FormLists(JobForms):
    def render(self, data, *options, written=None):
        paths = [self.folder / f'a.{ending}' for ending in ('pdf', 'xlsx')]
        result = self.run_job(written or form(), 'render', data, *options, '--force', '-o', paths[0], '-o', paths[1])
        self.assertEqual((result.status, result.diagnostics()), (DONE, []), result.err)
        return paths

    def shown(self, data, *options):
        """The text of the pages without blanks, and the texts of the cells of the workbook."""
        paths = self.render(data, *options)
        text = subprocess.run(['pdftotext', '-raw', paths[0], '-'], capture_output=True, check=True).stdout.decode()
        book = openpyxl.load_workbook(paths[1])
        return ''.join(text.split()), [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]

    def test_patterns_on_paper(self):
        page, cells = self.shown(DATA)
        for words in ('2015年6月至今', '样本市/2测评', '示范路1号（邮编100000）', '负责标准的起草、讨论和翻译工作'):
            self.assertIn(words, page)
        text = '|'.join(cells)
        self.assertIn('2012年7月至2015年6月', text)
        self.assertIn('2015年6月至今', text)
        self.assertIn('样本市/2\n测评', text)
        self.assertIn('示范路1号（邮编100000）', text)
        self.assertIn('ZHANG Shili', text)
        # What has more characters than its column is printed on a line below.
        self.assertIn('负责标准的起草、讨论和翻译工作', cells)
        # Words around a value go with it.
        _, cells = self.shown({**DATA, 'postcode': '', 'wishes': [{'team': 1, 'reason': '从事研究多年。'}]})
        self.assertIn('示范路1号', cells)
        self.assertIn('/1\n研究', cells)

    def test_all_media_have_the_same_fields_and_they_come_back(self):
        paths = self.render(DATA, '--fillable')
        pdf = {name for name in pdf_values(paths[0]) if name.startswith('/')}
        book = set(workbook_names(paths[1]))
        self.assertEqual(pdf, book)
        for pointer in ('/latin/given', '/jobs/4/duty', '/wishes/3/team', '/wishes/0/reason', '/board_opinion/date'):
            self.assertIn(pointer, pdf)
        self.assertNotIn('/jobs/5/from', pdf)
        self.assertNotIn('/wishes/4/team', pdf)
        self.assertFalse({'/face', '/frame', '/printed_opinions', '/notes/0'} & pdf)
        for path in paths:
            back = gongwen('--templates', self.folder / 'own', 'extract', path)
            self.assertEqual(back.status, DONE, back.err)
            found = json.loads(back.out)
            for name, value in DATA.items():
                self.assertEqual(found[name][:2] if name == 'jobs' else found[name], value, f'{path.name}: {name}')

    def test_a_photo_stands_beside_rows(self):
        for data, has_photo in ((DATA, False), ({**DATA, 'frame': True}, True), ({**DATA, 'face': f'data:image/png;base64,{PIXEL}'}, True)):
            page, _ = self.shown(data)
            images = subprocess.run(['pdfimages', '-list', self.folder / 'a.pdf'], capture_output=True, check=True).stdout.decode()
            self.assertEqual(('照片' in page, len(images.splitlines()) > 2), (has_photo and 'face' not in data, 'face' in data))

    def test_rows_stand_where_the_data_say(self):
        self.assertIn('委员会意见', '|'.join(self.shown(DATA)[1]))
        self.assertNotIn('委员会意见', '|'.join(self.shown({**DATA, 'printed_opinions': []})[1]))
        page, cells = self.shown({**DATA, 'notes': ['示例注。']})
        self.assertIn('1. 示例注。', cells)

    def test_errors_at_their_places(self):
        def paper(change):
            changed = form()
            change(changed)
            return changed
        def first(changed):
            return changed['paper'][0]['rows']
        for change, id, pointer in (
                (lambda f: first(f)[3]['print'].__setitem__(1, '{plaace}'), 'engine/form-unknown-field', '/paper/0/rows/3/print/1'),
                (lambda f: first(f)[4]['columns'].__setitem__(1, {'of': 'reason', 'span': 4}), 'engine/form-too-wide', '/paper/0/rows/4'),
                (lambda f: first(f)[0]['otherwise'].pop(), 'engine/form-not-on-paper', '/paper/0/rows/0/otherwise/0'),
                (lambda f: first(f)[1]['cells'][0]['parts'].append('/mobile'), 'engine/form-twice', '/paper/0/rows/2/cells/0'),
                (lambda f: f['paper'][1]['rows'][1].update(where={'/boxs': 'board'}), 'engine/form-unknown-field', '/paper/1/rows/1/where/~1boxs')):
            with self.subTest(id, pointer=pointer):
                result = self.run_job(paper(change), 'render', DATA, '-o', self.folder / 'a.pdf')
                self.assertEqual(result.status, BAD_INPUT, result.err)
                self.assertIn((id, pointer), [(d['id'], d['data']['pointer']) for d in result.errors()])
                self.assertFalse((self.folder / 'a.pdf').exists())


class ListRules(JobForms):
    """Each rule passes with what is right, and refuses what is wrong, at its place."""

    def check(self, rule, changes):
        result = self.run_job(form(rules=[rule]), 'check', {**DATA, **changes})
        return [(d['data']['pointer'], d['message']) for d in result.diagnostics() if d['id'].startswith('rules/')], result

    @needs.time
    def test_rules(self):
        def jobs(*periods):
            return {'jobs': [{'from': p[0], 'place': f'某院{i}', **({'to': p[1]} if p[1] else {})} for i, p in enumerate(periods)]}
        def wishes(*teams, reason='从事测评多年，{}。'):
            return {'wishes': [{'team': team, 'reason': reason.format('一二三四'[i])} for i, team in enumerate(teams)]}
        say = {'say': pair('不合')}
        for rule, good, bad, at in (
                ({'unique': '/wishes/*', 'by': ['team']}, wishes(1, 2), wishes(1, 2, 1), '/wishes/2'),
                ({'unique': '/wishes/*/team'}, wishes(1, 2), wishes(2, 2), '/wishes/1/team'),
                ({'unique': '/wishes/*/reason', 'alike': True}, wishes(1, 2), {'wishes': [{'team': 1, 'reason': '从事（测评）多年。'}, {'team': 2, 'reason': '从事〔测评〕多 年。'}]}, '/wishes/1/reason'),
                ({'sorted': '/jobs/*/from'}, jobs(('2012-01', ''), ('2014-01', '')), jobs(('2014-01', ''), ('2012-01', '')), '/jobs/1/from'),
                ({'sorted': '/jobs/*/from', 'way': 'down'}, jobs(('2014-01', ''), ('2012-01', '')), jobs(('2012-01', ''), ('2014-01', '')), '/jobs/1/from'),
                ({'sorted': '/jobs/*/from', 'way': 'either'}, jobs(('2014-01', ''), ('2012-01', '')), jobs(('2012-01', ''), ('2014-01', ''), ('2013-01', '')), '/jobs/2/from'),
                ({'sorted': '/jobs/*/to'}, jobs(('2010-01', '2011-01'), ('2012-01', ''), ('2013-01', '2014-01')), jobs(('2012-01', '2014-01'), ('2012-01', ''), ('2010-01', '2011-01')), '/jobs/2/to'),
                ({'no_overlap': '/jobs/*', 'of': ['from', 'to']}, jobs(('2015-06', ''), ('2012-07', '2015-06')), jobs(('2015-06', ''), ('2012-07', '2015-07')), '/jobs/1/from'),
                ({'no_overlap': '/jobs/*', 'of': ['from', 'to']}, jobs(('2012-07', '2012-07'), ('2012-07', '2015-06')), jobs(('2012-07', ''), ('2012-07', '2015-06')), '/jobs/1/from'),
                ({'in_order': ['/jobs/*/from', '/jobs/*/to']}, jobs(('2012-07', '2012-07')), jobs(('2012-07', '2012-06')), '/jobs/0/to'),
                ({'in_order': ['/born', '/since']}, {'born': '2012-07-31', 'since': '2012-07'}, {'born': '2012-08-01', 'since': '2012-07'}, '/since'),
                ({'in_order': ['/born', '/jobs/*/from']}, jobs(('1990-05', '')), jobs(('1990-04', '')), '/jobs/0/from'),
                ({'age': '/born', 'on': '/since', 'least': 18, 'most': 60}, {'since': '2008-05'}, {'since': '2008-04'}, '/born'),
                ({'age': '/born', 'on': '/chief/date', 'most': 60}, {'chief': {'date': '2051-05-09'}}, {'chief': {'date': '2051-05-10'}}, '/born'),
                ({'age': '/born', 'on': '/jobs/*/from', 'least': 16}, jobs(('2006-05', '')), jobs(('2012-01', ''), ('2006-04', '')), '/jobs/1/from'),
                ({'if': {'/mobile': 'given'}, 'age': '/born', 'on': '/since', 'least': 18}, {'since': '2000-01', 'mobile': ''}, {'since': '2000-01'}, '/born'),
                ({'working_day': ['/chief', '/born']}, {'chief': {'date': '2030-03-15'}, 'born': None}, {'chief': {'date': '2030-03-16'}, 'born': None}, '/chief/date'),
                ({'signed_in_order': ['/chief', '/board_opinion']}, {'chief': {'date': '2030-03-15'}, 'board_opinion': {'date': '2030-03-15'}}, {'chief': {'date': '2030-03-15'}, 'board_opinion': {'date': '2030-03-14'}}, '/board_opinion/date'),
                ({'then': {'/mobile': {'mobile': True}}, **say}, {'mobile': '+86 138-0000-0000'}, {'mobile': '010-12345678'}, '/mobile'),
                ({'then': {'/latin/surname': {'case': 'upper'}}, **say}, {}, {'latin': {'surname': 'Zhang'}}, '/latin/surname'),
                ({'then': {'/latin/given': {'case': 'capital'}}, **say}, {}, {'latin': {'given': 'SHILI'}}, '/latin/given'),
                ({'then': {'/latin/surname': {'surname_of': '/name'}}, **say}, {}, {'latin': {'surname': 'WANG'}}, '/latin/surname'),
                ({'then': {'/since': {'after': '/born'}}, **say}, {'since': '1990-06'}, {'since': '1990-05'}, '/since'),
                ({'each': ['/latin/surname', '/latin/given'], 'must': {'script': 'letters'}, **say}, {'latin': {'surname': 'ZHANG'}}, {'latin': {'given': 'Shi例'}}, '/latin/given'),
                ({'each': ['/jobs/*/from', '/since'], 'must': {'not_before': '/born'}, **say}, {}, {'since': '1990-04'}, '/since'),
                ({'each': ['/mobile', '/street'], 'must': 'given', **say}, {}, {'street': ''}, '/street'),
                ({'unique': '/notes/*', 'alike': True}, {'notes': ['甲乙', '甲丙']}, {'notes': ['甲（乙）', '甲〔乙〕']}, '/notes/1'),
                ({'if': {'/since': 'given'}, 'then': {'/mobile': 'given'}, 'else': {'/mobile': 'blank'}, 'at': '/mobile', **say}, {'since': None, 'mobile': ''}, {'since': None}, '/mobile'),
                ({'then': {'/wishes': {'least': 1, 'most': 3}}, **say}, wishes(1, 2, 1), wishes(1, 2, 1, 2), '/wishes')):
            with self.subTest(json.dumps(rule, ensure_ascii=False)):
                told, result = self.check(rule, good)
                self.assertEqual((told, result.status), ([], DONE), result.err)
                told, result = self.check(rule, bad)
                self.assertEqual(([pointer for pointer, _ in told], result.status), ([at], BAD_INPUT), result.err)
                told, result = self.check({**rule, 'warn': True}, bad)
                self.assertEqual((len(told), result.status), (1, DONE), result.err)

    def test_errors_of_rules_at_their_places(self):
        say = {'say': pair('不合')}
        for rule, id, pointer in (
                ({'sorted': '/notes/*'}, 'engine/form-no-rows', 'sorted'),
                ({'no_overlap': '/jobs/*', 'of': ['from', 'until']}, 'engine/form-unknown-field', 'of/1'),
                ({'no_overlap': '/jobs/*', 'of': ['from', 'place']}, 'engine/form-no-day', 'of/1'),
                ({'unique': '/jobs/*', 'by': ['plaace']}, 'engine/form-unknown-field', 'by/0'),
                ({'age': '/name', 'on': '/since', 'least': 18}, 'engine/form-no-day', 'age'),
                ({'in_order': ['/born', '/chief']}, 'engine/form-no-day', 'in_order/1'),
                ({'in_order': ['/born', '/chief/day']}, 'engine/form-unknown-field', 'in_order/1'),
                ({'working_day': ['/mobile']}, 'engine/form-no-day', 'working_day/0'),
                ({'signed_in_order': ['/chief', '/notes']}, 'engine/form-unknown-field', 'signed_in_order/1'),
                ({'each': ['/since'], 'must': {'after': '/jobs/*/from'}, **say}, 'engine/form-mixed-rows', 'must')):
            with self.subTest(json.dumps(rule)):
                result = self.run_job(form(rules=[rule]), 'check', DATA)
                self.assertEqual(result.status, BAD_INPUT, result.err)
                self.assertIn((id, f'/rules/0/{pointer}'), [(d['id'], d['data']['pointer']) for d in result.errors()])

    def test_messages_made_of_titles(self):
        """In both languages; a rule may have words of its own."""
        for rule, changes, zh, en in (
                ({'in_order': ['/jobs/*/from', '/jobs/*/to']}, {'jobs': [{'from': '2012-07', 'to': '2012-06', 'place': '某院'}]}, '止2012年6月早于起2012年7月', '"止" (2012-06) is before "起" (2012-07)'),
                ({'age': '/born', 'on': '/since', 'least': 18}, {'since': '2000-01'}, '按出生日期推算，2000年1月时不满18岁', 'by the day of birth, the age in 2000-01 is below 18'),
                ({'no_overlap': '/jobs/*', 'of': ['from', 'to']}, {'jobs': [{'from': '2012-07', 'place': '甲'}, {'from': '2013-07', 'place': '乙'}]}, '这一段工作与另一段时间重叠', 'this post overlaps in time with another'),
                ({'working_day': ['/chief']}, {'chief': {'date': '2030-03-16'}}, '主管意见的日期2030年3月16日不是工作日', 'opinion of the chief: 2030-03-16 is not a working day'),
                ({'signed_in_order': ['/chief', '/board_opinion']}, {'chief': {'date': '2030-03-15'}, 'board_opinion': {'date': '2030-03-14'}},
                 '委员会意见的日期2030年3月14日早于主管意见的日期2030年3月15日', '"opinion of the board" (2030-03-14) is before "opinion of the chief" (2030-03-15)')):
            self.write('own/job/form.json', json.dumps(form(rules=[rule]), ensure_ascii=False))
            path = self.write('data.json', json.dumps({**DATA, **changes}, ensure_ascii=False))
            for language, words in (('zh', zh), ('en', en)):
                told = gongwen('--lang', language, '--templates', self.folder / 'own', 'check', 'job', path).err
                self.assertIn(words, told)


if __name__ == '__main__':
    unittest.main()
