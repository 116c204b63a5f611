// Distributes the units of a line over its width. A line that is too wide was broken with squeezing in mind: marks and
// gaps shrink by the amount that break_paragraph() assumed. A line that is too narrow is stretched, if it is justified:
// marks and blanks first, as `-gw-squeeze` allows, then all gaps evenly. Leaders take all free space instead.

#include "base/utf8.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/inline/detail/line_builder.h"

#include <optional>

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

/// Whether a unit is visible content with gaps beside it.
bool is_placed(const LineUnit& unit) { return unit.kind == UnitKind::Text || unit.kind == UnitKind::Object; }

}  // namespace

/// Prepares the line: adjustments of single units, the increase of each gap, and the width of leaders.
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
  // The gap before a mark that hangs outside of the line stays as it is, too.
  while (line_.hang_end != TextLength() && gap_end_ > line_.begin && !is_placed(paragraph_.units[--gap_end_])) {
  }
  first_text_ = line_.begin;
  while (first_text_ < last_seen && paragraph_.units[first_text_].kind != UnitKind::Text) ++first_text_;
  adjustments_ = text::squeeze_line(paragraph_, line_);
  if (left <= TextLength()) return;
  // Leaders share all free space, and nothing else is stretched.
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
  // Chinese typesetting: blanks and marks grow first, up to their limits.
  if (paragraph_.squeezes && gaps_ == text::JustifyGaps::Auto) {
    adjustments_ = text::stretch_line(paragraph_, line_, left);
  }
  gap_begin_ = line_.hang_start == TextLength() ? line_.begin : first_text_ + 1;
  for (std::uint32_t i = gap_begin_; i < gap_end_; ++i) gaps += may_stretch_after(paragraph_.units[i], gaps_);
  // Balanced lines are narrower than their box on purpose, so their ends are not filled by force.
  const bool is_balanced = style_.text_wrap_style == style::TextWrapStyle::Balance;
  const TextLength most = text::max_gap_growth(paragraph_, line_, gaps);
  const bool exceeds = !ends_paragraph && !space_.spreads && left > most;
  // A short line is easier to read than characters that lie apart: gaps grow up to their limit, and no further.
  const bool keeps_limit = exceeds && paragraph_.squeezes && gaps_ == text::JustifyGaps::Auto;
  if (keeps_limit && is_balanced) {
    adjustments_.clear();
    return;
  }
  if (keeps_limit) left = most;
  // Recorded in the fragment; proofing reports lines that are filled badly.
  if (exceeds && !is_balanced) fit_ = keeps_limit || gaps == 0 ? LineFit::Short : LineFit::Stretched;
  if (gaps == 0) return;
  stretch_each_ = left / gaps;
  // In 1/65536 px: the first gaps get one more each, so that the line ends exactly at its edge.
  stretch_left_ = left.raw() - stretch_each_.raw() * gaps;
}

/// The increase of the gap after a unit.
TextLength LineBuilder::stretch_after(std::uint32_t index) {
  if (stretch_each_ == TextLength() || index < gap_begin_ || index >= gap_end_) return {};
  if (!may_stretch_after(paragraph_.units[index], gaps_)) return {};
  const std::int64_t extra = stretch_left_ > 0 ? 1 : 0;
  stretch_left_ -= extra;
  return stretch_each_ + TextLength::from_raw(extra);
}

/// Squeezing or stretching of one unit; most lines have none.
text::UnitAdjustment LineBuilder::adjustment_of(std::uint32_t index) const {
  const std::uint32_t place = index - line_.begin;
  return place < adjustments_.size() ? adjustments_[place] : text::UnitAdjustment{};
}

