#!/usr/bin/env python3
"""The installed program: it finds what lies beside it wherever the tree is, and the tree is complete."""
import json
import re
import subprocess
import unittest
import urllib.request

from installed import PREFIX, ROOT, InstalledTest, environment, run


class Program(InstalledTest):
    def test_each_kind_is_rendered_with_the_tree_at_another_place(self):
        moved = self.folder / 'somewhere else'
        moved.mkdir()
        for part in ('bin', 'libexec', 'share', 'lib'):
            (moved / part).mkdir()
            for entry in (PREFIX / part).iterdir():
                (moved / part / entry.name).symlink_to(entry)
        # A link to a program is the program; a copy is one at another place.
        program = moved / 'bin/gongwen'
        program.unlink()
        program.write_bytes((PREFIX / 'bin/gongwen').read_bytes())
        program.chmod(0o755)
        kinds = json.loads(run(program, 'list', '--json', cwd=self.folder).stdout)
        samples = {path.name: sorted(path.glob('*.json'))[0] for path in (ROOT / 'samples').iterdir()
                   if (path / '..' / '..' / 'templates' / path.name).is_dir()}
        # An edition in another language takes the samples of another kind.
        self.assertEqual(sorted({kind['kind'] for kind in kinds} - {'english-bulletin'}), sorted(samples))
        for kind, data in samples.items():
            with self.subTest(kind):
                run(program, 'render', kind, data, '-o', self.folder / f'{kind}.pdf', cwd=self.folder)
                self.assertTrue((self.folder / f'{kind}.pdf').read_bytes().startswith(b'%PDF-'))

    def test_the_preview_finds_the_samples(self):
        process = subprocess.Popen([PREFIX / 'bin/gongwen', 'preview', 'commitment-letter'], cwd=self.folder, env=environment(),
                                   stdout=subprocess.PIPE)
        try:
            address = re.search(rb'http://\S+/', process.stdout.readline())[0].decode()
            with urllib.request.urlopen(address, timeout=30) as answer:
                page = answer.read().decode()
            for sample in (ROOT / 'samples/commitment-letter').glob('*.json'):
                self.assertIn(f'>{sample.name}</a>', page)
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()

    def test_a_form_is_read_back(self):
        run(PREFIX / 'bin/gongwen', 'render', 'commitment-letter', ROOT / 'samples/commitment-letter/minimal.json', '--fillable',
            '-o', self.folder / 'form.pdf', cwd=self.folder)
        data = json.loads(run(PREFIX / 'bin/gongwen', 'extract', self.folder / 'form.pdf', cwd=self.folder).stdout)
        self.assertTrue(data)

    def test_nothing_in_the_tree_leads_out_of_it(self):
        self.assertEqual([path for path in PREFIX.rglob('*') if path.is_symlink()
                          and not path.resolve().is_relative_to(PREFIX.resolve())], [])
        for path in PREFIX.rglob('*'):
            if path.suffix in ('.cmake', '.pc', '.json', '.html', '.css', '.service'):
                self.assertNotIn(str(ROOT), path.read_text(encoding='utf-8').replace(str(PREFIX), ''), path)

    def test_headers_schemas_and_readers_are_there(self):
        public = sorted(path.name for path in (ROOT / 'include/gongwen').iterdir())
        self.assertEqual(sorted(path.name for path in (PREFIX / 'include/gongwen').iterdir()), public)
        self.assertTrue((PREFIX / 'share/gongwen/schemas/template.schema.json').is_file())
        for program in ('gongwen-reader', 'gongwen-verify'):
            done = run(PREFIX / 'libexec/gongwen' / program, check=False, env=environment(), input='')
            self.assertNotEqual(done.returncode, 127, program)


if __name__ == '__main__':
    unittest.main()
