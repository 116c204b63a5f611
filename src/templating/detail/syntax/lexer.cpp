#include "templating/detail/syntax/lexer.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <array>

// The lexer of Jinja (jinja2.lexer): text, tags, comments and raw blocks, with the rules for white space (`-`, `+`,
// trim_blocks). Inside tags it reads numbers, names, strings with Python's escapes, and operators. After an error it
// continues after the tag, so that all errors are reported in one run.
namespace gongwen::templating {

// The inside of tags: numbers, names, strings and operators.

namespace messages = diagnostics::messages;

namespace {

/// The matching closing bracket; None for other operators.
Operator closing_bracket(Operator open) {
  switch (open) {
    case Operator::LeftBracket: return Operator::RightBracket;
    case Operator::LeftParenthesis: return Operator::RightParenthesis;
    case Operator::LeftBrace: return Operator::RightBrace;
    default: return Operator::None;
  }
}

bool is_closing_bracket(Operator operation) {
  return operation == Operator::RightBracket || operation == Operator::RightParenthesis ||
         operation == Operator::RightBrace;
}

/// For each ASCII character the first operator that starts with it; None for others.
constexpr auto kFirstOperator = [] {
  std::array<std::uint8_t, 128> first{};
  for (std::size_t i = std::size(kOperatorTexts); i-- > 1;) {
    first[static_cast<unsigned char>(kOperatorTexts[i][0])] = static_cast<std::uint8_t>(i);
  }
  return first;
}();

/// The ASCII characters allowed in names.
bool is_ascii_name_character(char c) { return base::is_ascii_alnum(c) || c == '_'; }

std::string_view sign(Operator operation) { return kOperatorTexts[static_cast<std::size_t>(operation)]; }

}  // namespace

void Lexer::read_tag(std::size_t begin, Mark mark) {
  add(mark == Mark::Variable ? TokenKind::VariableBegin : TokenKind::BlockBegin, begin, position_);
  brackets_.clear();
  while (true) {
    if (brackets_.empty() && read_tag_end(mark)) return;
    position_ = skip_space(position_);
    if (position_ == text_.size()) return;
    if (brackets_.empty() && read_tag_end(mark)) return;
    if (!read_token()) {
      skip_tag(mark);
      return;
    }
  }
}

bool Lexer::read_tag_end(Mark mark) {
  const std::size_t begin = position_;
  Control control = control_at(begin);
  if (control == Control::Keep && mark == Mark::Variable) control = Control::None;
  const std::size_t end = begin + (control == Control::None ? 0 : 1);
  if (byte_at(end) != (mark == Mark::Variable ? '}' : '%') || byte_at(end + 1) != '}') return false;
  add(mark == Mark::Variable ? TokenKind::VariableEnd : TokenKind::BlockEnd, begin, end + 2);
  pass_tag_end(end + 2, control, mark);
  return true;
}

/// After an error: skips the rest of the tag, so that reading can continue.
void Lexer::skip_tag(Mark mark) {
  const std::string_view end_mark = mark == Mark::Variable ? "}}" : "%}";
  const std::size_t end = std::min(text_.find(end_mark, position_), text_.size());
  add(TokenKind::Invalid, position_, end);
  position_ = end;
  if (end == text_.size()) return;
  add(mark == Mark::Variable ? TokenKind::VariableEnd : TokenKind::BlockEnd, end, end + 2);
  pass_tag_end(end + 2, control_at(end - 1), mark);
}

bool Lexer::read_token() {
  const char c = text_[position_];
  if (base::is_ascii_digit(c)) return read_number();
  if (c == '\'' || c == '"') return read_string();
  if (is_ascii_name_character(c)) return read_name();
  const char32_t code_point = base::decode_utf8(text_, position_).code_point;
  if (is_word_character(code_point) || has_flag(code_point, CharacterFlag::IdentifierContinue)) return read_name();
  if (read_operator()) return check_bracket(tokens_.back());
  const std::size_t length = base::decode_utf8(text_, position_).length;
  sink_.report(messages::TemplatingUnexpectedCharacter, origin(position_, position_ + length),
               text_.substr(position_, length));
  return false;
}

bool Lexer::read_number() { return read_float() || read_integer(); }

/// Digits with single underscores between them.
std::size_t Lexer::end_of_digits(std::size_t from) const {
  std::size_t at = from;
  while (at < text_.size() && base::is_ascii_digit(text_[at])) {
    ++at;
    const bool joined = starts_with(at, "_") && at + 1 < text_.size() && base::is_ascii_digit(text_[at + 1]);
    if (joined) ++at;
  }
  return at;
}

bool Lexer::read_float() {
  if (position_ > 0 && text_[position_ - 1] == '.') return false;
  const std::size_t whole = end_of_digits(position_);
  std::size_t end = whole;
  if (starts_with(end, ".") && end_of_digits(end + 1) > end + 1) end = end_of_digits(end + 1);
  if (starts_with(end, "e") || starts_with(end, "E")) {
    const std::size_t exponent = skip_ascii_sign(end + 1);
    if (end_of_digits(exponent) > exponent) end = end_of_digits(exponent);
  }
  if (end == whole) return false;
  const double number = parse_python_float(text_.substr(position_, end - position_)).value_or(0);
  add(TokenKind::Float, position_, end).value = Value::number(number);
  position_ = end;
  return true;
}

bool Lexer::read_integer() {
  const auto end_of_run = [&](std::size_t from, auto is_digit) {
    std::size_t at = from;
    while (at < text_.size()) {
      const std::size_t digit = at + (text_[at] == '_');
      if (digit == text_.size() || !is_digit(text_[digit])) break;
      at = digit + 1;
    }
    return at;
  };
  const char letter = position_ + 1 < text_.size() ? base::to_ascii_lower(text_[position_ + 1]) : '\0';
  std::size_t end;
  if (text_[position_] != '0') {
    end = end_of_run(position_, base::is_ascii_digit);
  } else {
    const std::size_t digits = position_ + 2;
    std::size_t prefixed = digits;
    if (letter == 'b') prefixed = end_of_run(digits, [](char c) { return c == '0' || c == '1'; });
    if (letter == 'o') prefixed = end_of_run(digits, [](char c) { return c >= '0' && c <= '7'; });
    if (letter == 'x') prefixed = end_of_run(digits, base::is_ascii_hex_digit);
    end = prefixed > digits ? prefixed : end_of_run(position_, [](char c) { return c == '0'; });
  }
  const auto number = parse_python_integer(text_.substr(position_, end - position_), 0);
  if (!number || number->is_too_large()) {
    sink_.report(messages::TemplatingLiteralTooLarge, origin(position_, end));
    return false;
  }
  add(TokenKind::Integer, position_, end).value = make_integer(arena_, *number);
  position_ = end;
  return true;
}

bool Lexer::read_name() {
  const std::size_t begin = position_;
  bool valid = true;
  while (position_ < text_.size()) {
    if (is_ascii_name_character(text_[position_])) {
      ++position_;  // a name never starts with a digit here
      continue;
    }
    const base::DecodedCodePoint decoded = base::decode_utf8(text_, position_);
    const bool continues = has_flag(decoded.code_point, CharacterFlag::IdentifierContinue);
    if (!continues && !is_word_character(decoded.code_point)) break;
    const bool starts = has_flag(decoded.code_point, CharacterFlag::IdentifierStart);
    valid = valid && (position_ == begin ? starts : continues);
    position_ += decoded.length;
  }
  if (valid) {
    add(TokenKind::Name, begin, position_);
    return true;
  }
  sink_.report(messages::TemplatingBadName, origin(begin, position_), text_.substr(begin, position_ - begin));
  return false;
}

bool Lexer::read_string() {
  const char quote = text_[position_];
  std::size_t end = position_ + 1;
  while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
  if (end >= text_.size()) {
    sink_.report(messages::TemplatingUnclosedString, origin(position_, position_ + 1));
    return false;
  }
  std::size_t error = 0;
  const auto decoded = decode_string(text_.substr(position_ + 1, end - position_ - 1), arena_, error);
  if (!decoded) {
    const std::size_t at = position_ + 1 + error;
    sink_.report(messages::TemplatingBadEscape, origin(at, at + 2), text_.substr(at, 2));
    return false;
  }
  add(TokenKind::String, position_, end + 1).value = Value::text(*decoded);
  position_ = end + 1;
  return true;
}

bool Lexer::read_operator() {
  const auto byte = static_cast<unsigned char>(text_[position_]);
  const std::size_t first = byte < kFirstOperator.size() ? kFirstOperator[byte] : 0;
  for (std::size_t i = first; first != 0 && i < std::size(kOperatorTexts); ++i) {
    if (kOperatorTexts[i][0] != text_[position_] || !starts_with(position_, kOperatorTexts[i])) continue;
    Token& token = add(TokenKind::Operator, position_, position_ + kOperatorTexts[i].size());
    token.operation = static_cast<Operator>(i);
    position_ = token.end;
    return true;
  }
  return false;
}

/// Brackets must be closed in the order of opening.
bool Lexer::check_bracket(const Token& token) {
  if (closing_bracket(token.operation) != Operator::None) {
    brackets_.push_back(tokens_.size() - 1);
    return true;
  }
  if (!is_closing_bracket(token.operation)) return true;
  if (brackets_.empty()) {
    sink_.report(messages::TemplatingUnopenedBracket, origin(token.begin, token.end), sign(token.operation));
    return false;
  }
  const Token& open = tokens_[brackets_.back()];
  brackets_.pop_back();
  const Operator expected = closing_bracket(open.operation);
  if (expected == token.operation) return true;
  sink_.report(messages::TemplatingWrongBracket, origin(token.begin, token.end), sign(token.operation), sign(expected))
      .note(messages::TemplatingOpenedHere, origin(open.begin, open.end), sign(open.operation));
  return false;
}

// Escapes of string literals, as in Python's `unicode-escape`.

namespace {

class EscapeReader {
 public:
  explicit EscapeReader(std::string_view quoted) : rest_(quoted) {}

