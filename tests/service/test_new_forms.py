"""New forms of files: a secretary uploads a Word form, a table or a list of fields and gets a draft, or why there is none."""
import csv
import io
import json
import os
import sys
import unittest
import zipfile

import openpyxl

from chromium_pages import Chromium
from form_browser import Browser
from harness import ROOT, gongwen
from test_designer import FORMS, DesignerTest
from word_forms import paragraph, run

sys.path.insert(0, str(ROOT / 'tests/kinds'))
from test_imported_forms import FORMS as WORD_FORMS, title, word_file  # noqa: E402

NEW = 'new-form'
LIST = '# 培训报名表 = registration for a training\n姓名* = name\n参加时间 = when：全程/第一天\n意见 = remarks：长文字\n'
WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'


class NewForms(DesignerTest):
    def send(self, office, name, content, kind=NEW, **fields):
        office.ask('GET', FORMS)
        return office.upload(FORMS, 'file', name, content, list({'name': kind, 'title_zh': '', 'title_en': '', 'lines': '', **fields, '_file': '1'}.items()))

    def write_list(self, office, lines, kind=NEW, **fields):
        office.ask('GET', FORMS)
        return office.post(FORMS, [('_token', office.token()), ('name', kind), ('lines', lines), *fields.items(), ('_file', '1')])

    def drafts(self):
        return self.rows('SELECT kind, form FROM gw_kind_draft')

    def form_of(self, kind=NEW):
        return json.loads(dict(self.drafts())[kind])

    def gaps(self, office, kind):
        """What Publish names."""
        office.ask('GET', f'{FORMS}/{kind}/publish')
        return [cell.text_content() for cell in office.page.xpath('//tbody/tr/td[1]')]

    def post_at(self, office, kind, page, fields):
        seen = dict(office.hidden())
        return office.post(f'{FORMS}/{kind}/{page}', [('_token', seen['_token']), ('_revision', seen['_revision']), *fields])

    def translate(self, office, kind):
        """Fills in the English that is missing."""
        office.ask('GET', f'{FORMS}/{kind}/words?show=untranslated')
        fields = [(name, f'English {i}' if name.endswith('/en') else value) for i, (name, value) in enumerate(office.typed())]
        self.assertEqual(self.post_at(office, kind, 'words', [*fields, ('_save', '1')]).status, 200)


