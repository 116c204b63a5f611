#include "templating/render.h"
#include "workbench.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

/// The tree on one line: `(` for a deeper level, `)` for a higher one.
std::string tree(std::string_view text) {
  Workbench bench;
  const auto source = bench.store.add("main", std::string(text));
  const std::string dump = dump_ast({source, bench.store.source_text(source)}, {}, bench.sink);
  if (dump.empty()) return bench.faults();
  std::string out;
  std::size_t depth = 0;
  for (std::size_t begin = 0; begin < dump.size();) {
    const std::size_t end = dump.find('\n', begin);
    const std::size_t indent = dump.find_first_not_of(' ', begin) - begin;
    for (; depth < indent / 2; ++depth) out += "(";
    for (; depth > indent / 2; --depth) out += ")";
    if (!out.empty() && out.back() != '(') out += " ";
    out += dump.substr(begin + indent, end - begin - indent);
    begin = end + 1;
  }
  return out + std::string(depth, ')');
}

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(tree(row.text), row.expected);
  }
}

}  // namespace

TEST(Parser, OperatorsBindAsInJinja) {
  check({
      {"{{ 1 + 2 * 3 }}", "output(+(1 *(2 3)))"},
      {"{{ a ~ b + c }}", "output(+(~(name a name b) name c))"},
      {"{{ -a|abs }}", "output(filter abs(-(name a)))"},
      {"{{ 2 ** 3 ** 2 }}", "output(**(**(2 3) 2))"},
      {"{{ not a == b }}", "output(not(compare ==(name a name b)))"},
      {"{{ a < b <= c }}", "output(compare < <=(name a name b name c))"},
      {"{{ a not in b and c or d }}", "output(or(and(compare not in(name a name b) name c) name d))"},
      {"{{ a if b else c if d }}", "output(if-else(name b name a if-else(name d name c)))"},
      {"{{ a is not divisibleby 3 }}", "output(not(test divisibleby(name a 3)))"},
  });
}

TEST(Parser, PostfixesCallsAndSlices) {
  check({
      {"{{ a.b['c'].0 }}", "output(item(item(attribute b(name a) 'c') 0))"},
      {"{{ a[1:] }}{{ a[::2] }}", "output(item(name a slice a::(1))) output(item(name a slice ::c(2)))"},
      {"{{ f(1, *b, c=2, **d) }}", "output(call c= * **(name f 1 2 name b name d))"},
      {"{{ (1,) }}{{ () }}{{ 1, 2 }}", "output(tuple(1)) output(tuple) output(tuple(1 2))"},
      {"{{ [1, 'a',] }}{{ {'a': 1,} }}", "output(list(1 'a')) output(dict('a' 1))"},
  });
}

TEST(Parser, Statements) {
  check({
      {"{% for a, (b, c) in d if e recursive %}x{% else %}y{% endfor %}",
       "for recursive(tuple(target a tuple(target b target c)) name d body(literal 'x') "
       "body(literal 'y') name e)"},
      {"{% if a %}1{% elif b %}2{% else %}3{% endif %}",
       "if(name a body(literal '1') name b body(literal '2') body(literal '3'))"},
      {"{% set a, b = 1, 2 %}{% set n.x = 1 %}", "set(tuple(target a target b) tuple(1 2)) set(target n.x 1)"},
      {"{% set a | upper %}b{% endset %}", "set block(target a filter upper body(literal 'b'))"},
      {"{% with a = 1, b = a %}{% endwith %}", "with(target a target b 1 name a)"},
      {"{% macro m(a, b=1) %}{% endmacro %}", "macro m: a b(1)"},
      {"{% call(x) m() %}{{ x }}{% endcall %}", "call block: x(call(name m) body(output(name x)))"},
      {"{% filter upper|trim %}a{% endfilter %}", "filter block(body(literal 'a') filter trim(filter upper))"},
      {"{% block b scoped required %} {% endblock b %}", "block b scoped required(body(literal ' '))"},
      {"{% extends 'a' %}{% include ['b'] ignore missing without context %}",
       "extends('a') include ignore missing without context(list('b'))"},
      {"{% import 'a' as b with context %}{% from 'a' import c, d as e %}",
       "import b with context('a') from import c d=e('a')"},
      {"{% do a.append(1) %}{% for x in y %}{% break %}{% continue %}{% endfor %}",
       "do(call(attribute append(name a) 1)) for(target x name y body(break continue))"},
      {"{% print 1, 2 %}{% autoescape true %}a{% endautoescape %}", "output(1) output(2) with(body(literal 'a'))"},
  });
}

