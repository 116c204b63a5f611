"""One month from a store to a site: what is collected, how it is numbered, what stops it, what a correction leaves."""
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import unittest
import uuid

import lxml.html
import pikepdf
from PIL import Image, ImageChops, ImageFilter

from facts import EVENT, PROJECT, REVIEW, FactsTest, index_of, tree_of
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, ROOT, gongwen
from ofd_reader import Document, N

JULY = ('--period', '2026-07')


class MonthTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'

    def data(self, period='2026-07'):
        return json.loads((self.site / period.replace('-', '/') / 'data.json').read_text(encoding='utf-8'))

    def change(self, *words):
        self.store('edit', self.folder / 'facts.db', *words, '--reason', '试')

    def test_a_month_has_pdf_workbook_data_pages_and_feed(self):
        self.publish(self.small_store(), self.site, *JULY)
        month = self.site / '2026/07'
        self.assertTrue((month / 'bulletin.pdf').read_bytes().startswith(b'%PDF-'))
        self.assertTrue((month / 'bulletin.xlsx').read_bytes().startswith(b'PK'))
        self.assertEqual([e['id'] for e in self.data()['events']], ['meeting-0710', 'review-0712'])
        page = (self.site / 'index.html').read_text(encoding='utf-8')
        self.assertIn('2026年第1期', page)
        self.assertIn('20269001-T-469《网络安全技术　示例邮筒安全要求》', page)
        self.assertIn('2026年第1期', (self.site / 'feed.xml').read_text(encoding='utf-8'))
        issue = index_of(self.site)['issues'][0]
        self.assertEqual((issue['issue'], issue['period'], issue['issue_date']), (1, '2026-07', '2030-01-15'))
        text = subprocess.run(['pdftotext', str(month / 'bulletin.pdf'), '-'], stdout=subprocess.PIPE, check=True).stdout
        self.assertIn('示例工作组会议', text.decode('utf-8').replace('\n', ''))

    def test_own_texts_are_on_the_site_and_in_the_progress_of_projects(self):
        stages = [{'date': '2026-07-01', 'stage': 'started'}, {'date': '2026-07-20', 'stage': 'submission_review', 'passed': True}]
        self.publish(self.filled({'events': [EVENT], 'projects': [{**PROJECT, 'stages': stages}]}), self.site, *JULY)
        progress = [project['progress'] for project in self.data()['projects'] if 'progress' in project]
        self.assertEqual(progress, ['已形成送审稿，并通过专家审查会评审。'])
        own = json.loads(gongwen('texts', 'monthly-bulletin').out)
        texts = {id: '改' + text for id, text in own.items() if id.startswith('history.')}
        texts.update({'site.name': '{year}年<{issue}>号', 'site.search': '查一查', 'site.standards': '标准&清单'})
        other = self.folder / 'other-site'
        self.publish(self.folder / 'facts.db', other, *JULY, '--texts', self.write('own.json', texts))
        page = (other / 'index.html').read_text(encoding='utf-8')
        self.assertIn('2026年&lt;1&gt;号', page)
        self.assertIn('查一查', page)
        self.assertNotIn('>2026年第1期', page)  # the name of a file keeps it
        self.assertNotIn('查找各期内容', page)
        data = json.loads((other / '2026/07/data.json').read_text(encoding='utf-8'))
        self.assertEqual([project['progress'] for project in data['projects'] if 'progress' in project],
                         ['改' + text for text in progress])

    def test_ofd_is_published_beside_the_pdf_and_kept_in_corrections(self):
        store = self.small_store()
        self.publish(store, self.site, *JULY, '--ofd')
        month = self.site / '2026/07'
        self.assertTrue((month / 'bulletin.ofd').read_bytes().startswith(b'PK'))
        self.assertEqual(gongwen('ofd-check', month / 'bulletin.ofd').status, 0)
        files = [one['name'] for one in index_of(self.site)['issues'][0]['editions'][0]['files']]
        self.assertEqual(files[:3], ['bulletin.pdf', 'bulletin.xlsx', 'bulletin.ofd'])
        for page, path in (('index.html', '2026/07/bulletin.ofd'), ('2026/07/index.html', 'bulletin.ofd')):
            links = lxml.html.parse(self.site / page).xpath('//a[@type="application/ofd"]/@href')
            self.assertEqual(links, [path])
        self.change('event', '2026-07/meeting-0710', '--set', '/participants=43')
        self.publish(store, self.site, *JULY)
        self.assertFalse((month / 'bulletin.ofd').exists())
        self.assertTrue((month / '1/bulletin.ofd').exists())

    def test_ofd_is_caught_up_with(self):
        """Months that are published without it stay as they are; later ones have it."""
        facts = self.filled({'events': [{**EVENT, 'id': f'm-{m}', 'dates': [f'2026-{m:02}-10']} for m in (3, 4, 5)]})
        self.publish(facts, self.site, '--period', '2026-03')
        self.publish(facts, self.site, '--catch-up', '--ofd')
        found = {i['period']: [f['name'] for f in i['editions'][0]['files'] if f['name'].endswith('.ofd')] for i in index_of(self.site)['issues']}
        self.assertEqual(found['2026-03'], [])
        self.assertEqual(found['2026-05'], ['bulletin.ofd'])
        for period in ('04', '05'):
            self.assertEqual(gongwen('ofd-check', self.site / f'2026/{period}/bulletin.ofd').status, 0)
        before = tree_of(self.site)
        self.publish(facts, self.site, '--catch-up', '--ofd')
        self.assertEqual(tree_of(self.site), before)

    def test_pdf_and_ofd_name_each_other(self):
        self.publish(self.small_store(), self.site, *JULY, '--ofd')
        month = self.site / '2026/07'
        document = Document(month / 'bulletin.ofd')
        facts = {one.get('Name'): one.text for one in document.root.iter(f'{N}CustomData')}
        self.assertEqual(facts['PDF-SHA-256'], hashlib.sha256((month / 'bulletin.pdf').read_bytes()).hexdigest())
        with pikepdf.open(month / 'bulletin.pdf') as pdf:
            packet = pdf.Root.Metadata.read_bytes().decode()
        self.assertIn(f'>{document.root.findtext(f".//{N}DocID")}<', packet)

    def test_the_first_page_is_shown_as_a_picture(self):
        self.publish(self.small_store(), self.site, *JULY)
        month = self.site / '2026/07'
        with Image.open(month / 'first-page.png') as picture:
            width, height = picture.size
            page = subprocess.run(['pdftoppm', '-r', '36', '-f', '1', '-l', '1', '-png', str(month / 'bulletin.pdf')],
                                  stdout=subprocess.PIPE, check=True).stdout
            own, other = (p.convert('L').filter(ImageFilter.GaussianBlur(3))
                          for p in (picture, Image.open(io.BytesIO(page))))
            steps = ImageChops.difference(own, other.resize(own.size)).histogram()
            self.assertLess(sum(step * count for step, count in enumerate(steps)) / sum(steps), 2)
        self.assertEqual(width, 298)
        edition = index_of(self.site)['issues'][0]['editions'][0]
        self.assertEqual(edition['picture'], {'name': 'first-page.png', 'width': width, 'height': height})
        for path, source in (('index.html', '2026/07/first-page.png'), ('2026/07/index.html', 'first-page.png'),
                             ('2026/07/1/index.html', 'first-page.png')):
            [image] = lxml.html.document_fromstring((self.site / path).read_bytes()).xpath('//img')
            self.assertEqual(dict(image.attrib), {
                'class': 'first-page', 'src': source, 'width': str(width), 'height': str(height),
                'alt': '2026年第1期首页'})
            self.assertTrue(((self.site / path).parent / source).is_file())

    def test_without_the_library_an_issue_has_no_picture(self):
        """Those before and after it have theirs, as editions of former programs have none."""
        facts = self.filled({'events': [{**EVENT, 'id': f'm-{m}', 'dates': [f'2026-{m:02}-10']} for m in (3, 5)]})
        self.write('broken/libcairo.so.2', '')
        result = self.publish(facts, self.site, '--period', '2026-03',
                              environment={'LD_LIBRARY_PATH': str(self.folder / 'broken')})
        self.assertIn('publish/no-picture', result.err)
        result = self.publish(facts, self.site, '--period', '2026-05')
        self.assertNotIn('publish/no-picture', result.err)
        self.assertFalse((self.site / '2026/03/first-page.png').exists())
        self.assertNotIn('<img', (self.site / '2026/03/index.html').read_text(encoding='utf-8'))
        self.assertEqual((self.site / 'index.html').read_text(encoding='utf-8').count('<img'), 1)
        self.assertNotIn('picture', index_of(self.site)['issues'][0]['editions'][0])

    def test_numbers_follow_the_archive_and_not_the_month(self):
        facts = self.filled({'events': [{**EVENT, 'id': f'm-{m}', 'dates': [f'2026-{m:02}-10']} for m in (3, 5, 9)]})
        self.publish(facts, self.site, '--period', '2026-03', '--issue', '7')
        self.publish(facts, self.site, '--period', '2026-05')
        self.publish(facts, self.site, '--period', '2026-09')
        self.assertEqual([(i['period'], i['issue']) for i in index_of(self.site)['issues']],
                         [('2026-03', 7), ('2026-05', 8), ('2026-09', 9)])
        result = gongwen('publish', 'monthly-bulletin', '--store', facts, '-o', self.site, '--period', '2026-09', '--issue',
                         '8', '--now', '2030-02-01', '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'publish/number-taken')

    def test_total_numbers_go_on_once_an_issue_has_one(self):
        facts = self.filled({'events': [{**EVENT, 'id': f'm-{m}', 'dates': [f'2026-{m:02}-10']} for m in (3, 5)],
                             'issues': [{'period': '2026-03', 'total_issue': 88}]})
        self.publish(facts, self.site, '--catch-up')
        self.assertEqual([i['total_issue'] for i in index_of(self.site)['issues']], [88, 89])

    def test_annex_1_has_projects_that_moved_worded_from_their_history(self):
        quiet = {**PROJECT, 'plan_number': '20269002-T-469', 'stages': [
            {'date': '2026-05-02', 'stage': 'started'}, {'date': '2026-07-20', 'stage': 'working_draft'}]}
        later = {**PROJECT, 'stages': [{'date': '2026-07-30', 'stage': 'public_comment', 'end': '2026-09-28'}]}
        earlier = {**PROJECT, 'plan_number': '20269003-T-469', 'stages': [{'date': '2026-06-02', 'stage': 'started'}]}
        self.publish(self.filled({'events': [REVIEW], 'projects': [quiet, later, earlier]}), self.site, *JULY)
        self.assertEqual([(p['plan_number'], p['progress']) for p in self.data()['projects']],
                         [('20269001-T-469', '已形成征求意见稿，并于2026年7月30日至2026年9月28日公开征求意见。'),
                          ('20269002-T-469', '已形成标准草案。')])

    def test_where_an_event_tells_last_the_template_words_the_progress(self):
        project = {**PROJECT, 'stages': [{'date': '2026-07-01', 'stage': 'working_draft'}]}
        self.publish(self.filled({'events': [REVIEW], 'projects': [project]}), self.site, *JULY)
        self.assertNotIn('progress', self.data()['projects'][0])

    def test_an_event_with_a_month_of_its_own_is_told_in_it(self):
        late = {**EVENT, 'id': 'late', 'dates': ['2026-06-29'], 'period': '2026-07'}
        self.publish(self.filled({'events': [EVENT, late]}), self.site, *JULY)
        self.assertEqual([e['id'] for e in self.data()['events']], ['late', 'meeting-0710'])
        self.assertNotIn('period', self.data()['events'][0])

    def test_a_failed_check_publishes_nothing_and_says_why(self):
        facts = self.small_store()
        self.publish(facts, self.site, *JULY)
        before = tree_of(self.site)
        self.change('event', '2026-07/review-0712', '--set', '/count=5')
        report = self.folder / 'report.json'
        result = gongwen('publish', 'monthly-bulletin', '--store', facts, '-o', self.site, *JULY, '--now', '2030-02-01',
                         '--error-format', 'json', '--report', report, '--run-after', f'cat > {self.folder}/hook.json')
        self.assert_fails(result, BAD_INPUT, 'rules/violated')
        self.assertEqual(tree_of(self.site), before)
        told = json.loads(report.read_text(encoding='utf-8'))
        self.assertEqual((told['status'], told['months'][0]['outcome']), ('failed', 'failed'))
        self.assertEqual(told['report']['diagnostics'][0]['id'], 'rules/violated')
        self.assertEqual((self.folder / 'hook.json').read_text(encoding='utf-8'), report.read_text(encoding='utf-8'))

    def test_the_same_facts_change_no_byte(self):
        facts = self.small_store()
        self.publish(facts, self.site, *JULY)
        before = tree_of(self.site)
        result = self.publish(facts, self.site, *JULY, '--run-after', 'exit 3', now='2031-01-01')
        self.assertIn('is as it was', result.out)
        self.assertEqual(tree_of(self.site), before)

    def test_data_that_are_only_written_otherwise_are_no_correction(self):
        facts = self.small_store()
        self.publish(facts, self.site, *JULY)
        path = (self.site / '2026/07/data.json').resolve()
        path.write_text(json.dumps({k: self.data()[k] for k in sorted(self.data())}), encoding='utf-8')
        self.assertIn('is as it was', self.publish(facts, self.site, *JULY).out)

    def test_another_order_is_a_correction(self):
        facts = self.small_store()
        self.publish(facts, self.site, *JULY)
        self.store('add', facts, 'issue', self.write('i.json', {'period': '2026-07', 'events': ['review-0712', 'meeting-0710']}))
        self.publish(facts, self.site, *JULY)
        change, = index_of(self.site)['issues'][0]['editions'][1]['changes']
        self.assertEqual((change['pointer'], change['before'], change['after']),
                         ('/events', '示例工作组会议（2026-07-10）、征求意见稿专家审查（2026-07-12）',
                          '征求意见稿专家审查（2026-07-12）、示例工作组会议（2026-07-10）'))

    def test_a_correction_is_numbered_and_keeps_the_former_version(self):
        facts = self.small_store()
        self.publish(facts, self.site, *JULY)
        first = (self.site / '2026/07/bulletin.pdf').read_bytes()
        self.change('event', '2026-07/meeting-0710', '--set', '/participants=21', '--set', '/place=虚构城')
        self.change('event', '2026-07/review-0712', '--set', '/standards/0/passed=false')
        result = self.publish(facts, self.site, *JULY, now='2030-02-01T00:00:00Z')
        self.assertIn('edition 2', result.out)
        self.assertEqual((self.site / '2026/07/1/bulletin.pdf').read_bytes(), first)
        self.assertNotEqual((self.site / '2026/07/bulletin.pdf').read_bytes(), first)
        issue = index_of(self.site)['issues'][0]
        self.assertEqual((issue['edition'], issue['issue'], issue['issue_date']), (2, 1, '2030-01-15'))
        changes = {(c['pointer'], c['field'], c['before'], c['after']) for c in issue['editions'][1]['changes']}
        self.assertEqual(changes, {
            ('/events/0/participants', '事项 参会人数', '12', '21'),
            ('/events/0/place', '事项 地点', '', '虚构城'),
            ('/events/1/standards/0/passed', '事项 受审标准 标准项目 是否通过审查', '是', '否')})
        self.assertEqual([c['record'] for c in issue['editions'][1]['changes']],
                         ['示例工作组会议（2026-07-10）'] * 2 + ['征求意见稿专家审查（2026-07-12） 20269001-T-469'])
        page = (self.site / '2026/07/index.html').read_text(encoding='utf-8')
        self.assertIn('更正第1次', page)
        self.assertIn('已被更正', (self.site / '2026/07/1/index.html').read_text(encoding='utf-8'))
        self.assertIn('更正第1次', (self.site / 'feed.xml').read_text(encoding='utf-8'))

    def test_a_preview_writes_nothing_and_shows_open_points(self):
        facts = self.filled({
            'events': [EVENT, REVIEW, {'id': 'someday', 'type': 'ot_notice', 'date_text': '近日', 'title': '关于示例的通知'}],
            'projects': [PROJECT, {'id': 'new-idea', 'title': '数据安全技术　虚构标准', 'scope': '虚构。'}]})
        result = self.publish(facts, self.site, *JULY, '--preview')
        self.assertIn('would be number 1 of 2026', result.out)
        self.assertIn('示例工作组会议', result.out)
        self.assertIn('undated/someday', result.out)
        self.assertIn('new-idea', result.out)
        self.assertFalse(self.site.exists())
        unknown = self.filled({'events': [REVIEW]}, 'other.db')
        result = self.publish(unknown, self.site, *JULY, '--preview', status=BAD_INPUT)
        self.assertIn('plan numbers without project: 20269001-T-469', result.out)
        self.assertIn('project-known', result.err)

    def test_what_cannot_be_published_is_told(self):
        facts = self.small_store()
        words = ['publish', 'monthly-bulletin', '--store', facts, '-o', self.site, '--error-format', 'json']
        for more, status, identifier in (
                (['--period', '2026-07', '--now', '2026-07-31'], BAD_INPUT, 'publish/not-over'),
                (['--period', '2026-08', '--now', '2030-01-01'], BAD_INPUT, 'publish/no-events'),
                (['--period', '2026-13'], BAD_USAGE, 'cli/bad-month'),
                (['--period', '2026-07', '--now', 'soon'], BAD_USAGE, 'cli/bad-moment'),
                *((['--period', '2026-07', '--base-url', address], BAD_USAGE, 'cli/bad-address')
                  for address in ('www.example.cn', 'https://', 'https:///a', 'https://:80/', 'https://a b/', 'ftp://a/',
                                  'https://a/?b', 'https://a/#b', 'https://a/"', 'javascript:alert(1)')),
                (['--period', '2026-07', '--issue', '0'], BAD_USAGE, 'cli/bad-number'),
                (['--catch-up', '--issue', '3'], BAD_USAGE, 'cli/too-many'),
                (['--catch-up', '--period', '2026-07'], BAD_USAGE, 'cli/too-many'),
                ([], BAD_USAGE, 'cli/missing')):
            self.assert_fails(gongwen(*words, *more), status, identifier)
        self.assertFalse((self.site / 'index.html').is_file())

    def test_a_command_that_fails_is_told_and_the_site_stays(self):
        facts = self.small_store()
        result = gongwen('publish', 'monthly-bulletin', '--store', facts, '-o', self.site, *JULY, '--now', '2030-01-01',
                         '--run-after', 'exit 7', '--error-format', 'json')
        self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
        self.assertIn('publish/after-failed', result.err)
        self.assertTrue((self.site / '2026/07/bulletin.pdf').is_file())

    def test_metrics_keep_the_last_success_over_failures(self):
        facts = self.small_store()
        metrics = self.folder / 'gongwen.prom'
        def value(name):
            lines = metrics.read_text(encoding='utf-8').splitlines()
            return next(line.split()[1] for line in lines if line.startswith(name + ' '))
        self.publish(facts, self.site, *JULY, '--metrics', metrics, now='2030-01-01T00:00:00Z')
        self.assertEqual(value('gongwen_publish_issues_published'), '1')
        self.publish(facts, self.site, '--period', '2026-08', '--metrics', metrics, status=BAD_INPUT, now='2030-01-02T00:00:00Z')
        self.assertEqual(value('gongwen_publish_last_success_timestamp_seconds'), '1893456000')
        self.assertEqual(value('gongwen_publish_last_run_timestamp_seconds'), '1893542400')
        self.assertEqual(value('gongwen_publish_last_run_success'), '0')

    def test_logs_are_one_json_object_a_line(self):
        result = self.publish(self.small_store(), self.site, *JULY, '--log-format', 'json')
        line, = result.out.splitlines()
        self.assertEqual({k: v for k, v in json.loads(line).items() if k in ('level', 'period', 'outcome', 'edition')},
                         {'level': 'info', 'period': '2026-07', 'outcome': 'published', 'edition': 1})

    def preview(self, facts, *words, status=0, more=()):
        return self.publish(facts, self.site, *(words or JULY), '--preview', *more, status=status)

    def test_what_is_wrong_is_placed_at_the_record_in_the_store(self):
        facts = self.filled({'events': [EVENT, {**REVIEW, 'count': 3}], 'projects': [PROJECT]})
        for words in (JULY, ('--catch-up',)):
            result = self.preview(facts, *words, status=BAD_INPUT, more=('--error-format', 'json'))
            error, = result.errors()
            self.assertEqual((error['id'], error['data']), ('rules/violated', {
                'pointer': '/count', 'file': str(facts), 'record': 'event 2026-07/review-0712'}))
            told = self.preview(facts, *words, status=BAD_INPUT, more=('--lang', 'zh')).err
            self.assertIn(f'数据：{facts}: event 2026-07/review-0712 /count\n', told)
            self.assertNotIn('template.json', told)
        folder = self.filled({'events': [EVENT], 'projects': [PROJECT]}, 'facts.xlsx')
        self.write('facts.xlsx/events/2026-07/meeting-0710.json', {**EVENT, 'participants': 'many'})
        error, = self.preview(folder, status=BAD_INPUT, more=('--error-format', 'json')).errors()
        self.assertEqual((error['data']['record'], error['data']['pointer']), ('event 2026-07/meeting-0710', '/participants'))

    def test_a_preview_that_fails_shows_what_there_is(self):
        facts = self.filled({'events': [EVENT, {**REVIEW, 'count': 3}], 'projects': [PROJECT]})
        told = self.preview(facts, status=BAD_INPUT).out
        self.assertRegex(told, r': [1-9] pages, 2 events, 1 project, 0 ballots')
        self.assertIn('1. 示例工作组会议', told)
        self.assertIn('! cannot be published', told)
        # What its schema refuses is listed as the store lists it.
        folder = self.filled({'events': [EVENT, REVIEW], 'projects': [PROJECT]}, 'folder')
        self.write('folder/events/2026-07/meeting-0710.json', {**EVENT, 'participants': 'many'})
        told = self.preview(folder, status=BAD_INPUT).out
        self.assertIn('2 events', told)
        self.assertIn('2026-07/meeting-0710  mt_meeting  2026-07-10  示例工作组会议', told)
        # A month that is not over is shown, too.
        told = self.publish(self.small_store('other.db'), self.site, *JULY, '--preview', now='2026-07-20', status=BAD_INPUT)
        self.assertIn('1. 示例工作组会议', told.out)
        self.assertFalse(self.site.exists())

    def test_a_preview_for_programs_has_contents_and_open_items(self):
        facts = self.filled({'events': [EVENT, {'id': 'someday', 'type': 'ot_notice', 'date_text': '近日', 'title': '关于示例的通知'}]})
        line = json.loads(self.preview(facts, more=('--log-format', 'json')).out)
        self.assertEqual(line['contents'], ['重要会议和活动', '  1. 示例工作组会议召开'])
        self.assertEqual(line['open'], {'undated_events': ['undated/someday'], 'unnumbered_projects': [], 'unknown_plans': []})

    def test_events_that_came_later_stand_by_date(self):
        events = [{**EVENT, 'id': f'm-{day:02}', 'dates': [f'2026-07-{day:02}']} for day in (12, 20, 5, 15, 25)]
        facts = self.filled({'events': events, 'issues': [{'period': '2026-07', 'events': ['m-12', 'm-20']}]})
        self.publish(facts, self.site, *JULY)
        self.assertEqual([e['id'] for e in self.data()['events']], ['m-05', 'm-12', 'm-15', 'm-20', 'm-25'])

    def test_a_number_that_jumps_is_a_warning(self):
        august = {**EVENT, 'id': 'august', 'dates': ['2026-08-10']}
        facts = self.filled({'events': [EVENT, august]})
        self.assertEqual(self.publish(facts, self.site, *JULY, '--issue', '3').err, '', 'the first issue of a site may have any number')
        result = self.publish(facts, self.site, '--period', '2026-08', '--issue', '8', '--error-format', 'json')
        self.assertEqual([d['id'] for d in result.diagnostics()], ['publish/number-jump'])

    def test_the_page_of_an_issue_has_its_text(self):
        facts = self.small_store()
        self.publish(facts, self.site, *JULY)
        page = (self.site / '2026/07/index.html').read_text(encoding='utf-8')
        self.assertIn('7月10日，秘书处组织召开示例工作组会议', re.sub(r'<[^>]*>', '', page))
        self.assertIn('<a href="#text-', page)
        self.assertIn('id="text-', page)
        self.assertIn('该标准规定了示例邮筒的安全要求。', page)
        self.assertEqual(len(set(re.findall(r'\sid="([^"]*)"', page))), len(re.findall(r'\sid="', page)))
        self.change('event', '2026-07/meeting-0710', '--set', '/name=虚构工作组会议')
        self.publish(facts, self.site, *JULY)
        self.assertIn('虚构工作组会议', (self.site / '2026/07/index.html').read_text(encoding='utf-8'))
        self.assertIn('7月10日，秘书处组织召开示例工作组会议',
                      re.sub(r'<[^>]*>', '', (self.site / '2026/07/1/index.html').read_text(encoding='utf-8')))

    def test_public_pages_have_no_internal_keys(self):
        facts = self.small_store()
        self.publish(facts, self.site, *JULY)
        self.change('event', '2026-07/meeting-0710', '--set', '/place=虚构城')
        self.publish(facts, self.site, *JULY)
        for name in ('index.html', 'feed.xml', '2026/07/index.html', '2026/07/1/index.html', '2026/search.js', 'en/2026/07/index.html', '2026/07/bulletin.wechat.html'):
            text = (self.site / name).read_text(encoding='utf-8')
            self.assertNotIn('meeting-0710', text, name)
            self.assertNotIn('review-0712', text, name)

    def test_an_edition_without_a_text_has_its_contents(self):
        """As former programs left them."""
        facts = self.small_store()
        self.publish(facts, self.site, *JULY)
        index = (self.site / 'index.json').resolve()
        archive = json.loads(index.read_text(encoding='utf-8'))
        files = archive['issues'][0]['editions'][0]['files']
        archive['issues'][0]['editions'][0]['files'] = [f for f in files if f['name'] != 'text.html']
        index.write_text(json.dumps(archive), encoding='utf-8')
        (self.site / '.gongwen/editions/2026-07-1/text.html').unlink()
        self.store('add', facts, 'event', self.write('a.json', {**EVENT, 'id': 'august', 'dates': ['2026-08-10']}))
        self.publish(facts, self.site, '--period', '2026-08')
        self.assertIn('<h2 id="contents-title">目录</h2>', (self.site / '2026/07/index.html').read_text(encoding='utf-8'))
        self.assertIn('class="text"', (self.site / '2026/08/index.html').read_text(encoding='utf-8'))

    def feed_ids(self):
        return re.findall(r'<id>([^<]*)</id>', (self.site / 'feed.xml').read_text(encoding='utf-8'))

    def test_ids_of_the_feed_never_change(self):
        facts = self.filled({'events': [EVENT, {**EVENT, 'id': 'august', 'dates': ['2026-08-10']}]})
        self.publish(facts, self.site, *JULY)
        [feed, july] = self.feed_ids()
        # A site of a former program does not keep them in its archive.
        index = (self.site / 'index.json').resolve()
        index.write_text(re.sub(r'  "feed_id": [^\n]*\n', '', index.read_text(encoding='utf-8')), encoding='utf-8')
        self.publish(facts, self.site, '--period', '2026-08', '--base-url', 'https://example.org/bulletin,a&b')
        self.assertEqual([self.feed_ids()[0], self.feed_ids()[-1]], [feed, july])
        self.assertIn('href="https://example.org/bulletin,a&amp;b/2026/08/index.html"', (self.site / 'feed.xml').read_text(encoding='utf-8'))
        self.change('event', '2026-07/meeting-0710', '--set', '/place=虚构城')
        self.publish(facts, self.site, *JULY)
        self.assertIn('href="https://example.org/bulletin,a&amp;b/2026/07/index.html"', (self.site / 'feed.xml').read_text(encoding='utf-8'),
                      'an address that was given once is kept')
        other = self.folder / 'other'
        self.publish(facts, other, *JULY, '--base-url', 'https://example.org/x')
        self.assertIn('<id>https://example.org/x/</id>', (other / 'feed.xml').read_text(encoding='utf-8'))

    def test_sites_without_an_address_have_ids_of_their_own(self):
        facts = self.filled({'events': [EVENT, {**EVENT, 'id': 'august', 'dates': ['2026-08-10']}]})
        names = set()
        for site, periods in ((self.site, ('2026-07', '2026-08')), (self.folder / 'other', ('2026-08', '2026-07'))):
            for period in periods:
                self.publish(facts, site, '--period', period, '--issue', period[-1])
            found = re.findall(r'<id>([^<]*)</id>', (site / 'feed.xml').read_text(encoding='utf-8'))
            self.assertEqual(len(found), 3)
            for name in found:
                self.assertEqual(f'urn:uuid:{uuid.UUID(name)}', name)
                self.assertEqual((uuid.UUID(name).version, uuid.UUID(name).variant), (8, uuid.RFC_4122))
            names.update(found)
        self.assertEqual(len(names), 6)

    def test_a_site_of_a_former_program_keeps_its_ids(self):
        facts = self.filled({'events': [EVENT, {**EVENT, 'id': 'august', 'dates': ['2026-08-10']}]})
        self.publish(facts, self.site, *JULY)
        index = (self.site / 'index.json').resolve()
        text = index.read_text(encoding='utf-8')
        index.write_text(re.sub(r'"feed_id": "[^"]*"', '"feed_id": "urn:gongwen:monthly-bulletin"', text), encoding='utf-8')
        self.publish(facts, self.site, '--period', '2026-08', '--base-url', 'https://example.org/')
        self.assertEqual(self.feed_ids(), ['urn:gongwen:monthly-bulletin'] +
                         [f'urn:gongwen:monthly-bulletin:2026-{month}' for month in ('08', '07')])

    def test_the_form_of_the_search_has_a_button(self):
        self.publish(self.small_store(), self.site, *JULY)
        form = re.search(r'<form.*?</form>', (self.site / 'index.html').read_text(encoding='utf-8'), re.S).group(0)
        self.assertIn('<button type="submit">', form)


if __name__ == '__main__':
    sys.exit(unittest.main())
