// The drawing library, and what owns its objects. Not included from outside.
//
// It is loaded with the first page that becomes pixels, not at the start of the program: it depends on X11 and
// FreeType.
#pragma once

#include "base/loaded_library.h"
#include "base/path.h"
#include "css/color.h"

#include <memory>
#include <optional>

#include <cairo.h>

namespace gongwen::raster {

// Each function of the library is a pointer here, called as if it were the function. Null until load_cairo().
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "raster/detail/cairo_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loads the library unless it is there, from any thread. Returns: why it cannot be used, if so.
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

/// Makes `path` the current one.
void set_path(cairo_t* context, const base::Path& path);
void fill_path(cairo_t* context, const base::Path& path, base::FillRule rule);
/// With the current source.
void stroke_path(cairo_t* context, const base::Path& path, const base::StrokeStyle& style);
/// What follows is cut off outside of the path, up to cairo_restore.
void save_and_clip(cairo_t* context, const base::Path& path, base::FillRule rule);

}  // namespace gongwen::raster
