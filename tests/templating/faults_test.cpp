// Every message of the module is provoked here by a template. A message that is added without a row
// in these tables fails the last test.
#include "workbench.h"

#include <set>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

constexpr std::string_view kData = R"({"t": "text", "n": 5, "l": [1], "o": {"a": 1}, "none": null})";

std::set<std::string_view>& provoked() {
  static std::set<std::string_view> ids;
  return ids;
}

void note_ids(const diagnostics::DiagnosticSink& sink) {
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    provoked().insert(diagnostics::catalogue_entry(diagnostic.id).id);
    for (const diagnostics::Note& note : diagnostic.notes) {
      provoked().insert(diagnostics::catalogue_entry(note.id).id);
    }
  }
}

Workbench& with_files(Workbench& bench) {
  return bench.with_data(kData)
      .with_file("base", "{% block b %}{% endblock %}")
      .with_file("required", "{% block r required %}{% endblock %}")
      .with_file("macros", "{% macro m() %}{% endmacro %}")
      .with_file("self", "{% include 'self' %}");
}

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    Workbench bench;
    EXPECT_EQ(with_files(bench).expand(row.text), row.expected);
    note_ids(bench.sink);
  }
}

}  // namespace

TEST(Faults, FaultsOfTheLexer) {
  check({
      {"{{ a ? b }}", "unexpected-character 1:6 ?"},
      {"{{ a # b }}", "unexpected-character 1:6 #"},
      {"{{ ①a }}", "bad-name 1:4 ①a"},
      {"{{ 'x }}", "unclosed-string 1:4"},
      {"{{ '\\xZZ' }}", "bad-escape 1:5 \\x"},
      {"{{ 1 ~ ) }}", "unopened-bracket 1:8 )\nexpected-expression 1:8 )"},
      {"{{ (1] }}", "wrong-bracket 1:6 ]\n  opened-here 1:4 (\nexpected-token 1:6 )"},
      {"a{# b", "unclosed-comment 1:2"},
      {"a{% raw %}b", "unclosed-raw 1:2"},
      {"a{{ b", "unclosed-tag 1:2 {{"},
  });
  std::string digits("{{ 1");
  digits.append(5000, '0').append(" }}");
  check({{digits, "literal-too-large 1:4"}});
}

TEST(Faults, FaultsOfTheParser) {
  check({
      {"{{ a b }}", "expected-token 1:6 }}"},
      {"{{ (a b) }}", "expected-token 1:7 )"},
      {"{{ }}", "expected-expression 1:4 }}"},
      {"{{ a. }}", "expected-name 1:7 }}"},
      {"{% 1 %}", "expected-tag 1:4 1"},
      {"{% call 1 %}{% endcall %}", "expected-call 1:9"},
      {"{% iff x %}", "unknown-tag 1:4 iff"},
      {"{% trans %}", "unsupported-tag 1:4 trans"},
      {"{% else %}", "unopened-tag 1:4 else"},
      {"{% if n %}{% for x in l %}{% endif %}", "misnested-tag 1:30 endif\n  opened-here 1:14 for"},
      {"{% if n %}", "unclosed-block 1:4 if"},
      {"{% set 1 = 2 %}", "bad-target 1:8 1"},
      {"{% block b %}{% endblock %}{% block b %}{% endblock %}", "repeated-block 1:31 b\n  defined-here 1:4 b"},
      {"{% for loop in l %}{% endfor %}", "loop-assigned 1:8"},
      {"{% break %}", "jump-outside-loop 1:4 break"},
      {"{% for x in l %}{% extends 'base' %}{% endfor %}", "extends-not-on-top 1:20"},
      {"{% block b required %}x{% endblock %}", "required-block-content 1:4 b"},
      {"{% block a-b %}{% endblock %}", "block-name-hyphen 1:11 -"},
      {"{% from 'macros' import _m %}", "private-import 1:25 _m"},
      {"{% macro m(a=1, b) %}{% endmacro %}", "parameter-order 1:17 b"},
      {"{% macro m(a, a) %}{% endmacro %}", "repeated-parameter 1:15 a"},
      {"{% macro m(caller) %}{{ caller() }}{% endmacro %}", "caller-parameter 1:4"},
      {"{{ f(a=1, 2) }}", "argument-order 1:5"},
      {"{{ f(a=1, a=2) }}", "repeated-keyword 1:11 a"},
      {"{{ n is odd is even }}", "chained-tests 1:13"},
      {"{{ l[1:2, 3] }}", "slice-in-tuple 1:6"},
      {"{% autoescape false %}{% endautoescape %}", "escaping-is-on 1:15"},
      {"{{ n | gone }}", "unknown-filter 1:8 gone"},
      {"{{ n is gone }}", "unknown-test 1:9 gone"},
      {"{% include 'gone' %}", "template-not-found 1:12 gone"},
  });
  std::string deep("{{ ");
  deep.append(2000, '(').append("1").append(2000, ')').append(" }}");
  check({{deep, "too-deep 1:104 100"}});
}

