// Computed lengths that may depend on a size known only in layout.
#pragma once

#include "base/layout_unit.h"

#include <cstdint>

namespace gongwen::style {

using base::LayoutUnit;

/// A length plus a percentage: what every sum of lengths and percentages comes down to. Percentages are fixed-point
/// too, in 1/10,000 of a percent.
struct LengthPercentage {
  static constexpr std::int32_t kUnitsPerPercent = 10'000;

  LayoutUnit length;
  std::int32_t percent = 0;

  constexpr bool has_percent() const { return percent != 0; }
  LayoutUnit resolve(LayoutUnit base) const {
    return percent == 0 ? length : length + LayoutUnit::scaled(base, percent, std::int64_t{100} * kUnitsPerPercent);
  }
  friend constexpr bool operator==(const LengthPercentage&, const LengthPercentage&) = default;
};

/// margin-*: a length or `auto`.
struct Margin {
  bool is_auto = false;
  LengthPercentage value;
  friend constexpr bool operator==(const Margin&, const Margin&) = default;
};

/// width, height and their limits.
struct Size {
  enum class Kind : std::uint8_t { Auto, None, Length, MinContent, MaxContent, FitContent };
  Kind kind = Kind::Auto;
  LengthPercentage value;

  constexpr bool is_auto() const { return kind == Kind::Auto; }
  constexpr bool is_length() const { return kind == Kind::Length; }
  friend constexpr bool operator==(const Size&, const Size&) = default;
};

}  // namespace gongwen::style
