#include "sheet/text_estimate.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

/// Widths are counted in 1/20 em.
using Twentieths = std::int64_t;
constexpr Twentieths kEm = 20;
constexpr Twentieths kHalfEm = 10;
constexpr Twentieths kCapital = 13;  // in proportional typefaces; 10 in Chinese ones

constexpr char32_t kHan = 0x4E00;

/// Calls `visit` with each character of the text.
/// OPTIMIZATION: all Han characters have the same width, so most are recognised by their first byte and passed as
/// U+4E00.
template <typename Visit>
void for_each_character(std::string_view text, const Visit& visit) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      visit(char32_t{byte});
      ++at;
    } else if (byte >= 0xE5 && byte <= 0xE9) {
      visit(kHan);
      at += 3;
    } else {
      const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
      visit(decoded.code_point);
      at += decoded.length;
    }
  }
}

/// Characters of ambiguous width in Unicode that Chinese typefaces set full-width: “ ” … — ① → ■ and some of Latin-1
/// (those in GB/T 2312).
bool is_wide_in_chinese(char32_t c) {
  if (c < 0x2E80) return c >= 0x2010 && !(c >= 0x20A0 && c <= 0x20CF);
  return base::terminal_width(c) == 2;
}

Twentieths width_of(char32_t c) {
  if (c < 0x80) return (c >= 'A' && c <= 'Z') || c == '@' || c == '%' || c == '&' ? kCapital : kHalfEm;
  if (base::is_ideograph(c)) return kEm;
  if (c == 0xB7 || c == 0xB0 || c == 0xB1 || c == 0xD7 || c == 0xF7 || is_wide_in_chinese(c)) return kEm;
  return base::terminal_width(c) == 0 ? 0 : kHalfEm;
}

/// Widths in a Latin typeface: those of Arial, the widest common office font, rounded up.
Twentieths proportional_width_of(char32_t c) {
  constexpr std::u32string_view kNarrow = U"ijltfrI.,;:'!|()[]-/ ";
  if (c >= 0x80) return width_of(c);
  if (kNarrow.find(c) != std::u32string_view::npos) return 7;
  if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '@' || c == '%') return 18;
  return c >= 'A' && c <= 'Z' ? 15 : 11;
}

bool is_latin(std::string_view text) {
  bool all = true;
  for_each_character(text, [&](char32_t c) { all = all && (c < 0x2E80); });
  return all;
}

bool contains(std::u32string_view marks, char32_t c) { return marks.find(c) != std::u32string_view::npos; }
bool is_closing(char32_t c) { return contains(U"，。、；：？！）】》〉」』〕”’…—％%,.;:?!)]}", c); }
bool is_opening(char32_t c) { return contains(U"（【《〈「『〔“‘([{", c); }

/// Counts lines, taking unbreakable pieces one by one.
class LineCounter {
 public:
  LineCounter(Twentieths available, Letters letters) : available_(std::max(available, kEm)), letters_(letters) {}

  void add(char32_t c) {
    if (c == '\n') {
      end_piece();
      start_line(0);
      return;
    }
    const Twentieths width = letters_ == Letters::Proportional ? proportional_width_of(c) : width_of(c);
    const bool wide = width == kEm;
    if ((wide || after_wide_) && !after_opening_ && !is_closing(c)) end_piece();
    piece_ += width;
    if (c == ' ' || c == '\t') end_piece();
    after_wide_ = wide;
    after_opening_ = is_opening(c);
  }

  std::uint32_t finish() {
    end_piece();
    return lines_;
  }

 private:
  void start_line(Twentieths used) {
    ++lines_;
    used_ = used;
    after_wide_ = after_opening_ = false;
  }

  void end_piece() {
    if (used_ + piece_ > available_ && used_ > 0) start_line(0);
    // A piece wider than a line is broken anywhere.
    const Twentieths full_lines = piece_ > available_ ? (piece_ - 1) / available_ : 0;
    lines_ += static_cast<std::uint32_t>(full_lines);
    used_ += piece_ - full_lines * available_;
    piece_ = 0;
  }

  Twentieths available_;
  Letters letters_;
  Twentieths used_ = 0;
  Twentieths piece_ = 0;
  std::uint32_t lines_ = 1;
  bool after_wide_ = false;
  bool after_opening_ = false;
};

Twentieths widest_line(std::string_view text) {
  Twentieths widest = 0;
  Twentieths width = 0;
  for_each_character(text, [&](char32_t c) {
    width = c == '\n' ? 0 : width + width_of(c);
    widest = std::max(widest, width);
  });
  return widest;
}

/// Length of the longest line: stacked characters run downwards, one column per line.
std::uint32_t longest_stack(std::string_view text) {
  std::uint32_t longest = 1;
  std::uint32_t count = 0;
  for_each_character(text, [&](char32_t c) {
    count = c == '\n' ? 0 : count + 1;
    longest = std::max(longest, count);
  });
  return longest;
}

