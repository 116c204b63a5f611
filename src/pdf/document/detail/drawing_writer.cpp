#include "pdf/document/detail/drawing_writer.h"

#include <algorithm>
#include <cmath>

namespace gongwen::pdf {
namespace {

using base::FillRule;
using images::Gradient;

constexpr ContentSpace kDrawingSpace{};

std::string numbers(std::initializer_list<double> values) {
  std::string out = "[";
  for (const double value : values) {
    if (out.size() > 1) out.push_back(' ');
    append_fixed(out, std::llround(std::clamp(value, -2e7, 2e7) * 1e6), 6);
  }
  return out + "]";
}

std::string color_numbers(css::Color color, bool of_alpha) {
  if (of_alpha) return numbers({color.alpha / 255.0});
  return numbers({color.red / 255.0, color.green / 255.0, color.blue / 255.0});
}

/// Between two colours (section 7.10.3).
std::string step_function(css::Color from, css::Color to, bool of_alpha) {
  return "<</FunctionType 2/Domain[0 1]/N 1/C0" + color_numbers(from, of_alpha) + "/C1" + color_numbers(to, of_alpha) +
         ">>";
}

/// All stops: functions put together (section 7.10.4). The parts before the first stop and after the last have their
/// colours; stops at one place make an edge, not a separate function.
std::string stops_function(const Gradient& gradient, bool of_alpha) {
  const std::vector<Gradient::Stop>& stops = gradient.stops;
  std::string functions;
  std::string bounds;
  std::string encode;
  double end = 0;
  const auto add = [&](css::Color from, css::Color to, double until) {
    if (until <= end) return;
    if (end > 0) {
      if (!bounds.empty()) bounds.push_back(' ');
      append_fixed(bounds, std::llround(end * 1e6), 6);
    }
    functions += step_function(from, to, of_alpha);
    encode += encode.empty() ? "0 1" : " 0 1";
    end = until;
  };
  add(stops.front().color, stops.front().color, stops.front().offset);
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) add(stops[i].color, stops[i + 1].color, stops[i + 1].offset);
  add(stops.back().color, stops.back().color, 1);
  return "<</FunctionType 3/Domain[0 1]/Functions[" + functions + "]/Bounds[" + bounds + "]/Encode[" + encode + "]>>";
}

bool has_alpha(const Gradient& gradient) {
  return std::any_of(gradient.stops.begin(), gradient.stops.end(),
                     [](const Gradient::Stop& stop) { return stop.color.alpha != 255; });
}

int thousandths(double opacity) { return static_cast<int>(std::lround(std::clamp(opacity, 0.0, 1.0) * 1000)); }

std::string matrix(const base::Transform& t) { return numbers({t.a, t.b, t.c, t.d, t.e, t.f}); }

}  // namespace

ObjectNumber DrawingWriter::write() {
  rasters_.resize(drawing_.rasters.size());
  levels_.emplace_back();
  for (const images::DrawingItem& item : drawing_.items) {
    std::visit([this](const auto& command) { play(command); }, item);
  }
  return write_form(levels_.front(), drawing_.has_transparency);
}

ObjectNumber DrawingWriter::write_form(const Level& level, bool is_group) {
  const ObjectNumber resources = file_.add(resource_dictionary(level.names, {}));
  std::string entries = "/Type/XObject/Subtype/Form/BBox" + numbers({0, 0, drawing_.width, drawing_.height});
  if (is_group) entries += "/Group<</S/Transparency/CS/DeviceRGB>>";
  entries += "/Resources ";
  append_reference(entries, resources);
  return file_.add_stream(entries, level.content, Compress::Yes);
}

void DrawingWriter::set_opacity(int opacity) {
  append_name(out(), names().opacity(opacity));
  out() += " gs\n";
}

std::string DrawingWriter::shading(const Gradient& gradient, bool of_alpha) {
  std::string out = "<</ShadingType " + std::string(gradient.is_radial ? "3" : "2");
  out += of_alpha ? "/ColorSpace/DeviceGray" : "/ColorSpace/DeviceRGB";
  out += "/Coords";
  out += gradient.is_radial ? numbers({gradient.from.x, gradient.from.y, gradient.from_radius, gradient.to.x,
                                       gradient.to.y, gradient.to_radius})
                            : numbers({gradient.from.x, gradient.from.y, gradient.to.x, gradient.to.y});
  return out + "/Extend[true true]/Function" + stops_function(gradient, of_alpha) + ">>";
}

