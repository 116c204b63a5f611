#include "layout/formula/detail/formula_lengths.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace gongwen::layout {

using base::TextLength;

namespace {

struct LengthUnit {
  std::string_view name;
  double px;
};
constexpr std::array kAbsoluteUnits{
    LengthUnit{"px", 1},         LengthUnit{"pt", 96.0 / 72}, LengthUnit{"pc", 16},       LengthUnit{"in", 96},
    LengthUnit{"cm", 96 / 2.54}, LengthUnit{"mm", 96 / 25.4}, LengthUnit{"q", 96 / 101.6}};

/// The spaces that have names in MathML 3, in 1/18 em.
struct NamedSpace {
  std::string_view name;
  int parts;
};
constexpr std::array kNamedSpaces{NamedSpace{"veryverythinmathspace", 1}, NamedSpace{"verythinmathspace", 2},
                                  NamedSpace{"thinmathspace", 3},         NamedSpace{"mediummathspace", 4},
                                  NamedSpace{"thickmathspace", 5},        NamedSpace{"verythickmathspace", 6},
                                  NamedSpace{"veryverythickmathspace", 7}};

/// The maximum length of an attribute, in px: longer ones are treated as mistakes.
constexpr double kMaxLength = 10'000;

}  // namespace

std::optional<TextLength> read_formula_length(std::string_view text, const FormulaUnits& units) {
  text = base::trim_ascii_space(text);
  if (text.empty()) return std::nullopt;
  const bool is_negative = text.starts_with("negative");
  for (const NamedSpace& named : kNamedSpaces) {
    if (text.substr(is_negative ? 8 : 0) == named.name) {
      return units.em * (is_negative ? -named.parts : named.parts) / 18;
    }
  }
  double number = 0;
  const char* const begin = text.data() + (text.front() == '+' ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
  if (error != std::errc() || !std::isfinite(number)) return std::nullopt;
  const std::string unit = base::ascii_lowercase(text.substr(static_cast<std::size_t>(end - text.data())));
  double px = 0;
  if (unit.empty()) {
    px = number * units.whole.to_px();
  } else if (unit == "%") {
    px = number * units.whole.to_px() / 100;
  } else if (unit == "em") {
    px = number * units.em.to_px();
  } else if (unit == "ex") {
    px = number * units.ex.to_px();
  } else {
    const auto* const known = std::find_if(kAbsoluteUnits.begin(), kAbsoluteUnits.end(),
                                           [&](const LengthUnit& each) { return each.name == unit; });
    if (known == kAbsoluteUnits.end()) return std::nullopt;
    px = number * known->px;
  }
  px = std::clamp(px, -kMaxLength, kMaxLength);
  return TextLength::from_raw(static_cast<std::int64_t>(std::llround(px * TextLength::kUnitsPerPx)));
}

}  // namespace gongwen::layout
