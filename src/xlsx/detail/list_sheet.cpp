#include "base/ascii.h"
#include "xlsx/detail/cell_writer.h"
#include "xlsx/detail/sheet_writers.h"

#include <algorithm>

namespace gongwen::xlsx {

ListSheet::ListSheet(const sheet::Workbook& model) : name_("_lists") {
  const auto is_taken = [&] {
    return std::any_of(model.sheets.begin(), model.sheets.end(),
                       [&](const sheet::Sheet& sheet) { return base::equals_ignoring_ascii_case(sheet.name, name_); });
  };
  while (is_taken()) name_ += "_";
}

std::string ListSheet::reference(const std::vector<std::string>& choices) {
  auto found = std::find(lists_.begin(), lists_.end(), choices);
  if (found == lists_.end()) found = lists_.insert(lists_.end(), choices);
  const auto column = static_cast<std::uint32_t>(found - lists_.begin());
  const auto last = static_cast<std::uint32_t>(choices.size() - 1);
  return "=" + sheet::absolute_reference(name_, {{0, column}, {last, column}});
}

void ListSheet::write(lxw_workbook* workbook, Outcome& outcome) const {
  if (lists_.empty()) return;
  lxw_worksheet* const worksheet = workbook_add_worksheet(workbook, name_.c_str());
  if (worksheet == nullptr) {
    outcome.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
    return;
  }
  worksheet_hide(worksheet);
  worksheet_protect(worksheet, nullptr, nullptr);
  std::size_t rows = 0;
  for (const std::vector<std::string>& list : lists_) rows = std::max(rows, list.size());
  CellText text;
  // Row by row, since the library may keep only one row in memory.
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < lists_.size(); ++column) {
      if (row >= lists_[column].size()) continue;
      outcome.check(worksheet_write_string(worksheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                                           text.encode(lists_[column][row]), nullptr));
    }
  }
}

}  // namespace gongwen::xlsx
