#include "images/detail/clip_shape.h"

#include "base/utf8.h"
#include "images/detail/svg_transform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace gongwen::images {
namespace {

using base::Path;
using base::PathPoint;
using base::trim_ascii_space;

/// The parts between separators outside brackets and quotes; blanks separate words.
std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  char quote = '\0';
  std::size_t begin = 0;
  const auto end_part = [&](std::size_t end) {
    const std::string_view part = trim_ascii_space(text.substr(begin, end - begin));
    if (!part.empty() || separator != ' ') parts.push_back(part);
    begin = end + 1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (depth == 0 && (separator == ' ' ? is_blank : c == separator)) {
      end_part(i);
    }
  }
  end_part(text.size());
  return parts;
}

std::string joined(const std::vector<std::string_view>& words, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text += (i == begin ? "" : " ") + std::string(words[i]);
  return text;
}

class ShapeReader {
 public:
  ShapeReader(const PathBounds& box, double font_size) : box_(box), font_size_(font_size) {}

  std::optional<ClipShape> read(std::string_view name, std::string_view arguments) const {
    if (name == "inset") return inset(arguments);
    if (name == "circle") return ellipse(arguments, true);
    if (name == "ellipse") return ellipse(arguments, false);
    if (name == "polygon") return polygon(arguments);
    if (name == "path") return path(arguments);
    return std::nullopt;
  }

 private:
  double width() const { return box_.right - box_.left; }
  double height() const { return box_.bottom - box_.top; }

  /// One to four values for top, right, bottom and left, or for the corners; those left out repeat others.
  std::optional<std::array<double, 4>> four(const std::vector<std::string_view>& words,
                                            const std::array<double, 4>& bases) const {
    if (words.empty() || words.size() > 4) return std::nullopt;
    constexpr std::size_t kTaken[4][4] = {{0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}};
    std::array<double, 4> values{};
    for (std::size_t i = 0; i < 4; ++i) {
      const auto value = parse_css_length(words[kTaken[words.size() - 1][i]], bases[i], font_size_);
      if (!value) return std::nullopt;
      values[i] = *value;
    }
    return values;
  }

  std::optional<ClipShape> inset(std::string_view arguments) const {
    std::vector<std::string_view> words = parts_of(arguments, ' ');
    const auto round = std::find(words.begin(), words.end(), "round");
    std::array<double, 4> across{};
    std::array<double, 4> down{};
    if (round != words.end()) {
      const std::string text = joined(words, static_cast<std::size_t>(round - words.begin()) + 1, words.size());
      const std::vector<std::string_view> radii = parts_of(text, '/');
      const double w = width();
      const double h = height();
      const auto first = radii.size() > 2 ? std::nullopt : four(parts_of(radii.front(), ' '), {w, w, w, w});
      const auto second = radii.size() > 2 ? std::nullopt : four(parts_of(radii.back(), ' '), {h, h, h, h});
      if (!first || !second) return std::nullopt;
      across = *first;
      down = *second;
      words.erase(round, words.end());
    }
    const auto sides = four(words, {height(), width(), height(), width()});
    if (!sides) return std::nullopt;
    const PathBounds inner{box_.left + (*sides)[3], box_.top + (*sides)[0], box_.right - (*sides)[1],
                           box_.bottom - (*sides)[2]};
    ClipShape shape;
    if (inner.right > inner.left && inner.bottom > inner.top) add_rounded(inner, across, down, shape.path);
    return shape;
  }

  /// Radii that do not fit next to each other are reduced together (css-backgrounds-3 section 4.5).
  static void add_rounded(const PathBounds& box, std::array<double, 4> across, std::array<double, 4> down, Path& path) {
    const double width = box.right - box.left;
    const double height = box.bottom - box.top;
    double share = 1;
    const auto fit = [&share](double room, double radii) {
      if (radii > room) share = std::min(share, room / radii);
    };
    fit(width, across[0] + across[1]);
    fit(width, across[2] + across[3]);
    fit(height, down[0] + down[3]);
    fit(height, down[1] + down[2]);
    for (double& radius : across) radius = std::max(0.0, radius * share);
    for (double& radius : down) radius = std::max(0.0, radius * share);
    constexpr double kRest = 1 - base::kCircleControl;
    const auto& [l, t, r, b] = box;
    path.move_to({l + across[0], t});
    path.line_to({r - across[1], t});
    path.cubic_to({r - across[1] * kRest, t}, {r, t + down[1] * kRest}, {r, t + down[1]});
    path.line_to({r, b - down[2]});
    path.cubic_to({r, b - down[2] * kRest}, {r - across[2] * kRest, b}, {r - across[2], b});
    path.line_to({l + across[3], b});
    path.cubic_to({l + across[3] * kRest, b}, {l, b - down[3] * kRest}, {l, b - down[3]});
    path.line_to({l, t + down[0]});
    path.cubic_to({l, t + down[0] * kRest}, {l + across[0] * kRest, t}, {l + across[0], t});
    path.close();
  }

