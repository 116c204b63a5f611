"""The published site as the service gives it to readers, in a browser: with its style, its pictures and its search, at the
width of a phone and of a desktop; whichever periodical it is."""
import base64
import os
import pathlib
import shutil
import unittest

from chromium_pages import Chromium
from facts import EVENT, PROJECT, REVIEW, FactsTest
from harness import ROOT, gongwen
from serving import Service, grey_picture

RED = 'rgb(179, 38, 30)'
WIDTHS = (390, 1280)
# Where somebody wants to look at the pages.
PICTURES = os.environ.get('GONGWEN_PICTURES')


class SiteTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'

    def published(self):
        """Two months, of which the first was corrected."""
        store = self.small_store()
        self.publish(store, self.site, '--period', '2026-07')
        later = {'id': 'meeting-0805', 'type': 'mt_meeting', 'dates': ['2026-08-05'], 'name': '虚构工作组会议', 'participants': 20}
        self.store('import', store, self.write('more.json', {'events': [{**EVENT, 'participants': 13}, REVIEW, later], 'projects': [PROJECT]}))
        self.publish(store, self.site, '--period', '2026-07')
        self.publish(store, self.site, '--period', '2026-08')

    def look(self, browser, address, width, colour=RED):
        """A page has its style, and nothing of it is refused or missing."""
        browser.open(address, width)
        self.assertEqual(browser.complaints, [], address)
        self.assertEqual(browser.style('h1', 'color'), colour, address)
        self.assertLessEqual(browser.overflow(), 0, (address, width))
        self.assertTrue(browser.run('[...document.images].every(one => one.complete && one.naturalWidth > 0)'), address)
        if PICTURES:
            name = address.split('/', 3)[3].strip('/').replace('/', '-') or 'site'
            browser.picture(pathlib.Path(PICTURES) / f'{name}-{width}.png')

    def check_links(self, browser, service):
        for link in browser.run('[...document.querySelectorAll("a[href], link[href]:not([rel=icon]), script[src]")].map(one => new URL(one.href || one.src).pathname)'):
            self.assertEqual(service.ask('GET', link).status, 200, link)

    def test_every_page_looks_and_works_as_it_was_made(self):
        self.published()
        with Service('--site', self.site) as service, Chromium() as browser:
            base = f'http://{service.host}:{service.port}/site/'
            for width in WIDTHS:
                for path in ('', '2026/07/', '2026/07/1/', '2026/08/'):
                    self.look(browser, base + path, width)
                    self.check_links(browser, service)
                self.look(browser, base, width)
                # The search is shown, and finds what it is asked for.
                shown = '[...document.querySelectorAll(".issue")].filter(one => !one.hidden).length'
                self.assertEqual(browser.run('document.querySelector(".search").hidden'), False)
                self.assertEqual(browser.run(shown), 2)
                browser.run('(() => { const box = document.querySelector("#query"); box.value = "虚构工作组";'
                            ' box.dispatchEvent(new Event("input")); })()')
                # The texts of all years are read first.
                self.wait_until(lambda: '正在' not in browser.run('document.querySelector("output").textContent'))
                found = 'document.querySelectorAll(".results h2").length'
                self.assertEqual((browser.run(found), browser.run('document.querySelector("output").textContent')), (1, '找到1期'))
            browser.open(base + 'feed.xml')
            self.assertEqual(browser.complaints, [])

    def test_pages_say_the_same_without_the_service(self):
        self.published()
        with Chromium() as browser:
            for path in ('index.html', '2026/07/index.html'):
                self.look(browser, (self.site / path).as_uri(), 1280)

    def test_words_of_a_periodical_may_have_styles_and_pictures(self):
        bundles = self.folder / 'bundles'
        shutil.copytree(ROOT / 'tests/publish/bundles', bundles)
        words = bundles / 'weekly-brief/site.html'
        picture = base64.b64encode(grey_picture(8, 8)).decode()
        words.write_text(words.read_text(encoding='utf-8').replace(
            '{% macro total(issue) %}', f'{{% macro total(issue) %}}<img alt="" src="data:image/png;base64,{picture}"><b style="color: rgb(1, 2, 3)">*</b>'),
            encoding='utf-8')
        store = self.folder / 'facts.db'
        own = ('--templates', bundles)
        self.store('init', store, *own)
        self.store('import', store, self.write('facts.json', {'items': [
            {'id': 'notice-0713', 'section': 'notice', 'date': '2026-07-13', 'headline': '发布示例通知', 'text': '发布了一项示例通知。'}]}), *own)
        done = gongwen('publish', 'weekly-brief', '--store', store, '-o', self.site, '--now', '2026-07-27', '--period', '2026-W29', *own)
        self.assertEqual(done.status, 0, done.err)
        with Service('--site', self.site) as service, Chromium() as browser:
            self.look(browser, f'http://{service.host}:{service.port}/site/', 390)
            self.assertEqual(browser.style('h3 b', 'color'), 'rgb(1, 2, 3)')

    def test_nothing_that_is_not_ours_is_replaced(self):
        self.site.mkdir()
        (self.site / 'site.css').write_text('body { color: red }', encoding='utf-8')
        store = self.small_store()
        self.publish(store, self.site, '--period', '2026-07', status=3)
        self.assertEqual((self.site / 'site.css').read_text(encoding='utf-8'), 'body { color: red }')

    def test_no_script_runs_but_that_of_the_site(self):
        self.published()
        with Service('--site', self.site) as service:
            policy = service.ask('GET', '/site/').headers['content-security-policy']
            self.assertIn("script-src 'self';", policy)
            self.assertIn("default-src 'none'", policy)


if __name__ == '__main__':
    unittest.main()
