#include "text/line_breaker.h"

#include "text/detail/line_scanner.h"
#include "text/punctuation.h"

#include <algorithm>
#include <array>
#include <optional>

// Two classes: LineAdjuster distributes the amount by which a line must shrink or may grow over its units, in the order
// of CLREQ; LineFinder finds the end of one line greedily. It remembers places of last resort on the way, best first,
// so that it need not go back.
namespace gongwen::text {
namespace {

__extension__ using Wide = __int128;

/// A place of a line that can give or grow, and by how much.
struct Place {
  std::uint32_t unit = 0;
  TextLength most;
  bool is_mark = false;
};

/// Distributes squeeze or growth over one line.
class LineAdjuster {
 public:
  LineAdjuster(const ShapedParagraph& paragraph, const LineRange& line) : paragraph_(paragraph), line_(line) {
    adjustments_.resize(line.content_end - line.begin);
  }

  /// Uses up one step after the other until the line fits.
  std::vector<UnitAdjustment> squeeze() {
    TextLength left = line_.squeeze;
    // An early step is exhausted before the next one gives anything: that is the order of preference.
    for (std::size_t step = 0; step < kSqueezeSteps && left > TextLength(); ++step) {
      collect_gives(static_cast<SqueezeStep>(step));
      left -= share(left, -1);
    }
    return std::move(adjustments_);
  }

  /// Word spaces grow first, then gaps between Han and Latin; `room` keeps the remainder for all other gaps.
  std::vector<UnitAdjustment> stretch(TextLength& room) {
    places_.clear();
    for (std::uint32_t i = line_.begin; i < last(); ++i) {
      const TextLength growth = unit_growth(unit(i), style(i));
      // A blank typed between Han and Latin grows with the gaps of that kind.
      if (growth > TextLength() && !unit(i).is_autospace) places_.push_back({i, growth, false});
    }
    room -= share(room, 1);
    places_.clear();
    for (std::uint32_t i = line_.begin; i < last(); ++i) {
      const TextLength blank = unit(i).is_autospace ? unit_growth(unit(i), style(i)) : TextLength();
      const TextLength growth = blank + gap_growth(unit(i), style(i));
      if (growth > TextLength()) places_.push_back({i, growth, false});
    }
    room -= share(room, 1);
    return std::move(adjustments_);
  }

 private:
  const LineUnit& unit(std::uint32_t i) const { return paragraph_.units[i]; }
  const TextStyle& style(std::uint32_t i) const { return paragraph_.styles[unit(i).style]; }
  /// The last visible unit: there is no gap after it.
  std::uint32_t last() const { return line_.content_end == line_.begin ? line_.begin : line_.content_end - 1; }

  /// The places that can give in one step, without marks that have given at the ends of the line.
  void collect_gives(SqueezeStep step) {
    places_.clear();
    for (std::uint32_t i = line_.begin; i < line_.content_end; ++i) {
      // Such a mark has already lost its blank half, or hangs beyond the measure.
      const bool trimmed = (line_.trims_end && i == line_.end_mark) ||
                           (line_.hang_end != TextLength() && i == last_text()) ||
                           (line_.trims_start && i == first_text());
      if (const Give give = unit_give(unit(i), style(i)); give.step == step && !trimmed) {
        add_place(i, give.amount, unit(i).kind != UnitKind::Space);
      }
      if (i == last()) continue;
      if (const Give give = gap_give(unit(i), style(i)); give.step == step) add_place(i, give.amount, false);
    }
  }

  void add_place(std::uint32_t i, TextLength amount, bool is_mark) {
    if (amount > TextLength()) places_.push_back({i, amount, is_mark});
  }

  /// Edges of boxes may follow the last character.
  std::uint32_t last_text() const {
    std::uint32_t i = last();
    while (i > line_.begin && unit(i).kind != UnitKind::Text) --i;
    return i;
  }

  std::uint32_t first_text() const {
    std::uint32_t i = line_.begin;
    while (i < line_.content_end && unit(i).kind != UnitKind::Text) ++i;
    return i;
  }

