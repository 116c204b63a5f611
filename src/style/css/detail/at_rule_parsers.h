// Parsers of at-rules: selectors of @page, descriptors of @font-face and @counter-style, conditions of @supports.
#pragma once

#include "style/css/stylesheet.h"
#include "style/css/token.h"

#include <optional>

namespace gongwen::css {

// The selectors of an @page rule (css-page-3 section 4.3, css-gcpm-3 section 5.1.2).

/// Takes one selector, `name:pseudo…`, and a comma after it. Returns nullopt if it is not well-formed.
std::optional<PageSelector> parse_page_selector(TokenStream& stream);

// The descriptors of @font-face (css-fonts-4 section 4).

/// Reads family, sources, weight, style and ranges. Returns false if family or sources are missing, or a descriptor is
/// wrong. `text` is the source of the tokens; it starts at `offset`.
bool parse_font_face(TokenStream block, std::string_view text, std::uint32_t offset, FontFaceRule& rule);

/// `U+20-7E, U+A0, U+4??`, read from the text, since the notation has no separate token (css-syntax-3 section 7).
bool parse_unicode_ranges(std::string_view text, std::vector<UnicodeRange>& ranges);

// The descriptors of an @counter-style rule (css-counter-styles-3 section 3).

/// Reads the name before the block and the descriptors in it into `rule`, whose span is set. Returns false if the rule
/// is invalid: it has no name, or lacks symbols that its system needs (section 3.1). Reports: css/invalid-descriptor;
/// such a descriptor is ignored.
bool parse_counter_style(TokenStream prelude, TokenStream block, CounterStyleRule& rule,
                         diagnostics::DiagnosticSink& sink);

// The descriptors of @property (css-properties-values-api-1 section 3).

/// Reads syntax, inherits and initial value. Returns false if one of them is missing or wrong.
bool parse_property_rule(TokenStream prelude, TokenStream block, PropertyRule& rule);

// Conditions of @supports and of imports (css-conditional-3 section 6, css-conditional-4 section 2).

/// Whether the features in a condition are supported; nullopt if it is ill-formed. Unknown syntax counts as not
/// supported.
std::optional<bool> supports(TokenStream condition);

/// The same for the content of `supports()` in an import: a condition, or one declaration.
std::optional<bool> supports_import(TokenStream inner);

}  // namespace gongwen::css
