// FontSize: the size of type. Finer than LayoutUnit (1/65536 px), so that 16 pt stays 16 pt to three decimals in the
// PDF and a line of 28 characters does not drift.
#pragma once

#include "base/layout_unit.h"

#include <compare>
#include <cstdint>

namespace gongwen::base {

class FontSize {
 public:
  static constexpr std::int32_t kUnitsPerPx = 65536;

  constexpr FontSize() = default;
  static constexpr FontSize from_raw(std::int32_t raw) { return FontSize(raw < 0 ? 0 : raw); }
  /// Negative sizes become 0; sizes above 10,000 px stay there.
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

}  // namespace gongwen::base
