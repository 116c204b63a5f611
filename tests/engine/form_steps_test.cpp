// Pages of one step, what is before the fields, and that nothing is lost on the way.
#include "base/json.h"
#include "html_scan.h"
#include "web_form_tools.h"

#include <charconv>
#include <functional>
#include <regex>
#include <set>

#include <gongwen/engine.h>
#include <gtest/gtest.h>

using namespace gongwen;
using namespace web_forms;

namespace {

/// An engine whose bundle of a kind has `written` in the place of `from` in a file.
Engine engine_with(const std::string& kind, const std::string& file, std::string_view from, std::string_view written) {
  EngineOptions options;
  const std::filesystem::path own = "templates/" + kind;
  const ExpandedForm form(kind);
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::exists(own / file) ? own : form.folder())) {
    std::string bytes = bytes_of(entry.path());
    if (entry.path().filename() == file) {
      const std::size_t at = bytes.find(from);
      EXPECT_NE(at, std::string::npos) << from;
      if (at != std::string::npos) bytes.replace(at, from.size(), written);
    }
    options.template_files.push_back({kind + "/" + entry.path().filename().string(), std::move(bytes)});
  }
  return Engine(options);
}

std::set<std::string> controls_of(const std::vector<web_pages::Tag>& tags) {
  std::set<std::string> names;
  for (const web_pages::Tag& tag : tags) {
    const auto name = tag.attributes.find("name");
    const auto type = tag.attributes.find("type");
    const bool is_hidden = type != tag.attributes.end() && type->second == "hidden";
    if (name != tag.attributes.end() && name->second.starts_with("/") && !is_hidden) names.insert(name->second);
  }
  return names;
}

/// What a browser sends of a page when somebody has filled in its controls from `sample`.
TypedValues sent_from(const std::string& page, const TypedValues& sample) {
  const std::vector<web_pages::Tag> tags = web_pages::scan_html(page);
  EXPECT_EQ(web_pages::html_faults(tags), std::vector<std::string>());
  std::map<std::string, TypedValue> sent;
  for (const web_pages::Tag& tag : tags) {
    const auto type = tag.attributes.find("type");
    if (type == tag.attributes.end() || type->second != "hidden") continue;
    TypedValue& value = sent[tag.attributes.at("name")];
    value.pointer = tag.attributes.at("name");
    value.texts.push_back(tag.attributes.at("value"));
  }
  const std::set<std::string> controls = controls_of(tags);
  for (const TypedValue& value : sample) {
    if (!controls.contains(value.pointer)) continue;
    EXPECT_FALSE(sent.contains(value.pointer)) << value.pointer;
    sent[value.pointer] = value;
  }
  TypedValues values;
  for (auto& [pointer, value] : sent) values.push_back(std::move(value));
  return values;
}

std::string sorted_lines(TypedValues values) {
  std::sort(values.begin(), values.end(),
            [](const TypedValue& one, const TypedValue& other) { return one.pointer < other.pointer; });
  return lines_of(values);
}

std::size_t step_count(const std::string& kind) {
  return base::parse_json(shared_engine().form(kind, Language::Chinese).text)->view().find("steps")->size();
}

/// The buttons of the list of steps, as people read them.
std::vector<std::string> step_labels(const std::string& page) {
  std::vector<std::string> labels;
  constexpr std::string_view kBegin = "name=\"_step\"";
  for (std::size_t at = page.find(kBegin); at != std::string::npos; at = page.find(kBegin, at + 1)) {
    const std::size_t begin = page.find('>', at) + 1;
    labels.push_back(page.substr(begin, page.find('<', begin) - begin));
  }
  return labels;
}

/// The value at a pointer without escapes.
std::optional<base::JsonView> find_at(base::JsonView value, std::string_view pointer) {
  while (!pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view token = pointer.substr(1, end - 1);
    std::size_t index = 0;
    std::from_chars(token.data(), token.data() + token.size(), index);
    if (value.is_list() ? index >= value.size() : !value.find(token)) return std::nullopt;
    value = value.is_list() ? value.at(index) : *value.find(token);
    pointer.remove_prefix(end);
  }
  return value;
}

/// Texts that the form fixes, as pointers with `*` in the place of numbers.
std::set<std::string> fixed_fields(const std::string& kind) {
  const auto form = base::parse_json(shared_engine().form(kind, Language::Chinese).text);
  std::set<std::string> pointers;
  const base::JsonView steps = *form->view().find("steps");
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const base::JsonView groups = *steps.at(s).find("groups");
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const base::JsonView fields = *groups.at(g).find("fields");
      for (std::size_t f = 0; f < fields.size(); ++f) {
        if (fields.at(f).flag_of("readOnly")) pointers.insert(std::string(fields.at(f).text_of("pointer")));
      }
    }
  }
  return pointers;
}

