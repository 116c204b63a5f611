#include "resources/journal.h"

#include "diagnostics/catalogue/resources.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::size_t kBlock = std::size_t{256} << 10;

/// The hidden path beside the old journal under which a new one is written.
std::string hidden_path(const std::string& path) {
  const std::size_t name = path.rfind('/') + 1;
  return path.substr(0, name) + ".gongwen-batch-" + path.substr(name);
}

/// Returns the number of bytes read, which is less than requested only at the end of the file; -1 on an error.
ssize_t read_at(int file, char* to, std::size_t size, std::uint64_t offset) {
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::pread(file, to + filled, size - filled, static_cast<off_t>(offset + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return static_cast<ssize_t>(filled);
}

std::error_code write_at(int file, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error();
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

/// The length of the bytes up to the last line end.
std::uint64_t whole_lines(int file, std::uint64_t size) {
  std::string block;
  while (size > 0) {
    const std::size_t length = static_cast<std::size_t>(std::min<std::uint64_t>(size, kBlock));
    block.resize(length);
    if (read_at(file, block.data(), length, size - length) != static_cast<ssize_t>(length)) return 0;
    const std::size_t end = block.rfind('\n');
    if (end != std::string::npos) return size - length + end + 1;
    size -= length;
  }
  return 0;
}

}  // namespace

base::Reported Journal::fail(std::error_code error, DiagnosticSink& sink) const {
  sink.report(messages::ResourcesUnwritable, Origin{}, path_, error.message());
  return base::kReported;
}

base::Expected<Journal> Journal::open(const std::string& path, JournalStart start, DiagnosticSink& sink) {
  Journal journal(path, FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)), 0);
  if (!journal.file_) {
    if (errno != ENOENT) return journal.fail(last_error(), sink);
    sink.report(messages::ResourcesNoFolder, Origin{}, path);
    return base::kReported;
  }
  struct stat status {};
  if (::fstat(journal.file_.number(), &status) != 0) return journal.fail(last_error(), sink);
  if (!S_ISREG(status.st_mode)) return journal.fail(std::make_error_code(std::errc::invalid_argument), sink);
  // No other run may write into it at the same time; file systems without locks cannot prevent that.
  if (::flock(journal.file_.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return journal.fail(std::make_error_code(std::errc::device_or_resource_busy), sink);
  }
  // Left by a run that was killed while it rewrote the journal.
  ::unlink(hidden_path(path).c_str());
  if (start == JournalStart::GoOn) {
    journal.size_ = whole_lines(journal.file_.number(), static_cast<std::uint64_t>(status.st_size));
  }
  if (::ftruncate(journal.file_.number(), static_cast<off_t>(journal.size_)) != 0)
    return journal.fail(last_error(), sink);
  return journal;
}

bool Journal::read(const std::function<void(std::string_view, JournalPlace)>& visit, DiagnosticSink& sink) const {
  std::string block;
  std::uint64_t begin = 0;  // of `block` in the file
  while (begin + block.size() < size_) {
    const std::size_t kept = block.size();
    const auto more = static_cast<std::size_t>(std::min<std::uint64_t>(size_ - begin - kept, kBlock));
    block.resize(kept + more);
    if (read_at(file_.number(), block.data() + kept, more, begin + kept) != static_cast<ssize_t>(more)) {
      sink.report(messages::ResourcesUnreadable, Origin{}, path_, last_error().message());
      return false;
    }
    std::size_t from = 0;
    for (std::size_t end = block.find('\n', kept); end != std::string::npos; end = block.find('\n', from)) {
      visit(std::string_view(block).substr(from, end - from), {begin + from, static_cast<std::uint32_t>(end - from)});
      from = end + 1;
    }
    begin += from;
    block.erase(0, from);
  }
  return true;
}

std::string Journal::line(JournalPlace place) const {
  std::string text(place.length, '\0');
  const ssize_t count = read_at(file_.number(), text.data(), text.size(), place.offset);
  return count == static_cast<ssize_t>(text.size()) ? text : std::string();
}

base::Expected<JournalPlace> Journal::add(std::string_view line, DiagnosticSink& sink) {
  std::string whole(line);
  whole.push_back('\n');
  if (const std::error_code error = write_at(file_.number(), whole, size_)) {
    // Remove what was written of the line; if that fails too, the next opening does it.
    [[maybe_unused]] const int ignored = ::ftruncate(file_.number(), static_cast<off_t>(size_));
    return fail(error, sink);
  }
  const JournalPlace place{size_, static_cast<std::uint32_t>(line.size())};
  size_ += whole.size();
  return place;
}

bool Journal::keep_only(const std::vector<JournalPlace>& lines, DiagnosticSink& sink) {
  const std::string hidden = hidden_path(path_);
  FileDescriptor file(::open(hidden.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  const auto give_up = [&](std::error_code error) {
    ::unlink(hidden.c_str());
    fail(error, sink);
    return false;
  };
  if (!file) return give_up(last_error());
  ::flock(file.number(), LOCK_EX | LOCK_NB);
  std::uint64_t size = 0;
  std::string block;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    block += line(lines[i]);
    block.push_back('\n');
    if (block.size() < kBlock && i + 1 < lines.size()) continue;
    if (const std::error_code error = write_at(file.number(), block, size)) return give_up(error);
    size += block.size();
    block.clear();
  }
  if (std::rename(hidden.c_str(), path_.c_str()) != 0) return give_up(last_error());
  file_ = std::move(file);
  size_ = size;
  return true;
}

}  // namespace gongwen::resources
