#include "base/ascii.h"
#include "css/detail/declaration_parts.h"
#include "diagnostics/catalogue/texts/css.h"

#include <array>

namespace gongwen::css {
namespace {

constexpr Workaround kPicture{texts::CssDrawAsImage};
constexpr Workaround kFace{texts::CssChooseOtherFace};
constexpr Workaround kNone{};

struct Entry {
  std::string_view name;
  Workaround way;
};

/// A name with `*` at its end stands for all that start so.
constexpr std::array kNames = {
    Entry{"font-variant-emoji", kNone},
    Entry{"font-variation-settings", texts::CssInsteadOfFontVariation},
    Entry{"font-size-adjust", texts::CssInsteadOfFontSizeAdjust},
    Entry{"font-optical-sizing", kNone},
    Entry{"font-palette", kNone},
    Entry{"text-rendering", kNone},
    Entry{"filter", kPicture},
    Entry{"backdrop-filter", kPicture},
    Entry{"mix-blend-mode", kPicture},
    Entry{"background-blend-mode", kPicture},
    Entry{"mask*", kPicture},
    Entry{"shape-*", kNone},
    Entry{"object-view-box", kPicture},
    Entry{"image-rendering", kNone},
    Entry{"image-orientation", kNone},
    Entry{"initial-letter-*", kNone},
    Entry{"max-lines", texts::CssUseLineClamp},
    Entry{"block-ellipsis", texts::CssUseLineClamp},
    Entry{"continue", texts::CssUseLineClamp},
    Entry{"line-height-step", texts::CssInsteadOfLineHeightStep},
    Entry{"zoom", kNone},
    Entry{"container*", kNone},
    Entry{"content-visibility", kNone},
    Entry{"animation*", kNone},
    Entry{"transition*", kNone},
    Entry{"cursor", kNone},
    Entry{"pointer-events", kNone},
    Entry{"user-select", kNone},
    Entry{"resize", kNone},
    Entry{"scroll*", kNone},
    Entry{"-webkit-*", texts::CssPrefixWebkit},
    Entry{"-moz-*", texts::CssPrefixMoz},
    Entry{"-ms-*", texts::CssPrefixMs},
    Entry{"-prince-*", kNone},
    Entry{"@container", kNone},
    Entry{"@keyframes", kNone},
    Entry{"@scope", texts::CssInsteadOfScope},
    Entry{"@starting-style", kNone},
    Entry{"@namespace", kNone},
    Entry{"@font-feature-values", kFace},
    Entry{"@font-palette-values", kNone},
    Entry{"@color-profile", texts::CssInsteadOfColorProfile},
    Entry{"@position-try", kNone},
    Entry{"@view-transition", kNone},
    Entry{"::selection", kNone},
    Entry{"::placeholder", kNone},
    Entry{"::backdrop", kNone},
    Entry{":focus-*", kNone},
    Entry{":checked", texts::CssInsteadOfChecked},
    Entry{":disabled", texts::CssInsteadOfDisabled},
    Entry{":enabled", kNone},
    Entry{":required", texts::CssInsteadOfRequired},
    Entry{":target", kNone},
};

struct ValueEntry {
  std::string_view property;  // empty: any
  std::string_view word;
  Workaround way;
};

constexpr std::array kValues = {
    ValueEntry{"display", "run-in", kNone},           ValueEntry{"clip-path", "circle", kPicture},
    ValueEntry{"clip-path", "ellipse", kPicture},     ValueEntry{"clip-path", "inset", kPicture},
    ValueEntry{"clip-path", "polygon", kPicture},     ValueEntry{"clip-path", "path", kPicture},
    ValueEntry{"clip-path", "rect", kPicture},        ValueEntry{"clip-path", "xywh", kPicture},
    ValueEntry{"clip-path", "shape", kPicture},       ValueEntry{"clip-path", "margin-box", kPicture},
    ValueEntry{"clip-path", "border-box", kPicture},  ValueEntry{"clip-path", "padding-box", kPicture},
    ValueEntry{"clip-path", "content-box", kPicture}, ValueEntry{"", "image-set", texts::CssInsteadOfImageSet},
};

bool fits(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return base::equals_ignoring_ascii_case(pattern, name);
  pattern.remove_suffix(1);
  return name.size() >= pattern.size() && base::equals_ignoring_ascii_case(pattern, name.substr(0, pattern.size()));
}

}  // namespace

std::optional<Workaround> find_unsupported(std::string_view name) {
  for (const Entry& entry : kNames) {
    if (fits(entry.name, name)) return entry.way;
  }
  return std::nullopt;
}

std::optional<UnsupportedValue> find_unsupported_value(std::string_view property, std::span<const Token> value) {
  for (const Token& token : value) {
    if (token.kind != TokenKind::Ident && token.kind != TokenKind::Function) continue;
    for (const ValueEntry& entry : kValues) {
      const bool is_of_it = entry.property.empty() ? token.kind == TokenKind::Function
                                                   : base::equals_ignoring_ascii_case(entry.property, property);
      if (is_of_it && base::equals_ignoring_ascii_case(entry.word, token.text)) return {{token.text, entry.way}};
    }
  }
  return std::nullopt;
}

}  // namespace gongwen::css