/// `/groups/*/tc` of `/groups/0/tc`.
std::string pattern_of(const std::string& pointer) {
  static const std::regex kNumber("/[0-9]+(?=/|$)");
  return std::regex_replace(pointer, kNumber, "/*");
}

/// `step` is the number of the step, from 0 on.
using VisitField = std::function<void(std::size_t step, const base::JsonView& field)>;

void for_each_field(const std::string& kind, Language language, const VisitField& visit) {
  const auto form = base::parse_json(shared_engine().form(kind, language).text);
  ASSERT_TRUE(form);
  const base::JsonView steps = *form->view().find("steps");
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const base::JsonView groups = *steps.at(s).find("groups");
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const base::JsonView fields = *groups.at(g).find("fields");
      for (std::size_t f = 0; f < fields.size(); ++f) visit(s, fields.at(f));
    }
  }
}

}  // namespace

TEST(FormSteps, NothingTypedIsLostFromStepToStep) {
  for (const std::string& kind : kForms) {
    for (const auto& file : samples_of(kind)) {
      SCOPED_TRACE(file.string());
      TypedValues sample = shared_engine().form_values(kind, {file.string()});
      const std::set<std::string> fixed = fixed_fields(kind);
      // Nobody types what the form fixes, and browsers do not send it.
      std::erase_if(sample, [&fixed](const TypedValue& value) {
        return value.is_file || value.texts.empty() || fixed.contains(pattern_of(value.pointer));
      });
      FormPageInput input;
      // Of lists, the rows that the sample has.
      for (const TypedValue& value : sample) {
        for (std::size_t at = value.pointer.find('/', 1); at != std::string::npos;
             at = value.pointer.find('/', at + 1)) {
          const std::size_t row = static_cast<std::size_t>(std::atoi(value.pointer.c_str() + at + 1));
          std::size_t& rows = input.rows[value.pointer.substr(0, at)];
          rows = std::max(rows, row + 1);
        }
      }
      const std::size_t count = step_count(kind);
      for (input.step = 1; input.step <= count; ++input.step) {
        input.values = sent_from(shared_engine().form_page(kind, input).text, sample);
      }
      EXPECT_EQ(sorted_lines(*input.values), sorted_lines(sample));
    }
  }
}

TEST(FormSteps, DefaultsOfStepsThatNobodyHasSeenComeAlong) {
  FormPageInput input;
  input.step = 1;
  const Engine engine =
      engine_with("expert-application", "form.json", R"("seal": false, "fixed": true, )", R"("seal": false, )");
  const TypedValues sent = sent_from(engine.form_page("expert-application", input).text, {});
  ASSERT_EQ(sent.size(), 1) << lines_of(sent);
  EXPECT_EQ(sent.front().pointer, "/commitment/text");
  EXPECT_TRUE(sent.front().texts.front().starts_with("本人所填信息真实"));
}

TEST(FormSteps, TheListOfStepsSaysWhichAreCompleteAndWhichHaveFaults) {
  FormPageInput input;
  input.step = 2;
  EXPECT_EQ(step_labels(shared_engine().form_page("expert-application", input).text),
            (std::vector<std::string>{"1. 基本信息", "2. 联系方式", "3. 申请事项", "4. 经历", "5. 承诺"}));
  input.values = shared_engine().form_values("expert-application", {"samples/expert-application/minimal.json"});
  std::erase_if(*input.values, [](const TypedValue& value) { return value.pointer == "/work_history/0/org"; });
  input.messages = {{"/email", "“电子邮箱”填写有误。"}, {"/gender", "请核对。", Severity::Warning}};
  const std::string page = shared_engine().form_page("expert-application", input).text;
  EXPECT_EQ(step_labels(page), (std::vector<std::string>{"1. 基本信息（1处需核对）", "2. 联系方式（1处需改正）",
                                                         "3. 申请事项（已填）", "4. 经历", "5. 承诺"}));
  EXPECT_NE(page.find("id=\"step-2\" name=\"_step\" value=\"2\" aria-current=\"step\""), std::string::npos);
  input.step = 0;
  EXPECT_EQ(step_labels(shared_engine().form_page("expert-application", input).text), std::vector<std::string>());
}

