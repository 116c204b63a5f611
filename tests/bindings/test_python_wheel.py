#!/usr/bin/env python3
"""`pip install python/` without a network, and with Python's own tools alone."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
import zipfile

import needs
from harness import CommandTest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Wheel(CommandTest):
    def sources(self):
        return shutil.copytree(ROOT / 'python', self.folder / 'sources', ignore=shutil.ignore_patterns('__pycache__'))

    def check_installed(self, target):
        made = subprocess.run([sys.executable, '-c', 'import gongwen; print(gongwen.__file__, gongwen.version())'],
                              env=dict(os.environ, PYTHONPATH=str(target)), check=True, capture_output=True, text=True)
        path, version = made.stdout.split()
        self.assertEqual(pathlib.Path(path).parent, target / 'gongwen')
        self.assertTrue((target / 'gongwen/py.typed').exists())
        self.assertEqual([f.name for f in target.glob('*.dist-info')], [f'gongwen-{version}.dist-info'])

    def test_the_wheel_has_the_package_and_its_hashes(self):
        code = 'import build_wheel, sys; print(build_wheel.build_wheel(sys.argv[1]))'
        made = subprocess.run([sys.executable, '-c', code, self.folder], cwd=self.sources(), check=True,
                              capture_output=True, text=True)
        target = self.folder / 'target'
        with zipfile.ZipFile(self.folder / made.stdout.strip()) as wheel:
            wheel.extractall(target)
            record = wheel.read(next(name for name in wheel.namelist() if name.endswith('/RECORD'))).decode()
            self.assertEqual([line.split(',')[0] for line in record.splitlines()], wheel.namelist())
        self.check_installed(target)

    @needs.only_with('pip')
    def test_pip_installs_it(self):
        target = self.folder / 'target'
        subprocess.run([sys.executable, '-m', 'pip', 'install', '--quiet', '--no-index', '--no-deps', '--target', target,
                        self.sources()], check=True, capture_output=True, timeout=120)
        self.check_installed(target)

    def test_the_versions_are_the_same(self):
        project = (ROOT / 'CMakeLists.txt').read_text(encoding='utf-8')
        package = (ROOT / 'python/pyproject.toml').read_text(encoding='utf-8')
        self.assertEqual(re.search(r'project\(gongwen VERSION ([\d.]+)', project)[1],
                         re.search(r'^version = "([\d.]+)"', package, re.MULTILINE)[1])


if __name__ == '__main__':
    unittest.main()