class FromWord(NewForms):
    def test_the_page_says_what_was_found_and_leads_to_the_fields(self):
        office = self.office()
        self.assertEqual(self.send(office, 'C:\\Users\\wang\\人员.docx', WORD_FORMS['personal'][0]).status, 200, office.text())
        self.assertTrue(office.path.startswith('/office/shown/'), office.path)
        rows = {row.xpath('td')[0].text_content(): [cell.text_content() for cell in row.xpath('td')] for row in office.page.xpath('//tbody/tr')}
        self.assertEqual(rows['姓名'], ['姓名', 'name of a person', 'an empty cell beside it', 'paragraph 3', ''])
        self.assertEqual(rows['性别'][1:3], ['one choice', 'boxes to tick'])
        self.assertEqual(rows['单位推荐意见'][1], 'opinion with signature')
        self.assertIn('12 fields were found', office.text())
        address = office.page.xpath('//tbody/tr/td/a/@href')[0]
        office.ask('GET', address.partition('#')[0])
        self.assertEqual(office.page.xpath('//input[@name="title_zh"]/@value'), ['姓名'])
        self.assertEqual(office.ask('GET', f'{FORMS}/{NEW}/1.svg').headers['content-type'], 'image/svg+xml')
        office.ask('GET', f'{FORMS}/{NEW}/compare')
        self.assertIn('This form is new', office.text())
        office.ask('GET', FORMS)
        row, = [row.text_content() for row in office.page.xpath('//tbody/tr') if 'not published yet' in row.text_content()]
        self.assertIn('人员信息登记表', row)
        self.assertEqual(self.rows("SELECT action, object FROM gw_audit WHERE action = 'form.new'"), [('form.new', f'kind:{NEW}')])

    def test_what_became_no_field_is_listed_with_its_place(self):
        office = self.office(language='zh')
        content = word_file(title('回执'), paragraph(run('单位：________')), paragraph(run('________')))
        self.send(office, '回执.docx', content, title_zh='参会回执', title_en='reply')
        self.assertIn('参会回执：识别结果', office.text())
        last = [cell.text_content() for cell in office.page.xpath('//tbody/tr')[-1].xpath('td')]
        self.assertEqual((last[1], last[4]), ('–', '未作为栏目'))
        self.assertRegex(last[3], r'第\d+段')
        self.assertEqual(self.form_of()['title'], {'zh': '参会回执', 'en': 'reply'})

    def test_lists_are_shown_with_their_columns_and_boxes_as_choices(self):
        office = self.office(language='zh')
        self.send(office, 'b.docx', WORD_FORMS['choices'][0], 'choices')
        rows = {row.xpath('td')[0].text_content(): row.xpath('td')[1].text_content() for row in office.page.xpath('//tbody/tr')}
        self.assertEqual((rows['标准类别'], rows['采用程度']), ('单选', '多选'))
        self.send(office, 'a.docx', WORD_FORMS['lists'][0])
        self.assertIn('可增加行的列表：姓名 · 职务 · 手机 · 邮箱', office.text())

    def test_each_form_can_be_published_once_its_gaps_are_filled(self):
        office = self.publisher()
        for name, (content, fields) in WORD_FORMS.items():
            kind = f'new-{name}'
            with self.subTest(name):
                self.assertEqual(self.send(office, f'{name}.docx', content, kind).status, 200, office.text())
                for page in ('words', 'fields', 'steps', 'rules', 'look'):
                    self.assertEqual(office.ask('GET', f'{FORMS}/{kind}/{page}').status, 200)
                for file in ('1.svg', '1.svg?data=longest', 'form.pdf', 'form.xlsx', 'web'):
                    self.assertEqual(office.ask('GET', f'{FORMS}/{kind}/{file}').status, 200, file)
                gaps = self.gaps(office, kind)
                self.assertEqual([gap for gap in gaps if 'no English' not in gap and 'English' not in gap], [])
                if gaps:
                    self.translate(office, kind)
                self.assertEqual(self.gaps(office, kind), [])
                self.assertIn('All checks passed', office.text())
                self.post_at(office, kind, 'publish', [('from', self.today()), ('note', ''), ('_publish', '1')])
                self.assertIn('is published', office.text())
        # The last one is filled in like any other, and changed like any other.
        self.wait_until(lambda: Browser(self.service, 'zh').ask('GET', f'/forms/{kind}').status == 200)
        self.assertEqual(self.drafts(), [])
        office.ask('GET', f'{FORMS}/{kind}/words')
        self.assertIn('Nothing has been changed', office.text())

    def test_a_draft_is_changed_undone_and_discarded(self):
        office = self.office()
        self.send(office, 'a.docx', WORD_FORMS['lines'][0])
        office.ask('GET', f'{FORMS}/{NEW}/fields')
        self.post_at(office, NEW, 'fields', [('new_zh', '备注'), ('new_en', 'remarks'), ('new_type', 'long'), ('new_after', ''), ('_add', '1')])
        self.assertIn('/remarks', self.form_of()['fields'])
        self.post_at(office, NEW, 'fields', [('_undo', '1')])
        self.assertNotIn('/remarks', self.form_of()['fields'])
        self.post_at(office, NEW, 'fields', [('_discard', '1')])
        self.assertEqual((office.path, self.drafts()), (FORMS, []))


