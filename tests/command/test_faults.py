"""Messages that need the whole command, or a broken environment."""
import json
import pathlib
import resource
import shutil
import unittest

from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, KIND, PROGRAM, SAMPLE, CommandTest, changed, gongwen

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARE = pathlib.Path(PROGRAM).resolve().parents[1] / 'share/gongwen'


class Fonts(CommandTest):
    def share(self, manifest=None):
        """A share folder without a single face."""
        (self.folder / 'share').mkdir()
        (self.folder / 'share/templates').symlink_to(SHARE / 'templates')
        text = (SHARE / 'fonts/manifest.json').read_text(encoding='utf-8')
        self.write('share/fonts/manifest.json', manifest or text)

    def check(self, *more):
        return gongwen('--error-format', 'json', *more, 'check', KIND, SAMPLE,
                       environment={'GONGWEN_SHARE': str(self.folder / 'share')})

    def test_missing_faces_are_told_once_each(self):
        self.share()
        result = self.check()
        self.assert_fails(result, BAD_ENVIRONMENT, 'text/missing-face')
        messages = [d['message'] for d in result.errors()]
        self.assertEqual(len(messages), len(set(messages)))
        self.assertLess(len(messages), 27)
        self.assertIn(f'the font file `{self.folder}/share/fonts/faces/song-regular.ttf` is missing or damaged', messages)

    def test_one_broken_face(self):
        self.share()
        shutil.copytree(SHARE / 'fonts/faces', self.folder / 'share/fonts/faces',
                        copy_function=lambda source, target: pathlib.Path(target).symlink_to(source))
        (self.folder / 'share/fonts/faces/fang-regular.ttf').unlink()
        self.write('share/fonts/faces/fang-regular.ttf', 'no font')
        result = self.check()
        self.assert_fails(result, BAD_ENVIRONMENT, 'text/missing-face')
        self.assertEqual(len(result.errors()), 1)

    def test_manifest_without_faces(self):
        self.share(manifest={'version': 1, 'faces': []})
        self.assert_fails(self.check(), BAD_ENVIRONMENT, 'text/bad-manifest')

    def test_folder_with_a_file_that_is_no_face(self):
        self.write('own/a.ttf', 'no font')
        result = gongwen('--error-format', 'json', '--fonts', self.folder / 'own', 'check', KIND, SAMPLE)
        self.assertEqual(result.status, DONE)
        self.assertIn('text/unusable-face', {d['id'] for d in result.diagnostics()})


class Words(CommandTest):
    PAGE = ('<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>词</title>'
            '<style>h1 { word-break: auto-phrase }</style></head><body><h1>立项专家</h1></body></html>')

    def test_words_without_a_dictionary(self):
        self.write('page.html', self.PAGE)
        for version in range(60, 100):  # files of these names that are not libraries
            self.write(f'lib/libicuuc.so.{version}', 'none')
        arguments = ['--error-format', 'json', 'typeset', self.folder / 'page.html', '-o', self.folder / 'page.pdf']
        told = gongwen(*arguments, environment={'LD_LIBRARY_PATH': str(self.folder / 'lib')})
        self.assertEqual(told.status, DONE, told.err)
        self.assertEqual([d['id'] for d in told.diagnostics()], ['text/missing-dictionary'])
        self.assertEqual(gongwen(*arguments).diagnostics(), [])

    def test_text_that_cannot_be_set_without_icu(self):
        for version in range(60, 100):
            self.write(f'lib/libicuuc.so.{version}', 'none')
        for text in ('<p dir="rtl">אבג</p>', '<p lang="tr" style="text-transform: uppercase">istanbul</p>',
                     '<p lang="tr" style="font-variant-caps: small-caps">istanbul</p>'):
            page = self.write('page.html', self.PAGE.replace('<h1>立项专家</h1>', text))
            arguments = ['--error-format', 'json', 'typeset', page, '-o', self.folder / 'page.pdf']
            told = gongwen(*arguments, environment={'LD_LIBRARY_PATH': str(self.folder / 'lib')})
            self.assertEqual([d['id'] for d in told.errors()], ['text/missing-icu'], text)
            self.assertNotIn('text/missing-icu', {d['id'] for d in gongwen(*arguments).diagnostics()})
        capitals = self.write('page.html', self.PAGE.replace(
            '<h1>立项专家</h1>', '<p lang="tr" style="text-transform: capitalize">istanbul</p>'))
        told = gongwen('--error-format', 'json', 'typeset', capitals, '-o', self.folder / 'page.pdf',
                       environment={'LD_LIBRARY_PATH': str(self.folder / 'lib')})
        self.assertEqual(told.errors(), [])


