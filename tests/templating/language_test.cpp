// Statements and expressions; expected results are those of Jinja2 3.1.
#include "workbench.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

void check(std::initializer_list<Row> rows, std::string_view json = "{}") {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(expand(row.text, json), row.expected);
  }
}

}  // namespace

TEST(Language, NumbersAsPythonWritesThem) {
  check({
      {"{{ 0.1 + 0.2 }} {{ 1e100 }} {{ 1e-7 }} {{ 1e16 }} {{ 1e15 }} {{ 0.0001 }} {{ -0.0 }}",
       "0.30000000000000004 1e+100 1e-07 1e+16 1000000000000000.0 0.0001 -0.0"},
      {"{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ -7.5 % 2 }} {{ 7.5 // 2 }} {{ 4 / "
       "2 }}",
       "3 -4 2 -2 0.5 3.0 2.0"},
      {"{{ 10 ** 20 }} {{ 9223372036854775807 + 1 }} {{ (2 ** 64) // 3 }} {{ -(2 ** 70) % 1000 }} "
       "{{ 2 ** 0.5 }}",
       "100000000000000000000 9223372036854775808 6148914691236517205 576 1.4142135623730951"},
      {"{{ 10 ** 20 / 3 }} {{ 12345678901234567890 * 98765432109876543210 }} {{ 2 ** -1 }}",
       "3.333333333333333e+19 1219326311370217952237463801111263526900 0.5"},
      {"{{ 1 == 1.0 }} {{ 2 ** 53 + 1 == 2.0 ** 53 }} {{ 10 ** 30 > 1e29 }} {{ true + true }}", "True False True 2"},
  });
}

TEST(Language, ValuesAsPythonPrintsThem) {
  check({
      {"{{ [1, 'a', none, true, 2.0, {'k': (1,)}] }}", "[1, &#39;a&#39;, None, True, 2.0, {&#39;k&#39;: (1,)}]"},
      {"{{ ['\\n\\t\\u3000\\x7f', 'it\\'s', '\"\\''] }}",
       "[&#39;\\n\\t\\u3000\\x7f&#39;, &#34;it&#39;s&#34;, &#39;&#34;\\&#39;&#39;]"},
      {"{{ ['<'|safe] }} {{ range(3) }} {{ range(1, 9, 2) }} {{ {}.keys() }}",
       "[Markup(&#39;&lt;&#39;)] range(0, 3) range(1, 9, 2) dict_keys([])"},
      {"{% set l = [1] %}{% set _ = l.append(l) %}{{ l }}", "[1, [...]]"},
      {"{% macro f() %}{% endmacro %}{{ f }} {{ namespace(a=1) }}",
       "&lt;Macro &#39;f&#39;&gt; &lt;Namespace {&#39;a&#39;: 1}&gt;"},
      {"{% for x in [1] %}{{ loop }}{% endfor %}", "&lt;LoopContext 1/1&gt;"},
  });
}

TEST(Language, MembersItemsAndSlices) {
  check(
      {
          {"{{ d.a.b }} {{ d['items'] }} {{ d.items()|list|length }} {{ l.0 }} {{ l[-1] }} {{ "
           "l[5]|default('-') }}",
           "1 7 2 1 3 -"},
          {"{{ s[0] }} {{ s[1:3] }} {{ s[::-1] }} {{ l[::2] }} {{ l[-2:] }} {{ (1, 2, 3)[1:] }} {{ "
           "range(10)[2:8:3] }}",
           "中 文a ba文中 [1, 3] [2, 3] (2, 3) range(2, 8, 3)"},
          {"{{ d.get('x', 5) }} {{ d.get('q') }} {{ 'a' in d }} {{ 2 in l }} {{ 'b' in 'abc' }} {{ "
           "5 in range(0, 10, 5) }}",
           "5 None True True True True"},
      },
      R"({"d": {"a": {"b": 1}, "items": 7}, "l": [1, 2, 3], "s": "中文ab"})");
}

