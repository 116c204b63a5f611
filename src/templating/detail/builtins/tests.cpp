#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

// The tests of Jinja 3 (jinja2.tests), written after `is`.
namespace gongwen::templating {
namespace {

Value rest_of_division(Invocation& call, const Value& divisor) {
  return apply(call.runtime(), BinaryOperator::Modulo, call.value(), divisor);
}

Value test_odd(Invocation& call) {
  return Value::boolean(equals(call.runtime(), rest_of_division(call, Value::integer(2)), Value::integer(1)));
}
Value test_even(Invocation& call) {
  return Value::boolean(equals(call.runtime(), rest_of_division(call, Value::integer(2)), Value::integer(0)));
}
Value test_divisibleby(Invocation& call) {
  return Value::boolean(equals(call.runtime(), rest_of_division(call, call.at(0)), Value::integer(0)));
}

Value test_defined(Invocation& call) { return Value::boolean(!call.value().is_undefined()); }
Value test_undefined(Invocation& call) { return Value::boolean(call.value().is_undefined()); }

template <const Builtin* (*Find)(std::string_view)>
Value test_known(Invocation& call) {
  hash_key(call.runtime(), call.value());  // Jinja looks the value up, so it must be hashable
  return Value::boolean(call.value().is_text() && Find(call.value().text()) != nullptr);
}

template <Kind Wanted>
Value test_kind(Invocation& call) {
  return Value::boolean(call.value().is(Wanted));
}

template <bool Wanted>
Value test_constant(Invocation& call) {
  return Value::boolean(call.value().is(Kind::Boolean) && call.value().boolean() == Wanted);
}

Value test_integer(Invocation& call) {
  return Value::boolean(call.value().is(Kind::Integer) || call.value().is(Kind::BigInteger));
}
Value test_number(Invocation& call) { return Value::boolean(is_number(call.value())); }
Value test_mapping(Invocation& call) { return Value::boolean(is_mapping(call.value())); }
Value test_escaped(Invocation& call) {
  return Value::boolean(call.value().is_markup() || call.value().is(Kind::Module));
}

template <bool (*Question)(std::string_view)>
Value test_case(Invocation& call) {
  return Value::boolean(Question(to_text_value(call.runtime(), call.value()).text()));
}

Value test_sequence(Invocation& call) {
  const Value& value = call.value();
  return Value::boolean(value.is_text() || is_sequence(value) || is_mapping(value) || value.is(Kind::Range));
}

Value test_iterable(Invocation& call) {
  call.runtime().require_defined(call.value());
  return Value::boolean(is_iterable(call.value()));
}

Value test_callable(Invocation& call) { return Value::boolean(kind_traits(call.value().kind()).is_callable); }

Value test_sameas(Invocation& call) { return Value::boolean(is_same(call.value(), call.at(0))); }

constexpr Builtin kValueTests[] = {
    {"boolean", test_kind<Kind::Boolean>, takes_nothing()},
    {"callable", test_callable, takes_nothing()},
    {"defined", test_defined, takes_nothing()},
    {"divisibleby", test_divisibleby, takes({"num"}).needs(1)},
    {"escaped", test_escaped, takes_nothing()},
    {"even", test_even, takes_nothing()},
    {"false", test_constant<false>, takes_nothing()},
    {"filter", test_known<find_filter>, takes_nothing()},
    {"float", test_kind<Kind::Float>, takes_nothing()},
    {"integer", test_integer, takes_nothing()},
    {"iterable", test_iterable, takes_nothing()},
    {"lower", test_case<is_lower_text>, takes_nothing()},
    {"mapping", test_mapping, takes_nothing()},
    {"none", test_kind<Kind::None>, takes_nothing()},
    {"number", test_number, takes_nothing()},
    {"odd", test_odd, takes_nothing()},
    {"sameas", test_sameas, takes({"other"}).needs(1)},
    {"sequence", test_sequence, takes_nothing()},
    {"string", test_kind<Kind::Text>, takes_nothing()},
    {"test", test_known<find_test>, takes_nothing()},
    {"true", test_constant<true>, takes_nothing()},
    {"undefined", test_undefined, takes_nothing()},
    {"upper", test_case<is_upper_text>, takes_nothing()},
};

Value test_equal(Invocation& call) { return Value::boolean(equals(call.runtime(), call.value(), call.at(0))); }
Value test_unequal(Invocation& call) { return Value::boolean(!equals(call.runtime(), call.value(), call.at(0))); }
Value test_less(Invocation& call) { return Value::boolean(order(call.runtime(), call.value(), call.at(0), "<") < 0); }
Value test_at_most(Invocation& call) {
  return Value::boolean(order(call.runtime(), call.value(), call.at(0), "<=") <= 0);
}
Value test_greater(Invocation& call) {
  return Value::boolean(order(call.runtime(), call.value(), call.at(0), ">") > 0);
}
Value test_at_least(Invocation& call) {
  return Value::boolean(order(call.runtime(), call.value(), call.at(0), ">=") >= 0);
}
Value test_in(Invocation& call) { return Value::boolean(contains(call.runtime(), call.at(0), call.value())); }

constexpr Signature kOperand = takes({"other"}).needs(1).positional_only();

constexpr Builtin kComparisonTests[] = {
    {"!=", test_unequal, kOperand},  {"<", test_less, kOperand},
    {"<=", test_at_most, kOperand},  {"==", test_equal, kOperand},
    {">", test_greater, kOperand},   {">=", test_at_least, kOperand},
    {"eq", test_equal, kOperand},    {"equalto", test_equal, kOperand},
    {"ge", test_at_least, kOperand}, {"greaterthan", test_greater, kOperand},
    {"gt", test_greater, kOperand},  {"in", test_in, takes({"seq"}).needs(1)},
    {"le", test_at_most, kOperand},  {"lessthan", test_less, kOperand},
    {"lt", test_less, kOperand},     {"ne", test_unequal, kOperand},
};

}  // namespace

std::span<const Builtin> value_tests() { return kValueTests; }

std::span<const Builtin> comparison_tests() { return kComparisonTests; }

}  // namespace gongwen::templating
