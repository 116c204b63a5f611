"""What a file changes in the records: row by row with ticks, rows that belong to deleted ones, what is wrong as notes in the
workbook; and new records for the references of another one."""
import io
import json
import os
import re
import unittest
import urllib.parse
import zipfile

import openpyxl
import openpyxl.comments

import needs
from chromium_pages import Chromium
from harness import ROOT
from test_office_facts import FactsTest

MONTH = ROOT / 'samples/monthly-bulletin/2026-08-all-events.json'
HEAD = 'plan_number,title,scope\n'
LINE = '2024900{0}-T-469,网络安全技术　示例路灯安全要求{0},{1}\n'


SIZES = [(language, width) for language in ('zh', 'en') for width in (390, 1280)]


class Look:
    """Pages of the office in a browser, by their buttons."""

    def __init__(self, test, tab, office):
        self.test, self.tab = test, tab
        self.cookies = {'__Host-s': office.cookies['__Host-s']}

    def open(self, path, language, width):
        service = self.test.service
        self.tab.open(f'http://{service.host}:{service.port}{path}', width, cookies=self.cookies, language=language)

    def press_button(self, selector):
        self.tab.events.clear()
        self.tab.run(f'document.querySelector({json.dumps(selector)}).focus()')
        self.tab.press('Enter')
        self.tab.wait_for('Page.loadEventFired')

    def choose_file(self, selector, path):
        root = self.tab.ask('DOM.getDocument')['root']['nodeId']
        node = self.tab.ask('DOM.querySelector', nodeId=root, selector=selector)['nodeId']
        self.tab.ask('DOM.setFileInputFiles', nodeId=node, files=[str(path)])

    def check(self, name):
        self.test.assertLessEqual(self.tab.overflow(), 0, name)
        self.test.assertEqual(self.tab.barriers(), [], name)
        if folder := os.environ.get('GONGWEN_PICTURES'):
            self.tab.picture(f'{folder}/{name}.png')


