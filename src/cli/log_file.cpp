#include "cli/log_file.h"

#include "base/date.h"
#include "base/format.h"
#include "resources/environment.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace gongwen::cli {

using service::LogLevel;

std::error_code LogFile::open(const std::string& path) {
  constexpr mode_t kMode = 0640;
  resources::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, kMode));
  if (!file) return {errno, std::generic_category()};
  file_ = std::move(file);
  path_ = path;
  return {};
}

void LogFile::open_again() {
  if (path_.empty()) return;
  if (const std::error_code error = open(path_)) {
    base::Json line = base::Json::object();
    line.set("event", "log-not-opened").set("reason", error.message());
    write(LogLevel::Error, std::move(line));
  }
}

void LogFile::write(LogLevel level, base::Json members) const {
  constexpr std::int64_t kMilliseconds = 1'000;
  const std::int64_t now = resources::system_clock_milliseconds();
  std::string second = base::format_moment(now / kMilliseconds);
  second.pop_back();  // Z
  base::Json line = base::Json::object();
  line.set("time", fmt::format("{}.{:03}Z", second, now % kMilliseconds));
  line.set("level", service::log_level_name(level)).append(std::move(members));
  static_cast<void>(resources::write_all(file_ ? file_.number() : STDERR_FILENO, line.text() + '\n'));
}

}  // namespace gongwen::cli
