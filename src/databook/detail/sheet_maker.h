// SheetMaker: puts one sheet of a data workbook together, row by row.
#pragma once

#include "databook/cell_value.h"
#include "sheet/format_table.h"
#include "sheet/workbook.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::databook {

/// The looks of cells; all texts wrap.
enum class Look : std::uint8_t {
  Key,
  Head,
  RequiredHead,
  FormHead,
  Title,
  Hint,
  Number,
  Text,
  LongText,
  Date,
  Figure,
  Example
};

sheet::CellFormat format_of(Look look);

/// The look of the values of a field.
Look look_of(const schema::SchemaField& field);
/// The look of a value among them.
Look look_of(const DataCell& cell, Look of_field);

class SheetMaker {
 public:
  SheetMaker(sheet::Workbook& workbook, sheet::FormatTable& formats, std::string name);

  /// Columns from left to right; `width` in half-width characters. The look is that of cells that people add.
  void add_column(int width, Look look, bool hidden = false);
  void begin_row();
  /// Its height does not follow from the texts; 0 hides it.
  void begin_row_of(base::LayoutUnit height);
  /// In the next column of the row.
  void add_cell(const DataCell& cell, Look look, sheet::HorizontalAlign align = sheet::HorizontalAlign::General);
  void add_text(std::string_view text, Look look) { add_cell({intake::RawType::Text, std::string(text)}, look); }
  void skip() { ++column_; }
  /// Where the next cell comes.
  sheet::CellPlace place() const { return {row_, column_}; }

  sheet::Sheet& sheet() { return sheet_; }
  /// Adds the sheet to the workbook.
  void finish(bool landscape);

 private:
  void end_row();
  sheet::CellValue value_of(const DataCell& cell);

  sheet::Workbook& workbook_;
  sheet::FormatTable& formats_;
  sheet::Sheet sheet_;
  bool open_ = false;
  std::optional<base::LayoutUnit> fixed_;
  base::LayoutUnit height_;
  std::uint32_t row_ = 0;
  std::uint32_t column_ = 0;
};

}  // namespace gongwen::databook
