"""The office's table of issues, and the decisions about an issue: approval by a second person, holding, releasing."""
import json
import os
import struct
import unittest
import zlib

import needs
from chromium_pages import Chromium
from harness import gongwen
from test_office_facts import FactsTest


def png(width, height):
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    rows = b''.join(b'\0' + bytes((x * y) % 256 for x in range(3 * width)) for y in range(height))
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


class IssuesTest(FactsTest):
    def meeting(self, office, date, name='示例工作组会议'):
        self.enter(office, 'event', type='mt_meeting', dates=[date], name=name, place='示例市', participants='42')

    def rows(self, office):
        office.ask('GET', '/office/issues')
        self.assertEqual(office.answer.status, 200, office.text()[:800])
        return [[cell.text_content().strip() for cell in row.xpath('./td')] for row in office.page.xpath('//tbody/tr')]

    def shown(self, office, button, period='2024-02'):
        """What the form with a button sends along, on the page of an issue."""
        office.ask('GET', f'/office/facts/issue?period={period}&_=')
        forms = [form for form in office.page.xpath('//main//form') if form.xpath(f'.//button[@name="{button}"]')]
        self.assertTrue(forms, office.text()[:1500])
        return [(item.get('name'), item.get('value')) for item in forms[0].xpath('.//input[@type="hidden"]')]

    def decide(self, office, button, period='2024-02', **fields):
        return self.post(office, self.shown(office, button, period), button, **fields)

    def post(self, office, shown, button, **fields):
        return office.post('/office/facts/issue', shown + list(fields.items()) + [(button, '1')])

    def buttons(self, office, period='2024-02'):
        office.ask('GET', f'/office/facts/issue?period={period}&_=')
        return set(office.page.xpath('//main//button/@name'))

    def check_page(self, office):
        self.assertEqual(len(office.page.xpath('//h1')), 1)
        self.assertEqual(len(office.page.xpath('//nav//a[@aria-current="page"]')), 1)


class Issues(IssuesTest):
    def setUp(self):
        super().setUp()
        self.add_account('zhao', 'secretary')

    def templates(self):
        return ['--needs-approval']

    def test_an_issue_goes_through_two_hands(self):
        wang, zhao, viewer = self.office(), self.office('zhao'), self.office('qian')
        self.meeting(wang, '2024-02-20')
        self.assertEqual(self.rows(wang)[0][:2], ['2024-02', 'due'])
        self.assertEqual(self.buttons(viewer), set())
        self.assertNotIn('_publish', self.buttons(wang))
        self.decide(wang, '_ask')
        self.assertIn('asked for approval', wang.text())
        self.assertEqual(self.rows(zhao)[0][1], 'waiting for approval')
        # The one who asked cannot approve it.
        self.assertEqual(self.decide(wang, '_approve').status, 409)
        # publish/reason-needed
        self.assertEqual(self.decide(zhao, '_send_back').status, 409)
        self.assertIn('is not sent back without a reason', zhao.text())
        self.assertEqual(self.decide(zhao, '_send_back', _reason='缺地点').status, 200)
        self.assertIn('缺地点', self.rows(wang)[0][5])
        self.decide(wang, '_ask')
        # Nobody approves what no page showed.
        unseen = [(name, value) for name, value in self.shown(zhao, '_approve') if name != '_facts']
        self.assertEqual(self.post(zhao, unseen, '_approve').status, 409)
        self.assertEqual(self.rows(wang)[0][1], 'waiting for approval')
        self.decide(zhao, '_approve')
        self.assertIn('approved it at', zhao.text())
        self.assertIn('_publish', self.buttons(wang))
        self.decide(wang, '_publish')
        row = self.rows(wang)[0]
        self.assertEqual((row[1], row[2], row[4]), ('published', '1 of 2024', '1'))

    def test_a_held_issue_cannot_be_published(self):
        office = self.office('wang', language='zh')
        self.meeting(office, '2024-02-20')
        self.assertEqual(self.decide(office, '_hold', _until='2024-13-01').status, 422)
        self.decide(office, '_hold', _until='2099-03-10 09:00', _reason='待核实')
        self.assertIn('暂缓至2099-03-10 09:00。', office.text())
        self.assertNotIn('_publish', self.buttons(office))
        self.assertEqual(self.rows(office)[0][1], '暂缓')
        self.decide(office, '_release')
        self.assertEqual(self.rows(office)[0][1], '应发')

    def test_the_table_shows_what_is_open(self):
        office = self.office()
        self.meeting(office, '2024-02-20')
        self.meeting(office, '2024-04-20')
        self.enter(office, 'project', id='kickoff-2', title='网络安全技术　示例邮筒安全要求', scope='适用于虚构场景中的邮筒。')
        self.assertEqual([row[0] for row in self.rows(office)], ['2024-04', '2024-02'])
        self.assertIn('no records and no issue (2024-03', office.text())
        self.assertIn('projects without plan number', office.text())
        self.check_page(office)


