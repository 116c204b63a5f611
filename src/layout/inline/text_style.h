// Converts a computed style to the form in which the text module needs it.
#pragma once

#include "layout/core/context.h"
#include "layout/inline/detail/ruby_layout.h"
#include "style/font_measures.h"
#include "text/font_context.h"

namespace gongwen::layout {

// The space for emphasis marks in a line (css-text-decor-3 section 3.4): they are half as large as their text and in
// the position of an annotation.

bool has_emphasis(const style::ComputedStyle& style);
/// The side of the marks: below for Chinese, above for all other languages (css-text-decor-4 §3.4).
AnnotationSide emphasis_side(const style::ComputedStyle& style);
/// Whether any character of the run gets a mark.
bool has_marks(const TextRun& run);
/// Height of the marks: half an em.
LayoutUnit emphasis_height(const style::ComputedStyle& style);
/// The top of the marks, relative to the baseline of their text.
LayoutUnit emphasis_top(const style::ComputedStyle& style);
/// The extent of text with its marks, for the height of the line; `apart` as in annotation_extent().
Extent emphasis_extent(const style::ComputedStyle& style, text::StackId fonts, bool apart, LayoutContext& context);

// FaceMeasures: answers style's questions about faces from the fonts of the run.

class FaceMeasures : public style::FontMeasures {
 public:
  explicit FaceMeasures(text::FontContext& fonts) : fonts_(fonts) {}
  double x_height(const style::ComputedStyle& style) override;
  double zero_advance(const style::ComputedStyle& style) override;
  style::LetterHeights letter_heights(const style::ComputedStyle& style) override;

 private:
  text::FontContext& fonts_;
};

/// The text style of a computed style; cached in the context. Reports: text/no-hyphenation, text/missing-dictionary and
/// text/missing-icu at `origin`, text/unknown-family and text/unknown-first-family where the style sheet names the
/// family.
const text::TextStyle& text_style(style::StyleId id, diagnostics::OriginId origin, LayoutContext& context);
text::TextStyle make_text_style(const style::ComputedStyle& style, diagnostics::OriginId origin,
                                LayoutContext& context);

/// Call it for text that needs ICU's data: right-to-left text, capitals of some languages. Reports: text/missing-icu.
void require_icu(diagnostics::OriginId origin, LayoutContext& context);

/// The style for small capitals if the face has none: smaller, with uppercase letters for lowercase ones; null for all
/// other styles.
const text::TextStyle* small_caps_style(style::StyleId id, diagnostics::OriginId origin, LayoutContext& context);

/// The fonts that a style requests.
text::FontRequest font_request(const style::ComputedStyle& style);

/// Formats a font-family list for messages: `Times New Roman, 仿宋`.
std::string family_list(const std::vector<std::string>& families);

/// The language of text: Chinese unless the document says otherwise.
text::TextLanguage text_language(std::string_view language);

}  // namespace gongwen::layout
