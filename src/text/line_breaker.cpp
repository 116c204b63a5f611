#include "text/line_breaker.h"

#include <algorithm>
#include <optional>

namespace gongwen::text {
namespace {

bool is_blank(const LineUnit& unit) { return unit.kind == UnitKind::Space || unit.kind == UnitKind::Tab; }

bool is_edge(const LineUnit& unit) { return unit.kind == UnitKind::OpenEdge || unit.kind == UnitKind::CloseEdge; }

class LineFinder {
 public:
  LineFinder(const ShapedParagraph& paragraph, std::uint32_t begin, TextLength available, LinePosition position,
             bool finds_least = false)
      : units_(paragraph.units),
        styles_(paragraph.styles),
        cloned_edges_(paragraph.cloned_edges),
        begin_(begin),
        available_(available),
        position_(position),
        finds_least_(finds_least) {
    if (!cloned_edges_.empty()) width_ = cloned_edges_[begin].open;
  }

  LineRange run() {
    for (std::uint32_t i = begin_; i < units_.size(); ++i) {
      take(i);
      const LineUnit& unit = units_[i];
      if (unit.kind == UnitKind::ForcedBreak) return finish(i, Ending::Forced);
      if (i + 1 == units_.size()) {
        if (overflows(i) && (best_ || emergency_)) return best_ ? *best_ : *emergency_;
        return finish(i, Ending::Last);
      }
      consider(i);
      if (overflows(i) && best_) return *best_;
    }
    LineRange empty;
    empty.begin = empty.content_end = empty.end = begin_;
    empty.last = true;
    return empty;
  }

 private:
  enum class Ending : std::uint8_t { Soft, Forced, Last };
  const TextStyle& style_of(const LineUnit& unit) const { return styles_[unit.style]; }

  /// Adds a unit. `width_` is up to the last unit that is seen; blanks behind it wait in `pending_`.
  void take(std::uint32_t i) {
    const LineUnit& unit = units_[i];
    TextLength advance = unit.advance;
    if (unit.kind == UnitKind::Tab) advance = tab_advance(width_ + pending_, style_of(unit));
    if (unit.kind == UnitKind::SoftHyphen) advance = {};
    // Blanks that are kept, but may end a line, hang over its end (css-text-3 §4.1.3).
    const bool hangs = unit.kind == UnitKind::Space && !style_of(unit).collapses_spaces && style_of(unit).wraps &&
                       !style_of(unit).breaks_spaces;
    const bool vanishes = unit.kind == UnitKind::Space && (style_of(unit).collapses_spaces || hangs);
    if (hangs) hanging_ += advance;
    if (unit.kind == UnitKind::ForcedBreak || unit.kind == UnitKind::Anchor) return;
    if (vanishes || unit.kind == UnitKind::SoftHyphen) {
      pending_ += advance;
      return;
    }
    if (!seen_any_ && unit.kind == UnitKind::Text) {
      seen_any_ = true;
      if (trims_at_start(unit)) {
        trims_start_ = true;
        advance -= unit.trim;
      }
    }
    // An edge behind blanks does not make them seen: they vanish before it if the line ends there.
    if (is_edge(unit) && pending_ != TextLength()) {
      edges_ += advance;
      return;
    }
    width_ += pending_ + edges_ + gap_ + advance;
    pending_ = edges_ = hanging_ = {};
    gap_ = unit.space_after;
    content_end_ = i + 1;
    last_seen_ = i;
  }

  bool trims_at_start(const LineUnit& unit) const {
    return unit.mark == MarkSide::BlankBefore && !unit.trimmed && style_of(unit).trims_line_start &&
           position_ == LinePosition::Other;
  }

  /// What the line saves when it ends here, because its last mark may be set half as wide.
  TextLength end_trim() const {
    if (!last_seen_) return {};
    const LineUnit& unit = units_[*last_seen_];
    const bool trims = unit.mark == MarkSide::BlankAfter && !unit.trimmed && style_of(unit).trims_line_end;
    return trims ? unit.trim : TextLength();
  }

  /// Of the boxes that have all their edges on each line, those that would close here if the line ended behind a unit.
  TextLength cloned_ends(std::uint32_t i) const {
    return cloned_edges_.empty() ? TextLength() : cloned_edges_[i + 1].close;
  }

  bool overflows(std::uint32_t i) const { return width_ + edges_ + cloned_ends(i) - end_trim() > available_; }

