"""The pages after a form with what its fields have no room for: a template of the program, laid out in the styles of
the form and counted with its pages."""
import json
import shutil
import subprocess
import unittest

import pikepdf
from form_files import HERE, KIND, FormTest
from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, ROOT, gongwen

PAGE = ROOT / 'templates/shared/pages/continuation'
DATA = {'name': '甲', 'sex': 'male'}
LONG = '这一条理由很长，' * 490
LINES = '第一行\n    前有四格𠮷野\n\n<b>&amp;</b> 末行'
MARK = ('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#d8000f"/>'
        '</svg>')


class ContinuationTest(FormTest):
    def kind(self, style='', body='', language='zh-CN', **more):
        """A bundle with two fields whose texts may be long, and one choice."""
        source = HERE / 'templates' / KIND
        self.write('own/short/schema.json', (source / 'schema.json').read_text('utf-8'))
        self.write('own/short/template.json', (source / 'template.json').read_text('utf-8').replace(KIND, 'short'))
        self.write('own/short/style.css', 'body { font: 10pt/1.5 仿宋; margin: 0 } @page { size: 170mm 260mm; margin: 20mm }\n'
                   'table { width: 100%; table-layout: fixed } input { display: inline-block; width: 60pt; height: 18pt } '
                   + style)
        self.write('own/short/document.html', f'<!DOCTYPE html><html lang="{language}"><head><title>题</title></head>'
                   f'<body><h1>题</h1>{body}<table><tr><td><textarea name="/reason"></textarea></td></tr></table><div><p>'
                   '<input type="text" name="/name"><input type="text" name="/sex"></p></div></body></html>')
        for name, text in more.items():
            self.write('own/short/' + name.replace('_', '.'), text)

    def page(self, **files):
        """A copy of the page in the same folder, with other files."""
        for path in sorted(PAGE.iterdir()):
            text = files.get(path.name.replace('.', '_'), path.read_text(encoding='utf-8'))
            if text is not None:
                self.write(f'own/shared/pages/continuation/{path.name}', text)

    def make(self, reason=LONG, *options, environment=None, **data):
        source = self.write('data.json', {**DATA, 'reason': reason, **data})
        self.result = gongwen('--templates', self.folder / 'own', '--error-format', 'json', 'render', 'short', source,
                              '--fillable', '--force', *options, '-o', self.folder / 'form.pdf', environment=environment)
        return self.result

    def made(self, reason=LONG, *options, **data):
        result = self.make(reason, *options, **data)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual({d['id'] for d in result.diagnostics() if d['severity'] != 'note'}, {'pdf/field-overflow'},
                         result.err)
        return self.folder / 'form.pdf'

    def pages(self):
        text = subprocess.run(['pdftotext', '-layout', self.folder / 'form.pdf', '-'], capture_output=True, text=True,
                              check=True).stdout
        return text.split('\f')[:-1]

    def first(self):
        """The index of the first page after the form."""
        words = ('续页（', 'Continuation: ')
        return next(i for i, page in enumerate(self.pages()) if any(word in page for word in words))


