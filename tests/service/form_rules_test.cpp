// Rules as sentences, and sentences with gaps that become rules.
#include "service/designer/detail/form_rules.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

using namespace gongwen::service;
using gongwen::diagnostics::Language;

namespace {

constexpr std::string_view kForm = R"({
  "fields": {
    "/kind": {"title": {"zh": "类别", "en": "kind"}, "options": [["first", "首次", "first time"], ["again", "续办", "again"]]},
    "/patents": {"type": "yes-no", "title": {"zh": "涉及专利", "en": "patents"}},
    "/annex": {"title": {"zh": "专利说明", "en": "annex"}},
    "/people": {"type": "number", "title": {"zh": "人数", "en": "people"}},
    "/from": {"type": "date", "title": {"zh": "开始", "en": "begin"}},
    "/to": {"type": "date", "title": {"zh": "结束", "en": "end"}},
    "/birth": {"type": "month", "title": {"zh": "出生", "en": "birth"}},
    "/tasks": {"type": "texts", "title": {"zh": "任务", "en": "tasks"}},
    "/work": {"title": {"zh": "经历", "en": "work"}},
    "/work/*/from": {"type": "month", "title": {"zh": "起", "en": "from"}},
    "/work/*/to": {"type": "month", "title": {"zh": "止", "en": "to"}},
    "/work/*/org": {"title": {"zh": "单位", "en": "organisation"}}}})";

FormNode form() { return *FormNode::read(kForm); }

RuleGaps gaps(RuleShape shape, std::map<std::string, std::string> values) {
  return {shape, std::move(values), "不符", "does not fit", true};
}

std::string zh(std::string_view rule) { return rule_sentence(form(), *FormNode::read(rule), Language::Chinese); }
std::string en(std::string_view rule) { return rule_sentence(form(), *FormNode::read(rule), Language::English); }

