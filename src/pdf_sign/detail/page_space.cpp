#include "pdf_sign/detail/page_space.h"

#include <algorithm>
#include <utility>

namespace gongwen::pdf_sign {

ShownPage::ShownPage(const intake::SignablePage& page)
    : width(page.box[2] - page.box[0]),
      height(page.box[3] - page.box[1]),
      box_(page.box),
      rotation_(page.rotation % 90 == 0 ? page.rotation : 0) {
  if (rotation_ == 90 || rotation_ == 270) std::swap(width, height);
}

Turn ShownPage::turn() const {
  switch (rotation_) {
    case 90: return {0, 1, -1, 0};
    case 180: return {-1, 0, 0, -1};
    case 270: return {0, -1, 1, 0};
    default: return kUpright;
  }
}

std::array<double, 4> ShownPage::to_content(const std::array<double, 4>& shown) const {
  const auto point = [this](double x, double y) -> std::pair<double, double> {
    switch (rotation_) {
      case 90: return {box_[2] - y, box_[1] + x};
      case 180: return {box_[2] - x, box_[3] - y};
      case 270: return {box_[0] + y, box_[3] - x};
      default: return {box_[0] + x, box_[1] + y};
    }
  };
  const auto [x0, y0] = point(shown[0], shown[1]);
  const auto [x1, y1] = point(shown[2], shown[3]);
  return {std::min(x0, x1), std::min(y0, y1), std::max(x0, x1), std::max(y0, y1)};
}

Turn combined(const Turn& first, const Turn& second) {
  return {first[0] * second[0] + first[1] * second[2], first[0] * second[1] + first[1] * second[3],
          first[2] * second[0] + first[3] * second[2], first[2] * second[1] + first[3] * second[3]};
}

}  // namespace gongwen::pdf_sign
