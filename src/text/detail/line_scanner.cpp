#include "text/detail/line_scanner.h"

#include "text/punctuation.h"

#include <algorithm>

namespace gongwen::text {
// Two parts: OpportunityFinder decides after which units a line may end; LineScanner measures a line while units are
// added. Blanks at the end of a line vanish, marks at its end may be narrower or hang outside, and squeezing may take
// in a line that is too wide. All of these count only once the end of the line is known, so they are kept separately
// until then.
namespace {

/// Walks over the units and decides each gap between two that count. Edges of boxes between them do not separate them,
/// but say after which unit the break is and whose style decides.
class OpportunityFinder {
 public:
  explicit OpportunityFinder(ShapedParagraph& paragraph)
      : paragraph_(paragraph), units_(paragraph.units), styles_(paragraph.styles) {}

  void run() {
    for (std::size_t i = 0; i < units_.size(); ++i) {
      LineUnit& unit = units_[i];
      switch (unit.kind) {
        case UnitKind::OpenEdge: pass_open_edge(unit); break;
        // Without width or text: the gap is decided as if it were absent.
        case UnitKind::Anchor: break;
        case UnitKind::CloseEdge: pass_close_edge(i); break;
        case UnitKind::ForcedBreak:
          unit.break_after = BreakAfter::Forced;
          begin_line();
          break;
        case UnitKind::Space:
        case UnitKind::Tab: pass_space(i); break;
        case UnitKind::SoftHyphen: pass_soft_hyphen(i); break;
        case UnitKind::Text:
        case UnitKind::Object:
        case UnitKind::Leader: pass_content(i); break;
      }
    }
  }

 private:
  const TextStyle& style_of(const LineUnit& unit) const { return styles_[unit.style]; }

  /// The first unit of a line has nothing before it, so there is no gap to decide.
  void begin_line() { before_ = nullptr; }

  /// A break before this edge is after the last unit that is closed: the box moves to the next line with its content.
  void pass_open_edge(const LineUnit& unit) {
    opened_ = true;
    joined_ = joined_ || unit.break_class == BreakClass::Glue;
    ++depth_;
  }

  /// A break after this edge is inside the box only if nothing was opened since.
  void pass_close_edge(std::size_t i) {
    if (!opened_) gap_ = i;
    --depth_;
    if (depth_ < shallowest_) {
      shallowest_ = depth_;
      deciding_style_ = units_[i].style;
    }
  }

  /// Lines may end after blanks; blanks themselves never start a line unless they are preserved.
  void pass_space(std::size_t i) {
    if (before_ == nullptr) {
      // At the start of a line only preserved blanks are left; a break may follow them.
      start_from(i);
    } else {
      pass_to_first_space(style_of(units_[i]));
    }
    // css-text-3 §3: with `break-spaces` a line may end after every blank.
    if (style_of(units_[i]).breaks_spaces) units_[i].break_after = BreakAfter::Allowed;
    spaces_ = true;
    gap_ = i;
    opened_ = false;
    deciding_style_ = units_[i].style;
    shallowest_ = depth_ = 0;
  }

  /// `break-spaces`: blanks that take room at line ends may start a line where any character may, or where words may be
  /// split.
  void pass_to_first_space(const TextStyle& style) {
    if (!style.breaks_spaces || !style.wraps || joined_) return;
    LineUnit& last = units_[gap_];
    if (style.rules.strictness == BreakStrictness::Anywhere) {
      last.break_after = BreakAfter::Allowed;
    } else if (style.breaks_words && last.break_after == BreakAfter::Prohibited) {
      last.break_after = BreakAfter::Emergency;
    }
  }

  /// A soft hyphen is a place to break; an automatic one in Chinese text only as a last resort.
  void pass_soft_hyphen(std::size_t i) {
    if (before_ == nullptr || !style_of(units_[i]).hyphenates) return;
    const TextStyle& style = style_of(units_[i]);
    const bool is_typed = units_[i].text_length > 0;
    // Chinese lines end between words: a break within an English word is the last resort.
    const BreakAfter hyphen = !is_typed && is_cjk(style.rules.language) ? BreakAfter::Relieving : BreakAfter::Allowed;
    units_[i].break_after = style.wraps ? hyphen : BreakAfter::Prohibited;
  }

