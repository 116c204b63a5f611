// Computed lengths that may depend on a size known only in layout.
#pragma once

#include "base/geometry.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace gongwen::style {

using base::LayoutUnit;

struct LengthComparison;

/// A length plus a percentage, to which every sum of lengths and percentages can be reduced. Percentages are
/// fixed-point numbers, too, in 1/10,000 of a percent. Results of min(), max() and clamp() of both are added in layout.
/// An empty but existing list of comparisons means that there were percentages with a sum of 0.
struct LengthPercentage {
  static constexpr std::int32_t kUnitsPerPercent = 10'000;

  LayoutUnit length;
  std::int32_t percent = 0;
  std::shared_ptr<const std::vector<LengthComparison>> comparisons = nullptr;  // null in most

  /// For percentages whose sum is zero: the length still depends on its base (CSS 2.2 section 10.5).
  static LengthPercentage without_share(LayoutUnit length);

  bool has_percent() const { return percent != 0 || comparisons != nullptr; }
  /// Whether it has both parts, or parts that are unknown until the base of percentages is known.
  bool is_mixed() const { return has_percent() && (length != LayoutUnit() || (comparisons && !comparisons->empty())); }
  LayoutUnit resolve(LayoutUnit base) const {
    if (!has_percent()) return length;
    const LayoutUnit sum = length + LayoutUnit::scaled(base, percent, std::int64_t{100} * kUnitsPerPercent);
    return comparisons == nullptr ? sum : sum + resolve_comparisons(base);
  }
  LengthPercentage operator-() const;
  friend bool operator==(const LengthPercentage& a, const LengthPercentage& b);

 private:
  LayoutUnit resolve_comparisons(LayoutUnit base) const;
};

/// The minimum or maximum of several lengths, which is unknown until the base of percentages is known (css-values-4
/// section 10.2).
struct LengthComparison {
  bool greatest = false;
  std::vector<LengthPercentage> operands;  // at least one
  friend bool operator==(const LengthComparison&, const LengthComparison&) = default;
};

/// margin-*: a length or `auto`.
struct Margin {
  bool is_auto = false;
  LengthPercentage value;
  friend bool operator==(const Margin&, const Margin&) = default;
};

/// width, height and their limits.
struct Size {
  enum class Kind : std::uint8_t { Auto, None, Length, MinContent, MaxContent, FitContent, FitContentLength };
  Kind kind = Kind::Auto;
  LengthPercentage value;  // Length, FitContentLength

  bool is_auto() const { return kind == Kind::Auto; }
  bool is_length() const { return kind == Kind::Length; }
  friend bool operator==(const Size&, const Size&) = default;
};

}  // namespace gongwen::style
