// Trees of forms, edits by buttons, and steps that are taken back.
#include "service/designer/detail/form_edits.h"

#include "service/designer/detail/form_words.h"

#include <random>

#include <gtest/gtest.h>

using namespace gongwen::service;
using gongwen::diagnostics::Language;

namespace {

constexpr std::string_view kForm = R"({
  "kind": "visit",
  "title": {"zh": "来访登记", "en": "visit"},
  "fields": {
    "/name": {"must": true, "max": 20, "title": {"zh": "姓名", "en": "name"}, "hint": {"zh": "照证件", "en": "as in the document"}},
    "/unit": {"title": {"zh": "单位", "en": "organisation"}},
    "/fax": {"title": {"zh": "传真", "en": "fax"}, "options": ["a", ["b", "乙", "B"]]},
    "/reason": {"type": "long", "title": {"zh": "事由", "en": "reason"}}},
  "paper": [
    {"sheet": "登记", "columns": [30, 50.5, 30, null], "rows": [
      {"cells": ["/name", "/unit"]},
      {"cells": ["/fax"], "optional": "fax"}]},
    {"sheet": "附页", "columns": [30, null], "rows": [
      {"across": "/reason", "height": 100}]}],
  "web": {"steps": [{"title": {"zh": "一", "en": "One"}, "fields": ["/name", "/unit", "/fax"]}, {"title": {"zh": "二", "en": "Two"}, "fields": ["/reason"]}]}
}
)";

FormNode form() { return *FormNode::read(kForm); }

TEST(FormTree, KeepsOrderAndDigitsAndHasALineForEachField) {
  EXPECT_EQ(form().layout(), std::string(kForm));
  EXPECT_EQ(*FormNode::read(form().layout()), form());
  EXPECT_FALSE(FormNode::read("{"));
  EXPECT_FALSE(FormNode::read(R"({"a": 1, "a": 2})"));
}

TEST(FormTree, ValuesArePutAndErasedAtPointers) {
  FormNode tree = form();
  EXPECT_TRUE(tree.put("/fields/~1fax/hint", *FormNode::read(R"({"zh": "甲", "en": "A"})")));
  EXPECT_EQ(tree.find("/fields/~1fax/hint/en")->text, "A");
  EXPECT_FALSE(tree.put("/none/x", FormNode::of_text("x")));
  EXPECT_FALSE(tree.put("/paper/7", FormNode::of_text("x")));
  EXPECT_TRUE(tree.put("/paper/2", FormNode::object()));
  EXPECT_TRUE(tree.erase("/paper/2"));
  EXPECT_TRUE(tree.erase("/fields/~1fax/hint"));
  EXPECT_EQ(tree, form());
  EXPECT_FALSE(tree.erase("/none"));
}

TEST(FormEdits, EachCanBeTakenBack) {
  const std::vector<std::string> places{"/paper/0/rows/0",
                                        "/paper/0/rows/1",
                                        "/paper/1/rows/0",
                                        "/paper/0/rows/0/cells/0",
                                        "/paper/0/rows/0/cells/1",
                                        "/web/steps/0",
                                        "/web/steps/1",
                                        "/name",
                                        "/fax",
                                        "/reason"};
  std::mt19937 random(20261129);
  std::size_t done = 0;
  for (int round = 0; round < 200; ++round) {
    FormNode tree = form();
    for (int step = 0; step < 6; ++step) {
      const auto edit = static_cast<FormEdit>(random() % 13);
      const std::string& at = places[random() % places.size()];
      const FormNode before = tree;
      if (!apply_edit(tree, edit, at)) {
        EXPECT_EQ(tree, before);
        continue;
      }
      ++done;
      const auto difference = find_difference(before, tree);
      ASSERT_TRUE(difference) << edit_name(edit) << ' ' << at;
      FormNode back = tree;
      ASSERT_TRUE(put_json(back, difference->place, difference->before));
      EXPECT_EQ(back, before);
      ASSERT_TRUE(put_json(back, difference->place, difference->after));
      EXPECT_EQ(back, tree);
    }
  }
  EXPECT_GT(done, 100U);
}

TEST(FormEdits, ADeletedFieldIsNowhere) {
  FormNode tree = form();
  ASSERT_TRUE(apply_edit(tree, FormEdit::DeleteField, "/unit"));
  EXPECT_EQ(tree.json().find("/unit"), std::string::npos);
  EXPECT_EQ(tree.find("/paper/0/rows/0/cells")->items.size(), 1U);
  // A row that has no other field goes with it.
  ASSERT_TRUE(apply_edit(tree, FormEdit::DeleteField, "/fax"));
  EXPECT_EQ(tree.find("/paper/0/rows")->items.size(), 1U);
  EXPECT_FALSE(apply_edit(tree, FormEdit::DeleteField, "/fax"));
}

