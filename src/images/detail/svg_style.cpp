#include "images/detail/svg_style.h"

#include "base/ascii.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <cmath>

namespace gongwen::images {
namespace {

using base::trim_ascii_space;

double opacity_of(std::string_view text, double otherwise) {
  const auto value = parse_length(text, 1, 1);
  return value ? std::clamp(*value, 0.0, 1.0) : otherwise;
}

/// `none`, a colour, or `url(#id)` with a colour to fall back to.
void set_paint(std::string_view value, SvgPaint& paint) {
  SvgPaint made;
  if (value.starts_with("url(")) {
    std::string external;
    made.kind = SvgPaint::Kind::Reference;
    made.reference = reference_id(value.substr(0, value.find(')') + 1), external);
    const auto color = css::parse_color(value.substr(std::min(value.find(')') + 1, value.size())));
    made.color = color.value_or(css::kTransparent);
  } else if (base::equals_ignoring_ascii_case(value, "currentcolor")) {
    made.kind = SvgPaint::Kind::CurrentColor;
  } else if (value != "none" && value != "transparent") {
    const auto color = css::parse_color(value);
    if (!color) return;
    made = {SvgPaint::Kind::Color, *color, {}};
  }
  paint = std::move(made);
}

void set_dashes(std::string_view value, const SvgViewport& viewport, SvgStyle& style) {
  style.line.dashes.clear();
  if (value == "none") return;
  double sum = 0;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(", \t\n"), value.size());
    if (end > 0) {
      const auto length = parse_length(value.substr(0, end), viewport.diagonal(), style.font_size);
      if (!length || *length < 0) return style.line.dashes.clear();
      style.line.dashes.push_back(*length);
      sum += *length;
    }
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  if (sum <= 0) style.line.dashes.clear();
  // An odd list is taken twice (section 11.4).
  if (style.line.dashes.size() % 2 == 1) {
    const std::vector<double> once = style.line.dashes;
    style.line.dashes.insert(style.line.dashes.end(), once.begin(), once.end());
  }
}

std::vector<std::string> family_names(std::string_view value) {
  std::vector<std::string> names;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(','), value.size());
    std::string_view name = trim_ascii_space(value.substr(0, end));
    if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'')) name = name.substr(1, name.size() - 2);
    if (!name.empty()) names.emplace_back(name);
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return names;
}

int weight_of(std::string_view value, int parent) {
  if (value == "normal") return 400;
  if (value == "bold" || value == "bolder") return 700;
  if (value == "lighter") return 400;
  const std::vector<double> numbers = parse_numbers(value);
  return numbers.size() == 1 ? static_cast<int>(std::clamp(numbers[0], 1.0, 1000.0)) : parent;
}

class StyleSetter {
 public:
  StyleSetter(SvgStyle& style, const SvgStyle& parent, const SvgViewport& viewport,
              std::vector<std::string>& unsupported)
      : style_(style), parent_(parent), viewport_(viewport), unsupported_(unsupported) {}

  void set(std::string_view name, std::string_view value) {
    value = trim_ascii_space(value);
    if (value.empty()) return;
    if (value == "inherit" || value == "unset" || value == "revert") return copy(name, parent_);
    if (value == "initial") return copy(name, SvgStyle{});
    if (set_paints(name, value) || set_line(name, value) || set_font(name, value)) return;
    if (name == "display") style_.displayed = value != "none";
    if (name == "visibility") style_.visible = value == "visible";
    if (name == "opacity") style_.opacity = opacity_of(value, 1);
    if (name == "clip-path" && value != "none") {
      std::string external;
      style_.clip_path = reference_id(value, external);
    }
    if (name == "stop-color") style_.stop_color = css::parse_color(value).value_or(style_.color);
    if (name == "stop-opacity") style_.stop_opacity = opacity_of(value, 1);
    const bool is_effect = name == "mask" || name == "filter" || name.starts_with("marker") ||
                           name == "mix-blend-mode" || name == "text-decoration";
    if (is_effect && value != "none" && value != "normal") unsupported_.emplace_back(name);
  }