ObjectNumber DrawingWriter::gradient_pattern(const Gradient& gradient, const base::Transform& transform) {
  return file_.add("<</Type/Pattern/PatternType 2/Matrix" + matrix(transform) + "/Shading" + shading(gradient, false) +
                   ">>");
}

/// A soft mask of the gradient's opacities as gray (section 11.6.5.3).
ObjectNumber DrawingWriter::gradient_mask(const Gradient& gradient) {
  const std::string pattern =
      "<</Type/Pattern/PatternType 2/Matrix" + matrix(gradient.transform) + "/Shading" + shading(gradient, true) + ">>";
  std::string content = "/Pattern cs /P0 scn\n";
  base::Path all;
  all.add_rect(0, 0, drawing_.width, drawing_.height);
  append_path(content, all, kDrawingSpace);
  content += "f\n";
  std::string entries = "/Type/XObject/Subtype/Form/BBox" + numbers({0, 0, drawing_.width, drawing_.height}) +
                        "/Group<</S/Transparency/CS/DeviceGray>>/Resources<</Pattern<</P0 ";
  append_reference(entries, file_.add(pattern));
  const ObjectNumber form = file_.add_stream(entries + ">>>>", content, Compress::Yes);
  std::string state = "<</SMask<</S/Luminosity/G ";
  append_reference(state, form);
  return file_.add(state + ">>>>");
}

void DrawingWriter::set_paint(const images::Paint& paint, Use use) {
  if (paint.color.alpha != 255) set_opacity(thousandths(paint.color.alpha / 255.0));
  if (!paint.gradient) {
    use == Use::Fill ? append_fill_color(out(), paint.color) : append_stroke_color(out(), paint.color);
    return;
  }
  const Gradient& gradient = drawing_.gradients[*paint.gradient];
  if (has_alpha(gradient)) {
    const ObjectNumber mask = gradient_mask(gradient);
    const std::string name = "M" + std::to_string(mask.value);
    names().states.emplace(name, mask);
    append_name(out(), name);
    out() += " gs\n";
  }
  out() += use == Use::Fill ? "/Pattern cs " : "/Pattern CS ";
  append_name(out(), names().pattern(gradient_pattern(gradient, gradient.transform)));
  out() += use == Use::Fill ? " scn\n" : " SCN\n";
}

void DrawingWriter::play(const images::FillShape& item) {
  out() += "q\n";
  set_paint(item.paint, Use::Fill);
  append_path(out(), item.path, kDrawingSpace);
  out() += item.rule == FillRule::EvenOdd ? "f*\nQ\n" : "f\nQ\n";
}

void DrawingWriter::play(const images::StrokeShape& item) {
  out() += "q\n";
  set_paint(item.paint, Use::Stroke);
  if (!item.transform.is_identity()) append_transform(out(), item.transform);
  append_stroke_style(out(), item.style, kDrawingSpace);
  append_path(out(), item.path, kDrawingSpace);
  out() += "S\nQ\n";
}

void DrawingWriter::play(const images::DrawRaster& item) {
  const images::RasterImage& raster = drawing_.rasters[item.raster];
  ObjectNumber& object = rasters_[item.raster];
  if (!object) object = images_.write(raster).object;
  out() += "q\n";
  append_transform(out(), item.transform);
  append_transform(out(), images::orientation_transform(raster.orientation).after(kUpsideDown));
  append_name(out(), names().object(object, 'I'));
  out() += " Do\nQ\n";
}

void DrawingWriter::play(const images::BeginClip& item) {
  std::string operators;
  append_path(operators, item.path, kDrawingSpace);
  operators += item.rule == FillRule::EvenOdd ? "W* n\n" : "W n\n";
  levels_.back().states.push(std::move(operators), out());
}

void DrawingWriter::play(const images::EndClip&) { levels_.back().states.pop(out()); }

void DrawingWriter::play(const images::BeginGroup& item) {
  levels_.emplace_back();
  levels_.back().opacity = item.opacity;
}

void DrawingWriter::play(const images::EndGroup&) {
  const Level group = std::move(levels_.back());
  levels_.pop_back();
  const ObjectNumber form = write_form(group, true);
  out() += "q\n";
  set_opacity(thousandths(group.opacity));
  append_name(out(), names().object(form, 'G'));
  out() += " Do\nQ\n";
}

}  // namespace gongwen::pdf
