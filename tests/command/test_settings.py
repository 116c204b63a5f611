"""Settings: gongwen.toml in the folder and of the user, variables of the environment, and which of them counts."""
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from harness import BAD_ENVIRONMENT, BAD_USAGE, DONE, PROGRAM, ROOT, CommandTest, gongwen


class Settings(CommandTest):
    def setUp(self):
        super().setUp()
        self.own = self.folder / 'own'
        shutil.copytree(ROOT / 'docs/examples/form-bundle', self.own)

    def kinds(self, *words, cwd=None, **environment):
        result = gongwen('list', '--json', *words, cwd=cwd or self.folder, environment=environment)
        self.assertEqual(result.status, DONE, result.err)
        return [kind['kind'] for kind in json.loads(result.out)]

    def test_a_file_in_the_folder_names_templates_from_its_own_place(self):
        self.assertNotIn('visitor-form', self.kinds())
        self.write('gongwen.toml', 'templates = "own"\n')
        self.assertIn('visitor-form', self.kinds())
        # Elsewhere it does not count.
        (self.folder / 'below').mkdir()
        self.assertNotIn('visitor-form', self.kinds(cwd=self.folder / 'below'))
        # A file that is named from elsewhere leads to the same folder.
        self.assertIn('visitor-form', self.kinds(cwd=self.folder / 'below', GONGWEN_SETTINGS='../gongwen.toml'))
        self.assertNotIn('visitor-form', self.kinds(GONGWEN_SETTINGS='none'))

    def test_the_file_of_the_user_and_the_environment(self):
        config = pathlib.Path(os.environ['XDG_CONFIG_HOME']) / 'gongwen'
        config.mkdir()
        self.addCleanup(shutil.rmtree, config)
        (config / 'gongwen.toml').write_text(f'templates = ["{self.own}"]\nlang = "zh"\n', encoding='utf-8')
        self.assertIn('visitor-form', self.kinds())
        self.assertIn('没有', gongwen('rendre').err)
        # The folder's file precedes that of the user, the environment both, the command line all.
        self.write('gongwen.toml', 'lang = "en"\n')
        self.assertIn('unknown', gongwen('rendre', cwd=self.folder).err)
        self.assertIn('没有', gongwen('rendre', cwd=self.folder, environment={'GONGWEN_LANG': 'zh'}).err)
        self.assertIn('unknown', gongwen('--lang', 'en', 'rendre', environment={'GONGWEN_LANG': 'zh'}).err)
        (self.folder / 'none').mkdir()
        self.assertNotIn('visitor-form', self.kinds(GONGWEN_TEMPLATES='none'))
        self.assertIn('visitor-form', self.kinds(GONGWEN_TEMPLATES='none:own'))
        self.assertNotIn('visitor-form', self.kinds('--templates', 'none', GONGWEN_TEMPLATES='own'))

    def test_options_without_effect_on_a_command_are_left_out(self):
        self.write('gongwen.toml', 'templates = "own"\nstrict = true\ntimeout = 60\nlimit = ["steps=1M"]\n')
        self.assertEqual(gongwen('explain', 'cli/missing', cwd=self.folder).status, DONE)
        self.write('page.html', '<p id="a">文</p><p id="a">文</p>')
        strict = gongwen('typeset', 'page.html', '-o', 'page.pdf', cwd=self.folder)
        plain = gongwen('typeset', 'page.html', '-o', 'page.pdf', cwd=self.folder, environment={'GONGWEN_SETTINGS': 'none'})
        self.assertEqual((strict.status, plain.status), (1, DONE), strict.err + plain.err)

    def test_mistakes_have_their_place(self):
        cases = (('lang = "zh"\ntemplats = "own"\n', 'cli/settings-name', 'gongwen.toml:2', 'templates'),
                 ('lang = "de"\n', 'cli/settings-value', 'gongwen.toml:1', '"zh", "en"'),
                 ('strict = "yes"\n', 'cli/settings-value', 'gongwen.toml:1', 'true, false'),
                 ('lang = "zh"\ntemplates = [1]\n', 'cli/settings-value', 'gongwen.toml:2', '["DIR"]'), ('fonts = 3.5\n', 'cli/settings-value', 'gongwen.toml:1', '"DIR"'),
                 ('[section]\nx = 1\n', 'cli/settings-name', 'gongwen.toml:1', 'section'),
                 ('lang = zh\n', 'cli/settings-syntax', 'gongwen.toml:1', ''),
                 ('lang = "zh"\nlang = "en"\n', 'cli/settings-syntax', 'gongwen.toml:2', ''))
        for text, message, place, word in cases:
            self.write('gongwen.toml', text)
            with self.subTest(text):
                result = gongwen('--lang', 'en', 'list', cwd=self.folder)
                self.assertEqual(result.status, BAD_USAGE)
                self.assertIn(message, result.err)
                self.assertIn(place, result.err)
                self.assertIn(word, result.err)
                # What explains it still works.
                self.assertEqual(gongwen('help', 'list', cwd=self.folder).status, DONE)
        # A folder that is missing is told with the line, too.
        self.write('gongwen.toml', 'lang = "en"\ntemplates = ["nowhere"]\n')
        result = gongwen('list', cwd=self.folder)
        self.assertEqual(result.status, BAD_ENVIRONMENT)
        self.assertIn('`nowhere` of `gongwen.toml:2`', result.err)
        self.assertIn('of `GONGWEN_FONTS`', gongwen('fonts', environment={'GONGWEN_FONTS': 'nowhere'}).err)
        result = gongwen('--error-format', 'json', 'list', environment={'GONGWEN_SETTINGS': 'no-file'})
        self.assert_fails(result, BAD_ENVIRONMENT, 'cli/settings-unreadable')


class Colors(CommandTest):
    def test_colours_are_for_terminals_and_those_who_ask(self):
        self.write('page.html', '<p id="a">文</p><p id="a">文</p>')
        words = ('typeset', 'page.html', '-o', 'page.pdf')
        plain = gongwen(*words, cwd=self.folder).err
        self.assertNotIn('\x1b', plain)
        colored = gongwen('--color', 'always', *words, cwd=self.folder).err
        self.assertIn('\x1b[1;33mwarning[', colored)
        self.assertIn('\x1b[1;31m^', colored)
        # Nothing but colours is added.
        bare = colored
        for code in ('\x1b[1;31m', '\x1b[1;33m', '\x1b[1;34m', '\x1b[1m', '\x1b[0m'):
            bare = bare.replace(code, '')
        self.assertEqual(bare, plain)

    def test_a_terminal(self):
        for environment, expected in (({'TERM': 'xterm'}, True), ({'TERM': 'xterm', 'NO_COLOR': '1'}, False), ({'TERM': 'dumb'}, False)):
            master, slave = os.openpty()
            process = subprocess.Popen([PROGRAM, 'rendre'], stderr=slave, env={**os.environ, **environment})
            process.wait(timeout=60)
            os.close(slave)
            text = os.read(master, 1 << 16)
            os.close(master)
            with self.subTest(environment):
                self.assertEqual(b'\x1b' in text, expected, text)


if __name__ == '__main__':
    unittest.main()
