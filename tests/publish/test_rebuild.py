"""What --rebuild makes of a damaged site: its index, its current release, files of its editions, copies without links."""
import json
import shutil
import unittest

from facts import FactsTest
from harness import BAD_ENVIRONMENT, BAD_INPUT, gongwen
from lives import visible_files

MONTHS = ('2025-01', '2025-02', '2025-03')


def meeting(period):
    return {'id': 'a', 'type': 'mt_meeting', 'dates': [f'{period}-20'], 'name': f'示例{int(period[5:])}月会议', 'place': '示例市'}


class Rebuilding(FactsTest):
    """Three issues, of which the second has a correction, and the store has everything."""
    location = 'facts.db'

    def publish_four(self):
        self.site = self.folder / 'site'
        self.facts = self.filled({'events': [meeting(month) for month in MONTHS]}, self.location)
        for day in ('2025-02-10', '2025-03-10'):
            self.catch_up(day)
        self.store('edit', self.facts, 'event', '2025-02/a', '--set', '/participants=12', '--reason', '试')
        self.publish(self.facts, self.site, '--period', '2025-02', now='2025-03-12')
        self.catch_up('2025-04-10')

    def setUp(self):
        self.begin_with(self.publish_four)
        self.site = self.folder / 'site'
        self.facts = self.folder / self.location
        self.before = visible_files(self.site)

    def catch_up(self, day, **options):
        return self.publish(self.facts, self.site, '--catch-up', '--due-day', '10', now=day, **options)

    def rebuild(self, **options):
        return self.publish(self.facts, self.site, '--rebuild', '--error-format', 'json', now='2025-04-11', **options)

    def ids(self, result):
        return [one['id'] for one in json.loads(result.err)['diagnostics']]

    def verify(self):
        return gongwen('publish', '-o', self.site, '--verify', '--error-format', 'json')

    def is_as_before(self):
        after = visible_files(self.site)
        self.assertEqual(sorted(name for name in {*after, *self.before} if after.get(name) != self.before.get(name)), [])
        self.assertEqual(self.verify().status, 0)
        self.assertEqual(self.catch_up('2025-04-12').out, 'nothing is due\n')

    def times_of(self):
        return {path: path.stat().st_mtime_ns for path in (self.site / '.gongwen/editions').rglob('*') if path.is_file()}

    def test_an_index_that_is_cut_or_lost_is_made_again_without_touching_editions(self):
        index = (self.site / 'index.json').resolve()
        whole = index.read_bytes()
        for text in (whole[:100], b'', b'{}', whole.replace(b'"edition": 1', b'"edition": "one"'), None):
            index = (self.site / 'index.json').resolve()
            index.unlink() if text is None else index.write_bytes(text)
            self.catch_up('2025-04-11', status=BAD_ENVIRONMENT)
            times = self.times_of()
            self.assertEqual(self.ids(self.rebuild()), ['publish/pages-made'])
            self.assertEqual(self.times_of(), times)
            self.is_as_before()

    def test_an_index_that_lacks_an_issue_gets_it_again(self):
        index = (self.site / 'index.json').resolve()
        read = json.loads(index.read_bytes())
        del read['issues'][1]
        index.write_text(json.dumps(read), encoding='utf-8')
        times = self.times_of()
        self.rebuild()
        self.assertEqual(self.times_of(), times)
        self.is_as_before()

    def test_a_lost_release_is_made_again(self):
        for lose in (lambda: shutil.rmtree(self.site / '.gongwen/releases'), lambda: (self.site / '.gongwen/current').unlink(),
                     lambda: (shutil.rmtree(self.site / '.gongwen/releases'), (self.site / '.gongwen/current').unlink())):
            lose()
            self.catch_up('2025-04-11', status=BAD_ENVIRONMENT)
            self.rebuild()
            self.is_as_before()

    def test_damaged_editions_are_made_again_and_whole_ones_are_left(self):
        editions = self.site / '.gongwen/editions'
        whole = editions / '2025-01-1/bulletin.pdf'
        time = whole.stat().st_mtime_ns
        for spoil in (lambda: (editions / '2025-02-1/bulletin.pdf').write_bytes(b'%PDF'), lambda: (editions / '2025-02-2/data.json').unlink(),
                      lambda: shutil.rmtree(editions / '2025-03-1')):
            spoil()
            self.assertEqual(self.verify().status, BAD_INPUT)
            self.rebuild()
            self.assertEqual(whole.stat().st_mtime_ns, time)
            self.is_as_before()

    def test_pages_that_were_changed_are_made_again(self):
        for page in ('index.html', 'feed.xml', '2025/02/index.html', '2025/02/1/index.html', 'checksums.json'):
            (self.site / page).resolve().write_text('篡改', encoding='utf-8')
        self.assertEqual(self.verify().status, BAD_INPUT)
        self.rebuild()
        self.is_as_before()

    def test_a_copy_without_links_is_linked_again(self):
        copy = self.folder / 'copy'
        for words in (['--rebuild'], ['--catch-up', '--due-day', '10']):
            shutil.copytree(self.site, copy)
            shutil.rmtree(self.site)
            copy.rename(self.site)
            self.assertFalse((self.site / '2025').is_symlink())
            self.store('edit', self.facts, 'event', '2025-03/a', '--set', f'/participants={len(words)}', '--reason', '试')
            self.publish(self.facts, self.site, *words, now='2025-04-11')
            self.publish(self.facts, self.site, '--period', '2025-03', now='2025-04-11')
            for name in ('index.html', '2025', '.gongwen/current', '2025/01/bulletin.pdf'):
                self.assertTrue((self.site / name).is_symlink(), name)
            self.assertEqual(self.verify().status, 0)

    def test_a_copy_with_another_page_is_not_linked(self):
        copy = self.folder / 'copy'
        shutil.copytree(self.site, copy)
        page = copy / '2025/01/index.html'
        page.write_text('mine', encoding='utf-8')
        self.site = copy
        result = self.catch_up('2025-04-11', status=BAD_ENVIRONMENT)
        self.assertIn('publish/link-replaced', result.err)
        self.assertIn('2025/01/index.html', result.err)
        self.assertEqual(page.read_text(encoding='utf-8'), 'mine')


