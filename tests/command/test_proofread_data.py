"""What `check` and `render` find in the texts and dates of the data without being asked, and custom calendars."""
import json
import shutil
import unittest

from harness import DONE, ROOT, CommandTest, changed, gongwen

NOTICE = ROOT / 'samples/needs-notice/typical.json'
OPINIONS = ROOT / 'samples/opinions/typical.json'


def put(**members):
    return lambda data: data.update(members)


class Proofreading(CommandTest):
    def told(self, *words):
        result = gongwen('--error-format', 'json', *words)
        self.assertEqual(result.status, DONE, result.err)
        return [(d['id'], d['data'].get('pointer')) for d in result.diagnostics() if 'data' in d]

    def test_check_and_render_tell_the_same(self):
        path = self.write('notice.json', changed(put(background=['加强研究,推动应用。。', '共１８项《《示例》》。']), NOTICE))
        expected = [('proofing/half-width-mark', '/background/0'), ('proofing/doubled-mark', '/background/0'),
                    ('proofing/full-width', '/background/1'), ('proofing/title-in-title', '/background/1')]
        self.assertEqual(sorted(self.told('check', 'needs-notice', path)), sorted(expected))
        self.assertEqual(sorted(self.told('render', 'needs-notice', path, '-o', self.folder / 'a.pdf')), sorted(expected))
        self.assertEqual(sorted(self.told('render', 'needs-notice', path, '-o', self.folder / 'a.xlsx')), sorted(expected))

    def test_line_feeds_in_names(self):
        letter = ROOT / 'samples/commitment-letter/typical.json'
        path = self.write('letter.json', changed(put(leader='张示\n例'), letter))
        self.assertIn(('proofing/line-feed', '/leader'), self.told('check', '--values-only', 'commitment-letter', path))

    def test_a_profile_tells_it_once_and_with_its_line(self):
        path = self.write('notice.json', changed(put(background=['加强研究,推动应用。']), NOTICE))
        result = gongwen('--error-format', 'json', 'check', '--profile', 'gbt9704', 'needs-notice', path)
        [told] = [d for d in result.diagnostics() if d['id'] == 'proofing/half-width-mark']
        self.assertRegex(told['message'], r'\(page 1, line \d+; GB/T 15834')
        plain = gongwen('check', 'needs-notice', path)
        self.assertIn('`,` in Chinese text should be `，` (GB/T 15834-2011, 5.1)', plain.err)

    def test_strict_makes_errors_of_them(self):
        path = self.write('notice.json', changed(put(background=['加强研究,推动应用。']), NOTICE))
        self.assertEqual(gongwen('--strict', 'check', 'needs-notice', path).status, 1)

    def test_a_first_page_without_text(self):
        """Of documents with a red head only; the chapter of the standard is named."""
        many = '、'.join(f'第{i}个很长名称的示例省网络安全和数据安全标准化工作领导小组' for i in range(10))
        path = self.write('opinions.json', changed(
            put(addressees=many, issuers=[f'示例省网络安全标准化第{c}委员会' for c in '一二三四五六七八'], signed_as=None), OPINIONS))
        data = json.loads(path.read_text(encoding='utf-8'))
        data.pop('signed_as')
        data.pop('signers', None)
        told = self.told('check', 'opinions', self.write('opinions.json', data))
        self.assertIn('proofing/no-text-on-first-page', [identifier for identifier, _ in told])
        self.assertEqual(self.told('check', 'opinions', OPINIONS), [])

    def test_typeset_is_left_alone(self):
        page = self.write('page.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>t</title></head>'
                                       '<body><p>加强研究,推动应用。。</p></body></html>')
        result = gongwen('typeset', page, '-o', self.folder / 'a.pdf')
        self.assertEqual((result.status, result.err), (DONE, ''))


class Calendars(CommandTest):
    def rules(self, deadline, *options):
        path = self.write('notice.json', changed(put(deadline=deadline, date='2027-05-06', year=2027, doc_number='示网安〔2027〕1号', background=['现公布有关标准需求。']), NOTICE))
        result = gongwen('--error-format', 'json', *options, 'check', 'needs-notice', path)
        self.assertEqual(result.status, DONE, result.err)
        return [(d['hint'].split('`')[1], d['severity']) for d in result.diagnostics()]

    def own(self, text):
        self.write('own/shared/calendars/2027.json', text)
        return '--templates', self.folder / 'own'

    def test_a_year_of_ones_own(self):
        self.assertEqual(self.rules('2027-06-09'), [('deadline-in-calendar', 'note')])
        own = self.own({'years': {'2027': {'off': [['2027-06-09', '2027-06-11']], 'on': ['2027-06-12']}}})
        self.assertEqual(self.rules('2027-06-08', *own), [])
        self.assertEqual(self.rules('2027-06-09', *own), [('deadline-on-working-day', 'warning')])
        self.assertEqual(self.rules('2027-06-12', *own), [])

    def test_kinds_beside_it_still_have_the_shared_files(self):
        own = self.own({'years': {}})
        shutil.copytree(ROOT / 'templates/needs-notice', self.folder / 'own/needs-notice')
        self.assertEqual(self.rules('2027-06-09', *own), [('deadline-in-calendar', 'note')])

    def test_a_member_called_calendar(self):
        """Data of a kind that has such a member are what its templates see."""
        self.write('own/fair/template.json', json.dumps({
            'kind': 'fair', 'title': {'zh': '集市', 'en': 'fair'}, 'version': '1.0', 'language': 'zh-CN', 'file_name': 'fair',
            'source': {'zh': '示例', 'en': 'an example'}, 'outputs': {'xlsx': {'template': 'fair.html'}}}))
        self.write('own/fair/schema.json', '{"type": "object", "properties": {"calendar": {"type": "string"}}}')
        self.write('own/fair/fair.html', '<!DOCTYPE html><html lang="zh-CN"><head><title>t</title></head><body>'
                                         '<table data-sheet="t"><tr><td>{{ calendar + "!" }}</td></tr></table></body></html>')
        result = gongwen('--templates', self.folder / 'own', 'check', 'fair', self.write('fair.json', {'calendar': '农历'}))
        self.assertEqual((result.status, result.err), (DONE, ''))

    def test_a_calendar_with_mistakes(self):
        path = self.write('notice.json', changed(put(), NOTICE))
        result = gongwen('--error-format', 'json', *self.own({'years': {'2027': {'off': ['2027-06-09']}}}),
                         'check', 'needs-notice', path)
        self.assertEqual(result.status, 1)
        self.assertTrue(all(d['data']['file'].endswith('2027.json') for d in result.errors()), result.err)


if __name__ == '__main__':
    unittest.main()
