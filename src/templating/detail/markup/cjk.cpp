#include "templating/detail/markup/cjk.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <array>

// Emphasis and line ends in text without spaces between words.
namespace gongwen::templating {

bool is_cjk(char32_t c) {
  return (c >= 0x1100 && c <= 0x11FF) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xA960 && c <= 0xA97F) ||
         (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE10 && c <= 0xFE1F) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF01 && c <= 0xFFEE) || (c >= 0x1B000 && c <= 0x1B2FF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

namespace {

/// Quotation marks, dashes, ellipses and dots that have one code for all scripts.
bool is_shared_mark(char32_t c) {
  return (c >= 0x2018 && c <= 0x201D) || c == 0x2014 || c == 0x2015 || c == 0x2026 || c == 0xB7;
}

/// Punctuation and symbols, which CommonMark 0.31 counts as punctuation.
bool is_punctuation(char32_t c) {
  if (c < 0x80) return c > 0x20 && c < 0x7F && !base::is_ascii_alnum(static_cast<char>(c));
  return base::has_flag(c, base::CharacterFlag::Printable) && !base::is_space(c) && !base::is_word_character(c) &&
         !base::has_flag(c, base::CharacterFlag::Mark);
}

bool is_variation_selector(char32_t c) { return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF); }

/// A run of `*` with its neighbours; those are 0 at the ends of the text.
struct Run {
  char32_t before = 0;
  char32_t after = 0;

  bool needs_mark_before() const { return is_punctuation(before) && (is_cjk(before) || is_cjk(after)); }
  bool needs_mark_after() const { return is_punctuation(after) && (is_cjk(after) || is_cjk(before)); }
};

}  // namespace

bool joins_lines(char32_t before, char32_t after) {
  if (base::drops_line_end(before)) return base::drops_line_end(after) || is_shared_mark(after);
  return base::drops_line_end(after) && is_shared_mark(before);
}

std::optional<char32_t> find_free_mark(std::string_view text) {
  constexpr char32_t kFirst = 0xFDD0;
  std::array<bool, 32> used{};
  // All of them begin with these bytes in UTF-8.
  for (std::size_t at = text.find("\xEF\xB7"); at != std::string_view::npos; at = text.find("\xEF\xB7", at + 1)) {
    const char32_t c = base::decode_utf8(text, at).code_point;
    if (c >= kFirst && c < kFirst + used.size()) used[c - kFirst] = true;
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) return kFirst + static_cast<char32_t>(i);
  }
  return std::nullopt;
}

std::string with_emphasis_marks(std::string_view text, char32_t mark) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  char32_t before = 0;
  char32_t before_selector = 0;
  bool is_escaped = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '*' && !is_escaped) {
      const std::size_t end = std::min(text.find_first_not_of('*', at), text.size());
      Run run{before, end < text.size() ? base::decode_utf8(text, end).code_point : 0};
      if (is_variation_selector(before)) run.before = before_selector;
      if (run.needs_mark_before()) base::append_utf8(out, mark);
      out += text.substr(at, end - at);
      if (run.needs_mark_after()) base::append_utf8(out, mark);
      before = U'*';
      at = end;
      continue;
    }
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    out += text.substr(at, decoded.length);
    is_escaped = decoded.code_point == U'\\' && !is_escaped;
    before_selector = before;
    before = decoded.code_point;
    at += decoded.length;
  }
  return out;
}

}  // namespace gongwen::templating
