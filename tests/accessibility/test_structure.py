"""Whatever a page holds, its PDF keeps the rules of PDF/UA and the limits of PDF/A: pages of single constructions, all pages
that other tests have, and random ones."""
import os
import pathlib
import sys
import tempfile
import unittest

from harness import gongwen

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests/judges'), str(pathlib.Path(__file__).parent)]
import pdf_structure  # noqa: E402
import random_pages  # noqa: E402

SEEDS = int(os.environ.get('GONGWEN_RANDOM_PAGES', '40'))
IMAGE = f'<img src="{random_pages.PICTURE}" alt="图"'
CLIP = '<div style="overflow:hidden;height:90px">'
SVG_CLIPS = ('data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\' width=\'40\' height=\'40\'><clipPath id=\'c\'>'
             '<rect width=\'30\' height=\'30\'/></clipPath>' + '<g clip-path=\'url(%23c)\'>' * 40 + '<rect width=\'40\' height=\'40\'/>' +
             '</g>' * 40 + '</svg>').replace('<', '%3C').replace('>', '%3E').replace(' ', '%20')
# By what they are about; the texts are the bodies of pages.
MINIMAL = {
    'a heading in contents': '<nav style="-gw-role:toc"><h2>目录</h2><p style="-gw-role:toc-item">a</p></nav>',
    'contents of paragraphs': '<nav style="-gw-role:toc"><p>a</p></nav>',
    'contents of a list': '<nav style="-gw-role:toc"><ul><li>a</li></ul></nav>',
    'contents of a table': '<nav style="-gw-role:toc"><table><tr><td>a</td></tr></table></nav>',
    'an entry alone': '<p style="-gw-role:toc-item">a</p>',
    'terms': '<dl><dt>a</dt><dd>b</dd><dt>c</dt><dt>d</dt><dd>e</dd><dd>f</dd></dl>',
    'terms in groups': '<dl><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd>d</dd></div></dl>',
    'two captions': '<table><caption>a</caption><tr><td>b</td></tr><caption>c</caption></table>',
    'a head alone': '<table><thead><tr><th>a</th></tr></thead></table>',
    'a foot alone': '<table><tfoot><tr><td>a</td></tr></tfoot></table>',
    'a row of spans': '<table><tbody><tr><td rowspan="2">a</td></tr><tr></tr></tbody><tfoot><tr><td>x</td></tr></tfoot></table>',
    'spans that overlap': '<table><tr><td>a<td rowspan="4">b<td>c</tr><tr><td colspan="2">d<td rowspan="3">e</tr>'
                          '<tr><td colspan="3" rowspan="2">f</tr><tr><td colspan="4">g</tr></table>',
    'a table as a note': '<p>a</p><table style="float:footnote"><tr><td>b</td></tr></table>',
    'a list as a note': '<p>a</p><article style="float:footnote"><ol><li>b</li></ol></article><ul style="float:footnote"><li>c</li></ul>',
    'a title before h3': '<h1>x</h1><h2>y</h2><p style="-gw-role:title">a</p><h3>z</h3>',
    'a heading that floats': '<h1>a</h1><div style="float:top"><h3>b</h3></div><h2>c</h2>',
    'a heading at the foot': '<h1>a</h1><div style="float:bottom"><h3>b</h3></div><h2>c</h2>',
    'a heading in a note': '<h1>a</h1><p>b<aside style="float:footnote"><h3>n</h3></aside></p><h2>c</h2>',
    'an item alone': '<li>a</li><p>b</p><li>c</li>',
    'text in a list': '<ul>a<li>b</li><p>c</p></ul>',
    'an unknown language': '<p lang="zh_CN">a</p><p lang="中文">b</p><p lang="123">c</p><p lang=" en ">d</p>',
    'an image at the head': f'<p>x</p>{IMAGE} style="float:top">',
    'an image at the foot': f'<p>x</p>{IMAGE} style="float:bottom">',
    'an image as a note': f'<p>x{IMAGE} style="float:footnote"></p>',
    'many clips': CLIP * 40 + 'a' + '</div>' * 40 + '<p>b</p>',
    'clips in a drawing': f'<img src="{SVG_CLIPS}" alt="图">',
    'a long address': f'<p><a href="https://example.invalid/{"a" * 40000}">x</a></p>',
    'a private character': '<p>甲&#xF001;乙</p>',
    'links that are boxes': ''.join(f'<p>一<a href="#x" style="{style}">二</a>三</p>' for style in (
        'display:block', 'display:flex', 'display:table-cell', 'display:inline-block', 'float:left', 'position:absolute',
        'visibility:hidden', 'display:list-item', 'opacity:.5')) + '<a href="#x"><p>四</p></a>',
    'hidden headings': '<h2 style="visibility:hidden">a</h2><p>b</p>',
    'names of headers': '<table><tr><th id="a">a</th><th id="b">b</th></tr><tr><td headers="a">c</td><td headers="a b zz">d</td></tr></table>',
}
for display in ('contents', 'inline', 'inline-block', 'block', 'table', 'table-cell', 'flex', 'inline-flex'):
    MINIMAL[f'a list as {display}'] = f'<ul style="display:{display}"><li>a</li><li>b</li></ul>'
    MINIMAL[f'an item as {display}'] = f'<ul><li style="display:{display}">a</li> <li>b</li></ul>'