  /// Text, objects and leaders: decides the gap before the unit, then starts the next one after it.
  void pass_content(std::size_t i) {
    LineUnit& unit = units_[i];
    if (unit.break_class == BreakClass::Combining && before_ != nullptr && !spaces_) {
      // A combining mark that could not be shaped with its base still stays with it.
      gap_ = i;
      return;
    }
    if (before_ != nullptr) decide(unit);
    if (style_of(unit).breaks_spaces && is_full_width_blank(paragraph_, unit)) unit.break_after = BreakAfter::Allowed;
    start_from(i);
  }

  /// The unit is the left neighbour of the next gap.
  void start_from(std::size_t i) {
    before_ = &units_[i];
    gap_ = i;
    spaces_ = false;
    opened_ = false;
    joined_ = false;
    deciding_style_ = units_[i].style;
    shallowest_ = depth_ = 0;
  }

  /// Decides the gap between the last unit that counts and this one. If it is not allowed, it may still be a place of
  /// last resort.
  void decide(const LineUnit& after) {
    LineUnit& last = units_[gap_];
    const TextStyle& deciding = styles_[deciding_style_];
    if (!deciding.wraps) return;
    const bool allowed =
        !joined_ && (before_->kind == UnitKind::Space || before_->kind == UnitKind::Tab || breaks_at_object(after) ||
                     may_break_between(class_of(*before_), class_of(after), spaces_, deciding.rules));
    // A place of resort never replaces a break that was allowed before, such as one after a blank.
    if (allowed) {
      last.break_after = BreakAfter::Allowed;
    } else if (!joined_ && is_behind_solidus(after, deciding)) {
      last.break_after = BreakAfter::Parting;
    } else if ((tears_at(after, deciding) || is_kept_only(after, deciding)) &&
               last.break_after == BreakAfter::Prohibited) {
      last.break_after = BreakAfter::Emergency;
    }
  }

  /// css-text-3 section 5.5: pieces that only `keep-all` keeps together may be split if a line has no other place to
  /// end.
  bool is_kept_only(const LineUnit& after, const TextStyle& deciding) const {
    if (joined_ || deciding.rules.words != WordBreaking::KeepAll) return false;
    BreakRules usual = deciding.rules;
    usual.words = WordBreaking::Normal;
    return may_break_between(class_of(*before_), class_of(after), spaces_, usual);
  }

  /// With `word-break: break-all` letters and digits count as ideographs, also for neighbours outside of the box.
  BreakClass class_of(const LineUnit& unit) const {
    if (unit.break_class != BreakClass::Alphabetic && unit.break_class != BreakClass::Numeric) return unit.break_class;
    return style_of(unit).rules.words == WordBreaking::BreakAll ? BreakClass::Ideographic : unit.break_class;
  }

  /// css-text-3 section 5.1: lines may end on both sides of a box in the line, even beside a no-break space,
  /// except for other characters that join. The rules of GB/T 15834-2011 section 5.1 for Chinese punctuation still
  /// apply.
  bool breaks_at_object(const LineUnit& after) const {
    const bool is_before = before_->kind == UnitKind::Object;
    if (!is_before && after.kind != UnitKind::Object) return false;
    const LineUnit& other = is_before ? after : *before_;
    // Two boxes side by side may always be separated.
    if (other.kind != UnitKind::Text || other.text_length == 0) return true;
    constexpr char32_t kNoBreakSpace = 0xA0;
    constexpr char32_t kFirstOfOtherMarks = 0x2000;
    const char32_t c = paragraph_.text[is_before ? other.text_begin : other.text_begin + other.text_length - 1];
    if (other.break_class == BreakClass::Glue) return c == kNoBreakSpace;
    return other.break_class != BreakClass::Combining && mark_kind(c) == MarkKind::None && c < kFirstOfOtherMarks;
  }

  /// At the edge of a box whose words may be split, they may also be split from the adjacent text (undefined in
  /// css-text-3 section 5.1).
  bool tears_at(const LineUnit& after, const TextStyle& deciding) const {
    return deciding.breaks_words || style_of(*before_).breaks_words || style_of(after).breaks_words;
  }