class Published(IssuesTest):
    """What is decided about an issue that is public: left as it is, or withdrawn."""

    def setUp(self):
        super().setUp()
        self.wang = self.office()
        self.meeting(self.wang, '2024-02-20')
        self.decide(self.wang, '_publish')

    def change(self, value):
        [key] = [line.split()[1] for line in self.run_gongwen('store', 'list', self.store, 'event').stdout.splitlines()]
        self.run_gongwen('store', 'edit', self.store, 'event', key, '--set', f'/participants={value}', '--reason', '试')

    def publish_at_night(self, *words):
        self.run_gongwen('publish', 'monthly-bulletin', '--store', self.store, '-o', self.site, '--catch-up', *words)

    def withdraw(self, office, button='_withdraw', **fields):
        """On the page that asks."""
        form = [form for form in office.page.xpath('//main//form') if form.xpath(f'.//button[@name="{button}"]')][0]
        hidden = [(item.get('name'), item.get('value')) for item in form.xpath('.//input[@type="hidden"]')]
        return office.post('/office/facts/issue', hidden + list(fields.items()) + [(button, form.xpath('.//button/@value')[0])])

    def test_changes_are_left_out_with_a_reason(self):
        self.assertNotIn('_leave', self.buttons(self.wang))
        self.change(43)
        self.publish_at_night()
        self.assertEqual(self.rows(self.wang)[0][1], 'published, facts changed since')
        self.assertEqual(self.decide(self.wang, '_leave').status, 422)
        self.assertEqual(self.decide(self.wang, '_leave', _reason='仅差一人').status, 200)
        self.assertIn('2024-02 is left as it is', self.wang.text())
        row = self.rows(self.wang)[0]
        self.assertEqual((row[1], row[4]), ('published, left as it is', '1'))
        for words in ('wang某 decided at', '仅差一人'):
            self.assertIn(words, row[5])
        self.publish_at_night()
        self.assertEqual(self.rows(self.wang)[0][1], 'published, left as it is')
        # Changed further, and changed back.
        self.change(44)
        self.publish_at_night()
        self.assertEqual(self.rows(self.wang)[0][1:2] + self.rows(self.wang)[0][5:], ['published, facts changed since', ''])
        self.change(42)
        self.publish_at_night()
        self.assertEqual(self.rows(self.wang)[0][1], 'published')

    def test_an_issue_is_withdrawn_after_a_question(self):
        viewer = self.office('qian')
        self.assertEqual(self.buttons(viewer), set())
        page = self.site / '2024/02/bulletin.pdf'
        self.assertEqual(self.decide(self.wang, '_withdraw').status, 200)
        self.assertIn('Withdraw the issue of 2024-02?', self.wang.text())
        self.check_page(self.wang)
        self.assertEqual(self.withdraw(self.wang).status, 422)
        self.assertIn('State the reason', self.wang.text())
        self.assertTrue(page.is_file())
        self.assertEqual(self.withdraw(self.wang, _reason='个人信息').status, 200)
        self.assertIn('2024-02 is withdrawn', self.wang.text())
        self.assertFalse(page.exists())
        self.assertIn('个人信息', (self.site / '2024/02/index.html').read_text(encoding='utf-8'))
        row = self.rows(self.wang)[0]
        self.assertEqual((row[1], row[2]), ('withdrawn', '1 of 2024'))
        for words in ('wang某 withdrew it at', '个人信息'):
            self.assertIn(words, row[5])
        self.assertFalse({'_withdraw', '_leave'} & self.buttons(self.wang))
        # It is published again as a new edition, and may be withdrawn again.
        self.decide(self.wang, '_publish')
        row = self.rows(self.wang)[0]
        self.assertEqual((row[1], row[4], row[5]), ('published', '2', ''))
        self.assertIn('_withdraw', self.buttons(self.wang))
        self.add_account('sun', 'admin')
        sun = self.office('sun')
        sun.ask('GET', '/office/audit')
        self.assertIn('issue withdrawn', sun.text())

    @needs.time
    def test_only_what_the_page_showed_is_left_or_withdrawn(self):
        self.change(43)
        self.publish_at_night()
        seen = self.shown(self.wang, '_leave')
        self.change(44)
        for shown in (seen, [(name, value) for name, value in seen if name != '_facts']):
            self.assertEqual(self.post(self.wang, shown, '_leave', _reason='仅差一人').status, 409)
            self.assertIn('2024-02 is not what the preview showed', self.wang.text())
        self.publish_at_night()
        self.assertEqual(self.rows(self.wang)[0][1:2] + self.rows(self.wang)[0][5:], ['published, facts changed since', ''])
        # A correction is published while somebody is asked whether to withdraw the issue.
        self.decide(self.wang, '_withdraw')
        self.decide(self.office(), '_publish')
        self.assertEqual(self.withdraw(self.wang, _reason='个人信息').status, 409)
        self.assertIn('2024-02 is not what the preview showed', self.wang.text())
        self.assertEqual(self.post(self.wang, [one for one in seen if one[0] != '_edition'], '_withdraw').status, 200)
        self.assertEqual(self.withdraw(self.wang, _reason='个人信息').status, 409)
        self.assertTrue((self.site / '2024/02/bulletin.pdf').is_file())
        self.assertEqual(self.rows(self.wang)[0][1], 'published')
        # The page that asks now is about the new edition.
        self.decide(self.wang, '_withdraw')
        self.assertEqual(self.withdraw(self.wang, _reason='个人信息').status, 200)
        self.assertFalse((self.site / '2024/02/bulletin.pdf').exists())

    def test_only_what_is_still_to_be_handed_on_is_named(self):
        settings = self.write('hand-on.json', {'targets': [{'name': 'share', 'kind': 'folder', 'path': 'copy'},
                                                           {'name': 'web', 'kind': 'command', 'run': f'test -e {self.folder}/up'}]})
        hand_on = ('publish', 'monthly-bulletin', '--store', self.store, '-o', self.site, '--hand-on', settings)
        gongwen(*hand_on, '--only-hand-on')
        # Both are new to the site: a copy is owed at once, a command gets what comes.
        self.assertIn('Not handed on: share.', self.rows(self.wang)[0][5])
        self.change(43)
        self.decide(self.wang, '_publish')
        gongwen(*hand_on, '--only-hand-on')
        self.assertIn('Not handed on: share, web.', self.rows(self.wang)[0][5])
        # A later issue brings the copy; a person gives up the command.
        (self.folder / 'copy').mkdir()
        self.meeting(self.wang, '2024-03-20')
        self.decide(self.wang, '_publish', '2024-03')
        gongwen(*hand_on, '--only-hand-on')
        self.assertIn('Not handed on: web.', self.rows(self.wang)[1][5])
        gongwen('publish', 'monthly-bulletin', '--store', self.store, '-o', self.site, '--give-up', 'web', '--reason', '试')
        self.assertEqual([row[5] for row in self.rows(self.wang)], ['', ''])

    def test_pages_have_no_barriers_in_both_languages(self):
        self.change(43)
        self.publish_at_night()
        top = f'http://{self.service.host}:{self.service.port}/office/'
        cookies = {'__Host-s': self.wang.cookies['__Host-s']}
        with Chromium() as tab:
            for language in ('zh', 'en'):
                for width in (390, 1280):
                    for page in ('issues', 'facts/issue?period=2024-02'):
                        tab.open(top + page, width, cookies=cookies, language=language)
                        self.check_look(tab)
                        self.keep_picture(tab, f'{page[:6].strip("/")}-{language}-{width}')
                    # By keyboard to the page that asks, whose buttons say what they do.
                    tab.run('document.querySelector("[name=_withdraw]").focus()')
                    tab.events.clear()
                    tab.press('Enter')
                    tab.wait_for('Page.loadEventFired')
                    self.assertEqual(tab.run('document.querySelector("[name=_withdraw]").value'), 'sure')
                    self.check_look(tab)
                    self.keep_picture(tab, f'ask-{language}-{width}')
            self.assertEqual(tab.complaints, [])
        self.assertTrue((self.site / '2024/02/bulletin.pdf').is_file())

    def check_look(self, tab):
        self.assertLessEqual(tab.overflow(), 0)
        self.assertEqual(tab.barriers(), [])

    @staticmethod
    def keep_picture(tab, name):
        """For people who want to look."""
        if 'GONGWEN_PICTURES' in os.environ:
            tab.picture(os.path.join(os.environ['GONGWEN_PICTURES'], name + '.png'))


