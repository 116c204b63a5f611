// LineScanner: collects the units of one line, one after the other, and computes how wide the line would be if it ended
// there, and how much narrower squeezing could make it. Greedy breaking and the weighing of all line ends share it, so
// that lines are measured in one way only.
#pragma once

#include "text/line_breaker.h"

#include <optional>

namespace gongwen::text {

// Finds the places at which a shaped paragraph may be broken into lines.

/// Sets `break_after` of every unit.
void find_break_opportunities(ShapedParagraph& paragraph);

enum class LineEnding : std::uint8_t { Soft, Forced, Last };

class LineScanner {
 public:
  LineScanner(const ShapedParagraph& paragraph, std::uint32_t begin, TextLength available, LinePosition position,
              Squeezing squeezing)
      : paragraph_(paragraph),
        units_(paragraph.units),
        styles_(paragraph.styles),
        cloned_edges_(paragraph.cloned_edges),
        begin_(begin),
        available_(available),
        position_(position),
        squeezes_(paragraph.squeezes && squeezing == Squeezing::IfAsked),
        taken_(begin) {
    if (!cloned_edges_.empty()) width_ = cloned_edges_[begin].open;
  }

  /// Adds the next unit. Units must be added in order, without gaps.
  void take(std::uint32_t i);

  /// Whether the line fits if it ends after unit `i`, the last one taken.
  bool fits(std::uint32_t i) const {
    const TextLength whole = width() + hyphen_of(i);
    return whole <= available_ || whole - end_saving() <= available_;
  }
  /// The same with all possible squeezing.
  bool fits_squeezed(std::uint32_t i) const {
    if (!squeezes_) return false;
    const TextLength saving = end_saving();
    return width() + hyphen_of(i) - saving - end_give(saving) <= available_;
  }
  /// Whether the line certainly fits if it ends after unit `i`, the next one to be taken.
  bool fits_next(std::uint32_t i) const {
    return cloned_edges_.empty() && units_[i].kind == UnitKind::Text &&
           width_ + pending_ + edges_ + gap_ + units_[i].advance <= available_;
  }
  /// Width of all units so far, with full-width marks.
  TextLength width() const { return width_ + edges_ + cloned_ends(); }
  bool overflows() const { return exceeds(width()); }
  /// Whether no later place can be the end of this line, even if it is squeezed.
  bool is_over() const { return exceeds(width() - give_); }

  /// The line that ends after unit `i`, the last one taken. A line that is too wide is squeezed if it fits then.
  LineRange finish(std::uint32_t i, LineEnding ending) const;

 private:
  /// The width that a line saves by ending with its last mark; never negative.
  struct EndSaving {
    TextLength trim;  // because the mark may be set half as wide
    TextLength hang;  // by which the mark hangs outside of the line: always, and if there is no space for it
    TextLength most;  // in total
  };

  const TextStyle& style_of(const LineUnit& unit) const { return styles_[unit.style]; }
  TextLength hyphen_of(std::uint32_t i) const {
    return units_[i].kind == UnitKind::SoftHyphen ? gap_ + units_[i].advance : TextLength();
  }
  /// The closing edges of boxes that repeat their edges on each line, if the line ended here.
  TextLength cloned_ends() const { return cloned_edges_.empty() ? TextLength() : cloned_edges_[taken_].close; }
  /// Most lines are checked far from their end, so the saving of the last mark is computed only if it matters.
  bool exceeds(TextLength width) const { return width > available_ && width - end_saving() > available_; }
  bool trims_at_start(const LineUnit& unit) const;
  bool may_save(const LineUnit& unit) const;
  TextLength end_trim(const LineUnit& unit) const;
  TextLength end_hang(const LineUnit& unit) const;
  bool is_at_end() const;
  EndSaving saving_of_mark() const;
  TextLength end_saving() const { return last_mark_ ? saving_of_mark().most : TextLength(); }
  /// How much squeezing could take from a line that ends here, besides the saving of its end.
  TextLength end_give(TextLength saving) const;
  bool hangs(const LineUnit& unit) const;
  void see(std::uint32_t i, TextLength advance);
  void see_gaps(const LineUnit& unit);

  const ShapedParagraph& paragraph_;
  const std::vector<LineUnit>& units_;
  const std::vector<TextStyle>& styles_;
  const std::vector<ClonedEdges>& cloned_edges_;
  const std::uint32_t begin_;
  const TextLength available_;
  const LinePosition position_;
  const bool squeezes_;

  // `width_` includes everything up to the last visible unit; blanks after it wait in `pending_`.
  TextLength width_;
  TextLength pending_;
  TextLength hanging_;  // part of `pending_`: blanks that are kept
  TextLength edges_;    // of inline boxes, after the pending blanks
  TextLength gap_;
  TextLength give_;          // of the visible units; zero if nothing squeezes
  TextLength pending_give_;  // of the pending blanks and the gap
  TextLength growth_;
  TextLength pending_growth_;
  std::uint32_t gaps_ = 0;  // number that a justifier may widen
  std::uint32_t pending_gaps_ = 0;
  std::uint32_t content_end_ = 0;
  std::optional<std::uint32_t> last_seen_;
  std::optional<std::uint32_t> last_mark_;  // the last unit except edges without width, if it may save space at the end
  std::uint32_t taken_;                     // end of the units taken
  TextLength hang_start_;
  bool seen_any_ = false;
  bool trims_start_ = false;
};

}  // namespace gongwen::text
