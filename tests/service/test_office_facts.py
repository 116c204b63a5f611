"""The records that the bulletin is published from, on the office's pages: entered by form and by workbook, previewed,
published and corrected."""
import io
import json
import shutil
import unittest
import urllib.parse

import openpyxl

from harness import ROOT, CommandTest
from serving import Service
from test_office import SAMPLE, OfficeTest


def pointers(value, pointer=''):
    """Each value of a record with the name that it has on the form."""
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from pointers(inner, f'{pointer}/{name}')
    if not isinstance(value, (dict, list)):
        yield pointer, value


class FactsTest(OfficeTest):
    """An office with a store and a site."""

    accounts = {'wang': 'secretary', 'qian': 'viewer'}

    def setUp(self):
        CommandTest.setUp(self)
        self.state = self.folder / 'state'
        self.store = self.folder / 'facts.db'
        self.site = self.folder / 'site'
        self.run_gongwen('store', 'init', self.store)
        self.add_accounts()
        self.service = Service('--office', '--state', self.state, '--store', self.store, '--site', self.site, *self.templates()).__enter__()
        self.addCleanup(self.service.__exit__)

    def templates(self):
        """Options that name other bundles."""
        return []

    def enter(self, office, kind, **values):
        """A record by form."""
        office.ask('GET', f'/office/facts/record?type={kind}' + (f'&member=type&decides={values["type"]}' if 'type' in values else ''))
        fields = [(pointer, str(value)) for pointer, value in pointers(values)]
        return office.post('/office/facts/record', office.hidden() + fields + [('_reason', '例会纪要'), ('_save', '1')])

    @staticmethod
    def changed_book(office, change):
        """The bytes of the workbook of all facts after `change` of it."""
        book = openpyxl.load_workbook(io.BytesIO(office.ask('GET', '/office/facts/book.xlsx').body))
        change(book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    @staticmethod
    def cell_with(book, text):
        [cell] = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text]
        return cell


