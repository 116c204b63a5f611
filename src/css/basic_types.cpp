// The basic types of the grammars: numbers, lengths, colours, strings, names (css-values-4 sections 3 to 8,
// css-color-4).
#include "base/ascii.h"
#include "css/detail/grammar.h"
#include "css/value.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::css {
namespace {

bool in_range(double number, const NumericRange& range) { return number >= range.least && number <= range.most; }

bool take_number(ValueKind kind, const NumericRange& range, TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  if (token.kind != TokenKind::Number || !in_range(token.number, range)) return false;
  if (kind == ValueKind::Integer && !token.is_integer) return false;
  value.kind = kind;
  value.number = token.number;
  stream.next();
  return true;
}

bool take_percentage(const NumericRange& range, TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  if (token.kind != TokenKind::Percentage || !in_range(token.number, range)) return false;
  value.kind = ValueKind::Percentage;
  value.number = token.number;
  stream.next();
  return true;
}

bool take_dimension(bool angle, const NumericRange& range, TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  const bool unitless_zero = token.kind == TokenKind::Number && token.number == 0;
  Unit unit = angle ? Unit::Deg : Unit::Px;
  if (!unitless_zero) {
    if (token.kind != TokenKind::Dimension || !find_unit(token.text, unit) || is_angle(unit) != angle) return false;
  }
  if (!in_range(token.number, range)) return false;
  value.kind = ValueKind::Dimension;
  value.number = token.number;
  value.unit = unit;
  stream.next();
  return true;
}

bool match_color(TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  value.kind = ValueKind::Color;
  if (token.kind == TokenKind::Hash) {
    const auto color = parse_hex_color(token.text);
    if (!color) return false;
    value.color = *color;
    stream.next();
    return true;
  }
  if (token.kind == TokenKind::Ident) {
    if (base::equals_ignoring_ascii_case(token.text, "currentcolor")) {
      value.kind = ValueKind::Keyword;
      value.keyword = Keyword::Currentcolor;
    } else if (const auto color = find_named_color(token.text)) {
      value.color = *color;
    } else {
      return false;
    }
    stream.next();
    return true;
  }
  return token.kind == TokenKind::Function && match_color_function(stream, value.color);
}

bool is_css_wide(std::string_view name) {
  for (const std::string_view wide : {"inherit", "initial", "unset", "revert", "default"}) {
    if (base::equals_ignoring_ascii_case(name, wide)) return true;
  }
  return false;
}

bool match_text(ValueKind kind, TokenKind token_kind, TokenStream& stream, Value& value) {
  if (!stream.looking_at(token_kind)) return false;
  if (kind == ValueKind::Ident && is_css_wide(stream.peek().text)) return false;
  value.kind = kind;
  value.text = stream.next().text;
  return true;
}

bool match_url(TokenStream& stream, Value& value) {
  if (match_text(ValueKind::Url, TokenKind::Url, stream, value)) return true;
  if (!stream.looking_at(TokenKind::Function)) return false;
  if (!base::equals_ignoring_ascii_case(stream.peek().text, "url")) return false;
  TokenStream inner = stream.take_block();
  inner.skip_white_space();
  return match_text(ValueKind::Url, TokenKind::String, inner, value);
}

/// css-fonts-4 §2.1: a string, or a sequence of identifiers joined by single blanks.
bool match_family_name(TokenStream& stream, Value& value) {
  if (match_text(ValueKind::String, TokenKind::String, stream, value)) return true;
  if (!match_text(ValueKind::Ident, TokenKind::Ident, stream, value)) return false;
  while (true) {
    TokenStream ahead = stream;
    ahead.skip_white_space();
    if (!ahead.looking_at(TokenKind::Ident)) return true;
    value.text += " ";
    value.text += ahead.next().text;
    stream = ahead;
  }
}

/// css-grid-1 §7.2.4: a flexible length, as a number of its unit.
bool match_flex(TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  if (token.kind != TokenKind::Dimension || !base::equals_ignoring_ascii_case(token.text, "fr")) return false;
  if (token.number < 0) return false;
  value.kind = ValueKind::Number;
  value.number = token.number;
  stream.next();
  return true;
}

/// css-grid-1 §7.2.2: `span` and `auto` mean something else where lines are named.
bool match_line_names(TokenStream& stream, Value& value) {
  if (!stream.looking_at(TokenKind::OpenSquare)) return false;
  TokenStream names = stream.take_block();
  value.kind = ValueKind::LineNames;
  for (names.skip_white_space(); !names.at_end(); names.skip_white_space()) {
    Value name;
    if (names.looking_at_ident("span") || names.looking_at_ident("auto")) return false;
    if (!match_text(ValueKind::Ident, TokenKind::Ident, names, name)) return false;
    value.arguments.push_back(std::move(name));
  }
  return true;
}

bool accepts_calc(BasicType type, const CalcType& calc) {
  switch (type) {
    case BasicType::Length: return calc.length && !calc.percentage;
    case BasicType::LengthPercentage: return calc.length || calc.percentage;
    case BasicType::Percentage: return calc.percentage && !calc.length;
    case BasicType::Number: return !calc.length && !calc.percentage;
    case BasicType::Integer:
    case BasicType::Angle:
    case BasicType::Color:
    case BasicType::String:
    case BasicType::Url:
    case BasicType::CustomIdent:
    case BasicType::FamilyName:
    case BasicType::Flex:
    case BasicType::LineNames: break;
  }
  return false;
}

bool match_calc(BasicType type, TokenStream& stream, Value& value) {
  if (!stream.looking_at(TokenKind::Function) || !is_math_function(stream.peek().text)) return false;
  const std::shared_ptr<const CalcNode> calc = parse_math_function(stream);
  if (calc == nullptr) return false;
  const std::optional<CalcType> calc_type = type_of(*calc);
  if (!calc_type || !accepts_calc(type, *calc_type)) return false;
  value.kind = ValueKind::Calc;
  value.calc = calc;
  return true;
}

/// A calculated number where a whole one is wanted is rounded (css-values-4 §10.9.1).
bool match_integer_calc(const NumericRange& range, TokenStream& stream, Value& value) {
  if (!match_calc(BasicType::Number, stream, value)) return false;
  const std::optional<double> number = constant_of(*value.calc);
  if (!number) return false;
  value.kind = ValueKind::Integer;
  value.number = std::clamp(std::floor(*number + 0.5), range.least, range.most);
  value.calc = nullptr;
  return true;
}

}  // namespace

