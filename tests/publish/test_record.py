"""What a store remembers of publications, and what of a site, a clock or a number does not fit it."""
import json
import shutil
import struct
import unittest
import zlib

from facts import PROJECT, FactsTest, index_of, tree_of
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, ROOT, gongwen

MONTHS = ('2025-01', '2025-02', '2025-03')


def meeting(period, id='a'):
    return {'id': id, 'type': 'mt_meeting', 'dates': [f'{period}-20'], 'name': f'示例{int(period[5:])}月会议', 'place': '示例市'}


def png(width, height):
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    rows = b''.join(b'\0' + bytes((x * y) % 256 for x in range(3 * width)) for y in range(height))
    head = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


class RecordTest(FactsTest):
    location = 'facts.db'

    def setUp(self):
        super().setUp()
        self.fill()

    def fill(self):
        self.site = self.folder / 'site'
        self.facts = self.filled({'events': [meeting(month) for month in MONTHS]}, self.location)

    def run_at(self, day, *words, site=None, status=0):
        return self.publish(self.facts, site or self.site, *words, now=day, status=status)

    def catch_up(self, day, *words, **options):
        return self.run_at(day, '--catch-up', '--due-day', '10', *words, **options)

    def numbers(self, site=None):
        return [(one['period'], one['issue'], one['issue_date'], one['edition']) for one in index_of(site or self.site)['issues']]

    def ids(self, result):
        return [line.split('[')[1].split(']')[0] for line in result.err.splitlines() if line.startswith(('error[', 'warning['))]


