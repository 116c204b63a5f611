#include "images/detail/svg_style.h"

#include "base/utf8.h"
#include "images/detail/clip_shape.h"
#include "images/detail/svg_cascade.h"
#include "images/detail/svg_transform.h"
#include "images/detail/svg_values.h"
#include "style/style_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

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

void copy_clip(const SvgStyle& from, SvgStyle& to) {
  to.clip_path = from.clip_path;
  to.clip_shape = from.clip_shape;
}

void copy_font(const SvgStyle& from, SvgStyle& to) {
  to.families = from.families;
  to.font_size = from.font_size;
  to.font_weight = from.font_weight;
  to.italic = from.italic;
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
    StyleMember{"font", copy_font},
    StyleMember{"font-family", copy_member<&SvgStyle::families>},
    StyleMember{"font-size", copy_member<&SvgStyle::font_size>},
    StyleMember{"font-weight", copy_member<&SvgStyle::font_weight>},
    StyleMember{"font-style", copy_member<&SvgStyle::italic>},
    StyleMember{"text-anchor", copy_member<&SvgStyle::anchor>},
    StyleMember{"marker", copy_member<&SvgStyle::markers>},
    StyleMember{"marker-start", copy_marker<&SvgMarkers::start>},
    StyleMember{"marker-mid", copy_marker<&SvgMarkers::mid>},
    StyleMember{"marker-end", copy_marker<&SvgMarkers::end>},
    StyleMember{"letter-spacing", copy_member<&SvgStyle::letter_spacing>},
    StyleMember{"word-spacing", copy_member<&SvgStyle::word_spacing>},
    StyleMember{"white-space", copy_member<&SvgStyle::keeps_blanks>},
    StyleMember{"writing-mode", copy_member<&SvgStyle::is_vertical>},
    StyleMember{"text-orientation", copy_member<&SvgStyle::is_upright>},
    StyleMember{"dominant-baseline", copy_member<&SvgStyle::baseline>},
    StyleMember{"paint-order", copy_member<&SvgStyle::strokes_first>},
    StyleMember{"visibility", copy_member<&SvgStyle::visible>},
    StyleMember{"display", copy_member<&SvgStyle::displayed>, false},
    StyleMember{"opacity", copy_member<&SvgStyle::opacity>, false},
    StyleMember{"clip-path", copy_clip, false},
    StyleMember{"mask", copy_member<&SvgStyle::mask>, false},
    StyleMember{"filter", copy_member<&SvgStyle::filter>, false},
    StyleMember{"alignment-baseline", copy_member<&SvgStyle::own_baseline>, false},
    StyleMember{"vector-effect", copy_member<&SvgStyle::has_fixed_stroke>, false},
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

const SvgStyle& initial_style() {
  static const SvgStyle kInitial;
  return kInitial;
}

/// Names of properties that are supported elsewhere, or that have no effect on paper or in a drawing.
bool is_harmless(const SvgElement& element, std::string_view name) {
  static constexpr std::string_view kNames[] = {"appearance",
                                                "backface-visibility",
                                                "background",
                                                "background-color",
                                                "box-sizing",
                                                "break-after",
                                                "break-before",
                                                "break-inside",
                                                "caret-color",
                                                "clip-path",
                                                "color-interpolation-filters",
                                                "color-rendering",
                                                "color-scheme",
                                                "contain",
                                                "content-visibility",
                                                "cursor",
                                                "display",
                                                "enable-background",
                                                "filter",
                                                "flood-color",
                                                "flood-opacity",
                                                "image-rendering",
                                                "kerning",
                                                "line-height",
                                                "lighting-color",
                                                "mask",
                                                "mask-type",
                                                "opacity",
                                                "outline",
                                                "outline-color",
                                                "outline-offset",
                                                "outline-style",
                                                "outline-width",
                                                "overflow",
                                                "overflow-x",
                                                "overflow-y",
                                                "paint-server",
                                                "page-break-inside",
                                                "pointer-events",
                                                "position",
                                                "print-color-adjust",
                                                "shape-rendering",
                                                "solid-color",
                                                "solid-opacity",
                                                "stop-color",
                                                "stop-opacity",
                                                "tab-size",
                                                "text-align",
                                                "text-align-last",
                                                "text-decoration-skip-ink",
                                                "text-indent",
                                                "text-rendering",
                                                "text-size-adjust",
                                                "text-wrap",
                                                "touch-action",
                                                "transform-box",
                                                "transform-origin",
                                                "transform-style",
                                                "transition",
                                                "transition-delay",
                                                "transition-duration",
                                                "transition-property",
                                                "transition-timing-function",
                                                "user-select",
                                                "vertical-align",
                                                "visibility",
                                                "will-change",
                                                "paint-order",
                                                "writing-mode",
                                                "z-index",
                                                "zoom"};
  if (std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames)) return true;
  // Editors and browsers write these for themselves.
  if (name.starts_with('-')) return true;
  // Boxes: the outermost element has one, whose size the drawer reads.
  constexpr std::string_view kOfBoxes[] = {"width",  "height",  "max-width", "max-height", "min-width", "min-height",
                                           "top",    "left",    "right",     "bottom",     "flex",      "float",
                                           "margin", "padding", "border",    "inset"};
  const bool is_of_box = std::any_of(std::begin(kOfBoxes), std::end(kOfBoxes), [name](std::string_view each) {
    return name.starts_with(each) && (name.size() == each.size() || name[each.size()] == '-');
  });
  return is_of_box && (element.name == "svg" || (name != "width" && name != "height"));
}

