#include "base/ascii.h"
#include "base/utf8.h"
#include "sheet/formula.h"
#include "sheet/limits.h"
#include "sheet/page_setup.h"
#include "xlsx/detail/library_file.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace gongwen::xlsx {
namespace {

using sheet::CellRange;
using sheet::Sheet;
using sheet::Workbook;

/// Two columns each, in the map of the fields.
constexpr std::size_t kMaxMappedChoices = 1'000;

/// Valid UTF-8 of characters that XML can hold, not too long.
bool is_clean(std::string_view text, std::size_t max_units) {
  if (sheet::find_forbidden_character(text)) return false;
  return text.size() <= max_units || sheet::utf16_length(text) <= max_units;
}

class WorkbookErrorFinder {
 public:
  explicit WorkbookErrorFinder(const Workbook& workbook) : workbook_(workbook) {}

  std::optional<WorkbookError> find() {
    check_properties();
    for (const sheet::CellFormat& format : workbook_.formats) check_format(format);
    check(!workbook_.sheets.empty(), "no sheets");
    for (const Sheet& sheet : workbook_.sheets) {
      if (!error_) check_sheet(sheet);
    }
    check_unique_names();
    check_names();
    return std::move(error_);
  }

 private:
  void check(bool good, std::string_view what) {
    if (!good && !error_) error_ = WorkbookError{std::string(what), origin_};
  }

  void check_names() {
    std::set<std::string> known;
    for (const sheet::DefinedName& name : workbook_.names) {
      check(sheet::is_valid_defined_name(name.name), "defined name " + name.name);
      check(known.insert(base::ascii_lowercase(name.name)).second, "two names " + name.name);
      check(name.sheet < workbook_.sheets.size() && is_range(name.range), "range of the name " + name.name);
      check(is_clean(name.pointer, sheet::kMaxTextUnits), "pointer of the name " + name.name);
      check(name.choices.size() <= kMaxMappedChoices, "choices of the name " + name.name);
      for (const forms::FieldChoice& choice : name.choices) {
        check(is_clean(choice.label, sheet::kMaxTextUnits) && is_clean(choice.value, sheet::kMaxTextUnits),
              "choices of the name " + name.name);
      }
    }
  }

  static bool is_range(const CellRange& range) {
    return range.first.row <= range.last.row && range.first.column <= range.last.column &&
           range.last.row < sheet::kMaxRows && range.last.column < sheet::kMaxColumns;
  }

  void check_properties() {
    const sheet::DocumentProperties& properties = workbook_.properties;
    for (const std::string* text : {&properties.title, &properties.author, &properties.subject, &properties.keywords}) {
      check(is_clean(*text, sheet::kMaxPropertyUnits), "document properties");
    }
    if (!workbook_.stamp) return;
    const forms::FormStamp& stamp = *workbook_.stamp;
    for (const std::string* text : {&stamp.kind, &stamp.edition, &stamp.hash}) {
      check(is_clean(*text, sheet::kMaxPropertyUnits), "stamp of the form");
    }
  }

  void check_font(const sheet::Font& font) {
    check(!font.name.empty() && is_clean(font.name, sheet::kMaxFontNameUnits), "font name " + font.name);
    check(font.half_points >= 2 && font.half_points <= 818, "font size");
  }

  void check_format(const sheet::CellFormat& format) {
    check_font(format.font);
    check(format.number_format.size() <= sheet::kMaxNumberFormatBytes &&
              is_clean(format.number_format, sheet::kMaxNumberFormatBytes),
          "number format " + format.number_format);
    check(format.indent <= sheet::kMaxIndent, "indent");
    check(format.rotation.degrees >= -90 && format.rotation.degrees <= 90, "rotation");
  }

  void check_unique_names() {
    for (std::size_t i = 0; i < workbook_.sheets.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        check(!base::equals_ignoring_ascii_case(workbook_.sheets[i].name, workbook_.sheets[j].name),
              "two sheets of one name");
      }
    }
  }

  void check_sheet(const Sheet& sheet) {
    origin_ = sheet.origin;
    check(!sheet::check_sheet_name(sheet.name), "sheet name " + sheet.name);
    check(sheet.rows.size() <= sheet::kMaxRows, "number of rows");
    check(sheet.columns.size() <= sheet::kMaxColumns, "number of columns");
    for (const sheet::Row& row : sheet.rows) check_row(sheet, row);
    for (const sheet::TextRuns& runs : sheet.rich_texts) check_runs(runs);
    for (const sheet::FormulaText& formula : sheet.formulas) {
      check(!sheet::check_formula(formula.expression), "formula " + formula.expression);
    }
    check_merges(sheet);
    for (const sheet::DataValidation& validation : sheet.validations) check_validation(validation);
    check_links(sheet);
    for (const sheet::Chart& chart : sheet.charts) check_chart(chart);
    for (const sheet::CellNote& note : sheet.notes) {
      check(!note.text.empty() && is_clean(note.text, sheet::kMaxTextUnits) && is_range({note.place, note.place}),
            "note");
    }
    check(!sheet.is_hidden || &sheet != workbook_.sheets.data(), "first sheet is hidden");
    check_columns(sheet);
    check_print(sheet);
  }

  void check_columns(const Sheet& sheet) {
    for (const sheet::Column& column : sheet.columns) {
      check(!column.format || column.format->index() < workbook_.formats.size(), "format of a column");
    }
  }

