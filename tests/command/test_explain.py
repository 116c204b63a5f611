"""`gongwen explain`: what a message says, why, and what to do."""
import json
import re
import unittest

from harness import BAD_USAGE, DONE, CommandTest, gongwen


class Explain(CommandTest):
    def explain(self, *arguments, language='en'):
        result = gongwen('--lang', language, 'explain', *arguments)
        self.assertEqual(result.status, DONE, result.err)
        return result.out

    def test_a_message_has_its_cause_and_its_remedy(self):
        self.assertEqual(self.explain('cli/missing'), '''cli/missing  error in the call; exit status 2
  `…` is missing
  Hint: for example `…`
  Cause: The command cannot run without this argument or option.
  What to do: Add it; `gongwen COMMAND --help` shows how the command is called.
''')
        self.assertIn('原因：缺少该参数或选项', self.explain('cli/missing', language='zh'))
        self.assertIn('\n  Hint: did you mean `…`?\n', self.explain('templating/undefined-member'))
        self.assertIn('such as `{{ x }}` or `{% if x %}…{% endif %}`\n', self.explain('adopt/field-kept'))  # tags as people type them
        both = self.explain('cli/missing', 'data/missing-name').split('\n\n')
        self.assertEqual([part.split()[0] for part in both], ['cli/missing', 'data/missing-name'])

    def test_a_module_and_all_are_listed(self):
        listed = self.explain('css').splitlines()
        self.assertEqual(listed, self.explain('css/').splitlines())
        self.assertGreater(len(listed), 10)
        self.assertTrue(all(re.match(r'css/[a-z-]+  \S', line) for line in listed), listed)
        everything = self.explain().splitlines()
        self.assertGreater(len(everything), 1000)
        self.assertLess(set(listed), set(everything))

    def test_json_has_all_texts_in_both_languages(self):
        entries = json.loads(self.explain('--json'))
        self.assertIn('`{{ x | upper }}`', next(entry for entry in entries if entry['id'] == 'book/block-rows')['remedy']['en'])
        self.assertEqual(len(entries), len(self.explain().splitlines()))
        for entry in entries:
            with self.subTest(entry['id']):
                self.assertIn(entry['severity'], ('error', 'warning', 'note'))
                for name in ('message', 'cause', 'remedy'):
                    self.assertTrue(entry[name]['en'] and entry[name]['zh'])
                    self.assertNotRegex(entry[name]['en'] + entry[name]['zh'], r'\{\d')

    def test_an_unknown_identifier_has_a_near_one(self):
        result = gongwen('--error-format', 'json', 'explain', 'cli/mising')
        self.assert_fails(result, BAD_USAGE, 'cli/unknown-message')
        self.assertIn('cli/missing', result.errors()[0]['hint'])


if __name__ == '__main__':
    unittest.main()
