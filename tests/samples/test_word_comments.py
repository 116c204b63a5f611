"""Warnings of proofreading as comments in Word files."""
import json
import pathlib
import shutil
import tempfile
import unittest

from harness import ROOT, gongwen
from office_rules import violations
from word_files import W, WordFile, text_of


class WordComments(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-comments-'))
        self.addCleanup(shutil.rmtree, self.folder)
        data = json.loads((ROOT / 'samples/regulations/typical.json').read_text(encoding='utf-8'))
        texts = data['chapters'][0]['articles']
        for number, article in enumerate(texts[:2]):
            article['paragraphs'][0]['text'] += f'本款为示例{"，。" if number == 0 else "(半角)"}。'
        (self.folder / 'data.json').write_text(json.dumps(data), encoding='utf-8')

    def render(self, *options):
        path = self.folder / 'a.docx'
        result = gongwen('--error-format', 'json', 'render', 'regulations', self.folder / 'data.json', '-o', path, *options)
        self.assertEqual(result.status, 0, result.err)
        return path, [d for d in result.diagnostics() if d['id'].startswith('proofing/')]

    def test_each_warning_is_a_comment_at_its_paragraph(self):
        path, warnings = self.render('--comments')
        self.assertGreaterEqual(len(warnings), 2)
        word = WordFile(path)
        comments = {one.get(f'{W}id'): text_of(one) for one in word.xml('word/comments.xml').iter(f'{W}comment')}
        self.assertEqual(len(comments), len(warnings))
        self.assertTrue(all('“' in text or '`' in text for text in comments.values()), comments)
        places = {}
        for paragraph in word.document.iter(f'{W}p'):
            for start in paragraph.iter(f'{W}commentRangeStart'):
                places[start.get(f'{W}id')] = text_of(paragraph)
                self.assertEqual([end.get(f'{W}id') for end in paragraph.iter(f'{W}commentRangeEnd')],
                                 [mark.get(f'{W}id') for mark in paragraph.iter(f'{W}commentReference')])
        self.assertEqual(places.keys(), comments.keys())
        self.assertTrue(all('本款为示例' in text for text in places.values()), places)
        self.assertEqual(violations(path), [])

    def test_only_when_asked_for(self):
        path, warnings = self.render()
        self.assertGreaterEqual(len(warnings), 2)
        self.assertNotIn('word/comments.xml', WordFile(path).parts)
        self.assertEqual(list(WordFile(path).document.iter(f'{W}commentReference')), [])


if __name__ == '__main__':
    unittest.main()
