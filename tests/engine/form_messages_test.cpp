// The messages for people who fill in a form: at which field, by which name, in which words.
#include "base/json.h"
#include "web_form_tools.h"

#include <set>

#include <gongwen/engine.h>
#include <gtest/gtest.h>

using namespace gongwen;
using namespace web_forms;

namespace {

/// Everything that a page calls a field, a group or one of its first rows.
std::set<std::string> names_on_page(const std::string& kind, Language language) {
  std::set<std::string> names;
  const auto form = base::parse_json(shared_engine().form(kind, language).text);
  if (!form) return names;
  const bool chinese = language == Language::Chinese;
  const std::string colon = chinese ? "：" : ": ";
  const auto steps = *form->view().find("steps");
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const auto groups = *steps.at(s).find("groups");
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const base::JsonView group = groups.at(g);
      const std::string title = group.text_of("title");
      std::vector<std::string> places{title};
      for (int row = 1; group.find("minItems") && row < 20; ++row) {
        const std::string number = std::to_string(row);
        places.push_back(title + (chinese ? "第" + number + "项" : ", item " + number));
      }
      const auto fields = *group.find("fields");
      for (const std::string& place : places) {
        names.insert(place);
        for (std::size_t f = 0; f < fields.size(); ++f) {
          names.insert(place.empty() ? fields.at(f).text_of("label") : place + colon + fields.at(f).text_of("label"));
        }
      }
    }
  }
  return names;
}

/// What is in the first quotes.
std::string quoted(const std::string& text) {
  constexpr std::string_view kOpen = "“";
  constexpr std::string_view kClose = "”";
  const std::size_t begin = text.find(kOpen);
  const std::size_t end = text.find(kClose, begin == std::string::npos ? 0 : begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  return text.substr(begin + kOpen.size(), end - begin - kOpen.size());
}

void expect_names_of_page(const std::string& kind, const TypedValues& values, Language language) {
  const std::set<std::string> names = names_on_page(kind, language);
  const FormReading reading = shared_engine().read_form(kind, values, language);
  EXPECT_FALSE(reading.messages.empty());
  for (const FormMessage& message : reading.messages) {
    // The words of rules are those of the bundle. Objects of objects have no legend.
    const bool is_outer = message.pointer == "/stakeholders" || message.pointer == "/documents";
    if (message.pointer.empty() || message.severity != Severity::Error || is_outer) continue;
    const std::string name = quoted(message.text);
    EXPECT_TRUE(name.empty() || names.contains(name)) << message.pointer << " " << message.text;
  }
}

/// Values of a sample with one text changed.
TypedValues changed(const std::string& kind, std::string_view pointer, const std::string& text) {
  TypedValues values = shared_engine().form_values(kind, {"samples/" + kind + "/typical.json"});
  std::erase_if(values, [&](const TypedValue& value) { return value.pointer == pointer; });
  values.push_back({std::string(pointer), {text}});
  return values;
}

std::string lines_at(const FormReading& reading, std::string_view pointer) {
  std::string lines;
  for (const FormMessage& message : reading.messages) {
    if (message.pointer == pointer) lines += message.text;
  }
  return lines;
}

}  // namespace

TEST(FormMessages, CallFieldsAsThePageCallsThem) {
  for (const std::string& kind : kForms) {
    for (const Language language : {Language::Chinese, Language::English}) {
      SCOPED_TRACE(kind);
      expect_names_of_page(kind, {}, language);
      TypedValues faulty = shared_engine().form_values(kind, {samples_of(kind).front().string()});
      for (TypedValue& value : faulty) {
        if (!value.is_file) value.texts = {"？"};
      }
      expect_names_of_page(kind, faulty, language);
    }
  }
}

TEST(FormMessages, EachRequiredPartOfAMissingObjectIsAskedForAtItsField) {
  const FormReading reading = shared_engine().read_form("expert-application", {}, Language::Chinese);
  EXPECT_EQ(lines_at(reading, "/name_en/surname"), "请填写“姓名（拼音）：姓”。");
  EXPECT_EQ(lines_at(reading, "/name_en/given"), "请填写“姓名（拼音）：名”。");
  EXPECT_EQ(lines_at(reading, "/name_en"), "");
  EXPECT_EQ(lines_at(reading, "/work_history"), "请填写“工作经历”。");
  FormPageInput input;
  input.messages = reading.messages;
  const std::string page = shared_engine().form_page("expert-application", input).text;
  EXPECT_NE(page.find("aria-describedby=\"f.name_5Fen.given-hint f.name_5Fen.given-fault\" aria-invalid=\"true\""),
            std::string::npos);
}

TEST(FormMessages, BoxesAreTickedAndChoicesChosen) {
  const FormReading form = shared_engine().read_form("iso-form-4", {}, Language::Chinese);
  EXPECT_EQ(lines_at(form, "/annex_c_confirmed"), "请勾选“确认符合附录C”。");
  const FormReading english = shared_engine().read_form("iso-form-4", {}, Language::English);
  EXPECT_EQ(lines_at(english, "/annex_c_confirmed"), "Please tick “compliance with Annex C is confirmed”.");
  const FormReading application = shared_engine().read_form("expert-application", {}, Language::Chinese);
  EXPECT_EQ(lines_at(application, "/gender"), "请选择“性别”。");
  EXPECT_EQ(lines_at(shared_engine().read_form("expert-application", {}, Language::English), "/gender"),
            "Please choose “gender”.");
}

TEST(FormMessages, ATextTicksABoxOnlyIfItIsThatOfTheBox) {
  const auto has = [](const std::string& typed, std::string_view value) {
    const FormReading reading =
        shared_engine().read_form("iso-form-4", changed("iso-form-4", "/within_committee", typed), Language::Chinese);
    return reading.json.find("\"within_committee\": " + std::string(value)) != std::string::npos;
  };
  EXPECT_TRUE(has("true", "true"));
  EXPECT_TRUE(has("是", "true"));
  EXPECT_FALSE(has("否", "true"));
  EXPECT_FALSE(has("false", "true"));
  EXPECT_TRUE(has("也许", "\"也许\""));
  EXPECT_EQ(lines_at(shared_engine().read_form("iso-form-4", changed("iso-form-4", "/within_committee", "也许"),
                                               Language::Chinese),
                     "/within_committee"),
            "“在已有委员会内提出”填写有误，请检查。");
}

TEST(FormMessages, CharactersThatCannotBeUsedAreToldAtTheirField) {
  for (const std::string& typed : {std::string("\xFF"), std::string("a\0b", 3)}) {
    const FormReading reading =
        shared_engine().read_form("expert-application", {{"/email", {typed}}}, Language::Chinese);
    EXPECT_EQ(lines_of(reading.messages), "/email “电子邮箱”中有不能使用的字符，请重新输入。\n");
    EXPECT_TRUE(reading.json.empty());
    EXPECT_TRUE(reading.refused.empty());
    EXPECT_FALSE(reading.ok);
    EXPECT_EQ(reading.report.messages().front().id, "data/nul-character");
  }
}

TEST(FormMessages, TooMuchIsToldAtItsField) {
  const FormReading text = shared_engine().read_form(
      "expert-application", {{"/std_experience", {std::string(200'000, 'a')}}}, Language::English);
  EXPECT_EQ(text.messages.at(0).pointer, "/std_experience");
  const FormReading rows =
      shared_engine().read_form("expert-application", {{"/work_history/5000/org", {"某院"}}}, Language::Chinese);
  EXPECT_EQ(rows.messages.at(0).pointer, "/work_history");
}
