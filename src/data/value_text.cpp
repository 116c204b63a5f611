#include "data/value_text.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "data/values.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace gongwen::data {
namespace {

constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// Blanks of any width, and invisible characters.
constexpr bool is_gap(char32_t c) {
  return c <= U' ' || c == 0xA0 || c == 0xAD || c == 0x3000 || (c >= 0x2000 && c <= 0x200D) || c == 0x202F ||
         c == 0x205F || c == 0x2060 || c == 0xFEFF || is_middle_dot(c);
}

constexpr char32_t comparable_sign(char32_t wide) {
  const char32_t c = narrow_sign(wide);
  if (c >= U'A' && c <= U'Z') return c - U'A' + U'a';
  if (c < 0x80) {
    if (c == U'[' || c == U'{') return U'(';
    if (c == U']' || c == U'}') return U')';
    return c == U'`' ? U'\'' : c;
  }
  if (is_dash(c)) return U'-';
  switch (c) {
    case U'〔':
    case U'【':
    case U'〖': return U'(';
    case U'〕':
    case U'】':
    case U'〗': return U')';
    case U'《':
    case U'〈':
    case U'«': return U'<';
    case U'》':
    case U'〉':
    case U'»': return U'>';
    case U'“':
    case U'”':
    case U'„':
    case U'‟':
    case U'「':
    case U'」':
    case U'『':
    case U'』':
    case U'〝':
    case U'〞': return U'"';
    case U'‘':
    case U'’':
    case U'‛':
    case U'′': return U'\'';
    case U'。': return U'.';
    default: return c;
  }
}

/// Yields the characters of the comparable text one after the other.
class ComparableReader {
 public:
  explicit ComparableReader(std::string_view text) : text_(text) {}

  /// 0 at the end.
  char32_t next() {
    bool gap = false;
    while (at_ < text_.size()) {
      const auto decoded = base::decode_utf8(text_, at_);
      if (is_gap(decoded.code_point)) {
        at_ += decoded.length;
        gap = true;
        continue;
      }
      const char32_t sign = comparable_sign(decoded.code_point);
      if (gap && is_digit(last_) && is_digit(sign)) return last_ = U' ';
      at_ += decoded.length;
      // A run of dashes, such as —— or --, counts as one.
      if (sign == U'-' && last_ == U'-') continue;
      return last_ = sign;
    }
    return U'\0';
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  char32_t last_ = U'\0';
};

}  // namespace

std::string comparable_text(std::string_view text) {
  std::string out;
  ComparableReader reader(text);
  for (char32_t c = reader.next(); c != U'\0'; c = reader.next()) base::append_utf8(out, c);
  return out;
}

bool reads_same(std::string_view one, std::string_view other) {
  if (one == other) return true;
  ComparableReader left(one);
  ComparableReader right(other);
  while (true) {
    const char32_t c = left.next();
    if (c != right.next()) return false;
    if (c == U'\0') return true;
  }
}

namespace {

struct Pair {
  char32_t from;
  char32_t to;
};

constexpr auto kRadicals = std::to_array<Pair>({
#include "data/detail/radical_table.inc"
});

constexpr std::array<std::string_view, 5> kBlanks = {" ", "\t", "\n", "\xC2\xA0", "\xE3\x80\x80"};

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](const Range& r) { return c >= r.first && c <= r.last; });
}

/// Scripts whose letters change their form by a joiner, and emoji, which joiners combine.
constexpr std::array<Range, 8> kJoining = {{{0x0600, 0x08FF},
                                            {0x0900, 0x0DFF},
                                            {0x1000, 0x109F},
                                            {0x1780, 0x18AF},
                                            {0x2600, 0x27BF},
                                            {0xFB50, 0xFDFF},
                                            {0xFE0F, 0xFE0F},
                                            {0x1F000, 0x1FAFF}}};
/// Right-to-left scripts.
constexpr std::array<Range, 5> kRightToLeft = {
    {{0x0590, 0x061B}, {0x061D, 0x08FF}, {0xFB1D, 0xFDFF}, {0xFE70, 0xFEFC}, {0x10800, 0x10FFF}}};

bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D; }

bool is_direction_mark(char32_t c) {
  return c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202C) || (c >= 0x2066 && c <= 0x2069);
}

