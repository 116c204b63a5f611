"""The list of the office in its orders and pages, as CSV, what is to be done above it, and the figures of a year."""
import csv
import datetime
import io
import unittest

from test_desk import TOO_LONG, DeskTest

BEIJING = datetime.timezone(datetime.timedelta(hours=8))


class Overview(DeskTest):
    def copies(self, count):
        """More submissions like the first one, with other names and receipts."""
        for number in range(2, count + 2):
            self.change_rows(f"INSERT INTO gw_submission SELECT 'copy{number}', {number}, 'ZJ-0000-{number:04}', kind, state, revision, versions, "
                             f"draft, '丁{number:03}', organisation, assignee, created, changed, errors, warnings, email, language, due, entered_by "
                             "FROM gw_submission WHERE number = 1")

    def names(self, office, query=''):
        office.ask('GET', '/office/' + query)
        return office.page.xpath('//tbody/tr/td[4]/text()')

    def test_orders_lead_both_ways(self):
        office, _ = self.entered('丁乙', **TOO_LONG)
        self.entered('丁甲')
        self.entered('丁丙')
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        self.assertEqual(self.names(office), ['丁丙', '丁甲', '丁乙'])
        head = '//thead//th[a="Person or project"]'
        for wanted, sign in ((sorted(['丁甲', '丁乙', '丁丙']), 'ascending'), (sorted(['丁甲', '丁乙', '丁丙'], reverse=True), 'descending')):
            office.ask('GET', office.page.xpath(head + '/a/@href')[0])
            self.assertEqual((office.page.xpath('//tbody/tr/td[4]/text()'), office.page.xpath(head + '/@aria-sort')), (wanted, [sign]))
        self.assertEqual(self.names(office, '?sort=-errors')[0], '丁乙')
        self.assertEqual(office.ask('GET', '/office/?sort=nothing').status, 422)
        self.assertEqual(office.ask('GET', '/office/?page=0').status, 422)

    def test_pages_have_numbers(self):
        office, _ = self.entered('丁一')
        self.copies(259)
        office.ask('GET', '/office/?state=submitted')
        links = '//nav[@class="pages"]'
        self.assertEqual(office.page.xpath(links + '/*/text()'), ['1', '2', '3', '…', '6'])
        office.ask('GET', office.page.xpath(links + '/a[.="6"]/@href')[0])
        self.assertEqual(len(office.page.xpath('//tbody/tr')), 10)
        self.assertEqual(office.page.xpath(links + '/*/text()'), ['1', '…', '4', '5', '6'])
        self.assertEqual(office.page.xpath(links + '/a[@aria-current="page"]/text()'), ['6'])
        # All submissions are on one page each.
        seen = [one for page in range(1, 7) for one in self.names(office, f'?state=submitted&page={page}')]
        self.assertEqual((len(seen), len(set(seen))), (260, 260))

    def test_the_list_as_csv(self):
        office, _ = self.entered('丁一', **TOO_LONG)
        self.entered('丁二')
        self.change_rows("UPDATE gw_submission SET person = '=HYPERLINK(1)', organisation = '甲,\"乙\"' WHERE number = 2")
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        office.ask('GET', '/office/?sort=number')
        answer = office.ask('GET', office.page.xpath('//a[@download="list.csv"]/@href')[0])
        self.assertTrue(answer.body.startswith('\ufeff'.encode()))
        rows = list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig'))))
        self.assertEqual([(row[2], row[5]) for row in rows[1:]], [('丁一', '1'), ("'=HYPERLINK(1)", '0')])
        self.assertEqual(rows[2][3], '甲,"乙"')
        answer = office.ask('GET', '/office/list.csv?errors=1')
        self.assertEqual(len(list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig'))))), 2)

    def test_what_is_to_be_done(self):
        office, _ = self.entered('丁甲', **TOO_LONG)
        _, link = self.entered('丁乙')
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        def cards():
            office.ask('GET', '/office/')
            return {' '.join(card.text_content().split()): card.get('href') for card in office.page.xpath('//ul[@class="cards"]//a')}
        self.assertEqual(list(cards()), ['2 new', '1 new, with errors'])
        office.ask('GET', link)
        office.press_at(link, '_return', [('_remark', '请更正'), ('_until', '2099-01-01')])
        self.assertEqual(list(cards()), ['1 new', '1 new, with errors'])
        self.change_rows('UPDATE gw_submission SET due = 86400 WHERE due > 0')
        overdue = cards()['1 returned and overdue']
        office.ask('GET', overdue)
        self.assertEqual(office.page.xpath('//tbody/tr/td[4]/text()'), ['丁乙'])
        # What is done with all that are found is done with these only.
        hidden = {one.get('name'): one.get('value') for one in office.page.xpath('//form[@action="/office/bulk"]/input[@type="hidden"]')}
        self.assertIn('due_before', hidden)

    def test_figures_of_a_year(self):
        office, link = self.entered('丁甲')
        self.entered('丁乙', **TOO_LONG)
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        office.ask('GET', link)
        office.press_at(link, '_accept')
        now = datetime.datetime.now(BEIJING)
        office.ask('GET', f'/office/statistics?kind=expert-application&year={now.year}')
        self.assertEqual(office.page.xpath('//tfoot/tr/td/text()'), ['2', '0', '1', '0', '0'])
        self.assertEqual(office.page.xpath(f'//tbody/tr[{now.month}]/td/text()')[:3], ['2', '0', '1'])
        self.assertEqual(len(office.page.xpath('//table[contains(@class, "narrow")]/tbody/tr')), 1)
        answer = office.ask('GET', f'/office/statistics?year={now.year}&as=csv')
        rows = list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig'))))
        self.assertEqual(rows[now.month], [f'{now.year}-{now.month:02}', '2', '0', '1', '0', '0'])
        office.ask('GET', f'/office/statistics?year={now.year - 1}')
        self.assertEqual(office.page.xpath('//tfoot/tr/td/text()'), ['0'] * 5)


if __name__ == '__main__':
    unittest.main()
