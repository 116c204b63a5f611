#include "base/ascii.h"
#include "css/value.h"

#include <algorithm>
#include <cmath>
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

CalcNode number_node(double number) {
  CalcNode node;
  node.leaf.kind = ValueKind::Number;
  node.leaf.number = number;
  return node;
}

/// css-values-4 §10.7.1. What is infinite is as great as no length is.
std::optional<double> named_constant(const Token& token) {
  if (token.kind != TokenKind::Ident) return std::nullopt;
  if (is_named(token, "pi")) return 3.14159265358979323846;
  if (is_named(token, "e")) return 2.71828182845904523536;
  if (is_named(token, "infinity")) return 1e9;
  if (is_named(token, "-infinity")) return -1e9;
  return std::nullopt;
}

/// Functions of numbers and angles, which are known when they are read (css-values-4 sections 10.4 and 10.5).
constexpr std::string_view kConstantFunctions[] = {"sin", "cos", "tan", "pow", "sqrt", "log", "exp"};

bool is_constant_function(std::string_view name) {
  return std::any_of(std::begin(kConstantFunctions), std::end(kConstantFunctions),
                     [&](std::string_view known) { return base::equals_ignoring_ascii_case(known, name); });
}

/// A number, or an angle in radians.
std::optional<double> parse_constant(TokenStream& stream, int depth) {
  stream.skip_white_space();
  Unit unit{};
  const Token& token = stream.peek();
  if (token.kind == TokenKind::Dimension && find_unit(token.text, unit) && is_angle(unit)) {
    return stream.next().number * degrees_per(unit) * 3.14159265358979323846 / 180;
  }
  const std::optional<CalcNode> sum = parse_sum(stream, depth + 1);
  return sum ? constant_of(*sum) : std::nullopt;
}

std::optional<CalcNode> parse_constant_function(const Token& name, TokenStream inner, int depth) {
  std::vector<double> numbers;
  do {
    const std::optional<double> number = parse_constant(inner, depth);
    if (!number || numbers.size() == 2) return std::nullopt;
    numbers.push_back(*number);
    inner.skip_white_space();
  } while (inner.take(TokenKind::Comma));
  const bool takes_two = is_named(name, "pow") || (is_named(name, "log") && numbers.size() == 2);
  if (!inner.at_end() || numbers.size() != (takes_two ? 2U : 1U)) return std::nullopt;
  const double first = numbers.front();
  const double result = is_named(name, "sin")    ? std::sin(first)
                        : is_named(name, "cos")  ? std::cos(first)
                        : is_named(name, "tan")  ? std::tan(first)
                        : is_named(name, "pow")  ? std::pow(first, numbers.back())
                        : is_named(name, "sqrt") ? std::sqrt(first)
                        : is_named(name, "exp")  ? std::exp(first)
                        : takes_two              ? std::log(first) / std::log(numbers.back())
                                                 : std::log(first);
  return std::isfinite(result) ? std::optional(number_node(std::clamp(result, -1e9, 1e9))) : std::nullopt;
}

/// The word before the first comma of round(); `nearest` without one.
Operation take_rounding(TokenStream& inner) {
  inner.skip_white_space();
  constexpr std::pair<std::string_view, Operation> kWords[] = {{"nearest", Operation::RoundNearest},
                                                               {"up", Operation::RoundUp},
                                                               {"down", Operation::RoundDown},
                                                               {"to-zero", Operation::RoundToZero}};
  for (const auto& [word, operation] : kWords) {
    if (!inner.looking_at_ident(word)) continue;
    inner.next();
    inner.skip_white_space();
    inner.take(TokenKind::Comma);
    return operation;
  }
  return Operation::RoundNearest;
}

