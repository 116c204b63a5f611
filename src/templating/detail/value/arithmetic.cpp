#include "templating/detail/value/arithmetic.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/format_spec.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

#include <cmath>

// Integers have no limit in Python. Calculations use 64 bits if operands and result fit, BigNumber otherwise;
// operations whose time or result grows with the operands charge steps first, so that a template cannot stop a service.
namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

[[noreturn]] void fail_operation(Runtime& runtime, BinaryOperator operation, const Value& left, const Value& right) {
  runtime.fail_about(left.place() ? left : right, messages::TemplatingWrongOperands, operator_sign(operation),
                     type_name(left), type_name(right));
}

[[noreturn]] void fail_division(Runtime& runtime, const Value& divisor) {
  runtime.fail_about(divisor, messages::TemplatingDivisionByZero);
}

Value big_operation(Runtime& runtime, BinaryOperator operation, const Value& left, const Value& right) {
  const BigNumber a = to_big_number(left);
  const BigNumber b = to_big_number(right);
  runtime.charge(a.limbs().size() * b.limbs().size());
  switch (operation) {
    case BinaryOperator::Add: return make_integer(runtime, a + b);
    case BinaryOperator::Subtract: return make_integer(runtime, a - b);
    case BinaryOperator::Multiply: return make_integer(runtime, a * b);
    case BinaryOperator::Divide:
    case BinaryOperator::FloorDivide:
    case BinaryOperator::Modulo:
    case BinaryOperator::Power: break;
  }
  if (b.is_zero()) fail_division(runtime, right);
  runtime.charge(a.limbs().size() * b.limbs().size() * 32);
  const BigNumber::Division division = BigNumber::divide_floor(a, b);
  return make_integer(runtime, operation == BinaryOperator::Modulo ? division.rest : division.quotient);
}

/// The common case: operands and result fit 64 bits. Otherwise returns nullopt.
std::optional<std::int64_t> small_operation(BinaryOperator operation, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (operation) {
    case BinaryOperator::Add: return __builtin_add_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    case BinaryOperator::Subtract: return __builtin_sub_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    case BinaryOperator::Multiply: return __builtin_mul_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    case BinaryOperator::Divide:
    case BinaryOperator::FloorDivide:
    case BinaryOperator::Modulo:
    case BinaryOperator::Power: break;
  }
  if (b == 0 || b == -1) return std::nullopt;  // an error, and the one quotient that overflows
  // C++ rounds quotients to zero, Python down: `-7 // 2` is -4 and `-7 % 2` is 1.
  const bool rounds_up = a % b != 0 && (a % b < 0) != (b < 0);
  return operation == BinaryOperator::Modulo ? a % b + (rounds_up ? b : 0) : a / b - rounds_up;
}

Value divide(Runtime& runtime, const Value& left, const Value& right) {
  const double divisor = to_double(right);
  if (divisor == 0) fail_division(runtime, right);
  if (!is_integer(left) || !is_integer(right)) return Value::number(to_double(left) / divisor);
  // Converting larger integers would round twice, so their quotient is rounded from the exact one.
  if (is_exact_double(left) && is_exact_double(right)) return Value::number(to_double(left) / divisor);
  const BigNumber a = to_big_number(left);
  const BigNumber b = to_big_number(right);
  runtime.charge((a.limbs().size() + 3) * b.limbs().size() * 32);
  const double quotient = BigNumber::ratio(a, b);
  if (std::isinf(quotient)) runtime.fail_about(left, messages::TemplatingNumberTooLarge);
  return Value::number(quotient);
}

/// Python's float_divmod: the rest has the sign of the divisor.
double float_modulo(double a, double b) {
  const double rest = std::fmod(a, b);
  if (rest == 0) return std::copysign(0.0, b);
  return (rest < 0) != (b < 0) ? rest + b : rest;
}

/// Python's `//` for floats, calculated from the exact rest: a plain floor(a / b) is wrong where a / b was rounded up
/// to a whole number.
double float_floor_divide(double a, double b) {
  double rest = std::fmod(a, b);
  double quotient = (a - rest) / b;
  if (rest != 0 && (rest < 0) != (b < 0)) quotient -= 1.0;
  if (quotient == 0) return std::copysign(0.0, a / b);
  const double floored = std::floor(quotient);
  return quotient - floored > 0.5 ? floored + 1.0 : floored;
}

Value float_operation(Runtime& runtime, BinaryOperator operation, const Value& left, const Value& right) {
  const double a = to_double(left);
  const double b = to_double(right);
  switch (operation) {
    case BinaryOperator::Add: return Value::number(a + b);
    case BinaryOperator::Subtract: return Value::number(a - b);
    case BinaryOperator::Multiply: return Value::number(a * b);
    case BinaryOperator::Divide:
    case BinaryOperator::FloorDivide:
    case BinaryOperator::Modulo:
    case BinaryOperator::Power: break;
  }
  if (b == 0) fail_division(runtime, right);
  return Value::number(operation == BinaryOperator::Modulo ? float_modulo(a, b) : float_floor_divide(a, b));
}