  /// Distributes as much of `wanted` as the places can take, in proportion to what each can; parts add up exactly, by
  /// differences of running sums. Returns how much that was.
  TextLength share(TextLength wanted, int sign) {
    TextLength most;
    for (const Place& place : places_) most += place.most;
    const TextLength shared = std::min(wanted, most);
    if (shared <= TextLength()) return {};
    TextLength seen;
    TextLength given;
    for (const Place& place : places_) {
      seen += place.most;
      // 128 bits: the product of two lengths of up to 2^40 units.
      const auto part = static_cast<std::int64_t>(Wide{shared.raw()} * seen.raw() / most.raw());
      // Rounding each part by itself could leave the line some units too wide.
      const TextLength own = TextLength::from_raw(part) - given;
      given += own;
      UnitAdjustment& adjustment = adjustments_[place.unit - line_.begin];
      if (place.is_mark) {
        adjustment.cut += own;
      } else {
        adjustment.after += own * sign;
      }
    }
    return shared;
  }

  const ShapedParagraph& paragraph_;
  const LineRange& line_;
  std::vector<UnitAdjustment> adjustments_;
  std::vector<Place> places_;
};

}  // namespace

/// Empty if the line needs no squeezing: all units keep their widths.
std::vector<UnitAdjustment> squeeze_line(const ShapedParagraph& paragraph, const LineRange& line) {
  if (line.squeeze <= TextLength()) return {};
  return LineAdjuster(paragraph, line).squeeze();
}

/// `room` is reduced by what word spaces and gaps take; the caller spreads the rest over all gaps.
std::vector<UnitAdjustment> stretch_line(const ShapedParagraph& paragraph, const LineRange& line, TextLength& room) {
  if (!paragraph.squeezes || room <= TextLength()) return {};
  return LineAdjuster(paragraph, line).stretch(room);
}

/// Without limits of squeezing, a gap may grow by 1 em before it counts as stretched.
TextLength max_gap_growth(const ShapedParagraph& paragraph, const LineRange& line, std::int64_t gaps) {
  const TextStyle& style = paragraph.styles[paragraph.units[line.begin].style];
  const std::int32_t most = paragraph.squeezes ? style.squeeze.gap_growth : SqueezeLimits::kEm;
  return TextLength::from_font_units(most, SqueezeLimits::kEm, style.size) * gaps;
}

/// One case for each value of `text-justify`.
bool may_stretch_after(const LineUnit& unit, JustifyGaps gaps) {
  switch (gaps) {
    case JustifyGaps::Auto: return unit.stretches_after;
    case JustifyGaps::InterWord: return unit.kind == UnitKind::Space;
    case JustifyGaps::InterCharacter: return unit.stretches_after || unit.kind == UnitKind::Text;
  }
  return false;
}

namespace {

/// Finds the end of one line: the last place that fits, with exceptions for squeezing, for places of last resort, and
/// for labels that would be alone on their lines.
class LineFinder {
 public:
  LineFinder(const ShapedParagraph& paragraph, std::uint32_t begin, TextLength available, LinePosition position,
             Squeezing squeezing, LineHyphen hyphen = LineHyphen::Allowed, LineFilling filling = LineFilling::Ragged,
             bool finds_least = false)
      : paragraph_(paragraph),
        units_(paragraph.units),
        styles_(paragraph.styles),
        begin_(begin),
        available_(available),
        position_(position),
        hyphen_(hyphen),
        finds_least_(finds_least),
        squeezes_(paragraph.squeezes && squeezing == Squeezing::IfAsked),
        fills_(squeezes_ && filling == LineFilling::Justified),
        scanner_(paragraph, begin, available, position, squeezing) {}

  /// Adds units until the line is full. `best_` is the last allowed place that fits.
  LineRange run() {
    for (std::uint32_t i = begin_; i < units_.size(); ++i) {
      scanner_.take(i);
      if (units_[i].kind == UnitKind::ForcedBreak) return finish_segment(i, LineEnding::Forced);
      if (i + 1 == units_.size()) return finish_segment(i, LineEnding::Last);
      consider(i);
      // A line that may be squeezed is searched further than the measure, since its excess could still be taken in.
      if (best_ && (squeezes_ ? is_decided_ || scanner_.is_over() : scanner_.overflows())) return filled(*best_);
    }
    LineRange empty;
    empty.begin = empty.content_end = empty.end = begin_;
    empty.last = true;
    return empty;
  }

