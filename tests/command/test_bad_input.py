"""Bad data, bad bundles, bad environments: each has a clear message and status, and nothing is half-written."""
import os
import resource
import subprocess
import unittest

import needs
from harness import (BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, KIND, PROGRAM, ROOT, SAMPLE, CommandTest, changed, gongwen,
                     sample)


class BadData(CommandTest):
    def check(self, content, *ids, status=BAD_INPUT):
        path = self.write('data.json', content)
        result = gongwen('--error-format', 'json', 'check', KIND, path)
        self.assert_fails(result, status, *ids)
        return result.errors()

    def test_good_data(self):
        result = gongwen('check', KIND, SAMPLE)
        self.assertEqual(result.status, DONE)

    def test_broken_json_has_line_and_column(self):
        text = SAMPLE.read_text(encoding='utf-8').replace('"count": 17\n', '"count": 17,\n')
        (found,) = self.check(text, 'data/json-trailing-comma')
        line = text.split('\n').index('      "count": 17,') + 1
        self.assertEqual((found['data']['line'], found['data']['column']), (line, 18))
        self.check('{"year": 2024', 'data/json-unexpected-end')
        self.check('', 'data/empty')
        self.check('[1, 2', 'data/json-unexpected-end')

    def test_not_utf8(self):
        content = SAMPLE.read_bytes()
        self.check(content.replace('网'.encode(), '网'.encode()[:2], 1), 'resources/not-utf8')

    def test_wrong_types_and_missing_fields_all_at_once(self):
        def spoil(data):
            data['year'] = '二〇二四'
            del data['issue']
            data['events'][0]['created'] = '13项'
            data['events'][2]['end'] = '2024-02-30'
            data['projects'][0]['plan_number'] = '2024-400'
            data['events'][1]['cout'] = 3
        found = self.check(changed(spoil), 'data/wrong-type', 'data/missing-name', 'data/format-mismatch',
                           'data/unknown-name')
        places = {d['data']['pointer'] for d in found}
        self.assertEqual(places, {'/issue', '/year', '/events/0/created', '/events/2/end', '/projects/0/plan_number',
                                  '/events/1/cout'})
        self.assertTrue(all(d['data']['line'] > 0 for d in found))

    def test_counts_that_disagree(self):
        def spoil(data):
            data['events'][0]['count'] = 18
        (found,) = self.check(changed(spoil), 'rules/violated')
        self.assertEqual(found['data']['pointer'], '/events/0/count')
        self.assertIn('count-agrees', found['message'] + str(found))

    def test_nesting_100000_deep(self):
        self.check('[' * 100_000 + ']' * 100_000, 'data/too-deep')
        self.check('{"a":' * 100_000 + '1' + '}' * 100_000, 'data/too-deep')

    @needs.time
    def test_text_of_200_megabytes(self):
        data = changed(lambda d: d['projects'][0].update(scope='字'))
        text = self.write('small.json', data).read_text(encoding='utf-8').replace('"字"', '"' + 'x' * 200_000_000 + '"')
        self.check(text, 'data/text-too-long')

    def test_absurd_file(self):
        self.check('null', 'data/wrong-type')
        self.check('{}', 'data/missing-name')
        self.check('{"year": 1e999999999}', 'data/number-range')

    def test_missing_glyph_has_both_places(self):
        def spoil(data):
            data['projects'][0]['scope'] = '没有字形：\U0002A6A5'
        (found,) = self.check(changed(spoil), 'text/missing-glyph')
        self.assertEqual(found['data']['pointer'], '/projects/0/scope')
        self.assertEqual(found['template'], 'templates/monthly-bulletin/document.html')