TEST(FormEdits, RulesAboutOtherFieldsSurvive) {
  FormNode tree = form();
  ASSERT_TRUE(tree.put("/rules", *FormNode::read(R"([
    {"signed_in_order": ["/name", "/unit", "/reason"]},
    {"working_day": ["/fax", "/unit"]},
    {"in_order": ["/unit", "/reason"]},
    {"unique": "/people/*", "by": ["name"]},
    {"no_overlap": "/people/*", "of": ["begin", "end"]},
    {"if": {"/fax": "a"}, "then": {"/name": "given"}}])")));
  FormNode people = *FormNode::read(R"({"type": "list", "title": {"zh": "人员", "en": "people"}})");
  ASSERT_TRUE(tree.put("/fields/~1people", people));
  ASSERT_TRUE(tree.put("/fields/~1people~1*~1begin", people));
  ASSERT_TRUE(apply_edit(tree, FormEdit::DeleteField, "/unit"));
  EXPECT_EQ(tree.find("/rules/0/signed_in_order")->json(), R"(["/name", "/reason"])");
  EXPECT_EQ(tree.find("/rules/1/working_day")->json(), R"(["/fax"])");
  EXPECT_EQ(tree.find("/rules")->items.size(), 5U) << "the order of one day says nothing";
  ASSERT_TRUE(apply_edit(tree, FormEdit::DeleteField, "/people/*/begin"));
  EXPECT_EQ(tree.find("/rules")->items.size(), 4U);
  EXPECT_EQ(tree.find("/rules/2/unique")->text, "/people/*");
}

TEST(FormEdits, NamesOfTextsFollowRowsThatAreSplit) {
  FormNode tree = form();
  ASSERT_TRUE(
      tree.put("/text_ids", *FormNode::read(R"({"words.1-1": "first", "words.1-2": "second", "words.2-1": "third"})")));
  ASSERT_TRUE(apply_edit(tree, FormEdit::Split, "/paper/0/rows/0"));
  EXPECT_EQ(tree.find("/text_ids")->json(), R"({"words.1-1": "first", "words.1-3": "second", "words.2-1": "third"})");
  EXPECT_EQ(tree.json().find('#'), std::string::npos);
}

TEST(FormEdits, ANewFieldGetsAFreePointerARowAndAStep) {
  FormNode tree = form();
  EXPECT_EQ(add_field(tree, {"车牌", "Number plate", "text", "/unit"}), "/number_plate");
  EXPECT_EQ(add_field(tree, {"又一车牌", "Number plate", "long", ""}), "/number_plate_2");
  EXPECT_EQ(tree.find("/paper/0/rows/1")->json(), R"({"cells": ["/number_plate"]})");
  EXPECT_EQ(tree.find("/paper/1/rows/1")->json(), R"({"across": "/number_plate_2"})");
  EXPECT_EQ(step_of(tree, "/number_plate"), 0U);
  EXPECT_EQ(step_of(tree, "/number_plate_2"), 1U);
}

TEST(FormWords, SentencesStandInTheOrderOfThePaper) {
  const std::vector<FormSentence> all = sentences_of(form());
  std::vector<std::string> places;
  for (const FormSentence& one : all) places.push_back(one.zh_at);
  const std::vector<std::string> wanted{"/title/zh",
                                        "/fields/~1name/title/zh",
                                        "/fields/~1name/hint/zh",
                                        "/fields/~1unit/title/zh",
                                        "/fields/~1fax/title/zh",
                                        "/fields/~1fax/options/1/1",
                                        "/fields/~1reason/title/zh",
                                        "/paper/0/sheet",
                                        "/paper/1/sheet",
                                        "/web/steps/0/title/zh",
                                        "/web/steps/1/title/zh"};
  EXPECT_EQ(places, wanted);
}

TEST(FormWords, ChangesAreSentences) {
  FormNode tree = form();
  ASSERT_TRUE(set_words(tree, sentences_of(tree), "/fields/~1name/hint/en", "as printed"));
  EXPECT_FALSE(set_words(tree, sentences_of(tree), "/kind", "other"));
  EXPECT_FALSE(set_words(tree, sentences_of(tree), "/fields/~1name/max", "3"));
  const auto changes = changes_between(form(), tree, Language::English);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].about, "name");
  EXPECT_EQ(changes[0].what, "hint");
  EXPECT_EQ(changes[0].before, "照证件 / as in the document");
  EXPECT_EQ(changes[0].after, "照证件 / as printed");
}

TEST(FormWords, WhatIsMissingIsSaidWithItsPlace) {
  FormNode tree = form();
  EXPECT_TRUE(flaws_of(tree, Language::English).empty());
  tree.put("/fields/~1unit/title/en", FormNode::of_text("单位"));
  set_step(tree, "/name", std::nullopt);
  const auto flaws = flaws_of(tree, Language::English);
  ASSERT_EQ(flaws.size(), 2U);
  EXPECT_EQ(flaws[0].page, "words");
  EXPECT_EQ(flaws[0].at, "/unit");
  EXPECT_EQ(flaws[1].page, "steps");
  EXPECT_EQ(flaws[1].at, "/name");
}

}  // namespace
