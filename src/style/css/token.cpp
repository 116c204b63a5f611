#include "style/css/token.h"

#include "base/utf8.h"

#include <charconv>
#include <string>
#include <vector>

// The tokenizer of css-syntax-3, section 4; comments in it name the subsections. Escapes are decoded only for tokens
// that have any, so that most tokens are views of the source.
namespace gongwen::css {
namespace {

bool is_name_start(char c) { return base::is_ascii_alpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool is_name_part(char c) { return is_name_start(c) || base::is_ascii_digit(c) || c == '-'; }
bool is_non_printable(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x08 || byte == 0x0B || (byte >= 0x0E && byte <= 0x1F) || byte == 0x7F;
}

class Scanner {
 public:
  Scanner(std::string_view text, std::uint32_t offset, base::StringArena& arena)
      : text_(text), offset_(offset), arena_(arena) {}

  std::vector<Token> scan_all() {
    std::vector<Token> tokens;
    tokens.reserve(text_.size() / 4 + 1);
    while (true) {
      skip_comments();
      begin_ = at_;
      Token token = scan();
      token.begin = offset_ + static_cast<std::uint32_t>(begin_);
      token.end = offset_ + static_cast<std::uint32_t>(at_);
      tokens.push_back(token);
      if (token.kind == TokenKind::EndOfFile) return tokens;
    }
  }

  std::optional<std::size_t> unclosed_comment() const { return unclosed_; }

 private:
  char at(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool at_end() const { return at_ >= text_.size(); }

  void skip_comments() {
    while (at(0) == '/' && at(1) == '*') {
      const std::size_t end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) unclosed_ = at_;
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    }
  }

  static Token simple(TokenKind kind) {
    Token token;
    token.kind = kind;
    return token;
  }
  Token take(TokenKind kind, std::size_t length) {
    at_ += length;
    return simple(kind);
  }
  Token named(TokenKind kind, std::string_view text) {
    Token token = simple(kind);
    token.text = text;
    return token;
  }
  Token take_delimiter() {
    Token token = simple(TokenKind::Delim);
    token.delimiter = text_[at_++];
    return token;
  }

  // css-syntax-3 §4.3.1
  Token scan() {
    if (at_end()) return simple(TokenKind::EndOfFile);
    const char c = at(0);
    if (base::is_ascii_space(c)) {
      while (!at_end() && base::is_ascii_space(at(0))) ++at_;
      return simple(TokenKind::WhiteSpace);
    }
    if (c == '"' || c == '\'') return scan_string();
    if (starts_number()) return scan_numeric();
    if (starts_identifier(0)) return scan_identifier_like();
    switch (c) {
      case '#': return scan_hash();
      case '(': return take(TokenKind::OpenParenthesis, 1);
      case ')': return take(TokenKind::CloseParenthesis, 1);
      case '[': return take(TokenKind::OpenSquare, 1);
      case ']': return take(TokenKind::CloseSquare, 1);
      case '{': return take(TokenKind::OpenBrace, 1);
      case '}': return take(TokenKind::CloseBrace, 1);
      case ',': return take(TokenKind::Comma, 1);
      case ':': return take(TokenKind::Colon, 1);
      case ';': return take(TokenKind::Semicolon, 1);
      case '-': return text_.substr(at_, 3) == "-->" ? take(TokenKind::Cdc, 3) : take_delimiter();
      case '<': return text_.substr(at_, 4) == "<!--" ? take(TokenKind::Cdo, 4) : take_delimiter();
      case '@': return scan_at_keyword();
      default: return take_delimiter();
    }
  }

  bool is_escape(std::size_t ahead) const {
    return at(ahead) == '\\' && at(ahead + 1) != '\n' && at_ + ahead + 1 < text_.size();
  }

  // §4.3.9
  bool starts_identifier(std::size_t ahead) const {
    const char c = at(ahead);
    if (c == '-') return is_name_start(at(ahead + 1)) || at(ahead + 1) == '-' || is_escape(ahead + 1);
    return is_name_start(c) || is_escape(ahead);
  }

  // §4.3.10
  bool starts_number() const {
    const std::size_t sign = at(0) == '+' || at(0) == '-' ? 1 : 0;
    if (base::is_ascii_digit(at(sign))) return true;
    return at(sign) == '.' && base::is_ascii_digit(at(sign + 1));
  }

  // §4.3.7
  void append_escape(std::string& out) {
    ++at_;
    if (!base::is_ascii_hex_digit(at(0))) {
      const auto decoded = base::decode_utf8(text_, at_);
      out += text_.substr(at_, decoded.length);
      at_ += decoded.length;
      return;
    }
    char32_t code_point = 0;
    for (int digits = 0; digits < 6 && base::is_ascii_hex_digit(at(0)); ++digits) {
      code_point = code_point * 16 + static_cast<char32_t>(base::hex_digit_value(text_[at_++]));
    }
    if (base::is_ascii_space(at(0))) ++at_;
    const bool bad = code_point == 0 || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF);
    base::append_utf8(out, bad ? base::kReplacementCharacter : code_point);
  }

  // §4.3.11
  std::string_view scan_name() {
    const std::size_t begin = at_;
    while (is_name_part(at(0)) && !at_end()) ++at_;
    if (!is_escape(0)) return text_.substr(begin, at_ - begin);
    std::string name(text_.substr(begin, at_ - begin));
    while (!at_end()) {
      if (is_name_part(at(0))) {
        name.push_back(text_[at_++]);
      } else if (is_escape(0)) {
        append_escape(name);
      } else {
        break;
      }
    }
    return arena_.store(name);
  }

  // §4.3.3, §4.3.12
  Token scan_numeric() {
    const std::size_t begin = at_;
    bool integer = true;
    if (at(0) == '+' || at(0) == '-') ++at_;
    while (base::is_ascii_digit(at(0))) ++at_;
    if (at(0) == '.' && base::is_ascii_digit(at(1))) {
      integer = false;
      ++at_;
      while (base::is_ascii_digit(at(0))) ++at_;
    }
    const std::size_t sign = at(1) == '+' || at(1) == '-' ? 1 : 0;
    if ((at(0) == 'e' || at(0) == 'E') && base::is_ascii_digit(at(1 + sign))) {
      integer = false;
      at_ += 1 + sign;
      while (base::is_ascii_digit(at(0))) ++at_;
    }
    std::string_view written = text_.substr(begin, at_ - begin);
    if (written.front() == '+') written.remove_prefix(1);
    Token token = simple(TokenKind::Number);
    const auto parsed = std::from_chars(written.data(), written.data() + written.size(), token.number);
    if (parsed.ec == std::errc::result_out_of_range) token.number = written.front() == '-' ? -1e30 : 1e30;
    token.is_integer = integer;
    token.has_sign = text_[begin] == '+' || text_[begin] == '-';
    if (starts_identifier(0)) {
      token.kind = TokenKind::Dimension;
      token.text = scan_name();
    } else if (at(0) == '%') {
      ++at_;
      token.kind = TokenKind::Percentage;
    }
    return token;
  }

  // §4.3.4
  Token scan_identifier_like() {
    const std::string_view name = scan_name();
    if (at(0) != '(') return named(TokenKind::Ident, name);
    ++at_;
    if (!base::equals_ignoring_ascii_case(name, "url")) return named(TokenKind::Function, name);
    std::size_t ahead = 0;
    while (base::is_ascii_space(at(ahead))) ++ahead;
    if (at(ahead) == '"' || at(ahead) == '\'') return named(TokenKind::Function, name);
    return scan_url();
  }

  // §4.3.6
  Token scan_url() {
    while (base::is_ascii_space(at(0))) ++at_;
    std::string url;
    while (!at_end() && at(0) != ')') {
      const char c = at(0);
      if (base::is_ascii_space(c)) {
        while (base::is_ascii_space(at(0))) ++at_;
        if (!at_end() && at(0) != ')') return scan_bad_url();
      } else if (c == '"' || c == '\'' || c == '(' || is_non_printable(c) || (c == '\\' && !is_escape(0))) {
        return scan_bad_url();
      } else if (c == '\\') {
        append_escape(url);
      } else {
        url.push_back(c);
        ++at_;
      }
    }
    if (!at_end()) ++at_;
    return named(TokenKind::Url, arena_.store(url));
  }

  Token scan_bad_url() {
    while (!at_end() && at(0) != ')') at_ += is_escape(0) ? 2 : 1;
    if (!at_end()) ++at_;
    return simple(TokenKind::BadUrl);
  }

  // §4.3.5
  Token scan_string() {
    const char quote = text_[at_++];
    std::string value;
    while (!at_end() && at(0) != quote) {
      if (at(0) == '\n') return simple(TokenKind::BadString);
      if (at(0) != '\\') {
        value.push_back(text_[at_++]);
      } else if (at_ + 1 >= text_.size()) {
        ++at_;
      } else if (at(1) == '\n') {
        at_ += 2;
      } else {
        append_escape(value);
      }
    }
    if (!at_end()) ++at_;
    return named(TokenKind::String, arena_.store(value));
  }

  Token scan_hash() {
    if (!is_name_part(at(1)) && !is_escape(1)) return take_delimiter();
    ++at_;
    const bool is_id = starts_identifier(0);
    Token token = named(TokenKind::Hash, scan_name());
    token.is_id = is_id;
    return token;
  }

  Token scan_at_keyword() {
    if (!starts_identifier(1)) return take_delimiter();
    ++at_;
    return named(TokenKind::AtKeyword, scan_name());
  }

  std::string_view text_;
  std::uint32_t offset_;
  base::StringArena& arena_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::optional<std::size_t> unclosed_;  // where a comment starts
};

}  // namespace

std::vector<Token> tokenize(std::string_view text, std::uint32_t offset, base::StringArena& arena) {
  return Scanner(text, offset, arena).scan_all();
}

std::optional<std::size_t> find_unclosed_comment(std::string_view text) {
  // A quick search rules out nearly all sheets; the marks found may also be in a string.
  const std::size_t last = text.rfind("/*");
  if (last == std::string_view::npos || text.find("*/", last + 2) != std::string_view::npos) return std::nullopt;
  base::StringArena arena;
  Scanner scanner(text, 0, arena);
  scanner.scan_all();
  return scanner.unclosed_comment();
}

TokenKind closing_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::Function:
    case TokenKind::OpenParenthesis: return TokenKind::CloseParenthesis;
    case TokenKind::OpenSquare: return TokenKind::CloseSquare;
    case TokenKind::OpenBrace: return TokenKind::CloseBrace;
    default: return TokenKind::EndOfFile;  // opens nothing
  }
}

// Does not recurse, so that deeply nested brackets cannot exhaust the stack.
std::span<const Token> TokenStream::take_component_value() {
  const std::size_t begin = at_;
  std::vector<TokenKind> open;
  do {
    const TokenKind kind = next().kind;
    if (!open.empty() && kind == open.back()) {
      open.pop_back();
    } else if (closing_of(kind) != TokenKind::EndOfFile) {
      open.push_back(closing_of(kind));
    }
  } while (!open.empty() && !at_end());
  return from(begin);
}

TokenStream TokenStream::take_block() {
  const TokenKind closing = closing_of(peek().kind);
  std::span<const Token> whole = take_component_value();
  whole = whole.subspan(1);
  if (!whole.empty() && whole.back().kind == closing) whole = whole.first(whole.size() - 1);
  return TokenStream(whole);
}

}  // namespace gongwen::css
