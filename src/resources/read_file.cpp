#include "resources/read_file.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/resources.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {

bool MemoryFile::open(diagnostics::DiagnosticSink& sink) {
  file_ = FileDescriptor(::memfd_create(name_.c_str(), MFD_CLOEXEC));
  if (file_) return true;
  sink.report(diagnostics::messages::ResourcesUnwritable, diagnostics::Origin{}, name_, last_error().message());
  return false;
}

bool MemoryFile::write(std::string_view bytes, diagnostics::DiagnosticSink& sink) const {
  const std::error_code error = write_all(file_.number(), bytes);
  if (error) sink.report(diagnostics::messages::ResourcesUnwritable, diagnostics::Origin{}, name_, error.message());
  return !error;
}

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(file_.number()); }

std::string MemoryFile::read(diagnostics::DiagnosticSink& sink) const {
  ReadLimits limits;
  limits.max_bytes = std::numeric_limits<std::size_t>::max() - 1;
  base::Expected<std::string> bytes = read_bytes(path(), limits, sink);
  return bytes ? *std::move(bytes) : std::string();
}

diagnostics::SourceId SourceStore::add(std::string name, std::string text, diagnostics::LineColumn start) {
  return add_cells(std::move(name), std::move(text), {}, start);
}

diagnostics::SourceId SourceStore::add_cells(std::string name, std::string text, std::vector<CellAt> cells,
                                             diagnostics::LineColumn start) {
  const std::lock_guard lock(mutex_);
  sources_.push_back({std::move(name), std::move(text), start, std::move(cells)});
  return diagnostics::SourceId(first_ + sources_.size() - 1);
}

void SourceStore::fill(diagnostics::SourceId reserved, std::string name, std::string text, std::vector<CellAt> cells) {
  const std::lock_guard lock(mutex_);
  Source& source = sources_[reserved.index() - first_];
  source.name = std::move(name);
  source.text = std::move(text);
  source.cells = std::move(cells);
}

std::size_t SourceStore::next_id() const {
  const std::lock_guard lock(mutex_);
  return first_ + sources_.size();
}

const SourceStore::Source* SourceStore::find(diagnostics::SourceId source) const {
  if (source && source.index() < first_) return below_->find(source);
  const std::lock_guard lock(mutex_);
  const std::size_t index = source.index() - first_;
  return source && index < sources_.size() ? &sources_[index] : nullptr;
}

std::string_view SourceStore::source_name(diagnostics::SourceId source) const {
  const Source* found = find(source);
  return found == nullptr ? std::string_view() : found->name;
}

std::string_view SourceStore::source_text(diagnostics::SourceId source) const {
  const Source* found = find(source);
  return found == nullptr ? std::string_view() : found->text;
}

diagnostics::LineColumn SourceStore::source_start(diagnostics::SourceId source) const {
  const Source* found = find(source);
  return found == nullptr ? diagnostics::LineColumn() : found->start;
}

std::string_view SourceStore::source_cell(diagnostics::SourceId source, std::size_t offset) const {
  const Source* found = find(source);
  if (found == nullptr) return {};
  const auto after = std::upper_bound(found->cells.begin(), found->cells.end(), offset,
                                      [](std::size_t place, const CellAt& cell) { return place < cell.begin; });
  return after == found->cells.begin() ? std::string_view() : std::prev(after)->cell;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

void report_open_failure(const std::string& path, std::error_code error, DiagnosticSink& sink) {
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
    sink.report(messages::ResourcesNotFound, Origin{}, path);
  } else {
    sink.report(messages::ResourcesUnreadable, Origin{}, path, error.message());
  }
}

/// Reads to the end. The size of a file is known beforehand; for a pipe the text grows as bytes arrive.
base::Expected<std::string> read_all(int descriptor, const std::string& name, const ReadLimits& limits,
                                     DiagnosticSink& sink) {
  struct stat status {};
  // Large enough to be allocated outside the string object, since moving a short string would leave a copy of what may
  // be a secret.
  constexpr std::size_t kOutside = 64;
  std::string bytes;
  bytes.reserve(kOutside);
  if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    sink.report(messages::ResourcesIsFolder, Origin{}, name);
    return base::kReported;
  }
  // Files of the system, such as those in /proc, report size 0. One byte more detects the end.
  std::size_t expected =
      S_ISREG(status.st_mode) && status.st_size > 0 ? static_cast<std::size_t>(status.st_size) + 1 : 0;
  std::size_t filled = 0;
  while (true) {
    if (filled == bytes.size()) {
      constexpr std::size_t kUnknownSize = std::size_t{64} * 1024;
      const std::size_t room = expected != 0 ? expected : std::max(filled * 2, kUnknownSize);
      bytes.resize(std::min(room, limits.max_bytes + 1));
      expected = 0;
    }
    const ssize_t count = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      sink.report(messages::ResourcesUnreadable, Origin{}, name, last_error().message());
      return base::kReported;
    }
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
    if (filled > limits.max_bytes) {
      sink.report(messages::ResourcesTooLarge, Origin{}, name, limits.max_bytes >> 20);
      return base::kReported;
    }
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace

base::Expected<std::string> read_open_file(const FileDescriptor& file, const std::string& path,
                                           const ReadLimits& limits, DiagnosticSink& sink) {
  return read_all(file.number(), path, limits, sink);
}

base::Expected<std::string> read_bytes(const std::string& path, const ReadLimits& limits, DiagnosticSink& sink) {
  if (path == "-") return read_all(STDIN_FILENO, "<stdin>", limits, sink);
  if (path.find('\0') != std::string::npos) {
    report_open_failure(path, std::make_error_code(std::errc::no_such_file_or_directory), sink);
    return base::kReported;
  }
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    report_open_failure(path, last_error(), sink);
    return base::kReported;
  }
  return read_all(file.number(), path, limits, sink);
}

base::Expected<diagnostics::SourceId> read_text(const std::string& path, const ReadLimits& limits, SourceStore& store,
                                                DiagnosticSink& sink, std::string shown) {
  base::Expected<std::string> bytes = read_bytes(path, limits, sink);
  if (!bytes) return base::kReported;
  const std::string name = path == "-" ? "<stdin>" : shown.empty() ? path : std::move(shown);
  return add_text(name, *std::move(bytes), store, sink);
}

base::Expected<diagnostics::SourceId> add_text(const std::string& name, std::string text, SourceStore& store,
                                               DiagnosticSink& sink, diagnostics::LineColumn start) {
  if (const auto bad = base::find_invalid_utf8(text)) {
    sink.report(messages::ResourcesNotUtf8, Origin{}, name,
                diagnostics::line_column_at(text, *bad).line + start.line - 1);
    return base::kReported;
  }
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  return store.add(name, std::move(text), start);
}

}  // namespace gongwen::resources
