// The tokens of CSS (css-syntax-3 section 4), with their places.
#pragma once

#include <cstdint>
#include <string_view>

namespace gongwen::css {

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

}  // namespace gongwen::css
