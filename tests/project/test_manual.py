"""The manual as a site: every page in both languages, no dead link, no missing picture, a search without a server, and
pages that fit into a narrow window.

Usage: test_manual.py PROGRAM"""
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import needs
from chromium_pages import Chromium

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()


class Links(html.parser.HTMLParser):
    """The links and files that a page uses, its anchors, and its pictures without a description."""

    def __init__(self, path):
        super().__init__()
        self.targets, self.anchors, self.undescribed = [], set(), []
        self.feed(path.read_text(encoding='utf-8'))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.targets += [given[name] for name in ('href', 'src') if name in given]
        if 'id' in given:
            assert given['id'] not in self.anchors, given['id']
            self.anchors.add(given['id'])
        if tag == 'img' and not given.get('alt'):
            self.undescribed.append(given['src'])


def read_pages(folder):
    return {path: Links(path) for path in folder.rglob('*.html')}


def dead_links(folder, pages):
    """Links of pages that lead to no file or no heading."""
    files = {path for path in folder.rglob('*') if path.is_file()}
    for path, page in pages.items():
        for target in page.targets:
            if '://' in target:
                continue
            name, _, anchor = urllib.parse.unquote(target).partition('#')
            found = pathlib.Path(os.path.normpath(path.parent / name)) if name else path
            if found not in files:
                yield f'{path.relative_to(folder)}: {target}'
            elif anchor and anchor not in pages[found].anchors:
                yield f'{path.relative_to(folder)}: {target}: no such heading'


