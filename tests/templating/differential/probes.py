"""Templates that go through the language one by one: each value through each filter and test, operators between all
values, the statements of probes.txt, and tags with white space around them. compare.py compares them with Jinja2."""
import os
import random

CONTEXT = {'n': 3, 'neg': -7, 'f': 2.5, 's': 'hello World', 'u': 'ßtraße ŉ ǆ İ ΑΣ ﬁ', 'e': '', 'l': [3, 
    1, 2], 'm': ['b', 'A', 'c', ''], 'd': {'b': 1, 'a': 2, 'C': 0}, 'rows': [{'name': 'x', 'v': 1}, 
    {'name': 'Y', 'v': 2}, {'name': 'x', 'v': 3}], 'nul': None, 't': True, 'h': '<a href="x">b</a> &amp; c', 
    'el': [], 'ed': {}, 'nest': [[1, 2], [3]], 'date': '2024-02-04', 'html': 'a\n\nb\n c', 'big': 10000000000000000000000000, 
    'mix': [1, 'a', None, 2.5, True]}
FILES = {
    'b.html': '[{% block a %}A{% endblock %}|{% block b %}B{{ n }}{% endblock %}]',
    'c.html': '{% extends "b.html" %}{% block a %}c{{ super() }}{% endblock %}',
    'inc': 'I{{ n }}{{ x }}',
    'inc2': 'I{{ n }}',
    'm': '{% macro f(a,b=2,*c) %}{% endmacro %}',
    'mm': '{% macro f(a,b=a) %}{{ a }}{{ b }}{{ n }}{% endmacro %}{% set v=5 %}{% set _p=1 %}',
    'ctx': '{% macro f() %}{{ n }}{{ q }}{% endmacro %}',
    'req': '{% block r required %}{% endblock %}',
    'bad': '\n{% if %}',
    'rt': 'a\n{{ 1/0 }}',
    'mac': '{% macro r() %}\n\n{{ 1/0 }}{% endmacro %}',
    'sc': '{% for i in l %}{% block it scoped %}{{ i }}{% endblock %}{% endfor %}',
    'ns': '{% for i in l %}{% block it %}{{ i }}{% endblock %}{% endfor %}',
    'self': '{% block a %}A{% endblock %}{{ self.a() }}',
    'w': '{{ n }}',
    'lvl': '{% extends "c.html" %}{% block a %}l{{ super() }}{% endblock %}',
    'top': '{% set z=1 %}{% extends "b.html" %}{% set y=2 %}',
    'mod2': '{% import "mm" as q %}{% macro g() %}{{ q.f(1) }}{% endmacro %}',
    'chg': '{% set n=99 %}{{ n }}',
}
VALUES = [
    'n', 'neg', 'f', 's', 'u', 'e', 'l', 'm', 'd', 'rows', 'nul', 't', 'h', 'el', 'ed', 'nest', 'html', 'big',
    'mix', 'missing', 'range(4)', '(1,2)', '"42"', '"3.9"', '" x "', '-0.0', '1e16', '1e-5', '1e22',
    '100000000000000000000000', '1.0', 'true', '"<b>"|safe', 'd.items()', '(l|map("string"))', 'namespace(a=1)',
    'dict', '"a,b"',
]
FILTERS = [
    'abs', 'batch(2)|list', 'batch(2,"x")|list', 'capitalize', 'center(9)', 'center', 'default("x")',
    'default("x",true)', 'd', 'dictsort', 'dictsort(true)', 'dictsort(by="value")', 'dictsort(reverse=true)',
    'dictsort(false,"key",true)', 'dictsort(by="x")', 'e', 'escape', 'filesizeformat', 'filesizeformat(true)',
    'first', 'last', 'float', 'float(1)', 'forceescape', 'format(1)', 'format("a")', 'format(a=1)',
    'groupby("name")', 'groupby("v")|map(attribute="list")|list', 'groupby(0)', 'indent', 'indent(2,true)',
    'indent(2,false,true)', 'indent("--")', 'int', 'int(7)', 'int(0,16)', 'int(base=8)', 'items|list', 'join',
    'join(",")', 'join("-",attribute="name")', 'length', 'count', 'list', 'lower', 'upper', 'title',
    'map("upper")|list', 'map(attribute="name")|list', 'map(attribute="q",default="z")|list',
    'map("nofilter")|list', 'map|list', 'map("abs",1)|list', 'max', 'min', 'max(attribute="v")',
    'min(case_sensitive=true)', 'max(true)', 'reject|list', 'reject("odd")|list', 'rejectattr("v","odd")|list',
    'rejectattr("name")|list', 'replace("a","b")', 'replace("l","L",1)', 'replace(1,2)', 'reverse|list', 'reverse',
    'round', 'round(1)', 'round(-1)', 'round(2,"ceil")', 'round(0,"floor")', 'round(1,"x")', 'safe', 'select|list',
    'select("odd")|list', 'select("nope")|list', 'selectattr("v")|list',
    'selectattr("v","gt",1)|map(attribute="v")|list', 'selectattr|list', 'slice(2)|list', 'slice(3,"f")|list',
    'sort', 'sort(true)', 'sort(reverse=true)', 'sort(attribute="v,name")', 'sort(case_sensitive=true)',
    'sort(attribute="q")', 'string', 'striptags', 'sum', 'sum(attribute="v")', 'sum(start=10)', 'sum("v",5)',
    'tojson', 'tojson(2)', 'tojson(indent=1)', 'trim', 'trim("hd")', 'trim(chars=none)', 'truncate(5)',
    'truncate(5,true)', 'truncate(5,true,"..",0)', 'truncate(3,leeway=0)', 'truncate(2)', 'truncate', 'unique|list',
    'unique(true)|list', 'unique(attribute="name")|list', 'urlencode', 'wordcount', 'wordwrap(5)',
    'wordwrap(5,false)', 'wordwrap(4,wrapstring="|")', 'xmlattr', 'xmlattr(false)', 'attr("a")', 'attr("upper")',
    'attr("x")', 'nofilter', 'upper(1)', 'join(1,2,3)', 'first(1)', 'default(default_value=9)', 'replace("a")',
    'string|length', 'list|length', 'list|first', 'map("int")|sum', 'map("length")|list', 'sort|first',
    'select("string")|list', 'reject("none")|list', 'select("in",[1,2])|list', 'map("default","x")|join("|")',
    'tojson|safe', 'indent(width=1)', 'int|string', 'float|string', 'length|odd', 'batch(0)|list', 'slice(0)|list',
    'batch|list', 'groupby("name",default="?")|list', 'groupby("name",case_sensitive=true)|list', 'max|string',
    'capitalize|length', 'escape|escape', 'forceescape|escape', 'title|title', 'center(12)|upper', 'wordwrap(0)',
    'striptags|title', 'urlencode|upper',
]
TESTS = [
    'boolean', 'callable', 'defined', 'divisibleby 2', 'divisibleby(0)', 'divisibleby', 'eq 3', 'equalto 3',
    'escaped', 'even', 'odd', 'false', 'true', 'filter', 'float', 'ge 1', 'gt 1', 'greaterthan(1)', 'in [3,"e"]',
    'in "hello"', 'in d', 'in 5', 'integer', 'iterable', 'le 3', 'lt 3', 'lessthan 3', 'lower', 'upper', 'mapping',
    'ne 3', 'none', 'number', 'sameas none', 'sameas 3', 'sequence', 'string', 'test', 'undefined', 'nope',
    'not defined', 'not nope', '== 3', 'defined(1)', 'eq', 'none is none', 'sameas(nul)', 'divisibleby 2.5',
    'in range(5)', 'in missing', 'eq missing',
]
OPERATORS = ['+', '-', '*', '/', '//', '%', '~', '<', '==', '!=', '>=', 'in', 'not in', 'and', 'or']
PIECES = [
    'a', ' ', '\n', '  \n', '\t', '{% if t %}', '{%- if t %}', '{% if t -%}', '{%+ if t %}', '{% if t +%}',
    '{{ n }}', '{{- n }}', '{{ n -}}', '{# c #}', '{#- c -#}', '{#+ c +#}', '{% raw %} x {% endraw %}',
    '{%- raw -%} x {%- endraw -%}', '{% set q = 1 %}', '{%- set q = 1 -%}', '{%+ set q=1 +%}',
    '{% raw +%}\n{% endraw %}', '{{+ n +}}',
]
WHITE_SPACE = ('trim_blocks', 'lstrip_blocks', 'keep_trailing_newline')


