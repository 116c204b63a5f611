// Time, the location of the installation, and lines and secrets from the standard input. Only the command reads
// environment variables.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::resources {

// Deadline: the moment at which a run has taken too long.

class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds from_now) : end_(std::chrono::steady_clock::now() + from_now) {}
  bool passed() const { return std::chrono::steady_clock::now() >= end_; }
  /// The time until the deadline, rounded up; 0 once it has passed.
  std::chrono::milliseconds left() const;

 private:
  std::chrono::steady_clock::time_point end_;
};

/// In the self-contained archive, lets the C library find the conversions for iconv(), and OpenSSL its legacy provider:
/// those of the system belong to other versions. Does nothing in other installations. For main(), before there are
/// threads: sets environment variables.
void use_carried_modules();

/// The file `name` of the folder share/gongwen/hyphen, which only the self-contained archive has.
std::string carried_hyphenation(std::string_view name);

// Clocks. The time of day of an engine comes from EngineOptions::clock.

/// The clock of the system, in seconds since 1970 UTC.
std::int64_t system_clock_seconds();
/// The same in milliseconds, for logs.
std::int64_t system_clock_milliseconds();

/// A monotonic clock in milliseconds, for durations.
std::int64_t steady_milliseconds();

/// Finds the installed folder `name` (`share/gongwen`) next to the folder of the program (`bin`), or, if another
/// program uses the library, of the shared library (`lib`, `lib/x86_64-linux-gnu`). Returns the first that exists,
/// otherwise the one next to `bin`.
std::string installed_folder(std::string_view name);

/// The path of a helper program that others of gongwen start: in `folder`, or, if that is empty, in the installed
/// folder `libexec/gongwen` (see installed_folder).
std::string libexec_path(const std::string& folder, std::string_view name);

/// Whether the standard input comes from a person who types.
bool is_typed_input();

/// Reads the next line of the standard input, without its end. Returns false at the end of the input.
bool read_typed_line(std::string& line);

// Passwords and PINs are read from the standard input, since all users of a machine can see the arguments of a command.

/// Reads the first line of the standard input, without its end. On a terminal, asks for it with `prompt` on the
/// standard error and does not echo it; a pipe is just read. No other copy of the secret remains in memory.
std::string read_secret_line(std::string_view prompt);

}  // namespace gongwen::resources
