#include "support/pdf_tokens.h"

#include <cstdlib>

namespace gongwen::tests {
namespace {

using Kind = PdfValue::Kind;

constexpr int kDeepest = 30;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }
bool is_delimiter(char c) { return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos; }
bool is_regular(char c) { return !is_blank(c) && !is_delimiter(c); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// A sign, digits, and one point or none (section 7.3.3): no exponent, nothing else.
bool is_number(std::string_view token) {
  if (token.starts_with('-') || token.starts_with('+')) token.remove_prefix(1);
  std::size_t digits = 0;
  std::size_t points = 0;
  for (const char c : token) {
    digits += is_digit(c);
    points += c == '.';
  }
  return digits > 0 && points <= 1 && digits + points == token.size();
}

bool looks_like_number(char c) { return is_digit(c) || c == '-' || c == '+' || c == '.'; }

}  // namespace

const PdfValue* PdfValue::entry(std::string_view key) const {
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (items[i].text == key) return &items[i + 1];
  }
  return nullptr;
}

PdfValue PdfTokens::fail(std::string_view what) {
  if (error_.empty()) {
    const std::size_t begin = at_ < 20 ? 0 : at_ - 20;
    error_ = std::string(what) + " at byte " + std::to_string(at_) + ": ";
    for (const char c : text_.substr(begin, 60)) error_ += c >= ' ' && c <= '~' ? c : '.';
  }
  at_ = text_.size();
  return {};
}

void PdfTokens::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

PdfValue PdfTokens::next() {
  skip_blanks();
  if (at_ >= text_.size()) return {};
  const char c = text_[at_];
  const bool is_double = at_ + 1 < text_.size() && text_[at_ + 1] == c;
  if (c == '/') return name();
  if (c == '(') return literal();
  if (c == '[') return items(Kind::Array, "]");
  if (c == '<') return is_double ? items(Kind::Dictionary, ">>") : hexadecimal();
  if (!is_regular(c)) return fail("a delimiter that closes nothing");
  PdfValue value = number_or_word();
  if (references_) join_reference(value);
  return value;
}

/// `12 0 R`: the number is that of the object.
void PdfTokens::join_reference(PdfValue& value) {
  if (value.kind != Kind::Number) return;
  const std::string_view rest = text_.substr(at_);
  if (!rest.starts_with(" 0 R") || (rest.size() > 4 && is_regular(rest[4]))) return;
  at_ += 4;
  value.kind = Kind::Reference;
}

PdfValue PdfTokens::number_or_word() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_regular(text_[at_])) ++at_;
  const std::string_view token = text_.substr(begin, at_ - begin);
  PdfValue value;
  value.text = token;
  if (is_number(token)) {
    value.kind = Kind::Number;
    value.number = std::strtod(value.text.c_str(), nullptr);
    return value;
  }
  if (looks_like_number(token.front())) {
    at_ = begin;
    return fail("a number that is none");
  }
  value.kind = Kind::Word;
  return value;
}

PdfValue PdfTokens::name() {
  PdfValue value;
  value.kind = Kind::Name;
  for (++at_; at_ < text_.size() && is_regular(text_[at_]); ++at_) {
    if (text_[at_] != '#') {
      value.text.push_back(text_[at_]);
      continue;
    }
    const bool has_digits = at_ + 2 < text_.size() && hex_digit(text_[at_ + 1]) >= 0 && hex_digit(text_[at_ + 2]) >= 0;
    if (!has_digits) return fail("a name with # and no two digits");
    value.text.push_back(static_cast<char>(hex_digit(text_[at_ + 1]) * 16 + hex_digit(text_[at_ + 2])));
    at_ += 2;
  }
  if (value.text.empty()) return fail("an empty name");
  return value;
}

PdfValue PdfTokens::literal() {
  PdfValue value;
  value.kind = Kind::String;
  int open = 1;
  for (++at_; at_ < text_.size(); ++at_) {
    char c = text_[at_];
    if (c == '(') ++open;
    if (c == ')' && --open == 0) {
      ++at_;
      return value;
    }
    if (c == '\\') {
      if (++at_ >= text_.size()) break;
      c = text_[at_];
      static constexpr std::string_view kLetters = "nrtbf()\\";
      static constexpr std::string_view kMeant = "\n\r\t\b\f()\\";
      if (const std::size_t letter = kLetters.find(c); letter != std::string_view::npos) {
        c = kMeant[letter];
      } else if (c >= '0' && c <= '7') {
        int code = 0;
        std::size_t end = at_;
        for (; end < at_ + 3 && end < text_.size() && text_[end] >= '0' && text_[end] <= '7'; ++end)
          code = code * 8 + text_[end] - '0';
        at_ = end - 1;
        c = static_cast<char>(code);
      } else {
        return fail("a backslash before a character that has no meaning there");
      }
    } else if (c == '\r') {
      return fail("a carriage return in a string, which readers take for a line feed");
    }
    value.text.push_back(c);
  }
  return fail("a string that does not end");
}

PdfValue PdfTokens::hexadecimal() {
  PdfValue value;
  value.kind = Kind::String;
  for (++at_; at_ + 1 < text_.size() && text_[at_] != '>'; at_ += 2) {
    const int high = hex_digit(text_[at_]);
    const int low = hex_digit(text_[at_ + 1]);
    if (high < 0 || low < 0) return fail("hexadecimal digits that are not pairs");
    value.text.push_back(static_cast<char>(high * 16 + low));
  }
  if (at_ >= text_.size() || text_[at_] != '>') return fail("a string that does not end");
  ++at_;
  return value;
}

PdfValue PdfTokens::items(Kind kind, std::string_view end) {
  if (++depth_ > kDeepest) return fail("arrays too deep");
  PdfValue value;
  value.kind = kind;
  at_ += end.size();
  while (true) {
    skip_blanks();
    if (text_.substr(at_).starts_with(end)) break;
    if (at_ >= text_.size()) return fail("an array or dictionary that does not end");
    value.items.push_back(next());
    if (!error_.empty()) return {};
  }
  at_ += end.size();
  --depth_;
  if (kind == Kind::Dictionary) {
    if (value.items.size() % 2 != 0) return fail("a key without a value");
    for (std::size_t i = 0; i < value.items.size(); i += 2) {
      if (!value.items[i].is(Kind::Name)) return fail("a key that is no name");
    }
  }
  return value;
}

}  // namespace gongwen::tests
