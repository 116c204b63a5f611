#include "xlsx/detail/library_file.h"

#include "diagnostics/catalogue/xlsx.h"
#include "sheet/limits.h"
#include "xlsx/detail/sheet_writers.h"

#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace gongwen::xlsx {

#define GONGWEN_LOADED_LIBRARY GONGWEN_XLSXWRITER_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "xlsx/detail/library_functions.def"
#include "base/loaded_functions.inc"

const std::optional<base::LibraryError>& load_library() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

/// 1 January 2000, as in PDFs: for workbooks that have no date at all.
constexpr std::int64_t kFixedDate = 946'684'800;
/// A zip archive without extensions ends at 4 GiB.
constexpr std::uint64_t kMaxPlainArchive = 0xFFFF'FFFF;

/// The library takes the date of a workbook apart by gmtime(), whose result is one for the whole process. Workbooks of
/// one date may be closed at once, since each writes the same; those of another date wait, in the order in which they
/// came.
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
    std::int64_t date = 0;  // of those that are being closed
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
  // Closing frees the workbook, whatever comes of it.
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
  // Without a date above 0 the library asks the clock.
  date_ = date > 0 ? date : kFixedDate;
  library.created = static_cast<time_t>(date_);
  outcome.check(workbook_set_properties(workbook, &library));
  if (model.stamp) write_stamp_properties(*model.stamp, workbook, outcome);
}

}  // namespace gongwen::xlsx