TEST(Language, MethodsOfTextsListsAndObjects) {
  check({
      {"{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a b c'.split(' ', 1) }} {{ 'a b "
       "c'.rsplit(none, 1) }}",
       "[&#39;a&#39;, &#39;b&#39;, &#39;&#39;, &#39;c&#39;] [&#39;a&#39;, &#39;b&#39;] "
       "[&#39;a&#39;, &#39;b c&#39;] [&#39;a b&#39;, &#39;c&#39;]"},
      {"{{ '中文abc'.find('文') }} {{ 'abab'.rfind('ab') }} {{ 'abab'.count('ab') }} {{ "
       "'abc'.index('c', 1) }}",
       "1 2 2 2"},
      {"{{ 'abc'.startswith(('x', 'a')) }} {{ 'abc'.endswith('c', 0, 2) }} {{ '5'.zfill(3) }} {{ "
       "'-5'.zfill(4) }}",
       "True False 005 -005"},
      {"{{ 'a-b'.partition('-') }} {{ 'abc'.removeprefix('a') }} {{ 'x'.ljust(3, '.') }} {{ "
       "'x'.rjust(3) }}",
       "(&#39;a&#39;, &#39;-&#39;, &#39;b&#39;) bc x..   x"},
      {"{{ 'Ab'.swapcase() }} {{ 'ab cd'.title() }} {{ 'a\tb'.expandtabs(4) }} {{ ','.join(['1', "
       "'2']) }}",
       "aB Ab Cd a   b 1,2"},
      {"{{ '½'.isnumeric() }} {{ '½'.isdigit() }} {{ '²'.isdigit() }} {{ '²'.isdecimal() }} {{ "
       "'ǅ'.istitle() }}",
       "True False True False True"},
      {"{% set l = [3, 1] %}{% do l.append(2) %}{% do l.insert(0, 9) %}{% do l.sort() %}{{ l }}{{ "
       "l.pop() }}{{ l.index(3) }}{% do l.remove(1) %}{{ l }}",
       "[1, 2, 3, 9]92[2, 3]"},
      {"{% set d = {'a': 1} %}{% do d.update({'b': 2}, c=3) %}{{ d }}{{ d.pop('a') }}{{ "
       "d.setdefault('z', 0) }}{{ d|length }}",
       "{&#39;a&#39;: 1, &#39;b&#39;: 2, &#39;c&#39;: 3}103"},
      {"{{ ('<b>'|safe).replace('b', '<') }} {{ ('<b>'|safe).split('b') }}",
       "<&lt;> [Markup(&#39;&lt;&#39;), Markup(&#39;&gt;&#39;)]"},
  });
}

TEST(Language, ATemplateThatChangesItsDataWorksOnACopy) {
  Workbench bench;
  bench.with_data(R"({"l": [1, {"a": 2}], "d": {"k": [5]}})");
  EXPECT_EQ(bench.expand("{% set m = l %}{% do l.append(3) %}{% do l[1].update(b=4) %}{% do "
                         "d.k.clear() %}{{ m }} {{ l|length }} {{ d }}"),
            "[1, {&#39;a&#39;: 2, &#39;b&#39;: 4}, 3] 3 {&#39;k&#39;: []}");
  EXPECT_EQ(bench.document->root().find("l")->size(), 2);
}

