#include "base/geometry.h"

#include "base/format.h"

#include <cmath>

namespace gongwen::base {

LayoutUnit LayoutUnit::round_from_px(double px) {
  if (std::isnan(px)) return {};
  const double raw = std::round(px * kUnitsPerPx);
  if (raw >= max().raw_) return max();
  if (raw <= min().raw_) return min();
  return from_raw(static_cast<std::int64_t>(raw));
}

LayoutUnit LayoutUnit::scaled(LayoutUnit a, std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return {};
  __extension__ using Wide = __int128;
  const Wide product = static_cast<Wide>(a.raw_) * numerator;
  const bool negative = (product < 0) != (denominator < 0);
  const Wide magnitude = product < 0 ? -product : product;
  const Wide divisor = denominator < 0 ? -static_cast<Wide>(denominator) : static_cast<Wide>(denominator);
  const Wide quotient = (magnitude + divisor / 2) / divisor;
  if (quotient > max().raw_) return negative ? min() : max();
  const auto raw = static_cast<std::int64_t>(quotient);
  return from_raw(negative ? -raw : raw);
}

std::string to_text(LayoutUnit length) {
  std::string text = fmt::format("{:.2f}", length.to_px());
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace gongwen::base
