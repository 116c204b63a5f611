// How graphic objects are drawn: parameters with their inheritance (GB/T 33190-2016, 8.2), colours (8.3).
#pragma once

#include "base/path.h"
#include "programs/show/detail/package_parts.h"
#include "programs/show/detail/reporter.h"
#include "style/css/color.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::show {

/// Lengths in mm of the object.
struct ObjectStyle {
  base::StrokeStyle stroke{0.353, base::LineCap::Butt, base::LineJoin::Miter, 4.234, {}, 0};
  const Element* fill_color = nullptr;
  const Element* stroke_color = nullptr;
};

/// A plain colour, or an element that describes a gradient or pattern.
struct ObjectPaint {
  css::Color color;
  const Element* effect = nullptr;  // AxialShd, RadialShd, Pattern …
};

/// Reads parameters and colours of objects; faults are reported at the object.
class StyleReader {
 public:
  StyleReader(const Resources& resources, Reporter& reporter, std::string default_color_space)
      : resources_(resources), reporter_(reporter), default_space_(std::move(default_color_space)) {}

  /// The style of an object in something that has the style `outer`: DrawParam, then its own attributes and colours.
  ObjectStyle style_of(const Element& object, const ObjectStyle& outer) const;
  ObjectPaint paint_of(const Element& color, std::string_view object) const;
  css::Color color_of(const Element& color, std::string_view object) const;

 private:
  void add_parameters(std::string_view id, std::string_view object, ObjectStyle& style, int depth) const;
  void add_attributes(const Element& element, std::string_view object, ObjectStyle& style) const;
  std::optional<css::Color> color_of_values(std::string_view values, const ColorSpace& space) const;
  void report_bad_value(std::string_view object, std::string_view attribute, std::string_view value) const;

  const Resources& resources_;
  Reporter& reporter_;
  std::string default_space_;
};

}  // namespace gongwen::show
