#include "sheet/xlsx/detail/column_names.h"

#include "sheet/formula.h"

#include <algorithm>

namespace gongwen::xlsx {
namespace {

/// The end of the text or name in quotes that starts at `from`; quotes within it are doubled.
std::size_t end_of_quotes(std::string_view formula, std::size_t from) {
  const std::size_t close = formula.find(formula[from], from + 1);
  return close == std::string_view::npos ? formula.size() : close + 1;
}

bool is_in_reference(char c) { return c == '!' || c == '$' || c == ':' || sheet::is_formula_name_character(c); }

/// The end of the reference that starts at `from`: `'清单'!$D$3:$D$10`; `from` if there is none.
std::size_t end_of_reference(std::string_view formula, std::size_t from) {
  std::size_t end = from;
  while (end < formula.size() && formula[end] == '\'') end = end_of_quotes(formula, end);
  while (end < formula.size() && is_in_reference(formula[end])) ++end;
  return end;
}

}  // namespace

ColumnNames::ColumnNames(const sheet::Workbook& workbook) {
  for (const sheet::Sheet& sheet : workbook.sheets) {
    if (!sheet.table) continue;
    const sheet::CellRange body = sheet.table->body();
    if (body.first.row > body.last.row) continue;
    for (std::uint32_t i = 0; i < sheet.table->columns.size(); ++i) {
      const std::uint32_t column = body.first.column + i;
      const sheet::CellRange range{{body.first.row, column}, {body.last.row, column}};
      names_.emplace(sheet::column_range(sheet.name, range),
                     sheet::column_reference(sheet.table->name, sheet.table->columns[i].head));
    }
  }
}

std::string ColumnNames::name_columns(std::string_view formula) const {
  std::string named;
  for (std::size_t at = 0; at < formula.size();) {
    std::size_t end = formula[at] == '"' ? end_of_quotes(formula, at) : end_of_reference(formula, at);
    end = std::max(end, at + 1);
    const std::string_view piece = formula.substr(at, end - at);
    const auto name = names_.find(piece);
    named += name == names_.end() ? piece : std::string_view(name->second);
    at = end;
  }
  return named;
}

}  // namespace gongwen::xlsx
