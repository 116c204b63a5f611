"""The site for its readers: from a file and from a copy, in two languages, searched, shared, copied into an editor."""
import base64
import functools
import http.server
import io
import json
import os
import pathlib
import re
import shutil
import sys
import threading
import unittest
import urllib.parse

import lxml.etree
import lxml.html
from PIL import Image

import needs
from chromium_pages import Chromium, quoted
from facts import EVENT, PROJECT, REVIEW, FactsTest, index_of, tree_of
from harness import BAD_ENVIRONMENT, BAD_INPUT, gongwen

BASE = 'https://standards.example.cn/月报/'
HAN = re.compile('[\u4e00-\u9fff]')


def months(*numbers, year=2026):
    return [{**EVENT, 'id': f'm-{m}', 'dates': [f'{year}-{m:02}-10'], 'name': f'示例第{m}次门铃会议'} for m in numbers]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class ReadersTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        chart = {'period': '2026-07', 'charts': ['standards-by-stage']}
        self.facts = self.filled({'events': [EVENT, REVIEW, *months(8, 9), *months(1, year=2025)],
                                  'projects': [{**PROJECT, 'stages': [{'date': '2026-07-12', 'stage': 'draft_review', 'passed': True}]}],
                                  'issues': [chart]})

    def made(self, *options):
        self.publish(self.facts, self.site, '--catch-up', *options)
        return self.site

    def pages(self, site=None):
        site = site or self.site
        tops = [site / 'index.html', site / 'en/index.html']
        return tops + [p for top in ('2025', '2026', 'en/2025', 'en/2026') for p in sorted((site / top).glob('**/index.html'))]

    def page(self, path):
        return lxml.html.document_fromstring((self.site / path).read_bytes())

    def failing(self, id, status=BAD_ENVIRONMENT, site=None):
        result = self.publish(self.facts, site or self.site, '--catch-up', '--error-format', 'json', status=status)
        self.assertEqual([d['id'] for d in result.diagnostics()], [id])
        return result


