#include "resources/wall_clock.h"

#include "resources/environment.h"

#include <chrono>

namespace gongwen::resources {

std::int64_t wall_clock_seconds() {
  if (const auto fixed = source_date_epoch()) return *fixed;
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t steady_milliseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace gongwen::resources
