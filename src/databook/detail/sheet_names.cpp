#include "base/ascii.h"
#include "databook/detail/sheet_maker.h"
#include "diagnostics/catalogue/texts/databook.h"
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
  Namer(const TablePlan& plan, Language language) : plan_(plan), language_(language) {}

  std::vector<std::string> run() {
    names_.emplace_back(texts::DatabookRecordSheet.in(language_));
    for (std::size_t i = 1; i < plan_.tables.size(); ++i) names_.push_back(name_for(i));
    return std::move(names_);
  }

 private:
  bool is_taken(std::string_view text) const {
    return is_either(text, texts::DatabookHelpSheet) ||
           std::any_of(names_.begin(), names_.end(),
                       [text](const std::string& name) { return base::equals_ignoring_ascii_case(name, text); });
  }

  std::string name_for(std::size_t index) const {
    const Table& table = plan_.tables[index];
    std::string plain = cleaned(table.title.in(language_));
    if (!is_taken(plain)) return plain;
    const std::string longer = cleaned(plan_.tables[table.parent].title.in(language_) + "-" + plain);
    if (!is_taken(longer)) return longer;
    for (int number = 2;; ++number) {
      std::string numbered = plain + std::to_string(number);
      if (!is_taken(numbered)) return numbered;
    }
  }

  const TablePlan& plan_;
  Language language_;
  std::vector<std::string> names_;  // of the tables so far
};

}  // namespace

void name_sheets(TablePlan& plan) {
  const std::vector<std::string> english = Namer(plan, Language::English).run();
  const std::vector<std::string> chinese = Namer(plan, Language::Chinese).run();
  for (std::size_t i = 0; i < plan.tables.size(); ++i) plan.tables[i].names = {english[i], chinese[i]};
}

}  // namespace gongwen::databook