bool is_line_end(char32_t c) {
  return c == '\n' || c == '\r' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/// Invisible characters that no text needs.
bool is_unseen(char32_t c) {
  const bool control = (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0);
  const bool zero_width = c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0xAD;
  return control || zero_width || c == 0xFFFE || c == 0xFFFF;
}

char32_t without_radical(char32_t c) {
  if (c < kRadicals.front().from || c > kRadicals.back().from) return c;
  const auto found = std::lower_bound(kRadicals.begin(), kRadicals.end(), c,
                                      [](const Pair& pair, char32_t code) { return pair.from < code; });
  return found != kRadicals.end() && found->from == c ? found->to : c;
}

/// Whether the eight bytes are printable ASCII characters.
bool is_plain_word(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kHigh = 0x8080'8080'8080'8080;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const std::uint64_t below_blank = (word - kOnes * 0x20) & ~word;
  const std::uint64_t is_delete = ((word ^ kOnes * 0x7F) - kOnes) & ~(word ^ kOnes * 0x7F);
  return ((word | below_blank | is_delete) & kHigh) == 0;
}

/// Whether `normal_text` may change the multi-byte sequence that starts here.
bool may_change(unsigned char first, unsigned char second, unsigned char third) {
  switch (first) {
    case 0xC2: return second < 0xA0 || second == 0xAD;
    case 0xD8: return second == 0x9C;
    case 0xE2:
      if (second == 0x80) return (third >= 0x8B && third <= 0x8F) || (third >= 0xA8 && third <= 0xAE);
      if (second == 0x81) return third >= 0xA0;
      return second >= 0xBA && second <= 0xBF;  // radicals
    case 0xEF: return (second == 0xBB && third == 0xBF) || (second == 0xBF && third >= 0xBE);
    default: return false;
  }
}

bool ends_with_blank(std::string_view text) {
  return text.ends_with(' ') || text.ends_with('\t') || text.ends_with("\xC2\xA0") || text.ends_with("\xE3\x80\x80");
}

/// A quick check; false if the text may have to change.
bool looks_normal(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  for (std::size_t i = 0; i < text.size();) {
    if (i + 8 <= text.size() && is_plain_word(text.data() + i)) {
      i += 8;
      continue;
    }
    const unsigned char c = byte(i);
    if (c < 0x80) {
      if (c == '\n' ? ends_with_blank(text.substr(0, i)) : (c < 0x20 && c != '\t') || c == 0x7F) return false;
      ++i;
      continue;
    }
    if (may_change(c, byte(i + 1), byte(i + 2))) return false;
    i += c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  }
  return true;
}

/// Collects the lines of a text, without blank ones before the first and after the last.
class Lines {
 public:
  void add(char32_t c) { line_ += c; }
  char32_t last() const { return line_.empty() ? U'\0' : line_.back(); }

  void end_line() {
    while (!line_.empty() && base::is_gap_in_line(line_.back())) line_.pop_back();
    if (line_.empty()) {
      ++line_ends_;
      return;
    }
    if (!text_.empty()) text_.append(line_ends_, '\n');
    text_ += base::to_utf8(line_);
    line_.clear();
    line_ends_ = 1;
  }

  std::string finish() && {
    end_line();
    return std::string(trim_blanks(text_));
  }

 private:
  std::u32string line_;
  std::string text_;
  std::size_t line_ends_ = 0;  // pending line ends, which are dropped if no line follows
};

template <typename Condition>
bool has_any(std::string_view text, Condition condition) {
  for (const auto& decoded : base::CodePoints(text)) {
    if (condition(decoded.code_point)) return true;
  }
  return false;
}

/// The ASCII form of a full-width character; 0 for others.
char narrow_form(char32_t c) { return narrow_sign(c) == c ? '\0' : static_cast<char>(narrow_sign(c)); }

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

bool is_normal_text(std::string_view text) {
  if (text.empty()) return true;
  if (trim_blanks(text).size() != text.size()) return false;
  return looks_normal(text) || normal_text(text) == text;
}

std::string normal_text(std::string_view text) {
  const bool right_to_left = has_any(text, [](char32_t c) { return is_in(kRightToLeft, c); });
  Lines lines;
  bool after_return = false;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    const bool returned = after_return;
    after_return = c == '\r';
    if (c == '\n' && returned) continue;
    if (is_line_end(c)) {
      lines.end_line();
    } else if (is_joiner(c) ? is_in(kJoining, lines.last()) : is_direction_mark(c) ? right_to_left : !is_unseen(c)) {
      lines.add(without_radical(c));
    }
  }
  return std::move(lines).finish();
}

std::string with_unseen_named(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    const bool named = !is_line_end(c) && (is_unseen(c) || is_joiner(c) || is_direction_mark(c));
    named ? out += shown_code_point(c) : out += base::to_utf8(c);
  }
  return out;
}

bool differs_by_blanks_only(std::string_view before, std::string_view after) {
  const auto next = [](std::string_view text, std::size_t& at) {
    while (at < text.size()) {
      const auto decoded = base::decode_utf8(text, at);
      at += decoded.length;
      if (!base::is_gap_in_line(decoded.code_point) && !is_line_end(decoded.code_point)) return decoded.code_point;
    }
    return U'\0';
  };
  std::size_t a = 0;
  std::size_t b = 0;
  while (true) {
    const char32_t one = next(before, a);
    if (one != next(after, b)) return false;
    if (one == U'\0' && a >= before.size() && b >= after.size()) return true;
  }
}

bool has_direction_override(std::string_view text) {
  return text.find("\xE2\x80\xAD") != std::string_view::npos || text.find("\xE2\x80\xAE") != std::string_view::npos;
}

std::string narrow_text(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (const char narrow = narrow_form(c); narrow != '\0') {
      out += narrow;
    } else if (c == 0x3000 || c == 0xA0) {
      out += ' ';
    } else {
      base::append_utf8(out, c);
    }
  }
  return out;
}

std::string narrow_letters(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char narrow = narrow_form(decoded.code_point);
    if (is_letter_or_digit(narrow)) {
      out += narrow;
    } else {
      base::append_utf8(out, decoded.code_point);
    }
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view trim_blanks(std::string_view text) {
  const auto trim_one = [&text](std::string_view blank) {
    if (text.starts_with(blank)) {
      text.remove_prefix(blank.size());
    } else if (text.ends_with(blank)) {
      text.remove_suffix(blank.size());
    } else {
      return false;
    }
    return true;
  };
  while (std::any_of(kBlanks.begin(), kBlanks.end(), trim_one)) {
  }
  return text;
}

}  // namespace gongwen::data