  void consider(std::uint32_t i) {
    const LineUnit& unit = units_[i];
    if (unit.break_after == BreakAfter::Prohibited) return;
    const TextLength hyphen = unit.kind == UnitKind::SoftHyphen ? unit.advance : TextLength();
    const bool fits = width_ + edges_ + cloned_ends(i) + hyphen - end_trim() <= available_;
    if (unit.break_after == BreakAfter::Emergency) {
      if (finds_least_) {
        if (style_of(unit).is_narrow && !best_) best_ = finish(i, Ending::Soft);
        return;
      }
      if (fits || !emergency_) emergency_ = finish(i, Ending::Soft);
      if (!best_ && !fits && emergency_) best_ = emergency_;
      return;
    }
    // A first piece that is too wide is taken all the same, unless it may be torn in an emergency.
    if (fits || (!best_ && !emergency_)) best_ = finish(i, Ending::Soft);
    if (!fits && !best_ && emergency_) best_ = emergency_;
  }

  LineRange finish(std::uint32_t i, Ending ending) const {
    LineRange line;
    line.begin = begin_;
    line.content_end = std::max(content_end_, begin_);
    line.end = i + 1;
    line.forced = ending == Ending::Forced;
    line.last = i + 1 == units_.size();
    line.trims_start = trims_start_;
    line.hyphenated = ending == Ending::Soft && units_[i].kind == UnitKind::SoftHyphen;
    line.width = width_ + edges_ + cloned_ends(i);
    // Those before a forced break hang only where they do not fit.
    if (ending != Ending::Soft && line.width < available_) line.width += std::min(hanging_, available_ - line.width);
    if (line.hyphenated) {
      line.content_end = i + 1;
      line.width += units_[i].advance;
    } else if (line.width > available_) {
      line.trims_end = end_trim() != TextLength();
      line.width -= end_trim();
    }
    // Blanks behind a soft break belong to the line that they end.
    while (!line.forced && line.end < units_.size() && is_blank(units_[line.end]) &&
           style_of(units_[line.end]).collapses_spaces && units_[line.end - 1].break_after != BreakAfter::Allowed) {
      ++line.end;
    }
    return line;
  }

  const std::vector<LineUnit>& units_;
  const std::vector<TextStyle>& styles_;
  const std::vector<ClonedEdges>& cloned_edges_;
  const std::uint32_t begin_;
  const TextLength available_;
  const LinePosition position_;
  const bool finds_least_;  // the width that nothing can be narrower than

  TextLength width_;
  TextLength pending_;
  TextLength hanging_;  // of `pending_`, blanks that are kept
  TextLength edges_;    // of inline boxes, behind the blanks that wait
  TextLength gap_;
  std::uint32_t content_end_ = 0;
  std::optional<std::uint32_t> last_seen_;
  bool seen_any_ = false;
  bool trims_start_ = false;
  std::optional<LineRange> best_;
  std::optional<LineRange> emergency_;
};

}  // namespace

TextLength tab_advance(TextLength position, const TextStyle& style) {
  const std::int64_t stop = TextLength::from(style.tab_width).raw();
  if (stop <= 0) return {};
  std::int64_t next = (position.raw() / stop + 1) * stop;
  if (next - position.raw() < TextLength::from(style.least_tab).raw()) next += stop;
  return TextLength::from_raw(next) - position;
}

LineRange find_line(const ShapedParagraph& paragraph, std::uint32_t begin, TextLength available,
                    LinePosition position) {
  return LineFinder(paragraph, begin, available, position).run();
}

IntrinsicWidths measure_paragraph(const ShapedParagraph& paragraph, TextLength first_indent) {
  IntrinsicWidths widths;
  const auto size = static_cast<std::uint32_t>(paragraph.units.size());
  LinePosition position = LinePosition::First;
  TextLength indent = first_indent;
  const TextLength unlimited = TextLength::from(base::LayoutUnit::max());
  for (std::uint32_t at = 0; at < size;) {
    const LineRange line = find_line(paragraph, at, unlimited, position);
    widths.max_content = std::max(widths.max_content, line.width + indent);
    at = std::max(line.end, at + 1);
    indent = {};
    position = LinePosition::Other;
  }
  indent = first_indent;
  position = LinePosition::First;
  for (std::uint32_t at = 0; at < size;) {
    // Nothing fits into no width, so each line is one piece that cannot be broken.
    const LineRange line = LineFinder(paragraph, at, TextLength(), position, true).run();
    widths.min_content = std::max(widths.min_content, line.width + indent);
    at = std::max(line.end, at + 1);
    indent = {};
    position = LinePosition::Other;
  }
  widths.max_content = std::max(widths.max_content, widths.min_content);
  return widths;
}

}  // namespace gongwen::text
