#include "base/format.h"
#include "css/token.h"

namespace gongwen::css {
namespace {

/// A name or a string; what would end it is escaped (cssom section 2.1).
void append_escaped(std::string& out, std::string_view text, std::string_view special) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\{:x} ", static_cast<unsigned char>(c));
      continue;
    }
    if (special.find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
}

void append_name(std::string& out, std::string_view name) {
  append_escaped(out, name, " \"'()\\,;:/{}[]!#%&+<=>?@`|~$^*.");
}

void append_token(std::string& out, const Token& token) {
  switch (token.kind) {
    case TokenKind::Ident: append_name(out, token.text); return;
    case TokenKind::Function:
      append_name(out, token.text);
      out.push_back('(');
      return;
    case TokenKind::AtKeyword:
      out.push_back('@');
      append_name(out, token.text);
      return;
    case TokenKind::Hash:
      out.push_back('#');
      append_name(out, token.text);
      return;
    case TokenKind::String:
      out.push_back('"');
      append_escaped(out, token.text, "\"\\");
      out.push_back('"');
      return;
    case TokenKind::Url:
      out += "url(\"";
      append_escaped(out, token.text, "\"\\");
      out += "\")";
      return;
    case TokenKind::Number: out += fmt::format("{}", token.number); return;
    case TokenKind::Percentage: out += fmt::format("{}%", token.number); return;
    case TokenKind::Dimension:
      out += fmt::format("{}", token.number);
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
    case TokenKind::BadString:
    case TokenKind::BadUrl:
    case TokenKind::Cdo:
    case TokenKind::Cdc:
    case TokenKind::EndOfFile: return;
  }
}

}  // namespace

std::string token_text(std::span<const Token> tokens) {
  std::string out;
  for (const Token& token : tokens) append_token(out, token);
  return out;
}

}  // namespace gongwen::css
