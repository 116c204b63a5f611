// Filters of numbers.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/integers.h"
#include "templating/detail/value/number_text.h"

#include <array>
#include <cmath>

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

Value filter_abs(Invocation& call) { return absolute(call.runtime(), call.value()); }

/// int() of a float; nothing for those that have no whole part.
std::optional<Value> truncate_float(Runtime& runtime, double number) {
  if (std::isnan(number)) return std::nullopt;
  if (std::isinf(number)) runtime.fail(messages::TemplatingNumberTooLarge);
  return make_integer(runtime, BigNumber::from_double(number));
}

std::optional<Value> text_to_integer(Runtime& runtime, std::string_view text, std::int64_t base) {
  const bool valid_base = base == 0 || (base >= 2 && base <= 36);
  if (valid_base) {
    runtime.charge(text.size());
    if (const auto integer = parse_python_integer(text, static_cast<unsigned>(base));
        integer && !integer->is_too_large()) {
      return make_integer(runtime, *integer);
    }
  }
  const auto number = parse_python_float(text);
  return number ? truncate_float(runtime, *number) : std::nullopt;
}

Value filter_int(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  const Value otherwise = call.has(0) ? call.at(0) : Value::integer(0);
  if (call.value().is_text()) {
    return text_to_integer(runtime, call.value().text(), call.integer(1, 10)).value_or(otherwise);
  }
  if (is_integer(call.value())) return affirm(runtime, call.value());
  if (call.value().is(Kind::Float)) return truncate_float(runtime, call.value().number()).value_or(otherwise);
  return otherwise;
}

Value filter_float(Invocation& call) {
  call.runtime().require_defined(call.value());
  const Value otherwise = call.has(0) ? call.at(0) : Value::number(0);
  if (is_number(call.value())) {
    const double number = to_double(call.value());
    if (std::isinf(number) && is_integer(call.value())) {
      call.runtime().fail_about(call.value(), messages::TemplatingNumberTooLarge);
    }
    return Value::number(number);
  }
  if (!call.value().is_text()) return otherwise;
  const auto number = parse_python_float(call.value().text());
  return number ? Value::number(*number) : otherwise;
}

/// A whole number rounded to tens, hundreds and so on, half to even.
Value round_integer(Runtime& runtime, const Value& value, std::int64_t precision) {
  const Value integer = affirm(runtime, value);
  if (precision >= 0) return integer;
  const BigNumber number = to_big_number(integer);
  const auto unit = BigNumber::power(BigNumber(10), static_cast<std::uint64_t>(-(precision + 1)) + 1);
  if (!unit || unit->bit_length() > number.bit_length() + 4) return Value::integer(0);
  runtime.charge(number.limbs().size() * number.limbs().size() * 32);
  const BigNumber::Division division = BigNumber::divide_floor(number, *unit);
  const int side = BigNumber::compare(division.rest + division.rest, *unit);
  const bool up = side > 0 || (side == 0 && division.quotient.is_odd());
  const BigNumber rounded = up ? division.quotient + BigNumber(1) : division.quotient;
  return make_integer(runtime, rounded * *unit);
}

/// `ceil` and `floor`: Jinja works with floats here, with their errors.
Value round_towards(Invocation& call, std::int64_t precision, double (*towards)(double)) {
  Runtime& runtime = call.runtime();
  const Value ten = Value::integer(10);
  const Value factor = apply(runtime, BinaryOperator::Power, ten, Value::integer(precision));
  const Value scaled = apply(runtime, BinaryOperator::Multiply, call.value(), factor);
  Value rounded = scaled;
  if (scaled.is(Kind::Float)) {
    if (!std::isfinite(scaled.number())) runtime.fail_about(call.value(), messages::TemplatingNumberTooLarge);
    rounded = make_integer(runtime, BigNumber::from_double(towards(scaled.number())));
  }
  return apply(runtime, BinaryOperator::Divide, rounded, factor);
}

Value filter_round(Invocation& call) {
  Runtime& runtime = call.runtime();
  const std::int64_t precision = call.integer(0, 0);
  const std::string_view method = call.has(1) ? call.text(1) : "common";
  if (method != "common" && method != "ceil" && method != "floor") {
    runtime.fail_about(call.at(1), messages::TemplatingBadRounding, method);
  }
  if (!is_number(call.value())) call.fail_value("number");
  if (method == "ceil") return round_towards(call, precision, [](double number) { return std::ceil(number); });
  if (method == "floor") return round_towards(call, precision, [](double number) { return std::floor(number); });
  if (is_integer(call.value())) return round_integer(runtime, call.value(), precision);
  const auto digits = static_cast<int>(std::clamp<std::int64_t>(precision, -400, 400));
  const double number = round_float(call.value().number(), digits);
  if (std::isinf(number) && std::isfinite(call.value().number())) {
    runtime.fail_about(call.value(), messages::TemplatingNumberTooLarge);
  }
  return Value::number(number);
}

Value filter_filesizeformat(Invocation& call) {
  const Value number_value = filter_float(call);
  const bool is_number_text = !call.value().is_text() || parse_python_float(call.value().text()).has_value();
  if (!is_number_text || !(is_number(call.value()) || call.value().is_text())) call.fail_value("number");
  const double bytes = to_double(number_value);
  const bool binary = call.has(0) && is_true(call.runtime(), call.at(0));
  const double base = binary ? 1024 : 1000;
  if (bytes == 1) return Value::text("1 Byte");
  if (bytes < base) {
    return call.make_text(std::to_string(static_cast<std::int64_t>(std::max(bytes, -9e18))) + " Bytes");
  }
  constexpr std::array<std::string_view, 8> kBinary{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
  constexpr std::array<std::string_view, 8> kDecimal{"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  double unit = base * base;
  std::size_t prefix = 0;
  for (; prefix < 7 && bytes >= unit; ++prefix) unit *= base;
  std::string text = write_float(base * bytes / unit, FloatNotation::Fixed, 1) + " ";
  text += binary ? kBinary[prefix] : kDecimal[prefix];
  return call.make_text(text);
}

constexpr Builtin kNumberFilters[] = {
    {"abs", filter_abs, takes_nothing()},
    {"filesizeformat", filter_filesizeformat, takes({"binary"})},
    {"float", filter_float, takes({"default"})},
    {"int", filter_int, takes({"default", "base"})},
    {"round", filter_round, takes({"precision", "method"})},
};

}  // namespace

std::span<const Builtin> number_filters() { return kNumberFilters; }

}  // namespace gongwen::templating
