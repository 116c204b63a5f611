"""Templates reach nothing but their bundle and the shared folder, whatever the name and whoever says it."""
import json
import os
import unittest

from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, CommandTest, gongwen

MANIFEST = {'kind': 'note', 'title': {'zh': '便笺', 'en': 'note'}, 'version': '1.0', 'language': 'zh-CN',
            'file_name': 'note', 'source': {'zh': '无', 'en': 'none'},
            'outputs': {'pdf': {'template': 'document.html', 'styles': ['style.css']}}}
PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>便笺</title>%s</head><body>%s</body></html>'
SECRET = 'p { color: red } secret'


class Paths(CommandTest):
    def setUp(self):
        super().setUp()
        self.outside = self.write('secret.html', SECRET)
        self.write('secret.css', SECRET)
        self.write('templates/shared/part.html', 'shared')
        self.write('templates/other/template.json', 'secret')
        self.write('templates/other/part.html', 'secret')
        self.write('templates/note/schema.json', {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object'})
        self.write('templates/note/own.html', 'own')
        self.write('templates/note/sub/inner.html', 'inner')
        note = self.folder / 'templates/note'
        os.symlink(self.outside, note / 'link.html')
        os.symlink(self.folder / 'secret.css', note / 'link.css')
        os.symlink(self.folder, note / 'up')
        os.symlink('/etc/passwd', self.folder / 'templates/shared/link.html')
        os.symlink('own.html', note / 'alias.html')

    def check(self, body='', head='', style='', styles=('style.css',), data=None):
        outputs = {'pdf': {'template': 'document.html', 'styles': list(styles)}}
        self.write('templates/note/template.json', {**MANIFEST, 'outputs': outputs})
        self.write('templates/note/document.html', PAGE % (head, body))
        self.write('templates/note/style.css', style)
        result = gongwen('--error-format', 'json', '--templates', self.folder / 'templates', 'check', 'note',
                         self.write('data.json', data or {}))
        self.assertNotIn('secret\n', result.out + result.err)
        self.assertNotIn('root:', result.out + result.err)
        return result

    NAMES = ['../../secret.html', '../other/part.html', 'shared/../../secret.html', 'shared/../note/own.html', './own.html',
             'sub/../own.html', 'sub//inner.html', '..%2f..%2fsecret.html', '%2e%2e/%2e%2e/secret.html', '..\\..\\secret.html',
             'sub\\inner.html', 'up/secret.html', 'up/templates/other/part.html', 'link.html', 'shared/link.html',
             '/etc/passwd', '//etc/passwd', 'file:///etc/passwd', 'C:\\secret.html', 'own.html\x00', '', '.', '..', 'sub', 'sub/',
             'shared', 'shared/', '~/secret.html', 'own.html/', 'OWN.HTML']

    def names(self):
        return self.NAMES + [str(self.outside)]

    def test_what_may_be_read(self):
        body = ('<p>{% include "own.html" %} {% include "sub/inner.html" %} {% include "shared/part.html" %} '
                '{% include "alias.html" %}{% include "sub/" ~ "inner.html" %}</p>')
        result = self.check(body)
        self.assertEqual(result.status, DONE, result.err)

    def refuse(self, result, name):
        self.assertEqual(result.status, BAD_INPUT, (name, result.err))
        for found in result.errors():
            self.assertIn(found['id'], ('resources/outside-bundle', 'templating/template-not-found'), name)
            self.assertEqual(os.path.basename(found['template']), 'document.html', name)

    def test_names_in_templates(self):
        for name in self.names():
            text = json.dumps(name)
            for tag in ('{%% include %s %%}', '{%% import %s as x %%}', '{%% from %s import x %%}'):
                with self.subTest(tag=tag, name=name):
                    self.refuse(self.check('<p>' + tag % text.replace('\\u0000', '\\x00') + '</p>'), name)

    def test_names_that_are_worked_out(self):
        for name in self.names():
            with self.subTest(name=name):
                if '\x00' not in name:
                    self.refuse(self.check('<p>{% include data_name %}</p>', data={'data_name': name}), name)
                text = json.dumps(name).replace('\\u0000', '\\x00')
                self.refuse(self.check('<p>{% include "" ~ ' + text + ' %}</p>'), name)
                self.refuse(self.check('<p>{% include [' + text + '] %}</p>'), name)

    def test_missing_ones_may_be_ignored_but_not_read(self):
        # A template that is read names itself: nothing defines what it prints.
        for name in ('secret.html', 'templates/other/part.html', 'templates/note/own.html'):
            self.write(name, '{{ was_read }}')
        read = self.check('<p>{% include "own.html" ignore missing %}</p>')
        self.assertEqual(read.status, BAD_INPUT)
        self.assertIn('was_read', read.err)
        for name in self.names():
            with self.subTest(name=name):
                result = self.check('<p>{% include ' + json.dumps(name).replace('\\u0000', '\\x00') + ' ignore missing %}</p>')
                self.assertIn(result.status, (DONE, BAD_INPUT), result.err)  # what cannot be a name is an error all the same
                self.assertNotIn('was_read', result.err)

    def test_style_sheets(self):
        names = ['../../secret.css', 'link.css', 'up/secret.css', str(self.folder / 'secret.css'), '..\\..\\secret.css',
                 'file:///etc/passwd', 'https://example.cn/a.css', '//example.cn/a.css', '..%2f..%2fsecret.css']
        for name in names:
            escaped = name.replace('\\', '\\\\')
            for how in ({'style': '@import "%s";' % escaped}, {'style': '@import url("%s");' % escaped},
                        {'head': '<link rel="stylesheet" href="%s"/>' % name}, {'styles': [name]},
                        {'head': '<style>@import "%s";</style>' % escaped}):
                with self.subTest(name=name, how=how):
                    result = self.check('<p>x</p>', **how)
                    self.assertIn(result.status, (BAD_INPUT, BAD_ENVIRONMENT), result.err)
                    for found in result.errors():
                        self.assertIn(found['id'], ('resources/outside-bundle', 'resources/not-found', 'engine/remote-style',
                                                    'data/pattern-mismatch', 'dom/unsafe-url'), result.err)

    def test_a_style_sheet_named_by_the_data(self):
        result = self.check('<p>x</p>', '<link rel="stylesheet" href="{{ sheet }}"/>', data={'sheet': '../../secret.css'})
        self.assert_fails(result, BAD_INPUT, 'resources/outside-bundle')


if __name__ == '__main__':
    unittest.main()
