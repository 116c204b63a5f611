"""Calls: forms that are open for a period, up to a limit, or for those who are invited; as programs, the command and
applicants meet them."""
import json
import sys
import unittest

from form_browser import Browser, typed_data
from harness import BAD_USAGE, gongwen
from test_office import OfficeTest

KIND = 'commitment-letter'
CALLS = '/api/v1/calls'
OPEN = {'kind': KIND, 'from': '2020-01-01', 'until': '2099-12-31'}


class Calls(OfficeTest):
    def setUp(self):
        super().setUp()
        self.reader, self.writer = self.key('inbox.read'), self.key('inbox.read', 'inbox.write')

    def key(self, *scopes):
        words = [word for scope in scopes for word in ('--scope', scope)]
        return self.run_gongwen('key', 'add', 'portal', *words, *self.place()).stdout.strip()

    def ask_api(self, method, path, value=None, key=None, **headers):
        sent = {'Authorization': f'Bearer {key or self.writer}', 'Accept-Language': 'en', **{name.replace('_', '-'): text for name, text in headers.items()}}
        if value is not None:
            sent['Content-Type'] = 'application/json'
        return self.service.ask(method, path, None if value is None else json.dumps(value).encode(), sent)

    def opened(self, **changes):
        answer = self.ask_api('POST', CALLS, {**OPEN, **changes})
        self.assertEqual(answer.status, 201, answer.body)
        self.assertEqual(answer.headers['location'], f'{CALLS}/{answer.json()["id"]}')
        return answer

    def begin(self, code='', language='en'):
        browser = Browser(self.service, language)
        browser.ask('GET', f'/forms/{KIND}')
        browser.press('_start', [('_invitation', code)] if code else [])
        return browser

    def hand_in(self, browser):
        browser.press('_submit', typed_data(browser, KIND)[1])
        return browser

    def test_a_period_is_said_and_kept(self):
        form = Browser(self.service, 'en')
        form.ask('GET', f'/forms/{KIND}')
        self.assertNotIn('until', form.text())
        early = self.opened(**{'from': '2099-01-01'}).json()
        self.assertEqual(early['state'], 'early')
        form.ask('GET', f'/forms/{KIND}')
        self.assertIn('from 2099-01-01 to 2099-12-31', form.text())
        self.assertEqual(form.page.xpath('//form'), [])
        self.assertEqual(form.post(f'/forms/{KIND}', [('_start', '1')]).status, 409)
        call = self.opened(text={'zh': '请所在单位盖章', 'en': 'Have it stamped'})
        form.ask('GET', f'/forms/{KIND}')
        self.assertIn('Have it stamped', form.text())
        self.assertIn('until 2099-12-31', form.text())
        browser = self.begin()
        self.assertTrue(browser.path.startswith('/d/'))
        closed = self.ask_api('POST', f'{CALLS}/{call.json()["id"]}/close')
        self.assertEqual((closed.status, closed.json()['state']), (200, 'closed'))
        self.ask_api('POST', f'{CALLS}/{early["id"]}/close')
        self.hand_in(browser)
        self.assertEqual(browser.answer.status, 409)
        self.assertIn('closed', browser.text())
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_submission'), [(0,)])
        for language, words in (('en', 'no longer accepted'), ('zh', '申报已结束')):
            other = Browser(self.service, language)
            other.ask('GET', f'/forms/{KIND}?lang={language}')
            self.assertIn(words, other.text())

    def test_a_limit(self):
        call = self.opened(limit=1).json()
        first, second = self.begin(), self.begin()
        self.hand_in(first)
        self.assertTrue(first.path.startswith('/r/'), first.text()[:300])
        self.hand_in(second)
        self.assertEqual(second.answer.status, 409)
        self.assertIn('places are taken', second.text())
        third = Browser(self.service, 'en')
        third.ask('GET', f'/forms/{KIND}')
        self.assertIn('places are taken', third.text())
        self.assertEqual(third.page.xpath('//form'), [])
        now = self.ask_api('GET', f'{CALLS}/{call["id"]}', key=self.reader)
        self.assertEqual((now.json()['state'], now.json()['submitted']), ('full', 1))
        changed = self.ask_api('PATCH', f'{CALLS}/{call["id"]}', {'limit': 2}, If_Match=now.headers['etag'])
        self.assertEqual((changed.status, changed.json()['limit'], changed.json()['state']), (200, 2, 'open'))
        second.ask('GET', second.path)
        self.hand_in(second)
        self.assertTrue(second.path.startswith('/r/'), second.text()[:300])

    def test_invitations(self):
        made = self.opened(invitations=['示例研究院', '某大学']).json()
        self.assertEqual([one['name'] for one in made['invitations']], ['示例研究院', '某大学'])
        code = made['invitations'][0]['code']
        self.assertEqual(made['invitations'][0]['link'], f'/forms/{KIND}#{code}')
        form = Browser(self.service, 'en')
        form.ask('GET', f'/forms/{KIND}')
        self.assertIn('invited', form.text())
        self.assertTrue(form.page.xpath('//input[@id="_invitation"]'))
        wrong = self.begin('wrong')
        self.assertEqual(wrong.answer.status, 409)
        self.assertIn('No invitation has this code', wrong.text())
        browser = self.begin(code)
        self.assertTrue(browser.path.startswith('/d/'))
        again = self.begin(code)
        self.assertEqual(again.path, browser.path, 'the same draft')
        self.hand_in(again)
        self.assertTrue(again.path.startswith('/r/'))
        known = self.ask_api('GET', f'{CALLS}/{made["id"]}', key=self.reader).json()
        self.assertEqual([(one['name'], one['used']) for one in known['invitations']], [('某大学', False), ('示例研究院', True)])
        more = self.ask_api('POST', f'{CALLS}/{made["id"]}/invitations', {'invitations': ['另一单位']}, Idempotency_Key='7f3c')
        self.assertEqual(more.status, 200, more.body)
        self.assertTrue(self.begin(more.json()['invitations'][0]['code']).path.startswith('/d/'))
        for secret in (code, more.json()['invitations'][0]['code']):
            self.assertNotIn(secret, self.service.log.read_text())

    def test_what_is_refused(self):
        for member, changes in (('from', {'from': 'soon'}), ('until', {'until': '2019-12-31'}), ('limit', {'limit': -1}), ('limit', {'limit': 'many'}),
                                ('text', {'text': 'x'}), ('text/zh', {'text': {'zh': 5}}), ('text/cn', {'text': {'cn': '新'}}), ('limits', {'limits': 3}),
                                ('invitation', {'invitation': ['a']}), ('invitations', {'invitations': ['甲', ' ']}), ('invitations', {'invitations': []}), ('invitations', {'invitations': [1]})):
            answer = self.ask_api('POST', CALLS, {**OPEN, **changes})
            self.assertEqual((answer.status, answer.problem()), (422, 'bad-call'), changes)
            self.assertIn(member, answer.json()['title'])
        self.assertEqual(self.ask_api('POST', CALLS, {**OPEN, 'kind': 'none'}).problem(), 'unknown-kind')
        self.assertEqual(self.ask_api('POST', CALLS, []).status, 404)
        self.assertEqual(self.ask_api('POST', CALLS, OPEN, key=self.reader).problem(), 'no-scope')
        call = self.opened()
        address = call.headers['location']
        for problem, words, tag in (('no-revision', 'call', {}), ('changed', 'read it again', {'If_Match': '"9"'})):
            answer = self.ask_api('PATCH', address, {'limit': 1}, Accept_Language='en', **tag)
            self.assertEqual(answer.problem(), problem)
            self.assertIn(words, answer.json()['title'])
        for change in ({'text': {'zh': 5}}, {'untill': '2027-01-31'}, {'kind': KIND}, {'limit': None}):
            self.assertEqual(self.ask_api('PATCH', address, change, If_Match=call.headers['etag']).problem(), 'bad-call', change)
        self.assertEqual(self.ask_api('PATCH', address, {'until': '2001-01-01'}, If_Match=call.headers['etag']).problem(), 'bad-call')
        self.assertEqual(self.ask_api('POST', f'{address}/invitations', {'invitations': ['x']}).problem(), 'wrong-state')
        self.assertEqual(self.ask_api('GET', f'{CALLS}/none').problem(), 'not-found')
        self.assertEqual([one['id'] for one in self.ask_api('GET', f'{CALLS}?kind={KIND}').json()['calls']], [call.json()['id']])
        self.assertEqual(self.ask_api('GET', f'{CALLS}?kind=opinions').json(), {'calls': []})
        first, again = (self.ask_api('POST', CALLS, OPEN, Idempotency_Key='7f3c') for _ in range(2))
        self.assertEqual(first.json(), again.json())
        self.assertIn(('call.open', f'call:{call.json()["id"]}'), self.rows('SELECT action, object FROM gw_audit'))

    def test_the_command(self):
        def run(*words, status=0):
            result = gongwen('--error-format', 'json', 'inbox', *words, *self.place())
            self.assertEqual(result.status, status, result.err)
            return result
        self.assertEqual(run('calls').out, 'no calls found\n')
        words = ('--from', '2020-01-01', '--until', '2099-12-31')
        made = json.loads(run('open', KIND, *words, '--limit', '2', '--invite', '示例研究院', '--text', '请填写', '--json').out)
        self.assertEqual((made['state'], made['limit'], made['invited']), ('open', 2, True))
        self.assertTrue(self.begin(made['invitations'][0]['code']).path.startswith('/d/'))
        self.assertIn('某大学', run('invite', made['id'], '--invite', '某大学').out)
        self.assertEqual(json.loads(run('calls', '--json').out)[0]['id'], made['id'])
        self.assertIn('  closed  ', run('close', made['id']).out)
        self.assert_fails(run('close', 'none', status=BAD_USAGE), BAD_USAGE, 'cli/unknown-call')
        self.assert_fails(run('invite', made['id'], '--invite', 'x', status=BAD_USAGE), BAD_USAGE, 'cli/no-invitations')
        for bad in (('--from', 'soon', '--until', '2099-12-31'), ('--from', '2020-01-02', '--until', '2020-01-01'), (*words, '--limit', '0')):
            self.assert_fails(run('open', KIND, *bad, status=BAD_USAGE), BAD_USAGE, 'cli/bad-value')
        self.assert_fails(run('open', KIND, '--from', '2020-01-01', status=BAD_USAGE), BAD_USAGE, 'cli/missing')
        self.assertNotEqual(gongwen('inbox', 'open', 'no-such-kind', *words, *self.place()).status, 0)


if __name__ == '__main__':
    sys.exit(unittest.main())
