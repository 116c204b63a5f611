// Rules of a kind: how they are read from template.json, and what they say of data.
#include "diagnostics/catalogue/rules.h"

#include "data/readers.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "support/diagnostic_lines.h"
#include "support/require.h"
#include "templating/rules/detail/rule_text.h"
#include "templating/rules/rule_set.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using diagnostics::Language;

namespace {

constexpr std::string_view kSchema = R"({
  "type": "object",
  "properties": {
    "limit": {"type": "integer"},
    "groups": {"type": "object", "additionalProperties": {"type": "integer"}},
    "sections": {"type": "array", "items": {"type": "object", "properties": {
      "name": {"type": "string"},
      "items": {"type": "array", "items": {"type": "object", "properties": {
        "count": {"type": "integer"}, "standards": {"type": "array", "items": {"type": "string"}}
      }}}
    }}}
  }
})";

constexpr std::string_view kData = R"({
  "limit": 2,
  "groups": {"a": 1, "b": 3},
  "sections": [
    {"name": "甲", "items": [{"count": 1, "standards": ["x"]}, {"count": 3, "standards": ["x", "y"]}]},
    {"name": "乙", "items": []},
    {"name": "丙", "items": [{"standards": []}]}
  ]
})";

/// Compiles rules and checks data with them.
class Bench {
 public:
  /// All that is reported, in lines.
  std::string check(std::string_view rules, std::string_view json = kData) {
    const auto compiled = compile(rules);
    if (compiled) holds = compiled->check(read("data.json", json).root(), limits, sink);
    return test::DiagnosticLines({&store_, &documents_}, {"rules/", ""}).write(sink.diagnostics());
  }

  base::Expected<rules::RuleSet> compile(std::string_view rules) {
    const data::Document& manifest = read("template.json", rules);
    return rules::RuleSet::compile(manifest.root(), {store_, schema ? &*schema : nullptr, texts}, sink);
  }

  Bench& use_schema() {
    const data::Document& document = read("schema.json", kSchema);
    const std::shared_ptr<const data::Document> shared(std::shared_ptr<void>(), &document);
    schema = *schema::compile_schema({{}, shared}, {}, schema::kBundleSchema, sink);
    return *this;
  }

  std::string print(Language language) const {
    return diagnostics::print_text(sink.diagnostics(), {&store_, &documents_}, {language, 50});
  }

  const data::Document& read(std::string_view name, std::string_view text) {
    const auto source = store_.add(std::string(name), std::string(text));
    auto document = data::read_json(source, store_.source_text(source), {}, sink);
    tests::require(document);
    documents_.add(read_.emplace_back(*std::move(document)));
    return read_.back();
  }

  diagnostics::DiagnosticSink sink;
  templating::Limits limits;
  std::optional<schema::Schema> schema;
  rules::CompileTexts texts = rules::CompileTexts::Now;
  bool holds = false;

 private:
  resources::SourceStore store_;
  std::deque<data::Document> read_;
  data::DocumentRegistry documents_;
};

std::string check(std::string_view rules, std::string_view json = kData) { return Bench().check(rules, json); }

/// One rule with these members and a message.
std::string rule(std::string_view members) {
  return std::string(R"([{"id": "r", "message": {"en": "wrong", "zh": "有误"}, )").append(members).append("}]");
}

}  // namespace

