// Limits: the maximum cost of an expansion. A template from a stranger can neither crash, hang nor exhaust the memory:
// each limit ends the expansion with its own message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace gongwen::templating {

struct Limits {
  /// Instructions, and elements over which a filter or method iterates. A call counts as several steps.
  std::uint64_t steps = 200'000'000;
  /// Iterations of all loops in total.
  std::uint64_t loop_iterations = 12'000'000;
  /// Nesting depth of macros, blocks and recursive loops.
  std::uint32_t call_depth = 250;
  /// Depth of templates that include or import one another.
  std::uint32_t include_depth = 50;
  /// Bytes written to the sink.
  std::uint64_t output_bytes = std::uint64_t{256} << 20;
  /// Bytes of all values made by the expansion.
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;
  /// Bytes of one text.
  std::uint64_t text_bytes = std::uint64_t{16} << 20;
  /// Elements of one range or repeated list.
  std::uint64_t range_size = 1'000'000;
  /// Called from time to time; `true` ends the expansion. Empty: no limit of time. The module itself reads no
  /// clock.
  std::function<bool()> expired;
};

}  // namespace gongwen::templating
