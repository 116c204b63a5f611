#include "text/total_fit.h"

#include "text/line_scanner.h"

#include <algorithm>
#include <array>
#include <limits>

namespace gongwen::text {
namespace {

// Costs are squares of what a line lacks, in 1/1024 of its width.
constexpr std::int64_t kLonelyLine = 600'000;
constexpr std::int64_t kLooseLine = 100'000;  // lacks more than a quarter
constexpr std::int64_t kOverfullLine = 10'000'000;
constexpr std::int64_t kEachLine = 50;     // of two ways that are equally good, the one with fewer lines
constexpr std::int64_t kSqueezeStep = 16;  // times the square of the step that is needed

/// Marks that do not keep a character company: 用。 at the end of a paragraph is as lonely as 用.
bool is_end_mark(const LineUnit& unit) {
  return unit.break_class == BreakClass::Close || unit.break_class == BreakClass::Exclamation ||
         unit.break_class == BreakClass::NonStarter || unit.break_class == BreakClass::Connector ||
         unit.break_class == BreakClass::Inseparable;
}

class SegmentFitter {
 public:
  SegmentFitter(const ShapedParagraph& paragraph, std::uint32_t begin, const FitWidths& widths)
      : paragraph_(paragraph), units_(paragraph.units), begin_(begin), widths_(widths) {
    end_ = begin;
    while (end_ < units_.size() && units_[end_].kind != UnitKind::ForcedBreak) ++end_;
    if (end_ < units_.size()) ++end_;
    nodes_.resize(end_ - begin_ + 1);
    nodes_.front().cost = 0;
  }

  std::uint32_t run(std::vector<LineRange>& lines) {
    follow_greedily(begin_);
    // No line costs less than nothing: what is dearer already than a whole paragraph cannot be part of a better one.
    for (std::uint32_t at = begin_; at < end_; ++at) {
      if (nodes_[at - begin_].cost <= nodes_.back().cost && nodes_[at - begin_].cost != kUnreached) leave(at);
    }
    std::vector<LineRange> chosen;
    for (std::uint32_t at = end_; at > begin_;) {
      const LineRange& line = nodes_[at - begin_].line;
      chosen.push_back(line);
      at = line.begin;
    }
    lines.insert(lines.end(), chosen.rbegin(), chosen.rend());
    return end_;
  }

 private:
  static constexpr std::int64_t kUnreached = std::numeric_limits<std::int64_t>::max();
  /// A place where a line may begin: the least cost of all lines before it, and the last of them.
  struct Node {
    std::int64_t cost = kUnreached;
    LineRange line;
  };

  TextLength available(std::uint32_t at) const { return at == begin_ ? widths_.first : widths_.other; }
  LinePosition position(std::uint32_t at) const { return at == begin_ ? LinePosition::First : LinePosition::Other; }

  /// The lines as they would be without a choice: their cost is the one to beat.
  void follow_greedily(std::uint32_t at) {
    while (at < end_) at = reach(at, find_line(paragraph_, at, available(at), position(at)));
  }

  /// Looks at every line that can begin here and is not too short; at the greedy one if there is none.
  void leave(std::uint32_t at) {
    const TextLength room = available(at);
    const TextLength least = room - std::max(room / 4, widths_.least_last_line);
    bool any = false;
    LineScanner scanner(paragraph_, at, room, position(at), Squeezing::IfAsked);
    for (std::uint32_t i = at; i < end_ && !scanner.is_over(); ++i) {
      scanner.take(i);
      const bool ends_segment = i + 1 == end_;
      if (!ends_segment && (units_[i].break_after != BreakAfter::Allowed || scanner.width() < least)) continue;
      if (!scanner.fits(i) && !scanner.fits_squeezed(i)) continue;
      const LineEnding ending = !ends_segment                             ? LineEnding::Soft
                                : units_[i].kind == UnitKind::ForcedBreak ? LineEnding::Forced
                                                                          : LineEnding::Last;
      reach(at, scanner.finish(i, ending));
      any = true;
    }
    if (!any) reach(at, find_line(paragraph_, at, room, position(at)));
  }

  /// Returns: where the line behind this one begins.
  std::uint32_t reach(std::uint32_t at, const LineRange& line) {
    const std::uint32_t next = std::min(std::max(line.end, at + 1), end_);
    Node& node = nodes_[next - begin_];
    const std::int64_t cost = nodes_[at - begin_].cost + cost_of(line, available(at)) + kEachLine;
    if (cost > node.cost) return next;
    node.cost = cost;
    node.line = line;
    node.line.begin = at;
    node.line.end = next;
    return next;
  }

  std::int64_t cost_of(const LineRange& line, TextLength room) const {
    if (line.width > room) return kOverfullLine;
    if (line.squeeze != TextLength()) return cost_of_squeeze(line, room);
    const bool is_last = line.last || line.forced;
    if (is_last) return line.begin != begin_ && is_lonely(line) ? kLonelyLine : 0;
    const std::int64_t lack = ratio(room - line.width, room);
    return lack * lack + (lack > 256 ? kLooseLine : 0);
  }

  /// Half of what stretching by as much would cost, and the more the later the step.
  std::int64_t cost_of_squeeze(const LineRange& line, TextLength room) const {
    std::array<TextLength, kSqueezeSteps> gives{};
    for (std::uint32_t i = line.begin; i < line.content_end; ++i) {
      const TextStyle& style = paragraph_.styles[units_[i].style];
      for (const Give& give : {unit_give(units_[i], style), gap_give(units_[i], style)}) {
        gives[static_cast<std::size_t>(give.step)] += give.amount;
      }
    }
    std::int64_t step = 0;
    for (TextLength left = line.squeeze; step < static_cast<std::int64_t>(kSqueezeSteps) && left > TextLength();
         ++step) {
      left -= gives[static_cast<std::size_t>(step)];
    }
    const std::int64_t excess = ratio(line.squeeze, room);
    return excess * excess / 2 + kSqueezeStep * step * step;
  }

  static std::int64_t ratio(TextLength part, TextLength whole) {
    return whole <= TextLength() ? 0 : part.raw() * 1024 / whole.raw();
  }

  bool is_lonely(const LineRange& line) const {
    TextLength width = line.width;
    for (std::uint32_t i = line.content_end; i > line.begin && is_end_mark(units_[i - 1]); --i) {
      width -= units_[i - 1].advance;
    }
    return width < widths_.least_last_line;
  }

  const ShapedParagraph& paragraph_;
  const std::vector<LineUnit>& units_;
  const std::uint32_t begin_;
  std::uint32_t end_;
  const FitWidths widths_;
  std::vector<Node> nodes_;
};

}  // namespace

std::uint32_t fit_segment(const ShapedParagraph& paragraph, std::uint32_t begin, const FitWidths& widths,
                          std::vector<LineRange>& lines) {
  return SegmentFitter(paragraph, begin, widths).run(lines);
}

}  // namespace gongwen::text
