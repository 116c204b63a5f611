#include "paint/raster/rasterize.h"

#include "base/assert.h"
#include "base/format.h"
#include "base/loaded_library.h"
#include "base/path.h"
#include "diagnostics/catalogue/raster.h"
#include "images/image_set.h"
#include "images/pixels.h"
#include "paint/glyph_placement.h"
#include "style/css/color.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <cairo.h>

namespace gongwen::raster {

namespace {

// The drawing library (cairo) and owners of its objects.
//
// It is loaded with the first page that becomes pixels rather than at the start of the program, since it depends on X11
// and FreeType.

// Each function of the library is a pointer here, called like the function. Null until load_cairo().
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "paint/raster/detail/cairo_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loads the library if necessary; may be called from any thread. Returns why it cannot be used, if so.
const std::optional<base::LibraryError>& load_cairo();

struct FreeCairo {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_pattern_t* pattern) const { cairo_pattern_destroy(pattern); }
};
using Context = std::unique_ptr<cairo_t, FreeCairo>;
using Surface = std::unique_ptr<cairo_surface_t, FreeCairo>;
using Pattern = std::unique_ptr<cairo_pattern_t, FreeCairo>;

inline cairo_matrix_t matrix_of(const base::Transform& t) { return {t.a, t.b, t.c, t.d, t.e, t.f}; }

inline void set_color(cairo_t* context, css::Color color) {
  cairo_set_source_rgba(context, color.red / 255.0, color.green / 255.0, color.blue / 255.0, color.alpha / 255.0);
}

inline void apply_transform(cairo_t* context, const base::Transform& transform) {
  const cairo_matrix_t matrix = matrix_of(transform);
  cairo_transform(context, &matrix);
}

/// Clips subsequent drawing to the path, until cairo_restore.
void save_and_clip(cairo_t* context, const base::Path& path, base::FillRule rule);

#define GONGWEN_LOADED_LIBRARY GONGWEN_CAIRO_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "paint/raster/detail/cairo_functions.def"
#include "base/loaded_functions.inc"

const std::optional<base::LibraryError>& load_cairo() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

cairo_fill_rule_t fill_rule(base::FillRule rule) {
  return rule == base::FillRule::EvenOdd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING;
}

cairo_line_cap_t line_cap(base::LineCap cap) {
  switch (cap) {
    case base::LineCap::Butt: return CAIRO_LINE_CAP_BUTT;
    case base::LineCap::Round: return CAIRO_LINE_CAP_ROUND;
    case base::LineCap::Square: return CAIRO_LINE_CAP_SQUARE;
  }
  return CAIRO_LINE_CAP_BUTT;
}

cairo_line_join_t line_join(base::LineJoin join) {
  switch (join) {
    case base::LineJoin::Miter: return CAIRO_LINE_JOIN_MITER;
    case base::LineJoin::Round: return CAIRO_LINE_JOIN_ROUND;
    case base::LineJoin::Bevel: return CAIRO_LINE_JOIN_BEVEL;
  }
  return CAIRO_LINE_JOIN_MITER;
}

/// Makes `path` the current path.
void set_path(cairo_t* context, const base::Path& path) {
  cairo_new_path(context);
  const base::PathPoint* at = path.points.data();
  for (const base::Path::Verb verb : path.verbs) {
    switch (verb) {
      case base::Path::Verb::Move:
        cairo_move_to(context, at->x, at->y);
        ++at;
        break;
      case base::Path::Verb::Line:
        cairo_line_to(context, at->x, at->y);
        ++at;
        break;
      case base::Path::Verb::Cubic:
        cairo_curve_to(context, at[0].x, at[0].y, at[1].x, at[1].y, at[2].x, at[2].y);
        at += 3;
        break;
      case base::Path::Verb::Close: cairo_close_path(context); break;
    }
  }
}

void fill_path(cairo_t* context, const base::Path& path, base::FillRule rule) {
  set_path(context, path);
  cairo_set_fill_rule(context, fill_rule(rule));
  cairo_fill(context);
}

/// Strokes the path with the current source.
void stroke_path(cairo_t* context, const base::Path& path, const base::StrokeStyle& style) {
  set_path(context, path);
  cairo_set_line_width(context, style.width);
  cairo_set_line_cap(context, line_cap(style.cap));
  cairo_set_line_join(context, line_join(style.join));
  cairo_set_miter_limit(context, style.miter_limit);
  cairo_set_dash(context, style.dashes.data(), static_cast<int>(style.dashes.size()), style.dash_offset);
  cairo_stroke(context);
}

void save_and_clip(cairo_t* context, const base::Path& path, base::FillRule rule) {
  cairo_save(context);
  set_path(context, path);
  cairo_set_fill_rule(context, fill_rule(rule));
  cairo_clip(context);
}

// ImagePlayer: draws images on a page of pixels; decodes each only once.

class ImagePlayer {
 public:
  explicit ImagePlayer(const diagnostics::DiagnosticSink& sink) : sink_(sink) {}

