
#include "base/ascii.h"
#include "base/utf8.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace gongwen::templating {
namespace {

/// Without pointers, which the loader would have to set at each start, page by page.
struct CharacterReference {
  char text[34];  // the name, with its semicolon, if it has one
  char32_t first;
  char32_t second;  // 0: none
  constexpr std::string_view name() const { return text; }
};

constexpr CharacterReference kReferences[] = {
#include "templating/detail/text/character_references.inc"
};

constexpr std::size_t kLongestReference = 33;

const CharacterReference* find_reference(std::string_view name) {
  const auto found =
      std::lower_bound(std::begin(kReferences), std::end(kReferences), name,
                       [](const CharacterReference& entry, std::string_view wanted) { return entry.name() < wanted; });
  return found != std::end(kReferences) && found->name() == name ? found : nullptr;
}

/// HTML 5, numeric character reference end state: the numbers 0x80 to 0x9F mean the characters of
/// Windows-1252.
constexpr std::array<char32_t, 32> kWindows1252{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

/// Numbers that stand for no character at all.
bool is_noncharacter(char32_t number) {
  if (number >= 0xFDD0 && number <= 0xFDEF) return true;
  if (number >= 0xFFFE && (number & 0xFFFE) == 0xFFFE) return true;
  if (number == 0x0B) return true;
  return (number >= 1 && number <= 8) || (number >= 0x0E && number <= 0x1F) || (number >= 0x7F && number <= 0x9F);
}

void append_number(std::string& out, char32_t number) {
  if (number >= 0x80 && number <= 0x9F) {
    base::append_utf8(out, kWindows1252[number - 0x80]);
  } else if (number == 0 || (number >= 0xD800 && number <= 0xDFFF) || number > 0x10FFFF) {
    base::append_utf8(out, base::kReplacementCharacter);
  } else if (!is_noncharacter(number)) {
    base::append_utf8(out, number);
  }
}

/// Both return the bytes that the reference takes, 0 when there is none. `text` starts after the
/// ampersand.

std::size_t append_numeric_reference(std::string& out, std::string_view text) {
  const bool hexadecimal = text.size() > 1 && base::to_ascii_lower(text[1]) == 'x';
  const std::size_t begin = hexadecimal ? 2 : 1;
  std::size_t end = begin;
  char32_t number = 0;
  for (; end < text.size(); ++end) {
    const bool digit = hexadecimal ? base::is_ascii_hex_digit(text[end]) : base::is_ascii_digit(text[end]);
    if (!digit) break;
    const auto value = static_cast<char32_t>(base::hex_digit_value(text[end]));
    number = std::min<char32_t>(number * (hexadecimal ? 16 : 10) + value, 0x110000);
  }
  if (end == begin) return 0;
  append_number(out, number);
  return end + (end < text.size() && text[end] == ';');
}

std::size_t append_named_reference(std::string& out, std::string_view text) {
  const std::size_t stop = std::min({text.find_first_of("\t\n\f <&#;"), text.size(), kLongestReference - 1});
  const std::size_t longest = stop + (stop < text.size() && text[stop] == ';');
  for (std::size_t length = longest; length > 1; --length) {
    const CharacterReference* reference = find_reference(text.substr(0, length));
    if (reference == nullptr) continue;
    base::append_utf8(out, reference->first);
    if (reference->second != 0) base::append_utf8(out, reference->second);
    return length;
  }
  return 0;
}

/// Without everything from `open` to the next `close`; an opening without an end stays.
std::string without_stretches(std::string_view text, std::string_view open, std::string_view close) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find(open, at);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find(close, begin + open.size());
    if (end == std::string_view::npos) break;
    out.append(text.substr(at, begin - at));
    at = end + close.size();
  }
  return out.append(text.substr(at));
}

}  // namespace

std::string unescape_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t mark = std::min(text.find('&'), text.size());
    out.append(text.substr(0, mark));
    text.remove_prefix(mark);
    if (text.empty()) break;
    const std::string_view rest = text.substr(1);
    const std::size_t length =
        rest.starts_with('#') ? append_numeric_reference(out, rest) : append_named_reference(out, rest);
    if (length == 0) out.push_back('&');
    text = rest.substr(length);
  }
  return out;
}

std::string strip_tags(std::string_view text) {
  const std::string without_tags = without_stretches(without_stretches(text, "<!--", "-->"), "<", ">");
  std::string joined;
  for (const std::string_view word : split_text(without_tags, std::nullopt, -1, Side::Left)) {
    if (!joined.empty()) joined.push_back(' ');
    joined.append(word);
  }
  return unescape_html(joined);
}

}  // namespace gongwen::templating
