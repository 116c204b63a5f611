#include "layout/inline/detail/white_space.h"

#include "base/utf8.h"
#include "layout/inline/text_style.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

bool is_hangul(char32_t c) {
  return (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F) || (c >= 0x3200 && c <= 0x321E) ||
         (c >= 0x3260 && c <= 0x327E) || (c >= 0xA960 && c <= 0xA97F) || (c >= 0xAC00 && c <= 0xD7FF) ||
         (c >= 0xFFA0 && c <= 0xFFDC);
}

/// East Asian width F, W or H without Hangul: a line end between two such characters is removed (css-text-3 §4.1.3).
/// Pictures are left out: they are words rather than letters.
bool is_east_asian(char32_t c) {
  if (c < 0x2E80 || is_hangul(c)) return false;
  return c <= 0xA4CF || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE10 && c <= 0xFE19) || (c >= 0xFE30 && c <= 0xFE6B) ||
         (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x16FE0 && c <= 0x18D08) || (c >= 0x1AFF0 && c <= 0x1B2FB) ||
         (c >= 0x1F200 && c <= 0x1F265) || (c >= 0x20000 && c <= 0x3FFFF);
}

/// Punctuation and symbols of East Asian width A that Chinese and Japanese share with Western languages: “ ” — … × ※ ①
/// → √ ■ and the like.
bool is_ambiguous_mark(char32_t c) {
  return c == 0xA7 || c == 0xB0 || c == 0xB1 || c == 0xB7 || c == 0xD7 || c == 0xF7 || (c >= 0x2010 && c <= 0x2027) ||
         (c >= 0x2030 && c <= 0x203E) || c == 0x2103 || c == 0x2116 || (c >= 0x2190 && c <= 0x22FF) ||
         (c >= 0x2460 && c <= 0x26FF);
}

/// Languages that have no blanks beside their marks. An unnamed language is Chinese.
bool writes_without_blanks(std::string_view language) {
  return (text::is_cjk(text_language(language)) && !language.starts_with("ko")) || language.starts_with("ii");
}

constexpr char32_t kZeroWidthSpace = 0x200B;

/// White space that CSS collapses (css-text-3 §4.1).
bool is_collapsible(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n'; }

}  // namespace

void WhiteSpaceCollapser::append(std::string_view text, style::WhiteSpaceCollapse collapse, std::string_view language) {
  const bool collapses = !style::preserves_blanks(collapse);
  for (const auto& decoded : base::CodePoints(text)) {
    char32_t c = decoded.code_point;
    if (c == U'\r' || c == U'\f') c = U' ';
    if (collapses) {
      append_collapsible(c, collapse, language);
    } else {
      // css-text-4 §3.2: every tabulator and line end becomes a separate blank.
      if (collapse == style::WhiteSpaceCollapse::PreserveSpaces && is_collapsible(c)) c = U' ';
      append_character(c);
      at_line_start_ = c == U'\n';
    }
  }
}

/// css-text-3 §4.1.3: whether the line end of the source before this character is removed.
bool WhiteSpaceCollapser::is_removed_before(char32_t c) const {
  if (!after_blank_ || !blank_is_line_end_) return false;
  if (c == kZeroWidthSpace) return true;
  if (out_.size() < 2) return false;
  const char32_t before = out_[out_.size() - 2];
  if (before == kZeroWidthSpace) return true;
  const bool is_wide_before = is_east_asian(before);
  const bool is_wide_after = is_east_asian(c);
  if (is_wide_before && is_wide_after) return true;
  return removes_at_marks_ &&
         ((is_wide_before && is_ambiguous_mark(c)) || (is_ambiguous_mark(before) && is_wide_after));
}

void WhiteSpaceCollapser::append_collapsible(char32_t c, style::WhiteSpaceCollapse collapse,
                                             std::string_view language) {
  if (c == U'\n' && collapse == style::WhiteSpaceCollapse::PreserveBreaks) {
    append_break();
    out_.push_back(c);
    return;
  }
  if (!is_collapsible(c)) {
    if (is_removed_before(c)) take_back_blank();
    append_character(c);
    return;
  }
  if (at_line_start_) return;
  if (!after_blank_) {
    out_.push_back(U' ');
    blank_is_line_end_ = false;
  }
  after_blank_ = true;
  if (c != U'\n') return;
  blank_is_line_end_ = true;
  removes_at_marks_ = writes_without_blanks(language);
}

void WhiteSpaceCollapser::append_character(char32_t c) {
  out_.push_back(c);
  at_line_start_ = false;
  after_blank_ = false;
}

void WhiteSpaceCollapser::append_object() {
  at_line_start_ = false;
  after_blank_ = false;
}

void WhiteSpaceCollapser::append_break() {
  take_back_blank();
  at_line_start_ = true;
}

void WhiteSpaceCollapser::take_back_blank() {
  if (after_blank_) {
    out_.pop_back();
    shortest_ = std::min(shortest_, out_.size());
  }
  after_blank_ = false;
}

}  // namespace gongwen::layout
