// TextLength: lengths along a line of text, in 1/65536 px. Advances are added up at this precision and rounded to a
// LayoutUnit once, so that a line of 28 characters is as wide as 28 characters, not 28 rounding errors wider.
#pragma once

#include "base/font_size.h"
#include "base/layout_unit.h"

#include <compare>
#include <cstdint>

namespace gongwen::base {

class TextLength {
 public:
  static constexpr std::int64_t kUnitsPerPx = 65536;
  static constexpr std::int64_t kUnitsPerLayoutUnit = kUnitsPerPx / LayoutUnit::kUnitsPerPx;

  constexpr TextLength() = default;
  static constexpr TextLength from_raw(std::int64_t raw) { return TextLength(raw); }
  static constexpr TextLength from(LayoutUnit length) {
    return TextLength(std::int64_t{length.raw()} * kUnitsPerLayoutUnit);
  }
  /// `units` of a font with `units_per_em`, set at `size`; rounded to nearest.
  static constexpr TextLength from_font_units(std::int64_t units, std::int32_t units_per_em, FontSize size) {
    if (units_per_em <= 0) return {};
    const std::int64_t product = units * size.raw();
    const std::int64_t half = product < 0 ? -units_per_em / 2 : units_per_em / 2;
    return TextLength((product + half) / units_per_em);
  }

  constexpr std::int64_t raw() const { return raw_; }
  constexpr double to_px() const { return static_cast<double>(raw_) / kUnitsPerPx; }
  constexpr LayoutUnit round() const { return LayoutUnit::from_raw(floor_div(raw_ + kUnitsPerLayoutUnit / 2)); }
  constexpr LayoutUnit floor() const { return LayoutUnit::from_raw(floor_div(raw_)); }
  constexpr LayoutUnit ceil() const { return LayoutUnit::from_raw(floor_div(raw_ + kUnitsPerLayoutUnit - 1)); }

  friend constexpr TextLength operator+(TextLength a, TextLength b) { return TextLength(a.raw_ + b.raw_); }
  friend constexpr TextLength operator-(TextLength a, TextLength b) { return TextLength(a.raw_ - b.raw_); }
  constexpr TextLength operator-() const { return TextLength(-raw_); }
  constexpr TextLength& operator+=(TextLength other) { return *this = *this + other; }
  constexpr TextLength& operator-=(TextLength other) { return *this = *this - other; }
  friend constexpr TextLength operator*(TextLength a, std::int64_t factor) { return TextLength(a.raw_ * factor); }
  friend constexpr TextLength operator/(TextLength a, std::int64_t divisor) {
    return divisor == 0 ? TextLength() : TextLength(a.raw_ / divisor);
  }

  friend constexpr bool operator==(TextLength, TextLength) = default;
  friend constexpr auto operator<=>(TextLength, TextLength) = default;

 private:
  constexpr explicit TextLength(std::int64_t raw) : raw_(raw) {}
  static constexpr std::int64_t floor_div(std::int64_t raw) {
    const std::int64_t quotient = raw / kUnitsPerLayoutUnit;
    return raw % kUnitsPerLayoutUnit < 0 ? quotient - 1 : quotient;
  }
  std::int64_t raw_ = 0;
};

}  // namespace gongwen::base