class BadFiles(CommandTest):
    def render(self, data, output, *more, **options):
        return gongwen('--error-format', 'json', 'render', KIND, data, '-o', output, *more, **options)

    def test_missing_and_unreadable_data(self):
        self.assert_fails(self.render('nothing.json', self.folder / 'a.pdf'), BAD_ENVIRONMENT, 'resources/not-found')
        self.assert_fails(self.render(self.folder, self.folder / 'a.pdf'), BAD_ENVIRONMENT, 'resources/is-folder')
        secret = self.write('secret.json', sample())
        secret.chmod(0)
        if not os.access(secret, os.R_OK):
            self.assert_fails(self.render(secret, self.folder / 'a.pdf'), BAD_ENVIRONMENT, 'resources/unreadable')
        self.assertEqual(self.files(), ['secret.json'])

    def test_output_into_missing_folder(self):
        result = self.render(SAMPLE, self.folder / 'no/such/a.pdf')
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/no-folder')
        self.assertEqual(self.files(), [])

    def test_output_into_a_folder_that_is_made(self):
        """One level is made, for a file and for a folder; of a failure nothing stays."""
        self.assertEqual(self.render(SAMPLE, self.folder / 'made/a.pdf', '-o', f'{self.folder}/other/').status, DONE)
        self.assertTrue((self.folder / 'made/a.pdf').exists())
        self.assertEqual(len(list((self.folder / 'other').iterdir())), 2)
        bad = self.write('bad.json', changed(lambda d: d.update(year='x')))
        self.assertEqual(self.render(bad, self.folder / 'third/a.pdf').status, BAD_INPUT)
        self.assertEqual(self.render(SAMPLE, self.folder / 'third/a.pdf', '-o', self.folder / 'no/such/a.xlsx').status,
                         BAD_ENVIRONMENT)
        self.assertFalse((self.folder / 'third').exists())

    def test_output_that_is_a_folder(self):
        (self.folder / 'a.pdf').mkdir()
        self.assert_fails(self.render(SAMPLE, self.folder / 'a.pdf'), BAD_ENVIRONMENT, 'resources/is-folder')

    def test_unwritable_folder(self):
        closed = self.folder / 'closed'
        closed.mkdir()
        closed.chmod(0o500)
        needs.check('another user than root')
        self.assert_fails(self.render(SAMPLE, closed / 'a.pdf'), BAD_ENVIRONMENT, 'resources/unwritable')

    def test_bad_data_leaves_existing_files_alone(self):
        old = self.write('a.pdf', b'old')
        bad = self.write('bad.json', changed(lambda d: d.update(year='x')))
        self.assertEqual(self.render(bad, old).status, BAD_INPUT)
        self.assertEqual(old.read_bytes(), b'old')
        self.assertEqual(self.files(), ['a.pdf', 'bad.json'])

    def test_one_bad_output_spoils_all(self):
        old = self.write('a.pdf', b'old')
        result = self.render(SAMPLE, old, '-o', self.folder / 'missing/deep/a.xlsx')
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/no-folder')
        self.assertEqual(old.read_bytes(), b'old')
        self.assertEqual(self.files(), ['a.pdf'])

    def test_file_that_may_not_grow(self):
        """As on a full disk, writing stops in the middle."""
        old = self.write('a.pdf', b'old')
        limit = 20_000
        result = self.render(SAMPLE, old,
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/unwritable')
        self.assertEqual(old.read_bytes(), b'old')
        self.assertEqual(self.files(), ['a.pdf'])

    def test_each_output_that_cannot_be_written_is_told_once(self):
        forms = [ROOT / 'samples/proposal-review' / name for name in ('minimal.json', 'typical.json')]
        out = self.folder / 'out'
        out.mkdir()
        result = gongwen('--error-format', 'json', 'extract', '--kind', 'proposal-review', *forms, '-o', out,
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)))
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/unwritable')
        self.assertEqual([out / form.name for form in forms], [out / d['message'].split('`')[1].split('/')[-1] for d in result.errors()])
        self.assertEqual(self.files(), [])

    def test_full_disk(self):
        """A file system of 64 kB, where the right to mount one can be had."""
        script = ('mount -t tmpfs -o size=64k none "$1" && echo old > "$1/a.pdf" && '
                  '{ "$2" --error-format json render "$3" "$4" -o "$1/a.pdf"; echo $?; cat "$1/a.pdf"; ls "$1"; }')
        process = subprocess.run(['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh',
                                  self.folder, PROGRAM, KIND, SAMPLE], capture_output=True, text=True)
        if 'a.pdf' not in process.stdout:
            needs.lacking('user namespaces')
        self.assertEqual(process.stdout.split(), ['3', 'old', 'a.pdf'])
        self.assertIn('resources/unwritable', process.stderr)

    def test_workbook_without_a_temporary_folder(self):
        result = self.render(SAMPLE, self.folder / 'a.xlsx', environment={'TMPDIR': str(self.folder / 'missing')})
        self.assert_fails(result, BAD_ENVIRONMENT, 'xlsx/temporary-folder')
        self.assertEqual(self.files(), [])

    def test_one_bad_workbook_spoils_all(self):
        result = self.render(SAMPLE, self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx',
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)))
        self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
        self.assertEqual(self.files(), [])