  /// Draws an image into the unit square, y down, upright, of the context's coordinates.
  void draw(cairo_t* context, const images::Image& image);
  /// Draws the items of a drawing in its own coordinates.
  void play(cairo_t* context, const images::Drawing& drawing);

 private:
  struct Bitmap {
    std::string pixels;  // memory of the surface
    Surface surface;
  };
  /// Draws the items of a drawing.
  class DrawingPlayer;

  void draw(cairo_t* context, const images::RasterImage& raster);
  void draw(cairo_t* context, const images::Drawing& drawing);
  cairo_surface_t* surface_of(const images::RasterImage& raster);

  const diagnostics::DiagnosticSink& sink_;
  std::map<const images::RasterImage*, Bitmap>
      bitmaps_;  // only for look-ups: the order of pointers is not reproducible
};

/// Converts to the library's form: words of alpha, red, green and blue, premultiplied by alpha.
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
  // The library expects the inverse matrix, from the drawing to gradient space.
  cairo_matrix_t matrix = matrix_of(gradient.transform);
  if (cairo_matrix_invert(&matrix) == CAIRO_STATUS_SUCCESS) cairo_pattern_set_matrix(pattern.get(), &matrix);
  cairo_pattern_set_extend(pattern.get(), CAIRO_EXTEND_PAD);
  return pattern;
}

class ImagePlayer::DrawingPlayer {
 public:
  DrawingPlayer(const images::Drawing& drawing, ImagePlayer& images, cairo_t* context)
      : drawing_(drawing), images_(images), context_(context) {}