class Facts(FactsTest):
    """A month from its first fact to its publication and correction, without a shell."""

    def publish(self, office, period='2024-02'):
        """From the page of the preview, as it is now."""
        office.ask('GET', f'/office/facts/issue?period={period}&_=')
        return office.post('/office/facts/issue', office.hidden() + [('_publish', '1')])

    def test_a_month(self):
        office = self.office()
        self.enter(office, 'project', plan_number='20249001-T-469', title='网络安全技术　示例邮筒安全要求', scope='适用于虚构场景中的邮筒。')
        self.assertIn('key=20249001-T-469', office.query, office.text()[:600])
        self.enter(office, 'event', type='ns_draft_review', dates=['2024-02-05'], standards=[{'plan_number': '20249001-T-469', 'passed': 'true'}])
        self.assertIn('key=', office.query, office.text()[:900])
        self.enter(office, 'event', type='mt_meeting', dates=['2024-02-20', '2024-02-21'], name='示例工作组会议', place='示例市', participants='42')
        self.assertIn('key=', office.query, office.text()[:900])
        key = dict(part.split('=') for part in office.query.split('&'))['key']
        office.ask('GET', '/office/facts')
        self.assertIn('示例工作组会议', office.text())
        self.assertEqual(len(office.page.xpath('//tbody/tr')), 3)
        # Bad values come back with what was typed.
        answer = self.enter(office, 'event', type='mt_meeting', dates=['2024-02-31'], name='不存在的一天')
        self.assertEqual(answer.status, 422)
        self.assertEqual(dict(office.typed())['/name'], '不存在的一天')
        self.assertTrue(office.page.xpath('//*[@name="/dates/0" and @aria-invalid="true"]'), 'at its field')
        # The preview, its document, and the publication.
        office.ask('GET', '/office/facts/issue?period=2024-02&_=')
        self.assertEqual(office.answer.status, 200, office.text())
        self.assertIn('2024-02', office.text())
        # A month as people write it.
        month = urllib.parse.urlencode({'period': '2024年2月'})
        self.assertEqual(office.ask('GET', f'/office/facts/issue?{month}').status, 200, office.text())
        self.assertIn('2024-02', office.text())
        office.ask('GET', f'/office/facts?{month}')
        self.assertEqual(len(office.page.xpath('//tbody/tr')), 2, 'both events, and not the project')
        pdf = office.ask('GET', '/office/facts/issue.pdf?period=2024-02')
        self.assertTrue(pdf.body.startswith(b'%PDF'), pdf.body[:300])
        self.assertFalse(self.site.exists() and list(self.site.glob('**/*.pdf')), 'a preview publishes nothing')
        self.publish(office)
        self.assertEqual(office.answer.status, 200, office.text())
        self.assertTrue(office.page.xpath('//p[@role="status"]'))
        self.assertTrue(list(self.site.glob('**/*.pdf')))
        self.check_site()
        # A correction: the record is changed, the issue published again.
        office.ask('GET', f'/office/facts/record?type=event&key={key}')
        changed = self.typed_record(office, place='另一示例市')
        office.post('/office/facts/record', changed + [('_reason', '更正地点'), ('_save', '1')])
        self.assertIn('key=', office.query, office.text()[:900])
        office.ask('GET', f'/office/facts/record/history?type=event&key={key}')
        self.assertIn('更正地点', office.text())
        record = json.loads(self.run_gongwen('store', 'show', self.store, 'event', key.replace('%2F', '/')).stdout)
        self.assertEqual(record['place'], '另一示例市')
        self.assertEqual((record['name'], record['participants'], record['dates']), ('示例工作组会议', 42, ['2024-02-20', '2024-02-21']))
        self.publish(office)
        self.assertIn('edition 2', office.text())
        self.assertIn('wang某', self.run_gongwen('store', 'show', self.store, 'event', key.replace('%2F', '/'), '--history').stdout)

    def test_only_what_was_previewed_is_published(self):
        one, other = self.office(language='zh'), self.office()
        self.enter(one, 'event', type='mt_meeting', dates=['2024-02-20'], name='示例工作组会议', place='示例市', participants='42')
        one.ask('GET', '/office/facts/issue?period=2024-02&_=')
        seen = one.hidden()
        self.assertRegex(dict(seen)['_facts'], '^[0-9a-f]{64}$')
        self.enter(other, 'event', type='mt_meeting', dates=['2024-02-21'], name='另一示例会议', place='示例市', participants='7')
        self.assertEqual(one.post('/office/facts/issue', seen + [('_publish', '1')]).status, 409)
        self.assertIn('与预览时不同', one.page.xpath('//p[@role="alert"]')[0].text_content())
        self.assertIn('另一示例会议', one.text(), 'the contents as they are now')
        # A page that shows no preview publishes nothing, whatever it sends.
        for facts in ([], [('_facts', '')], [('_facts', '0' * 64)]):
            sent = [(name, value) for name, value in one.hidden() if name != '_facts'] + facts
            self.assertEqual(one.post('/office/facts/issue', sent + [('_publish', '1')]).status, 409, facts)
        self.assertFalse(list(self.site.glob('**/*.pdf')))
        self.assertEqual(one.post('/office/facts/issue', one.hidden() + [('_publish', '1')]).status, 200)
        self.assertTrue(list(self.site.glob('**/*.pdf')))
        self.assertEqual(self.outcomes(), ['refused'] * 4 + ['ok'])

    def outcomes(self):
        """Of the audit, the result of each publication."""
        return [result for result, in self.rows("SELECT result FROM gw_audit WHERE action = 'facts.publish' ORDER BY number")]

    def test_records_replace_only_what_was_seen(self):
        one, other = self.office(), self.office()
        known = {'plan_number': '20249001-T-469', 'title': '网络安全技术　示例邮筒安全要求', 'scope': '适用于虚构场景中的邮筒。'}
        self.enter(one, 'project', **known)
        # A new record with the key of another one.
        self.assertEqual(self.enter(one, 'project', **{**known, 'title': '另一标题'}).status, 422)
        self.assertIn('另一标题', dict(one.typed())['/title'])
        self.assertEqual(self.show('project', '20249001-T-469')['title'], known['title'])
        # Two who change the same record.
        address = '/office/facts/record?type=project&key=20249001-T-469'
        one.ask('GET', address)
        other.ask('GET', address)
        first, second = self.typed_record(one, scope='甲改'), self.typed_record(other, scope='乙改')
        one.post('/office/facts/record', first + [('_save', '1')])
        self.assertEqual(other.post('/office/facts/record', second + [('_save', '1')]).status, 409)
        self.assertEqual(dict(other.typed())['/scope'], '乙改')
        self.assertEqual(other.post('/office/facts/record', second + [('_remove', '1')]).status, 409, 'nor is it removed')
        self.assertEqual(self.show('project', '20249001-T-469')['scope'], '甲改')
        # Another key: the record moves, and no copy is left.
        one.ask('GET', address)
        one.post('/office/facts/record', self.typed_record(one, plan_number='20249003-T-469') + [('_save', '1')])
        self.assertIn('key=20249003-T-469', one.query, one.text()[:600])
        self.assertEqual(self.run_gongwen('store', 'list', self.store).stdout.count('20249'), 1)

    def typed_record(self, office, **changes):
        typed = {**dict(office.typed()), **{f'/{name}': value for name, value in changes.items()}}
        return office.hidden() + [(name, value) for name, value in typed.items() if name.startswith('/')]

    def show(self, kind, key):
        return json.loads(self.run_gongwen('store', 'show', self.store, kind, key).stdout)

    def test_an_import_makes_the_changes_that_were_shown(self):
        office, other = self.office(), self.office()
        head = 'plan_number,title,scope\n'
        line = '2024900{0}-T-469,网络安全技术　示例路灯安全要求{0},适用于虚构场景中的路灯。\n'
        self.upload_table(office, head + line.format(1))
        fields = office.hidden() + office.ticked()
        # What was uploaded after that is another file.
        self.upload_table(other, head + line.format(2))
        self.assertEqual(office.post('/office/facts', fields + [('_commit', '1')]).status, 409)
        self.assertNotIn('20249', self.run_gongwen('store', 'list', self.store).stdout)
        self.upload_table(office, head + line.format(1))
        fields = office.hidden() + office.ticked()
        self.run_gongwen('store', 'import', self.store, self.record_file(), '--type', 'project', '--reason', '测试')
        self.assertEqual(office.post('/office/facts', fields + [('_commit', '1')]).status, 409)
        self.assertEqual(self.show('project', '20249001-T-469')['scope'], '由他人录入。')
        self.assertTrue(office.page.xpath('//button[@name="_commit"]'), 'the changes as they would be now')
        self.assertEqual(office.post('/office/facts', office.hidden() + office.ticked() + [('_commit', '1')]).status, 200)
        self.assertEqual(self.show('project', '20249001-T-469')['scope'], '适用于虚构场景中的路灯。')

    def record_file(self):
        path = self.folder / 'record.jsonl'
        path.write_text(json.dumps({'plan_number': '20249001-T-469', 'title': '网络安全技术　示例路灯安全要求1', 'scope': '由他人录入。'}, ensure_ascii=False))
        return path

    def upload_table(self, office, text):
        office.ask('GET', '/office/facts')
        office.upload('/office/facts', 'file', 'x.csv', text.encode(), [('_upload', '1'), ('type', 'project')])
        self.assertEqual(office.answer.status, 200, office.text()[:600])

    def test_records_stay_unless_their_removal_is_asked_for(self):
        office = self.office()
        for number in (1, 2):
            self.enter(office, 'project', plan_number=f'2024900{number}-T-469', title=f'网络安全技术　示例邮筒安全要求{number}', scope='适用于虚构场景中的邮筒。')
        book = openpyxl.load_workbook(io.BytesIO(office.ask('GET', '/office/facts/book.xlsx').body))
        for sheet in (one for one in book if not one.title.startswith('_')):
            for row in range(sheet.max_row, 0, -1):
                if any(str(cell.value or '').startswith('20249002') for cell in sheet[row]):
                    sheet.delete_rows(row)
        content = io.BytesIO()
        book.save(content)
        for ticked, left in ([], 2), ([('_row', 'project 20249002-T-469')], 1):
            office.ask('GET', '/office/facts')
            office.upload('/office/facts', 'file', 'x.xlsx', content.getvalue(), [('_upload', '1'), ('type', '')])
            self.assertEqual(office.ticked(), [], 'a row that is gone is no reason to remove the record')
            self.assertEqual(office.page.xpath('//input[@name="_row"]/@value'), ['project 20249002-T-469'])
            answer = office.post('/office/facts', office.hidden() + ticked + [('_reason', '清理'), ('_commit', '1')])
            self.assertEqual(answer.status, 200 if ticked else 422)
            self.assertEqual(self.run_gongwen('store', 'list', self.store).stdout.count('20249'), left, ticked)

    def check_site(self):
        """Readers see the site as it is, and nothing else."""
        self.assertEqual(self.service.ask('GET', '/site').headers['location'], '/site/')
        index = self.service.ask('GET', '/site/')
        self.assertEqual((index.status, index.headers['content-type']), (200, 'text/html; charset=utf-8'))
        self.assertEqual(index.body, (self.site / 'index.html').read_bytes())
        pdf = next(path for path in self.site.glob('2024/**/*.pdf'))
        address = f'/site/{pdf.relative_to(self.site)}'
        whole = self.service.ask('GET', address)
        self.assertEqual((whole.body, whole.headers['content-type']), (pdf.read_bytes(), 'application/pdf'))
        self.assertEqual(self.service.ask('GET', address, None, {'If-None-Match': whole.headers['etag']}).status, 304)
        part = self.service.ask('GET', address, None, {'Range': 'bytes=0-4'})
        self.assertEqual((part.status, part.body), (206, b'%PDF-'))
        self.assertEqual(self.service.ask('GET', f'/site/{pdf.parent.relative_to(self.site)}').status, 301)
        outside = (self.site / '.gongwen/current').resolve() / 'outside.txt'
        outside.symlink_to('/etc/hostname')
        for path in ('outside.txt', '.gongwen/current/index.html', '../facts.db', '%2e%2e/facts.db', '2024/%2e%2e/%2e%2e/facts.db', 'none.html', '.gongwen'):
            self.assertIn(self.service.ask('GET', f'/site/{path}').status, (400, 404), path)
        outside.unlink()
        self.assertEqual(self.service.ask('POST', '/site/', b'').status, 404)
        missing = self.service.ask('GET', '/site/none.html', None, {'Accept-Language': 'zh'})
        self.assertTrue(missing.headers['content-type'].startswith('text/html'))
        self.assertIn('lang="zh', missing.body.decode())

    def test_a_workbook_there_and_back(self):
        office = self.office()
        self.enter(office, 'project', plan_number='20249001-T-469', title='网络安全技术　示例邮筒安全要求', scope='适用于虚构场景中的邮筒。')
        book = office.ask('GET', '/office/facts/book.xlsx')
        self.assertTrue(book.body.startswith(b'PK'))
        office.ask('GET', '/office/facts')
        office.upload('/office/facts', 'file', '记录.xlsx', book.body, [('_upload', '1'), ('type', '')])
        self.assertEqual(office.answer.status, 200)
        self.assertFalse(office.page.xpath('//button[@name="_commit"]'), 'nothing would change')
        table = 'plan_number,title,scope\n20249002-T-469,网络安全技术　示例路灯安全要求,适用于虚构场景中的路灯。\n'
        office.ask('GET', '/office/facts')
        office.upload('/office/facts', 'file', '../../x.csv', table.encode(), [('_upload', '1'), ('type', 'project')])
        self.assertIn('20249002-T-469', office.text())
        self.assertNotIn('20249002', self.run_gongwen('store', 'list', self.store).stdout, 'nothing was changed yet')
        office.post('/office/facts', office.hidden() + office.ticked() + [('_reason', '补录'), ('_commit', '1')])
        self.assertIn('20249002-T-469', office.text())
        self.assertIn('20249002', self.run_gongwen('store', 'list', self.store).stdout)

    def test_a_viewer_changes_nothing(self):
        viewer = self.office('qian')
        viewer.ask('GET', '/office/facts')
        self.assertEqual(viewer.answer.status, 200)
        token = viewer.token()
        for path, fields in (('/office/facts/record', [('_type', 'project'), ('_save', '1')]), ('/office/facts/issue', [('period', '2024-02'), ('_publish', '1')])):
            self.assertEqual(viewer.post(path, [('_token', token), *fields]).status, 403)


