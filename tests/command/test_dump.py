"""Stages between a template and its files, as text: of data and of blank forms."""
import json
import re
import unittest

from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, KIND, ROOT, SAMPLE, CommandTest, gongwen, sample

FORM = 'expert-application'
FORM_DATA = ROOT / 'samples' / FORM / 'typical.json'


class Dump(CommandTest):
    def dump(self, stage, *words):
        result = gongwen('dump', *words, '--stage', stage)
        self.assertEqual(result.status, DONE, result.err)
        return result.out

    def test_boxes(self):
        lines = self.dump('boxes', KIND, SAMPLE).splitlines()
        self.assertEqual(lines[:2], ['block html', '  block body'])
        self.assertTrue(any(line.strip() == 'row tr' for line in lines))
        self.assertTrue(any('text "网络安全标准化工作月报' in line for line in lines))

    def test_fragments_and_display_list_have_the_same_pages(self):
        self.assertEqual(gongwen('render', KIND, SAMPLE, '-o', self.folder / 'a.pdf').status, DONE)
        pages = len(re.findall(rb'/Type ?/Page\b', (self.folder / 'a.pdf').read_bytes()))
        fragments = self.dump('fragments', KIND, SAMPLE)
        painted = self.dump('display-list', KIND, SAMPLE)
        numbers = re.findall(r'(?m)^page (\d+)', painted)
        self.assertEqual(numbers, [str(i + 1) for i in range(len(numbers))])
        self.assertEqual(len(re.findall(r'(?m)^page ', fragments)), len(numbers))
        if pages:  # where page objects are not in object streams
            self.assertEqual(pages, len(numbers))
        self.assertRegex(fragments, r'(?m)^page 1( \S+)? 793\.\d+x1122\.\d+$')
        self.assertEqual(len(re.findall(r'(?m)^begin ', painted)) + len(re.findall(r'(?m)^artifact', painted)),
                         len(re.findall(r'(?m)^end$', painted)))

    def test_tags(self):
        lines = self.dump('tags', KIND, SAMPLE).splitlines()
        self.assertEqual(lines[0], 'Document')
        for role in ('H1', 'Table', 'TR', 'TH', 'TD', 'P'):
            self.assertTrue(any(line.split()[0] == role for line in lines), role)

    def test_fields_of_data_and_of_the_blank_form(self):
        name = sample(FORM_DATA)['name_zh']
        self.assertIn(name, self.dump('fields', FORM, FORM_DATA))
        blank = self.dump('fields', FORM)
        self.assertNotIn(name, blank)
        self.assertIn('/name_zh', blank)
        self.assertEqual(len(blank.splitlines()), len(self.dump('fields', FORM, '--output', 'xlsx').splitlines()))

    def test_workbook(self):
        text = self.dump('workbook', KIND, SAMPLE)
        self.assertRegex(text, r'(?m)^sheet "事项" ')
        self.assertRegex(text, r'(?m)^ +A1 ')

    def test_every_stage_of_a_blank_form(self):
        for stage in ('dom', 'boxes', 'fragments', 'display-list', 'workbook'):
            with self.subTest(stage):
                self.assertIn('电子邮箱', self.dump(stage, FORM).replace('　', ''))
        self.assertIn('Table', self.dump('tags', FORM))

    def test_errors_are_reported_and_nothing_is_shown(self):
        data = sample()
        data['year'] = 'x'
        bad = self.write('bad.json', data)
        for stage in ('dom', 'fields', 'boxes', 'fragments', 'display-list', 'tags', 'workbook'):
            with self.subTest(stage):
                result = gongwen('--error-format', 'json', 'dump', KIND, bad, '--stage', stage)
                self.assertEqual(result.status, BAD_INPUT)
                self.assertEqual(result.out, '')
                self.assertEqual(json.loads(result.err)['diagnostics'][0]['data']['pointer'], '/year')
        missing = gongwen('dump', KIND, self.folder / 'missing.json', '--stage=boxes')
        self.assertEqual(missing.status, BAD_ENVIRONMENT)


if __name__ == '__main__':
    unittest.main()