  /// No line ends with a solidus (GB/T 15834-2011 5.1.9), unless a row of words joined by them fits into no line.
  bool is_behind_solidus(const LineUnit& after, const TextStyle& deciding) const {
    const bool is_word = after.break_class == BreakClass::Alphabetic || after.break_class == BreakClass::Ideographic;
    return is_word && before_->break_class == BreakClass::Solidus && !spaces_ &&
           deciding.rules.language == TextLanguage::Chinese;
  }

  const ShapedParagraph& paragraph_;
  std::vector<LineUnit>& units_;
  const std::vector<TextStyle>& styles_;
  LineUnit* before_ = nullptr;  // the last unit that counts
  std::size_t gap_ = 0;         // the unit after which a break would fall
  bool spaces_ = false;         // between `before_` and here
  bool opened_ = false;         // a box was opened since: it goes with the following content
  bool joined_ = false;         // … and starts no line
  // The style that decides is that of the innermost box which holds both neighbours (css-text-4 section 5.1).
  std::uint16_t deciding_style_ = 0;
  int depth_ = 0;
  int shallowest_ = 0;
};

}  // namespace

void find_break_opportunities(ShapedParagraph& paragraph) { OpportunityFinder(paragraph).run(); }

namespace {

bool is_blank(const LineUnit& unit) { return unit.kind == UnitKind::Space || unit.kind == UnitKind::Tab; }

bool is_edge(const LineUnit& unit) { return unit.kind == UnitKind::OpenEdge || unit.kind == UnitKind::CloseEdge; }

}  // namespace

/// Whether a blank hangs over the end of the line: preserved blanks that may end a line, full-width ones too
/// (css-text-3 §4.1.3).
bool LineScanner::hangs(const LineUnit& unit) const {
  const bool is_kept = !style_of(unit).collapses_spaces && style_of(unit).wraps && !style_of(unit).breaks_spaces;
  return is_kept && (is_blank(unit) || is_full_width_blank(paragraph_, unit));
}

/// Adds a unit. Blanks wait until something visible follows; edges after blanks wait with them.
void LineScanner::take(std::uint32_t i) {
  const LineUnit& unit = units_[i];
  taken_ = i + 1;
  TextLength advance = unit.advance;
  if (unit.kind == UnitKind::Tab) advance = tab_advance(width_ + gap_ + pending_, style_of(unit));
  // Its width counts only if the line ends with it; `finish` adds it.
  if (unit.kind == UnitKind::SoftHyphen) advance = {};
  // Blanks that hang or collapse at the end of the line do not count for its width yet.
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
  // The first character of a line may hang before it or lose its blank half.
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
  // An edge after blanks does not make them count: they vanish before it if the line ends there.
  if (is_edge(unit) && pending_ != TextLength()) {
    edges_ += advance;
    pending_ += unit.space_after;
    return;
  }
  see(i, advance);
}

/// A visible unit: everything that waited before it counts now.
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
    // An object, or an edge that takes up space, separates the mark from the end of the line.
    last_mark_.reset();
  }
  if (!squeezes_) return;
  give_ += pending_give_;
  if (!(trims_start_ && advance != unit.advance)) give_ += unit_give(unit, style_of(unit)).amount;
  // The gap after this unit can give only if something follows on the line.
  pending_give_ = gap_give(unit, style_of(unit)).amount;
  if (unit.kind == UnitKind::Text || unit.kind == UnitKind::Object) see_gaps(unit);
}

/// Edges have no gaps: pending gaps stay pending.
void LineScanner::see_gaps(const LineUnit& unit) {
  growth_ += pending_growth_;
  gaps_ += pending_gaps_;
  pending_growth_ = gap_growth(unit, style_of(unit));
  pending_gaps_ = unit.stretches_after ? 1 : 0;
}

/// `text-spacing-trim`: opening marks at the start of a line lose their blank half.
bool LineScanner::trims_at_start(const LineUnit& unit) const {
  if (unit.mark != MarkSide::BlankBefore || unit.trimmed) return false;
  const LineStartTrim trim = style_of(unit).line_start;
  return trim == LineStartTrim::All || (trim == LineStartTrim::ButFirst && position_ == LinePosition::Other);
}

