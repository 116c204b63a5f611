#include "base/ascii.h"
#include "databook/detail/sheet_maker.h"
#include "sheet/limits.h"

#include <algorithm>

namespace gongwen::databook {
namespace {

using diagnostics::Language;

/// Room for a number at the end.
constexpr std::size_t kMaxUnits = sheet::kMaxSheetNameUnits - 3;

std::string cleaned(std::string_view title) {
  std::string name;
  for (const char c : title) name += std::string_view("[]:*?/\\").find(c) == std::string_view::npos ? c : '-';
  name = sheet::first_utf16_units(name, kMaxUnits);
  while (!name.empty() && (name.front() == '\'' || name.front() == ' ' || name.front() == '_')) name.erase(0, 1);
  while (!name.empty() && (name.back() == '\'' || name.back() == ' ')) name.pop_back();
  return name.empty() || base::equals_ignoring_ascii_case(name, "History") ? "list" : name;
}

class Namer {
 public:
  Namer(TablePlan& plan, Language language) : plan_(plan), language_(language) {}

  void run() {
    const bool chinese = language_ == Language::Chinese;
    set(0, std::string(chinese ? kRecordSheetChinese : kRecordSheetEnglish));
    for (std::size_t i = 1; i < plan_.tables.size(); ++i) set(i, name_for(i));
  }

 private:
  std::string& name(std::size_t index) {
    Table& table = plan_.tables[index];
    return language_ == Language::Chinese ? table.name_chinese : table.name_english;
  }
  void set(std::size_t index, std::string text) { name(index) = std::move(text); }

  bool is_taken(std::size_t index, std::string_view text) {
    if (text == kHelpSheetChinese || text == kHelpSheetEnglish) return true;
    for (std::size_t i = 0; i < index; ++i) {
      if (base::equals_ignoring_ascii_case(name(i), text)) return true;
    }
    return false;
  }

  std::string name_for(std::size_t index) {
    const Table& table = plan_.tables[index];
    std::string plain = cleaned(table.title.in(language_));
    if (!is_taken(index, plain)) return plain;
    const std::string longer = cleaned(plan_.tables[table.parent].title.in(language_) + "-" + plain);
    if (!is_taken(index, longer)) return longer;
    for (int number = 2;; ++number) {
      std::string numbered = plain + std::to_string(number);
      if (!is_taken(index, numbered)) return numbered;
    }
  }

  TablePlan& plan_;
  Language language_;
};

}  // namespace

void name_sheets(TablePlan& plan) {
  Namer(plan, Language::Chinese).run();
  Namer(plan, Language::English).run();
}

}  // namespace gongwen::databook
