#include "templating/detail/syntax/lexer.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

Lexer::Lexer(const SourceText& source, const SyntaxOptions& options, Arena& arena, diagnostics::DiagnosticSink& sink)
    : source_(source.source), text_(source.text), options_(options), arena_(arena), sink_(sink) {}

std::vector<Token> Lexer::read_template() && {
  if (!options_.keep_trailing_newline && text_.ends_with('\n')) text_.remove_suffix(1);
  constexpr std::size_t kBytesOfToken = 6;  // on average, of templates with much in their tags
  tokens_.reserve(text_.size() / kBytesOfToken + 1);
  const std::size_t max_errors = sink_.error_count() + kMaxErrors;
  while (position_ < text_.size() && sink_.error_count() < max_errors) read_data();
  add(TokenKind::End, text_.size(), text_.size());
  return std::move(tokens_);
}

std::vector<Token> Lexer::read_expression() && {
  while (position_ = skip_space(position_), position_ < text_.size()) {
    if (read_token()) continue;
    add(TokenKind::Invalid, position_, text_.size());
    break;
  }
  add(TokenKind::End, text_.size(), text_.size());
  return std::move(tokens_);
}

void Lexer::read_data() {
  const std::size_t begin = position_;
  const std::size_t mark_begin = find_mark(begin);
  if (mark_begin == text_.size()) {
    add(TokenKind::Data, begin, mark_begin);
    position_ = mark_begin;
    return;
  }
  const Mark mark = mark_at(mark_begin);
  add_data(begin, mark_begin, mark, control_at(mark_begin + 2));
  position_ = skip_ascii_sign(mark_begin + 2);
  at_line_start_ = false;
  switch (mark) {
    case Mark::Comment: read_comment(mark_begin); return;
    case Mark::Raw:
    case Mark::Block:
      if (!read_raw(mark_begin)) read_tag(mark_begin, Mark::Block);
      return;
    case Mark::Variable: read_tag(mark_begin, mark); return;
  }
}

std::size_t Lexer::find_mark(std::size_t from) const {
  for (std::size_t at = text_.find('{', from); at != std::string_view::npos; at = text_.find('{', at + 1)) {
    const char next = byte_at(at + 1);
    if (next == '{' || next == '%' || next == '#') return at;
  }
  return text_.size();
}

Lexer::Mark Lexer::mark_at(std::size_t offset) const {
  switch (text_[offset + 1]) {
    case '%': return Mark::Block;
    case '#': return Mark::Comment;
    default: return Mark::Variable;
  }
}

Lexer::Control Lexer::control_at(std::size_t offset) const {
  const char sign = byte_at(offset);
  if (sign == '-') return Control::Strip;
  return sign == '+' ? Control::Keep : Control::None;
}

void Lexer::add_data(std::size_t begin, std::size_t end, Mark mark, Control control) {
  const std::size_t stripped = strip_before(begin, end, mark, control);
  if (stripped > begin) add(TokenKind::Data, begin, stripped);
}

/// Where the text before a tag ends once white space was taken away.
std::size_t Lexer::strip_before(std::size_t begin, std::size_t end, Mark mark, Control control) const {
  const std::string_view text = text_.substr(begin, end - begin);
  if (control == Control::Strip) return begin + strip_text(text, std::nullopt, Side::Right).size();
  if (control == Control::Keep || !options_.lstrip_blocks || mark == Mark::Variable) return end;
  const std::size_t line_begin = text.rfind('\n') + 1;  // 0 when there is no line end
  if (line_begin == 0 && !at_line_start_) return end;
  const bool blank = strip_text(text.substr(line_begin), std::nullopt, Side::Both).empty();
  return blank ? begin + line_begin : end;
}

void Lexer::read_comment(std::size_t begin) {
  const std::size_t close = text_.find("#}", position_);
  if (close == std::string_view::npos) {
    sink_.report(messages::TemplatingUnclosedComment, origin(begin, begin + 2));
    position_ = text_.size();
    return;
  }
  pass_tag_end(close + 2, close > position_ ? control_at(close - 1) : Control::None, Mark::Comment);
}

/// A raw block as a whole, if one starts here.
bool Lexer::read_raw(std::size_t begin) {
  if (!match_raw_begin(begin)) return false;
  const std::size_t content = position_;
  for (std::size_t at = text_.find("{%", content); at != std::string_view::npos; at = text_.find("{%", at + 1)) {
    std::size_t close = skip_space(skip_ascii_sign(at + 2));
    if (!starts_with(close, "endraw")) continue;
    close = skip_space(close + 6);
    const Control end_control = control_at(close);
    if (end_control != Control::None) ++close;
    if (!starts_with(close, "%}")) continue;
    add_data(content, at, Mark::Raw, control_at(at + 2));
    pass_tag_end(close + 2, end_control, Mark::Block);
    return true;
  }
  sink_.report(messages::TemplatingUnclosedRaw, origin(begin, content));
  position_ = text_.size();
  return true;
}

bool Lexer::match_raw_begin(std::size_t begin) {
  std::size_t at = skip_space(skip_ascii_sign(begin + 2));
  if (!starts_with(at, "raw")) return false;
  at = skip_space(at + 3);
  if (starts_with(at, "-%}")) {
    position_ = skip_space(at + 3);
  } else if (starts_with(at, "%}")) {
    position_ = at + 2;
  } else {
    return false;
  }
  at_line_start_ = text_[position_ - 1] == '\n';
  return true;
}

/// Continues after a tag's end mark, past the white space that it swallows.
void Lexer::pass_tag_end(std::size_t end, Control control, Mark mark) {
  position_ = end;
  if (control == Control::Strip) {
    position_ = skip_space(end);
  } else if (control == Control::None && mark != Mark::Variable && options_.trim_blocks && starts_with(end, "\n")) {
    position_ = end + 1;
  }
  at_line_start_ = text_[position_ - 1] == '\n';
}

std::size_t Lexer::skip_space(std::size_t offset) const {
  while (offset < text_.size()) {
    const auto byte = static_cast<unsigned char>(text_[offset]);
    if (byte < 0x80) {
      if (!is_space(byte)) break;
      ++offset;
      continue;
    }
    const base::DecodedCodePoint decoded = base::decode_utf8(text_, offset);
    if (!is_space(decoded.code_point)) break;
    offset += decoded.length;
  }
  return offset;
}

std::size_t Lexer::skip_ascii_sign(std::size_t offset) const {
  return control_at(offset) == Control::None ? offset : offset + 1;
}

Token& Lexer::add(TokenKind kind, std::size_t begin, std::size_t end) {
  Token& token = tokens_.emplace_back();
  token.kind = kind;
  token.begin = static_cast<std::uint32_t>(begin);
  token.end = static_cast<std::uint32_t>(end);
  return token;
}

diagnostics::Origin Lexer::origin(std::size_t begin, std::size_t end) const {
  return {{source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, {}};
}

}  // namespace gongwen::templating
