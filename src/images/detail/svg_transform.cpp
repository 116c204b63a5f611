#include "images/detail/svg_transform.h"

#include "base/space_transform.h"
#include "base/utf8.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace gongwen::images {
namespace {

using base::PathPoint;
using base::SpaceTransform;
using base::Transform;
using base::trim_ascii_space;

constexpr double kRadian = 3.14159265358979323846 / 180;  // per degree

/// One function of the attribute; names are case-sensitive.
std::optional<Transform> attribute_function(std::string_view name, const std::vector<double>& v) {
  const std::size_t n = v.size();
  if (name == "matrix" && n == 6) return Transform{v[0], v[1], v[2], v[3], v[4], v[5]};
  if (name == "translate" && (n == 1 || n == 2)) return Transform{1, 0, 0, 1, v[0], n > 1 ? v[1] : 0};
  if (name == "scale" && (n == 1 || n == 2)) return Transform{v[0], 0, 0, n > 1 ? v[1] : v[0], 0, 0};
  if (name == "skewX" && n == 1) return Transform{1, 0, std::tan(v[0] * kRadian), 1, 0, 0};
  if (name == "skewY" && n == 1) return Transform{1, std::tan(v[0] * kRadian), 0, 1, 0, 0};
  if (name == "rotate" && n == 1) return base::rotation_by(v[0] * kRadian);
  if (name == "rotate" && n == 3) return about({v[1], v[2]}, base::rotation_by(v[0] * kRadian));
  return std::nullopt;
}

/// Parses numbers separated by blanks or one comma; nullopt if the text contains anything else.
std::optional<std::vector<double>> numbers_of(std::string_view text) {
  std::vector<double> numbers;
  text = trim_ascii_space(text);
  while (true) {
    if (text.starts_with(',')) return std::nullopt;
    NumberScanner scanner(text);
    const std::optional<double> number = scanner.next();
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    text = trim_ascii_space(scanner.rest());
    if (text.empty()) return numbers;
    if (text.starts_with(',')) text = trim_ascii_space(text.substr(1));
  }
}

/// The position of the first character that satisfies `ends`, outside of brackets; the length of the text if none does.
template <typename Ends>
std::size_t find_outside_brackets(std::string_view text, Ends ends) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (depth == 0 && ends(text[i])) return i;
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
  }
  return text.size();
}

/// The comma-separated values between brackets.
std::vector<std::string_view> arguments_of(std::string_view text) {
  std::vector<std::string_view> arguments;
  while (true) {
    const std::size_t end = find_outside_brackets(text, [](char c) { return c == ','; });
    arguments.push_back(trim_ascii_space(text.substr(0, end)));
    if (end == text.size()) return arguments;
    text.remove_prefix(end + 1);
  }
}

/// Parses an angle, in radians; 0 needs no unit.
std::optional<double> angle_of(std::string_view text) {
  NumberScanner scanner(text);
  const std::optional<double> number = scanner.next();
  if (!number) return std::nullopt;
  const std::string unit = base::ascii_lowercase(trim_ascii_space(scanner.rest()));
  if (unit == "deg") return *number * kRadian;
  if (unit == "grad") return *number * 0.9 * kRadian;
  if (unit == "rad") return *number;
  if (unit == "turn") return *number * 360 * kRadian;
  return unit.empty() && *number == 0 ? number : std::nullopt;
}

std::optional<double> number_of(std::string_view text) {
  NumberScanner scanner(text);
  const std::optional<double> number = scanner.next();
  return number && trim_ascii_space(scanner.rest()).empty() ? number : std::nullopt;
}

/// Parses a scale factor: a number or a percentage.
std::optional<double> factor_of(std::string_view text) {
  if (!is_percentage(text)) return number_of(text);
  text = trim_ascii_space(text);
  const std::optional<double> number = number_of(text.substr(0, text.size() - 1));
  return number ? std::optional(*number / 100) : std::nullopt;
}

/// Reads lengths, their sums, products and comparisons (css-values-4 section 10): calc(), min(), max(), clamp().
class LengthReader {
 public:
  LengthReader(double base, double font_size) : base_(base), font_size_(font_size) {}

