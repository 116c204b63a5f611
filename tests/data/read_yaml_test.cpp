#include "data/readers.h"
#include "data/reading.h"
#include "data/values.h"

#include <gtest/gtest.h>

using namespace gongwen::data;
using namespace std::string_literals;

namespace {

class YamlReading {
 public:
  explicit YamlReading(std::string text, const JsonLimits& limits = {})
      : source_(store_.add("data.yaml", std::move(text))),
        document_(read_yaml(source_, store_.source_text(source_), limits, sink_)) {}

  bool ok() const { return document_.has_value(); }
  const Document& document() const { return *document_; }
  Value root() const { return document_->root(); }
  std::string messages() const { return short_forms(sink_); }
  std::string text_at(std::string_view pointer) const {
    const auto span = document_->resolve(pointer)->span();
    return std::string(store_.source_text(source_).substr(span.begin, span.end - span.begin));
  }

 private:
  gongwen::resources::SourceStore store_;
  gongwen::diagnostics::DiagnosticSink sink_;
  gongwen::diagnostics::SourceId source_;
  gongwen::base::Expected<Document> document_;
};

/// The value as JSON, without white space.
std::string json(const Value& value) {
  std::string out;
  switch (value.type()) {
    case ValueType::Null: return "null";
    case ValueType::Array:
      for (std::size_t i = 0; i < value.size(); ++i) out.append(i > 0 ? "," : "").append(json(value.at(i)));
      return out.insert(0, 1, '[') + ']';
    case ValueType::Object:
      for (std::size_t i = 0; i < value.size(); ++i) {
        out.append(i > 0 ? "," : "").append(value.key_at(i)).append(":").append(json(value.at(i)));
      }
      return out.insert(0, 1, '{') + '}';
    default: return shown_value(value).english;
  }
}

}  // namespace

TEST(ReadYaml, YAMLGivesTheSameValuesAsJSON) {
  const YamlReading reading(
      "标题: 月报\n"
      "list:\n"
      "  - 1\n"
      "  - a: x\n"
      "    b: [p, {q: null}]\n"
      "text: |\n"
      "  line\n"
      "  two\n"
      "folded: >-\n"
      "  one\n"
      "  two\n");
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(json(reading.root()),
            "{标题:\"月报\",list:[1,{a:\"x\",b:[\"p\",{q:null}]}],text:\"lineU+000AtwoU+000A\",folded:"
            "\"one two\"}");
}

TEST(ReadYaml, TypesAreThoseOfTheCoreSchemaOfYAML1Point2) {
  const std::pair<const char*, const char*> cases[] = {
      {"true", "true"},
      {"False", "false"},
      {"TRUE", "true"},
      {"tRue", "\"tRue\""},
      {"yes", "\"yes\""},
      {"NO", "\"NO\""},
      {"on", "\"on\""},
      {"null", "null"},
      {"~", "null"},
      {"Null", "null"},
      {"", "null"},
      {"12", "12"},
      {"+12", "12"},
      {"-12", "-12"},
      {"0o17", "15"},
      {"0x1F", "31"},
      {"0xg", "\"0xg\""},
      {"1.50", "1.50"},
      {".5", "0.5"},
      {"5.", "5"},
      {"-1.5e+3", "-1.5e+3"},
      {"1e3", "1e3"},
      {"2024-02-04", "\"2024-02-04\""},
      {"12:30", "\"12:30\""},
      {"1_000", "\"1_000\""},
      {"12345678901234567890", "12345678901234567890"},
      {"'12'", "\"12\""},
      {"\"true\"", "\"true\""},
      {"-", "[null]"},
      {"1.2.3", "\"1.2.3\""},
      {"+", "\"+\""},
      {".", "\".\""},
      {"e5", "\"e5\""},
      {"1e", "\"1e\""},
      {"\"a\\tb\"", "\"aU+0009b\""},
  };
  for (const auto& [text, value] : cases) {
    SCOPED_TRACE(text);
    const YamlReading reading("- "s + text + "\n");
    ASSERT_TRUE(reading.ok());
    EXPECT_EQ(json(reading.root().at(0)), value);
  }
}

TEST(ReadYaml, ValuesKnowTheirPlacesAlsoBehindAByteOrderMarkAndWithWindowsLineEnds) {
  const YamlReading reading(
      "\xEF\xBB\xBF# c\r\n标题: \"a\\\"b\"\r\nlist:\r\n  - &x 公文\r\n  - 'it''s'\r\n  - [1, "
      "true]\r\n");
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading.text_at("/标题"), "\"a\\\"b\"");
  EXPECT_EQ(reading.text_at("/list/0"), "公文");
  EXPECT_EQ(reading.text_at("/list/1"), "'it''s'");
  EXPECT_EQ(reading.text_at("/list/2/1"), "true");
  EXPECT_EQ(reading.text_at("/list/2"), "[1, true]");
  EXPECT_EQ(reading.document().resolve("/list")->key_span().begin, 24);
}

