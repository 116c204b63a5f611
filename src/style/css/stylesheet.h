// Parsed style sheets with all kinds of rules, and the media queries that select among them.
#pragma once

#include "base/string_arena.h"
#include "diagnostics/diagnostic.h"
#include "style/css/declaration.h"
#include "style/css/selector.h"
#include "style/css/token.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::css {

// Media queries, as far as they can be answered for a document, which is printed and never shown on a screen.

/// Whether a media query list matches print: `print`, `all`, `not screen`, an empty list. Returns nullopt if it tests a
/// feature, such as a width, that is unknown here.
std::optional<bool> matches_print(TokenStream stream);
/// The same for the text of a `media` attribute.
std::optional<bool> matches_print(std::string_view text);

// StyleSheet: a parsed style sheet: style rules, page rules, font faces and imports, in the order of the source. The
// contents of @media blocks that do not match print are already removed.

/// A cascade layer of a sheet (css-cascade-5 section 6.4): its index in StyleSheet::layers.
using LayerIndex = std::int32_t;
inline constexpr LayerIndex kNoLayer = -1;

struct StyleRule {
  SelectorList selectors;
  DeclarationBlock block;
  LayerIndex layer = kNoLayer;
  diagnostics::Span span;
};

/// The sixteen boxes around a page (css-page-3 section 4), clockwise from the upper left corner.
enum class MarginBox : std::uint8_t {
  TopLeftCorner,
  TopLeft,
  TopCenter,
  TopRight,
  TopRightCorner,
  RightTop,
  RightMiddle,
  RightBottom,
  BottomRightCorner,
  BottomRight,
  BottomCenter,
  BottomLeft,
  BottomLeftCorner,
  LeftBottom,
  LeftMiddle,
  LeftTop,
};
inline constexpr std::size_t kMarginBoxCount = 16;
std::string_view margin_box_name(MarginBox box);
std::optional<MarginBox> find_margin_box(std::string_view name);

/// One page selector (css-page-3 section 3.1, css-gcpm-3 section 5.1.2): `wide:first`, `:left`, `:nth(2n of wide)`.
struct PageSelector {
  std::string name;  // empty: any page
  bool first = false;
  bool blank = false;
  bool left = false;
  bool right = false;
  std::optional<NthPattern> nth;
  std::string nth_name;  // `:nth(2 of wide)`: counted within each group of pages of this name
  /// css-page-3 §3.3: counts of names; of :first, :blank and :nth; of :left and :right.
  Specificity specificity() const;
};

struct MarginBoxRule {
  MarginBox box = MarginBox::TopLeft;
  DeclarationBlock block;
};

struct PageRule {
  std::vector<PageSelector> selectors;  // empty: all pages
  DeclarationBlock block;
  std::vector<MarginBoxRule> margin_boxes;
  std::vector<DeclarationBlock> footnote_areas;  // @footnote, in the order of the source
  LayerIndex layer = kNoLayer;
  diagnostics::Span span;
};

struct UnicodeRange {
  char32_t first = 0;
  char32_t last = 0;
  friend bool operator==(const UnicodeRange&, const UnicodeRange&) = default;
};

/// @font-face: a family assembled from existing faces (local names) or from files of the bundle.
struct FontFaceRule {
  struct Source {
    bool local = false;
    std::string name;  // a family or face name, or a path in the bundle
  };
  std::string family;
  std::vector<Source> sources;  // the first available one is used
  int min_weight = 400;
  int max_weight = 400;
  int min_stretch = 100;  // percent
  int max_stretch = 100;
  bool italic = false;
  std::vector<UnicodeRange> ranges;  // empty: all characters
  LayerIndex layer = kNoLayer;
  diagnostics::Span span;
};

/// @counter-style (css-counter-styles-3 section 3). Descriptors that a rule omits stay empty, since a style that
/// extends another one inherits them.
struct CounterStyleRule {
  enum class System : std::uint8_t { Cyclic, Numeric, Alphabetic, Symbolic, Additive, Fixed, Extends };
  struct AdditiveSymbol {
    std::int32_t weight = 0;
    std::string symbol;
  };
  struct Negative {
    std::string before = "-";
    std::string after;
  };
  struct Pad {
    std::int32_t length = 0;
    std::string symbol;
  };
  struct Range {
    std::int32_t first = INT32_MIN;
    std::int32_t last = INT32_MAX;
  };
  std::string name;
  System system = System::Symbolic;
  std::int32_t first_value = 1;  // of the first symbol, for `fixed`
  std::string extended;
  std::vector<std::string> symbols;
  std::vector<AdditiveSymbol> additive_symbols;  // heaviest first
  std::optional<std::string> prefix;
  std::optional<std::string> suffix;
  std::optional<Negative> negative;
  std::optional<Pad> pad;
  std::optional<std::vector<Range>> ranges;  // empty: auto
  std::optional<std::string> fallback;
  LayerIndex layer = kNoLayer;
  diagnostics::Span span;
};

/// @property (css-properties-values-api-1): the values allowed for a custom property.
struct PropertyRule {
  std::string name;
  std::string syntax;  // `*` accepts everything
  bool inherits = true;
  std::optional<std::vector<Token>> initial;
  LayerIndex layer = kNoLayer;
  diagnostics::Span span;
};

/// Authors' identifiers are case-sensitive, those of CSS are not.
enum class WordCase : bool { Counts, Ignored };
/// Whether a value fits the syntax of a @property rule.
bool fits_property_syntax(std::string_view syntax, TokenStream value, WordCase word_case = WordCase::Counts);

/// The names that identify a layer, from the outside to the inside. An anonymous layer has a unique name.
using LayerPath = std::vector<std::string>;

struct ImportRule {
  std::string url;
  LayerIndex layer = kNoLayer;    // of all rules of the imported sheet
  std::size_t layers_before = 0;  // number of the sheet's layers that are named before the import
  diagnostics::Span span;
};

struct StyleSheet {
  std::vector<ImportRule> imports;
  std::vector<StyleRule> rules;
  std::vector<PageRule> pages;
  std::vector<FontFaceRule> font_faces;
  std::vector<CounterStyleRule> counter_styles;
  std::vector<PropertyRule> properties;
  std::vector<LayerPath> layers;  // in the order in which they are first named
  base::StringArena texts;        // tokens kept for var() point into it, or into the source
};

/// Parses a style sheet. `place` is the place of `text`: a whole file, or the content of a <style>
/// element. The text must outlive the sheet. Reports: css/…; ill-formed rules are reported and left
/// out.
StyleSheet parse_stylesheet(std::string_view text, const diagnostics::Span& place, diagnostics::DiagnosticSink& sink,
                            ValueReading reading = ValueReading::ByGrammar);

/// Parses the declarations of a style attribute; `texts` stores data of its tokens.
DeclarationBlock parse_style_attribute(std::string_view text, const diagnostics::Span& place, base::StringArena& texts,
                                       diagnostics::DiagnosticSink& sink,
                                       ValueReading reading = ValueReading::ByGrammar);

}  // namespace gongwen::css