namespace {

/// A part of a leader's pattern that is in one face.
struct LeaderPart {
  std::shared_ptr<TextRun> run;  // all its repetitions share it
  TextLength width;
};

/// Shapes the pattern character by character; a character in no face is shown as a box.
std::vector<LeaderPart> leader_parts(std::string_view pattern, const text::TextStyle& style, LayoutContext& context) {
  constexpr char32_t kShownForMissing = U'□';
  std::vector<LeaderPart> parts;
  std::optional<std::uint16_t> last;
  for (const auto& decoded : base::CodePoints(pattern)) {
    text::FaceChoice choice = context.fonts.choose(style.fonts, decoded.code_point);
    if (choice.glyph == text::kMissingGlyph) choice = context.fonts.choose(style.fonts, kShownForMissing);
    const text::StackEntry& entry = context.fonts.stack(style.fonts).entries[choice.entry];
    if (last != choice.entry) {
      auto run = std::make_shared<TextRun>();
      run->face = entry.face;
      run->family = entry.family;
      run->size = style.size;
      run->synthetic_bold = entry.synthetic_bold;
      run->synthetic_oblique = entry.synthetic_oblique;
      parts.push_back({std::move(run), {}});
      last = choice.entry;
    }
    const text::Face* const face = context.fonts.face(entry.face);
    const std::int32_t em = face == nullptr ? 1000 : face->metrics().units_per_em;
    const std::int32_t units = face == nullptr ? 0 : face->advance(choice.glyph);
    const TextLength advance = TextLength::from_font_units(units, em, style.size);
    LeaderPart& part = parts.back();
    part.run->glyphs.push_back({choice.glyph, 1, static_cast<std::int32_t>(advance.raw()), 0, 0});
    part.run->text += decoded.code_point;
    part.width += advance;
  }
  return parts;
}

/// One run with the pattern several times: fewer fragments than one for each repetition.
TextRun repeated(const TextRun& run, std::int64_t count) {
  TextRun all = run;
  for (std::int64_t i = 1; i < count; ++i) {
    all.glyphs.insert(all.glyphs.end(), run.glyphs.begin(), run.glyphs.end());
    all.text += run.text;
  }
  return all;
}

}  // namespace

/// Places a leader: as many whole repetitions of its pattern as fit. They are on a grid that is counted from the end of
/// the line, so that dots of successive lines are below each other (css-content-3 §2.5).
void LineBuilder::place_leader(const LineUnit& unit) {
  flush_run();
  const std::string& pattern = context_.boxes.content_item(context_.box(BoxId(unit.item))).text;
  const text::TextStyle& style = paragraph_.styles[unit.style];
  const std::vector<LeaderPart> parts = leader_parts(pattern, style, context_);
  TextLength pattern_width;
  for (const LeaderPart& part : parts) pattern_width += part.width;
  if (pattern_width > TextLength()) {
    // From the end of the line back to the leader's end, in whole steps of the grid.
    const TextLength behind = std::max(TextLength(), TextLength::from(space_.width) - pen_ - leader_each_);
    const std::int64_t steps_behind = (behind.raw() + pattern_width.raw() - 1) / pattern_width.raw();
    const TextLength end = TextLength::from(space_.width) - pattern_width * steps_behind;
    const std::int64_t count = std::max<std::int64_t>(0, (end - pen_).raw() / pattern_width.raw());
    TextLength left = end - pattern_width * count;
    const style::ComputedStyle& used = style_on_line(BoxId(unit.item));
    const LeaderShape shape{BoxId(unit.item), font_extent(used, style.fonts, context_),
                            text_baseline(used, style.fonts, context_)};
    if (parts.size() == 1 && count > 0) {
      const TextRun& run = *parts.front().run;
      add_leader_part(shape, std::make_shared<TextRun>(repeated(run, count)), left, pattern_width * count);
    } else {
      for (std::int64_t i = 0; i < count; ++i) {
        for (const LeaderPart& part : parts) {
          add_leader_part(shape, part.run, left, part.width);
          left += part.width;
        }
      }
    }
  }
  pen_ += leader_each_;
}

void LineBuilder::add_leader_part(const LeaderShape& shape, std::shared_ptr<const TextRun> run, TextLength left,
                                  TextLength width) {
  Fragment fragment = fragment_of(shape.box, context_);
  fragment.kind = FragmentKind::Leader;
  fragment.style = content_.style_in(fragment.style, context_);
  fragment.size = {width.round(), shape.extent.height()};
  fragment.baseline = shape.extent.ascent + shape.baseline;
  fragment.run = std::move(run);
  const Point offset{left.round(), open_.back().shift - shape.extent.ascent};
  add_child(offset, context_.fragments.add(std::move(fragment)), unit_);
}

}  // namespace gongwen::layout
