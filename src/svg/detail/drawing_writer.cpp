#include "svg/detail/drawing_writer.h"

#include "svg/detail/svg_text.h"

namespace gongwen::svg {

std::string DrawingWriter::write() {
  for (const images::DrawingItem& item : drawing_.items) {
    std::visit([this](const auto& command) { play(command); }, item);
  }
  return std::move(out_);
}

void DrawingWriter::append_paint(std::string_view name, const images::Paint& paint) {
  if (!paint.gradient) {
    append_color(out_, name, paint.color);
    return;
  }
  const std::string id = definitions_.gradient(drawing_.gradients[*paint.gradient], paint.color.alpha / 255.0);
  out_.append(" ").append(name).append("=\"url(#").append(id).append(")\"");
}

void DrawingWriter::play(const images::FillShape& item) {
  out_ += "<path";
  append_paint("fill", item.paint);
  append_fill_rule(out_, "fill-rule", item.rule);
  append_path_data(out_, item.path);
  out_ += "/>";
}

void DrawingWriter::play(const images::StrokeShape& item) {
  out_ += "<path fill=\"none\"";
  append_paint("stroke", item.paint);
  append_stroke(out_, item.style);
  append_transform(out_, "transform", item.transform);
  append_path_data(out_, item.path);
  out_ += "/>";
}

void DrawingWriter::play(const images::DrawRaster& item) { out_ += use_element(rasters_[item.raster], item.transform); }

void DrawingWriter::play(const images::BeginClip& item) {
  out_ += "<g clip-path=\"url(#" + definitions_.clip(item.path, item.rule) + ")\">";
}

void DrawingWriter::play(const images::EndClip&) { out_ += "</g>"; }

void DrawingWriter::play(const images::BeginGroup& item) {
  out_ += "<g";
  append_attribute(out_, "opacity", item.opacity);
  out_ += ">";
}

void DrawingWriter::play(const images::EndGroup&) { out_ += "</g>"; }

}  // namespace gongwen::svg