class Pages(ReadersTest):
    def test_links_name_files_so_that_they_work_without_a_server(self):
        self.made()
        pages = self.pages()
        self.assertEqual(len(pages), 2 * (1 + 2 + 4 * 2))
        for path in pages:
            for link in lxml.html.document_fromstring(path.read_bytes()).xpath('//@href | //@src'):
                target = urllib.parse.urlsplit(link)
                self.assertIn((target.scheme, target.netloc), (('', ''), ('data', '')), (path, link[:80]))
                if target.path and not target.scheme:
                    self.assertTrue((path.parent / urllib.parse.unquote(target.path)).is_file(), (path, link))

    def test_every_page_has_its_twin_and_states_its_languages(self):
        self.made()
        for path in self.pages():
            page = lxml.html.document_fromstring(path.read_bytes())
            own = 'en' if '/en/' in str(path.relative_to(self.folder)) else 'zh-CN'
            self.assertEqual(page.get('lang'), own)
            twins = {link.get('hreflang'): path.parent / link.get('href') for link in page.xpath('//link[@hreflang]')}
            self.assertEqual(set(twins), {'en', 'zh-CN'})
            self.assertEqual(twins[own].resolve(), path.resolve())
            self.assertEqual(len(page.xpath('//a[@class="twin"]')), 1)
            ids = page.xpath('//@id')
            self.assertEqual(len(ids), len(set(ids)), path)
            for text in page.xpath('//body//text()') if own == 'en' else []:
                element = text.getparent() if not text.is_tail else text.getparent().getparent()
                langs = [one.get('lang') for one in (element, *element.iterancestors()) if one.get('lang')]
                if HAN.search(text) and element.tag not in ('script', 'style'):
                    self.assertEqual(langs[0], 'zh-CN', (path, text))

    def test_neighbours_description_picture_feed_and_icon(self):
        self.made()
        for folder, before, after in (('2025/01', None, '../../2026/07'), ('2026/08', '../../2026/07', '../../2026/09')):
            for top in ('', 'en/'):
                page = self.page(f'{top}{folder}/index.html')
                for relation, wanted in (('prev', before), ('next', after)):
                    found = page.xpath(f'//a[@rel="{relation}"]/@href')
                    self.assertEqual(found, [f'{wanted}/index.html'] if wanted else [])
        page = self.page('2026/07/index.html')
        self.assertIn('报告2026年7月工作', page.xpath('//meta[@name="description"]/@content')[0])
        for name in ('type', 'title', 'description', 'image'):
            self.assertEqual(len(page.xpath(f'//meta[@property="og:{name}"]/@content')), 1, name)
        self.assertEqual(page.xpath('//link[@type="application/atom+xml"]/@href'), ['../../feed.xml'])
        self.assertTrue((self.site / 'favicon.svg').is_file())
        with Image.open(self.site / '2026/07' / pathlib.Path(page.xpath('//meta[@property="og:image"]/@content')[0]).name) as cover:
            self.assertAlmostEqual(cover.width / cover.height, 2.35, 2)
            self.assertGreater(len(cover.convert('RGB').getcolors(1 << 20)), 20, 'there is something on it')

    def test_with_an_address_there_is_a_map_for_search_engines(self):
        self.made('--base-url', BASE)
        urls = lxml.etree.parse(str(self.site / 'sitemap.xml')).getroot()
        found = [loc.text for loc in urls.iter('{http://www.sitemaps.org/schemas/sitemap/0.9}loc')]
        self.assertEqual(len(found), 2 * 5)
        for address in found:
            self.assertTrue((self.site / address.removeprefix(BASE)).is_file(), address)
        self.assertIn(f'Sitemap: {BASE}sitemap.xml', (self.site / 'robots.txt').read_text(encoding='utf-8'))
        page = self.page('en/2026/07/1/index.html')
        self.assertEqual(page.xpath('//link[@rel="canonical"]/@href'), [f'{BASE}en/2026/07/index.html'])
        self.assertEqual(page.xpath('//meta[@property="og:image"]/@content'), [f'{BASE}2026/07/cover.png'])

    def test_files_of_people_under_new_names_stay(self):
        for name in ('robots.txt', 'sitemap.xml', 'favicon.svg', 'en/index.html'):
            self.write(f'site/{name}', 'mine')
        self.made('--base-url', BASE)
        for name in ('robots.txt', 'sitemap.xml', 'favicon.svg', 'en/index.html'):
            self.assertEqual((self.site / name).read_text(encoding='utf-8'), 'mine')
        self.assertEqual(self.page('index.html').xpath('//a[@class="twin"]'), [])
        self.assertEqual(gongwen('publish', '-o', self.site, '--verify').status, 0)

    def test_earlier_years_are_folded_and_have_a_page(self):
        self.made()
        page = self.page('index.html')
        self.assertEqual(page.xpath('//details[@class="year"]//li/a/@href'), ['2025/01/index.html'])
        self.assertEqual(page.xpath('//details[@class="year"]/p/a/@href'), ['2025/index.html'])
        self.assertEqual(len(page.xpath('//li[@class="issue"]')), 3)
        self.assertEqual(len(self.page('2025/index.html').xpath('//li[@class="issue"]')), 1)

    def test_unchanged_pages_are_shared_with_the_former_release(self):
        self.publish(self.facts, self.site, '--period', '2026-07')
        self.publish(self.facts, self.site, '--period', '2026-08')
        names = ('2026/07/1/index.html', 'en/2026/07/1/index.html')
        before = {name: (self.site / name).stat().st_ino for name in names}
        self.publish(self.facts, self.site, '--period', '2026-09')
        self.assertEqual({name: (self.site / name).stat().st_ino for name in names}, before)
        # A page that somebody changed is made again.
        changed = (self.site / '2026/07/1/index.html').resolve()
        whole = changed.read_bytes()
        changed.write_bytes(whole.replace('示例'.encode(), '篡改'.encode()))
        self.store('edit', self.facts, 'event', '2026-09/m-9', '--set', '/place=更正城', '--reason', '更正')
        self.publish(self.facts, self.site, '--period', '2026-09', now='2030-02-01')
        self.assertEqual((self.site / '2026/07/1/index.html').read_bytes(), whole)

    def test_all_that_readers_get_is_verified(self):
        self.made('--base-url', BASE)
        files = [pathlib.Path(root, name) for root, _, names in os.walk(self.site, followlinks=True) for name in names
                 if name != 'checksums.json' and '.gongwen' not in pathlib.Path(root).relative_to(self.site).parts]
        # Not each of many alike: one of each name, in both languages.
        chosen = {(path.name, 'en' in path.relative_to(self.site).parts): path for path in files}
        self.assertGreater(len(chosen), 15)
        for path in chosen.values():
            whole = path.read_bytes()
            path.resolve().write_bytes(whole + b' ')
            result = gongwen('publish', '-o', self.site, '--verify')
            self.assertEqual(result.status, BAD_INPUT, path)
            path.resolve().write_bytes(whole)
        self.assertEqual(gongwen('publish', '-o', self.site, '--verify').status, 0)

    def test_an_edition_in_english_is_linked(self):
        self.publish(self.facts, self.site, '--period', '2026-07')
        index = (self.site / 'index.json').resolve()
        archive = json.loads(index.read_text(encoding='utf-8'))
        archive['issues'][0]['editions'][0]['files'].append({'name': 'bulletin.en.pdf', 'size': 5, 'crc32': '0'})
        index.write_text(json.dumps(archive), encoding='utf-8')
        (self.site / '.gongwen/editions/2026-07-1/bulletin.en.pdf').write_bytes(b'%PDF-')
        self.publish(self.facts, self.site, '--period', '2026-08')
        for page, files in (('2026/07/index.html', ''), ('en/2026/07/index.html', '../../../2026/07/')):
            self.assertEqual(self.page(page).xpath('//a[contains(@href, ".en.pdf")]/@href'), [f'{files}bulletin.en.pdf'])
        self.assertEqual((self.site / '2026/07/bulletin.en.pdf').read_bytes(), b'%PDF-')