/// Whether an unused value would change the look. Most attributes only concern their element.
bool lacks_effect(const SvgElement& element, std::string_view name, std::string_view value, bool is_declaration) {
  static constexpr std::string_view kAttributes[] = {
      "clip",         "color-interpolation", "direction",      "font-feature-settings", "font-size-adjust",
      "font-stretch", "font-variant",        "mix-blend-mode", "text-transform",        "unicode-bidi",
      "vector-effect"};
  static constexpr std::string_view kUsual[] = {"none",        "normal",
                                                "auto",        "0",
                                                "0px",         "0%",
                                                "0s",          "ltr",
                                                "nowrap",      "markers",
                                                "inherit",     "100%",
                                                "medium",      "srgb",
                                                "isolate",     "plaintext",
                                                "embed",       "visible",
                                                "clip",        "fill",
                                                "fill stroke", "fill stroke markers",
                                                "mixed",       "1"};
  if (std::find(std::begin(kUsual), std::end(kUsual), value) != std::end(kUsual)) return false;
  if (!is_declaration) return std::find(std::begin(kAttributes), std::end(kAttributes), name) != std::end(kAttributes);
  return !is_harmless(element, name);
}

/// The source of a value: attributes have their own syntax, and do not support all properties.
enum class ValueSource : bool { Attribute, Declaration };

class StyleSetter {
 public:
  StyleSetter(const SvgElement& element, SvgStyle& style, const SvgStyle& parent, const SvgViewport& viewport,
              std::vector<std::string>& unsupported)
      : element_(element), style_(style), parent_(parent), viewport_(viewport), unsupported_(unsupported) {}

