"""The self-contained archive: run where nothing else is, installed, and removed. Its files are those of the packages, and
the libraries.

Usage: test_archive.py BUILD-FOLDER"""
import fnmatch
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import needs

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(ROOT / 'scripts'))
import carried_libraries  # noqa: E402

# Only in the archive.
OWN = ('lib/gongwen/*', 'share/gongwen/hyphen/*', 'share/doc/gongwen/copyright', 'share/gongwen/fonts')
# Mounts /proc, /dev and the fonts into the bare folder $1, and runs the program of the archive there, without other files.
IN_BARE_FOLDER = 'mount --rbind /proc "$1/proc" && mount --rbind /dev "$1/dev" && mount --bind "$2" "$1/opt/gw/share/gongwen/fonts" && cd "$1/room" && ' \
    'root=$1 && shift 2 && exec chroot "$root" /opt/gw/bin/gongwen "$@"'


def files_of(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob('*') if path.is_symlink() or not path.is_dir()}


def packaged(name):
    """Whether a Debian package has the file."""
    lines = [line for path in (ROOT / 'packaging/debian').glob('*.install') for line in path.read_text().splitlines()]
    patterns = [line.split()[0].removeprefix('usr/') for line in lines if line]
    if name.startswith('lib/') and not name.startswith(('lib/systemd', 'lib/python3')):
        name = name.replace('lib/', 'lib/any/', 1)
    return any(fnmatch.fnmatch(name, pattern) or fnmatch.fnmatch(name, f'{pattern}/*') for pattern in patterns)


