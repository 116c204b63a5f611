// Names of margin boxes, and what page selectors weigh.
#include "base/ascii.h"
#include "css/stylesheet.h"

#include <array>

namespace gongwen::css {
namespace {

constexpr std::array<std::string_view, kMarginBoxCount> kMarginBoxNames{
    "top-left-corner",    "top-left",     "top-center",          "top-right",    "top-right-corner", "right-top",
    "right-middle",       "right-bottom", "bottom-right-corner", "bottom-right", "bottom-center",    "bottom-left",
    "bottom-left-corner", "left-bottom",  "left-middle",         "left-top"};

}  // namespace

std::string_view margin_box_name(MarginBox box) { return kMarginBoxNames[static_cast<std::size_t>(box)]; }

std::optional<MarginBox> find_margin_box(std::string_view name) {
  for (std::size_t i = 0; i < kMarginBoxCount; ++i) {
    if (base::equals_ignoring_ascii_case(kMarginBoxNames[i], name)) return static_cast<MarginBox>(i);
  }
  return std::nullopt;
}

Specificity PageSelector::specificity() const {
  Specificity specificity;
  specificity.ids = !name.empty();
  specificity.classes = static_cast<std::uint32_t>(first) + blank + nth.has_value();
  specificity.types = static_cast<std::uint32_t>(left) + right;
  return specificity;
}

}  // namespace gongwen::css
