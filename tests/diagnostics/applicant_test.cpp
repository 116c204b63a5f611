// What messages say to people who fill in forms.
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/rules.h"
#include "diagnostics/printer.h"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::diagnostics;

namespace {

/// Those that speak to authors of data, schemas and rules, to those who collect forms, or of the installation.
bool is_for_authors(const CatalogueEntry& entry) {
  constexpr std::array<std::string_view, 5> kBegins{"data/json-", "data/yaml-", "data/table-", "data/schema-",
                                                    "rules/"};
  constexpr std::array kNames{std::string_view("empty"),
                              std::string_view("not-a-number"),
                              std::string_view("leading-zero"),
                              std::string_view("not-utf8"),
                              std::string_view("begins-here"),
                              std::string_view("duplicate-name"),
                              std::string_view("first-here"),
                              std::string_view("old-office-file"),
                              std::string_view("packed-file"),
                              std::string_view("pdf-file"),
                              std::string_view("no-files"),
                              std::string_view("folder-skipped"),
                              std::string_view("folder-unreadable"),
                              std::string_view("no-process"),
                              std::string_view("no-reader"),
                              std::string_view("reader-ended"),
                              std::string_view("no-library")};
  const std::string_view name = entry.id.substr(entry.id.find('/') + 1);
  const bool named = std::find(kNames.begin(), kNames.end(), name) != kNames.end();
  return named || std::any_of(kBegins.begin(), kBegins.end(),
                              [&entry](std::string_view begin) { return entry.id.starts_with(begin); });
}

/// From here on the catalogue of intake has what those read who collect many forms.
constexpr std::string_view kFirstOfCollecting = "same-person";

bool names(std::string_view pattern, char digit) {
  return pattern.find(std::string("{") + digit + "}") != std::string_view::npos;
}

Diagnostic diagnostic(DiagnosticId id, std::vector<std::string> arguments) {
  return {id, Severity::Error, {}, std::move(arguments), {}};
}

}  // namespace

TEST(Applicant, EachMessageThatCanMeetThemHasWordsForThem) {
  bool collecting = false;
  std::size_t with_words = 0;
  for (const DiagnosticId message : catalogue()) {
    const CatalogueEntry entry = catalogue_entry(message);
    const bool meets =
        entry.id.starts_with("data/") || entry.id.starts_with("rules/") || entry.id.starts_with("intake/");
    if (!meets) continue;
    collecting = collecting || entry.id.ends_with(kFirstOfCollecting);
    const bool has_words = applicant_text(message).has_value();
    with_words += has_words;
    // Values that were posted are listed after those of collecting.
    const bool of_collecting = collecting && entry.id.starts_with("intake/") && !entry.id.starts_with("intake/posted-");
    if (is_for_authors(entry) || of_collecting) continue;
    EXPECT_TRUE(has_words) << entry.id << " has no words in applicant.def, and is not in kNames above";
  }
  EXPECT_GT(with_words, 80);
  EXPECT_TRUE(collecting);
  for (const DiagnosticId id : {messages::RulesViolated, messages::RulesDoubtful, messages::RulesMoreFaults}) {
    EXPECT_TRUE(applicant_text(id));
  }
}

TEST(Applicant, WordsNameArgumentsThatTheMessageHasAndBothLanguagesTheSameField) {
  for (const DiagnosticId message : catalogue()) {
    const CatalogueEntry entry = catalogue_entry(message);
    const auto words = applicant_text(message);
    if (!words) continue;
    SCOPED_TRACE(entry.id);
    EXPECT_EQ(words->english.find(kLabelArgument) == std::string_view::npos,
              words->chinese.find(kLabelArgument) == std::string_view::npos);
    EXPECT_EQ(words->english.find('`'), std::string_view::npos);
    EXPECT_EQ(words->chinese.find('`'), std::string_view::npos);
    const std::string all = std::string(entry.message.english) + std::string(entry.message.chinese) +
                            std::string(entry.hint.english) + std::string(entry.hint.chinese);
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (names(words->english, digit) || names(words->chinese, digit)) {
        EXPECT_TRUE(names(all, digit)) << digit;
      }
    }
  }
}

