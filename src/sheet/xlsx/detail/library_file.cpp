#include "sheet/xlsx/detail/library_file.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/xlsx.h"
#include "sheet/formula.h"
#include "sheet/limits.h"
#include "sheet/page_setup.h"
#include "sheet/xlsx/detail/join_package.h"
#include "sheet/xlsx/detail/sheet_writers.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <limits>
#include <mutex>
#include <set>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace gongwen::xlsx {
namespace {

constexpr std::uint64_t kBytesPerWorkbook = 64 * 1024;  // styles, theme, properties
constexpr std::uint64_t kBytesPerRow = 96;
constexpr std::uint64_t kBytesPerCell = 64;
constexpr std::uint64_t kUsualPacking = 8;

/// Escaping lengthens characters: `&` becomes `&amp;`.
constexpr std::uint64_t kBytesPerTextByte = 2;

std::uint64_t text_bytes(const sheet::Sheet& sheet) {
  std::uint64_t bytes = 0;
  for (const sheet::Cell& cell : sheet.cells) {
    if (const auto* text = std::get_if<sheet::Text>(&cell.value)) bytes += text->text.size();
  }
  for (const sheet::TextRuns& runs : sheet.rich_texts) {
    for (const sheet::TextRun& run : runs) bytes += run.text.size() + 256;  // with its font
  }
  for (const sheet::FormulaText& formula : sheet.formulas) bytes += formula.expression.size();
  return bytes * kBytesPerTextByte;
}

std::uint64_t whole_megabytes(std::uint64_t bytes) { return (bytes + 1'048'575) / 1'048'576; }

}  // namespace

RoomNeeded estimate_room(const sheet::Workbook& workbook) {
  std::uint64_t bytes = kBytesPerWorkbook + workbook.formats.size() * 1024 + workbook.given.size() * kBytesPerTextByte;
  for (const std::vector<std::string>& row : workbook.layout_rows) bytes += row.size() * kBytesPerCell;
  for (const sheet::DefinedName& name : workbook.names) bytes += 2048 + name.choices.size() * 1024;
  for (const sheet::Sheet& sheet : workbook.sheets) {
    std::uint64_t cells = sheet.cells.size();
    for (const sheet::Merge& merge : sheet.merges) {
      cells += std::uint64_t{merge.range.row_count()} * merge.range.column_count();
    }
    bytes += sheet.rows.size() * kBytesPerRow + cells * kBytesPerCell + text_bytes(sheet);
    bytes += (sheet.validations.size() + sheet.links.size()) * 4096;
    for (const sheet::Chart& chart : sheet.charts)
      bytes += 16'384 + std::uint64_t{chart.labels.row_count()} * (chart.series.size() + 1) * 256;
    for (const sheet::Picture& picture : sheet.pictures) bytes += 4096 + picture.file.size();
    bytes += sheet.marks.size() * 4096;
  }
  return {bytes, bytes / kUsualPacking};
}

