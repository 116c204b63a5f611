#include "text/break_paragraph.h"

#include "text/detail/total_fit.h"

#include <algorithm>

namespace gongwen::text {
namespace {

/// Longer texts gain nothing from being balanced, and would take long (css-text-4 leaves the limit to us).
constexpr std::size_t kMaxBalancedLines = 10;

class ParagraphBreaker {
 public:
  ParagraphBreaker(const ShapedParagraph& paragraph, const LineWidths& widths, const BreakOptions& options)
      : paragraph_(paragraph), widths_(widths), options_(options) {}

  std::vector<LineRange> run(const BreakStart& start) {
    hyphens_before_ = start.hyphens;
    const auto count = static_cast<std::uint32_t>(paragraph_.units.size());
    TextLength first = start.unit == 0 ? widths_.first : widths_.after_forced_break;
    if (start.in_segment) {
      first = widths_.other;
      first_position_ = LinePosition::Other;
    }
    for (std::uint32_t at = start.unit; at < count;) {
      const std::size_t begin = lines_.size();
      if (options_.style == WrapStyle::Pretty) {
        at = fit_segment(paragraph_, at,
                         {first, widths_.other, options_.min_last_line, options_.max_hyphens, options_.justifies,
                          options_.stop_check, first_position_, hyphens_before_},
                         lines_);
      } else {
        at = break_segment(at, first, {});
      }
      const bool is_shaped = options_.style == WrapStyle::Title && shape(begin, first);
      if (options_.style == WrapStyle::Balance || (options_.style == WrapStyle::Title && !is_shaped)) {
        balance(begin, first);
      }
      first = widths_.after_forced_break;
      hyphens_before_ = 0;
      first_position_ = LinePosition::First;
    }
    return std::move(lines_);
  }

 private:
  TextLength available(std::uint32_t at, TextLength first, std::uint32_t segment) const {
    return at == segment ? first : widths_.other;
  }
  /// Adds the lines up to the next forced break, all narrowed by `less`. Returns: the unit after them.
  std::uint32_t break_segment(std::uint32_t begin, TextLength first, TextLength less) {
    const auto count = static_cast<std::uint32_t>(paragraph_.units.size());
    std::uint32_t hyphens = hyphens_before_;  // in a row
    for (std::uint32_t at = begin; at < count;) {
      base::tick(options_.stop_check);
      const LinePosition position = at == begin ? first_position_ : LinePosition::Other;
      const Squeezing squeezing = less == TextLength() ? Squeezing::IfAsked : Squeezing::Never;
      const LineHyphen hyphen =
          options_.max_hyphens && hyphens >= *options_.max_hyphens ? LineHyphen::Refused : LineHyphen::Allowed;
      const LineFilling filling =
          options_.justifies && options_.style == WrapStyle::Greedy ? LineFilling::Justified : LineFilling::Ragged;
      const LineRange line =
          find_line(paragraph_, at, available(at, first, begin) - less, position, squeezing, hyphen, filling);
      hyphens = line.hyphenated ? hyphens + 1 : 0;
      lines_.push_back(line);
      at = std::max(line.end, at + 1);
      if (line.forced) return at;
    }
    return count;
  }

  /// Gives the lines of the last segment the shape of a title, as many as they are.
  bool shape(std::size_t begin, TextLength first) {
    const std::span<LineRange> lines(lines_.begin() + static_cast<std::ptrdiff_t>(begin), lines_.end());
    return shape_title(paragraph_, {first, widths_.other}, lines);
  }

  /// Narrows the lines of the last segment as far as their number stays the same.
  void balance(std::size_t begin, TextLength first) {
    const std::size_t count = lines_.size() - begin;
    if (count < 2 || count > kMaxBalancedLines) return;
    const std::uint32_t at = lines_[begin].begin;
    std::vector<LineRange> best(lines_.begin() + static_cast<std::ptrdiff_t>(begin), lines_.end());
    TextLength low;
    TextLength high = widths_.other / 2;
    const TextLength step = TextLength::from(base::LayoutUnit::from_raw(1));
    while (high - low > step) {
      const TextLength middle = low + (high - low) / 2;
      lines_.resize(begin);
      break_segment(at, first, middle);
      const bool fits = lines_.size() - begin == count && none_overflows(begin, first - middle);
      if (fits) best.assign(lines_.begin() + static_cast<std::ptrdiff_t>(begin), lines_.end());
      (fits ? low : high) = middle;
    }
    lines_.resize(begin);
    lines_.insert(lines_.end(), best.begin(), best.end());
  }

  bool none_overflows(std::size_t begin, TextLength first) const {
    const TextLength widest = std::max(first, widths_.other);
    return std::all_of(lines_.begin() + static_cast<std::ptrdiff_t>(begin), lines_.end(),
                       [&](const LineRange& line) { return line.width <= widest; });
  }

  const ShapedParagraph& paragraph_;
  const LineWidths widths_;
  const BreakOptions options_;
  std::uint32_t hyphens_before_ = 0;                   // number of consecutive lines before it that end with a hyphen
  LinePosition first_position_ = LinePosition::First;  // of the first line of the segment
  std::vector<LineRange> lines_;
};

}  // namespace

std::vector<LineRange> break_paragraph(const ShapedParagraph& paragraph, const LineWidths& widths,
                                       const BreakOptions& options, const BreakStart& start) {
  return ParagraphBreaker(paragraph, widths, options).run(start);
}

std::vector<LineRange> break_rest(const ShapedParagraph& paragraph, const BreakStart& start, LinePosition position,
                                  const BandWidths& widths, const BreakOptions& options) {
  std::vector<LineRange> lines;
  fit_segment(paragraph, start.unit,
              {widths.first, widths.other, options.min_last_line, options.max_hyphens, options.justifies,
               options.stop_check, position, start.hyphens},
              lines);
  return lines;
}

}  // namespace gongwen::text
