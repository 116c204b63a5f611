#!/usr/bin/env python3
"""examples/c: returned forms read back, built with pkg-config against the installed tree."""
import json
import unittest

from installed import PREFIX, ROOT, InstalledTest, pkg_config, run

EXAMPLE = PREFIX / 'share/doc/gongwen' / 'examples/c/read_forms.c'
SAMPLE = ROOT / 'samples/commitment-letter/typical.json'
STRICT = ['-std=c99', '-Wall', '-Wextra', '-pedantic', '-Wconversion', '-Wno-sign-conversion', '-Werror']


class FormsReadBack(InstalledTest):
    @classmethod
    def setUpClass(cls):
        cls.program = PREFIX.parent / 'example_read_forms'
        run('cc', *STRICT, EXAMPLE, '-o', cls.program, *pkg_config('--cflags', '--libs'), f'-Wl,-rpath,{PREFIX}/lib')

    def form(self, name, *options):
        run(PREFIX / 'bin/gongwen', 'render', 'commitment-letter', *options, '--fillable', '-o', self.folder / name)
        return self.folder / name

    def read(self, *arguments):
        return run(self.program, *arguments, check=False)

    def test_a_form_becomes_the_data_that_it_was_made_from(self):
        form = self.form('form.pdf', SAMPLE)
        result = self.read('zh', form)
        self.assertEqual((result.returncode, result.stdout), (0, f'{form}.json\n'), result.stderr)
        read = json.loads((self.folder / 'form.pdf.json').read_text(encoding='utf-8'))
        self.assertEqual(read['org'], json.loads(SAMPLE.read_text(encoding='utf-8'))['org'])

    def test_messages_are_in_the_language_asked_for(self):
        form = self.form('blank.pdf')
        for language, pattern in (('zh', '[一-龥]'), ('en', r'error\[[a-z]+/')):
            result = self.read(language, form)
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stderr, pattern)

    def test_what_cannot_be_read(self):
        self.assertEqual(self.read('en', self.folder / 'none.pdf').returncode, 3)
        nothing = self.folder / 'nothing.pdf'
        nothing.write_bytes(b'')
        result = self.read('en', nothing)
        self.assertEqual(result.returncode, 1)
        self.assertIn('nothing.pdf', result.stderr)
        self.assertEqual(self.read('en').returncode, 2)


if __name__ == '__main__':
    unittest.main()
