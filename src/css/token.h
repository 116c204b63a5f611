// The tokens of CSS, the keywords that are known among them, and the tokenizer.
#pragma once

#include "base/string_arena.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::css {

// Keyword: the closed set of identifiers that the grammars of the properties know.

enum class Keyword : std::uint16_t {
#define GONGWEN_KEYWORD(name, text) name,
#include "css/keywords.def"
#undef GONGWEN_KEYWORD
};

std::string_view keyword_text(Keyword keyword);
/// Without regard to ASCII case.
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

// Tokenizing a style sheet (css-syntax-3 section 4.3). Comments vanish; everything else becomes a token, errors
// included: what they mean is for the parser to say.

/// `offset` is added to all places, for style attributes that are inside another source. Texts without escapes are
/// views of `text`, others lie in `arena`; both must outlive the tokens. The last token is EndOfFile.
std::vector<Token> tokenize(std::string_view text, std::uint32_t offset, base::StringArena& arena);

/// Tokens as text that would give the same tokens again.
std::string token_text(std::span<const Token> tokens);

/// Where a comment starts that never ends, in the text; nothing when there is none.
std::optional<std::size_t> find_unclosed_comment(std::string_view text);

}  // namespace gongwen::css
