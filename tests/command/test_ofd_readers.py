"""Samples in a viewer that knows nothing of ours: ofd.js, which many portals embed. It opens each file (line 1 of the
checklist), and has each character and each object where our own reader has it. One sample of each kind, or all with
GONGWEN_ALL_SAMPLES=1."""
import json
import pathlib
import subprocess
import unittest

from harness import DONE, ROOT, CommandTest, gongwen
from node_packages import node_packages
from ofd_case import OfdCase
from ofd_reader import Document, N, numbers
from samples import some_samples

NEAR = 0.02  # mm; the viewer writes hundredths of a tenth
HERE = ROOT / 'tests/ofd'


class Viewer:
    """What ofd.js draws of files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.node = node_packages(HERE / 'node', 'ofd_node', 18)

    def drawn(self, *files):
        process = subprocess.run(['node', 'read.mjs', *map(str, files)], cwd=self.node, capture_output=True, text=True, timeout=600)
        self.assertEqual(process.returncode, 0, process.stderr[-2000:])
        answers = [json.loads(line) for line in process.stdout.splitlines() if line.startswith('{')]
        self.assertEqual(len(answers), len(files))
        for answer in answers:
            self.assertNotIn('error', answer)
        return answers

    def compare(self, document, drawn):
        self.assertEqual(len(drawn['pages']), len(document.pages))
        for page, one in enumerate(drawn['pages']):
            box = numbers(document.xml[document.pages[page]].findtext(f'.//{N}PhysicalBox'))
            self.assertAlmostEqual(one['width'], box[2], delta=NEAR)
            self.assertAlmostEqual(one['height'], box[3], delta=NEAR)
            self.compare_texts(document, page, one['texts'])
            self.compare_objects(document, page, one['objects'])

    def compare_texts(self, document, page, drawn):
        """The viewer takes text by units of UTF-16, in the order of the objects."""
        wanted = []
        for element in document.objects(page):
            if element.tag == f'{N}TextObject':
                wanted += document.characters_at(element)
        self.assertEqual(''.join(c for _, _, c in drawn), ''.join(c for _, _, c in wanted))
        for (x, y, character), (own_x, own_y, _) in zip(drawn, wanted):
            self.assertAlmostEqual(x, own_x, delta=NEAR, msg=character)
            self.assertAlmostEqual(y, own_y, delta=NEAR, msg=character)

    def compare_objects(self, document, page, drawn):
        kinds = {f'{N}TextObject': 'text', f'{N}PathObject': 'path', f'{N}ImageObject': 'image'}
        boxes = {one['id']: (one['kind'], one['box']) for one in drawn if not one['annotation']}
        for element in document.objects(page):
            kind, box = boxes[element.get('ID')]
            self.assertEqual(kind, kinds[element.tag])
            # The sides of paths are rounded up to whole pixels of the viewer.
            near = [NEAR, NEAR, *([NEAR, NEAR] if kind != 'path' else [0.11, 0.11])]
            for side, own, delta in zip(box, numbers(element.get('Boundary')), near):
                self.assertAlmostEqual(side, own, delta=delta)


class Samples(Viewer, CommandTest):
    def test_01_the_web_viewer_draws_samples_as_our_reader(self):
        files = []
        for path in some_samples():
            file = self.folder / f'{path.parent.name}-{path.stem}.ofd'
            result = gongwen('render', path.parent.name, path, '-o', file)
            self.assertEqual(result.status, DONE, result.err)
            files.append(file)
        for file, drawn in zip(files, self.drawn(*files)):
            with self.subTest(file=pathlib.Path(file).stem):
                self.compare(Document(file), drawn)


class Pages(Viewer, OfdCase):
    def drawn_page(self, style, body, *words):
        document = self.made(style, body, *words)
        drawn, = self.drawn(self.folder / 'a.ofd')
        self.compare(document, drawn)
        return drawn['pages'][0]

    def test_26_turned_text(self):
        page = self.drawn_page('div{position:absolute;left:20px;top:60px}.b{left:120px}',
                               '<div style="transform:rotate(90deg)">公文</div><div class=b style="transform:rotate(-90deg)">格式</div>')
        self.assertEqual(''.join(c for _, _, c in page['texts']), '公文格式')

    def test_15_16_17_clusters(self):
        page = self.drawn_page('', '<p>甲——乙𠀀丙e\u0301丁</p>')
        drawn = ''.join(c for _, _, c in page['texts']).encode('utf-16-le', 'surrogatepass').decode('utf-16-le')
        self.assertEqual(drawn, '甲——乙𠀀丙e\u0301丁')

    def test_20_characters_of_xml(self):
        page = self.drawn_page('', '<p>甲&amp;&lt;乙&gt;"&amp;amp;</p>')
        self.assertEqual(''.join(c for _, _, c in page['texts']), '甲&<乙>"&amp;')


if __name__ == '__main__':
    unittest.main()