class Copies(ReadersTest):
    """What `rsync -aL` leaves: files in the place of links."""

    def copied(self, *left_out):
        self.publish(self.facts, self.site, '--period', '2026-07')
        self.publish(self.facts, self.site, '--period', '2026-08')
        copy = self.folder / 'copy'
        shutil.copytree(self.site, copy, ignore=shutil.ignore_patterns(*left_out))
        return copy

    def test_a_copy_can_be_published_to(self):
        copy = self.copied()
        shutil.rmtree(self.site)
        copy.rename(self.site)
        self.publish(self.facts, self.site, '--period', '2026-09')
        for name in ('index.html', '2026', 'en'):
            self.assertTrue((self.site / name).is_symlink(), name)
        self.assertEqual([i['period'] for i in index_of(self.site)['issues']], ['2026-07', '2026-08', '2026-09'])
        self.assertEqual(gongwen('publish', '-o', self.site, '--verify').status, 0)

    def test_a_copy_that_was_edited_is_named_and_left_alone(self):
        copy = self.copied()
        page = copy / '2026/07/index.html'
        page.write_bytes(page.read_bytes() + b' ')
        before = tree_of(copy)
        result = self.failing('publish/link-replaced', site=copy)
        self.assertIn('2026', result.diagnostics()[0]['message'])
        self.assertEqual(tree_of(copy), before)

    def test_a_copy_without_the_inner_folder_is_told_from_pages_of_others(self):
        copy = self.copied('.gongwen')
        self.assertEqual(gongwen('publish', '-o', copy, '--verify').status, 0)
        before = tree_of(copy)
        self.failing('publish/incomplete-copy', site=copy)
        self.assertEqual(tree_of(copy), before)