  void play() {
    for (const images::DrawingItem& item : drawing_.items) {
      images_.sink_.go_on();
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

  /// The paint is in the drawing's coordinates, the line in its own.
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
    groups_.push_back(item);
    cairo_push_group(context_);
  }
  void play(const images::EndGroup&) {
    const images::BeginGroup group = groups_.back();
    groups_.pop_back();
    if (!group.mask) {
      cairo_pop_group_to_source(context_);
      cairo_paint_with_alpha(context_, group.opacity);
      return;
    }
    const Pattern content(cairo_pop_group(context_));
    const Pattern mask = mask_of(drawing_.masks[*group.mask], group.opacity);
    cairo_set_source(context_, content.get());
    cairo_mask(context_, mask.get());
  }

  /// How much of each place the mask shows, times `opacity`, as the alpha of its pixels.
  Pattern mask_of(const images::Mask& mask, double opacity) {
    cairo_push_group(context_);
    for (const images::DrawingItem& item : mask.items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
    Pattern pattern(cairo_pop_group(context_));
    cairo_surface_t* surface = nullptr;
    if (cairo_pattern_get_surface(pattern.get(), &surface) != CAIRO_STATUS_SUCCESS) return pattern;
    cairo_surface_flush(surface);
    unsigned char* const data = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; data != nullptr && y < cairo_image_surface_get_height(surface); ++y) {
      for (int x = 0; x < cairo_image_surface_get_width(surface); ++x) {
        unsigned char* const at = data + std::ptrdiff_t{y} * stride + std::ptrdiff_t{x} * 4;
        std::uint32_t word = 0;
        std::memcpy(&word, at, sizeof word);
        const auto channel = [word](int shift) {
          return static_cast<double>(word >> shift & 0xFF);
        };
        // Colours are premultiplied: black and transparent places both show nothing.
        const double shown =
            mask.is_alpha ? channel(24) : 0.2125 * channel(16) + 0.7154 * channel(8) + 0.0721 * channel(0);
        word = static_cast<std::uint32_t>(shown * opacity + 0.5) << 24;
        std::memcpy(at, &word, sizeof word);
      }
    }
    cairo_surface_mark_dirty(surface);
    return pattern;
  }

  const images::Drawing& drawing_;
  ImagePlayer& images_;
  cairo_t* context_;
  std::vector<images::BeginGroup> groups_;
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
  // Repeat the outer pixels at the edges instead of blending them with transparency.
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

void ImagePlayer::play(cairo_t* context, const images::Drawing& drawing) {
  DrawingPlayer(drawing, *this, context).play();
}

void ImagePlayer::draw(cairo_t* context, const images::Image& image) {
  std::visit([&](const auto& picture) { draw(context, picture); }, image.picture);
}

namespace messages = diagnostics::messages;
using base::Rect;
using base::Transform;

/// Limits: the side that the library supports, and 400 MB of memory for the picture of a page.
constexpr double kMaxSide = 32'000;
constexpr double kMaxPixels = 100e6;

Transform onto(const Rect& rect) {
  return {rect.size.width.to_px(), 0, 0, rect.size.height.to_px(), rect.left().to_px(), rect.top().to_px()};
}

class PagePlayer {
 public:
  PagePlayer(cairo_t* context, const text::FontLibrary& fonts, const diagnostics::DiagnosticSink& sink)
      : fonts_(fonts), context_(context), sink_(sink), images_(sink) {}

  void play_all(const paint::DisplayItems& items) {
    for (const paint::DisplayItem& item : items) {
      sink_.go_on();
      std::visit([this](const auto& command) { play(command); }, item);
    }
  }

 private:
  /// Covers whole pixels, at least one, so that thin lines are equally strong all over the page.
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

  /// Whether the upper edge is horizontal or vertical on the page.
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

  /// Draws copy after copy, if there are not too many: masks need pixels, which a recording does not have.
  bool draw_copies(const paint::TileImage& item) {
    constexpr double kMost = 20'000;
    const auto* const drawing = std::get_if<images::Drawing>(&item.image->picture);
    const double width = item.step.width.to_px(), height = item.step.height.to_px();
    if (drawing == nullptr || drawing->masks.empty() || !(width > 0 && height > 0)) return false;
    const double first_column = std::floor((item.area.left() - item.first.right()).to_px() / width);
    const double end_column = std::ceil((item.area.right() - item.first.left()).to_px() / width);
    const double first_row = std::floor((item.area.top() - item.first.bottom()).to_px() / height);
    const double end_row = std::ceil((item.area.bottom() - item.first.top()).to_px() / height);
    if (!((end_column - first_column) * (end_row - first_row) < kMost)) return false;
    base::Path area;
    area.add_rect(item.area);
    save_and_clip(context_, area, base::FillRule::NonZero);
    for (double row = first_row; row < end_row; ++row) {
      for (double column = first_column; column < end_column; ++column) {
        cairo_save(context_);
        apply_transform(context_, {1, 0, 0, 1, column * width, row * height});
        draw_image(context_, *item.image, item.first);
        cairo_restore(context_);
      }
    }
    cairo_restore(context_);
    return true;
  }

  void play(const paint::TileImage& item) {
    if (draw_copies(item)) return;
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

  // Tags are not visible in a picture.
  void play(const paint::BeginTag&) {}
  void play(const paint::BeginArtifact&) {}
  void play(const paint::EndTag&) {}

  const text::FontLibrary& fonts_;
  cairo_t* context_;
  const diagnostics::DiagnosticSink& sink_;
  ImagePlayer images_;
  std::map<std::pair<text::FaceId, text::GlyphId>, base::Path> outlines_;
  std::vector<double> opacities_;
};

/// Copies the pixels of a surface; of an opaque one the words have no alpha.
images::Pixels pixels_of(cairo_surface_t* surface, bool is_opaque = true) {
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
      const std::uint32_t alpha = is_opaque ? 255 : word >> 24;
      for (const int shift : {16, 8, 0}) {
        const std::uint32_t channel = word >> shift & 0xFF;
        *out++ = static_cast<char>(is_opaque    ? channel
                                   : alpha == 0 ? 0
                                                : std::min(255U, (channel * 255 + alpha / 2) / alpha));
      }
      *out++ = static_cast<char>(alpha);
    }
  }
  return pixels;
}

class FilterPainter : public images::DrawingPainter {
 public:
  explicit FilterPainter(const diagnostics::DiagnosticSink& sink) : sink_(sink) {}

