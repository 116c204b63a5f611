"""scripts/make_release, with the Containerfile and with a build: the container's steps, and the same archive twice.

Usage: test_release.py BUILD-FOLDER"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from importlib.machinery import SourceFileLoader

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(ROOT / 'scripts'))
sys.dont_write_bytecode = True
release = SourceFileLoader('make_release', str(ROOT / 'scripts/make_release')).load_module()
bill = SourceFileLoader('bill_of_materials', str(ROOT / 'scripts/bill_of_materials.py')).load_module()


class Release(unittest.TestCase):
    def test_the_steps_of_the_container_are_understood(self):
        steps = release.container_steps((ROOT / 'packaging/container/Containerfile').read_text(encoding='utf-8'))
        self.assertEqual(steps['own'], ['gongwen', 'gongwen-templates', 'gongwen-fonts'])
        self.assertIn('libcairo2', steps['others'])
        self.assertEqual(steps['release'], '12')
        self.assertEqual([command.split()[0] for command in steps['commands']], ['rm', 'useradd', 'install'])

    def test_licences_of_copyright_files(self):
        text = 'Files: *\nLicense: Expat and BSD-3-clause\n\nFiles: x\nLicense: GPL-2+ or Artistic\n'
        self.assertEqual(bill.licences_of(text), ['Artistic', 'BSD-3-clause', 'Expat', 'GPL-2+'])
        self.assertEqual(bill.licences_of('on Debian see /usr/share/common-licenses/LGPL-2.1.\n'), ['LGPL-2.1'])
        self.assertEqual(bill.licence_entries(['Expat', 'MIT', 'own'], 'p'), [{'license': {'id': 'MIT'}}, {'license': {'name': 'own'}}])
        self.assertEqual(bill.licence_entries([], 'libx11-6')[0]['license']['name'], 'share/doc/gongwen/third-party/libx11-6')

    def test_the_same_archive_twice(self):
        """With other rights, another time and another folder; the list names every library and its licence."""
        hashes = []
        for mask in (0o022, 0o077):
            with tempfile.TemporaryDirectory(prefix='gongwen-release-') as folder:
                previous = os.umask(mask)
                try:
                    made = subprocess.run([ROOT / 'scripts/make_archive', '--without-fonts', '--level', '0', BUILD, folder],
                                          env={**os.environ, 'SOURCE_DATE_EPOCH': '1700000000'}, stdout=subprocess.PIPE,
                                          stderr=subprocess.STDOUT, text=True, check=False)
                finally:
                    os.umask(previous)
                self.assertEqual(made.returncode, 0, made.stdout)
                hashes.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(pathlib.Path(folder).iterdir())])
                document = json.loads(next(pathlib.Path(folder).glob('*.cdx.json')).read_text(encoding='utf-8'))
        self.assertEqual(len(hashes[0]), 2)
        self.assertEqual(hashes[0], hashes[1])
        self.assertEqual(document['metadata']['timestamp'], '2023-11-14T22:13:20Z')
        files = {file['name'] for component in document['components'] for file in component.get('components', [])}
        self.assertTrue(any(name.startswith('lib/gongwen/system/libc.so') for name in files))
        self.assertTrue(all(component['licenses'] for component in document['components']))
        references = [component['bom-ref'] for component in document['components']]
        self.assertEqual(len(references), len(set(references)))
        self.assertGreater(len(references), 40)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