Value float_power(Runtime& runtime, const Value& left, const Value& right) {
  const double base = to_double(left);
  const double exponent = to_double(right);
  if (base == 0 && exponent < 0) fail_division(runtime, left);
  // Python gives a complex number here, which templates do not have.
  if (base < 0 && std::isfinite(exponent) && exponent != std::floor(exponent)) {
    runtime.fail_about(left, messages::TemplatingNoRealPower);
  }
  const double result = std::pow(base, exponent);
  if (std::isinf(result) && std::isfinite(base) && std::isfinite(exponent)) {
    runtime.fail_about(left, messages::TemplatingNumberTooLarge);
  }
  return Value::number(result);
}

Value power(Runtime& runtime, const Value& left, const Value& right) {
  const auto exponent = small_integer(right);
  if (!is_integer(left) || !is_integer(right) || (exponent && *exponent < 0)) return float_power(runtime, left, right);
  const BigNumber base = to_big_number(left);
  if (!exponent && base.bit_length() > 1) runtime.fail_about(left, messages::TemplatingNumberTooLarge);
  runtime.charge(100);
  // Bases that get here with an exponent above 64 bits are 0, 1 and -1: only the parity of the exponent matters.
  const bool odd = exponent ? (*exponent & 1) != 0 : to_big_number(right).is_odd();
  const auto result = BigNumber::power(base, exponent ? static_cast<std::uint64_t>(*exponent) : 2 + odd);
  if (!result) runtime.fail_about(left, messages::TemplatingNumberTooLarge);
  return make_integer(runtime, *result);
}

Value number_operation(Runtime& runtime, BinaryOperator operation, const Value& left, const Value& right) {
  if (operation == BinaryOperator::Divide) return divide(runtime, left, right);
  if (operation == BinaryOperator::Power) return power(runtime, left, right);
  if (!is_integer(left) || !is_integer(right)) return float_operation(runtime, operation, left, right);
  const auto a = small_integer(left);
  const auto b = small_integer(right);
  if (a && b) {
    if (const auto result = small_operation(operation, *a, *b)) return Value::integer(*result);
  }
  return big_operation(runtime, operation, left, right);
}

/// Text that becomes part of a markup is escaped, as markupsafe does.
Value concatenate(Runtime& runtime, const Value& left, const Value& right) {
  const bool markup = left.is_markup() || right.is_markup();
  TextBuilder text(runtime);
  for (const Value* part : {&left, &right}) {
    if (markup && !part->is_markup()) {
      append_escaped(text, part->text());
    } else {
      text.append(part->text());
    }
  }
  return text.build(markup ? Safety::Markup : Safety::Plain);
}

Value join_sequences(Runtime& runtime, const Value& left, const Value& right) {
  ArenaVector<Value> items;
  for (const Value* part : {&left, &right}) {
    const SequenceView view(*part);
    items.reserve(runtime.arena(), items.size() + view.size());
    runtime.charge(view.size());
    for (std::size_t i = 0; i < view.size(); ++i) items.push_back(runtime.arena(), view.at(i));
  }
  if (left.is(Kind::Tuple)) return make_tuple_value(runtime, items.span());
  return Value::of(runtime.arena().make<List>(items));
}

Value repeat_text(Runtime& runtime, const Value& text, std::uint64_t times) {
  const std::uint64_t size = text.text().size();
  // The product might overflow, so it is compared by division first.
  if (size != 0 && times > runtime.limits().text_bytes / size) runtime.check_text_size(UINT64_MAX);
  runtime.check_text_size(size * times);
  TextBuilder out(runtime);
  for (std::uint64_t i = 0; size != 0 && i < times; ++i) out.append(text.text());
  return out.build(text.safety());
}

Value repeat_sequence(Runtime& runtime, const Value& sequence, std::uint64_t times) {
  const SequenceView view(sequence);
  const std::uint64_t most = runtime.limits().range_size;
  if (view.size() != 0 && times > most / view.size()) runtime.fail(messages::TemplatingRangeTooLong, most);
  runtime.charge(view.size() * times);
  ArenaVector<Value> items;
  for (std::uint64_t turn = 0; view.size() != 0 && turn < times; ++turn) {
    for (std::size_t i = 0; i < view.size(); ++i) items.push_back(runtime.arena(), view.at(i));
  }
  if (sequence.is(Kind::Tuple)) return make_tuple_value(runtime, items.span());
  return Value::of(runtime.arena().make<List>(items));
}

