#include "raster/rasterize.h"

#include "base/assert.h"
#include "base/format.h"
#include "diagnostics/catalogue/raster.h"
#include "images/pixels.h"
#include "paint/glyph_placement.h"
#include "raster/detail/image_player.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

namespace gongwen::raster {
namespace {

namespace messages = diagnostics::messages;
using base::Rect;
using base::Transform;

/// What the library can hold a side, and what a picture of a page may take of memory: 400 MB.
constexpr double kMaxSide = 32'000;
constexpr double kMaxPixels = 100e6;

Transform onto(const Rect& rect) {
  return {rect.size.width.to_px(), 0, 0, rect.size.height.to_px(), rect.left().to_px(), rect.top().to_px()};
}

class PagePlayer {
 public:
  PagePlayer(cairo_t* context, const text::FontLibrary& fonts) : fonts_(fonts), context_(context) {}

  void play_all(const paint::DisplayItems& items) {
    for (const paint::DisplayItem& item : items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
  }

 private:
  /// From edge to edge of whole pixels, at least one of them, so that thin lines are equally strong all over the page.
  void play(const paint::FillRect& item) {
    if (item.rect.size.width <= base::LayoutUnit() || item.rect.size.height <= base::LayoutUnit()) return;
    double left = item.rect.left().to_px(), top = item.rect.top().to_px();
    double right = item.rect.right().to_px(), bottom = item.rect.bottom().to_px();
    if (!is_upright(left, top, right)) {
      base::Path path;
      path.add_rect(item.rect);
      set_color(context_, item.color);
      fill_path(context_, path, base::FillRule::NonZero);
      return;
    }
    cairo_user_to_device(context_, &left, &top);
    cairo_user_to_device(context_, &right, &bottom);
    if (left > right) std::swap(left, right);
    if (top > bottom) std::swap(top, bottom);
    left = std::round(left);
    top = std::round(top);
    cairo_save(context_);
    cairo_identity_matrix(context_);
    set_color(context_, item.color);
    cairo_rectangle(context_, left, top, std::max(1.0, std::round(right) - left),
                    std::max(1.0, std::round(bottom) - top));
    cairo_fill(context_);
    cairo_restore(context_);
  }

  /// Whether an upper edge is straight on the page: not turned, or by quarters.
  bool is_upright(double left, double top, double right) const {
    double other_top = top;
    double other_right = right;
    cairo_user_to_device(context_, &left, &top);
    cairo_user_to_device(context_, &other_right, &other_top);
    return std::abs(top - other_top) < 1e-3 || std::abs(left - other_right) < 1e-3;
  }

  void play(const paint::FillPath& item) {
    set_color(context_, item.color);
    fill_path(context_, item.path, item.rule);
  }

  void play(const paint::StrokePath& item) {
    set_color(context_, item.color);
    stroke_path(context_, item.path, item.style);
  }

  void draw_image(cairo_t* context, const images::Image& image, const Rect& rect) {
    cairo_save(context);
    apply_transform(context, onto(rect));
    images_.draw(context, image);
    cairo_restore(context);
  }

  void play(const paint::DrawImage& item) { draw_image(context_, *item.image, item.rect); }

  void play(const paint::TileImage& item) {
    const cairo_rectangle_t cell{0, 0, item.step.width.to_px(), item.step.height.to_px()};
    const Surface recording(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &cell));
    draw_image(Context(cairo_create(recording.get())).get(), *item.image, {{}, item.first.size});
    cairo_set_source_surface(context_, recording.get(), item.first.left().to_px(), item.first.top().to_px());
    cairo_pattern_set_extend(cairo_get_source(context_), CAIRO_EXTEND_REPEAT);
    base::Path area;
    area.add_rect(item.area);
    fill_path(context_, area, base::FillRule::NonZero);
  }

  const base::Path& outline(const text::Face& face, text::FaceId id, text::GlyphId glyph) {
    const auto [found, is_new] = outlines_.try_emplace({id, glyph});
    if (is_new) found->second = text::glyph_outline(face, glyph);
    return found->second;
  }

  void play(const paint::DrawGlyphs& item) {
    const text::Face* const face = fonts_.face(item.run->face);
    if (face == nullptr || item.run->glyphs.empty() || item.run->size <= base::FontSize()) return;
    const std::int32_t units = face->metrics().units_per_em;
    cairo_save(context_);
    apply_transform(context_, paint::run_transform(item, units));
    set_color(context_, item.color);
    base::Path text;
    paint::for_each_placed_glyph(*item.run, units, [&](const layout::RunGlyph& glyph, base::PathPoint at) {
      text.append(outline(*face, item.run->face, glyph.glyph), {1, 0, 0, 1, at.x, at.y});
    });
    fill_path(context_, text, base::FillRule::NonZero);
    if (item.run->synthetic_bold) stroke_path(context_, text, {.width = paint::kBoldStroke * units, .dashes = {}});
    cairo_restore(context_);
  }

