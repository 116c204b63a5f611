// include, import, extends and blocks.
#include "workbench.h"

#include <doctest/doctest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

Workbench& with_files(Workbench& bench) {
  return bench.with_data(R"({"v": 1, "name": "base"})")
      .with_file("part", "[{{ v|default('-') }}]")
      .with_file("macros",
                 "{% macro f(x) %}<{{ x }}>{% endmacro %}{% set K = 'k' %}{% macro g() %}{{ "
                 "v|default('-') }}{% endmacro %}{% set _p = 1 %}")
      .with_file("base", "<{% block title %}base{% endblock %}|{% block body %}{% endblock body %}>")
      .with_file("mid", "{% extends 'base' %}{% block title %}mid+{{ super() }}{% endblock %}")
      .with_file("loop", "{% for x in [1, 2] %}{% block item scoped %}{% endblock %}{% endfor %}")
      .with_file("required", "a{% block x required %}{% endblock %}");
}

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    Workbench bench;
    CHECK(with_files(bench).expand(row.text) == row.expected);
  }
}

}  // namespace

TEST_CASE("include") {
  check({
      {"{% include 'part' %}{% include 'part' without context %}", "[1][-]"},
      {"{% for v in [1, 2] %}{% include 'part' %}{% endfor %}", "[1][2]"},
      {"{% include ['none', 'part'] %}{% include 'none' ignore missing %}{% include [] ignore "
       "missing %}",
       "[1]"},
      {"{% include 'none' %}", "template-not-found 1:12 none"},
      {"{% set n = 'none' %}{% include n %}", "template-not-found 1:24 none"},
      {"{% set n = 'pa' ~ 'rt' %}{% include n %}", "[1]"},
      {"{% set x %}{% include 'part' %}{% endset %}{{ x }}", "[1]"},
  });
}

TEST_CASE("import") {
  check({
      {"{% import 'macros' as m %}{{ m.f('<') }}{{ m.K }}{{ m.g() }}{{ m._p is defined }}", "<&lt;>k-False"},
      {"{% import 'macros' as m with context %}{{ m.g() }}", "1"},
      {"{% from 'macros' import f, K as key %}{{ f(1) }}{{ key }}", "<1>k"},
      {"{% from 'macros' import nope %}{{ nope is defined }}{{ nope }}",
       "not-exported 1:56 nope\n  undefined-here 1:4"},
  });
}

TEST_CASE("inheritance") {
  check({
      {"{% extends 'base' %}{% block title %}{{ super() }}+{% endblock %}ignored", "<base+|>"},
      {"{% extends 'mid' %}{% block body %}B{% endblock %}", "<mid+base|B>"},
      {"{% extends 'mid' %}{% block title %}{{ super.super() }}{% endblock %}", "<base|>"},
      {"{% extends name %}{% block title %}{{ self.body() }}{% endblock %}{% block body %}x{% "
       "endblock %}",
       "<x|x>"},
      {"{% extends 'base' %}{% set t = 'T' %}{% block body %}{{ t }}{% endblock %}", "<base|T>"},
      {"{% extends 'base' %}{% import 'macros' as m %}{% block body %}{{ m.f(1) }}{% endblock %}", "<base|<1>>"},
      {"{% extends 'loop' %}{% block item %}({{ x }}{{ loop.index }}){% endblock %}", "(11)(22)"},
      {"{% if v %}{% extends 'base' %}{% endif %}text", "<base|>"},
      {"{% if not v %}{% extends 'base' %}{% endif %}text", "text"},
      {"a{% block x %}b{% endblock %}c{{ self.x() }}", "abcb"},
      {"{% extends 'required' %}{% block x %}X{% endblock %}", "aX"},
  });
}

TEST_CASE("faults of composition") {
  check({
      {"{% extends 'required' %}", "required-block-missing required:1:5 x\n  included-from 1:4 required"},
      {"{% extends 'base' %}{% extends 'base' %}", "extended-twice 1:24"},
      {"{% block x %}{{ super() }}{% endblock %}", "no-parent-block 1:17 x\n  undefined-here 1:4\n  block-from 1:4 x"},
      {"{% for x in y %}{% extends 'base' %}{% endfor %}", "extends-not-on-top 1:20"},
      {"{% block x %}{% endblock %}{% block x %}{% endblock %}", "repeated-block 1:31 x\n  defined-here 1:4 x"},
      {"{% include 5 %}", "bad-template-name 1:4 integer"},
  });
}

TEST_CASE("faults of other templates are reported when the set is compiled, or when they are reached") {
  Workbench early;
  early.with_file("bad", "\n{{ 1 + }}");
  CHECK(early.expand("{% if false %}{% include 'bad' %}{% include 'gone' %}{% endif %}") ==
        "expected-expression bad:2:8 }}\ntemplate-not-found 1:45 gone");
  Workbench late;
  late.options.linking = Linking::AsReached;
  late.with_file("bad", "\n{{ 1 + }}").with_data("{\"x\": false}");
  CHECK(late.expand("{% if x %}{% include 'bad' %}{% endif %}ok") == "ok");
}

TEST_CASE("a set is compiled once and expanded often") {
  Workbench bench;
  bench.with_file("part", "{{ x }}").with_data(R"({"x": 1})");
  const auto set = bench.compile("a{% include 'part' %}b");
  REQUIRE(set);
  CHECK(set->contains("part"));
  REQUIRE(set->literals().size() == 2);
  CHECK(set->literals()[1].text == "b");
  CHECK(set->literals()[1].id == 1);
  for (int i = 0; i < 3; ++i) {
    TextSink out;
    CHECK(render(*set, {"main", bench.document->root(), {}, {}}, out, bench.sink));
    CHECK(out.text() == "a1b");
  }
}

TEST_CASE("names that are no texts are not followed") {
  CHECK(expand("{% set l = [] %}{% do l.append(l) %}{% include l %}") == "bad-template-name 1:40 list");
  CHECK(expand("{% include none ignore missing %}{% include [1, none] ignore missing %}x") == "x");
  CHECK(expand("{% include none %}") == "template-not-found 1:4 None");
}