class Pictures(FactsTest):
    def saved(self, office):
        return json.loads(self.run_gongwen('store', 'show', self.store, 'event', '2024-02/picture').stdout)

    def test_a_picture_is_chosen_as_a_file_and_kept_in_the_record(self):
        office = self.office()
        office.ask('GET', '/office/facts/record?type=event&member=type&decides=mt_meeting')
        self.assertTrue(office.page.xpath('//input[@type="file" and @name="_picture:body"]'))
        fields = [('/id', 'picture'), ('/type', 'mt_meeting'), ('/dates/0', '2024-02-20'), ('/name', '示例工作组会议'), ('/place', '示例市'),
                  ('/body/0', '会场如图。'), ('_picture_text:body', '会场')]
        office.upload('/office/facts/record', '_picture:body', '现场.png', png(20, 20), [item for item in office.hidden() if item[0] != '_token'] + fields + [('_save', '1')])
        self.assertIn('key=', office.query, office.text()[:1500])
        body = self.saved(office)['body']
        self.assertEqual(body[0], '会场如图。')
        self.assertEqual(body[1]['figure']['alt'], '会场')
        self.assertTrue(body[1]['figure']['file'].startswith('data:image/png;base64,'), body)
        # The form has a mark in the place of the picture, and saving keeps it.
        office.ask('GET', '/office/facts/record?type=event&key=2024-02%2Fpicture')
        self.assertNotIn('base64', office.answer.body.decode())
        self.assertIn('stored:body:1', office.answer.body.decode())
        changed = {**dict(office.typed()), '/place': '另一示例市'}
        office.post('/office/facts/record', office.hidden() + [item for item in changed.items() if item[0].startswith('/')] + [('_save', '1')])
        self.assertEqual(self.saved(office)['body'], body)
        self.assertEqual(self.saved(office)['place'], '另一示例市')


if __name__ == '__main__':
    unittest.main()