TEST(Faults, TagsOfExtensions) {
  for (const Row& row : {Row{"{% do l.append(1) %}", "extension-tag 1:4 do"},
                         Row{"{% for x in l %}{% break %}{% endfor %}", "extension-tag 1:20 break"}}) {
    Workbench bench;
    bench.options.extensions = TagExtensions::None;
    EXPECT_EQ(with_files(bench).expand(row.text), row.expected);
    note_ids(bench.sink);
  }
}

TEST(Faults, ThingsThatAreNotThere) {
  check({
      {"{{ nn }}", "undefined 1:4 nn @"},
      {"{{ o.b }}", "undefined-member 1:4 o.b @/o"},
      {"{{ n.b }}", "no-member 1:4 n.b @/n"},
      {"{{ l[3] }}", "no-element 1:4 l[3] @/l"},
      {"{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
       "no-parameter 1:20 a\n  undefined-here 1:4\n  called-from 1:41 m"},
      {"{{ (1 if n == 0).x }}", "no-else 1:4 (1 if n == 0)"},
      {"{{ [] | first }}", "empty-sequence 1:4 first"},
      {"{% for x in l %}{{ loop.previtem }}{% endfor %}", "no-neighbour 1:20 previtem"},
      {"{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
       "no-caller 1:19\n  undefined-here 1:47\n  called-from 1:47 m"},
      {"{% block b %}{{ super() }}{% endblock %}", "no-parent-block 1:17 b\n  undefined-here 1:4\n  block-from 1:4 b"},
      {"{% from 'macros' import k %}{{ k }}", "not-exported 1:32 k\n  undefined-here 1:4"},
  });
}

TEST(Faults, OperatorsOnValuesThatTheyDoNotWorkOn) {
  check({
      {"{{ n + t }}", "wrong-operands 1:4 + @/n"},
      {"{{ -t }}", "wrong-operand 1:4 - @/t"},
      {"{{ n < t }}", "no-order 1:4 < @/n"},
      {"{{ n in t }}", "text-in-text 1:4 integer @/n"},
      {"{{ n / 0 }}", "division-by-zero 1:4"},
      {"{{ 10.0 ** 400 }}", "number-too-large 1:4"},
      {"{{ (0 - n) ** 0.5 }}", "no-real-power 1:4 @/n"},
      {"{% for x in n %}{% endfor %}", "not-iterable 1:13 integer @/n"},
      {"{{ o.items }}", "forgotten-call 1:4 method @/o"},
      {"{{ n | length }}", "no-length 1:4 integer @/n"},
      {"{{ n | last }}", "not-reversible 1:4 integer @/n"},
      {"{{ n | reverse }}", "not-iterable 1:4 integer @/n"},
      {"{{ n[1:] }}", "not-sliceable 1:4 integer @/n"},
      {"{{ t['a':] }}", "bad-slice 1:4 string"},
      {"{{ t[::0] }}", "zero-step 1:4"},
      {"{{ {[]: 1} }}", "unhashable 1:4 list"},
      {"{% set d = {'a': 1} %}{% for k in d %}{% do d.update({'b': 1}) %}{% endfor %}", "dict-changed 1:35"},
      {"{% set a, b = [1, 2, 3] %}", "too-many-to-unpack 1:8 2"},
      {"{% set a, b = [1] %}", "too-few-to-unpack 1:8 2"},
      {"{% set n.x = 1 %}", "not-namespace 1:4 integer @/n"},
      {"{{ joiner() }}", "not-printable 1:4 joiner"},
      {"{{ n() }}", "not-callable 1:4 integer @/n"},
      {"{{ t.encode() }}", "unsupported-method 1:4 encode @/t"},
      {"{% set ns = namespace(x=[]) %}{% for i in range(500) %}{% set ns.x = [ns.x] %}{% endfor "
       "%}{{ ns.x }}",
       "value-too-deep 1:94 200"},
  });
}

