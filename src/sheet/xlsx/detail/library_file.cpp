#include "sheet/xlsx/detail/library_file.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/xlsx.h"
#include "package/zip_archive.h"
#include "resources/deflate.h"
#include "resources/file_descriptor.h"
#include "sheet/formula.h"
#include "sheet/limits.h"
#include "sheet/page_setup.h"
#include "sheet/xlsx/detail/sheet_writers.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <limits>
#include <mutex>
#include <new>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <stdio_ext.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <zlib.h>

namespace gongwen::xlsx {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10;
constexpr std::string_view kNoRows = "<sheetData></sheetData>";
constexpr std::string_view kRowsStart = "<sheetData>";
/// The archive was made by this process, so limits are not needed.
constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
constexpr package::ZipLimits kNoLimits{kAny, kAny, kAny};
constexpr const char* kNotJoined = "the archive cannot be put together";

class RowJoin {
 public:
  RowJoin(std::span<const std::unique_ptr<PackedRows>> rows, resources::FileDescriptor target)
      : rows_(rows), target_(std::move(target)) {}

  std::string write(package::ZipArchive& parts) {
    for (const std::string& name : parts.names()) {
      const std::optional<PackedEntry> rows = rows_of(name);
      if (!(rows ? put_rows(parts, name, *rows) : copy(parts, name))) return error_;
    }
    if (put(zip_.end()) && ::close(target_.release()) != 0) error_ = resources::last_error().message();
    return error_;
  }

 private:
  std::optional<PackedEntry> rows_of(const std::string& name) const {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&name](const std::unique_ptr<PackedRows>& rows) {
      return name == "xl/worksheets/sheet" + std::to_string(rows->sheet()) + ".xml";
    });
    if (found == rows_.end() || (*found)->rows().length == 0) return std::nullopt;
    return (*found)->rows();
  }

  bool fail(std::string error) {
    error_ = std::move(error);
    return false;
  }
  bool put(std::string_view bytes) {
    const std::error_code error = resources::write_all(target_.number(), bytes);
    return !error || fail(error.message());
  }

  /// Copies an entry without decompressing it.
  bool copy(package::ZipArchive& parts, const std::string& name) {
    const std::optional<package::ZipEntry> entry = parts.packed(name);
    return entry ? put(zip_.entry(*entry)) : fail(kNotJoined);
  }

  bool put_rows(package::ZipArchive& parts, const std::string& name, const PackedEntry& rows) {
    const auto sheet = parts.read(name);
    const std::size_t found = sheet ? sheet->find(kNoRows) : std::string::npos;
    if (found == std::string::npos) return fail(kNotJoined);
    const std::string_view before = std::string_view(*sheet).substr(0, found + kRowsStart.size());
    const std::string_view after = std::string_view(*sheet).substr(before.size());
    const uLong joined = crc32_combine(resources::crc32(before), rows.check_sum, static_cast<z_off_t>(rows.length));
    const std::string start = resources::deflate_part(before);
    std::vector<char> room;
    const std::string_view end = resources::pack_blocks(after, room);
    const std::uint32_t sum = resources::crc32(after, static_cast<std::uint32_t>(joined));
    const package::ZipEntry entry{name, {}, sheet->size() + rows.length, sum, true};
    return put(zip_.header(entry, start.size() + rows.packed + end.size())) && put(start) && put_file(rows) && put(end);
  }

  bool put_file(const PackedEntry& rows) {
    std::vector<char> buffer(kBuffer);
    for (std::uint64_t at = 0; at < rows.packed;) {
      const std::span part(buffer.data(), std::min<std::uint64_t>(kBuffer, rows.packed - at));
      if (const std::error_code error = resources::read_at(rows.file, at, std::as_writable_bytes(part))) {
        return fail(error.message());
      }
      if (!put({part.data(), part.size()})) return false;
      at += part.size();
    }
    return true;
  }

  std::span<const std::unique_ptr<PackedRows>> rows_;
  resources::FileDescriptor target_;
  package::ZipWriter zip_;
  std::string error_;
};

}  // namespace

