// What the system says of time and of the place of the program. Environment variables are read by the command alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::resources {

// Deadline: a moment after which a run has taken too long.

class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds from_now) : end_(std::chrono::steady_clock::now() + from_now) {}
  bool passed() const { return std::chrono::steady_clock::now() >= end_; }
  /// The time until then, rounded up; 0 once it has passed.
  std::chrono::milliseconds left() const;

 private:
  std::chrono::steady_clock::time_point end_;
};

// Clocks. What the time of day is for an engine is said by EngineOptions::clock.

/// The clock of the system, in seconds since 1970 UTC.
std::int64_t system_clock_seconds();

/// A clock that only runs forward, in milliseconds, for durations.
std::int64_t steady_milliseconds();

/// What is installed beside the program, or beside the shared library where another program uses it: the folder `name`
/// (`share/gongwen`) next to that of the program (`bin`) or the library (`lib`, `lib/x86_64-linux-gnu`). The first of
/// these that exists, otherwise the one next to `bin`.
std::string installed_folder(std::string_view name);

/// The path of the program `name`, which is installed for others of ours to start: in `folder`; in an empty one: in
/// `libexec/gongwen`, see installed_folder.
std::string libexec_path(const std::string& folder, std::string_view name);

// Passwords and PINs are read from the standard input: arguments can be seen by all users of a machine.

/// The first line of the standard input, without its end. Typed on a terminal it is asked for with `prompt`, on the
/// standard error, and does not appear; what is piped in is just read. No copy stays anywhere else.
std::string read_secret_line(std::string_view prompt);

}  // namespace gongwen::resources