  std::optional<double> read(std::string_view text, int depth = 0) const {
    text = trim_ascii_space(text);
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) return parse_length(text, base_, font_size_);
    const std::string name = base::ascii_lowercase(text.substr(0, open));
    if (depth > kDeepest || !text.ends_with(')')) return std::nullopt;
    const std::vector<std::string_view> arguments = arguments_of(text.substr(open + 1, text.size() - open - 2));
    std::vector<double> values;
    for (const std::string_view argument : arguments) {
      const std::optional<double> value = sum(argument, depth + 1);
      if (!value) return std::nullopt;
      values.push_back(*value);
    }
    // Brackets in a sum are equivalent to calc() (css-values-4 section 10.1).
    if ((name == "calc" || (name.empty() && depth > 0)) && values.size() == 1) return values.front();
    if (name == "min") return *std::min_element(values.begin(), values.end());
    if (name == "max") return *std::max_element(values.begin(), values.end());
    if (name == "clamp" && values.size() == 3) return std::max(values[0], std::min(values[1], values[2]));
    return std::nullopt;
  }

 private:
  static constexpr int kDeepest = 32;

  /// Requires blanks on both sides of signs.
  std::optional<double> sum(std::string_view text, int depth) const {
    double total = 0;
    double sign = 1;
    for (std::string_view rest = trim_ascii_space(text); !rest.empty();) {
      const std::optional<double> term = product(rest, depth);
      if (!term) return std::nullopt;
      total += sign * *term;
      rest = trim_ascii_space(rest);
      if (rest.empty()) return total;
      if (rest.size() < 2 || (rest[0] != '+' && rest[0] != '-') || !base::is_ascii_space(rest[1])) return std::nullopt;
      sign = rest[0] == '+' ? 1 : -1;
      rest = trim_ascii_space(rest.substr(1));
    }
    return std::nullopt;
  }

  /// Removes the first factors from a text; their numbers need no unit.
  std::optional<double> product(std::string_view& rest, int depth) const {
    double result = 1;
    for (char sign = '*';;) {
      const std::size_t end =
          find_outside_brackets(rest, [](char c) { return base::is_ascii_space(c) || c == '*' || c == '/'; });
      const std::optional<double> factor = read(rest.substr(0, end), depth);
      if (!factor || (sign == '/' && *factor == 0)) return std::nullopt;
      result = sign == '*' ? result * *factor : result / *factor;
      rest = trim_ascii_space(rest.substr(end));
      if (!rest.starts_with('*') && !rest.starts_with('/')) return result;
      sign = rest.front();
      rest = trim_ascii_space(rest.substr(1));
    }
  }

  double base_;
  double font_size_;
};

std::optional<double> length_of(std::string_view text, double base, double font_size) {
  // Products leave the range of single lengths.
  const std::optional<double> length = LengthReader(base, font_size).read(text);
  if (!length || !std::isfinite(*length)) return std::nullopt;
  return std::clamp(*length, -kFarthestLength, kFarthestLength);
}

}  // namespace

std::optional<double> parse_css_length(std::string_view text, double base, double font_size) {
  return length_of(text, base, font_size);
}

namespace {

/// Parses a length that must not be a percentage.
std::optional<double> depth_of(std::string_view text, double font_size) {
  return text.find('%') == std::string_view::npos ? length_of(text, 0, font_size) : std::nullopt;
}

/// Reads the functions of CSS, whose arguments have different types.
class FunctionReader {
 public:
  FunctionReader(const SvgViewport& reference, double font_size) : reference_(reference), font_size_(font_size) {}

  std::optional<SpaceTransform> read(std::string_view written_name, std::string_view text) {
    arguments_ = arguments_of(text);
    is_valid_ = true;
    const std::string name = base::ascii_lowercase(written_name);
    const SpaceTransform made = is_deep(name) ? deep_function(name) : SpaceTransform::of(function(name));
    return is_valid_ ? std::optional(made) : std::nullopt;
  }

 private:
  static bool is_deep(std::string_view name) {
    return name.ends_with("3d") || name.ends_with("z") || name == "rotatex" || name == "rotatey" ||
           name == "perspective";
  }

  Transform function(const std::string& name) {
    if (name == "matrix" && takes(6, 6)) return {number(0), number(1), number(2), number(3), number(4), number(5)};
    if (name == "translate" && takes(1, 2)) return {1, 0, 0, 1, across(0), count() > 1 ? down(1) : 0};
    if (name == "translatex" && takes(1, 1)) return {1, 0, 0, 1, across(0), 0};
    if (name == "translatey" && takes(1, 1)) return {1, 0, 0, 1, 0, down(0)};
    if (name == "scale" && takes(1, 2)) return {factor(0), 0, 0, factor(count() > 1 ? 1 : 0), 0, 0};
    if (name == "scalex" && takes(1, 1)) return {factor(0), 0, 0, 1, 0, 0};
    if (name == "scaley" && takes(1, 1)) return {1, 0, 0, factor(0), 0, 0};
    if (name == "rotate" && takes(1, 1)) return base::rotation_by(angle(0));
    if (name == "skew" && takes(1, 2)) return {1, count() > 1 ? std::tan(angle(1)) : 0, std::tan(angle(0)), 1, 0, 0};
    if (name == "skewx" && takes(1, 1)) return {1, 0, std::tan(angle(0)), 1, 0, 0};
    if (name == "skewy" && takes(1, 1)) return {1, std::tan(angle(0)), 0, 1, 0, 0};
    is_valid_ = false;
    return {};
  }