  std::optional<ClipShape> ellipse(std::string_view arguments, bool is_circle) const {
    const std::vector<std::string_view> words = parts_of(arguments, ' ');
    const auto at = static_cast<std::size_t>(std::find(words.begin(), words.end(), "at") - words.begin());
    if (at > (is_circle ? 1U : 2U) || (!is_circle && at == 1)) return std::nullopt;
    PathPoint center{width() / 2, height() / 2};
    if (at < words.size()) {
      const auto place = parse_transform_origin(joined(words, at + 1, words.size()), {width(), height()}, font_size_);
      if (!place) return std::nullopt;
      center = *place;
    }
    const std::array beside{std::abs(center.x), std::abs(width() - center.x)};
    const std::array above{std::abs(center.y), std::abs(height() - center.y)};
    const auto radius = [&](std::size_t index, double base, const std::array<double, 2>& first,
                            const std::array<double, 2>& second) -> std::optional<double> {
      const std::string_view word = index < at ? words[index] : "closest-side";
      if (word == "closest-side") return std::min({first[0], first[1], second[0], second[1]});
      if (word == "farthest-side") return std::max({first[0], first[1], second[0], second[1]});
      const auto value = parse_css_length(word, base, font_size_);
      return value && *value >= 0 ? value : std::nullopt;
    };
    const double diagonal = std::sqrt((width() * width() + height() * height()) / 2);
    const auto across = is_circle ? radius(0, diagonal, beside, above) : radius(0, width(), beside, beside);
    const auto down = is_circle ? across : radius(1, height(), above, above);
    if (!across || !down) return std::nullopt;
    ClipShape shape;
    if (*across > 0 && *down > 0) {
      const double x = box_.left + center.x;
      const double y = box_.top + center.y;
      shape.path.add_round_rect(x - *across, y - *down, x + *across, y + *down, *across, *down);
    }
    return shape;
  }

  /// Takes the fill rule from the start of a list.
  static base::FillRule take_rule(std::vector<std::string_view>& parts) {
    const bool is_even_odd = !parts.empty() && parts.front() == "evenodd";
    if (is_even_odd || (!parts.empty() && parts.front() == "nonzero")) parts.erase(parts.begin());
    return is_even_odd ? base::FillRule::EvenOdd : base::FillRule::NonZero;
  }

  std::optional<ClipShape> polygon(std::string_view arguments) const {
    std::vector<std::string_view> points = parts_of(arguments, ',');
    ClipShape shape;
    shape.rule = take_rule(points);
    for (const std::string_view point : points) {
      const std::vector<std::string_view> words = parts_of(point, ' ');
      if (words.size() != 2) return std::nullopt;
      const auto x = parse_css_length(words[0], width(), font_size_);
      const auto y = parse_css_length(words[1], height(), font_size_);
      if (!x || !y) return std::nullopt;
      const PathPoint place{box_.left + *x, box_.top + *y};
      shape.path.empty() ? shape.path.move_to(place) : shape.path.line_to(place);
    }
    if (!shape.path.empty()) shape.path.close();
    return shape;
  }

  std::optional<ClipShape> path(std::string_view arguments) const {
    std::vector<std::string_view> parts = parts_of(arguments, ',');
    ClipShape shape;
    shape.rule = take_rule(parts);
    if (parts.size() != 1 || parts[0].size() < 2 || parts[0].front() != parts[0].back()) return std::nullopt;
    shape.path.append(parse_path_data(parts[0].substr(1, parts[0].size() - 2)), {1, 0, 0, 1, box_.left, box_.top});
    return shape;
  }

  const PathBounds& box_;
  double font_size_;
};

}  // namespace

std::optional<ClipShape> clip_shape(std::string_view text, const ClipBoxes& boxes, double font_size) {
  const PathBounds* box = nullptr;
  std::string_view function;
  for (const std::string_view part : parts_of(text, ' ')) {
    const std::string word = base::ascii_lowercase(part);
    const bool is_stroke = word == "border-box" || word == "stroke-box" || word == "margin-box";
    const bool is_fill = word == "fill-box" || word == "content-box" || word == "padding-box";
    if (is_stroke || is_fill || word == "view-box") {
      if (box != nullptr) return std::nullopt;
      box = is_stroke ? &boxes.stroke : is_fill ? &boxes.fill : &boxes.view;
    } else if (function.empty() && part.ends_with(')')) {
      function = part;
    } else {
      return std::nullopt;
    }
  }
  if (box == nullptr && function.empty()) return std::nullopt;
  const PathBounds& measure = box != nullptr ? *box : boxes.stroke;
  if (function.empty()) {
    ClipShape shape;
    shape.path.add_rect(measure.left, measure.top, measure.right, measure.bottom);
    return shape;
  }
  const std::size_t open = function.find('(');
  if (open == std::string_view::npos) return std::nullopt;
  return ShapeReader(measure, font_size)
      .read(base::ascii_lowercase(function.substr(0, open)), function.substr(open + 1, function.size() - open - 2));
}

}  // namespace gongwen::images
