// Limits on the cost of making a document, so that templates or data from others can neither hang the program nor
// exhaust its memory. Each limit has its own message, which is reported when it is exceeded.
//   gongwen::RenderOptions options;
//   options.limits.steps = 1'000'000;
#pragma once

#include "gongwen/export.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

namespace gongwen {

/// The longest timeout that the command and the C interface accept: a longer one is taken for a mistake in the unit.
inline constexpr std::chrono::hours kMaxTimeout{31 * 24};

struct Limits {
  /// Instructions that one expansion executes, plus the elements that its filters and methods visit.
  std::uint64_t steps = 200'000'000;
  /// Iterations of all loops of one expansion, added up.
  std::uint64_t loop_iterations = 12'000'000;
  /// Nesting of macros, blocks and recursive loops.
  std::uint64_t call_depth = 250;
  /// Nesting of templates that include or import each other.
  std::uint64_t include_depth = 50;
  /// Bytes that one expansion writes.
  std::uint64_t output = std::uint64_t{256} << 20;
  /// Bytes of all values that one expansion makes. A value other than the default also limits the layout of a document.
  std::uint64_t memory = std::uint64_t{1} << 30;
  /// Bytes of any one string that an expansion makes.
  std::uint64_t text = std::uint64_t{16} << 20;
  /// Elements of one range or repeated list.
  std::uint64_t range = 1'000'000;
  /// Time of one expansion, in milliseconds.
  std::uint64_t time = 60'000;
  /// Bytes of a data file.
  std::uint64_t data_size = std::uint64_t{1} << 30;
  /// Values in the data, of all types.
  std::uint64_t data_values = 20'000'000;
  /// Nesting of lists and objects in the data.
  std::uint64_t data_depth = 512;
  /// Pages of one document.
  std::uint64_t pages = 20'000;

  friend bool operator==(const Limits&, const Limits&) = default;
};

enum class LimitUnit : std::uint8_t { Count, Bytes, Milliseconds };

/// A limit and its name in options and messages.
struct LimitInfo {
  std::string_view name;  // `loop-iterations`
  LimitUnit unit;
  std::uint64_t Limits::*value;
  std::uint64_t max;  // the largest safe value
};

/// All of them, in the order of the struct.
GONGWEN_API std::span<const LimitInfo> known_limits();

}  // namespace gongwen