  /// Three-dimensional functions (css-transforms-2 §12).
  SpaceTransform deep_function(const std::string& name) {
    if (name == "matrix3d" && takes(16, 16)) {
      SpaceTransform made;
      for (std::size_t i = 0; i < 16; ++i) made.numbers[i] = number(i);
      return made;
    }
    if (name == "translate3d" && takes(3, 3)) return SpaceTransform::translation(across(0), down(1), depth(2));
    if (name == "translatez" && takes(1, 1)) return SpaceTransform::translation(0, 0, depth(0));
    if (name == "scale3d" && takes(3, 3)) return scaling(factor(0), factor(1), factor(2));
    if (name == "scalez" && takes(1, 1)) return scaling(1, 1, factor(0));
    if (name == "rotate3d" && takes(4, 4)) return SpaceTransform::rotation(number(0), number(1), number(2), angle(3));
    if (name == "rotatex" && takes(1, 1)) return SpaceTransform::rotation(1, 0, 0, angle(0));
    if (name == "rotatey" && takes(1, 1)) return SpaceTransform::rotation(0, 1, 0, angle(0));
    if (name == "rotatez" && takes(1, 1)) return SpaceTransform::rotation(0, 0, 1, angle(0));
    if (name == "perspective" && takes(1, 1)) {
      if (base::equals_ignoring_ascii_case(arguments_[0], "none")) return {};
      const double distance = depth(0);
      is_valid_ = is_valid_ && distance >= 0;
      return SpaceTransform::perspective(std::max(1.0, distance));
    }
    is_valid_ = false;
    return {};
  }

  static SpaceTransform scaling(double x, double y, double z) {
    return {{x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1}};
  }

  std::size_t count() const { return arguments_.size(); }
  bool takes(std::size_t fewest, std::size_t greatest) const { return count() >= fewest && count() <= greatest; }
  double checked(std::optional<double> value) {
    is_valid_ = is_valid_ && value.has_value();
    return value.value_or(0);
  }
  double number(std::size_t i) { return checked(number_of(arguments_[i])); }
  double factor(std::size_t i) { return checked(factor_of(arguments_[i])); }
  double angle(std::size_t i) { return checked(angle_of(arguments_[i])); }
  double across(std::size_t i) { return checked(length_of(arguments_[i], reference_.width, font_size_)); }
  double down(std::size_t i) { return checked(length_of(arguments_[i], reference_.height, font_size_)); }
  double depth(std::size_t i) { return checked(depth_of(arguments_[i], font_size_)); }

  const SvgViewport& reference_;
  double font_size_;
  std::vector<std::string_view> arguments_;
  bool is_valid_ = true;
};

enum class Separators : std::uint8_t { Blanks, BlanksAndCommas };

/// Calls `read` with the name and the arguments of each function, and multiplies the resulting transforms.
template <typename Map, typename Read>
std::optional<Map> parse_functions(std::string_view text, Separators separators, Read read) {
  Map all;
  text = trim_ascii_space(text);
  while (true) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) return std::nullopt;
    const std::size_t close = open + 1 + find_outside_brackets(text.substr(open + 1), [](char c) { return c == ')'; });
    if (close == text.size()) return std::nullopt;
    const std::optional<Map> one =
        read(trim_ascii_space(text.substr(0, open)), text.substr(open + 1, close - open - 1));
    if (!one) return std::nullopt;
    all = all.after(*one);
    text = trim_ascii_space(text.substr(close + 1));
    if (text.empty()) return all;
    while (separators == Separators::BlanksAndCommas && text.starts_with(',')) text = trim_ascii_space(text.substr(1));
  }
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = trim_ascii_space(text)).empty()) {
    const std::size_t end = find_outside_brackets(text, base::is_ascii_space);
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

/// The share of a side that a keyword denotes.
std::optional<double> share_of(std::string_view word, std::string_view begin, std::string_view end) {
  if (base::equals_ignoring_ascii_case(word, begin)) return 0;
  if (base::equals_ignoring_ascii_case(word, "center")) return 0.5;
  if (base::equals_ignoring_ascii_case(word, end)) return 1;
  return std::nullopt;
}

}  // namespace

