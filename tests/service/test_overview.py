"""The list of the office in its orders and pages, as CSV, what is to be done above it, and the figures of a year."""
import csv
import datetime
import io
import unittest

import openpyxl

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
        return office.page.xpath('//tbody/tr/td[5]/text()')

    def test_orders_lead_both_ways(self):
        office, _ = self.entered('丁乙', **TOO_LONG)
        self.entered('丁甲')
        self.entered('丁丙')
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        self.assertEqual(self.names(office), ['丁丙', '丁甲', '丁乙'])
        head = '//thead//th[a="Person or project"]'
        for wanted, sign in ((sorted(['丁甲', '丁乙', '丁丙']), 'ascending'), (sorted(['丁甲', '丁乙', '丁丙'], reverse=True), 'descending')):
            office.ask('GET', office.page.xpath(head + '/a/@href')[0])
            self.assertEqual((office.page.xpath('//tbody/tr/td[5]/text()'), office.page.xpath(head + '/@aria-sort')), (wanted, [sign]))
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
        answer = office.ask('GET', office.page.xpath('//a[contains(@href, "list.csv")]/@href')[0])
        self.assertTrue(answer.body.startswith('\ufeff'.encode()))
        rows = list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig'))))
        self.assertEqual([(row[3], row[5]) for row in rows[1:]], [('丁一', '1'), ("'=HYPERLINK(1)", '0')])
        self.assertEqual(rows[2][4], '甲,"乙"')
        answer = office.ask('GET', '/office/list.csv?errors=1')
        self.assertEqual(len(list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig'))))), 2)

    def test_columns_are_chosen(self):
        office, _ = self.entered('丁一', speciality='密码', **TOO_LONG)
        self.entered('丁二', speciality='测评')
        office.ask('GET', '/office/')
        boxes = {box.get('value'): box.get('checked') is not None for box in office.page.xpath('//details[@class="columns"]//input[@type="checkbox"]')}
        # Values are columns only where all forms are of one kind.
        self.assertEqual([name for name in boxes if name.startswith('/')], [])
        self.assertEqual((boxes['person'], boxes['due']), (True, False))
        office.ask('GET', '/office/?kind=expert-application')
        titles = {box.get('value'): box.getparent().text_content().strip() for box in office.page.xpath('//details[@class="columns"]//input[@type="checkbox"]')}
        self.assertIn('/speciality', titles)
        self.assertNotIn('/photo', titles)
        query = '?kind=expert-application&sort=number&columns=person&columns=%2Fspeciality&columns=%2Fgender&columns=%2Fwork_history'
        office.ask('GET', '/office/' + query)
        heads = [head.text_content() for head in office.page.xpath('//thead//th')]
        self.assertEqual(heads[1:], ['Person or project', *(titles[name] for name in ('/gender', '/speciality', '/work_history'))])
        rows = [[cell.text_content() for cell in row.xpath('td')][1:] for row in office.page.xpath('//tbody/tr')]
        history = self.data('丁一')['work_history']
        self.assertEqual([row[0] for row in rows], ['丁一', '丁二'])
        self.assertEqual([row[2] for row in rows], ['密码', '测评'])
        # A choice in its words, a list with its rows; long texts are cut on the page alone.
        self.assertIn(rows[0][1], ('男', '女', 'male', 'female'))
        self.assertEqual([[one['org'] in row[3] for one in history] for row in rows], [[True] * len(history)] * 2)
        # The order of a column keeps the columns; a filter, too.
        self.assertIn('columns=person', office.page.xpath('//thead//th[a]/a/@href')[0])
        self.assertEqual(len(office.page.xpath('//form[@class="filter"]/input[@name="columns"]')), 4)
        office.ask('GET', '/office/?kind=expert-application&columns=person&columns=%2Forg_zh&sort=number')
        self.assertEqual(office.page.xpath('//tbody/tr[1]/td/text()'), ['丁一', '某' * 60 + '…'])
        self.assertIn('某' * 61, office.ask('GET', '/office/list.csv?columns=%2Forg_zh&kind=expert-application').body.decode())
        # The files have the same columns, of all that are found.
        office.ask('GET', '/office/' + query)
        links = {link.rpartition('?')[0].rpartition('.')[2]: link for link in office.page.xpath('//main//a/@href') if '/list.' in link}
        answer = office.ask('GET', links['csv'])
        self.assertEqual(list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig')))), [heads[1:], *rows])
        book = openpyxl.load_workbook(io.BytesIO(office.ask('GET', links['xlsx']).body))
        self.assertEqual([list(row) for row in book.active.iter_rows(values_only=True)], [heads[1:], *rows])
        self.assertEqual(self.rows("SELECT object FROM gw_audit WHERE action = 'submission.export'"), [('kind:expert-application',)] * 3)
        # Columns of a form that is not shown any more do not count.
        office.ask('GET', '/office/?columns=%2Fspeciality&columns=person')
        self.assertEqual([head.text_content() for head in office.page.xpath('//thead//th')][1:], ['Person or project'])

    def test_numbers_are_numbers_in_the_workbook(self):
        office, _ = self.entered('丁一', **TOO_LONG)
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        self.change_rows("UPDATE gw_submission SET person = '=HYPERLINK(1)'")
        self.copies(1_205)
        answer = office.ask('GET', '/office/list.xlsx?sort=number')
        sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).active
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        self.assertEqual((len(rows), rows[1][3], rows[1][5], sheet['D2'].data_type), (1_207, '=HYPERLINK(1)', 1, 's'))
        self.assertEqual(len({row[0] for row in rows}), 1_207)
        self.assertEqual(office.ask('GET', '/office/list.pdf').status, 404)

    def test_searches_are_kept(self):
        office, _ = self.entered('丁一')
        query = '/office/?state=submitted&sort=-person&columns=person'
        office.ask('GET', query + '&page=1&unknown=1')
        office.ask('GET', office.page.xpath('//nav[@class="searches"]/a/@href')[0])
        save = '/office/searches'
        for name, said in (('', 'name'), ('长' * 61, '60')):
            answer = office.press_at(save, '_save', [('name', name)])
            self.assertEqual((answer.status, said in office.page.xpath('//p[@class="error"]/text()')[0]), (422, True))
        office.press_at(save, '_save', [('name', '待审'), ('shared', '1')])
        self.assertEqual(office.path + '?' + office.query, query)
        links = '//nav[@class="searches"]/a[not(@class)]'
        self.assertEqual(office.page.xpath(links + '/text()'), ['待审'])
        self.assertEqual(office.page.xpath(links + '/@aria-current'), ['true'])
        # Kept already: nothing to save.
        self.assertFalse([link for link in office.page.xpath('//nav[@class="searches"]/a/@href') if 'query=' in link])
        office.ask('GET', '/office/searches?query=state%3Daccepted')
        self.assertEqual(office.press_at(save, '_save', [('name', '待审')]).status, 422)
        self.assertIn('of this name', office.text())
        office.press_at(save, '_save', [('name', '已通过')])
        # Others see what is shared, and cannot remove it.
        other = self.office('zhao')
        other.ask('GET', '/office/')
        self.assertEqual(other.page.xpath(links + '/text()'), ['待审'])
        other.ask('GET', '/office/?state=accepted')
        other.ask('GET', other.page.xpath('//nav[@class="searches"]/a[@class="side"]/@href')[-1])
        [(kept,)] = self.rows("SELECT id FROM gw_search WHERE shared = 1")
        other.post(save, [('_token', other.token()), ('_remove', kept)])
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_search'), [(2,)])
        office.ask('GET', save)
        office.post(save, [('_token', office.token()), ('_remove', kept)])
        self.assertEqual(self.rows('SELECT name FROM gw_search'), [('已通过',)])
        other.ask('GET', '/office/')
        self.assertEqual(other.page.xpath(links), [])
        # As many as an account may keep.
        for number in range(49):
            self.change_rows(f"INSERT INTO gw_search VALUES ('more{number}', 'wang', '查询{number}', 'state=rejected', 0, 0)")
        office.ask('GET', '/office/searches?query=state%3Dreturned')
        self.assertEqual(office.press_at(save, '_save', [('name', '退回')]).status, 422)
        self.assertIn('50', office.page.xpath('//p[@class="error"]/text()')[0])

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
        self.assertEqual(office.page.xpath('//tbody/tr/td[5]/text()'), ['丁乙'])
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
        # Programs get the same.
        key = self.run_gongwen('key', 'add', 'figures', '--scope', 'inbox.read', *self.place()).stdout.strip()

        def ask(query):
            return self.service.ask('GET', f'/api/v1/statistics?{query}', headers={'Authorization': f'Bearer {key}'})

        said = ask(f'kind=expert-application&year={now.year}').json()
        self.assertEqual(len(said['months']), 12)
        self.assertEqual(said['months'][now.month - 1], {'month': f'{now.year}-{now.month:02}', 'submitted': 2, 'returned': 0, 'accepted': 1,
                                                         'rejected': 0, 'withdrawn': 0})
        self.assertEqual((said['median_days'], [field['forms'] for field in said['faulty_fields']]), (0.0, [1]))
        self.assertEqual(ask('').json()['months'], said['months'])
        former = ask(f'kind=expert-application&year={now.year - 1}').json()
        self.assertEqual((former['faulty_fields'], 'median_days' in former, sum(month['submitted'] for month in former['months'])), ([], False, 0))
        for query in ('year=1999', 'year=x', 'year=20261', 'month=1'):
            self.assertEqual(ask(query).status, 400, query)
        office.ask('GET', f'/office/statistics?year={now.year - 1}')
        self.assertEqual(office.page.xpath('//tfoot/tr/td/text()'), ['0'] * 5)


if __name__ == '__main__':
    unittest.main()
