"""Installing into a scratch prefix, and taking it away again; what is installed is what the packages contain.

Usage: test_install.py CMAKE BUILD-FOLDER"""
import fnmatch
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CMAKE, BUILD = sys.argv[1], pathlib.Path(sys.argv[2])
# Without the fonts, which are large.
COMPONENTS = ('command', 'templates', 'library', 'development', 'documentation')


def files_of(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob('*') if path.is_symlink() or not path.is_dir()}


def packaged():
    """The patterns of all packages, below usr/."""
    lines = [line for path in (ROOT / 'packaging/debian').glob('*.install') for line in path.read_text().splitlines()]
    return [line.split()[0].removeprefix('usr/') for line in lines if line]


class Install(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='gongwen-install-')
        self.addCleanup(folder.cleanup)
        self.prefix = pathlib.Path(folder.name) / 'prefix'
        # Manifests of an installation that somebody made from this folder.
        self.kept = pathlib.Path(folder.name) / 'manifests'
        self.kept.mkdir()
        for path in BUILD.glob('install_manifest*.txt'):
            shutil.move(path, self.kept)
        self.addCleanup(self.restore)

    def restore(self):
        for path in BUILD.glob('install_manifest*.txt'):
            path.unlink()
        for path in self.kept.iterdir():
            shutil.move(path, BUILD)

    def run_cmake(self, *words):
        process = subprocess.run([CMAKE, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return process.returncode, process.stdout.decode()

    def install(self):
        for component in COMPONENTS:
            status, text = self.run_cmake('--install', BUILD, '--prefix', self.prefix, '--component', component)
            self.assertEqual(status, 0, text)
        return files_of(self.prefix)

    def uninstall(self):
        return self.run_cmake(f'-DGONGWEN_BUILD_FOLDER={BUILD}', '-P', ROOT / 'cmake/uninstall.cmake')

    def test_install_and_uninstall(self):
        files = self.install()
        for wanted in ('bin/gongwen', 'libexec/gongwen/gongwen-scans', 'libexec/gongwen/gongwen-verify',
                       'share/gongwen/templates/regulations/template.json', 'share/gongwen/schemas/template.schema.json', 'include/gongwen/engine.h',
                       'share/bash-completion/completions/gongwen', 'share/zsh/site-functions/_gongwen',
                       'share/doc/gongwen/docs/LIBRARY.md', 'share/doc/gongwen/examples/cpp/bulletin.cpp',
                       'share/fish/vendor_completions.d/gongwen.fish', 'lib/systemd/system/gongwen-publish.timer'):
            self.assertIn(wanted, files)
        unit = (self.prefix / 'lib/systemd/system/gongwen-publish.service').read_text()
        self.assertIn(f'ExecStart={self.prefix}/bin/gongwen publish', unit)
        self.check_packages(files)

        # The program finds its own share folder, with the source tree or without.
        listed = subprocess.run([self.prefix / 'bin/gongwen', 'list'], stdout=subprocess.PIPE, cwd='/', check=False)
        self.assertEqual(listed.returncode, 0)
        self.assertIn(b'regulations', listed.stdout)

        own = self.prefix / 'share/gongwen/templates/own/template.json'
        own.parent.mkdir()
        own.write_text('{}')
        status, text = self.uninstall()
        self.assertEqual(status, 0, text)
        self.assertEqual(files_of(self.prefix), {'share/gongwen/templates/own/template.json'})
        left = {str(path.relative_to(self.prefix)) for path in self.prefix.rglob('*') if path.is_dir() and 'gongwen' in str(
            path.relative_to(self.prefix))}
        self.assertEqual(left, {'share/gongwen', 'share/gongwen/templates', 'share/gongwen/templates/own'})
        status, text = self.uninstall()
        self.assertNotEqual(status, 0)
        self.assertIn('nothing was installed', text)

    def check_packages(self, files):
        patterns = packaged()
        for file in files:
            # Debian has libraries in a folder for each architecture, but units in lib/systemd.
            name = file if file.startswith('lib/systemd') else file.replace('lib/', 'lib/any/', 1) \
                if file.startswith('lib/') else file
            self.assertTrue(any(fnmatch.fnmatch(name, pattern) or name.startswith(pattern + '/') or
                                fnmatch.fnmatch(name, pattern + '/*') for pattern in patterns), file)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
