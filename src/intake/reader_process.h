// Reading strangers' files while the program has threads. A process with threads cannot be copied safely, so a copy is
// made before there are any; it waits, and starts the process that reads each file.
#pragma once

#include "intake/read_returned.h"
#include "resources/file_descriptor.h"

#include <string_view>

#include <sys/types.h>

namespace gongwen::intake {

class ReaderProcess {
 public:
  /// To be started while the program has no other threads.
  explicit ReaderProcess(const IntakeOptions& options);
  ReaderProcess(const ReaderProcess&) = delete;
  ReaderProcess& operator=(const ReaderProcess&) = delete;
  /// Ends the copy.
  ~ReaderProcess();

  /// As read_returned; one file at a time.
  ReturnedFile read(std::string_view bytes);

 private:
  [[noreturn]] static void serve(int socket, const IntakeOptions& options, pid_t parent);

  resources::FileDescriptor socket_;
  pid_t child_ = -1;
};

}  // namespace gongwen::intake
