// Comparing values as JSON Schema does: by their mathematical or textual content, not by how they
// were written.
#pragma once

#include "data/decimal.h"
#include "data/document.h"

#include <compare>

namespace gongwen::data {

/// The exact value of a number.
Decimal decimal_of(const Value& number);

/// A total order over all values; equal means equal by JSON Schema Core 4.2.2: 1 equals 1.0,
/// members have no order.
std::strong_ordering compare_values(const Value& a, const Value& b);

/// Either number; both may be of any size.
std::strong_ordering compare_numbers(const Value& a, const Value& b);

/// 1.0 is an integer too. JSON Schema Validation 6.1.1.
bool is_integral(const Value& number);

}  // namespace gongwen::data