class Changes(FactsTest):
    def setUp(self):
        super().setUp()
        self.wang = self.office(language='zh')

    def upload(self, content, name='x.xlsx', kind=''):
        self.wang.ask('GET', '/office/facts')
        return self.wang.upload('/office/facts', 'file', name, content, [('_upload', '1'), ('type', kind)])

    def table(self, *numbers, scope='适用于虚构场景中的路灯。'):
        return (HEAD + ''.join(LINE.format(number, scope) for number in numbers)).encode()

    def commit(self, ticked):
        return self.wang.post('/office/facts', self.wang.hidden() + [('_row', value) for value in ticked] + [('_reason', '测试'), ('_commit', '1')])

    def projects(self):
        exported = json.loads(self.run_gongwen('store', 'export', self.store, '--type', 'project').stdout)
        return {record['plan_number']: record['scope'] for record in exported.get('projects', [])}

    def book(self):
        return openpyxl.load_workbook(io.BytesIO(self.wang.ask('GET', '/office/facts/book.xlsx').body))

    @staticmethod
    def saved(book):
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def rows(self):
        return {row.xpath('td')[2].text_content(): [cell.text_content() for cell in row.xpath('td')] for row in self.wang.page.xpath('//tbody/tr')}

    def test_only_ticked_records_are_saved(self):
        self.upload(self.table(1, 2, 3), 'x.csv', 'project')
        ticked = [value for _, value in self.wang.ticked()]
        self.assertEqual(ticked, [f'project 2024900{number}-T-469' for number in (1, 2, 3)])
        self.assertIn('适用于虚构场景中的路灯。', self.rows()['20249001-T-469'][3], 'all that is new is shown')
        self.assertEqual(self.commit([ticked[0], ticked[2]]).status, 200, self.wang.text()[:500])
        self.assertEqual(set(self.projects()), {'20249001-T-469', '20249003-T-469'})
        # Nothing ticked: asked again.
        self.upload(self.table(1, 2, scope='另一范围。'), 'x.csv', 'project')
        self.assertEqual(self.commit([]).status, 422)
        self.assertIn('没有勾选', self.wang.text())
        # Somebody else has changed one of them meanwhile: it is shown again, ticked as before.
        hidden = self.wang.hidden()
        self.run_gongwen('store', 'edit', self.store, 'project', '20249001-T-469', '--set', '/scope=由他人所改。', '--reason', '测试')
        self.assertEqual(self.wang.post('/office/facts', hidden + [('_row', ticked[0]), ('_commit', '1')]).status, 409)
        self.assertEqual(self.wang.ticked(), [('_row', ticked[0])])
        self.assertIn('“由他人所改。”改为“另一范围。”', self.wang.text())
        self.assertEqual(self.projects()['20249001-T-469'], '由他人所改。')
        self.assertEqual(self.commit([ticked[0]]).status, 200)
        self.assertEqual(self.projects(), {'20249001-T-469': '另一范围。', '20249003-T-469': '适用于虚构场景中的路灯。'})

    def test_a_tick_for_what_was_not_shown_saves_nothing(self):
        self.upload(self.table(1), 'x.csv', 'project')
        for strange in ('project 20249009-T-469', 'event x', 'party y'):
            self.assertEqual(self.commit(['project 20249001-T-469', strange]).status, 409, strange)
        self.assertEqual(self.projects(), {})

    def test_many_changes_are_made_together(self):
        self.upload((HEAD + ''.join(f'2024{number:04}-T-469,网络安全技术　示例{number},适用。\n' for number in range(1_001))).encode(), 'x.csv', 'project')
        self.assertEqual(self.wang.answer.status, 200, self.wang.text()[:500])
        self.assertFalse(self.wang.page.xpath('//input[@name="_row"]'))
        self.assertIn('1001', self.wang.text())
        self.assertEqual(self.commit([]).status, 200)
        self.assertEqual(len(self.projects()), 1_001)

    def with_month(self):
        self.run_gongwen('store', 'import', self.store, MONTH, '--reason', '测试')

    @staticmethod
    def delete_event(book):
        """Deletes the row of an event with a paragraph, and leaves the paragraph."""
        number = book['补充内容'].cell(2, 2).value
        [row] = [row for row in book['事项'].iter_rows() if row[0].value == number]
        book['事项'].delete_rows(row[0].row)

    def test_a_row_is_deleted_with_its_paragraph(self):
        self.with_month()
        book = self.book()
        self.delete_event(book)
        before = self.run_gongwen('store', 'list', self.store).stdout.count('event ')
        self.assertEqual(self.upload(self.saved(book)).status, 422)
        self.assertIn('补充内容', self.wang.text())
        [button] = self.wang.page.xpath('//button[@name="_delete_both"]')
        self.assertEqual(button.text_content(), '一并删除')
        self.assertEqual(self.wang.post('/office/facts', self.wang.hidden() + [('_delete_both', '1')]).status, 200, self.wang.text()[:700])
        [(_, value)] = self.wang.ticked()
        self.assertIn('表中已无此行', self.rows()[value.partition(' ')[2]])
        self.assertEqual(self.run_gongwen('store', 'list', self.store).stdout.count('event '), before, 'nothing was changed yet')
        self.assertEqual(self.commit([value]).status, 200, self.wang.text()[:500])
        listed = self.run_gongwen('store', 'list', self.store).stdout
        self.assertEqual(listed.count('event '), before - 1)
        self.assertNotIn(value.partition(' ')[2], listed)

    def test_other_errors_are_not_asked_away(self):
        self.with_month()
        book = self.book()
        self.delete_event(book)
        book['各工作组'].cell(2, 4).value = '三十'
        self.assertEqual(self.upload(self.saved(book)).status, 422)
        self.wang.post('/office/facts', self.wang.hidden() + [('_delete_both', '1')])
        self.assertEqual(self.wang.answer.status, 422)
        self.assertIn('专家人数', self.wang.text())
        self.assertFalse(self.wang.page.xpath('//button[@name="_commit"]'))

    def test_a_workbook_comes_back_with_remarks(self):
        self.enter(self.wang, 'event', type='mt_meeting', dates=['2024-02-20'], name='示例工作组会议', place='示例市', participants='42')
        book = self.book()
        [cell] = [cell for row in book['事项'].iter_rows() for cell in row if cell.value == 42]
        cell.value = '三十'
        place = cell.coordinate
        sent = self.saved(book)
        self.assertEqual(self.upload(sent, '七月 资料.xlsx').status, 422)
        [link] = self.wang.page.xpath('//a[contains(@href, "remarks.xlsx")]/@href')
        answer = self.wang.ask('GET', link)
        self.assertEqual(answer.status, 200, answer.body[:300])
        self.assertIn(urllib.parse.quote('七月 资料（带批注）.xlsx'), answer.headers['content-disposition'])
        remarked = openpyxl.load_workbook(io.BytesIO(answer.body))
        self.assertIn('参会人数', remarked['事项'][place].comment.text)
        notes = {cell.coordinate for row in remarked['事项'].iter_rows() for cell in row if cell.comment}
        self.assertEqual(notes - {place}, {cell.coordinate for row in book['事项'].iter_rows() for cell in row if cell.comment})
        # Everything else is as it was sent.
        with zipfile.ZipFile(io.BytesIO(sent)) as before, zipfile.ZipFile(io.BytesIO(answer.body)) as after:
            self.assertIsNone(after.testzip())
            same = [name for name in before.namelist() if after.read(name) == before.read(name)]
            self.assertLessEqual(set(before.namelist()), set(after.namelist()))
            self.assertGreaterEqual(len(same), len(before.namelist()) - 5, set(before.namelist()) - set(same))
        for sheet in book:
            self.assertEqual([[cell.value for cell in row] for row in sheet.iter_rows()], [[cell.value for cell in row] for row in remarked[sheet.title].iter_rows()])
        # Sent again as it is: the note is no remark of a person, and is replaced.
        self.upload(answer.body, 'x.xlsx')
        self.assertNotIn('未读取', self.wang.text())
        again = self.wang.ask('GET', self.wang.page.xpath('//a[contains(@href, "remarks.xlsx")]/@href')[0])
        self.assertEqual(openpyxl.load_workbook(io.BytesIO(again.body))['事项'][place].comment.text, remarked['事项'][place].comment.text)
        # What was corrected has no note any more.
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(answer.body)) as first, zipfile.ZipFile(out, 'w') as archive:
            for name in first.namelist():
                content = first.read(name)
                if name == 'xl/worksheets/sheet1.xml':
                    for former, value in (('三十', b'30'), ('示例工作组会议', b'x' * 9_999)):
                        written = former.encode('ascii', 'xmlcharrefreplace')
                        self.assertTrue(written in content, former)
                        content = content.replace(written, value)
                archive.writestr(name, content)
        self.assertEqual(self.upload(out.getvalue(), 'x.xlsx').status, 422)
        other = openpyxl.load_workbook(io.BytesIO(self.wang.ask('GET', self.wang.page.xpath('//a[contains(@href, "remarks.xlsx")]/@href')[0]).body))
        noted = [cell for row in other['事项'].iter_rows() for cell in row if cell.comment and cell.row > 1]
        self.assertEqual([cell.value for cell in noted], ['x' * 9_999])
        # Where the cell has a note of a person, both are there.
        book['事项'][place].comment = openpyxl.comments.Comment('请核对', '李某')
        self.upload(self.saved(book), 'x.xlsx')
        both = self.wang.ask('GET', self.wang.page.xpath('//a[contains(@href, "remarks.xlsx")]/@href')[0])
        self.assertRegex(openpyxl.load_workbook(io.BytesIO(both.body))['事项'][place].comment.text, '(?s)^请核对\n.*参会人数')
        # Corrected there, it is read as ever.
        remarked['事项'][place].value = 44
        self.assertEqual(self.upload(self.saved(remarked)).status, 200, self.wang.text()[:500])
        self.assertIn('“42”改为“44”', self.wang.text())
        self.assertNotIn('未读取', self.wang.text())

    def test_a_book_of_the_program_comes_back_with_remarks(self):
        self.with_month()
        sent = self.wang.ask('GET', '/office/facts/book.xlsx').body
        # As a spreadsheet program would write it, but for one cell.
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(sent)) as before, zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
            for name in before.namelist():
                content = before.read(name)
                if name == 'xl/worksheets/sheet8.xml':
                    self.assertIn(b'<c r="D2"', content)
                    content = re.sub(b'(<c r="D2"[^>]*><v>)[^<]*', rb'\g<1>-7', content)
                archive.writestr(name, content)
        self.assertEqual(self.upload(out.getvalue()).status, 422, self.wang.text()[:500])
        answer = self.wang.ask('GET', self.wang.page.xpath('//a[contains(@href, "remarks.xlsx")]/@href')[0])
        book = openpyxl.load_workbook(io.BytesIO(answer.body))
        self.assertIn('数量', book['奖项']['D2'].comment.text)
        self.assertTrue(book['奖项']['D1'].comment, 'the note that its heading had')

    def test_files_that_take_no_remarks(self):
        self.upload(b'plan_number,title,scope\nx,y,z\n', 'x.csv', 'project')
        self.assertEqual(self.wang.answer.status, 422)
        self.assertFalse(self.wang.page.xpath('//a[contains(@href, "remarks.xlsx")]'))
        hidden = next(iter(self.rows_of_files()))
        self.assertEqual(self.wang.ask('GET', f'/office/facts/remarks.xlsx?file={hidden}&type=project').status, 422)
        self.assertEqual(self.wang.ask('GET', '/office/facts/remarks.xlsx?file=' + '0' * 64).status, 409)
        viewer = self.office('qian')
        self.assertEqual(viewer.ask('GET', f'/office/facts/remarks.xlsx?file={hidden}').status, 403)

    @needs.time
    def test_pages_have_no_barriers(self):
        self.with_month()
        changed, deleted = self.book(), self.book()
        projects = changed['标准项目']
        for row in (2, 3):
            projects.cell(row, 3).value += '（修改后）'
        projects.delete_rows(projects.max_row)
        projects.append([99, '20269999-T-469', '网络安全技术　示例邮筒安全要求', None, '适用于虚构场景中的邮筒。'])
        self.delete_event(deleted)
        paths = []
        for name, book in (('changed.xlsx', changed), ('deleted.xlsx', deleted)):
            paths.append(self.folder / name)
            paths[-1].write_bytes(self.saved(book))
        with Chromium() as tab:
            look = Look(self, tab, self.wang)
            for language, width in SIZES:
                for path in paths:
                    look.open('/office/facts', language, width)
                    look.choose_file('input[type=file]', path)
                    look.press_button('button[name=_upload]')
                    look.check(f'{path.stem}-{language}-{width}')
                look.press_button('button[name=_delete_both]')
                look.check(f'both-{language}-{width}')
            # A page of errors has a status of its own, which browsers put into the console.
            self.assertEqual([one for one in tab.complaints if '422' not in one], [])

    def rows_of_files(self):
        return [row[0] for row in super().rows("SELECT hash FROM gw_file WHERE owner LIKE 'facts:%'")]


