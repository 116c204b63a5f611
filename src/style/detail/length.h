// Computed lengths that may depend on a size known only in layout.
#pragma once

#include "base/geometry.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace gongwen::style {

using base::LayoutUnit;

struct LengthComparison;

/// A length plus a percentage: what every sum of lengths and percentages comes down to. Percentages are fixed-point
/// too, in 1/10,000 of a percent. What min(), max() and clamp() of both answer is added in layout.
/// A list of comparisons that is there and empty says that there were percentages, of 0 together.
struct LengthPercentage {
  static constexpr std::int32_t kUnitsPerPercent = 10'000;

  LayoutUnit length;
  std::int32_t percent = 0;
  std::shared_ptr<const std::vector<LengthComparison>> comparisons = nullptr;  // none in most

  /// Of percentages that come to nothing: they still refer to something (CSS 2.2 section 10.5).
  static LengthPercentage without_share(LayoutUnit length);

  bool has_percent() const { return percent != 0 || comparisons != nullptr; }
  /// Both, or what is not known before percentages are.
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

/// The minimum or maximum of several lengths, which is not known before percentages have what they refer to
/// (css-values-4 section 10.2).
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
