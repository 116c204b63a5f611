"""A periodical that the program does not know: a weekly brief, whose bundle lies beside this test. It is collected,
numbered, corrected, caught up and previewed by what its template.json says."""
import json
import pathlib
import re
import shutil
import subprocess
import unittest

from facts import EVENT, FactsTest, index_of, tree_of
from harness import BAD_INPUT, BAD_USAGE, ROOT, gongwen

BUNDLES = ROOT / 'tests/publish/bundles'
OWN = ('--templates', BUNDLES)
WEEK = ('--period', '2026-W29')
VISIT = {'id': 'visit-0714', 'section': 'visit', 'date': '2026-07-14', 'headline': '走访示例研究院', 'text': '走访了示例研究院。',
         'organisation': 'example-institute'}
NOTICE = {'id': 'notice-0713', 'section': 'notice', 'date': '2026-07-13', 'headline': '发布示例通知', 'text': '发布了一项示例通知。'}
LATER = {'id': 'visit-0722', 'section': 'visit', 'date': '2026-07-22', 'headline': '走访虚构大学', 'text': '走访了虚构大学。',
         'organisation': 'sample-university'}
ORGANISATIONS = [{'id': 'example-institute', 'name': '示例研究院'}, {'id': 'sample-university', 'name': '虚构大学'}]
FACTS = {'items': [LATER, VISIT, NOTICE], 'organisations': ORGANISATIONS}


class SecondPeriodicalTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'

    def store(self, *arguments, **options):
        return super().store(*arguments, *OWN, **options)

    def brief(self, *arguments, kind=('weekly-brief',), status=0, now='2026-07-27'):
        result = gongwen('publish', *kind, '--store', self.folder / 'facts.db', '-o', self.site, '--now', now, *OWN,
                         *arguments)
        self.assertEqual(result.status, status, result.err + result.out)
        return result

    def data(self, week):
        return json.loads((self.site / week.replace('-', '/') / 'data.json').read_text(encoding='utf-8'))

    def test_a_week_has_pdf_workbook_data_pages_and_feed(self):
        self.filled(FACTS)
        self.assertIn('2026-W29: number 1 of 2026 published, 1 page', self.brief(*WEEK).out)
        folder = self.site / '2026/W29'
        drawn = {'first-page.png', 'cover.png', 'brief.long.png', 'brief.wechat.html'}  # only where cairo is
        names = sorted({p.name for p in folder.iterdir()} - drawn)
        self.assertEqual(names, ['1', 'brief.pdf', 'brief.xlsx', 'data.json', 'index.html'])
        data = self.data('2026-W29')
        self.assertEqual(list(data), ['year', 'number', 'week', 'date', 'items', 'organisations'])
        self.assertEqual([i['id'] for i in data['items']], ['notice-0713', 'visit-0714'])
        self.assertEqual(data['organisations'], [{'id': 'example-institute', 'name': '示例研究院', 'mention': '本周涉及1条'}])
        text = subprocess.run(['pdftotext', str(folder / 'brief.pdf'), '-'], stdout=subprocess.PIPE, check=True).stdout
        self.assertIn('走访示例研究院', text.decode('utf-8'))
        page = (folder / 'index.html').read_text(encoding='utf-8')
        self.assertIn('2026年第29周', page)
        self.assertIn('href="../../index.html"', page)
        front = (self.site / 'index.html').read_text(encoding='utf-8')
        self.assertIn('<h1>示例工作周报</h1>', front)
        self.assertNotIn('国标', front)
        self.assertNotIn('bulletin', front)
        self.assertIn('<title>总第1期</title>', (self.site / 'feed.xml').read_text(encoding='utf-8'))
        index = index_of(self.site)
        self.assertEqual(index['kind'], 'weekly-brief')
        issue, = index['issues']
        self.assertEqual(issue['sections'], [{'title': '走访调研', 'items': ['走访示例研究院']},
                                             {'title': '通知事项', 'items': ['发布示例通知']}])
        self.assertEqual([row['title'] for row in issue['headlines']], ['发布示例通知', '走访示例研究院'])

    def test_weeks_are_caught_up_and_numbered_on_over_the_years(self):
        winter = {**NOTICE, 'id': 'notice-1229', 'date': '2025-12-29', 'headline': '岁末通知'}
        before = {**NOTICE, 'id': 'notice-1222', 'date': '2025-12-22', 'headline': '年前通知'}
        self.filled({**FACTS, 'items': [*FACTS['items'], winter, before]})
        self.brief('--catch-up', now='2026-07-26')
        self.assertEqual([(i['period'], i['year'], i['issue']) for i in index_of(self.site)['issues']],
                         [('2025-W52', 2025, 1), ('2026-W01', 2026, 2), ('2026-W29', 2026, 3)])
        self.brief('--catch-up', '--due-day', '3', now='2026-07-28')
        self.assertEqual(len(index_of(self.site)['issues']), 3)
        self.brief('--catch-up', '--due-day', '3', now='2026-07-29')
        self.assertEqual(index_of(self.site)['issues'][-1]['period'], '2026-W30')

    def test_a_correction_names_the_fields_as_the_bundle_does(self):
        facts = self.filled(FACTS)
        self.brief(*WEEK)
        self.store('edit', facts, 'item', '2026-W29/visit-0714', '--set', '/headline=走访示例院', '--reason', '试')
        self.assertIn('corrected, edition 2, 1 field changed', self.brief(*WEEK, now='2026-07-28').out)
        issue, = index_of(self.site)['issues']
        change, = issue['editions'][1]['changes']
        self.assertEqual((change['pointer'], change['field'], change['before'], change['after']),
                         ('/items/1/headline', '要闻 标题', '走访示例研究院', '走访示例院'))
        self.assertEqual((self.data('2026-W29')['correction']['edition'], self.data('2026-W29')['correction']['date']), (2, '2026-07-28'))
        before = tree_of(self.site)
        self.assertIn('is as it was', self.brief(*WEEK, now='2026-07-29').out)
        self.assertEqual(tree_of(self.site), before)

    def test_a_preview_counts_and_points_out_what_is_open(self):
        nowhere = {'id': 'some-day', 'section': 'notice', 'headline': '待定', 'text': '待定。'}
        self.filled({**FACTS, 'items': [*FACTS['items'], nowhere]})
        result = self.brief(*WEEK, '--preview')
        self.assertIn('2 items, 1 organisation, 0 fields changed', result.out)
        self.assertIn('! items without date and week: undated/some-day', result.out)
        self.assertFalse(self.site.exists())

    def test_the_record_of_an_issue_gives_number_order_and_remark(self):
        brief = {'week': '2026-W29', 'number': 88, 'remark': '本期为示例。', 'items': ['visit-0714', 'notice-0713']}
        self.filled({**FACTS, 'briefs': [brief]})
        self.brief(*WEEK)
        data = self.data('2026-W29')
        self.assertEqual((data['number'], data['remark'], [i['id'] for i in data['items']]),
                         (88, '本期为示例。', ['visit-0714', 'notice-0713']))

    def test_a_published_issue_can_be_read_in_and_gives_itself_again(self):
        self.filled({**FACTS, 'briefs': [{'week': '2026-W29', 'remark': '本期为示例。'}]})
        self.brief(*WEEK)
        path = self.write('week.json', self.data('2026-W29'))
        other = self.folder / 'other.db'
        self.store('init', other)
        self.store('import', other, path)
        again = self.folder / 'again'
        result = gongwen('publish', 'weekly-brief', '--store', other, '-o', again, '--now', '2026-07-27', *WEEK, *OWN)
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual((again / '2026/W29/data.json').read_bytes(), (self.site / '2026/W29/data.json').read_bytes())

    def test_the_kind_need_not_be_named_where_the_store_tells(self):
        self.filled(FACTS)
        self.assertIn('published', self.brief(*WEEK, kind=()).out)
        self.store('add', self.folder / 'facts.db', 'event', self.write('event.json', EVENT))
        result = self.brief(*WEEK, '--error-format', 'json', kind=(), status=BAD_USAGE)
        self.assert_fails(result, BAD_USAGE, 'publish/kind-needed')

    def test_both_periodicals_share_a_store_and_its_organisations(self):
        facts = self.filled({**FACTS, 'events': [EVENT]})
        self.brief(*WEEK)
        bulletin = self.folder / 'bulletin'
        self.publish(facts, bulletin, '--period', '2026-07', *OWN)
        self.assertEqual(index_of(bulletin)['kind'], 'monthly-bulletin')
        result = gongwen('publish', 'monthly-bulletin', '--store', facts, '-o', self.site, '--period', '2026-07', *OWN,
                         '--now', '2030-01-15', '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'publish/other-kind')
        self.assertEqual(len(index_of(self.site)['issues']), 1)

    def test_without_the_bundle_its_records_are_kept_and_told_of(self):
        facts = self.filled({**FACTS, 'events': [EVENT]})
        result = gongwen('store', 'list', facts)
        self.assertEqual(result.status, 0, result.err)
        self.assertIn('store/unknown-type', result.err)
        self.assertNotIn('visit-0714', result.out)
        shown = gongwen('store', 'show', facts, 'event', '2026-07/meeting-0710', '--history')
        self.assertEqual((shown.status, shown.err.count('store/unknown-type')), (0, 1), shown.err)
        edited = gongwen('store', 'edit', facts, 'event', '2026-07/meeting-0710', '--set', '/participants=3', '--reason', '试')
        self.assertEqual(edited.status, 0, edited.err)
        self.assertIn('visit-0714', self.store('list', facts).out)

    def test_types_that_differ_are_refused(self):
        folder = self.folder / 'own'
        shutil.copytree(BUNDLES, folder)
        path = folder / 'weekly-brief/records.schema.json'
        path.write_text(path.read_text(encoding='utf-8').replace('"maxLength": 120', '"maxLength": 121'), encoding='utf-8')
        result = gongwen('store', 'describe', 'item', '--templates', folder, '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'store/type-differs')

    def test_mistakes_of_the_section_have_a_place(self):
        folder = self.folder / 'own'
        for old, new, message, pointer in (
                ('"of": "item"', '"of": "thing"', 'engine/unknown-record-type', '/publish/data/items/of'),
                ('"mention.html"', '"missing.html"', 'engine/no-template', '/publish/data/organisations/worded/mention'),
                ('"/items/*/organisation"', '"/items/*/company"', 'engine/strange-pointer', '/publish/data/organisations/named/at'),
                ('"main": "items"', '"main": "briefs"', 'engine/strange-pointer', '/publish/main'),
                ('"remark": {"is"', '"remarks": {"is"', 'engine/strange-pointer', '/publish/data/remarks'),
                ('"period": "week"', '"period": "fortnight"', 'data/not-in-list', '/publish/period')):
            with self.subTest(new):
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(BUNDLES, folder)
                path = folder / 'weekly-brief/template.json'
                text = path.read_text(encoding='utf-8')
                self.assertIn(old, text)
                path.write_text(text.replace(old, new), encoding='utf-8')
                for command in (('check', 'weekly-brief', self.write('any.json', {})), ('store', 'describe', 'item')):
                    result = gongwen(*command, '--templates', folder, '--error-format', 'json')
                    found = [d for d in result.errors() if d["id"] == message]
                    self.assertEqual(len(found), 1, result.err)
                    self.assertIn(pointer, json.dumps(found[0]))

    def test_another_broken_bundle_is_no_matter_of_a_store(self):
        folder = self.folder / 'own'
        shutil.copytree(BUNDLES, folder)
        (folder / 'broken').mkdir()
        (folder / 'broken/template.json').write_text('{', encoding='utf-8')
        self.filled(FACTS)
        result = gongwen('store', 'list', self.folder / 'facts.db', '--templates', folder)
        self.assertEqual((result.status, result.err), (0, ''))

    def test_a_kind_that_is_not_published_is_refused(self):
        self.filled(FACTS)
        result = self.brief(*WEEK, '--error-format', 'json', kind=('proposal-review',), status=BAD_USAGE)
        self.assert_fails(result, BAD_USAGE, 'publish/unknown-kind')
        self.assertFalse(self.site.exists())

    def test_a_period_of_another_unit_is_refused(self):
        self.filled(FACTS)
        result = self.brief('--period', '2026-07', '--error-format', 'json', status=BAD_USAGE)
        self.assert_fails(result, BAD_USAGE, 'publish/bad-period')


if __name__ == '__main__':
    unittest.main()
