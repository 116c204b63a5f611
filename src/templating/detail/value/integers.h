// Whole numbers as values: 64 bits where they fit, BigInteger beyond.
#pragma once

#include "templating/detail/value/arena.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/objects.h"
#include "templating/detail/value/value.h"

#include <optional>

namespace gongwen::templating {

/// Booleans count as whole numbers, as in Python.
inline bool is_integer(const Value& value) {
  return value.is(Kind::Integer) || value.is(Kind::Boolean) || value.is(Kind::BigInteger);
}
inline bool is_number(const Value& value) { return is_integer(value) || value.is(Kind::Float); }

/// The value of an Integer or Boolean; nothing for all else.
inline std::optional<std::int64_t> small_integer(const Value& value) {
  if (value.is(Kind::Integer)) return value.integer();
  if (value.is(Kind::Boolean)) return value.boolean();
  return std::nullopt;
}

/// Of a whole number.
inline BigNumber to_big_number(const Value& value) {
  if (const auto small = small_integer(value)) return BigNumber(*small);
  const auto& big = value.as<BigInteger>();
  return BigNumber(big.negative, big.limbs);
}

/// Whether a whole number is surely the same as a double.
inline bool is_exact_double(const Value& integer) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  const auto small = small_integer(integer);
  return small && *small <= kLargest && *small >= -kLargest;
}

/// Of any number.
inline double to_double(const Value& value) {
  if (value.is(Kind::Float)) return value.number();
  if (const auto small = small_integer(value)) return static_cast<double>(*small);
  return to_big_number(value).to_double();
}

inline Value make_integer(Arena& arena, const BigNumber& number) {
  if (const auto small = number.to_int64()) return Value::integer(*small);
  return Value::of(arena.make<BigInteger>(number.negative(), arena.copy(number.limbs())));
}

}  // namespace gongwen::templating
