// Properties that concern the shapes of drawings only (SVG 2): which there are, and what they take. They are kept as
// tokens, as custom properties are, since the reader of drawings knows what they mean.
#include "base/ascii.h"
#include "css/detail/declaration_parts.h"
#include "css/detail/grammar.h"
#include "css/stylesheet.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <vector>

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

/// Keywords have no case; the words of a registered syntax have one.
bool fits_drawing_property(const DrawingProperty& property, TokenStream written) {
  std::deque<std::string> words;
  std::vector<Token> tokens(written.rest().begin(), written.rest().end());
  for (Token& token : tokens) {
    if (token.kind == TokenKind::Ident) token.text = words.emplace_back(base::ascii_lowercase(token.text));
  }
  const TokenStream value(tokens);
  if (wide_keyword_of(value) != WideKeyword::NotWide || fits_property_syntax(property.syntax, value)) return true;
  // A reference may have a paint to fall back to.
  TokenStream rest = value;
  rest.skip_white_space();
  Value reference;
  if (property.syntax != kPaint || !match_basic_type(BasicType::Url, {}, rest, reference)) return false;
  rest.skip_white_space();
  return rest.at_end() || fits_property_syntax(kPaint, rest);
}

}  // namespace gongwen::css
