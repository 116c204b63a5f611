#include "sheet/xlsx/write_xlsx.h"

#include "diagnostics/catalogue/xlsx.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/library_file.h"
#include "sheet/xlsx/detail/sheet_writers.h"

#include <algorithm>

namespace gongwen::xlsx {
namespace {

namespace messages = diagnostics::messages;
using sheet::Sheet;
using sheet::Workbook;

/// With more cells, the library keeps one row in memory instead of all.
constexpr std::size_t kManyCells = 200'000;

class XlsxWriter {
 public:
  XlsxWriter(const Workbook& model, const XlsxOptions& options, diagnostics::DiagnosticSink& sink)
      : model_(model), sink_(sink), file_(options, sink), lists_(model) {}

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

  /// The one-row mode loses the formats of merged cells in later rows.
  Keeping keeping() const {
    std::size_t cells = 0;
    for (const Sheet& sheet : model_.sheets) {
      cells += sheet.cells.size();
      const bool reaches_down = std::any_of(sheet.merges.begin(), sheet.merges.end(),
                                            [](const sheet::Merge& merge) { return merge.range.row_count() > 1; });
      if (reaches_down) return Keeping::Cells;
    }
    return cells > kManyCells ? Keeping::Rows : Keeping::Cells;
  }

  bool write_with_library() {
    auto opened = file_.open(keeping());
    if (!opened) return false;
    LibraryWorkbook workbook = *std::move(opened);
    file_.write_properties(model_, workbook.get(), outcome_);
    FormatWriter formats(workbook.get());
    formats.write(model_);
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
    CellWriter(sheet, worksheet, formats, outcome_, sink_.stop_check()).write();
    const RowsBehind behind(worksheet);
    write_validations(sheet, worksheet, lists_, outcome_);
    write_charts(sheet, workbook, worksheet, keeping(), outcome_);
    write_setup(sheet, worksheet, outcome_);
    return true;
  }

  void write_names(lxw_workbook* workbook) {
    for (const sheet::DefinedName& name : model_.names) {
      const std::string reference = "=" + absolute_reference(model_.sheets[name.sheet].name, name.range);
      outcome_.check(workbook_define_name(workbook, name.name.c_str(), reference.c_str()));
    }
  }

  const Workbook& model_;
  diagnostics::DiagnosticSink& sink_;
  LibraryFile file_;
  ListSheet lists_;
  Outcome outcome_;
};

}  // namespace

bool write_xlsx(const Workbook& workbook, const XlsxOptions& options, diagnostics::DiagnosticSink& sink) {
  return XlsxWriter(workbook, options, sink).write();
}

}  // namespace gongwen::xlsx
