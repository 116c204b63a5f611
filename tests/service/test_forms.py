"""Forms without script: started, saved, checked, submitted, continued on another device, withdrawn."""
import datetime
import json
import re
import shutil
import sys
import unittest

import needs
from form_browser import Browser, FormsTest, flat
from harness import ROOT
from postgres_server import Server
from serving import Service, multipart

KINDS = ('commitment-letter', 'expert-application', 'iso-form-4', 'justification-report', 'proposal-information', 'proposal-review')


class Forms(FormsTest):
    def test_every_kind_is_handed_in(self):
        for kind in KINDS:
            data = json.loads((ROOT / f'samples/{kind}/typical.json').read_text('utf-8'))
            browser, answer = self.hand_in(kind, data)
            faults = [item.text_content() for item in browser.page.xpath('//*[@role="alert"]//li')]
            self.assertEqual((answer.status, browser.path[:3], faults), (200, '/r/', []), kind)
            self.assertRegex(browser.text(), r'[A-Z]{1,4}-\d{4}-000001-\d')
            stored = browser.ask('GET', browser.path + '/data.json').json()
            for name, value in stored.items():
                expected = data.get(name)
                if isinstance(expected, list) and isinstance(value, str):
                    # Paragraphs are one text, as a person writes it.
                    value, expected = value.split('\n'), flat(expected)
                self.assertEqual(value, expected, (kind, name))
            draft = browser.path.split('/')[2]
            document = browser.ask('GET', f'/r/{draft}/document.pdf')
            self.assertEqual((document.status, document.body[:5]), (200, b'%PDF-'))
            self.assertIn('attachment', document.headers['content-disposition'])

    def test_every_kind_is_handed_in_step_by_step(self):
        for kind in KINDS:
            data = json.loads((ROOT / f'samples/{kind}/typical.json').read_text('utf-8'))
            browser = self.begin(kind, in_steps=True)
            steps = max(1, len(browser.page.xpath('//button[@name="_step"]')) - 1)
            for step in range(1, steps + 1):
                if steps > 1:
                    self.assertEqual(browser.page.xpath('//button[@aria-current="step"]/@value'), [str(step)], kind)
                answer = browser.press('_next' if step < steps else '_submit', self.fields_of(browser, data))
            faults = [item.text_content() for item in browser.page.xpath('//*[@role="alert"]//li')]
            self.assertEqual((answer.status, browser.path[:3], faults), (200, '/r/', []), kind)
            stored = browser.ask('GET', browser.path + '/data.json').json()
            for name, value in stored.items():
                expected = data.get(name)
                if isinstance(expected, list) and isinstance(value, str):
                    value, expected = value.split('\n'), flat(expected)
                self.assertEqual(value, expected, (kind, name))

    def test_steps_save_what_was_typed_and_lead_to_faults(self):
        browser = self.begin('expert-application', in_steps=True)
        shown = lambda: browser.page.xpath('//button[@aria-current="step"]/@value')
        self.assertEqual(shown(), ['1'])
        # Each step can be saved, and the page stays where it is.
        browser.press('_save', [('/name_zh', '张')])
        self.assertEqual((shown(), dict(browser.typed())['/name_zh']), (['1'], '张'))
        browser.press('_next', [('/name_zh', '张三')])
        self.assertEqual((shown(), browser.address), (['2'], browser.path + '?step=2&from=1'))
        # Back, as the browser goes back: what was typed is there, and further steps lose nothing.
        browser.press('_step', [('/email', '不是邮箱')], '4')
        self.assertEqual(shown(), ['4'])
        browser.press('_back', [('/work_history/0/org', '甲单位')])
        self.assertEqual(shown(), ['3'])
        browser.ask('GET', browser.path + '?step=1')
        self.assertEqual(dict(browser.typed())['/name_zh'], '张三')
        self.assertIn('保存', browser.text())
        # A check leads to the first step that has errors; the list has the others.
        answer = browser.press('_check')
        self.assertEqual((answer.status, shown()), (422, ['1']))
        labels = ' '.join(item.text_content() for item in browser.page.xpath('//button[@name="_step"]'))
        self.assertIn('需改正', labels)
        for link in browser.page.xpath('//*[@role="alert"]//a/@href'):
            self.assertTrue(browser.page.xpath(f'//*[@id="{link[1:]}"]'), link)
        browser.press('_step', None, '0')
        typed = dict(browser.typed())
        self.assertEqual((typed['/name_zh'], typed['/email'], typed['/work_history/0/org']), ('张三', '不是邮箱', '甲单位'))
        browser.press('_step', None, '2')
        self.assertEqual((shown(), dict(browser.typed())['/email']), (['2'], '不是邮箱'))
        # A row is added where it is shown, and the page comes back there.
        browser.press('_step', None, '4')
        browser.press('_add', None, '/work_history')
        self.assertEqual((shown(), browser.fragment), (['4'], 'f.work_5Fhistory.1'))
        self.assertTrue(browser.page.xpath('//*[@id="f.work_5Fhistory.1"]'))
        for address in ('?step=99', '?step=x', '?step=-1', '?add=x', '?add=/name_zh&step=18446744073709551616'):
            self.assertEqual(browser.ask('GET', browser.path + address).status, 200, address)

    def test_a_new_draft_has_the_defaults_of_its_form(self):
        browser = self.begin('proposal-review')
        self.assertEqual(dict(browser.typed())['/committee'], 'ISO/IEC JTC1/SC27')
        browser.press('_save', [('/committee', '')])
        self.assertEqual(dict(browser.typed())['/committee'], '')

    def test_wrong_values_are_said_when_a_step_is_left(self):
        browser = self.begin('expert-application', in_steps=True)
        states = lambda: [item.text_content() for item in browser.page.xpath('//button[@name="_step"]')]
        browser.press('_step', None, '2')
        self.assertIn('需改正', states()[0], 'it was left without its required values')
        self.assertFalse([state for state in states()[1:] if '需改正' in state or '已填' in state], 'nothing was typed there yet')
        browser.press('_next', [('/phone', 'abc'), ('/mobile', '138 0000 00'), ('/email', 'zhang.shili@example')])
        self.assertIn('3处需改正', states()[1])
        self.assertIn('第2步“联系方式”有3处需要改正', browser.page.xpath('string(//div[@role="status"])'))
        self.assertEqual(browser.page.xpath('//div[@role="status"]//a/@href'), ['#step-2'])
        # Back there, all is as it was typed; corrected, it is complete.
        browser.press('_step', None, '2')
        self.assertEqual(dict(browser.typed())['/mobile'], '138 0000 00')
        browser.press('_next', [('/phone', '010-00000000'), ('/mobile', '13800000000'), ('/email', 'zhang.shili@example.com')])
        self.assertIn('已填', states()[1])
        self.assertFalse(browser.page.xpath('//div[@role="status"]'))
        # Required fields that were left blank are said, too.
        browser.press('_step', None, '1')
        browser.press('_next', [('/name_zh', '张三')])
        self.assertRegex(states()[0], '[0-9]+处需改正')

    def test_faults_stand_at_their_fields_and_nothing_is_lost(self):
        browser = self.begin('expert-application')
        answer = browser.press('_check', [('/name_zh', ' 张三<b>"&'), ('/birth', '19800'), ('/email', 'x@')])
        self.assertEqual(answer.status, 422)
        typed = dict(browser.typed())
        self.assertEqual((typed['/name_zh'], typed['/birth'], typed['/email']), (' 张三<b>"&', '19800', 'x@'))
        for link in browser.page.xpath('//*[@role="alert"]//a/@href'):
            self.assertTrue(browser.page.xpath(f'//*[@id="{link[1:]}"]'), link)
        birth = browser.page.xpath('//*[@name="/birth"]')[0]
        self.assertEqual(birth.get('aria-invalid'), 'true')
        self.assertNotIn('name_zh', browser.text())
        again = browser.ask('GET', browser.path)
        self.assertEqual(dict(browser.typed())['/birth'], '19800')
        self.assertEqual(again.status, 200)

    def test_rows_are_added_and_deleted(self):
        browser = self.begin('expert-application')
        rows = lambda: len({name.split('/')[2] for name, _ in browser.typed() if name.startswith('/work_history/')})
        before = rows()
        browser.press('_add', [('/work_history/0/org', '甲单位')], '/work_history')
        self.assertEqual(rows(), before + 1)
        browser.press('_save', [('/work_history/0/org', '甲单位'), ('/work_history/1/org', '乙单位')])
        # A row that has been filled in is asked about; a blank one is not.
        browser.press('_delete', None, '/work_history/0')
        self.assertIn(('/work_history/0/org', '甲单位'), browser.typed())
        self.assertEqual(browser.page.xpath('//button[@name="_delete_sure"]/@value'), ['/work_history/0'])
        self.assertIn('确定删除吗', browser.text())
        browser.ask('GET', browser.path + '?step=0')
        self.assertEqual(browser.page.xpath('//button[@name="_delete_sure"]'), [], 'another button, and it is no longer asked')
        browser.press('_delete_sure', None, '/work_history/0')
        self.assertIn(('/work_history/0/org', '乙单位'), browser.typed())
        browser.press('_add', None, '/work_history')
        browser.press('_save', [('/work_history/0/org', ' '), ('/work_history/1/org', '丙单位')])
        browser.ask('GET', browser.path + '?step=0')
        browser.press('_delete', None, '/work_history/0')
        self.assertEqual(browser.page.xpath('//button[@name="_delete_sure"]'), [])
        self.assertIn(('/work_history/0/org', '丙单位'), browser.typed())

    def test_rows_are_moved_up(self):
        browser = self.begin('expert-application')
        browser.press('_save', [(f'/work_history/{row}/org', f'单位{row}') for row in range(3)])
        browser.ask('GET', browser.path + '?step=0')
        moves = [value for value in browser.page.xpath('//button[@name="_up"]/@value') if value.startswith('/work_history/')]
        self.assertEqual(moves, ['/work_history/1', '/work_history/2'])
        for row, wanted in ((2, '021'), (1, '201'), (0, '201'), (7, '201')):
            browser.press('_up', None, f'/work_history/{row}')
            browser.ask('GET', browser.path + '?step=0')
            typed = dict(browser.typed())
            self.assertEqual([typed[f'/work_history/{place}/org'] for place in range(3)], [f'单位{number}' for number in wanted], row)

    def test_people_who_listen_are_led(self):
        browser = self.begin('expert-application', in_steps=True, language='en')
        [skip] = browser.page.xpath('//body/a[1]/@href')
        self.assertEqual(browser.page.xpath(f'//*[@id="{skip[1:]}"]/@tabindex'), ['-1'])
        self.assertEqual(browser.page.xpath('//*[@name="/name_zh"]/@aria-required'), ['true'])
        self.assertEqual(browser.page.xpath('//*[@name="/fax"]/@aria-required'), [])
        browser.press('_check', [('/birth', '19800')])
        self.assertEqual(browser.page.xpath('//*[@id="summary"][@autofocus]/@tabindex'), ['-1'])
        self.assertTrue(browser.page.xpath('string(//title)').startswith('Error: Application of an expert'), browser.page.xpath('string(//title)'))

    def test_another_device_goes_on_with_the_code(self):
        browser = self.begin('commitment-letter')
        browser.press('_save', [('/org', '示例研究院')])
        draft = browser.path.split('/')[2]
        code = browser.cookies[f'__Host-d-{draft}']
        self.assertIn(code, browser.text())
        other = Browser(self.service)
        other.ask('GET', f'/d/{draft}')
        self.assertEqual(other.path, f'/resume/{draft}')
        self.assertNotIn('示例研究院', other.text())
        for wrong in ('', 'x', code[:-1], code + 'a'):
            self.assertEqual(other.press('_resume', [('_code', wrong)]).status, 404)
            self.assertEqual(other.cookies, {})
        other.press('_resume', [('_code', f' {code[:10]} {code[10:]}\n')])
        self.assertEqual(other.path, f'/d/{draft}')
        self.assertIn(('/org', '示例研究院'), other.typed())

    def test_of_two_windows_none_writes_over_the_other(self):
        browser = self.begin('commitment-letter')
        stale = browser.hidden()
        browser.press('_save', [('/org', '第一')])
        path = browser.path
        answer = browser.post(path, [*stale, ('/org', '第二'), ('_save', '1')])
        self.assertEqual(answer.status, 409)
        self.assertIn('另一窗口', browser.text())
        # What was typed last is still on the page, and what was saved first is still saved.
        self.assertIn(('/org', '第二'), browser.typed())
        conflicting = browser.page
        browser.ask('GET', path)
        self.assertIn(('/org', '第一'), browser.typed())
        # Whoever has seen both saves what is to stay.
        browser.page = conflicting
        self.assertEqual(browser.press('_save').status, 200)
        browser.ask('GET', path)
        self.assertIn(('/org', '第二'), browser.typed())

    def test_a_second_click_hands_in_nothing_twice(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        browser = self.begin('commitment-letter')
        fields = browser.hidden() + self.fields_of(browser, data) + [('_submit', '1')]
        path = browser.page.xpath('//form/@action')[0]
        browser.post(path, fields)
        first = re.search(r'[A-Z]+-\d{4}-\d{6}-\d', browser.text()).group()
        browser.post(path, fields)
        self.assertEqual(re.search(r'[A-Z]+-\d{4}-\d{6}-\d', browser.text()).group(), first)
        browser.ask('GET', path)
        self.assertTrue(browser.path.startswith('/r/'))

    def test_what_was_handed_in_can_be_withdrawn(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        browser, _ = self.hand_in('commitment-letter', data)
        self.assertIn('已提交', browser.text())
        receipt = browser.path
        self.assertFalse(browser.page.xpath('//button[not(@class)]'), 'nothing stands out: there is nothing to do')
        browser.ask('GET', browser.page.xpath('//a[contains(@href, "/withdraw")]/@href')[0])
        browser.ask('GET', receipt)
        self.assertIn('已提交', browser.text(), 'it was only asked')
        browser.withdraw()
        self.assertIn('已撤回', browser.text())
        self.assertFalse(browser.page.xpath('//a[contains(@href, "/withdraw")]'))
        # The same data in a new form.
        browser.press('_reuse', [])
        self.assertTrue(browser.path.startswith('/d/'), browser.text()[:500])
        browser.ask('GET', browser.path + '?step=0')
        self.assertEqual(browser.page.xpath('//input[@name="/org"]/@value'), [data['org']])
        browser.press('_submit')
        self.assertTrue(browser.path.startswith('/r/'), browser.text()[:900])
        self.assertIn('已提交', browser.text())
        self.assertNotEqual(browser.path, receipt)

    def test_the_receipt_says_what_became_of_the_form(self):
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        browser, _ = self.hand_in('expert-application', data)
        draft = browser.path.split('/')[2]
        for state, title, prints in (('submitted', '已提交', True), ('in_review', '审查中', True), ('accepted', '已通过', True),
                                     ('rejected', '未通过', False), ('withdrawn', '已撤回', False), ('returned', '退回修改', False)):
            self.change_rows('UPDATE gw_submission SET state = ?', state)
            # The last day, at its end in Beijing.
            last = datetime.date.today() + datetime.timedelta(days=9)
            self.change_rows('UPDATE gw_draft SET expires = ?', (last - datetime.date(1970, 1, 1)).days * 86400 + 16 * 3600)
            browser.ask('GET', f'/r/{draft}')
            self.assertEqual(browser.page.xpath('//h1')[0].text_content(), title)
            self.assertEqual('请打印' in browser.text(), prints, state)
        self.assertIn(f'请于{last.year}年{last.month}月{last.day}日前（含当日）重新提交', browser.text())

    def test_what_is_old_is_removed(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        kept, _ = self.hand_in('commitment-letter', data)
        old, _ = self.hand_in('commitment-letter', data)
        waiting, _ = self.hand_in('commitment-letter', data)
        draft = self.begin('commitment-letter')
        days = json.loads((ROOT / 'templates/commitment-letter/form.json').read_text('utf-8'))['web']['keep_days']
        for browser, state in (old, 'accepted'), (waiting, 'submitted'):
            self.change_rows('UPDATE gw_submission SET changed = changed - ?, state = ? WHERE draft = ?',
                             days * 86400 + 1, state, browser.path.split('/')[2])
        self.change_rows('UPDATE gw_draft SET expires = 1 WHERE id = ?', draft.path.split('/')[2])
        with Service('--forms', *self.place()) as service:
            for browser in (kept, old, waiting, draft):
                browser.service = service
            service.wait_until(lambda: old.ask('GET', old.path) and old.path.startswith('/resume/'))
            self.assertEqual(draft.ask('GET', draft.path).status, 200)
            self.assertTrue(draft.path.startswith('/resume/'))
            for browser in (kept, waiting):
                self.assertEqual(browser.ask('GET', browser.path).status, 200)
                self.assertTrue(browser.path.startswith('/r/'))

    @needs.only_with('postgresql')
    def test_a_database_that_is_restarted(self):
        with Server() as server, Service('--forms', '--state', self.folder / 'other', '--database', server.make('inbox')) as service:
            self.service = service
            browser = self.begin('commitment-letter')
            server.stop()
            self.assertGreaterEqual(browser.ask('GET', browser.path).status, 500)
            server.start()
            self.assertEqual(browser.ask('GET', browser.path).status, 200)
            server.stop()
            server.start()
            browser.press('_save', [('/org', '示例研究院')])
            self.assertEqual(dict(browser.typed())['/org'], '示例研究院')

    def test_other_peoples_forms_stay_closed(self):
        browser = self.begin('commitment-letter')
        browser.press('_save', [('/org', '示例研究院')])
        draft = browser.path.split('/')[2]
        stranger = self.begin('commitment-letter')
        for path in (f'/d/{draft}', f'/r/{draft}', f'/d/{draft}/preview.pdf', f'/r/{draft}/document.pdf', f'/r/{draft}/data.json'):
            self.assertNotIn('示例研究院'.encode(), stranger.ask('GET', path).body)
            self.assertEqual(stranger.path, f'/resume/{draft}')
        answer = stranger.post(f'/d/{draft}', [*browser.hidden(), ('/org', 'x'), ('_save', '1')])
        self.assertEqual(answer.status, 404)
        # Whoever has the cookie but not the page, as a page of another site would, changes nothing.
        for token in ([], [('_token', '')], [('_token', 'x' * 32)]):
            self.assertEqual(browser.post(f'/d/{draft}', [*token, ('_revision', '2'), ('/org', 'x')]).status, 403)
        answer = browser.ask('POST', f'/d/{draft}', b'', {'Origin': 'https://elsewhere.example'})
        self.assertEqual(answer.status, 403)

    def test_the_script_saves_and_is_told_what_is_wrong(self):
        browser = self.begin('expert-application', in_steps=True)
        hidden = browser.hidden()
        revision = dict(hidden)['_revision']
        answer = self.put(browser, [*hidden, ('/name_zh', '张'), ('/email', 'x@'), ('/birth', '19')], revision)
        self.assertEqual((answer.status, answer.headers['cache-control']), (200, 'no-store'))
        saved = answer.json()
        self.assertEqual(saved['revision'], int(revision) + 1)
        at = {message['pointer']: message for message in saved['messages']}
        self.assertEqual((at['/birth']['id'], at['/birth']['error']), ('f.birth', True))
        self.assertNotIn('name_zh', at['/email']['text'])
        browser.ask('GET', browser.path)
        self.assertEqual(dict(browser.typed())['/name_zh'], '张')
        # The same once more is not a change by somebody else; another text at the old revision is one.
        self.assertEqual(self.put(browser, [*hidden, ('/name_zh', '张'), ('/email', 'x@'), ('/birth', '19')], revision).status, 200)
        self.assertEqual(self.put(browser, [*hidden, ('/name_zh', '李')], revision).status, 409)
        for wrong in (None, '', 'x', '-1'):
            self.assertIn(self.put(browser, [*hidden, ('/name_zh', '李')], wrong).status, (409, 429))

    def test_the_script_of_others_saves_nothing(self):
        browser = self.begin('expert-application', in_steps=True)
        hidden = dict(browser.hidden())
        revision = hidden.pop('_revision')
        wrong = {**hidden, '_token': 'x' * 32}
        self.assertEqual(self.put(browser, [*wrong.items(), ('/name_zh', '李')], revision).status, 403)
        stranger = Browser(self.service)
        for path in (browser.path, '/d/', '/d/x', '/d/' + 'a' * 200):
            self.assertEqual(self.put(stranger, [*hidden.items()], revision, path).status, 404, path)
        self.assertEqual(self.service.ask('PUT', browser.path, b'', {'Origin': 'https://elsewhere.example'}).status, 403)
        statuses = [self.put(browser, [*hidden.items(), ('/name_zh', '张')], revision).status for _ in range(12)]
        self.assertIn(429, statuses)

    def test_what_has_no_place_in_a_new_edition_is_kept(self):
        browser = self.begin('commitment-letter')
        browser.press('_save', [('/org', '示例研究院'), ('/leader', '张三')])
        self.service.__exit__()
        bundle = self.folder / 'templates/commitment-letter'
        shutil.copytree(ROOT / 'templates/commitment-letter', bundle)
        for path in bundle.iterdir():
            if path.is_file():
                text = path.read_text('utf-8')
                path.write_text(re.sub(r'\bleader\b', 'chief', text), 'utf-8')
        with Service('--forms', *self.place(), '--templates', self.folder / 'templates') as service:
            browser.service = service
            browser.ask('GET', browser.path)
            self.assertEqual(dict(browser.typed())['/org'], '示例研究院')
            left = browser.page.xpath('//*[@aria-labelledby="left-title"]//li')
            self.assertEqual([item.text_content() for item in left], ['张三'])
            # It stays where it is listed, and is not in the way of the rest.
            browser.press('_save')
            browser.press('_check')
            self.assertEqual(len(browser.page.xpath('//*[@aria-labelledby="left-title"]//li')), 1)
            self.assertNotIn('/leader', [name for name, _ in browser.typed()])
            errors = browser.page.xpath('//*[@role="alert"]//a/@href')
            self.assertIn('#f.chief', errors)
        # With the former edition again it has its place again.
        with Service('--forms', *self.place()) as service:
            browser.service = service
            browser.ask('GET', browser.path)
            self.assertEqual(dict(browser.typed())['/leader'], '张三')
            self.assertFalse(browser.page.xpath('//*[@aria-labelledby="left-title"]'))

    def test_entries_that_cannot_be_read_are_never_an_empty_form(self):
        browser = self.begin('commitment-letter')
        browser.press('_save', [('/org', '示例研究院')])
        self.change_rows('UPDATE gw_draft SET entries = ?', '[{"pointer"')
        draft, hidden = browser.path, browser.hidden()
        self.assertEqual(browser.ask('GET', draft).status, 500)
        self.assertEqual(browser.post(draft, [*hidden, ('/org', ''), ('_save', '1')]).status, 500)
        self.assertEqual(self.rows('SELECT entries FROM gw_draft'), [('[{"pointer"',)])

    def test_long_texts_and_many_rows(self):
        browser = self.begin('expert-application')
        draft, hidden = browser.path, browser.hidden()

        def post(texts):
            fields = [(name, None, None, value.encode()) for name, value in [*hidden, *texts, ('_save', '1')]]
            body, media_type = multipart(fields)
            return browser.ask('POST', draft, body, {'Content-Type': media_type}).status

        self.assertEqual(post([(f'/work_history/{i}/org', 'x' * 90_000) for i in range(13)]), 413)
        rows = [(f'/work_history/{row}/{name}', f'{row}') for row in range(200) for name in ('from', 'to', 'org', 'post', 'duty')]
        rows += [(f'/education/{row}/{name}', f'{row}') for row in range(200) for name in ('a', 'b', 'c', 'd', 'e')]
        self.assertEqual(post(rows), 200)
        browser.ask('GET', draft + '?step=0&add=/work_history')
        typed = dict(browser.typed())
        self.assertEqual((typed['/work_history/199/org'], '/work_history/200/org' in typed), ('199', False))
        # The script may send as much.
        self.assertEqual(self.put(browser, [*browser.hidden(), *rows], dict(browser.hidden())['_revision'], draft).status, 200)

    def return_it(self, draft, remarks=()):
        """As the office does."""
        self.change_rows("UPDATE gw_submission SET state = 'returned', revision = revision + 1 WHERE draft = ?", draft)
        self.change_rows('UPDATE gw_draft SET submission = NULL, revision = revision + 1 WHERE id = ?', draft)
        for number, (pointer, text) in enumerate(remarks, 1):
            self.change_rows('INSERT INTO gw_remark (submission, number, version, pointer, text, author, created, answer) '
                             "SELECT id, ?, versions, ?, ?, 'zhao', 1, '' FROM gw_submission WHERE draft = ?", number, pointer, text, draft)

    def test_what_is_withdrawn_after_it_was_returned_is_closed(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        browser, _ = self.hand_in('commitment-letter', data)
        draft = browser.path.split('/')[2]
        self.return_it(draft)
        browser.ask('GET', f'/d/{draft}')
        self.assertEqual(browser.path, f'/d/{draft}')
        hidden = browser.hidden()
        browser.ask('GET', f'/r/{draft}')
        browser.withdraw()
        self.assertIn('已撤回', browser.text())
        browser.ask('GET', f'/d/{draft}')
        self.assertEqual(browser.path, f'/r/{draft}')
        browser.post(f'/d/{draft}', [*hidden, ('/org', 'x'), ('_submit', '1')])
        self.assertEqual(browser.path, f'/r/{draft}')
        self.assertEqual(self.put(browser, [*hidden, ('/org', 'x')], dict(hidden)['_revision'], f'/d/{draft}').status, 409)

    def test_what_was_handed_in_can_be_read_after_its_time_for_changes(self):
        browser, _ = self.hand_in('commitment-letter', json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8')))
        draft = browser.path.replace('/r/', '/d/')
        self.return_it(draft.split('/')[2])
        self.change_rows('UPDATE gw_draft SET expires = 1')
        for path in (draft.replace('/d/', '/r/'), draft):
            self.assertEqual(browser.ask('GET', path).status, 200, path)
            self.assertTrue(browser.path.startswith('/r/'), browser.path)
        self.assertEqual(browser.ask('GET', browser.path + '/data.json').status, 200)

    def test_answers_to_remarks(self):
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        browser, _ = self.hand_in('expert-application', data)
        draft = browser.path.split('/')[2]
        self.return_it(draft, [('/work_history/1/org', '请写全称'), ('', '请补充')])
        browser.ask('GET', f'/r/{draft}')
        labels = [item.text_content() for item in browser.page.xpath('//label[starts-with(@for, "_answer-")]')]
        self.assertIn('工作经历第2项：单位', labels[0])
        self.assertIn('请写全称', labels[0])
        answer = browser.press('_answer', [('_answer-1', '好'), ('_answer-2', '长' * 4001)])
        self.assertEqual(answer.status, 422)
        # The short one is sent.
        [item] = browser.page.xpath('//textarea')
        self.assertEqual((item.get('name'), item.text.strip(), item.get('aria-invalid')), ('_answer-2', '长' * 4001, 'true'))
        self.assertIn('好', browser.page.xpath('//dd/text()'))
        browser.press('_answer', [('_answer-2', '长' * 4000)])
        self.assertEqual((browser.answer.status, browser.page.xpath('//textarea')), (200, []))
        self.assertIn('长' * 4000, browser.text())

    def answers(self):
        return self.rows('SELECT answer FROM gw_remark ORDER BY number')

    def test_remarks_are_answered_in_the_form(self):
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        browser, _ = self.hand_in('expert-application', data)
        draft = browser.path.split('/')[2]
        self.return_it(draft, [('/work_history/1/org', '请写全称'), ('', '请补充'), ('/name_zh', '请核对')])
        browser.ask('GET', f'/d/{draft}?step=0')
        places = {item.get('name'): item for item in browser.page.xpath('//textarea[starts-with(@name, "_answer-")]')}
        self.assertEqual(sorted(places), ['_answer-1', '_answer-2', '_answer-3'])
        # Each is with its remark: in the field, and for the whole form before all fields.
        for name, remark in (('_answer-1', '请写全称'), ('_answer-2', '请补充'), ('_answer-3', '请核对')):
            self.assertIn(remark, places[name].getparent().text_content())
            self.assertTrue(browser.page.xpath(f'//label[@for="{places[name].get("id")}"]'))
        self.assertEqual(places['_answer-1'].xpath('..//*[@name="/work_history/1/org"]/@name'), ['/work_history/1/org'])
        text = '证照上即为此名。\n附件中有复印件。'
        browser.press('_save', [*browser.typed(), ('_answer-1', text), ('_answer-2', ''), ('_answer-3', '已改')])
        self.assertEqual(self.answers(), [(text,), ('',), ('已改',)])
        browser.ask('GET', f'/d/{draft}?step=0')
        shown = {item.get('name'): (item.text or '').strip('\n') for item in browser.page.xpath('//textarea[starts-with(@name, "_answer-")]')}
        self.assertEqual(shown, {'_answer-1': text, '_answer-2': '', '_answer-3': '已改'})
        # The script saves it while it is typed; the history has one line for each answer.
        for typed in ('已改一', '已改一二', '已改一二三'):
            fields = [*browser.hidden(), *browser.typed(), ('_answer-3', typed)]
            self.assertEqual(self.put(browser, fields, dict(browser.hidden())['_revision'], f'/d/{draft}').status, 200)
        self.assertEqual(self.answers()[2], ('已改一二三',))
        self.assertEqual(self.rows("SELECT detail FROM gw_event WHERE action = 'answer' ORDER BY number"), [('1',), ('3',)])
        # One that is too long loses nothing, and is said at the field.
        answer = browser.press('_save', [*browser.typed(), ('_answer-1', '长' * 4001), ('_answer-2', '见附件')])
        self.assertEqual(answer.status, 422)
        self.assertEqual(self.answers(), [(text,), ('见附件',), ('已改一二三',)])
        [item] = browser.page.xpath('//textarea[@name="_answer-1"]')
        self.assertEqual(item.text.strip('\n'), '长' * 4001)
        self.assertIn('不得超过4000字', item.getparent().text_content())
        # On the page of a step, what belongs to it.
        browser.ask('GET', f'/d/{draft}?step=1')
        self.assertIn('_answer-3', browser.page.xpath('//textarea/@name'))
        self.assertNotIn('_answer-1', browser.page.xpath('//textarea/@name'))
        # Handed in again, the form is without them, and the office has them.
        browser.ask('GET', f'/d/{draft}?step=0')
        browser.press('_submit')
        self.assertTrue(browser.path.startswith('/r/'))
        self.assertEqual(self.answers(), [(text,), ('见附件',), ('已改一二三',)])
        [(version,)] = self.rows('SELECT json FROM gw_version ORDER BY number DESC LIMIT 1')
        self.assertNotIn('见附件', version)

    def test_the_code_is_not_on_the_screen(self):
        browser = self.begin('commitment-letter')
        [fold] = browser.page.xpath('//details[.//a[contains(@href, "/resume/")]]')
        self.assertIsNone(fold.get('open'))
        self.assertIn('换设备继续填写', fold.xpath('./summary')[0].text_content())
        secret = fold.xpath('.//a/@href')[0].partition('#')[2]
        for item in browser.page.xpath('//main//*[not(ancestor-or-self::details)]/text()'):
            self.assertNotIn(secret, item)

    def test_equal_texts_are_no_change(self):
        browser = self.begin('expert-application')
        draft, hidden = browser.path, browser.hidden()
        revision = dict(hidden)['_revision']
        lines = [('/work_history/0/duty', '第一\n第二')]
        saved = self.put(browser, [*hidden, *lines], revision, draft).json()['revision']
        # The script has got no answer, and says it once more.
        self.assertEqual(self.put(browser, [*hidden, *lines], revision, draft).json()['revision'], saved)
        # A button sends the same with other line ends, and with the revision of its page.
        answer = browser.post(draft, [*hidden, ('/work_history/0/duty', '第一\r\n第二'), ('_save', '1')])
        self.assertEqual((answer.status, dict(browser.hidden())['_revision']), (200, str(saved)))

    def test_strangers_take_little_memory(self):
        browser = self.begin('commitment-letter')
        draft = browser.path
        big = b'x' * (2 << 20)
        body, media_type = multipart([('/photo', 'a.jpg', 'image/jpeg', big)])
        for path in ('/forms/commitment-letter', draft.replace('/d/', '/resume/'), draft.replace('/d/', '/r/'), '/d/other'):
            self.assertEqual(self.service.ask('POST', path, body, {'Content-Type': media_type}).status, 413, path)
        self.assertEqual(self.service.ask('POST', draft, body, {'Content-Type': media_type}).status, 413)
        self.assertEqual(browser.ask('POST', draft, body, {'Content-Type': media_type}).status, 403)

    def test_who_tries_too_often_waits(self):
        browser = Browser(self.service)
        browser.ask('GET', '/forms/commitment-letter')
        for count in range(25):
            answer = self.service.ask('POST', '/forms/commitment-letter', b'', tcp=True)
            self.assertEqual(answer.status, 303 if count < 20 else 429, count)
        self.assertIn('retry-after', answer.headers)
        draft = self.begin('commitment-letter').path.replace('/d/', '/resume/')
        statuses = [self.service.ask('POST', draft, b'_code=wrong', tcp=True).status for _ in range(32)]
        self.assertEqual(statuses, [404] * 30 + [429] * 2)

    def test_a_database_that_fails_is_no_wrong_code(self):
        draft = self.begin('commitment-letter').path.replace('/d/', '/resume/')
        self.change_rows('ALTER TABLE gw_draft RENAME TO gw_gone')
        self.assertEqual({self.service.ask('POST', draft, b'_code=wrong').status for _ in range(31)}, {503})
        self.change_rows('ALTER TABLE gw_gone RENAME TO gw_draft')
        self.assertEqual(self.service.ask('POST', draft, b'_code=wrong').status, 404)

    def test_previews_are_not_made_as_fast_as_they_are_asked_for(self):
        browser = self.begin('commitment-letter')
        answers = [browser.ask('GET', f'{browser.path.removesuffix("/preview.pdf")}/preview.pdf') for _ in range(10)]
        self.assertEqual({answer.status for answer in answers}, {422, 429})
        self.assertEqual(answers[-1].headers['retry-after'], '2')

    def test_texts_of_people_are_never_markup(self):
        browser = self.begin('commitment-letter', language='en')
        for text in ('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'; DROP TABLE gw_draft; --", '{{ 7 * 7 }}',
                     '\u202ex', '=HYPERLINK("http://x")'):
            browser.press('_check', [('/org', text), ('/leader', text)])
            self.assertEqual(dict(browser.typed())['/org'], text)
            self.assertFalse(browser.page.xpath('//script[not(@src="/assets/form.js")]|//script[text()]|//img'))
        # What no text can have is refused, however it is sent, and changes nothing.
        draft, hidden = browser.path, browser.hidden()
        self.assertEqual(browser.post(draft, [*hidden, ('/org', '\u202e\u0000x'), ('_save', '1')]).status, 400)
        for text in ('\u202e\u0000x'.encode(), b'\xff', b'\xed\xa0\x80'):
            fields = [(name, None, None, value.encode()) for name, value in [*hidden, ('_save', '1')]]
            body, media_type = multipart([*fields, ('/org', None, None, text)])
            self.assertEqual(browser.ask('POST', draft, body, {'Content-Type': media_type}).status, 400, text)
        self.assertEqual(browser.ask('GET', draft).status, 200)
        self.assertEqual(dict(browser.typed())['/org'], '=HYPERLINK("http://x")')
        policy = browser.answer.headers['content-security-policy']
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn('unsafe', policy)
        self.assertIn('camera=()', browser.answer.headers['permissions-policy'])
        self.assertEqual(browser.answer.headers['strict-transport-security'], 'max-age=31536000')

    def test_cookies_and_what_is_no_form(self):
        browser = self.begin('commitment-letter')
        draft = browser.path
        for word in ('HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age'):
            self.assertIn(word.lower(), browser.last_cookie.lower())
        self.assertEqual(browser.answer.headers['cache-control'], 'no-store')
        for path in ('/forms/monthly-bulletin', '/forms/nothing', '/forms/', '/d/', '/r/../d', '/resume/%00'):
            self.assertIn(browser.ask('GET', path).status, (400, 404), path)
        self.assertEqual(browser.ask('GET', '/assets/form.css').headers['content-type'], 'text/css; charset=utf-8')
        # A name that no field has, to the draft itself: nothing of the request is used.
        browser.ask('GET', draft)
        answer = browser.post(draft, [*browser.hidden(), ('/org', 'x'), ('x' * 70000, '1')])
        self.assertEqual(answer.status, 400)
        browser.ask('GET', draft)
        self.assertEqual(dict(browser.typed())['/org'], '')


if __name__ == '__main__':
    sys.exit(unittest.main())
