// Numbers as people write them, in groups of three digits: `-1,234,567.8`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

/// The number without its commas; nullopt if it has commas, but not exactly at all thousands: `1234,567` may be meant
/// as 1234.567. Nothing else about the number is checked.
inline std::optional<std::string> without_group_separators(std::string_view number) {
  const std::size_t sign = number.starts_with('-') ? 1 : 0;
  const std::size_t whole_end = std::min(number.find('.'), number.size());
  const bool is_grouped = number.find(',') != std::string_view::npos;
  // Counted with its commas, a number whose first group has one to three digits has no multiple of four characters.
  if (is_grouped && (whole_end - sign) % 4 == 0) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const bool is_at_thousands = i > sign && i < whole_end && (whole_end - i) % 4 == 0;
    if ((number[i] == ',') != (is_grouped && is_at_thousands)) return std::nullopt;
    if (number[i] != ',') digits += number[i];
  }
  return digits;
}

}  // namespace gongwen::base
