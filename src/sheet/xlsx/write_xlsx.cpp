#include "sheet/xlsx/write_xlsx.h"

#include "diagnostics/catalogue/xlsx.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/library_file.h"
#include "sheet/xlsx/detail/mark_writer.h"
#include "sheet/xlsx/detail/row_heights.h"
#include "sheet/xlsx/detail/sheet_writers.h"

#include <algorithm>

namespace gongwen::xlsx {
namespace {

namespace messages = diagnostics::messages;
using sheet::Sheet;
using sheet::Workbook;

class XlsxWriter {
 public:
  XlsxWriter(const Workbook& model, const XlsxOptions& options, diagnostics::DiagnosticSink& sink)
      : model_(model), options_(options), sink_(sink), file_(options, sink), lists_(model) {}

  bool write() {
    if (!check_model() || !file_.check_places(estimate_room(model_), keeping())) return false;
    if (write_with_library()) return true;
    file_.remove();
    return false;
  }

 private:
  bool check_model() {
    if (const auto error = find_workbook_error(model_)) {
      sink_.report(messages::XlsxInvalidWorkbook, error->origin, error->what);
      return false;
    }
    if (model_.formats.size() <= kMaxFormats) return true;
    sink_.report(messages::XlsxTooManyFormats, model_.sheets.front().origin, model_.formats.size(), kMaxFormats);
    return false;
  }

  Keeping keeping() const {
    std::size_t cells = 0;
    for (const Sheet& sheet : model_.sheets) {
      cells += sheet.cells.size();
      // Formulas that fill several cells are announced in a part of the workbook that rows written apart do not have.
      if (std::any_of(sheet.formulas.begin(), sheet.formulas.end(),
                      [](const sheet::FormulaText& formula) { return formula.fills_cells; })) {
        return Keeping::Cells;
      }
    }
    return cells > options_.most_cells_kept && model_.formats.size() <= kMaxFormatsApart ? Keeping::Rows
                                                                                         : Keeping::Cells;
  }

  bool write_with_library() {
    auto opened = file_.open();
    if (!opened) return false;
    LibraryWorkbook workbook = *std::move(opened);
    file_.write_properties(model_, workbook.get(), outcome_);
    FormatWriter formats(workbook.get());
    formats.extend(model_);
    for (const Sheet& sheet : model_.sheets) {
      if (!write_sheet(sheet, workbook.get(), formats)) return false;
    }
    lists_.write(workbook.get(), outcome_);
    if (model_.stamp) write_form_sheet(model_, workbook.get(), outcome_);
    write_names(workbook.get());
    return file_.close(std::move(workbook), outcome_);
  }

  /// Returns false after reporting an error; the library's errors are collected in `outcome_`.
  bool write_sheet(const Sheet& sheet, lxw_workbook* workbook, FormatWriter& formats) {
    if (outcome_.failed()) return true;
    lxw_worksheet* const worksheet = file_.add_sheet(workbook, sheet.name);
    if (worksheet == nullptr) return false;
    write_columns(sheet, worksheet, formats, outcome_);
    write_table(sheet, worksheet, outcome_);
    if (!write_cells(sheet, worksheet, formats)) return false;
    write_validations(sheet, worksheet, lists_, outcome_);
    write_marks(sheet, worksheet, formats, outcome_);
    write_pictures(sheet, worksheet, outcome_);
    write_charts(sheet, workbook, worksheet, keeping(), outcome_);
    write_setup(sheet, worksheet, file_.header_files(), outcome_);
    // Comes last, so that nothing else is in the row of these cells.
    if (keeping() == Keeping::Rows) outcome_.check(number_formats(worksheet, formats, 0, 0, model_.formats.size()));
    return true;
  }

  bool write_cells(const Sheet& sheet, lxw_worksheet* worksheet, FormatWriter& formats) {
    if (keeping() == Keeping::Cells) {
      CellWriter(sheet, worksheet, formats, outcome_, Keeping::Cells, &names_).write(sink_.stop_check());
      file_.add_fitting_rows(find_fitting_rows(sheet, static_cast<std::size_t>(&sheet - model_.sheets.data()) + 1));
      return true;
    }
    SheetRows* const rows = file_.add_rows(model_, static_cast<std::size_t>(&sheet - model_.sheets.data()));
    if (rows == nullptr || !file_.write_rows(*rows, model_, sheet, 0, sink_.stop_check())) return false;
    write_outline(sheet, worksheet, outcome_);
    write_merges_and_links(sheet, worksheet, formats, outcome_);
    return true;
  }

  void write_names(lxw_workbook* workbook) {
    for (const sheet::DefinedName& name : model_.names) {
      const std::string reference = "=" + absolute_reference(model_.sheets[name.sheet].name, name.range);
      outcome_.check(workbook_define_name(workbook, name.name.c_str(), reference.c_str()));
    }
  }

  const Workbook& model_;
  const XlsxOptions& options_;
  diagnostics::DiagnosticSink& sink_;
  ColumnNames names_{model_};
  LibraryFile file_;
  ListSheet lists_;
  Outcome outcome_;
};

}  // namespace

bool write_xlsx(const Workbook& workbook, const XlsxOptions& options, diagnostics::DiagnosticSink& sink) {
  return XlsxWriter(workbook, options, sink).write();
}

}  // namespace gongwen::xlsx
