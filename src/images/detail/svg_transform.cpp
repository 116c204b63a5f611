#include "images/detail/svg_transform.h"

#include "base/ascii.h"
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace gongwen::images {
namespace {

using base::PathPoint;
using base::Transform;
using base::trim_ascii_space;

constexpr double kRadian = 3.14159265358979323846 / 180;  // for a degree

Transform rotation(double radians) {
  const double sine = std::sin(radians);
  const double cosine = std::cos(radians);
  // Quarters are exact, so that lines stay upright.
  const auto exact = [](double value) {
    return std::abs(value) < 1e-12 ? 0.0 : value;
  };
  return {exact(cosine), exact(sine), -exact(sine), exact(cosine), 0, 0};
}

Transform about(PathPoint origin, const Transform& transform) {
  return Transform{1, 0, 0, 1, origin.x, origin.y}.after(transform).after({1, 0, 0, 1, -origin.x, -origin.y});
}

/// One function of the attribute; its name counts by case.
std::optional<Transform> attribute_function(std::string_view name, const std::vector<double>& v) {
  const std::size_t n = v.size();
  if (name == "matrix" && n == 6) return Transform{v[0], v[1], v[2], v[3], v[4], v[5]};
  if (name == "translate" && (n == 1 || n == 2)) return Transform{1, 0, 0, 1, v[0], n > 1 ? v[1] : 0};
  if (name == "scale" && (n == 1 || n == 2)) return Transform{v[0], 0, 0, n > 1 ? v[1] : v[0], 0, 0};
  if (name == "skewX" && n == 1) return Transform{1, 0, std::tan(v[0] * kRadian), 1, 0, 0};
  if (name == "skewY" && n == 1) return Transform{1, std::tan(v[0] * kRadian), 0, 1, 0, 0};
  if (name == "rotate" && n == 1) return rotation(v[0] * kRadian);
  if (name == "rotate" && n == 3) return about({v[1], v[2]}, rotation(v[0] * kRadian));
  return std::nullopt;
}

/// Numbers with blanks or one comma between two of them; nothing when there is anything else.
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

/// The values between brackets; they are parted by commas.
std::vector<std::string_view> arguments_of(std::string_view text) {
  std::vector<std::string_view> arguments;
  while (true) {
    const std::size_t end = std::min(text.find(','), text.size());
    arguments.push_back(trim_ascii_space(text.substr(0, end)));
    if (end == text.size()) return arguments;
    text.remove_prefix(end + 1);
  }
}

/// In radians; 0 needs no unit.
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

std::optional<double> factor_of(std::string_view text) {
  NumberScanner scanner(text);
  const std::optional<double> number = scanner.next();
  const std::string_view unit = trim_ascii_space(scanner.rest());
  if (!number || (!unit.empty() && unit != "%")) return std::nullopt;
  return unit.empty() ? *number : *number / 100;
}

/// The functions of CSS: each argument has its own type.
class FunctionReader {
 public:
  FunctionReader(const SvgViewport& reference, double font_size) : reference_(reference), font_size_(font_size) {}

  std::optional<Transform> read(std::string_view written_name, std::string_view text) {
    arguments_ = arguments_of(text);
    is_valid_ = true;
    const Transform made = function(base::ascii_lowercase(written_name));
    return is_valid_ ? std::optional(made) : std::nullopt;
  }

 private:
  Transform function(const std::string& name) {
    if (name == "matrix" && takes(6, 6)) return {number(0), number(1), number(2), number(3), number(4), number(5)};
    if (name == "matrix3d" && takes(16, 16))
      return {number(0), number(1), number(4), number(5), number(12), number(13)};
    if (name == "translate" && takes(1, 2)) return {1, 0, 0, 1, across(0), count() > 1 ? down(1) : 0};
    if (name == "translatex" && takes(1, 1)) return {1, 0, 0, 1, across(0), 0};
    if (name == "translatey" && takes(1, 1)) return {1, 0, 0, 1, 0, down(0)};
    if (name == "translate3d" && takes(3, 3)) return {1, 0, 0, 1, across(0), down(1)};
    if (name == "scale" && takes(1, 2)) return {number(0), 0, 0, number(count() > 1 ? 1 : 0), 0, 0};
    if (name == "scalex" && takes(1, 1)) return {number(0), 0, 0, 1, 0, 0};
    if (name == "scaley" && takes(1, 1)) return {1, 0, 0, number(0), 0, 0};
    if (name == "scale3d" && takes(3, 3)) return {number(0), 0, 0, number(1), 0, 0};
    if ((name == "rotate" || name == "rotatez") && takes(1, 1)) return rotation(angle(0));
    if (name == "rotatex" && takes(1, 1)) return {1, 0, 0, std::cos(angle(0)), 0, 0};
    if (name == "rotatey" && takes(1, 1)) return {std::cos(angle(0)), 0, 0, 1, 0, 0};
    if (name == "skew" && takes(1, 2)) return {1, count() > 1 ? std::tan(angle(1)) : 0, std::tan(angle(0)), 1, 0, 0};
    if (name == "skewx" && takes(1, 1)) return {1, 0, std::tan(angle(0)), 1, 0, 0};
    if (name == "skewy" && takes(1, 1)) return {1, std::tan(angle(0)), 0, 1, 0, 0};
    const bool is_flat = (name == "translatez" || name == "scalez" || name == "perspective") && takes(1, 1);
    is_valid_ = is_valid_ && is_flat;
    return {};
  }

  std::size_t count() const { return arguments_.size(); }
  bool takes(std::size_t fewest, std::size_t greatest) const { return count() >= fewest && count() <= greatest; }
  double checked(std::optional<double> value) {
    is_valid_ = is_valid_ && value.has_value();
    return value.value_or(0);
  }
  double number(std::size_t i) { return checked(factor_of(arguments_[i])); }
  double angle(std::size_t i) { return checked(angle_of(arguments_[i])); }
  double across(std::size_t i) { return checked(parse_length(arguments_[i], reference_.width, font_size_)); }
  double down(std::size_t i) { return checked(parse_length(arguments_[i], reference_.height, font_size_)); }

  const SvgViewport& reference_;
  double font_size_;
  std::vector<std::string_view> arguments_;
  bool is_valid_ = true;
};

/// Calls `read` with the name and the arguments of each function, and puts the maps together. `separators`: what may be
/// between two.
template <typename Read>
std::optional<Transform> parse_functions(std::string_view text, bool commas, Read read) {
  Transform all;
  text = trim_ascii_space(text);
  while (true) {
    const std::size_t open = text.find('(');
    const std::size_t close = text.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
    const std::optional<Transform> one =
        read(trim_ascii_space(text.substr(0, open)), text.substr(open + 1, close - open - 1));
    if (!one) return std::nullopt;
    all = all.after(*one);
    text = trim_ascii_space(text.substr(close + 1));
    if (text.empty()) return all;
    while (commas && text.starts_with(',')) text = trim_ascii_space(text.substr(1));
  }
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = trim_ascii_space(text)).empty()) {
    std::size_t end = 0;
    while (end < text.size() && !base::is_ascii_space(text[end])) ++end;
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

/// The share of a side that a word stands for.
std::optional<double> share_of(std::string_view word, std::string_view begin, std::string_view end) {
  if (base::equals_ignoring_ascii_case(word, begin)) return 0;
  if (base::equals_ignoring_ascii_case(word, "center")) return 0.5;
  if (base::equals_ignoring_ascii_case(word, end)) return 1;
  return std::nullopt;
}

}  // namespace

std::optional<Transform> parse_transform_attribute(std::string_view text) {
  if (trim_ascii_space(text).empty()) return Transform{};
  return parse_functions(text, true, [](std::string_view name, std::string_view arguments) -> std::optional<Transform> {
    const std::optional<std::vector<double>> numbers = numbers_of(arguments);
    return numbers ? attribute_function(name, *numbers) : std::nullopt;
  });
}

std::optional<Transform> parse_transform_list(std::string_view text, const SvgViewport& reference, double font_size) {
  FunctionReader reader(reference, font_size);
  return parse_functions(
      text, false, [&](std::string_view name, std::string_view arguments) { return reader.read(name, arguments); });
}

std::optional<Transform> parse_single_transform(std::string_view property, std::string_view text,
                                                const SvgViewport& reference, double font_size) {
  if (text.find('(') != std::string_view::npos) return parse_transform_list(text, reference, font_size);
  const std::vector<std::string_view> words = words_of(text);
  if (words.empty() || words.size() > 3) return std::nullopt;
  if (property == "rotate") {
    if (words.size() != 1) return std::nullopt;
    const std::optional<double> angle = angle_of(words[0]);
    return angle ? std::optional(rotation(*angle)) : std::nullopt;
  }
  const auto value = [&](std::size_t i) -> std::optional<double> {
    if (property == "scale") return factor_of(words[i]);
    return parse_length(words[i], i == 0 ? reference.width : reference.height, font_size);
  };
  const std::optional<double> x = value(0);
  const std::optional<double> y = words.size() > 1 ? value(1) : property == "scale" ? x : std::optional(0.0);
  if (!x || !y) return std::nullopt;
  return property == "scale" ? Transform{*x, 0, 0, *y, 0, 0} : Transform{1, 0, 0, 1, *x, *y};
}

std::optional<PathPoint> parse_transform_origin(std::string_view text, const SvgViewport& reference, double font_size) {
  std::vector<std::string_view> words = words_of(text);
  if (words.empty() || words.size() > 3) return std::nullopt;
  if (words.size() == 3 && (is_percentage(words[2]) || !parse_length(words[2], 0, font_size))) return std::nullopt;
  if (words.size() == 1) words.emplace_back("center");
  const auto across = [&](std::string_view word) -> std::optional<double> {
    if (const auto share = share_of(word, "left", "right")) return *share * reference.width;
    return parse_length(word, reference.width, font_size);
  };
  const auto down = [&](std::string_view word) -> std::optional<double> {
    if (const auto share = share_of(word, "top", "bottom")) return *share * reference.height;
    return parse_length(word, reference.height, font_size);
  };
  std::optional<double> x = across(words[0]);
  std::optional<double> y = down(words[1]);
  if (!x || !y) {
    // Two words may come in either order.
    const bool are_words = share_of(words[0], "top", "bottom") && share_of(words[1], "left", "right");
    if (!are_words) return std::nullopt;
    x = across(words[1]);
    y = down(words[0]);
  }
  return PathPoint{*x, *y};
}

Transform inverse_of(const Transform& transform) {
  const auto& [a, b, c, d, e, f] = transform;
  const double determinant = transform.determinant();
  return {d / determinant,
          -b / determinant,
          -c / determinant,
          a / determinant,
          (c * f - d * e) / determinant,
          (b * e - a * f) / determinant};
}

/// css-transforms-2 §4: the properties one after the other, all about the origin.
Transform SvgDrawer::own_transform(std::size_t index, const Context& context) {
  const SvgTransforms& own = context.style.transforms;
  if (!own.any()) return {};
  PathBounds box{0, 0, context.viewport.width, context.viewport.height};
  if (own.is_about_fill) box = bounds_of(index, context).value_or(PathBounds{});
  const SvgViewport reference{box.right - box.left, box.bottom - box.top};
  const double font_size = context.style.font_size;
  Transform all;
  const std::array singles{std::pair{"translate", &own.translate}, std::pair{"rotate", &own.rotate},
                           std::pair{"scale", &own.scale}};
  for (const auto& [property, text] : singles) {
    if (!text->empty()) {
      all = all.after(parse_single_transform(property, *text, reference, font_size).value_or(Transform{}));
    }
  }
  if (!own.list.empty()) {
    const auto list =
        own.is_attribute ? parse_transform_attribute(own.list) : parse_transform_list(own.list, reference, font_size);
    all = all.after(list.value_or(Transform{}));
  }
  PathPoint origin =
      own.origin.empty() ? PathPoint{} : parse_transform_origin(own.origin, reference, font_size).value_or(PathPoint{});
  origin.x += box.left;
  origin.y += box.top;
  return about(origin, all);
}

/// The rectangle around the shapes of an element, in its own coordinates (SVG 1.1 section 7.11).
std::optional<PathBounds> SvgDrawer::bounds_of(std::size_t index, const Context& context) {
  const SvgElement& element = document_.elements[index];
  if (const auto path = shape_path(element, context.style, context.viewport)) return path_bounds(*path);
  const bool is_group = element.name == "g" || element.name == "a" || element.name == "svg" || element.name == "use";
  if (!is_group || context.depth >= kDeepest || !spend(1)) return std::nullopt;
  base::Path corners;
  const auto add = [&](std::size_t child) {
    Context inner = context;
    ++inner.depth;
    inner.style = style_of(document_.elements[child], context);
    const auto bounds = inner.style.displayed ? bounds_of(child, inner) : std::nullopt;
    if (!bounds) return;
    base::Path frame;
    frame.add_rect(bounds->left, bounds->top, bounds->right, bounds->bottom);
    corners.append(frame, own_transform(child, inner));
  };
  if (element.name == "use") {
    if (const std::size_t target = find(reference(element)); target != 0 && target != index) add(target);
  }
  for (const SvgElement::Child& child : element.children) {
    if (child.element != 0) add(child.element);
  }
  return path_bounds(corners);
}

}  // namespace gongwen::images
