#include "css/detail/declaration_parts.h"
#include "css/value.h"

namespace gongwen::css {

std::string written_tokens(std::span<const Token> tokens) {
  std::string out;
  for (const Token& token : tokens) {
    switch (token.kind) {
      case TokenKind::WhiteSpace: out += ' '; break;
      case TokenKind::Comma: out += ','; break;
      case TokenKind::Colon: out += ':'; break;
      case TokenKind::Semicolon: out += ';'; break;
      case TokenKind::OpenBrace: out += '{'; break;
      case TokenKind::CloseBrace: out += '}'; break;
      case TokenKind::OpenSquare: out += '['; break;
      case TokenKind::CloseSquare: out += ']'; break;
      case TokenKind::OpenParenthesis: out += '('; break;
      case TokenKind::AtKeyword: out += "@" + std::string(token.text); break;
      case TokenKind::Delim: out += token.delimiter; break;
      case TokenKind::Function: out += std::string(token.text) + "("; break;
      case TokenKind::CloseParenthesis: out += ')'; break;
      case TokenKind::Hash: out += "#" + std::string(token.text); break;
      case TokenKind::String: out += "\"" + std::string(token.text) + "\""; break;
      case TokenKind::Percentage:
      case TokenKind::Number:
      case TokenKind::Dimension: {
        Value number;
        number.kind = ValueKind::Number;
        number.number = token.number;
        out += to_text(number) + std::string(token.kind == TokenKind::Percentage ? "%" : token.text);
        break;
      }
      case TokenKind::Ident:
      case TokenKind::BadString:
      case TokenKind::Url:
      case TokenKind::BadUrl:
      case TokenKind::Cdo:
      case TokenKind::Cdc:
      case TokenKind::EndOfFile: out += token.text; break;
    }
  }
  constexpr std::size_t kLongest = 60;
  if (out.size() <= kLongest) return out;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;  // no character is cut
  out.resize(end);
  out += "…";
  return out;
}

}  // namespace gongwen::css
