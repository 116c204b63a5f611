"""Reminders of many at once: who gets one, who does not and why, on the page and by programs."""
import json
import unittest

from form_browser import hand_in
from harness import gongwen
from test_mail import MailServiceTest

KIND = 'proposal-review'


class Reminders(MailServiceTest):
    accounts = {'wang': 'secretary', 'zhao': 'reviewer', 'qian': 'viewer'}

    def setUp(self):
        super().setUp()
        hand_in(self.service, KIND)
        self.wait_for(('receipt', 'sent'))
        self.change_rows('UPDATE gw_address SET verified = 1')  # which may get more than three mails a day
        for _ in range(4):
            hand_in(self.service, KIND)
        self.ids = [row[0] for row in self.rows('SELECT id FROM gw_submission ORDER BY number')]
        office = self.office()
        for one in self.ids[:4]:
            self.press(office, f'/office/s/{one}', '_return', [('_remark', '请补充'), ('_until', '2099-01-01')])
        self.change_rows("UPDATE gw_submission SET email = '' WHERE id = ?", self.ids[1])
        self.change_rows('UPDATE gw_submission SET due = 1000 WHERE id = ?', self.ids[2])

    def reminders(self):
        return self.rows("SELECT submission, state FROM gw_outbox WHERE template = 'reminder' AND next < CAST(strftime('%s', 'now') AS INTEGER) + 86400 "
                         "AND state <> 'cancelled' ORDER BY event")

    def remind(self, office, *ids):
        office.ask('GET', '/office/')
        answer = office.post('/office/bulk', [('_token', office.token()), ('_action', 'remind'), *(('_id', one) for one in ids)])
        self.assertEqual(answer.status, 200, office.text()[:300])
        self.assertIn('were returned and have an address', office.text())
        rows = [('_row', value) for value in office.page.xpath('//input[@name="_row"][@checked]/@value')]
        self.assertEqual(len(rows), len(ids), 'all of them are in the results')
        return office.post('/office/bulk', [*office.hidden(), *rows, ('_do', '1')])

    def said(self, office):
        return {row.xpath('string(.//a/@href)').rpartition('/')[2]: row.xpath('string(td[3])').strip() for row in office.page.xpath('//tbody/tr')}

    def test_those_that_were_returned_are_reminded(self):
        office = self.office('zhao')
        self.assertEqual(self.remind(office, *self.ids).status, 409)
        said = self.said(office)
        for number, words in enumerate(('the reminder leaves at', 'no address for mail', 'the deadline has passed', 'the reminder leaves at', 'not returned for correction')):
            self.assertIn(words, said[self.ids[number]])
        self.service.wait_until(lambda: {(one, 'sent') for one in (self.ids[0], self.ids[3])} == set(self.reminders()), 20)
        [text] = {mail[2].get_body(('plain',)).get_content().split('（')[0] for mail in self.server.mails if '期限将至' in mail[2]['Subject']}
        self.assertTrue(text)
        self.assertIn('意见共1条', [mail for mail in self.server.mails if '期限将至' in mail[2]['Subject']][0][2].get_body(('plain',)).get_content())
        # Not twice in a day.
        self.assertEqual(self.remind(office, self.ids[0]).status, 409)
        self.assertIn('within a day', self.said(office)[self.ids[0]])
        self.change_rows("UPDATE gw_outbox SET changed = changed - 86401 WHERE template = 'reminder'")
        self.assertEqual(self.remind(office, self.ids[0]).status, 200)
        self.assertIn(('submission.remind', 'refused'), self.rows('SELECT action, result FROM gw_audit'))
        viewer = self.office('qian')
        viewer.ask('GET', '/office/')
        self.assertEqual(viewer.post('/office/bulk', [('_token', viewer.token()), ('_action', 'remind'), ('_id', self.ids[0])]).status, 403)

    def test_programs_remind(self):
        def remind(**more):
            answer = self.service.ask('POST', '/api/v1/submissions:bulk', json.dumps({'action': 'remind', **more}).encode(),
                                      {'Authorization': f'Bearer {self.key}', 'Content-Type': 'application/json'})
            self.assertEqual(answer.status, 200, answer.body[:300])
            return [one['outcome'] for one in answer.json()['results']]

        self.key = gongwen('key', 'add', 'desk', '--scope', 'inbox.write', *self.place()).out.strip()
        expected = ['done', 'no-address', 'overdue', 'done', 'wrong-state']
        self.assertEqual(remind(ids=[*self.ids, 'aaaaaaaaaaaaaaaa']), [*expected, 'not-found'])
        self.assertEqual(remind(filter={'state': 'returned'}).count('reminded-lately'), 2)


class Held(MailServiceTest):
    accounts = {'wang': 'secretary'}
    more = {'hold_minutes': 10}

    def test_a_reminder_is_held_and_can_be_taken_back(self):
        hand_in(self.service, KIND)
        [(one,)] = self.rows('SELECT id FROM gw_submission')
        office = self.office()
        self.press(office, f'/office/s/{one}', '_return', [('_remark', '请补充'), ('_until', '2099-01-01')])
        office.ask('GET', '/office/')
        office.post('/office/bulk', [('_token', office.token()), ('_action', 'remind'), ('_id', one)])
        row = office.page.xpath('//input[@name="_row"]/@value')[0]
        self.assertEqual(office.post('/office/bulk', [*office.hidden(), ('_row', row), ('_do', '1')]).status, 200)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM gw_outbox WHERE template = 'reminder' AND state = 'held'"), [(1,)])
        mail = self.rows("SELECT id FROM gw_outbox WHERE template = 'reminder' AND state = 'held'")[0][0]
        office.ask('GET', f'/office/s/{one}')
        office.post(f'/office/s/{one}/mail', [*office.hidden(), ('_take_back', mail)])
        self.assertEqual(self.rows('SELECT state FROM gw_outbox WHERE id = ?', mail), [('cancelled',)])


if __name__ == '__main__':
    unittest.main()
