#include "text/break_paragraph.h"

#include <algorithm>

namespace gongwen::text {
namespace {

/// Marks that do not keep a character company: 用。 at the end of a paragraph is as lonely as 用.
bool is_end_mark(const LineUnit& unit) {
  return unit.break_class == BreakClass::Close || unit.break_class == BreakClass::Exclamation ||
         unit.break_class == BreakClass::NonStarter;
}

/// Longer texts gain nothing from being balanced, and would take long (css-text-4 leaves the limit to us).
constexpr std::size_t kMostBalancedLines = 10;

class ParagraphBreaker {
 public:
  ParagraphBreaker(const ShapedParagraph& paragraph, const LineWidths& widths, const BreakOptions& options)
      : paragraph_(paragraph), widths_(widths), options_(options) {}

  std::vector<LineRange> run() {
    const auto count = static_cast<std::uint32_t>(paragraph_.units.size());
    TextLength first = widths_.first;
    for (std::uint32_t at = 0; at < count;) {
      const std::size_t begin = lines_.size();
      at = break_segment(at, first, {});
      if (options_.style == WrapStyle::Balance) balance(begin, first);
      first = widths_.after_forced_break;
    }
    return std::move(lines_);
  }

 private:
  TextLength available(std::uint32_t at, TextLength first, std::uint32_t segment) const {
    return at == segment ? first : widths_.other;
  }
  /// Only the paragraph's first line counts as such for marks at line begins.
  static LinePosition position(std::uint32_t at) { return at == 0 ? LinePosition::First : LinePosition::Other; }

  /// Adds the lines up to the next forced break, all narrowed by `less`. Returns: the unit behind them.
  std::uint32_t break_segment(std::uint32_t begin, TextLength first, TextLength less) {
    const auto count = static_cast<std::uint32_t>(paragraph_.units.size());
    for (std::uint32_t at = begin; at < count;) {
      LineRange line = find_line(paragraph_, at, available(at, first, begin) - less, position(at));
      if (options_.style == WrapStyle::Pretty && !line.last && !line.forced) line = spare_last_line(line);
      lines_.push_back(line);
      at = std::max(line.end, at + 1);
      if (line.forced) return at;
    }
    return count;
  }

  /// When the next line is the last and too short, a shorter form of this line that gives it enough; else the line.
  LineRange spare_last_line(const LineRange& line) const {
    LineRange shorter = line;
    const TextLength least_left = line.width / 2;
    while (true) {
      const LineRange next = find_line(paragraph_, shorter.end, widths_.other, LinePosition::Other);
      if (!next.last && !next.forced) return line;
      if (width_of_characters(next) >= options_.least_last_line) return shorter;
      const LineRange tried =
          find_line(paragraph_, line.begin, shorter.width - TextLength::from_raw(1), position(line.begin));
      if (tried.end >= shorter.end || tried.width < least_left) return line;
      shorter = tried;
    }
  }

  /// The width of a line without the marks at its end.
  TextLength width_of_characters(const LineRange& line) const {
    TextLength width = line.width;
    for (std::uint32_t i = line.content_end; i > line.begin && is_end_mark(paragraph_.units[i - 1]); --i) {
      width -= paragraph_.units[i - 1].advance;
    }
    return width;
  }

  /// Narrows the lines of the last segment as far as their number stays the same.
  void balance(std::size_t begin, TextLength first) {
    const std::size_t count = lines_.size() - begin;
    if (count < 2 || count > kMostBalancedLines) return;
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
  std::vector<LineRange> lines_;
};

}  // namespace

std::vector<LineRange> break_paragraph(const ShapedParagraph& paragraph, const LineWidths& widths,
                                       const BreakOptions& options) {
  return ParagraphBreaker(paragraph, widths, options).run();
}

}  // namespace gongwen::text