 private:
  /// Places that are used only if there is no better one, best first.
  enum Resort : std::uint8_t { kParting, kSplitting, kRelieving, kRefusedHyphen, kEmergency, kResortCount };

  /// The text ends before the line is full, or just after.
  LineRange finish_segment(std::uint32_t i, LineEnding ending) {
    if (!scanner_.overflows()) return scanner_.finish(i, ending);
    if (best_) {
      // The last line is squeezed only if the alternative is worse: a rule would push characters out, or a few would be
      // alone.
      const bool squeezes = scanner_.fits_squeezed(i) && (pushes_out() || leaves_lonely(i));
      return squeezes ? scanner_.finish(i, ending) : filled(*best_);
    }
    const std::optional<LineRange> resort = last_resort();
    return resort && !scanner_.fits_squeezed(i) ? *resort : scanner_.finish(i, ending);
  }

  /// Looks at the place after unit `i`, by its kind of break.
  void consider(std::uint32_t i) {
    const LineUnit& unit = units_[i];
    switch (unit.break_after) {
      case BreakAfter::Prohibited: return;
      // Kinds of resort are in the order in which they are preferred.
      case BreakAfter::Parting: note(kParting, i); break;
      case BreakAfter::Splitting: note(kSplitting, i); break;
      case BreakAfter::Relieving: note(kRelieving, i); break;
      case BreakAfter::Emergency: note(kEmergency, i); break;
      case BreakAfter::Allowed:
      case BreakAfter::Forced:
        if (hyphen_ == LineHyphen::Refused && unit.kind == UnitKind::SoftHyphen) {
          note(kRefusedHyphen, i);
        } else {
          consider_allowed(i);
        }
        break;
    }
  }

  /// An allowed break: the line may end here if it fits, also with squeezing.
  void consider_allowed(std::uint32_t i) {
    // In Chinese text a line may end after nearly every character: a place that the next one would replace is not
    // computed.
    if (units_[i + 1].break_after == BreakAfter::Allowed && scanner_.fits_next(i + 1)) return;
    if (scanner_.fits(i)) {
      best_ = scanner_.finish(i, LineEnding::Soft);
      return;
    }
    // The first place that does not fit: squeezing may still take it in, if a rule would push a character out
    // otherwise.
    if (best_) {
      is_decided_ = true;
      if (squeezes_ && scanner_.fits_squeezed(i) && pushes_out()) best_ = scanner_.finish(i, LineEnding::Soft);
      return;
    }
    // A first piece that is too wide is taken anyway, unless it may be split.
    const std::optional<LineRange> resort = last_resort();
    const bool squeezed = squeezes_ && scanner_.fits_squeezed(i);
    best_ = resort && !squeezed ? *resort : scanner_.finish(i, LineEnding::Soft);
  }

  /// Notes a place of resort: the last one that fits, or the first one at all.
  void note(Resort resort, std::uint32_t i) {
    if (finds_least_) {
      // Only `overflow-wrap: anywhere` makes words narrower (css-sizing-3); pieces that should stay together count as
      // split.
      const bool counts = (resort != kEmergency && resort != kRelieving) || styles_[units_[i].style].is_narrow;
      if (counts && !best_) best_ = scanner_.finish(i, LineEnding::Soft);
      return;
    }
    const bool fits = scanner_.fits(i);
    if (fits || !resorts_[resort]) resorts_[resort] = scanner_.finish(i, LineEnding::Soft);
    if (!fits && !best_ && !(squeezes_ && !scanner_.is_over())) best_ = last_resort();
  }

  /// The line, or a longer one that ends inside a piece that should stay together, if this one would be left short.
  LineRange filled(const LineRange& line) const {
    if (leaves_label(line)) return with_start_of_next(line);
    if (!fills_ || !is_short(line)) return line;
    // Only these two may be used to fill a line: a wide gap is better than any of the other resorts.
    for (const Resort resort : {kParting, kRelieving}) {
      const std::optional<LineRange>& longer = resorts_[resort];
      if (longer && longer->end > line.end && longer->width <= available_ && !is_short(*longer)) return *longer;
    }
    return line;
  }