TEST(Faults, FaultsOfCalls) {
  check({
      {"{{ n | abs(1) }}", "too-many-arguments 1:4 abs"},
      {"{{ n | round(x=1) }}", "unknown-argument 1:4 round"},
      {"{% macro m(a, b) %}{% endmacro %}{{ m(x=1) }}", "unknown-macro-argument 1:37 m"},
      {"{{ n | round(1, precision=2) }}", "argument-twice 1:4 round"},
      {"{{ t | replace }}", "missing-argument 1:4 replace"},
      {"{{ t | center('x') }}", "wrong-argument 1:4 center"},
      {"{{ t | dictsort }}", "wrong-input 1:4 dictsort @/t"},
      {"{{ dict(**n) }}", "bad-double-star 1:4 integer @/n"},
      {"{% macro m() %}{% endmacro %}{% call m() %}{% endcall %}", "caller-unused 1:38 m"},
      {"{% for x in l %}{{ loop(l) }}{% endfor %}", "loop-not-recursive 1:20"},
      {"{{ cycler() }}", "nothing-to-cycle 1:4"},
      {"{% include n %}", "bad-template-name 1:4 integer @/n"},
      {"{% extends 'base' %}{% extends 'base' %}", "extended-twice 1:24"},
      {"{% extends 'required' %}", "required-block-missing required:1:4 r\n  included-from 1:4 required"},
      {"{{ l.index(9) }}", "not-in-list 1:4 @/l"},
      {"{{ [].pop() }}", "pop-out-of-range 1:4 -1"},
      {"{{ {}.pop('x') }}", "no-key 1:4 'x'"},
      {"{{ dict([[1]]) }}", "not-pair 1:4 1"},
      {"{{ t.index('z') }}", "not-found-in-text 1:4 z @/t"},
      {"{{ t.split('') }}", "empty-separator 1:4"},
      {"{{ t.center(9, 'ab') }}", "one-character 1:4"},
      {"{% macro m(a) %}{{ a.x }}{% endmacro %}{% macro k() %}{{ m(caller()) }}{% endmacro %}"
       "{% call k() %}{{ 1 / 0 }}{% endcall %}",
       "division-by-zero 1:103\n  caller-from 1:60\n  called-from 1:94 k"},
      {"{% for x in [[l]] recursive %}{% if x == 1 %}{{ x.y }}{% endif %}{{ loop(x) if x != 1 }}{% "
       "endfor %}",
       "no-member 1:49 x.y @/l/0\n  loop-from 1:69\n  loop-from 1:69"},
  });
}

TEST(Faults, FaultsOfFilters) {
  check({
      {"{{ '%s %(a)s' | format(1, a=1) }}", "format-mixed 1:4"},
      {"{{ '%' | format(1) }}", "format-incomplete 1:4"},
      {"{{ '%y' | format(1) }}", "format-unknown 1:4 y"},
      {"{{ '%s%s' | format(1) }}", "format-too-few-values 1:4"},
      {"{{ '%s' | format(1, 2) }}", "format-too-many-values 1:4"},
      {"{{ '%(a)s' | format(1) }}", "format-needs-object 1:4"},
      {"{{ '%(a)s' | format(b=1) }}", "format-no-member 1:4 a"},
      {"{{ '%d' | format(t) }}", "bad-format 1:4 %d @/t"},
      {"{{ t | truncate(2) }}", "truncate-too-short 1:4 2"},
      {"{{ t | truncate(9, leeway=-1) }}", "negative-leeway 1:4 -1"},
      {"{{ n | round(1, 'up') }}", "bad-rounding 1:4 up"},
      {"{{ o | dictsort(by='x') }}", "bad-dictsort 1:4 x"},
      {"{{ ['a'] | sum(start='') }}", "sum-of-texts 1:4"},
      {"{{ range | tojson }}", "not-json 1:4 function"},
      {"{{ {'a b': 1} | xmlattr }}", "bad-attribute-name 1:4 a b"},
  });
}

TEST(Faults, FaultsOfTheFiltersForChineseDocuments) {
  check({
      {"{{ t | cn_number }}", "bad-number 1:4 text @/t"},
      {"{{ (10 ** 80) | cn_number }}", "number-unnamed 1:4 40"},
      {"{{ 1.5 | cn_ordinal }}", "bad-ordinal 1:4"},
      {"{{ 1.234 | cn_amount }}", "amount-too-fine 1:4"},
      {"{{ 51 | circled }}", "not-circled 1:4"},
      {"{{ '2023-02-29' | cn_date }}", "bad-date 1:4 2023-02-29"},
      {"{{ '2024-02-04' | date_range('2024-02-03') }}", "dates-reversed 1:4 2024-02-04"},
      {"{{ '2024-02-04' | cn_date('roman') }}", "bad-option 1:4 roman"},
      {"{{ '丙' | choice(['甲', '乙']) }}", "bad-choice 1:4 丙"},
      {"{{ t | choice_title }}", "no-choice-title 1:4 text @/t"},
  });
}

