#include "base/ascii.h"
#include "css/detail/declaration_parts.h"
#include "diagnostics/catalogue/texts/css.h"

#include <array>

namespace gongwen::css {
namespace {

constexpr WayRound kGrid{texts::CssUseATableColumnsOrDisplay};
constexpr WayRound kPicture{texts::CssDrawItIntoAPictureImg};
constexpr WayRound kVertical{texts::CssPutOneCharacterOnEachLine};
constexpr WayRound kFace{texts::CssChooseAFaceThatHasThe};
constexpr WayRound kBorder{texts::CssUseBorder};
constexpr WayRound kNone{};

struct Entry {
  std::string_view name;
  WayRound way;
};

/// A name with `*` at its end stands for all that start so.
constexpr std::array kNames = {
    Entry{"grid*", kGrid},
    Entry{"place-*", texts::CssUseAlignContentAlignItemsAnd},
    Entry{"justify-items", texts::CssUseJustifyContent},
    Entry{"justify-self", texts::CssUseMarginAuto},
    Entry{"writing-mode", kVertical},
    Entry{"text-orientation", kVertical},
    Entry{"text-combine-upright", kVertical},
    Entry{"direction", kNone},
    Entry{"unicode-bidi", kNone},
    Entry{"font-variant*", kFace},
    Entry{"font-feature-settings", kFace},
    Entry{"font-variation-settings", texts::CssUseFontWeight},
    Entry{"font-stretch", kFace},
    Entry{"font-size-adjust", texts::CssSetFontSize},
    Entry{"font-synthesis*", kNone},
    Entry{"font-optical-sizing", kNone},
    Entry{"font-palette", kNone},
    Entry{"text-rendering", kNone},
    Entry{"box-shadow", kBorder},
    Entry{"text-shadow", kNone},
    Entry{"border-image*", kPicture},
    Entry{"outline*", kBorder},
    Entry{"transform*", kPicture},
    Entry{"rotate", kPicture},
    Entry{"scale", kPicture},
    Entry{"translate", texts::CssUsePositionRelativeWithLeftAnd},
    Entry{"perspective*", kNone},
    Entry{"filter", kPicture},
    Entry{"backdrop-filter", kPicture},
    Entry{"mix-blend-mode", kPicture},
    Entry{"background-blend-mode", kPicture},
    Entry{"isolation", kNone},
    Entry{"clip", kPicture},
    Entry{"clip-path", kPicture},
    Entry{"mask*", kPicture},
    Entry{"shape-*", kNone},
    Entry{"bleed", texts::CssMakeThePageLargerBySize},
    Entry{"marks", texts::CssMakeThePageLargerBySize},
    Entry{"page-orientation", texts::CssGiveThePageItsSizeWith},
    Entry{"line-clamp", kNone},
    Entry{"text-overflow", kNone},
    Entry{"initial-letter*", texts::CssUseFirstLetterWithFloatLeft},
    Entry{"list-style-image", texts::CssUseMarkerOrAnImg},
    Entry{"background-attachment", kNone},
    Entry{"object-view-box", kPicture},
    Entry{"image-rendering", kNone},
    Entry{"image-orientation", kNone},
    Entry{"text-decoration-skip-ink", kNone},
    Entry{"line-height-step", texts::CssUseBlockStep},
    Entry{"all", kNone},
    Entry{"zoom", kNone},
    Entry{"contain*", kNone},
    Entry{"content-visibility", kNone},
    Entry{"animation*", kNone},
    Entry{"transition*", kNone},
    Entry{"cursor", kNone},
    Entry{"pointer-events", kNone},
    Entry{"user-select", kNone},
    Entry{"resize", kNone},
    Entry{"scroll*", kNone},
    Entry{"-webkit-*", texts::CssWriteTheNameWithoutWebkit},
    Entry{"-moz-*", texts::CssWriteTheNameWithoutMoz},
    Entry{"-ms-*", texts::CssWriteTheNameWithoutMs},
    Entry{"-prince-*", kNone},
    Entry{"@container", kNone},
    Entry{"@property", texts::CssGiveTheCustomPropertyItsValue},
    Entry{"@keyframes", kNone},
    Entry{"@scope", texts::CssPutTheNamesOfTheElements},
    Entry{"@starting-style", kNone},
    Entry{"@namespace", kNone},
    Entry{"@font-feature-values", kFace},
    Entry{"@font-palette-values", kNone},
    Entry{"@color-profile", texts::CssWriteDeviceCmyk},
    Entry{"@position-try", kNone},
    Entry{"@view-transition", kNone},
    Entry{"::first-line", texts::CssPutTheWordsOfTheLine},
    Entry{"::selection", kNone},
    Entry{"::placeholder", kNone},
    Entry{"::backdrop", kNone},
    Entry{":focus-*", kNone},
    Entry{":checked", texts::CssUseChecked},
    Entry{":disabled", texts::CssUseDisabled},
    Entry{":enabled", kNone},
    Entry{":required", texts::CssUseRequired},
    Entry{":target", kNone},
    Entry{":dir", kNone},
    Entry{":scope", kNone},
};

struct ValueEntry {
  std::string_view property;  // empty: any
  std::string_view word;
  WayRound way;
};

constexpr std::array kValues = {
    ValueEntry{"display", "grid", kGrid},
    ValueEntry{"display", "inline-grid", kGrid},
    ValueEntry{"display", "run-in", kNone},
    ValueEntry{"position", "sticky", texts::CssUsePositionRunningForContentOn},
    ValueEntry{"text-underline-position", "left", kNone},  // of vertical lines
    ValueEntry{"text-underline-position", "right", kNone},
    ValueEntry{"size", "a0", texts::CssWrite841mm1189mm},
    ValueEntry{"size", "a1", texts::CssWrite594mm841mm},
    ValueEntry{"size", "a2", texts::CssWrite420mm594mm},
    ValueEntry{"size", "a6", texts::CssWrite105mm148mm},
    ValueEntry{"size", "a7", texts::CssWrite74mm105mm},
    ValueEntry{"size", "a8", texts::CssWrite52mm74mm},
    ValueEntry{"size", "a9", texts::CssWrite37mm52mm},
    ValueEntry{"size", "a10", texts::CssWrite26mm37mm},
    ValueEntry{"", "linear-gradient", kPicture},
    ValueEntry{"", "radial-gradient", kPicture},
    ValueEntry{"", "conic-gradient", kPicture},
    ValueEntry{"", "repeating-linear-gradient", kPicture},
    ValueEntry{"", "repeating-radial-gradient", kPicture},
    ValueEntry{"", "image-set", texts::CssNameOnePictureWithUrl},
    ValueEntry{"", "oklch", texts::CssWriteTheColourAsRrggbb},
    ValueEntry{"", "oklab", texts::CssWriteTheColourAsRrggbb},
    ValueEntry{"", "lch", texts::CssWriteTheColourAsRrggbb},
    ValueEntry{"", "lab", texts::CssWriteTheColourAsRrggbb},
    ValueEntry{"", "color-mix", texts::CssWriteTheColourAsRrggbb},
    ValueEntry{"", "round", texts::CssUseCalc},
    ValueEntry{"", "mod", texts::CssUseCalc},
    ValueEntry{"", "rem", texts::CssUseCalc},
};

bool fits(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return base::equals_ignoring_ascii_case(pattern, name);
  pattern.remove_suffix(1);
  return name.size() >= pattern.size() && base::equals_ignoring_ascii_case(pattern, name.substr(0, pattern.size()));
}

}  // namespace

std::optional<WayRound> find_unsupported(std::string_view name) {
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