class Manual(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        needs.check('python3-markdown-it')
        folder = tempfile.TemporaryDirectory(prefix='gongwen-manual-')
        cls.addClassCleanup(folder.cleanup)
        cls.site = pathlib.Path(folder.name).resolve() / 'html'
        process = subprocess.run([ROOT / 'scripts/make_manual', '--book', '--version', '9.8.7', PROGRAM, cls.site], capture_output=True, check=False)
        assert process.returncode == 0, process.stderr.decode()
        cls.said = process.stderr.decode()
        cls.pages = read_pages(cls.site)

    def test_no_link_is_dead(self):
        self.assertEqual(list(dead_links(self.site, self.pages)), [])

    def test_a_dead_link_is_found(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name).resolve()
            (folder / 'a.html').write_text('<a href="b.html#here">b</a><a href="#there">a</a><img src="c.png" alt="c">')
            (folder / 'b.html').write_text('<h1 id="other">b</h1>')
            self.assertEqual(list(dead_links(folder, read_pages(folder))), ['a.html: b.html#here: no such heading', 'a.html: #there: no such heading',
                                                        'a.html: c.png'])

    def test_both_languages_have_the_same_pages(self):
        pages = {language: {path.relative_to(self.site / language).as_posix() for path in (self.site / language).rglob('*.html')}
                 for language in ('zh', 'en')}
        self.assertEqual(pages['zh'], pages['en'])
        self.assertGreater(len(pages['zh']), 1100)
        tutorial = (self.site / 'zh/tutorial.html').read_text(encoding='utf-8')
        self.assertIn('href="../en/tutorial.html">English</a>', tutorial)
        self.assertIn('gongwen 9.8.7', tutorial)

    def test_every_document_is_in_the_list_of_pages(self):
        start = self.pages[self.site / 'zh/tutorial.html'].targets
        for path in (ROOT / 'docs').glob('*.zh.md'):
            with self.subTest(path.name):
                self.assertIn(path.name.removesuffix('.zh.md').lower() + '.html', start)

    def test_every_message_has_a_page(self):
        messages = json.loads(subprocess.run([PROGRAM, 'explain', '--json'], stdout=subprocess.PIPE, check=True).stdout)
        self.assertGreater(len(messages), 1000)
        for message in messages:
            for language in ('zh', 'en'):
                self.assertTrue((self.site / language / f'messages/{message["id"]}.html').is_file(), message['id'])
        text = (self.site / 'zh/messages/data/wrong-type.html').read_text(encoding='utf-8')
        self.assertIn('<dt>处理</dt>', text)

    def test_every_example_of_a_page_has_its_picture(self):
        """A picture follows each block that shows a part of a page, and each session that makes a document."""
        count = 0
        for path in sorted((ROOT / 'docs').glob('*.md')):
            language = 'zh' if path.name.endswith('.zh.md') else 'en'
            page = path.name.removesuffix('.md').removesuffix('.zh').lower()
            wanted = re.findall(r'^```(html of=\S+document\.html|html page)$', path.read_text(encoding='utf-8'), re.MULTILINE)
            written = ''.join(one.read_text(encoding='utf-8') for one in (self.site / language).glob(f'{page}*.html'))
            shown = re.findall(r'<pre class="html" tabindex="0">(?:(?!</pre>).)*</pre>\n<p class="result"><img', written, re.DOTALL)
            self.assertGreaterEqual(len(shown), len(wanted), path.name)
            count += len(wanted)
        self.assertGreater(count, 6)
        sessions = (self.site / 'zh/cli-typeset.html').read_text(encoding='utf-8')
        picture = r'(?s)note\.pdf(?:(?!</pre>).)*</pre>\n<p class="result"><img src="\.\./examples/cli-\w+\.png" width="\d+"'
        self.assertIsNotNone(re.search(picture, sessions))
        for path in (self.site / 'examples').iterdir():
            self.assertLess(path.stat().st_size, 120_000, path.name)

    def test_every_picture_is_described(self):
        for path, page in self.pages.items():
            self.assertEqual(page.undescribed, [], path)

    def test_chinese_lines_are_joined_without_blanks(self):
        text = (self.site / 'zh/cli-typeset.html').read_text(encoding='utf-8')
        body = re.sub(r'<pre.*?</pre>', '', text.split('<main', 1)[1], flags=re.DOTALL)
        self.assertIsNone(re.search('[\u4e00-\u9fff，。、；：）][ \n]+[\u4e00-\u9fff（《]', body))

    def test_topics_have_pages(self):
        lines = [line.split('\t') for line in (self.site / 'topics.tsv').read_text(encoding='utf-8').splitlines()]
        self.assertTrue(all(len(line) == 4 for line in lines))
        topics = {line[0]: line[1:] for line in lines}
        self.assertEqual(len(topics), len(lines))
        self.assertEqual(topics['render'], ['cli-render.html', 'render', 'render'])
        self.assertEqual(topics['data/wrong-type'][0], 'messages/data/wrong-type.html')
        self.assertEqual(topics['tutorial'][2], '入门：四步做出自己的表格')
        for file, *_ in topics.values():
            self.assertTrue((self.site / 'en' / file).is_file(), file)

    def test_the_book(self):
        """gongwen has set it without a warning about pages or links; each document is in the outline."""
        self.assertEqual(self.said, '')
        for name, titles in (('gongwen-manual.pdf', ('Tutorial: a form of your own in four steps', 'The command gongwen')),
                             ('gongwen-manual.zh.pdf', ('入门：四步做出自己的表格', '提示信息'))):
            book = self.site / name
            self.assertIn(f'../{name}', self.pages[self.site / ('zh' if '.zh.' in name else 'en') / 'index.html'].targets)
            for words in (['qpdf', '--check', book], [PROGRAM.parent / 'strict_pdf', book]):
                if words[0] == 'qpdf' or words[0].exists():
                    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
                    self.assertEqual(done.returncode, 0, done.stdout.decode())
            facts = subprocess.run(['qpdf', '--json', '--json-key=outlines', '--json-key=pages', book], stdout=subprocess.PIPE, check=True).stdout
            described = json.loads(facts)
            self.assertGreater(len(described['pages']), 250)
            listed = [entry['title'] for entry in described['outlines']]
            for title in titles:
                self.assertIn(title, listed)

    def test_in_a_browser(self):
        """No page is wider than its window, and the search finds Chinese words, with no server and no complaint."""
        with Chromium() as browser:
            for width in (390, 1280):
                for page in ('index', 'tutorial', 'css-tables', 'cli-render', 'api', 'glossary', 'messages/data', 'messages/data/wrong-type'):
                    browser.open((self.site / f'zh/{page}.html').as_uri(), width=width)
                    self.assertEqual(browser.overflow(), 0, (page, width))
            search = '''(async text => {
                const input = document.getElementById('search'), list = document.getElementById('found');
                input.value = text; input.dispatchEvent(new Event('input'));
                for (let i = 0; i < 500 && list.hidden; i++) await new Promise(done => setTimeout(done, 20));
                const found = [...list.querySelectorAll('a')].map(link => link.getAttribute('href'));
                list.hidden = true;
                return found;
            })'''
            self.assertTrue(any(place.startswith('../../typography.html') for place in browser.run(search + '("行首 括号")')))
            self.assertEqual(browser.run(search + '("data/wrong-type")')[0], '../../messages/data/wrong-type.html')
            self.assertEqual(browser.run(search + '("没有这样的词语")'), [])
            self.assertEqual(browser.complaints, [])


if __name__ == '__main__':
    unittest.main()
