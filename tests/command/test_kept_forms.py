"""What people filled in is not replaced by an output of the same name, unless --force says so."""
import json
import shutil
import subprocess
import unittest

from harness import BAD_ENVIRONMENT, DONE, KIND, PROGRAM, ROOT, SAMPLE, CommandTest, gongwen, sample

FORM = 'expert-application'
PAGE = '<!DOCTYPE html><html lang="zh"><head><title>便条</title></head><body><p>明天开会。</p></body></html>'


class KeptForms(CommandTest):
    def setUp(self):
        super().setUp()
        self.data = ROOT / 'samples/expert-application/typical.json'
        result = gongwen('render', FORM, self.data, '--fillable', '-o', self.folder / 'ret.pdf', '-o', self.folder / 'ret.xlsx')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(gongwen('new', KIND, '--from', SAMPLE, '-o', self.folder / 'book.xlsx').status, DONE)

    def keep(self, name, identifier, *words):
        path = self.folder / name
        before = path.read_bytes()
        result = gongwen('--error-format', 'json', *words, cwd=self.folder)
        self.assert_fails(result, BAD_ENVIRONMENT, identifier)
        self.assertEqual(path.read_bytes(), before)
        self.assertIn('--force', result.err)
        forced = gongwen(*words, '--force', cwd=self.folder)
        self.assertEqual(forced.status, DONE, forced.err)
        self.assertNotEqual(path.read_bytes(), before)

    def test_render_over_a_data_workbook(self):
        self.keep('book.xlsx', 'engine/kept-workbook', 'render', KIND, SAMPLE, '-o', 'book.xlsx')

    def test_render_over_completed_forms(self):
        for ending in ('xlsx', 'pdf'):
            self.keep(f'ret.{ending}', 'engine/kept-form', 'render', FORM, '--fillable', '-o', f'ret.{ending}')

    def test_typeset_and_bind_over_a_completed_form(self):
        self.write('a.html', PAGE)
        shutil.copy(self.folder / 'ret.pdf', self.folder / 'two.pdf')
        self.keep('ret.pdf', 'engine/kept-form', 'typeset', 'a.html', '-o', 'ret.pdf')
        self.write('plan.json', {'title': '示例成册', 'parts': [{'kind': KIND, 'data': str(SAMPLE)}]})
        self.keep('two.pdf', 'engine/kept-form', 'bind', 'plan.json', '-o', 'two.pdf')

    def test_collect_over_a_completed_form(self):
        (self.folder / 'forms').mkdir()
        shutil.copy(self.folder / 'ret.pdf', self.folder / 'forms/a.pdf')
        self.keep('ret.xlsx', 'engine/kept-form', 'collect', FORM, 'forms', '-o', 'ret.xlsx')

    def test_batch_over_what_people_filled_in(self):
        """As `render`; a form that an earlier run wrote is replaced while nobody has changed it."""
        def letters(place, **changes):
            data = {**sample(self.data), **changes}
            return self.write(place, json.dumps(data, ensure_ascii=False) + '\n')

        batch = ['batch', FORM, letters('ret.json'), '--fillable', '-o', 'out']
        self.assertEqual(gongwen(*batch, cwd=self.folder).status, DONE)
        letters('ret.json', org_zh='示例研究院')
        for words in (batch, batch + ['--resume']):
            done = gongwen(*words, cwd=self.folder)
            self.assertEqual(done.status, DONE, done.err)
        # Somebody fills it in.
        for ending in ('xlsx', 'pdf'):
            [path] = (self.folder / 'out').glob('*.' + ending)
            changed = gongwen('render', FORM, letters('other.json', org_zh='虚构大学'), '--fillable', '-o', path, '--force')
            self.assertEqual(changed.status, DONE, changed.err)
            filled = path.read_bytes()
            kept = gongwen(*batch, cwd=self.folder)
            self.assertEqual(kept.status, BAD_ENVIRONMENT, kept.err)
            self.assertIn('is a completed form', kept.err)
            self.assertIn('--force', kept.err)
            self.assertEqual(path.read_bytes(), filled)
            self.assertEqual(gongwen(*batch, '--force', cwd=self.folder).status, DONE)
            self.assertNotEqual(path.read_bytes(), filled)
        [path] = (self.folder / 'out').glob('*.xlsx')
        shutil.copy(self.folder / 'book.xlsx', path)
        self.assertIn('is a data workbook', gongwen(*batch, cwd=self.folder).err)
        self.assertEqual(path.read_bytes(), (self.folder / 'book.xlsx').read_bytes())

    def test_own_outputs_and_blank_forms_are_replaced(self):
        for name in ('a.pdf', 'a.xlsx', 'blank.pdf', 'blank.xlsx'):
            words = ['render', FORM, '--fillable'] if name.startswith('blank') else ['render', KIND, SAMPLE]
            for turn in range(2):
                result = gongwen(*words, '-o', name, cwd=self.folder)
                self.assertEqual(result.status, DONE, (turn, result.err))

    def test_the_same_form_once_more(self):
        result = gongwen('render', FORM, self.data, '--fillable', '-o', 'ret.pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)


class ForgottenDash(CommandTest):
    """Data that a pipe brings, and a call that does not read them."""

    def test_data_in_a_pipe(self):
        for words in (['render', KIND], ['render', 'opinions', '--fillable']):
            result = gongwen('--error-format', 'json', *words, '-o', 'x.pdf', stdin=SAMPLE.read_bytes(), cwd=self.folder)
            self.assert_fails(result, 2, 'cli/unread-input')
            self.assertIn('`-`', result.err)
        self.assertEqual(self.files(), [])
        with open(SAMPLE, 'rb') as data:
            done = subprocess.run([PROGRAM, 'render', KIND, '-o', 'x.pdf'], stdin=data, cwd=self.folder, capture_output=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(gongwen('render', KIND, '-', '-o', 'x.pdf', stdin=SAMPLE.read_bytes(), cwd=self.folder).status, DONE)

    def test_the_blank_form_is_called_so(self):
        self.assertIn('空白表（没有给出数据）', gongwen('--lang', 'zh', 'render', FORM, '-o', 'x.pdf', cwd=self.folder).out)
        self.assertIn('blank form', gongwen('render', FORM, '-o', 'x.pdf', cwd=self.folder).out)
        self.assertNotIn('blank form', gongwen('render', KIND, SAMPLE, '-o', 'y.pdf', cwd=self.folder).out)
        done = subprocess.run([PROGRAM, 'render', FORM, '-o', 'x.pdf'], stdin=subprocess.DEVNULL, cwd=self.folder, capture_output=True, check=False)
        self.assertEqual(done.returncode, DONE)


if __name__ == '__main__':
    unittest.main()
