// Decimal: a number of any length exactly as it was written in decimal, for comparisons that binary floating point gets
// wrong: whether 19.99 is a multiple of 0.01, whether 1.0 equals 1, whether 12345678901234567890.1 exceeds a limit.
//   Decimal::parse("19.99")->is_multiple_of(*Decimal::parse("0.01"))   // true
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::data {

class Decimal {
 public:
  Decimal() = default;
  static Decimal from_integer(std::int64_t value);
  /// Parses a number in the form of RFC 8259 section 6; nullopt for any other text. Exponents are clamped to ±10^12.
  static std::optional<Decimal> parse(std::string_view text);

  bool is_zero() const { return digits_.empty(); }
  bool is_negative() const { return negative_; }
  /// Whether it has no fraction: 1.0 and 1e3 are integers.
  bool is_integer() const { return exponent_ >= 0; }
  /// The integer; nullopt if the number is not one, or is outside the range of the type.
  std::optional<std::int64_t> to_integer() const;

  /// Whether this divided by `divisor`, which must not be zero, is an integer. Time is quadratic in the number of
  /// digits and independent of the exponents.
  bool is_multiple_of(const Decimal& divisor) const;

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) = default;

 private:
  // The value is ±digits × 10^exponent. The digits have no zeros at either end; zero has no digits, exponent 0 and no
  // sign. So equal numbers have equal members.
  bool negative_ = false;
  std::string digits_;
  std::int64_t exponent_ = 0;
};

}  // namespace gongwen::data
