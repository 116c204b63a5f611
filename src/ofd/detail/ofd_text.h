// Numbers, boxes, colours and paths as OFD spells them (GB/T 33190-2016, basic types): lengths in mm, from the upper
// left corner, with blanks between numbers. What comes in is px.
#pragma once

#include "base/path.h"
#include "css/color.h"
#include "ofd/detail/xml_pen.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ofd {

inline constexpr std::string_view kXmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
inline constexpr std::string_view kNamespace = " xmlns:ofd=\"http://www.ofdspec.org/2016\"";

inline constexpr double kMmOfPx = 25.4 / 96;

/// A number that a document gives to each page, resource and object, each once.
using Identifier = std::uint32_t;

/// Thousandths of a mm, in which places on a page are counted.
using Micrometres = std::int64_t;
/// Beyond so many µm nothing is drawn; numbers stay numbers.
inline constexpr double kFarthest = 1e9;
/// Px as a count of so many units of a mm, rounded to nearest; 0 for what is not a number.
inline std::int64_t to_units(double px, double units_of_mm) {
  const double most = kFarthest / 1000 * units_of_mm;
  const double value = std::clamp(px * kMmOfPx * units_of_mm, -most, most);
  return value == value ? static_cast<std::int64_t>(value + (value < 0 ? -0.5 : 0.5)) : 0;
}
inline Micrometres to_micrometres(double px) { return to_units(px, 1000); }
void append_micrometres(std::string& out, Micrometres value);
/// px as mm, with three decimals.
void append_mm(std::string& out, double px);

/// A rectangle in px; empty without an extent in both directions.
struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  bool empty() const { return !(right > left && bottom > top); }
  bool contains(const Box& other) const;
  bool overlaps(const Box& other) const;
  Box grown(double by) const { return {left - by, top - by, right + by, bottom + by}; }
  friend bool operator==(const Box&, const Box&) = default;
};
Box box_of(const base::Rect& rect);
Box intersection(const Box& a, const Box& b);
/// Around both; an empty one does not count.
inline Box joined(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right), std::max(a.bottom, b.bottom)};
}
/// Around the points of a path; curves lie within those of their control points.
Box box_of(const base::Path& path);
/// Around a rectangle under a transform.
Box moved(const Box& box, const base::Transform& transform);
/// Whether a path is one rectangle with level sides.
bool is_rectangle(const base::Path& path);

/// A box as it is written: in whole thousandths of a mm, at least one in each direction.
struct Boundary {
  Micrometres left = 0;
  Micrometres top = 0;
  Micrometres width = 0;
  Micrometres height = 0;

  /// Its corner in px, to count from.
  base::PathPoint corner() const;
};
Boundary boundary_of(const Box& box);
/// ` Boundary="x y w h"`.
void append_boundary(std::string& out, const Boundary& boundary);
/// The same; it takes max this room.
void put_boundary(XmlPen& pen, const Boundary& boundary);
inline constexpr std::size_t kBoundaryRoom = 16 + 4 * XmlPen::kMaxNumber;
/// ` CTM="a b c d e f"`; the last two are lengths in px.
void append_matrix(std::string& out, const base::Transform& matrix);
/// ` ID="12"`, for any name.
void append_number_attribute(std::string& out, std::string_view name, std::uint64_t value);
/// ` Value="r g b"`, with ` Alpha` where it is not opaque.
void append_color_value(std::string& out, css::Color color);
/// `<ofd:FillColor Value="r g b"/>`; `name` without its prefix.
void append_color_element(std::string& out, std::string_view name, css::Color color);
/// The commands of a path from a corner: `M 0 0 L 12.5 0 … C` (B for cubic curves, C closes).
void append_path_commands(std::string& out, const base::Path& path, base::PathPoint corner);

/// Text for elements and attributes, without the characters that XML has no place for.
std::string xml_text(std::string_view text);
std::string xml_attribute(std::string_view text);

}  // namespace gongwen::ofd
