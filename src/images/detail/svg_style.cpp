#include "images/detail/svg_style.h"

#include "base/utf8.h"
#include "images/detail/svg_transform.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::images {
namespace {

using base::trim_ascii_space;

double opacity_of(std::string_view text, double otherwise) {
  const auto value = parse_length(text, 1, 1);
  return value ? std::clamp(*value, 0.0, 1.0) : otherwise;
}

bool is_reference(std::string_view value) { return base::equals_ignoring_ascii_case(value.substr(0, 4), "url("); }

/// Sets `none`, a colour, or `url(#id)` with a fallback colour.
void set_paint(std::string_view value, SvgPaint& paint) {
  SvgPaint made;
  if (is_reference(value)) {
    std::string external;
    made.kind = SvgPaint::Kind::Reference;
    made.reference = reference_id(value.substr(0, value.find(')') + 1), external);
    const auto color = css::parse_color(value.substr(std::min(value.find(')') + 1, value.size())));
    made.color = color.value_or(css::kTransparent);
  } else if (value == "context-fill" || value == "context-stroke") {
    made.kind = value == "context-fill" ? SvgPaint::Kind::ContextFill : SvgPaint::Kind::ContextStroke;
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
  // A list of odd length is repeated (section 11.4).
  if (style.line.dashes.size() % 2 == 1) {
    const std::vector<double> once = style.line.dashes;
    style.line.dashes.insert(style.line.dashes.end(), once.begin(), once.end());
  }
}

/// The position of the first `sign` outside of quotes and brackets; the length of the text if there is none.
std::size_t find_outside(std::string_view text, char sign) {
  char quote = '\0';
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == sign && depth == 0) {
      return i;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      depth = std::max(0, depth - 1);
    }
  }
  return text.size();
}

