#include "dom/character_reference.h"

#include "base/utf8.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gongwen::dom {
namespace {

/// Holds arrays instead of pointers, which the loader would have to relocate at each start.
struct NamedReference {
  char text[34];  // the name
  char32_t first;
  char32_t second;  // 0 for references of one code point
  constexpr std::string_view name() const { return text; }
};

constexpr NamedReference kNamed[] = {
#include "dom/character_reference_table.inc"
};

std::optional<std::string> find_named(std::string_view name) {
  const auto* found =
      std::lower_bound(std::begin(kNamed), std::end(kNamed), name,
                       [](const NamedReference& entry, std::string_view key) { return entry.name() < key; });
  if (found == std::end(kNamed) || found->name() != name) return std::nullopt;
  std::string text = base::to_utf8(found->first);
  if (found->second != 0) base::append_utf8(text, found->second);
  return text;
}

/// Decodes the digits after `#` or `#x`; nullopt if they are not a Unicode scalar value, or are a control character.
std::optional<std::string> find_numeric(std::string_view digits, int radix) {
  if (digits.empty() || digits.size() > 8) return std::nullopt;
  char32_t code_point = 0;
  for (const char c : digits) {
    if (radix == 10 ? !base::is_ascii_digit(c) : !base::is_ascii_hex_digit(c)) return std::nullopt;
    code_point = code_point * static_cast<char32_t>(radix) + static_cast<char32_t>(base::hex_digit_value(c));
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  const bool control = code_point < 0x20 && code_point != '\t' && code_point != '\n';
  if (code_point > 0x10FFFF || surrogate || control || (code_point >= 0x7F && code_point < 0xA0)) return std::nullopt;
  return base::to_utf8(code_point);
}

}  // namespace

std::optional<CharacterReference> read_character_reference(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  const std::size_t semicolon = text.substr(0, kLongest).find(';');
  if (semicolon == std::string_view::npos || semicolon < 2) return std::nullopt;
  const std::string_view body = text.substr(1, semicolon - 1);
  std::optional<std::string> replacement;
  if (body.starts_with("#x") || body.starts_with("#X")) {
    replacement = find_numeric(body.substr(2), 16);
  } else if (body.starts_with("#")) {
    replacement = find_numeric(body.substr(1), 10);
  } else {
    replacement = find_named(body);
  }
  if (!replacement) return std::nullopt;
  return CharacterReference{*std::move(replacement), semicolon + 1};
}

AmpersandRead read_ampersand(std::string_view text) {
  const char next = text.size() > 1 ? text[1] : ' ';
  if (next != '#' && !base::is_ascii_alnum(next)) return {"&", 1, true};
  if (auto reference = read_character_reference(text)) return {std::move(reference->text), reference->length, true};
  std::size_t end = 1;
  while (end < text.size() && (base::is_ascii_alnum(text[end]) || text[end] == '#')) ++end;
  return {std::string(text.substr(0, end)), end, false};
}

}  // namespace gongwen::dom
