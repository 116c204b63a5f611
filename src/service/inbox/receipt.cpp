#include "service/inbox/receipt.h"

#include "base/format.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>

namespace gongwen::inbox {
namespace {

/// The schema of template.json has the same limits.
constexpr std::size_t kMinPrefix = 2;
constexpr std::size_t kMaxPrefix = 4;
constexpr std::size_t kYearDigits = 4;
constexpr std::size_t kNumberDigits = 6;
constexpr std::size_t kMaxNumberDigits = 12;

// The check digit is over year and number without the prefix: letters are outside of the system of ten characters.
bool are_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

/// The check digit of ISO/IEC 7064, clause 8, the hybrid system over ten characters.
char check_digit(std::string_view digits) {
  constexpr int kModulus = 10;
  // Invariant of the hybrid system: `product` is 1 to 10, never 0.
  int product = kModulus;
  for (const char digit : digits) {
    int sum = (product + (digit - '0')) % kModulus;
    if (sum == 0) sum = kModulus;
    product = sum * 2 % (kModulus + 1);
  }
  return static_cast<char>('0' + (kModulus + 1 - product) % kModulus);
}

/// Normalises typed text: lowercase letters become uppercase, full-width forms (U+FF0D, U+FF10 to U+FF5A) and the
/// dashes of input methods become ASCII, spaces are removed.
std::string plain_text(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    // U+FF00 to U+FF3F are EF BC 80 to EF BC BF, U+FF40 to U+FF7F are EF BD 80 to EF BD BF; their distance to ASCII is
    // 0xFEE0, so the last byte determines the letter.
    if (rest.starts_with("\xEF\xBC") && rest.size() > 2) {
      plain += static_cast<char>(static_cast<unsigned char>(rest[2]) - 0x80 + 0x20);
      i += 2;
    } else if (rest.starts_with("\xEF\xBD") && rest.size() > 2) {
      plain += static_cast<char>(static_cast<unsigned char>(rest[2]) - 0x80 + 0x60);
      i += 2;
    } else if (rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94")) {
      // U+2013 and U+2014, which input methods write for `-`.
      plain += '-';
      i += 2;
    } else if (rest.starts_with("\xE3\x80\x80")) {
      // U+3000, the ideographic space.
      i += 2;
    } else if (text[i] != ' ' && text[i] != '\t' && text[i] != '\n' && text[i] != '\r') {
      plain += text[i];
    }
  }
  for (char& c : plain) {
    if (base::is_ascii_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return plain;
}

std::string_view take_part(std::string_view& text) {
  // Cuts at `-`; the last part has none after it.
  const std::size_t end = std::min(text.find('-'), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

template <typename Number>
Number parse_digits(std::string_view digits) {
  Number number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

bool is_receipt_prefix(std::string_view text) {
  return text.size() >= kMinPrefix && text.size() <= kMaxPrefix &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string receipt_text(const Receipt& receipt) {
  // A number of more than six digits gets longer: the check digit covers any length.
  const std::string digits = fmt::format("{:04}{:06}", receipt.year, receipt.number);
  return fmt::format("{}-{:04}-{:06}-{}", receipt.prefix, receipt.year, receipt.number, check_digit(digits));
}

std::optional<Receipt> parse_receipt(std::string_view text) {
  const std::string plain = plain_text(text);
  std::string_view rest = plain;
  const std::string_view prefix = take_part(rest);
  const std::string_view year = take_part(rest);
  const std::string_view number = take_part(rest);
  const bool well_formed = is_receipt_prefix(prefix) && are_digits(year) && year.size() == kYearDigits &&
                           are_digits(number) && number.size() >= kNumberDigits && number.size() <= kMaxNumberDigits &&
                           rest.size() == 1 && base::is_ascii_digit(rest[0]);
  if (!well_formed || check_digit(std::string(year).append(number)) != rest[0]) return std::nullopt;
  return Receipt{std::string(prefix), parse_digits<int>(year), parse_digits<std::uint64_t>(number)};
}

}  // namespace gongwen::inbox
