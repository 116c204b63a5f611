// The operators of expressions, defined as in Python for numbers, texts, lists and tuples.
#pragma once

#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

namespace gongwen::templating {

enum class BinaryOperator : std::uint8_t { Add, Subtract, Multiply, Divide, FloorDivide, Modulo, Power };

/// The operator as it is written in a template.
std::string_view operator_sign(BinaryOperator operation);

/// Applies an operator; fails if it is not defined for these kinds. The result has the place of the operands, if they
/// have one.
Value apply(Runtime& runtime, BinaryOperator operation, const Value& left, const Value& right);

Value negate(Runtime& runtime, const Value& operand);
/// `+operand`: the number itself.
Value affirm(Runtime& runtime, const Value& operand);

/// Python's truth value. Fails for undefined values.
bool is_true(Runtime& runtime, const Value& value);

/// abs() of a number.
Value absolute(Runtime& runtime, const Value& number);

/// A whole number as a value; fails if it exceeds the limit for numbers.
Value make_integer(Runtime& runtime, const class BigNumber& number);

}  // namespace gongwen::templating
