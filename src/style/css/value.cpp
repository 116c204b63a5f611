#include "style/css/value.h"

#include "base/format.h"
#include "base/utf8.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

// Mathematical functions are parsed into a tree of operations, because percentages and font sizes are known only later.
// Functions of constants, such as sin(), are calculated at once.
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

/// css-values-4 §10.7.1: infinity is a number larger than any length.
std::optional<double> named_constant(const Token& token) {
  if (token.kind != TokenKind::Ident) return std::nullopt;
  if (is_named(token, "pi")) return 3.14159265358979323846;
  if (is_named(token, "e")) return 2.71828182845904523536;
  if (is_named(token, "infinity")) return 1e9;
  if (is_named(token, "-infinity")) return -1e9;
  return std::nullopt;
}

/// Functions of numbers and angles, which are calculated when they are parsed (css-values-4 sections 10.4 and 10.5).
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

/// sin(), pow() and the like; `log(8, 2)` has an optional base. The result is clamped to the range of `infinity`.
std::optional<CalcNode> parse_constant_function(const Token& name, TokenStream inner, int depth) {
  std::vector<double> numbers;
  do {
    const std::optional<double> number = parse_constant(inner, depth);
    if (!number || numbers.size() == 2) return std::nullopt;
    numbers.push_back(*number);
    inner.skip_white_space();
  } while (inner.take(TokenKind::Comma));
  // Only pow() and log() accept two arguments; log() also accepts one.
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

/// The word before the first comma of round(); `nearest` if there is no word.
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

/// All operands must have one type other than percentage: sign and step of percentages are known only in layout.
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
    default: return apply_operation(node.operation, numbers);
  }
  return std::nullopt;
}

namespace {

struct UnitInfo {
  std::string_view name;
  Unit unit;
  double pixels;  // 0: not absolute
};

constexpr UnitInfo kUnits[] = {
    {"px", Unit::Px, 1},   {"cm", Unit::Cm, 96 / 2.54}, {"mm", Unit::Mm, 96 / 25.4}, {"q", Unit::Q, 96 / 101.6},
    {"in", Unit::In, 96},  {"pc", Unit::Pc, 16},        {"pt", Unit::Pt, 4.0 / 3},   {"em", Unit::Em, 0},
    {"rem", Unit::Rem, 0}, {"ex", Unit::Ex, 0},         {"ch", Unit::Ch, 0},         {"ic", Unit::Ic, 0},
    {"lh", Unit::Lh, 0},   {"rlh", Unit::Rlh, 0},       {"vw", Unit::Vw, 0},         {"vh", Unit::Vh, 0},
    {"vi", Unit::Vi, 0},   {"vb", Unit::Vb, 0},         {"vmin", Unit::Vmin, 0},     {"vmax", Unit::Vmax, 0},
    {"deg", Unit::Deg, 0}, {"grad", Unit::Grad, 0},     {"rad", Unit::Rad, 0},       {"turn", Unit::Turn, 0},
};

const UnitInfo& info(Unit unit) { return kUnits[static_cast<std::size_t>(unit)]; }

std::string number_text(double number) { return fmt::format("{:g}", number); }

std::string calc_text(const CalcNode& node) {
  using Operation = CalcNode::Operation;
  if (node.operation == Operation::Leaf) return to_text(node.leaf);
  std::string joined;
  for (const CalcNode& operand : node.operands) {
    if (!joined.empty()) joined += " ";
    joined += calc_text(operand);
  }
  switch (node.operation) {
    case Operation::Sum: return "(+ " + joined + ")";
    case Operation::Negate: return "(- " + joined + ")";
    case Operation::Product: return "(* " + joined + ")";
    case Operation::Invert: return "(/ " + joined + ")";
    case Operation::Min: return "(min " + joined + ")";
    case Operation::Max: return "(max " + joined + ")";
    case Operation::Clamp: return "(clamp " + joined + ")";
    case Operation::RoundNearest: return "(round nearest " + joined + ")";
    case Operation::RoundUp: return "(round up " + joined + ")";
    case Operation::RoundDown: return "(round down " + joined + ")";
    case Operation::RoundToZero: return "(round to-zero " + joined + ")";
    case Operation::Mod: return "(mod " + joined + ")";
    case Operation::Rem: return "(rem " + joined + ")";
    case Operation::Abs: return "(abs " + joined + ")";
    case Operation::Sign: return "(sign " + joined + ")";
    case Operation::Hypot: return "(hypot " + joined + ")";
    case Operation::Leaf: break;
  }
  return joined;
}

}  // namespace

double pixels_per(Unit unit) { return info(unit).pixels; }
double degrees_per(Unit unit) {
  switch (unit) {
    case Unit::Grad: return 0.9;
    case Unit::Rad: return 180 / 3.14159265358979323846;
    case Unit::Turn: return 360;
    default: break;
  }
  return 1;
}

bool is_angle(Unit unit) { return unit >= Unit::Deg; }
bool is_font_relative(Unit unit) { return unit >= Unit::Em && unit <= Unit::Rlh; }
bool is_page_relative(Unit unit) { return unit >= Unit::Vw && unit <= Unit::Vmax; }
std::string_view unit_name(Unit unit) { return info(unit).name; }

bool find_unit(std::string_view name, Unit& unit) {
  for (const UnitInfo& known : kUnits) {
    if (!base::equals_ignoring_ascii_case(known.name, name)) continue;
    unit = known.unit;
    return true;
  }
  return false;
}

int stretch_percent(const Value& value) {
  if (value.kind == ValueKind::Percentage) return static_cast<int>(std::lround(std::clamp(value.number, 0.0, 1000.0)));
  switch (value.keyword) {
    case Keyword::UltraCondensed: return 50;
    case Keyword::ExtraCondensed: return 62;
    case Keyword::Condensed: return 75;
    case Keyword::SemiCondensed: return 88;
    case Keyword::SemiExpanded: return 112;
    case Keyword::Expanded: return 125;
    case Keyword::ExtraExpanded: return 150;
    case Keyword::UltraExpanded: return 200;
    default: return 100;
  }
}

std::string to_text(const Value& value) {
  switch (value.kind) {
    case ValueKind::Keyword: return std::string(keyword_text(value.keyword));
    case ValueKind::Number:
    case ValueKind::Integer: return number_text(value.number);
    case ValueKind::Percentage: return number_text(value.number) + "%";
    case ValueKind::Dimension: return number_text(value.number) + std::string(unit_name(value.unit));
    case ValueKind::Calc: return calc_text(*value.calc);
    case ValueKind::Color: return to_text(value.color);
    case ValueKind::String: return "\"" + value.text + "\"";
    case ValueKind::Ident: return value.text;
    case ValueKind::Url: return "url(" + value.text + ")";
    case ValueKind::Function: return std::string(keyword_text(value.keyword)) + "(" + to_text(value.arguments) + ")";
    case ValueKind::Slash: return "/";
    case ValueKind::Comma: return ",";
    case ValueKind::LineNames: return "[" + to_text(value.arguments) + "]";
  }
  return {};
}

std::string to_text(const std::vector<Value>& values) {
  std::string out;
  for (const Value& value : values) {
    if (!out.empty() && value.kind != ValueKind::Comma) out += " ";
    out += to_text(value);
  }
  return out;
}

}  // namespace gongwen::css