class Contents(ContinuationTest):
    def test_chinese(self):
        self.kind()
        self.assert_judged(self.made())
        pages = self.pages()[self.first():]
        self.assertIn('续页（表中写不下的内容）', pages[0])
        self.assertRegex(pages[0], r'\n *理由\n')
        self.assertNotIn('Continuation', ''.join(pages))
        self.assertEqual(''.join(''.join(pages).split()).count('这一条理由很长，'), 490)

    def test_english(self):
        """Also the labels, where the schema has them."""
        schema = (HERE / 'templates' / KIND / 'schema.json').read_text('utf-8')
        self.kind(language='en', schema_json=schema.replace('"title": "理由"', '"x-title": {"zh": "理由", "en": "reasons"}'))
        self.assert_judged(self.made('Some words of a reason.\n' * 100), chinese='no')
        pages = self.pages()[self.first():]
        self.assertIn('Continuation: text that does not fit into the form', pages[0])
        self.assertRegex(pages[0], r'\n *Reasons\n')
        self.assertNotRegex(''.join(pages), '[一-龥]{2}')

    def test_another_language(self):
        """What is said in English says so in its tags."""
        self.kind(language='fr')
        self.made()
        with pikepdf.open(self.folder / 'form.pdf') as pdf:
            self.assertEqual(str(pdf.Root.Lang), 'fr')
            self.assertEqual(str(pdf.Root.StructTreeRoot.K.K[-1].Lang), 'en')

    def test_lines_and_blanks(self):
        self.kind()
        self.made(LINES + LONG)
        page = self.pages()[self.first()].splitlines()
        first = next(i for i, line in enumerate(page) if line.strip() == '第一行')
        self.assertFalse(page[first].startswith(' '))
        self.assertRegex(page[first + 1], '^ +前有四格𠮷野$')
        self.assertEqual(page[first + 2].strip(), '')
        self.assertIn('<b>&amp;</b> 末行', ''.join(page[first + 3:first + 5]))

    def test_many_fields_over_many_pages(self):
        body = ''.join(f'<table><tr><td><textarea name="/jobs/{i}/org"></textarea></td></tr></table>' for i in range(12))
        self.kind(body=body)
        self.made(LONG, jobs=[{'org': f'第{i}所单位\n' + '某行\n' * 98 + f'末行{i}'} for i in range(12)])
        pages = self.pages()
        self.assertGreater(len(pages) - self.first(), 12)
        text = ''.join(''.join(pages[self.first():]).split())
        for i in range(12):
            self.assertIn(f'工作经历第{i + 1}项：单位', text)
            self.assertIn(f'末行{i}', text)
        self.assertEqual(text.count('某行'), 12 * 98)
        self.assert_judged(self.folder / 'form.pdf')

    def test_a_choice_is_told_as_people_know_it(self):
        self.kind(body='<p><select name="/title" style="display: inline-block; width: 8pt; height: 8pt"></select></p>')
        self.make('短', title='professor')
        self.assertRegex(self.pages()[-1], '职称\n+ *教授')

    def test_what_fits_has_no_such_page(self):
        self.kind()
        self.make('短')
        self.assertEqual(len(self.pages()), 1)
        self.assertEqual(self.result.diagnostics(), [])

    def test_the_form_comes_back(self):
        self.kind()
        data = {**DATA, 'reason': LINES + LONG}
        back = self.folder / 'back'
        back.mkdir()
        for options in ((), ('--attach-data',)):
            self.made(LINES + LONG, *options)
            result = gongwen('--templates', self.folder / 'own', 'extract', self.folder / 'form.pdf', '-o', back)
            self.assertEqual(result.status, DONE, result.err)
            self.assertEqual(json.loads((back / 'form.json').read_text('utf-8')), data)

    def batch(self, *options):
        result = gongwen('--templates', self.folder / 'own', 'batch', 'short', self.folder / 'records.json', '--fillable',
                         '--format', 'pdf', '-o', self.folder / 'out', *options)
        self.assertEqual(result.status, DONE, result.err)
        return result

    def test_a_batch(self):
        self.kind()
        self.write('records.json', [{**DATA, 'reason': text} for text in ('短', LONG, '短', LONG)])
        self.batch()
        counts = []
        for path in sorted((self.folder / 'out').glob('*.pdf')):
            with pikepdf.open(path) as pdf:
                counts.append(len(pdf.pages))
        self.assertEqual(sorted(counts)[:2], [1, 1])
        self.assertGreater(min(sorted(counts)[2:]), 1)

    def test_a_batch_with_another_page(self):
        """Nothing of an earlier run holds when the page has changed."""
        self.kind()
        self.write('records.json', [{**DATA, 'reason': LONG}])
        self.batch()
        path = next((self.folder / 'out').glob('*.pdf'))
        before = path.read_bytes()
        self.batch('--resume')
        self.assertEqual(path.read_bytes(), before)
        self.page(style_css='.continued-text { color: #d8000f }')
        self.batch('--resume')
        self.assertNotEqual(path.read_bytes(), before)


