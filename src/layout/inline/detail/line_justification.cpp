// How the units of a line are spread over its width: squeezing, stretching, leaders.
#include "layout/inline/detail/line_builder.h"

namespace gongwen::layout {

using text::LineUnit;
using text::TextLength;
using text::UnitKind;

namespace {

/// css-text-3 §7.3: `distribute` is the older name of `inter-character`.
text::JustifyGaps justify_gaps(style::TextJustify value) {
  switch (value) {
    case style::TextJustify::InterWord: return text::JustifyGaps::InterWord;
    case style::TextJustify::InterCharacter:
    case style::TextJustify::Distribute: return text::JustifyGaps::InterCharacter;
    case style::TextJustify::Auto:
    case style::TextJustify::None: break;
  }
  return text::JustifyGaps::Auto;
}

/// Whether a unit stands in the line by itself, so that there are gaps beside it.
bool is_placed(const LineUnit& unit) { return unit.kind == UnitKind::Text || unit.kind == UnitKind::Object; }

}  // namespace

/// What justification adds to each gap, and what leaders get.
void LineBuilder::measure_stretch() {
  TextLength left = TextLength::from(space_.width - space_.indent) - line_.width;
  std::int64_t leaders = 0;
  std::int64_t gaps = 0;
  std::uint32_t last_seen = line_.begin;
  for (std::uint32_t i = line_.begin; i < line_.content_end; ++i) {
    leaders += paragraph_.units[i].kind == UnitKind::Leader;
    if (is_placed(paragraph_.units[i])) last_seen = i;
  }
  gap_end_ = last_seen;
  // The gap before a mark outside of the line stays as it is, too.
  while (line_.hang_end != TextLength() && gap_end_ > line_.begin && !is_placed(paragraph_.units[--gap_end_])) {
  }
  first_text_ = line_.begin;
  while (first_text_ < last_seen && paragraph_.units[first_text_].kind != UnitKind::Text) ++first_text_;
  adjustments_ = text::squeeze_line(paragraph_, line_);
  if (left <= TextLength()) return;
  if (leaders > 0) {
    leader_each_ = left / leaders;
    return;
  }
  const bool ends_paragraph = line_.last || line_.forced;
  const bool justifies = space_.spreads || style_.text_align == style::TextAlign::JustifyAll ||
                         (ends_paragraph ? style_.text_align_last == style::TextAlignLast::Justify
                                         : style_.text_align == style::TextAlign::Justify);
  if (!justifies || style_.text_justify == style::TextJustify::None) return;
  gaps_ = justify_gaps(style_.text_justify);
  if (paragraph_.squeezes && gaps_ == text::JustifyGaps::Auto) {
    adjustments_ = text::stretch_line(paragraph_, line_, left);
  }
  gap_begin_ = line_.hang_start == TextLength() ? line_.begin : first_text_ + 1;
  for (std::uint32_t i = gap_begin_; i < gap_end_; ++i) gaps += may_stretch_after(paragraph_.units[i], gaps_);
  if (gaps == 0) return;
  stretch_each_ = left / gaps;
  stretch_left_ = left.raw() - stretch_each_.raw() * gaps;
}

TextLength LineBuilder::stretch_after(std::uint32_t index) {
  const LineUnit& unit = paragraph_.units[index];
  const bool is_gap = index >= gap_begin_ && index < gap_end_ && may_stretch_after(unit, gaps_);
  if (stretch_each_ == TextLength() || !is_gap) return {};
  const std::int64_t extra = stretch_left_ > 0 ? 1 : 0;
  stretch_left_ -= extra;
  return stretch_each_ + TextLength::from_raw(extra);
}

text::UnitAdjustment LineBuilder::adjustment_of(std::uint32_t index) const {
  const std::uint32_t place = index - line_.begin;
  return place < adjustments_.size() ? adjustments_[place] : text::UnitAdjustment{};
}

}  // namespace gongwen::layout
