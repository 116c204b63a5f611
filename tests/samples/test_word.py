"""Every sample as a Word file: its text is that of the pages, its styles are named, and it follows the rules of Office."""
import collections
import json
import pathlib
import re
import shutil
import tempfile
import unittest
import zipfile

from harness import ROOT, gongwen
from office_rules import violations
from samples import SAMPLES, characters, name_of, output_of, rendered, some_samples
from word_files import W, WordFile, settled, tagged_text, text_of, texts

SAMPLES = [sample for sample in SAMPLES if sample.parent.name != 'store']

REGULATIONS = ROOT / 'samples/regulations/typical.json'


def dump(sample, stage):
    result = gongwen('dump', sample.parent.name, sample, f'--stage={stage}')
    assert result.status == 0, result.err
    return result.out


class Word(unittest.TestCase):
    def test_all_text_of_the_pages_is_in_it_once(self):
        for sample in some_samples():
            with self.subTest(sample=name_of(sample)):
                pages = characters(tagged_text(dump(sample, 'tags'), dump(sample, 'display-list')))
                word = characters(WordFile(rendered(sample, 'docx')).text())
                self.assertEqual((pages - word, word - pages), (collections.Counter(), collections.Counter()))

    def test_the_rules_of_office(self):
        for sample in some_samples():
            with self.subTest(sample=name_of(sample)):
                self.assertEqual(violations(rendered(sample, 'docx')), [])

    def test_paragraphs_have_named_styles(self):
        all_paragraphs = plain = 0
        for sample in some_samples():
            word = WordFile(rendered(sample, 'docx'))
            for paragraph in word.paragraphs():
                all_paragraphs += 1
                properties = paragraph.find(f'{W}pPr')
                plain += properties is None or {child.tag for child in properties} <= {f'{W}pStyle', f'{W}numPr', f'{W}sectPr'}
        self.assertGreater(plain, all_paragraphs * 0.9, (plain, all_paragraphs))

    def test_headings_are_those_of_the_outline(self):
        word = WordFile(rendered(REGULATIONS, 'docx'))
        levels = collections.Counter(int(level.get(f'{W}val')) + 1 for paragraph in word.paragraphs() for level in word.levels(paragraph))
        outline = output_of('pdftohtml', '-xml', '-stdout', '-i', rendered(REGULATIONS, 'pdf'))
        depth, expected = 0, collections.Counter()
        for tag in re.findall(r'<outline>|</outline>|<item ', outline):
            depth += {'<outline>': 1, '</outline>': -1}.get(tag, 0)
            expected[depth] += tag == '<item '
        self.assertEqual(levels, +expected)
        names = {word.style_name(paragraph) for paragraph in word.paragraphs()}
        self.assertLessEqual({'Title', 'heading 2', 'toc 2', 'Body Text'}, names)

    def test_contents_have_the_numbers_of_the_pages(self):
        word = WordFile(rendered(REGULATIONS, 'docx'))
        self.assertNotIn('updateFields', word.parts['word/settings.xml'].decode())
        entries = [text_of(paragraph) for paragraph in word.paragraphs() if word.style_name(paragraph).startswith('toc ')]
        pages = output_of('pdftotext', '-layout', rendered(REGULATIONS, 'pdf'), '-').split('\f')[0]
        expected = re.findall(r'(第.章)\s+(\S+?)\s*\.{3,}\s*(\d+)', pages)
        self.assertEqual(len(expected), 9)
        self.assertEqual([''.join(entry.split()) for entry in entries], [''.join(entry) for entry in expected])
        codes = [code.text for code in word.document.iter(f'{W}instrText')]
        names = {mark.get(f'{W}name') for mark in word.document.iter(f'{W}bookmarkStart')}
        for code in codes:
            if 'PAGEREF' in code:
                self.assertIn(code.split()[1], names)

    def test_the_official_page(self):
        word = WordFile(rendered(ROOT / 'samples/result-notice/typical.json', 'docx'))
        page = word.document.find(f'.//{W}sectPr')
        self.assertEqual({key: page.find(f'{W}pgSz').get(f'{W}{key}') for key in 'wh'}, {'w': '11906', 'h': '16838'})
        grid = page.find(f'{W}docGrid')
        self.assertEqual((grid.get(f'{W}type'), grid.get(f'{W}linePitch')), ('lines', '579'))
        standard = word.styles['Normal']
        self.assertEqual(standard.find(f'{W}rPr/{W}sz').get(f'{W}val'), '32')
        self.assertEqual(standard.find(f'{W}rPr/{W}spacing').get(f'{W}val'), '-5')
        self.assertEqual(standard.find(f'{W}rPr/{W}rFonts').get(f'{W}eastAsia'), '仿宋_GB2312')
        spacing = standard.find(f'{W}pPr/{W}spacing')
        self.assertEqual((spacing.get(f'{W}line'), spacing.get(f'{W}lineRule')), ('579', 'exact'))
        settings = word.parts['word/settings.xml'].decode()
        self.assertIn('<w:evenAndOddHeaders/>', settings)
        self.assertIn('<w:mirrorMargins/>', settings)
        # A quotation mark between Han characters is as wide as they are.
        for run in word.document.iter(f'{W}r'):
            if '“' in (run.findtext(f'{W}t') or ''):
                self.assertEqual(run.find(f'{W}rPr/{W}rFonts').get(f'{W}hint'), 'eastAsia')
                break
        else:
            self.fail('no quotation marks')

    def test_cells_end_with_paragraphs_and_tables_do_not_touch(self):
        cells = 0
        for sample in some_samples():
            word = WordFile(rendered(sample, 'docx'))
            for cell in word.document.iter(f'{W}tc'):
                self.assertEqual(cell[-1].tag, f'{W}p')
                cells += 1
            for parent in word.document.iter():
                tags = [child.tag for child in parent]
                self.assertFalse(any(a == b == f'{W}tbl' for a, b in zip(tags, tags[1:])), name_of(sample))
        self.assertGreater(cells, 200)

    def test_accepting_and_rejecting_the_changes_of_a_draft(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-word-'))
        self.addCleanup(shutil.rmtree, folder)
        former = json.loads(REGULATIONS.read_text(encoding='utf-8'))
        first = former['chapters'][0]['articles'][0]['paragraphs'][0]
        first['text'] = first['text'].replace('依据', '根据')
        former['chapters'][2]['articles'].insert(1, {'paragraphs': [{'text': '本条已经删去，不再适用。'}]})
        del former['chapters'][5]['articles'][0]
        (folder / 'former.json').write_text(json.dumps(former), encoding='utf-8')
        for name, words in (('draft', (REGULATIONS, '--changes-from', folder / 'former.json')), ('former', (folder / 'former.json',))):
            result = gongwen('render', 'regulations', *words, '-o', folder / f'{name}.docx')
            self.assertEqual(result.status, 0, result.err)
        self.assertEqual(settled(folder / 'draft.docx', 'ins', 'del'), texts(rendered(REGULATIONS, 'docx')))
        self.assertEqual(settled(folder / 'draft.docx', 'del', 'ins'), texts(folder / 'former.docx'))
        self.assertEqual(violations(folder / 'draft.docx'), [])

    def typeset(self, css, body):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-word-'))
        self.addCleanup(shutil.rmtree, folder)
        (folder / 'page.html').write_text(f'<!DOCTYPE html><html lang="zh-CN"><head><title>t</title><style>\n{css}\n</style></head>'
                                          f'<body>{body}</body></html>', encoding='utf-8')
        result = gongwen('typeset', folder / 'page.html', '-o', folder / 'page.docx', '--error-format', 'json')
        return result, folder / 'page.docx'

    def test_what_word_cannot_show_is_named_once_at_its_declaration(self):
        result, path = self.typeset('p { margin: 0 }\n.a { opacity: .5; border: 1px solid; border-radius: 3px }', '<p class="a">甲</p><p class="a">乙</p>')
        self.assertEqual(result.status, 0, result.err)
        found = [d for d in result.diagnostics() if d['id'] == 'flow/not-in-word']
        self.assertEqual(sorted(d['message'].split('`')[1] for d in found), ['border-radius', 'opacity'])
        self.assertEqual([(d['line'], d['column']) for d in found], [(3, 6), (3, 38)], found)
        self.assertEqual(texts(path), ['甲', '乙'])

    def test_inherited_effects_are_named_at_their_declarations(self):
        css = '.w { widows: 5; text-shadow: 1px 1px red }\n.v { widows: 6 }'
        result, _ = self.typeset(css, '<p class="w">甲<b>乙<span class="v">丙</span></b></p><div class="w"><p>丁</p></div>')
        found = [(d['message'].split('`')[1], d['line']) for d in result.diagnostics() if d['id'] == 'flow/not-in-word']
        self.assertEqual(sorted(found), [('text-shadow', 2), ('widows', 2), ('widows', 3)])

    def test_places_and_directions_that_word_cannot_show_are_named(self):
        rows = ''.join(f'<tr><td>行{i}</td></tr>' for i in range(90))
        for css, body, name, line in (
                ('', f'<table><tfoot><tr><td>经手人签名</td></tr></tfoot>{rows}</table>', 'display', None),
                ('tfoot tr { -gw-table-parts: last }', f'<table><tfoot><tr><td>经手人签名</td></tr></tfoot>{rows}</table>', None, None),
                ('', '<table><tfoot><tr><td>经手人签名</td></tr></tfoot><tr><td>一行</td></tr></table>', None, None),
                ('.r { direction: rtl }', '<div class="r"><p>甲</p><p>乙</p></div>', 'direction', 2),
                ('.c { columns: 2 }', '<table><tr><td><div class="c"><p>甲</p><p>乙</p></div></td></tr></table>', 'column-count', 2),
                ('.c { columns: 2 }', '<div class="c"><p>甲</p><p>乙</p></div>', None, None),
                ('.a { position: absolute; margin-left: -1em }', '<p>甲<span class="a">*</span>乙</p>', None, None),
                ('.w { position: relative }\n.a { position: absolute; right: 0; top: 0 }', '<p class="w">甲<span class="a">乙</span></p>', 'position', 3)):
            with self.subTest(css=css, body=body[:30]):
                result, path = self.typeset(css, body)
                self.assertEqual(result.status, 0, result.err)
                found = [d for d in result.diagnostics() if d['id'] == 'flow/not-in-word']
                self.assertEqual([d['message'].split('`')[1] for d in found], [name] if name else [])
                if line:
                    self.assertEqual(found[0]['line'], line)
                self.assertTrue(''.join(texts(path)))

    def test_columns_have_their_background_and_heads_their_pictures(self):
        result, path = self.typeset('@page { @top-center { content: element(rh) } } .rh { position: running(rh) } .c { background: #abcdef }',
                                    '<div class="rh"><svg width="20" height="10"><title>标</title><rect width="20" height="10"/></svg> 抬头</div>'
                                    '<table><col class="c"><col><tr><td>甲</td><td>乙</td></tr></table>')
        self.assertEqual(result.status, 0, result.err)
        word = WordFile(path)
        self.assertEqual([shading.get(f'{W}fill').upper() for shading in word.document.iter(f'{W}shd')], ['ABCDEF'])
        with zipfile.ZipFile(path) as archive:
            heads = ''.join(archive.read(name).decode() for name in archive.namelist() if name.startswith('word/header'))
        self.assertEqual(heads.count('<w:drawing>'), 1)
        self.assertEqual(violations(path), [])

    def test_a_table_of_too_many_columns_is_refused(self):
        result, path = self.typeset('td { font-size: 4pt }', '<table><tr>' + '<td>1</td>' * 64 + '</tr></table>')
        self.assertEqual([d['id'] for d in result.errors()], ['flow/too-many-columns'])
        self.assertFalse(path.exists())

    def test_columns_notes_ruby_and_lists(self):
        result, path = self.typeset('.two { columns: 2; column-rule: 1px solid } .note { float: footnote } body { font-size: 12pt; line-height: 20pt }',
                                    '<p>甲<span class="note">注文</span>乙</p><div class="two"><p>左</p><p>右</p></div>'
                                    '<p><ruby>汉<rt>hàn</rt></ruby>字</p><ol><li>一</li><li></li></ol>')
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(violations(path), [])
        word = WordFile(path)
        self.assertEqual(len(word.notes()), 1)
        self.assertEqual(''.join(map(text_of, word.notes()[0].iter(f'{W}p'))), '. 注文')
        self.assertIsNotNone(word.notes()[0].find(f'.//{W}footnoteRef'))
        columns = [section.find(f'{W}cols') for section in word.document.iter(f'{W}sectPr')]
        self.assertEqual([c.get(f'{W}num') if c is not None else None for c in columns], [None, '2', None])
        ruby = word.document.find(f'.//{W}ruby')
        self.assertEqual((ruby.findtext(f'.//{W}rt//{W}t'), ruby.findtext(f'.//{W}rubyBase//{W}t')), ('hàn', '汉'))
        self.assertEqual([number + text_of(paragraph) for paragraph, number in word.numbered() if number], ['1.一', '2.'])

    def test_batches_know_the_format(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-word-'))
        self.addCleanup(shutil.rmtree, folder)
        records = [json.loads((ROOT / f'samples/result-notice/{name}.json').read_text(encoding='utf-8')) for name in ('minimal', 'typical')]
        (folder / 'records.jsonl').write_text(''.join(json.dumps(record, ensure_ascii=False) + '\n' for record in records), encoding='utf-8')
        result = gongwen('batch', 'result-notice', folder / 'records.jsonl', '-o', folder / 'out', '--format', 'docx')
        self.assertEqual(result.status, 0, result.err)
        made = sorted((folder / 'out').glob('*.docx'))
        self.assertEqual(len(made), 2)
        self.assertIn(rendered(ROOT / 'samples/result-notice/typical.json', 'docx').read_bytes(), [path.read_bytes() for path in made])

    def test_the_same_bytes_beside_a_pdf(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-word-'))
        self.addCleanup(shutil.rmtree, folder)
        result = gongwen('render', 'regulations', REGULATIONS, '-o', folder / 'a.pdf', '-o', folder / 'a.docx')
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual((folder / 'a.docx').read_bytes(), rendered(REGULATIONS, 'docx').read_bytes())
        self.assertEqual((folder / 'a.pdf').read_bytes(), rendered(REGULATIONS, 'pdf').read_bytes())


if __name__ == '__main__':
    unittest.main()
