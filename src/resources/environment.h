// What a run takes from outside: environment variables, the program's place, the user, clocks and deadlines.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
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

// Who runs the program, for histories.

/// The name of the user whose rights the program has; the number when the system knows no name.
std::string user_name();

// The time of day, for records of when something happened and for the dates of registers. No other output contains it.

/// Seconds since 1970 UTC: SOURCE_DATE_EPOCH where it is set, else the system's clock.
std::int64_t wall_clock_seconds();

/// A clock that only runs forward, in milliseconds, for durations.
std::int64_t steady_milliseconds();

// The environment: its variables and the program's own folder. Read here and nowhere else, so that nothing of it gets
// into an output unnoticed.

/// The value of an environment variable; nothing when it is unset or empty.
std::optional<std::string> environment_variable(const char* name);

/// SOURCE_DATE_EPOCH: the time to be written into outputs whose data has no date, in seconds since 1970 UTC.
std::optional<std::int64_t> source_date_epoch();

/// What is installed beside the program, or beside the shared library where another program uses it: the folder `name`
/// (`share/gongwen`) next to that of the program (`bin`) or the library (`lib`, `lib/x86_64-linux-gnu`). The first of
/// these that exists, otherwise the one next to `bin`.
std::string installed_folder(std::string_view name);

/// The path of the program `name`, which is installed for others of ours to start: in `folder`; in an empty one: in
/// `libexec/gongwen`, see installed_folder.
std::string libexec_path(const std::string& folder, std::string_view name);

}  // namespace gongwen::resources
