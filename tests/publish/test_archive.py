"""Two years of made-up months: published in one go, corrected, published again. The archive is right, the feed is valid,
the pages are well-formed and accessible, and no byte changes without cause."""
import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import lxml.etree
import lxml.html

import needs
from facts import FactsTest, index_of, tree_of, two_years

ATOM = '{http://www.w3.org/2005/Atom}'
MONTHS = [f'{2027 + i // 12}-{i % 12 + 1:02}' for i in range(24)]


class ArchiveTest(FactsTest):
    made = None  # folder with the store and its site, made by the first test

    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        if ArchiveTest.made is not None:
            shutil.copytree(ArchiveTest.made, self.folder, symlinks=True, dirs_exist_ok=True)
            self.facts = self.folder / 'facts.db'
            return
        self.facts = self.filled(two_years())
        self.publish(self.facts, self.site, '--catch-up', '--base-url', 'https://standards.example.cn/bulletin')
        kept = tempfile.TemporaryDirectory(prefix='gongwen-test-')
        self.addClassCleanup(kept.cleanup)
        ArchiveTest.made = shutil.copytree(self.folder, pathlib.Path(kept.name) / 'made', symlinks=True)

    def test_two_years_are_published_corrected_and_published_again(self):
        index = index_of(self.site)
        self.assertEqual([i['period'] for i in index['issues']], MONTHS)
        self.assertEqual([i['issue'] for i in index['issues']], [*range(1, 13)] * 2)
        before = tree_of(self.site)
        self.publish(self.facts, self.site, '--catch-up', now='2030-02-01')
        self.assertEqual(tree_of(self.site), before)

        for month in ('2027-05', '2028-02'):
            self.store('edit', self.facts, 'event', f'{month}/meeting-{month}', '--set', '/place=更正城', '--reason', '更正')
        result = self.publish(self.facts, self.site, '--catch-up', now='2030-02-01')
        self.assertEqual(result.err.count('publish/changed-facts'), 2)
        self.assertEqual(tree_of(self.site), before)
        for month in ('2027-05', '2028-02'):
            self.publish(self.facts, self.site, '--period', month, now='2030-02-01', status=0)
        after = tree_of(self.site)
        for name, content in before.items():
            if '/editions/' in name:
                self.assertEqual(after[name], content)
        corrected = {i['period']: i['edition'] for i in index_of(self.site)['issues']}
        self.assertEqual({m for m, edition in corrected.items() if edition == 2}, {'2027-05', '2028-02'})
        after = tree_of(self.site)
        self.publish(self.facts, self.site, '--period', '2027-05', now='2030-03-01')
        self.assertEqual(tree_of(self.site), after)
        self.check_feed(2)
        self.check_pages()

    def check_feed(self, corrections):
        """RFC 4287: what must be there is there, once; times are times; the newest entries come first."""
        feed = lxml.etree.parse(str(self.site / 'feed.xml')).getroot()
        self.assertEqual(feed.tag, f'{ATOM}feed')
        entries = feed.findall(f'{ATOM}entry')
        self.assertEqual(len(entries), 24)
        for element in [feed, *entries]:
            for name in ('id', 'title', 'updated'):
                self.assertEqual(len(element.findall(ATOM + name)), 1)
            datetime.datetime.fromisoformat(element.findtext(f'{ATOM}updated').replace('Z', '+00:00'))
        self.assertEqual(len({e.findtext(f'{ATOM}id') for e in entries}), 24)
        times = [e.findtext(f'{ATOM}updated') for e in entries]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual(feed.findtext(f'{ATOM}updated'), times[0])
        self.assertEqual(sum('更正' in e.findtext(f'{ATOM}title') for e in entries), corrections)

    def check_pages(self):
        """Every link leads somewhere, every page has a language, one h1, labels and no repeated id."""
        pages = [self.site / 'index.html', self.site / 'en/index.html']
        pages += [p for top in ('', 'en/') for year in ('2027', '2028') for p in (self.site / top / year).glob('**/index.html')]
        self.assertGreater(len(set(pages)), 96)
        for path in set(pages):
            page = lxml.html.document_fromstring(path.read_bytes())
            self.assertEqual(page.get('lang'), 'en' if 'en' in path.relative_to(self.site).parts else 'zh-CN')
            self.assertEqual(len(page.findall('.//h1')), 1)
            self.assertEqual(len(page.findall('.//main')), 1)
            ids = page.xpath('//@id')
            self.assertEqual(len(ids), len(set(ids)), path)
            for field in page.findall('.//input'):
                self.assertEqual(len(page.xpath(f'//label[@for="{field.get("id")}"]')), 1)
            for link in page.xpath('//a/@href'):
                target, _, fragment = link.partition('#')
                if target:
                    self.assertTrue((path.parent / target).exists(), f'{path}: {link}')
                else:
                    self.assertIn(fragment, ids)

    @needs.time
    def test_a_preview_numbers_months_as_they_would_be(self):
        result = self.publish(self.facts, self.folder / 'other', '--catch-up', '--preview')
        for month, number in zip(MONTHS, [*range(1, 13)] * 2):
            self.assertIn(f'{month}: would be number {number} of {month[:4]}', result.out)
        self.assertFalse((self.folder / 'other').exists())

    @needs.only_with('chromium')
    @needs.time
    def test_the_list_can_be_searched_in_a_browser(self):
        project = index_of(self.site)['issues'][4]['projects'][0]
        for query in (project['plan_number'], project['title']):
            wanted = [i['period'] for i in index_of(self.site)['issues'] if query in (self.site / i['path'] / 'data.json').read_text(encoding='utf-8')]
            fragment = urllib.parse.quote(query.replace('\u3000', ' '))
            words = [needs.find_program('chromium'), '--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', '--virtual-time-budget=5000',
                     f'file://{self.site}/index.html#q={fragment}']
            page = lxml.html.document_fromstring(
                subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=True).stdout)
            shown = page.xpath('//ol[@class="results"]/li/h2/a/@href')
            self.assertEqual(sorted(link[:7].replace('/', '-') for link in shown), wanted)
            self.assertEqual(page.findtext('.//output'), f'找到{len(wanted)}期')

    def test_links_lead_only_into_the_site(self):
        for path in self.site.rglob('*'):
            if path.is_symlink():
                self.assertTrue(path.resolve(strict=True).is_relative_to(self.site.resolve()), path)

    def test_the_site_can_be_moved(self):
        bulletin = (self.site / '2027/05/bulletin.pdf').read_bytes()
        moved = pathlib.Path(self.site).rename(self.folder / 'moved')
        self.assertEqual((moved / '2027/05/bulletin.pdf').read_bytes(), bulletin)
        followed = 0
        for path in moved.rglob('*.html'):
            for link in lxml.html.document_fromstring(path.read_bytes()).xpath('//@href | //@src'):
                target = urllib.parse.urlsplit(link)
                if not target.scheme and target.path:
                    self.assertTrue((path.parent / urllib.parse.unquote(target.path)).exists(), (path, link))
                    followed += 1
        self.assertGreater(followed, 0)


if __name__ == '__main__':
    sys.exit(unittest.main())