class LostSites(RecordTest):
    def publish_three(self):
        self.fill()
        self.catch_up('2025-02-10')
        self.catch_up('2025-03-10')
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/participants=12', '--reason', '试')
        self.run_at('2025-03-12', '--period', '2025-01')

    def setUp(self):
        self.begin_with(self.publish_three)
        self.site = self.folder / 'site'
        self.facts = self.folder / self.location
        self.before = tree_of(self.site)
        self.pages = self.pages_of()

    def test_a_site_that_is_gone_is_not_begun_again(self):
        shutil.rmtree(self.site)
        result = self.catch_up('2025-03-15', status=BAD_ENVIRONMENT)
        self.assertIn('has 0 of 2 issues that were published; missing: 2025-01, 2025-02', result.err)
        self.assertFalse(self.site.exists())
        # The folder is there, and the share is not mounted on it.
        self.site.mkdir()
        self.assertEqual(self.ids(self.catch_up('2025-03-15', status=BAD_ENVIRONMENT)), ['publish/issues-missing'])
        self.assertEqual(list(self.site.iterdir()), [])
        preview = self.run_at('2025-04-15', '--period', '2025-03', '--preview', status=BAD_ENVIRONMENT)
        self.assertEqual(self.ids(preview), ['publish/issues-missing'])

    def test_a_site_that_is_gone_is_published_again_as_it_was(self):
        shutil.rmtree(self.site)
        result = self.run_at('2025-03-15', '--rebuild')
        self.assertIn('2025-01: number 1 of 2025 corrected, edition 2', result.out)
        after = tree_of(self.site)
        for tree in (self.before, after):
            for path in [path for path in tree if path.startswith('.gongwen/') and not path.startswith('.gongwen/editions')]:
                tree.pop(path)
        self.assertEqual(after, self.before)
        self.assertEqual(self.pages_of(), self.pages)
        self.assertEqual(self.catch_up('2025-04-10').out, '2025-03: number 3 of 2025 published, 2 pages\n')

    def pages_of(self):
        names = ('index.json', 'index.html', 'feed.xml', 'checksums.json', '2025/01/index.html', '2025/01/1/index.html')
        return {name: (self.site / name).read_text(encoding='utf-8') for name in names}

    def test_an_older_copy_of_a_site_is_noticed_and_completed(self):
        shutil.copytree(self.site, self.folder / 'copy', symlinks=True)
        self.catch_up('2025-04-10')
        late = self.numbers()
        shutil.rmtree(self.site)
        shutil.copytree(self.folder / 'copy', self.site, symlinks=True)
        result = self.catch_up('2025-05-10', status=BAD_ENVIRONMENT)
        self.assertIn('has 2 of 3 issues that were published; missing: 2025-03', result.err)
        self.run_at('2025-05-10', '--rebuild')
        self.assertEqual(self.numbers(), late)

    def test_a_lost_correction_is_noticed(self):
        shutil.rmtree(self.site)
        self.publish(self.facts, self.site, '--rebuild', now='2025-03-13')
        shutil.copytree(self.site, self.folder / 'copy', symlinks=True)
        self.store('edit', self.facts, 'event', '2025-02/a', '--set', '/participants=13', '--reason', '试')
        self.run_at('2025-03-14', '--period', '2025-02')
        shutil.rmtree(self.site)
        (self.folder / 'copy').rename(self.site)
        self.assertIn('missing: 2025-02', self.catch_up('2025-03-15', status=BAD_ENVIRONMENT).err)

    def test_a_second_site_beside_the_first_is_nothing_unusual(self):
        self.catch_up('2025-03-16', site=self.folder / 'second')
        self.assertEqual(self.numbers(self.folder / 'second')[0], ('2025-01', 1, '2025-03-16', 1))
        # And both are known from now on.
        shutil.rmtree(self.folder / 'second')
        self.assertEqual(self.ids(self.catch_up('2025-03-17', site=self.folder / 'second', status=BAD_ENVIRONMENT)), ['publish/issues-missing'])
        self.catch_up('2025-04-10')

    def test_a_site_in_place_of_the_first_is_one_more_only_if_it_is_said(self):
        shutil.rmtree(self.site)
        other = self.folder / 'elsewhere'
        self.assertEqual(self.ids(self.catch_up('2025-03-16', site=other, status=BAD_ENVIRONMENT)), ['publish/site-elsewhere'])
        self.run_at('2025-03-16', '--rebuild', site=other)
        self.assertEqual(self.numbers(other)[0], ('2025-01', 1, '2025-02-10', 2))
        shutil.rmtree(other)
        self.catch_up('2025-03-17', '--new-site', site=other)
        self.assertEqual(self.numbers(other)[0], ('2025-01', 1, '2025-03-17', 1))
        self.catch_up('2025-04-10', site=other)

    def test_a_site_that_was_moved_is_the_same(self):
        moved = self.folder / 'moved'
        self.site.rename(moved)
        self.catch_up('2025-04-10', site=moved)
        shutil.rmtree(moved)
        self.assertEqual(self.ids(self.catch_up('2025-04-11', site=moved, status=BAD_ENVIRONMENT)), ['publish/issues-missing'])

    def test_a_site_of_a_former_program_is_taken_over(self):
        other = self.folder / 'other-store'
        self.store('init', other)
        self.store('import', other, self.folder / 'facts.json')
        self.publish(other, self.site, '--catch-up', '--due-day', '10', now='2025-03-20')
        shutil.rmtree(self.site)
        self.publish(other, self.site, '--catch-up', now='2025-03-20', status=BAD_ENVIRONMENT)

    def test_another_site_at_the_place_of_the_first_is_noticed(self):
        other = self.folder / 'other.db'
        self.store('init', other)
        self.store('import', other, self.folder / 'facts.json')
        shutil.rmtree(self.site)
        self.publish(other, self.site, '--catch-up', '--due-day', '10', now='2025-03-15')
        self.assertEqual(self.ids(self.catch_up('2025-04-10', status=BAD_ENVIRONMENT)), ['publish/other-site'])
        self.catch_up('2025-04-10', '--new-site')
        self.catch_up('2025-04-11')

    def test_an_issue_that_was_published_again_in_between_is_in_the_way(self):
        index = (self.site / 'index.json').resolve()
        index.write_text(self.pages['index.json'].replace('2025-03-10T04:00:00Z', '2025-03-11T04:00:00Z'), encoding='utf-8')
        self.assertIn('missing: 2025-02', self.catch_up('2025-03-15', status=BAD_ENVIRONMENT).err)
        self.assertEqual(self.ids(self.run_at('2025-03-15', '--rebuild', status=BAD_ENVIRONMENT)), ['publish/other-edition'])

    def test_an_empty_store_is_not_one_in_which_nothing_is_due(self):
        empty = self.folder / 'empty.db'
        self.store('init', empty)
        result = self.publish(empty, self.site, '--catch-up', now='2025-04-10', status=BAD_ENVIRONMENT)
        self.assertEqual(self.ids(result), ['publish/empty-store'])

    def test_an_older_store_is_said_to_lack_records(self):
        self.facts = self.filled({'events': [meeting('2025-01'), meeting('2025-03')]}, 'older.db')
        result = self.catch_up('2025-03-16')
        self.assertIn('publish/records-missing', result.err)
        self.assertIn('2025-02', result.err)

    def test_a_store_that_is_not_there_is_perhaps_not_mounted(self):
        result = self.publish(self.folder / 'gone.db', self.site, '--catch-up', status=BAD_ENVIRONMENT)
        self.assertIn('mounted', result.err)

    def test_nothing_can_be_made_again_that_nobody_remembers(self):
        other = self.folder / 'new.db'
        self.store('init', other)
        self.store('import', other, self.folder / 'facts.json')
        result = self.publish(other, self.folder / 'nowhere', '--rebuild', now='2025-04-10', status=BAD_ENVIRONMENT)
        self.assertEqual(self.ids(result), ['publish/nothing-remembered'])


