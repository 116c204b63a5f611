// include, import, extends and blocks.
#include "workbench.h"

#include <thread>

#include <gtest/gtest.h>

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
    SCOPED_TRACE(row.text);
    Workbench bench;
    EXPECT_EQ(with_files(bench).expand(row.text), row.expected);
  }
}

}  // namespace

TEST(Composition, Include) {
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

TEST(Composition, Import) {
  check({
      {"{% import 'macros' as m %}{{ m.f('<') }}{{ m.K }}{{ m.g() }}{{ m._p is defined }}", "<&lt;>k-False"},
      {"{% import 'macros' as m with context %}{{ m.g() }}", "1"},
      {"{% from 'macros' import f, K as key %}{{ f(1) }}{{ key }}", "<1>k"},
      {"{% from 'macros' import nope %}{{ nope is defined }}{{ nope }}",
       "not-exported 1:56 nope\n  undefined-here 1:4"},
  });
}

TEST(Composition, Inheritance) {
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

TEST(Composition, FaultsOfComposition) {
  check({
      {"{% extends 'required' %}", "required-block-missing required:1:5 x\n  included-from 1:4 required"},
      {"{% extends 'base' %}{% extends 'base' %}", "extended-twice 1:24"},
      {"{% block x %}{{ super() }}{% endblock %}", "no-parent-block 1:17 x\n  undefined-here 1:4\n  block-from 1:4 x"},
      {"{% for x in y %}{% extends 'base' %}{% endfor %}", "extends-not-on-top 1:20"},
      {"{% block x %}{% endblock %}{% block x %}{% endblock %}", "repeated-block 1:31 x\n  defined-here 1:4 x"},
      {"{% include 5 %}", "bad-template-name 1:4 integer"},
  });
}

TEST(Composition, FaultsOfOtherTemplatesAreReportedWhenTheSetIsCompiledOrWhenTheyAreReached) {
  Workbench early;
  early.with_file("bad", "\n{{ 1 + }}");
  EXPECT_EQ(early.expand("{% if false %}{% include 'bad' %}{% include 'gone' %}{% endif %}"),
            "expected-expression bad:2:8 }}\ntemplate-not-found 1:45 gone");
  Workbench late;
  late.options.linking = Linking::AsReached;
  late.with_file("bad", "\n{{ 1 + }}").with_data("{\"x\": false}");
  EXPECT_EQ(late.expand("{% if x %}{% include 'bad' %}{% endif %}ok"), "ok");
}

TEST(Composition, ASetIsCompiledOnceAndExpandedOften) {
  Workbench bench;
  bench.with_file("part", "{{ x }}").with_data(R"({"x": 1})");
  const auto set = bench.compile("a{% include 'part' %}b");
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->contains("part"));
  ASSERT_EQ(set->literals().size(), 2);
  EXPECT_EQ(set->literals()[1].text, "b");
  EXPECT_EQ(set->literals()[1].id, 1);
  for (int i = 0; i < 3; ++i) {
    TextSink out;
    EXPECT_TRUE(render(*set, {"main", bench.document->root(), {}, {}}, out, bench.sink));
    EXPECT_EQ(out.text(), "a1b");
  }
}

TEST(Composition, ANameThatIsPutTogetherReachesThoseOfItsBeginning) {
  const auto shown = [](std::string_view text) {
    Workbench bench;
    bench.with_file("events/a", "a{{ wording('none') }}")
        .with_file("events/b", "b")
        .with_file("other/c", "{{ wording('none') }}");
    return bench.compile(text).has_value();
  };
  EXPECT_TRUE(shown("{% set t = 'b' %}{% include 'events/b' ~ t %}"));
  EXPECT_FALSE(shown("{% set t = 'b' %}{% include 'events/' ~ t %}"));
  EXPECT_TRUE(shown("{% set t = 'b' %}{% include t ~ 'events/' %}"));  // those may never be used
}

TEST(Composition, TemplatesThatOnlyAnExpressionNamesAreCompiledWhenTheyAreIncluded) {
  Workbench bench;
  bench.with_file("events/a", "a{% include 'named' %}{{ own.items() | length }}")
      .with_file("events/b", "{% macro said(x) %}b{{ x.upper() }}{% endmacro %}{{ said('c') }}")
      .with_file("events/bad", "{% if %}")
      .with_file("named", "n")
      .with_file("never", "{% for %}")
      .with_file("main", "{% include 'events/' ~ t %}{% include 'named' %}");
  const std::string_view names[] = {"main"};
  const std::shared_ptr<TemplateLoader> loader(std::shared_ptr<void>(), &bench.loader);
  const auto set = TemplateSet::compile_as_included(names, loader, bench.options, bench.sink);
  ASSERT_TRUE(set.has_value());
  EXPECT_FALSE(set->is_complete());
  EXPECT_FALSE(set->contains("events/a"));
  EXPECT_TRUE(set->contains("named"));
  const auto shown = [&](const std::string& name) {
    Workbench own;
    own.with_data(R"({"t": ")" + name + R"(", "own": {"items": "m"}})");
    TextSink out;
    diagnostics::DiagnosticSink sink;
    const bool done = render(*set, {"main", own.document->root(), {}, own.limits}, out, sink);
    return done ? out.text() : std::string(diagnostics::catalogue_entry(sink.diagnostics().front().id).id);
  };
  constexpr int kThreads = 4;
  std::vector<std::string> found(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] {
      for (const char* const name : {"a", "b", "a"}) found[static_cast<std::size_t>(i)] += shown(name) + " ";
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& each : found) EXPECT_EQ(each, "an1n bCn an1n ");
  EXPECT_TRUE(set->contains("events/a"));
  EXPECT_FALSE(set->contains("events/bad"));
  EXPECT_EQ(shown("bad"), "templating/unclosed-block");
  EXPECT_EQ(shown("bad"), "templating/unclosed-block");
  EXPECT_EQ(shown("none"), "templating/template-not-found");
  EXPECT_EQ(shown("b"), "bCn");
}

TEST(Composition, NamesThatAreNoTextsAreNotFollowed) {
  EXPECT_EQ(expand("{% set l = [] %}{% do l.append(l) %}{% include l %}"), "bad-template-name 1:40 list");
  EXPECT_EQ(expand("{% include none ignore missing %}{% include [1, none] ignore missing %}x"), "x");
  EXPECT_EQ(expand("{% include none %}"), "template-not-found 1:4 None");
}
