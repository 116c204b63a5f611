"""gongwen form read: a first form.json of a bundle that was written by hand. What expanded forms had is read again; of the
installed bundles everything is read or named."""
import json
import os
import unittest

from harness import DONE, ROOT, CommandTest, gongwen
from test_random_forms import RandomForm

COUNT = int(os.environ.get('GONGWEN_RANDOM_FORMS', 12))


# Members of fields that say how paper shows them.
PAPER = ('print', 'note', 'center', 'even', 'around', 'break', 'room', 'blank', 'before', 'as', 'lines', 'other', 'files', 'else')


def same(field):
    """A field without what says nothing, or what the paper alone says."""
    kept = {name: value for name, value in field.items() if value not in (False, None) and name not in PAPER}
    if kept.get('type') == 'text':
        del kept['type']
    return kept


class Drafts(CommandTest):
    def read(self, kind, *templates):
        made = gongwen('--error-format', 'json', *templates, 'form', 'read', kind, '-o', self.folder / 'drafts')
        self.assertEqual(made.status, DONE, made.err)
        return json.loads((self.folder / f'drafts/{kind}/form.json').read_text('utf-8')), [d for d in made.diagnostics() if d['id'] == 'engine/form-not-read']

    def setUp(self):
        super().setUp()
        (self.folder / 'drafts').mkdir()

    def test_expanded_forms_are_read_again(self):
        (self.folder / 'expanded').mkdir()
        for number in range(COUNT):
            form = RandomForm(number)
            form.form['rules'] = [{'id': 'never', 'warn': True, 'when': 'false', 'expression': 'true', 'say': {'zh': '从不', 'en': 'never'}}]
            with self.subTest(form.kind):
                self.write(f'own/{form.kind}/form.json', json.dumps(form.form, ensure_ascii=False))
                expanded = gongwen('--templates', self.folder / 'own', 'form', 'expand', form.kind, '-o', self.folder / 'expanded')
                self.assertEqual(expanded.status, DONE, expanded.err)
                draft, missing = self.read(form.kind, '--templates', self.folder / 'expanded')
                self.assertEqual({pointer: same(field) for pointer, field in draft['fields'].items()},
                                 {pointer: same(field) for pointer, field in form.form['fields'].items()})
                self.assertEqual(draft['rules'], form.form['rules'])
                self.assertEqual(draft['web']['steps'], form.form['web']['steps'])
                files = ['document.html', 'paper.html', 'style.css', 'workbook.css', 'workbook.html']
                self.assertEqual(len(missing), len(files), missing)
                data = self.write('data.json', json.dumps(form.data, ensure_ascii=False))
                checked = gongwen('--strict', '--templates', self.folder / 'drafts', 'render', form.kind, data, '-o', self.folder / 'a.pdf',
                                  '-o', self.folder / 'a.xlsx', '--force')
                self.assertEqual((checked.status, checked.err), (DONE, ''))

    def test_installed_bundles(self):
        for path in sorted((ROOT / 'templates').glob('*/template.json')):
            kind = path.parent.name
            if 'web' not in json.loads(path.read_text('utf-8')):
                continue
            with self.subTest(kind):
                draft, missing = self.read(kind)
                self.assertTrue(missing)
                schema = json.loads((path.parent / 'schema.json').read_text('utf-8'))
                named = ' '.join(json.dumps(one, ensure_ascii=False) for one in missing)
                for name in schema['properties']:
                    self.assertTrue(f'/{name}' in draft['fields'] or f'/{name}' in named, name)
                manifest = json.loads(path.read_text('utf-8'))
                self.assertEqual(len(draft.get('rules', [])), len(manifest.get('rules', [])))
                self.assertEqual(draft['web']['steps'], manifest['web']['steps'])


if __name__ == '__main__':
    unittest.main()