class Pages(ContinuationTest):
    """They are pages of the form."""

    def test_totals(self):
        """Of the margins, which are filled again, and of running text, for which the form is laid out again."""
        foot = '@page { @bottom-center { content: "第 " counter(page) " 页，共 " counter(pages) " 页" } }'
        for style, body in (('', ''), ('.all::after { content: "全文共 " counter(pages) " 页" }', '<p class="all"></p>')):
            self.kind(style=foot + style, body=body)
            self.made()
            pages = self.pages()
            self.assertGreater(len(pages), 3)
            for i, page in enumerate(pages):
                self.assertIn(f'第 {i + 1} 页，共 {len(pages)} 页', page)
            if body:
                self.assertIn(f'全文共 {len(pages)} 页', pages[0])
            self.assert_judged(self.folder / 'form.pdf')

    def test_page_rules_of_the_form(self):
        self.kind(style='@page :first { margin-top: 60mm } @page :left { @top-left { content: "左" string(s) } }'
                        '@page :right { @top-left { content: "右" string(s) } } h1 { string-set: s content(text) }')
        self.made()
        self.assertEqual([page.split()[0] for page in self.pages()[:4]], ['右题', '左题', '右题', '左题'])
        with pikepdf.open(self.folder / 'form.pdf') as pdf:
            self.assertEqual(len({tuple(float(x) for x in page.MediaBox) for page in pdf.pages}), 1)

    def test_named_pages(self):
        """The page with which the form ends continues."""
        self.kind(style='@page wide { size: 260mm 170mm } div { page: wide }')
        self.made()
        with pikepdf.open(self.folder / 'form.pdf') as pdf:
            widths = [float(page.MediaBox[2]) > float(page.MediaBox[3]) for page in pdf.pages]
        self.assertEqual(widths, [page >= self.first() - 1 for page in range(len(widths))])

    def test_pictures_of_the_form(self):
        self.kind(style='@page { @top-right { content: url(mark.svg) } }', mark_svg=MARK)
        self.page(document_html='<html lang="zh-CN"><head><title>题</title></head><body><p><img src="own.svg" alt="标">'
                                '{{ fields[0].value }}</p></body></html>', own_svg=MARK)
        self.write('own/shared/pages/continuation/own.svg', MARK)
        self.made()
        with pikepdf.open(self.folder / 'form.pdf') as pdf:
            red = [page.Contents.read_bytes().count(b'0.84706 0 0.05882 rg') for page in pdf.pages]
            figures = [i for i, page in enumerate(pdf.pages) if page.get('/Resources', {}).get('/XObject')]
        self.assertTrue(all(red) or len(figures) == len(red), (red, figures))

    def test_tags_and_outline(self):
        self.kind()
        self.made()
        with pikepdf.open(self.folder / 'form.pdf') as pdf:
            part = pdf.Root.StructTreeRoot.K.K[-1]
            self.assertEqual(str(part.S), '/Part')
            self.assertEqual([str(kid.S) for kid in part.K], ['/H1', '/P', '/H2', '/P'])
            self.assertEqual(part.K[0].Pg.objgen, pdf.pages[self.first()].objgen)
            with pdf.open_outline() as outline:
                titles = [item.title for item in outline.root]
                item = next(item for item in outline.root if item.title.startswith('续页'))
                self.assertEqual([child.title for child in item.children], ['理由'])
                self.assertEqual(item.destination[0].objgen, pdf.pages[self.first()].objgen)
        self.assertEqual(titles, ['题', '续页（表中写不下的内容）'])

    def test_names_of_places(self):
        """A place of the page that is called as one of the form is another place."""
        self.kind(body='<p id="here"><a href="#here">一</a></p>')
        text = (PAGE / 'document.html').read_text('utf-8')
        self.page(document_html=text.replace('<h2 class', '<p><a href="#here">二</a></p><h2 id="here" class'))
        self.assert_judged(self.made())
        with pikepdf.open(self.folder / 'form.pdf') as pdf:
            for page in (pdf.pages[0], pdf.pages[self.first()]):
                link = next(a for a in page.Annots if a.Subtype == '/Link')
                self.assertEqual(link.Dest[0].objgen, page.objgen)


