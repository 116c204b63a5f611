#include "sheet/xlsx/detail/row_heights.h"

#include "base/format.h"

#include <string_view>

namespace gongwen::xlsx {
namespace {

/// Height of rows for which the file states none.
constexpr auto kDefaultHeight = base::LayoutUnit::from_px(20);
constexpr std::string_view kMark = " customHeight=\"1\"";

}  // namespace

bool is_fitting_row(const sheet::Row& row) { return row.fits_content && row.height != kDefaultHeight; }

FittingRows find_fitting_rows(const sheet::Sheet& sheet, std::size_t number) {
  FittingRows found{number, {}};
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    if (is_fitting_row(sheet.rows[row])) found.rows.push_back(static_cast<std::uint32_t>(row));
  }
  return found;
}

void release_heights(std::string& sheet_xml, std::span<const std::uint32_t> rows) {
  std::string released;
  std::size_t copied = 0;
  std::size_t at = 0;
  for (const std::uint32_t row : rows) {
    const std::size_t tag = sheet_xml.find(fmt::format("<row r=\"{}\"", row + 1), at);
    if (tag == std::string::npos) continue;
    at = sheet_xml.find('>', tag);
    const std::size_t mark = std::string_view(sheet_xml).substr(0, at).find(kMark, tag);
    if (mark == std::string::npos) continue;
    released.append(sheet_xml, copied, mark - copied);
    copied = mark + kMark.size();
  }
  if (copied == 0) return;
  released.append(sheet_xml, copied);
  sheet_xml = std::move(released);
}

}  // namespace gongwen::xlsx