std::string join_rows(const std::string& parts, std::span<const std::unique_ptr<PackedRows>> rows,
                      const std::string& target) {
  const auto file = resources::MappedFile::open(parts);
  if (!file) return kNotJoined;
  auto archive =
      package::ZipArchive::open({reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()}, kNoLimits);
  if (!archive) return kNotJoined;
  resources::FileDescriptor out(::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  return out ? RowJoin(rows, std::move(out)).write(*archive) : resources::last_error().message();
}

namespace {

/// Long enough that losing references to the previous stretch costs hardly any compression.
constexpr std::size_t kStretch = std::size_t{512} << 10;
constexpr std::size_t kStreamRoom = std::size_t{32} << 10;

}  // namespace

base::Expected<std::unique_ptr<PackedRows>, std::error_code> PackedRows::open(lxw_worksheet* worksheet,
                                                                              const std::string& folder) {
  resources::FileDescriptor file = resources::open_unnamed_file(folder);
  if (!file) return base::Failure{resources::last_error()};
  std::unique_ptr<PackedRows> rows(new PackedRows(worksheet, std::move(file)));
  if (rows->stream_ == nullptr) return base::Failure{std::make_error_code(std::errc::not_enough_memory)};
  return rows;
}

PackedRows::PackedRows(lxw_worksheet* worksheet, resources::FileDescriptor file)
    : worksheet_(worksheet), sheet_(std::size_t{worksheet->index} + 1), file_(std::move(file)) {
  filling_.reserve(kStretch + kStreamRoom);
  stream_ = ::fopencookie(this, "w", {nullptr, &PackedRows::take, nullptr, nullptr});
  if (stream_ == nullptr) return;
  std::setvbuf(stream_, nullptr, _IOFBF, kStreamRoom);
  // Only one thread at a time writes rows; locking would cost a tenth of the library's time per cell.
  ::__fsetlocking(stream_, FSETLOCKING_BYCALLER);
  // AD-HOC: the library has no call for this. It appends each row to this stream once the next row starts, and on
  // closing copies its own original stream, which stays empty, into the sheet.
  worksheet->file = stream_;
}

PackedRows::~PackedRows() {
  if (stream_ != nullptr) std::fclose(stream_);
}

std::error_code PackedRows::finish() {
  lxw_worksheet_write_single_row(worksheet_);
  std::fflush(stream_);
  pack_filled();
  packing_.finish();
  return error_;
}

/// Called by the C library's stream, so it must not throw.
ssize_t PackedRows::take(void* self, const char* bytes, std::size_t size) {
  auto& rows = *static_cast<PackedRows*>(self);
  try {
    rows.add({bytes, size});
  } catch (const std::bad_alloc&) {
    rows.packing_.finish();
    rows.error_ = std::make_error_code(std::errc::not_enough_memory);
  }
  return static_cast<ssize_t>(size);
}

void PackedRows::add(std::string_view bytes) {
  filling_ += bytes;
  if (filling_.size() >= kStretch) pack_filled();
}

void PackedRows::pack_filled() {
  packing_.finish();
  std::swap(filling_, full_);
  filling_.clear();
  packing_ = base::SideTask(packer_, [this] { pack(full_); });
}

void PackedRows::pack(const std::string& text) {
  if (text.empty() || error_) return;
  const std::string packed = resources::deflate_part(text, resources::Effort::Usual);
  check_sum_ = resources::crc32(text, check_sum_);
  error_ = resources::write_at(file_.number(), packed_, std::as_bytes(std::span(packed)));
  length_ += text.size();
  packed_ += packed.size();
}

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
    for (const sheet::Chart& chart : sheet.charts) bytes += 16'384 + std::uint64_t{chart.values.row_count()} * 256;
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

/// Each takes two columns in the map of fields.
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
    for (const std::string* text : {&stamp.kind, &stamp.edition, &stamp.hash, &stamp.given}) {
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

#define GONGWEN_LOADED_LIBRARY GONGWEN_XLSXWRITER_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "sheet/xlsx/detail/library_functions.def"
#include "base/loaded_functions.inc"

const std::optional<base::LibraryError>& load_library() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
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

base::Expected<LibraryWorkbook> LibraryFile::open(Keeping keeping) {
  if (const auto& error = load_library()) {
    report(error->reason);
    return base::kReported;
  }
  if (keeping == Keeping::Rows && !parts_.emplace("workbook").open(sink_)) return base::kReported;
  lxw_workbook_options options{};
  options.constant_memory = keeping == Keeping::Rows ? LXW_TRUE : LXW_FALSE;
  options.tmpdir = optional_text(folder_);
  options.use_zip64 = part_bytes_ > kMaxPlainArchive ? LXW_TRUE : LXW_FALSE;
  const std::string path = parts_ ? parts_->path() : options_.path;
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
  if (worksheet == nullptr || !parts_) return worksheet;
  auto rows = PackedRows::open(worksheet, temporary_folder());
  if (!rows) {
    sink_.report(messages::XlsxTemporaryFolder, Origin{}, temporary_folder(), rows.error().message());
    return nullptr;
  }
  rows_.push_back(*std::move(rows));
  return worksheet;
}

bool LibraryFile::close(LibraryWorkbook workbook, const Outcome& outcome) {
  if (outcome.failed()) return report(outcome.error());
  for (const std::unique_ptr<PackedRows>& rows : rows_) {
    if (const std::error_code error = rows->finish()) return report(error.message());
  }
  if (!close_library(std::move(workbook))) return false;
  if (!parts_) return true;
  const std::string error = join_rows(parts_->path(), rows_, options_.path);
  return error.empty() || report(error);
}

bool LibraryFile::close_library(LibraryWorkbook workbook) {
  const DateTurn turn(date_);
  // Closing frees the workbook even if it fails.
  const lxw_error error = workbook_close(workbook.release());
  return error == LXW_NO_ERROR || report(error);
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
  library.keywords = optional_text(properties.keywords);
  library.comments = optional_text(stamp);
  // Without a positive date, the library would use the clock.
  date_ = date > 0 ? date : kFixedDate;
  library.created = static_cast<time_t>(date_);
  outcome.check(workbook_set_properties(workbook, &library));
  if (model.stamp) write_stamp_properties(*model.stamp, workbook, outcome);
}

}  // namespace gongwen::xlsx