TEST(Language, Loops) {
  check({
      {"{% for x in [1, 2, 3] %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ "
       "loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}",
       "1032TrueFalse3 2121FalseFalse3 3210FalseTrue3 "},
      {"{% for x in [1, 2] %}{{ loop.previtem|default('-') }}{{ loop.nextitem|default('-') }}{% "
       "endfor %}",
       "-21-"},
      {"{% for x in [1, 1, 2] %}{{ loop.changed(x) }}{{ loop.cycle('a', 'b') }} {% endfor %}", "Truea Falseb Truea "},
      {"{% for x in [1, 2, 3] if x != 2 %}{{ x }}{{ loop.length }}{% else %}e{% endfor %}", "1232"},
      {"{% for x in [] %}x{% else %}e{% endfor %}{% for x in [1] if false %}x{% else %}f{% endfor "
       "%}",
       "ef"},
      {"{% for a, (b, c) in [[1, [2, 3]]] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "123"},
      {"{% for x in [1, [2, [3]]] recursive %}{{ loop.depth }}{{ x if x is number else loop(x) "
       "}}{% endfor %}",
       "11122233"},
      {"{% for x in range(5) %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 3 %}{% break "
       "%}{% endif %}{{ x }}{% endfor %}",
       "02"},
      {"{% for x in range(3) %}{% filter upper %}a{% if x == 1 %}{% break %}{% endif %}{% "
       "endfilter %}{% endfor %}b",
       "Ab"},
      {"{% set i = 9 %}{% for i in [1, 2] %}{{ i }}{% endfor %}{{ i }}", "129"},
      {"{% set ns = namespace(n=0) %}{% for i in [1, 2, 3] if ns.n < 2 %}{% set ns.n = ns.n + 1 "
       "%}{{ i }}{% endfor %}",
       "12"},
      {"{% for x in [1, 2] %}{% set o = loop %}{% for y in 'ab' %}{{ o.index }}{{ loop.index }} {% "
       "endfor %}{% endfor %}",
       "11 12 21 22 "},
  });
}

TEST(Language, VariablesAndScopes) {
  check(
      {
          {"{% if true %}{% set v = 5 %}{% endif %}{{ v }}", "5"},
          {"{% for i in [1] %}{% set v = 5 %}{% endfor %}{{ v is defined }}", "False"},
          {"{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}", "12121"},
          {"{% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}", "211"},
          {"{{ x }}{% set x = 1 %}{{ x }}{% if false %}{% set y = 2 %}{% endif %}{{ y }}", "d1d2"},
          {"{% set a, b = b, a %}{{ a is defined }}", "False"},
          {"{% set x %}<b>{{ x }}</b>{% endset %}{{ x }}", "undefined 1:18 x @"},
          {"{% set x | upper %}a{{ '<' }}{% endset %}{{ x }}", "A&LT;"},
          {"{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current "
           "}}{% set j = joiner('|') %}{{ j() }}{{ j() }}",
           "abab|"},
      },
      R"({"x": "d", "y": "d2"})");
}

TEST(Language, Macros) {
  check({
      {"{% macro f(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ f(1) }}{{ f(1, 2) }}{{ f(b=3, a=4) }}", "111243"},
      {"{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, *[2], a=3, **{'b': 4}) }}",
       "(1, 2){&#39;a&#39;: 3, &#39;b&#39;: 4}"},
      {"{% macro f() %}[{{ caller() }}]{% endmacro %}{% call f() %}x{% endcall %}", "[x]"},
      {"{% macro f(l) %}{% for x in l %}{{ caller(x, loop.index) }}{% endfor %}{% endmacro %}{% "
       "call(x, i) f('ab') %}{{ i }}{{ x }};{% endcall %}",
       "1a;2b;"},
      {"{% set x = 1 %}{% macro f() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ f() }}", "2"},
      {"{% macro f(n) %}{{ n }}{% if n %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}", "3210"},
      {"{% macro f() %}<b>{% endmacro %}{{ f() ~ '<' }} {{ f()|upper }} {{ f()|length }}", "<b>&lt; <B> 3"},
      {"{% macro f(a, b=1) %}{{ caller is defined }}{% endmacro %}{{ f.name }} {{ f.arguments }} "
       "{{ f.caller }}",
       "f (&#39;a&#39;, &#39;b&#39;) True"},
      {"{% for i in [1, 2] %}{% macro f() %}{{ i }}{% endmacro %}{{ f() }}{% endfor %}", "12"},
  });
}

TEST(Language, ConditionsAndTests) {
  check({
      {"{{ 0 or 'a' }} {{ '' or none }} {{ 1 and 2 }} {{ 0 and x }} {{ not 0 }} {{ 1 < 2 < 3 }} {{ "
       "1 < 3 < 2 }}",
       "a None 2 0 True True False"},
      {"{{ 'a' if false }}|{{ 'a' if true }}|{{ ('a' if false) is defined }}", "|a|False"},
      {"{{ 1 is number }}{{ 1.0 is integer }}{{ true is integer }}{{ 'a' is string }}{{ {} is "
       "mapping }}{{ [] is sequence }}{{ 5 is iterable }}",
       "TrueFalseFalseTrueTrueTrueFalse"},
      {"{{ 4 is even }}{{ 3 is divisibleby 3 }}{{ 1 is eq 1 }}{{ 2 is in [1, 2] }}{{ 'a' is lower "
       "}}{{ '中' is upper }}",
       "TrueTrueTrueTrueTrueFalse"},
      {"{{ x is defined }}{{ x is undefined }}{{ none is none }}{{ true is sameas true }}{{ 'a'|e "
       "is escaped }}{{ joiner() is callable }}",
       "FalseTrueTrueTrueTrueTrue"},
      {"{{ 'upper' is filter }}{{ 'nope' is filter }}{{ 'odd' is test }}{{ 1 is boolean }}", "TrueFalseTrueFalse"},
  });
}

TEST(Language, ConstantsAreWorkedOutAsJinjaDoesIt) {
  // Jinja joins constants as plain text; only at run time does markup make markup.
  check(
      {
          {"{{ '<b>'|safe ~ '<' }} {{ x|safe ~ '<' }}", "&lt;b&gt;&lt; <b>&lt;"},
          {"{{ 1 // 0 if false else 'ok' }}", "ok"},
      },
      R"({"x": "<b>"})");
}

TEST(Language, FilterBlocks) {
  check({
      {"{% filter upper %}a{{ '<' }}{% endfilter %}", "A&LT;"},
      {"{% filter replace('a', 'b')|trim %} aa {% endfilter %}", "bb"},
      {"{% filter title %}a &amp; b{% endfilter %}", "A &amp; B"},
      {"{% filter striptags %}<i>{{ '<script>' }}</i>{% endfilter %}", "&lt;script&gt;"},
  });
}

TEST(Language, ABlankFormHasBlanksWhereTheDataLackSomething) {
  const auto blank = [](std::string_view text, std::string_view json = "{}") {
    Workbench bench;
    bench.missing = MissingData::Blank;
    return bench.with_data(json).expand(text);
  };
  // Printed, asked for, walked over.
  EXPECT_EQ(blank("[{{ name }}{{ title.zh }}{{ list[0].x }}{{ a[1:2] }}]"), "[]");
  EXPECT_EQ(blank("{{ name is defined }} {{ name | default('?') }} {{ name or 'none' }}"), "False ? none");
  EXPECT_EQ(blank("{% for row in rows %}{{ row }}{% else %}no rows{% endfor %} {{ rows | length }}"), "no rows 0");
  EXPECT_EQ(blank("{% if kind == 'x' or 'x' in kinds or count > 3 or not (wg is defined) %}yes{% endif %}"), "yes");
  EXPECT_EQ(blank("{{ count > 3 }} {{ count <= 3 }} {{ kind == 'x' }} {{ kind in 'xyz' }}"), "False False False False");
  // What is worked out from a blank is blank.
  EXPECT_EQ(blank("[{{ date | cn_date }}{{ n | cn_number }}{{ a + 1 }}{{ -a }}{{ name.upper() }}{{ list | first }}]"),
            "[]");
  EXPECT_EQ(blank("{{ sex | choice(['男', '女']) }}{{ url | qr }}"), "☐男　☐女");
  EXPECT_EQ(blank("{{ parts | join('、') }}{{ parts | map(attribute='x') | list }}"), "[]");
  EXPECT_EQ(blank("{% macro cell(v) %}({{ v }}){% endmacro %}{{ cell(name) }}"), "()");
  // Values that are there are not.
  EXPECT_EQ(blank("{{ to }}{{ seal.width }}{{ seal.height }}", R"({"to": "甲", "seal": {"width": 42}})"), "甲42");
  // Errors in the template stay errors.
  EXPECT_TRUE(blank("{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}").starts_with("no-parameter"));
  EXPECT_TRUE(blank("{{ 'a' | cn_date }}").starts_with("bad-date"));
}
