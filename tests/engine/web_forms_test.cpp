// Forms on web pages: every kind that has one, from data to the page and back.
#include "base/json.h"
#include "engine/webform/page.h"
#include "html_scan.h"
#include "web_form_tools.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include <gongwen/engine.h>
#include <gtest/gtest.h>

using namespace gongwen;
using namespace web_forms;

namespace {

/// `/email|email|电子邮箱*`: every field of the form, with a mark for those that must be filled in.
std::vector<std::string> fields_of(const std::string& json) {
  std::vector<std::string> lines;
  const auto form = base::parse_json(json);
  if (!form) return lines;
  const auto steps = *form->view().find("steps");
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const auto groups = *steps.at(s).find("groups");
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const auto fields = *groups.at(g).find("fields");
      for (std::size_t f = 0; f < fields.size(); ++f) {
        const base::JsonView field = fields.at(f);
        lines.push_back(field.text_of("pointer") + "|" + field.text_of("type") + "|" + field.text_of("label") +
                        (field.find("required")->is_true() ? "*" : ""));
      }
    }
  }
  return lines;
}

}  // namespace

TEST(WebForms, EveryFormHasItsFieldsInStepsWithLabelsInBothLanguages) {
  for (const std::string& kind : kForms) {
    for (const Language language : {Language::Chinese, Language::English}) {
      SCOPED_TRACE(kind);
      const TextResult form = shared_engine().form(kind, language);
      ASSERT_TRUE(form.report.ok()) << form.report.text(Language::English);
      const std::vector<std::string> fields = fields_of(form.text);
      EXPECT_GT(fields.size(), 5);
      for (const std::string& field : fields) {
        EXPECT_EQ(field.find("||"), std::string::npos) << field;
        EXPECT_FALSE(field.ends_with("|") || field.ends_with("|*")) << field;
      }
    }
  }
}

TEST(WebForms, RowsAreOneGroupAndWhatOthersFillInIsLeftOut) {
  const std::vector<std::string> fields = fields_of(shared_engine().form("expert-application", Language::Chinese).text);
  const auto has = [&fields](std::string_view line) {
    return std::find(fields.begin(), fields.end(), line) != fields.end();
  };
  EXPECT_TRUE(has("/name_zh|text|姓名*"));
  EXPECT_TRUE(has("/photo|file|照片"));
  EXPECT_TRUE(has("/name_en/surname|text|姓*"));
  EXPECT_TRUE(has("/work_history/*/org|text|单位*"));
  EXPECT_TRUE(has("/work_history/*/duty|text|职责"));
  for (const std::string& field : fields) {
    EXPECT_EQ(field.find("employer_opinion"), std::string::npos) << field;
    EXPECT_EQ(field.find("/0/"), std::string::npos) << field;
  }
}

TEST(WebForms, KindsWithoutControlsHaveNone) {
  const TextResult form = shared_engine().form("regulations", Language::English);
  EXPECT_TRUE(form.text.empty());
  ASSERT_EQ(form.report.messages().size(), 1);
  EXPECT_EQ(form.report.messages().front().id, "engine/no-form");
}

namespace {

/// Wording that the form fixes (web.fields): it is shown, and not sent.
bool is_fixed(std::string_view pointer) {
  return pointer == "/commitment/text" || pointer == "/commitments" || pointer == "/addressee" ||
         (pointer.starts_with("/groups/") && pointer.ends_with("/tc"));
}

/// What people can type.
TypedValues without_fixed(TypedValues values) {
  std::erase_if(values, [](const TypedValue& value) { return is_fixed(value.pointer); });
  return values;
}

}  // namespace

TEST(WebForms, PagesAreWellFormedAndHaveEveryFieldOnce) {
  for (const std::string& kind : kForms) {
    SCOPED_TRACE(kind);
    const TextResult page = shared_engine().form_page(kind, {});
    ASSERT_TRUE(page.report.ok()) << page.report.text(Language::English);
    const std::vector<web_pages::Tag> tags = web_pages::scan_html(page.text);
    EXPECT_EQ(web_pages::html_faults(tags), std::vector<std::string>());
    std::multiset<std::string> names;
    for (const web_pages::Tag& tag : tags) {
      const auto name = tag.attributes.find("name");
      if (name == tag.attributes.end() || !name->second.starts_with("/")) continue;
      const auto type = tag.attributes.find("type");
      const bool one_of_several =
          type != tag.attributes.end() && (type->second == "radio" || type->second == "checkbox");
      if (!one_of_several || !names.contains(name->second)) names.insert(name->second);
      EXPECT_FALSE(tag.attributes.contains("maxlength"));
    }
    for (std::string field : fields_of(shared_engine().form(kind, Language::Chinese).text)) {
      field = field.substr(0, field.find('|'));
      if (const std::size_t row = field.find("/*"); row != std::string::npos) field.replace(row, 2, "/0");
      EXPECT_EQ(names.count(field), is_fixed(field) ? 0 : 1) << field;
    }
  }
}

