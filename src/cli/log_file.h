// LogFile: the destination of a service's log: the standard error stream, or a file that is opened again after
// rotation.
//   LogFile log; if (auto error = log.open("/var/log/gongwen/service.log")) …; log.write(LogLevel::Info, members);
#pragma once

#include "resources/file_descriptor.h"
#include "service/log.h"

#include <string>
#include <system_error>

namespace gongwen::cli {

class LogFile {
 public:
  /// Appends to this file from now on; a missing file is created, readable for the user and the group (0640).
  std::error_code open(const std::string& path);
  /// Opens the file of the same name again, which may be a new one. If that fails, the log continues in the former file
  /// and records the failure.
  void open_again();
  /// Writes `{"time":"2026-03-20T01:15:00.042Z","level":"info","event":…}` and a line end, in one piece. The time is
  /// the system's, by which logs of several programs are compared, even if SOURCE_DATE_EPOCH is set. Lines that cannot
  /// be written are lost: a full disk must not stop the service.
  void write(service::LogLevel level, base::Json members) const;

 private:
  std::string path_;
  resources::FileDescriptor file_;
};

}  // namespace gongwen::cli