class Browser(ReadersTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        needs.check('chromium')

    def search(self, tab, words, top=''):
        tab.open(f'file://{self.site}/{top}index.html')
        tab.run(f'document.querySelector("input").value = {quoted(words)}; document.querySelector("form").requestSubmit()')
        tab.run('new Promise(done => { const wait = () => document.querySelector("output").textContent.match(/…$/) '
                '? setTimeout(wait, 20) : done(1); wait(); })')
        return tab.run('[...document.querySelectorAll(".results h2 a")].map(one => one.getAttribute("href"))')

    def test_the_texts_are_searched_without_a_server(self):
        self.made()
        with Chromium() as tab:
            for words, wanted in (('门铃 示例', ['2026/09', '2026/08', '2025/01']), ('示例门铃', []),
                                  ('第8次', ['2026/08']), ('2026-09', ['2026/09']), ('2026年9月 门铃', ['2026/09']),
                                  ('20269001-T-469', ['2026/07']), ('《网络安全技术　示例邮筒》', ['2026/07']),
                                  ('PDF', []), ('Excel', []), ('征求意见稿 审查', ['2026/07'])):
                self.assertEqual(self.search(tab, words), [f'{one}/index.html' for one in wanted], words)
            self.assertEqual(self.search(tab, '邮筒', 'en/'), ['2026/07/index.html'])
            self.assertEqual(tab.run('document.querySelector("output").textContent'), 'Issues found: 1')
            place = tab.run('document.querySelector(".results p a").getAttribute("href")')
            self.assertIn('邮筒', tab.run('document.querySelector(".results mark").textContent'))
            tab.open(f'file://{self.site}/en/{place}')
            self.assertIn('邮筒', tab.run('document.querySelector(":target").parentNode.textContent'))
            self.assertEqual(tab.complaints, [])

    def test_pages_fit_a_telephone_and_have_no_barriers(self):
        self.made()
        with Chromium() as tab:
            for name in ('index.html', '2025/index.html', '2026/07/index.html', 'en/2026/07/index.html', '2026/07/bulletin.wechat.html'):
                for width in (390, 1280):
                    tab.open(f'file://{self.site}/{name}', width=width)
                    self.assertEqual(tab.overflow(), 0, (name, width))
                    self.assertEqual(tab.barriers(), [], (name, width))
            # All columns of the annex are to be seen.
            tab.open(f'file://{self.site}/2026/07/index.html', width=390)
            for box in tab.run('[...document.querySelectorAll("td[data-label]")].map(one => one.getBoundingClientRect().toJSON())'):
                self.assertLessEqual(box['right'], 390)
            heights = tab.run('[...document.querySelectorAll("td .number")].map(one => one.getClientRects().length)')
            self.assertEqual(set(heights), {1}, 'numbers are not broken')
            self.assertEqual(tab.complaints, [])

    def test_the_article_is_copied_as_it_is(self):
        self.made()
        with Chromium() as tab:
            tab.open(f'file://{self.site}/2026/07/bulletin.wechat.html')
            tab.run('window.kept = {}; const set = DataTransfer.prototype.setData; '
                    'DataTransfer.prototype.setData = function (type, text) { kept[type] = text; set.call(this, type, text); }; 1')
            self.press(tab, 'text')
            self.assertEqual(tab.run('document.querySelector("output").textContent'), '已复制。')
            self.assertEqual(tab.run('kept["text/html"] === document.querySelector("[data-text]").innerHTML'), True)
            self.press(tab, 'title')
            self.assertEqual(tab.run('kept["text/plain"]'), '网络安全标准化工作月报2026年第1期')

    @staticmethod
    def press(tab, part):
        """As a person does: only then may a page copy."""
        tab.ask('Runtime.evaluate', expression=f'document.querySelector("[data-copy={part}]").click()', userGesture=True)


class Article(ReadersTest):
    def test_its_look_needs_nothing_but_style_attributes(self):
        self.made()
        page = self.page('2026/07/bulletin.wechat.html')
        self.assertEqual(page.xpath('//style | //link[@rel="stylesheet"]'), [])
        [article] = page.xpath('//*[@data-text]')
        self.assertEqual(article.xpath('.//@class | .//@id | .//@href | .//a | .//table | .//script'), [])
        for element in article.xpath('.//p | .//h2 | .//h3 | .//img'):
            self.assertTrue(element.get('style'), lxml.etree.tostring(element))
        text = article.text_content()
        for wanted in ('示例工作组会议', '20269001-T-469', '该标准规定了示例邮筒的安全要求。', '项目进展'):
            self.assertIn(wanted, text)
        [chart] = article.xpath('.//img/@src')
        kind, _, encoded = chart.partition(',')
        self.assertEqual(kind, 'data:image/png;base64')
        with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
            self.assertGreaterEqual(picture.width, 1000)
            self.assertGreater(len(picture.convert('RGB').getcolors(1 << 20)), 3)
        self.assertIn('国家标准研制1项', page.xpath('//textarea')[0].text)

    def test_the_long_picture_has_the_whole_text_and_no_blank_end(self):
        self.made()
        with Image.open(self.site / '2026/07/bulletin.long.png') as picture:
            self.assertEqual(picture.width, 750)
            self.assertGreater(picture.height, 1500)
            end = picture.convert('L').crop((0, picture.height - 200, 750, picture.height))
            self.assertLess(end.getextrema()[0], 128, 'something is at its end')


class Server(ReadersTest):
    @needs.only_with('chromium')
    def test_a_site_works_below_any_path(self):
        shutil.copytree(self.made(), self.folder / 'www/a/月报')
        handler = functools.partial(QuietHandler, directory=str(self.folder / 'www'))
        with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as server, Chromium() as tab:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.addCleanup(server.shutdown)
            tab.open(f'http://127.0.0.1:{server.server_port}/a/%E6%9C%88%E6%8A%A5/en/index.html')
            tab.run('document.querySelector("input").value = "邮筒"; document.querySelector("form").requestSubmit()')
            tab.run('new Promise(done => setTimeout(done, 500))')
            tab.run('document.querySelector(".results p a").click()')
            tab.wait_for('Page.loadEventFired')
            self.assertEqual(tab.run('document.querySelector("h1").textContent'), 'No. 1 of 2026')
            self.assertEqual(tab.complaints, [])


if __name__ == '__main__':
    sys.exit(unittest.main())