bool is_repeatable(const Value& value) { return value.is_text() || is_sequence(value); }

Value repeat(Runtime& runtime, const Value& value, const Value& count) {
  if (count.is(Kind::BigInteger)) runtime.fail_about(count, messages::TemplatingNumberTooLarge);
  const auto times = static_cast<std::uint64_t>(std::max<std::int64_t>(0, *small_integer(count)));
  return value.is_text() ? repeat_text(runtime, value, times) : repeat_sequence(runtime, value, times);
}

Value apply_unplaced(Runtime& runtime, BinaryOperator operation, const Value& left, const Value& right) {
  if (is_number(left) && is_number(right)) return number_operation(runtime, operation, left, right);
  if (operation == BinaryOperator::Add) {
    if (left.is_text() && right.is_text()) return concatenate(runtime, left, right);
    const bool same_kind = (is_list(left) && is_list(right)) || (left.is(Kind::Tuple) && right.is(Kind::Tuple));
    if (same_kind) return join_sequences(runtime, left, right);
  }
  if (operation == BinaryOperator::Multiply) {
    if (is_repeatable(left) && is_integer(right)) return repeat(runtime, left, right);
    if (is_integer(left) && is_repeatable(right)) return repeat(runtime, right, left);
  }
  if (operation == BinaryOperator::Modulo && left.is_text()) return format_percent(runtime, left, right);
  fail_operation(runtime, operation, left, right);
}

}  // namespace

std::string_view operator_sign(BinaryOperator operation) {
  switch (operation) {
    case BinaryOperator::Add: return "+";
    case BinaryOperator::Subtract: return "-";
    case BinaryOperator::Multiply: return "*";
    case BinaryOperator::Divide: return "/";
    case BinaryOperator::FloorDivide: return "//";
    case BinaryOperator::Modulo: return "%";
    case BinaryOperator::Power: return "**";
  }
  return {};
}

Value apply(Runtime& runtime, BinaryOperator operation, const Value& left, const Value& right) {
  // In a blank form, every result computed from a blank value is blank.
  if (is_blank(left)) return left;
  if (is_blank(right)) return right;
  runtime.require_defined(left);
  runtime.require_defined(right);
  const Value result = apply_unplaced(runtime, operation, left, right);
  return result.with_place(merge_places(left.place(), right.place(), result, runtime));
}

Value negate(Runtime& runtime, const Value& operand) {
  if (is_blank(operand)) return operand;
  runtime.require_defined(operand);
  if (operand.is(Kind::Float)) return Value::number(-operand.number()).with_place(operand.place());
  if (is_integer(operand)) return make_integer(runtime, to_big_number(operand).negated()).with_place(operand.place());
  runtime.fail_about(operand, messages::TemplatingWrongOperand, "-", type_name(operand));
}

Value affirm(Runtime& runtime, const Value& operand) {
  if (is_blank(operand)) return operand;
  runtime.require_defined(operand);
  if (operand.is(Kind::Boolean)) return Value::integer(operand.boolean()).with_place(operand.place());
  if (is_number(operand)) return operand;
  runtime.fail_about(operand, messages::TemplatingWrongOperand, "+", type_name(operand));
}

bool is_true(Runtime& runtime, const Value& value) {
  switch (value.kind()) {
    case Kind::Missing:
    case Kind::None: return false;
    case Kind::Undefined:
      if (!is_lenient(value)) runtime.fail_undefined(value);
      return false;
    case Kind::Boolean: return value.boolean();
    case Kind::Integer: return value.integer() != 0;
    case Kind::Float: return value.number() != 0;
    case Kind::Text: return !value.text().empty();
    case Kind::List:
    case Kind::Tuple:
    case Kind::DataArray: return SequenceView(value).size() != 0;
    case Kind::Dict:
    case Kind::DataObject: return MappingView(value).size() != 0;
    case Kind::DictView: return MappingView(value.as<DictView>().dict).size() != 0;
    case Kind::Range: return value.as<Range>().size != 0;
    case Kind::Loop: return find_length(runtime, value) != 0;
    default: break;
  }
  return true;
}

Value absolute(Runtime& runtime, const Value& number) {
  runtime.require_defined(number);
  if (number.is(Kind::Float)) return Value::number(std::fabs(number.number()));
  if (is_integer(number)) return make_integer(runtime, to_big_number(number).absolute());
  runtime.fail_about(number, messages::TemplatingWrongOperand, "abs", type_name(number));
}

Value make_integer(Runtime& runtime, const BigNumber& number) {
  if (number.is_too_large()) runtime.fail(messages::TemplatingNumberTooLarge);
  return make_integer(runtime.arena(), number);
}

}  // namespace gongwen::templating