  void set(std::string_view name, std::string_view value, ValueSource source) {
    value = trim_ascii_space(value);
    if (value.empty()) return;
    // Keywords are case-insensitive; names and references are not.
    const std::string lowered = base::ascii_lowercase(value);
    if (set_wide_keyword(name, lowered) || set_transforms(name, value, source)) return;
    const bool has_names =
        name == "font-family" || name == "font" || name == "clip-path" || lowered.find("url(") != std::string::npos;
    if (!has_names) value = lowered;
    if (set_paints(name, value) || set_line(name, value) || set_font(name, value) || set_markers(name, value) ||
        set_text(name, value)) {
      return;
    }
    if (name == "display") style_.displayed = value != "none";
    if (name == "visibility") style_.visible = value == "visible";
    if (name == "paint-order") style_.strokes_first = value.starts_with("stroke");
    if (name == "overflow") style_.shows_overflow = value == "visible" || value == "auto";
    if (name == "opacity") style_.opacity = opacity_of(value, 1);
    if (name == "clip-path") set_clip(value);
    if (name == "mask") set_mask(value);
    if (name == "filter") style_.filter = value == "none" ? std::string_view() : value;
    if (name == "stop-color") style_.stop_color = css::parse_color(value).value_or(style_.color);
    if (name == "stop-opacity") style_.stop_opacity = opacity_of(value, 1);
    if (name == "vector-effect" && value == "non-scaling-stroke") {
      style_.has_fixed_stroke = true;
      return;
    }
    if (lacks_effect(element_, name, value, source == ValueSource::Declaration)) unsupported_.emplace_back(name);
  }

  /// Adds the element's lines to those of the enclosing elements, in the paint that it has by now.
  void finish() {
    if (!decoration_.any()) return;
    if (!decoration_.style.empty()) unsupported_.push_back("text-decoration: " + decoration_.style);
    decoration_.fill = style_.fill;
    decoration_.stroke = style_.stroke;
    decoration_.fill_opacity = style_.fill_opacity;
    decoration_.font_size = style_.font_size;
    if (decoration_.color) {
      decoration_.fill = {SvgPaint::Kind::Color, *decoration_.color, {}};
      decoration_.stroke = {};
      decoration_.fill_opacity = 1;
    }
    style_.decorations.push_back(decoration_);
  }

