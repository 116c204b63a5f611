// TokenStream: a cursor over tokens. Copying it is the way to look ahead and to come back.
#pragma once

#include "base/ascii.h"
#include "css/token.h"

#include <span>

namespace gongwen::css {

class TokenStream {
 public:
  explicit TokenStream(std::span<const Token> tokens) : tokens_(tokens) {}

  /// The current token; EndOfFile after the last.
  const Token& peek() const { return at_ < tokens_.size() ? tokens_[at_] : kEnd; }
  const Token& next() { return at_ < tokens_.size() ? tokens_[at_++] : kEnd; }
  bool at_end() const { return peek().kind == TokenKind::EndOfFile; }

  bool looking_at(TokenKind kind) const { return peek().kind == kind; }
  bool looking_at_delimiter(char delimiter) const {
    return peek().kind == TokenKind::Delim && peek().delimiter == delimiter;
  }
  bool looking_at_ident(std::string_view name) const {
    return peek().kind == TokenKind::Ident && base::equals_ignoring_ascii_case(peek().text, name);
  }
  bool take(TokenKind kind) {
    if (!looking_at(kind)) return false;
    ++at_;
    return true;
  }
  bool take_delimiter(char delimiter) {
    if (!looking_at_delimiter(delimiter)) return false;
    ++at_;
    return true;
  }
  /// True if there was any.
  bool skip_white_space() {
    const std::size_t before = at_;
    while (looking_at(TokenKind::WhiteSpace)) ++at_;
    return at_ != before;
  }

  /// Takes one component value (css-syntax-3 §5.4.7): a token, or a whole block or function with its end.
  std::span<const Token> take_component_value();
  /// At a Function or an opening bracket: takes it and its end, and gives what lies between.
  TokenStream take_block();

  std::size_t position() const { return at_; }
  std::span<const Token> from(std::size_t begin) const { return tokens_.subspan(begin, at_ - begin); }
  std::span<const Token> rest() const { return tokens_.subspan(at_); }

 private:
  static constexpr Token kEnd{};
  std::span<const Token> tokens_;
  std::size_t at_ = 0;
};

/// The closing bracket that belongs to an opening one or to a Function; EndOfFile for all others.
TokenKind closing_of(TokenKind kind);

}  // namespace gongwen::css
