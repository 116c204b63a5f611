// Paper that is no table of rows: parts are moved, added and removed, and what the form says elsewhere follows.
#include "service/designer/detail/form_parts.h"

#include "service/designer/detail/form_edits.h"

#include <gtest/gtest.h>

using namespace gongwen::service;

namespace {

FormNode letter() {
  return *FormNode::read(R"({
  "kind": "letter",
  "author": "/org",
  "text_ids": {"sheet.1": "sheet", "words.1-1": "opening", "words.1-3-2": "closing", "label.org": "sign.org", "label.to": "to"},
  "fields": {
    "/to": {"title": {"zh": "主送单位", "en": "addressee"}},
    "/org": {"title": {"zh": "单位", "en": "organisation"}},
    "/day": {"type": "date", "title": {"zh": "日期", "en": "date"}},
    "/name": {"title": {"zh": "姓名", "en": "name"}, "show_if": {"/to": "given"}}},
  "paper": [{"sheet": "信函", "text": [
    {"words": "{addressee=/to}："},
    {"lines": ["/name"]},
    {"words": ["{/org}", "特此承诺。"], "sign": ["/org"], "date": "/day"}]}],
  "rules": [{"id": "a", "if": {"/to": "given"}, "then": {"/name": "given"}}],
  "web": {"intro": ["/to"], "list": {"name": "/name", "organisation": "/org"}, "steps": [{"title": {"zh": "一", "en": "One"}, "fields": ["/to", "/org", "/day", "/name"]}]}
})");
}

std::string json_at(const FormNode& form, std::string_view pointer) {
  const FormNode* const found = form.find(pointer);
  return found == nullptr ? std::string() : found->json();
}

TEST(FormParts, NamesOfTextsFollowWhatMoves) {
  FormNode form = letter();
  ASSERT_TRUE(apply_edit(form, FormEdit::PartDown, "/paper/0/text/0"));
  EXPECT_EQ(json_at(form, "/text_ids/words.1-2"), "\"opening\"");
  EXPECT_EQ(json_at(form, "/text_ids/words.1-3-2"), "\"closing\"");
  EXPECT_EQ(form.json().find('#'), std::string::npos);
  ASSERT_TRUE(apply_edit(form, FormEdit::PartUp, "/paper/0/text/1"));
  EXPECT_EQ(form.json(), letter().json());
  EXPECT_FALSE(apply_edit(form, FormEdit::PartUp, "/paper/0/text/0"));
  for (const std::string_view at :
       {"/paper/0/text/3", "/paper/0/text", "/paper", "/fields/~1to", "", "/paper/0/text/-1"})
    EXPECT_FALSE(apply_edit(form, FormEdit::DeletePart, at)) << at;
}

TEST(FormParts, WhatIsSaidElsewhereOfADeletedFieldGoes) {
  FormNode form = letter();
  ASSERT_TRUE(apply_edit(form, FormEdit::DeletePart, "/paper/0/text/0"));
  EXPECT_EQ(form.json().find("/to\""), std::string::npos) << form.json();
  EXPECT_EQ(json_at(form, "/text_ids"), R"({"sheet.1": "sheet", "words.1-2-2": "closing", "label.org": "sign.org"})");
  EXPECT_EQ(form.find("/rules"), nullptr);
  EXPECT_EQ(form.find("/web/intro"), nullptr);
  // A signed paragraph loses its date and keeps the rest.
  ASSERT_TRUE(apply_edit(form, FormEdit::DeleteField, "/day"));
  EXPECT_EQ(json_at(form, "/paper/0/text/1"), R"({"words": ["{/org}", "特此承诺。"], "sign": ["/org"]})");
  ASSERT_TRUE(apply_edit(form, FormEdit::DeletePart, "/paper/0/text/0"));
  EXPECT_FALSE(apply_edit(form, FormEdit::DeletePart, "/paper/0/text/0")) << "the last one";
}

TEST(FormParts, BlanksAreTitlesForPeople) {
  const FormNode form = letter();
  EXPECT_EQ(words_with_titles(form, "{addressee=/to}和{/org}"), "{主送单位}和{单位}");
  std::string bad;
  EXPECT_EQ(words_with_pointers(form, "{主送单位}和{name}", "{addressee=/to}", bad), "{addressee=/to}和{/name}");
  for (const std::string_view words : {"{没有}", "{/none}", "{", "{}", "{{单位}}"}) {
    EXPECT_FALSE(words_with_pointers(form, words, {}, bad)) << words;
  }
  FormNode changed = form;
  ASSERT_TRUE(set_part_words(changed, "/paper/0/text/2", "{/org}承诺。"));
  EXPECT_EQ(json_at(changed, "/paper/0/text/2/words"), "\"{/org}承诺。\"");
  EXPECT_EQ(changed.find("/text_ids/words.1-3-2"), nullptr) << "the pieces are gone";
  EXPECT_FALSE(set_part_words(changed, "/paper/0/text/1", "x"));
}

TEST(FormParts, NewFieldsStandAboveTheSignature) {
  FormNode form = letter();
  EXPECT_EQ(add_field(form, {"电话", "telephone", "phone", ""}), "/telephone");
  EXPECT_EQ(json_at(form, "/paper/0/text/2"), R"({"lines": ["/telephone"]})");
  EXPECT_EQ(json_at(form, "/text_ids/words.1-4-2"), "\"closing\"");
  EXPECT_EQ(add_field(form, {"职务", "post", "", "/name"}), "/post");
  EXPECT_EQ(json_at(form, "/paper/0/text/1"), R"({"lines": ["/name", "/post"]})");
}

TEST(FormParts, ChaptersAndQuestionsMoveAcrossPagesAndBoxes) {
  FormNode report = *FormNode::read(R"({"fields": {"/a": {}, "/b": {}, "/c": {}, "/d": {}}, "report": {"sheet": "报告",
    "cover": {"rows": [{"cells": ["/d"]}]},
    "pages": [{"chapters": [{"texts": ["/a", "/b"]}]}, {"chapters": [{"ask": "/c", "title": "问"}]}]}})");
  ASSERT_TRUE(can_move_part(report, "/report/pages/1/chapters/0", -1));
  ASSERT_TRUE(apply_edit(report, FormEdit::PartUp, "/report/pages/1/chapters/0"));
  EXPECT_EQ(json_at(report, "/report/pages"),
            R"([{"chapters": [{"texts": ["/a", "/b"]}, {"ask": "/c", "title": "问"}]}])");
  ASSERT_TRUE(apply_edit(report, FormEdit::DeletePart, "/report/pages/0/chapters/0/texts/0"));
  EXPECT_EQ(report.find("/fields/~1a"), nullptr);
  FormNode boxes = *FormNode::read(R"({"fields": {"/a": {}, "/b": {}}, "paper": [{"sheet": "表", "boxes": [
    {"section": "一"}, {"box": [[{"label": "/a"}, {"answer": "/a"}]]}, {"section": "二"}, {"box": [[{"label": "/b"}, {"answer": "/b"}]]}]}]})");
  ASSERT_TRUE(apply_edit(boxes, FormEdit::PartDown, "/paper/0/boxes/1/box/0"));
  EXPECT_EQ(boxes.find("/paper/0/boxes")->items.size(), 3U) << "an empty box goes";
  ASSERT_TRUE(apply_edit(boxes, FormEdit::DeletePart, "/paper/0/boxes/2/box/0"));
  EXPECT_EQ(boxes.find("/fields/~1a"), nullptr);
  EXPECT_EQ(add_words(boxes, "/paper/0/boxes/0", "三"), "/paper/0/boxes/1");
}

}  // namespace
