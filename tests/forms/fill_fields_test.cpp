// Fields completed from schema and data, and what they show on paper.
#include "forms/fill_fields.h"

#include "diagnostics/catalogue/forms.h"
#include "dom/html_sink.h"
#include "forms/field_names.h"
#include "schema/checking.h"

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

constexpr const char* kSchema = R"({
  "type": "object",
  "required": ["name", "leader"],
  "properties": {
    "name": {"type": "string", "x-title": {"zh": "姓名", "en": "name"}, "maxLength": 20},
    "born": {"type": "string", "format": "month", "x-title": {"zh": "出生年月", "en": "month of birth"}},
    "age": {"type": "integer", "minimum": 18, "maximum": 80},
    "agree": {"type": "boolean"},
    "sex": {"enum": ["男", "女"], "x-title": {"zh": "性别", "en": "sex"}},
    "groups": {"type": "array", "items": {"enum": [1, 2, 3]}, "x-title": {"zh": "工作组", "en": "groups"}},
    "leader": {
      "type": "object", "x-title": {"zh": "负责人", "en": "leader"}, "required": ["phone"],
      "properties": {"phone": {"type": "string", "x-title": {"zh": "电话", "en": "phone"}}}
    },
    "jobs": {
      "type": "array", "x-title": {"zh": "工作经历", "en": "jobs"},
      "items": {"type": "object", "properties": {"org": {"type": "string", "x-title": {"zh": "单位", "en": "organisation"}}}}
    }
  }
})";

struct Form {
  explicit Form(std::string_view body, std::string data = "{}") : check(kSchema) {
    document = check.read("data.json", std::move(data));
    tree = dom::parse_html(body, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(body.size())}, origins, sink);
    model = forms::collect_fields(tree);
    forms::fill_fields(model, {check.schema(), document->root()}, sink);
  }

  std::string shown() const {
    std::string out;
    for (const forms::Field& field : model.fields) {
      for (const forms::FieldControl& control : field.controls) {
        out += (out.empty() ? "" : "|") + forms::shown_text(field, control, "zh-CN");
      }
    }
    return out;
  }

  schema::CheckedValue check;
  std::shared_ptr<const data::Document> document;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  forms::FieldModel model;
};

}  // namespace

TEST(FillFields, TheSchemaGivesAControlItsTypeTitleLimitsAndChoicesTheDataItsValue) {
  const Form form(
      R"(<p><input type="text" name="/name"/><input type="text" name="/born"/><input type="text" name="/age"/>
      <select name="/sex"></select><input type="text" name="/leader/phone"/><input type="text" name="/jobs/1/org"/></p>)",
      R"({"name": "张示例", "born": "1986-05", "age": 38, "sex": "女", "jobs": [{}, {"org": "某某所"}]})");
  EXPECT_TRUE(form.sink.diagnostics().empty());
  EXPECT_EQ(forms::dump_fields(form.model),
            "/name text required \"姓名\" = 张示例\n/born month \"出生年月\" = 1986-05\n/age number \"age\" = 38\n"
            "/sex choice \"性别\" = 女\n  男 \"男\"\n  女 \"女\"\n/leader/phone text required \"负责人：电话\"\n"
            "/jobs/1/org text \"工作经历 第2项：单位\" = 某某所\n");
  EXPECT_EQ(form.shown(), "张示例|1986年5月|38|女||某某所");
  const auto& age = std::get<forms::NumberField>(form.model.find("/age")->type);
  EXPECT_TRUE(age.whole);
  EXPECT_EQ(age.least, "18");
  EXPECT_EQ(age.most, "80");
  EXPECT_EQ(std::get<forms::TextField>(form.model.find("/name")->type).max_characters, 20);
}

TEST(FillFields, BoxesShowWhatTheDataHaveChosen) {
  const Form form(R"(<p><input type="checkbox" name="/agree"/><input type="radio" name="/sex" value="男"/><input
      type="radio" name="/sex" value="女"/><input type="checkbox" name="/groups" value="1"/><input type="checkbox"
      name="/groups" value="2"/><input type="checkbox" name="/groups" value="3"/></p>)",
                  R"({"agree": true, "sex": "女", "groups": [1, 3]})");
  EXPECT_TRUE(form.sink.diagnostics().empty());
  EXPECT_EQ(form.shown(), "☑|☐|☑|☑|☐|☑");
}