  void check_row(const Sheet& sheet, const sheet::Row& row) {
    check(std::size_t{row.first_cell} + row.cell_count <= sheet.cells.size(), "cells of a row");
    if (error_) return;
    std::uint32_t next_column = 0;
    for (const sheet::Cell& cell : sheet.cells_of(row)) {
      origin_ = cell.origin;
      check(cell.column >= next_column && cell.column < sheet::kMaxColumns, "order of the cells in a row");
      check(cell.format.index() < workbook_.formats.size(), "format of a cell");
      check_value(sheet, cell.value);
      next_column = cell.column + 1;
    }
    origin_ = sheet.origin;
  }

  void check_value(const Sheet& sheet, const sheet::CellValue& value) {
    if (const auto* text = std::get_if<sheet::Text>(&value)) {
      check(
          is_clean(text->text, sheet::kMaxTextUnits) && sheet::written_cell_length(text->text) <= sheet::kMaxTextUnits,
          "text of a cell");
    } else if (const auto* rich = std::get_if<sheet::RichText>(&value)) {
      check(rich->index < sheet.rich_texts.size(), "rich text of a cell");
    } else if (const auto* formula = std::get_if<sheet::Formula>(&value)) {
      check(formula->index < sheet.formulas.size(), "formula of a cell");
    } else if (const auto* number = std::get_if<sheet::Number>(&value)) {
      check(std::isfinite(number->value), "number of a cell");
    } else if (const auto* date = std::get_if<sheet::Date>(&value)) {
      check(std::isfinite(date->serial), "date of a cell");
    }
  }

  void check_runs(const sheet::TextRuns& runs) {
    std::size_t units = 0;
    for (const sheet::TextRun& run : runs) {
      check_font(run.font);
      check(!run.text.empty() && is_clean(run.text, sheet::kMaxTextUnits), "run of a rich text");
      units += sheet::written_cell_length(run.text);
    }
    check(runs.size() >= 2 && units <= sheet::kMaxTextUnits, "rich text");
  }

  /// Merges come by ascending first cells, so that each needs to be held only against those that are still open.
  void check_merges(const Sheet& sheet) {
    std::vector<const CellRange*> open;
    const CellRange* previous = nullptr;
    for (const sheet::Merge& merge : sheet.merges) {
      const CellRange& range = merge.range;
      check(is_range(range) && !range.is_single_cell() && merge.format.index() < workbook_.formats.size(),
            "merged cells");
      check(previous == nullptr || previous->first < range.first, "order of the merged cells");
      std::erase_if(open, [&](const CellRange* other) { return other->last.row < range.first.row; });
      for (const CellRange* other : open) {
        const bool apart = other->last.column < range.first.column || range.last.column < other->first.column;
        check(apart, "overlap of merged cells");
      }
      open.push_back(&range);
      previous = &range;
    }
  }

  void check_links(const Sheet& sheet) {
    const sheet::CellPlace* previous = nullptr;
    for (const sheet::Hyperlink& link : sheet.links) {
      check(!link.address.empty() && is_clean(link.address, sheet::kMaxAddressUnits), "link " + link.address);
      check(previous == nullptr || *previous < link.place, "order of the links");
      previous = &link.place;
    }
    check(sheet.links.size() <= sheet::kMaxLinks, "number of links");
  }

  void check_validation(const sheet::DataValidation& validation) {
    origin_ = validation.origin;
    check(is_range(validation.range), "range of a validation");
    for (const sheet::ValidationMessage* message : {&validation.prompt, &validation.error}) {
      check(is_clean(message->title, sheet::kMaxPromptTitleUnits) && is_clean(message->text, sheet::kMaxPromptUnits),
            "message of a validation");
    }
    const auto* const list = std::get_if<sheet::ListRule>(&validation.rule);
    if (list == nullptr) return;
    check(!list->choices.empty() && list->choices.size() <= sheet::kMaxRows, "choices of a validation");
    for (const std::string& choice : list->choices) {
      check(!choice.empty() && is_clean(choice, sheet::kMaxTextUnits), "choice of a validation");
    }
  }

  void check_chart(const sheet::Chart& chart) {
    origin_ = chart.origin;
    check(is_range(chart.labels) && is_range(chart.values) && is_range({chart.name, chart.name}) &&
              is_range({chart.place, chart.place}),
          "range of a chart");
    check(is_clean(chart.title, sheet::kMaxPropertyUnits) && is_clean(chart.description, sheet::kMaxPropertyUnits),
          "text of a chart");
    check(std::isfinite(chart.step) && chart.step >= 0, "step of a chart");
    check(chart.width > base::LayoutUnit() && chart.height > base::LayoutUnit(), "size of a chart");
  }

  void check_print(const Sheet& sheet) {
    const sheet::PrintSetup& print = sheet.print;
    check(is_range(print.area), "print area");
    for (const sheet::HeaderLine* line : {&print.header, &print.footer}) {
      check(is_clean(sheet::header_code(*line), sheet::kMaxHeaderUnits), "header or footer");
    }
    if (print.repeated_rows) {
      check(print.repeated_rows->first <= print.repeated_rows->last && print.repeated_rows->last < sheet::kMaxRows,
            "repeated rows");
    }
    if (sheet.filter) check(is_range(*sheet.filter), "filter");
    check(sheet.frozen.rows < sheet::kMaxRows && sheet.frozen.columns < sheet::kMaxColumns, "frozen panes");
    const auto breaks =
        std::count_if(sheet.rows.begin(), sheet.rows.end(), [](const sheet::Row& row) { return row.breaks_page; });
    check(static_cast<std::size_t>(breaks) <= sheet::kMaxPageBreaks, "number of page breaks");
  }

  const Workbook& workbook_;
  std::optional<WorkbookError> error_;
  diagnostics::OriginId origin_;
};

}  // namespace

std::optional<WorkbookError> find_workbook_error(const Workbook& workbook) {
  return WorkbookErrorFinder(workbook).find();
}

}  // namespace gongwen::xlsx
