"""Records as forms: every record of every type is shown, checked and saved without a change; errors stand at their fields;
what the form of another type does not have is shown."""
import json
import os
import unittest
import urllib.parse

import needs
from chromium_pages import Chromium
from harness import ROOT
from test_office_facts import FactsTest

MONTH = ROOT / 'samples/monthly-bulletin/2026-08-all-events.json'


class RecordForms(FactsTest):
    accounts = {'wang': 'secretary', 'qian': 'viewer'}

    def records(self, office):
        """All records of the store by type and key."""
        office.ask('GET', '/office/facts')
        links = [urllib.parse.parse_qs(urllib.parse.urlsplit(link).query) for link in office.page.xpath('//td/a/@href')]
        names = [(link['type'][0], link['key'][0]) for link in links if 'key' in link]
        return {name: json.loads(self.run_gongwen('store', 'show', self.store, *name).stdout) for name in names}

    def page(self, office, kind, key):
        return office.ask('GET', '/office/facts/record?' + urllib.parse.urlencode({'type': kind, 'key': key}))

    def fields(self, office):
        return office.hidden() + office.typed()

    def test_every_record_comes_back_as_it_was(self):
        self.run_gongwen('store', 'import', self.store, MONTH, '--reason', '测试')
        office = self.office(language='zh')
        before = self.records(office)
        types = {record.get('type') for (kind, _), record in before.items() if kind == 'event'}
        self.assertGreater(len(types), 30)
        for kind, key in needs.share(before):
            self.page(office, kind, key)
            self.assertEqual(office.answer.status, 200, (kind, key))
            fields = self.fields(office)
            answer = office.post('/office/facts/record', fields + [('_check', '1')])
            self.assertEqual((answer.status, office.page.xpath('//*[@aria-invalid]/@name')), (200, []), (kind, key, office.text()[:900]))
            answer = office.post('/office/facts/record', fields + [('_save', '1')])
            self.assertEqual(answer.status, 200, (kind, key, office.text()[:900]))
        self.assertEqual(self.records(office), before)

    def test_a_viewer_reads_it_in_words(self):
        office = self.office()
        self.enter(office, 'event', type='mt_meeting', dates=['2024-02-20'], name='示例工作组会议', place='示例市')
        viewer = self.office('qian', language='zh')
        key = dict(part.split('=') for part in office.query.split('&'))['key']
        viewer.ask('GET', f'/office/facts/record?type=event&key={key}')
        rows = {row.xpath('td')[0].text_content().strip(): row.xpath('td')[1].text_content().strip() for row in viewer.page.xpath('//tbody/tr')}
        self.assertEqual((rows['事项类型'], rows['地点']), ('会议', '示例市'), rows)
        self.assertFalse(viewer.page.xpath('//main//button'))

    def test_errors_stand_at_their_fields(self):
        office = self.office(language='zh')
        wrong = {'dates': ['2024-02-31'], 'name': '示例会议', 'participants': '三十'}
        answer = self.enter(office, 'event', type='mt_meeting', **wrong)
        self.assertEqual(answer.status, 422)
        self.assertEqual(sorted(office.page.xpath('//*[@aria-invalid="true"]/@name')), ['/dates/0', '/participants'])
        self.assertNotIn('/events', office.text())
        typed = dict(office.typed())
        self.assertEqual((typed['/dates/0'], typed['/participants'], typed['/name']), ('2024-02-31', '三十', '示例会议'))
        # A missing value, too: nothing was typed at all.
        self.enter(office, 'event', type='mt_meeting')
        self.assertIn('/name', office.page.xpath('//*[@aria-invalid="true"]/@name'))

    def test_rows_are_added_and_deleted_without_script(self):
        office = self.office(language='zh')
        office.ask('GET', '/office/facts/record?type=event&member=type&decides=mt_meeting')
        first = [('/type', 'mt_meeting'), ('/dates/0', '2024-02-20')]
        office.post('/office/facts/record', office.hidden() + first + [('_add', '/dates')])
        self.assertIn('/dates/1', dict(office.typed()))
        office.post('/office/facts/record', office.hidden() + first + [('/dates/1', '2024-02-21'), ('_delete', '/dates/0')])
        self.assertEqual(dict(office.typed())['/dates/0'], '2024-02-21')
        office.post('/office/facts/record', office.hidden() + first + [('/dates/1', '2024-02-22'), ('_up', '/dates/1')])
        self.assertEqual((dict(office.typed())['/dates/0'], dict(office.typed())['/dates/1']), ('2024-02-22', '2024-02-20'))

    def test_another_type_shows_what_it_has_no_field_for(self):
        office = self.office(language='zh')
        office.ask('GET', '/office/facts/record?type=event&member=type&decides=mt_meeting')
        fields = {**dict(office.typed()), '/type': 'ot_notice', '/name': '不再有栏目的会议', '/dates/0': '2024-02-20'}
        answer = office.post('/office/facts/record', office.hidden() + list(fields.items()) + [('_save', '1')])
        self.assertEqual(answer.status, 200)
        self.assertIn('尚未保存', office.text())
        self.assertNotIn('/name', dict(office.typed()))
        self.assertIn('不再有栏目的会议', office.text())
        self.assertEqual(dict(office.typed())['/dates/0'], '2024-02-20')
        # It stays on the page while nothing is saved, and comes back with the type.
        office.post('/office/facts/record', self.fields(office) + [('_check', '1')])
        self.assertIn('不再有栏目的会议', office.text())
        office.post('/office/facts/record', office.hidden() + [('/type', 'mt_meeting'), ('/dates/0', '2024-02-20'), ('_check', '1')])
        self.assertEqual(dict(office.typed())['/name'], '不再有栏目的会议')
        office.post('/office/facts/record', self.fields(office) + [('_save', '1')])
        self.assertIn('key=', office.query, office.text()[:900])

    def test_projects_are_found_by_their_titles(self):
        office = self.office(language='zh')
        title = '网络安全技术　示例邮筒安全要求'
        self.enter(office, 'project', plan_number='20249001-T-469', title=title, scope='适用于虚构场景中的邮筒。')
        office.ask('GET', '/office/facts/record?type=event&member=type&decides=ns_draft_review')
        offered = office.page.xpath('//datalist/option/@value')
        self.assertIn(f'20249001-T-469 {title}', offered)
        for number, named in enumerate((title, f'20249001-T-469 {title}', '20249001-T-469'), 10):
            self.enter(office, 'event', type='ns_draft_review', dates=[f'2024-02-{number}'], standards=[{'plan_number': named, 'passed': 'true'}])
            self.assertIn('key=', office.query, office.text()[:900])
        said = {record['standards'][0]['plan_number'] for (kind, _), record in self.records(office).items() if kind == 'event'}
        self.assertEqual(said, {'20249001-T-469'})
        # Two projects have this title: it names neither, and nobody guesses.
        self.enter(office, 'project', plan_number='20249002-T-469', title=title, scope='适用于虚构场景中的另一邮筒。')
        answer = self.enter(office, 'event', type='ns_draft_review', dates=['2024-02-15'], standards=[{'plan_number': title, 'passed': 'true'}])
        self.assertEqual((answer.status, office.page.xpath('//*[@aria-invalid="true"]/@name')), (422, ['/standards/0/plan_number']))

    def test_line_feeds_are_kept_in_short_texts(self):
        office = self.office()
        self.run_gongwen('store', 'add', self.store, 'person', self.write('one.json', '{"id": "li", "name": "李示例", "post": "主任\\n兼秘书长"}'), '--reason', '测试')
        self.page(office, 'person', 'li')
        office.post('/office/facts/record', self.fields(office) + [('_save', '1')])
        self.assertEqual(json.loads(self.run_gongwen('store', 'show', self.store, 'person', 'li').stdout)['post'], '主任\n兼秘书长')

    def test_markdown_is_typed_into_an_area_with_a_hint(self):
        office = self.office(language='zh')
        text = '**重点：**如下。\n\n1. 甲；\n2. 乙。'
        answer = self.enter(office, 'annual_review', period='2025', outlook=text)
        self.assertEqual(answer.status, 200, office.text()[:900])
        self.page(office, 'annual_review', '2025')
        self.assertEqual(dict(office.typed())['/outlook'], text)
        with Chromium() as tab:
            for language, hint in (('zh', '另起一段前空一行'), ('en', 'Leave a line empty')):
                for width in (390, 1280):
                    tab.open(f'http://{self.service.host}:{self.service.port}/office/facts/record?type=annual_review&key=2025', width,
                             cookies={'__Host-s': office.cookies['__Host-s']}, language=language)
                    area = 'document.querySelector("textarea[name=\\"/outlook\\"]")'
                    hints = tab.run(f'{area}.getAttribute("aria-describedby").split(" ").map(id => document.getElementById(id)?.textContent).join(" ")')
                    self.assertIn(hint, hints)
                    self.assertIn('**', hints)
                    self.assertEqual((tab.overflow(), tab.barriers()), (0, []))
                    if folder := os.environ.get('GONGWEN_PICTURES'):
                        tab.picture(f'{folder}/markdown-{language}-{width}.png')

    def test_its_own_fields_come_first(self):
        office = self.office(language='zh')
        office.ask('GET', '/office/facts/record?type=event&member=type&decides=mt_meeting')
        folded = set(office.page.xpath('//details//*[starts-with(@name, "/")]/@name'))
        shown = set(dict(office.typed())) - folded
        self.assertIn('/heading', folded)
        self.assertLessEqual({'/type', '/dates/0', '/name', '/place'}, shown)
        self.assertFalse(office.page.xpath('//details[@open]'))
        # What has a value is not hidden.
        office.post('/office/facts/record', office.hidden() + [('/type', 'mt_meeting'), ('/heading', '自拟标题'), ('_check', '1')])
        self.assertFalse(office.page.xpath('//details//*[@name="/heading"]'))
        self.assertEqual(dict(office.typed())['/heading'], '自拟标题')

    @needs.time
    def test_pages_have_no_barriers_in_both_languages(self):
        """In a browser, from the choice of the type to an error at its field and the history, by its buttons."""
        self.run_gongwen('store', 'import', self.store, MONTH, '--reason', '测试')
        office = self.office()
        record = urllib.parse.urlencode({'type': 'event', 'key': '2026-08/plans-0803'})
        pages = ('record?type=event', 'record?type=event&member=type&decides=mt_meeting', f'record?{record}', f'record/history?{record}')

        def check_look(place):
            self.assertLessEqual(tab.overflow(), 0, place)
            self.assertEqual(tab.barriers(), [], place)
            if folder := os.environ.get('GONGWEN_PICTURES'):
                tab.picture(f'{folder}/record-{"-".join(str(part) for part in place)}.png')

        with Chromium() as tab:
            for language in ('zh', 'en'):
                for width in (390, 1280):
                    for number, page in enumerate(pages):
                        tab.open(f'http://{self.service.host}:{self.service.port}/office/facts/{page}', width,
                                 cookies={'__Host-s': office.cookies['__Host-s']}, language=language)
                        check_look((language, width, number))
                        if number == 1:
                            # What is folded is opened, and Check says what is missing, at the field.
                            tab.run('document.querySelector("summary").click()')
                            self.assertTrue(tab.run('document.querySelector("details").open'))
                            check_look((language, width, 'open'))
                            tab.run('document.querySelector("[name=_check]:not(.unseen)").focus()')
                            tab.events.clear()
                            tab.press('Enter')
                            tab.wait_for('Page.loadEventFired')
                            self.assertEqual(tab.run('document.getElementById("f.name").getAttribute("aria-invalid")'), 'true')
                            check_look((language, width, 'errors'))
            # A page of errors has a status of its own, which browsers put into the console.
            self.assertEqual([one for one in tab.complaints if '422' not in one], [])


if __name__ == '__main__':
    unittest.main()