class LostSitesOfFolders(LostSites):
    location = 'facts'

    def test_a_damaged_record_of_publications_is_reported(self):
        path = self.facts / 'publications.jsonl'
        whole = path.read_bytes()
        path.write_bytes(whole.replace('示例'.encode(), '试例'.encode(), 1))
        self.assertEqual(self.ids(self.catch_up('2025-03-16', status=BAD_ENVIRONMENT)), ['store/damaged'])
        # A line that a killed run did not finish is written again.
        path.write_bytes(whole + b'0000')
        self.catch_up('2025-04-10')
        self.assertEqual(path.read_bytes()[:len(whole)], whole)
        self.assertEqual(self.catch_up('2025-04-11').out, 'nothing is due\n')


    def test_other_bytes_than_before_are_named(self):
        path = self.facts / 'publications.jsonl'
        lines = []
        for line in path.read_text(encoding='utf-8').splitlines():
            text = line[9:].replace('"crc32":"', '"crc32":"0', 1)
            lines.append(f'{zlib.crc32(text.encode()):08x} {text}\n')
        path.write_text(''.join(lines), encoding='utf-8')
        shutil.rmtree(self.site)
        self.assertEqual(self.ids(self.run_at('2025-03-15', '--rebuild')), ['publish/other-bytes'] * 3)


class Numbers(RecordTest):
    def test_a_month_before_which_another_is_due_needs_a_number(self):
        for words in ((), ('--preview',)):
            result = self.run_at('2025-03-10', '--period', '2025-02', *words, status=BAD_INPUT)
            self.assertIn('publish/earlier-missing', self.ids(result))
            self.assertIn('2025-01 is not published', result.err)
        self.run_at('2025-03-10', '--period', '2025-02', '--issue', '2')
        # The one that was left out gets the number that was left out.
        self.catch_up('2025-04-11')
        self.assertEqual([one[:2] for one in self.numbers()], [('2025-01', 1), ('2025-02', 2), ('2025-03', 3)])

    def test_a_late_month_without_a_free_number_is_not_numbered_after_later_ones(self):
        self.run_at('2025-03-10', '--period', '2025-02', '--issue', '1')
        result = self.catch_up('2025-03-11', status=BAD_INPUT)
        self.assertEqual(self.ids(result), ['publish/number-order'])
        self.run_at('2025-03-11', '--period', '2025-01', '--issue', '9')

    def test_the_first_number_of_a_year_is_looked_at(self):
        result = self.run_at('2025-02-10', '--period', '2025-01', '--issue', '7', '--preview')
        self.assertIn('publish/number-jump', self.ids(result))
        self.assertNotIn('number-jump', self.run_at('2025-02-10', '--period', '2025-01', '--preview').err)

    def test_an_order_with_unknown_ids_is_refused(self):
        issue = self.write('issue.json', {'period': '2025-01', 'events': ['a', 'no-such-id']})
        self.store('add', self.facts, 'issue', issue)
        self.assertIn('no-such-id', self.store('check', self.facts, status=BAD_INPUT).err)
        result = self.run_at('2025-02-10', '--period', '2025-01', status=BAD_INPUT)
        self.assertEqual(self.ids(result), ['publish/unknown-listed'])


