
#include "base/ascii.h"
#include "images/detail/svg_values.h"

#include <algorithm>

namespace gongwen::images {
namespace {

/// `xMin`, `xMid`, `xMax` at the place given: the part of what is left that comes before.
double share(std::string_view align, std::size_t at) {
  const std::string_view word = align.size() >= at + 4 ? align.substr(at + 1, 3) : std::string_view();
  return word == "Min" || word == "min" ? 0 : word == "Max" || word == "max" ? 1 : 0.5;
}

}  // namespace

std::optional<ViewBox> parse_view_box(std::string_view text) {
  const std::vector<double> numbers = parse_numbers(text);
  if (numbers.size() != 4 || numbers[2] <= 0 || numbers[3] <= 0) return std::nullopt;
  return ViewBox{numbers[0], numbers[1], numbers[2], numbers[3]};
}

base::Transform view_box_transform(const ViewBox& box, std::string_view preserve, double width, double height) {
  preserve = base::trim_ascii_space(preserve);
  double scale_x = width / box.width;
  double scale_y = height / box.height;
  if (!preserve.starts_with("none")) {
    const bool slice = preserve.ends_with("slice");
    scale_x = scale_y = slice ? std::max(scale_x, scale_y) : std::min(scale_x, scale_y);
  }
  const double left = (width - box.width * scale_x) * share(preserve, 0);
  const double top = (height - box.height * scale_y) * share(preserve, 4);
  return {scale_x, 0, 0, scale_y, left - box.x * scale_x, top - box.y * scale_y};
}

}  // namespace gongwen::images
