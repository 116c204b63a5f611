// Physical geometry in LayoutUnit: x grows to the right, y grows down.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace gongwen::base {

// LayoutUnit: the only length type of style, layout, paint and sheet: a signed fixed-point number in 1/64 CSS px, as in
// the layout engines of browsers. It saturates instead of overflowing, and never converts implicitly from or to int or
// double; the name of each conversion says how it rounds. 1 px = 1/96 in, 1 pt = 4/3 px.
//
// The range is ±33,554,431 px (8.8 km); larger lengths saturate.

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
  /// a × numerator ÷ denominator, rounded to nearest (half away from zero); zero if `denominator` is zero.
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

/// The length in px with up to two decimals and no trailing zeros, as in all dumps: `12.5`, `-3`.
std::string to_text(LayoutUnit length);

// FontSize: the size of type in 1/65536 px, finer than LayoutUnit so that 16 pt stays 16 pt to three decimals in the
// PDF, and a line of 28 characters does not drift.

class FontSize {
 public:
  static constexpr std::int32_t kUnitsPerPx = 65536;

  constexpr FontSize() = default;
  static constexpr FontSize from_raw(std::int32_t raw) { return FontSize(raw < 0 ? 0 : raw); }
  /// Clamped to 0 … 10,000 px.
  static constexpr FontSize round_from_px(double px) {
    if (!(px > 0)) return {};
    return FontSize(static_cast<std::int32_t>((px < 10'000 ? px : 10'000) * kUnitsPerPx + 0.5));
  }

  constexpr std::int32_t raw() const { return raw_; }
  constexpr double to_px() const { return static_cast<double>(raw_) / kUnitsPerPx; }
  constexpr double to_pt() const { return to_px() * 0.75; }
  LayoutUnit to_length() const { return LayoutUnit::round_from_px(to_px()); }

  /// A length given in font units, at this size: `units` × size ÷ `units_per_em`, rounded to nearest.
  LayoutUnit length_of(std::int64_t units, std::int32_t units_per_em) const {
    if (units_per_em <= 0) return {};
    const std::int64_t scaled = units * raw_;
    const std::int64_t divisor = std::int64_t{units_per_em} * (kUnitsPerPx / LayoutUnit::kUnitsPerPx);
    const std::int64_t half = scaled < 0 ? -divisor / 2 : divisor / 2;
    return LayoutUnit::from_raw((scaled + half) / divisor);
  }

  friend constexpr bool operator==(FontSize, FontSize) = default;
  friend constexpr auto operator<=>(FontSize, FontSize) = default;

 private:
  constexpr explicit FontSize(std::int32_t raw) : raw_(raw) {}
  std::int32_t raw_ = 0;
};

struct Point {
  LayoutUnit x;
  LayoutUnit y;
  friend constexpr bool operator==(const Point&, const Point&) = default;
  friend constexpr Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
  friend constexpr Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
};

struct Size {
  LayoutUnit width;
  LayoutUnit height;
  friend constexpr bool operator==(const Size&, const Size&) = default;
};

struct Rect {
  Point origin;  // top left
  Size size;
  friend constexpr bool operator==(const Rect&, const Rect&) = default;

  constexpr LayoutUnit left() const { return origin.x; }
  constexpr LayoutUnit top() const { return origin.y; }
  constexpr LayoutUnit right() const { return origin.x + size.width; }
  constexpr LayoutUnit bottom() const { return origin.y + size.height; }
};

/// Four lengths, one for each side of a box.
struct Edges {
  LayoutUnit top;
  LayoutUnit right;
  LayoutUnit bottom;
  LayoutUnit left;
  friend constexpr bool operator==(const Edges&, const Edges&) = default;

  constexpr LayoutUnit horizontal() const { return left + right; }
  constexpr LayoutUnit vertical() const { return top + bottom; }
  friend constexpr Edges operator+(const Edges& a, const Edges& b) {
    return {a.top + b.top, a.right + b.right, a.bottom + b.bottom, a.left + b.left};
  }
};

// TextLength: a length along a line of text, in 1/65536 px. Advances are added up at this precision and rounded to a
// LayoutUnit only once, so that 28 rounding errors do not make a line of 28 characters too wide.

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
