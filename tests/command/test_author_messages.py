"""What an author of templates gets wrong, and what is said of it."""
import json
import re
import subprocess
import unittest

import pikepdf

from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, CommandTest, gongwen

HEAD = '<!DOCTYPE html>\n<html lang="zh"><head><title>通知</title>\n<style>\n'
TAIL = '\n</style></head><body>{}</body></html>'


class Kinds(CommandTest):
    """A kind with a choice, and one with shared macros."""
    SCHEMA = {'type': 'object', 'required': ['people'], 'properties': {'people': {'type': 'array', 'items': {
        'type': 'object', 'required': ['state'], 'properties': {
            'name': {'type': 'string'},
            'state': {'x-title': {'zh': '情况', 'en': 'state'}, 'enum': ['present', 'on-leave', 'CD'],
                      'x-titles': {'present': {'zh': '出席', 'en': 'present'}, 'on-leave': {'zh': '请假', 'en': 'on leave'},
                                   'CD': {'zh': '委员会草案', 'en': 'committee draft'}}}}}}}}

    def messages(self, body, people=None, styles=(), language='zh-CN', head=''):
        self.write('own/list/template.json', {
            'kind': 'list', 'title': {'zh': '表', 'en': 'list'}, 'version': '1.0', 'language': language, 'file_name': 'a',
            'source': {'zh': '无', 'en': 'none'}, 'outputs': {'page': {'template': 'document.html', 'styles': list(styles)}}})
        self.write('own/list/schema.json', self.SCHEMA)
        self.write('own/list/document.html', f'<!DOCTYPE html>{head}<html lang="{language}"><head><title>t</title></head><body>{body}</body></html>')
        data = self.write('d.json', {'people': people or [{'state': '出席'}, {'state': 'on-leave'}]})
        result = gongwen('--error-format', 'json', '--templates', self.folder / 'own', 'render', 'list', data, '-o', self.folder / 'a.pdf')
        self.result = result
        return [(d['id'], d.get('hint', '')) for d in (result.diagnostics() if result.err.strip() else [])]

    def printed(self):
        return subprocess.run(['pdftotext', self.folder / 'a.pdf', '-'], capture_output=True, check=True).stdout.decode().split()

    def test_titles_of_choices(self):
        rows = '{% for p in people %}<p class="{{ p.state }}" title="{{ p.state }}">{{ p.state | choice_title }}</p>{% endfor %}'
        self.assertEqual(self.messages(rows), [])
        self.assertEqual(self.printed(), ['出席', '请假'])
        self.assertEqual(self.messages('<p>{{ people | map(attribute="state") | map("choice_title") | join("、") }}</p>'), [])
        self.assertEqual(self.printed(), ['出席、请假'])
        self.messages('<p>{{ "nobody" | choice_title }}</p>')
        self.assertEqual([d['id'] for d in self.result.errors()], ['templating/no-choice-title'])

    def test_codes_in_a_chinese_document(self):
        rows = '{% for p in people %}<p>{{ p.state }}</p>{% endfor %}'
        [(identifier, hint)] = self.messages(rows)
        self.assertEqual(identifier, 'engine/choice-code')
        self.assertIn('choice_title', hint)
        # Capitals are abbreviations, which are printed; other languages have other words.
        self.assertEqual(self.messages(rows, people=[{'state': 'CD'}]), [])
        self.assertEqual(self.messages(rows, language='en'), [])

    def test_macros_without_their_style_sheet(self):
        head = '{% import "shared/macros/parts.html" as parts %}'
        body = '{{ parts.mark(["示例委员会"]) }}{{ parts.red_rule() }}'
        sheets = ['shared/css/fonts.css', 'shared/css/base.css', 'shared/css/profiles/gbt9704.css']
        told = self.messages(body, styles=sheets, head=head)
        self.assertEqual([identifier for identifier, _ in told], ['engine/macro-styles'])
        self.assertIn('shared/css/parts.css', told[0][1])
        self.assertEqual(self.messages(body, styles=[*sheets, 'shared/css/parts.css'], head=head), [])
        # A sheet of the bundle may import it.
        self.write('own/list/style.css', '@import "shared/css/parts.css";')
        self.assertEqual(self.messages(body, styles=[*sheets, 'style.css'], head=head), [])
        # A macro that writes no element of the sheet's classes needs none.
        self.assertEqual(self.messages('<p>{{ parts.han_width("示例") }}</p>', styles=sheets, head=head), [])


