#include "svg/detail/svg_text.h"

#include "base/escapes.h"
#include "base/format.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>

namespace gongwen::svg {

namespace {

/// The number as a count of its last decimals, where that is beyond doubt: most numbers of a page are whole or have few
/// decimals, and a general conversion takes ten times as long. Nothing near the middle between two counts, and for
/// large numbers.
std::optional<std::int64_t> counted(double magnitude, std::int64_t units) {
  constexpr double kMaxCount = 1e9;
  constexpr double kDoubt = 1e-6;
  const double scaled = magnitude * static_cast<double>(units);
  if (!(scaled < kMaxCount)) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(scaled);
  const double rest = scaled - static_cast<double>(whole);
  if (std::abs(rest - 0.5) < kDoubt) return std::nullopt;
  return whole + (rest > 0.5 ? 1 : 0);
}

/// Any number, by the general conversion.
void append_converted(std::string& out, double value, int decimals) {
  const std::size_t begin = out.size();
  fmt::format_to(std::back_inserter(out), "{:.{}f}", value, decimals);
  while (decimals > 0 && out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  if (out.compare(begin, std::string::npos, "-0") == 0) out.replace(begin, std::string::npos, "0");
}

/// `separator` goes before numbers without a sign; 0: none.
void append_after(std::string& out, char separator, double value, int decimals) {
  constexpr std::array<std::int64_t, 5> kUnits = {1, 10, 100, 1'000, 10'000};
  const auto index = static_cast<std::size_t>(decimals);
  const std::optional<std::int64_t> count =
      index < kUnits.size() ? counted(std::abs(value), kUnits[index]) : std::nullopt;
  if (!count) {
    const std::size_t begin = out.size();
    append_converted(out, value, decimals);
    if (separator != 0 && out[begin] != '-') out.insert(begin, 1, separator);
    return;
  }
  std::array<char, 32> written;
  char* end = written.data();
  if (value < 0 && *count != 0) {
    *end++ = '-';
  } else if (separator != 0) {
    *end++ = separator;
  }
  end = std::to_chars(end, written.data() + written.size(), *count / kUnits[index]).ptr;
  std::int64_t fraction = *count % kUnits[index];
  if (fraction != 0) *end++ = '.';
  for (std::int64_t unit = kUnits[index] / 10; fraction != 0; unit /= 10) {
    *end++ = static_cast<char>('0' + fraction / unit);
    fraction %= unit;
  }
  out.append(written.data(), end);
}

}  // namespace

void append_number(std::string& out, double value, int decimals) { append_after(out, 0, value, decimals); }

void append_attribute(std::string& out, std::string_view name, double value) {
  out.push_back(' ');
  out += name;
  out += "=\"";
  append_number(out, value);
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
    append_after(out, ' ', value, decimals);
  };
  const auto append_points = [&](char letter, int count) {
    out.push_back(letter);
    for (int i = 0; i < count; ++i, ++next) {
      i == 0 ? append_number(out, next->x, decimals) : append_separated(next->x);
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
    append_number(out, style.dashes[i]);
  }
  out.push_back('"');
  if (style.dash_offset != 0) append_attribute(out, "stroke-dashoffset", style.dash_offset);
}

}  // namespace gongwen::svg