class Clocks(RecordTest):
    def test_a_time_in_the_future_is_refused(self):
        result = self.run_at('2125-02-10', '--period', '2025-01', status=BAD_USAGE)
        self.assertEqual(self.ids(result), ['cli/future-time'])

    def test_a_month_is_not_published_before_it_is_over(self):
        """The clock is at 2025-01-31T01:00:00Z: nine in the morning in Beijing."""
        clock = {'environment': {'SOURCE_DATE_EPOCH': '1738285200'}}
        for now in ('2025-02-01', '2025-01-31T16:30:00Z', '2025-01-31T09:06:00+08:00'):
            result = self.publish(self.facts, self.site, '--period', '2025-01', now=now, status=BAD_USAGE, **clock)
            self.assertEqual(self.ids(result), ['cli/future-time'], now)
        self.filled({'events': [meeting('2024-12')]}, 'december.db')
        self.facts = self.folder / 'december.db'
        self.publish(self.facts, self.site, '--period', '2024-12', now='2025-01-31', **clock)
        # Noon, for which the date stands, is still to come: the next run is not before it.
        self.publish(self.facts, self.site, '--period', '2024-12', now='2025-01-31T01:02:00Z', **clock)

    def test_a_clock_that_jumped_ahead_is_not_believed(self):
        self.catch_up('2025-02-10')
        # Of the store that was filled when the clock was right.
        words = ['publish', 'monthly-bulletin', '--store', self.facts, '-o', self.site, '--catch-up']
        late = {'SOURCE_DATE_EPOCH': '2082758400'}  # 2036-01-01
        result = gongwen(*words, environment=late)
        self.assertEqual((result.status, self.ids(result)), (BAD_ENVIRONMENT, ['publish/clock-ahead']))
        self.assertEqual(gongwen(*words, '--now', '2036-01-01', environment=late).status, 0)

    def test_the_last_publication_can_be_taken_back(self):
        self.catch_up('2025-02-10')
        before = self.numbers()
        pages = (self.site / 'index.html').read_bytes()
        self.run_at('2034-02-10', '--period', '2025-02')
        self.run_at('2025-03-10', '--catch-up', status=BAD_ENVIRONMENT)
        self.assertIn('taken back', self.run_at('2025-03-10', '--take-back').out)
        self.assertEqual((self.numbers(), (self.site / 'index.html').read_bytes()), (before, pages))
        self.run_at('2025-03-10', '--catch-up')
        self.assertEqual(self.numbers()[1], ('2025-02', 2, '2025-03-10', 1))
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/participants=12', '--reason', '试')
        self.run_at('2025-03-12', '--period', '2025-01')
        self.run_at('2025-03-13', '--take-back')
        self.assertEqual(self.numbers()[0], before[0])
        self.assertEqual(gongwen('publish', '-o', self.site, '--verify').status, 0)
        for status in (0, 0, BAD_INPUT):
            result = self.run_at('2025-03-14', '--take-back', status=status)
        self.assertEqual(self.ids(result), ['publish/no-take-back'])
        self.assertEqual(self.numbers(), [])
        # The year that had these issues alone is gone from the top of the site, too.
        self.assertEqual([path.name for path in self.site.iterdir() if not path.exists()], [])
        self.assertFalse((self.site / '2025').is_symlink())


