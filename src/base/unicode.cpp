#include "base/unicode.h"

#include "base/utf8.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace gongwen::base {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// The blocks in which every assigned character is wide; single wide characters elsewhere do not matter for carets.
constexpr Range kWide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},  {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
                           {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE4F}, {0xFF00, 0xFF60},
                           {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x20000, 0x3FFFD}};
constexpr Range kZero[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};

bool contains(std::span<const Range> ranges, char32_t code_point) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return code_point >= range.first && code_point <= range.last; });
}

}  // namespace

std::size_t terminal_width(char32_t code_point) {
  if (code_point < 0x300) return 1;
  if (contains(kZero, code_point)) return 0;
  return contains(kWide, code_point) ? 2 : 1;
}

std::size_t terminal_width(std::string_view text) {
  std::size_t width = 0;
  for (const auto& decoded : CodePoints(text)) width += terminal_width(decoded.code_point);
  return width;
}

namespace {

struct CharacterRecord {
  std::uint16_t flags;
  std::int32_t upper;  // distance to the mapped character; 0 if absent or several
  std::int32_t lower;
  std::int32_t title;
  std::uint8_t decimal;
};

#include "base/unicode_table.inc"

constexpr std::size_t kBlockSize = std::size(kSecondLevel[0]);

const CharacterRecord& record_of(char32_t code_point) {
  if (code_point > 0x10FFFF) return kRecords[0];
  return kRecords[kSecondLevel[kFirstLevel[code_point / kBlockSize]][code_point % kBlockSize]];
}

/// Holds arrays instead of pointers, which the loader would have to relocate at each start.
struct SpecialCase {
  using Text = char32_t[4];  // ends with 0
  char32_t code_point;
  Text upper;
  Text lower;
  Text title;
  Text fold;
};

constexpr SpecialCase kSpecialCases[] = {
#include "base/special_casing.inc"
};

const SpecialCase* find_special_case(char32_t code_point) {
  const auto found =
      std::lower_bound(std::begin(kSpecialCases), std::end(kSpecialCases), code_point,
                       [](const SpecialCase& entry, char32_t wanted) { return entry.code_point < wanted; });
  return found != std::end(kSpecialCases) && found->code_point == code_point ? found : nullptr;
}

enum class Case : std::uint8_t { Upper, Lower, Title, Fold };

char to_ascii_upper(char c) { return is_ascii_lower(c) ? static_cast<char>(c - 32) : c; }

void append_mapped(std::string& out, char32_t code_point, Case wanted) {
  if (code_point < 0x80) {
    const bool upper = wanted == Case::Upper || wanted == Case::Title;
    const auto c = static_cast<char>(code_point);
    out.push_back(upper ? to_ascii_upper(c) : to_ascii_lower(c));
    return;
  }
  if (const SpecialCase* special = find_special_case(code_point)) {
    const std::u32string_view forms[] = {special->upper, special->lower, special->title, special->fold};
    for (const char32_t mapped : forms[static_cast<std::size_t>(wanted)]) append_utf8(out, mapped);
    return;
  }
  const CharacterRecord& record = record_of(code_point);
  const std::int32_t deltas[] = {record.upper, record.lower, record.title, record.lower};
  append_utf8(out, code_point + static_cast<char32_t>(deltas[static_cast<std::size_t>(wanted)]));
}

constexpr char32_t kSigma = 0x3A3;
constexpr char32_t kSmallSigma = 0x3C3;
constexpr char32_t kFinalSigma = 0x3C2;

bool flagged(char32_t code_point, CharacterFlag flag) {
  return (record_of(code_point).flags & static_cast<std::uint16_t>(flag)) != 0;
}

/// Whether a sigma is final (Unicode Standard, table 3-17): after a cased letter and not before one, ignoring
/// case-ignorable characters.
bool is_final_sigma(std::u32string_view text, std::size_t index) {
  std::size_t before = index;
  while (before > 0 && flagged(text[before - 1], CharacterFlag::CaseIgnorable)) --before;
  if (before == 0 || !flagged(text[before - 1], CharacterFlag::Cased)) return false;
  std::size_t after = index + 1;
  while (after < text.size() && flagged(text[after], CharacterFlag::CaseIgnorable)) ++after;
  return after == text.size() || !flagged(text[after], CharacterFlag::Cased);
}

void append_lower_at(std::string& out, std::u32string_view text, std::size_t index) {
  if (text[index] == kSigma) {
    append_utf8(out, is_final_sigma(text, index) ? kFinalSigma : kSmallSigma);
  } else {
    append_mapped(out, text[index], Case::Lower);
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool has_flag(char32_t code_point, CharacterFlag flag) { return flagged(code_point, flag); }

bool is_word_character(char32_t code_point) {
  constexpr auto kAlphanumeric =
      static_cast<std::uint16_t>(CharacterFlag::Alpha) | static_cast<std::uint16_t>(CharacterFlag::Decimal) |
      static_cast<std::uint16_t>(CharacterFlag::Digit) | static_cast<std::uint16_t>(CharacterFlag::Numeric);
  return code_point == U'_' || (record_of(code_point).flags & kAlphanumeric) != 0;
}

int decimal_digit(char32_t code_point) {
  if (!flagged(code_point, CharacterFlag::Decimal)) return -1;
  return record_of(code_point).decimal;
}

void append_upper(std::string& out, std::string_view text) {
  if (is_ascii(text)) {
    std::transform(text.begin(), text.end(), std::back_inserter(out), to_ascii_upper);
    return;
  }
  for (const auto& decoded : CodePoints(text)) append_mapped(out, decoded.code_point, Case::Upper);
}

void append_lower(std::string& out, std::string_view text) {
  if (is_ascii(text)) {
    std::transform(text.begin(), text.end(), std::back_inserter(out), to_ascii_lower);
    return;
  }
  // Sigma is the only letter whose lower case depends on its neighbours.
  if (text.find("\xCE\xA3") == std::string_view::npos) {
    for (const auto& decoded : CodePoints(text)) append_mapped(out, decoded.code_point, Case::Lower);
    return;
  }
  const std::u32string wide = to_utf32(text);
  for (std::size_t i = 0; i < wide.size(); ++i) append_lower_at(out, wide, i);
}

void append_initial(std::string& out, char32_t character) { append_mapped(out, character, Case::Title); }

void append_capitalized(std::string& out, std::string_view text) {
  const std::u32string wide = to_utf32(text);
  for (std::size_t i = 0; i < wide.size(); ++i) {
    if (i == 0) {
      append_mapped(out, wide[i], Case::Title);
    } else {
      append_lower_at(out, wide, i);
    }
  }
}

void append_title_case(std::string& out, std::string_view text) {
  const std::u32string wide = to_utf32(text);
  bool after_cased = false;
  for (std::size_t i = 0; i < wide.size(); ++i) {
    if (after_cased) {
      append_lower_at(out, wide, i);
    } else {
      append_mapped(out, wide[i], Case::Title);
    }
    after_cased = flagged(wide[i], CharacterFlag::Cased);
  }
}

void append_swapped_case(std::string& out, std::string_view text) {
  const std::u32string wide = to_utf32(text);
  for (std::size_t i = 0; i < wide.size(); ++i) {
    if (flagged(wide[i], CharacterFlag::Upper)) {
      append_lower_at(out, wide, i);
    } else if (flagged(wide[i], CharacterFlag::Lower)) {
      append_mapped(out, wide[i], Case::Upper);
    } else {
      append_utf8(out, wide[i]);
    }
  }
}

void append_folded(std::string& out, std::string_view text) {
  for (const auto& decoded : CodePoints(text)) append_mapped(out, decoded.code_point, Case::Fold);
}

}  // namespace gongwen::base
