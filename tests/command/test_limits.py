"""--limit: each limit can be lowered and raised, and ends with a specific message that names the option."""
import json
import re
import unittest

from harness import BAD_INPUT, BAD_USAGE, DONE, KIND, ROOT, SAMPLE, CommandTest, gongwen, sample

# What a limit is lowered to, what exceeds it then, and the message.
TEMPLATES = {
    'steps': ('100', '{% for i in range(1000) %}{{ i }}{% endfor %}', 'templating/too-many-steps'),
    'loop-iterations': ('1k', '{% for i in range(1001) %}{% endfor %}', 'templating/too-many-turns'),
    'call-depth': ('10', '{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(20) }}',
                   'templating/too-many-calls'),
    'include-depth': ('3', '{% include "a" %}', 'templating/too-many-includes'),
    'output': ('1k', '{{ "x" * 2000 }}', 'templating/output-too-long'),
    'memory': ('64k', '{% set ns = namespace(l=[]) %}{% for i in range(5000) %}{% set ns.l = ns.l + [i] %}{% endfor %}',
               'templating/out-of-memory'),
    'text': ('1k', '{% set n = 2000 %}{% set t = "x" * n %}', 'templating/text-too-long'),
    'range': ('10', '{{ range(11) | length }}', 'templating/range-too-long'),
    'time': ('1ms', '{% for i in range(900000) %}{{ i }}{% endfor %}', 'templating/out-of-time'),
}
FILES = {'a': '{% include "b" %}', 'b': '{% include "c" %}', 'c': '{% include "d" %}', 'd': 'end'}

DATA = {'data-size': ('100', 'data/too-large'), 'data-values': ('20', 'data/too-many-values'),
        'data-depth': ('2', 'data/too-deep')}


class LimitOption(CommandTest):
    def eval(self, name, *more):
        request = json.dumps({'template': TEMPLATES[name][1], 'files': FILES}).encode()
        return gongwen(*more, 'eval', stdin=request)

    def test_expansions(self):
        for name, (low, _, identifier) in TEMPLATES.items():
            with self.subTest(name):
                self.assertEqual(self.eval(name).status, DONE)
                result = self.eval(name, f'--limit={name}={low}')
                self.assertEqual(result.status, BAD_INPUT, result.err)
                self.assertIn(identifier, result.err)
                self.assertIn(f'--limit {name}=', result.err)
                self.assertIn(f'--limit {name}=', self.eval(name, '--lang', 'zh', '--limit', f'{name}={low}').err)

    def test_raised(self):
        deep = '{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(900) }}'
        cases = {'call-depth=1000': deep, 'range=2M': '{{ range(1500000) | length }}', 'text=64M': '{{ ("x" * 20000000) | length }}'}
        for limit, template in cases.items():
            with self.subTest(limit):
                request = json.dumps({'template': template}).encode()
                self.assertEqual(gongwen('eval', stdin=request).status, BAD_INPUT)
                self.assertEqual(gongwen('--limit', limit, 'eval', stdin=request).status, DONE)

    def test_loops_in_one_another(self):
        """The limit itself ends them, not the time, and the message has the lines of all of them."""
        template = '{% for a in range(1000000) %}\n{% for b in range(1000000) %}\nx{% endfor %}{% endfor %}'
        result = gongwen('--limit', 'time=30s', 'eval', stdin=json.dumps({'template': template}).encode())
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('more than 12000000 loop iterations', result.err)
        self.assertIn('<main>:2:', result.err)
        self.assertIn('inside this loop', result.err)
        self.assertIn('<main>:1:', result.err)

    def test_data(self):
        for name, (low, identifier) in DATA.items():
            with self.subTest(name):
                result = gongwen('--error-format', 'json', 'check', KIND, SAMPLE, '--limit', f'{name}={low}')
                self.assert_fails(result, BAD_INPUT, identifier)
                self.assertIn(f'--limit {name}=', result.errors()[0]['hint'])
        deep = self.write('deep.json', '[' * 800 + ']' * 800)
        self.assert_fails(gongwen('--error-format', 'json', 'check', KIND, deep), BAD_INPUT, 'data/too-deep')
        raised = gongwen('--error-format', 'json', 'check', KIND, deep, '--limit=data-depth=1000')
        self.assert_fails(raised, BAD_INPUT, 'data/wrong-type')

    def test_all_commands_that_expand(self):
        out = self.folder / 'a.pdf'
        for words in (['check', KIND, SAMPLE], ['render', KIND, SAMPLE, '-o', out], ['dump', KIND, SAMPLE, '--stage=dom']):
            result = gongwen('--error-format', 'json', *words, '--limit=output=1k')
            self.assert_fails(result, BAD_INPUT, 'templating/output-too-long')
        self.assertEqual(self.files(), [])

    def test_pages_and_memory_of_pages(self):
        page = self.write('a.html', '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>'
                          + '<p style="break-before:page">a' * 30 + '</body></html>')
        out = self.folder / 'a.pdf'
        for limit, identifier in (('pages=9', 'layout/too-many-pages'), ('memory=3k', 'layout/out-of-memory')):
            result = gongwen('--error-format', 'json', 'typeset', page, '-o', out, f'--limit={limit}')
            self.assert_fails(result, BAD_INPUT, identifier)
            self.assertIn(f'--limit {limit.split("=")[0]}=', result.errors()[0]['hint'])
            self.assertFalse(out.exists())
        self.assertEqual(gongwen('typeset', page, '-o', out, '--limit=pages=30', '--limit=memory=9M').status, DONE)
        result = gongwen('--error-format', 'json', 'render', KIND, SAMPLE, '-o', out, '--limit=pages=1')
        self.assert_fails(result, BAD_INPUT, 'layout/too-many-pages')

    def test_pages_that_show_nothing_end(self):
        page = self.write('a.html', '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>'
                          '<div style="height:900000px"></div></body></html>')
        result = gongwen('--error-format', 'json', 'typeset', page, '-o', self.folder / 'a.pdf')
        self.assert_fails(result, BAD_INPUT, 'layout/empty-pages')

    def test_tags_of_extensions(self):
        for tag in ('do x', 'break', 'continue'):
            template = '{% for i in range(3) %}{% ' + tag + ' %}{% endfor %}'
            result = gongwen('eval', stdin=json.dumps({'template': template}).encode())
            self.assertEqual(result.status, BAD_INPUT)
            self.assertIn('templating/extension-tag', result.err)
            self.assertIn('"extensions": true', result.err)

    def test_wrong_words(self):
        def refuse(identifier, word):
            result = gongwen('--error-format', 'json', 'check', KIND, SAMPLE, '--limit', word)
            self.assert_fails(result, BAD_USAGE, identifier)
            return result.errors()[0]
        found = refuse('cli/unknown-limit', 'step=5')
        self.assertIn('`steps`', found['hint'])
        self.assertIn('loop-iterations', found['message'])
        for word in ('steps', 'steps=', 'steps=0', 'steps=-1', 'steps=1.5', 'steps=many', 'steps=5s', 'time=5', 'time=1k',
                     'call-depth=1M', 'steps=99999999999999999999', 'output=8G'):
            self.assertIn('--limit ', refuse('cli/bad-limit', word)['hint'])


if __name__ == '__main__':
    unittest.main()
