// Makes one sheet of a data workbook: its name, the help for people, and formatted cells.
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

// Names of sheets.

/// Names each table after its title. If two names would be equal, the title of the parent table is prefixed, then
/// numbers are appended. All names are valid in spreadsheets.
void name_sheets(TablePlan& plan);

// The sheet with instructions for filling in the workbook.

std::string help_sheet_name(diagnostics::Language language);

/// One to three texts side by side.
struct HelpLine {
  std::vector<std::string> texts;
  bool head = false;
};

/// A title, the rules, and for tables whose rows have several forms what each form requires.
std::vector<HelpLine> help_lines(const TablePlan& plan, const schema::Schema& schema, const BookOptions& options);

// What people see about a value that they are to write: the note at the head, the prompt at the cell, and the
// validation.

/// `文字，至多 60 字，必填`: the type, limits and spelling of the value, without its description.
std::string entry_words(const Column& column, diagnostics::Language language);

/// Title, description, entry words, and the default value.
std::string note_words(const Column& column, diagnostics::Language language);

/// The validation with prompt and error message, without its range.
sheet::DataValidation validation_of(const Column& column, diagnostics::Language language);

/// An example of the value as a cell text; empty if absent.
std::string example_text(const Column& column, diagnostics::Language language);

/// The choices as cells show them, including those of Boolean values.
std::vector<std::string> offered_choices(const schema::SchemaField& field, diagnostics::Language language);

// SheetMaker: builds one sheet of a data workbook row by row.

/// The formats of cells; all texts wrap.
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

/// Whether the values of a field are dates, one or several.
bool takes_dates(const schema::SchemaField& field);

/// The look of a field's values.
Look look_of(const schema::SchemaField& field);
/// The look of one value; differs from its field's look if it has another type.
Look look_of(const DataCell& cell, Look of_field);

class SheetMaker {
 public:
  SheetMaker(sheet::Workbook& workbook, sheet::FormatTable& formats, std::string name);

  /// Adds a column; `width` is in half-width characters. `look` also applies to cells that people add.
  void add_column(int width, Look look, bool hidden = false);
  /// Puts the last column into a collapsed group.
  void collapse_column();
  /// Adds an empty column for the button of the group, if no other follows.
  void end_collapsed_columns();
  void begin_row();
  /// Starts a row of a fixed height; 0 hides it.
  void begin_row_of(base::LayoutUnit height);
  /// Adds a cell in the next column.
  void add_cell(const DataCell& cell, Look look, sheet::HorizontalAlign align = sheet::HorizontalAlign::General);
  void add_text(std::string_view text, Look look) { add_cell({intake::RawType::Text, std::string(text)}, look); }
  void skip() { ++column_; }
  /// The place of the next cell.
  sheet::CellPlace place() const { return {row_, column_}; }

  sheet::Sheet& sheet() { return sheet_; }
  /// Adds the sheet to the workbook. Call it once, last.
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
