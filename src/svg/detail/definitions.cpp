#include "svg/detail/definitions.h"

#include "base/escapes.h"
#include "images/pixels.h"
#include "svg/detail/drawing_writer.h"
#include "svg/detail/svg_text.h"

namespace gongwen::svg {

std::string Definitions::next_id() { return prefix_ + std::to_string(++count_); }

std::string Definitions::add(std::string_view name, const std::string& attributes, const std::string& content) {
  std::string id = next_id();
  text_.append("<").append(name).append(" id=\"").append(id).append("\"").append(attributes);
  content.empty() ? text_.append("/>\n") : text_.append(">").append(content).append("</").append(name).append(">\n");
  return id;
}

const std::string& Definitions::glyph(text::FaceId face, text::GlyphId glyph) {
  const auto [found, is_new] = glyphs_.try_emplace({face, glyph});
  if (!is_new) return found->second;
  const text::Face* const opened = fonts_->face(face);
  const base::Path outline = opened == nullptr ? base::Path() : text::glyph_outline(*opened, glyph);
  if (outline.empty()) return found->second;
  std::string data;
  append_path_data(data, outline, 0);  // a thousandth of the size of the type
  return found->second = add("path", data, {});
}

std::string Definitions::raster_element(const images::RasterImage& raster) const {
  const images::ImageFile file = images::image_file(raster);
  std::string element = "<image width=\"1\" height=\"1\" preserveAspectRatio=\"none\"";
  append_transform(element, "transform", images::orientation_transform(raster.orientation));
  element += " xlink:href=\"data:" + file.media_type + ";base64,";
  base::append_base64(element, file.bytes);
  return element + "\"/>";
}

/// Scaled to the unit square; what lies outside of the drawing is cut off.
std::string Definitions::drawing_element(const images::Drawing& drawing) {
  std::vector<std::string> rasters;
  for (const images::RasterImage& raster : drawing.rasters) rasters.push_back(add("g", {}, raster_element(raster)));
  base::Path frame;
  frame.add_rect(0, 0, drawing.width, drawing.height);
  std::string element = "<g";
  append_transform(element, "transform", {1 / drawing.width, 0, 0, 1 / drawing.height, 0, 0});
  element += " clip-path=\"url(#" + clip(frame, base::FillRule::NonZero) + ")\">";
  return element + DrawingWriter(drawing, rasters, *this).write() + "</g>";
}

const std::string& Definitions::image(const images::Image& image) {
  const auto known = images_.find(&image);
  if (known != images_.end()) return known->second;
  const auto* const raster = std::get_if<images::RasterImage>(&image.picture);
  const std::string element =
      raster != nullptr ? raster_element(*raster) : drawing_element(std::get<images::Drawing>(image.picture));
  return images_.emplace(&image, add("g", {}, element)).first->second;
}

std::string Definitions::clip(const base::Path& path, base::FillRule rule) {
  std::string element = "<path";
  append_fill_rule(element, "clip-rule", rule);
  append_path_data(element, path);
  return add("clipPath", {}, element + "/>");
}

std::string Definitions::gradient(const images::Gradient& gradient, double opacity) {
  std::string attributes = " gradientUnits=\"userSpaceOnUse\"";
  append_transform(attributes, "gradientTransform", gradient.transform);
  if (gradient.is_radial) {
    append_attribute(attributes, "cx", gradient.to.x);
    append_attribute(attributes, "cy", gradient.to.y);
    append_attribute(attributes, "r", gradient.to_radius);
    append_attribute(attributes, "fx", gradient.from.x);
    append_attribute(attributes, "fy", gradient.from.y);
    if (gradient.from_radius > 0) append_attribute(attributes, "fr", gradient.from_radius);
  } else {
    append_attribute(attributes, "x1", gradient.from.x);
    append_attribute(attributes, "y1", gradient.from.y);
    append_attribute(attributes, "x2", gradient.to.x);
    append_attribute(attributes, "y2", gradient.to.y);
  }
  std::string stops;
  for (const images::Gradient::Stop& stop : gradient.stops) {
    css::Color color = stop.color;
    color.alpha = static_cast<std::uint8_t>(color.alpha * opacity + 0.5);
    stops += "<stop";
    append_attribute(stops, "offset", stop.offset);
    append_color(stops, "stop", color);
    stops += "/>";
  }
  return add(gradient.is_radial ? "radialGradient" : "linearGradient", attributes, stops);
}

std::string use_element(const std::string& id, const base::Transform& transform) {
  std::string element = "<use xlink:href=\"#" + id + "\"";
  append_transform(element, "transform", transform);
  return element + "/>";
}

}  // namespace gongwen::svg