class NewRecords(FactsTest):
    """Records that are made for a reference, without script."""

    def setUp(self):
        super().setUp()
        self.wang = self.office(language='zh')

    def review(self, number=''):
        """The form of an event with a project, as somebody has typed into it."""
        self.wang.ask('GET', '/office/facts/record?type=event&member=type&decides=ns_draft_review')
        self.typed = {'/type': 'ns_draft_review', '/dates/0': '2024年2月5日', '/place': '示例市', '/standards/0/plan_number': number,
                      '/standards/0/passed': 'true'}
        return self.wang.hidden() + list(self.typed.items()) + [('_reason', '审查会')]

    def make(self, number=''):
        fields = self.review(number)
        self.assertEqual(self.wang.post('/office/facts/record', fields + [('_make', 'project /standards/0/plan_number')]).status, 200, self.wang.text()[:500])
        return dict(self.wang.typed())

    def check_event(self, number):
        typed = dict(self.wang.typed())
        self.assertEqual((typed['/standards/0/plan_number'].partition(' ')[0], typed['/dates/0'], typed['/standards/0/passed']), (number, '2024年2月5日', 'true'))
        self.assertEqual(self.wang.page.xpath('//input[@name="_reason"]/@value'), ['审查会'])

    def test_a_project_is_made_for_an_event(self):
        self.review()
        [label] = self.wang.page.xpath('//button[@name="_make" and contains(@value, "/standards/0/")]/text()')
        self.assertIn('新建', label)
        made = self.make('20249005-T-469')
        self.assertEqual(made['/plan_number'], '20249005-T-469')
        # An error keeps both.
        self.wang.post('/office/facts/record', self.wang.hidden() + [('/plan_number', '20249005-T-469'), ('_save', '1')])
        self.assertEqual(self.wang.answer.status, 422)
        fields = [('/plan_number', '20249005-T-469'), ('/title', '网络安全技术　示例邮筒安全要求'), ('/scope', '适用于虚构场景中的邮筒。')]
        self.assertEqual(self.wang.post('/office/facts/record', self.wang.hidden() + fields + [('_save', '1')]).status, 200, self.wang.text()[:700])
        self.check_event('20249005-T-469')
        self.assertIn('尚未保存', self.wang.text())
        self.assertFalse(self.wang.page.xpath('//button[@name="_make" and contains(@value, "/standards/0/")]'), 'it is known now')
        self.wang.post('/office/facts/record', self.wang.hidden() + self.wang.typed() + [('_reason', '审查会'), ('_save', '1')])
        self.assertIn('key=', self.wang.query, self.wang.text()[:700])
        listed = self.run_gongwen('store', 'list', self.store).stdout
        self.assertIn('20249005-T-469', listed)
        self.assertIn('draft-review', listed)

    def test_a_title_is_filled_in_as_the_title(self):
        self.assertEqual(self.make('网络安全技术　示例邮筒安全要求').get('/title'), '网络安全技术　示例邮筒安全要求')
        made = self.make('20249005-T-469 网络安全技术　示例邮筒安全要求')
        self.assertEqual((made['/plan_number'], made['/title']), ('20249005-T-469', '网络安全技术　示例邮筒安全要求'))

    def test_back_without_saving(self):
        self.make('20249005-T-469')
        self.wang.post('/office/facts/record', self.wang.hidden() + [('/title', 'x'), ('_return', '1')])
        self.assertEqual(self.wang.answer.status, 200)
        self.check_event('20249005-T-469')
        self.assertNotIn('20249005', self.run_gongwen('store', 'list', self.store).stdout)

    def test_forms_lead_to_further_ones(self):
        self.make('20249005-T-469')
        [wanted] = self.wang.page.xpath('//button[@name="_make" and starts-with(@value, "organisation ")]/@value')
        typed = {**dict(self.wang.typed()), '/title': '网络安全技术　示例邮筒安全要求', '/scope': '适用于虚构场景中的邮筒。', wanted.split()[1]: '示例研究院'}
        self.wang.post('/office/facts/record', self.wang.hidden() + list(typed.items()) + [('_make', wanted)])
        self.assertEqual(dict(self.wang.typed())['/name'], '示例研究院')
        self.wang.post('/office/facts/record', self.wang.hidden() + self.wang.typed() + [('_save', '1')])
        made = dict(self.wang.typed())
        self.assertEqual((made['/plan_number'], made['/title']), ('20249005-T-469', typed['/title']), self.wang.text()[:500])
        self.assertIn('示例研究院', made[wanted.split()[1]])
        self.wang.post('/office/facts/record', self.wang.hidden() + self.wang.typed() + [('_save', '1')])
        self.check_event('20249005-T-469')
        project = json.loads(self.run_gongwen('store', 'show', self.store, 'project', '20249005-T-469').stdout)
        self.assertEqual(project[wanted.split('/')[1]], 'organisation-1')

    def test_what_is_strange_is_refused(self):
        fields = self.review('x')
        self.assertEqual(self.wang.post('/office/facts/record', fields + [('_make', 'party /standards/0/plan_number')]).status, 404)
        self.assertEqual(self.wang.post('/office/facts/record', fields + [('_make', 'project')]).status, 200)
        self.wang.ask('GET', '/office/facts/record?type=project')
        for back in ('{', '{}', '[]', json.dumps({'type': 'event', 'pointer': 'x', 'values': '{"'})):
            answer = self.wang.post('/office/facts/record', self.wang.hidden() + [('_back', back), ('_return', '1')])
            self.assertEqual((answer.status, self.wang.path), (200, '/office/facts'), back)

    @needs.time
    def test_pages_have_no_barriers(self):
        with Chromium() as tab:
            look = Look(self, tab, self.wang)
            for language, width in SIZES:
                look.open('/office/facts/record?type=event&member=type&decides=ns_draft_review', language, width)
                tab.run('document.getElementById("f.standards.0.plan_5Fnumber").value = "20249005-T-469"')
                look.press_button('button[name=_make][value$="/0/plan_number"]')
                self.assertEqual(tab.run('document.querySelector("[name=\\"/plan_number\\"]").value'), '20249005-T-469')
                look.check(f'new-{language}-{width}')
                look.press_button('button[name=_return]')
                self.assertEqual(tab.run('document.getElementById("f.standards.0.plan_5Fnumber").value'), '20249005-T-469')
                look.check(f'back-{language}-{width}')
            self.assertEqual(tab.complaints, [])


if __name__ == '__main__':
    unittest.main()
