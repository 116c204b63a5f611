"""Seals in a viewer that knows nothing of ours: ofd.js, which many portals embed, verifies SM2 and the digests of the files
by its own code, and puts the seal where it was meant to be."""
import json
import subprocess

import harness
import needs
from node_packages import node_packages
from seal_files import SealTest, repacked, unittest


class OfdViewer(SealTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.node = node_packages(harness.ROOT / 'tests/ofd/node', 'ofd_node', 18)

    def judged(self, *files):
        process = subprocess.run(['node', 'seals.mjs', *map(str, files)], cwd=self.node, capture_output=True, text=True,
                                 timeout=300)
        self.assertEqual(process.returncode, 0, process.stderr[-2000:])
        answers = [json.loads(line) for line in process.stdout.splitlines() if line.startswith('{"')]
        self.assertEqual(len(answers), len(files), process.stdout[-2000:])
        for answer in answers:
            self.assertNotIn('error', answer)
        return [answer['seals'] for answer in answers]

    def test_04_ofd_js_calls_seals_valid_and_changed_ones_not(self):
        sealed = self.sealed()
        data = sealed.read_bytes()
        second = self.sign(sealed, '--page', 1, '--at', '60,200', out=self.folder / 'second.ofd')
        name = 'Doc_0/PublicRes.xml'
        page = self.write('page.ofd', repacked(data, lambda files: files.update({name: files[name] + b' '})))

        def spoil(files):
            path = 'Doc_0/Signs/Sign_0/SignedValue.dat'
            files[path] = files[path][:-3] + bytes([files[path][-3] ^ 1]) + files[path][-2:]
        value = self.write('value.ofd', repacked(data, spoil))
        one, two, changed, spoiled = self.judged(sealed, second, page, value)
        self.assertEqual((one['s001']['verified'], one['s001']['digests'], one['s001']['name']),
                         (True, True, '示例单位公章'))
        self.assertGreater(one['s001']['files'], 5)
        self.assertEqual(one['s001']['stamps'], [{'page': '1', 'box': [99, 179, 42, 42], 'clip': None}])
        self.assertEqual([two[seal]['verified'] for seal in ('s001', 's002')], [True, True])
        self.assertTrue(two['s002']['digests'])
        self.assertEqual((changed['s001']['verified'], changed['s001']['digests']), (True, False))
        self.assertFalse(spoiled['s001']['verified'])

    @needs.time
    def test_08_ofd_js_knows_the_slices_of_a_riding_seal(self):
        sealed, = self.judged(self.sign(self.document('work-points', 'typical'), '--riding'))
        stamps = sealed['s001']['stamps']
        self.assertTrue(sealed['s001']['verified'])
        self.assertEqual([stamp['page'] for stamp in stamps], [str(page + 1) for page in range(len(stamps))])
        width = 42 / len(stamps)
        for number, stamp in enumerate(stamps):
            self.assertEqual(stamp['clip'], [number * width, 0, width, 42])
            self.assertAlmostEqual(stamp['box'][0], 210 - (number + 1) * width, delta=0.002)


if __name__ == '__main__':
    unittest.main()