class Entering(FactsTest):
    """Accepted submissions that become records."""

    def accepted(self, office, **changes):
        """The page of an accepted application, and its name."""
        data = {**json.loads(SAMPLE.read_text('utf-8')), **changes}
        office.ask('GET', '/office/import')
        office.upload('/office/import', 'file', '表.json', json.dumps(data).encode(), [('kind', 'expert-application')])
        link = office.page.xpath('//td/a/@href')[0]
        office.ask('GET', link)
        office.press_at(link, '_accept')
        return link

    def people(self):
        lines = self.run_gongwen('store', 'export', self.store, '--type', 'person').stdout
        return json.loads(lines).get('people', [])

    def enter_form(self, office, link):
        office.ask('GET', link + '/record')
        return office.post(link + '/record', office.hidden() + [('_enter', '1')])

    def test_it_is_shown_and_entered_once(self):
        office, other = self.office(), self.office()
        link = self.accepted(office)
        self.assertEqual(office.page.xpath('//form[@method="get"]/@action'), [link + '/record'])
        for one in office, other:
            self.assertEqual(one.ask('GET', link + '/record').status, 200)
        data = json.loads(SAMPLE.read_text('utf-8'))
        shown = [cell.text_content() for cell in office.page.xpath('//tbody//td')]
        self.assertEqual([shown[i] for i in (2, 5, 8)], [data['name_zh'], data['post_title'], data['email']])
        self.assertIn('New: person person-1', office.text())
        self.assertEqual(self.people(), [], 'a page that is read changes nothing')
        # Nothing but what was shown.
        forged = [(name, '0' * 64 if name == '_plan' else value) for name, value in office.hidden()]
        for sent in (forged, [pair for pair in forged if pair[0] != '_plan']):
            self.assertEqual(office.post(link + '/record', sent + [('_enter', '1')]).status, 409)
        self.assertEqual(self.people(), [])
        self.assertEqual(office.post(link + '/record', office.hidden() + [('_enter', '1')]).status, 200)
        self.assertEqual(office.path, link)
        self.assertIn('entered into the records', office.text())
        expected = [{'id': 'person-1', 'name': data['name_zh'], 'post': data['post_title'], 'email': data['email']}]
        self.assertEqual(self.people(), expected)
        receipt = office.page.xpath('//dl[@class="facts"]/dd')[0].text_content()
        self.assertIn(receipt, self.run_gongwen('store', 'show', self.store, 'person', 'person-1', '--history').stdout)
        # Nobody enters it again: not who has had the page open, nor who asks for it again.
        self.assertEqual(other.post(link + '/record', other.hidden() + [('_enter', '1')]).status, 409)
        self.assertEqual(self.enter_form(office, link).status, 409)
        self.assertIn('Already entered as person person-1', office.text())
        self.assertEqual(self.people(), expected)
        said = self.rows("SELECT result FROM gw_audit WHERE action = 'facts.submission' ORDER BY number")
        self.assertEqual(said, [('refused',), ('refused',), ('ok',), ('refused',), ('refused',)])
        # Who has removed the record may enter it again.
        self.run_gongwen('store', 'remove', self.store, 'person', 'person-1', '--reason', '误录')
        self.assertEqual(self.enter_form(office, link).status, 200)
        self.assertEqual(self.people(), expected)

    def test_records_of_others_stay_as_they_are(self):
        office = self.office()
        self.enter(office, 'person', id='zhang', name=json.loads(SAMPLE.read_text('utf-8'))['name_zh'], post='处长')
        self.run_gongwen('store', 'add', self.store, 'person', self.write('one.json', '{"id": "person-1", "name": "李示例", "post": "主任"}'), '--reason', '测试')
        link = self.accepted(office, name_zh='李示例')
        before = self.people()
        answer = office.ask('GET', link + '/record')
        self.assertEqual((answer.status, office.page.xpath('//button[@name="_enter"]')), (422, []))
        self.assertTrue(office.page.xpath('//ul[@class="messages"]/li'))
        self.assertEqual(self.enter_form(office, link).status, 422, 'without a plan')
        self.assertEqual(self.people(), before)

    def test_only_accepted_ones_by_secretaries(self):
        office = self.office()
        waiting = self.imported(office)
        self.assertEqual(office.ask('GET', waiting + '/record').status, 409)
        self.assertFalse(office.page.xpath('//form[@method="get"]'))
        other = self.imported(office, ROOT / 'samples/commitment-letter/typical.json', 'commitment-letter')
        office.ask('GET', other)
        office.press_at(other, '_accept')
        self.assertFalse(office.page.xpath('//form[@method="get"]'))
        self.assertEqual(office.ask('GET', other + '/record').status, 404, 'a kind that becomes no record')
        link = self.accepted(office, name_zh='王示例')
        viewer = self.office('qian')
        viewer.ask('GET', link)
        self.assertFalse(viewer.page.xpath('//form[@method="get"]'))
        self.assertEqual(viewer.ask('GET', link + '/record').status, 403)
        self.assertEqual(office.post(link + '/record', [('_enter', '1')]).status, 403, 'a page of another site')
        self.assertEqual(self.people(), [])