class Archive(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='gongwen-archive-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        made = subprocess.run([ROOT / 'scripts/make_archive', '--folder-only', '--without-fonts', BUILD, cls.folder],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if made.returncode != 0:
            raise AssertionError(made.stdout)
        cls.tree = pathlib.Path(made.stdout.strip())
        cls.samples = ROOT / 'samples'

    def test_only_its_own_libraries_are_needed(self):
        """Each library that a program or a library of the archive names is in the archive."""
        libraries = {path.name for path in (self.tree / 'lib/gongwen').rglob('*.so*')}
        self.assertGreater(len(libraries), 40)
        checked = [path for folder in ('bin', 'libexec', 'lib') for path in (self.tree / folder).rglob('*')
                   if path.is_file() and path.read_bytes()[:4] == b'\x7fELF']
        for path in checked:
            needed = carried_libraries.dynamic_entries(path).get('NEEDED', [])
            self.assertEqual(set(needed) - libraries, set(), path)
        # No path of a loader, which would be that of the system.
        for program in [self.tree / 'bin/gongwen', *(self.tree / 'libexec/gongwen').iterdir()]:
            headers = subprocess.run(['readelf', '--program-headers', '--wide', program], stdout=subprocess.PIPE, text=True, check=True).stdout
            self.assertNotIn('INTERP', headers)
            self.assertIn('PHDR', headers)

    def test_files_are_those_of_the_packages_and_libraries(self):
        listed = set((self.tree / 'files.txt').read_text().splitlines())
        self.assertEqual(files_of(self.tree) - listed, {'README.txt', 'install', 'uninstall', 'files.txt'})
        strange = [name for name in listed if not packaged(name) and not any(fnmatch.fnmatch(name, own) for own in OWN)]
        self.assertEqual(strange, [])
        loaded = [line.split(' ', 1)[1] for line in (BUILD / 'loaded_libraries.txt').read_text().splitlines()]
        self.assertGreater(len(loaded), 10)
        for package in carried_libraries.packages_of(loaded).values():
            self.assertTrue((self.tree / 'share/doc/gongwen/third-party' / package).is_file(), package)

    def test_the_library_serves_other_programs(self):
        """In Python, the libraries that it needs are those of the archive; only the C library and that of C++ are the system's."""
        program = """
import pathlib, re, sys
def libraries():
    return set(re.findall(r'(/\S+\\.so[.\\d]*)$', pathlib.Path('/proc/self/maps').read_text(), re.MULTILINE))
before = libraries()
import gongwen
with gongwen.Engine() as engine:
    document = engine.render_all('regulations', pathlib.Path(sys.argv[1]).read_bytes(), formats=['pdf', 'xlsx', 'png'], name='a.json')
print(*sorted(libraries() - before), sep='\\n')
"""
        process = subprocess.run(['/usr/bin/python3', '-B', '-c', program, self.samples / 'regulations/minimal.json'],
                                 env={**os.environ, 'GONGWEN_LIBRARY': str(next((self.tree / 'lib').glob('libgongwen.so.0'))),
                                      'PYTHONPATH': str(ROOT / 'python')},
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(process.returncode, 0, process.stderr)
        loaded = process.stdout.split()
        own = [name for name in loaded if name.startswith(str(self.tree))]
        self.assertGreater(len(own), 20)
        strange = [name for name in set(loaded) - set(own)
                   if '/python3' not in name and not re.search(r'/(?:lib(?:c|m|dl|rt|pthread|gcc_s|stdc\+\+|ffi)|ld-linux[^/]*)\.so', name)]
        self.assertEqual(strange, [])

    def bare_folder(self):
        bare = self.folder / 'bare'
        if not bare.exists():
            (bare / 'opt').mkdir(parents=True)
            for name in ('dev', 'proc', 'tmp', 'room'):
                (bare / name).mkdir()
            shutil.copytree(self.tree, bare / 'opt/gw', symlinks=True, copy_function=os.link)
            (bare / 'opt/gw/share/gongwen/fonts').unlink()
            (bare / 'opt/gw/share/gongwen/fonts').mkdir()
        return bare

    def run_bare(self, *words, status=0):
        bare = self.bare_folder()
        process = subprocess.run(['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', IN_BARE_FOLDER, 'sh', bare,
                                  (ROOT / 'fonts').resolve(), *words],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={'PATH': os.environ['PATH']}, check=False)
        self.assertEqual(process.returncode, status, process.stderr.decode())
        return process

    @needs.only_with('user namespaces')
    def test_it_runs_where_nothing_else_is(self):
        """In a folder without a shell or any library: the same documents, forms read back, each library found."""
        bare = self.bare_folder()
        data = (self.samples / 'regulations/minimal.json').read_text(encoding='utf-8')
        (bare / 'room/data.json').write_text(data, encoding='utf-8')
        self.run_bare('render', 'regulations', '/room/data.json', '-o', '/room/out.pdf', '-o', '/room/out.xlsx')
        self.run_bare('render', 'regulations', '/room/data.json', '-o', '/room/page.png', '-o', '/room/out.ofd')
        shutil.copy(bare / 'room/data.json', self.folder / 'data.json')
        subprocess.run([needs.PROGRAM, 'render', 'regulations', 'data.json', '-o', 'out.pdf', '-o', 'out.xlsx'], cwd=self.folder,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        for name in ('out.pdf', 'out.xlsx'):
            self.assertEqual((bare / 'room' / name).read_bytes(), (self.folder / name).read_bytes(), name)
        # Words of a language without a region are divided by the archive's own patterns.
        long = self.samples / 'expert-application/stress.json'
        shutil.copy(long, bare / 'room/long.json')
        self.run_bare('render', 'expert-application', '/room/long.json', '-o', '/room/long.pdf')
        subprocess.run([needs.PROGRAM, '--quiet', 'render', 'expert-application', long, '-o', self.folder / 'long.pdf'], check=True)
        self.assertEqual((bare / 'room/long.pdf').read_bytes(), (self.folder / 'long.pdf').read_bytes())
        # The second library opens the document in a program of its own, which needs most libraries of all.
        self.run_bare('ofd-check', '/room/out.ofd')
        shutil.copy(self.samples / 'proposal-review/minimal.json', bare / 'room/form.json')
        self.run_bare('render', 'proposal-review', '--fillable', '/room/form.json', '-o', '/room/form.pdf')
        self.assertIn('"title"', self.run_bare('extract', '/room/form.pdf').stdout.decode())
        (bare / 'room/gb.json').write_bytes(data.encode('gb18030'))
        self.run_bare('check', 'regulations', '/room/gb.json')
        self.assertNotIn('missing', self.run_bare('--version', '-v').stdout.decode())

    @needs.only_with('user namespaces')
    def test_missing_parts_are_told(self):
        bare = self.bare_folder()
        system = bare / 'opt/gw/lib/gongwen/system'
        system.rename(bare / 'away')
        try:
            message = self.run_bare('--version', status=127).stderr.decode()
        finally:
            (bare / 'away').rename(system)
        self.assertIn('lib/gongwen/system', message)
        self.assertIn('重新完整解压', message)
        text = subprocess.run(['unshare', '--user', '--map-root-user', '--mount', 'chroot', bare, '/opt/gw/bin/gongwen', '--version'],
                              stderr=subprocess.PIPE, check=False).stderr.decode()
        self.assertIn('/proc', text)
        self.assertIn('没有挂载', text)

    @needs.only_with('user namespaces')
    def test_other_installations_find_their_files_without_proc(self):
        hidden = 'mount -t tmpfs tmpfs /proc && exec "$@"'
        process = subprocess.run(['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', hidden, 'sh', needs.PROGRAM, 'list'],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual(process.returncode, 0, process.stderr.decode())
        self.assertIn(b'regulations', process.stdout)

    def test_install_and_uninstall(self):
        prefix = self.folder / 'home/.local'
        prefix.mkdir(parents=True)
        home = {'HOME': str(prefix.parent), 'PATH': os.environ['PATH']}
        own = prefix / 'share/gongwen/templates/own/template.json'
        for words in (['--prefix', prefix], [f'--prefix={prefix}']):
            process = subprocess.run([self.tree / 'install', *words], stdout=subprocess.PIPE, text=True, env=home, check=True)
            self.assertIn(f'{prefix}/bin/gongwen', process.stdout)
        listed = set((self.tree / 'files.txt').read_text().splitlines())
        self.assertEqual(files_of(prefix), listed | {'share/gongwen/archive-files.txt', 'share/gongwen/uninstall'})
        unit = (prefix / 'lib/systemd/system/gongwen-publish.service').read_text()
        self.assertIn(f'ExecStart={prefix}/bin/gongwen publish', unit)
        link = self.folder / 'linked'
        link.symlink_to(prefix / 'bin/gongwen')
        listing = subprocess.run([link, 'list'], stdout=subprocess.PIPE, cwd='/', check=True).stdout
        self.assertIn(b'regulations', listing)
        own.parent.mkdir()
        own.write_text('{}')
        subprocess.run([prefix / 'share/gongwen/uninstall'], stdout=subprocess.DEVNULL, env=home, check=True)
        self.assertEqual(files_of(prefix), {'share/gongwen/templates/own/template.json'})
        again = subprocess.run([self.tree / 'uninstall', '--prefix', prefix], stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(again.returncode, 1)
        self.assertIn('nothing was installed', again.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