TEST(FillFields, AListOfOneBoxIsStillAList) {
  const Form form(R"(<p><input type="checkbox" name="/groups" value="2"/></p>)", R"({"groups": [2]})");
  EXPECT_TRUE(std::get<forms::ChoiceField>(form.model.fields.front().type).several);
}

TEST(FillFields, ChoicesKeepTheNumbersOfTheSchemaAndOfferWhatComesBackAsTheirValue) {
  const Form form(R"(<p><select name="/sex"><option value="女">女士</option><option>男</option></select>
      <input type="checkbox" name="/groups" value="3"/><input type="checkbox" name="/groups" value="1"/>
      <input type="radio" name="/age" value="20"/><input type="radio" name="/age" value="18"/></p>)");
  const auto choices = [&form](std::string_view pointer) {
    std::string out;
    for (const forms::FieldChoice& choice : std::get<forms::ChoiceField>(form.model.find(pointer)->type).choices) {
      out += choice.value + " " + std::to_string(choice.number) + " " + choice.option + "|";
    }
    return out;
  };
  EXPECT_EQ(choices("/sex"), "女 1 女|男 0 男|");
  EXPECT_EQ(choices("/groups"), "3 2 3|1 0 1|");
  EXPECT_EQ(choices("/age"), "20 2 20|18 0 18|");
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  forms::check_fillable(form.model, sink);
  ASSERT_EQ(sink.diagnostics().size(), 1);
  EXPECT_EQ(sink.diagnostics().front().id, diagnostics::messages::FormsOwnLabel);
  EXPECT_EQ(sink.diagnostics().front().arguments, (std::vector<std::string>{"/sex", "女士", "女"}));
}

TEST(FillFields, AControlWithoutAFieldAndAValueWithoutAControlAreErrors) {
  const Form unknown(R"(<p><input type="text" name="/nam"/></p>)");
  ASSERT_EQ(unknown.sink.diagnostics().size(), 1);
  EXPECT_EQ(diagnostics::message_text(unknown.sink.diagnostics().front(), diagnostics::Language::English),
            "the schema has no field `/nam`");
  const Form lost(R"(<p><input type="radio" name="/sex" value="男"/></p>)", R"({"sex": "女"})");
  ASSERT_EQ(lost.sink.diagnostics().size(), 1);
  EXPECT_EQ(lost.sink.diagnostics().front().id, diagnostics::messages::FormsUnknownChoice);
}

TEST(FillFields, DatesAreWrittenAsTheLanguageWritesThemWhatIsNoDateAsItIs) {
  EXPECT_EQ(forms::shown_date("2024-02-04", "zh-CN"), "2024年2月4日");
  EXPECT_EQ(forms::shown_date("2024-12", "zh-CN"), "2024年12月");
  EXPECT_EQ(forms::shown_date("2024-02-04", "en"), "2024-02-04");
  for (const char* text : {"", "二月", "2024", "2024/02/04", "2024-0x-04", "2024-02-0"}) {
    EXPECT_EQ(forms::shown_date(text, "zh-CN"), text);
  }
}

TEST(FillFields, TheLanguageOfADocumentIsThatOfItsRoot) {
  const auto language = [](const std::string& html) {
    diagnostics::OriginTable origins;
    diagnostics::DiagnosticSink sink{origins};
    return forms::document_language(
        dom::parse_html(html, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(html.size())}, origins, sink));
  };
  EXPECT_EQ(language("<html lang=\"en-GB\"><body lang=\"zh\"></body></html>"), Language::English);
  EXPECT_EQ(language("<html lang=\"zh-CN\"><body lang=\"en\"></body></html>"), Language::Chinese);
  EXPECT_EQ(language("<html><body lang=\"en\"></body></html>"), Language::Chinese);
  EXPECT_EQ(language(""), Language::Chinese);
}

