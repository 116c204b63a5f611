#include "templating/detail/value/big_number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>

#include <boost/multiprecision/cpp_int.hpp>

// Python's integers beyond 64 bits: arithmetic with Python's rounding of quotients, and conversion to floats rounded
// half to even.
namespace gongwen::templating {
namespace {

using boost::multiprecision::cpp_int;

constexpr unsigned kLimbBits = 32;

cpp_int to_integer(std::span<const std::uint32_t> limbs, bool negative) {
  cpp_int integer;
  if (!limbs.empty()) {
    boost::multiprecision::import_bits(integer, limbs.data(), limbs.data() + limbs.size(), kLimbBits, false);
  }
  return negative ? cpp_int(-integer) : integer;
}

cpp_int to_integer(const BigNumber& number) { return to_integer(number.limbs(), number.negative()); }

BigNumber to_number(const cpp_int& integer) {
  std::vector<std::uint32_t> limbs;
  const cpp_int magnitude = abs(integer);
  if (!magnitude.is_zero()) {
    boost::multiprecision::export_bits(magnitude, std::back_inserter(limbs), kLimbBits, false);
  }
  return BigNumber(integer.sign() < 0, limbs);
}

std::size_t bits_of(const cpp_int& integer) { return integer.is_zero() ? 0 : msb(abs(integer)) + 1; }

/// Rounds to nearest, half to even: the upper 64 bits, with the lowest bit set if anything was cut off, round as the
/// whole number would.
double rounded(const cpp_int& magnitude) {
  const std::size_t bits = bits_of(magnitude);
  const std::size_t exponent = bits > 64 ? bits - 64 : 0;
  auto head = static_cast<std::uint64_t>(cpp_int(magnitude >> exponent));
  if (exponent > 0 && lsb(magnitude) < exponent) head |= 1;
  return std::ldexp(static_cast<double>(head), static_cast<int>(exponent));
}

/// The digits of a number that is not zero, most significant first.
std::vector<std::uint8_t> digits_of(cpp_int magnitude, unsigned base) {
  std::vector<std::uint8_t> digits;
  if (std::has_single_bit(base)) {
    const auto bits = static_cast<unsigned>(std::countr_zero(base));
    boost::multiprecision::export_bits(magnitude, std::back_inserter(digits), bits);
    return digits;
  }
  for (; !magnitude.is_zero(); magnitude /= base) {
    digits.push_back(static_cast<std::uint8_t>(integer_modulus(magnitude, base)));
  }
  std::reverse(digits.begin(), digits.end());
  return digits;
}

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

}  // namespace

BigNumber::BigNumber(std::int64_t value) : negative_(value < 0) {
  const auto bits = static_cast<std::uint64_t>(value);
  // Negating the unsigned bits also works for INT64_MIN.
  std::uint64_t magnitude = negative_ ? ~bits + 1 : bits;
  for (; magnitude != 0; magnitude >>= kLimbBits) limbs_.push_back(static_cast<std::uint32_t>(magnitude));
}

BigNumber::BigNumber(bool negative, std::span<const std::uint32_t> limbs) : limbs_(limbs.begin(), limbs.end()) {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  negative_ = negative && !limbs_.empty();
}

BigNumber BigNumber::from_double(double value) {
  constexpr int kMantissa = std::numeric_limits<double>::digits;
  int exponent = 0;
  const double fraction = std::frexp(std::trunc(std::fabs(value)), &exponent);
  cpp_int integer = static_cast<std::int64_t>(std::ldexp(fraction, std::min(exponent, kMantissa)));
  if (exponent > kMantissa) integer <<= static_cast<unsigned>(exponent - kMantissa);
  return to_number(value < 0 ? cpp_int(-integer) : integer);
}

std::optional<BigNumber> BigNumber::parse(std::string_view digits, unsigned base) {
  if (digits.empty()) return std::nullopt;
  constexpr std::uint64_t kFullScale = std::uint64_t{1} << 58;  // one more digit of base 36 fits 64 bits
  cpp_int integer;
  std::uint64_t part = 0;
  std::uint64_t scale = 1;
  for (const char c : digits) {
    const int digit = digit_value(c);
    if (digit >= static_cast<int>(base)) return std::nullopt;
    part = part * base + static_cast<std::uint64_t>(digit);
    scale *= base;
    if (scale < kFullScale) continue;
    integer = integer * scale + part;
    if (bits_of(integer) > kMaxBits + 64) return to_number(integer);  // too large already
    part = 0;
    scale = 1;
  }
  return to_number(integer * scale + part);
}

std::size_t BigNumber::bit_length() const {
  if (limbs_.empty()) return 0;
  return limbs_.size() * kLimbBits - static_cast<std::size_t>(std::countl_zero(limbs_.back()));
}

std::optional<std::int64_t> BigNumber::to_int64() const {
  if (limbs_.size() > 2) return std::nullopt;
  std::uint64_t magnitude = 0;
  for (std::size_t i = limbs_.size(); i-- > 0;) magnitude = magnitude << kLimbBits | limbs_[i];
  const auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + negative_;
  if (magnitude > limit) return std::nullopt;
  return static_cast<std::int64_t>(negative_ ? ~magnitude + 1 : magnitude);
}

double BigNumber::to_double() const {
  const double magnitude = rounded(to_integer(limbs_, false));
  return negative_ ? -magnitude : magnitude;
}

double BigNumber::ratio(const BigNumber& dividend, const BigNumber& divisor) {
  // A quotient of more than 64 bits, its lowest bit set if there is a rest, rounds as the exact one would.
  const std::size_t wanted = divisor.bit_length() + 66;
  const std::size_t shift = wanted > dividend.bit_length() ? wanted - dividend.bit_length() : 0;
  cpp_int quotient;
  cpp_int rest;
  divide_qr(cpp_int(to_integer(dividend.limbs_, false) << shift), to_integer(divisor.limbs_, false), quotient, rest);
  if (!rest.is_zero()) bit_set(quotient, 0);
  const double magnitude = std::ldexp(rounded(quotient), -static_cast<int>(shift));
  return dividend.negative_ != divisor.negative_ ? -magnitude : magnitude;
}

std::string BigNumber::to_text(unsigned base) const {
  if (limbs_.empty()) return "0";
  if (base == 10) return to_integer(*this).str();
  const std::vector<std::uint8_t> digits = digits_of(to_integer(limbs_, false), base);
  std::string text(negative_ ? "-" : "");
  for (const std::uint8_t digit : digits) text.push_back("0123456789abcdefghijklmnopqrstuvwxyz"[digit]);
  return text;
}

BigNumber BigNumber::negated() const {
  BigNumber result = *this;
  result.negative_ = !negative_ && !is_zero();
  return result;
}

BigNumber operator+(const BigNumber& a, const BigNumber& b) { return to_number(to_integer(a) + to_integer(b)); }

BigNumber operator*(const BigNumber& a, const BigNumber& b) { return to_number(to_integer(a) * to_integer(b)); }

BigNumber::Division BigNumber::divide_floor(const BigNumber& dividend, const BigNumber& divisor) {
  const cpp_int by = to_integer(divisor);
  cpp_int quotient;
  cpp_int rest;
  divide_qr(to_integer(dividend), by, quotient, rest);
  // Boost rounds to zero, Python down: the rest has the sign of the divisor.
  if (!rest.is_zero() && rest.sign() != by.sign()) {
    --quotient;
    rest += by;
  }
  return {to_number(quotient), to_number(rest)};
}

std::optional<BigNumber> BigNumber::power(const BigNumber& base, std::uint64_t exponent) {
  // With a base of 2 or more the result would have more bits than the exponent says; 0, 1 and -1 are harmless.
  if (base.bit_length() > 1 && exponent > kMaxBits) return std::nullopt;
  cpp_int result = 1;
  cpp_int square = to_integer(base);
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result *= square;
    if (bits_of(result) > kMaxBits) return std::nullopt;
    if (exponent > 1) square *= square;
    if (bits_of(square) > 2 * kMaxBits) return std::nullopt;
  }
  return to_number(result);
}

int BigNumber::compare(const BigNumber& a, const BigNumber& b) { return to_integer(a).compare(to_integer(b)); }

}  // namespace gongwen::templating
