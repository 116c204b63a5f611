// Tokens of a template: stretches of text, the marks around tags, and what is inside tags.
#pragma once

#include "diagnostics/origin.h"
#include "templating/detail/value/value.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::templating {

enum class TokenKind : std::uint8_t {
  Data,           // text outside of tags, white space control already applied
  VariableBegin,  // {{
  VariableEnd,    // }}
  BlockBegin,     // {%
  BlockEnd,       // %}
  Name,
  String,
  Integer,
  Float,
  Operator,
  Invalid,  // something that was reported; the rest of its tag is unknown
  End,      // of the template
};

/// The operators, in the order of kOperatorTexts.
enum class Operator : std::uint8_t {
  None,
  FloorDivide,
  Power,
  Equal,
  NotEqual,
  GreaterOrEqual,
  LessOrEqual,
  Add,
  Subtract,
  Divide,
  Multiply,
  Modulo,
  Tilde,
  LeftBracket,
  RightBracket,
  LeftParenthesis,
  RightParenthesis,
  LeftBrace,
  RightBrace,
  Greater,
  Less,
  Assign,
  Dot,
  Colon,
  Pipe,
  Comma,
  Semicolon,
};

/// Longer ones before those that they start with.
inline constexpr std::string_view kOperatorTexts[] = {"",  "//", "**", "==", "!=", ">=", "<=", "+", "-",
                                                      "/", "*",  "%",  "~",  "[",  "]",  "(",  ")", "{",
                                                      "}", ">",  "<",  "=",  ".",  ":",  "|",  ",", ";"};

struct Token {
  TokenKind kind = TokenKind::End;
  Operator operation = Operator::None;  // of an Operator token
  std::uint32_t begin = 0;              // byte range in the source
  std::uint32_t end = 0;
  Value value;  // of a String (escapes resolved), Integer or Float token
};

}  // namespace gongwen::templating
