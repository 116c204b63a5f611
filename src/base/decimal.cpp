#include "base/decimal.h"

#include "base/format.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>

namespace gongwen::base {
namespace {

/// The magnitude rounded to a count of units of its last decimal; nullopt for large numbers, and close to the middle
/// between two counts, where the product's own rounding error could decide.
std::optional<std::int64_t> counted(double magnitude, std::int64_t units) {
  constexpr double kMaxCount = 1e9;
  constexpr double kDoubt = 1e-6;
  const double scaled = magnitude * static_cast<double>(units);
  if (!(scaled < kMaxCount)) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(scaled);
  const double rest = scaled - static_cast<double>(whole);
  if (std::abs(rest - 0.5) < kDoubt) return std::nullopt;
  return whole + (rest > 0.5 ? 1 : 0);
}

/// Appends any number, by the general conversion.
void append_converted(std::string& out, double value, int decimals) {
  const std::size_t begin = out.size();
  fmt::format_to(std::back_inserter(out), "{:.{}f}", value, decimals);
  while (decimals > 0 && out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  if (out.compare(begin, std::string::npos, "-0") == 0) out.replace(begin, std::string::npos, "0");
}

}  // namespace

void append_decimal(std::string& out, double value, int decimals, char separator) {
  constexpr std::array<std::int64_t, 5> kUnits = {1, 10, 100, 1'000, 10'000};
  const auto index = static_cast<std::size_t>(decimals);
  const std::optional<std::int64_t> count =
      index < kUnits.size() ? counted(std::abs(value), kUnits[index]) : std::nullopt;
  if (!count) {
    const std::size_t begin = out.size();
    append_converted(out, value, decimals);
    if (separator != 0 && out[begin] != '-') out.insert(begin, 1, separator);
    return;
  }
  std::array<char, 32> written;
  char* end = written.data();
  if (value < 0 && *count != 0) {
    *end++ = '-';
  } else if (separator != 0) {
    *end++ = separator;
  }
  end = std::to_chars(end, written.data() + written.size(), *count / kUnits[index]).ptr;
  std::int64_t fraction = *count % kUnits[index];
  if (fraction != 0) *end++ = '.';
  for (std::int64_t unit = kUnits[index] / 10; fraction != 0; unit /= 10) {
    *end++ = static_cast<char>('0' + fraction / unit);
    fraction %= unit;
  }
  out.append(written.data(), end);
}

}  // namespace gongwen::base