bool match_basic_type(BasicType type, const NumericRange& range, TokenStream& stream, Value& value) {
  switch (type) {
    case BasicType::Length: return take_dimension(false, range, stream, value) || match_calc(type, stream, value);
    case BasicType::LengthPercentage:
      return take_dimension(false, range, stream, value) || take_percentage(range, stream, value) ||
             match_calc(type, stream, value);
    case BasicType::Percentage: return take_percentage(range, stream, value) || match_calc(type, stream, value);
    case BasicType::Number:
      return take_number(ValueKind::Number, range, stream, value) || match_calc(type, stream, value);
    case BasicType::Integer:
      return take_number(ValueKind::Integer, range, stream, value) || match_integer_calc(range, stream, value);
    case BasicType::Angle: return take_dimension(true, range, stream, value);
    case BasicType::Color: return match_color(stream, value);
    case BasicType::String: return match_text(ValueKind::String, TokenKind::String, stream, value);
    case BasicType::Url: return match_url(stream, value);
    case BasicType::CustomIdent: return match_text(ValueKind::Ident, TokenKind::Ident, stream, value);
    case BasicType::FamilyName: return match_family_name(stream, value);
    case BasicType::Flex: return match_flex(stream, value);
    case BasicType::LineNames: return match_line_names(stream, value);
  }
  return false;
}

std::optional<Color> parse_color(std::string_view text) {
  base::StringArena arena;
  const std::vector<Token> tokens = tokenize(text, 0, arena);
  TokenStream stream(tokens);
  stream.skip_white_space();
  Value value;
  if (!match_color(stream, value) || value.kind != ValueKind::Color) return std::nullopt;
  stream.skip_white_space();
  return stream.at_end() ? std::optional(value.color) : std::nullopt;
}

}  // namespace gongwen::css