std::optional<std::uint64_t> free_bytes(const std::string& path) {
  struct statvfs status {};
  // Some file systems do not report a size.
  if (::statvfs(path.c_str(), &status) != 0 || status.f_blocks == 0) return std::nullopt;
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

bool check_room(std::optional<std::uint64_t> free, std::uint64_t needed, const std::string& shown_path,
                diagnostics::DiagnosticSink& sink) {
  if (!free || *free >= needed) return true;
  sink.report(diagnostics::messages::XlsxNoSpace, diagnostics::Origin{}, shown_path, whole_megabytes(needed),
              *free / 1'048'576);
  return false;
}

namespace {

using sheet::CellRange;
using sheet::Sheet;
using sheet::Workbook;

/// Each choice takes two columns in the map of fields.
constexpr std::size_t kMaxMappedChoices = 1'000;

/// Whether a text is valid UTF-8, allowed in XML and not too long.
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

  /// Excel "repairs" tables whose heads are empty, occur twice or differ from their cells.
  void check_table(const Sheet& sheet, const sheet::ListTable& table) {
    const CellRange& range = table.range;
    check(sheet::is_valid_table_name(table.name), "name of the table " + table.name);
    check(names_.insert(base::ascii_lowercase(table.name)).second, "two names " + table.name);
    check(is_range(range) && range.row_count() >= (table.has_total ? 3U : 2U), "range of the table " + table.name);
    check(table.columns.empty() || table.columns.size() == range.column_count(), "columns of the table " + table.name);
    check(!sheet.filter, "a table and a filter");
    for (const sheet::Merge& merge : sheet.merges) {
      const bool apart = merge.range.last.row < range.first.row || range.last.row < merge.range.first.row ||
                         merge.range.last.column < range.first.column || range.last.column < merge.range.first.column;
      check(apart, "merged cells in the table " + table.name);
    }
    for (const sheet::TableColumn& column : table.columns) {
      check(is_clean(column.head, sheet::kMaxTableHeadUnits), "heading of a table");
      check(is_clean(column.formula, sheet::kMaxFormulaUnits), "formula of a table");
    }
    check_heads(sheet, table);
  }

  /// If a sheet is written in parts, its rows are gone by now; the table has its heads.
  void check_heads(const Sheet& sheet, const sheet::ListTable& table) {
    std::vector<std::string> texts;
    if (!table.columns.empty()) {
      for (const sheet::TableColumn& column : table.columns) texts.push_back(column.head);
    } else if (!error_ && table.range.first.row < sheet.rows.size()) {
      for (const sheet::Cell& cell : sheet.cells_of(sheet.rows[table.range.first.row])) {
        const auto* const text = std::get_if<sheet::Text>(&cell.value);
        const bool is_inside = cell.column >= table.range.first.column && cell.column <= table.range.last.column;
        if (is_inside && text != nullptr) texts.emplace_back(text->text);
      }
    }
    std::set<std::string> heads;
    for (const std::string& text : texts) {
      check(!text.empty() && sheet::utf16_length(text) <= sheet::kMaxTableHeadUnits, "heading of a table");
      check(heads.insert(base::ascii_lowercase(text)).second, "two headings of a table");
    }
    check(heads.size() == table.range.column_count(), "headings of the table " + table.name);
  }

  void check_names() {
    for (const sheet::DefinedName& name : workbook_.names) {
      check(sheet::is_valid_defined_name(name.name), "defined name " + name.name);
      check(names_.insert(base::ascii_lowercase(name.name)).second, "two names " + name.name);
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
    for (const std::string* text :
         {&properties.title, &properties.author, &properties.subject, &properties.keywords, &properties.category}) {
      check(is_clean(*text, sheet::kMaxPropertyUnits), "document properties");
    }
    if (!workbook_.stamp) return;
    const forms::FormStamp& stamp = *workbook_.stamp;
    for (const std::string* text : {&stamp.kind, &stamp.edition, &stamp.hash, &stamp.given, &stamp.receipt}) {
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
    for (const sheet::ConditionalFormat& mark : sheet.marks) check(is_range(mark.range), "range of a mark");
    for (const sheet::Picture& picture : sheet.pictures) {
      check(is_range({picture.place, picture.place}) && !picture.file.empty() && picture.width > base::LayoutUnit() &&
                picture.height > base::LayoutUnit() && is_clean(picture.description, sheet::kMaxPropertyUnits),
            "picture");
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
    check(runs.size() >= 2 && runs.size() <= sheet::kMaxTextRuns && units <= sheet::kMaxTextUnits, "rich text");
  }

  /// Merges are sorted by first cell, so each must be compared only with those that are still open.
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
    if (!list->source.empty()) return check(!sheet::check_formula(list->source), "source of a list");
    check(!list->choices.empty() && list->choices.size() <= sheet::kMaxRows, "choices of a validation");
    for (const std::string& choice : list->choices) {
      check(!choice.empty() && is_clean(choice, sheet::kMaxTextUnits), "choice of a validation");
    }
  }

  void check_chart(const sheet::Chart& chart) {
    origin_ = chart.origin;
    check(is_range(chart.labels) && is_range({chart.place, chart.place}) && !chart.series.empty(), "range of a chart");
    for (const sheet::ChartSeries& series : chart.series) {
      check(is_range(series.values) && is_range({series.name, series.name}), "range of a chart's series");
    }
    check(is_clean(chart.title, sheet::kMaxPropertyUnits) && is_clean(chart.description, sheet::kMaxPropertyUnits),
          "text of a chart");
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
    if (sheet.table) check_table(sheet, *sheet.table);
    check(sheet.frozen.rows < sheet::kMaxRows && sheet.frozen.columns < sheet::kMaxColumns, "frozen panes");
    const auto breaks =
        std::count_if(sheet.rows.begin(), sheet.rows.end(), [](const sheet::Row& row) { return row.breaks_page; });
    check(static_cast<std::size_t>(breaks) <= sheet::kMaxPageBreaks, "number of page breaks");
  }

  const Workbook& workbook_;
  std::set<std::string> names_;  // of tables and of cells
  std::optional<WorkbookError> error_;
  diagnostics::OriginId origin_;
};

}  // namespace

std::optional<WorkbookError> find_workbook_error(const Workbook& workbook) {
  return WorkbookErrorFinder(workbook).find();
}

#define GONGWEN_LOADED_LIBRARY GONGWEN_XLSXWRITER_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "sheet/xlsx/detail/library_functions.def"
#include "base/loaded_functions.inc"

void (*worksheet_print_black_and_white)(lxw_worksheet*) = nullptr;

const std::optional<base::LibraryError>& load_library() {
  static const std::optional<base::LibraryError> error = [] {
    // An error only means that this release of the library does not have the function.
    base::LoadedLibrary(GONGWEN_XLSXWRITER_LIBRARY)
        .find("worksheet_print_black_and_white", worksheet_print_black_and_white);
    return find_loaded_functions();
  }();
  return error;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

/// 1 January 2000, as in PDFs: for workbooks without any date.
constexpr std::int64_t kFixedDate = 946'684'800;
/// ZIP archives without extensions end at 4 GiB.
constexpr std::uint64_t kMaxPlainArchive = 0xFFFF'FFFF;

/// The library converts the date of a workbook with gmtime(), whose result buffer is shared by the whole process.
/// Workbooks with the same date may be closed at the same time, since all write the same values; others wait in order
/// of arrival.
class DateTurn {
 public:
  explicit DateTurn(std::int64_t date) {
    Queue& queue = shared();
    std::unique_lock lock(queue.mutex);
    const std::uint64_t ticket = queue.next++;
    queue.changed.wait(lock, [&] { return ticket == queue.serving && (queue.closing == 0 || queue.date == date); });
    ++queue.serving;
    ++queue.closing;
    queue.date = date;
    queue.changed.notify_all();
  }
  ~DateTurn() {
    Queue& queue = shared();
    const std::lock_guard lock(queue.mutex);
    --queue.closing;
    queue.changed.notify_all();
  }
  DateTurn(const DateTurn&) = delete;
  DateTurn& operator=(const DateTurn&) = delete;

 private:
  struct Queue {
    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t next = 0;
    std::uint64_t serving = 0;
    std::size_t closing = 0;
    std::int64_t date = 0;  // of the workbooks being closed
  };
  static Queue& shared() {
    static Queue queue;
    return queue;
  }
};

}  // namespace

lxw_error close_workbook(LibraryWorkbook workbook, std::int64_t date) {
  const DateTurn turn(date);
  // Closing frees the workbook even if it fails.
  return workbook_close(workbook.release());
}

namespace {

std::string error_text(int error) { return std::generic_category().message(error); }

}  // namespace

LibraryFile::LibraryFile(const XlsxOptions& options, diagnostics::DiagnosticSink& sink)
    : options_(options),
      sink_(sink),
      shown_path_(options.shown_path.empty() ? options.path : options.shown_path),
      folder_(options.temporary_folder) {}

bool LibraryFile::check_places(const RoomNeeded& room, Keeping keeping) {
  part_bytes_ = room.part_bytes;
  const std::string folder = temporary_folder();
  const std::uint64_t folder_bytes = keeping == Keeping::Rows ? room.file_bytes : room.part_bytes;
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
  const bool has_room = check_room(free_bytes(folder), folder_bytes, folder, sink_) &&
                        check_room(free_bytes(options_.path), room.file_bytes, shown_path_, sink_);
  if (!has_room) remove();
  return has_room;
}

base::Expected<LibraryWorkbook> LibraryFile::open() {
  if (const auto& error = load_library()) {
    report(error->reason);
    return base::kReported;
  }
  if (!parts_.open(sink_)) return base::kReported;
  lxw_workbook_options options{};
  options.tmpdir = optional_text(folder_);
  options.use_zip64 = part_bytes_ > kMaxPlainArchive ? LXW_TRUE : LXW_FALSE;
  const std::string path = parts_.path();
  LibraryWorkbook workbook(workbook_new_opt(path.c_str(), &options));
  if (workbook == nullptr) {
    report(LXW_ERROR_MEMORY_MALLOC_FAILED);
    return base::kReported;
  }
  return workbook;
}

lxw_worksheet* LibraryFile::add_sheet(lxw_workbook* workbook, const std::string& name) {
  lxw_worksheet* const worksheet = workbook_add_worksheet(workbook, name.c_str());
  if (worksheet == nullptr) report(LXW_ERROR_MEMORY_MALLOC_FAILED);
  return worksheet;
}

SheetRows* LibraryFile::add_rows(const sheet::Workbook& model, std::size_t index) {
  auto rows = std::make_unique<SheetRows>(index + 1, date_, temporary_folder(), model.sheets.front());
  if (const std::error_code error = rows->open()) {
    sink_.report(messages::XlsxTemporaryFolder, Origin{}, temporary_folder(), error.message());
    return nullptr;
  }
  return rows_.emplace_back(std::move(rows)).get();
}

void LibraryFile::add_fitting_rows(FittingRows rows) {
  if (!rows.rows.empty()) fitting_.push_back(std::move(rows));
}

bool LibraryFile::write_rows(SheetRows& rows, const sheet::Workbook& model, const sheet::Sheet& sheet,
                             std::uint32_t first_row, const base::StopCheck* stop_check) {
  const std::string error = rows.add(model, sheet, first_row, stop_check);
  return error.empty() || report(error);
}

bool LibraryFile::close(LibraryWorkbook workbook, const Outcome& outcome) {
  if (outcome.failed()) return report(outcome.error());
  std::vector<PackedRows> packed;
  for (const std::unique_ptr<SheetRows>& rows : rows_) {
    if (const std::string error = rows->finish(); !error.empty()) return report(error);
    packed.push_back(rows->rows());
  }
  if (const lxw_error error = close_workbook(std::move(workbook), date_); error != LXW_NO_ERROR) return report(error);
  const std::string error = join_package(parts_.path(), packed, fitting_, options_.path);
  return error.empty() || report(error);
}

void LibraryFile::remove() const { std::remove(options_.path.c_str()); }

bool LibraryFile::report(std::string_view error) {
  sink_.report(messages::XlsxLibrary, Origin{}, shown_path_, error);
  return false;
}

void LibraryFile::write_properties(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome) {
  const sheet::DocumentProperties& properties = model.properties;
  const std::int64_t date = properties.created.value_or(options_.fallback_date.value_or(kFixedDate));
  std::string stamp = model.stamp ? forms::stamp_line(*model.stamp) : std::string();
  stamp.resize(sheet::first_utf16_units(stamp, sheet::kMaxPropertyUnits).size());
  lxw_doc_properties library{};
  library.title = optional_text(properties.title);
  library.author = optional_text(properties.author);
  library.subject = optional_text(properties.subject);
  library.category = optional_text(properties.category);
  library.keywords = optional_text(properties.keywords);
  library.comments = optional_text(stamp);
  // Without a positive date, the library would use the clock.
  date_ = date > 0 ? date : kFixedDate;
  library.created = static_cast<time_t>(date_);
  outcome.check(workbook_set_properties(workbook, &library));
  if (model.stamp) write_stamp_properties(*model.stamp, workbook, outcome);
}

}  // namespace gongwen::xlsx
