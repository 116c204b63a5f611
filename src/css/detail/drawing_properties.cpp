// Properties that concern the shapes of drawings only (SVG 2): which there are, and what they take. They are kept as
// tokens, as custom properties are, since the reader of drawings knows what they mean.
#include "base/ascii.h"
#include "css/detail/declaration_parts.h"
#include "css/detail/grammar.h"
#include "css/stylesheet.h"

#include <algorithm>
#include <array>

namespace gongwen::css {
namespace {

constexpr std::string_view kPaint = "none | <color>";
constexpr std::string_view kShare = "<number> | <percentage>";
constexpr std::string_view kLength = "<length-percentage> | <number>";

constexpr std::array kDrawingProperties = {
    DrawingProperty{"clip-path", "none | <url>"},
    DrawingProperty{"clip-rule", "nonzero | evenodd"},
    DrawingProperty{"fill", kPaint},
    DrawingProperty{"fill-opacity", kShare},
    DrawingProperty{"fill-rule", "nonzero | evenodd"},
    DrawingProperty{"shape-rendering", "auto | optimizespeed | crispedges | geometricprecision"},
    DrawingProperty{"stop-color", "<color>"},
    DrawingProperty{"stop-opacity", kShare},
    DrawingProperty{"stroke", kPaint},
    DrawingProperty{"stroke-dasharray", "none | <length-percentage># | <length-percentage>+ | <number># | <number>+"},
    DrawingProperty{"stroke-dashoffset", kLength},
    DrawingProperty{"stroke-linecap", "butt | round | square"},
    DrawingProperty{"stroke-linejoin", "miter | round | bevel"},
    DrawingProperty{"stroke-miterlimit", "<number>"},
    DrawingProperty{"stroke-opacity", kShare},
    DrawingProperty{"stroke-width", kLength},
    DrawingProperty{"text-anchor", "start | middle | end"},
};

}  // namespace

const DrawingProperty* find_drawing_property(std::string_view name) {
  const auto* const found =
      std::find_if(kDrawingProperties.begin(), kDrawingProperties.end(),
                   [&](const DrawingProperty& known) { return base::equals_ignoring_ascii_case(known.name, name); });
  return found == kDrawingProperties.end() ? nullptr : &*found;
}

bool fits_drawing_property(const DrawingProperty& property, TokenStream value) {
  const auto fits = [](std::string_view syntax, TokenStream tokens) {
    return fits_property_syntax(syntax, tokens, WordCase::Ignored);
  };
  if (wide_keyword_of(value) != WideKeyword::NotWide || fits(property.syntax, value)) return true;
  // A reference may have a paint to fall back to.
  TokenStream rest = value;
  rest.skip_white_space();
  Value reference;
  if (property.syntax != kPaint || !match_basic_type(BasicType::Url, {}, rest, reference)) return false;
  rest.skip_white_space();
  return rest.at_end() || fits(kPaint, rest);
}

}  // namespace gongwen::css
