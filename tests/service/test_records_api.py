"""The store of facts for programs: the forms of records, records as values and as JSON, and what an import would change."""
import json
import unittest
import urllib.parse


from harness import ROOT
from serving import multipart
from test_office_facts import FactsTest

XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
PROJECT = {'plan_number': '20249001-T-469', 'title': '网络安全技术　示例邮筒安全要求', 'scope': '适用于虚构场景中的邮筒。'}
MEETING = {'/type': 'mt_meeting', '/dates/0': '2024年2月20日', '/name': '示例工作组会议', '/place': '示例市', '/participants': '42'}


class RecordsApi(FactsTest):
    def setUp(self):
        super().setUp()
        self.key = self.key_with('records.write')

    def key_with(self, *scopes):
        words = [word for scope in scopes for word in ('--scope', scope)]
        return self.run_gongwen('key', 'add', 'program', *words, *self.place()).stdout.strip()

    def ask(self, method, path, body=None, media_type='application/json', **headers):
        given = {'Authorization': f'Bearer {self.key}', 'Accept-Language': 'zh', **{name.replace('_', '-'): value for name, value in headers.items()}}
        if body is not None:
            given['Content-Type'] = media_type
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.service.ask(method, f'/api/v1/records{path}', body, given)

    def saved(self, kind, order, query=''):
        answer = self.ask('POST', f'/{kind}{query}', order)
        self.assertEqual(answer.status, 200, answer.body.decode())
        return answer.json()

    def errors(self, answer):
        self.assertEqual((answer.status, answer.json()['type']), (422, '/problems/invalid-data'), answer.body.decode())
        return {error['pointer']: error for error in answer.json()['errors']}

    def test_the_form_says_what_a_record_needs(self):
        types = {one['name'] for one in self.ask('GET', '').json()['types']}
        self.assertLessEqual({'event', 'project', 'person'}, types)
        form = self.ask('GET', '/event/form').json()
        fields = {field['pointer']: field for step in form['steps'] for group in step['groups'] for field in group['fields']}
        self.assertIn('mt_meeting', {choice['value'] for choice in fields['/type']['choices']})
        self.assertNotIn('/participants', fields)
        form = self.ask('GET', '/event/form?form=mt_meeting').json()
        fields = {field['pointer']: field for step in form['steps'] for group in step['groups'] for field in group['fields']}
        self.assertEqual((fields['/name']['label'], fields['/name']['required'], form['values']), ('会议名称', True, {'/type': 'mt_meeting'}))
        self.assertIn('会议', form['title'])
        self.assertNotIn('revision', form)
        # What does not exist.
        answer = self.ask('GET', '/event/form?form=mt_party')
        self.assertEqual((answer.status, answer.json()['type']), (400, '/problems/bad-parameter'))
        self.assertIn('mt_meeting', answer.json()['detail'])
        answer = self.ask('GET', '/party/form')
        self.assertEqual(answer.status, 404)
        self.assertIn('event', answer.json()['detail'])
        self.assertEqual(self.ask('GET', '/event/form?id=2024-02%2Fnothing').status, 404)
        self.assertEqual(self.ask('GET', '/event/form?id=x&form=mt_meeting').status, 400)
        self.assertEqual(self.ask('GET', '/project/form?form=x').status, 400)

    def test_values_are_read_as_on_the_page(self):
        self.assertEqual(self.saved('event', {'values': MEETING}, '?dry_run=1')['saved'], False)
        self.assertEqual(self.records(), {})
        saved = self.saved('event', {'values': MEETING, 'reason': '例会纪要'})
        self.assertEqual((saved['action'], saved['saved'], saved['id']), ('add', True, '2024-02/meeting-0220'))
        record = self.records()['2024-02/meeting-0220']
        self.assertEqual((record['dates'], record['participants']), (['2024-02-20'], 42))
        history = self.run_gongwen('store', 'show', self.store, 'event', saved['id'], '--history').stdout
        self.assertIn('例会纪要', history)
        self.assertNotIn('/tmp', history)
        # The same again is no second meeting.
        self.assertIn('', self.errors(self.ask('POST', '/event', {'values': MEETING})))
        # Read, change, save.
        form = self.ask('GET', '/event/form?id=' + urllib.parse.quote(saved['id'], safe=''))
        said = form.json()
        self.assertEqual((said['revision'], form.headers['etag']), (saved['revision'], f'"{saved["revision"]}"'))
        self.assertEqual((said['values']['/participants'], said['record']['participants']), ('42', 42))
        changed = self.saved('event', {'id': saved['id'], 'revision': said['revision'], 'values': {**said['values'], '/place': '另一示例市'}})
        self.assertEqual((changed['action'], self.records()[saved['id']]['place']), ('change', '另一示例市'))
        # By somebody who has not seen that.
        order = {'id': saved['id'], 'values': {**said['values'], '/place': '第三示例市'}}
        self.assertEqual(self.ask('POST', '/event', {**order, 'revision': said['revision']}).status, 409)
        self.assertEqual(self.ask('POST', '/event', order, If_Match=form.headers['etag']).status, 412)
        self.assertEqual(self.ask('POST', '/event', order).status, 428)
        now = f'"{changed["revision"]}"'
        self.assertEqual([self.ask('POST', '/event?dry_run=1', order, If_Match=tags).status
                          for tags in ('*', f'W/{now}', '"7", "8"', changed['revision'], f'"7", {now}')], [428, 412, 412, 412, 200])
        self.assertEqual(self.ask('POST', '/event?dry_run=1', {**order, 'id': '2024-02/nothing'}, If_Match='""').status, 412)
        self.assertEqual(self.records()[saved['id']]['place'], '另一示例市')

    def records(self):
        exported = json.loads(self.run_gongwen('store', 'export', self.store).stdout)
        return {f'{record["dates"][0][:7]}/{record["id"]}': record for record in exported.get('events', [])}

    def test_a_record_as_json(self):
        saved = self.saved('project', {'record': PROJECT})
        self.assertEqual((saved['id'], self.show_project()), ('20249001-T-469', PROJECT))
        changed = self.saved('project', {'id': saved['id'], 'revision': saved['revision'], 'record': {**PROJECT, 'title': '另一标题'}})
        self.assertEqual((changed['action'], self.show_project()['title']), ('change', '另一标题'))
        same = self.saved('project', {'id': saved['id'], 'revision': changed['revision'], 'record': {**PROJECT, 'title': '另一标题'}})
        self.assertEqual((same['action'], same['revision']), ('same', changed['revision']))

    def show_project(self):
        return json.loads(self.run_gongwen('store', 'show', self.store, 'project', '20249001-T-469').stdout)

    def test_errors_have_pointers_labels_and_messages(self):
        bad = {**MEETING, '/dates/0': '2024-02-31', '/participants': '三十', '/place': 'x' * 200_000}
        errors = self.errors(self.ask('POST', '/event', {'values': bad}))
        self.assertIn('/place', errors)
        errors = self.errors(self.ask('POST', '/event', {'values': {**bad, '/place': '示例市'}}))
        self.assertEqual(set(errors), {'/dates/0', '/participants'})
        self.assertIn('参会人数', errors['/participants']['label'])
        self.assertTrue(errors['/participants']['text'])
        errors = self.errors(self.ask('POST', '/event', {'record': {'type': 'mt_meeting', 'dates': ['2024-02-20'], 'participants': 'x'}}))
        self.assertLessEqual({'/name', '/participants'}, set(errors))
        self.assertEqual(errors['/participants']['label'], '参会人数')
        self.errors(self.ask('POST', '/event', {'values': {**MEETING, '/strange': 'x'}}))
        for order in ({}, {'values': MEETING, 'record': PROJECT}, {'values': {'name': 'x'}}, {'record': [PROJECT]}, {'values': MEETING, 'revision': 'x'},
                      [], {'values': 'x'}):
            self.assertEqual(self.ask('POST', '/event', order).status, 422, order)
        self.assertEqual(self.ask('POST', '/event', b'{').status, 422)
        self.assertEqual(self.ask('POST', '/event', b'x', 'text/plain').status, 415)
        self.assertEqual(self.ask('POST', '/event', b' ' * 1_100_000).status, 413)
        self.assertEqual(self.ask('POST', '/party', {'values': MEETING}).status, 404)
        self.assertEqual(self.ask('POST', '/event?dryrun=1', {'values': MEETING}).status, 400)
        self.assertEqual(self.records(), {})

    def test_a_dry_run_lists_the_differences(self):
        saved = self.saved('event', {'values': MEETING})
        changed = {}

        def change(book):
            for former, value in (('示例市', '另一示例市'), (42, 44)):
                cell = self.cell_with(book, former)
                cell.value = value
                changed[former] = f'事项!{cell.coordinate}'

        content = self.changed_book(self.office(), change)
        answer = self.ask('POST', ':import?dry_run=1', content, XLSX)
        self.assertEqual(answer.status, 200, answer.body.decode())
        [record] = [one for one in answer.json()['records'] if one['action'] != 'same']
        self.assertEqual((record['type'], record['id'], record['action']), ('event', saved['id'], 'change'))
        self.assertIn('facts.xlsx 事项!', record['place'])
        fields = {field['pointer']: (field['before'], field['after'], field['place']) for field in record['fields']}
        self.assertEqual(fields, {'/place': ('示例市', '另一示例市', changed['示例市']), '/participants': ('42', '44', changed[42])})
        self.assertEqual(self.records()[saved['id']]['place'], '示例市')
        # A new record, with all that it has.
        answer = self.ask('POST', ':import?dry_run=1&type=project', PROJECT).json()
        [record] = answer['records']
        self.assertEqual((record['action'], {field['pointer']: field['after'] for field in record['fields']}),
                         ('add', {f'/{name}': value for name, value in PROJECT.items()}))
        # In the words of its form, in the language of the client.
        event = {'type': 'mt_meeting', 'dates': ['2024-02-20'], 'name': '另一示例会议', 'participants': 5}
        for language, label, word in (('zh', '参会人数', '会议'), ('en', 'Participants', 'meeting')):
            [record] = self.ask('POST', ':import?dry_run=1&type=event', event, Accept_Language=language).json()['records']
            said = {field['pointer']: field for field in record['fields']}
            self.assertEqual((said['/participants']['label'], said['/type']['after']), (label, word))
        # What was listed is saved, or nothing.
        plan = answer['plan']
        self.assertEqual(self.ask('POST', f':import?plan={plan}&type=project', {**PROJECT, 'title': '另一标题'}).status, 409)
        body, media_type = multipart([('file', '项目.json', 'application/json', json.dumps(PROJECT).encode())])
        self.assertEqual(self.ask('POST', f':import?plan={plan}&type=project&reason=x', body, media_type).json()['changed'], 1)
        self.assertEqual(self.show_project(), PROJECT)

    def test_errors_of_files_have_their_cells(self):
        self.saved('event', {'values': MEETING})
        place = []

        def change(book):
            cell = self.cell_with(book, 42)
            cell.value = '三十'
            place.append(f'事项!{cell.coordinate}')

        answer = self.ask('POST', ':import', self.changed_book(self.office(), change), XLSX)
        self.assertEqual(answer.status, 422)
        [said] = answer.json()['report']['diagnostics']
        self.assertEqual((said['data']['cell'], said['data']['pointer']), (place[0], '/events/0/participants'))
        self.assertNotIn('/tmp', answer.body.decode())
        for body, media_type, status in ((b'', 'text/csv', 400), (b'x', 'image/png', 415), (b'PK\x03\x04', XLSX, 422), (b'{', 'application/json', 422),
                                         (b' ' * (9 << 20), 'application/json', 413)):
            self.assertEqual(self.ask('POST', ':import', body, media_type).status, status, media_type)
        for names in (['..'], ['x.json', 'x.json'], ['a/x.json', 'b/x.json']):
            body, media_type = multipart([('file', name, 'application/json', json.dumps(PROJECT).encode()) for name in names])
            self.assertEqual(self.ask('POST', ':import?type=project', body, media_type).status, 400, names)

    def test_rows_of_deleted_rows_are_left_out_when_asked(self):
        self.run_gongwen('store', 'import', self.store, ROOT / 'samples/monthly-bulletin/2026-08-all-events.json', '--reason', '测试')

        def change(book):
            number = book['补充内容'].cell(2, 2).value
            [row] = [row for row in book['事项'].iter_rows() if row[0].value == number]
            book['事项'].delete_rows(row[0].row)

        content = self.changed_book(self.office(), change)
        answer = self.ask('POST', ':import?dry_run=1', content, XLSX)
        self.assertEqual({said['id'] for said in answer.json()['report']['diagnostics']}, {'databook/no-parent'})
        answer = self.ask('POST', ':import?dry_run=1&drop_orphans=1', content, XLSX)
        self.assertEqual(answer.status, 200, answer.body.decode()[:500])
        self.assertEqual({said['id'] for said in answer.json()['report']['diagnostics']}, {'databook/orphan-left-out'})
        [record] = [one for one in answer.json()['records'] if one['action'] != 'same']
        self.assertEqual(record['action'], 'missing')
        answer = self.ask('POST', f':import?drop_orphans=1&remove_missing=1&plan={answer.json()["plan"]}', content, XLSX)
        self.assertEqual(answer.json()['changed'], 1)

    def test_keys_need_the_scope(self):
        self.key = self.key_with('records.read')
        self.assertEqual(self.ask('GET', '/project/form').status, 200)
        self.assertEqual(self.ask('POST', '/project', {'record': PROJECT}).status, 403)
        self.assertEqual(self.ask('POST', ':import?dry_run=1&type=project', PROJECT).status, 403)
        self.key = self.key_with('inbox.write')
        self.assertEqual(self.ask('GET', '').status, 403)
        self.key = 'gw_wrong'
        self.assertEqual(self.ask('GET', '').status, 401)


if __name__ == '__main__':
    unittest.main()
