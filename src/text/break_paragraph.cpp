#include "text/break_paragraph.h"

#include "base/unicode.h"
#include "text/detail/line_scanner.h"
#include "text/line_breaker.h"
#include "text/punctuation.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <vector>

namespace gongwen::text {
// Three ways to choose line ends, in this order: ParagraphBreaker goes through a paragraph segment by segment (up to
// forced breaks) and applies the style asked for; TitleShaper tries all ways to break a title and takes the one with
// the best outline; SegmentFitter is the total-fit method of Knuth and Plass, "Breaking Paragraphs into Lines" (1981),
// with costs for Chinese.
namespace {

/// Longer texts gain nothing from being balanced, and would take long (css-text-4 leaves the limit open).
constexpr std::size_t kMaxBalancedLines = 10;

/// Breaks a whole paragraph. A segment is the text up to a forced break: line ends of one segment never depend on
/// another.
class ParagraphBreaker {
 public:
  ParagraphBreaker(const ShapedParagraph& paragraph, const LineWidths& widths, const BreakOptions& options)
      : paragraph_(paragraph), widths_(widths), options_(options) {}

  /// The first line may start in the middle of a segment, after a line that was found by other means (::first-line,
  /// floats).
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
      // Only this style weighs all lines of a segment against each other; the others start from greedy lines.
      if (options_.style == WrapStyle::Pretty) {
        at = fit_segment(paragraph_, at,
                         {first, widths_.other, options_.min_last_line, options_.max_hyphens, options_.justifies,
                          options_.stop_check, first_position_, hyphens_before_},
                         lines_);
      } else {
        at = break_segment(at, first, {});
      }
      // A title that cannot be shaped (too many lines or places) is balanced instead.
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
  /// The space for a line: only the first one of a segment has the first line's width.
  TextLength available(std::uint32_t at, TextLength first, std::uint32_t segment) const {
    return at == segment ? first : widths_.other;
  }
  /// Appends the lines up to the next forced break, each narrowed by `less`. Returns the unit after them.
  std::uint32_t break_segment(std::uint32_t begin, TextLength first, TextLength less) {
    const auto count = static_cast<std::uint32_t>(paragraph_.units.size());
    std::uint32_t hyphens = hyphens_before_;  // number of consecutive ones
    for (std::uint32_t at = begin; at < count;) {
      base::tick(options_.stop_check);
      const LinePosition position = at == begin ? first_position_ : LinePosition::Other;
      // Narrowed lines are measured, not set: squeezing would hide how narrow they are.
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

  /// Gives the lines of the last segment the shape of a title, keeping their number.
  bool shape(std::size_t begin, TextLength first) {
    const std::span<LineRange> lines(lines_.begin() + static_cast<std::ptrdiff_t>(begin), lines_.end());
    return shape_title(paragraph_, {first, widths_.other}, lines);
  }

  /// Narrows the lines of the last segment as far as their number stays the same: a bisection over the amount by which
  /// all are narrowed.
  void balance(std::size_t begin, TextLength first) {
    const std::size_t count = lines_.size() - begin;
    if (count < 2 || count > kMaxBalancedLines) return;
    const std::uint32_t at = lines_[begin].begin;
    std::vector<LineRange> best(lines_.begin() + static_cast<std::ptrdiff_t>(begin), lines_.end());
    TextLength low;
    TextLength high = widths_.other / 2;
    // To 1/64 px: finer differences do not change line ends.
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

  /// Whether all lines are within the real width: narrowing must not make a long word overflow.
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

/// Lines of a whole paragraph or of its rest.
std::vector<LineRange> break_paragraph(const ShapedParagraph& paragraph, const LineWidths& widths,
                                       const BreakOptions& options, const BreakStart& start) {
  return ParagraphBreaker(paragraph, widths, options).run(start);
}

/// Beside floats only the rest of the current segment is needed.
std::vector<LineRange> break_rest(const ShapedParagraph& paragraph, const BreakStart& start, LinePosition position,
                                  const BandWidths& widths, const BreakOptions& options) {
  std::vector<LineRange> lines;
  fit_segment(paragraph, start.unit,
              {widths.first, widths.other, options.min_last_line, options.max_hyphens, options.justifies,
               options.stop_check, position, start.hyphens},
              lines);
  return lines;
}

namespace {

/// Titles with more lines, or with more places where lines may end, are not shaped: all combinations of places are
/// tried, so the time grows with their number to the power of the lines.
constexpr std::size_t kMaxLines = 5;
constexpr std::size_t kMaxPlaces = 80;

// Costs are in squares of 1/16 em, so that differences of line widths and penalties can be added. Two lines that differ
// by six characters cost 18 em².
constexpr std::int64_t kEm = 16;
constexpr std::int64_t kFlat = 20 * kEm * kEm;        // for a rectangle
constexpr std::int64_t kHourglass = 100 * kEm * kEm;  // for a line that is narrower than both its neighbours
constexpr std::int64_t kTornName = 16 * kEm * kEm;    // for a line that ends within 《》 …
constexpr std::int64_t kPartedName = 4 * kEm * kEm;   // … at a blank between parts of the name
constexpr std::int64_t kTornPart = 100 * kEm * kEm;   // for a line that ends within a part of a standard's title
constexpr std::int64_t kShortPart = 100 * kEm * kEm;  // … and for one that has less than half of the longest
constexpr std::int64_t kLonely = 40 * kEm * kEm;      // for a line of one character: worse than a rectangle …
constexpr std::int64_t kTornWord = 15 * kEm * kEm;    // … and than a line that ends within a word

/// Tries all line ends of a title and keeps the best: words whole, outline a trapezium or a rhombus, no waist (GB/T
/// 9704-2012, 7.3.1).
class TitleShaper {
 public:
  TitleShaper(const ShapedParagraph& paragraph, const TitleWidths& widths, std::span<LineRange> lines)
      : paragraph_(paragraph),
        widths_(widths),
        begin_(lines.front().begin),
        end_(lines.back().end),
        em_(TextLength::from(paragraph.styles[paragraph.units[begin_].style].size.to_length())) {
    found_.resize(lines.size());
    part_ends_ = find_title_parts(paragraph, begin_, end_);
  }

  /// Writes the best lines to `lines`; false if no arrangement fits.
  bool run(std::span<LineRange> lines) {
    if (em_ <= TextLength()) return false;
    find_places(Words::Whole);
    try_all();
    // Words are split only to avoid a one-character line.
    if (best_cost_ != kNone &&
        std::any_of(best_.begin(), best_.end(), [this](auto& line) { return is_lonely(line); })) {
      find_places(Words::Torn);
      try_all();
    }
    if (best_cost_ == kNone) return false;
    std::copy(best_.begin(), best_.end(), lines.begin());
    return true;
  }

 private:
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();

  enum class Words : std::uint8_t { Whole, Torn };

  /// With too many places there is no best arrangement, and the caller balances the lines.
  void try_all() {
    if (places_.size() <= kMaxPlaces) add_line(0, begin_);
  }

  /// Collects the places where a line may end, each with the cost of ending there. 《》 are followed to know whether a
  /// place is within a name; a full-width blank ends a part of a standard's title.
  void find_places(Words words) {
    places_.clear();
    std::uint32_t open = 0;
    for (std::uint32_t i = begin_; i < end_; ++i) {
      const LineUnit& unit = paragraph_.units[i];
      const char32_t c = unit.text_length > 0 ? paragraph_.text[unit.text_begin] : U'\0';
      if (c == U'《') ++open;
      if (c == U'》' && open > 0) --open;
      if (i + 1 >= end_) continue;
      // Costs add up: a break may tear both a part and a name.
      const bool within_part = !part_ends_.empty() && !part_ends_[i - begin_];
      const std::int64_t torn_part = within_part ? kTornPart : 0;
      const std::int64_t torn_name = open > 0 ? kTornName : 0;
      if (unit.break_after == BreakAfter::Allowed) {
        const bool parts_name = open > 0 && c == U'\u3000';
        // The end of a part is the best place, whether or not the title is a name in 《》.
        const bool ends_part = !part_ends_.empty() && !within_part;
        places_.push_back({i, ends_part ? 0 : torn_part + (parts_name ? kPartedName : torn_name)});
      } else if (words == Words::Torn && is_within_word(i)) {
        places_.push_back({i, kTornWord + torn_part + torn_name});
      }
    }
  }

  /// Whether a unit is a single Chinese character.
  bool is_character(std::uint32_t unit) const {
    const LineUnit& one = paragraph_.units[unit];
    return one.kind == UnitKind::Text && one.text_length == 1 &&
           base::is_ideograph_or_kana(paragraph_.text[one.text_begin]);
  }

  /// Whether a break after this unit would split a word, which only the second attempt allows.
  bool is_within_word(std::uint32_t unit) const {
    return paragraph_.units[unit].break_after == BreakAfter::Splitting && is_character(unit) && is_character(unit + 1);
  }

  /// Whether a line has a single character although the title has more characters to distribute.
  bool is_lonely(const LineRange& line) const {
    return end_ - begin_ > 3 && has_wide_character(paragraph_, line.begin, line.end) &&
           count_characters(paragraph_, line.begin, line.end) < kMinLastCharacters;
  }

  /// Tries all ends of line number `line`, and recursively of those after it. The cost of the places so far is kept in
  /// cost_of_places_.
  void add_line(std::size_t line, std::uint32_t at) {
    const bool is_first = line == 0;
    LineScanner scanner(paragraph_, at, is_first ? widths_.first : widths_.other,
                        is_first ? LinePosition::First : LinePosition::Other, Squeezing::Never);
    std::uint32_t taken = at;
    const auto take_up_to = [&](std::uint32_t i) {
      for (; taken <= i; ++taken) scanner.take(taken);
      return scanner.fits(i);
    };
    // The last line takes everything that is left, if it fits.
    if (line + 1 == found_.size()) {
      if (!take_up_to(end_ - 1)) return;
      const bool forced = paragraph_.units[end_ - 1].kind == UnitKind::ForcedBreak;
      found_[line] = scanner.finish(end_ - 1, forced ? LineEnding::Forced : LineEnding::Last);
      weigh();
      return;
    }
    for (const Place& place : places_) {
      // Places are in order, so when one does not fit, none after it does.
      if (place.unit < at) continue;
      if (!take_up_to(place.unit)) return;
      found_[line] = scanner.finish(place.unit, LineEnding::Soft);
      cost_of_places_ += place.cost;
      add_line(line + 1, found_[line].end);
      cost_of_places_ -= place.cost;
    }
  }

  /// Compares the complete arrangement with the best one so far; of equals the first stays.
  void weigh() {
    const std::int64_t cost = cost_of_places_ + cost_of_shape();
    if (cost >= best_cost_) return;
    best_cost_ = cost;
    best_ = found_;
  }

  /// The cost of the outline: squared differences of the lines from their mean, plus penalties for a waist, a
  /// one-character line, a short part and a rectangle.
  std::int64_t cost_of_shape() const {
    const auto count = static_cast<std::int64_t>(found_.size());
    std::int64_t sum = 0;
    for (const LineRange& line : found_) sum += width(line);
    const std::int64_t longest =
        width(*std::max_element(found_.begin(), found_.end(), [](auto& a, auto& b) { return a.width < b.width; }));
    std::int64_t cost = 0;
    bool is_flat = true;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const std::int64_t difference = width(found_[i]) - sum / count;
      cost += difference * difference;
      // Lines within half an em of each other look like a rectangle.
      is_flat = is_flat && std::abs(width(found_[i]) - width(found_[0])) < kEm / 2;
      const bool is_waist = i > 0 && i + 1 < found_.size() && width(found_[i]) < width(found_[i - 1]) &&
                            width(found_[i]) < width(found_[i + 1]);
      if (is_waist) cost += kHourglass;
      if (is_lonely(found_[i])) cost += kLonely;
      if (!part_ends_.empty() && width(found_[i]) * 2 < longest) cost += kShortPart;
    }
    return is_flat ? cost + kFlat : cost;
  }

  /// Width in 1/16 em.
  std::int64_t width(const LineRange& line) const { return line.width.raw() * kEm / em_.raw(); }

  struct Place {
    std::uint32_t unit = 0;
    std::int64_t cost = 0;
  };

  const ShapedParagraph& paragraph_;
  const TitleWidths widths_;
  const std::uint32_t begin_;
  const std::uint32_t end_;
  const TextLength em_;
  std::vector<Place> places_;
  std::vector<bool> part_ends_;  // by unit; empty if the title has one part
  std::vector<LineRange> found_;
  std::vector<LineRange> best_;
  std::int64_t cost_of_places_ = 0;
  std::int64_t best_cost_ = kNone;
};

}  // namespace

/// Parts of a title are separated by full-width blanks: 网络安全技术 个人信息安全规范.
std::vector<bool> find_title_parts(const ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end) {
  std::vector<bool> ends;
  const auto character = [&](std::uint32_t i) {
    const LineUnit& unit = paragraph.units[i];
    return unit.kind == UnitKind::Text && unit.text_length > 0 ? paragraph.text[unit.text_begin] : U'\0';
  };
  std::uint32_t last = end;
  // Edges, anchors and the forced break at the end are not part of the title.
  while (last > begin && character(last - 1) == U'\0') --last;
  // A title in 《》 as a whole has its parts inside of them.
  const std::uint32_t depth = last > begin && character(begin) == U'《' && character(last - 1) == U'》' ? 1 : 0;
  std::uint32_t open = 0;
  bool has_words = false;
  for (std::uint32_t i = begin; i + 1 < end; ++i) {
    const char32_t c = character(i);
    if (c == U'《') ++open;
    if (c == U'》' && open > 0) --open;
    if (c != U'\u3000') {
      // A blank before the first word is an indent and separates nothing.
      has_words = has_words || (c != U'\0' && c != U'《');
    } else if (has_words && open == depth && paragraph.units[i].break_after == BreakAfter::Allowed) {
      ends.resize(end - begin);
      ends[i - begin] = true;
    }
  }
  return ends;
}

/// One line has no shape.
bool shape_title(const ShapedParagraph& paragraph, const TitleWidths& widths, std::span<LineRange> lines) {
  if (lines.size() < 2 || lines.size() > kMaxLines) return false;
  return TitleShaper(paragraph, widths, lines).run(lines);
}

namespace {

// Costs are squares of the width that a line lacks, in 1/1024 of its width, plus the penalties below. They were chosen
// by what readers notice: even text with slightly wide gaps is preferred to single bad lines.
constexpr std::int64_t kLonelyLine = 600'000;
constexpr std::int64_t kLooseLine = 100'000;  // lacks more than a quarter
constexpr std::int64_t kShortLine = 200'000;  // cannot be filled …
constexpr std::int64_t kLackOfEm = 20'000;  // … times the fourth power of the ems that it lacks: two ems are noticed
constexpr std::int64_t kMaxLack = 6 * 8;    // in eighths of an em: larger lacks cost no more
constexpr std::int64_t kOverfullLine = 1'000'000'000;
constexpr std::int64_t kEachLine = 50;           // of two ways that are equally good, the one with fewer lines
constexpr std::int64_t kSqueezeStep = 16;        // times the square of the step that is needed
constexpr std::int64_t kFullGap = 256;           // a line whose gaps have grown to their limit costs its square …
constexpr std::int64_t kLooseGap = 128;          // … and more from half of that on, where readers notice it …
constexpr std::int64_t kLooseGaps = 40'000;      // … at once: what can be parted is parted first …
constexpr std::int64_t kLooserGap = 200;         // … and for each step
constexpr std::int64_t kSqueezedStop = 132'000;  // gaps grow as far as they may before a stop is squeezed …
constexpr std::int64_t kSqueezedEnd = 2'000;     // … except in the last line, which takes in the last few
constexpr std::int64_t kHyphen = 4'000;          // splitting a word in justified Chinese if that fills a line
/// For ragged lines with the title of a standard, which end at the blanks between its parts if that takes no more lines
/// and fills half of each.
constexpr std::int64_t kWithinPart = 40'000;
constexpr std::int64_t kLineOfTitle = 200'000;
/// Last lines of two and of three characters cost as much as gaps of a ninth and of a fourteenth of an em in one line,
/// which readers do not notice: such ends are avoided if other lines need not suffer.
constexpr std::array<std::int64_t, 4> kFewCharacters = {0, 0, 12'000, 5'000};

/// The cost of a line that ends inside of something that should stay together. Splitting a designation or a link is
/// better than a line with visibly wide gaps, and worse than one whose gaps grow by an eighth of an em; splitting
/// anything else is better only than a line that does not fit.
std::int64_t cost_of_break(BreakAfter value) {
  switch (value) {
    case BreakAfter::Parting: return 22'000;
    case BreakAfter::Relieving: return 30'000;
    // Costs more than anything except an overfull line.
    case BreakAfter::Splitting: return 50'000'000;
    case BreakAfter::Prohibited:
    case BreakAfter::Allowed:
    case BreakAfter::Emergency:
    case BreakAfter::Forced: break;
  }
  return 0;
}

/// Punctuation that does not count when testing for a one-character last line: 用。 at the end of a paragraph looks as
/// lonely as 用.
bool is_end_mark(const LineUnit& unit) {
  return unit.break_class == BreakClass::Close || unit.break_class == BreakClass::Exclamation ||
         unit.break_class == BreakClass::NonStarter || unit.break_class == BreakClass::Connector ||
         unit.break_class == BreakClass::Inseparable;
}

/// A state of the search: a place where a line may start, and the number of lines before it that end with a hyphen, as
/// far as that is limited.
struct State {
  std::uint32_t at = 0;
  std::uint32_t hyphens = 0;
};

/// Shortest path over line starts: a node holds the lowest cost of all lines before it, an edge is a line. Nodes exist
/// for each place and, if hyphens in a row are limited, for each number of them (layers).
class SegmentFitter {
 public:
  SegmentFitter(const ShapedParagraph& paragraph, std::uint32_t begin, const FitWidths& widths)
      : paragraph_(paragraph),
        units_(paragraph.units),
        begin_(begin),
        widths_(widths),
        fills_(widths.justifies && paragraph.squeezes) {
    end_ = begin;
    while (end_ < units_.size() && units_[end_].kind != UnitKind::ForcedBreak) ++end_;
    if (end_ < units_.size()) ++end_;
    layers_ = widths.max_hyphens ? std::min(*widths.max_hyphens, kMaxHyphens) + 1 : 1;
    nodes_.resize(std::size_t{end_ - begin_ + 1} * layers_);
    if (!fills_ && paragraph.squeezes) part_ends_ = find_title_parts(paragraph, begin_, end_);
    first_ = {begin_, std::min(widths.hyphens, layers_ - 1)};
    node(first_).cost = 0;
  }

  /// Greedy lines come first: their cost is an upper limit that prunes most of the search. Then all nodes are left in
  /// order, and the chain of best lines is followed back from the end.
  std::uint32_t run(std::vector<LineRange>& lines) {
    follow_greedily();
    // Costs are non-negative, so partial solutions that cost more than a complete one can be pruned.
    for (State from{begin_, 0}; from.at < end_; ++from.at) {
      base::tick(widths_.stop_check);
      for (from.hyphens = 0; from.hyphens < layers_; ++from.hyphens) {
        if (node(from).cost <= node({end_, 0}).cost && node(from).cost != kUnreached) leave(from);
      }
    }
    // Backwards from the end of the segment.
    std::vector<LineRange> chosen;
    for (State to{end_, 0}; to.at > begin_;) {
      const Node& last = node(to);
      chosen.push_back(last.line);
      to = {last.line.begin, last.hyphens_before};
    }
    lines.insert(lines.end(), chosen.rbegin(), chosen.rend());
    return end_;
  }

 private:
  static constexpr std::int64_t kUnreached = std::numeric_limits<std::int64_t>::max();
  /// Higher limits are treated as unlimited: each additional hyphen adds a layer of nodes for all places of the
  /// paragraph.
  static constexpr std::uint32_t kMaxHyphens = 20;
  /// The lowest cost of all lines before a state, and the last of these lines.
  struct Node {
    std::int64_t cost = kUnreached;
    LineRange line;
    std::uint32_t hyphens_before = 0;  // of the state in which that line starts
  };

  Node& node(State state) { return nodes_[std::size_t{state.at - begin_} * layers_ + state.hyphens]; }
  TextLength available(std::uint32_t at) const { return at == begin_ ? widths_.first : widths_.other; }
  LinePosition position(std::uint32_t at) const { return at == begin_ ? widths_.begins : LinePosition::Other; }
  /// With a limit, the last layer is where no further hyphen is allowed.
  LineHyphen may_hyphenate(State from) const {
    const bool refused = widths_.max_hyphens && *widths_.max_hyphens <= kMaxHyphens && from.hyphens + 1 == layers_;
    return refused ? LineHyphen::Refused : LineHyphen::Allowed;
  }
  LineRange greedy_line(State from) const {
    return find_line(paragraph_, from.at, available(from.at), position(from.at), Squeezing::IfAsked,
                     may_hyphenate(from));
  }

  /// Adds the lines that greedy breaking would make.
  void follow_greedily() {
    for (State from = first_; from.at < end_;) from = reach(from, greedy_line(from));
  }

  /// Adds an edge for every line that can start here and is not too short; the greedy line if there is none, so that
  /// the search always reaches the end.
  void leave(State from) {
    const TextLength room = available(from.at);
    // A justified line that is not filled may be the best of bad choices.
    const TextLength least = room - std::max(fills_ ? room / 2 : room / 4, widths_.min_last_line);
    const bool hyphenates = may_hyphenate(from) == LineHyphen::Allowed;
    bool any = false;
    LineScanner scanner(paragraph_, from.at, room, position(from.at), Squeezing::IfAsked);
    // The scanner measures the line unit by unit until nothing more can fit.
    for (std::uint32_t i = from.at; i < end_ && !scanner.is_over(); ++i) {
      scanner.take(i);
      const bool ends_segment = i + 1 == end_;
      if (!ends_segment && (!may_end(i) || scanner.width() < (ends_part(i) ? room / 2 : least))) continue;
      // The limit of hyphens in a row is reached.
      if (!hyphenates && units_[i].kind == UnitKind::SoftHyphen) continue;
      if (!scanner.fits(i) && !scanner.fits_squeezed(i)) continue;
      const LineEnding ending = !ends_segment                             ? LineEnding::Soft
                                : units_[i].kind == UnitKind::ForcedBreak ? LineEnding::Forced
                                                                          : LineEnding::Last;
      reach(from, scanner.finish(i, ending), ends_segment ? 0 : cost_of_break(units_[i].break_after));
      any = true;
    }
    if (!any) reach(from, greedy_line(from));
  }

  /// Whether a line may end here. Justified lines may also end where something should stay together, at a cost.
  bool may_end(std::uint32_t i) const {
    const BreakAfter value = units_[i].break_after;
    return value == BreakAfter::Allowed || (fills_ && cost_of_break(value) > 0);
  }

  /// Whether the unit ends a part of a standard's title.
  bool ends_part(std::uint32_t i) const { return !part_ends_.empty() && part_ends_[i - begin_]; }

  /// Relaxes an edge: notes the line if it reaches its end state at a lower cost, or at the same cost later. Returns
  /// the state after the line.
  State reach(State from, const LineRange& line, std::int64_t cost_of_end = 0) {
    State to{std::min(std::max(line.end, from.at + 1), end_), 0};
    if (line.hyphenated && to.at < end_) to.hyphens = std::min(from.hyphens + 1, layers_ - 1);
    Node& next = node(to);
    const std::int64_t cost = node(from).cost + cost_of(line, available(from.at)) + cost_of_end + kEachLine;
    if (cost > next.cost) return to;
    next.cost = cost;
    next.line = line;
    next.line.begin = from.at;
    next.line.end = to.at;
    next.hyphens_before = from.hyphens;
    return to;
  }

  /// The cost of one line by itself. `room` is the width that it should fill.
  std::int64_t cost_of(const LineRange& line, TextLength room) const {
    if (line.width > room) return kOverfullLine;
    if (!part_ends_.empty()) return kLineOfTitle + cost_of_title_line(line, room);
    if (line.squeeze != TextLength()) return cost_of_squeeze(line, room);
    const bool is_last = line.last || line.forced;
    if (is_last) return position(line.begin) == LinePosition::Other ? cost_of_end(line) : 0;
    // The width that a ragged line lacks counts squared; justified lines are judged by how far their gaps must grow.
    const std::int64_t lack = ratio(room - line.width, room);
    const std::int64_t cost = lack * lack;
    if (!fills_) return cost + (lack > 256 ? kLooseLine : 0);
    const std::int64_t fullness = gap_fullness(line, room);
    if (fullness > kFullGap) return kShortLine + cost_of_lack(line, room);
    const std::int64_t loose = fullness > kLooseGap ? kLooseGaps + kLooserGap * (fullness - kLooseGap) : 0;
    return std::max(cost, fullness * fullness + loose) + (line.hyphenated ? kHyphen : 0);
  }

  /// Lines of a standard's title prefer to end with its parts, if that fills half of the line.
  std::int64_t cost_of_title_line(const LineRange& line, TextLength room) const {
    const std::int64_t squeeze = line.squeeze == TextLength() ? 0 : cost_of_squeeze(line, room);
    if (line.last || line.forced) {
      return squeeze + (position(line.begin) == LinePosition::Other ? cost_of_end(line) : 0);
    }
    const std::int64_t lack = ratio(room - line.width, room);
    const bool is_natural = line.end > begin_ && ends_part(line.end - 1) && lack <= ratio(room / 2, room);
    return is_natural ? squeeze + lack * lack / 16 : squeeze + lack * lack + kWithinPart;
  }

  /// The cost of the last line of a segment that has other lines before it.
  std::int64_t cost_of_end(const LineRange& line) const {
    if (is_lonely(line)) return kLonelyLine;
    if (!fills_) return 0;
    const std::uint32_t count = count_characters(paragraph_, line.begin, line.content_end);
    return count < kFewCharacters.size() ? kFewCharacters[count] : 0;
  }

  /// How far the gaps of a line have to grow to fill it, in parts of kFullGap of the permitted growth.
  std::int64_t gap_fullness(const LineRange& line, TextLength room) const {
    const TextLength left = room - line.width - line.growth;
    if (left <= TextLength()) return 0;
    const TextLength most = max_gap_growth(paragraph_, line, line.gaps);
    return most <= TextLength() ? kFullGap + 1
                                : std::min((left.raw() * kFullGap + most.raw() - 1) / most.raw(), 2 * kFullGap);
  }

  /// The cost of the space that is left when all gaps have grown to their limit, with the fourth power: one em is
  /// hardly noticed, two are.
  std::int64_t cost_of_lack(const LineRange& line, TextLength room) const {
    const TextLength lack = room - line.width - line.growth - max_gap_growth(paragraph_, line, line.gaps);
    const std::int64_t em = std::max<std::int64_t>(paragraph_.styles[units_[line.begin].style].size.raw(), 1);
    const std::int64_t eighths = std::min(lack.raw() * 8 / em, kMaxLack);
    return kLackOfEm * eighths * eighths * eighths * eighths / (64 * 64);
  }

  /// The cost of squeezing: half of what stretching by the same amount would cost, and more for each later step that is
  /// needed (CLREQ order of squeezing).
  std::int64_t cost_of_squeeze(const LineRange& line, TextLength room) const {
    // The amounts that each step could give on this line; the last step that is needed decides.
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
    const std::int64_t stop = line.last ? kSqueezedEnd : kSqueezedStop;
    const std::int64_t excess = ratio(line.squeeze, room);
    const bool needs_stops = step > static_cast<std::int64_t>(SqueezeStep::Stop);
    return excess * excess / 2 + kSqueezeStep * step * step + (needs_stops ? stop : 0);
  }

  /// In 1/1024.
  static std::int64_t ratio(TextLength part, TextLength whole) {
    return whole <= TextLength() ? 0 : part.raw() * 1024 / whole.raw();
  }

  /// Whether a last line is too short. Chinese counts characters, regardless of their widths; other texts have a
  /// minimum width for the last line.
  bool is_lonely(const LineRange& line) const {
    if (paragraph_.squeezes || has_wide_character(paragraph_, line.begin, line.content_end))
      return count_characters(paragraph_, line.begin, line.content_end) < kMinLastCharacters;
    TextLength width = line.width;
    for (std::uint32_t i = line.content_end; i > line.begin && is_end_mark(units_[i - 1]); --i) {
      width -= units_[i - 1].advance;
    }
    return width < widths_.min_last_line;
  }

  const ShapedParagraph& paragraph_;
  const std::vector<LineUnit>& units_;
  const std::uint32_t begin_;
  std::uint32_t end_;
  std::uint32_t layers_;  // nodes for each place
  const FitWidths widths_;
  const bool fills_;
  std::vector<bool> part_ends_;  // by unit; empty except for ragged titles of standards
  State first_{};
  std::vector<Node> nodes_;
};

}  // namespace

/// A new search for each segment; nothing is kept.
std::uint32_t fit_segment(const ShapedParagraph& paragraph, std::uint32_t begin, const FitWidths& widths,
                          std::vector<LineRange>& lines) {
  return SegmentFitter(paragraph, begin, widths).run(lines);
}

}  // namespace gongwen::text