TEST(WebForms, SamplesComeBackFromThePageAsTheyWere) {
  for (const std::string& kind : kForms) {
    for (const auto& file : samples_of(kind)) {
      SCOPED_TRACE(file.string());
      const TypedValues typed = shared_engine().form_values(kind, {file.string()});
      ASSERT_FALSE(typed.empty());
      const FormReading reading = shared_engine().read_form(kind, typed, Language::Chinese);
      // An object that a sample has without members is one that nobody has filled in.
      const bool lacks_opinion = lines_of(reading.messages) == "/applicant_opinion 请填写“申请单位意见”。\n";
      EXPECT_TRUE(reading.ok || lacks_opinion) << lines_of(reading.messages);
      EXPECT_EQ(reading.refused, std::vector<std::string>());
      const TypedValues again = shared_engine().form_values(kind, {"again.json", reading.json});
      EXPECT_EQ(lines_of(filled(without_fixed(again))), lines_of(filled(without_fixed(typed))));
    }
  }
}

TEST(WebForms, ASampleWithoutOfficesPartsComesBackAsTheSameJson) {
  const std::string sample = bytes_of("samples/expert-application/minimal.json");
  const FormReading reading = shared_engine().read_form(
      "expert-application", shared_engine().form_values("expert-application", {"sample.json", sample}),
      Language::Chinese);
  const auto expected = base::parse_json(sample);
  const auto read = base::parse_json(reading.json);
  ASSERT_TRUE(expected && read);
  EXPECT_EQ(read->text(), expected->text());
}

TEST(WebForms, ValuesAreReadAsPeopleWriteThem) {
  const std::string sample = "samples/expert-application/minimal.json";
  for (const std::string_view written : {"1980-5", "１９８０年５月", "198005", "1980.05"}) {
    TypedValues typed = shared_engine().form_values("expert-application", {sample});
    for (TypedValue& value : typed) {
      if (value.pointer == "/birth") value.texts = {std::string(written)};
    }
    const FormReading reading = shared_engine().read_form("expert-application", typed, Language::Chinese);
    const auto json = base::parse_json(reading.json);
    ASSERT_TRUE(json);
    EXPECT_EQ(json->view().text_of("birth"), "1980-05") << written;
  }
}

TEST(WebForms, ABlankFormAsksForEachRequiredFieldInTheWordsOfTheForm) {
  const FormReading reading = shared_engine().read_form("expert-application", {{"/name_zh", {""}}}, Language::Chinese);
  EXPECT_FALSE(reading.ok);
  EXPECT_TRUE(has_message(reading.messages, "/name_zh", "请填写“姓名”。")) << lines_of(reading.messages);
  EXPECT_TRUE(has_message(reading.messages, "/email", "请填写“电子邮箱”。"));
  EXPECT_TRUE(has_message(reading.messages, "/name_en/given", "请填写“姓名（拼音）：名”。"));
  EXPECT_EQ(reading.messages.front().pointer, "/name_zh");
  const FormReading english = shared_engine().read_form("expert-application", {{"/name_zh", {""}}}, Language::English);
  EXPECT_TRUE(has_message(english.messages, "/email", "Please fill in “e-mail”."));
}

