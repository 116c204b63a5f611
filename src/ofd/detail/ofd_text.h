// Numbers, boxes, colours and paths in OFD syntax (GB/T 33190-2016, basic types): lengths in mm from the upper left
// corner, separated by spaces. All inputs are in px.
#pragma once

#include "base/path.h"
#include "style/css/color.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ofd {

// XmlPen: writes the many short parts of an element, mostly numbers, into a buffer that is large enough for all of
// them, so that each takes only a few instructions. A page has thousands.
//   XmlPen pen(out, 64);
//   pen.put(" Boundary=\"");
//   pen.micrometres(12'500);   // 12.5

namespace detail {

/// The digits of 0 to 999, and how many remain without trailing zeros.
struct ThreeDigits {
  std::array<char, 3> digits;
  std::uint8_t significant = 0;
};

constexpr std::array<ThreeDigits, 1000> make_three_digits() {
  std::array<ThreeDigits, 1000> all{};
  for (int i = 0; i < 1000; ++i) {
    const std::array<char, 3> digits = {static_cast<char>('0' + i / 100), static_cast<char>('0' + i / 10 % 10),
                                        static_cast<char>('0' + i % 10)};
    const int significant = i % 10 != 0 ? 3 : i % 100 != 0 ? 2 : i != 0 ? 1 : 0;
    all[static_cast<std::size_t>(i)] = {digits, static_cast<std::uint8_t>(significant)};
  }
  return all;
}
inline constexpr std::array<ThreeDigits, 1000> kThreeDigits = make_three_digits();

}  // namespace detail

class XmlPen {
 public:
  /// Maximum length of a number with a space.
  static constexpr std::size_t kMaxNumber = 28;

  /// Everything is appended to `out` on destruction; up to `room` bytes may be put.
  XmlPen(std::string& out, std::size_t room) : out_(out) {
    if (room > sizeof usual_) large_ = std::make_unique_for_overwrite<char[]>(room);
    begin_ = at_ = large_ ? large_.get() : usual_;
  }
  ~XmlPen() { out_.append(begin_, at_); }
  XmlPen(const XmlPen&) = delete;
  XmlPen& operator=(const XmlPen&) = delete;

  void put(char c) { *at_++ = c; }
  template <std::size_t kSize>
  void put(const char (&literal)[kSize]) {
    std::memcpy(at_, literal, kSize - 1);
    at_ += kSize - 1;
  }
  void put_text(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }

  void number(std::uint64_t value) {
    if (value >= kThousand) {
      at_ = std::to_chars(at_, at_ + kMaxNumber, value).ptr;
      return;
    }
    const std::array<char, 3>& digits = detail::kThreeDigits[value].digits;
    for (std::size_t i = value >= 100 ? 0 : value >= 10 ? 1 : 2; i < 3; ++i) *at_++ = digits[i];
  }

  /// Writes thousandths of a mm as mm, without trailing zeros.
  void micrometres(std::int64_t value) {
    const std::uint64_t magnitude = sign(value);
    number(magnitude / kThousand);
    const detail::ThreeDigits& fraction = detail::kThreeDigits[magnitude % kThousand];
    if (fraction.significant == 0) return;
    *at_++ = '.';
    std::memcpy(at_, fraction.digits.data(), 3);
    at_ += fraction.significant;
  }

  /// Writes ten-thousandths as a decimal, without trailing zeros.
  void ten_thousandths(std::int64_t value) {
    if (value % 10 == 0) return micrometres(value / 10);
    const std::uint64_t magnitude = sign(value);
    number(magnitude / (kThousand * 10));
    const std::uint64_t fraction = magnitude % (kThousand * 10);
    *at_++ = '.';
    std::memcpy(at_, detail::kThreeDigits[fraction / 10].digits.data(), 3);
    at_ += 3;
    *at_++ = static_cast<char>('0' + fraction % 10);
  }

  /// Writes a character as element content, escaped for XML.
  void character(char32_t c) {
    if (c >= 0x800 && c <= 0xFFFF) {  // Chinese, as nearly all characters are
      put(static_cast<char>(0xE0 | (c >> 12)));
      put_continuation(c >> 6);
      put_continuation(c);
    } else if (c < 0x80) {
      put_ascii(static_cast<char>(c));
    } else if (c < 0x800) {
      put(static_cast<char>(0xC0 | (c >> 6)));
      put_continuation(c);
    } else {
      put(static_cast<char>(0xF0 | (c >> 18)));
      put_continuation(c >> 12);
      put_continuation(c >> 6);
      put_continuation(c);
    }
  }
  /// Maximum number of bytes per character.
  static constexpr std::size_t kMaxCharacter = 5;