def request(template, options=(), files=None):
    return {'template': template, 'files': files or {}, 'context': CONTEXT,
            'options': {name: name in options for name in (*WHITE_SPACE, 'extensions')}}


def statements():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'probes.txt')
    with open(path, encoding='utf-8') as file:
        for line in file.read().splitlines():
            yield request(line, files=FILES)
            yield request('a\n\n  ' + line + '\n', ('trim_blocks', 'lstrip_blocks'), FILES)


def white_space(count):
    r = random.Random(5)
    for _ in range(count):
        text = ''.join(r.choice(PIECES) for _ in range(r.randrange(1, 9)))
        text += '{% endif %}' * text.count(' if t') + r.choice(['', '\n', ' \n', '\n\n', 'x'])
        yield request(text, [name for name in WHITE_SPACE if r.random() < 0.5])


def expressions():
    for value in VALUES:
        for name in FILTERS:
            yield request('{{ (%s)|%s }}' % (value, name))
        # That views of a dict cannot be keys, and sets, which `-` makes of them, are Python's alone.
        for name in [] if 'items()' in value else TESTS:
            yield request('{{ (%s) is %s }}' % (value, name))
        for other in VALUES:
            if 'items()' in value + other:
                continue
            for operator in OPERATORS:  # formats of things with items are another of Python's ways
                if operator != '%' or other not in ('missing', 'range(4)'):
                    yield request('{{ (%s) %s (%s) }}' % (value, operator, other))


def all_requests(part):
    """All of them; of the expressions, and of white space, one in `part`."""
    yield from statements()
    yield from white_space(6000 // part)
    for number, each in enumerate(expressions()):
        if number % part == 0:
            yield each
