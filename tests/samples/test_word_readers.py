"""Word files as mammoth and docx-preview read them (npm): headings and lists by built-in names, all text, tables, no complaints."""
import collections
import json
import re
import subprocess
import tempfile
import unittest

from harness import ROOT, gongwen
from node_packages import node_packages
from samples import name_of, rendered, some_samples
from word_files import W, WordFile, text_of

SOURCE = ROOT / 'tests/samples/node_word'
OLDEST = 18
# mammoth says so of each style that it has no HTML for: those are the names of offices and of plain paragraphs.
UNKNOWN_STYLE = re.compile("Unrecognised (?:paragraph|run) style: '(.*)' \\(Style ID: .*\\)")
HEADING_OF_OTHER_LOOK = re.compile(r'heading [1-9] [2-9]')
LISTS = ('<html lang="zh-CN"><head><title>清单</title></head><body><h1>题</h1><ol><li>甲<ul><li>小</li></ul></li><li>乙</li></ol>'
         '<table><tr><th>头</th></tr><tr><td>格</td></tr></table></body></html>')


def compact(text):
    return re.sub(r'[\s\u200b\u2060]', '', text)


class WordReaders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        packages = node_packages(SOURCE, 'word_readers', OLDEST)
        with tempfile.TemporaryDirectory(prefix='gongwen-readers-') as folder:
            page, lists = f'{folder}/page.html', f'{folder}/page.docx'
            with open(page, 'w', encoding='utf-8') as file:
                file.write(LISTS)
            assert gongwen('typeset', page, '-o', lists).status == 0
            cls.paths = {name_of(sample): rendered(sample, 'docx') for sample in list(some_samples())[::2]}
            words = [str(path) for path in [*cls.paths.values(), lists]]
            made = subprocess.run(['node', 'show_word.mjs', *words], cwd=packages, capture_output=True, text=True, check=True, timeout=300)
        *shown, cls.lists = map(json.loads, made.stdout.splitlines())
        cls.shown = dict(zip(cls.paths, shown))

    def test_mammoth_knows_all_but_names_of_offices(self):
        for name, shown in self.shown.items():
            for message in shown['messages']:
                # It reads no formulas at all.
                if re.search(r'/math\}oMath(Para)?$', message):
                    continue
                with self.subTest(name, message=message):
                    style = UNKNOWN_STYLE.fullmatch(message)
                    self.assertTrue(style, message)
                    # It goes by the names of styles alone; headings of one level that look otherwise have a style of their own.
                    is_other_look = HEADING_OF_OTHER_LOOK.fullmatch(style[1])
                    self.assertFalse(style[1].startswith(('heading', 'footnote', 'endnote')) and not is_other_look, message)

    def test_mammoth_has_the_headings(self):
        headings = 0
        for name, path in self.paths.items():
            word = WordFile(path)
            names = collections.Counter(word.style_name(paragraph) for paragraph in word.document.iter(f'{W}p') if text_of(paragraph).strip())
            expected = {f'h{level}': names[f'heading {level}'] for level in range(1, 7) if names[f'heading {level}']}
            found = collections.Counter(re.findall('<(h[1-6])>', self.shown[name]['html']))
            with self.subTest(name):
                self.assertEqual(found, expected)
            headings += sum(expected.values())
        self.assertGreater(headings, 10)

    def test_docx_preview_shows_all_text_and_tables(self):
        for name, path in self.paths.items():
            word, shown = WordFile(path), self.shown[name]
            text = compact(shown['text'])
            with self.subTest(name):
                self.assertEqual(shown['warnings'], [])
                self.assertEqual(shown['tables'], len(list(word.document.iter(f'{W}tbl'))))
                for paragraph in word.document.iter(f'{W}p'):
                    self.assertIn(compact(text_of(paragraph)), text)

    def test_lists_and_heads_of_tables(self):
        html = self.lists['html']
        self.assertIn('<h1>题</h1><ol><li>甲<ul><li>小</li></ul></li><li>乙</li></ol>', html)
        self.assertIn('<td><p>格</p></td>', html)


if __name__ == '__main__':
    unittest.main()