  /// Returns false if an escape is invalid; `offset` is then its start.
  bool run(std::size_t size, std::size_t& offset) {
    while (!rest_.empty()) {
      const std::size_t mark = std::min(rest_.find('\\'), rest_.size());
      out_.append(rest_.substr(0, mark));
      rest_.remove_prefix(mark);
      offset = size - rest_.size();
      if (!rest_.empty() && !read_escape()) return false;
    }
    return true;
  }
  const std::string& text() const { return out_; }

 private:
  bool read_escape() {
    if (rest_.size() < 2) return false;
    const char c = rest_[1];
    if (static_cast<unsigned char>(c) >= 0x80) return read_non_ascii();
    rest_.remove_prefix(2);
    switch (c) {
      case '\n': return true;
      case '\\':
      case '\'':
      case '"': out_.push_back(c); return true;
      case 'a': out_.push_back('\a'); return true;
      case 'b': out_.push_back('\b'); return true;
      case 'f': out_.push_back('\f'); return true;
      case 'n': out_.push_back('\n'); return true;
      case 'r': out_.push_back('\r'); return true;
      case 't': out_.push_back('\t'); return true;
      case 'v': out_.push_back('\v'); return true;
      case 'x': return read_hexadecimal(2);
      case 'u': return read_hexadecimal(4);
      case 'U': return read_hexadecimal(8);
      case 'N': return false;  // characters by name: their table is not here
      default: break;
    }
    if (c >= '0' && c <= '7') return read_octal(c);
    out_.push_back('\\');
    out_.push_back(c);
    return true;
  }