TEST(FormSteps, PagesOfStepsAndThePageOfAllLeadToEachOther) {
  FormPageInput input;
  input.leads_to_all = true;
  const auto has = [](const std::string& page, std::string_view text) {
    return page.find(text) != std::string::npos;
  };
  for (const std::size_t step : {std::size_t{0}, std::size_t{2}, std::size_t{5}, std::size_t{99}}) {
    input.step = step;
    const std::string page = shared_engine().form_page("expert-application", input).text;
    EXPECT_EQ(web_pages::html_faults(web_pages::scan_html(page)), std::vector<std::string>());
    const std::string shown = std::to_string(std::min<std::size_t>(step, 5));
    EXPECT_TRUE(has(page, "name=\"_at\" value=\"" + shown + "\""));
    EXPECT_TRUE(has(page, "value=\"" + shown + "\" aria-current=\"step\"")) << step;
    EXPECT_TRUE(has(page, ">全部显示在一页</button>"));
    EXPECT_EQ(step_labels(page).size(), 6);
  }
  // A form without steps has none to go to.
  EXPECT_FALSE(has(shared_engine().form_page("commitment-letter", input).text, "_step"));
}

TEST(FormSteps, TheFirstStepWithErrorsIsShown) {
  FormPageInput input;
  input.step = 5;
  input.leads_to_all = true;
  input.at_first_error = true;
  const auto shown = [&input] {
    const std::string page = shared_engine().form_page("expert-application", input).text;
    constexpr std::string_view kBegin = "name=\"_at\" value=\"";
    return page.at(page.find(kBegin) + kBegin.size());
  };
  EXPECT_EQ(shown(), '5');
  input.messages = {
      {"/work_history/0/org", "请填写。"}, {"/email", "请填写。"}, {"/gender", "请核对。", Severity::Warning}};
  EXPECT_EQ(shown(), '2');
  const std::string page = shared_engine().form_page("expert-application", input).text;
  EXPECT_NE(page.find("<a href=\"#step-1\">第1步“基本信息”有1处需要核对</a>"), std::string::npos);
  input.step = 0;
  EXPECT_EQ(shown(), '0');
}

TEST(FormSteps, FaultsOfOtherStepsAreCountedInTheSummary) {
  FormPageInput input;
  input.step = 5;
  input.messages = {{"/name_zh", "请填写“姓名”。"},
                    {"/name_en", "请填写“姓名（拼音）”。"},
                    {"/work_history", "请填写“工作经历”。"},
                    {"", "请再检查。"}};
  const std::string page = shared_engine().form_page("expert-application", input).text;
  EXPECT_EQ(web_pages::html_faults(web_pages::scan_html(page)), std::vector<std::string>());
  EXPECT_NE(page.find("<a href=\"#step-1\">第1步“基本信息”有2处需要改正</a>"), std::string::npos);
  EXPECT_NE(page.find("<a href=\"#step-4\">第4步“经历”有1处需要改正</a>"), std::string::npos);
  EXPECT_NE(page.find("<li>请再检查。</li>"), std::string::npos);
  EXPECT_EQ(page.find("请填写“姓名”。"), std::string::npos);
}

TEST(FormSteps, AMissingObjectOfObjectsIsToldAtTheFirstOfThem) {
  FormPageInput input;
  input.messages = {{"/stakeholders", "请填写“相关方”。"}};
  const std::string page = shared_engine().form_page("iso-form-4", input).text;
  EXPECT_NE(page.find("<a href=\"#f.stakeholders.large_5Findustry\">"), std::string::npos);
}

TEST(FormSteps, WhatIsSignedForStandsBeforeTheFields) {
  const std::string page = shared_engine().form_page("commitment-letter", {}).text;
  EXPECT_NE(page.find("<p>主送单位：全国网络安全标准化技术委员会秘书处</p>"), std::string::npos);
  EXPECT_NE(page.find("<li>如违反上述承诺，自愿承担相应后果。</li>"), std::string::npos);
  EXPECT_LT(page.find("<p>承诺事项：</p>"), page.find("name=\"/org\""));
  const auto form = base::parse_json(shared_engine().form("commitment-letter", Language::English).text);
  ASSERT_TRUE(form && form->view().find("intro"));
  EXPECT_EQ(form->view().find("intro")->size(), 3);
  EXPECT_EQ(form->view().find("intro")->at(2).find("texts")->size(), 11);
}

namespace {

/// The file with the section `web`: template.json, or form.json of a form that one file describes.
std::string manifest_of(const std::string& kind) {
  const std::string folder = "templates/" + kind;
  return bytes_of(folder + (std::filesystem::exists(folder + "/form.json") ? "/form.json" : "/template.json"));
}

}  // namespace

TEST(FormSteps, EachPointerOfAStepHasAControl) {
  for (const std::string& kind : kForms) {
    const auto manifest = base::parse_json(manifest_of(kind));
    ASSERT_TRUE(manifest);
    const base::JsonView steps = *manifest->view().find("web")->find("steps");
    ASSERT_EQ(steps.size(), step_count(kind));
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const base::JsonView places = *steps.at(i).find("fields");
      for (std::size_t p = 0; p < places.size(); ++p) {
        const std::string place(places.at(p).text());
        bool found = false;
        for_each_field(kind, Language::Chinese, [&](std::size_t step, const base::JsonView& field) {
          const std::string pointer = field.text_of("pointer");
          found = found || (step == i && (pointer == place || pointer.starts_with(place + "/")));
        });
        EXPECT_TRUE(found) << kind << " " << place;
      }
    }
  }
}