TEST(Parser, EveryFaultOfATemplateIsReportedEachOnce) {
  check({
      {"{{ 1 + }}\n{{ }}\n{% if %}{% endif %}{{ ok }}",
       "expected-expression 1:8 }}\nexpected-expression 2:4 }}\nexpected-expression 3:7 %}"},
      {"{% for a of b %}{{ 1 + }}{% endfor %}", "expected-token 1:10 in\nexpected-expression 1:24 }}"},
      {"{% nosuch %}{% endnosuch %}{% fro x in y %}", "unknown-tag 1:4 nosuch\nunknown-tag 1:31 fro"},
      {"{% if a %}{% for b in c %}{% endif %}", "misnested-tag 1:30 endif\n  opened-here 1:14 for"},
      {"{% if a %}{% for b in c %}", "unclosed-block 1:4 if\nunclosed-block 1:14 for"},
      {"{% endif %}{% else %}{% endif %}", "unopened-tag 1:4 endif\nunopened-tag 1:15 else\nunopened-tag 1:25 endif"},
      {"{% set true = 1 %}{% set a.b.c = 1 %}", "bad-target 1:8 true\nexpected-token 1:29 ="},
      {"{% set a b %}x{% endset %}", "expected-token 1:10 %}"},
      {"{{ x", "unclosed-tag 1:1 {{"},
      {"{% for x in y", "unclosed-tag 1:1 {%"},
      {"{{ a b }}", "expected-token 1:6 }}"},
      {"{{ {'a' 1} }}", "expected-token 1:9 :"},
      {"{{ a. }}", "expected-name 1:7 }}"},
      {"{% 5 %}", "expected-tag 1:4 5"},
      {"{% trans %}", "unsupported-tag 1:4 trans"},
      {"{% block a-b %}{% endblock %}", "block-name-hyphen 1:11 -"},
      {"{% macro m(a=1, b) %}{% endmacro %}", "parameter-order 1:17 b"},
      {"{% macro m(a, a) %}{% endmacro %}", "repeated-parameter 1:15 a"},
      {"{{ f(a=1, 2) }}", "argument-order 1:5"},
      {"{{ f(a=1, a=2) }}", "repeated-keyword 1:11 a"},
      {"{{ a is odd is even }}", "chained-tests 1:13"},
      {"{{ a[1:2, 3] }}", "slice-in-tuple 1:6"},
      {"{% from 'a' import _b %}", "private-import 1:20 _b"},
      {"{% call x %}{% endcall %}", "expected-call 1:9"},
      {"{% block a required %}x{% endblock %}", "required-block-content 1:4 a"},
      {"{% autoescape false %}{% endautoescape %}", "escaping-is-on 1:15"},
  });
}

TEST(Parser, DeepNestingIsAnErrorNotACrash) {
  const auto repeated = [](std::string_view part, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += part;
    return out;
  };
  const auto first = [](const std::string& text) {
    return tree(text).substr(0, 8);
  };
  EXPECT_EQ(first("{{ " + repeated("(", 5000) + " }}"), "too-deep");
  EXPECT_EQ(first("{{ " + repeated("-", 5000) + "1 }}"), "too-deep");
  EXPECT_EQ(first("{{ " + repeated("not ", 5000) + "a }}"), "too-deep");
  EXPECT_EQ(first("{{ 1" + repeated("+1", 5000) + " }}"), "too-deep");
  EXPECT_EQ(first("{{ a" + repeated("|abs", 5000) + " }}"), "too-deep");
  EXPECT_EQ(first("{{ a" + repeated(".b", 5000) + " }}"), "too-deep");
  EXPECT_EQ(first(repeated("{% if a %}", 5000)), "too-deep");
  EXPECT_EQ(first("{{ " + repeated("[", 90) + repeated("]", 90) + " }}"), "output(l");
}
