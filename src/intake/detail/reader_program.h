// One running `gongwen-reader`, from the side of the program that started it.
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
  /// Null when it cannot be started; `error` says why.
  static std::unique_ptr<ReaderProgram> start(const std::string& path, std::error_code& error);
  ReaderProgram(const ReaderProgram&) = delete;
  ReaderProgram& operator=(const ReaderProgram&) = delete;
  /// Ends it, whatever it does. In a copy of the process that started it nothing is ended.
  ~ReaderProgram();

  /// Whether this process started it, and not one that it is a copy of: both would talk to it at once.
  bool is_own() const;

  struct Outcome {
    Exchange exchange = Exchange::Ended;
    ReadAnswer answer = {};  // only when the exchange was done
  };
  Outcome ask(ReadRequest request, std::string_view bytes, const base::StopCheck* stop);

  /// After an exchange that was not done: ends it, and says how it ended.
  std::optional<int> end();

 private:
  ReaderProgram(pid_t program, resources::FileDescriptor socket, std::optional<resources::SharedMemory> shared);

  pid_t starter_;
  pid_t program_;
  resources::FileDescriptor handle_;  // of the process; its number may be another one's once it has ended
  MessageChannel channel_;
  std::optional<resources::SharedMemory> shared_;
  bool ended_ = false;
};

}  // namespace gongwen::intake
