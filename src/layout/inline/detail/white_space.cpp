#include "layout/inline/detail/white_space.h"

#include "base/utf8.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

/// East Asian width F, W or H without Hangul: a line end between two such characters is removed (css-text-3 §4.1.3).
bool is_east_asian(char32_t c) {
  return (c >= 0x2E80 && c <= 0x312F) || (c >= 0x3190 && c <= 0xA4CF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}

constexpr char32_t kZeroWidthSpace = 0x200B;

/// White space that CSS collapses (css-text-3 §4.1).
bool is_collapsible(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n'; }

}  // namespace

void WhiteSpaceCollapser::append(std::string_view text, style::WhiteSpaceCollapse collapse) {
  const bool collapses = !style::preserves_blanks(collapse);
  for (const auto& decoded : base::CodePoints(text)) {
    char32_t c = decoded.code_point;
    if (c == U'\r' || c == U'\f') c = U' ';
    if (collapses) {
      append_collapsible(c, collapse);
    } else {
      // css-text-4 §3.2: every tabulator and line end becomes a blank of its own.
      if (collapse == style::WhiteSpaceCollapse::PreserveSpaces && is_collapsible(c)) c = U' ';
      append_character(c);
      at_line_start_ = c == U'\n';
    }
  }
}

void WhiteSpaceCollapser::append_collapsible(char32_t c, style::WhiteSpaceCollapse collapse) {
  if (c == U'\n' && collapse == style::WhiteSpaceCollapse::PreserveBreaks) {
    append_break();
    out_.push_back(c);
    return;
  }
  if (!is_collapsible(c)) {
    const bool between_east_asian = after_blank_ && blank_is_line_end_ && out_.size() >= 2 &&
                                    is_east_asian(out_[out_.size() - 2]) && is_east_asian(c);
    // The same beside a zero width space (css-text-3 §4.1.3).
    const bool at_zero_width = after_blank_ && blank_is_line_end_ && !out_.empty() &&
                               (c == kZeroWidthSpace || (out_.size() >= 2 && out_[out_.size() - 2] == kZeroWidthSpace));
    if (between_east_asian || at_zero_width) take_back_blank();
    append_character(c);
    return;
  }
  if (at_line_start_) return;
  if (!after_blank_) {
    out_.push_back(U' ');
    blank_is_line_end_ = false;
  }
  after_blank_ = true;
  blank_is_line_end_ = blank_is_line_end_ || c == U'\n';
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