class RebuildingWithoutRecord(Rebuilding):
    """The store does not remember what was published, as one of a former version: what the site has must do."""
    location = 'facts'

    def setUp(self):
        super().setUp()
        (self.facts / 'publications.jsonl').unlink()

    def rebuild(self, **options):
        (self.facts / 'publications.jsonl').unlink(missing_ok=True)
        return super().rebuild(**options)

    # These need what the store remembers.
    test_damaged_editions_are_made_again_and_whole_ones_are_left = None
    test_an_index_that_lacks_an_issue_gets_it_again = None
    test_a_lost_release_is_made_again = None

    def test_an_index_that_is_cut_or_lost_is_made_again_without_touching_editions(self):
        """From the index of the former release; the latest edition from its data and the time in the feed."""
        index = (self.site / 'index.json').resolve()
        index.write_bytes(index.read_bytes()[:100])
        self.rebuild()
        self.is_as_before()

    def test_what_nobody_remembers_is_not_removed(self):
        shutil.rmtree(self.site / '.gongwen/releases' / sorted(path.name for path in (self.site / '.gongwen/releases').iterdir())[0])
        (self.site / 'index.json').resolve().unlink()
        result = self.rebuild(status=BAD_ENVIRONMENT)
        self.assertEqual(self.ids(result), ['publish/damaged-site'])
        self.assertEqual(len(list((self.site / '.gongwen/editions').iterdir())), 4)

    def test_two_editions_that_nobody_remembers_are_named(self):
        releases = sorted((self.site / '.gongwen/releases').iterdir())
        read = json.loads((releases[0] / 'index.json').read_bytes())
        del read['issues'][0]
        (releases[0] / 'index.json').write_text(json.dumps(read), encoding='utf-8')
        (releases[1] / 'index.json').unlink()
        self.assertEqual(self.ids(self.rebuild(status=BAD_ENVIRONMENT)), ['publish/unknown-edition'])
        self.assertEqual(len(list((self.site / '.gongwen/editions').iterdir())), 4)


if __name__ == '__main__':
    unittest.main()