TEST(FormRules, EachShapeIsARuleASentenceAndItsGapsAgain) {
  struct Case {
    RuleGaps gaps;
    std::string_view rule;
    std::string_view zh;
    std::string_view en;
  };
  const std::vector<Case> cases{
      {gaps(RuleShape::Given, {{"if", "/patents"},
                               {"how", "is"},
                               {"value", "是"},
                               {"then", "/annex"},
                               {"then_how", "given"},
                               {"then_value", ""}}),
       R"({"if": {"/patents": {"is": true}}, "then": {"/annex": "given"}, "warn": true, "say": {"zh": "不符", "en": "does not fit"}})",
       "如果“涉及专利”为“是”，则“专利说明”应填写", "If “patents” is “yes”: “annex” must be filled in"},
      {gaps(RuleShape::Given, {{"if", "/kind"},
                               {"how", "not"},
                               {"value", "首次"},
                               {"then", "/people"},
                               {"then_how", "is"},
                               {"then_value", "2"}}),
       R"({"if": {"/kind": {"not": ["first"]}}, "then": {"/people": {"is": 2}}, "warn": true, "say": {"zh": "不符", "en": "does not fit"}})",
       "如果“类别”不为“首次”，则“人数”应为“2”", "If “kind” is not “first time”: “people” must be “2”"},
      {gaps(RuleShape::Limit, {{"field", "/work"}, {"least", "1"}, {"most", "3"}}),
       R"({"then": {"/work": {"least": 1, "most": 3}}, "warn": true, "say": {"zh": "不符", "en": "does not fit"}})",
       "“经历”至少应为1（字数、行数或数值），且至多为3（字数、行数或数值）",
       "“work” must have at least 1 (characters, rows, or the number) and must have at most 3 (characters, rows, or "
       "the number)"},
      {gaps(RuleShape::Order, {{"first", "/from"}, {"second", "/to"}}),
       R"({"in_order": ["/from", "/to"], "warn": true, "say": {"zh": "不符", "en": "does not fit"}})",
       "先后次序：“开始”，然后“结束”", "In this order: “begin”, then “end”"},
      {gaps(RuleShape::Unique, {{"list", "/work/*"}, {"by1", "from"}, {"by2", "org"}}),
       R"({"unique": "/work/*", "by": ["from", "org"], "warn": true, "say": {"zh": "不符", "en": "does not fit"}})",
       "“经历”中各行的“起”、“单位”不得同时重复", "Rows of “work” must not repeat in “from” and “organisation”"},
      {gaps(RuleShape::Overlap, {{"list", "/work/*"}, {"begin", "from"}, {"end", "to"}}),
       R"({"no_overlap": "/work/*", "of": ["from", "to"], "warn": true, "say": {"zh": "不符", "en": "does not fit"}})",
       "“经历”中各段时间不得重叠", "The periods of “work” must not overlap"},
      {gaps(RuleShape::Age, {{"birth", "/birth"}, {"on", "/to"}, {"least", "18"}, {"most", "80"}}),
       R"({"age": "/birth", "on": "/to", "least": 18, "most": 80, "warn": true, "say": {"zh": "不符", "en": "does not fit"}})",
       "按“出生”推算，到“结束”的年龄应在18至80岁之间", "By “birth”, the age at “end” must be 18 to 80 years"},
      {gaps(RuleShape::WorkingDay, {{"field", "/to"}}),
       R"({"working_day": ["/to"], "warn": true, "say": {"zh": "不符", "en": "does not fit"}})", "“结束”应为工作日",
       "“end” must be a working day"}};
  ASSERT_EQ(cases.size(), all_shapes().size() + 1);
  for (const Case& one : cases) {
    const auto rule = rule_of(form(), one.gaps);
    ASSERT_TRUE(rule) << one.rule << rule.error().gap;
    EXPECT_EQ(*rule, *FormNode::read(one.rule)) << rule->json();
    EXPECT_EQ(zh(one.rule), one.zh);
    EXPECT_EQ(en(one.rule), one.en);
    const auto again = gaps_of(form(), *rule, Language::Chinese);
    ASSERT_TRUE(again) << one.rule;
    EXPECT_EQ(again->shape, one.gaps.shape);
    EXPECT_TRUE(again->warns);
    EXPECT_EQ(again->say_en, "does not fit");
    for (const auto& [name, value] : one.gaps.values) EXPECT_EQ(again->value(name), value) << name;
    EXPECT_EQ(*rule_of(form(), *again), *rule);
  }
}

TEST(FormRules, GapsThatDoNotFitAreNamed) {
  using Kind = RuleFault::Kind;
  struct Case {
    RuleGaps gaps;
    Kind kind;
    std::string_view gap;
  };
  const std::vector<Case> cases{
      {gaps(RuleShape::Given, {{"if", ""}, {"how", "given"}, {"then", "/annex"}, {"then_how", "given"}}), Kind::Missing,
       "if"},
      {gaps(RuleShape::Given, {{"if", "/annex"}, {"how", "given"}, {"then", "/annex"}, {"then_how", "blank"}}),
       Kind::SameField, "then"},
      {gaps(RuleShape::Given,
            {{"if", "/kind"}, {"how", "is"}, {"value", "没有"}, {"then", "/annex"}, {"then_how", "given"}}),
       Kind::NoOption, "value"},
      {gaps(RuleShape::Given,
            {{"if", "/patents"}, {"how", "is"}, {"value", "也许"}, {"then", "/annex"}, {"then_how", "given"}}),
       Kind::NoOption, "value"},
      {gaps(RuleShape::Given,
            {{"if", "/people"}, {"how", "is"}, {"value", "二"}, {"then", "/annex"}, {"then_how", "given"}}),
       Kind::NoNumber, "value"},
      {gaps(RuleShape::Limit, {{"field", "/work"}}), Kind::Missing, "least"},
      {gaps(RuleShape::Limit, {{"field", "/work"}, {"least", "-1"}}), Kind::NoNumber, "least"},
      {gaps(RuleShape::Order, {{"first", "/from"}, {"second", "/from"}}), Kind::SameField, "second"},
      {gaps(RuleShape::Unique, {{"list", "/tasks"}, {"by1", "/work/*/org"}}), Kind::OtherList, "by1"},
      {{RuleShape::Limit, {{"field", "/work"}, {"most", "3"}}, "不符", "", false}, Kind::NoWords, "say_en"},
      {{RuleShape::Limit, {{"field", "/work"}, {"most", "3"}}, "", "", false}, Kind::NoWords, "say_zh"}};
  for (const Case& one : cases) {
    const auto rule = rule_of(form(), one.gaps);
    ASSERT_FALSE(rule);
    EXPECT_EQ(rule.error().kind, one.kind) << one.gap;
    EXPECT_EQ(rule.error().gap, one.gap);
  }
  // The program has words of its own for the others.
  EXPECT_TRUE(rule_of(form(), {RuleShape::Order, {{"first", "/from"}, {"second", "/to"}}, "", "", false}));
}

TEST(FormRules, NumbersAreWrittenAsJson) {
  const auto most = [](const std::string& typed) {
    const auto rule = rule_of(form(), gaps(RuleShape::Limit, {{"field", "/work"}, {"most", typed}}));
    if (!rule) return std::string();
    const auto again = FormNode::read(rule->json());
    EXPECT_TRUE(again) << rule->json();
    return again ? again->find("/then")->items.front().second.member("most")->text : std::string();
  };
  EXPECT_EQ(most("08"), "8");
  EXPECT_EQ(most(".5"), "0.5");
  EXPECT_EQ(most("5."), "5");
  EXPECT_EQ(most("0.25"), "0.25");
  EXPECT_EQ(most(std::string(300, '9')).substr(0, 2), "1e");
  for (const std::string typed : {"inf", "nan", "+1", "1e3", "0x10", "1 000", "-0.5", "3人"})
    EXPECT_EQ(most(typed), "");
  const auto given = rule_of(
      form(), gaps(RuleShape::Given,
                   {{"if", "/people"}, {"how", "is"}, {"value", "02"}, {"then", "/annex"}, {"then_how", "given"}}));
  ASSERT_TRUE(given);
  EXPECT_EQ(given->find("/if/~1people/is")->text, "2");
}

TEST(FormRules, OptionsAreShownInTheLanguageOfThePage) {
  const auto rule = FormNode::read(R"({"if": {"/kind": {"is": ["again"]}}, "then": {"/patents": {"is": false}}})");
  for (const auto& [language, kind, patents] :
       {std::tuple{Language::Chinese, "续办", "否"}, std::tuple{Language::English, "again", "no"}}) {
    auto shown = gaps_of(form(), *rule, language);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->value("value"), kind);
    EXPECT_EQ(shown->value("then_value"), patents);
    shown->say_zh = "不符";
    shown->say_en = "does not fit";
    const auto made = rule_of(form(), *shown);
    ASSERT_TRUE(made);
    EXPECT_EQ(*made->member("if"), *rule->member("if"));
    EXPECT_EQ(*made->member("then"), *rule->member("then"));
  }
}