  /// Whether a label (电子邮箱：) would be nearly alone on its line, because no line has room for the address after it.
  bool leaves_label(const LineRange& line) const {
    // A line that is half full is not a lonely label.
    if (finds_least_ || line.width * 2 >= available_) return false;
    TextLength next;
    for (std::uint32_t i = line.end; i < units_.size() && next <= available_; ++i) {
      // The width of the next unbreakable piece.
      next += units_[i].advance;
      if (units_[i].break_after == BreakAfter::Allowed || units_[i].break_after == BreakAfter::Forced) break;
      next += units_[i].space_after;
    }
    return next > available_;
  }

  /// The line with as much of the following piece as may be split off: after a sign, if that fills half of the line;
  /// otherwise between letters.
  LineRange with_start_of_next(const LineRange& line) const {
    LineRange after_sign = line;
    LineRange torn = line;
    LineScanner scanner(paragraph_, begin_, available_, position_, Squeezing::Never);
    for (std::uint32_t i = begin_; i < units_.size(); ++i) {
      scanner.take(i);
      if (scanner.overflows()) break;
      const BreakAfter value = units_[i].break_after;
      // Only places after the end of the line that was found.
      if (i < line.end || !scanner.fits(i)) continue;
      if (value == BreakAfter::Parting || (value == BreakAfter::Relieving && !is_letter_or_digit(units_[i]))) {
        after_sign = scanner.finish(i, LineEnding::Soft);
      } else if (value == BreakAfter::Relieving) {
        torn = scanner.finish(i, LineEnding::Soft);
      }
    }
    return after_sign.width * 2 >= available_ || torn.end <= after_sign.end ? after_sign : torn;
  }

  bool is_letter_or_digit(const LineUnit& unit) const {
    const char32_t c = unit.text_length > 0 ? paragraph_.text[unit.text_begin] : U'\0';
    return is_digit(c) || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
  }

  /// Whether a justified line would need wider gaps than allowed.
  bool is_short(const LineRange& line) const {
    const TextLength left = available_ - line.width - line.growth;
    return left > max_gap_growth(paragraph_, line, line.gaps);
  }

  /// The best place of resort that fits, otherwise the best of all.
  std::optional<LineRange> last_resort() const {
    for (const std::optional<LineRange>& line : resorts_) {
      if (line && line->width <= available_) return line;
    }
    for (const std::optional<LineRange>& line : resorts_) {
      if (line) return line;
    }
    return std::nullopt;
  }

  /// Whether a rule rather than lack of space pushes the next character out of the line: CLREQ prefers to squeeze it
  /// in.
  bool pushes_out() const {
    const LineRange& line = *best_;
    // The gap after the line's last unit would be inside of the longer line.
    TextLength needed = line.content_end > line.begin ? units_[line.content_end - 1].space_after : TextLength();
    for (std::uint32_t i = line.content_end; i < units_.size(); ++i) {
      // The next visible character, with everything invisible before it.
      needed += units_[i].advance;
      // Only visible characters and objects count as pushed out, not blanks and edges of boxes.
      const bool is_seen = units_[i].kind == UnitKind::Text || units_[i].kind == UnitKind::Object;
      if (is_seen && !is_separator(paragraph_, i)) break;
    }
    return line.width + needed <= available_;
  }

  /// Whether the units after the line, up to `i`, are too few for their own line.
  bool leaves_lonely(std::uint32_t i) const {
    return count_characters(paragraph_, best_->end, i + 1) < kMinLastCharacters;
  }

  const ShapedParagraph& paragraph_;
  const std::vector<LineUnit>& units_;
  const std::vector<TextStyle>& styles_;
  const std::uint32_t begin_;
  const TextLength available_;
  const LinePosition position_;
  const LineHyphen hyphen_;
  const bool finds_least_;  // looks for the minimal width
  const bool squeezes_;
  const bool fills_;
  LineScanner scanner_;