for role in ('none', 'title', 'toc', 'toc-item', 'label', 'note'):
    MINIMAL[f'a list with the role {role}'] = f'<ul style="-gw-role:{role}"><li>a</li></ul>'
    MINIMAL[f'an item with the role {role}'] = f'<ul><li style="-gw-role:{role}">a</li></ul>'


class Structure(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='gongwen-structure-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def problems_of(self, source):
        pdf = self.folder / 'page.pdf'
        done = gongwen('--quiet', 'typeset', source, '-o', pdf)
        self.assertEqual(done.status, 0, done.err)
        return pdf_structure.problems(pdf)

    def judge(self, sources):
        for source in sources:
            with self.subTest(source.name):
                self.assertEqual(self.problems_of(source), [])

    def judge_text(self, name, text):
        source = self.folder / 'page.html'
        source.write_text(text, encoding='utf-8')
        with self.subTest(name):
            self.assertEqual(self.problems_of(source), [])

    def test_single_constructions(self):
        for name, body in MINIMAL.items():
            self.judge_text(name, f'<!DOCTYPE html><html lang="zh-CN"><head><title>t</title></head><body><p id="x">x</p>{body}</body></html>')

    def test_random_pages(self):
        for seed in range(SEEDS):
            self.judge_text(f'seed {seed}', random_pages.page(seed))

    def test_the_judge_sees_what_is_wrong(self):
        """Each rule of the judge that a written tree can break, broken by hand."""
        import pikepdf
        source = self.folder / 'page.html'
        source.write_text('<!DOCTYPE html><html lang="zh-CN"><head><title>t</title></head><body><h1>a</h1><ul><li>b</li></ul>'
                          f'<table><tr><th>c</th></tr></table>{IMAGE}></body></html>', encoding='utf-8')
        pdf = self.folder / 'page.pdf'
        gongwen('--quiet', 'typeset', source, '-o', pdf)

        def broken(change):
            other = self.folder / 'broken.pdf'
            with pikepdf.open(pdf) as file:
                by_type = {element.type: element.obj for element in pdf_structure.Element(file.Root.StructTreeRoot.K, None).walk()}
                change(file, by_type)
                file.save(other)
            return pdf_structure.problems(other)

        def rename(old, new):
            return lambda file, by_type: by_type[old].__setitem__('/S', pikepdf.Name('/' + new))

        self.assertEqual(broken(lambda file, by_type: None), [])
        for old, new, problem in (('L', 'TOC', 'LI in TOC'), ('LI', 'P', 'P in L'), ('TR', 'P', 'P in TBody'), ('TBody', 'THead', 'THead without TBody'),
                                  ('H1', 'H2', 'H2 after level 0'), ('LBody', 'TOCI', 'TOCI in LI'), ('H1', 'Form', 'Form with other than one field'),
                                  ('H1', 'Note', 'Note without ID'), ('H1', 'Link', 'Link without an annotation'), ('Figure', 'Sect', 'content in Sect')):
            self.assertIn(problem, broken(rename(old, new)))
        self.assertIn('Figure without a text', broken(lambda file, by_type: by_type['Figure'].__delitem__('/Alt')))
        self.assertIn('TH without Scope', broken(lambda file, by_type: by_type['TH'].__delitem__('/A')))
        self.assertIn("language 'zh_CN'", broken(lambda file, by_type: by_type['H1'].__setitem__('/Lang', pikepdf.String('zh_CN'))))
        self.assertIn('no structure', broken(lambda file, by_type: file.Root.__delitem__('/StructTreeRoot')))
        self.assertIn('a string that is too long', broken(lambda file, by_type: by_type['H1'].__setitem__('/T', pikepdf.String('a' * 40000))))
        self.assertIn('q too deep', broken(lambda file, by_type: file.pages[0].__setitem__('/Contents', file.make_stream(b'q ' * 29 + b'Q ' * 29))))

    def test_pages_of_other_tests(self):
        """A part of them; all with GONGWEN_RANDOM_PAGES of some hundreds."""
        step = 1 if SEEDS > 100 else 15
        self.judge(sorted((ROOT / 'tests/documents/cases').glob('*.html'))[::step])
        self.judge(sorted((ROOT / 'tests/differential/pages').rglob('*.html'))[::step])


if __name__ == '__main__':
    unittest.main()
