#include "base/ascii.h"
#include "base/format.h"
#include "css/detail/declaration_parts.h"
#include "css/token.h"

namespace gongwen::css {
namespace {

void append_escaped(std::string& out, char c) { out += fmt::format("\\{:x} ", static_cast<unsigned char>(c)); }

/// What would end the text is escaped (cssom section 2.1).
void append_text(std::string& out, std::string_view text, std::string_view special) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      append_escaped(out, c);
      continue;
    }
    if (special.find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
}

constexpr std::string_view kNotInNames = " \"'()\\,;:/{}[]!#%&+<=>?@`|~$^*.";

void append_name(std::string& out, std::string_view name) { append_text(out, name, kNotInNames); }

/// A digit at the start of an identifier, also after a hyphen, would make it a number.
void append_identifier(std::string& out, std::string_view name) {
  const std::size_t first = name.starts_with('-') ? 1 : 0;
  if (first >= name.size() || !base::is_ascii_digit(name[first])) return append_name(out, name);
  out += name.substr(0, first);
  append_escaped(out, name[first]);
  append_name(out, name.substr(first + 1));
}

void append_number(std::string& out, const Token& token) {
  out += fmt::format("{}{}", token.has_sign && token.number >= 0 ? "+" : "", token.number);
}

void append_token(std::string& out, const Token& token) {
  switch (token.kind) {
    case TokenKind::Ident: append_identifier(out, token.text); return;
    case TokenKind::Function:
      append_identifier(out, token.text);
      out.push_back('(');
      return;
    case TokenKind::AtKeyword:
      out.push_back('@');
      append_identifier(out, token.text);
      return;
    case TokenKind::Hash:
      out.push_back('#');
      append_name(out, token.text);
      return;
    case TokenKind::String:
      out.push_back('"');
      append_text(out, token.text, "\"\\");
      out.push_back('"');
      return;
    case TokenKind::Url:
      out += "url(";
      append_text(out, token.text, " \"'()\\");
      out.push_back(')');
      return;
    case TokenKind::Number: append_number(out, token); return;
    case TokenKind::Percentage:
      append_number(out, token);
      out.push_back('%');
      return;
    case TokenKind::Dimension:
      append_number(out, token);
      append_name(out, token.text);
      return;
    case TokenKind::Delim: out.push_back(token.delimiter); return;
    case TokenKind::WhiteSpace: out.push_back(' '); return;
    case TokenKind::Colon: out.push_back(':'); return;
    case TokenKind::Semicolon: out.push_back(';'); return;
    case TokenKind::Comma: out.push_back(','); return;
    case TokenKind::OpenSquare: out.push_back('['); return;
    case TokenKind::CloseSquare: out.push_back(']'); return;
    case TokenKind::OpenParenthesis: out.push_back('('); return;
    case TokenKind::CloseParenthesis: out.push_back(')'); return;
    case TokenKind::OpenBrace: out.push_back('{'); return;
    case TokenKind::CloseBrace: out.push_back('}'); return;
    case TokenKind::Cdo: out += "<!--"; return;
    case TokenKind::Cdc: out += "-->"; return;
    case TokenKind::BadString:
    case TokenKind::BadUrl: out += token.text; return;
    case TokenKind::EndOfFile: return;
  }
}

bool is_word(const Token& token) {
  return token.kind == TokenKind::Ident || token.kind == TokenKind::Function || token.kind == TokenKind::Url ||
         token.kind == TokenKind::BadUrl;
}

bool is_numeric(const Token& token) {
  return token.kind == TokenKind::Number || token.kind == TokenKind::Percentage || token.kind == TokenKind::Dimension;
}

bool is_delimiter(const Token& token, char delimiter) {
  return token.kind == TokenKind::Delim && token.delimiter == delimiter;
}

/// Whether two neighbours would be read as something else without a comment between them (css-syntax-3 section 9).
bool would_join(const Token& first, const Token& second) {
  const bool begins_name = is_word(second) || is_delimiter(second, '-') || second.kind == TokenKind::Cdc;
  switch (first.kind) {
    case TokenKind::Ident: return begins_name || is_numeric(second) || second.kind == TokenKind::OpenParenthesis;
    case TokenKind::AtKeyword:
    case TokenKind::Hash:
    case TokenKind::Dimension: return begins_name || is_numeric(second);
    case TokenKind::Number: return is_word(second) || is_numeric(second) || is_delimiter(second, '%');
    case TokenKind::Delim: break;
    default: return false;
  }
  switch (first.delimiter) {
    case '#':
    case '-': return begins_name || is_numeric(second);
    case '@': return begins_name;
    case '.':
    case '+': return is_numeric(second);
    case '/': return is_delimiter(second, '*');
    default: return false;
  }
}

}  // namespace

std::string token_text(std::span<const Token> tokens) {
  std::string out;
  const Token* previous = nullptr;
  for (const Token& token : tokens) {
    if (previous != nullptr && would_join(*previous, token)) out += "/**/";
    append_token(out, token);
    previous = &token;
  }
  return out;
}

std::string written_tokens(std::span<const Token> tokens) {
  constexpr std::size_t kLongest = 60;
  std::string out = token_text(tokens);
  if (out.size() <= kLongest) return out;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;  // no character is cut
  out.resize(end);
  out += "…";
  return out;
}

}  // namespace gongwen::css
