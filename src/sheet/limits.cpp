#include "sheet/limits.h"

#include "base/utf8.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

constexpr std::string_view kForbiddenInSheetNames = "[]:*?/\\";

std::size_t count_while(std::string_view text, bool (*test)(char)) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), test) - text.begin());
}

/// One to three letters and a number, like a cell reference.
bool is_cell_reference(std::string_view name) {
  const std::size_t letters = count_while(name, base::is_ascii_alpha);
  const std::string_view digits = name.substr(letters);
  return letters >= 1 && letters <= 3 && !digits.empty() && count_while(digits, base::is_ascii_digit) == digits.size();
}

/// `R`, `C`, `RC` alone, or a prefix `R1`, `C1`, `R1C1` …: Excel reads these as references.
bool begins_with_row_column_reference(std::string_view name) {
  std::string_view rest = name;
  const auto take = [&](char letter) {
    if (rest.empty() || base::to_ascii_lower(rest.front()) != letter) return;
    rest.remove_prefix(1);
    rest.remove_prefix(count_while(rest, base::is_ascii_digit));
  };
  take('r');
  take('c');
  if (rest.size() == name.size()) return false;
  const bool has_digits = base::is_ascii_digit(name[name.size() - rest.size() - 1]);
  return rest.empty() || has_digits;
}

bool is_name_start(char c) { return base::is_ascii_alpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool is_name_part(char c) { return is_name_start(c) || base::is_ascii_digit(c) || c == '.'; }

}  // namespace

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    units += !base::is_continuation_byte(c);         // one unit for each lead byte …
    units += static_cast<unsigned char>(c) >= 0xF0;  // … and a second one beyond U+FFFF
  }
  return units;
}

bool begins_with_cell_escape(std::string_view text) {
  return text.size() >= 7 && text[0] == '_' && text[1] == 'x' && text[6] == '_' &&
         std::all_of(text.begin() + 2, text.begin() + 6, base::is_ascii_hex_digit);
}

std::size_t written_cell_length(std::string_view text) {
  constexpr std::size_t kEscapeOfUnderscore = std::string_view("x005F_").size();
  std::size_t length = utf16_length(text);
  for (std::size_t at = text.find("_x"); at != std::string_view::npos; at = text.find("_x", at + 1)) {
    if (begins_with_cell_escape(text.substr(at))) length += kEscapeOfUnderscore;
  }
  return length;
}

std::string_view first_utf16_units(std::string_view text, std::size_t most) {
  std::size_t units = 0;
  const base::CodePoints code_points(text);
  for (auto at = code_points.begin(); at != code_points.end(); ++at) {
    units += at->code_point > 0xFFFF ? 2 : 1;
    if (units > most) return text.substr(0, at.offset());
  }
  return text;
}

bool is_forbidden_character(char32_t code_point) {
  if (code_point < 0x20) return code_point != '\t' && code_point != '\n' && code_point != '\r';
  return code_point == 0xFFFE || code_point == 0xFFFF;
}

std::optional<char32_t> find_forbidden_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    // OPTIMIZATION: printable ASCII needs no decoding.
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x80) {
      ++at;
      continue;
    }
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    if (!decoded.valid || is_forbidden_character(decoded.code_point)) return decoded.code_point;
    at += decoded.length;
  }
  return std::nullopt;
}

std::string_view forbidden_name_character(std::string_view name) {
  const base::CodePoints code_points(name);
  for (auto at = code_points.begin(); at != code_points.end(); ++at) {
    const bool control = at->code_point < 0x20 || is_forbidden_character(at->code_point) || !at->valid;
    const bool forbidden = at->length == 1 && kForbiddenInSheetNames.find(name[at.offset()]) != std::string_view::npos;
    if (control || forbidden) return name.substr(at.offset(), at->length);
  }
  return {};
}

std::string clean_sheet_name(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kFullWidth{
      {{"[", "［"}, {"]", "］"}, {":", "："}, {"*", "＊"}, {"?", "？"}, {"/", "／"}, {"\\", "＼"}}};
  std::string name;
  for (const auto& decoded : base::CodePoints(base::trim_ascii_space(text))) {
    std::string character;
    base::append_utf8(character, decoded.code_point);
    for (const auto& [forbidden, allowed] : kFullWidth) {
      if (character == forbidden) character = allowed;
    }
    name += forbidden_name_character(character).empty() ? character : std::string("_");
  }
  name = std::string(first_utf16_units(name, kMaxSheetNameUnits));
  if (name.starts_with('\'')) name.replace(0, 1, "’");
  if (name.ends_with('\'')) name.replace(name.size() - 1, 1, "’");
  return check_sheet_name(name) ? name + "#" : name;
}

std::optional<SheetNameError> check_sheet_name(std::string_view name) {
  if (base::trim_ascii_space(name).empty()) return SheetNameError::Empty;
  if (utf16_length(name) > kMaxSheetNameUnits) return SheetNameError::TooLong;
  if (!forbidden_name_character(name).empty()) return SheetNameError::Character;
  if (name.front() == '\'' || name.back() == '\'') return SheetNameError::Apostrophe;
  const bool reserved =
      base::equals_ignoring_ascii_case(name, "History") || base::equals_ignoring_ascii_case(name, kFormSheetName);
  return reserved ? std::optional(SheetNameError::Reserved) : std::nullopt;
}

bool is_valid_defined_name(std::string_view name) {
  if (name.empty() || utf16_length(name) > kMaxDefinedNameUnits || !is_name_start(name.front())) return false;
  if (!std::all_of(name.begin(), name.end(), is_name_part) || base::find_invalid_utf8(name)) return false;
  const auto equals = [&](std::string_view word) {
    return base::equals_ignoring_ascii_case(name, word);
  };
  return !is_cell_reference(name) && !begins_with_row_column_reference(name) && !equals("TRUE") && !equals("FALSE");
}

}  // namespace gongwen::sheet
