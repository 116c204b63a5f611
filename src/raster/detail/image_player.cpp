#include "raster/detail/image_player.h"

#include "images/pixels.h"

#include <cstring>

namespace gongwen::raster {
namespace {

/// In the library's form: words of alpha, red, green and blue, the colours multiplied by the alpha.
std::string premultiplied(const images::Pixels& pixels) {
  std::string out(pixels.rgba.size(), '\0');
  for (std::size_t i = 0; i < out.size(); i += 4) {
    const auto channel = [&](std::size_t c) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(pixels.rgba[i + c]));
    };
    const std::uint32_t alpha = channel(3);
    const auto scaled = [&](std::size_t c) {
      return (channel(c) * alpha + 127) / 255;
    };
    const std::uint32_t word = alpha << 24 | scaled(0) << 16 | scaled(1) << 8 | scaled(2);
    std::memcpy(out.data() + i, &word, 4);
  }
  return out;
}

Pattern pattern_of(const images::Gradient& gradient, double opacity) {
  Pattern pattern(gradient.is_radial
                      ? cairo_pattern_create_radial(gradient.from.x, gradient.from.y, gradient.from_radius,
                                                    gradient.to.x, gradient.to.y, gradient.to_radius)
                      : cairo_pattern_create_linear(gradient.from.x, gradient.from.y, gradient.to.x, gradient.to.y));
  for (const images::Gradient::Stop& stop : gradient.stops) {
    const css::Color& color = stop.color;
    cairo_pattern_add_color_stop_rgba(pattern.get(), stop.offset, color.red / 255.0, color.green / 255.0,
                                      color.blue / 255.0, color.alpha / 255.0 * opacity);
  }
  // The library's matrix leads from the drawing to the gradient's own space.
  cairo_matrix_t matrix = matrix_of(gradient.transform);
  if (cairo_matrix_invert(&matrix) == CAIRO_STATUS_SUCCESS) cairo_pattern_set_matrix(pattern.get(), &matrix);
  cairo_pattern_set_extend(pattern.get(), CAIRO_EXTEND_PAD);
  return pattern;
}

}  // namespace

class ImagePlayer::DrawingPlayer {
 public:
  DrawingPlayer(const images::Drawing& drawing, ImagePlayer& images, cairo_t* context)
      : drawing_(drawing), images_(images), context_(context) {}

  void play() {
    for (const images::DrawingItem& item : drawing_.items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
  }

 private:
  void set_paint(const images::Paint& paint) {
    if (!paint.gradient) {
      set_color(context_, paint.color);
      return;
    }
    const Pattern pattern = pattern_of(drawing_.gradients[*paint.gradient], paint.color.alpha / 255.0);
    cairo_set_source(context_, pattern.get());
  }

  void play(const images::FillShape& item) {
    set_paint(item.paint);
    fill_path(context_, item.path, item.rule);
  }

  /// The paint lies in the drawing's coordinates, the line in its own.
  void play(const images::StrokeShape& item) {
    cairo_save(context_);
    set_paint(item.paint);
    apply_transform(context_, item.transform);
    stroke_path(context_, item.path, item.style);
    cairo_restore(context_);
  }

  void play(const images::DrawRaster& item) {
    cairo_save(context_);
    apply_transform(context_, item.transform);
    images_.draw(context_, drawing_.rasters[item.raster]);
    cairo_restore(context_);
  }

  void play(const images::BeginClip& item) { save_and_clip(context_, item.path, item.rule); }
  void play(const images::EndClip&) { cairo_restore(context_); }

  void play(const images::BeginGroup& item) {
    opacities_.push_back(item.opacity);
    cairo_push_group(context_);
  }
  void play(const images::EndGroup&) {
    cairo_pop_group_to_source(context_);
    cairo_paint_with_alpha(context_, opacities_.back());
    opacities_.pop_back();
  }

  const images::Drawing& drawing_;
  ImagePlayer& images_;
  cairo_t* context_;
  std::vector<double> opacities_;
};

cairo_surface_t* ImagePlayer::surface_of(const images::RasterImage& raster) {
  Bitmap& bitmap = bitmaps_[&raster];
  if (bitmap.surface == nullptr) {
    bitmap.pixels = premultiplied(images::unpack_pixels(raster));
    bitmap.surface.reset(cairo_image_surface_create_for_data(
        reinterpret_cast<unsigned char*>(bitmap.pixels.data()), CAIRO_FORMAT_ARGB32, static_cast<int>(raster.width),
        static_cast<int>(raster.height), static_cast<int>(4 * raster.width)));
  }
  return bitmap.surface.get();
}

void ImagePlayer::draw(cairo_t* context, const images::RasterImage& raster) {
  cairo_save(context);
  apply_transform(context, images::orientation_transform(raster.orientation));
  cairo_scale(context, 1.0 / raster.width, 1.0 / raster.height);
  cairo_set_source_surface(context, surface_of(raster), 0, 0);
  // Edges are those of the outer pixels, not half of what lies beside them.
  cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD);
  cairo_rectangle(context, 0, 0, raster.width, raster.height);
  cairo_fill(context);
  cairo_restore(context);
}

void ImagePlayer::draw(cairo_t* context, const images::Drawing& drawing) {
  base::Path frame;
  frame.add_rect(0, 0, drawing.width, drawing.height);
  cairo_save(context);
  cairo_scale(context, 1 / drawing.width, 1 / drawing.height);
  save_and_clip(context, frame, base::FillRule::NonZero);
  DrawingPlayer(drawing, *this, context).play();
  cairo_restore(context);
  cairo_restore(context);
}

void ImagePlayer::draw(cairo_t* context, const images::Image& image) {
  std::visit([&](const auto& picture) { draw(context, picture); }, image.picture);
}

}  // namespace gongwen::raster
