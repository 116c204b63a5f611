// LayoutUnit: the one length type of style, layout, paint and sheet: a signed fixed-point number in 1/64 CSS px, as in
// the layout engines of the browsers. It saturates instead of overflowing, and it never converts by itself: neither
// from or to int, nor from or to double. Rounding is named in the call. 1 px = 1/96 in, 1 pt = 4/3 px.
//
// The range is ±33,554,431 px (8.8 km); what is larger sticks to the end of the range.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace gongwen::base {

class LayoutUnit {
 public:
  static constexpr std::int32_t kUnitsPerPx = 64;

  constexpr LayoutUnit() = default;

  /// From the stored representation, in 1/64 px.
  static constexpr LayoutUnit from_raw(std::int64_t raw) { return LayoutUnit(saturate(raw)); }
  static constexpr LayoutUnit from_px(int px) { return from_raw(std::int64_t{px} * kUnitsPerPx); }
  /// Nearest representable length; half away from zero. NaN gives zero.
  static LayoutUnit round_from_px(double px);
  static LayoutUnit round_from_pt(double pt) { return round_from_px(pt * 4.0 / 3.0); }
  static LayoutUnit round_from_mm(double mm) { return round_from_px(mm * 96.0 / 25.4); }

  static constexpr LayoutUnit max() { return LayoutUnit(std::numeric_limits<std::int32_t>::max()); }
  static constexpr LayoutUnit min() { return LayoutUnit(std::numeric_limits<std::int32_t>::min() + 1); }

  constexpr std::int32_t raw() const { return raw_; }
  constexpr double to_px() const { return static_cast<double>(raw_) / kUnitsPerPx; }
  constexpr double to_pt() const { return to_px() * 0.75; }
  constexpr double to_mm() const { return to_px() * 25.4 / 96.0; }
  constexpr int floor_px() const { return raw_ >> 6; }

  constexpr bool is_zero() const { return raw_ == 0; }

  friend constexpr LayoutUnit operator+(LayoutUnit a, LayoutUnit b) { return from_raw(std::int64_t{a.raw_} + b.raw_); }
  friend constexpr LayoutUnit operator-(LayoutUnit a, LayoutUnit b) { return from_raw(std::int64_t{a.raw_} - b.raw_); }
  constexpr LayoutUnit operator-() const { return from_raw(-std::int64_t{raw_}); }
  constexpr LayoutUnit& operator+=(LayoutUnit other) { return *this = *this + other; }
  constexpr LayoutUnit& operator-=(LayoutUnit other) { return *this = *this - other; }

  friend constexpr LayoutUnit operator*(LayoutUnit a, int factor) { return from_raw(std::int64_t{a.raw_} * factor); }
  /// Towards zero; division by zero gives zero.
  friend constexpr LayoutUnit operator/(LayoutUnit a, int divisor) {
    return divisor == 0 ? LayoutUnit() : from_raw(std::int64_t{a.raw_} / divisor);
  }
  /// a × numerator ÷ denominator, rounded to nearest (half away from zero); zero when `denominator` is zero.
  static LayoutUnit scaled(LayoutUnit a, std::int64_t numerator, std::int64_t denominator);
  /// a × factor, rounded to nearest.
  static LayoutUnit multiplied(LayoutUnit a, double factor) { return round_from_px(a.to_px() * factor); }

  friend constexpr bool operator==(LayoutUnit, LayoutUnit) = default;
  friend constexpr auto operator<=>(LayoutUnit, LayoutUnit) = default;

 private:
  constexpr explicit LayoutUnit(std::int32_t raw) : raw_(raw) {}
  static constexpr std::int32_t saturate(std::int64_t raw) {
    if (raw > max().raw_) return max().raw_;
    if (raw < min().raw_) return min().raw_;
    return static_cast<std::int32_t>(raw);
  }

  std::int32_t raw_ = 0;
};

/// In px with up to two decimals and no trailing zeros: `12.5`, `-3`. The form used by all dumps.
std::string to_text(LayoutUnit length);

}  // namespace gongwen::base
