// From a computed style to what the text module needs of it.
#pragma once

#include "layout/core/context.h"

namespace gongwen::layout {

/// Remembered in the context by style. Reports: text/unknown-family, text/no-hyphenation and text/missing-dictionary at
/// `origin`.
const text::TextStyle& text_style(style::StyleId id, diagnostics::OriginId origin, LayoutContext& context);
text::TextStyle make_text_style(const style::ComputedStyle& style, diagnostics::OriginId origin,
                                LayoutContext& context);

/// The fonts that a style asks for.
text::FontRequest font_request(const style::ComputedStyle& style);

/// A font-family list as messages show it: `Times New Roman, 仿宋`.
std::string family_list(const std::vector<std::string>& families);

/// Chinese unless the document says otherwise.
text::TextLanguage text_language(std::string_view language);

}  // namespace gongwen::layout