  void play(const paint::PushClip& item) { save_and_clip(context_, item.path, item.rule); }
  void play(const paint::PopClip&) { cairo_restore(context_); }

  void play(const paint::PushTransform& item) {
    cairo_save(context_);
    apply_transform(context_, item.transform);
  }
  void play(const paint::PopTransform&) { cairo_restore(context_); }

  void play(const paint::PushGroup& item) {
    opacities_.push_back(item.opacity);
    cairo_push_group(context_);
  }
  void play(const paint::PopGroup&) {
    cairo_pop_group_to_source(context_);
    cairo_paint_with_alpha(context_, opacities_.back());
    opacities_.pop_back();
  }

  // What content means shows nowhere in a picture.
  void play(const paint::BeginTag&) {}
  void play(const paint::BeginArtifact&) {}
  void play(const paint::EndTag&) {}

  const text::FontLibrary& fonts_;
  cairo_t* context_;
  ImagePlayer images_;
  std::map<std::pair<text::FaceId, text::GlyphId>, base::Path> outlines_;
  std::vector<double> opacities_;
};

/// The opaque pixels of a surface.
images::Pixels pixels_of(cairo_surface_t* surface) {
  const int width = cairo_image_surface_get_width(surface);
  const int height = cairo_image_surface_get_height(surface);
  images::Pixels pixels{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
  pixels.rgba.resize(std::size_t{4} * pixels.width * pixels.height);
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
  const unsigned char* const data = cairo_image_surface_get_data(surface);
  char* out = pixels.rgba.data();
  for (std::size_t y = 0; y < pixels.height; ++y) {
    for (std::size_t x = 0; x < pixels.width; ++x) {
      std::uint32_t word = 0;
      std::memcpy(&word, data + y * stride + 4 * x, 4);
      for (const int shift : {16, 8, 0}) *out++ = static_cast<char>(word >> shift & 0xFF);
      *out++ = '\xFF';
    }
  }
  return pixels;
}

void report_too_large(const base::Size& page, double dpi, double width, double height,
                      diagnostics::DiagnosticSink& sink) {
  const double fits = std::min(kMaxSide / std::max(width, height), std::sqrt(kMaxPixels / (width * height)));
  sink.report(messages::RasterTooLarge, diagnostics::Origin{}, fmt::format("{:.0f}", page.width.to_mm()),
              fmt::format("{:.0f}", page.height.to_mm()), fmt::format("{:.0f}", width), fmt::format("{:.0f}", height),
              fmt::format("{}", dpi), fmt::format("{:.0f}", std::floor(dpi * fits)));
}

}  // namespace

const std::optional<base::LibraryError>& find_rasterizer() { return load_cairo(); }

std::string rasterize(const paint::PageDisplay& page, const text::FontLibrary& fonts, const RasterOptions& options,
                      diagnostics::DiagnosticSink& sink) {
  if (const std::optional<base::LibraryError>& error = load_cairo()) {
    sink.report(messages::RasterNoLibrary, diagnostics::Origin{}, error->reason);
    return {};
  }
  GONGWEN_ASSERT(std::isfinite(options.dpi) && options.dpi > 0);
  const double scale = options.dpi / 96;
  const double margin = page.margin.width.to_px();
  double width = std::max(1.0, std::round((page.size.width.to_px() + 2 * margin) * scale));
  double height = std::max(1.0, std::round((page.size.height.to_px() + 2 * margin) * scale));
  if (page.rotation != 0) std::swap(width, height);
  if (width > kMaxSide || height > kMaxSide || width * height > kMaxPixels) {
    report_too_large(page.size, options.dpi, width, height, sink);
    return {};
  }
  const Surface surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height)));
  const Context context(cairo_create(surface.get()));
  cairo_set_source_rgba(context.get(), 1, 1, 1, 1);
  cairo_paint(context.get());
  // The sheet's corner, and the page's own in it.
  if (page.rotation == 90) apply_transform(context.get(), {0, 1, -1, 0, width, 0});
  if (page.rotation == 270) apply_transform(context.get(), {0, -1, 1, 0, 0, height});
  cairo_scale(context.get(), scale, scale);
  apply_transform(context.get(), {1, 0, 0, 1, margin, margin});
  PagePlayer(context.get(), fonts).play_all(page.items);
  cairo_surface_flush(surface.get());
  return images::write_png(pixels_of(surface.get()), {options.dpi, {}});
}

}  // namespace gongwen::raster
