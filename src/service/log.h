// The log of a service: one JSON object for each event, which the program writes with the time before it.
//   log(LogLevel::Warning, base::Json::object().set("event", "hook").set("status", 503));
//
// Called from the loop's thread, except by the worker of a queue, whose threads log through the same function.
#pragma once

#include "base/json.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace gongwen::service {

/// How soon an operator should look at a line. Info: never; Warning: when there is time (something is tried again, a
/// protection is missing); Error: immediately (something failed that is not repeated, or that keeps people out).
enum class LogLevel : std::uint8_t { Info, Warning, Error };

/// Returns the name of a level: `info`, `warning`, `error`
constexpr std::string_view log_level_name(LogLevel level) {
  constexpr std::string_view kNames[] = {"info", "warning", "error"};
  return kNames[static_cast<std::size_t>(level)];
}

/// Gets the members of a line, an object whose first is `event`. If empty, nothing is logged.
using Log = std::function<void(LogLevel level, base::Json members)>;

}  // namespace gongwen::service
