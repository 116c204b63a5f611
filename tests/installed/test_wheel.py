#!/usr/bin/env python3
"""The wheel with the library inside (scripts/make_wheel): made of the installed tree, installed by pip into a fresh environment,
used in an empty folder in which nothing else leads to gongwen."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

import needs
from installed import PREFIX, ROOT, InstalledTest, environment, run

PROGRAM = '''
import gongwen
with gongwen.Engine() as engine:
    letter = {'org': '某某研究院', 'title': {'zh': '示例', 'en': 'Example'}, 'wg': 1, 'leader': '张示例'}
    form = engine.render('commitment-letter', letter, fillable=True)
    print(form[:5].decode(), engine.extract(('form.pdf', form)).data['org'], gongwen._library.find())
'''


def make_wheel(output):
    done = run(sys.executable, ROOT / 'scripts/make_wheel', '--without-fonts', PREFIX, output)
    wheel, = output.glob('*.whl')
    return wheel, done.stdout


class Wheel(InstalledTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room = tempfile.TemporaryDirectory(prefix='gongwen-wheel-')
        cls.addClassCleanup(cls.room.cleanup)
        cls.wheel, cls.said = make_wheel(pathlib.Path(cls.room.name))

    def test_the_same_files_give_the_same_bytes_and_the_name_says_what_they_need(self):
        wheel, said = self.wheel, self.said
        again, _ = make_wheel(self.folder)
        self.assertEqual(wheel.read_bytes(), again.read_bytes())
        # The installed tree has no libraries of the system, so the wheel is for systems that have them.
        self.assertRegex(wheel.name, r'^gongwen-[\d.]+-py3-none-linux_(x86_64|aarch64)\.whl$')
        self.assertRegex(said, r'machines need.* libexpat\.so\.1')
        with zipfile.ZipFile(wheel) as packed:
            record = packed.read(next(name for name in packed.namelist() if name.endswith('/RECORD'))).decode()
            self.assertEqual([line.split(',')[0] for line in record.splitlines()], packed.namelist())
            tags = packed.read(next(name for name in packed.namelist() if name.endswith('/WHEEL'))).decode()
        self.assertIn('Tag: ' + re.search(r'py3-none-\w+', wheel.name)[0], tags)
        self.assertIn('Root-Is-Purelib: false', tags)

    @needs.only_with('pip')
    def test_pip_installs_it_into_a_fresh_environment(self):
        room, empty = self.folder / 'room', self.folder / 'empty'
        empty.mkdir()
        run('/usr/bin/python3', '-m', 'venv', '--without-pip', room)
        run(sys.executable, '-m', 'pip', '--quiet', '--disable-pip-version-check', '--python', room / 'bin/python', 'install', '--no-index',
            self.wheel)
        share = next(room.glob('lib/python3*/site-packages/gongwen/_native/share/gongwen'))
        (share / 'fonts').symlink_to(PREFIX / 'share/gongwen/fonts')
        done = run(room / 'bin/python', '-c', PROGRAM, cwd=empty, env=environment())
        start, org, library = done.stdout.split()
        self.assertEqual((start, org), ('%PDF-', '某某研究院'))
        self.assertTrue(pathlib.Path(library).is_relative_to(room.resolve()), library)

    def test_a_package_without_its_library_says_where_to_get_it(self):
        done = subprocess.run(['/usr/bin/python3', '-c', 'import gongwen; gongwen.Engine()'], capture_output=True, text=True, check=False,
                              env=environment(PYTHONPATH=str(ROOT / 'python'), GONGWEN_LIBRARY='/nonexistent/libgongwen.so.0'))
        self.assertIn('GONGWEN_LIBRARY', done.stderr.splitlines()[-1])
        done = run(sys.executable, ROOT / 'scripts/make_wheel', self.folder, self.folder, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertIn('libgongwen.so.0 is not in lib', done.stderr)


if __name__ == '__main__':
    unittest.main()
