// BigNumber: whole numbers of any size, as in Python. Boost.Multiprecision does the arithmetic; the numbers are stored
// as 32-bit limbs, as in the arena of an expansion. The size is bounded (see kMaxBits), so quadratic algorithms are
// fast enough.
#pragma once

#include "templating/detail/value/arena.h"
#include "templating/detail/value/objects.h"
#include "templating/detail/value/value.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

class BigNumber {
 public:
  /// Python refuses to print numbers of more than 4300 digits; here such numbers cannot be made.
  static constexpr std::size_t kMaxBits = 14'284;

  BigNumber() = default;
  explicit BigNumber(std::int64_t value);
  BigNumber(bool negative, std::span<const std::uint32_t> limbs);
  /// The whole part of a finite number.
  static BigNumber from_double(double value);
  /// Accepts only digits of `base` (2 to 36), at least one; nullopt if the text has any other character.
  static std::optional<BigNumber> parse(std::string_view digits, unsigned base = 10);

  bool negative() const { return negative_; }
  bool is_zero() const { return limbs_.empty(); }
  bool is_odd() const { return !limbs_.empty() && (limbs_[0] & 1) != 0; }
  std::span<const std::uint32_t> limbs() const { return limbs_; }
  std::size_t bit_length() const;
  bool is_too_large() const { return bit_length() > kMaxBits; }
  std::optional<std::int64_t> to_int64() const;
  /// Rounded to nearest, half to even; infinite if too large.
  double to_double() const;
  std::string to_text(unsigned base = 10) const;

  /// dividend ÷ divisor, rounded once; `divisor` is not zero.
  static double ratio(const BigNumber& dividend, const BigNumber& divisor);

  BigNumber negated() const;
  BigNumber absolute() const { return negative_ ? negated() : *this; }
  friend BigNumber operator+(const BigNumber& a, const BigNumber& b);
  friend BigNumber operator-(const BigNumber& a, const BigNumber& b) { return a + b.negated(); }
  friend BigNumber operator*(const BigNumber& a, const BigNumber& b);
  /// Quotient rounded down, and remainder with the sign of the divisor, as in Python's divmod. `divisor` is not
  /// zero.
  struct Division;
  static Division divide_floor(const BigNumber& dividend, const BigNumber& divisor);
  /// Returns nullopt if the result would be too large.
  static std::optional<BigNumber> power(const BigNumber& base, std::uint64_t exponent);

  /// Negative, zero or positive, as a is less than, equal to or greater than b.
  static int compare(const BigNumber& a, const BigNumber& b);

 private:
  bool negative_ = false;
  std::vector<std::uint32_t> limbs_;  // least significant first, no leading zero
};

struct BigNumber::Division {
  BigNumber quotient;
  BigNumber rest;
};

// Whole numbers as values: 64 bits if they fit, BigInteger otherwise.

/// Booleans count as whole numbers, as in Python.
inline bool is_integer(const Value& value) {
  return value.is(Kind::Integer) || value.is(Kind::Boolean) || value.is(Kind::BigInteger);
}
inline bool is_number(const Value& value) { return is_integer(value) || value.is(Kind::Float); }

/// The value of an Integer or Boolean; nullopt for other kinds.
inline std::optional<std::int64_t> small_integer(const Value& value) {
  if (value.is(Kind::Integer)) return value.integer();
  if (value.is(Kind::Boolean)) return value.boolean();
  return std::nullopt;
}

/// `value` must be a whole number.
inline BigNumber to_big_number(const Value& value) {
  if (const auto small = small_integer(value)) return BigNumber(*small);
  const auto& big = value.as<BigInteger>();
  return BigNumber(big.negative, big.limbs);
}

/// Whether a whole number is certain to be represented exactly by a double.
inline bool is_exact_double(const Value& integer) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  const auto small = small_integer(integer);
  return small && *small <= kLargest && *small >= -kLargest;
}

/// `value` must be a number.
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
