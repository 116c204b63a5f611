"""Whoever is left out of a register is named, before it is made and in it; a form with errors can be seen, and is
accepted only by somebody who knows of them."""
import json
import subprocess
import unittest

from chromium_pages import Chromium
from test_imports import KIND, ImportTest

BAD = {'org_zh': '某' * 61}


class LeftOutTest(ImportTest):
    def setUp(self):
        super().setUp()
        self.wang = self.office()
        self.upload(self.wang, {f'{name}.json': json.dumps(self.data(name, **more)).encode() for name, more in
                                (('丁甲', {'mobile': '13800000001'}), ('丁乙', {**BAD, 'mobile': '13800000002'}))}, kind=KIND)
        self.pages = self.wang.page.xpath('//td/a/@href')
        self.assertEqual(len(self.pages), 2)

    def accept(self, page, despite=False):
        self.wang.ask('GET', page)
        answer = self.wang.press_at(page, '_accept')
        return self.confirm() if despite else answer

    def confirm(self):
        return self.wang.confirm(('_despite', self.wang.page.xpath('//input[@name="_despite"]/@value')[0]))

    def accept_all(self):
        for page in self.pages:
            self.accept(page, despite=page == self.pages[1])
        self.assertEqual(self.states(), ['accepted', 'accepted'])

    def states(self):
        return [row[0] for row in self.rows('SELECT state FROM gw_submission ORDER BY number')]

    def export(self, what, *more):
        self.wang.ask('GET', '/office/export')
        token = self.wang.token()
        return self.wang.post('/office/export', [('_token', token), ('kind', KIND), ('state', 'accepted'), ('_export', what), *more])

    @staticmethod
    def text_of(pdf):
        return subprocess.run(['pdftotext', '-layout', '-', '-'], input=pdf, stdout=subprocess.PIPE, check=True).stdout.decode()

    def receipt(self, index):
        return self.rows_of_inbox()[index][0]