TEST(FillFields, ControlsWithoutDataShowWhatTheyStateWithTheBoxThatTheFormPrints) {
  const std::string html =
      R"(<p><input type="text" name="/a" value="甲"/><input type="checkbox" name="/b" data-box="□"/>)"
      R"(<input type="checkbox" name="/c" checked="" data-box="□"/><input type="checkbox" name="/d" data-box="☐☒"/>)"
      R"(<input type="checkbox" name="/e" checked="" data-box="☐☒"/></p>)";
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const dom::Tree tree =
      dom::parse_html(html, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(html.size())}, origins, sink);
  forms::ShownFields shown(tree, nullptr);
  std::string texts;
  for (dom::NodeId id = tree.root_element(); id; id = tree.next_in_order(id, tree.root_element())) {
    if (tree.is_element(id, dom::ElementName::Input)) texts += shown.text_of(id, "zh-CN");
  }
  EXPECT_EQ(texts, "甲□☑☐☒");
}

namespace {

constexpr const char* kRequiring = R"({
  "type": "object",
  "required": ["name", "jobs", "note", "goals"],
  "properties": {
    "name": {"type": "object", "required": ["given"],
             "properties": {"given": {"type": "string"}, "second": {"type": "string"}}},
    "jobs": {"type": "array", "minItems": 1,
             "items": {"type": "object", "required": ["org"],
                       "properties": {"org": {"type": "string"}, "duty": {"type": "string"}}}},
    "note": {"type": ["string", "array"], "minItems": 1, "items": {"type": "string"}},
    "goals": {"type": "array", "items": {"enum": [1, 2]}},
    "phone": {"type": "string", "anyOf": [{"format": "phone-cn"}, {"const": ""}]},
    "number": {"type": "string", "anyOf": [{"format": "plan-number"}, {"format": "gb-number"}]},
    "mobile": {"type": "string", "format": "phone-cn", "examples": ["13800000000"]}
  }
})";

}  // namespace

TEST(FillFields, WhatAnyDataMustHavePartsOfGroupsTheLeastItemsOfLists) {
  const schema::CheckedValue check(kRequiring);
  EXPECT_EQ(forms::required_fields(check.schema()),
            (std::vector<std::string>{"/name", "/name/given", "/jobs", "/jobs/0", "/jobs/0/org", "/note", "/goals"}));
  EXPECT_TRUE(forms::is_always_required(check.schema(), "/jobs/0/org"));
  EXPECT_FALSE(forms::is_always_required(check.schema(), "/jobs/1/org"));
}

TEST(FillFields, FieldsTellHowTheirValuesAreWrittenAndWhatMustBeThere) {
  schema::CheckedValue check(kRequiring);
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const std::string_view body =
      R"(<html><body><p><input type="text" name="/phone"/><input type="text" name="/number" placeholder="－"/>)"
      R"(<input type="text" name="/mobile"/><input type="text" name="/jobs/0/org"/><input type="text" name="/jobs/1/org"/>)"
      R"(</p></body></html>)";
  const dom::Tree tree =
      dom::parse_html(body, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(body.size())}, origins, sink);
  forms::FieldModel model = forms::collect_fields(tree);
  const auto document = check.read("data.json", "{}");
  forms::fill_fields(model, {check.schema(), document->root()}, sink);
  EXPECT_TRUE(std::holds_alternative<forms::PhoneField>(model.find("/phone")->type));
  EXPECT_EQ(model.find("/phone")->examples, std::vector<std::string>{"010-64102222"});
  EXPECT_EQ(model.find("/number")->examples, (std::vector<std::string>{"20240123-T-469", "GB/T 9704-2012"}));
  EXPECT_EQ(model.find("/number")->placeholder, "－");
  EXPECT_EQ(model.find("/mobile")->examples, std::vector<std::string>{"13800000000"});
  EXPECT_TRUE(model.find("/jobs/0/org")->required);
  EXPECT_FALSE(model.find("/jobs/1/org")->required);
}
