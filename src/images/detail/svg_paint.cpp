// Paints and gradients of drawings (SVG 1.1 sections 11.2 and 13).
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_values.h"

#include <algorithm>

namespace gongwen::images {
namespace {

using base::Path;
using base::Transform;

constexpr int kMostReferences = 8;  // from gradient to gradient

css::Color with_opacity(css::Color color, double opacity) {
  color.alpha = static_cast<std::uint8_t>(color.alpha * opacity + 0.5);
  return color;
}

}  // namespace

std::optional<Paint> SvgDrawer::resolve_paint(const SvgPaint& paint, double opacity, const Path& path,
                                              const Context& context) {
  css::Color color = paint.color;
  switch (paint.kind) {
    case SvgPaint::Kind::None: return std::nullopt;
    case SvgPaint::Kind::Color: break;
    case SvgPaint::Kind::CurrentColor: color = context.style.color; break;
    case SvgPaint::Kind::Reference: {
      if (const auto gradient = make_gradient(paint.reference, path, context)) {
        Paint made{with_opacity(css::kBlack, opacity), gradient};
        drawing_.has_transparency = drawing_.has_transparency || made.color.alpha != 255;
        return made;
      }
      break;
    }
  }
  color = with_opacity(color, opacity);
  if (color.is_transparent()) return std::nullopt;
  drawing_.has_transparency = drawing_.has_transparency || color.alpha != 255;
  return Paint{color, std::nullopt};
}

/// The attribute of a gradient, or of the one that it refers to (section 13.2.2).
std::string_view SvgDrawer::inherited_attribute(std::size_t index, std::string_view name) const {
  for (int i = 0; i < kMostReferences && index != 0; ++i) {
    const SvgElement& element = document_.elements[index];
    const auto found = element.attributes.find(name);
    if (found != element.attributes.end()) return found->second;
    std::string external;
    index = find(reference_id(element.attribute("href"), external));
  }
  return {};
}

std::optional<std::size_t> SvgDrawer::make_gradient(const std::string& id, const Path& path, const Context& context) {
  const std::size_t index = find(id);
  if (index == 0) return std::nullopt;
  const SvgElement& element = document_.elements[index];
  Gradient gradient;
  gradient.is_radial = element.name == "radialGradient";
  if (!gradient.is_radial && element.name != "linearGradient") {
    tell_unsupported("<" + element.name + ">");
    return std::nullopt;
  }
  // Stops come from the first gradient of the chain that has any.
  for (std::size_t at = index, i = 0; at != 0 && i < kMostReferences && gradient.stops.empty(); ++i) {
    for (const SvgElement::Child& child : document_.elements[at].children) {
      if (child.element == 0 || document_.elements[child.element].name != "stop") continue;
      const SvgElement& stop = document_.elements[child.element];
      const SvgStyle style = style_of(stop, context);
      double offset = std::clamp(parse_length(stop.attribute("offset"), 1, 1).value_or(0), 0.0, 1.0);
      if (!gradient.stops.empty()) offset = std::max(offset, gradient.stops.back().offset);
      const css::Color color = with_opacity(style.stop_color, style.stop_opacity);
      gradient.stops.push_back({offset, color});
      drawing_.has_transparency = drawing_.has_transparency || color.alpha != 255;
    }
    std::string external;
    at = find(reference_id(document_.elements[at].attribute("href"), external));
  }
  if (gradient.stops.empty()) return std::nullopt;
  if (gradient.stops.size() == 1) gradient.stops.push_back(gradient.stops.front());
  const bool in_user_space = inherited_attribute(index, "gradientUnits") == "userSpaceOnUse";
  const SvgViewport space = in_user_space ? context.viewport : SvgViewport{1, 1};
  const auto coordinate = [&](std::string_view name, double base, std::string_view otherwise) {
    const std::string_view text = inherited_attribute(index, name);
    return parse_length(text.empty() ? otherwise : text, base, context.style.font_size).value_or(0);
  };
  if (gradient.is_radial) {
    gradient.to = {coordinate("cx", space.width, "50%"), coordinate("cy", space.height, "50%")};
    gradient.to_radius = std::max(0.0, coordinate("r", space.diagonal(), "50%"));
    const bool has_fx = !inherited_attribute(index, "fx").empty();
    const bool has_fy = !inherited_attribute(index, "fy").empty();
    gradient.from = {has_fx ? coordinate("fx", space.width, "50%") : gradient.to.x,
                     has_fy ? coordinate("fy", space.height, "50%") : gradient.to.y};
  } else {
    gradient.from = {coordinate("x1", space.width, "0%"), coordinate("y1", space.height, "0%")};
    gradient.to = {coordinate("x2", space.width, "100%"), coordinate("y2", space.height, "0%")};
  }
  const std::string_view spread = inherited_attribute(index, "spreadMethod");
  if (!spread.empty() && spread != "pad") tell_unsupported("spreadMethod");
  gradient.transform = context.transform;
  if (!in_user_space) {
    const auto bounds = path_bounds(path);
    if (!bounds || bounds->right <= bounds->left || bounds->bottom <= bounds->top) return std::nullopt;
    gradient.transform = gradient.transform.after(
        {bounds->right - bounds->left, 0, 0, bounds->bottom - bounds->top, bounds->left, bounds->top});
  }
  const auto own = parse_transform(inherited_attribute(index, "gradientTransform"));
  gradient.transform = gradient.transform.after(own.value_or(Transform{}));
  drawing_.gradients.push_back(std::move(gradient));
  return drawing_.gradients.size() - 1;
}

}  // namespace gongwen::images
