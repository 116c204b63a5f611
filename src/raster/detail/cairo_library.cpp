#include "raster/detail/cairo_library.h"

namespace gongwen::raster {

#define GONGWEN_LOADED_LIBRARY GONGWEN_CAIRO_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "raster/detail/cairo_functions.def"
#include "base/loaded_functions.inc"

const std::optional<base::LibraryError>& load_cairo() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

namespace {

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

}  // namespace

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

}  // namespace gongwen::raster
