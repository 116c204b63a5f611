"""Templates and data that want too much: each ends with a specific message, soon, within bounded memory."""
import json
import resource
import unittest

import needs
from harness import BAD_INPUT, BAD_USAGE, DONE, CommandTest, gongwen

# The limit is one of addresses, of which Debian 13's mimalloc reserves 1 GiB beside what it uses.
MEMORY = 2400 << 20
DOUBLING = "{%% set n = namespace(s=%s) %%}{%% for i in range(60) %%}{%% set n.s = %s %%}{%% endfor %%}{{ n.s | length }}"
DEEP = "{% set n = namespace(s=(1,)) %}{% for i in range(100000) %}{% set n.s = (n.s,) %}{% endfor %}"
SHARED = "{% set n = namespace(s=(1,), t=(1,)) %}{% for i in range(60) %}{% set n.s = (n.s, n.s) %}{% set n.t = (n.t, n.t) %}{% endfor %}"


def fan(what, empty=''):
    """40 macros, each of which calls the one before twice."""
    macros = ['{%% macro m%d() %%}%s{%% endmacro %%}' % (i, what % (i - 1) * 2 if i else empty) for i in range(40)]
    return ''.join(macros) + '{{ m39() }}'


class Hostile(CommandTest):
    def run_bounded(self, *arguments, **options):
        return gongwen(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)), **options)

    def eval(self, template, files=None, context=None):
        request = {'template': template, 'files': files or {}, 'context': context or {}, 'options': {'extensions': True}}
        return self.run_bounded('eval', stdin=json.dumps(request).encode())

    def refuse(self, cases):
        for identifier, templates in cases.items():
            for template in templates:
                with self.subTest(template=template[:120]):
                    result = self.eval(template)
                    self.assertEqual(result.status, BAD_INPUT, result.err[:300])
                    self.assertIn('[templating/' + identifier + ']', result.err)


class Templates(Hostile):
    def test_work(self):
        self.refuse({
            'too-many-steps': [fan('{{ m%d() }}'), fan('{{ m%d() }}', 'x'), SHARED + '{{ n.s == n.t }}',
                               SHARED + '{{ {n.s: 1} | length }}', SHARED + '{{ [n.s, n.t] | unique | list | length }}',
                               SHARED + '{{ [n.s, n.t] | sort | length }}'],
            'too-many-turns': ['{% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %}'],
            'too-many-calls': ['{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}',
                               '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}',
                               '{% macro a() %}{{ caller() }}{% endmacro %}{% macro b() %}{% call a() %}{{ b() }}{% endcall %}'
                               '{% endmacro %}{{ b() }}',
                               '{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}',
                               '{% block a %}{{ self.a() }}{% endblock %}'],
        })

    @needs.time
    def test_size(self):
        self.refuse({
            'text-too-long': ['{{ "x" * 10**9 }}', '{{ 10**9 * "x" }}', '{{ "%1000000000d" | format(1) }}', '{{ "%*d" % (10**9, 1) }}',
                              '{{ "{:>1000000000}".format(1) }}', '{{ "{:.1000000000f}".format(1.5) }}',
                              '{{ "{:{}}".format(1, 10**9) }}', '{{ "x" | center(10**9) }}', '{{ "x\ny" | indent(10**9) }}',
                              '{{ "x".ljust(10**9) }}', '{{ "x".zfill(10**9) }}', '{{ "\t".expandtabs(10**9) }}',
                              '{{ ("x" * 1000000) | replace("", "y" * 100) }}', '{{ range(100000) | join("x" * 10000) }}',
                              '{{ [[1]] | tojson(10**9) }}', DOUBLING % ('"a"', 'n.s | replace("a", "aa")'),
                              DOUBLING % ('"a"', 'n.s ~ n.s'), DOUBLING % ('"a"', '[n.s, n.s] | join'),
                              '{{ ("x" * 1000000) | wordwrap(1, wrapstring="y" * 10000) }}'],
            'range-too-long': ['{{ range(10**12) | list }}', '{% for i in range(10**12) %}{% endfor %}', '{{ [0] * 10**9 }}',
                               '{{ [1] | batch(10**9, 0) | list }}'],
            'out-of-memory': [DOUBLING % ('[1]', 'n.s + n.s'), '{{ [1] | slice(10**9) | list }}',
                              '{% set l = [1] %}{% for i in l %}{% do l.append(i) %}{% endfor %}',
                              '{% set l = [1] %}{% for i in range(60) %}{% do l.extend(l) %}{% endfor %}'],
            'output-too-long': ['{% for a in range(1000000) %}{{ "x" * 100000 }}{% endfor %}'],
            'number-too-large': ['{{ 10**1000**1000 }}', '{{ 2**100000 }}', '{{ 2.0**10000 }}', '{{ "x" * 10**30 }}', '{{ ("9" * 100000) | int }}',
                                 DOUBLING.replace('| length', '') % ('3', 'n.s * n.s'), '{{ 1.5 | round(10**30) }}'],
            'literal-too-large': ['{{ ' + '9' * 100000 + ' }}'],
            'value-too-deep': [DEEP + '{{ n.s }}', DEEP + '{{ n.s | tojson }}', DEEP + '{{ {n.s: 1} }}', DEEP + '{{ [n.s] | unique | list }}'],
            'nothing-to-cycle': ['{% for i in range(3) %}{{ loop.cycle() }}{% endfor %}'],
        })

    @needs.time
    def test_sources(self):
        self.refuse({
            'too-deep': ['{{ ' + '(' * 100000, '{{ ' + '[' * 100000, '{{ ' + 'not ' * 100000 + '1 }}', '{{ ' + '-' * 100000 + '1 }}',
                         '{{ 1' + '+1' * 100000 + ' }}', '{{ x' + '.a' * 100000 + ' }}', '{{ x' + ' | int' * 100000 + ' }}',
                         '{% if 1 %}' * 100000, '{% for x in y %}' * 100000, '{{' * 5_000_000,
                         ''.join('{%% block b%d %%}' % i for i in range(5000))],
            'expected-tag': ['{%' * 5_000_000],
            'unclosed-comment': ['{#' * 5_000_000],
            'unclosed-string': ['{{ "' + 'a' * 10_000_000],
            'unclosed-raw': ['{% raw %}' * 1_000_000],
            'unknown-tag': ['{% x %}' * 1_000_000],
            'unexpected-character': ['{{ ? }}' * 500_000],
        })

    def test_templates_that_name_one_another(self):
        cycles = [('{% include "a" %}', {'a': '{% include "a" %}'}),
                  ('{% include "a" %}', {'a': '{% include "b" %}', 'b': '{% include "a" %}'}),
                  ('{% extends "a" %}', {'a': '{% extends "b" %}', 'b': '{% extends "a" %}'}),
                  ('{% import "a" as a %}', {'a': '{% import "a" as a %}'}),
                  ('{% import "a" as a %}', {'a': '{% from "b" import x %}', 'b': '{% from "a" import x %}'})]
        for template, files in cycles:
            with self.subTest(template=template, files=files):
                result = self.eval(template, files)
                self.assertEqual(result.status, BAD_INPUT)
                self.assertIn('[templating/too-many-includes]', result.err)
        fanned = {'f%d' % i: '{%% include "f%d" %%}' % (i - 1) * 2 for i in range(1, 40)}
        result = self.eval('{% include "f39" %}', {**fanned, 'f0': ''})
        self.assertIn('[templating/too-many-steps]', result.err)
        heirs = {'f%d' % i: '{%% extends "f%d" %%}{%% block a %%}{{ super() }}{{ super() }}{%% endblock %%}' % (i - 1)
                 for i in range(1, 40)}
        result = self.eval('{% extends "f39" %}', {**heirs, 'f0': '{% block a %}{% endblock %}'})
        self.assertIn('[templating/too-many-steps]', result.err)

    def test_what_is_large_but_not_too_large(self):
        for template, expected in (('{{ "%.100000f" % 1.5 }}', '1.5' + '0' * 99999), ('{{ 10**10**10 }}', str(10**100)),
                                   ('{{ range(1000000) | sum }}', '499999500000'), ('{{ 1' + ' < 1' * 10000 + ' }}', 'False'),
                                   ('}}' * 1_000_000, '}}' * 1_000_000), ('{% set l = [] %}{% do l.append(l) %}{{ l }}', '[[...]]')):
            with self.subTest(template=template[:60]):
                result = self.eval(template)
                self.assertEqual((result.status, result.out), (DONE, expected))