/// The height of a line of this width rotated by `degrees`. An upper bound, since sin x ≤ x and sin x ≤ 1.
LayoutUnit risen(LayoutUnit width, int degrees) {
  const int steep = degrees < 0 ? -degrees : degrees;
  return std::min(width, LayoutUnit::scaled(width, steep, 57));
}

enum class TextStop : std::uint8_t { None, Clause, Sentence };

constexpr std::u32string_view kClosing = U"”’）」』》";

/// Whether a sentence or clause ends with the character; `last` is the preceding one. Latin marks count only with the
/// blank after them.
TextStop stop_of(char32_t c, char32_t last) {
  constexpr std::u32string_view kSentences = U"。！？";
  constexpr std::u32string_view kClauses = U"；，：";
  constexpr std::u32string_view kLatinSentences = U".!?";
  constexpr std::u32string_view kLatinClauses = U";,:";
  const auto has = [](std::u32string_view marks, char32_t mark) {
    return marks.find(mark) != std::u32string_view::npos;
  };
  if (has(kSentences, c) || (c == U' ' && has(kLatinSentences, last))) return TextStop::Sentence;
  if (has(kClauses, c) || (c == U' ' && has(kLatinClauses, last))) return TextStop::Clause;
  return TextStop::None;
}

}  // namespace

LayoutUnit estimate_width(std::string_view text, std::uint16_t half_points) {
  return LayoutUnit::scaled(em_of(half_points), widest_line(text), kEm);
}

std::uint32_t estimate_lines(std::string_view text, LayoutUnit width, std::uint16_t half_points, Letters letters) {
  const Twentieths available = std::int64_t{width.raw()} * kEm / std::max(em_of(half_points).raw(), 1);
  // OPTIMIZATION: most cells need no wrapping. Counting every byte as a capital letter gives an upper bound.
  const bool fits = static_cast<Twentieths>(text.size()) * kCapital <= available || widest_line(text) <= available;
  if (fits) return 1 + static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  LineCounter counter(available, letters);
  for_each_character(text, [&](char32_t c) { counter.add(c); });
  return counter.finish();
}

TextSetting cell_setting(std::uint32_t half_points, bool has_latin_type, bool wraps) {
  TextSetting setting;
  setting.half_points = static_cast<std::uint16_t>(half_points);
  const LayoutUnit em = em_of(setting.half_points);
  setting.line_height = LayoutUnit::scaled(em, kLineHeightPercent, 100);
  setting.latin_line_height = LayoutUnit::scaled(em, kLatinLineHeightPercent, 100);
  setting.letters = has_latin_type ? Letters::Proportional : Letters::HalfWide;
  setting.horizontal_padding = kCellPadding;
  setting.wrap = wraps;
  return setting;
}

LayoutUnit estimate_height(std::string_view text, LayoutUnit column_width, const TextSetting& setting) {
  if (setting.rotation.stacked) {
    return setting.line_height * static_cast<int>(longest_stack(text)) + setting.vertical_padding;
  }
  if (setting.rotation.degrees != 0) {
    const LayoutUnit width = estimate_width(text, setting.half_points);
    return risen(width, setting.rotation.degrees) + setting.line_height + setting.vertical_padding;
  }
  if (!setting.wrap) return setting.line_height + setting.vertical_padding;
  const bool is_latin_setting = setting.letters == Letters::Proportional && is_latin(text);
  const LayoutUnit line = is_latin_setting ? setting.latin_line_height : setting.line_height;
  return line * static_cast<int>(estimate_lines(text, column_width, setting)) + setting.vertical_padding;
}

std::uint32_t estimate_lines(std::string_view text, LayoutUnit column_width, const TextSetting& setting) {
  if (!setting.wrap) return 1;
  const bool is_latin_setting = setting.letters == Letters::Proportional && is_latin(text);
  return estimate_lines(text, column_width - setting.horizontal_padding, setting.half_points,
                        is_latin_setting ? Letters::Proportional : Letters::HalfWide);
}

std::size_t fitting_sentences(std::string_view text, LayoutUnit column_width, const TextSetting& setting,
                              std::uint32_t lines) {
  const auto lines_of = [&](std::size_t end) {
    return estimate_lines(text.substr(0, end), column_width, setting);
  };
  std::size_t sentence = 0;
  std::size_t clause = 0;
  TextStop stop = TextStop::None;  // of the preceding mark, extended by its quotes and blanks
  char32_t last = 0;
  for (auto at = base::CodePoints(text).begin(); at.offset() < text.size(); ++at) {
    const char32_t c = at->code_point;
    const TextStop here = stop_of(c, last);
    const bool goes_on = c == U' ' || c == U'　' || kClosing.find(c) != std::u32string_view::npos;
    if (stop != TextStop::None && !goes_on && here == TextStop::None) {
      if (lines_of(at.offset()) > lines) break;
      (stop == TextStop::Sentence ? sentence : clause) = at.offset();
    }
    if (here != TextStop::None || !goes_on) stop = here;
    last = c;
  }
  const bool is_short = clause > sentence && lines_of(sentence) * 2 < lines;
  return sentence == 0 || is_short ? std::max(sentence, clause) : sentence;
}

}  // namespace gongwen::sheet
