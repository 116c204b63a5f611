// The inside of tags: numbers, names, strings and operators.
#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/lexer.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/integers.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <array>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

/// The bracket that closes the one given; None for other operators.
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

/// Of ASCII the characters that a name may consist of.
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

/// After an error: the rest of the tag is skipped, so that what follows can be read.
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
      ++position_;  // a digit does not come here as the first one
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

}  // namespace gongwen::templating
