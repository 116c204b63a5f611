// Values of SVG: numbers, colours, path data, basic shapes and view boxes.
#pragma once

#include "base/path.h"
#include "images/detail/svg_document.h"
#include "images/detail/svg_style.h"
#include "style/css/color.h"

#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::images {

/// The maximum of lengths and coordinates; a larger drawing is a mistake.
inline constexpr double kFarthestLength = 1e7;

css::Color with_opacity(css::Color color, double opacity);

// viewBox and preserveAspectRatio (SVG 1.1 sections 7.7 and 7.8).

struct ViewBox {
  double x = 0, y = 0, width = 0, height = 0;
};

/// Returns nullopt if the text has no view box, or one without area.
std::optional<ViewBox> parse_view_box(std::string_view text);

/// The transform from the box's coordinates to a viewport of that size at 0,0.
base::Transform view_box_transform(const ViewBox& box, std::string_view preserve, double width, double height);

// The basic shapes of SVG as paths (SVG 1.1 section 9).

/// Returns nullopt for elements that are not shapes.
std::optional<base::Path> shape_path(const SvgElement& element, const SvgStyle& style, const SvgViewport& viewport);

/// The bounding box of a path.
struct PathBounds {
  double left = 0, top = 0, right = 0, bottom = 0;
};
std::optional<PathBounds> path_bounds(const base::Path& path);
/// The transform of the unit square to a rectangle.
base::Transform unit_square_to(const PathBounds& bounds);

// The microsyntaxes of SVG: numbers, lengths, path data (SVG 1.1 sections 4.2, 8.3).

/// Reads numbers from the start of a text, skipping blanks and commas before them.
class NumberScanner {
 public:
  explicit NumberScanner(std::string_view text) : text_(text) {}
  std::optional<double> next();
  /// A single `0` or `1`, which need not be separated from the next number.
  std::optional<bool> next_flag();
  bool at_end();
  char peek();
  void skip(std::size_t count) { text_.remove_prefix(std::min(count, text_.size())); }
  std::string_view rest() const { return text_; }

 private:
  void skip_blanks();
  std::string_view text_;
};

std::vector<double> parse_numbers(std::string_view text);

/// A length in px. Percentages refer to `base`; nullopt if it is malformed.
std::optional<double> parse_length(std::string_view text, double base, double font_size);
bool is_percentage(std::string_view text);

/// Returns the part before the first error, which is still drawn (section 8.3.1).
base::Path parse_path_data(std::string_view text);

}  // namespace gongwen::images
