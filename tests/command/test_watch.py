"""Templates under change: `watch` renders again, and a watched folder continues with the new template."""
import json
import shutil
import signal
import subprocess
import time
import unittest

from harness import DONE, PROGRAM, CommandTest, gongwen


class Watch(CommandTest):
    def setUp(self):
        super().setUp()
        self.assertEqual(gongwen('new-kind', 'book-list', cwd=self.folder).status, DONE)
        (self.folder / 'own').mkdir()
        (self.folder / 'book-list').rename(self.folder / 'own/book-list')
        self.sample = shutil.copy(self.folder / 'own/book-list/sample.json', self.folder / 'data.json')
        self.style = self.folder / 'own/book-list/style.css'

    def start(self, *words):
        process = subprocess.Popen([PROGRAM, '--templates', 'own', *words], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        return process

    def end(self, process):
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, DONE, err)
        return out, err

    def append(self, path, text):
        with open(path, 'a', encoding='utf-8') as file:
            file.write(text)

    def test_render(self):
        process = self.start('watch', 'book-list', 'data.json', '-o', 'a.pdf')
        path = self.folder / 'a.pdf'
        self.wait_until(path.exists)
        before = path.read_bytes()
        self.append(self.style, '\nbody { color: #123456 }\n')
        self.wait_until(lambda: path.read_bytes() != before)
        after = path.read_bytes()
        # An error is reported, and the watch continues.
        whole = (self.folder / 'data.json').read_text(encoding='utf-8')
        self.write('data.json', '{')
        time.sleep(0.5)
        changed = json.loads(whole)
        first = next(k for k, v in changed.items() if isinstance(v, str))
        changed[first] = changed[first] + '二'
        self.write('data.json', changed)
        self.wait_until(lambda: path.read_bytes() != after)
        out, err = self.end(process)
        self.assertGreaterEqual(out.count('a.pdf  '), 3)
        self.assertIn('data/', err)

    def test_ofd(self):
        process = self.start('watch', 'book-list', 'data.json', '-o', 'a.ofd')
        path = self.folder / 'a.ofd'
        self.wait_until(path.exists)
        before = path.read_bytes()
        self.append(self.style, '\nbody { color: #123456 }\n')
        self.wait_until(lambda: path.read_bytes() != before)
        self.end(process)
        self.assertEqual(gongwen('ofd-check', path).status, DONE)

    def test_a_watched_folder(self):
        (self.folder / 'in').mkdir()
        (self.folder / 'out').mkdir()
        process = self.start('batch', 'book-list', '--watch', 'in', '-o', 'out', '--format', 'pdf')
        made = self.folder / 'out'

        def bring(name):
            count = len(self.entries())
            shutil.copy(self.sample, self.folder / name)
            (self.folder / name).rename(self.folder / 'in' / name)
            self.wait_until(lambda: len(self.entries()) > count)
            return self.entries()[-1]

        self.wait_until(lambda: (made / 'manifest.jsonl').exists())
        first = bring('a.json')
        self.append(self.style, '\nbody { color: #123456 }\n')
        second = bring('b.json')
        self.assertEqual((first['status'], second['status']), ('done', 'done'))
        one, two = ((made / e['outputs'][0]['file']).read_bytes() for e in (first, second))
        self.assertNotEqual(one, two)
        template = next((self.folder / 'own/book-list').glob('document.html'))
        whole = template.read_text(encoding='utf-8')
        template.write_text(whole + '{% if %}', encoding='utf-8')
        self.assertEqual(bring('c.json')['status'], 'failed')
        template.write_text(whole, encoding='utf-8')
        self.assertEqual(bring('d.json')['status'], 'done')
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 1)

    def entries(self):
        path = self.folder / 'out/manifest.jsonl'
        return [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines()] if path.exists() else []


if __name__ == '__main__':
    unittest.main()
