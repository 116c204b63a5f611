#include "css/token_stream.h"

#include <vector>

namespace gongwen::css {

TokenKind closing_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::Function:
    case TokenKind::OpenParenthesis: return TokenKind::CloseParenthesis;
    case TokenKind::OpenSquare: return TokenKind::CloseSquare;
    case TokenKind::OpenBrace: return TokenKind::CloseBrace;
    default: return TokenKind::EndOfFile;  // opens nothing
  }
}

// Without recursion, so that brackets nested very deep cannot exhaust the stack.
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