class StyleSheets(CommandTest):
    def messages(self, css, body='<p>正文</p>'):
        self.write('a.html', HEAD + css + TAIL.format(body))
        result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        return [(d['id'], d['message'], d.get('hint', '')) for d in result.diagnostics()]

    def test_what_css_has_and_gongwen_has_not(self):
        for css, name, hint in (('p { filter: blur(1px) }', 'filter', '.svg'),
                                ('p { mix-blend-mode: multiply }', 'mix-blend-mode', '.svg'),
                                ('@font-feature-values X { }', '@font-feature-values', 'gongwen fonts'),
                                ('p { -webkit-box-shadow: none }', '-webkit-box-shadow', 'without'),
                                ('@container (width > 1px) { p { color: red } }', '@container', ''),
                                ('p { max-lines: 2 }', 'max-lines', 'line-clamp'),
                                ('p:not(:checked) { color: red }', ':checked', '[checked]')):
            with self.subTest(css):
                [(identifier, message, told)] = self.messages(css)
                self.assertEqual((identifier, message), ('css/unsupported', f'`{name}` is not supported; it has no effect'))
                self.assertIn(hint, told)
                self.assertEqual(bool(told), bool(hint))

    def test_columns_are_known_and_wrong_values_of_them_told(self):
        self.assertEqual(self.messages('body { columns: 2 auto; column-gap: 1em; column-rule: thin solid gray; '
                                       'column-fill: balance-all } p { column-span: all; break-before: column; '
                                       'break-after: avoid-column; break-inside: avoid-column }'), [])
        for wrong in ('column-count: 0', 'columns: 2 3', 'column-width: -1px', 'column-span: 2', 'column-fill: even'):
            with self.subTest(wrong):
                [(identifier, message, _)] = self.messages(f'body {{ {wrong} }}')
                self.assertTrue(identifier.startswith('css/'), identifier)
                self.assertIn(wrong.split(':')[0], message)

    def test_values(self):
        for css, word, hint in (('p { background-image: image-set("a.png" 1x) }', 'image-set', 'url('),
                                ('p { display: run-in }', 'run-in', '')):
            with self.subTest(css):
                [(identifier, message, told)] = self.messages(css)
                self.assertEqual(identifier, 'css/unsupported-value')
                self.assertIn(f'does not support `{word}`', message)
                self.assertIn(hint, told)

    def test_misspelt_names_are_still_misspelt(self):
        [(identifier, _, hint)] = self.messages('p { colr: red }')
        self.assertEqual((identifier, hint), ('css/unknown-property', 'did you mean `color`?'))
        [(identifier, message, _)] = self.messages('p:frist-child { color: red }')
        self.assertEqual(identifier, 'css/invalid-selector')
        self.assertIn('`:frist-child`', message)
        [(identifier, message, _)] = self.messages('p >> b { color: red }')
        self.assertIn('`p >> b', message)

    def test_a_missing_semicolon(self):
        [(identifier, message, _)] = self.messages('p { color: red font-size: 12pt }')
        self.assertEqual((identifier, message[:35]), ('css/missing-semicolon', 'a `;` is missing before `font-size`'))

    def test_nested_rules(self):
        self.assertEqual(self.messages('p { color: red; &.a { color: blue } @media print { color: green } }'), [])
        [(identifier, message, _)] = self.messages('p { color: red; &..a { color: blue } }')
        self.assertEqual(identifier, 'css/invalid-selector')
        self.assertIn('`&..a', message)
        [(identifier, message, _)] = self.messages('p { @page { margin: 0 } color: red }')
        self.assertEqual(identifier, 'css/unknown-at-rule')
        [(identifier, message, hint)] = self.messages('', '<p style="color: red; &.a { color: blue }">正文</p>')
        self.assertEqual(identifier, 'css/unsupported')
        self.assertIn('`&.a { … }`', message)
        self.assertIn('whole selector', hint)

    def test_registered_properties(self):
        self.assertEqual(self.messages('@property --x { syntax: "<length> | none"; inherits: false; initial-value: 2pt }\n'
                                       '@property --y { syntax: "*"; inherits: true }'), [])
        for wrong in ('x { syntax: "*"; inherits: true }', '--x { syntax: "*" }', '--x { syntax: "<length>"; inherits: true }',
                      '--x { syntax: "<length>"; inherits: true; initial-value: red }',
                      '--x { syntax: "<thing>"; inherits: true; initial-value: red }'):
            with self.subTest(wrong):
                [(identifier, _, hint)] = self.messages('@property ' + wrong)
                self.assertEqual(identifier, 'css/invalid-property-rule')
                self.assertIn('initial-value', hint)

    def test_media_features_that_nobody_knows(self):
        self.assertEqual(self.messages('@media (min-width: 10cm) and (orientation: portrait) { p { color: red } }'), [])
        [(identifier, _, _)] = self.messages('@media (thickness: 3mm) { p { color: red } }')
        self.assertEqual(identifier, 'css/unknown-media-query')

    def test_text_that_is_not_shown(self):
        """It is reported, once, and is not in the file."""
        body = '<p>第一行的文字很长很长，放不下</p>'
        for css in ('p { width: 5em; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }',
                    'p { width: 5em; line-clamp: 1 }', 'p { width: 5em; -webkit-line-clamp: 1 "…" }'):
            with self.subTest(css):
                [(identifier, message, _)] = self.messages(css, body)
                self.assertEqual(identifier, 'layout/text-cut')
                self.assertIn('很长很长', message)
                text = subprocess.run(['pdftotext', self.folder / 'a.pdf', '-'], capture_output=True, text=True).stdout
                self.assertEqual(text.split(), ['第一行的…'])
        self.assertEqual(self.messages('p { line-clamp: 2 }', body), [])

    def test_a_comment_without_end(self):
        [(identifier, _, _)] = self.messages('p { color: red } /* p { color: blue }')
        self.assertEqual(identifier, 'css/unclosed-comment')
        self.assertEqual(self.messages('p { quotes: "/*" "*/" }'), [])
        self.assertEqual(self.messages('p { quotes: "*/" "/*" }'), [])

    def test_a_family_that_is_not_there(self):
        [(identifier, message, hint)] = self.messages('p { font-family: "Noto Serif CJK SX", serif }')
        self.assertEqual(identifier, 'text/unknown-first-family')
        self.assertIn('`Noto Serif CJK SX`', message)
        self.assertEqual(hint, 'did you mean `Noto Serif CJK SC`?')
        self.assertEqual(self.messages('p { font-family: serif, "NoSuchFont" }'), [])
        [(identifier, _, hint)] = self.messages('p { font-family: "NoSuchFont" }')
        self.assertEqual(identifier, 'text/unknown-family')
        self.assertIn('gongwen fonts', hint)

    def places(self, css, body='<p>正文</p>'):
        """Identifier, line and column of each message about a family, and the names in it."""
        self.write('a.html', HEAD + css + TAIL.format(body))
        result = gongwen('--error-format', 'json', 'typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        told = result.diagnostics()
        self.assertEqual({d['template'] for d in told}, {'a.html'} if told else set())
        return [(d['id'], d['line'], d['column'], d['message'].split('`')[1]) for d in told]

    def test_an_unknown_family_is_told_of_where_it_is_named(self):
        """HEAD has three lines."""
        body = '<p>一</p><p class="b">二</p><p>三<b>四</b></p>'
        first, none = 'text/unknown-first-family', 'text/unknown-family'
        for css, found in (
                ('p { color: red;\n  font-family: NoSuch }', [(none, 5, 3, 'NoSuch')]),
                ('p { font: 12pt/2 NoSuch, serif }', [(first, 4, 5, 'NoSuch')]),
                ('body { font-family: NoSuch } p { font-size: 9pt } b { font-size: 8pt }', [(none, 4, 8, 'NoSuch')]),
                (':root { --f: NoSuch }\np { font-family: var(--f), serif }', [(first, 5, 5, 'NoSuch')]),
                (':root { --f: NoSuch }\np { font: 12pt var(--f) }', [(none, 5, 5, 'NoSuch')]),
                ('p { font-family: NoSuch }\n.b { font-family: NoSuch; font-size: 8pt }', [(none, 4, 5, 'NoSuch')]),
                ('p { font-family: NoSuch }\n.b { font-family: Neither }', [(none, 4, 5, 'NoSuch'), (none, 5, 6, 'Neither')]),
                ('p { font-family: NoSuch, Neither }', [(none, 4, 5, 'NoSuch, Neither')]),
                ('i { font-family: NoSuch }', [])):
            with self.subTest(css):
                self.assertEqual(self.places(css, body), found)

    def test_an_unknown_family_in_a_style_attribute(self):
        [(identifier, line, _, name)] = self.places('', '<p>一</p>\n<p style="font-family: NoSuch">二</p>')
        self.assertEqual((identifier, line, name), ('text/unknown-family', 6, 'NoSuch'))

    def test_an_unknown_local_face(self):
        use = '\np { font-family: Own }'
        for source, found in (('local("NoSuch")', ['NoSuch']), ('local("NoSuch"), local("Neither Bold")', ['NoSuch, Neither Bold']),
                              ('local("NoSuch"), local("Noto Serif CJK SC")', []), ('local("Noto Serif CJK SC Bold")', [])):
            for used in ('', use):
                with self.subTest(source, used=used):
                    told = self.places('@font-face {\n font-family: Own; src: ' + source + ' }' + used)
                    self.assertEqual([(id, line, name) for id, line, _, name in told],
                                     [('text/unknown-family', 4, name) for name in found])

    def test_the_nearest_family_is_named(self):
        for css in ('p { font-family: "Noto Serif CJK SX" }', '@font-face { font-family: Own; src: local("Noto Serif CJK SX") }'):
            [(_, _, hint)] = self.messages(css)
            self.assertIn('`Noto Serif CJK SC`', hint)

    def test_text_off_the_sheet(self):
        for css, edge in (('p { margin-left: -60mm }', 'left'), ('p { position: relative; top: -60mm }', 'upper')):
            [(identifier, message, _)] = self.messages(css)
            self.assertEqual(identifier, 'layout/off-sheet')
            self.assertIn(f'the {edge} edge of page 1', message)
        # Into the margin is allowed.
        self.assertEqual(self.messages('@page { margin: 30mm } p { margin-left: -20mm }'), [])
        result = gongwen('--strict', 'typeset', 'a.html', '-o', 'b.pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)

    def test_headers_and_footers_without_room(self):
        long, short = '很长的标题' * 40, '标题'
        for body, count in ((f'<h1>{long}</h1>', 1), (f'<h1>{short}</h1>', 0), (f'<p class="foot">{long}</p><p>甲</p>', 1),
                            (f'<p class="foot">{short}</p><p>甲</p>', 0)):
            css = ('@page { size: A5; margin: 20mm; @top-center { content: string(t) } @bottom-left { content: element(foot) } }'
                   'h1 { string-set: t content(); font-size: 12pt } .foot { position: running(foot) }')
            with self.subTest(body):
                found = [d[0] for d in self.messages(css, body)]
                self.assertEqual(found, ['layout/margin-overflow'] * count)

    def test_what_sticks_out_names_line_and_field(self):
        css = '@page { size: A4; margin: 25mm } body { margin: 0 }'
        for body, identifiers, mm in (
                # The border lies outside of the width of a box that is as wide as the page.
                ('<div style="border: 1pt solid; width: 200mm; height: 9mm"></div>', ['fitted'], '40.7'),
                ('<table style="background: #eee; width: 200mm"><tr><td>甲</td></tr></table>', ['fitted'], '40.0'),
                # Four fifths of the size are not enough.
                ('<p style="white-space: nowrap">' + '甲' * 80 + '</p>', ['fitted'], '178.7')):
            with self.subTest(body):
                found = self.messages(css, body)
                self.assertEqual([name for name, _, _ in found], [f'layout/{identifier}' for identifier in identifiers])
                self.assertIn(mm, found[0][1])


class Notes(CommandTest):
    def test_a_call_begins_no_line(self):
        css = ('@page { size: 240px 300px; margin: 20px } body { font: 10px/16px "Noto Serif CJK SC" } p { margin: 0 }'
               '.fn { float: footnote; font-size: 8px } ::footnote-call { content: "[" counter(footnote) "]" }')
        bodies = ('一二三四五六七八九十一二三四五六七八九十<span class="fn">注。</span>后文',
                  '一二三四五六七八九十一二三四五六七八九。<span class="fn">注。</span>后文',
                  '一二三四五六七八九十一二三四五六七八九十 <span class="fn">注。</span>后文',
                  '一二三四五六七八九十一二三四五六七八九<b>十</b><span class="fn">注。</span>后文')
        for body in bodies:
            self.write('a.html', HEAD + css + TAIL.format(f'<p>{body}</p>'))
            self.assertEqual(gongwen('typeset', 'a.html', '-o', 'a.pdf', cwd=self.folder).status, DONE)
            text = subprocess.run(['pdftotext', '-layout', self.folder / 'a.pdf', '-'], capture_output=True, check=True)
            lines = [line.strip() for line in text.stdout.decode().splitlines() if line.strip()]
            with self.subTest(body):
                self.assertTrue(any('后文' in line for line in lines[1:]), lines)
                self.assertFalse([line for line in lines if line.startswith('[1]') and '后文' in line], lines)


class Bundles(CommandTest):
    def setUp(self):
        super().setUp()
        self.assertEqual(gongwen('new-kind', 'book-list', cwd=self.folder).status, DONE)
        (self.folder / 'own').mkdir()
        (self.folder / 'book-list').rename(self.folder / 'own/book-list')
        self.bundle = self.folder / 'own/book-list'

    def check(self, data='own/book-list/sample.json'):
        return gongwen('--error-format', 'json', '--templates', 'own', 'check', 'book-list', data, cwd=self.folder)

    def change(self, name, old, new):
        path = self.bundle / name
        text = path.read_text(encoding='utf-8')
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding='utf-8')

    def template(self, text):
        self.change('document.html', '</body>', text + '</body>')
        return self.check()

    def test_what_sticks_out_names_the_field(self):
        data = json.loads((self.bundle / 'sample.json').read_text(encoding='utf-8'))
        field = next(name for name, value in data.items() if isinstance(value, str) and 'date' not in name)
        data[field] = 'x' * 60
        self.write('long.json', data)
        self.change('document.html', '</body>',
                    '<div style="border: 1pt solid; width: max-content; font-size: 20pt">{{ %s }}</div></body>' % field)
        found = [d for d in self.check('long.json').diagnostics() if d['id'] == 'layout/too-wide']
        self.assertEqual({d['data']['pointer'] for d in found}, {f'/{field}'}, found)
        box = (self.bundle / 'document.html').read_text(encoding='utf-8').split('max-content')[0].count('\n') + 1
        self.assertEqual(sum(d['line'] == box for d in found), 1, found)

    def test_editors_may_name_the_schema(self):
        for path in (self.bundle / 'template.json', self.bundle / 'sample.json'):
            content = {'$schema': '../x.schema.json', **json.loads(path.read_text(encoding='utf-8'))}
            path.write_text(json.dumps(content, ensure_ascii=False), encoding='utf-8')
        self.assertEqual(self.check().status, DONE)
        content['inner'] = {'$schema': 'x'}
        self.write('bad.json', content)
        self.assertEqual(self.check('bad.json').status, BAD_INPUT)

    def test_a_default_that_does_not_fit(self):
        path = self.bundle / 'schema.json'
        schema = json.loads(path.read_text(encoding='utf-8'))
        schema['properties']['copies'] = {'x-title': {'zh': '份数', 'en': 'copies'}, 'type': 'integer', 'default': 'two'}
        path.write_text(json.dumps(schema, ensure_ascii=False), encoding='utf-8')
        result = self.check()
        self.assert_fails(result, BAD_INPUT, 'data/schema-bad-default')
        self.assertIn('schema.json', result.errors()[0]['data']['file'])

    def test_a_style_sheet_that_is_not_there(self):
        self.change('template.json', 'style.css', 'stile.css')
        [error] = self.check().errors()
        self.assertRegex(error['data']['pointer'], '^/outputs/page/styles/[0-9]+$')

    def test_macros(self):
        result = self.template('{% macro line(text, level=1) %}{{ text }}{% endmacro %}{{ line("a", lvel=2) }}')
        [error] = result.errors()
        self.assertEqual(error['id'], 'templating/unknown-macro-argument')
        self.assertEqual(error['hint'], 'its parameters: text, level')

    def test_members_of_modules(self):
        result = self.template('{% import "shared/macros/parts.html" as parts %}{{ parts.presents([]) }}')
        [error] = result.errors()
        self.assertEqual(error['hint'], 'did you mean `parts.present`?' if '.' in error['hint'] else 'did you mean `present`?')

    def test_loops_that_would_never_end(self):
        result = self.template('{% for i in range(1000000000000) %}{% endfor %}')
        self.assertEqual([e['id'] for e in result.errors()], ['templating/range-too-long'])

    def test_elements_that_are_not_for_print(self):
        result = self.template('<canvas></canvas>')
        error = result.errors()[0]
        self.assertEqual(error['id'], 'dom/unsupported-element')
        self.assertIn('<img src=', error['hint'])


class PagesFromElsewhere(CommandTest):
    PAGE = ('<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>x</title>'
            '<link rel="stylesheet" href="https://example.org/a.css"><link rel="stylesheet" href="/b.css">'
            '<link rel="stylesheet" href="c.css"></head><body><h1>题</h1>'
            '<p><a href="#">首</a><a href="#Top">上</a><a href="#nowhere">无</a></p></body></html>')

    def test_what_is_not_there_is_passed_over(self):
        page = self.write('page.html', self.PAGE)
        pdf = self.folder / 'page.pdf'
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', pdf)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([d['id'] for d in result.diagnostics()],
                         ['resources/outside-bundle', 'resources/outside-bundle', 'resources/not-found',
                          'layout/unknown-target'])
        self.assertEqual({d['severity'] for d in result.diagnostics()}, {'warning'})
        with pikepdf.open(pdf) as file:
            # The two links to the top; the dead one is text.
            self.assertEqual(len(file.pages[0].Annots), 2)
        self.assertNotEqual(gongwen('--strict', 'typeset', page, '-o', self.folder / 'strict.pdf').status, DONE)
        self.assertNotIn('strict.pdf', self.files())

    def test_links_and_files_as_browsers_find_them(self):
        self.write('sub/s.css', '@import "t.css?w"; p { color: #010203 }')
        self.write('sub/t.css', 'h2 { color: #040506 }')
        (self.folder / 'sub/i.svg').write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
        page = self.write('page.html', '<!DOCTYPE html><html lang="zh-CN" xmlns:d="urn:x"><head><title>x</title>'
                          '<link rel="stylesheet" href="sub//s.css?v=2"></head><body onload="f()">'
                          '<p><a href="#n1" target="_blank" accesskey="a">一</a> <a href="#%E4%B8%AD%E6%96%87">二</a> '
                          '<a href="#n2">三</a> <a href="#n3">四</a> <a href="#%E9%99%84%E5%BD%95">五</a></p>'
                          '<p style="break-before:page"><a name="n1"></a>甲</p><h2 id="中文">中文</h2>'
                          '<p><a name="n2" id="own">乙</a></p><a name="n3"></a><h3 id="n3">丙</h3><a name="附录">丁</a>'
                          '<img src="sub//i.svg?v=2" alt="图"><img src="./sub/../sub/i.svg" alt="图"></body></html>')
        pdf = self.folder / 'page.pdf'
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', pdf)
        self.assertEqual(result.err and result.diagnostics(), [])
        self.assertEqual(result.status, DONE)
        with pikepdf.open(pdf) as file:
            links = list(file.pages[0].Annots)
            self.assertEqual(len(links), 5)
            for link in links:
                self.assertNotIn('/A', link)
                self.assertEqual(link.Dest[0], file.pages[1].obj)
            content = b''.join(one.Contents.read_bytes() for one in file.pages)
        self.assertIn(b'.004 .008 .012 rg', content)
        self.assertIn(b'.016 .02 .024 rg', content)

    def test_what_is_left_out_is_counted(self):
        drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><filter id="f"><feTurbulence/></filter><rect width="9" height="9" filter="url(#f)"/></svg>'
        self.write('a.svg', drawing)
        (self.folder / 'a.ttf').write_bytes(b'no font')
        style = ('<style>@font-face { font-family: Own; src: url(a.ttf) } p { font-family: Nowhere, serif } '
                 'h2 { overflow: hidden; white-space: nowrap; width: 3em; text-overflow: ellipsis }</style>')
        page = self.write('page.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>x</title>' + style + '</head><body>'
                          '<p>文</p><h2>一二三四五六七八</h2><img src="a.svg" alt="图"><svg width="9" height="9" '
                          'aria-label="图"><a href="#x"><rect width="5" height="5"/></a></svg></body></html>')
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', self.folder / 'page.pdf')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(json.loads(result.err)['skipped'], {'fonts': 2, 'links': 1, 'elements': 1, 'cut': 1},
                         [d['id'] for d in result.diagnostics()])

    def test_style_sheets_in_other_encodings(self):
        page = self.write('page.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>x</title><link rel="stylesheet" href="a.css">'
                          '<link rel="stylesheet" href="b.css" charset="gbk"><link rel="stylesheet" href="c.css"></head>'
                          '<body><p class="甲">文</p><p class="乙">文</p><p class="丙">文</p></body></html>')
        (self.folder / 'a.css').write_bytes('@charset "gb2312"; .甲 { color: #000001 }'.encode('gbk'))
        (self.folder / 'b.css').write_bytes('.乙 { color: #000002 }'.encode('gbk'))
        (self.folder / 'c.css').write_bytes(b'\xff\xfe' + '.丙 { color: #000003 }'.encode('utf-16-le'))
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', self.folder / 'page.svg')
        self.assertEqual([d['id'] for d in result.diagnostics()], [])
        colors = set(re.findall('#00000[1-3]', (self.folder / 'page.svg').read_text('utf-8')))
        self.assertEqual(colors, {'#000001', '#000002', '#000003'})

    def colors_of_sheets(self, page, encoding):
        """The colours that the sheets of a page give, and the messages."""
        (self.folder / 'page.html').write_bytes(page.encode(encoding))
        result = gongwen('--error-format', 'json', 'typeset', self.folder / 'page.html', '-o', self.folder / 'page.svg')
        return (sorted(set(re.findall('#00000[1-3]', (self.folder / 'page.svg').read_text('utf-8')))),
                [d['id'] for d in result.diagnostics()])

    def test_style_sheets_are_in_the_encoding_of_what_asks_for_them(self):
        page = ('<!DOCTYPE html><html lang="zh-CN"><head>%s<title>x</title><link rel="stylesheet" href="a.css"></head>'
                '<body><p class="甲">文</p><p class="乙">文</p></body></html>')
        # A page that names an encoding, but was saved in UTF-8 with its sheet.
        (self.folder / 'a.css').write_text('.甲 { color: #000001 }', 'utf-8')
        self.assertEqual(self.colors_of_sheets(page % '<meta charset="gb2312">', 'utf-8'), (['#000001'], []))
        # What a sheet names counts for those that it imports.
        (self.folder / 'a.css').write_bytes('@charset "gbk"; @import "b.css"; .甲 { color: #000001 }'.encode('gbk'))
        (self.folder / 'b.css').write_bytes('.乙 { color: #000002 }'.encode('gbk'))
        self.assertEqual(self.colors_of_sheets(page % '', 'utf-8'), (['#000001', '#000002'], []))
        # The page's own, in the form of old pages, too.
        (self.folder / 'a.css').write_bytes('.甲 { color: #000001 }'.encode('gbk'))
        for meta in ('<meta charset="gbk">', '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'):
            self.assertEqual(self.colors_of_sheets(page % meta, 'gbk'), (['#000001'], []), meta)

    def test_plain_text_of_xml_keeps_the_place_of_mistakes(self):
        page = self.write('page.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>x</title>\n<style><![CDATA[\n'
                          'p { color: red }\n  p { colr: red }\n]]></style></head><body><p>文</p></body></html>')
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', self.folder / 'page.pdf')
        [message] = result.diagnostics()
        self.assertEqual((message['id'], message['line'], message['column']), ('css/unknown-property', 4, 7))

    def test_one_line_says_at_the_end_what_was_passed_over(self):
        page = self.write('page.html', self.PAGE.replace('</body>', '<img src="a.png" alt="图"><img src="b.png" alt="图">'
                                                         '<p style="filter: none">⭐</p><blink>旧</blink></body>'))
        pdf = self.folder / 'page.pdf'
        for language in ('en', 'zh'):
            result = gongwen('--lang', language, 'typeset', page, '-o', pdf)
            self.assertEqual(result.status, DONE, result.err)
            last = result.err.strip().splitlines()[-1]
            self.assertEqual(last, {
                'en': 'skipped or changed: 3 style sheets not available, 2 images not available, 1 dead link, 1 character in no font, '
                      '1 part of CSS without effect, 1 correction of HTML',
                'zh': '略过或改动：无法取得的样式表3个，无法取得的图片2幅，失效链接1处，缺字形的字符1个，未生效的样式1处，更正HTML1处'}[language])
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', pdf)
        self.assertEqual(json.loads(result.err)['skipped'],
                         {'styleSheets': 3, 'images': 2, 'links': 1, 'characters': 1, 'css': 1, 'html': 1})
        plain = self.write('plain.html', '<!DOCTYPE html><html lang="zh-CN"><title>x</title><p>文</p></html>')
        self.assertEqual(gongwen('typeset', plain, '-o', pdf).err, '')
        self.assertNotIn('skipped', gongwen('--error-format', 'json', 'typeset', plain, '-o', pdf).err)

    WIDE = ('<!DOCTYPE html><html lang="zh-CN"><title>x</title><style>@page { size: A5; margin: 10mm } '
            'td { white-space: nowrap; border: 1px solid }</style><h1 id="top">题</h1>%s<p><a href="#top">首</a></p></html>')

    def reduced(self, content, *options):
        """The widths of the words on the first page, in points, and the ids of the messages."""
        page, pdf = self.write('wide.html', self.WIDE % content), self.folder / 'wide.pdf'
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', pdf, *options)
        self.assertEqual(result.status, DONE, result.err)
        words = subprocess.run(['pdftotext', '-bbox', pdf, '-'], stdout=subprocess.PIPE, text=True, check=True).stdout
        with pikepdf.open(pdf) as file:
            self.assertEqual([round(float(x)) for x in file.pages[0].MediaBox], [0, 0, 420, 595])
            for link in file.pages[0].get('/Annots', []):
                self.assertLess(float(link.Rect[2]), 420 - 28)
        return ([tuple(float(x) for x in found) for found in re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)"', words)],
                [d['id'] for d in result.diagnostics()])

    def test_what_is_too_wide_is_narrowed_before_all_pages_are_reduced(self):
        row = '<table><tr>' + ''.join(f'<td style="white-space:nowrap">column number {i}</td>' for i in range(6)) + '</tr></table>'
        size = self.reduced('<p>text</p>')[0][0]
        for wide in (row, '<pre>' + 'wide ' * 60 + '</pre>', '<pre>' + 'w' * 200 + '</pre>', '<div style="width:700px;border:1px solid"><p>b</p></div>'):
            with self.subTest(wide[:20]):
                words, ids = self.reduced('<p>text</p>' + wide)
                self.assertEqual(set(ids), {'layout/fitted'})
                self.assertEqual(words[0], size)
                self.assertLess(max(end for _, end in words), 420 - 28)

    def test_each_element_that_is_too_wide_is_narrowed_by_itself_and_named(self):
        box = '<div style="width:900px;border:5px solid;padding:5px">%s</div>'
        content = ('<p>text</p>' + box % ('outer' + box % 'inner') + '<p style="white-space:nowrap">' + 'line ' * 60 + '</p>'
                   '<p style="white-space:nowrap" id="short">not to be wrapped</p><pre>' + 'w' * 200 + '</pre>'
                   '<p style="width:300px;border:1px solid">narrow</p>')
        words, ids = self.reduced(content)
        self.assertEqual(ids, ['layout/fitted'] * 4)  # outer and inner box, line, pre
        self.assertLess(max(end for _, end in words), 420 - 28)
        messages = gongwen('typeset', 'wide.html', '-o', 'wide.pdf', cwd=self.folder).err
        for named in ('outer', 'inner', 'line line', 'wwww'):
            self.assertIn(named, messages)

    def test_pages_are_reduced_to_no_less_than_four_fifths(self):
        row = '<div style="display:grid;grid-template-columns:470px 100px"><p>甲</p><p style="text-align:right">end end</p></div>'
        words, ids = self.reduced(row)
        self.assertEqual(ids, ['layout/fitted', 'layout/reduced'])
        self.assertLess(max(end for _, end in words), 420 - 28)
        self.assertGreater(max(end for _, end in words), 420 - 40)
        # Other formats are reduced as well; a page that is checked against a standard is not.
        self.assertEqual(gongwen('typeset', 'wide.html', '-o', 'wide.svg', cwd=self.folder).status, DONE)
        self.assertIn('matrix(', (self.folder / 'wide.svg').read_text(encoding='utf-8'))
        _, ids = self.reduced(row, '--profile', 'tc260-plain')
        self.assertIn('layout/too-wide', ids)
        self.assertNotIn('layout/reduced', ids)

    def test_what_grows_with_the_page_reduces_nothing(self):
        _, ids = self.reduced('<div style="width: 150%; border: 1px solid">甲</div>')
        self.assertEqual(ids, ['layout/too-wide'])

    def text_of(self, page, *ids):
        """The text of a page of these bytes, and what is reported of it."""
        (self.folder / 'page.html').write_bytes(page)
        result = gongwen('--error-format', 'json', 'typeset', 'page.html', '-o', 'page.pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([d['id'] for d in result.diagnostics()], list(ids))
        return subprocess.run(['pdftotext', self.folder / 'page.pdf', '-'], stdout=subprocess.PIPE, text=True,
                              check=True).stdout

    def test_characters_that_no_face_has(self):
        page = '<!DOCTYPE html><html lang="zh-CN"><title>x</title><p>好评⭐⭐，বাংলা。abc \U0001f31f</p>'.encode()
        text = self.text_of(page, *['text/missing-glyph'] * 6)
        for part in ('好评⭐⭐，', 'বাংলা', 'abc \U0001f31f'):
            self.assertIn(part, text)
        strict = gongwen('--strict', 'typeset', 'page.html', '-o', 'strict.pdf', cwd=self.folder)
        self.assertNotEqual(strict.status, DONE)

    def test_encodings(self):
        page = '<!DOCTYPE html><html lang="zh-CN"><meta charset="{}"><title>公告</title><p>国家标准公告“一”</p>'
        for label, encoding in (('gb2312', 'gb18030'), ('GBK', 'gb18030'), ('big5', None), ('utf-8', 'utf-8')):
            with self.subTest(label):
                if encoding is None:
                    text = self.text_of('<meta charset=big5><title>x</title><p>國家標準'.encode('big5'), 'text/fallback-face')
                    self.assertIn('國家標準', text)
                else:
                    self.assertIn('国家标准公告“一”', self.text_of(page.format(label).encode(encoding)))
        unnamed = '<title>公告</title><p>国家标准公告'.encode('gb18030')
        self.assertIn('国家标准公告', self.text_of(unnamed, 'dom/guessed-encoding'))
        utf16 = '\ufeff<title>公告</title><p>国家标准公告'.encode('utf-16-le')
        self.assertIn('国家标准公告', self.text_of(utf16))
        damaged = page.format('utf-8').encode().replace('“'.encode(), b'\xe2\x80')
        self.assertIn('国家标准公告\ufffd一”', self.text_of(damaged, 'dom/replaced-bytes', 'text/fallback-face'))

    def test_the_page_itself_must_be_there(self):
        result = gongwen('--error-format', 'json', 'typeset', self.folder / 'none.html', '-o', self.folder / 'x.pdf')
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/not-found')


if __name__ == '__main__':
    unittest.main()