class OtherBundles(FactsTest):
    """What a form becomes is for its bundle to say."""

    accepted = Entering.accepted
    enter_form = Entering.enter_form

    def templates(self):
        folder = self.folder / 'templates'
        shutil.copytree(ROOT / 'templates', folder)
        path = folder / 'expert-application/form.json'
        bundle = json.loads(path.read_text('utf-8'))
        bundle['web']['records'] = [{'type': 'organisation', 'members': {'name': '/org_zh', 'name_en': '/org_en'}},
                                    {'type': 'project', 'fixed': {'id': 'kickoff-2', 'title': '网络安全技术　示例邮筒安全要求'}, 'members': {'scope': '/name_zh'}},
                                    {'type': 'person', 'members': {'name': '/name_zh', 'post': '/fax'}}]
        path.write_text(json.dumps(bundle, ensure_ascii=False), 'utf-8')
        other = folder / 'commitment-letter/form.json'
        bundle = json.loads(other.read_text('utf-8'))
        bundle['web']['records'] = [{'type': 'nothing', 'members': {'name': '/org'}}]
        other.write_text(json.dumps(bundle, ensure_ascii=False), 'utf-8')
        return ['--templates', folder]

    def test_records_of_any_type(self):
        office = self.office()
        link = self.accepted(office, name_zh='李示例')
        data = json.loads(SAMPLE.read_text('utf-8'))
        self.assertEqual(self.enter_form(office, link).status, 200, office.text())
        kept = json.loads(self.run_gongwen('store', 'export', self.store).stdout)
        self.assertEqual(kept['organisations'], [{'id': 'organisation-1', 'name': data['org_zh'], 'name_en': data['org_en']}])
        self.assertEqual(kept['projects'], [{'id': 'kickoff-2', 'title': '网络安全技术　示例邮筒安全要求', 'scope': '李示例'}])
        # What was not filled in is left out.
        self.assertEqual(kept['people'], [{'id': 'person-1', 'name': '李示例', **({'post': data['fax']} if data.get('fax') else {})}])
        # One that would be left of several is not entered either: all or none.
        self.run_gongwen('store', 'remove', self.store, 'person', 'person-1', '--reason', '误录')
        self.assertEqual(self.enter_form(office, link).status, 409)
        self.assertIn('organisation organisation-1, project kickoff-2', office.text())

    def test_a_type_that_the_store_does_not_have(self):
        office = self.office()
        link = self.imported(office, ROOT / 'samples/commitment-letter/typical.json', 'commitment-letter')
        office.ask('GET', link)
        office.press_at(link, '_accept')
        self.assertEqual(office.ask('GET', link + '/record').status, 422)
        self.assertIn('nothing', office.page.xpath('//ul[@class="messages"]/li')[0].text_content())


if __name__ == '__main__':
    unittest.main()