 private:
  void set_clip(std::string_view value) {
    style_.clip_path.clear();
    style_.clip_shape.clear();
    if (base::equals_ignoring_ascii_case(value, "none")) return;
    std::string external;
    if (is_reference(value)) {
      style_.clip_path = reference_id(value, external);
    } else if (clip_shape(value, {}, style_.font_size)) {
      style_.clip_shape = value;
    } else {
      unsupported_.push_back("clip-path: " + std::string(value));
    }
  }

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
    member->copy(inherits ? parent_ : initial_style(), style_);
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
      style_.line.width = std::max(0.0, length(name, value, viewport_.diagonal()).value_or(style_.line.width));
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
      style_.line.dash_offset = length(name, value, viewport_.diagonal()).value_or(0);
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
    if (name == "font") {
      // Its sizes are relative to the parent, wherever it occurs.
      const SvgDeclarations longhands = font_longhands(std::string(value));
      if (longhands.empty()) unsupported_.push_back("font: " + std::string(value));
      for (const auto& [longhand, part] : longhands)
        if (longhand != "font") set(longhand, part, ValueSource::Declaration);
    } else if (name == "font-family") {
      style_.families = family_names(value);
    } else if (name == "font-size") {
      style_.font_size = std::clamp(size_of_font(value), 0.0, 1e4);
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

  /// nullopt after reporting a value that cannot be read.
  std::optional<double> length(std::string_view name, std::string_view value, double base) {
    const auto length = parse_css_length(value, base, style_.font_size);
    if (!length) unsupported_.push_back(std::string(name) + ": " + std::string(value));
    return length;
  }

  /// css-fonts-4 section 2.5.
  double size_of_font(std::string_view value) {
    constexpr std::pair<std::string_view, double> kSizes[] = {{"xx-small", 9},  {"x-small", 10},  {"small", 13},
                                                              {"medium", 16},   {"large", 18},    {"x-large", 24},
                                                              {"xx-large", 32}, {"xxx-large", 48}};
    constexpr double kStep = 1.2;
    for (const auto& [name, size] : kSizes) {
      if (name == value) return size;
    }
    if (value == "smaller") return parent_.font_size / kStep;
    if (value == "larger") return parent_.font_size * kStep;
    const auto size = parse_css_length(value, parent_.font_size, parent_.font_size);
    if (!size) unsupported_.push_back("font-size: " + std::string(value));
    return size.value_or(parent_.font_size);
  }

  /// Spacing, lines and baselines of text. Returns whether the property is one of these.
  bool set_text(std::string_view name, std::string_view value) {
    if (name == "letter-spacing" || name == "word-spacing") {
      const double spacing = value == "normal" ? 0 : length(name, value, style_.font_size).value_or(0);
      (name == "letter-spacing" ? style_.letter_spacing : style_.word_spacing) = std::clamp(spacing, -1e4, 1e4);
    } else if (name == "white-space" || name == "white-space-collapse") {
      style_.keeps_lines = value == "nowrap" || value == "pre";
      style_.keeps_blanks = value.starts_with("pre") && value != "pre-line" && value != "preserve-breaks";
    } else if (name == "overflow-wrap" || name == "word-wrap" || name == "word-break") {
      style_.breaks_words = value == "anywhere" || value == "break-word" || value == "break-all";
    } else if (name == "space") {  // xml:space
      style_.keeps_blanks = value == "preserve";
    } else if (name == "writing-mode") {
      style_.is_vertical = value.starts_with("vertical") || value.starts_with("tb") || value.starts_with("sideways");
      if (value == "vertical-lr" || value.starts_with("sideways")) unsupported_.emplace_back(name);
    } else if (name == "text-orientation" || name == "glyph-orientation-vertical") {
      style_.is_upright = value == "upright" || value == "0" || value == "0deg";
      if (value.starts_with("sideways") || value.starts_with("90")) unsupported_.emplace_back(name);
    } else if (name == "dominant-baseline") {
      if (const auto baseline = baseline_of(value)) style_.baseline = *baseline;
    } else if (name == "alignment-baseline") {
      if (value != "baseline" && value != "auto") style_.own_baseline = baseline_of(value);
    } else if (name == "baseline-shift") {
      style_.baseline_shift = parent_.baseline_shift + shift_of(value);
    } else if (name == "text-decoration" || name == "text-decoration-line") {
      if (name == "text-decoration") decoration_ = {};
      decoration_.is_under = decoration_.is_over = decoration_.is_through = false;
      set_decoration(value);
    } else if (name == "text-decoration-color" || name == "text-decoration-style" ||
               name == "text-decoration-thickness") {
      set_decoration(value);
    } else {
      return false;
    }
    return true;
  }

  std::optional<TextBaseline> baseline_of(std::string_view value) {
    const std::pair<std::string_view, TextBaseline> kBaselines[] = {{"auto", TextBaseline::Alphabetic},
                                                                    {"alphabetic", TextBaseline::Alphabetic},
                                                                    {"baseline", TextBaseline::Alphabetic},
                                                                    {"middle", TextBaseline::Middle},
                                                                    {"central", TextBaseline::Central},
                                                                    {"hanging", TextBaseline::Hanging},
                                                                    {"mathematical", TextBaseline::Mathematical},
                                                                    {"text-before-edge", TextBaseline::TextTop},
                                                                    {"before-edge", TextBaseline::TextTop},
                                                                    {"text-top", TextBaseline::TextTop},
                                                                    {"text-after-edge", TextBaseline::TextBottom},
                                                                    {"after-edge", TextBaseline::TextBottom},
                                                                    {"text-bottom", TextBaseline::TextBottom},
                                                                    {"ideographic", TextBaseline::TextBottom},
                                                                    {"use-script", TextBaseline::Alphabetic},
                                                                    {"no-change", parent_.baseline},
                                                                    {"reset-size", parent_.baseline}};
    for (const auto& [name, baseline] : kBaselines) {
      if (name == value) return baseline;
    }
    unsupported_.emplace_back("baseline: " + std::string(value));
    return std::nullopt;
  }

  /// Upwards, in px. `sub` and `super` shift as in Inkscape and librsvg.
  double shift_of(std::string_view value) {
    constexpr double kSub = -0.2;
    constexpr double kSuper = 0.4;
    if (value == "baseline") return 0;
    if (value == "sub") return kSub * parent_.font_size;
    if (value == "super") return kSuper * parent_.font_size;
    return std::clamp(length("baseline-shift", value, style_.font_size).value_or(0), -1e4, 1e4);
  }

  /// The words of the properties of decorations, in any order.
  void set_decoration(std::string_view value) {
    while (!value.empty()) {
      const std::size_t end = std::min(find_outside(value, ' '), value.size());
      const std::string_view word = value.substr(0, end);
      if (word == "underline") {
        decoration_.is_under = true;
      } else if (word == "overline") {
        decoration_.is_over = true;
      } else if (word == "line-through") {
        decoration_.is_through = true;
      } else if (word == "solid" || word == "auto" || word == "from-font") {
        decoration_.style.clear();
      } else if (const auto color = css::parse_color(word)) {
        decoration_.color = color;
      } else if (!word.empty() && word != "none" && word != "currentcolor") {
        decoration_.style = word;
      }
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }

  const SvgElement& element_;
  TextDecoration decoration_;
  SvgStyle& style_;
  const SvgStyle& parent_;
  const SvgViewport& viewport_;
  std::vector<std::string>& unsupported_;
};

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

/// Adds the element's own variables to the inherited ones.
void add_variables(const SvgDeclarations& declared, SvgStyle& style) {
  std::shared_ptr<SvgVariables> own;
  for (const auto& [name, value] : declared) {
    if (!name.starts_with("--")) continue;
    if (!own)
      own = style.variables ? std::make_shared<SvgVariables>(*style.variables) : std::make_shared<SvgVariables>();
    own->insert_or_assign(name, value);
  }
  if (own) style.variables = std::move(own);
}

void set_by_variables(const SvgDeclarations& declared, const SvgStyle& style, StyleSetter& setter) {
  static const SvgVariables kNone;
  for (const auto& [name, value] : declared) {
    if (!name.ends_with(style::kUnresolvedMark)) continue;
    if (const auto resolved = with_variables(value, style.variables ? *style.variables : kNone))
      setter.set(std::string_view(name).substr(0, name.size() - style::kUnresolvedMark.size()), *resolved,
                 ValueSource::Declaration);
  }
}

/// Sets the properties that lengths in em depend on before all others.
void set_font_sizes(const SvgElement& element, const SvgDeclarations& declared, StyleSetter& setter) {
  const auto set = [&setter](const std::string& name, const std::string& value, ValueSource source) {
    if (name == "font-size" || name == "font") setter.set(name, value, source);
  };
  const auto size = element.attributes.find("font-size");
  if (size != element.attributes.end() && (declared.empty() || !has_variables(size->second)))
    set("font-size", size->second, ValueSource::Attribute);
  for (const auto& [name, value] : declared) set(name, value, ValueSource::Declaration);
  for (const auto& [name, value] : element.computed) set(name, value, ValueSource::Declaration);
}

}  // namespace

SvgStyle compute_svg_style(const SvgElement& element, const SvgStyle& parent, const SvgDeclarations& declared,
                           const SvgViewport& viewport, std::vector<std::string>& unsupported) {
  SvgStyle style = parent;
  for (const StyleMember& member : kMembers) {
    if (!member.is_inherited) member.copy(initial_style(), style);
  }
  StyleSetter setter(element, style, parent, viewport, unsupported);
  set_font_sizes(element, declared, setter);
  // Attributes are weaker than all declarations.
  for (const auto& [name, value] : element.attributes) {
    // Attributes with variables are among the declarations, resolved.
    if (declared.empty() || !has_variables(value)) setter.set(name, value, ValueSource::Attribute);
  }
  add_variables(declared, style);
  add_variables(element.computed, style);
  for (const SvgDeclarations* const list : {&declared, &element.computed}) {
    for (const auto& [name, value] : *list) {
      if (!name.starts_with("--") && !name.ends_with(style::kUnresolvedMark))
        setter.set(name, value, ValueSource::Declaration);
    }
    if (style.is_referred_to) set_by_variables(*list, style, setter);
  }
  setter.finish();
  return style;
}

}  // namespace gongwen::images