class BadBundles(CommandTest):
    MANIFEST = {'kind': 'note', 'title': {'zh': '便笺', 'en': 'note'}, 'version': '1.0', 'language': 'zh-CN',
                'file_name': 'note', 'source': {'zh': '无', 'en': 'none'},
                'outputs': {'pdf': {'template': 'document.html', 'styles': ['style.css']}}}
    SCHEMA = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object',
              'properties': {'text': {'type': 'string', 'x-title': {'zh': '正文', 'en': 'text'}}}}
    PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>便笺</title></head><body><p>{{ text }}</p></body></html>'

    def bundle(self, page=PAGE, style='p { color: black }', manifest=None, schema=None, leave_out=()):
        files = {'template.json': manifest or self.MANIFEST, 'schema.json': schema or self.SCHEMA,
                 'document.html': page, 'style.css': style}
        for name, content in files.items():
            if name not in leave_out:
                self.write('templates/note/' + name, content)
        self.data = self.write('data.json', {'text': '正文'})

    def check(self, *more):
        return gongwen('--error-format', 'json', '--templates', self.folder / 'templates', *more, 'check', 'note',
                       self.data)

    def refuse(self, status, *ids, **parts):
        self.bundle(**parts)
        self.assert_fails(self.check(), status, *ids)

    def test_good_bundle(self):
        self.bundle()
        self.assertEqual(self.check().status, DONE)

    def test_missing_parts(self):
        self.refuse(BAD_ENVIRONMENT, 'resources/not-found', leave_out=['schema.json'])

    def test_missing_template(self):
        self.refuse(BAD_INPUT, 'engine/no-template', leave_out=['document.html'])

    def test_missing_style_sheet(self):
        self.refuse(BAD_ENVIRONMENT, 'resources/not-found', leave_out=['style.css'])

    def test_faults_in_the_manifest(self):
        self.refuse(BAD_INPUT, 'engine/kind-name', manifest={**self.MANIFEST, 'kind': 'other'})
        self.refuse(BAD_INPUT, 'data/unknown-name', manifest={**self.MANIFEST, 'kindd': 'note'})

    def test_fault_in_the_file_name(self):
        self.refuse(BAD_INPUT, 'engine/bad-file-name', manifest={**self.MANIFEST, 'file_name': '../{{ text }}'})

    def test_undefined_value_names_both_places(self):
        self.bundle(page=self.PAGE.replace('{{ text }}', '{{ txt }}'))
        result = self.check()
        self.assert_fails(result, BAD_INPUT, 'templating/undefined')
        (found,) = result.diagnostics()
        self.assertTrue(found['template'].endswith('note/document.html'))
        self.assertEqual(found['line'], 1)
        self.assertIn('text', found['hint'])

    def test_bad_markup(self):
        self.refuse(BAD_INPUT, 'dom/not-closed', page=self.PAGE.replace('</p>', ''))

    def test_style_sheets_that_import_each_other(self):
        self.write('templates/note/other.css', '@import "style.css";')
        self.refuse(BAD_INPUT, 'engine/import-cycle', style='@import "other.css";')

    def test_style_sheets_that_double_with_each_import(self):
        for i in range(40):
            self.write(f'templates/note/s{i}.css', f'@import "s{i + 1}.css"; @import "s{i + 1}.css";')
        self.write('templates/note/s40.css', 'p { color: red }')
        self.refuse(BAD_INPUT, 'engine/too-many-imports', style='@import "s0.css";')

    def test_reading_outside_the_bundle(self):
        self.write('secret.html', 'secret')
        for name in ('../../secret.html', str(self.folder / 'secret.html'), '..%2f..%2fsecret.html'):
            page = self.PAGE.replace('{{ text }}', '{% include "' + name + '" %}')
            self.bundle(page=page)
            result = self.check()
            self.assertEqual(result.status, BAD_INPUT)
            self.assertNotIn('secret\n', result.out)
        os.symlink(self.folder / 'secret.html', self.folder / 'templates/note/link.html')
        self.refuse(BAD_INPUT, 'resources/outside-bundle',
                    page=self.PAGE.replace('{{ text }}', '{% include "link.html" %}'))

    def test_missing_font(self):
        self.bundle(style='p { font-family: "No Such Face" }')
        result = self.check('--strict')
        self.assert_fails(result, BAD_INPUT, 'text/unknown-family')

    def test_font_file_in_a_style_sheet(self):
        self.bundle(style='@font-face { font-family: own; src: url(own.ttf), local("Noto Serif CJK SC") }')
        self.assertEqual([(d['id'], d['line']) for d in self.check().diagnostics()], [('engine/font-file', 1)])

    def test_warnings_fail_only_when_strict(self):
        self.bundle(style='p { colour: black }')
        self.assertEqual(self.check().status, DONE)
        self.assert_fails(self.check('--strict'), BAD_INPUT, 'css/unknown-property')

    def test_broken_share_folder(self):
        self.bundle()
        result = gongwen('--error-format', 'json', '--templates', self.folder / 'templates', 'check', 'note', self.data,
                         environment={'GONGWEN_SHARE': str(self.folder)})
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/not-found')
        listed = gongwen('--error-format', 'json', 'list', environment={'GONGWEN_SHARE': str(self.folder)})
        self.assertEqual(listed.status, DONE)
        nowhere = gongwen('--error-format', 'json', 'list', environment={'GONGWEN_SHARE': str(self.folder / 'missing')})
        self.assert_fails(nowhere, BAD_ENVIRONMENT, 'engine/no-kinds')

    def test_endless_template(self):
        self.refuse(BAD_INPUT, 'templating/too-many-turns',
                    page=self.PAGE.replace('{{ text }}', '{% for a in range(100000) %}{% for b in range(100000) %}'
                                           '{% endfor %}{% endfor %}'))


