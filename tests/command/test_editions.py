"""Editions of a form: what was sent out under a former one is read, shown and carried forward."""
import json
import shutil
import unittest

from changing_form import CARRIED, DATA, FIRST, SECOND, written
from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, CommandTest, gongwen


class Editions(CommandTest):
    def setUp(self):
        super().setUp()
        self.own = self.folder / 'own'
        self.kept = self.folder / 'editions'
        self.data = self.write('data.json', json.dumps(DATA, ensure_ascii=False))
        self.publish(FIRST)

    def publish(self, form):
        self.write('own/visit/form.json', written(form))

    def run_own(self, *words, editions=True):
        kept = ['--editions', self.kept] if editions and self.kept.exists() else []
        return gongwen('--error-format', 'json', '--templates', self.own, *kept, *words)

    def done(self, *words):
        result = self.run_own(*words)
        self.assertEqual(result.status, DONE, result.err)
        return result

    def send_out(self):
        """Files of the first edition, which is kept before the form changes."""
        for ending in ('pdf', 'xlsx'):
            self.done('render', 'visit', self.data, '--fillable', '-o', self.folder / f'sent.{ending}')
            self.done('render', 'visit', self.data, '-o', self.folder / f'former.{ending}')
            self.done('render', 'visit', '--fillable', '-o', self.folder / f'blank.{ending}')
        self.assertEqual(gongwen('--templates', self.own, 'form', 'keep', 'visit', '-o', self.kept).status, DONE)

    def extract(self, file, *options, **how):
        out = self.folder / 'read'
        shutil.rmtree(out, ignore_errors=True)
        result = self.run_own('extract', '--check', self.folder / file, '-o', f'{out}/', *options, **how)
        found = list(out.glob('*.json'))
        return result, json.loads(found[0].read_text('utf-8')) if found else None

    def said(self, result):
        return {d['id'] for d in result.diagnostics()}

    def test_returned_files_are_read_by_their_edition(self):
        self.send_out()
        self.publish(SECOND)
        for ending in ('pdf', 'xlsx'):
            with self.subTest(ending):
                result, data = self.extract(f'sent.{ending}')
                self.assertEqual(result.status, DONE, result.err)
                self.assertEqual({name: value for name, value in data.items() if value not in ('', None, [])}, CARRIED)
                self.assertEqual(self.said(result), {'intake/former-edition', 'intake/no-place', 'intake/new-fields'})
                left = next(d for d in result.diagnostics() if d['id'] == 'intake/no-place')
                self.assertIn('010-55', left['message'])
                asked = next(d for d in result.diagnostics() if d['id'] == 'intake/new-fields')
                self.assertIn('number plate', asked['message'])
                self.assertNotIn('organisation now', asked['message'])

    def test_without_the_folder_the_edition_is_named_and_not_guessed(self):
        self.send_out()
        self.publish(SECOND)
        result, _ = self.extract('sent.pdf', editions=False)
        self.assertEqual(result.status, BAD_INPUT, result.err)
        self.assertIn('intake/old-edition', self.said(result))

    def test_a_changed_edition_is_not_that_edition(self):
        self.send_out()
        self.publish(SECOND)
        schema = next(self.kept.glob('visit/*/schema.json'))
        schema.write_text(schema.read_text('utf-8').replace('传真', '电传'), 'utf-8')
        result, _ = self.extract('sent.pdf')
        self.assertIn('intake/old-edition', self.said(result))

    def test_the_present_edition_needs_no_folder(self):
        self.send_out()
        result, data = self.extract('sent.pdf')
        self.assertEqual((result.status, self.said(result)), (DONE, set()), result.err)
        self.assertEqual(data['fax'], '010-55')

    def test_a_blank_form_of_a_former_edition_is_blank(self):
        self.send_out()
        self.publish(SECOND)
        for ending in ('pdf', 'xlsx'):
            result, _ = self.extract(f'blank.{ending}')
            self.assertIn('intake/nothing-filled-in', self.said(result))

    def test_an_edition_is_named_by_its_version_or_its_hash(self):
        self.send_out()
        hash = next(self.kept.glob('visit/*')).name
        self.publish(SECOND)
        for edition in ('1.0', hash):
            for ending in ('pdf', 'xlsx'):
                out = self.folder / f'again.{ending}'
                self.done('render', f'visit@{edition}', self.data, '--force', '-o', out)
                self.assertEqual(out.read_bytes(), (self.folder / f'former.{ending}').read_bytes())
        self.assertEqual(self.run_own('check', 'visit', self.data).status, BAD_INPUT)
        self.done('check', 'visit@1.0', self.data)
        self.assertIn('fax', self.done('describe', '来访登记@1.0').out)
        unknown = self.run_own('check', 'visit@3.0', self.data)
        self.assertEqual({d['id'] for d in unknown.errors()}, {'engine/unknown-kind'})
        # Its own version is the present edition, kept or not.
        self.done('check', 'visit@2.0', self.write('new.json', json.dumps(CARRIED, ensure_ascii=False)))

    def test_a_kept_edition_has_the_hash_that_forms_are_stamped_with(self):
        """Of a form, and of a kind that is written by hand; keeping it twice is no error."""
        self.send_out()
        for kind in ('visit', 'commitment-letter'):
            for _ in range(2):
                self.assertEqual(gongwen('--templates', self.own, 'form', 'keep', kind, '-o', self.kept).status, DONE)
            folders = list((self.kept / kind).iterdir())
            self.assertEqual(len(folders), 1)
        # A changed shared style changes the kind, but not what was kept.
        self.publish({**FIRST, 'version': '1.1'})
        self.assertEqual(self.run_own('describe', f'visit@{next(self.kept.glob("visit/*")).name}').status, DONE)

    def test_a_plain_bundle_is_an_edition_too(self):
        self.send_out()
        shutil.rmtree(self.kept)
        self.write('editions/visit/2024/form.json', written(FIRST))
        self.publish(SECOND)
        result, data = self.extract('sent.pdf')
        self.assertEqual((result.status, data['org']), (DONE, '示例单位'), result.err)

    def test_collected_forms_of_both_editions_stand_in_one_roster(self):
        self.send_out()
        self.publish(SECOND)
        forms = self.folder / 'forms'
        forms.mkdir()
        shutil.copy(self.folder / 'sent.pdf', forms)
        new = self.write('new.json', json.dumps({'name': '李示例', 'org': '乙单位', 'plate': '示A1'}, ensure_ascii=False))
        self.done('render', 'visit', new, '--fillable', '-o', forms / 'new.pdf')
        data = self.folder / 'collected'
        result = self.run_own('collect', 'visit', forms, '-o', self.folder / 'roster.xlsx', '--data', data)
        self.assertEqual(result.status, DONE, result.err)
        read = [json.loads(file.read_text('utf-8')) for file in data.glob('*.json')]
        units = {one['org'] for one in read if 'name' in one}
        self.assertEqual(units, {'示例单位', '乙单位'})

    def test_where_a_field_was_is_checked(self):
        fields = SECOND['fields']
        for was, id in (('/name', 'engine/was-present'), ('/guests/*/who', 'engine/was-other-lists')):
            self.publish({**SECOND, 'fields': {**fields, '/org': {**fields['/org'], 'was': was}}})
            result = self.run_own('check', 'visit', self.data)
            self.assertEqual(result.status, BAD_INPUT)
            self.assertIn(id, {d['id'] for d in result.errors()}, result.err)
        self.assertEqual(self.run_own('--editions', self.folder / 'none', 'check', 'visit', self.data).status, BAD_ENVIRONMENT)


if __name__ == '__main__':
    unittest.main()
