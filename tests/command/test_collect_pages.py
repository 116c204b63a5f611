"""The table of `collect` is a template of the program's own: in two languages, and one that users may replace."""
import json
import shutil
import subprocess
import unittest

import openpyxl

from collected_forms import KIND, CollectTest, person
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, ROOT, gongwen
from returned_forms import pdf_of_data

PAGE = ROOT / 'templates/shared/pages/roster'


class Pages(CollectTest):
    def setUp(self):
        super().setUp()
        self.put('a.pdf', pdf_of_data(person('甲'), KIND))
        self.put('b.pdf', pdf_of_data(person('甲', org_zh='另一单位'), KIND))
        incomplete = person('丙')
        del incomplete['email']
        self.put('c.pdf', pdf_of_data(incomplete, KIND))
        self.put('d.pdf', pdf_of_data({'title_en': 'x'}, 'iso-form-4'))

    def own(self, **files):
        """A copy of the page in a custom folder, with other files."""
        for path in sorted(PAGE.iterdir()):
            text = files.get(path.name.replace('.', '_'), path.read_text(encoding='utf-8'))
            if text is not None:
                self.write(f'own/shared/pages/roster/{path.name}', text.encode())
        return ('--templates', self.folder / 'own')

    def words(self, name='roster.pdf'):
        return subprocess.run(['pdftotext', self.folder / name, '-'], capture_output=True, text=True, check=True).stdout

    def make(self, *options):
        return gongwen('--error-format', 'json', *options, 'collect', KIND, 'forms', '-o', 'roster.xlsx',
                       '-o', 'roster.pdf', cwd=self.folder)

    def test_english(self):
        result = self.collect('-o', 'roster.pdf', '--titles', 'en')
        self.assertEqual(result.status, BAD_INPUT)
        book = openpyxl.load_workbook(self.folder / 'roster.xlsx')
        self.assertEqual(book.sheetnames, ['Roster', 'Issues', 'Other kinds'])
        problems = [[c.value for c in row] for row in book['Issues'].iter_rows()]
        self.assertIn(['No.', 'File', 'Category', 'Details'], problems)
        self.assertIn([1, 'c.pdf', 'missing', 'e-mail'], problems)
        words = self.words()
        self.assertIn('2. To be clarified', words)
        self.assertIn('disagrees', words)
        for chinese in ('序号', '核对', '汇总', '需要核实'):
            self.assertNotIn(chinese, words)

    def test_the_language_of_messages_is_not_that_of_the_table(self):
        self.assertEqual(self.make('--lang', 'en').status, BAD_INPUT)
        self.assertEqual(openpyxl.load_workbook(self.folder / 'roster.xlsx').sheetnames, ['名单', '问题', '其他文种'])

    def test_titles_of_nothing(self):
        result = gongwen('collect', 'forms', '--register', 'proposal-register', '-o', 'r.json', '--titles', 'en',
                         cwd=self.folder)
        self.assertEqual(result.status, BAD_USAGE)
        self.assertIn('--titles', result.err)

    def test_own_page(self):
        text = (PAGE / 'document.html').read_text(encoding='utf-8').replace('<table>', '<p>本表由某某处编制</p><table>', 1)
        result = self.make(*self.own(document_html=text))
        self.assertEqual(result.status, BAD_INPUT, result.err)
        self.assertIn('本表由某某处编制', self.words())
        # Kinds still use the shared files that belong to them.
        self.assertEqual(gongwen('--templates', self.folder / 'own', 'render', KIND, ROOT / 'samples' / KIND / 'typical.json',
                                 '-o', self.folder / 'form.pdf').status, DONE)
        self.assertNotIn('shared', gongwen('--templates', self.folder / 'own', 'list').out)

    def refused(self, id_, *options, status=BAD_INPUT):
        result = self.make(*options)
        self.assertIn(id_, {d['id'] for d in result.diagnostics()}, result.err)
        self.assertEqual(result.status, status, result.err)
        self.assertFalse((self.folder / 'roster.xlsx').exists())
        self.assertFalse((self.folder / 'roster.pdf').exists())
        return result

    def test_hostile_pages(self):
        self.refused('engine/no-template', *self.own(document_html=None))

    def test_a_page_that_does_not_compile(self):
        self.refused('templating/unknown-tag', *self.own(document_html='{% nothing %}'))

    def test_a_page_that_never_ends(self):
        loop = '{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}'
        result = self.make('--limit', 'steps=100k', *self.own(document_html=loop))
        self.assertEqual(result.status, BAD_INPUT, result.err)
        self.assertFalse((self.folder / 'roster.pdf').exists())

    def test_a_page_that_asks_for_what_there_is_not(self):
        self.refused('templating/undefined', *self.own(document_html='<html><body>{{ nothing.at_all }}</body></html>'))

    def test_a_page_with_another_schema(self):
        schema = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["stamp"]}'
        self.refused('data/missing-name', *self.own(schema_json=schema))

    def test_a_page_of_pages_only(self):
        manifest = json.loads((PAGE / 'template.json').read_text(encoding='utf-8'))
        del manifest['outputs']['sheet']
        self.refused('engine/no-such-output', *self.own(template_json=json.dumps(manifest)), status=BAD_USAGE)

    def test_no_page(self):
        share = self.folder / 'share'
        shutil.copytree(ROOT / 'templates', share / 'templates', ignore=shutil.ignore_patterns('pages'))
        (share / 'fonts').symlink_to(ROOT / 'fonts')
        result = gongwen('--error-format', 'json', 'collect', KIND, 'forms', '-o', 'roster.xlsx', cwd=self.folder,
                         environment={'GONGWEN_SHARE': str(share)})
        self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
        self.assertIn('engine/no-page', {d['id'] for d in result.diagnostics()})


if __name__ == '__main__':
    unittest.main()