class Accepting(LeftOutTest):
    def test_a_form_with_errors_is_accepted_by_who_knows_of_them(self):
        self.assertEqual(self.accept(self.pages[0]).status, 200)
        self.assertEqual(self.accept(self.pages[1]).status, 200)
        self.assertEqual(self.states(), ['accepted', 'submitted'])
        self.assertIn('Errors in this form: 1', self.wang.text())
        self.assertIn('employer', self.wang.page.xpath('//ul[@class="messages"]//strong/text()')[0])
        # The box has to be ticked.
        self.assertEqual(self.wang.confirm().status, 422)
        self.assertIn('Tick the box', self.wang.text())
        self.assertEqual(self.states(), ['accepted', 'submitted'])
        self.assertEqual(self.confirm().status, 200)
        self.assertEqual(self.states(), ['accepted', 'accepted'])

    def test_a_form_with_errors_has_pages(self):
        self.wang.ask('GET', self.pages[1])
        pictures = self.wang.page.xpath('//section[@class="document"]//img/@src')
        self.assertTrue(pictures)
        picture = self.wang.ask('GET', pictures[0])
        self.assertEqual((picture.status, picture.headers['content-type']), (200, 'image/svg+xml'))
        for ending, start in (('pdf', b'%PDF'), ('xlsx', b'PK'), ('ofd', b'PK')):
            self.assertTrue(self.wang.ask('GET', f'{self.pages[1]}/document.{ending}').body.startswith(start), ending)
        text = self.text_of(self.wang.ask('GET', f'{self.pages[1]}/document.pdf').body)
        self.assertIn('未经核准', text)
        self.assertNotIn('未经核准', self.text_of(self.wang.ask('GET', f'{self.pages[0]}/document.pdf').body))

    def marks(self, page):
        """Of the pages of a submission: each message with the page and the rectangle of what it is about, in px."""
        self.wang.ask('GET', page)
        found = {}
        for item in self.wang.page.xpath('//ul[@class="messages"]/li'):
            links = item.xpath('a/@href')
            if not links:
                continue
            [mark] = self.wang.page.xpath(f'//*[@id="{links[0][1:]}"]')
            # From the mark to (the first) message and the same way back.
            [first] = self.wang.page.xpath(f'//*[@id="{mark.get("href")[1:]}"]')
            self.assertEqual(first.xpath('a/@href'), links)
            self.assertIn(first.xpath('string(strong)'), mark.get('aria-label'))
            [rect] = mark.xpath('rect')
            number = self.wang.page.xpath('//div[@class="page"]').index(mark.xpath('ancestor::div[@class="page"]')[0])
            found[item.xpath('string(strong)')] = (number, *(int(rect.get(name)) for name in ('x', 'y', 'width', 'height')))
        return found

    def words_within(self, page, mark):
        """What the document says in the rectangle of a mark."""
        number, left, top, width, height = mark
        pdf = self.wang.ask('GET', page + '/document.pdf').body
        box = [str(round(one * 150 / 96)) for one in (left, top, width, height)]
        done = subprocess.run(['pdftotext', '-r', '150', '-f', str(number + 1), '-l', str(number + 1), '-x', box[0], '-y', box[1], '-W', box[2],
                               '-H', box[3], '-', '-'], input=pdf, stdout=subprocess.PIPE, check=True)
        return ''.join(done.stdout.decode().split())

    def test_errors_are_marked_on_the_pages(self):
        [(place, mark)] = self.marks(self.pages[1]).items()
        words = self.words_within(self.pages[1], mark)
        self.assertEqual(set(words), {'某'}, place)
        self.assertGreaterEqual(len(words), 50)
        # Without errors; doubts are marked, too, and in their own way.
        self.marks(self.pages[0])
        self.assertFalse(self.wang.page.xpath('//section[@class="document"]//a[@class="error"]'))

    def test_a_form_without_a_required_value_has_pages_and_a_mark(self):
        data = self.data('丁丁', mobile='13800000009')
        del data['birth']
        self.upload(self.wang, {'d.json': json.dumps(data).encode()}, kind=KIND)
        page = self.wang.page.xpath('//td/a/@href')[0]
        [(place, mark)] = self.marks(page).items()
        self.assertIn('month of birth', place)
        self.assertEqual(self.words_within(page, mark), '')
        self.assertGreaterEqual(min(mark[3:]), 16)
        # Beside its label, which is as high.
        self.assertEqual(self.words_within(page, (mark[0], mark[1] - 100, *mark[2:4], mark[4])[:1] + (mark[1] - 100, mark[2], 100, mark[4])), '出生年月')
        self.assertIn('未经核准', self.text_of(self.wang.ask('GET', page + '/document.pdf').body))

    def test_list_and_marks_lead_to_each_other_in_a_browser(self):
        with Chromium() as browser:
            address = f'http://{self.service.host}:{self.service.port}{self.pages[1]}'
            for width in (390, 1280):
                browser.open(address, width, cookies={'__Host-s': self.wang.cookies['__Host-s']})
                self.assertEqual(browser.complaints, [])
                self.assertLessEqual(browser.overflow(), 0)
                browser.run('document.querySelector(".messages a").focus()')
                browser.press('Enter')
                self.assertEqual(browser.run('document.activeElement.id'), 'mark-1')
                seen = browser.run('(() => { const one = document.querySelector("#mark-1 rect").getBoundingClientRect();'
                                   ' return [one.left, one.top, one.right, one.bottom, innerWidth, innerHeight]; })()')
                self.assertTrue(0 <= seen[0] < seen[2] <= seen[4] and 0 <= seen[1] < seen[3] <= seen[5], (width, seen))
                # The picture under the mark has its size.
                ratio = browser.run('(() => { const one = document.querySelector(".page img"), other = document.querySelector(".page svg");'
                                    ' return [one.clientWidth / other.clientWidth, one.clientHeight / other.clientHeight]; })()')
                for one in ratio:
                    self.assertAlmostEqual(one, 1, delta=0.01)
                browser.press('Enter')
                self.assertEqual(browser.run('document.activeElement.id'), 'said-1')

    def test_programs_are_asked_too(self):
        def accept(page, **command):
            one = self.service.ask('GET', '/api/v1/submissions/' + page.rsplit('/', 1)[1])
            return self.service.post_json(f'/api/v1/submissions/{one.json()["id"]}/accept', command, {'If-Match': one.headers['etag']})

        self.assertEqual(accept(self.pages[0]).status, 200)
        refused = accept(self.pages[1])
        self.assertEqual((refused.status, refused.problem()), (422, 'has-errors'))
        self.assertEqual(refused.json()['report']['errors'], 1)
        self.assertEqual(self.states(), ['accepted', 'submitted'])
        self.assertEqual(accept(self.pages[1], despite_errors=True).status, 200)
        self.assertEqual(self.states(), ['accepted', 'accepted'])


