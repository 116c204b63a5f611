// The tokens of CSS, the known keywords among them, and the tokenizer.
#pragma once

#include "base/string_arena.h"
#include "base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::css {

// Keyword: the closed set of identifiers that occur in the grammars of the properties.

enum class Keyword : std::uint16_t {
#define GONGWEN_KEYWORD(name, text) name,
#include "style/css/keywords.def"
#undef GONGWEN_KEYWORD
};

std::string_view keyword_text(Keyword keyword);
/// Ignores ASCII case.
std::optional<Keyword> find_keyword(std::string_view text);

// The tokens of CSS (css-syntax-3 section 4), with their places.

enum class TokenKind : std::uint8_t {
  Ident,
  Function,   // name without the parenthesis
  AtKeyword,  // name without the @
  Hash,       // name without the #
  String,
  BadString,
  Url,
  BadUrl,
  Delim,
  Number,
  Percentage,
  Dimension,
  WhiteSpace,
  Cdo,
  Cdc,
  Colon,
  Semicolon,
  Comma,
  OpenSquare,
  CloseSquare,
  OpenParenthesis,
  CloseParenthesis,
  OpenBrace,
  CloseBrace,
  EndOfFile,
};

struct Token {
  TokenKind kind = TokenKind::EndOfFile;
  bool is_integer = false;  // Number, Dimension: written without point and exponent
  bool has_sign = false;    // Number: written with + or -
  bool is_id = false;       // Hash: the name could be an identifier
  char delimiter = 0;       // Delim
  double number = 0;        // Number, Percentage, Dimension
  std::string_view text;    // names and strings with escapes resolved; the unit of a Dimension
  std::uint32_t begin = 0;  // bytes in the source
  std::uint32_t end = 0;
};

// Tokenizes a style sheet (css-syntax-3 section 4.3). Comments are removed; everything else becomes a token, including
// errors, which are left to the parser.

/// `offset` is added to all places, for style attributes that are inside another source. Texts without escapes are
/// views of `text`, others are stored in `arena`; both must outlive the tokens. The last token is EndOfFile.
std::vector<Token> tokenize(std::string_view text, std::uint32_t offset, base::StringArena& arena);

/// Tokens as text that would be tokenized to the same tokens.
std::string token_text(std::span<const Token> tokens);

/// The offset of a comment that is not closed; nullopt if absent.
std::optional<std::size_t> find_unclosed_comment(std::string_view text);

// TokenStream: a cursor over tokens. To look ahead and come back, copy it.

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
  /// Returns whether there was any.
  bool skip_white_space() {
    const std::size_t before = at_;
    while (looking_at(TokenKind::WhiteSpace)) ++at_;
    return at_ != before;
  }

  /// Takes one component value (css-syntax-3 §5.4.7): a token, or a whole block or function with its end.
  std::span<const Token> take_component_value();
  /// Call it at a Function or an opening bracket: takes everything up to its end, and returns the content.
  TokenStream take_block();

  std::size_t position() const { return at_; }
  std::span<const Token> from(std::size_t begin) const { return tokens_.subspan(begin, at_ - begin); }
  std::span<const Token> rest() const { return tokens_.subspan(at_); }

 private:
  static constexpr Token kEnd{};
  std::span<const Token> tokens_;
  std::size_t at_ = 0;
};

/// The closing bracket for an opening one or a Function; EndOfFile for all others.
TokenKind closing_of(TokenKind kind);

}  // namespace gongwen::css
