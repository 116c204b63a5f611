// Programs as bytes: what is read is what was written, and what was never written does no harm.
#include "templating/detail/stored/stored_program.h"

#include "resources/text_hash.h"
#include "templating/detail/stored/stored_form.h"
#include "templating/template_set.h"
#include "workbench.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

constexpr std::string_view kData = R"({"items": [{"name": "甲", "n": 3, "kids": [{"name": "乙", "kids": []}]},
  {"name": "<b>", "n": 0, "kids": []}], "title": "标题", "which": "leaf"})";

/// Templates with each kind of function, operand and constant.
void add_files(Workbench& bench) {
  bench.with_data(kData);
  bench.with_file("base.html",
                  "<h1>{% block head scoped %}头{% endblock %}</h1>{% block body required %}{% endblock %}");
  bench.with_file("macros.html",
                  "{% macro cell(text, width=2) %}{{ text }}/{{ width }}{{ caller() if caller is defined }}"
                  "{{ varargs | length }}{{ kwargs | length }}{% endmacro %}{% set colour = 'rot' %}");
  bench.with_file("parts/leaf.html",
                  "{% for item in items if item.n > 1 %}{{ loop.index }}:{{ item.name }}"
                  "{% else %}nichts{% endfor %}");
  bench.with_file("parts/other.html", "{{ title }}");
}

constexpr std::string_view kText = R"({% extends "base.html" %}
{% import "macros.html" as macros %}{% from "macros.html" import cell, colour as paint with context %}
{% block head %}{{ super() }}{{ self.body() | length }}{% endblock %}
{% block body %}{% set ns = namespace(count=0, text="") %}
{%- for item in items recursive %}{{ item.name }}{{ loop.depth }}{% set ns.count = ns.count + 1 %}
{{- loop(item.kids) if item.kids }}{% endfor %}
{% set ns.text %}{% for a, b in [(1, 2.5), (3, none)] %}{% if b is none %}{% break %}{% endif %}{{ a }}{% endfor %}{% endset %}
{% filter upper %}{% for x in "abc" %}{% if x == "b" %}{% continue %}{% endif %}{{ x }}{% endfor %}{% endfilter %}
{{ macros.cell("x", 1, 2, other=true) }}{% call cell(title) %}innen {{ paint }} {{ ns.count }}{{ ns.text }}{% endcall %}
{% with values = items[0:1] %}{{ values[-1]["name"] ~ "、" ~ title }}{% include "parts/" ~ which ~ ".html" %}{% endwith %}
{% include ["none.html", "parts/other.html"] ignore missing %}{{ {"k": 1 < 2 < 3, "m": -9223372036854775807} }}
{{ "&" ~ title | safe if title else 1.25 }}{{ missing is defined or title is not none and not which }}
{% macro fill(a) %}{% for i in items %}{{ i.name ~ a }}{% endfor %}{% endmacro %}{{ fill(*["z"]) }}{{ cell(**{"text": 1}) }}
{% endblock %})";

std::vector<NamedTemplate> templates_of(const Program& program) {
  std::vector<NamedTemplate> templates;
  for (const CompiledTemplate& compiled : program.templates) {
    templates.push_back({compiled.name, {compiled.source, compiled.text}});
  }
  return templates;
}

struct Written {
  Workbench bench;
  std::optional<TemplateSet> set;
  std::string bytes;
  std::vector<NamedTemplate> templates;

  Written() {
    add_files(bench);
    auto compiled = bench.compile(kText);
    EXPECT_TRUE(compiled) << bench.faults();
    set = *std::move(compiled);
    bytes = write_program(set->program()).value_or("");
    templates = templates_of(set->program());
  }

  /// The expansion, or what was reported.
  std::string expand(const TemplateSet& templates_to_expand) {
    diagnostics::DiagnosticSink sink;
    TextSink out;
    Limits limits;
    limits.steps = 20'000;
    limits.memory_bytes = 4 << 20;
    limits.range_size = 1000;
    const RenderInput input{"main", bench.document->root(), {}, limits};
    try {
      if (render(templates_to_expand, input, out, sink)) return out.text();
    } catch (const TemplateLeftOut&) {
      return "left out";
    }
    return diagnostics::print_text(sink.diagnostics(), {&bench.store, &bench.documents},
                                   {diagnostics::Language::English, 50});
  }
};

}  // namespace

TEST(StoredProgram, IsReadAsItWasWritten) {
  Written written;
  ASSERT_FALSE(written.bytes.empty());
  const std::string expanded = written.expand(*written.set);
  EXPECT_NE(expanded.find("innen rot 3"), std::string::npos) << expanded;
  std::unique_ptr<Program> read = read_program("before" + written.bytes, 6, written.templates);
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(write_program(*read), written.bytes);
  EXPECT_EQ(read->is_dict_method, written.set->program().is_dict_method);
  const TemplateSet set(std::move(read));
  EXPECT_EQ(dump_program(set), dump_program(*written.set));
  EXPECT_EQ(written.expand(set), expanded);
  ASSERT_EQ(set.literals().size(), written.set->literals().size());
  for (std::size_t i = 0; i < set.literals().size(); ++i) {
    EXPECT_EQ(set.literals()[i].text.data(), written.set->literals()[i].text.data());
    EXPECT_EQ(set.literals()[i].span, written.set->literals()[i].span);
    EXPECT_EQ(set.literals()[i].id, i);
  }
}

