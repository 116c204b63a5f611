// Streams: inputs read piece by piece, and outputs that are not files.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gongwen::resources {

// Outputs that are not files: the standard output, pipes and devices. They are written into and never replaced.

/// The name of the standard output as an output of a command.
inline constexpr char kStandardOutput[] = "-";

/// Whether an output of this name is written into: `-`, `/dev/stdout` and its like, a named pipe, a device.
bool is_stream(const std::string& path);

/// Whether the name leads to what results are printed to.
bool is_standard_output(const std::string& path);

/// Whether a program or a file writes into the standard input: something is there to be read, at once or within a fifth
/// of a second. A terminal and `/dev/null` do not count.
bool has_waiting_input();

/// Copies a whole file into the stream. Returns: the error. A reader of the standard output that has read enough
/// and went away is none.
std::error_code copy_to_stream(int file, const std::string& path);

// ByteStream: a file or the standard input, read piece by piece, so that what is read may be larger than the memory and
// may come slowly. What has been used is forgotten.

class ByteStream {
 public:
  /// `-` is the standard input. `ended` is asked while the stream waits: true ends it as if nothing more came.
  /// Reports: resources/not-found, resources/unreadable, resources/is-folder.
  static base::Expected<ByteStream> open(const std::string& path, std::function<bool()> ended,
                                         diagnostics::DiagnosticSink& sink);

  /// What has been read and not been used yet. Valid until `more` or `use`.
  std::string_view bytes() const { return std::string_view(buffer_).substr(used_); }
  void use(std::size_t count) { used_ += count; }
  /// Reads on. Returns: false at the end, and after a failure, which is reported as resources/unreadable.
  bool more(diagnostics::DiagnosticSink& sink);
  /// Whether `ended` ended it.
  bool was_ended() const { return was_ended_; }

  /// Which part of a file has been used, 0 to 1; 0 for pipes.
  double share() const;
  const std::string& name() const { return name_; }

 private:
  ByteStream(std::string name, FileDescriptor owned, int number) noexcept
      : name_(std::move(name)), owned_(std::move(owned)), number_(number) {}
  bool wait() const;

  std::string name_;
  FileDescriptor owned_;
  int number_;
  std::function<bool()> ended_;
  std::string buffer_;
  std::size_t used_ = 0;
  std::uint64_t read_ = 0;
  std::uint64_t size_ = 0;  // of a file; 0 for pipes
  bool at_end_ = false;
  bool was_ended_ = false;
};

}  // namespace gongwen::resources
