#include "text/detail/harfbuzz.h"
#include "text/face.h"

namespace gongwen::text {
namespace {

using base::Path;
using base::PathPoint;

PathPoint point(float x, float y) { return {static_cast<double>(x), static_cast<double>(y)}; }
Path& path_of(void* data) { return *static_cast<Path*>(data); }

void move_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x, float y, void*) {
  path_of(data).move_to(point(x, y));
}
void line_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x, float y, void*) {
  path_of(data).line_to(point(x, y));
}
void cubic_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x1, float y1, float x2, float y2, float x, float y,
              void*) {
  path_of(data).cubic_to(point(x1, y1), point(x2, y2), point(x, y));
}
void close_path(hb_draw_funcs_t*, void* data, hb_draw_state_t*, void*) { path_of(data).close(); }

/// Quadratic curves come as cubic ones, since nothing else is asked for.
hb_draw_funcs_t* draw_functions() {
  static hb_draw_funcs_t* const functions = [] {
    hb_draw_funcs_t* const made = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(made, move_to, nullptr, nullptr);
    hb_draw_funcs_set_line_to_func(made, line_to, nullptr, nullptr);
    hb_draw_funcs_set_cubic_to_func(made, cubic_to, nullptr, nullptr);
    hb_draw_funcs_set_close_path_func(made, close_path, nullptr, nullptr);
    hb_draw_funcs_make_immutable(made);
    return made;
  }();
  return functions;
}

}  // namespace

Path glyph_outline(const Face& face, GlyphId glyph) {
  Path path;
#if HB_VERSION_ATLEAST(7, 0, 0)
  hb_font_draw_glyph(face.handle().font, glyph, draw_functions(), &path);
#else
  hb_font_get_glyph_shape(face.handle().font, glyph, draw_functions(), &path);
#endif
  return path;
}

std::optional<GlyphBox> glyph_box(const Face& face, GlyphId glyph) {
  hb_glyph_extents_t extents{};
  if (hb_font_get_glyph_extents(face.handle().font, glyph, &extents) == 0) return std::nullopt;
  if (extents.width == 0 || extents.height == 0) return std::nullopt;
  const double left = extents.x_bearing;
  const double top = extents.y_bearing;
  return GlyphBox{left, top + extents.height, left + extents.width, top};
}

}  // namespace gongwen::text