TEST(Applicant, FieldsAreCalledAsTheFormCallsThem) {
  const Diagnostic missing = diagnostic(messages::DataMissingName, {"`email`（电子邮箱）", "`email` (e-mail)", ""});
  EXPECT_EQ(applicant_message(missing, {"e-mail", "电子邮箱"}, Language::Chinese), "请填写“电子邮箱”。");
  EXPECT_EQ(applicant_message(missing, {"e-mail", "电子邮箱"}, Language::English), "Please fill in “e-mail”.");
  EXPECT_EQ(applicant_message(missing, {}, Language::Chinese), "请填写“此项”。");
}

TEST(Applicant, LabelsAreNoPatternsAndControlsAreShown) {
  const Diagnostic missing = diagnostic(messages::DataMissingName, {"a", "b", "c"});
  EXPECT_EQ(applicant_message(missing, {"{0} {label} \x1B", "{1}"}, Language::English),
            "Please fill in “{0} {label} U+001B”.");
  EXPECT_EQ(applicant_message(missing, {"{0}", "{1}"}, Language::Chinese), "请填写“{1}”。");
}

TEST(Applicant, QuotesOfValuesAndMarksOfRulesAreLeftOut) {
  const Diagnostic format =
      diagnostic(messages::DataFormatMismatch, {"`电子邮箱` ", "`e-mail`", "电子邮箱", "an e-mail", "“a”", "\"a\"",
                                                "缺少“@”，例如 `name@example.cn`", "`@` is missing"});
  EXPECT_EQ(applicant_message(format, {"e-mail", "电子邮箱"}, Language::Chinese),
            "“电子邮箱”填写有误，请检查（缺少“@”，例如 name@example.cn）。");
  const Diagnostic rule = diagnostic(
      messages::RulesDoubtful, {"3 groups; usually max 2 (V-WG2)", "申请了3个工作组，最多2个（V-WG2）", "two-groups"});
  EXPECT_EQ(applicant_message(rule, {}, Language::Chinese), "请核对：申请了3个工作组，最多2个");
  EXPECT_EQ(applicant_message(rule, {}, Language::English), "Please make sure: 3 groups; usually max 2");
}

TEST(Applicant, NamesStandInQuotesInBothLanguagesAndPointersAreNotSaid) {
  const Diagnostic value = diagnostic(messages::IntakeNotAValue, {"form", "`name`", "“姓名”", "x"});
  EXPECT_EQ(applicant_message(value, {}, Language::English), "Please check “name”.");
  EXPECT_EQ(applicant_message(value, {}, Language::Chinese), "“姓名”填写有误，请检查。");
  const Diagnostic untitled = diagnostic(messages::IntakeNotAValue, {"form", "`/a/0`", "“/a/0”", "x"});
  EXPECT_EQ(applicant_message(untitled, {}, Language::English), "Please check the form.");
  EXPECT_EQ(applicant_message(untitled, {}, Language::Chinese), "请检查所填内容。");
}

TEST(Applicant, BoxesAreTickedAndChoicesChosen) {
  const Diagnostic missing = diagnostic(messages::DataMissingName, {"a", "b", "c"});
  EXPECT_EQ(applicant_message(missing, {"consent", "同意"}, Language::Chinese, Asking::Tick), "请勾选“同意”。");
  EXPECT_EQ(applicant_message(missing, {"gender", "性别"}, Language::English, Asking::Choose),
            "Please choose “gender”.");
  const Diagnostic not_ticked = diagnostic(messages::DataNotInList, {"a", "b", "c", "d", "e", "f"});
  EXPECT_EQ(applicant_message(not_ticked, {"consent", "同意"}, Language::English, Asking::Tick),
            "Please tick “consent”.");
}

TEST(Applicant, WithoutWordsOrArgumentsTheyAreAskedToCheck) {
  const Diagnostic format = diagnostic(messages::DataFormatMismatch, {"a", "b", "c", "d", "e", "f", "", ""});
  EXPECT_EQ(applicant_message(format, {"fax", "传真"}, Language::Chinese), "请检查“传真”。");
  EXPECT_EQ(applicant_message(diagnostic(messages::DataJsonExtraText, {"x"}), {}, Language::English),
            "Please check the form.");
}
