#include "text/detail/line_scanner.h"

#include "text/punctuation.h"

#include <algorithm>

namespace gongwen::text {
namespace {

bool is_blank(const LineUnit& unit) { return unit.kind == UnitKind::Space || unit.kind == UnitKind::Tab; }

bool is_edge(const LineUnit& unit) { return unit.kind == UnitKind::OpenEdge || unit.kind == UnitKind::CloseEdge; }

}  // namespace

/// Blanks that are kept, but may end a line, hang over its end, full-width ones too (css-text-3 §4.1.3).
bool LineScanner::hangs(const LineUnit& unit) const {
  const bool is_kept = !style_of(unit).collapses_spaces && style_of(unit).wraps && !style_of(unit).breaks_spaces;
  return is_kept && (is_blank(unit) || is_full_width_blank(paragraph_, unit));
}

void LineScanner::take(std::uint32_t i) {
  const LineUnit& unit = units_[i];
  taken_ = i + 1;
  TextLength advance = unit.advance;
  if (unit.kind == UnitKind::Tab) advance = tab_advance(width_ + gap_ + pending_, style_of(unit));
  if (unit.kind == UnitKind::SoftHyphen) advance = {};
  const bool unit_hangs = hangs(unit);
  const bool vanishes =
      unit_hangs || (unit.kind == UnitKind::Space ? style_of(unit).collapses_spaces : is_separator(paragraph_, i));
  if (unit_hangs) hanging_ += (hanging_ == TextLength() ? gap_ : units_[i - 1].space_after) + advance;
  if (unit.kind == UnitKind::ForcedBreak || unit.kind == UnitKind::Anchor) return;
  if (vanishes || unit.kind == UnitKind::SoftHyphen) {
    pending_ += advance + unit.space_after;
    if (squeezes_) {
      pending_give_ += unit_give(unit, style_of(unit)).amount;
      pending_growth_ += unit_growth(unit, style_of(unit));
      pending_gaps_ += unit.stretches_after;
    }
    return;
  }
  if (!seen_any_ && unit.kind == UnitKind::Text) {
    seen_any_ = true;
    if (begin_ == 0) hang_start_ = hang_at_start(unit, paragraph_);
    if (hang_start_ != TextLength()) {
      advance -= hang_start_;
    } else if (trims_at_start(unit)) {
      trims_start_ = true;
      advance -= unit.trim;
    }
  }
  // An edge after blanks does not make them seen: they vanish before it if the line ends there.
  if (is_edge(unit) && pending_ != TextLength()) {
    edges_ += advance;
    pending_ += unit.space_after;
    return;
  }
  see(i, advance);
}

void LineScanner::see(std::uint32_t i, TextLength advance) {
  const LineUnit& unit = units_[i];
  width_ += pending_ + edges_ + gap_ + advance;
  pending_ = edges_ = hanging_ = {};
  gap_ = unit.space_after;
  content_end_ = i + 1;
  last_seen_ = i;
  if (unit.kind == UnitKind::Text) {
    last_mark_ = may_save(unit) ? std::optional(i) : std::nullopt;
  } else if (unit.kind != UnitKind::CloseEdge || advance != TextLength()) {
    last_mark_.reset();
  }
  if (!squeezes_) return;
  give_ += pending_give_;
  if (!(trims_start_ && advance != unit.advance)) give_ += unit_give(unit, style_of(unit)).amount;
  pending_give_ = gap_give(unit, style_of(unit)).amount;
  if (unit.kind == UnitKind::Text || unit.kind == UnitKind::Object) see_gaps(unit);
}

/// Edges have no gaps: those that wait continue to wait.
void LineScanner::see_gaps(const LineUnit& unit) {
  growth_ += pending_growth_;
  gaps_ += pending_gaps_;
  pending_growth_ = gap_growth(unit, style_of(unit));
  pending_gaps_ = unit.stretches_after ? 1 : 0;
}

bool LineScanner::trims_at_start(const LineUnit& unit) const {
  if (unit.mark != MarkSide::BlankBefore || unit.trimmed) return false;
  const LineStartTrim trim = style_of(unit).line_start;
  return trim == LineStartTrim::All || (trim == LineStartTrim::ButFirst && position_ == LinePosition::Other);
}

/// Whether a character may be narrower at the end of a line, or outside of it.
bool LineScanner::may_save(const LineUnit& unit) const {
  const HangingMarks& hanging = style_of(unit).hanging;
  return unit.mark == MarkSide::BlankAfter || hanging.last || hanging.end != HangingMarks::End::None;
}

TextLength LineScanner::end_trim(const LineUnit& unit) const {
  const bool trims =
      unit.mark == MarkSide::BlankAfter && !unit.trimmed && style_of(unit).line_end != LineEndTrim::Never;
  return trims ? unit.trim : TextLength();
}

TextLength LineScanner::end_hang(const LineUnit& unit) const {
  // A mark that starts the line and hangs there does not hang at its end, too.
  if (hang_start_ != TextLength() && width_ == TextLength()) return {};
  const TextLength forced = hang_at_end(unit, paragraph_, HangingMarks::End::Force);
  if (forced != TextLength()) return forced;
  const TextLength last = hang_at_last_end(unit, paragraph_);
  return last != TextLength() && is_at_end() ? last : TextLength();
}

/// Whether nothing but the ends of boxes and boxes without content are left.
bool LineScanner::is_at_end() const {
  return std::all_of(units_.begin() + taken_, units_.end(), [](const LineUnit& unit) {
    return unit.kind == UnitKind::CloseEdge || unit.kind == UnitKind::Anchor ||
           (unit.kind == UnitKind::OpenEdge && unit.advance == TextLength());
  });
}

LineScanner::EndSaving LineScanner::saving_of_mark() const {
  const LineUnit& unit = units_[*last_mark_];
  EndSaving saving{end_trim(unit), end_hang(unit), {}};
  const TextLength allowed = hang_at_end(unit, paragraph_, HangingMarks::End::Allow);
  saving.most = std::max({saving.trim, saving.hang, allowed});
  return saving;
}

TextLength LineScanner::end_give(TextLength saving) const {
  if (!squeezes_ || !last_seen_) return {};
  // The mark at the end has given already.
  if (saving == TextLength()) return give_;
  const LineUnit& unit = units_[*last_mark_];
  return give_ - unit_give(unit, style_of(unit)).amount;
}

LineRange LineScanner::finish(std::uint32_t i, LineEnding ending) const {
  LineRange line;
  line.begin = begin_;
  line.content_end = std::max(content_end_, begin_);
  line.end = i + 1;
  line.forced = ending == LineEnding::Forced;
  line.last = i + 1 == units_.size();
  line.trims_start = trims_start_;
  line.hyphenated = ending == LineEnding::Soft && units_[i].kind == UnitKind::SoftHyphen;
  line.width = width();
  line.growth = growth_;
  line.gaps = gaps_;
  // Those before a forced break hang only where they do not fit.
  if (ending != LineEnding::Soft && line.width < available_) {
    line.width += std::min(hanging_, available_ - line.width);
  }
  line.hang_start = hang_start_;
  const auto [trim, hang, saving] = last_mark_ ? saving_of_mark() : EndSaving();
  if (!line.hyphenated && (hang != TextLength() || (line.width > available_ && line.width - trim > available_))) {
    // Stops hang only where half their width is not enough, unless they always do.
    line.hang_end = hang != TextLength() ? hang : saving == trim ? TextLength() : saving;
    line.width -= line.hang_end;
  }
  if (line.hyphenated) {
    line.content_end = i + 1;
    line.width += gap_ + units_[i].advance;
  } else if (trim != TextLength() && line.hang_end == TextLength() &&
             (line.width > available_ || style_of(units_[*last_mark_]).line_end == LineEndTrim::Always)) {
    line.trims_end = true;
    line.end_mark = *last_mark_;
    line.width -= trim;
  }
  if (line.width > available_ && line.width - end_give(saving) <= available_) {
    line.squeeze = line.width - available_;
    line.width = available_;
  }
  // Blanks after a soft break belong to the line that they end.
  while (!line.forced && line.end < units_.size() && is_blank(units_[line.end]) &&
         style_of(units_[line.end]).collapses_spaces && units_[line.end - 1].break_after != BreakAfter::Allowed) {
    ++line.end;
  }
  return line;
}

}  // namespace gongwen::text
