#include "programs/show/detail/values.h"

#include "base/path_arc.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string>

namespace gongwen::show {
namespace {

constexpr double kLargest = 1e7;

/// Takes the next word, up to a space or comma; empty at the end.
std::string_view take_word(std::string_view& text) {
  const auto is_gap = [](char c) {
    return base::is_ascii_space(c) || c == ',';
  };
  while (!text.empty() && is_gap(text.front())) text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && !is_gap(text[end])) ++end;
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

/// Reads path data command by command. Some programs write no space after the letter.
class PathDataReader {
 public:
  explicit PathDataReader(std::string_view text) : rest_(text) {}

  std::optional<base::Path> read() {
    for (;;) {
      while (!rest_.empty() && (base::is_ascii_space(rest_.front()) || rest_.front() == ',')) rest_.remove_prefix(1);
      if (rest_.empty()) return std::move(path_);
      const char letter = rest_.front();
      rest_.remove_prefix(1);
      if (!step(letter)) return std::nullopt;
    }
  }

 private:
  static constexpr std::size_t kMostNumbers = 7;

  /// Takes this many numbers. A letter may follow the last one directly: `0C`.
  bool take(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      while (!rest_.empty() && (base::is_ascii_space(rest_.front()) || rest_.front() == ',')) rest_.remove_prefix(1);
      if (!rest_.empty() && rest_.front() == '+') rest_.remove_prefix(1);
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), n_[i]);
      if (error != std::errc() || !std::isfinite(n_[i]) || std::abs(n_[i]) > kLargest) return false;
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    }
    return true;
  }

  base::PathPoint point(std::size_t first) const { return {n_[first], n_[first + 1]}; }

  /// Data may begin with a line, and goes on from the start of a closed figure.
  void begin() {
    if (path_.empty() || path_.verbs.back() == base::Path::Verb::Close) path_.move_to(at_);
  }

  bool step(char letter) {
    switch (letter) {
      case 'S':
      case 'M':
        if (!take(2)) return false;
        at_ = start_ = point(0);
        path_.move_to(at_);
        return true;
      case 'L':
        if (!take(2)) return false;
        begin();
        at_ = point(0);
        path_.line_to(at_);
        return true;
      case 'Q':
        if (!take(4)) return false;
        quadratic(point(0), point(2));
        return true;
      case 'B':
        if (!take(6)) return false;
        begin();
        path_.cubic_to(point(0), point(2), point(4));
        at_ = point(4);
        return true;
      case 'A':
        if (!take(kMostNumbers)) return false;
        begin();
        base::append_arc(path_, at_,
                         {std::abs(n_[0]), std::abs(n_[1]), n_[2] * std::numbers::pi / 180, n_[3] != 0, n_[4] != 0},
                         point(5));
        at_ = point(5);
        return true;
      case 'C':
        if (!path_.empty() && path_.verbs.back() != base::Path::Verb::Close) path_.close();
        at_ = start_;
        return true;
      default: return false;
    }
  }

  void quadratic(base::PathPoint control, base::PathPoint to) {
    begin();
    const auto toward = [&](base::PathPoint end) {
      return base::PathPoint{end.x + (control.x - end.x) * 2 / 3, end.y + (control.y - end.y) * 2 / 3};
    };
    path_.cubic_to(toward(at_), toward(to), to);
    at_ = to;
  }

  std::string_view rest_;
  base::Path path_;
  base::PathPoint at_;
  base::PathPoint start_;
  std::array<double, kMostNumbers> n_{};
};

}  // namespace

std::string_view value_of(const Element& element, std::string_view attribute) {
  const std::string* const value = element.attribute(attribute);
  return value == nullptr ? std::string_view() : base::trim_ascii_space(*value);
}

std::optional<double> read_number(std::string_view text) {
  text = base::trim_ascii_space(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::isfinite(number) && std::abs(number) <= kLargest ? std::optional(number) : std::nullopt;
}

std::optional<std::uint32_t> read_whole(std::string_view text) {
  text = base::trim_ascii_space(text);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

bool read_flag(std::string_view text, bool otherwise) {
  if (base::equals_ignoring_ascii_case(text, "true") || text == "1") return true;
  if (base::equals_ignoring_ascii_case(text, "false") || text == "0") return false;
  return otherwise;
}

std::optional<std::vector<double>> read_numbers(std::string_view text, std::size_t most) {
  std::vector<double> numbers;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const std::optional<double> number = read_number(word);
    if (!number || numbers.size() == most) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<Box> read_box(std::string_view text) {
  const auto numbers = read_numbers(text, 4);
  if (!numbers || numbers->size() != 4) return std::nullopt;
  return Box{(*numbers)[0], (*numbers)[1], (*numbers)[2], (*numbers)[3]};
}

std::optional<base::Transform> read_matrix(std::string_view text) {
  const auto n = read_numbers(text, 6);
  if (!n || n->size() != 6) return std::nullopt;
  return base::Transform{(*n)[0], (*n)[1], (*n)[2], (*n)[3], (*n)[4], (*n)[5]};
}

std::optional<std::vector<double>> read_steps(std::string_view text, std::size_t most) {
  std::vector<double> steps;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    std::size_t times = 1;
    if (word == "g" || word == "G") {
      const auto count = read_whole(take_word(text));
      if (!count) return std::nullopt;
      times = *count;
      word = take_word(text);
    }
    const std::optional<double> step = read_number(word);
    if (!step) return std::nullopt;
    // More steps than characters have no effect; without this bound a short value could ask for any amount of memory.
    steps.insert(steps.end(), std::min(times, most - std::min(most, steps.size())), *step);
  }
  return steps;
}

std::optional<base::Path> read_path_data(std::string_view text) { return PathDataReader(text).read(); }

}  // namespace gongwen::show