 private:
  void copy(std::string_view name, const SvgStyle& from) {
    if (name == "fill") style_.fill = from.fill;
    if (name == "stroke") style_.stroke = from.stroke;
    if (name == "color") style_.color = from.color;
    if (name == "fill-opacity") style_.fill_opacity = from.fill_opacity;
    if (name == "stroke-opacity") style_.stroke_opacity = from.stroke_opacity;
    if (name == "fill-rule") style_.fill_rule = from.fill_rule;
    if (name == "clip-rule") style_.clip_rule = from.clip_rule;
    if (name == "stroke-width") style_.line.width = from.line.width;
    if (name == "stroke-linecap") style_.line.cap = from.line.cap;
    if (name == "stroke-linejoin") style_.line.join = from.line.join;
    if (name == "stroke-miterlimit") style_.line.miter_limit = from.line.miter_limit;
    if (name == "stroke-dasharray") style_.line.dashes = from.line.dashes;
    if (name == "stroke-dashoffset") style_.line.dash_offset = from.line.dash_offset;
    if (name == "font-family") style_.families = from.families;
    if (name == "font-size") style_.font_size = from.font_size;
    if (name == "font-weight") style_.font_weight = from.font_weight;
    if (name == "font-style") style_.italic = from.italic;
    if (name == "text-anchor") style_.anchor = from.anchor;
    if (name == "visibility") style_.visible = from.visible;
    if (name == "opacity") style_.opacity = from.opacity;
    if (name == "clip-path") style_.clip_path = from.clip_path;
    if (name == "stop-color") style_.stop_color = from.stop_color;
    if (name == "stop-opacity") style_.stop_opacity = from.stop_opacity;
  }

  bool set_paints(std::string_view name, std::string_view value) {
    if (name == "fill") {
      set_paint(value, style_.fill);
    } else if (name == "stroke") {
      set_paint(value, style_.stroke);
    } else if (name == "color") {
      if (const auto color = css::parse_color(value)) style_.color = *color;
    } else if (name == "fill-opacity") {
      style_.fill_opacity = opacity_of(value, style_.fill_opacity);
    } else if (name == "stroke-opacity") {
      style_.stroke_opacity = opacity_of(value, style_.stroke_opacity);
    } else if (name == "fill-rule" || name == "clip-rule") {
      (name == "fill-rule" ? style_.fill_rule : style_.clip_rule) =
          value == "evenodd" ? base::FillRule::EvenOdd : base::FillRule::NonZero;
    } else {
      return false;
    }
    return true;
  }

  bool set_line(std::string_view name, std::string_view value) {
    if (name == "stroke-width") {
      style_.line.width = std::max(0.0, parse_length(value, viewport_.diagonal(), style_.font_size).value_or(1));
    } else if (name == "stroke-linecap") {
      style_.line.cap = value == "round"    ? base::LineCap::Round
                        : value == "square" ? base::LineCap::Square
                                            : base::LineCap::Butt;
    } else if (name == "stroke-linejoin") {
      style_.line.join = value == "round"   ? base::LineJoin::Round
                         : value == "bevel" ? base::LineJoin::Bevel
                                            : base::LineJoin::Miter;
    } else if (name == "stroke-miterlimit") {
      style_.line.miter_limit = std::max(1.0, parse_length(value, 1, 1).value_or(4));
    } else if (name == "stroke-dasharray") {
      set_dashes(value, viewport_, style_);
    } else if (name == "stroke-dashoffset") {
      style_.line.dash_offset = parse_length(value, viewport_.diagonal(), style_.font_size).value_or(0);
    } else {
      return false;
    }
    return true;
  }

  bool set_font(std::string_view name, std::string_view value) {
    if (name == "font-family") {
      style_.families = family_names(value);
    } else if (name == "font-size") {
      style_.font_size =
          std::clamp(parse_length(value, parent_.font_size, parent_.font_size).value_or(parent_.font_size), 0.0, 1e4);
    } else if (name == "font-weight") {
      style_.font_weight = weight_of(value, parent_.font_weight);
    } else if (name == "font-style") {
      style_.italic = value != "normal";
    } else if (name == "text-anchor") {
      style_.anchor = value == "middle" ? TextAnchor::Middle : value == "end" ? TextAnchor::End : TextAnchor::Start;
    } else {
      return false;
    }
    return true;
  }