class LostContent(CommandTest):
    """What cannot be set is refused, never left out."""

    def typeset(self, body, *more):
        style, _, body = body.rpartition('</style>')
        head = '<title>页</title>' + (style + '</style>' if style else '')
        page = self.write('page.html', '<!DOCTYPE html><html lang="zh"><head>' + head + '</head><body>' + body
                          + '</body></html>')
        return gongwen('--error-format', 'json', *more, 'typeset', page, '-o', self.folder / 'page.pdf')

    def test_controls_are_told_once(self):
        """A page may have hundreds of them: one warning at the first, with their number."""
        body = '<p>前<select><option>乙</option></select></p>' + '<p><input value="值"><textarea>丙</textarea></p>' * 40
        result = self.typeset(body)
        self.assertEqual(result.status, DONE, result.err)
        told = [d for d in result.diagnostics() if d['id'] == 'boxes/unsupported-element']
        self.assertEqual(len(told), 1)
        self.assertEqual(told[0]['column'], 71)
        for part in ('81', 'select', 'input', 'textarea'):
            self.assertIn(part, told[0]['message'])

    def test_controls_are_frames_with_their_values(self):
        """A page of others is printed as a browser does it; that nobody can fill it in is a warning."""
        for element in ('<input name="/a" title="甲" value="值">',
                        '<select name="/a" title="甲"><option>乙</option></select>',
                        '<textarea name="/a" title="甲">乙</textarea>'):
            with self.subTest(element):
                result = self.typeset('<p>前' + element + '后</p>', '--strict')
                self.assert_fails(result, BAD_INPUT, 'boxes/unsupported-element')
                self.assertEqual(result.errors()[0]['column'], 71)
                self.assertEqual(self.files(), ['page.html'])
                self.assertEqual(self.typeset('<p>前' + element + '后</p>').status, DONE)
                text = subprocess.run(['pdftotext', self.folder / 'page.pdf', '-'], capture_output=True, text=True,
                                      check=True).stdout
                self.assertEqual(''.join(text.split()), '前值后' if element.startswith('<input') else '前乙后')
                (self.folder / 'page.pdf').unlink()

    def test_missing_images_are_their_alternative_texts(self):
        for source, message in (('none.png', 'resources/not-found'), ('../a.png', 'resources/outside-bundle'),
                                ('https://example.org/a.png', 'images/not-in-bundle'),
                                ('data:image/png;base64,AAAA', 'images/unknown-format')):
            with self.subTest(source):
                image = '<p>前<img src="%s" alt="标志">后</p>' % source
                result = self.typeset(image)
                self.assertEqual(result.status, DONE)
                self.assertIn(message, result.err)
                text = subprocess.run(['pdftotext', self.folder / 'page.pdf', '-'], capture_output=True, text=True,
                                      check=True).stdout
                self.assertEqual(''.join(text.split()), '前标志后')
                (self.folder / 'page.pdf').unlink()

    def test_images_come_from_the_folder_of_the_page_alone(self):
        outside = self.write('outside.png', 'x')
        page_folder = self.folder / 'page'
        page_folder.mkdir()
        (page_folder / 'link.png').symlink_to(outside)
        for source, status, message in (('../outside.png', BAD_INPUT, 'resources/outside-bundle'),
                                        (str(outside), BAD_INPUT, 'resources/outside-bundle'),
                                        ('link.png', BAD_INPUT, 'resources/outside-bundle'),
                                        ('https://example.org/a.png', BAD_INPUT, 'images/not-in-bundle'),
                                        ('none.png', BAD_ENVIRONMENT, 'resources/not-found')):
            with self.subTest(source):
                page = self.write('page/page.html', '<!DOCTYPE html><html lang="zh"><head><title>页</title></head>'
                                  '<body><img src="%s" alt="图"></body></html>' % source)
                result = gongwen('--error-format', 'json', '--strict', 'typeset', page, '-o', self.folder / 'page.pdf')
                self.assert_fails(result, status, message)

    def test_an_image_that_a_page_margin_lacks_has_the_place_of_its_rule(self):
        result = self.typeset('<style>@page { @top-left { content: url(none.png) } }</style><p>字</p>', '--strict')
        (found,) = result.errors()
        self.assertEqual((found['id'], found['line']), ('resources/not-found', 1))
        self.assertGreater(found['column'], 60)

    def test_running_head_tells_where_its_text_is_from(self):
        result = self.typeset('<style>@page { @top-left { content: string(s) } } h1 { string-set: s attr(title) }'
                              '</style><h1 title="\U0002A6A5">字</h1>', '--strict')
        self.assert_fails(result, BAD_INPUT, 'text/missing-glyph')
        self.assertEqual([d['line'] for d in result.errors()], [1])

    def test_a_page_that_displays_nothing_is_no_document(self):
        for text in ('<!DOCTYPE html>', '<html lang="zh"><head><title>页</title><style>html { display: none }</style>'
                                        '</head><body><p>甲</p></body></html>'):
            with self.subTest(text):
                page = self.write('page/page.html', text)
                result = gongwen('--error-format', 'json', 'typeset', page, '-o', self.folder / 'page.pdf')
                self.assert_fails(result, BAD_INPUT, 'layout/nothing-displayed')

    def test_hidden_elements_are_no_loss(self):
        self.assertEqual(self.typeset('<p>前<img style="display: none" src="a.png" alt="图">后</p>').status, DONE)


if __name__ == '__main__':
    unittest.main()
