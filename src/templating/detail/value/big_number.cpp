#include "templating/detail/value/big_number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace gongwen::templating {
namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

}  // namespace

struct BigNumber::MagnitudeDivision {
  Limbs quotient;
  Limbs rest;
};

BigNumber::BigNumber(std::int64_t value) : negative_(value < 0) {
  const auto bits = static_cast<std::uint64_t>(value);
  std::uint64_t magnitude = negative_ ? ~bits + 1 : bits;
  for (; magnitude != 0; magnitude >>= 32) limbs_.push_back(static_cast<std::uint32_t>(magnitude));
}

BigNumber::BigNumber(bool negative, std::span<const std::uint32_t> limbs)
    : negative_(negative), limbs_(limbs.begin(), limbs.end()) {
  trim();
}

BigNumber BigNumber::from_double(double value) {
  int exponent = 0;
  const double fraction = std::frexp(std::trunc(std::fabs(value)), &exponent);
  BigNumber result(static_cast<std::int64_t>(std::ldexp(fraction, std::min(exponent, 53))));
  for (int shifted = 53; shifted < exponent; ++shifted) result = result + result;
  result.negative_ = value < 0 && !result.is_zero();
  return result;
}

std::optional<BigNumber> BigNumber::parse(std::string_view digits, unsigned base) {
  if (digits.empty()) return std::nullopt;
  BigNumber result;
  for (const char c : digits) {
    const int digit = digit_value(c);
    if (digit >= static_cast<int>(base)) return std::nullopt;
    std::uint64_t carry = static_cast<std::uint64_t>(digit);
    for (std::uint32_t& limb : result.limbs_) {
      carry += std::uint64_t{limb} * base;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) result.limbs_.push_back(static_cast<std::uint32_t>(carry));
    if (result.limbs_.size() * 32 > kMostBits + 64) break;  // too large already
  }
  return result;
}

std::size_t BigNumber::bit_length() const {
  if (limbs_.empty()) return 0;
  return limbs_.size() * 32 - static_cast<std::size_t>(std::countl_zero(limbs_.back()));
}

std::optional<std::int64_t> BigNumber::to_int64() const {
  if (limbs_.size() > 2) return std::nullopt;
  std::uint64_t magnitude = 0;
  for (std::size_t i = limbs_.size(); i-- > 0;) magnitude = magnitude << 32 | limbs_[i];
  const auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + negative_;
  if (magnitude > limit) return std::nullopt;
  return static_cast<std::int64_t>(negative_ ? ~magnitude + 1 : magnitude);
}

double BigNumber::to_double() const {
  // The upper 64 bits, the lowest of them set when anything was cut off, round as the whole number
  // would.
  const std::size_t bits = bit_length();
  std::uint64_t head = 0;
  bool cut_off = false;
  for (std::size_t i = limbs_.size(); i-- > 0;) {
    for (int bit = 31; bit >= 0; --bit) {
      const std::size_t position = i * 32 + static_cast<std::size_t>(bit);
      if (position >= bits) continue;
      const bool set = (limbs_[i] >> bit & 1) != 0;
      if (bits - position <= 64) {
        head = head << 1 | static_cast<std::uint64_t>(set);
      } else {
        cut_off = cut_off || set;
      }
    }
  }
  const int exponent = static_cast<int>(bits > 64 ? bits - 64 : 0);
  const double magnitude = std::ldexp(static_cast<double>(head | static_cast<std::uint64_t>(cut_off)), exponent);
  return negative_ ? -magnitude : magnitude;
}

double BigNumber::ratio(const BigNumber& dividend, const BigNumber& divisor) {
  // A quotient of more than 64 bits, its lowest bit set if there is a rest, rounds as the exact one
  // would.
  const std::size_t wanted = divisor.bit_length() + 66;
  const std::size_t shift = wanted > dividend.bit_length() ? wanted - dividend.bit_length() : 0;
  Limbs scaled(shift / 32, 0);
  scaled.insert(scaled.end(), dividend.limbs_.begin(), dividend.limbs_.end());
  BigNumber numerator(false, scaled);
  numerator = numerator * BigNumber(std::int64_t{1} << (shift % 32));
  MagnitudeDivision division = divide_magnitudes(numerator.limbs_, divisor.limbs_);
  const bool exact =
      std::all_of(division.rest.begin(), division.rest.end(), [](std::uint32_t limb) { return limb == 0; });
  if (!exact) division.quotient[0] |= 1;
  const double magnitude = std::ldexp(BigNumber(false, division.quotient).to_double(), -static_cast<int>(shift));
  return dividend.negative_ != divisor.negative_ ? -magnitude : magnitude;
}

std::string BigNumber::to_text(unsigned base) const {
  if (limbs_.empty()) return "0";
  std::string text;
  for (Limbs rest = limbs_; !rest.empty();) {
    text.push_back("0123456789abcdefghijklmnopqrstuvwxyz"[divide_by_limb(rest, base)]);
  }
  if (negative_) text.push_back('-');
  std::reverse(text.begin(), text.end());
  return text;
}

BigNumber BigNumber::negated() const {
  BigNumber result = *this;
  result.negative_ = !negative_ && !is_zero();
  return result;
}

