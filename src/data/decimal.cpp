// Parses and compares decimals by their digits. Divisibility uses integers of any length; this is the only user of
// Boost.Multiprecision.
#include "data/decimal.h"

#include "base/assert.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>

#include <boost/multiprecision/cpp_int.hpp>

namespace gongwen::data {
namespace {

using boost::multiprecision::cpp_int;

constexpr std::int64_t kMaxExponent = 1'000'000'000'000;
/// Numbers with up to this many digits fit into 64 bits.
constexpr std::size_t kDigitsOfWord = 18;

/// Takes the digits at the start of `rest`.
std::string_view take_digits(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const std::string_view digits = rest.substr(0, end);
  rest.remove_prefix(end);
  return digits;
}

/// Takes an exponent, `e-12`; 0 if absent, nullopt if it has no digits.
std::optional<std::int64_t> take_exponent(std::string_view& rest) {
  if (rest.empty() || base::to_ascii_lower(rest.front()) != 'e') return 0;
  rest.remove_prefix(1);
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view digits = take_digits(rest);
  if (digits.empty()) return std::nullopt;
  std::int64_t value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec != std::errc() || value > kMaxExponent) value = kMaxExponent;
  return negative ? -value : value;
}

std::uint64_t word_of(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

Decimal Decimal::from_integer(std::int64_t value) { return *parse(std::to_string(value)); }

std::optional<Decimal> Decimal::parse(std::string_view text) {
  Decimal number;
  number.negative_ = text.starts_with('-');
  if (number.negative_) text.remove_prefix(1);
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
  }
  const std::optional<std::int64_t> exponent = take_exponent(text);
  const bool leading_zero = whole.size() > 1 && whole.front() == '0';
  if (whole.empty() || leading_zero || !exponent || !text.empty()) return std::nullopt;

  number.digits_.reserve(whole.size() + fraction.size());
  number.digits_.append(whole).append(fraction);
  number.exponent_ = *exponent - static_cast<std::int64_t>(fraction.size());
  const std::size_t last = number.digits_.find_last_not_of('0');
  if (last == std::string::npos) return Decimal();
  number.exponent_ += static_cast<std::int64_t>(number.digits_.size() - last - 1);
  number.digits_.erase(last + 1);
  number.digits_.erase(0, number.digits_.find_first_not_of('0'));
  return number;
}

std::optional<std::int64_t> Decimal::to_integer() const {
  if (is_zero()) return 0;
  constexpr std::int64_t kMaxDigits = 19;
  if (!is_integer() || exponent_ > kMaxDigits) return std::nullopt;
  std::string text = negative_ ? "-" : "";
  text.append(digits_).append(static_cast<std::size_t>(exponent_), '0');
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

bool Decimal::is_multiple_of(const Decimal& divisor) const {
  GONGWEN_ASSERT(!divisor.is_zero());
  if (is_zero()) return true;
  // digits × 10^shift must be a multiple of the divisor's digits. With a negative shift this is impossible: the digits
  // would have to be a multiple of 10, but they do not end in zero.
  const std::int64_t shift = exponent_ - divisor.exponent_;
  if (shift < 0) return false;
  const auto zeros = static_cast<std::size_t>(shift);
  if (digits_.size() + zeros <= kDigitsOfWord && divisor.digits_.size() <= kDigitsOfWord) {
    return word_of(digits_ + std::string(zeros, '0')) % word_of(divisor.digits_) == 0;
  }
  const cpp_int modulus(divisor.digits_);
  const cpp_int power = boost::multiprecision::powm(cpp_int(10), cpp_int(shift), modulus);
  return cpp_int(digits_) % modulus * power % modulus == 0;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.is_zero() || b.is_zero() || a.negative_ != b.negative_) {
    const auto sign = [](const Decimal& d) {
      return d.is_zero() ? 0 : d.negative_ ? -1 : 1;
    };
    return sign(a) <=> sign(b);
  }
  // First compare the number of places before the point, then digit by digit.
  const auto places = [](const Decimal& d) {
    return static_cast<std::int64_t>(d.digits_.size()) + d.exponent_;
  };
  std::strong_ordering order = places(a) <=> places(b);
  if (order == 0) order = a.digits_.compare(b.digits_) <=> 0;
  return a.negative_ ? 0 <=> order : order;
}

}  // namespace gongwen::data