/// round(), mod(), rem(), abs(), sign(), hypot().
std::optional<CalcNode> stepped_node(const Token& name, Operation rounding, std::vector<CalcNode> operands) {
  const std::size_t count = operands.size();
  if (is_named(name, "round")) {
    if (count == 1) operands.push_back(number_node(1));
    return operands.size() == 2 ? std::optional(make_node(rounding, std::move(operands))) : std::nullopt;
  }
  if (is_named(name, "hypot")) return make_node(Operation::Hypot, std::move(operands));
  const bool is_division = is_named(name, "mod") || is_named(name, "rem");
  if (count != (is_division ? 2U : 1U)) return std::nullopt;
  return make_node(is_named(name, "mod")   ? Operation::Mod
                   : is_named(name, "rem") ? Operation::Rem
                   : is_named(name, "abs") ? Operation::Abs
                                           : Operation::Sign,
                   std::move(operands));
}

/// All operands of one type, none of them a percentage, whose sign and step are not known before layout.
std::optional<CalcType> type_of_stepped(const CalcNode& node) {
  std::optional<CalcType> all;
  for (const CalcNode& operand : node.operands) {
    const std::optional<CalcType> type = type_of(operand);
    if (!type || type->percentage || (all && all->length != type->length)) return std::nullopt;
    all = type;
  }
  if (node.operation == Operation::Sign) return CalcType{};
  return all;
}

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
    if (is_constant_function(token.text)) return parse_constant_function(token, inner, depth);
    std::vector<CalcNode> operands;
    const Operation rounding = is_named(token, "round") ? take_rounding(inner) : Operation::RoundNearest;
    do {
      std::optional<CalcNode> operand = parse_sum(inner, depth + 1);
      if (!operand) return std::nullopt;
      operands.push_back(*std::move(operand));
      inner.skip_white_space();
    } while (inner.take(TokenKind::Comma));
    if (!inner.at_end()) return std::nullopt;
    if (is_named(token, "calc")) return operands.size() == 1 ? std::optional(operands.front()) : std::nullopt;
    if (is_named(token, "clamp") && operands.size() != 3) return std::nullopt;
    if (is_named(token, "min")) return make_node(Operation::Min, std::move(operands));
    if (is_named(token, "max")) return make_node(Operation::Max, std::move(operands));
    if (is_named(token, "clamp")) return make_node(Operation::Clamp, std::move(operands));
    return stepped_node(token, rounding, std::move(operands));
  }
  if (const std::optional<double> constant = named_constant(token)) {
    stream.next();
    return number_node(*constant);
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
  for (const std::string_view known : {"calc", "min", "max", "clamp", "round", "mod", "rem", "abs", "sign", "hypot"}) {
    if (base::equals_ignoring_ascii_case(name, known)) return true;
  }
  return is_constant_function(name);
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
    case Operation::RoundNearest:
    case Operation::RoundUp:
    case Operation::RoundDown:
    case Operation::RoundToZero:
    case Operation::Mod:
    case Operation::Rem:
    case Operation::Abs:
    case Operation::Sign:
    case Operation::Hypot: return type_of_stepped(node);
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

double apply_operation(Operation operation, const std::vector<double>& numbers) {
  const double first = numbers.front();
  const double step = numbers.back();
  switch (operation) {
    case Operation::Abs: return std::abs(first);
    case Operation::Sign: return first > 0 ? 1 : first < 0 ? -1 : 0;
    case Operation::Hypot: {
      double squares = 0;
      for (const double number : numbers) squares += number * number;
      return std::sqrt(squares);
    }
    default: break;
  }
  if (step == 0) return 0;
  const double times = first / step;
  switch (operation) {
    case Operation::RoundNearest: return std::floor(times + 0.5) * step;
    case Operation::RoundUp: return (step < 0 ? std::floor(times) : std::ceil(times)) * step;
    case Operation::RoundDown: return (step < 0 ? std::ceil(times) : std::floor(times)) * step;
    case Operation::RoundToZero: return std::trunc(times) * step;
    case Operation::Mod: return first - std::floor(times) * step;
    case Operation::Rem: return std::fmod(first, step);
    default: return first;
  }
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
    case Operation::RoundNearest:
    case Operation::RoundUp:
    case Operation::RoundDown:
    case Operation::RoundToZero:
    case Operation::Mod:
    case Operation::Rem:
    case Operation::Abs:
    case Operation::Sign:
    case Operation::Hypot: return apply_operation(node.operation, numbers);
  }
  return std::nullopt;
}

}  // namespace gongwen::css
