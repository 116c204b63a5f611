// From a computed style to what the text module needs of it.
#pragma once

#include "layout/core/context.h"
#include "layout/inline/detail/ruby_layout.h"
#include "style/font_measures.h"
#include "text/font_context.h"

namespace gongwen::layout {

// The room of emphasis marks in a line (css-text-decor-3 section 3.4): they are half as large as their text and have
// the place of an annotation.

bool has_emphasis(const style::ComputedStyle& style);
/// Chinese has its marks below, all else above (css-text-decor-4 §3.4).
AnnotationSide emphasis_side(const style::ComputedStyle& style);
/// Whether any character of the run gets a mark.
bool has_marks(const TextRun& run);
/// Of the marks: half an em.
LayoutUnit emphasis_height(const style::ComputedStyle& style);
/// Where the marks start, below the baseline of their text.
LayoutUnit emphasis_top(const style::ComputedStyle& style);
/// How far text with its marks reaches, for the height of the line; `apart` as in annotation_extent().
Extent emphasis_extent(const style::ComputedStyle& style, text::StackId fonts, bool apart, LayoutContext& context);

// FaceMeasures: what style asks of faces, answered by the fonts of the run.

class FaceMeasures : public style::FontMeasures {
 public:
  explicit FaceMeasures(text::FontContext& fonts) : fonts_(fonts) {}
  double x_height(const style::ComputedStyle& style) override;
  double zero_advance(const style::ComputedStyle& style) override;
  style::LetterHeights letter_heights(const style::ComputedStyle& style) override;

 private:
  text::FontContext& fonts_;
};

/// Remembered in the context by style. Reports: text/no-hyphenation, text/missing-dictionary and text/missing-icu at
/// `origin`, text/unknown-family and text/unknown-first-family where the style sheet names the family.
const text::TextStyle& text_style(style::StyleId id, diagnostics::OriginId origin, LayoutContext& context);
text::TextStyle make_text_style(const style::ComputedStyle& style, diagnostics::OriginId origin,
                                LayoutContext& context);

/// For text that needs what ICU knows: right-to-left text, capitals of some languages. Reports: text/missing-icu.
void require_icu(diagnostics::OriginId origin, LayoutContext& context);

/// Small capitals of a style whose face has none: smaller, with uppercase letters for lowercase ones; null for all
/// others.
const text::TextStyle* small_caps_style(style::StyleId id, diagnostics::OriginId origin, LayoutContext& context);

/// The fonts that a style asks for.
text::FontRequest font_request(const style::ComputedStyle& style);

/// A font-family list as messages show it: `Times New Roman, 仿宋`.
std::string family_list(const std::vector<std::string>& families);

/// Chinese unless the document says otherwise.
text::TextLanguage text_language(std::string_view language);

}  // namespace gongwen::layout