Transform about(PathPoint origin, const Transform& transform) {
  return Transform{1, 0, 0, 1, origin.x, origin.y}.after(transform).after({1, 0, 0, 1, -origin.x, -origin.y});
}

std::optional<Transform> parse_transform_attribute(std::string_view text) {
  if (trim_ascii_space(text).empty()) return Transform{};
  const auto read = [](std::string_view name, std::string_view arguments) -> std::optional<Transform> {
    const std::optional<std::vector<double>> numbers = numbers_of(arguments);
    return numbers ? attribute_function(name, *numbers) : std::nullopt;
  };
  return parse_functions<Transform>(text, Separators::BlanksAndCommas, read);
}

std::optional<Transform> parse_transform_list(std::string_view text, const SvgViewport& reference, double font_size) {
  FunctionReader reader(reference, font_size);
  const auto map = parse_functions<SpaceTransform>(
      text, Separators::Blanks,
      [&](std::string_view name, std::string_view arguments) { return reader.read(name, arguments); });
  return map ? map->flattened() : std::nullopt;
}

namespace {

/// Parses an angle, optionally with the axis of rotation before or after it.
std::optional<Transform> parse_rotation(std::vector<std::string_view> words) {
  const bool ends_with_angle = angle_of(words.back()).has_value();
  const std::optional<double> angle = angle_of(ends_with_angle ? words.back() : words.front());
  if (!angle) return std::nullopt;
  if (words.size() == 1) return base::rotation_by(*angle);
  words.erase(ends_with_angle ? words.end() - 1 : words.begin());
  std::array<double, 3> axis{};
  if (words.size() == 1) {
    constexpr std::array<std::string_view, 3> kAxes{"x", "y", "z"};
    for (std::size_t i = 0; i < 3; ++i) axis[i] = base::equals_ignoring_ascii_case(words[0], kAxes[i]) ? 1 : 0;
    if (axis == std::array<double, 3>{}) return std::nullopt;
  } else {
    if (words.size() != 3) return std::nullopt;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::optional<double> number = number_of(words[i]);
      if (!number) return std::nullopt;
      axis[i] = *number;
    }
  }
  return SpaceTransform::rotation(axis[0], axis[1], axis[2], *angle).flattened();
}

}  // namespace

std::optional<Transform> parse_single_transform(std::string_view property, std::string_view text,
                                                const SvgViewport& reference, double font_size) {
  const std::vector<std::string_view> words = words_of(text);
  if (words.empty() || words.size() > 4) return std::nullopt;
  if (property == "rotate") return parse_rotation(words);
  if (words.size() > 3) return std::nullopt;
  const auto value = [&](std::size_t i) -> std::optional<double> {
    if (property == "scale") return factor_of(words[i]);
    return length_of(words[i], i == 0 ? reference.width : reference.height, font_size);
  };
  const std::optional<double> x = value(0);
  const std::optional<double> y = words.size() > 1 ? value(1) : property == "scale" ? x : std::optional(0.0);
  const bool is_third_valid = words.size() < 3 || (property == "scale" ? factor_of(words[2]).has_value()
                                                                       : depth_of(words[2], font_size).has_value());
  if (!x || !y || !is_third_valid) return std::nullopt;
  return property == "scale" ? Transform{*x, 0, 0, *y, 0, 0} : Transform{1, 0, 0, 1, *x, *y};
}

std::optional<PathPoint> parse_transform_origin(std::string_view text, const SvgViewport& reference, double font_size) {
  std::vector<std::string_view> words = words_of(text);
  if (words.empty() || words.size() > 3) return std::nullopt;
  if (words.size() == 3 && !depth_of(words[2], font_size)) return std::nullopt;
  if (words.size() == 1) words.emplace_back("center");
  const auto across = [&](std::string_view word) -> std::optional<double> {
    if (const auto share = share_of(word, "left", "right")) return *share * reference.width;
    return length_of(word, reference.width, font_size);
  };
  const auto down = [&](std::string_view word) -> std::optional<double> {
    if (const auto share = share_of(word, "top", "bottom")) return *share * reference.height;
    return length_of(word, reference.height, font_size);
  };
  std::optional<double> x = across(words[0]);
  std::optional<double> y = down(words[1]);
  if (!x || !y) {
    // Two keywords may come in either order.
    const bool are_words = share_of(words[0], "top", "bottom") && share_of(words[1], "left", "right");
    if (!are_words) return std::nullopt;
    x = across(words[1]);
    y = down(words[0]);
  }
  return PathPoint{*x, *y};
}

}  // namespace gongwen::images