  SvgStyle& style_;
  const SvgStyle& parent_;
  const SvgViewport& viewport_;
  std::vector<std::string>& unsupported_;
};

void set_declarations(std::string_view text, StyleSetter& setter) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view declaration = text.substr(0, end);
    const std::size_t colon = declaration.find(':');
    if (colon != std::string_view::npos) {
      std::string_view value = declaration.substr(colon + 1);
      value = value.substr(0, value.find('!'));
      setter.set(trim_ascii_space(declaration.substr(0, colon)), value);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool matches(std::string_view selector, const SvgElement& element) {
  if (selector == "*" || selector == element.name) return true;
  if (selector.starts_with('#')) return element.attribute("id") == selector.substr(1);
  if (!selector.starts_with('.')) return false;
  std::string_view classes = element.attribute("class");
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find_first_of(" \t\n"), classes.size());
    if (classes.substr(0, end) == selector.substr(1)) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

}  // namespace

double SvgViewport::diagonal() const { return std::sqrt((width * width + height * height) / 2); }

std::string reference_id(std::string_view value, std::string& external) {
  value = trim_ascii_space(value);
  if (value.starts_with("url(") && value.ends_with(')')) value = trim_ascii_space(value.substr(4, value.size() - 5));
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')) value = value.substr(1, value.size() - 2);
  if (value.starts_with('#')) return std::string(value.substr(1));
  external = value;
  return {};
}

std::string SvgStyleSheet::add(std::string_view text) {
  std::string error;
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {  // comments are blanks
    const std::size_t begin = std::min(text.find("/*", at), text.size());
    plain += text.substr(at, begin - at);
    const std::size_t end = begin < text.size() ? text.find("*/", begin + 2) : std::string_view::npos;
    at = end == std::string_view::npos ? text.size() : end + 2;
  }
  std::string_view rest = plain;
  while (true) {
    const std::size_t open = rest.find('{');
    const std::size_t close = rest.find('}', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return error;
    std::string_view selectors = rest.substr(0, open);
    const std::string_view body = rest.substr(open + 1, close - open - 1);
    while (!selectors.empty()) {
      const std::size_t end = std::min(selectors.find(','), selectors.size());
      const std::string_view selector = trim_ascii_space(selectors.substr(0, end));
      if (selector.find_first_of(" >+~:[@") != std::string_view::npos ||
          selector.find('.', 1) != std::string_view::npos) {
        error = selector;
      } else if (!selector.empty()) {
        rules_.push_back({std::string(selector), std::string(body)});
      }
      selectors.remove_prefix(std::min(end + 1, selectors.size()));
    }
    rest.remove_prefix(close + 1);
  }
}

SvgStyle compute_svg_style(const SvgElement& element, const SvgStyle& parent, const SvgStyleSheet& sheet,
                           const SvgViewport& viewport, std::vector<std::string>& unsupported) {
  SvgStyle style = parent;
  style.opacity = 1;
  style.clip_path.clear();
  style.stop_color = css::kBlack;
  style.stop_opacity = 1;
  StyleSetter setter(style, parent, viewport, unsupported);
  if (const auto size = element.attributes.find("font-size"); size != element.attributes.end()) {
    setter.set("font-size", size->second);  // other lengths count in em
  }
  for (const auto& [name, value] : element.attributes) setter.set(name, value);
  // Names, classes, ids: the order of their strength.
  for (const char kind : {'e', '.', '#'}) {
    for (const SvgStyleSheet::Rule& rule : sheet.rules()) {
      const char first = rule.selector.front();
      const bool is_kind = kind == 'e' ? first != '.' && first != '#' : first == kind;
      if (is_kind && matches(rule.selector, element)) set_declarations(rule.declarations, setter);
    }
  }
  set_declarations(element.attribute("style"), setter);
  return style;
}

}  // namespace gongwen::images
