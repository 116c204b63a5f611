"""new-kind: a custom bundle that can be rendered at once."""
import json
import unittest

from harness import BAD_ENVIRONMENT, BAD_USAGE, DONE, CommandTest, gongwen

FILES = ['document.html', 'labels.txt', 'sample.json', 'schema.json', 'style.css', 'template.json', 'texts.zh.json', 'workbook.css', 'workbook.html']


class NewKind(CommandTest):
    def new(self, name, *options):
        return gongwen('--error-format', 'json', 'new-kind', name, '-o', self.folder, *options)

    def test_it_can_be_rendered_at_once(self):
        result = self.new('meeting-notice')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(self.files(), [f'meeting-notice/{name}' for name in FILES])
        bundle = self.folder / 'meeting-notice'
        self.assertEqual(json.loads((bundle / 'template.json').read_text(encoding='utf-8'))['kind'], 'meeting-notice')
        own = ('--templates', self.folder)
        rendered = gongwen('--strict', *own, 'render', 'meeting-notice', bundle / 'sample.json',
                           '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx')
        self.assertEqual((rendered.status, rendered.err), (DONE, ''))
        blank = gongwen('--strict', *own, 'render', 'meeting-notice', '-o', self.folder / 'b.pdf', '-o', self.folder / 'b.xlsx')
        self.assertEqual((blank.status, blank.err), (DONE, ''))
        checked = gongwen('--strict', *own, 'check', '--profile', 'tc260-plain', 'meeting-notice', bundle / 'sample.json')
        self.assertEqual((checked.status, checked.err), (DONE, ''))

    def test_the_present_folder(self):
        result = gongwen('new-kind', 'my-list', cwd=self.folder)
        self.assertEqual((result.status, result.err), (DONE, ''))
        self.assertIn('./my-list: try it with', result.out)
        chinese = gongwen('--lang', 'zh', 'new-kind', 'my-list2', cwd=self.folder)
        self.assertIn('试排', chinese.out)

    def test_its_rule_refuses(self):
        self.new('my-list')
        data = json.loads((self.folder / 'my-list/sample.json').read_text(encoding='utf-8'))
        data['items'].append(data['items'][0])
        result = gongwen('--error-format', 'json', '--templates', self.folder, 'check', 'my-list', self.write('bad.json', data))
        self.assertEqual([d['id'] for d in result.errors()], ['rules/violated', 'rules/violated'])

    def test_it_replaces_nothing(self):
        self.write('my-list/schema.json', 'mine')
        self.assert_fails(self.new('my-list'), BAD_ENVIRONMENT, 'resources/exists')
        self.write('my-file', 'mine')
        self.assert_fails(self.new('my-file'), BAD_ENVIRONMENT, 'resources/exists')
        self.assertEqual(self.files(), ['my-file', 'my-list/schema.json'])

    def test_names(self):
        for name in ('Meeting', 'my_list', '-list', 'list-', 'my--list', '../list', 'a/b', '会议', 'shared', '9list', 'x' * 61, 'a b'):
            with self.subTest(name):
                words = ('--', name) if name.startswith('-') else (name,)
                result = gongwen('--error-format', 'json', 'new-kind', '-o', self.folder, *words)
                self.assertEqual(result.status, BAD_USAGE, result.err)
        self.assert_fails(self.new('my_list'), BAD_USAGE, 'engine/bad-kind-name')
        self.assert_fails(self.new('iso-form-4'), BAD_USAGE, 'engine/kind-exists')
        self.assertEqual(self.files(), [])

    def test_places(self):
        result = gongwen('--error-format', 'json', 'new-kind', 'my-list', '-o', self.folder / 'no/where')
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/no-folder')
        self.assert_fails(gongwen('--error-format', 'json', 'new-kind', 'my-list', '-o', '/proc'), BAD_ENVIRONMENT,
                          'resources/no-folder', )
        missing = gongwen('--error-format', 'json', 'new-kind')
        self.assert_fails(missing, BAD_USAGE, 'cli/missing')

    def test_nothing_is_left_of_a_failure(self):
        result = gongwen('--error-format', 'json', 'new-kind', 'my-list', '-o', self.folder,
                         environment={'GONGWEN_SHARE': str(self.folder / 'none')})
        self.assertEqual(result.status, BAD_ENVIRONMENT)
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == '__main__':
    unittest.main()