class Registers(LeftOutTest):
    def test_nobody_is_left_out_without_a_question(self):
        self.accept_all()
        for what, start in (('register-pdf', b'%PDF'), ('register-xlsx', b'PK')):
            answer = self.export(what)
            self.assertEqual(answer.status, 422)
            alert = self.wang.page.xpath('string(//p[@role="alert"])')
            self.assertIn('1 of 2', alert)
            self.assertIn(self.receipt(1), alert)
            self.assertNotIn(self.receipt(0), alert)
            self.assertNotIn('gongwen-', self.wang.text())
            form = self.wang.page.xpath('//form[.//input[@name="_without"]]')[0]
            fields = [(item.get('name'), item.get('value')) for item in form.xpath('.//input | .//button')]
            made = self.wang.post('/office/export', fields)
            self.assertTrue(made.body.startswith(start), made.body[:300])
        text = self.text_of(self.export_without('register-pdf').body)
        self.assertIn('丁甲', text)
        self.assertIn('未列入', text)
        self.assertIn(self.receipt(1), text)

    def export_without(self, what):
        self.export(what)
        form = self.wang.page.xpath('//form[.//input[@name="_without"]]')[0]
        return self.wang.post('/office/export', [(item.get('name'), item.get('value')) for item in form.xpath('.//input | .//button')])

    def test_what_was_agreed_to_does_not_hold_for_others(self):
        self.accept_all()
        self.export('register-pdf')
        agreed = self.wang.page.xpath('//input[@name="_without"]/@value')[0]
        self.upload(self.wang, {'c.json': json.dumps(self.data('丁丙', **BAD, mobile='13800000003')).encode()}, kind=KIND)
        self.accept(self.wang.page.xpath('//td/a/@href')[0], despite=True)
        self.assertEqual(self.export('register-pdf', ('_without', agreed)).status, 422)
        self.assertIn('2 of 3', self.wang.page.xpath('string(//p[@role="alert"])'))

    def test_a_roster_has_all_of_them(self):
        self.accept_all()
        text = self.text_of(self.export('roster-pdf').body)
        self.assertIn('丁甲', text)
        self.assertIn('丁乙', text)

    def test_programs_are_asked_too(self):
        self.accept_all()
        path = f'/api/v1/exports/register.pdf?kind={KIND}&state=accepted'
        refused = self.service.ask('GET', path)
        self.assertEqual((refused.status, refused.problem()), (422, 'leaves-out'))
        self.assertIn(self.receipt(1), refused.json()['title'])
        self.assertNotIn('gongwen-', refused.body.decode())
        made = self.service.ask('GET', path + '&leave_out=1')
        self.assertEqual(made.status, 200)
        self.assertEqual(made.headers['x-gongwen-left-out'], '1')
        self.assertIn('x-gongwen-warnings', made.headers)
        self.assertIn('未列入', self.text_of(made.body))

    def test_messages_about_the_whole_name_receipts(self):
        """Two good forms that a rule of the register sets against each other."""
        same = {'email': 'same@example.com'}
        self.upload(self.wang, {f'{name}.json': json.dumps(self.data(name, **same, mobile=mobile)).encode()
                                for name, mobile in (('戊甲', '13800000004'), ('戊乙', '13800000005'))}, kind=KIND)
        for page in self.wang.page.xpath('//td/a/@href'):
            self.accept(page)
        self.assertEqual(self.export('register-pdf').status, 422)
        self.assertIn(self.receipt(3), self.wang.text())
        self.assertNotIn('/gongwen-', self.wang.text())


if __name__ == '__main__':
    unittest.main()
