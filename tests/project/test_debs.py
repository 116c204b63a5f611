"""The Debian packages, made of what is built: lintian accepts them, they name the packages of all libraries, and what they
contain runs when it is unpacked, as in the container.

Usage: test_debs.py BUILD-FOLDER"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import needs

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(ROOT / 'scripts'))
import carried_libraries  # noqa: E402

# Of the C library, which has a package for all.
SYSTEM = re.compile(r'lib(c|m|gcc_s|stdc\+\+)\.so|ld-linux')


def containers_packages():
    """The packages of ours that the Containerfile installs."""
    text = (ROOT / 'packaging/container/Containerfile').read_text(encoding='utf-8')
    return re.findall(r'/deb/([\w-]+)_\*\.deb', text)


@needs.time
@needs.only_with('lintian')
class Debs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='debs-', dir=BUILD)
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        made = subprocess.run([ROOT / 'scripts/make_deb', '--built', BUILD, '--without-fonts', cls.folder],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        cls.status, cls.output = made.returncode, made.stdout

    def setUp(self):
        self.assertEqual(self.status, 0, self.output[-4000:])

    def deb(self, package):
        return next(self.folder.glob(f'{package}_*.deb'))

    def unpack(self, *packages):
        folder = self.folder / '-'.join(packages)
        for package in packages:
            subprocess.run(['dpkg-deb', '--extract', self.deb(package), folder], check=True)
        return folder

    def field(self, package, *fields):
        found = set()
        for field in fields:
            text = subprocess.run(['dpkg-deb', '--field', self.deb(package), field], stdout=subprocess.PIPE, text=True, check=True).stdout
            found |= {re.split(r'[ (:]', part.strip())[0] for part in text.split(',')}
        return found

    def test_packages_of_all_libraries_are_named(self):
        """Of those that are linked in Depends, of those that are loaded in Depends or Recommends."""
        loaded = dict(line.split(' ', 1) for line in (BUILD / 'loaded_libraries.txt').read_text().splitlines())
        triplet = pathlib.Path(next(iter(loaded.values()))).parent.name
        for package in ('gongwen', 'libgongwen0'):
            linked = set()
            for path in self.unpack(package).rglob('*'):
                if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == b'\x7fELF':
                    linked |= set(carried_libraries.dynamic_entries(path)['NEEDED'])
            folders = carried_libraries.library_folders(triplet)
            files = [carried_libraries.find_library(name, folders) for name in linked if not SYSTEM.match(name)]
            self.assertGreater(len(files), 8)
            self.assertEqual(set(carried_libraries.packages_of(files).values()) - self.field(package, 'Depends'), set(), package)
            wanted = set(carried_libraries.packages_of(loaded.values()).values())
            self.assertEqual(wanted - self.field(package, 'Depends', 'Recommends'), set(), package)

    def test_unpacked_as_in_the_container(self):
        """All that the container installs of ours makes a document, with the libraries of the system."""
        packages = [package for package in containers_packages() if package != 'gongwen-fonts']
        self.assertEqual(set(packages), {'gongwen', 'gongwen-templates'})
        usr = self.unpack(*packages) / 'usr'
        (usr / 'share/gongwen/fonts').symlink_to(ROOT / 'fonts')
        data = ROOT / 'samples/regulations/minimal.json'
        for program, output in ((usr / 'bin/gongwen', 'packed'), (needs.PROGRAM, 'built')):
            subprocess.run([program, '--quiet', 'render', 'regulations', data, '-o', self.folder / output / 'out.pdf'],
                           env={**os.environ, 'LANG': 'C.UTF-8'}, check=True)
        self.assertEqual((self.folder / 'packed/out.pdf').read_bytes(), (self.folder / 'built/out.pdf').read_bytes())
        self.assertTrue((usr / 'share/man/man1/gongwen.1.gz').exists())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