class OwnPages(ContinuationTest):
    def test_own_page(self):
        self.kind()
        text = (PAGE / 'document.html').read_text('utf-8')
        self.page(document_html=text.replace('<p class', '<p>此页由某某处附</p><p class', 1))
        self.made()
        self.assertIn('此页由某某处附', self.pages()[self.first()])
        self.assertNotIn('continuation', gongwen('--templates', self.folder / 'own', 'list').out)

    def test_styles_of_the_kind(self):
        """Classes of the page may be styled by the form."""
        self.kind(style='.continued-note { display: none }')
        self.made()
        self.assertNotIn('不随填写更改', ''.join(self.pages()))

    def refused(self, id_, status=BAD_INPUT, **more):
        result = self.make(**more)
        self.assertIn(id_, {d['id'] for d in result.diagnostics()}, result.err)
        self.assertEqual(result.status, status, result.err)
        self.assertFalse((self.folder / 'form.pdf').exists())
        return next(d for d in result.diagnostics() if d['id'] == id_)

    def test_hostile_pages(self):
        self.kind()
        for id_, files in {
                'engine/no-template': {'document_html': None},
                'templating/unknown-tag': {'document_html': '{% nothing %}'},
                'templating/undefined': {'document_html': '<html><body>{{ nothing.at_all }}</body></html>'},
                'layout/nothing-displayed': {'document_html': '<html lang="zh-CN" style="display: none"></html>'},
                'data/missing-name': {'schema_json': '{"$schema": "https://json-schema.org/draft/2020-12/schema",'
                                                     ' "type": "object", "required": ["stamp"]}'},
        }.items():
            with self.subTest(id_):
                shutil.rmtree(self.folder / 'own/shared', ignore_errors=True)
                self.page(**files)
                self.refused(id_)
                # A form without such pages does not need the template.
                self.assertEqual(self.make('短').status, DONE, self.result.err)
                (self.folder / 'form.pdf').unlink()

    def test_the_place_of_a_message(self):
        """Of templates, their own file; of values, the data of the form."""
        self.kind()
        self.page(document_html='<html lang="zh-CN"><head><title>题</title></head><body>\n{{ nothing }}</body></html>')
        told = self.refused('templating/undefined')
        self.assertTrue(told['template'].endswith('pages/continuation/document.html'), told)
        self.assertEqual(told['line'], 2)

    def test_a_message_about_a_value(self):
        self.kind()
        text = (PAGE / 'document.html').read_text('utf-8')
        self.page(document_html=text.replace('{{ field.value }}', '<span style="white-space: nowrap">{{ field.value }}</span>'))
        result = self.make()
        told = next(d for d in result.diagnostics() if d['id'] == 'layout/too-wide')
        self.assertEqual(told['data']['pointer'], '/reason', told)

    def test_what_the_form_says_of_a_value_is_said_once(self):
        """As that a face lacks one of its characters."""
        self.kind()
        self.made(LINES + LONG)
        ids = [d['id'] for d in self.result.diagnostics()]
        self.assertIn('text/fallback-face', ids)
        self.assertEqual(len(ids), len(set(ids)), self.result.err)

    def test_warnings_count(self):
        self.kind()
        self.page(style_css='.continued-note { colour: red }')
        self.assertEqual(self.make().status, DONE)
        self.assertIn('css/unknown-property', {d['id'] for d in self.result.diagnostics()})
        (self.folder / 'form.pdf').unlink()
        self.make(LONG, '--strict')
        self.assertEqual(self.result.status, BAD_INPUT)
        self.assertFalse((self.folder / 'form.pdf').exists())

    def test_a_page_that_never_ends(self):
        self.kind()
        loop = '{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}'
        self.page(document_html=loop)
        result = self.make(LONG, '--limit', 'steps=100k')
        self.assertEqual(result.status, BAD_INPUT, result.err)
        self.assertFalse((self.folder / 'form.pdf').exists())

    def test_no_page(self):
        self.kind()
        share = self.folder / 'share'
        shutil.copytree(ROOT / 'templates', share / 'templates', ignore=shutil.ignore_patterns('pages'))
        (share / 'fonts').symlink_to(ROOT / 'fonts')
        environment = {'GONGWEN_SHARE': str(share)}
        self.refused('engine/no-page', status=BAD_ENVIRONMENT, environment=environment)
        self.assertEqual(self.make('短', environment=environment).status, DONE)


if __name__ == '__main__':
    unittest.main()
