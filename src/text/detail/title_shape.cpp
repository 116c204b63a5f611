#include "base/unicode.h"
#include "text/detail/line_scanner.h"
#include "text/detail/total_fit.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <vector>

namespace gongwen::text {
namespace {

/// Titles of more lines, or of more places where they may end, are left to others.
constexpr std::size_t kMaxLines = 5;
constexpr std::size_t kMaxPlaces = 80;

// Costs are in squares of 1/16 em. Two lines that differ by six characters cost 18 em².
constexpr std::int64_t kEm = 16;
constexpr std::int64_t kFlat = 20 * kEm * kEm;        // for a rectangle
constexpr std::int64_t kHourglass = 100 * kEm * kEm;  // for a line that is narrower than both its neighbours
constexpr std::int64_t kTornName = 16 * kEm * kEm;    // for a line that ends within 《》 …
constexpr std::int64_t kPartedName = 4 * kEm * kEm;   // … at a blank between parts of the name
constexpr std::int64_t kTornPart = 100 * kEm * kEm;   // for a line that ends within a part of a standard's title
constexpr std::int64_t kShortPart = 100 * kEm * kEm;  // … and for one that has less than half of the longest
constexpr std::int64_t kLonely = 40 * kEm * kEm;      // for a line of one character: worse than a rectangle …
constexpr std::int64_t kTornWord = 15 * kEm * kEm;    // … and than a line that ends within a word

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

  bool run(std::span<LineRange> lines) {
    if (em_ <= TextLength()) return false;
    find_places(Words::Whole);
    try_all();
    // Only for a character's sake that would be alone on its line are words torn.
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

  void try_all() {
    if (places_.size() <= kMaxPlaces) add_line(0, begin_);
  }

  void find_places(Words words) {
    places_.clear();
    std::uint32_t open = 0;
    for (std::uint32_t i = begin_; i < end_; ++i) {
      const LineUnit& unit = paragraph_.units[i];
      const char32_t c = unit.text_length > 0 ? paragraph_.text[unit.text_begin] : U'\0';
      if (c == U'《') ++open;
      if (c == U'》' && open > 0) --open;
      if (i + 1 >= end_) continue;
      const bool within_part = !part_ends_.empty() && !part_ends_[i - begin_];
      const std::int64_t torn_part = within_part ? kTornPart : 0;
      const std::int64_t torn_name = open > 0 ? kTornName : 0;
      if (unit.break_after == BreakAfter::Allowed) {
        const bool parts_name = open > 0 && c == U'\u3000';
        const bool ends_part = !part_ends_.empty() && !within_part;
        places_.push_back({i, ends_part ? 0 : torn_part + (parts_name ? kPartedName : torn_name)});
      } else if (words == Words::Torn && is_within_word(i)) {
        places_.push_back({i, kTornWord + torn_part + torn_name});
      }
    }
  }

  /// A Chinese character, if the unit is one.
  bool is_character(std::uint32_t unit) const {
    const LineUnit& one = paragraph_.units[unit];
    return one.kind == UnitKind::Text && one.text_length == 1 &&
           base::is_ideograph_or_kana(paragraph_.text[one.text_begin]);
  }

  bool is_within_word(std::uint32_t unit) const {
    return paragraph_.units[unit].break_after == BreakAfter::Splitting && is_character(unit) && is_character(unit + 1);
  }

  /// Where other lines have more.
  bool is_lonely(const LineRange& line) const {
    return end_ - begin_ > 3 && has_wide_character(paragraph_, line.begin, line.end) &&
           count_characters(paragraph_, line.begin, line.end) < kMinLastCharacters;
  }

  /// Tries all ends of line number `line`, and of those after it.
  void add_line(std::size_t line, std::uint32_t at) {
    const bool is_first = line == 0;
    LineScanner scanner(paragraph_, at, is_first ? widths_.first : widths_.other,
                        is_first ? LinePosition::First : LinePosition::Other, Squeezing::Never);
    std::uint32_t taken = at;
    const auto take_up_to = [&](std::uint32_t i) {
      for (; taken <= i; ++taken) scanner.take(taken);
      return scanner.fits(i);
    };
    if (line + 1 == found_.size()) {
      if (!take_up_to(end_ - 1)) return;
      const bool forced = paragraph_.units[end_ - 1].kind == UnitKind::ForcedBreak;
      found_[line] = scanner.finish(end_ - 1, forced ? LineEnding::Forced : LineEnding::Last);
      weigh();
      return;
    }
    for (const Place& place : places_) {
      if (place.unit < at) continue;
      if (!take_up_to(place.unit)) return;
      found_[line] = scanner.finish(place.unit, LineEnding::Soft);
      cost_of_places_ += place.cost;
      add_line(line + 1, found_[line].end);
      cost_of_places_ -= place.cost;
    }
  }

  void weigh() {
    const std::int64_t cost = cost_of_places_ + cost_of_shape();
    if (cost >= best_cost_) return;
    best_cost_ = cost;
    best_ = found_;
  }

  /// How far the lines differ from their mean, and what is wrong with their outline.
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
      is_flat = is_flat && std::abs(width(found_[i]) - width(found_[0])) < kEm / 2;
      const bool is_waist = i > 0 && i + 1 < found_.size() && width(found_[i]) < width(found_[i - 1]) &&
                            width(found_[i]) < width(found_[i + 1]);
      if (is_waist) cost += kHourglass;
      if (is_lonely(found_[i])) cost += kLonely;
      if (!part_ends_.empty() && width(found_[i]) * 2 < longest) cost += kShortPart;
    }
    return is_flat ? cost + kFlat : cost;
  }

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

std::vector<bool> find_title_parts(const ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end) {
  std::vector<bool> ends;
  const auto character = [&](std::uint32_t i) {
    const LineUnit& unit = paragraph.units[i];
    return unit.kind == UnitKind::Text && unit.text_length > 0 ? paragraph.text[unit.text_begin] : U'\0';
  };
  std::uint32_t last = end;
  while (last > begin && character(last - 1) == U'\0') --last;
  // 《网络安全技术　……》 by itself is a title, too.
  const std::uint32_t depth = last > begin && character(begin) == U'《' && character(last - 1) == U'》' ? 1 : 0;
  std::uint32_t open = 0;
  bool has_words = false;
  for (std::uint32_t i = begin; i + 1 < end; ++i) {
    const char32_t c = character(i);
    if (c == U'《') ++open;
    if (c == U'》' && open > 0) --open;
    if (c != U'\u3000') {
      has_words = has_words || (c != U'\0' && c != U'《');
    } else if (has_words && open == depth && paragraph.units[i].break_after == BreakAfter::Allowed) {
      ends.resize(end - begin);
      ends[i - begin] = true;
    }
  }
  return ends;
}

bool shape_title(const ShapedParagraph& paragraph, const TitleWidths& widths, std::span<LineRange> lines) {
  if (lines.size() < 2 || lines.size() > kMaxLines) return false;
  return TitleShaper(paragraph, widths, lines).run(lines);
}

}  // namespace gongwen::text
