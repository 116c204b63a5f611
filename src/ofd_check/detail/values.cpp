#include "base/ascii.h"
#include "ofd_check/detail/schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace gongwen::ofd_check {
namespace {

constexpr double kMaxMillimetres = 1e6;
constexpr std::string_view kBlanks = " \t\r\n";

/// Takes the next word; empty at the end.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

std::optional<double> parse_double(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error == std::errc::result_out_of_range && end == word.data() + word.size()) return HUGE_VAL;
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

ValueVerdict judge_numbers(std::string_view text, std::size_t count, bool is_box) {
  std::vector<double> numbers;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const auto number = parse_double(word);
    if (!number) return ValueVerdict::BadForm;
    numbers.push_back(*number);
  }
  if (numbers.empty() || (count != 0 && numbers.size() != count)) return ValueVerdict::BadForm;
  // NaN fails the comparison as well.
  const auto usable = [](double number) {
    return std::abs(number) <= kMaxMillimetres;
  };
  if (!std::ranges::all_of(numbers, usable)) return ValueVerdict::Absurd;
  if (!is_box) return ValueVerdict::Good;
  if (numbers[2] < 0 || numbers[3] < 0) return ValueVerdict::Absurd;
  return numbers[2] == 0 || numbers[3] == 0 ? ValueVerdict::Empty : ValueVerdict::Good;
}

ValueVerdict verdict_of(bool good) { return good ? ValueVerdict::Good : ValueVerdict::BadForm; }

bool is_choice(std::string_view words, std::string_view text) {
  for (;;) {
    const std::size_t end = words.find('/');
    if (words.substr(0, end) == text) return true;
    if (end == std::string_view::npos) return false;
    words.remove_prefix(end + 1);
  }
}

/// `2025-07-01`, with or without a time after it.
bool is_day(std::string_view text) {
  if (text.size() < 10 || (text.size() > 10 && text[10] != 'T')) return false;
  for (std::size_t i = 0; i < 10; ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (i == 4 || i == 7 ? text[i] != '-' : !digit) return false;
  }
  return true;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kReferences = {{
    {"font", "Font"},
    {"image", "MultiMedia"},
    {"unit", "CompositeGraphicUnit"},
    {"drawing", "DrawParam"},
    {"colourspace", "ColorSpace"},
    {"template", "TemplatePage"},
    {"page", "Page"},
    {"object", "*"},
}};

}  // namespace

std::optional<std::uint32_t> parse_number(std::string_view text) {
  text = base::trim_ascii_space(text);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::vector<double>> parse_numbers(std::string_view text) {
  std::vector<double> numbers;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const auto number = parse_double(word);
    if (!number || !std::isfinite(*number)) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<std::uint64_t> count_deltas(std::string_view text) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 32;
  std::uint64_t count = 0;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    std::uint64_t times = 1;
    if (word == "g") {
      const auto stated = parse_number(take_word(text));
      if (!stated) return std::nullopt;
      times = *stated;
      word = take_word(text);
    }
    const auto advance = parse_double(word);
    if (!advance || !(std::abs(*advance) <= kMaxMillimetres)) return std::nullopt;
    count = std::min(count + times, kMost);
  }
  return count;
}

std::string_view referred_elements(std::string_view type) {
  const auto* const found = std::ranges::find(kReferences, type, [](const auto& row) { return row.first; });
  return found == kReferences.end() ? "" : found->second;
}

ValueVerdict judge_path(std::string_view text) {
  constexpr std::array<std::pair<char, int>, 7> kCommands = {
      {{'S', 2}, {'M', 2}, {'L', 2}, {'Q', 4}, {'B', 6}, {'A', 7}, {'C', 0}}};
  int wanted = 0;  // numbers of the command before that are still to come
  bool has_command = false;
  ValueVerdict verdict = ValueVerdict::Good;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const auto* const command = std::ranges::find(kCommands, word.front(), [](const auto& row) { return row.first; });
    if (word.size() == 1 && command != kCommands.end()) {
      if (wanted != 0) return ValueVerdict::BadForm;
      wanted = command->second;
      has_command = true;
      continue;
    }
    const auto number = parse_double(word);
    if (!number || wanted == 0) return ValueVerdict::BadForm;
    if (!(std::abs(*number) <= kMaxMillimetres)) verdict = ValueVerdict::Absurd;
    --wanted;
  }
  return wanted != 0 || !has_command ? ValueVerdict::BadForm : verdict;
}

ValueVerdict judge_value(std::string_view type, std::string_view text) {
  if (type == "str") return ValueVerdict::Good;
  text = base::trim_ascii_space(text);
  if (type == "loc") return verdict_of(!text.empty());
  if (type == "bool") return verdict_of(is_choice("true/false/1/0", text));
  if (type == "id" || type == "uint" || !referred_elements(type).empty())
    return verdict_of(parse_number(text).has_value());
  if (type == "byte") {
    const auto number = parse_number(text);
    return verdict_of(number && *number <= 255);
  }
  if (type == "num") return judge_numbers(text, 1, false);
  if (type == "nums") return judge_numbers(text, 0, false);
  if (type == "pos") return judge_numbers(text, 2, false);
  if (type == "path") return judge_path(text);
  if (type == "int") return verdict_of(parse_number(text.substr(text.starts_with('-') ? 1 : 0)).has_value());
  if (type == "matrix") return judge_numbers(text, 6, false);
  if (type == "box") return judge_numbers(text, 4, true);
  if (type == "deltas") return verdict_of(count_deltas(text).has_value());
  if (type == "date") return verdict_of(is_day(text));
  return verdict_of(is_choice(type, text));
}

}  // namespace gongwen::ofd_check
