#include "base/ascii.h"
#include "css/value.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace gongwen::css {
namespace {

using Operation = CalcNode::Operation;
constexpr int kDeepest = 32;

bool is_named(const Token& token, std::string_view name) { return base::equals_ignoring_ascii_case(token.text, name); }

CalcNode make_node(Operation operation, std::vector<CalcNode> operands) {
  CalcNode node;
  node.operation = operation;
  node.operands = std::move(operands);
  return node;
}

std::optional<CalcNode> parse_sum(TokenStream& stream, int depth);

/// css-values-4 §10.8: a number, a dimension, a percentage, a parenthesis or a nested function.
std::optional<CalcNode> parse_value(TokenStream& stream, int depth) {
  stream.skip_white_space();
  const Token token = stream.peek();
  if (depth > kDeepest) return std::nullopt;
  if (token.kind == TokenKind::OpenParenthesis) {
    TokenStream inner = stream.take_block();
    std::optional<CalcNode> sum = parse_sum(inner, depth + 1);
    inner.skip_white_space();
    return inner.at_end() ? sum : std::nullopt;
  }
  if (token.kind == TokenKind::Function && is_math_function(token.text)) {
    TokenStream inner = stream.take_block();
    std::vector<CalcNode> operands;
    do {
      std::optional<CalcNode> operand = parse_sum(inner, depth + 1);
      if (!operand) return std::nullopt;
      operands.push_back(*std::move(operand));
      inner.skip_white_space();
    } while (inner.take(TokenKind::Comma));
    if (!inner.at_end()) return std::nullopt;
    if (is_named(token, "calc")) return operands.size() == 1 ? std::optional(operands.front()) : std::nullopt;
    if (is_named(token, "clamp") && operands.size() != 3) return std::nullopt;
    const Operation operation = is_named(token, "clamp") ? Operation::Clamp
                                : is_named(token, "min") ? Operation::Min
                                                         : Operation::Max;
    return make_node(operation, std::move(operands));
  }
  CalcNode leaf;
  leaf.leaf.number = token.number;
  if (token.kind == TokenKind::Number) {
    leaf.leaf.kind = ValueKind::Number;
  } else if (token.kind == TokenKind::Percentage) {
    leaf.leaf.kind = ValueKind::Percentage;
  } else if (token.kind == TokenKind::Dimension && find_unit(token.text, leaf.leaf.unit) && !is_angle(leaf.leaf.unit)) {
    leaf.leaf.kind = ValueKind::Dimension;
  } else {
    return std::nullopt;
  }
  stream.next();
  return leaf;
}

std::optional<CalcNode> parse_product(TokenStream& stream, int depth) {
  std::optional<CalcNode> first = parse_value(stream, depth);
  if (!first) return std::nullopt;
  std::vector<CalcNode> factors{*std::move(first)};
  while (true) {
    TokenStream ahead = stream;
    ahead.skip_white_space();
    const bool divide = ahead.looking_at_delimiter('/');
    if (!divide && !ahead.looking_at_delimiter('*')) break;
    ahead.next();
    std::optional<CalcNode> factor = parse_value(ahead, depth);
    if (!factor) return std::nullopt;
    factors.push_back(divide ? make_node(Operation::Invert, {*std::move(factor)}) : *std::move(factor));
    stream = ahead;
  }
  return factors.size() == 1 ? factors.front() : make_node(Operation::Product, std::move(factors));
}

/// The signs of a sum must have white space on both sides.
std::optional<CalcNode> parse_sum(TokenStream& stream, int depth) {
  std::optional<CalcNode> first = parse_product(stream, depth);
  if (!first) return std::nullopt;
  std::vector<CalcNode> terms{*std::move(first)};
  while (true) {
    TokenStream ahead = stream;
    const bool space_before = ahead.skip_white_space();
    const bool minus = ahead.looking_at_delimiter('-');
    if (!space_before || (!minus && !ahead.looking_at_delimiter('+'))) break;
    ahead.next();
    if (!ahead.skip_white_space()) return std::nullopt;
    std::optional<CalcNode> term = parse_product(ahead, depth);
    if (!term) return std::nullopt;
    terms.push_back(minus ? make_node(Operation::Negate, {*std::move(term)}) : *std::move(term));
    stream = ahead;
  }
  return terms.size() == 1 ? terms.front() : make_node(Operation::Sum, std::move(terms));
}

std::optional<CalcType> type_of_product(const CalcNode& node) {
  CalcType product;
  for (const CalcNode& operand : node.operands) {
    const std::optional<CalcType> type = type_of(operand);
    if (!type) return std::nullopt;
    const bool typed = type->length || type->percentage;
    if (typed && (product.length || product.percentage)) return std::nullopt;
    if (typed) product = *type;
  }
  return product;
}

}  // namespace

bool is_math_function(std::string_view name) {
  for (const std::string_view known : {"calc", "min", "max", "clamp"}) {
    if (base::equals_ignoring_ascii_case(name, known)) return true;
  }
  return false;
}

std::shared_ptr<const CalcNode> parse_math_function(TokenStream& stream) {
  std::optional<CalcNode> node = parse_value(stream, 0);
  return node ? std::make_shared<const CalcNode>(*std::move(node)) : nullptr;
}

std::optional<CalcType> type_of(const CalcNode& node) {
  switch (node.operation) {
    case Operation::Leaf:
      return CalcType{node.leaf.kind == ValueKind::Dimension, node.leaf.kind == ValueKind::Percentage};
    case Operation::Product: return type_of_product(node);
    case Operation::Negate: return type_of(node.operands.front());
    case Operation::Invert: {
      const std::optional<CalcType> type = type_of(node.operands.front());
      return type && !type->length && !type->percentage ? type : std::nullopt;
    }
    case Operation::Sum:
    case Operation::Min:
    case Operation::Max:
    case Operation::Clamp: {
      CalcType all;
      bool plain = false;
      for (const CalcNode& operand : node.operands) {
        const std::optional<CalcType> type = type_of(operand);
        if (!type) return std::nullopt;
        plain = plain || (!type->length && !type->percentage);
        all.length = all.length || type->length;
        all.percentage = all.percentage || type->percentage;
      }
      if (plain && (all.length || all.percentage)) return std::nullopt;
      return all;
    }
  }
  return std::nullopt;
}

std::optional<double> constant_of(const CalcNode& node) {
  if (node.operation == Operation::Leaf) {
    return node.leaf.kind == ValueKind::Number ? std::optional(node.leaf.number) : std::nullopt;
  }
  std::vector<double> numbers;
  for (const CalcNode& operand : node.operands) {
    const std::optional<double> number = constant_of(operand);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  switch (node.operation) {
    case Operation::Leaf: return std::nullopt;
    case Operation::Sum: return std::accumulate(numbers.begin(), numbers.end(), 0.0);
    case Operation::Product: return std::accumulate(numbers.begin(), numbers.end(), 1.0, std::multiplies<>());
    case Operation::Negate: return -numbers.front();
    case Operation::Invert: return numbers.front() == 0 ? std::nullopt : std::optional(1 / numbers.front());
    case Operation::Min: return *std::min_element(numbers.begin(), numbers.end());
    case Operation::Max: return *std::max_element(numbers.begin(), numbers.end());
    case Operation::Clamp: return std::max(numbers[0], std::min(numbers[1], numbers[2]));
  }
  return std::nullopt;
}

}  // namespace gongwen::css
