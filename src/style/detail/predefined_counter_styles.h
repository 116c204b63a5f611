// The counter styles that need no @counter-style rule (css-counter-styles-3 sections 6 and 7, and of the Ready-made
// Counter Styles those that Chinese documents use).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::style {

enum class PredefinedSystem : std::uint8_t {
  Cyclic,
  Numeric,
  Alphabetic,
  Roman,
  Letters,  // a letter for each digit and place: Armenian, Georgian
  Hebrew,
  Ethiopic,
  Fixed,
  ChineseInformal,
  ChineseFormal,
  LonghandInformal,  // Japanese and Korean: digits with the marks of their places
  LonghandFormal,
};

struct PredefinedCounterStyle {
  struct Range {
    std::int64_t first = INT64_MIN;
    std::int64_t last = INT64_MAX;
  };

  std::string_view name;
  PredefinedSystem system = PredefinedSystem::Cyclic;
  std::u32string_view symbols;
  std::string_view suffix;
  std::string_view fallback = "decimal";
  std::string_view negative = "-";  // before the symbols of a negative number
  Range range = {};
  std::int32_t min_digits = 1;  // `pad` with the first symbol

  /// Whether the style writes the sign of a negative number.
  bool uses_negative_sign() const;
  /// The values that the style has symbols for (section 2.3 `auto`).
  bool has(std::int64_t value) const;
  /// The initial counter representation (section 2.2) of a value that `has` allows; without its sign where the style
  /// uses one.
  std::string represent(std::int64_t value) const;
};

const PredefinedCounterStyle* find_predefined_counter_style(std::string_view name);
std::span<const PredefinedCounterStyle> predefined_counter_styles();

}  // namespace gongwen::style
