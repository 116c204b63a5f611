#include "ofd/detail/media.h"

namespace gongwen::ofd {
namespace {

using base::Transform;

/// Readers know no CMYK: it becomes RGB, as all pictures but plain JPEG become PNG.
images::ImageFile readable_file(const images::RasterImage& raster) {
  const bool is_plain = raster.coding == images::PixelCoding::Jpeg && raster.model != images::ColorModel::Cmyk;
  if (is_plain) return images::image_file(raster);
  return {"image/png", images::write_png(images::unpack_pixels(raster))};
}

class DrawingPlayer {
 public:
  DrawingPlayer(const images::Drawing& drawing, Media& media, Canvas& canvas)
      : drawing_(drawing), media_(media), canvas_(canvas) {}

  void play() {
    for (const images::DrawingItem& item : drawing_.items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
  }

 private:
  CanvasPaint paint_of(const images::Paint& paint) const {
    return {paint.color, paint.gradient ? &drawing_.gradients[*paint.gradient] : nullptr};
  }

  void play(const images::FillShape& item) { canvas_.fill(item.path, item.rule, paint_of(item.paint)); }
  void play(const images::StrokeShape& item) {
    canvas_.push_transform(item.transform);
    canvas_.stroke(item.path, item.style, paint_of(item.paint));
    canvas_.pop_transform();
  }
  void play(const images::DrawRaster& item) {
    const images::RasterImage& raster = drawing_.rasters[item.raster];
    canvas_.image(media_.add(raster), item.transform.after(images::orientation_transform(raster.orientation)));
  }
  void play(const images::BeginClip& item) { canvas_.push_clip(item.path, item.rule); }
  void play(const images::EndClip&) { canvas_.pop_clip(); }
  void play(const images::BeginGroup& item) { canvas_.push_group(item.opacity); }
  void play(const images::EndGroup&) { canvas_.pop_group(); }

  const images::Drawing& drawing_;
  Media& media_;
  Canvas& canvas_;
};

}  // namespace

Identifier Media::add(const images::RasterImage& raster) {
  const auto [known, is_new] = known_.try_emplace(&raster);
  if (!is_new) return known->second;
  return known->second = add_file(readable_file(raster));
}

Identifier Media::add_tiles(const TiledPicture& tiles, const std::function<images::Pixels()>& paint) {
  const auto [known, is_new] = tiled_.try_emplace(tiles);
  if (is_new) known->second = add_file({"image/png", images::write_png(paint())});
  return known->second;
}

Identifier Media::add_file(images::ImageFile file) {
  const bool is_jpeg = file.media_type == "image/jpeg";
  const Identifier identifier = identifiers_.next();
  const std::string name = "image_" + std::to_string(identifier) + (is_jpeg ? ".jpg" : ".png");
  files_.push_back({identifier, name, is_jpeg ? "JPEG" : "PNG", std::move(file.bytes)});
  return identifier;
}

void draw_image(const images::Image& image, const Transform& placed, Media& media, Canvas& canvas) {
  if (const auto* const raster = std::get_if<images::RasterImage>(&image.picture)) {
    canvas.image(media.add(*raster), placed.after(images::orientation_transform(raster->orientation)));
    return;
  }
  const auto& drawing = std::get<images::Drawing>(image.picture);
  if (!(drawing.width > 0 && drawing.height > 0)) return;
  canvas.push_transform(placed.after({1 / drawing.width, 0, 0, 1 / drawing.height, 0, 0}));
  base::Path frame;
  frame.add_rect(0, 0, drawing.width, drawing.height);
  canvas.push_clip(frame, base::FillRule::NonZero);
  DrawingPlayer(drawing, media, canvas).play();
  canvas.pop_clip();
  canvas.pop_transform();
}

}  // namespace gongwen::ofd