class FromLists(NewForms):
    def test_typed_fields_become_a_form(self):
        office = self.office()
        self.assertEqual(self.write_list(office, LIST.replace('\n', '\r\n')).status, 200, office.text())
        self.assertIn('The form has 3 fields', office.text())
        form = self.form_of()
        self.assertEqual(form['title'], {'zh': '培训报名表', 'en': 'registration for a training'})
        self.assertEqual([field['title']['zh'] for field in form['fields'].values()], ['姓名', '参加时间', '意见'])

    def test_tables_of_each_kind_become_the_same_form(self):
        office = self.office()
        rows = [['栏目', '英文', '类型', '必填'], ['姓名', 'name', '人名', '是'], ['备注', 'remarks', '长文字', '']]
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        held = io.BytesIO()
        book.save(held)
        markdown = '# 登记表 = register\n\n' + '\n'.join('| ' + ' | '.join(row) + ' |' for row in [rows[0], ['---'] * 4, *rows[1:]]) + '\n'
        fields = []
        for number, (name, content) in enumerate((('a.csv', text.getvalue().encode()), ('a.xlsx', held.getvalue()), ('a.md', markdown.encode()))):
            self.assertEqual(self.send(office, name, content, f'table-{"abc"[number]}', title_zh='登记表', title_en='register').status, 200, office.text())
            fields.append(self.form_of(f'table-{"abc"[number]}')['fields'])
        self.assertEqual(fields[0], fields[1])
        self.assertEqual(fields[0], fields[2])
        self.assertEqual(list(fields[0].values())[0]['title'], {'zh': '姓名', 'en': 'name'})

    def test_a_title_that_is_not_typed_stays_that_of_the_list(self):
        office = self.office()
        for kind, typed, title in (('title-a', {}, ('报名表', 'registration')), ('title-b', {'title_zh': '登记表'}, ('登记表', 'registration')),
                                   ('title-c', {'title_en': 'register'}, ('报名表', 'register'))):
            self.assertEqual(self.write_list(office, '# 报名表 = registration\nBMI：数字\nMZ编号\n', kind, **typed).status, 200, office.text())
            self.assertEqual(tuple(self.form_of(kind)['title'].values()), title)

    def test_a_bad_line_is_named_and_what_was_typed_stays(self):
        office = self.office()
        lines = '# 表\n姓名：人名，电话\n'
        self.assertEqual(self.write_list(office, lines, title_zh='登记表').status, 422)
        self.assertIn('line 2', office.page.xpath('//ul[@class="messages"]')[0].text_content())
        self.assertEqual(office.page.xpath('//textarea[@name="lines"]')[0].text.strip(), lines.strip())
        self.assertEqual(office.page.xpath('//input[@name="title_zh"]/@value')[0], '登记表')
        self.assertEqual(self.drafts(), [])


