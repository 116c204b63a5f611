// Streams: inputs that are read piece by piece, and outputs that are not files.
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

// Outputs that are not files (the standard output, pipes and devices) are written to and never replaced.

/// The name for the standard output.
inline constexpr char kStandardOutput[] = "-";

/// Whether the name is that of a stream: `-`, `/dev/stdout` and the like, a named pipe, a device.
bool is_stream(const std::string& path);

/// Whether the path leads to the standard output.
bool is_standard_output(const std::string& path);

/// Whether a program or a file feeds the standard input: waits up to a fifth of a second for something to read. A
/// terminal and `/dev/null` do not count.
bool has_waiting_input();

/// Copies a whole file into the stream. Returns the error; it is not an error if a reader of the standard output closes
/// it early (EPIPE).
std::error_code copy_to_stream(int file, const std::string& path);

// ByteStream: a file or the standard input, read piece by piece, so that it may be larger than memory and may arrive
// slowly. Bytes that have been used are discarded.

class ByteStream {
 public:
  /// `-` is the standard input. While the stream waits, it polls `ended`; true ends the stream as if no more bytes
  /// came. Reports: resources/not-found, resources/unreadable, resources/is-folder.
  static base::Expected<ByteStream> open(const std::string& path, std::function<bool()> ended,
                                         diagnostics::DiagnosticSink& sink);

  /// A stream of bytes in memory.
  static ByteStream of(std::string name, std::string bytes);

  /// Whether it is a file with content, which can be opened again.
  bool is_file() const { return size_ > 0; }

  /// The bytes that have been read and not been used yet. Valid until `more` or `use`.
  std::string_view bytes() const { return std::string_view(buffer_).substr(used_); }
  void use(std::size_t count) { used_ += count; }
  /// Reads more bytes. Returns false at the end, and after a failure, which is reported as resources/unreadable.
  bool more(diagnostics::DiagnosticSink& sink);
  /// Whether `ended` has ended the stream.
  bool was_ended() const { return was_ended_; }

  /// The share of a file that has been used, 0 to 1; 0 for pipes.
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
