#include "svg/detail/svg_text.h"

#include "base/decimal.h"
#include "base/escapes.h"
#include "base/format.h"

#include <iterator>

namespace gongwen::svg {

void append_attribute(std::string& out, std::string_view name, double value) {
  out.push_back(' ');
  out += name;
  out += "=\"";
  base::append_decimal(out, value);
  out.push_back('"');
}

void append_color(std::string& out, std::string_view name, css::Color color) {
  const bool is_opaque = color.alpha == 255;
  const double opacity = color.alpha / 255.0;
  color.alpha = 255;
  out.push_back(' ');
  out += name;
  out += (name == "stop" ? "-color=\"" : "=\"") + css::to_text(color) + "\"";
  if (!is_opaque) append_attribute(out, std::string(name) + "-opacity", opacity);
}

void append_transform(std::string& out, std::string_view name, const base::Transform& transform) {
  if (transform.is_identity()) return;
  const base::Transform& t = transform;
  // Scales of glyphs are small: their sixth digit shows at the end of a line.
  fmt::format_to(std::back_inserter(out), " {}=\"matrix({:.8g} {:.8g} {:.8g} {:.8g} {:.8g} {:.8g})\"", name, t.a, t.b,
                 t.c, t.d, t.e, t.f);
}

void append_path_data(std::string& out, const base::Path& path, int decimals) {
  const base::PathPoint* next = path.points.data();
  // A sign separates by itself.
  const auto append_separated = [&](double value) {
    base::append_decimal(out, value, decimals, ' ');
  };
  const auto append_points = [&](char letter, int count) {
    out.push_back(letter);
    for (int i = 0; i < count; ++i, ++next) {
      i == 0 ? base::append_decimal(out, next->x, decimals) : append_separated(next->x);
      append_separated(next->y);
    }
  };
  out += " d=\"";
  for (const base::Path::Verb verb : path.verbs) {
    switch (verb) {
      case base::Path::Verb::Move: append_points('M', 1); break;
      case base::Path::Verb::Line: append_points('L', 1); break;
      case base::Path::Verb::Cubic: append_points('C', 3); break;
      case base::Path::Verb::Close: out.push_back('Z'); break;
    }
  }
  out.push_back('"');
}

void append_language(std::string& out, std::string_view language) {
  const std::string value = base::escape_attribute(std::string(language));
  out += " lang=\"" + value + "\" xml:lang=\"" + value + "\"";
}

void append_fill_rule(std::string& out, std::string_view name, base::FillRule rule) {
  if (rule == base::FillRule::NonZero) return;
  out.push_back(' ');
  out += name;
  out += "=\"evenodd\"";
}

void append_stroke(std::string& out, const base::StrokeStyle& style) {
  append_attribute(out, "stroke-width", style.width);
  switch (style.cap) {
    case base::LineCap::Butt: break;
    case base::LineCap::Round: out += " stroke-linecap=\"round\""; break;
    case base::LineCap::Square: out += " stroke-linecap=\"square\""; break;
  }
  switch (style.join) {
    case base::LineJoin::Miter: append_attribute(out, "stroke-miterlimit", style.miter_limit); break;
    case base::LineJoin::Round: out += " stroke-linejoin=\"round\""; break;
    case base::LineJoin::Bevel: out += " stroke-linejoin=\"bevel\""; break;
  }
  if (style.dashes.empty()) return;
  out += " stroke-dasharray=\"";
  for (std::size_t i = 0; i < style.dashes.size(); ++i) {
    if (i > 0) out.push_back(' ');
    base::append_decimal(out, style.dashes[i]);
  }
  out.push_back('"');
  if (style.dash_offset != 0) append_attribute(out, "stroke-dashoffset", style.dash_offset);
}

}  // namespace gongwen::svg
