// Leaders in lines (css-content-3 section 2.5).
#include "base/utf8.h"
#include "layout/inline/detail/line_builder.h"

namespace gongwen::layout {

using text::LineUnit;
using text::TextLength;

/// A leader's pattern is repeated as often as all of it fits. The repetitions stand on a grid that is counted from the
/// line's end, so that those of successive lines stand below each other (css-content-3 §2.5).
void LineBuilder::place_leader(const LineUnit& unit) {
  flush_run();
  const boxes::Box& box = context_.box(BoxId(unit.item));
  const std::string& pattern = context_.boxes.content_item(box).text;
  const text::TextStyle& style = paragraph_.styles[unit.style];
  auto run = std::make_unique<TextRun>();
  TextLength pattern_width;
  std::vector<RunGlyph> glyphs;
  for (const auto& decoded : base::CodePoints(pattern)) {
    const text::FaceChoice choice = context_.fonts.choose(style.fonts, decoded.code_point);
    run->face = context_.fonts.stack(style.fonts).entries[choice.entry].face;
    const text::SimpleGlyph glyph = context_.fonts.simple_glyph(run->face, decoded.code_point);
    const text::Face* const face = context_.fonts.face(run->face);
    const std::int32_t em = face == nullptr ? 1000 : face->metrics().units_per_em;
    const TextLength advance = TextLength::from_font_units(glyph.advance, em, style.size);
    glyphs.push_back({glyph.glyph, 1, static_cast<std::int32_t>(advance.raw()), 0, 0});
    pattern_width += advance;
  }
  run->size = style.size;
  std::int64_t count = 0;
  TextLength left = pen_;
  if (pattern_width > TextLength()) {
    const TextLength behind = std::max(TextLength(), TextLength::from(space_.width) - pen_ - leader_each_);
    const std::int64_t steps_behind = (behind.raw() + pattern_width.raw() - 1) / pattern_width.raw();
    const TextLength end = TextLength::from(space_.width) - pattern_width * steps_behind;
    count = std::max<std::int64_t>(0, (end - pen_).raw() / pattern_width.raw());
    left = end - pattern_width * count;
  }
  for (std::int64_t i = 0; i < count; ++i) {
    run->glyphs.insert(run->glyphs.end(), glyphs.begin(), glyphs.end());
    run->text += base::to_utf32(pattern);
  }
  const Extent extent = font_extent(context_.styles.style(box.style), style.fonts, context_);
  Fragment fragment;
  fragment.kind = FragmentKind::Leader;
  fragment.box = BoxId(unit.item);
  fragment.style = box.style;
  fragment.origin = box.origin;
  fragment.size = {(pattern_width * count).round(), extent.height()};
  fragment.baseline = extent.ascent;
  fragment.run = std::move(run);
  const Point offset{left.round(), open_.back().shift - extent.ascent};
  if (count > 0) open_.back().children.push_back({offset, context_.fragments.add(std::move(fragment))});
  pen_ += leader_each_;
}

}  // namespace gongwen::layout