class Verifying(RecordTest):
    def test_pages_are_verified(self):
        self.catch_up('2025-02-10')
        self.assertEqual(gongwen('publish', '-o', self.site, '--verify').status, 0)
        for page in ('2025/01/index.html', '2025/01/1/index.html', 'feed.xml', 'index.html', 'index.json'):
            path = (self.site / page).resolve()
            whole = path.read_bytes()
            path.write_bytes(whole.replace('示例'.encode(), '篡改'.encode(), 1) if '示例'.encode() in whole else whole + b'\n')
            result = gongwen('publish', '-o', self.site, '--verify')
            self.assertEqual((result.status, self.ids(result)), (BAD_INPUT, ['publish/file-changed']), page)
            path.write_bytes(whole)

    def test_a_site_without_checksums_of_pages_is_one_of_a_former_program_or_damaged(self):
        self.catch_up('2025-02-10')
        (self.site / 'checksums.json').unlink()
        result = gongwen('publish', '-o', self.site, '--verify')
        self.assertEqual((result.status, self.ids(result)), (BAD_INPUT, ['publish/file-missing']))
        index = (self.site / 'index.json').resolve()
        index.write_text(index.read_text(encoding='utf-8').replace('"checksums"', '"former"'), encoding='utf-8')
        result = gongwen('publish', '-o', self.site, '--verify')
        self.assertEqual((result.status, self.ids(result)), (0, ['publish/pages-unknown']))

    def test_a_link_that_became_a_file_is_made_again_or_named(self):
        self.catch_up('2025-02-10')
        page = self.site / 'index.html'
        text = page.read_bytes()
        page.unlink()
        page.write_bytes(text)
        self.catch_up('2025-03-10')
        self.assertTrue(page.is_symlink())
        page.unlink()
        page.write_bytes(b'edited')
        result = self.catch_up('2025-04-10', status=BAD_ENVIRONMENT)
        self.assertEqual(self.ids(result), ['publish/link-replaced'])
        page.unlink()
        self.catch_up('2025-04-10')


class OpenRecords(RecordTest):
    def test_what_no_issue_will_have_is_said_in_each_run(self):
        stages = [{'date': '2024-11-20', 'stage': 'working_draft'}]
        ballot = {'period': '2024-12', 'reference': 'ISO/IEC DIS 99000', 'title_en': 'Sample', 'title_zh': '样例',
                  'content': '文件规定样例。', 'stage': 'DIS'}
        undated = {'id': 'u', 'type': 'mt_meeting', 'date_text': '近日', 'name': '示例会议', 'place': '示例市'}
        self.store('import', self.facts, self.write('more.json', {'events': [undated], 'projects': [{**PROJECT, 'stages': stages}],
                                                                   'ballots': [ballot]}))
        metrics, report = self.folder / 'metrics', self.folder / 'report'
        result = self.catch_up('2025-02-10', '--metrics', metrics, '--report', report)
        for name in ('undated/u', '2024-11', '2024-12'):
            self.assertIn(name, result.out)
        self.assertIn('gongwen_publish_open_records 3\n', metrics.read_text(encoding='utf-8'))
        told = json.loads(report.read_text(encoding='utf-8'))['open']
        self.assertEqual(len(told['without_issue']), 2)

    def test_store_check_finds_what_stops_an_issue(self):
        words = self.write('own.json', {**meeting('2025-02', 'own'), 'text': ['见{published-0814}。']})
        self.store('add', self.facts, 'event', words)
        result = self.store('check', self.facts, status=BAD_INPUT)
        self.assertIn('2025-02/own', result.err)
        self.run_at('2025-02-10', '--period', '2025-01')


