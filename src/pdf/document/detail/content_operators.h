// The operators that pages and drawings share (ISO 32000-1 section 8): numbers, colours, paths.
#pragma once

#include "base/path.h"
#include "css/color.h"

#include <cstdint>
#include <string>

namespace gongwen::pdf {

/// Thousandths of a unit of the content's space: points on pages, px in drawings.
using Milli = std::int64_t;

/// From px, y down, to the content's space.
struct ContentSpace {
  double scale = 1;
  bool y_up = false;
  Milli height = 0;  // of the page, where y goes up

  Milli x(double px) const;
  Milli y(double px) const;
  Milli length(double px) const;
};

void append_number(std::string& out, Milli value);
/// Gray as gray: presses print it with black ink alone.
void append_fill_color(std::string& out, css::Color color);
void append_stroke_color(std::string& out, css::Color color);
/// The path without an operator that paints it.
void append_path(std::string& out, const base::Path& path, const ContentSpace& space);
/// Width, ends, joins and dashes.
void append_stroke_style(std::string& out, const base::StrokeStyle& style, const ContentSpace& space);
/// `a b c d e f cm`
void append_transform(std::string& out, const base::Transform& transform);

}  // namespace gongwen::pdf
