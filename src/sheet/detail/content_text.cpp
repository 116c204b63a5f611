#include "sheet/detail/content_text.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

/// css-text-3 §4.1.3: between two such characters a line end of the source has no effect.
bool is_east_asian(char32_t c) {
  return (c >= 0x2E80 && c <= 0x312F) || (c >= 0x3190 && c <= 0xA4CF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/// The character that ends at byte `end`.
char32_t character_before(std::string_view text, std::size_t end) {
  if (end == 0) return 0;
  std::size_t begin = end - 1;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  return base::decode_utf8(text, begin).code_point;
}

}  // namespace

void ContentText::append(std::string_view text, style::WhiteSpaceCollapse collapse, ContentRun run) {
  begin_run(run);
  if (!text.empty()) ends_block_ = false;
  keeps_end_ = style::preserves_blanks(collapse);
  if (!keeps_end_) {
    append_collapsing(text, collapse);
  } else if (!text.empty()) {
    content_.text += text;
    at_line_start_ = text.back() == '\n';
    after_blank_ = false;
  }
}

void ContentText::begin_run(ContentRun run) {
  run.begin = content_.text.size();
  std::vector<ContentRun>& runs = content_.runs;
  if (!runs.empty() && runs.back().begin >= run.begin) runs.pop_back();  // it stayed empty
  if (runs.empty() || !runs.back().same_style(run)) runs.push_back(run);
}

void ContentText::append_collapsing(std::string_view text, style::WhiteSpaceCollapse collapse) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (base::is_ascii_space(c)) {
      if (c == '\n' && collapse == style::WhiteSpaceCollapse::PreserveBreaks) {
        break_line();
      } else {
        append_blank(c);
      }
      ++at;
      continue;
    }
    const auto end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                                  [](char character) { return base::is_ascii_space(character); });
    const std::string_view word = text.substr(at, static_cast<std::size_t>(end - text.begin()) - at);
    if (after_blank_ && blank_is_line_end_ &&
        is_east_asian(character_before(content_.text, content_.text.size() - 1)) &&
        is_east_asian(base::decode_utf8(word, 0).code_point)) {
      take_back_blank();
    }
    content_.text += word;
    at_line_start_ = after_blank_ = false;
    at += word.size();
  }
}

void ContentText::append_blank(char blank) {
  if (at_line_start_) return;
  if (!after_blank_) {
    content_.text.push_back(' ');
    blank_is_line_end_ = false;
  }
  after_blank_ = true;
  blank_is_line_end_ = blank_is_line_end_ || blank == '\n';
}

void ContentText::take_back_blank() {
  if (after_blank_) content_.text.pop_back();
  after_blank_ = false;
  if (!content_.runs.empty()) {
    content_.runs.back().begin = std::min(content_.runs.back().begin, content_.text.size());
  }
}

void ContentText::break_line() {
  take_back_blank();
  content_.text.push_back('\n');
  at_line_start_ = true;
}

void ContentText::start_block() {
  take_back_blank();
  ends_block_ = ends_block_ || (!content_.text.empty() && content_.text.back() != '\n');
  if (!content_.text.empty() && content_.text.back() != '\n') content_.text.push_back('\n');
  at_line_start_ = true;
}

void ContentText::finish() {
  take_back_blank();
  std::string& text = content_.text;
  if (ends_block_ && text.ends_with('\n')) text.pop_back();
  while (!keeps_end_ && !text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  while (!content_.runs.empty() && content_.runs.back().begin >= text.size()) content_.runs.pop_back();
}

}  // namespace gongwen::sheet
