"""Every sample as OFD: all its XML is valid, archives take it, and it is not much larger than the PDF."""
import unittest

from lxml import etree

from harness import DONE, ROOT, CommandTest, gongwen
from ofd_reader import Document

SCHEMA = etree.RelaxNG(etree.parse(ROOT / 'tests/ofd/ofd.rng'))
MAX_SIZE = 1.35  # of the PDF
SAMPLES = sorted(ROOT.glob('samples/*/*.json'))
NOT_IN_ARCHIVES = ('Permissions', 'VPreferences', 'Extensions', 'Signatures', 'URI', 'Sound', 'Movie')


class Samples(CommandTest):
    def test_every_sample(self):
        self.assertGreater(len(SAMPLES), 40)
        for path in SAMPLES:
            with self.subTest(sample=str(path.relative_to(ROOT))):
                result = gongwen('render', path.parent.name, path, '-o', 'a.pdf', '-o', 'a.ofd', cwd=self.folder)
                self.assertEqual(result.status, DONE, result.err)
                self.check(Document(self.folder / 'a.ofd'))

    def check(self, document):
        self.assertEqual(document.errors(), [])
        for name, root in document.xml.items():
            self.assertTrue(SCHEMA.validate(root), f'{name}: {SCHEMA.error_log}')
            self.assertFalse([e for e in root.iter() if etree.QName(e).localname in NOT_IN_ARCHIVES], name)
        sizes = [(self.folder / name).stat().st_size for name in ('a.ofd', 'a.pdf')]
        self.assertLess(sizes[0] / sizes[1], MAX_SIZE)
        result = gongwen('ofd-check', 'a.ofd', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.out + result.err)


class Schema(CommandTest):
    def test_it_refuses_what_readers_draw_wrong(self):
        gongwen('render', SAMPLES[0].parent.name, SAMPLES[0], '-o', 'a.ofd', cwd=self.folder)
        document = Document(self.folder / 'a.ofd')
        text = etree.tostring(document.xml[document.pages[0]]).decode()
        self.assertTrue(SCHEMA.validate(etree.fromstring(text)))
        for right, wrong in ((' Stroke="false"', ''), (' Fill="true"', ' Fill="false"'), (' Size="', ' Sise="'),
                             ('<ofd:TextCode X=', '<ofd:TextCode Z='), ('<ofd:Area>', '<ofd:Area/><ofd:Area>')):
            with self.subTest(wrong=wrong):
                self.assertIn(right, text)
                self.assertFalse(SCHEMA.validate(etree.fromstring(text.replace(right, wrong, 1))))


if __name__ == '__main__':
    unittest.main()