  std::optional<LineRange> best_;
  bool is_decided_ = false;  // the first place that does not fit was looked at
  std::array<std::optional<LineRange>, kResortCount> resorts_;
};

/// All units up to the next forced break, as one line of unlimited width.
LineRange whole_segment(const ShapedParagraph& paragraph, std::uint32_t begin, LinePosition position) {
  // The scanner never finds the line full, so blanks at its end still collapse as on a real line.
  const TextLength unlimited = TextLength::from(base::LayoutUnit::max());
  LineScanner scanner(paragraph, begin, unlimited, position, Squeezing::Never);
  std::uint32_t i = begin;
  while (true) {
    scanner.take(i);
    if (paragraph.units[i].kind == UnitKind::ForcedBreak) return scanner.finish(i, LineEnding::Forced);
    if (i + 1 == paragraph.units.size()) return scanner.finish(i, LineEnding::Last);
    ++i;
  }
}

/// Whether a unit is a line by itself at zero width, as wide as elsewhere: a character after which a line may end, like
/// most Han characters. Saves searching for the ends of such lines.
bool is_line_by_itself(const ShapedParagraph& paragraph, std::uint32_t i) {
  const LineUnit& unit = paragraph.units[i];
  if (unit.kind != UnitKind::Text || unit.break_after != BreakAfter::Allowed) return false;
  if (unit.mark != MarkSide::None || unit.advance <= TextLength() || !paragraph.cloned_edges.empty()) return false;
  const HangingMarks& hanging = paragraph.styles[unit.style].hanging;
  return !hanging.first && !hanging.last && hanging.end == HangingMarks::End::None &&
         !is_full_width_blank(paragraph, unit);
}

}  // namespace

/// Stops are counted from the start of the line; one nearer than the minimum is skipped (css-text-3 §4.2).
TextLength tab_advance(TextLength position, const TextStyle& style) {
  const std::int64_t stop = TextLength::from(style.tab_width).raw();
  if (stop <= 0) return {};
  std::int64_t next = (position.raw() / stop + 1) * stop;
  if (next - position.raw() < TextLength::from(style.min_tab).raw()) next += stop;
  return TextLength::from_raw(next) - position;
}

LineRange find_line(const ShapedParagraph& paragraph, std::uint32_t begin, TextLength available, LinePosition position,
                    Squeezing squeezing, LineHyphen hyphen, LineFilling filling) {
  return LineFinder(paragraph, begin, available, position, squeezing, hyphen, filling).run();
}

/// Two passes: segments in one line for max-content, the narrowest possible lines for min-content.
IntrinsicWidths measure_paragraph(const ShapedParagraph& paragraph, TextLength first_indent) {
  IntrinsicWidths widths;
  const auto size = static_cast<std::uint32_t>(paragraph.units.size());
  LinePosition position = LinePosition::First;
  TextLength indent = first_indent;
  for (std::uint32_t at = 0; at < size;) {
    const LineRange line = whole_segment(paragraph, at, position);
    widths.max_content = std::max(widths.max_content, line.width + indent);
    at = line.end;
    indent = {};
    position = LinePosition::Other;
  }
  indent = first_indent;
  position = LinePosition::First;
  for (std::uint32_t at = 0; at < size;) {
    if (is_line_by_itself(paragraph, at)) {
      widths.min_content = std::max(widths.min_content, paragraph.units[at].advance + indent);
      ++at;
    } else {
      // Nothing fits into zero width, so each line is one piece that cannot be broken.
      const LineRange line = LineFinder(paragraph, at, TextLength(), position, Squeezing::Never, LineHyphen::Allowed,
                                        LineFilling::Ragged, true)
                                 .run();
      widths.min_content = std::max(widths.min_content, line.width + indent);
      at = std::max(line.end, at + 1);
    }
    indent = {};
    position = LinePosition::Other;
  }
  // Rounding or hyphens may make the narrowest line wider than the segment.
  widths.max_content = std::max(widths.max_content, widths.min_content);
  return widths;
}

}  // namespace gongwen::text