class Refused(NewForms):
    def cases(self):
        parts = {'[Content_Types].xml': '<Types/>', 'word/document.xml': '<w:document'}
        broken, bomb = io.BytesIO(), io.BytesIO()
        with zipfile.ZipFile(broken, 'w') as package:
            for name, text in parts.items():
                package.writestr(name, text)
        with zipfile.ZipFile(bomb, 'w', zipfile.ZIP_DEFLATED) as package:
            for name, content in word_file(title('x')) and {**parts, 'word/document.xml': b'<w:document>' + b' ' * (300 << 20)}.items():
                package.writestr(name, content)
        tagged = word_file(title('通知'), paragraph(run('{{ name }}同志：')))
        old = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(512)
        return (('a.doc', old + 'WordDocument'.encode('utf-16-le'), 'save', '另存为'), ('a.wps', old, 'save', '另存为'),
                ('a.docx', old + 'EncryptedPackage'.encode('utf-16-le'), 'password', '密码'),
                ('a.pdf', b'%PDF-1.7\n', 'PDF', 'PDF'), ('a.docx', b'%PDF-1.7\n', 'PDF', 'PDF'), ('a.png', b'\x89PNG\r\n\x1a\n', 'PNG', 'PNG'),
                ('a.docx', broken.getvalue(), 'not a Word file', '不是可以读取的'), ('a.docx', bomb.getvalue(), 'a.docx', 'a.docx'),
                ('a.docx', WORD_FORMS['lines'][0][:900], 'not a Word file', '不是可以读取的'), ('a.docx', b'', 'not a Word file', '不是可以读取的'),
                ('a.docx', tagged, 'tags', '标签'), ('a.docx', word_file(title('纪要'), paragraph(run('会议于三月召开。'))), 'no place to fill in', '没有找到'),
                ('a.odt', b'PK\x03\x04', 'another type', '其他类型'), ('a', b'x', 'another type', '其他类型'), ('a.txt', b'# x\n', 'no fields', '没有栏目'),
                ('a.txt', b'\xff\xfe\x00', 'a.txt', 'a.txt'), ('a.xlsx', b'PK\x03\x04', 'a.xlsx', 'a.xlsx'))

    def test_other_files_are_refused_with_a_remedy_and_nothing_is_kept(self):
        offices = {language: self.office(language=language) for language in ('en', 'zh')}
        for name, content, *words in self.cases():
            for language, word in zip(('en', 'zh'), words):
                with self.subTest(name=name, size=len(content), language=language):
                    office = offices[language]
                    answer = self.send(office, name, content, title_zh='登记表')
                    self.assertEqual(answer.status, 422, office.text())
                    self.assertIn(word, office.page.xpath('//main')[0].text_content())
                    self.assertNotIn('/tmp', office.text())
                    self.assertEqual(office.page.xpath('//input[@name="title_zh"]/@value')[0], '登记表')
        self.assertEqual(self.drafts(), [])

    def test_names_titles_and_sizes(self):
        office = self.office()
        good = WORD_FORMS['lines'][0]
        for kind in ('visit', '../x', '', 'a--b', 'monthly-bulletin', 'shared', '-'):
            self.assertEqual(self.send(office, 'a.docx', good, kind).status, 422, kind)
            self.assertIn('no other form', office.text())
        self.assertEqual(self.send(office, 'a.docx', bytes((16 << 20) + 1)).status, 422)
        self.assertIn('16 MB', office.text())
        office.ask('GET', FORMS)
        self.assertEqual(office.post(FORMS, [('_token', office.token()), ('name', NEW), ('_file', '1')]).status, 422)
        self.assertIn('Choose a file', office.text())
        self.assertEqual(self.send(office, 'a.docx', good, lines='姓名').status, 422)
        self.assertIn('not both', office.text())
        self.assertEqual(self.write_list(office, '\n'.join(f'栏目{i}' for i in range(500))).status, 422)
        self.assertIn('500 fields; a form has at most 200', office.text())
        self.assertEqual(self.drafts(), [])
        self.assertEqual(self.send(office, 'a.docx', good).status, 200)
        self.assertEqual(self.send(office, 'a.docx', good).status, 422, 'the name is taken')
        self.assertEqual(self.office('zhao').ask('GET', FORMS).status, 403)


