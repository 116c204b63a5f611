#include "xlsx/write_xlsx.h"

#include "diagnostics/catalogue/xlsx.h"
#include "xlsx/detail/cell_writer.h"
#include "xlsx/detail/chart_writer.h"
#include "xlsx/detail/sheet_setup.h"
#include "xlsx/detail/validation_writer.h"
#include "xlsx/output_room.h"
#include "xlsx/workbook_flaw.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace gongwen::xlsx {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using sheet::Sheet;
using sheet::Workbook;

/// 1 January 2000, as in PDFs: for workbooks that have no date at all.
constexpr std::int64_t kFixedDate = 946'684'800;
/// The library counts formats in 16 bits, Excel takes 65,490.
constexpr std::size_t kMaxFormats = 60'000;
/// From here on the library keeps one row in memory instead of all.
constexpr std::size_t kManyCells = 200'000;
/// A zip archive without extensions ends at 4 GiB.
constexpr std::uint64_t kMaxPlainArchive = 0xFFFF'FFFF;

std::string error_text(int error) { return std::generic_category().message(error); }

class XlsxWriter {
 public:
  XlsxWriter(const Workbook& model, const XlsxOptions& options, diagnostics::DiagnosticSink& sink)
      : model_(model),
        options_(options),
        sink_(sink),
        shown_path_(options.shown_path.empty() ? options.path : options.shown_path),
        lists_(model) {}

  bool write() {
    if (!check_model() || !check_places()) return false;
    if (write_with_library()) return true;
    std::remove(options_.path.c_str());
    return false;
  }

 private:
  bool check_model() {
    if (const auto flaw = find_workbook_flaw(model_)) {
      sink_.report(messages::XlsxInvalidWorkbook, flaw->origin, flaw->what);
      return false;
    }
    if (model_.formats.size() <= kMaxFormats) return true;
    sink_.report(messages::XlsxTooManyFormats, model_.sheets.front().origin, model_.formats.size(), kMaxFormats);
    return false;
  }

  std::string temporary_folder() const {
    return options_.temporary_folder.empty() ? std::string("/tmp") : options_.temporary_folder;
  }

  /// The library tells of what goes wrong with files on standard error, and of some of it not at all.
  bool check_places() {
    const std::string folder = temporary_folder();
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
      sink_.report(messages::XlsxTemporaryFolder, Origin{}, folder, error_text(errno));
      return false;
    }
    const int file = ::open(options_.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) {
      sink_.report(messages::XlsxUnwritable, Origin{}, shown_path_, error_text(errno));
      return false;
    }
    ::close(file);
    part_bytes_ = estimate_part_bytes(model_);
    const bool has_room = check_room(free_bytes(folder), part_bytes_, folder, sink_) &&
                          check_room(free_bytes(options_.path), part_bytes_ / 8, shown_path_, sink_);
    if (!has_room) std::remove(options_.path.c_str());
    return has_room;
  }

  /// One row at a time loses the formats of merged cells in later rows.
  bool may_stream() const {
    std::size_t cells = 0;
    for (const Sheet& sheet : model_.sheets) {
      cells += sheet.cells.size();
      const bool reaches_down = std::any_of(sheet.merges.begin(), sheet.merges.end(),
                                            [](const sheet::Merge& merge) { return merge.range.row_count() > 1; });
      if (reaches_down) return false;
    }
    return cells > kManyCells;
  }

  bool write_with_library() {
    if (const std::string& fault = load_library(); !fault.empty()) return report(fault);
    std::string folder = options_.temporary_folder;
    lxw_workbook_options options{};
    options.constant_memory = may_stream() ? LXW_TRUE : LXW_FALSE;
    options.tmpdir = optional_text(folder);
    options.use_zip64 = part_bytes_ > kMaxPlainArchive ? LXW_TRUE : LXW_FALSE;
    LibraryWorkbook workbook(workbook_new_opt(options_.path.c_str(), &options));
    if (workbook == nullptr) return report(LXW_ERROR_MEMORY_MALLOC_FAILED);
    write_properties(workbook.get());
    FormatWriter formats(workbook.get());
    formats.write(model_);
    for (const Sheet& sheet : model_.sheets) write_sheet(sheet, workbook.get(), formats);
    lists_.write(workbook.get(), outcome_);
    write_names(workbook.get());
    if (outcome_.failed()) return report(outcome_.error());
    // Closing frees the workbook, whatever comes of it.
    const lxw_error error = workbook_close(workbook.release());
    return error == LXW_NO_ERROR || report(error);
  }

  bool report(lxw_error error) { return report(std::string_view(lxw_strerror(error))); }
  bool report(std::string_view fault) {
    sink_.report(messages::XlsxLibrary, Origin{}, shown_path_, fault);
    return false;
  }

  void write_properties(lxw_workbook* workbook) {
    const sheet::DocumentProperties& properties = model_.properties;
    const std::int64_t date = properties.created.value_or(options_.fallback_date.value_or(kFixedDate));
    lxw_doc_properties library{};
    library.title = optional_text(properties.title);
    library.author = optional_text(properties.author);
    library.subject = optional_text(properties.subject);
    library.keywords = optional_text(properties.keywords);
    // Without a date above 0 the library asks the clock.
    library.created = static_cast<time_t>(date > 0 ? date : kFixedDate);
    outcome_.check(workbook_set_properties(workbook, &library));
  }

  void write_sheet(const Sheet& sheet, lxw_workbook* workbook, FormatWriter& formats) {
    if (outcome_.failed()) return;
    lxw_worksheet* const worksheet = workbook_add_worksheet(workbook, sheet.name.c_str());
    if (worksheet == nullptr) {
      outcome_.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
      return;
    }
    write_columns(sheet, worksheet, outcome_);
    CellWriter(sheet, worksheet, formats, outcome_).write();
    write_validations(sheet, worksheet, lists_, outcome_);
    write_charts(sheet, workbook, worksheet, outcome_);
    write_setup(sheet, worksheet, outcome_);
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
  const std::string& shown_path_;
  ListSheet lists_;
  Outcome outcome_;
  std::uint64_t part_bytes_ = 0;
};

}  // namespace

bool write_xlsx(const Workbook& workbook, const XlsxOptions& options, diagnostics::DiagnosticSink& sink) {
  return XlsxWriter(workbook, options, sink).write();
}

}  // namespace gongwen::xlsx