TEST(FormSteps, ChoicesAreInTheLanguageOfThePage) {
  for (const std::string& kind : kForms) {
    for (const Language language : {Language::Chinese, Language::English}) {
      for_each_field(kind, language, [&](std::size_t, const base::JsonView& field) {
        // IS, TS and TR are the same in both.
        const auto choices = field.find("choices");
        if (!choices || field.text_of("pointer") == "/document") return;
        for (std::size_t i = 0; i < choices->size(); ++i) {
          const std::string label = choices->at(i).text_of("label");
          const bool has_chinese =
              std::any_of(label.begin(), label.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
          EXPECT_EQ(has_chinese, language == Language::Chinese) << kind << field.text_of("pointer") << label;
        }
      });
    }
  }
}

TEST(FormSteps, SamplesStayAsTheyAreWhereNobodyHasChangedThem) {
  for (const std::string& kind : kForms) {
    for (const auto& file : samples_of(kind)) {
      SCOPED_TRACE(file.string());
      const DataSource original{file.string()};
      const TypedValues typed = shared_engine().form_values(kind, original);
      const FormReading reading = shared_engine().read_form(kind, typed, Language::Chinese, {}, &original);
      EXPECT_TRUE(reading.ok) << lines_of(reading.messages);
      const auto expected = base::parse_json(bytes_of(file));
      const auto read = base::parse_json(reading.json);
      ASSERT_TRUE(expected && read);
      for (const TypedValue& value : typed) {
        const auto now = find_at(read->view(), value.pointer);
        ASSERT_TRUE(now) << value.pointer;
        EXPECT_EQ(now->json(), find_at(expected->view(), value.pointer)->json()) << value.pointer;
      }
    }
  }
}

TEST(FormSteps, WhatSomebodyChangesIsReadAndTheRestKeepsItsStructure) {
  const DataSource original{"samples/justification-report/typical.json"};
  TypedValues typed = shared_engine().form_values("justification-report", original);
  for (TypedValue& value : typed) {
    if (value.pointer == "/purpose") value.texts = {"改过的目的。\n第二段。"};
  }
  const FormReading reading =
      shared_engine().read_form("justification-report", typed, Language::Chinese, {}, &original);
  const auto expected = base::parse_json(bytes_of("samples/justification-report/typical.json"));
  const auto read = base::parse_json(reading.json);
  ASSERT_TRUE(expected && read);
  const auto is_same = [&](std::string_view name) {
    return read->view().find(name)->json() == expected->view().find(name)->json();
  };
  EXPECT_FALSE(is_same("purpose"));
  EXPECT_TRUE(is_same("leader_resume"));
  EXPECT_TRUE(is_same("content"));
}

TEST(FormSteps, WhatCannotBeTypedIsNotSent) {
  const Engine engine = engine_with("commitment-letter", "schema.json", R"("org": {)", R"("org": {"readOnly": true, )");
  const std::string page = engine.form_page("commitment-letter", {}).text;
  EXPECT_NE(page.find("id=\"f.org\""), std::string::npos);
  EXPECT_EQ(page.find("name=\"/org\""), std::string::npos);
  EXPECT_NE(page.find("name=\"/leader\""), std::string::npos);
}

TEST(FormSteps, DefaultsThatWereStruckOutDoNotComeBack) {
  const Engine engine = engine_with("proposal-information", "form.json", R"("/source": {"type": "texts",)",
                                    R"("/source": {"type": "texts", "default": ["其他"],)");
  const auto has_other = [&engine](const TypedValues& values) {
    const FormReading reading = engine.read_form("proposal-information", values, Language::Chinese);
    return reading.json.find("\"其他\"") != std::string::npos;
  };
  EXPECT_TRUE(has_other({{"/source", {"其他"}}}));
  EXPECT_FALSE(has_other({{"/source", {"国家标准"}}}));
  EXPECT_FALSE(has_other({}));
  const Engine rows = engine_with("expert-application", "form.json", R"("/work_history/*/duty": {"max": 400, )",
                                  R"("/work_history/*/duty": {"max": 400, "default": "同上", )");
  const FormReading reading = rows.read_form(
      "expert-application", {{"/work_history/3/org", {"某院"}}, {"/work_history/3/duty", {""}}}, Language::Chinese);
  EXPECT_EQ(reading.json.find("同上"), std::string::npos) << reading.json;
}