class ByPrograms(NewForms):
    def setUp(self):
        super().setUp()
        self.key = gongwen('key', 'add', 'test', '--scope', 'forms.write', '--scope', 'inbox.read', *self.place()).out.strip()

    def call(self, method, path, body=None, **headers):
        return self.service.ask(method, path, body, {'Authorization': f'Bearer {self.key}', 'Accept-Language': 'en',
                                                     **{name.replace('_', '-'): value for name, value in headers.items()}})

    def test_a_form_is_drafted_changed_and_published(self):
        answer = self.call('POST', f'/api/v1/kinds?kind={NEW}&title_en=personal+data&title_zh=%E4%BA%BA%E5%91%98', WORD_FORMS['personal'][0], Content_Type=WORD)
        self.assertEqual(answer.status, 201, answer.body)
        told = answer.json()
        self.assertEqual((told['kind'], told['revision'], answer.headers['etag'], answer.headers['location']),
                         (NEW, 1, '"1"', f'/api/v1/kinds/{NEW}/draft'))
        self.assertEqual(told['guesses'][0], {'title': '姓名', 'pointer': '/name', 'type': 'person', 'place': '¶3', 'reason': 'cell-beside', 'sure': True})
        self.assertTrue(all('English' in flaw['text'] for flaw in told['flaws']), told['flaws'])
        form = self.call('GET', told and answer.headers['location']).json()
        self.assertEqual(form['title'], {'zh': '人员', 'en': 'personal data'})
        for field in form['fields'].values():
            field['title']['en'] = 'english'
        form['web']['steps'][0]['title']['en'] = 'step'
        changed = self.call('PUT', f'/api/v1/kinds/{NEW}/draft', json.dumps(form).encode(), Content_Type='application/json', If_Match='"1"')
        self.assertTrue(changed.json()['ok'], changed.body)
        # Which kinds there are is asked anew when there is another one.
        address = f'/api/v1/submissions?kind={NEW}'
        self.assertEqual(self.call('GET', address).problem(), 'unknown-kind')
        published = self.call('POST', f'/api/v1/kinds/{NEW}/draft/publish', json.dumps({'from': self.today()}).encode(),
                              Content_Type='application/json', If_Match='"2"')
        self.assertEqual(published.status, 200, published.body)
        self.wait_until(lambda: self.call('GET', address).status == 200)

    def test_bad_names_and_files(self):
        for kind in ('visit', '', 'shared', 'monthly-bulletin'):
            answer = self.call('POST', f'/api/v1/kinds?kind={kind}', LIST.encode(), Content_Type='text/plain')
            self.assertIn(answer.status, (400, 422), kind)
        answer = self.call('POST', f'/api/v1/kinds?kind={NEW}', b'PK', Content_Type=WORD)
        self.assertEqual((answer.status, answer.json()['type']), (422, '/problems/no-form'))
        self.assertEqual(answer.json()['report']['diagnostics'][0]['id'], 'adopt/unreadable')
        for content, media_type, name in ((b'%PDF-1.7', WORD, 'adopt/other-file'), (word_file(title('通知'), paragraph(run('{{ name }}'))), WORD, 'adopt/has-tags'),
                                          (word_file(title('纪要')), WORD, 'adopt/no-fields'), ('\n'.join(f'栏{i}' for i in range(201)).encode(), 'text/plain', 'adopt/too-many-fields'),
                                          ('# 表\n姓名：人名，电话\n'.encode(), 'text/markdown', 'engine/list-two-types')):
            answer = self.call('POST', f'/api/v1/kinds?kind={NEW}', content, Content_Type=media_type)
            self.assertEqual((answer.status, answer.json()['report']['diagnostics'][0]['id']), (422, name))
        self.assertEqual(self.drafts(), [])
        self.assertEqual(self.call('POST', f'/api/v1/kinds?kind={NEW}', b'x', Content_Type='application/pdf').status, 415)
        self.assertEqual(self.call('POST', f'/api/v1/kinds?kind={NEW}', '# 表\n姓名\n'.encode(), Content_Type='text/plain').status, 201)
        self.assertEqual(self.call('POST', f'/api/v1/kinds?kind={NEW}', '# 表\n姓名\n'.encode(), Content_Type='text/plain').status, 422)


class InABrowser(NewForms):
    def test_a_secretary_uploads_a_form(self):
        office = self.office()
        top = f'http://{self.service.host}:{self.service.port}'
        shots = os.environ.get('GONGWEN_SHOTS')
        self.send(office, 'a.docx', WORD_FORMS['lists'][0])
        shown = office.path
        with Chromium() as tab:
            for language, width in (('zh', 390), ('en', 1280)):
                for name, path in (('forms', FORMS), ('found', shown), ('fields', f'{FORMS}/{NEW}/fields'), ('publish', f'{FORMS}/{NEW}/publish')):
                    tab.open(top + path, cookies={'__Host-s': office.cookies['__Host-s']}, width=width, language=language)
                    with self.subTest(path=path, width=width):
                        self.assertEqual((tab.barriers(), tab.overflow(), tab.complaints), ([], 0, []))
                    if shots:
                        tab.picture(f'{shots}/{width}-{name}.png')


if __name__ == '__main__':
    unittest.main()
