// The making of one sheet of a data workbook: its name, the help for people, and the cells with their looks.
#pragma once

#include "sheet/data_validation.h"
#include "sheet/databook/build_book.h"
#include "sheet/databook/cell_value.h"
#include "sheet/databook/table_plan.h"
#include "sheet/workbook.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::databook {

// Names of the sheets of a data workbook.

/// Names each table by its title; where two would be the same, that of the table around goes before, then numbers
/// follow. Names are such as spreadsheets take.
void name_sheets(TablePlan& plan);

// The sheet with instructions for filling in the workbook.

std::string help_sheet_name(diagnostics::Language language);

/// One to three texts side by side.
struct HelpLine {
  std::vector<std::string> texts;
  bool head = false;
};

/// A title, the rules, and for tables whose rows have several forms what each form needs.
std::vector<HelpLine> help_lines(const TablePlan& plan, const schema::Schema& schema, const BookOptions& options);

// What is shown to people about a value that they are to write: in a note at the head, in a prompt at the cell, and in
// the rule that the cell keeps.

/// `文字，至多 60 字，必填`, for lists how they are written; without the description.
std::string entry_words(const Column& column, diagnostics::Language language);

/// Title, description, entry words, and what is taken when nothing is written.
std::string note_words(const Column& column, diagnostics::Language language);

/// What may be typed, with prompt and error message; without its range.
sheet::DataValidation validation_of(const Column& column, diagnostics::Language language);

/// What an example of the value looks like as a cell's text; empty when there is none.
std::string example_text(const Column& column, diagnostics::Language language);

/// The choices that a person can make, as cells show them; truth values are among them.
std::vector<std::string> offered_choices(const schema::SchemaField& field, diagnostics::Language language);

// SheetMaker: puts one sheet of a data workbook together, row by row.

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
