"""What other programs say of a site: HTML Tidy and the W3C's checker (vnu) of its pages, RFC 4287 of its feed."""
import pathlib
import subprocess
import unittest
import urllib.parse

import lxml.etree
import needs
from facts import EVENT, FactsTest
from node_packages import node_packages

ATOM = '{http://www.w3.org/2005/Atom}'
# RFC 4287 section 4.1: what a feed and an entry have once, once or not at all, and any number of times.
FEED = ({'id', 'title', 'updated'}, {'subtitle', 'generator', 'icon', 'logo', 'rights'}, {'author', 'link', 'entry'})
ENTRY = ({'id', 'title', 'updated'}, {'published', 'summary', 'content', 'rights', 'source'}, {'author', 'link', 'category'})
TIME = r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)'  # RFC 3339
IRI = r'[^\s<>"{}|\\^`]+'  # RFC 3987
ODD = '“示例” <会议> & \'讨论\' \\ ％ 𠮷'


class CheckersTest(FactsTest):
    """Sites with and without an address, a correction, and texts that must be escaped."""

    def setUp(self):
        super().setUp()
        facts = self.small_store()
        self.store('add', facts, 'event', self.write('odd.json', {**EVENT, 'id': 'meeting-0711', 'dates': ['2026-08-11'], 'name': ODD}))
        self.sites = []
        for name, options in (('plain', ()), ('addressed', ('--base-url', 'https://standards.example.cn/月报'))):
            self.sites.append(self.folder / name)
            for month in ('2026-07', '2026-08'):
                self.publish(facts, self.sites[-1], '--period', month, *options)
        self.store('edit', facts, 'event', '2026-07/meeting-0710', '--set', f'/name={ODD}', '--reason', ODD)
        for site in self.sites:
            self.publish(facts, site, '--period', '2026-07', now='2030-02-01')

    def pages(self):
        found = [site / 'index.html' for site in self.sites]
        found += [site / f'2026/{page}index.html' for site in self.sites for page in ('', '07/', '07/1/', '07/2/', '08/', '08/1/')]
        found += [site / f'en/{page}index.html' for site in self.sites for page in ('', '2026/', '2026/07/', '2026/07/1/', '2026/08/')]
        found += [site / '2026/07/bulletin.wechat.html' for site in self.sites]
        self.assertEqual([path for path in found if not path.is_file()], [])
        return found

    @needs.only_with('tidy')
    def test_tidy_has_nothing_to_mend(self):
        for path in self.pages():
            told = subprocess.run(['tidy', '-q', '-e', '-utf8', '--gnu-emacs', 'yes', '--drop-empty-elements', 'no', str(path)],
                                  capture_output=True, text=True)
            self.assertEqual((told.returncode, told.stderr), (0, ''))

    @needs.time
    def test_the_checker_of_the_w3c_has_nothing_to_say(self):
        needs.check('java')
        folder = node_packages(pathlib.Path(__file__).resolve().parent / 'node', 'publish_node')
        told = subprocess.run(['java', '-jar', str(folder / 'node_modules/vnu-jar/build/dist/vnu.jar'), '--format', 'gnu',
                               *map(str, self.pages())], capture_output=True, text=True)
        self.assertEqual((told.returncode, told.stderr), (0, ''))

    def check_children(self, element, once, at_most_once, any_number):
        names = [child.tag.removeprefix(ATOM) for child in element]
        self.assertEqual(set(names) - once - at_most_once - any_number, set())
        for name in once:
            self.assertEqual(names.count(name), 1, name)
        for name in at_most_once:
            self.assertLessEqual(names.count(name), 1, name)

    def check_links(self, element, absolute):
        seen = set()
        for link in element.findall(f'{ATOM}link'):
            self.assertLessEqual(set(link.attrib), {'href', 'rel', 'type', 'hreflang', 'title', 'length'})
            self.assertRegex(link.get('href'), f'^{IRI}$')
            self.assertEqual(bool(urllib.parse.urlsplit(link.get('href')).scheme), absolute)
            self.assertRegex(link.get('type'), r'^[a-z]+/[a-z+.-]+$')
            if link.get('rel') == 'alternate':
                self.assertNotIn((link.get('type'), link.get('hreflang')), seen)
                seen.add((link.get('type'), link.get('hreflang')))
            if link.get('rel') == 'enclosure':
                self.assertRegex(link.get('length'), r'^[1-9]\d*$')
        self.assertTrue(seen, 'an entry without content has an alternate')

    def test_the_feed_is_one_of_rfc_4287(self):
        for site, absolute in [(site / top, site != self.sites[0]) for site in self.sites for top in ('', 'en')]:
            feed = lxml.etree.parse(str(site / 'feed.xml')).getroot()
            self.assertEqual(feed.tag, f'{ATOM}feed')
            self.check_children(feed, *FEED)
            self.assertTrue(all(author.findtext(f'{ATOM}name') for author in feed.findall(f'{ATOM}author')))
            self.assertGreaterEqual(len(feed.findall(f'{ATOM}author')), 1, 'entries have none of their own')
            for element in feed, *feed.findall(f'{ATOM}entry'):
                self.assertRegex(element.findtext(f'{ATOM}id'), f'^[a-z][a-z0-9+.-]*:{IRI}$')
                for name in ('updated', 'published'):
                    for time in element.findall(ATOM + name):
                        self.assertRegex(time.text, f'^{TIME}$')
                self.check_links(element, absolute)
            for entry in feed.findall(f'{ATOM}entry'):
                self.check_children(entry, *ENTRY)
            own = [link.get('href') for link in feed.findall(f'{ATOM}link') if link.get('rel') == 'self']
            self.assertEqual(len(own), 1)
            self.assertTrue(own[0].endswith('feed.xml'))


if __name__ == '__main__':
    unittest.main()
