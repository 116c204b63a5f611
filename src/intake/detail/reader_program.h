// One running `gongwen-reader`, as seen by the program that started it.
#pragma once

#include "base/stop_check.h"
#include "intake/wire.h"
#include "resources/file_descriptor.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/types.h>

namespace gongwen::intake {

class ReaderProgram {
 public:
  /// Returns null if it cannot be started; `error` has the reason.
  static std::unique_ptr<ReaderProgram> start(const std::string& path, std::error_code& error);
  ReaderProgram(const ReaderProgram&) = delete;
  ReaderProgram& operator=(const ReaderProgram&) = delete;
  /// Kills the program. Does nothing in a forked copy of the process that started it.
  ~ReaderProgram();

  /// Whether this process started it; a forked copy must not use the same channel.
  bool is_own() const;

  struct Outcome {
    Exchange exchange = Exchange::Ended;
    ReadAnswer answer = {};  // valid only if the exchange is done
  };
  Outcome ask(ReadRequest request, std::string_view bytes, const base::StopCheck* stop);

  /// Kills the program after a failed exchange. Returns its wait status, or nullopt if unknown.
  std::optional<int> end();

 private:
  ReaderProgram(pid_t program, resources::FileDescriptor socket, std::optional<resources::SharedMemory> shared);

  pid_t starter_;
  pid_t program_;
  resources::FileDescriptor handle_;  // process handle, because the process ID may be reused after it has ended
  MessageChannel channel_;
  std::optional<resources::SharedMemory> shared_;
  bool ended_ = false;
};

}  // namespace gongwen::intake
