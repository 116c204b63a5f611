#include "engine/core/detail/read_source.h"

#include <limits>

namespace gongwen {
namespace {

constexpr std::uint64_t kAny = std::uint64_t{1} << 50;
constexpr std::uint64_t kMaxSourceBytes = std::numeric_limits<std::uint32_t>::max();  // places are 32-bit offsets

constexpr LimitInfo kLimits[] = {
    {"steps", LimitUnit::Count, &Limits::steps, kAny},
    {"loop-iterations", LimitUnit::Count, &Limits::loop_iterations, kAny},
    {"call-depth", LimitUnit::Count, &Limits::call_depth, 1'000},
    {"include-depth", LimitUnit::Count, &Limits::include_depth, 500},
    {"output", LimitUnit::Bytes, &Limits::output, kMaxSourceBytes},
    {"memory", LimitUnit::Bytes, &Limits::memory, kAny},
    {"text", LimitUnit::Bytes, &Limits::text, kMaxSourceBytes},
    {"range", LimitUnit::Count, &Limits::range, kAny},
    {"time", LimitUnit::Milliseconds, &Limits::time, kMaxSourceBytes},
    {"data-size", LimitUnit::Bytes, &Limits::data_size, kMaxSourceBytes},
    {"data-values", LimitUnit::Count, &Limits::data_values, kMaxSourceBytes - 1},
    {"data-depth", LimitUnit::Count, &Limits::data_depth, 1'000},
    {"pages", LimitUnit::Count, &Limits::pages, 1'000'000},
};

}  // namespace

std::span<const LimitInfo> known_limits() { return kLimits; }

namespace engine {

templating::Limits templating_limits(const Limits& limits, const base::StopCheck* stop_check) {
  templating::Limits result;
  result.steps = limits.steps;
  result.loop_iterations = limits.loop_iterations;
  result.call_depth = static_cast<std::uint32_t>(limits.call_depth);
  result.include_depth = static_cast<std::uint32_t>(limits.include_depth);
  result.output_bytes = limits.output;
  result.memory_bytes = limits.memory;
  result.text_bytes = limits.text;
  result.range_size = limits.range;
  result.expired = [stop_check, deadline = resources::Deadline(std::chrono::milliseconds(limits.time))] {
    if (stop_check != nullptr) stop_check->look();
    return deadline.passed();
  };
  return result;
}

/// Pages take more room than values, and less of it stays: without an option only runaway pages reach the limit.
layout::PageLimits page_limits(const Limits& limits) {
  layout::PageLimits result;
  result.max_pages = limits.pages;
  if (limits.memory != Limits().memory) result.max_bytes = limits.memory;
  return result;
}

data::JsonLimits json_limits(const Limits& limits) {
  data::JsonLimits result;
  result.max_bytes = limits.data_size;
  result.max_values = limits.data_values;
  result.max_depth = limits.data_depth;
  return result;
}

}  // namespace engine
}  // namespace gongwen