TEST(ReadYaml, AliasesAreUnfolded) {
  const YamlReading reading("a: &p {name: x}\nb: *p\nc: [*p, &n 5, *n]\nd: &q\n  - *p\ne: *q\n");
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(json(reading.root()),
            "{a:{name:\"x\"},b:{name:\"x\"},c:[{name:\"x\"},5,5],d:[{name:\"x\"}],e:[{name:\"x\"}]}");
  EXPECT_EQ(reading.text_at("/e/0/name"), "x");
  EXPECT_EQ(reading.text_at("/c"), "[*p, &n 5, *n]");
  EXPECT_EQ(reading.document().resolve("/e/0/name")->pointer(), "/e/0/name");
}

TEST(ReadYaml, WhatJSONCannotSayIsRefusedAtItsPlace) {
  struct Case {
    std::string text;
    std::string_view messages;
  };
  const Case cases[] = {
      {"", "data/empty@0-0"},
      {"# nothing\n", "data/empty@0-0"},
      {"a: !!str 5\n", "data/yaml-tag@3-9"},
      {"!thing\na: 1\n", "data/yaml-tag@0-7"},
      {"? [a]\n: 1\n", "data/yaml-name@2-3"},
      {"&a x: 1\n*a : 2\n", "data/yaml-name@8-9"},
      {"a: &p {x: 1}\nb:\n  <<: *p\n", "data/yaml-merge-key@18-20"},
      {"&a [1, *a]\n", "data/yaml-alias-circle@7-8"},
      {"a: 1\n---\nb: 2\n", "data/yaml-second-document@9-10"},
      {"a: 1\nb: 2\na: 3\n", "data/duplicate-name@10-11"},
      {"a: .nan\n", "data/not-a-number@3-7"},
      {"a: -.inf\n", "data/not-a-number@3-8"},
      {"a: 1e400\n", "data/number-range@3-8"},
      {"a: \"x\\0y\"\n", "data/nul-character@3-9"},
      {"a: b: c\n", "data/yaml-syntax@4-5"},
      {"a: 1\n b: 2\n", "data/yaml-syntax@7-8"},
      {"a: [1, 2\n", "data/yaml-syntax@9-9"},
      {"a: *x\n", "data/yaml-syntax@3-4"},
      {"\ta: 1\n", "data/yaml-tab@0-1"},
      {"a:\n\t- 1\n", "data/yaml-tab@3-4"},
      {"year：2026\nmonth: 8\n", "data/yaml-full-width-colon@4-7"},
      {"a:\n  - year：2026\n    month: 8\n", "data/yaml-full-width-colon@11-14"},
      {"a: 1\nissue:8\nb: 2\n", "data/yaml-no-blank@10-11"},
      {"x: 1\na：1\nb:2\nc: 3\n", "data/yaml-full-width-colon@6-9 data/yaml-no-blank@12-13"},
      {"x：1\ny: 2\nz: 3\n a: b\n", "data/yaml-full-width-colon@1-4"},
      {"a: \xFF\n", "data/not-utf8@3-4"},
      {"\0a: 1\n"s, "data/yaml-syntax@0-1"},
      {"a: \x07\n", "data/yaml-syntax@3-4"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const YamlReading reading(c.text);
    EXPECT_FALSE(reading.ok());
    EXPECT_EQ(reading.messages(), c.messages);
  }
}

TEST(ReadYaml, BombsOfAliasesAndOfBracketsEndWithAMessage) {
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 60; ++i) {
    std::string before = "*a";
    before.append(std::to_string(i - 1));
    const std::string number = std::to_string(i);
    bomb.append("a").append(number).append(": &a").append(number).append(" [");
    bomb.append(before).append(", ").append(before).append("]\n");
  }
  JsonLimits limits;
  limits.max_values = 100'000;
  EXPECT_TRUE(YamlReading(bomb, limits).messages().starts_with("data/too-many-values@"));
  // What is written down may be long; what a few lines stand for may not.
  std::string plain = "a: [x";
  for (int i = 0; i < 6'000; ++i) plain += ", x";
  EXPECT_EQ(YamlReading(plain + "]\n", limits).messages(), "");
  std::string aliases = "b: &b [x, x, x, x, x, x, x, x, x, x]\na: [*b";
  for (int i = 0; i < 600; ++i) aliases += ", *b";
  EXPECT_TRUE(YamlReading(aliases + "]\n", limits).messages().starts_with("data/too-many-values@"));
  for (const std::string& unit : {"["s, "- "s, "{a: "s, "? "s}) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += unit;
    EXPECT_TRUE(YamlReading(deep).messages().starts_with("data/too-deep@"));
  }
  limits.max_depth = 2;
  EXPECT_TRUE(YamlReading("[[1]]", limits).ok());
  EXPECT_EQ(YamlReading("[[[1]]]", limits).messages(), "data/too-deep@2-3");
  limits.max_bytes = 2;
  EXPECT_EQ(YamlReading("[1]", limits).messages(), "data/too-large@0-0");
}

TEST(ReadYaml, YAMLCutAtAnyByteDoesNotCrash) {
  const std::string text = "标题: &a \"x\\u516c\"\nlist: [1, {b: *a}]\ntext: |\n  line\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const YamlReading reading(text.substr(0, length));
    EXPECT_EQ(reading.ok(), reading.messages().empty());
  }
}
