"""`check --profile`: documents of the parts pass, and what breaks the standards is reported with clause, page and
line."""
import json
import unittest

from harness import CommandTest, gongwen
from positions import BUNDLES

SENTENCE = '标准是网络安全保障的技术支撑，也是规范市场秩序、推动技术进步的重要抓手。'
DATA = {'issuers': ['示例省网络安全标准化委员会'], 'number': '示网安〔2025〕8号', 'title': '关于开展标准实施检查的通知',
        'addressees': ['各有关单位'], 'text': [SENTENCE * 2] * 12, 'signature_kind': 'sealed', 'date': '2025-02-14'}
IMPRINT = {'copies': ['省政协办公厅'], 'office': '示例省网络安全标准化委员会办公室', 'date': '2025-02-17'}


class Proofreading(CommandTest):
    def check(self, against='gbt9704', **members):
        path = self.write('data.json', json.dumps({**DATA, **members}, ensure_ascii=False))
        result = gongwen('--error-format', 'json', '--templates', BUNDLES, 'check', '--profile', against, 'official', path)
        self.assertEqual(result.status, 0, result.err)
        return result.diagnostics()

    def test_documents_of_the_parts_pass(self):
        for members in ({}, {'imprint': IMPRINT}, {'profile': 'tc260-plain'},
                        {'format': 'letter', 'imprint': {'copies': ['省政协办公厅']}},
                        {'format': 'order', 'number': '第3号', 'signature_kind': 'stamped', 'position': '主任', 'imprint': IMPRINT},
                        {'format': 'minutes', 'signature_kind': 'none', 'present': [['出席', ['张示例', '李示']]]},
                        {'issuers': ['示例省教育厅', '示例省公安厅'], 'signature_kind': 'joint', 'imprint': IMPRINT},
                        {'attached_texts': [{'title': '指南', 'number': 1, 'text': [SENTENCE]}], 'imprint': IMPRINT},
                        {'tables': [['标准'] * 30], 'imprint': IMPRINT}):
            with self.subTest(str(members)):
                self.assertEqual(self.check(members.get('profile', 'gbt9704'), **members), [])

    def test_faults_are_told_with_clause_page_and_line(self):
        told = self.check(text=[SENTENCE * 2] * 12 + ['根据示网安[2024]02号，自2024年02月04日起。'])
        self.assertEqual([d['id'] for d in told], ['proofing/document-number', 'proofing/date-form'])
        for fault in told:
            self.assertRegex(fault['message'], r'page 3, line \d+; GB/T 9704-2012, 7\.')
            self.assertEqual(fault['data']['pointer'], '/text/12')

    def test_the_other_profile(self):
        self.assertEqual({d['id'] for d in self.check('tc260-plain', text=['标准化工作' * 40])}, {'proofing/characters-per-line'})

    def test_strict_makes_errors_of_them(self):
        path = self.write('data.json', json.dumps({**DATA, 'number': '示网安[2025]8号'}, ensure_ascii=False))
        result = gongwen('--strict', '--templates', BUNDLES, 'check', '--profile', 'gbt9704', 'official', path)
        self.assertEqual(result.status, 1)


if __name__ == '__main__':
    unittest.main()