TEST(Faults, Limits) {
  struct LimitRow {
    std::string_view text;
    void (*tighten)(Limits& limits);
    std::string_view expected;
  };
  const LimitRow rows[] = {
      {"{% for x in range(999) %}{{ x }}{% endfor %}", [](Limits& l) { l.steps = 100; }, "too-many-steps 1:13 100"},
      {"{% for x in range(999) %}{{ x }}{% endfor %}", [](Limits& l) { l.loop_iterations = 100; },
       "too-many-turns 1:13 100"},
      {"{% for x in range(99) %}\n{% for y in range(99) %}\n{% for z in 'ab' %}{% endfor %}{% endfor %}{% endfor %}",
       [](Limits& l) { l.loop_iterations = 101; }, "too-many-turns 3:13 101\n  in-loop 2:13\n  in-loop 1:13"},
      {"{% macro m(n) %}{% for y in range(n) %}{% endfor %}{% endmacro %}\n{% for x in range(99) %}{{ m(9) }}{% endfor "
       "%}",
       [](Limits& l) { l.loop_iterations = 105; }, "too-many-turns 1:29 105\n  called-from 2:28 m\n  in-loop 2:13"},
      {"{% for x in range(99) %}\n{{ 'x' * 9 }}{% endfor %}", [](Limits& l) { l.output_bytes = 50; },
       "output-too-long 1:25 50\n  in-loop 1:13"},
      {"{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", [](Limits& l) { l.call_depth = 3; },
       "too-many-calls 1:19 3\n  called-from 1:19 m\n  called-from 1:42 m"},
      {"{% include 'self' %}", [](Limits& l) { l.include_depth = 3; },
       "too-many-includes self:1:4 3\n  included-from self:1:4 self\n  included-from 1:4 self"},
      {"{{ 'x' * 99 }}", [](Limits& l) { l.output_bytes = 50; }, "output-too-long 1:4 50"},
      {"{{ t * 99 }}", [](Limits& l) { l.text_bytes = 50; }, "text-too-long 1:4 50"},
      {"{{ range(99) | length }}", [](Limits& l) { l.range_size = 50; }, "range-too-long 1:4 50"},
      {"{% for x in range(9999) %}{% set y = [x] * 9999 %}{% endfor %}", [](Limits& l) { l.memory_bytes = 100'000; },
       "out-of-memory 1:38 100000"},
      {"{% for x in range(999999) %}{% endfor %}",
       [](Limits& l) {
         l.expired = [looks = 0]() mutable {
           return ++looks > 1;
         };
       },
       "out-of-time 1:13"},
  };
  for (const LimitRow& row : rows) {
    SCOPED_TRACE(row.text);
    Workbench bench;
    row.tighten(with_files(bench).limits);
    EXPECT_EQ(bench.expand(row.text), row.expected);
    note_ids(bench.sink);
  }
}

TEST(Faults, ValuesWithStructure) {
  const auto repeated = [](std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  std::string many_tags;
  for (int i = 0; i < 100; ++i) many_tags += "<x" + std::to_string(i) + ">";
  struct StructureRow {
    std::string_view filter;
    std::string value;
    std::string_view expected;  // the last line
  };
  const StructureRow rows[] = {
      {"safe_html", "<b>甲</b>\\n<p style='x'>乙</p>", "attribute-left-out 1:4 2 @/a"},
      {"safe_html", "甲<script>x</script>", "content-left-out 1:4 1 @/a"},
      {"safe_html", "<x>甲", "tag-left-out 1:4 1 @/a"},
      {"safe_html", many_tags, "more-left-out 1:4 80 @/a"},
      {"markdown", "甲\\n[乙](x:y)", "link-left-out 1:4 2 @/a"},
      {"markdown", "![乙](x.png)", "image-left-out 1:4 1 @/a"},
      {"markdown", repeated("> ", 50) + "甲", "markup-too-deep 1:4 1 @/a"},
      {"markdown", "[注]: 甲", "reference-kept 1:4 1 @/a"},
      {"safe_html", "甲<!-- 乙 -->", "comment-left-out 1:4 1 @/a"},
      {"safe_html", "<ol>甲<li>乙</ol>", "stray-text 1:4 1 @/a"},
      {"markdown", "甲 | 乙\\n--|--\\n丙 | 丁", "pipe-table 1:4 2 @/a"},
      {"latex_math", "a+\\\\foo{x}", "formula-unknown 1:4 3 @/a"},
      {"latex_math", "$\\\\frac{a}$", "formula-unfinished 1:4 2 @/a"},
      {"latex_math", "x^2^3", "formula-misplaced 1:4 4 @/a"},
      {"latex_math", "a & b", "formula-sign 1:4 3 @/a"},
      {"latex_math", "50%", "formula-sign 1:4 3 @/a"},
      {"latex_math", "\\\\text{a\\\\\\\\b}", "formula-misplaced 1:4 8 @/a"},
      {"latex_math", "\\\\begin{matrix}a\\\\\\\\[2bananas]b\\\\end{matrix}", "formula-unknown 1:4 16 @/a"},
      {"latex_math", "\\\\begin{aligned}[x]a\\\\end{aligned}", "formula-unknown 1:4 16 @/a"},
      {"latex_math", "{a \\\\over b \\\\over c}", "formula-misplaced 1:4 12 @/a"},
      {"latex_math", "\\\\frac\\\\over1", "formula-misplaced 1:4 6 @/a"},
      {"latex_math", "\\\\color{puce}x", "formula-unknown 1:4 7 @/a"},
      {"latex_math", "\\\\substack{a", "formula-unfinished 1:4 10 @/a"},
      {"latex_math", "\\\\text{a $b}", "formula-unfinished 1:4 9 @/a"},
      {"latex_math", "\\\\begin{array}{c@{x}c}a\\\\end{array}", "formula-unknown 1:4 14 @/a"},
      {"latex_math", "$ $", "formula-unfinished 1:4 2 @/a"},
      {"latex_math(kept=true)", "$$a+\\\\foo$$", "formula-as-written 1:4 $$a+\\foo$$ @/a"},
      {"latex_math(kept=true)", repeated("{", 60),
       "large-formula-as-written 1:4 {{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{ @/a"},
      {"latex_math", "\\\\begin{matrix}" + repeated("&", 2000) + "\\\\end{matrix}", "formula-too-many-cells 1:4 1 @/a"},
      {"mathml",
       "<mtable>" + repeated("<mtr><mtd></mtd><mtd></mtd></mtr>", 250) + "<mtr>" + repeated("<mtd></mtd>", 9) +
           "</mtr></mtable>",
       "formula-too-many-cells 1:4 8341 @/a"},
      {"mathml", "<mi>x</mi><math><mi>y</mi></math>", "formula-misplaced 1:4 11 @/a"},
      {"mathml", "<!DOCTYPE math><mi>x</mi>", "formula-unknown 1:4 1 @/a"},
      {"latex_math", "\\\\begin{cases} 1 \\\\end{matrix}", "formula-misplaced 1:4 17 @/a"},
      {"latex_math", repeated("{", 60), "formula-too-deep 1:4 41 @/a"},
      {"latex_math", repeated("x", 20'001), "formula-too-long 1:4 20000 @/a"},
      {"mathml", "<mi>x</mi><script>y</script>", "formula-unknown 1:4 11 @/a"},
      {"mathml", "<mi onclick='y'>x</mi>", "formula-unknown 1:4 5 @/a"},
      {"mathml", "<mi>x", "formula-unfinished 1:4 1 @/a"},
      {"mathml", "<mi>x</mn>", "formula-misplaced 1:4 6 @/a"},
      {"mathml", "<math>x</math>", "formula-misplaced 1:4 7 @/a"},
      {"mathml", repeated("<mrow>", 60), "formula-too-deep 1:4 241 @/a"},
      {"markdown", "```math\\n\\\\foo\\n```", "formula-kept 1:4 1 @/a"},
      {"markdown", "```math\\n" + repeated("{", 60) + "\\n```", "large-formula-kept 1:4 1 @/a"},
      {"markdown_inline", repeated("x", 200'001), "markup-too-long 1:4 200000 @/a"},
      {"safe_html", "<a href='https://a.cn/" + repeated("x", 1900) + "'>" + repeated("<p>x", 4'000),
       "markup-too-large 1:4 @/a"},
  };
  for (const auto& [filter, value, expected] : rows) {
    Workbench bench;
    bench.with_data("{\"a\": \"" + value + "\"}").expand("{{ a | " + std::string(filter) + " }}");
    const std::string faults = bench.faults();
    EXPECT_EQ(faults.substr(faults.rfind('\n') + 1), expected);
    note_ids(bench.sink);
  }
}

TEST(Faults, FaultsOfExpressionsThatStandAlone) {
  for (const Row& row : {Row{"1 +", "unfinished-expression 1:4"}, Row{"1 2", "expected-operator 1:3 2"}}) {
    Workbench bench;
    const auto source = bench.store.add("main", std::string(row.text));
    EXPECT_FALSE(CompiledExpression::compile({source, row.text}, bench.sink));
    EXPECT_EQ(bench.faults(), row.expected);
    note_ids(bench.sink);
  }
}

TEST(Faults, Wordings) {
  for (const Row& row : {Row{"{{ wording('titel') }}", "unknown-wording 1:12 titel"},
                         Row{"{{ wording('title', a=1) }}", "wording-values 1:12 title"}}) {
    Workbench bench;
    auto wordings = std::make_shared<Wordings>();
    wordings->set("title", *Wording::parse("text"));
    bench.wordings = wordings;
    EXPECT_EQ(bench.expand(row.text), row.expected);
    note_ids(bench.sink);
  }
}

TEST(Faults, Charts) {
  check({
      {"{{ draw_chart({'kind': 'line'}) }}", "chart-part 1:4 labels"},
      {"{{ draw_chart({'kind': 'line', 'labels': ['a'], 'series': [{'values': ['NaN']}]}) }}", "chart-number 1:4 NaN"},
      {"{{ draw_chart({'kind': 'pie', 'labels': ['a'], 'series': [{'values': [-1]}]}) }}",
       "chart-negative-share 1:4 -1"},
      {"{{ draw_chart({'kind': 'line', 'labels': ['a'], 'series': [{'name': 's', 'values': []}]}) }}",
       "chart-length 1:4 s"},
      {"{{ draw_chart({'kind': 'pie', 'labels': ['a'] * 25, 'series': []}) }}", "chart-labels 1:4 25"},
      {"{{ draw_chart({'kind': 'line', 'labels': [], 'series': [{'values': []}] * 9}) }}", "chart-series 1:4 8"},
      {"{{ draw_chart({'kind': 'pie', 'labels': [], 'series': [{'values': []}] * 2}) }}", "chart-one-series 1:4"},
  });
}

TEST(Faults, ChartsSayWhichDecimalsTheyLeaveOut) {
  for (const Row& row : {Row{"9000000000000, 1.25", "chart-rounded 1:4 1.25"}, Row{"90000000000, 1.25", ""},
                         Row{"-900000000000, 1.25", "chart-rounded 1:4 1.25"}, Row{"1, 0.33333333333333331", ""}}) {
    Workbench bench;
    with_files(bench).expand("{{ draw_chart({'kind': 'line', 'labels': 'ab' | list, 'series': [{'values': [" +
                             std::string(row.text) + "]}]}) | length }}");
    EXPECT_EQ(bench.faults(), row.expected) << row.text;
    note_ids(bench.sink);
  }
}

TEST(Faults, ListsAndObjectsThatDocumentsPrint) {
  for (const Row& row : {Row{"{{ o }}", "prints-object 1:4 o @/o"}, Row{"{{ l }}", "prints-list 1:4 l @/l"},
                         Row{"{{ o | items | list }}", "prints-list 1:4 x @/o"}, Row{"{{ l | join }}{{ o.a }}", "11"},
                         Row{"{% for n in l | map('lower') %}{% set m = {'1': none}[n] %}[{{ m }}{{ '共' ~ m ~ '人' "
                             "}}{{ m | string | length }}]{% endfor %}",
                             "[共人0]"}}) {
    Workbench bench;
    bench.with_data(kData).printing = Printing::ForDocuments;
    EXPECT_EQ(bench.expand(row.text), row.expected);
    note_ids(bench.sink);
  }
}

TEST(Faults, EveryMessageOfTheModuleIsProvokedAbove) {
  for (const diagnostics::DiagnosticId listed : diagnostics::catalogue()) {
    const diagnostics::CatalogueEntry entry = diagnostics::catalogue_entry(listed);
    if (!entry.id.starts_with("templating/")) continue;
    SCOPED_TRACE(entry.id);
    EXPECT_TRUE(provoked().contains(entry.id));
  }
}