TEST(FormRules, OtherShapesAreSentencesWithoutGaps) {
  for (const std::string_view rule :
       {R"({"if": {"/kind": "first", "/people": {"least": 2}}, "then": {"/annex": "given"}})",
        R"({"then": {"/annex": {"script": "latin"}}})", R"({"sorted": "/work/*/from"})", R"({"expression": "1"})",
        R"({"unique": "/work/*", "by": ["from"], "alike": true})", R"({"working_day": ["/from", "/to"]})",
        R"({"if": {"/kind": "first"}, "then": {"/annex": "given"}, "else": {"/annex": "blank"}})"}) {
    EXPECT_FALSE(gaps_of(form(), *FormNode::read(rule), Language::Chinese)) << rule;
    EXPECT_NE(zh(rule), "") << rule;
  }
  EXPECT_EQ(zh(R"({"if": {"/kind": "first"}, "then": {"/annex": "given"}, "else": {"/annex": "blank"}})"),
            "如果“类别”为“首次”，则“专利说明”应填写；否则“专利说明”应留空");
  EXPECT_EQ(zh(R"({"each": ["/annex", "/kind"], "must": {"script": "latin"}})"), "“专利说明”、“类别”应用外文填写");
  EXPECT_EQ(en(R"({"then": {"/to": {"after": "/from"}}})"), "“end” must be after “begin”");
}

TEST(FormRules, FieldsAreNamedWithWhatTheyAreIn) {
  EXPECT_EQ(zh(R"({"sorted": "/work/*/from"})"), "“经历”的“起”应按先后排列");
  EXPECT_EQ(en(R"({"sorted": "/work/*/from"})"), "“from” of “work” must be in order");
  // The day of a signature has no title of its own.
  EXPECT_EQ(zh(R"({"then": {"/annex/date": {"not_before": "/from"}}})"), "“专利说明”的日期不应早于“开始”");
}

TEST(FormRules, ListsHaveRowsOrTexts) { EXPECT_EQ(lists_of(form()), (std::vector<std::string>{"/tasks", "/work"})); }

/// Every rule of the built-in forms: a sentence with titles, and no pointer of a program.
TEST(FormRules, BuiltInFormsHaveSentences) {
  std::size_t rules = 0;
  std::size_t expressions = 0;
  for (const auto& entry : std::filesystem::directory_iterator("templates")) {
    std::ifstream file(entry.path() / "form.json");
    if (!file) continue;
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto built_in = FormNode::read(text);
    ASSERT_TRUE(built_in);
    const FormNode* const list = built_in->member("rules");
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      const FormNode& rule = list->items[i].second;
      for (const Language language : {Language::Chinese, Language::English}) {
        const std::string sentence = rule_sentence(*built_in, rule, language);
        EXPECT_EQ(sentence.find("“”"), std::string::npos) << rule.json();
        EXPECT_EQ(sentence.find("“/"), std::string::npos) << sentence;
        EXPECT_EQ(sentence.find('{'), std::string::npos) << sentence;
      }
      ++rules;
      expressions += rule.member("expression") != nullptr ? 1 : 0;
      // What the page shows in gaps comes out of them again, but for the name and the place.
      for (const Language language : {Language::Chinese, Language::English}) {
        const auto gaps = gaps_of(*built_in, rule, language);
        if (!gaps) continue;
        const auto made = rule_of(*built_in, *gaps);
        ASSERT_TRUE(made) << rule.json();
        EXPECT_EQ(rule_sentence(*built_in, *made, Language::Chinese),
                  rule_sentence(*built_in, rule, Language::Chinese));
      }
    }
  }
  EXPECT_GT(rules, 60U);
  EXPECT_LT(expressions * 2, rules);
}

}  // namespace