  std::optional<images::Pixels> paint(const images::Drawing& drawing, const Transform& transform, std::uint32_t width,
                                      std::uint32_t height) override {
    if (load_cairo() || width > kMaxSide || height > kMaxSide) return std::nullopt;
    const Surface surface(
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(width), static_cast<int>(height)));
    const Context context(cairo_create(surface.get()));
    apply_transform(context.get(), transform);
    ImagePlayer(sink_).play(context.get(), drawing);
    if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS) return std::nullopt;
    cairo_surface_flush(surface.get());
    return pixels_of(surface.get(), false);
  }

 private:
  const diagnostics::DiagnosticSink& sink_;
};

void report_too_large(const base::Size& page, double dpi, double width, double height,
                      diagnostics::DiagnosticSink& sink) {
  const double fits = std::min(kMaxSide / std::max(width, height), std::sqrt(kMaxPixels / (width * height)));
  sink.report(messages::RasterTooLarge, diagnostics::Origin{}, fmt::format("{:.0f}", page.width.to_mm()),
              fmt::format("{:.0f}", page.height.to_mm()), fmt::format("{:.0f}", width), fmt::format("{:.0f}", height),
              fmt::format("{}", dpi), fmt::format("{:.0f}", std::floor(dpi * fits)));
}

}  // namespace

const std::optional<base::LibraryError>& find_rasterizer() { return load_cairo(); }

std::unique_ptr<images::DrawingPainter> drawing_painter(const diagnostics::DiagnosticSink& sink) {
  return std::make_unique<FilterPainter>(sink);
}

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
  // Map the origin of the page to the right corner of the rotated sheet.
  if (page.rotation == 90) apply_transform(context.get(), {0, 1, -1, 0, width, 0});
  if (page.rotation == 270) apply_transform(context.get(), {0, -1, 1, 0, 0, height});
  cairo_scale(context.get(), scale, scale);
  apply_transform(context.get(), {1, 0, 0, 1, margin, margin});
  PagePlayer(context.get(), fonts, sink).play_all(page.items);
  // The library draws nothing more after its first error, such as a lack of memory.
  if (const cairo_status_t status = cairo_status(context.get()); status != CAIRO_STATUS_SUCCESS) {
    sink.report(messages::RasterFailed, diagnostics::Origin{}, cairo_status_to_string(status));
    return {};
  }
  cairo_surface_flush(surface.get());
  return images::write_png(pixels_of(surface.get()), {options.dpi, {}});
}

}  // namespace gongwen::raster