 private:
  static constexpr std::uint64_t kThousand = 1000;

  std::uint64_t sign(std::int64_t value) {
    if (value >= 0) return static_cast<std::uint64_t>(value);
    *at_++ = '-';
    return 0 - static_cast<std::uint64_t>(value);
  }
  void put_continuation(char32_t bits) { put(static_cast<char>(0x80 | (bits & 0x3F))); }
  void put_ascii(char c) {
    switch (c) {
      case '&': return put("&amp;");
      case '<': return put("&lt;");
      case '>': return put("&gt;");
      default: return put(c);
    }
  }

  std::string& out_;
  char usual_[4096];  // left uninitialised
  std::unique_ptr<char[]> large_;
  char* begin_ = nullptr;
  char* at_ = nullptr;
};

inline constexpr std::string_view kXmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
inline constexpr std::string_view kNamespace = " xmlns:ofd=\"http://www.ofdspec.org/2016\"";

inline constexpr double kMmOfPx = 25.4 / 96;

/// The ID of a page, resource or object, unique within a document.
using Identifier = std::uint32_t;

/// Positions on a page are counted in micrometres.
using Micrometres = std::int64_t;
/// Coordinates are clamped to this many µm.
inline constexpr double kFarthest = 1e9;
/// Converts px to units, given the number of units per mm, rounded to nearest; 0 for NaN.
inline std::int64_t to_units(double px, double units_of_mm) {
  const double most = kFarthest / 1000 * units_of_mm;
  const double value = std::clamp(px * kMmOfPx * units_of_mm, -most, most);
  return value == value ? static_cast<std::int64_t>(value + (value < 0 ? -0.5 : 0.5)) : 0;
}
inline Micrometres to_micrometres(double px) { return to_units(px, 1000); }
void append_micrometres(std::string& out, Micrometres value);
/// Appends px as mm with three decimals.
void append_mm(std::string& out, double px);

/// A rectangle in px; empty unless it extends in both directions.
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
/// The bounding box of both; empty boxes are ignored.
inline Box joined(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right), std::max(a.bottom, b.bottom)};
}
/// The bounding box of a path's points; curves lie within their control points.
Box box_of(const base::Path& path);
/// The bounding box of a transformed rectangle.
Box moved(const Box& box, const base::Transform& transform);
/// Whether a path is one axis-aligned rectangle.
bool is_rectangle(const base::Path& path);

/// A box as written: in whole µm, with a minimum size of one in each direction.
struct Boundary {
  Micrometres left = 0;
  Micrometres top = 0;
  Micrometres width = 0;
  Micrometres height = 0;

  /// Its upper left corner in px, the origin of the object's coordinates.
  base::PathPoint corner() const;
};
Boundary boundary_of(const Box& box);
/// ` Boundary="x y w h"`.
void append_boundary(std::string& out, const Boundary& boundary);
/// Like append_boundary(), for a pen; takes up to kBoundaryRoom bytes.
void put_boundary(XmlPen& pen, const Boundary& boundary);
inline constexpr std::size_t kBoundaryRoom = 16 + 4 * XmlPen::kMaxNumber;
/// Appends ` CTM="a b c d e f"`; e and f are lengths in px.
void append_matrix(std::string& out, const base::Transform& matrix);
/// Appends ` ID="12"`, for any attribute name.
void append_number_attribute(std::string& out, std::string_view name, std::uint64_t value);
/// Appends ` Value="r g b"`, and ` Alpha` unless opaque.
void append_color_value(std::string& out, css::Color color);
/// Appends `<ofd:FillColor Value="r g b"/>`; `name` is without prefix.
void append_color_element(std::string& out, std::string_view name, css::Color color);
/// Appends path commands relative to a corner: `M 0 0 L 12.5 0 … C` (B: cubic curve, C: close).
void append_path_commands(std::string& out, const base::Path& path, base::PathPoint corner);

/// Escapes text for elements or attributes, dropping characters that XML cannot hold.
std::string xml_text(std::string_view text);
std::string xml_attribute(std::string_view text);

}  // namespace gongwen::ofd