TEST(Rules, AViolationIsReportedAtItsPlaceInTheDataInBothLanguages) {
  Bench bench;
  bench.check(R"([{"id": "count-agrees", "severity": "error", "each": "/sections/*/items/*",
    "when": "item.count is defined",
    "assert": "item.count == item.standards | length", "at": "count",
    "message": {"zh": "标题中写 {{ item.count }} 项，清单有 {{ item.standards | length }} 项",
                "en": "the title says {{ item.count }}, the list has {{ item.standards | length }}"}}])");
  EXPECT_FALSE(bench.holds);
  EXPECT_EQ(bench.print(Language::English),
            "error[rules/violated]: the title says 3, the list has 2\n"
            "  data: data.json:5:73 at /sections/0/items/1/count\n"
            "  hint: correct the data (rule `count-agrees`)\n");
  EXPECT_TRUE(bench.print(Language::Chinese).starts_with("错误[rules/violated]：标题中写 3 项，清单有 2 项\n"));
}

TEST(Rules, ARuleThatWarnsLetsTheDataPass) {
  Bench bench;
  EXPECT_EQ(bench.check(rule(R"("severity": "warning", "assert": "data.limit > 2", "at": "limit")")),
            "doubtful wrong @/limit");
  EXPECT_TRUE(bench.holds);
  EXPECT_EQ(bench.sink.error_count(), 0);
}

TEST(Rules, ARuleThatRemarksLetsTheDataPass) {
  Bench bench;
  EXPECT_EQ(bench.check(rule(R"("severity": "note", "assert": "false", "at": "limit")")), "remark wrong @/limit");
  EXPECT_TRUE(bench.holds);
}

TEST(Rules, ARuleForSeveralPlaces) {
  EXPECT_EQ(check(rule(R"("each": ["/limit", "/groups/*"], "assert": "item == 1")")),
            "violated wrong @/limit\nviolated wrong @/groups/b");
  EXPECT_EQ(check(rule(R"("each": ["/limit", 1, "x"], "assert": "item == 2")")),
            "wrong-type template.json:1:73 each @/0/each/1\nbad-places template.json:1:76 x @/0/each/2");
  EXPECT_EQ(Bench().use_schema().check(rule(R"("each": ["/sections/*", "/sections/*/items/*"], "at": "count",
    "assert": "true")")),
            "unknown-place template.json:1:108 /sections/*/count @/0/at");
}

TEST(Rules, WhichValuesARuleSpeaksOf) {
  EXPECT_EQ(check(rule(R"("assert": "item.limit == 1")")), "violated wrong @");
  EXPECT_EQ(check(rule(R"("each": "/limit", "assert": "item == 1")")), "violated wrong @/limit");
  EXPECT_EQ(check(rule(R"("each": "/sections/1/name", "assert": "item == '甲'")")), "violated wrong @/sections/1/name");
  EXPECT_EQ(check(rule(R"("each": "/groups/*", "assert": "key != 'b' or item == 1")")), "violated wrong @/groups/b");
  EXPECT_TRUE(check(rule(R"("each": "/nothing/*/here", "assert": "false")")).empty());
  EXPECT_TRUE(check(rule(R"("each": "/limit/*", "assert": "false")")).empty());
}

TEST(Rules, ThePlaceOfAViolationIsAsNearAsTheDataComes) {
  EXPECT_EQ(check(rule(R"("each": "/sections/2/items/*", "assert": "false", "at": "standards/3/x")")),
            "violated wrong @/sections/2/items/0/standards");
  EXPECT_EQ(check(rule(R"("each": "/sections/2/items/*", "assert": "false", "at": "count")")),
            "violated wrong @/sections/2/items/0");
}

TEST(Rules, NamesThatExpressionsCanUse) {
  const auto message = [](std::string_view each, std::string_view text) {
    return check(std::string(R"([{"id": "r", "each": ")")
                     .append(each)
                     .append(R"(", "assert": "false", "message": {"zh": "", "en": ")")
                     .append(text)
                     .append(R"("}}])"));
  };
  EXPECT_EQ(message("/sections/0/items/1", "{{ item.count }} of {{ data.limit }}"),
            "violated 3 of 2 @/sections/0/items/1");
  EXPECT_EQ(message("/sections/2/items/*", "{{ index }} {{ index0 }} [{{ key }}] {{ parent.limit }}"),
            "violated 1 0 [] 2 @/sections/2/items/0");
  EXPECT_EQ(message("/sections/*/items/*/count", "{{ parents[1].name }} {{ parent.count }}"),
            "violated 甲 1 @/sections/0/items/0/count\nviolated 甲 3 @/sections/0/items/1/count");
  EXPECT_EQ(message("/groups/*", "{{ key }} {{ index }} {{ parents | length }} {{ parent.limit }}"),
            "violated a 1 1 2 @/groups/a\nviolated b 2 1 2 @/groups/b");
  EXPECT_EQ(message("/limit", "{{ parent.limit }}<&>{{ index is defined }}"), "violated 2<&>False @/limit");
}

TEST(Rules, ExpressionsThatFailAreReportedAtTheirCharactersInTemplateJson) {
  EXPECT_EQ(check(rule("\"each\": \"/sections/2/items/*\",\n\"assert\": \"item.cuont == 1\"")),
            "templating/undefined-member template.json:2:12 item.cuont @/sections/2/items/0\n"
            "  checking r @/sections/2/items/0");
  EXPECT_EQ(check(rule("\n\"assert\": \"'\\u6587\\ud83d\\ude00\\n\\\"中' == item.nothing\"")),
            "templating/undefined-member template.json:2:41 item.nothing @\n  checking r @");
  EXPECT_EQ(check("[{\"id\": \"r\", \"assert\": \"false\", \"message\": {\"zh\": \"\", \"en\":\n\"a {{ "
                  "item.x }}\"}}]"),
            "templating/undefined-member template.json:2:7 item.x @\n  checking r @");
}

TEST(Rules, FaultsOfExpressionsAndMessagesAreFoundWhenTheRulesAreCompiled) {
  EXPECT_EQ(check(rule("\n\"assert\": \"1 +\", \"when\": \"1 | gone\"")),
            "templating/unknown-filter template.json:2:31 gone\n"
            "templating/unfinished-expression template.json:2:15");
  EXPECT_EQ(check("[{\"id\": \"r\", \"assert\": \"true\", \"message\": {\"zh\": \"{{\",\n\"en\": \"{% "
                  "include 'x' %}\"}}]"),
            "templating/unclosed-tag template.json:1:51 {{\ntemplating/template-not-found "
            "template.json:2:19 x");
}

TEST(Rules, TheFormOfRules) {
  EXPECT_EQ(check("{}"), "wrong-type template.json:1:1 rules @");
  EXPECT_EQ(check("[1]"), "wrong-type template.json:1:2 rules @/0");
  EXPECT_EQ(check("[{}]"), "missing-key template.json:1:2 id @/0\nmissing-key template.json:1:2 assert @/0");
  EXPECT_EQ(check(rule(R"("asert": "true", "assert": "true")")), "unknown-key template.json:1:54 asert @/0/asert");
  EXPECT_EQ(check(rule(R"("assert": true)")), "wrong-type template.json:1:64 assert @/0/assert");
  EXPECT_EQ(check(rule(R"("assert": "1", "severity": "info")")), "bad-severity template.json:1:81 info @/0/severity");
  EXPECT_EQ(check(rule(R"("assert": "1", "each": "items/*")")), "bad-places template.json:1:77 items/* @/0/each");
  EXPECT_EQ(check(rule(R"("assert": "1", "at": "/count")")), "bad-place template.json:1:75 /count @/0/at");
  EXPECT_EQ(check(rule(R"("assert": "1", "at": "a~b")")), "bad-place template.json:1:75 a~b @/0/at");
  EXPECT_EQ(check(R"([{"id": "r", "assert": "1", "message": "x"}])"),
            "wrong-type template.json:1:40 message @/0/message");
  EXPECT_EQ(check(R"([{"id": "r", "assert": "1", "message": {"zh": "", "fr": ""}}])"),
            "unknown-key template.json:1:51 fr @/0/message/fr\nmissing-key template.json:1:40 en "
            "@/0/message");
}

TEST(Rules, IdsOfRules) {
  const auto with_id = [](std::string_view id) {
    return check(
        std::string(R"([{"assert": "true", "message": {"zh": "", "en": ""}, "id": ")").append(id).append("\"}]"));
  };
  for (const std::string_view good : {"a", "count-agrees", "g2", "a-1-b"}) EXPECT_TRUE(with_id(good).empty());
  for (const std::string_view bad : {"", "1a", "-a", "a-", "a--b", "A", "a_b", "文"}) {
    EXPECT_TRUE(with_id(bad).starts_with("bad-id"));
  }
  EXPECT_EQ(check(R"([{"id": "r", "assert": "true", "message": {"zh": "", "en": ""}},
{"id": "r", "assert": "true", "message": {"zh": "", "en": ""}}])"),
            "repeated-id template.json:2:8 r @/1/id\n  first-here template.json:1:9 @/0/id");
}

TEST(Rules, PlacesMustOccurInTheSchema) {
  const auto with_schema = [](std::string_view members) {
    return Bench().use_schema().check(rule(members));
  };
  EXPECT_TRUE(with_schema(R"("assert": "true", "each": "/sections/*/items/*", "at": "count")").empty());
  EXPECT_TRUE(with_schema(R"("assert": "true", "each": "/groups/*")").empty());
  EXPECT_EQ(with_schema(R"("assert": "true", "each": "/section/*")"),
            "unknown-place template.json:1:80 /section/* @/0/each");
  EXPECT_EQ(with_schema(R"("assert": "true", "each": "/sections/*", "at": "nam")"),
            "unknown-place template.json:1:101 /sections/*/nam @/0/at");
}

TEST(Rules, ManyViolationsOfARuleAreToldUpToALimit) {
  std::string json("{\"l\": [0");
  for (int i = 1; i < 150; ++i) json.append(", ").append(std::to_string(i));
  json.append("]}");
  Bench bench;
  bench.check(rule(R"("each": "/l/*", "assert": "false")"), json);
  EXPECT_EQ(bench.sink.error_count(), 100);
  ASSERT_EQ(bench.sink.diagnostics().back().notes.size(), 1);
  EXPECT_EQ(bench.sink.diagnostics().back().notes[0].id, diagnostics::messages::RulesMoreFaults);
  EXPECT_EQ(bench.sink.diagnostics().back().notes[0].arguments[0], "50");
}

TEST(Rules, CheckingEndsWhenTheTimeIsUp) {
  Bench bench;
  int asked = 0;
  bench.limits.expired = [&] {
    return ++asked > 2;
  };
  EXPECT_EQ(bench.check(rule(R"("each": "/sections/*", "assert": "true")")), "out-of-time template.json:1:2 r @/0");
  EXPECT_FALSE(bench.holds);
}

TEST(Rules, OneSetOfRulesServesManyDocuments) {
  Bench bench;
  const auto compiled = bench.compile(rule(R"("assert": "item.limit == 2")"));
  ASSERT_TRUE(compiled);
  EXPECT_EQ(compiled->size(), 1);
  EXPECT_EQ(bench.compile("[]")->size(), 0);
}

// ---- lists that are never together in memory

bool looks_at_single_items(std::string_view members) {
  Bench bench;
  const auto compiled = bench.compile(rule(members));
  return compiled && !compiled->first_across_items("/sections");
}

TEST(Rules, WhichRulesLookAtOneItemAtATime) {
  EXPECT_TRUE(looks_at_single_items(R"("each": "/sections/*", "assert": "item.name")"));
  EXPECT_TRUE(looks_at_single_items(R"("each": "/sections/*", "assert": "index > 0 and key is defined")"));
  EXPECT_TRUE(
      looks_at_single_items(R"("each": "/sections/*/items/*", "assert": "item.count == parent.name | length")"));
  EXPECT_TRUE(looks_at_single_items(R"("each": ["/limit", "/groups/*"], "assert": "item > 0")"));
  // The parent of an item is the whole data, as `data` is; others are items themselves.
  EXPECT_FALSE(looks_at_single_items(R"("each": "/sections/*", "assert": "parent.limit > 0")"));
  EXPECT_FALSE(looks_at_single_items(R"("each": "/sections/*", "assert": "item.name != data.limit")"));
  EXPECT_FALSE(looks_at_single_items(R"("each": "/sections/*", "when": "parents", "assert": "true")"));
  EXPECT_FALSE(looks_at_single_items(R"("each": "/limit", "assert": "item < data.sections | length")"));
  // Of the data as a whole: members beside the list.
  EXPECT_TRUE(looks_at_single_items(R"("assert": "item.limit")"));
  EXPECT_TRUE(looks_at_single_items(R"("when": "item.limit is defined", "assert": "item.limit > item.items")"));
  // The data is named, but not the list.
  EXPECT_TRUE(looks_at_single_items(R"("each": "/groups/*", "assert": "item < data.limit")"));
  EXPECT_TRUE(looks_at_single_items(R"("each": "/limit", "assert": "item < parent.most")"));
  EXPECT_TRUE(looks_at_single_items(R"("assert": "data.limit > item.least")"));
  EXPECT_FALSE(looks_at_single_items(R"("each": "/groups/*", "assert": "item < data['sec' ~ 'tions'] | length")"));
  EXPECT_FALSE(looks_at_single_items(R"("assert": "item.sections | length > 1")"));
  EXPECT_FALSE(looks_at_single_items(R"("assert": "item['sec' ~ 'tions'] | length > 1")"));
  EXPECT_FALSE(looks_at_single_items(R"("when": "item", "assert": "item.limit")"));
  EXPECT_FALSE(looks_at_single_items(R"("assert": "item.limit and (item | length) > 1")"));
  // These may be the list, or hold it.
  EXPECT_FALSE(looks_at_single_items(R"("each": "/*", "assert": "item")"));
  EXPECT_FALSE(looks_at_single_items(R"("each": "/sections", "assert": "item")"));
  EXPECT_FALSE(looks_at_single_items(R"("each": "/sections/0", "assert": "item")"));
  EXPECT_FALSE(looks_at_single_items(R"("each": ["/limit", "/*/0"], "assert": "item")"));
}

TEST(Rules, AListInStretches) {
  Bench bench;
  const auto compiled = bench.compile(R"([
    {"id": "number", "each": "/sections/*", "assert": "index0 == item.place", "message": {"zh": "x", "en": "x"}},
    {"id": "inner", "each": "/sections/*/items/*", "when": "index > 1", "assert": "item.count < parent.place",
     "message": {"zh": "x", "en": "x"}},
    {"id": "limit", "each": "/limit", "assert": "item > 1", "message": {"zh": "x", "en": "x"}},
    {"id": "whole", "when": "item.most is defined", "assert": "item.limit < item.most",
     "message": {"zh": "x", "en": "x"}}])");
  ASSERT_TRUE(compiled && !compiled->first_across_items("/sections"));
  const auto items = [&](std::string_view json) {
    return bench.read("list.json", json).root();
  };
  EXPECT_TRUE(compiled->items_hold(items(R"([{"place": 7}, {"place": 8}])"), "/sections", 7, bench.limits));
  EXPECT_FALSE(compiled->items_hold(items(R"([{"place": 7}, {"place": 8}])"), "/sections", 6, bench.limits));
  constexpr std::string_view kInner = R"([{"place": 4, "items": [{"count": 9}, {"count": 3}]}])";
  EXPECT_TRUE(compiled->items_hold(items(kInner), "/sections", 4, bench.limits));
  EXPECT_FALSE(compiled->items_hold(items(R"([{"place": 4, "items": [{"count": 1}, {"count": 4}]}])"), "/sections", 4,
                                    bench.limits));
  // A missing member is an error of the expression.
  EXPECT_FALSE(compiled->items_hold(items(R"([{"name": "x"}])"), "/sections", 0, bench.limits));
  EXPECT_TRUE(compiled->rest_holds(items(R"({"limit": 2, "sections": []})"), "/sections", bench.limits));
  EXPECT_FALSE(compiled->rest_holds(items(R"({"limit": 1, "sections": []})"), "/sections", bench.limits));
  EXPECT_TRUE(compiled->rest_holds(items(R"({"limit": 2, "most": 3, "sections": []})"), "/sections", bench.limits));
  EXPECT_FALSE(compiled->rest_holds(items(R"({"limit": 4, "most": 3, "sections": []})"), "/sections", bench.limits));
}

TEST(Rules, AnUnknownNameIsThatOfAMemberOnlyWhereThereIsAnItem) {
  const auto suggested = [](std::initializer_list<std::string_view> known) {
    diagnostics::OriginTable origins;
    diagnostics::DiagnosticSink sink{origins};
    const std::vector<std::string_view> own(known);
    rules::check_names({{"title", {}}}, {own}, sink);
    return sink.diagnostics().at(0).arguments.at(1);
  };
  EXPECT_EQ(suggested({"item", "data"}), "item.title");
  EXPECT_EQ(suggested({"value", "other", "here", "there"}), "");
}

TEST(Rules, NamesThatNobodyGives) {
  constexpr std::string_view kRules = R"([
    {"id": "when", "when": "limit is defined", "assert": "item.limit < 9", "message": {"zh": "x", "en": "x"}},
    {"id": "assert", "each": "/sections/*", "assert": "(range(index) | list | length) == indx",
     "message": {"zh": "{{ itme.name }}", "en": "{% set n = key %}{{ n }}{% for x in parents %}{{ x }}{% endfor %}"}}])";
  EXPECT_EQ(Bench().check(kRules),
            "unknown-name template.json:2:29 limit\nunknown-name template.json:3:90 indx\n"
            "unknown-name template.json:4:28 itme");
  // What a branch may set need not be given.
  EXPECT_EQ(Bench()
                .check(R"([
    {"id": "branch", "each": "/sections/*", "assert": "item.name is defined",
     "message": {"zh": "{% if index %}{% set x = index %}{% endif %}{{ x | default('无') }}", "en": "x"}}])")
                .find("unknown-name"),
            std::string::npos);
  // Also when the data would never come to the message.
  Bench bench;
  bench.texts = rules::CompileTexts::WhenUsed;
  bench.check(kRules);
  EXPECT_TRUE(bench.sink.has_errors());
}

TEST(Rules, TextsThatAreCompiledWhenTheyAreUsed) {
  Bench bench;
  bench.texts = rules::CompileTexts::WhenUsed;
  constexpr std::string_view kRules = R"([
    {"id": "unused", "each": "/absent/*", "assert": "1 +", "message": {"zh": "{{", "en": "{{"}},
    {"id": "holds", "each": "/limit", "assert": "item == 2", "message": {"zh": "{{ 1 + }}", "en": "x"}}])";
  const auto compiled = bench.compile(kRules);
  ASSERT_TRUE(compiled);
  EXPECT_TRUE(compiled->check(bench.read("data.json", kData).root(), bench.limits, bench.sink));
  EXPECT_EQ(bench.sink.diagnostics().size(), 0);
  // The message of the rule that does not hold is needed now.
  EXPECT_FALSE(compiled->check(bench.read("other.json", R"({"limit": 3})").root(), bench.limits, bench.sink));
  EXPECT_TRUE(bench.sink.has_errors());
  Bench author;
  EXPECT_FALSE(author.compile(kRules));
}