/// Whether a character may be narrower at the end of a line, or be outside of it.
bool LineScanner::may_save(const LineUnit& unit) const {
  const HangingMarks& hanging = style_of(unit).hanging;
  return unit.mark == MarkSide::BlankAfter || hanging.last || hanging.end != HangingMarks::End::None;
}

/// The width that a closing mark saves if it is set half as wide.
TextLength LineScanner::end_trim(const LineUnit& unit) const {
  const bool trims =
      unit.mark == MarkSide::BlankAfter && !unit.trimmed && style_of(unit).line_end != LineEndTrim::Never;
  return trims ? unit.trim : TextLength();
}

/// The part of the last mark that is outside of the line in any case.
TextLength LineScanner::end_hang(const LineUnit& unit) const {
  // A mark that hangs at the start of the line does not hang at its end as well.
  if (hang_start_ != TextLength() && width_ == TextLength()) return {};
  const TextLength forced = hang_at_end(unit, paragraph_, HangingMarks::End::Force);
  if (forced != TextLength()) return forced;
  const TextLength last = hang_at_last_end(unit, paragraph_);
  return last != TextLength() && is_at_end() ? last : TextLength();
}

/// Whether only ends of boxes and empty boxes follow: the mark is then the last of the paragraph.
bool LineScanner::is_at_end() const {
  return std::all_of(units_.begin() + taken_, units_.end(), [](const LineUnit& unit) {
    return unit.kind == UnitKind::CloseEdge || unit.kind == UnitKind::Anchor ||
           (unit.kind == UnitKind::OpenEdge && unit.advance == TextLength());
  });
}

/// `most` is the maximum that the mark saves: cut to half its width, or outside of the line.
LineScanner::EndSaving LineScanner::saving_of_mark() const {
  const LineUnit& unit = units_[*last_mark_];
  EndSaving saving{end_trim(unit), end_hang(unit), {}};
  const TextLength allowed = hang_at_end(unit, paragraph_, HangingMarks::End::Allow);
  saving.most = std::max({saving.trim, saving.hang, allowed});
  return saving;
}

/// The amount that squeezing can take, without the last mark if that has given already.
TextLength LineScanner::end_give(TextLength saving) const {
  if (!squeezes_ || !last_seen_) return {};
  // The mark at the end has given already.
  if (saving == TextLength()) return give_;
  const LineUnit& unit = units_[*last_mark_];
  return give_ - unit_give(unit, style_of(unit)).amount;
}

/// The line that ends after unit `i`. Order matters: first hanging blanks, then the mark at the end (hang or half
/// width), then squeezing if the line is still too wide.
LineRange LineScanner::finish(std::uint32_t i, LineEnding ending) const {
  LineRange line;
  line.begin = begin_;
  line.content_end = std::max(content_end_, begin_);
  line.end = i + 1;
  line.forced = ending == LineEnding::Forced;
  line.last = i + 1 == units_.size();
  line.trims_start = trims_start_;
  line.hyphenated = ending == LineEnding::Soft && units_[i].kind == UnitKind::SoftHyphen;
  // The natural width; each step below applies only if the line is still too wide.
  line.width = width();
  line.growth = growth_;
  line.gaps = gaps_;
  // Blanks before a forced break hang only if they do not fit.
  if (ending != LineEnding::Soft && line.width < available_) {
    line.width += std::min(hanging_, available_ - line.width);
  }
  line.hang_start = hang_start_;
  const auto [trim, hang, saving] = last_mark_ ? saving_of_mark() : EndSaving();
  if (!line.hyphenated && (hang != TextLength() || (line.width > available_ && line.width - trim > available_))) {
    // Stops hang only if half their width is not enough, unless they always do (`force-end`).
    line.hang_end = hang != TextLength() ? hang : saving == trim ? TextLength() : saving;
    line.width -= line.hang_end;
  }
  // The hyphen is the last visible glyph, so no mark before it can be trimmed.
  if (line.hyphenated) {
    line.content_end = i + 1;
    line.width += gap_ + units_[i].advance;
  } else if (trim != TextLength() && line.hang_end == TextLength() &&
             (line.width > available_ || style_of(units_[*last_mark_]).line_end == LineEndTrim::Always)) {
    line.trims_end = true;
    line.end_mark = *last_mark_;
    line.width -= trim;
  }
  // Squeezing is all or nothing: a line that stays too wide is not squeezed.
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