TEST(StoredProgram, OtherBytesHaveAnotherNumber) {
  // Templates are compiled to something else than before, or written in another way: raise the number of kProgramForm,
  // so that what is in the caches of users is not taken for it, and put the new hash here.
  const Written written;
  EXPECT_EQ(kProgramForm, "templates 1");
  EXPECT_EQ(resources::TextHash(written.bytes).hexadecimal(), "5c97c5073aaac65fe0fd59880677dd1a");
}

TEST(StoredProgram, CutAnywhereItIsNone) {
  const Written written;
  for (std::size_t length = 0; length < written.bytes.size(); ++length) {
    EXPECT_EQ(read_program(written.bytes.substr(0, length), 0, written.templates), nullptr) << length;
  }
  EXPECT_EQ(read_program(written.bytes + '\0', 0, written.templates), nullptr);
  EXPECT_EQ(read_program(written.bytes, written.bytes.size() + 5, written.templates), nullptr);
}

TEST(StoredProgram, WithAnyByteChangedItDoesNoHarm) {
  Written written;
  std::size_t refused = 0;
  std::size_t run = 0;
  for (std::size_t at = 0; at < written.bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(written.bytes[at]);
    for (const int changed : {byte ^ 1, byte ^ 2, byte ^ 0x80, byte + 1, byte - 1, byte + 7, 0, 0x7F, 0xFF}) {
      std::string bytes = written.bytes;
      bytes[at] = static_cast<char>(changed);
      std::unique_ptr<Program> read = read_program(std::move(bytes), 0, written.templates);
      if (read == nullptr) {
        ++refused;
        continue;
      }
      ++run;
      written.expand(TemplateSet(std::move(read)));
    }
  }
  EXPECT_GT(refused, written.bytes.size());
  EXPECT_GT(run, written.bytes.size());
}

TEST(StoredProgram, WithSeveralBytesChangedItDoesNoHarm) {
  static std::mt19937 random(17);  // other bytes with each repetition
  Written written;
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = written.bytes;
    for (std::size_t changes = 2 + random() % 4; changes > 0; --changes) {
      bytes[random() % bytes.size()] = random() % 2 == 0 ? bytes[random() % bytes.size()] : static_cast<char>(random());
    }
    std::unique_ptr<Program> read = read_program(std::move(bytes), 0, written.templates);
    if (read != nullptr) written.expand(TemplateSet(std::move(read)));
  }
}

TEST(StoredProgram, WithOtherTextsItDoesNoHarm) {
  Written written;
  std::vector<NamedTemplate> templates = written.templates;
  templates.pop_back();
  EXPECT_EQ(read_program(written.bytes, 0, templates), nullptr);
  EXPECT_EQ(read_program(written.bytes, 0, {}), nullptr);
  templates = written.templates;
  templates[1].name = templates[0].name;
  EXPECT_EQ(read_program(written.bytes, 0, templates), nullptr);
  // Shorter by one byte after the other: places and literals would lie outside, or start within a character.
  for (templates = written.templates; !templates[0].loaded.text.empty(); templates[0].loaded.text.remove_suffix(1)) {
    if (auto read = read_program(written.bytes, 0, templates)) written.expand(TemplateSet(std::move(read)));
  }
  EXPECT_EQ(read_program(written.bytes, 0, templates), nullptr);
}

TEST(StoredProgram, IsNotWrittenOfWhatCannotBeKept) {
  const auto is_written = [](std::string_view text) {
    Workbench bench;
    bench.options.linking = Linking::AsReached;
    bench.with_file("bad.html", "{% if %}").with_file("call.html", "{{ x | length }}");
    const auto set = bench.compile(text);
    EXPECT_TRUE(set) << bench.faults();
    return set && write_program(set->program()).has_value();
  };
  EXPECT_TRUE(is_written("{{ 1 + 2 ~ 'x' }}{{ x | upper }}{% include 'call.html' %}"));
  EXPECT_FALSE(is_written("{{ 'ab' | upper }}"));                 // what a filter made is among the constants
  EXPECT_FALSE(is_written("{{ 123456789012345678901234567 }}"));  // no plain number
  EXPECT_FALSE(is_written("{% include 'bad.html' %}"));
}

TEST(StoredProgram, LoopsInCapturesHaveRoomOnTheStack) {
  // The namespace lies on the stack while its text is captured, and stays there in all turns of the loop.
  Workbench bench;
  const auto set =
      bench.compile("{% set n = namespace() %}{% set n.x %}{% for a in b %}{{ a.c ~ 1 ~ 2 }}{% endfor %}{% endset %}");
  ASSERT_TRUE(set);
  EXPECT_EQ(set->program().functions.back().stack_size, 4u);
  EXPECT_TRUE(read_program(*write_program(set->program()), 0, templates_of(set->program())));
}
