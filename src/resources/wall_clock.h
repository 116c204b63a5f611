// The time of day, for records and archives that say when something happened. No document asks for it.
#pragma once

#include <cstdint>

namespace gongwen::resources {

/// Seconds since 1970 UTC: SOURCE_DATE_EPOCH where it is set, else the system's clock.
std::int64_t wall_clock_seconds();

/// A clock that only runs forward, in milliseconds, for durations.
std::int64_t steady_milliseconds();

}  // namespace gongwen::resources
