// Numbers, boxes, colours and paths as OFD spells them (GB/T 33190-2016, basic types): lengths in mm, from the upper
// left corner, with blanks between numbers. What comes in is px.
#pragma once

#include "base/path.h"
#include "css/color.h"

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

// XmlPen: writes the many short pieces of an element, most of them numbers, into room that is enough for all of them,
// so that each takes a few instructions. A page has thousands.
//   XmlPen pen(out, 64);
//   pen.put(" Boundary=\"");
//   pen.micrometres(12'500);   // 12.5

namespace detail {

/// The digits of 0 to 999, and how many are left without the zeros at the end.
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
  /// The longest number that any of its functions writes, with a blank.
  static constexpr std::size_t kMaxNumber = 28;

  /// What is put goes to `out` at the end; it is no more than `room` bytes.
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

  /// Thousandths of a mm as mm, without zeros at the end.
  void micrometres(std::int64_t value) {
    const std::uint64_t magnitude = sign(value);
    number(magnitude / kThousand);
    const detail::ThreeDigits& fraction = detail::kThreeDigits[magnitude % kThousand];
    if (fraction.significant == 0) return;
    *at_++ = '.';
    std::memcpy(at_, fraction.digits.data(), 3);
    at_ += fraction.significant;
  }

  /// Ten-thousandths as they are without zeros at the end.
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

  /// A character of XML as the content of an element.
  void character(char32_t c) {
    if (c >= 0x800 && c <= 0xFFFF) {  // of Chinese, as nearly all are
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
  /// The most bytes that a character takes.
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
  char usual_[4096];  // not filled with anything
  std::unique_ptr<char[]> large_;
  char* begin_ = nullptr;
  char* at_ = nullptr;
};

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
