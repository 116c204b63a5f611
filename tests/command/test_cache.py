"""What is kept for later runs: no byte of a document depends on it, and nothing is written where others could be."""
import os
import shutil
import stat
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from harness import BAD_INPUT, DONE, KIND, PROGRAM, ROOT, SAMPLE, CommandTest

BASE = {name: value for name, value in os.environ.items()
        if name not in ('GONGWEN_CACHE', 'XDG_CACHE_HOME', 'HOME')}


class Cache(CommandTest):
    def setUp(self):
        super().setUp()
        self.home = self.folder / 'home'
        self.home.mkdir()
        self.cache = self.home / '.cache/gongwen'
        self.plain = self.document(GONGWEN_CACHE='off')

    def document(self, **variables):
        done = subprocess.run([PROGRAM, '--quiet', 'render', KIND, SAMPLE, '-o', '-', '--format', 'pdf'],
                              env={**BASE, **variables}, cwd=self.folder, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, DONE, done.stderr.decode())
        self.assertNotIn(b'cache', done.stderr)
        return done.stdout

    def kept(self, folder=None):
        folder = folder or self.cache
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def test_bytes_do_not_depend_on_it(self):
        self.assertEqual(self.document(HOME=str(self.home)), self.plain)
        files = self.kept()
        self.assertTrue(files)
        times = [path.stat().st_mtime_ns for path in files]
        self.assertEqual(self.document(HOME=str(self.home)), self.plain)
        self.assertEqual([path.stat().st_mtime_ns for path in self.kept()], times, 'found, not made again')
        self.assertEqual(stat.S_IMODE(self.cache.stat().st_mode), 0o700)

    def test_damage_of_every_kind(self):
        self.document(HOME=str(self.home))
        whole = {path: path.read_bytes() for path in self.kept()}
        damages = [lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda data: data[:len(data) // 2],
                   lambda data: b'', lambda data: data + b'x', lambda data: data[:20] + b'\xff' * 8 + data[28:]]
        for damage in damages:
            for path, data in whole.items():
                path.write_bytes(damage(data))
            self.assertEqual(self.document(HOME=str(self.home)), self.plain)
            self.assertEqual({path: path.read_bytes() for path in self.kept()}, whole, 'made again')

    def both(self, *arguments):
        """What the program writes without a cache; with an empty one and with a full one it is the same."""
        caches = ['off', str(self.folder / 'both'), str(self.folder / 'both')]
        results = []
        for cache in caches:
            done = subprocess.run([PROGRAM, *map(str, arguments)], env={**BASE, 'GONGWEN_CACHE': cache},
                                  cwd=self.folder, capture_output=True, timeout=60, check=False)
            results.append((done.returncode, done.stdout, done.stderr))
        self.assertTrue(results[1] == results[0], 'nothing in the cache')
        self.assertTrue(results[2] == results[0], 'all in the cache')
        return results[0]

    def test_kinds_and_formats(self):
        samples = sorted((ROOT / 'samples').glob('*/*.json'))
        of_kinds = {path.parent.name: path for path in reversed(samples) if (ROOT / 'templates' / path.parent.name).is_dir()}
        self.assertGreater(len(of_kinds), 8)
        for kind, path in of_kinds.items():
            for output in ['pdf'] + (['xlsx', 'ofd'] if kind == KIND else []):
                with self.subTest(kind=kind, format=output):
                    status, written, _ = self.both('render', kind, path, '-o', '-', '--format', output)
                    self.assertEqual((status, bool(written)), (DONE, True))

    def test_templates_that_change(self):
        shutil.copytree(ROOT / 'templates' / KIND, self.folder / 'own' / KIND)
        shutil.copytree(ROOT / 'templates/shared', self.folder / 'own/shared')
        command = ['--templates', 'own', '--error-format', 'json', 'render', KIND, SAMPLE, '-o', '-', '--format', 'pdf']
        status, before, _ = self.both(*command)
        self.assertEqual(status, DONE)
        text = self.folder / 'own' / KIND / 'texts.zh.json'
        document = self.folder / 'own' / KIND / 'document.html'
        whole = document.read_text('utf-8')
        document.write_text(whole.replace('</body>', '<p>另起一段</p></body>'), 'utf-8')
        status, after, _ = self.both(*command)
        self.assertTrue(after != before)
        for wrong in ['{% if %}', '{{ nothing | nosuch }}', '{% include "nowhere.html" %}', '{{ wording("nothing") }}',
                      '{{ nothing.at.all }}']:
            document.write_text(whole.replace('</body>', wrong + '</body>'), 'utf-8')
            status, _, messages = self.both(*command)
            self.assertEqual(status, BAD_INPUT)
            self.assertIn(b'document.html', messages)
        document.write_text(whole, 'utf-8')
        self.assertTrue(self.both(*command)[1] == before)
        text.write_text(text.read_text('utf-8').replace('：', '︰'), 'utf-8')
        self.both(*command)

    def test_parts_of_other_documents_under_a_name(self):
        self.document(HOME=str(self.home))
        files = self.kept()
        contents = [path.read_bytes() for path in files]
        for path, other in zip(files, contents[1:] + contents[:1]):
            path.write_bytes(other)
        self.assertEqual(self.document(HOME=str(self.home)), self.plain)

    def test_where_it_is(self):
        named, caches = self.folder / 'named', self.folder / 'caches'
        caches.mkdir()
        self.document(HOME=str(self.home), XDG_CACHE_HOME=str(caches), GONGWEN_CACHE=str(named))
        self.assertTrue(self.kept(named))
        self.document(HOME=str(self.home), XDG_CACHE_HOME=str(caches))
        self.assertTrue(self.kept(caches / 'gongwen'))
        self.assertFalse(self.cache.exists())
        # Not an absolute path: invalid by the XDG Base Directory Specification.
        self.document(HOME=str(self.home), XDG_CACHE_HOME='relative')
        self.assertTrue(self.kept())
        self.assertFalse((self.folder / 'relative').exists())

    def test_nothing_is_written_without_leave(self):
        self.document()
        self.document(HOME=str(self.home), GONGWEN_CACHE='off')
        self.document(HOME=str(self.folder / 'missing/home'))
        self.document(HOME='/dev/null')
        self.assertFalse((self.folder / 'missing').exists())
        self.assertEqual(list(self.home.iterdir()), [])
        self.cache.mkdir(parents=True)
        self.cache.chmod(0o777)
        self.assertEqual(self.document(HOME=str(self.home)), self.plain)
        self.assertEqual(self.kept(), [])
        self.cache.chmod(0o700)
        (self.cache / 'notes').write_text('not ours')
        self.document(HOME=str(self.home))
        self.assertEqual((self.cache / 'notes').read_text(), 'not ours')

    @unittest.skipIf(os.geteuid() != 0, 'needs another user')
    def test_folders_of_others(self):
        os.chown(self.home, 12345, 12345)
        self.assertEqual(self.document(HOME=str(self.home)), self.plain)
        self.assertEqual(list(self.home.iterdir()), [], 'nothing of root in the home of another user')

    def test_many_runs_at_once(self):
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda _: self.document(HOME=str(self.home)), range(8)))
        self.assertEqual(set(made), {self.plain})
        self.assertFalse([path for path in self.kept() if path.suffix != '.cache'])


if __name__ == '__main__':
    unittest.main()
