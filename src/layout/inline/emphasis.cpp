#include "layout/inline/emphasis.h"

#include "style/writing_modes.h"
#include "text/punctuation.h"

#include <algorithm>

namespace gongwen::layout {

bool has_emphasis(const style::ComputedStyle& style) {
  return style.text_emphasis_style.kind != style::TextEmphasisStyle::Kind::None;
}

AnnotationSide emphasis_side(const style::ComputedStyle& style) {
  if (style::is_vertical(style.writing_mode)) return AnnotationSide::Over;  // at the right, in all languages
  switch (style.text_emphasis_position) {
    case style::TextEmphasisPosition::Over: return AnnotationSide::Over;
    case style::TextEmphasisPosition::Under: return AnnotationSide::Under;
    case style::TextEmphasisPosition::Auto: break;
  }
  const std::string_view language = style.language;
  const bool chinese = language.empty() || language == "zh" || language.starts_with("zh-");
  return chinese ? AnnotationSide::Under : AnnotationSide::Over;
}

bool has_marks(const TextRun& run) { return std::any_of(run.text.begin(), run.text.end(), text::takes_emphasis_mark); }

LayoutUnit emphasis_height(const style::ComputedStyle& style) { return style.font_size.to_length() / 2; }

LayoutUnit emphasis_top(const style::ComputedStyle& style) {
  return annotation_top(style, emphasis_height(style), emphasis_side(style));
}

Extent emphasis_extent(const style::ComputedStyle& style, text::StackId fonts, bool apart, LayoutContext& context) {
  return annotation_extent(style, fonts, emphasis_height(style), emphasis_side(style), apart, context);
}

}  // namespace gongwen::layout