class Pictures(RecordTest):
    EVENT = {'id': 'p', 'type': 'free', 'dates': ['2025-01-21'], 'section': 'other', 'heading': '示例图片', 'text': ['{dates}，示例。'],
             'body': [{'figure': {'file': 'pic.png', 'alt': '示例'}}]}

    def test_a_picture_beside_the_data_is_kept_and_published(self):
        data = self.folder / 'in'
        data.mkdir()
        for name, width in (('small', 50), ('large', 1600)):
            (data / 'pic.png').write_bytes(png(width, width // 2))
            event = {**self.EVENT, 'id': name}
            (data / 'p.json').write_text(json.dumps([event], ensure_ascii=False), encoding='utf-8')
            self.store('add', self.facts, 'event', data / 'p.json')
            (data / 'pic.png').unlink()
            kept = json.loads(self.store('show', self.facts, 'event', f'2025-01/{name}').out)
            self.assertTrue(kept['body'][0]['figure']['file'].startswith('data:image/'))
        self.store('check', self.facts)
        self.run_at('2025-02-10', '--period', '2025-01')

    def test_a_picture_that_is_not_there_is_refused_when_it_is_entered(self):
        result = self.store('add', self.facts, 'event', self.write('p.json', [self.EVENT]), status=BAD_ENVIRONMENT)
        self.assertIn('pic.png', result.err)
        result = self.store('add', self.facts, 'event', '-', stdin=json.dumps([self.EVENT]).encode(), status=BAD_INPUT)
        self.assertEqual(self.ids(result), ['store/picture-name'])
        self.write('pic.png', b'no picture')
        result = self.store('add', self.facts, 'event', self.folder / 'p.json', status=BAD_INPUT)
        self.assertEqual(self.ids(result), ['store/picture-unusable'])


class DamagedFonts(RecordTest):
    def setUp(self):
        super().setUp()
        self.share = self.folder / 'share'
        self.share.mkdir()
        (self.share / 'templates').symlink_to(ROOT / 'templates')
        fonts = self.share / 'fonts'
        (fonts / 'faces').mkdir(parents=True)
        shutil.copy(ROOT / 'fonts/manifest.json', fonts)
        for face in (ROOT / 'fonts/faces').iterdir():
            (fonts / 'faces' / face.name).symlink_to(face)
        self.face = fonts / 'faces/fang-regular.ttf'
        self.whole = self.face.read_bytes()
        self.face.unlink()

    def run_with(self, bytes, command):
        self.face.write_bytes(bytes)
        return gongwen(*command, environment={'GONGWEN_SHARE': str(self.share)})

    def test_nothing_is_published_with_a_damaged_face(self):
        command = ['publish', 'monthly-bulletin', '--store', self.facts, '-o', self.site, '--period', '2025-01', '--now', '2025-02-10']
        flipped = bytearray(self.whole)
        for at in range(600_000, 1_800_000, 1_000):
            flipped[at] ^= 0x5A
        for name, bytes in (('cut', self.whole[:500_000]), ('short', self.whole[:1_000]), ('flipped', flipped)):
            result = self.run_with(bytes, command)
            self.assertEqual((result.status, self.ids(result)[:1]), (BAD_ENVIRONMENT, ['text/missing-face']), name)
            self.assertFalse((self.site / 'index.html').exists())
        self.assertEqual(self.run_with(self.whole, command).status, 0)

    def test_a_face_that_was_cut_is_in_no_document(self):
        command = ['render', 'monthly-bulletin', ROOT / 'samples/monthly-bulletin/2024-02.json', '-o', self.folder / 'a.pdf']
        for size in (1_000, 500_000):
            result = self.run_with(self.whole[:size], command)
            self.assertEqual((result.status, self.ids(result)[:1]), (BAD_ENVIRONMENT, ['text/missing-face']))

    def test_an_own_font_that_was_cut_is_named(self):
        own = self.folder / 'own'
        own.mkdir()
        (own / 'own.ttf').write_bytes(self.whole[:500_000])
        self.face.write_bytes(self.whole)
        result = gongwen('fonts', '--fonts', own)
        self.assertIn('own.ttf', result.err)


class FolderStores(RecordTest):
    location = 'facts'

    def test_a_lost_record_is_damage(self):
        (self.facts / 'events/2025-01/a.json').unlink()
        for result in (self.store('check', self.facts, status=BAD_ENVIRONMENT), self.catch_up('2025-02-10', status=BAD_ENVIRONMENT)):
            self.assertEqual(self.ids(result), ['store/record-lost'])
            self.assertIn('events/2025-01/a.json', result.err)

    def test_a_removed_record_is_none_that_is_lost(self):
        self.store('remove', self.facts, 'event', '2025-01/a', '--reason', '试')
        self.store('check', self.facts)

    def test_a_file_that_the_history_does_not_know_is_named(self):
        (self.facts / 'events/2025-01/b.json').write_text(json.dumps(meeting('2025-01', 'b')), encoding='utf-8')
        self.assertEqual(self.ids(self.store('check', self.facts)), ['store/unrecorded'])

    def test_a_lost_history_is_damage(self):
        (self.facts / 'history.jsonl').unlink()
        self.assertEqual(self.ids(self.store('check', self.facts, status=BAD_ENVIRONMENT)), ['store/damaged'])


if __name__ == '__main__':
    unittest.main()
