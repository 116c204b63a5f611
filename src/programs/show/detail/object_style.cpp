#include "programs/show/detail/object_style.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/show.h"

#include <algorithm>
#include <cmath>

namespace gongwen::show {

namespace messages = diagnostics::messages;

namespace {

constexpr int kMaxRelatives = 16;

/// Components are decimal, or hexadecimal with `#`.
std::optional<std::vector<double>> color_components(std::string_view values) {
  std::string decimal;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != '#') {
      decimal.push_back(values[i]);
      continue;
    }
    int number = 0;
    while (i + 1 < values.size() && base::is_ascii_hex_digit(values[i + 1]) && number < 0x10000) {
      number = number * 16 + base::hex_digit_value(values[++i]);
    }
    decimal += std::to_string(number) + " ";
  }
  return read_numbers(decimal, 4);
}

std::uint8_t channel(double share) { return static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0, 1.0) * 255)); }

}  // namespace

void StyleReader::report_bad_value(std::string_view object, std::string_view attribute, std::string_view value) const {
  reporter_.of_object(messages::ShowBadValue, object, attribute, value, 2);
}

ObjectStyle StyleReader::style_of(const Element& object, const ObjectStyle& outer) const {
  ObjectStyle style = outer;
  const std::string_view id = value_of(object, "ID");
  add_parameters(value_of(object, "DrawParam"), id, style, 0);
  add_attributes(object, id, style);
  return style;
}

/// The parameters to which it is relative are added first; a chain may be circular.
void StyleReader::add_parameters(std::string_view id, std::string_view object, ObjectStyle& style, int depth) const {
  if (id.empty() || depth > kMaxRelatives) return;
  const auto found = resources_.draw_params.find(id);
  if (found == resources_.draw_params.end()) {
    reporter_.of_object(messages::ShowNoResource, object, id);
    return;
  }
  add_parameters(value_of(*found->second, "Relative"), object, style, depth + 1);
  add_attributes(*found->second, object, style);
}

void StyleReader::add_attributes(const Element& element, std::string_view object, ObjectStyle& style) const {
  const auto take = [&](std::string_view name, double& value) {
    const std::string_view text = value_of(element, name);
    if (text.empty()) return;
    if (const auto number = read_number(text)) {
      value = *number;
    } else {
      report_bad_value(object, name, text);
    }
  };
  take("LineWidth", style.stroke.width);
  take("MiterLimit", style.stroke.miter_limit);
  take("DashOffset", style.stroke.dash_offset);
  if (const std::string_view cap = value_of(element, "Cap"); !cap.empty()) {
    style.stroke.cap = cap == "Round"    ? base::LineCap::Round
                       : cap == "Square" ? base::LineCap::Square
                                         : base::LineCap::Butt;
  }
  if (const std::string_view join = value_of(element, "Join"); !join.empty()) {
    style.stroke.join = join == "Round"   ? base::LineJoin::Round
                        : join == "Bevel" ? base::LineJoin::Bevel
                                          : base::LineJoin::Miter;
  }
  if (const std::string_view text = value_of(element, "DashPattern"); !text.empty()) {
    auto dashes = read_numbers(text, 100);
    const bool is_usable = dashes && std::ranges::all_of(*dashes, [](double dash) { return dash >= 0; });
    if (!is_usable) report_bad_value(object, "DashPattern", text);
    const bool has_length = is_usable && std::ranges::any_of(*dashes, [](double dash) { return dash > 0; });
    style.stroke.dashes = has_length ? *std::move(dashes) : std::vector<double>();
  }
  if (const Element* const color = element.child("FillColor")) style.fill_color = color;
  if (const Element* const color = element.child("StrokeColor")) style.stroke_color = color;
}

ObjectPaint StyleReader::paint_of(const Element& color, std::string_view object) const {
  ObjectPaint paint{color_of(color, object)};
  for (const Element& child : color.children) {
    if (child.name == "Pattern" || child.name.ends_with("Shd")) paint.effect = &child;
  }
  return paint;
}

css::Color StyleReader::color_of(const Element& color, std::string_view object) const {
  ColorSpace space;
  std::string_view id = value_of(color, "ColorSpace");
  if (id.empty()) id = default_space_;
  if (!id.empty()) {
    const auto found = resources_.color_spaces.find(id);
    if (found != resources_.color_spaces.end()) {
      space = found->second;
    } else {
      reporter_.of_object(messages::ShowNoResource, object, id);
    }
  }
  std::string_view values = value_of(color, "Value");
  if (const auto index = read_whole(value_of(color, "Index")); index && values.empty()) {
    if (*index < space.palette.size()) {
      values = space.palette[*index];
    } else {
      report_bad_value(object, "Index", value_of(color, "Index"));
    }
  }
  css::Color made;
  if (!values.empty()) {
    if (const auto known = color_of_values(values, space)) {
      made = *known;
    } else {
      report_bad_value(object, color.name, values);
    }
  }
  if (const std::string_view alpha = value_of(color, "Alpha"); !alpha.empty()) {
    if (const auto number = read_number(alpha)) {
      made.alpha = channel(*number / 255);
    } else {
      report_bad_value(object, "Alpha", alpha);
    }
  }
  return made;
}

/// The number of components wins over a colour space that does not fit, as in files that declare none.
std::optional<css::Color> StyleReader::color_of_values(std::string_view values, const ColorSpace& space) const {
  const auto n = color_components(values);
  if (!n) return std::nullopt;
  const double most = std::pow(2.0, space.bits) - 1;
  const auto share = [&](std::size_t i) {
    return std::clamp((*n)[i] / most, 0.0, 1.0);
  };
  if (n->size() == 1) return css::Color{channel(share(0)), channel(share(0)), channel(share(0))};
  if (n->size() == 3) return css::Color{channel(share(0)), channel(share(1)), channel(share(2))};
  if (n->size() != 4) return std::nullopt;
  const auto ink = [&](std::size_t i) {
    return channel((1 - share(i)) * (1 - share(3)));
  };
  return css::Color{ink(0), ink(1), ink(2)};
}

}  // namespace gongwen::show