TEST(WebForms, MessagesOfACheckComeInTheOrderOfTheFormWhateverThatOfTheData) {
  const std::string data = R"({"work_history": [{"post": "", "from": "x"}], "email": "a", "mobile": "12", "gender": "x",
    "groups": [{"wg": 9}], "nothing": 1})";
  const Report report = shared_engine().check_values("expert-application", {{"data.json", data}});
  const std::vector<std::string> kAsked{"/name_zh",
                                        "/gender",
                                        "/mobile",
                                        "/email",
                                        "/groups/0/wg",
                                        "/groups/0/reason",
                                        "/work_history/0/from",
                                        "/work_history/0/org",
                                        "/work_history/0/post",
                                        "/education"};
  std::vector<std::string> told;
  for (const Message& message : report.messages()) {
    ASSERT_TRUE(message.data && message.data->pointer);
    const std::string& pointer = *message.data->pointer;
    if (std::find(kAsked.begin(), kAsked.end(), pointer) != kAsked.end()) told.push_back(pointer);
  }
  EXPECT_EQ(told, kAsked);
  EXPECT_EQ(*report.messages().back().data->pointer, "/nothing");
}

TEST(WebForms, StrangeReadOnlyAndRepeatedValuesAreRefused) {
  for (const TypedValue& strange : TypedValues{{"/nothing", {"x"}},
                                               {"/sac_opinion/text", {"x"}},
                                               {"/work_history/x/org", {"x"}},
                                               {"/work_history/01/org", {"x"}},
                                               {"/work_history", {"x"}},
                                               {"", {"x"}},
                                               {"email", {"x"}},
                                               {"/email", {"a@example.cn", "b@example.cn"}},
                                               {"/photo", {"photo.jpg"}}}) {
    const FormReading reading = shared_engine().read_form("expert-application", {strange}, Language::Chinese);
    EXPECT_EQ(reading.refused, std::vector<std::string>{strange.pointer});
    EXPECT_TRUE(reading.json.empty());
    EXPECT_FALSE(reading.ok);
    ASSERT_EQ(reading.report.messages().size(), 1);
    EXPECT_EQ(reading.report.messages().front().id, "intake/posted-strange");
  }
  const FormReading twice =
      shared_engine().read_form("expert-application", {{"/email", {"a"}}, {"/email", {"b"}}}, Language::Chinese);
  EXPECT_EQ(twice.refused, std::vector<std::string>{"/email"});
}

TEST(WebForms, FilesAreTakenFromTheCallerAloneAndNeverAsPaths) {
  TypedValues typed = shared_engine().form_values("expert-application", {"samples/expert-application/minimal.json"});
  typed.push_back({"/photo", {"../../etc/passwd"}, true});
  EXPECT_EQ(shared_engine().read_form("expert-application", typed, Language::Chinese).refused,
            std::vector<std::string>{"/photo"});
  typed.back().texts = {"photo.jpg"};
  const FormReading reading = shared_engine().read_form("expert-application", typed, Language::Chinese);
  ASSERT_TRUE(base::parse_json(reading.json));
  EXPECT_EQ(base::parse_json(reading.json)->view().text_of("photo"), "photo.jpg");
}

