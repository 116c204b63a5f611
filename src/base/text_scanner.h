// TextScanner: takes a short text apart from left to right, for formats that are too simple for a
// parser.
//   TextScanner scan("2024-02");  const auto year = scan.take_number(4);  scan.take('-');
#pragma once

#include "base/ascii.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace gongwen::base {

class TextScanner {
 public:
  explicit TextScanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char wanted) {
    if (peek() != wanted || at_end()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_text(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  /// Either case of an ASCII letter.
  bool take_letter(char wanted) { return take(wanted) || take(to_ascii_lower(wanted)); }

  /// All ASCII digits that come next; how many there were.
  std::size_t skip_digits() {
    std::size_t count = 0;
    for (; is_ascii_digit(peek()); ++count) rest_.remove_prefix(1);
    return count;
  }

  /// Exactly `digits` ASCII digits as a number; nothing, and nothing taken, when there are fewer.
  std::optional<int> take_number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (!is_ascii_digit(c)) return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  /// One digit or more, up to `max_digits`.
  std::optional<int> take_short_number(std::size_t max_digits) {
    std::size_t count = 0;
    while (count < rest_.size() && count < max_digits && is_ascii_digit(rest_[count])) ++count;
    return count == 0 ? std::nullopt : take_number(count);
  }

 private:
  std::string_view rest_;
};

}  // namespace gongwen::base