  bool append(char32_t code_point) {
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (surrogate || code_point > 0x10FFFF) return false;
    base::append_utf8(out_, code_point);
    return true;
  }

  bool read_hexadecimal(std::size_t digits) {
    if (rest_.size() < digits) return false;
    char32_t code_point = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (!base::is_ascii_hex_digit(c)) return false;
      code_point = code_point << 4 | static_cast<char32_t>(base::hex_digit_value(c));
    }
    rest_.remove_prefix(digits);
    return append(code_point);
  }

  bool read_octal(char first) {
    char32_t code_point = static_cast<char32_t>(first - '0');
    for (int i = 0; i < 2 && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '7'; ++i) {
      code_point = code_point << 3 | static_cast<char32_t>(rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    return append(code_point);
  }

  /// Jinja converts the literal to ASCII first, so a backslash before such a character becomes an escaped backslash,
  /// followed by the code of the character.
  bool read_non_ascii() {
    const base::DecodedCodePoint decoded = base::decode_utf8(rest_, 1);
    const int digits = decoded.code_point < 0x100 ? 2 : decoded.code_point < 0x10000 ? 4 : 8;
    out_ += digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out_.push_back("0123456789abcdef"[decoded.code_point >> shift & 15]);
    }
    rest_.remove_prefix(1u + decoded.length);
    return true;
  }

  std::string_view rest_;
  std::string out_;
};

}  // namespace

std::optional<std::string_view> decode_string(std::string_view quoted, Arena& arena, std::size_t& error) {
  if (quoted.find('\\') == std::string_view::npos) return quoted;
  EscapeReader reader(quoted);
  if (!reader.run(quoted.size(), error)) return std::nullopt;
  return arena.store(reader.text());
}

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

/// Where the text before a tag ends after white space is removed.
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

/// Reads a whole raw block, if one starts here.
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

/// Continues after a tag's end mark and the white space that it removes.
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