BigNumber operator+(const BigNumber& a, const BigNumber& b) {
  BigNumber result;
  if (a.negative_ == b.negative_) {
    result.negative_ = a.negative_;
    result.limbs_ = BigNumber::add_magnitudes(a.limbs_, b.limbs_);
  } else {
    const bool a_larger = BigNumber::compare_magnitudes(a.limbs_, b.limbs_) >= 0;
    const BigNumber& larger = a_larger ? a : b;
    result.negative_ = larger.negative_;
    result.limbs_ = BigNumber::subtract_magnitudes(larger.limbs_, (a_larger ? b : a).limbs_);
  }
  result.trim();
  return result;
}

BigNumber operator*(const BigNumber& a, const BigNumber& b) {
  BigNumber result;
  result.negative_ = a.negative_ != b.negative_;
  result.limbs_.assign(a.limbs_.size() + b.limbs_.size(), 0);
  for (std::size_t i = 0; i < a.limbs_.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.limbs_.size(); ++j) {
      carry += std::uint64_t{a.limbs_[i]} * b.limbs_[j] + result.limbs_[i + j];
      result.limbs_[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    result.limbs_[i + b.limbs_.size()] = static_cast<std::uint32_t>(carry);
  }
  result.trim();
  return result;
}

BigNumber::Division BigNumber::divide_floor(const BigNumber& dividend, const BigNumber& divisor) {
  MagnitudeDivision magnitudes = divide_magnitudes(dividend.limbs_, divisor.limbs_);
  Division division;
  division.quotient.limbs_ = std::move(magnitudes.quotient);
  division.quotient.negative_ = dividend.negative_ != divisor.negative_;
  division.rest.limbs_ = std::move(magnitudes.rest);
  division.rest.negative_ = dividend.negative_;
  division.quotient.trim();
  division.rest.trim();
  if (!division.rest.is_zero() && division.rest.negative_ != divisor.negative_) {
    division.quotient = division.quotient - BigNumber(1);
    division.rest = division.rest + divisor;
  }
  return division;
}

std::optional<BigNumber> BigNumber::power(const BigNumber& base, std::uint64_t exponent) {
  if (base.bit_length() > 1 && exponent > kMostBits) return std::nullopt;
  BigNumber result(1);
  BigNumber square = base;
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result = result * square;
    if (result.is_too_large()) return std::nullopt;
    if (exponent > 1) square = square * square;
    if (square.bit_length() > 2 * kMostBits) return std::nullopt;
  }
  return result;
}

int BigNumber::compare(const BigNumber& a, const BigNumber& b) {
  if (a.negative_ != b.negative_) return a.negative_ ? -1 : 1;
  const int magnitudes = compare_magnitudes(a.limbs_, b.limbs_);
  return a.negative_ ? -magnitudes : magnitudes;
}

int BigNumber::compare_magnitudes(const Limbs& a, const Limbs& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (std::size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

BigNumber::Limbs BigNumber::add_magnitudes(const Limbs& a, const Limbs& b) {
  Limbs sum(std::max(a.size(), b.size()) + 1, 0);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    carry += std::uint64_t{i < a.size() ? a[i] : 0} + (i < b.size() ? b[i] : 0);
    sum[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  return sum;
}

BigNumber::Limbs BigNumber::subtract_magnitudes(const Limbs& larger, const Limbs& smaller) {
  Limbs difference(larger.size(), 0);
  std::int64_t borrow = 0;
  for (std::size_t i = 0; i < larger.size(); ++i) {
    std::int64_t limb = std::int64_t{larger[i]} - (i < smaller.size() ? std::int64_t{smaller[i]} : 0) - borrow;
    borrow = limb < 0;
    if (limb < 0) limb += std::int64_t{1} << 32;
    difference[i] = static_cast<std::uint32_t>(limb);
  }
  return difference;
}

BigNumber::MagnitudeDivision BigNumber::divide_magnitudes(const Limbs& dividend, const Limbs& divisor) {
  if (divisor.size() == 1) {
    Limbs quotient = dividend;
    const std::uint32_t rest = divide_by_limb(quotient, divisor[0]);
    return {std::move(quotient), {rest}};
  }
  // Bit by bit: rare, and bounded by kMostBits.
  MagnitudeDivision division{Limbs(dividend.size(), 0), {}};
  BigNumber rest;
  for (std::size_t bit = dividend.size() * 32; bit-- > 0;) {
    rest = rest + rest;
    if ((dividend[bit / 32] >> (bit % 32) & 1) != 0) rest = rest + BigNumber(1);
    if (compare_magnitudes(rest.limbs_, divisor) < 0) continue;
    rest.limbs_ = subtract_magnitudes(rest.limbs_, divisor);
    rest.trim();
    division.quotient[bit / 32] |= std::uint32_t{1} << (bit % 32);
  }
  division.rest = rest.limbs_;
  return division;
}

std::uint32_t BigNumber::divide_by_limb(Limbs& limbs, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t i = limbs.size(); i-- > 0;) {
    rest = rest << 32 | limbs[i];
    limbs[i] = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  return static_cast<std::uint32_t>(rest);
}

void BigNumber::trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  if (limbs_.empty()) negative_ = false;
}

}  // namespace gongwen::templating