class Data(Hostile):
    def check(self, schema, instance, identifier, status=BAD_INPUT):
        request = schema if isinstance(schema, bytes) else json.dumps({'schema': schema, 'instance': instance}).encode()
        result = self.run_bounded('schema-check', stdin=request)
        self.assertEqual(result.status, status, (result.out + result.err)[:400])
        self.assertIn(identifier, result.out + result.err)

    def test_patterns_that_never_end(self):
        for pattern in ('(a+)+$', '^(a|aa)+$', '^(([a-z])+.)+[A-Z]([a-z])+$'):
            with self.subTest(pattern=pattern):
                self.check({'pattern': pattern}, 'a' * 100000 + '!', 'data/pattern-too-costly')

    def test_references_that_never_end(self):
        self.check({'$ref': '#'}, 1, 'data/schema-endless')
        self.check({'$defs': {'a': {'$ref': '#/$defs/b'}, 'b': {'$ref': '#/$defs/a'}}, '$ref': '#/$defs/a'}, 1,
                   'data/schema-endless')

    def test_huge_numbers(self):
        self.check(b'{"schema": {"type": "number"}, "instance": 1e400}', None, 'data/number-range', BAD_USAGE)
        digits = b'9' * 100000
        self.check(b'{"schema": {"multipleOf": 7}, "instance": ' + digits + b'}', None, 'data/number-range', BAD_USAGE)
        result = self.run_bounded('eval', stdin=b'{"template": "{{ n + 1 }}", "context": {"n": ' + digits + b'}}')
        self.assertEqual(result.status, BAD_INPUT)

    def test_wide_data(self):
        context = {'l': list(range(300_000)), 'o': {'k%d' % i: i for i in range(100_000)}}
        result = self.eval('{{ l | length }} {{ o | length }} {{ o.k99999 }}', context=context)
        self.assertEqual(result.out, '300000 100000 99999')

    def test_deep_data(self):
        result = self.run_bounded('eval', stdin=b'{"template": "", "context": ' + b'[' * 100_000 + b']' * 100_000 + b'}')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('data/too-deep', result.err)


if __name__ == '__main__':
    unittest.main()
