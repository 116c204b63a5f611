// FormatWriter: the formats of a workbook as the library's, each made once.
#pragma once

#include "sheet/workbook.h"
#include "xlsx/detail/library.h"

#include <vector>

namespace gongwen::xlsx {

/// The typeface of the workbook's standard style: its digits, 8 px wide, are the unit of column widths. Programs that
/// lack 宋体 put in faces with wider digits and then print the whole sheet smaller; for this one they have the same
/// widths.
inline constexpr const char* kStandardFont = "Times New Roman";
inline constexpr double kStandardFontSize = 12;
/// The library counts formats in 16 bits, Excel takes 65,490.
inline constexpr std::size_t kMaxFormats = 60'000;

class FormatWriter {
 public:
  explicit FormatWriter(lxw_workbook* workbook) : workbook_(workbook) {}

  /// Makes the standard style and all formats of the model.
  void write(const sheet::Workbook& model);
  /// Makes those formats of the model that have come since.
  void extend(const sheet::Workbook& model);
  lxw_format* format(sheet::FormatId id) const { return formats_[id.index()]; }
  /// A format for a run of a rich text.
  lxw_format* run_format(const sheet::Font& font);

 private:
  void set_standard_style();
  lxw_format* make(const sheet::CellFormat& format);

  lxw_workbook* workbook_;
  std::vector<lxw_format*> formats_;
  std::vector<std::pair<sheet::Font, lxw_format*>> run_formats_;
};

}  // namespace gongwen::xlsx