class Requests(CommandTest):
    def test_schema_check_without_a_verdict(self):
        result = gongwen('--error-format', 'json', 'schema-check', stdin=b'{"schema": {"type": "nothing"}, "instance": 1}')
        self.assertEqual(result.status, BAD_USAGE, result.err)
        self.assertIn('engine/no-verdict', {d['id'] for d in result.errors()})

    def test_output_that_the_kind_does_not_have(self):
        manifest = {'kind': 'note', 'title': {'zh': '便笺', 'en': 'note'}, 'version': '1.0', 'language': 'zh-CN',
                    'file_name': 'note', 'source': {'zh': '无', 'en': 'none'},
                    'outputs': {'pdf': {'template': 'document.html', 'styles': []}}}
        self.write('templates/note/template.json', manifest)
        self.write('templates/note/schema.json', {'$schema': 'https://json-schema.org/draft/2020-12/schema',
                                                  'type': 'object'})
        self.write('templates/note/document.html', '<title>便笺</title><p>文</p>')
        result = gongwen('--error-format', 'json', '--templates', self.folder / 'templates', 'render', 'note',
                         self.write('data.json', {}), '-o', self.folder / 'a.xlsx')
        self.assert_fails(result, BAD_USAGE, 'engine/no-such-output')
        self.assertEqual(result.errors()[0]['message'], 'the kind `note` has no xlsx output')


class Workbooks(CommandTest):
    def test_workbook_that_may_not_grow(self):
        """As on a full disk. The library also reports it on the standard error, in separate lines."""
        result = gongwen('--error-format', 'json', 'render', KIND, SAMPLE, '-o', self.folder / 'a.xlsx',
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)))
        self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
        told = json.loads(result.err.splitlines()[-1])['diagnostics']
        (message,) = (d['message'] for d in told if d['id'] == 'xlsx/library')
        self.assertTrue(message.startswith('`workbook` could not be written: '), message)
        self.assertEqual(self.files(), [])

    def test_list_whose_packed_rows_may_not_grow(self):
        item = {'number': 'GB/T 1', 'title': '示例', 'leader': '某院', 'contact': '示例', 'province': '某省', 'count': 1,
                'amount': 1.5, 'date': '2025-01-03', 'stage': '立项'}
        rows = ''.join(json.dumps({**item, 'title': f'示例{i * 7919 % 40009}'}, ensure_ascii=False) + '\n'
                       for i in range(40_000))
        self.assertGreater(len(rows.encode()), 4 << 20)  # streamed
        base = self.write('base.json', {'title': '明细', 'date': '2025-01-10', 'projects': []})
        result = gongwen('--error-format', 'json', '--templates', ROOT / 'bench/bundles', 'render', 'bench-table', base,
                         '--table', '/projects=' + str(self.write('rows.jsonl', rows)), '-o', self.folder / 'a.xlsx',
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)))
        self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
        (message,) = (d['message'] for d in result.diagnostics() if d['id'] == 'xlsx/library')
        self.assertIn('could not be written: ', message)
        self.assertEqual(self.files(), ['base.json', 'rows.jsonl'])


class ControlCharacters(CommandTest):
    def test_they_are_shown_escaped(self):
        data = self.write('data.json', changed(lambda d: d.update({'\x1b[31m\u202e': 1})))
        for language in ('en', 'zh'):
            result = gongwen('--lang', language, 'check', KIND, data)
            self.assertEqual(result.status, BAD_INPUT)
            self.assertIn('U+001B[31mU+202E', result.err)
            self.assertNotRegex(result.err, '[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]')


if __name__ == '__main__':
    unittest.main()
