#include "base/ascii.h"
#include "base/utf8.h"
#include "dom/detail/compared_document.h"

namespace gongwen::dom {
namespace {

/// Reads characters of a text one by one.
struct CharacterReader {
  std::string_view text;

  /// How many bytes the character at `at` takes.
  std::size_t size_at(std::size_t at) const {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    return end - at;
  }
  std::string_view at(std::size_t at) const { return at < text.size() ? text.substr(at, size_at(at)) : ""; }
};

bool is_space(std::string_view c) { return c.size() == 1 && base::is_ascii_space(c[0]); }
bool is_digit(std::string_view c) { return c.size() == 1 && base::is_ascii_digit(c[0]); }

/// Letters of alphabets and digits: those of two bytes are all letters or signs between them.
bool is_of_word(std::string_view c) {
  if (c.size() == 2) return true;
  return c.size() == 1 && (base::is_ascii_digit(c[0]) || base::is_ascii_alpha(c[0]));
}

/// Signs that hold numbers, designations and addresses together.
bool joins_words(std::string_view c) {
  constexpr std::string_view kSigns = "-./:_@+%&'";
  if (c.size() == 1) return kSigns.find(c[0]) != std::string_view::npos;
  return c == "—" || c == "–";
}

bool is_of_date(std::string_view c) { return c == "年" || c == "月" || c == "日"; }

bool is_body_name(std::string_view word) {
  for (const char c : word) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper && c != '/') return false;
  }
  return true;
}

/// The end of a word that starts at `begin`.
std::size_t end_of_word(const CharacterReader& reader, std::size_t begin) {
  std::size_t end = begin;
  while (end < reader.text.size()) {
    const std::string_view c = reader.at(end);
    if (is_of_word(c)) {
      end += c.size();
    } else if (joins_words(c) && is_of_word(reader.at(end + c.size()))) {
      end += c.size();
    } else {
      break;
    }
  }
  return end;
}

/// `ISO/IEC` continues to ` 27001:2022`, `2024` to `年2月19日`.
std::size_t end_of_unit(const CharacterReader& reader, std::size_t begin) {
  std::size_t end = end_of_word(reader, begin);
  const bool names_body = is_body_name(reader.text.substr(begin, end - begin));
  if (names_body && reader.at(end) == " " && is_digit(reader.at(end + 1))) return end_of_word(reader, end + 1);
  while (end > 0 && base::is_ascii_digit(reader.text[end - 1]) && is_of_date(reader.at(end))) {
    end += reader.size_at(end);
    if (!is_digit(reader.at(end))) break;
    end = end_of_word(reader, end);
  }
  return end;
}

}  // namespace

std::vector<std::string_view> split_text(std::string_view text) {
  const CharacterReader reader{text};
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view c = reader.at(at);
    std::size_t end = at + c.size();
    if (is_space(c)) {
      while (is_space(reader.at(end))) ++end;
    } else if (is_of_word(c)) {
      end = end_of_unit(reader, at);
    }
    pieces.push_back(text.substr(at, end - at));
    at = end;
  }
  return pieces;
}

}  // namespace gongwen::dom