TEST(WebForms, TooMuchIsRefusedBeforeItIsRead) {
  const auto is_refused = [](const TypedValues& values) {
    const FormReading reading = shared_engine().read_form("expert-application", values, Language::Chinese);
    return reading.json.empty() && reading.report.messages().front().id == "intake/posted-too-much";
  };
  EXPECT_TRUE(is_refused({{"/std_experience", {std::string(200'000, 'a')}}}));
  EXPECT_TRUE(is_refused({{"/work_history/5000/org", {"某院"}}}));
  EXPECT_TRUE(is_refused(TypedValues(6'000, {"/email", {"a"}})));
}

TEST(WebForms, BlankRowsAreDroppedAndTheOthersMoveUp) {
  TypedValues typed = shared_engine().form_values("expert-application", {"samples/expert-application/minimal.json"});
  for (TypedValue& value : typed) {
    if (value.pointer.starts_with("/work_history/0/")) value.pointer.replace(14, 1, "3");
  }
  typed.push_back({"/work_history/0/org", {""}});
  const FormReading reading = shared_engine().read_form("expert-application", typed, Language::Chinese);
  EXPECT_TRUE(reading.ok) << lines_of(reading.messages);
  const auto json = base::parse_json(reading.json);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->view().find("work_history")->size(), 1);
}

TEST(WebForms, RowsAreAddedAndRemovedWithTheirNumbers) {
  const TypedValues values{{"/jobs/0/org", {"a"}}, {"/jobs/1/org", {"b"}}, {"/jobs/2/org", {"c"}}, {"/jobsite", {"d"}}};
  EXPECT_EQ(lines_of(without_row(values, "/jobs/1")), "/jobs/0/org [a]\n/jobs/1/org [c]\n/jobsite [d]\n");
  EXPECT_EQ(lines_of(without_row(values, "/jobs/x")), lines_of(values));
  EXPECT_EQ(lines_of(with_row_up(values, "/jobs/2")),
            "/jobs/0/org [a]\n/jobs/2/org [b]\n/jobs/1/org [c]\n/jobsite [d]\n");
  for (const char* const row : {"/jobs/0", "/jobs/x", "/jobs/9", "", "/"})
    EXPECT_EQ(lines_of(with_row_up(values, row)), lines_of(values)) << row;
  FormPageInput input;
  input.rows = {{"/work_history", 3}};
  const std::string page = shared_engine().form_page("expert-application", input).text;
  EXPECT_NE(page.find("name=\"/work_history/2/org\""), std::string::npos);
  EXPECT_EQ(page.find("name=\"/work_history/3/org\""), std::string::npos);
}

TEST(WebForms, MessagesStandAtTheirFieldsAndInTheSummary) {
  FormPageInput input;
  input.values = TypedValues{{"/email", {"a"}}};
  input.messages = {{"/email", "“电子邮箱”填写有误。"},
                    {"/name_en", "请填写“姓名（拼音）”。"},
                    {"/gender", "请填写“性别”。"},
                    {"/work_history/0", "这一段重复。"},
                    {"", "请再检查。"}};
  const std::string page = shared_engine().form_page("expert-application", input).text;
  const std::vector<web_pages::Tag> tags = web_pages::scan_html(page);
  EXPECT_EQ(web_pages::html_faults(tags), std::vector<std::string>());
  EXPECT_NE(page.find("<title>错误："), std::string::npos);
  EXPECT_NE(page.find("<a href=\"#f.email\">“电子邮箱”填写有误。</a>"), std::string::npos);
  EXPECT_NE(page.find("<a href=\"#f.gender-1\">"), std::string::npos);
  EXPECT_NE(page.find("<a href=\"#f.name_5Fen\">"), std::string::npos);
  EXPECT_NE(page.find("<li>请再检查。</li>"), std::string::npos);
  const auto email = std::find_if(tags.begin(), tags.end(), [](const web_pages::Tag& tag) {
    return tag.attributes.contains("name") && tag.attributes.at("name") == "/email";
  });
  ASSERT_NE(email, tags.end());
  EXPECT_EQ(email->attributes.at("aria-invalid"), "true");
  EXPECT_EQ(email->attributes.at("value"), "a");
  EXPECT_NE(email->attributes.at("aria-describedby").find("f.email-fault"), std::string::npos);
}

TEST(WebForms, FieldsThatCannotBeFilledInShowTheirDefaultAlways) {
  webform::WebField fixed;
  fixed.pointer = "/fixed";
  fixed.type = "text";
  fixed.read_only = true;
  fixed.value = "Printed on the form";
  webform::WebField open = fixed;
  open.pointer = "/open";
  open.read_only = false;
  open.value = "Deleted by somebody";
  webform::WebForm form;
  form.steps = {{"", {{}}}};
  form.steps.front().groups.front().fields = {fixed, open};
  diagnostics::DiagnosticSink sink;
  FormPageInput input;
  input.values = TypedValues{{"/open", {""}}};
  const auto page = webform::make_page({form, "Form"}, input, sink);
  ASSERT_TRUE(page);
  EXPECT_NE(page->find("value=\"Printed on the form\""), std::string::npos);
  EXPECT_EQ(page->find("Deleted by somebody"), std::string::npos);
}

TEST(WebForms, MessagesAtNoPointerAreOfTheWholeForm) {
  FormPageInput input;
  input.messages = {{"name_zh", "No pointer"}, {"x/y", "None, either"}};
  const std::string page = shared_engine().form_page("expert-application", input).text;
  EXPECT_NE(page.find("<li>No pointer</li>"), std::string::npos);
  EXPECT_NE(page.find("<li>None, either</li>"), std::string::npos);
}

TEST(WebForms, WhatIsToBeMadeSureOfIsNoError) {
  FormPageInput input;
  input.messages = {{"/birth", "请核对：年龄不在18至80岁之间", Severity::Warning}};
  const std::string page = shared_engine().form_page("expert-application", input).text;
  EXPECT_EQ(web_pages::html_faults(web_pages::scan_html(page)), std::vector<std::string>());
  EXPECT_EQ(page.find("错误："), std::string::npos);
  EXPECT_EQ(page.find("aria-invalid=\"true\""), std::string::npos);
  EXPECT_NE(page.find("请核对以下各处"), std::string::npos);
  EXPECT_NE(page.find("<p class=\"doubt\" id=\"f.birth-fault\">请核对：年龄不在18至80岁之间</p>"), std::string::npos);
}

TEST(WebForms, StepsAreShownOneByOneOrAllTogether) {
  FormPageInput input;
  input.step = 2;
  const std::string page = shared_engine().form_page("expert-application", input).text;
  EXPECT_EQ(page.find("name=\"/name_zh\""), std::string::npos);
  EXPECT_NE(page.find("name=\"/email\""), std::string::npos);
  EXPECT_NE(page.find("第2步，共5步：联系方式"), std::string::npos);
  EXPECT_NE(page.find("name=\"_next\""), std::string::npos);
  EXPECT_EQ(page.find("name=\"_submit\""), std::string::npos);
}

TEST(WebForms, NothingTypedBecomesMarkup) {
  const std::vector<std::string> attacks{"<script>alert(1)</script>",
                                         "\"><img src=x onerror=alert(1)>",
                                         "' onfocus='alert(1)",
                                         "</textarea><script>alert(1)</script>",
                                         "{{ 7 * 7 }}",
                                         "{% raw %}",
                                         "&lt;b&gt;",
                                         "javascript:alert(1)",
                                         "<!--",
                                         "]]>"};
  for (const std::string& kind : kForms) {
    const TypedValues typed = shared_engine().form_values(kind, {samples_of(kind).front().string()});
    for (const std::string& attack : attacks) {
      FormPageInput input;
      input.values = typed;
      for (TypedValue& value : *input.values) value.texts = {attack};
      for (const TypedValue& value : typed) input.messages.push_back({value.pointer, attack});
      input.action = input.style_address = input.script_address = attack;
      input.hidden = {{"_token", attack}};
      input.notices = {attack};
      const std::string page = shared_engine().form_page(kind, input).text;
      const std::vector<web_pages::Tag> tags = web_pages::scan_html(page);
      EXPECT_EQ(web_pages::html_faults(tags), std::vector<std::string>()) << kind << attack;
      std::size_t scripts = 0;
      for (const web_pages::Tag& tag : tags) {
        scripts += tag.name == "script" && !tag.is_end;
        EXPECT_NE(tag.name, "img");
        EXPECT_NE(tag.name, "b");
        for (const auto& [name, value] : tag.attributes) EXPECT_FALSE(name.starts_with("on")) << name;
      }
      EXPECT_EQ(scripts, 1) << attack;
    }
  }
}

TEST(WebForms, FaultyDataGetTheMessagesOfTheCheckAtTheirFields) {
  std::mt19937 random(20'241'123);
  const auto pick = [&random](std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
  };
  const std::vector<std::string> odd{"",        "x",       "无", "2024-13", "１２", "a@b", std::string(600, 'z'),
                                     "<b>&\"'", "第二\n行"};
  for (int round = 0; round < 200; ++round) {
    const std::string& kind = kForms[pick(kForms.size())];
    const auto samples = samples_of(kind);
    TypedValues typed = shared_engine().form_values(kind, {samples[pick(samples.size())].string()});
    for (std::size_t change = 0; change < 4; ++change) {
      TypedValue& value = typed[pick(typed.size())];
      if (!value.is_file) value.texts = {odd[pick(odd.size())]};
    }
    SCOPED_TRACE(kind + " " + std::to_string(round));
    const FormReading reading = shared_engine().read_form(kind, typed, Language::Chinese);
    ASSERT_FALSE(reading.json.empty());
    const Report check = shared_engine().check_values(kind, {{"data.json", reading.json}});
    const std::vector<FormMessage> told = form_messages(check, Language::Chinese);
    for (const FormMessage& message : told) {
      EXPECT_TRUE(has_message(reading.messages, message.pointer, message.text)) << message.pointer << message.text;
      EXPECT_EQ(message.text.find('`'), std::string::npos) << message.text;
    }
    FormPageInput input;
    input.values = typed;
    input.messages = reading.messages;
    const std::string page = shared_engine().form_page(kind, input).text;
    EXPECT_EQ(web_pages::html_faults(web_pages::scan_html(page)), std::vector<std::string>());
    const std::string shown = web_pages::unescape_html(page);
    for (const FormMessage& message : reading.messages) {
      EXPECT_NE(shown.find(message.text), std::string::npos) << message.text;
      EXPECT_EQ(message.text.find(message.pointer.empty() ? "\x01" : message.pointer), std::string::npos);
    }
  }
}

namespace {

/// What is said of the letter of commitment when its template.json has `written` in the place of `from`.
std::vector<std::string> faults_of_bundle(std::string_view from, std::string_view written) {
  EngineOptions options;
  const ExpandedForm form("commitment-letter");
  for (const auto& entry : std::filesystem::directory_iterator(form.folder())) {
    std::string bytes = bytes_of(entry.path());
    if (entry.path().filename() == "template.json") {
      const std::size_t at = bytes.find(from);
      EXPECT_NE(at, std::string::npos) << from;
      if (at != std::string::npos) bytes.replace(at, from.size(), written);
    }
    options.template_files.push_back({"commitment-letter/" + entry.path().filename().string(), std::move(bytes)});
  }
  const Engine engine(options);
  std::vector<std::string> ids;
  for (const Message& message : engine.form("commitment-letter", Language::English).report.messages()) {
    ids.push_back(message.id);
  }
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST(WebForms, FaultsOfTheSectionAreReported) {
  EXPECT_EQ(faults_of_bundle("[\"/org\", \"/title\"", "[\"/org\", \"/title\""), Ids());
  EXPECT_EQ(faults_of_bundle("\"/sign_person\", ", "\"/sign_prson\", "), Ids{"engine/strange-pointer"});
  EXPECT_EQ(faults_of_bundle("\"/addressee\",", "\"/adressee\","), Ids{"engine/strange-pointer"});
  EXPECT_EQ(faults_of_bundle("\"/addressee\",", "\"/leader\","), Ids{"engine/web-no-default"});
  for (const char* pointer : {"/leaders", "/title/zh/0", "/title/*"}) {
    const std::string records =
        std::string(R"("records": [{"type": "person", "members": {"name": ")") + pointer + R"("}}], )";
    EXPECT_EQ(faults_of_bundle("\"keep_days\"", records + "\"keep_days\""), Ids{"engine/strange-pointer"}) << pointer;
  }
  EXPECT_EQ(faults_of_bundle("[\"/org\", \"/title\"", "[\"/org\", \"/org\", \"/title\""),
            Ids{"engine/web-field-twice"});
  EXPECT_EQ(faults_of_bundle("\"/title\", ", "\"/title\", \"/title/zh\", "), Ids{"engine/web-field-twice"});
  EXPECT_EQ(faults_of_bundle("[\"/org\", \"/title\"", "[\"/title\""), Ids{"engine/web-left-out"});
  EXPECT_EQ(faults_of_bundle("\"/title\", ", "\"/title/zh\", "), Ids{"engine/web-left-out"});
  EXPECT_EQ(faults_of_bundle("\"/sign_person\", ", ""), Ids());
  EXPECT_EQ(faults_of_bundle("\"steps\": [", "\"not_here\": [\"/leader\"], \"steps\": ["),
            Ids{"engine/web-field-twice"});
  EXPECT_EQ(faults_of_bundle("\"/leader\", ", "").front(), "engine/web-left-out");
  EXPECT_EQ(faults_of_bundle("\"attachments\": [",
                             "\"attachments\": [{\"id\": \"stamped\", \"title\": {\"zh\": \"甲\", \"en\": \"A\"}, "
                             "\"types\": [\"pdf\"], \"max\": \"1M\"}, "),
            Ids{"engine/web-attachment-twice"});
  EXPECT_EQ(faults_of_bundle("\"attachments\": [",
                             "\"attachments\": [{\"id\": \"second\", \"title\": {\"zh\": \"甲\", \"en\": \"A\"}, "
                             "\"types\": [\"pdf\"], \"max\": \"1M\", \"scan\": true}, "),
            Ids{"engine/web-scan-twice"});
  EXPECT_EQ(faults_of_bundle("\"CN\"", "\"cn\""), Ids{"data/pattern-mismatch"});
}

TEST(WebForms, PagesAreSmall) {
  for (const std::string& kind : kForms) {
    EXPECT_LT(shared_engine().form_page(kind, {}).text.size(), 150'000) << kind;
  }
  EXPECT_LE(form_style().size(), 3'700);
}
