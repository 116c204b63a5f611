// The catalogue holds what it promises: ids by module, both languages with the same arguments, no gaps.
#include "diagnostics/catalogue.h"

#include <algorithm>
#include <regex>
#include <set>

using namespace gongwen::diagnostics;

namespace {

std::set<char> arguments_of(std::string_view pattern) {
  std::set<char> out;
  for (std::size_t i = 0; i + 2 < pattern.size(); ++i) {
    if (pattern[i] == '{' && pattern[i + 2] == '}') out.insert(pattern[i + 1]);
  }
  return out;
}

bool has_chinese(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

TEST(Catalogue, EachIdIsModuleAndNameOnce) {
  std::set<std::string_view> seen;
  const std::regex form("[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*");
  for (const DiagnosticId listed : catalogue()) {
    const CatalogueEntry entry = catalogue_entry(listed);
    SCOPED_TRACE(entry.id);
    EXPECT_TRUE(std::regex_match(entry.id.begin(), entry.id.end(), form));
    EXPECT_TRUE(seen.insert(entry.id).second);
  }
  EXPECT_GT(seen.size(), 100);
}

TEST(Catalogue, EachEntrySpeaksBothLanguagesOfTheSameArguments) {
  for (const DiagnosticId listed : catalogue()) {
    const CatalogueEntry entry = catalogue_entry(listed);
    SCOPED_TRACE(entry.id);
    EXPECT_FALSE(entry.message.english.empty());
    EXPECT_FALSE(entry.message.chinese.empty());
    // Errors in data, also in that of returned forms, have arguments in each language; so have places on pages in
    // messages about texts, a bundle's name for its records, the type of a file that is not a page, what is wrong with
    // a signature, what needs a whole list, what a file cannot have or is, why a sample does not fit or a kind cannot
    // be renewed, what a table does not repeat or lacks, what pages of other files lose or a field takes, and types of
    // fields.
    const bool is_worded_by_arguments =
        entry.id == "css/unsupported" || entry.id == "css/unsupported-value" || entry.id == "dom/unsupported-element" ||
        entry.id == "layout/off-sheet" || entry.id == "store/unknown-sort" || entry.id == "store/unknown-plan" ||
        entry.id == "publish/no-events" || entry.id == "publish/unknown-listed" || entry.id == "publish/open-records" ||
        entry.id == "publish/facts-gone" || entry.id == "publish/not-handed-on" ||
        entry.id == "publish/message-not-sent" || entry.id == "engine/not-a-page" ||
        entry.id == "engine/not-streamed" || entry.id == "sheet/ods-left-out" ||
        entry.id == "layout/repeats-too-tall" || entry.id == "adopt/other-file" || entry.id == "adopt/sample-misfit" ||
        entry.id == "adopt/sample-refused" || entry.id == "adopt/not-renewable" ||
        entry.id == "engine/bind-pdf-drawn" || entry.id == "engine/bind-pdf-left-out" ||
        entry.id == "engine/bind-not-archive" || entry.id == "engine/bind-not-accessible" ||
        entry.id == "engine/fill-type" || entry.id == "engine/list-two-types" || entry.id == "engine/list-options-of" ||
        entry.id == "store/columns-needed" || entry.id == "store/key-column-missing" || entry.id == "store/kept-unfit";
    const bool shares_arguments = !is_worded_by_arguments && !entry.id.starts_with("data/") &&
                                  !entry.id.starts_with("rules/") && !entry.id.starts_with("intake/") &&
                                  !entry.id.starts_with("databook/") && !entry.id.starts_with("proofing/") &&
                                  !entry.id.starts_with("signatures/");
    if (shares_arguments) {
      EXPECT_EQ(arguments_of(entry.message.english), arguments_of(entry.message.chinese));
    }
    EXPECT_EQ(entry.hint.english.empty(), entry.hint.chinese.empty());
    if (shares_arguments) {
      EXPECT_EQ(arguments_of(entry.hint.english), arguments_of(entry.hint.chinese));
    }
    EXPECT_EQ(entry.cause.english.empty(), entry.cause.chinese.empty());
    EXPECT_EQ(entry.remedy.english.empty(), entry.remedy.chinese.empty());
  }
}

TEST(Catalogue, EnglishIsInEnglishChineseInChineseMessagesBeginLowAndEndWithoutAStop) {
  for (const DiagnosticId listed : catalogue()) {
    const CatalogueEntry entry = catalogue_entry(listed);
    SCOPED_TRACE(entry.id);
    const std::string_view english = entry.message.english;
    EXPECT_FALSE(has_chinese(
        std::regex_replace(std::string(english), std::regex("…|’|“|”|–|—|×|`[^`]*`|《|》|〔|〕|年|月|日"), "")));
    // A message that only passes on its argument has no own words.
    if (english != "{0}") {
      EXPECT_TRUE(has_chinese(entry.message.chinese));
    }
    EXPECT_FALSE(english.ends_with('.'));
    EXPECT_FALSE(entry.message.chinese.ends_with("。"));
  }
}
