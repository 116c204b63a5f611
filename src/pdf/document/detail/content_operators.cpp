#include "pdf/document/detail/content_operators.h"

#include "pdf/syntax/syntax.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::pdf {
namespace {

/// What readers take as a number without loss (ISO 32000-1 annex C).
constexpr double kMaxMilli = 2e10;

Milli milli(double value) { return std::llround(std::clamp(value * 1000, -kMaxMilli, kMaxMilli)); }

void append_color(std::string& out, css::Color color, std::string_view gray, std::string_view rgb) {
  const auto channel = [&](std::uint8_t value) {
    append_fixed(out, (std::int64_t{value} * 1000 + 127) / 255, 3);
    out.push_back(' ');
  };
  channel(color.red);
  if (color.red == color.green && color.green == color.blue) {
    out += gray;
  } else {
    channel(color.green);
    channel(color.blue);
    out += rgb;
  }
  out.push_back('\n');
}

}  // namespace

Milli ContentSpace::x(double px) const { return scaled(px); }
Milli ContentSpace::y(double px) const { return y_up ? height - scaled(px) : scaled(px); }
Milli ContentSpace::length(double px) const { return scaled(px); }
Milli ContentSpace::scaled(double px) const {
  const Milli fine = milli(px * scale);
  return (fine + (fine < 0 ? -grain : grain) / 2) / grain * grain;
}

void append_number(std::string& out, Milli value) {
  append_fixed(out, value, 3);
  out.push_back(' ');
}

void append_fill_color(std::string& out, css::Color color) { append_color(out, color, "g", "rg"); }
void append_stroke_color(std::string& out, css::Color color) { append_color(out, color, "G", "RG"); }

void append_path(std::string& out, const base::Path& path, const ContentSpace& space) {
  std::size_t next = 0;
  const auto points = [&](int count) {
    for (int i = 0; i < count; ++i) {
      append_number(out, space.x(path.points[next].x));
      append_number(out, space.y(path.points[next].y));
      ++next;
    }
  };
  for (const base::Path::Verb verb : path.verbs) {
    switch (verb) {
      case base::Path::Verb::Move:
        points(1);
        out += "m\n";
        break;
      case base::Path::Verb::Line:
        points(1);
        out += "l\n";
        break;
      case base::Path::Verb::Cubic:
        points(3);
        out += "c\n";
        break;
      case base::Path::Verb::Close: out += "h\n"; break;
    }
  }
}

void append_stroke_style(std::string& out, const base::StrokeStyle& style, const ContentSpace& space) {
  append_number(out, space.length(style.width));
  out += "w ";
  append_integer(out, static_cast<int>(style.cap));
  out += " J ";
  append_integer(out, static_cast<int>(style.join));
  out += " j ";
  append_number(out, milli(std::max(1.0, style.miter_limit)));
  out += "M [";
  for (std::size_t i = 0; i < style.dashes.size(); ++i) {
    if (i > 0) out.push_back(' ');
    append_fixed(out, space.length(style.dashes[i]), 3);
  }
  out += "]";
  append_fixed(out, space.length(style.dash_offset), 3);
  out += " d\n";
}

void append_numbers(std::string& out, const base::Transform& transform) {
  for (const double part : {transform.a, transform.b, transform.c, transform.d, transform.e, transform.f}) {
    append_fixed(out, std::llround(std::clamp(part, -2e7, 2e7) * 1e6), 6);
    out.push_back(' ');
  }
}

void append_transform(std::string& out, const base::Transform& transform) {
  append_numbers(out, transform);
  out += "cm\n";
}

void StateLevels::push(std::string operators, std::string& out) {
  if (levels_.size() < kMaxLevels) out += "q\n";
  out += operators;
  levels_.push_back(std::move(operators));
}

std::size_t StateLevels::pop(std::string& out) {
  levels_.pop_back();
  out += "Q\n";
  if (levels_.size() < kMaxLevels) return levels_.size();
  out += "q\n";
  std::for_each(levels_.begin() + (kMaxLevels - 1), levels_.end(), [&out](const std::string& level) { out += level; });
  return kMaxLevels - 1;
}

}  // namespace gongwen::pdf