std::vector<std::string> family_names(std::string_view value) {
  std::vector<std::string> names;
  while (!value.empty()) {
    const std::size_t end = find_outside(value, ',');
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

/// How to copy a property from another style.
struct StyleMember {
  std::string_view name;
  void (*copy)(const SvgStyle& from, SvgStyle& to);
  bool is_inherited = true;
};

template <auto member>
void copy_member(const SvgStyle& from, SvgStyle& to) {
  to.*member = from.*member;
}

template <auto member>
void copy_line_member(const SvgStyle& from, SvgStyle& to) {
  to.line.*member = from.line.*member;
}

template <auto member>
void copy_transforms_member(const SvgStyle& from, SvgStyle& to) {
  to.transforms.*member = from.transforms.*member;
}

template <auto member>
void copy_marker(const SvgStyle& from, SvgStyle& to) {
  to.markers.*member = from.markers.*member;
}

void copy_transform_list(const SvgStyle& from, SvgStyle& to) {
  to.transforms.list = from.transforms.list;
  to.transforms.is_attribute = from.transforms.is_attribute;
}

using base::StrokeStyle;
constexpr std::array kMembers = {
    StyleMember{"fill", copy_member<&SvgStyle::fill>},
    StyleMember{"stroke", copy_member<&SvgStyle::stroke>},
    StyleMember{"color", copy_member<&SvgStyle::color>},
    StyleMember{"fill-opacity", copy_member<&SvgStyle::fill_opacity>},
    StyleMember{"stroke-opacity", copy_member<&SvgStyle::stroke_opacity>},
    StyleMember{"fill-rule", copy_member<&SvgStyle::fill_rule>},
    StyleMember{"clip-rule", copy_member<&SvgStyle::clip_rule>},
    StyleMember{"stroke-width", copy_line_member<&StrokeStyle::width>},
    StyleMember{"stroke-linecap", copy_line_member<&StrokeStyle::cap>},
    StyleMember{"stroke-linejoin", copy_line_member<&StrokeStyle::join>},
    StyleMember{"stroke-miterlimit", copy_line_member<&StrokeStyle::miter_limit>},
    StyleMember{"stroke-dasharray", copy_line_member<&StrokeStyle::dashes>},
    StyleMember{"stroke-dashoffset", copy_line_member<&StrokeStyle::dash_offset>},
    StyleMember{"font-family", copy_member<&SvgStyle::families>},
    StyleMember{"font-size", copy_member<&SvgStyle::font_size>},
    StyleMember{"font-weight", copy_member<&SvgStyle::font_weight>},
    StyleMember{"font-style", copy_member<&SvgStyle::italic>},
    StyleMember{"text-anchor", copy_member<&SvgStyle::anchor>},
    StyleMember{"marker", copy_member<&SvgStyle::markers>},
    StyleMember{"marker-start", copy_marker<&SvgMarkers::start>},
    StyleMember{"marker-mid", copy_marker<&SvgMarkers::mid>},
    StyleMember{"marker-end", copy_marker<&SvgMarkers::end>},
    StyleMember{"visibility", copy_member<&SvgStyle::visible>},
    StyleMember{"display", copy_member<&SvgStyle::displayed>, false},
    StyleMember{"opacity", copy_member<&SvgStyle::opacity>, false},
    StyleMember{"clip-path", copy_member<&SvgStyle::clip_path>, false},
    StyleMember{"mask", copy_member<&SvgStyle::mask>, false},
    StyleMember{"overflow", copy_member<&SvgStyle::shows_overflow>, false},
    StyleMember{"stop-color", copy_member<&SvgStyle::stop_color>, false},
    StyleMember{"stop-opacity", copy_member<&SvgStyle::stop_opacity>, false},
    StyleMember{"transform", copy_transform_list, false},
    StyleMember{"translate", copy_transforms_member<&SvgTransforms::translate>, false},
    StyleMember{"rotate", copy_transforms_member<&SvgTransforms::rotate>, false},
    StyleMember{"scale", copy_transforms_member<&SvgTransforms::scale>, false},
    StyleMember{"transform-origin", copy_transforms_member<&SvgTransforms::origin>, false},
    StyleMember{"transform-box", copy_transforms_member<&SvgTransforms::uses_fill_box>, false},
};

/// The source of a value: attributes have their own syntax, and do not support all properties.
enum class ValueSource : bool { Attribute, Declaration };

class StyleSetter {
 public:
  StyleSetter(SvgStyle& style, const SvgStyle& parent, const SvgViewport& viewport,
              std::vector<std::string>& unsupported)
      : style_(style), parent_(parent), viewport_(viewport), unsupported_(unsupported) {}

  void set(std::string_view name, std::string_view value, ValueSource source) {
    value = trim_ascii_space(value);
    if (value.empty()) return;
    // Keywords are case-insensitive; names and references are not.
    const std::string lowered = base::ascii_lowercase(value);
    if (set_wide_keyword(name, lowered) || set_transforms(name, value, source)) return;
    const bool has_names = name == "font-family" || lowered.find("url(") != std::string::npos;
    if (!has_names) value = lowered;
    if (set_paints(name, value) || set_line(name, value) || set_font(name, value) || set_markers(name, value)) return;
    if (name == "display") style_.displayed = value != "none";
    if (name == "visibility") style_.visible = value == "visible";
    if (name == "overflow") style_.shows_overflow = value == "visible" || value == "auto";
    if (name == "opacity") style_.opacity = opacity_of(value, 1);
    if (name == "clip-path" && value != "none") {
      std::string external;
      style_.clip_path = reference_id(value, external);
    }
    if (name == "mask") set_mask(value);
    if (name == "stop-color") style_.stop_color = css::parse_color(value).value_or(style_.color);
    if (name == "stop-opacity") style_.stop_opacity = opacity_of(value, 1);
    constexpr std::array<std::string_view, 18> kEffects{"filter",
                                                        "mix-blend-mode",
                                                        "text-decoration",
                                                        "letter-spacing",
                                                        "word-spacing",
                                                        "textLength",
                                                        "dominant-baseline",
                                                        "baseline-shift",
                                                        "font-variant",
                                                        "text-transform",
                                                        "paint-order",
                                                        "alignment-baseline",
                                                        "vector-effect",
                                                        "writing-mode",
                                                        "direction",
                                                        "font",
                                                        "white-space",
                                                        "glyph-orientation-vertical"};
    constexpr std::array<std::string_view, 14> kUsual{"none",          "normal",     "auto",    "0",      "0px",
                                                      "baseline",      "alphabetic", "ltr",     "lr",     "lr-tb",
                                                      "horizontal-tb", "nowrap",     "markers", "inherit"};
    const bool is_effect = std::find(kEffects.begin(), kEffects.end(), name) != kEffects.end();
    if (is_effect && std::find(kUsual.begin(), kUsual.end(), value) == kUsual.end()) unsupported_.emplace_back(name);
  }

 private:
  /// A reference to a `mask` element alone; layers and pictures of CSS masks are not supported.
  void set_mask(std::string_view value) {
    style_.mask.clear();
    if (value == "none") return;
    std::string external;
    style_.mask = reference_id(value, external);
    if (style_.mask.empty()) unsupported_.emplace_back("mask");
  }

  /// css-cascade-4 §7.3. Returns whether the value is a CSS-wide keyword.
  bool set_wide_keyword(std::string_view name, std::string_view value) {
    const bool is_unset = value == "unset" || value == "revert";
    if (value != "inherit" && value != "initial" && !is_unset) return false;
    const auto* const member =
        std::find_if(kMembers.begin(), kMembers.end(), [name](const StyleMember& each) { return each.name == name; });
    if (member == kMembers.end()) return true;
    const bool inherits = value == "inherit" || (is_unset && member->is_inherited);
    member->copy(inherits ? parent_ : SvgStyle{}, style_);
    return true;
  }

  /// Ignores malformed values.
  bool set_transforms(std::string_view name, std::string_view value, ValueSource source) {
    const bool is_attribute = source == ValueSource::Attribute;
    const bool is_single = name == "translate" || name == "rotate" || name == "scale";
    bool is_valid = true;
    if (name == "transform") {
      is_valid = set_transform_list(value, is_attribute);
    } else if (is_single && !is_attribute) {  // the attribute `rotate` rotates letters
      is_valid = set_single_transform(name, value);
    } else if (name == "transform-origin") {
      is_valid = parse_transform_origin(value, {}, 0).has_value();
      if (is_valid) style_.transforms.origin = value;
    } else if (name == "transform-box") {
      is_valid = set_transform_box(value);
    } else {
      return false;
    }
    if (!is_valid) unsupported_.push_back(std::string(name) + ": " + std::string(value));
    return true;
  }

  bool set_transform_list(std::string_view value, bool is_attribute) {
    const bool is_none = base::equals_ignoring_ascii_case(value, "none");
    const bool is_valid = is_attribute ? parse_transform_attribute(value).has_value()
                                       : is_none || parse_transform_list(value, {}, 0).has_value();
    if (!is_valid) return false;
    style_.transforms.list = is_none ? std::string_view() : value;
    style_.transforms.is_attribute = is_attribute;
    return true;
  }

  bool set_single_transform(std::string_view name, std::string_view value) {
    const bool is_none = base::equals_ignoring_ascii_case(value, "none");
    if (!is_none && !parse_single_transform(name, value, {}, 0)) return false;
    SvgTransforms& transforms = style_.transforms;
    std::string& text = name == "translate" ? transforms.translate
                        : name == "rotate"  ? transforms.rotate
                                            : transforms.scale;
    text = is_none ? std::string_view() : value;
    return true;
  }

  /// css-transforms-1 §6. The stroke box is not supported.
  bool set_transform_box(std::string_view value) {
    const auto is = [&](std::string_view word) {
      return base::equals_ignoring_ascii_case(value, word);
    };
    const bool is_fill = is("fill-box") || is("content-box");
    if (!is_fill && !is("view-box")) return false;
    style_.transforms.uses_fill_box = is_fill;
    return true;
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

  bool set_markers(std::string_view name, std::string_view value) {
    const bool is_all = name == "marker";
    if (!is_all && name != "marker-start" && name != "marker-mid" && name != "marker-end") return false;
    std::string external;
    const std::string id = value == "none" ? std::string() : reference_id(value, external);
    if (is_all || name == "marker-start") style_.markers.start = id;
    if (is_all || name == "marker-mid") style_.markers.mid = id;
    if (is_all || name == "marker-end") style_.markers.end = id;
    if (!external.empty()) unsupported_.emplace_back(name);
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
    const std::size_t end = find_outside(text, ';');
    const std::string_view declaration = text.substr(0, end);
    const std::size_t colon = declaration.find(':');
    if (colon != std::string_view::npos) {
      std::string_view value = declaration.substr(colon + 1);
      value = value.substr(0, find_outside(value, '!'));
      setter.set(trim_ascii_space(declaration.substr(0, colon)), value, ValueSource::Declaration);
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
  if (is_reference(value) && value.ends_with(')')) value = trim_ascii_space(value.substr(4, value.size() - 5));
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')) value = value.substr(1, value.size() - 2);
  if (value.starts_with('#')) return std::string(value.substr(1));
  external = value;
  return {};
}

namespace {

/// The part of a style sheet behind an at-rule: behind its semicolon, or behind its block with the blocks in it.
std::string_view behind_at_rule(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ';' && depth == 0) return text.substr(i + 1);
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth <= 0) return text.substr(i + 1);
  }
  return {};
}

}  // namespace

std::vector<std::string> SvgStyleSheet::add(std::string_view text) {
  std::vector<std::string> errors;
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {  // comments count as blanks
    const std::size_t begin = std::min(text.find("/*", at), text.size());
    plain += text.substr(at, begin - at);
    const std::size_t end = begin < text.size() ? text.find("*/", begin + 2) : std::string_view::npos;
    at = end == std::string_view::npos ? text.size() : end + 2;
  }
  std::string_view rest = plain;
  while (true) {
    rest = trim_ascii_space(rest);
    if (rest.starts_with('@')) {
      const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n{;(\""));
      if (name != "@charset") errors.emplace_back(name);
      rest = behind_at_rule(rest);
      continue;
    }
    const std::size_t open = rest.find('{');
    const std::size_t close = rest.find('}', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return errors;
    std::string_view selectors = rest.substr(0, open);
    const std::string_view body = rest.substr(open + 1, close - open - 1);
    while (!selectors.empty()) {
      const std::size_t end = std::min(selectors.find(','), selectors.size());
      const std::string_view selector = trim_ascii_space(selectors.substr(0, end));
      if (selector.find_first_of(" >+~:[@") != std::string_view::npos ||
          selector.find('.', 1) != std::string_view::npos) {
        errors.emplace_back(selector);
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
  style.displayed = true;
  style.opacity = 1;
  style.clip_path.clear();
  style.mask.clear();
  style.shows_overflow = false;
  style.stop_color = css::kBlack;
  style.stop_opacity = 1;
  style.transforms = {};
  StyleSetter setter(style, parent, viewport, unsupported);
  if (const auto size = element.attributes.find("font-size"); size != element.attributes.end()) {
    setter.set("font-size", size->second, ValueSource::Attribute);  // first, since other lengths use em
  }
  for (const auto& [name, value] : element.attributes) setter.set(name, value, ValueSource::Attribute);
  // Names, classes, ids, in ascending specificity.
  for (const char kind : {'e', '.', '#'}) {
    for (const SvgStyleSheet::Rule& rule : sheet.rules()) {
      const char first = rule.selector.front();
      const bool is_kind = kind == 'e' ? first != '.' && first != '#' : first == kind;
      if (is_kind && matches(rule.selector, element)) set_declarations(rule.declarations, setter);
    }
  }
  set_declarations(element.attribute("style"), setter);
  for (const auto& [name, value] : element.computed) setter.set(name, value, ValueSource::Declaration);
  return style;
}

}  // namespace gongwen::images
