// From a page as it is shown, in points from its lower left corner, to the space of its content, which may be turned
// and start anywhere.
#pragma once

#include "intake/signable_pdf.h"
#include "pdf_sign/detail/seal_picture.h"

#include <array>

namespace gongwen::pdf_sign {

inline constexpr double kPointsPerMm = 72 / 25.4;

struct ShownPage {
  explicit ShownPage(const intake::SignablePage& page);

  /// A rectangle of the shown page, left, bottom, right, top, in the space of the content.
  std::array<double, 4> to_content(const std::array<double, 4>& shown) const;
  /// How something that is upright on the shown page is turned in the content.
  Turn turn() const;

  double width = 0;
  double height = 0;

 private:
  std::array<double, 4> box_;
  int rotation_;
};

/// One turn after the other.
Turn combined(const Turn& first, const Turn& second);

}  // namespace gongwen::pdf_sign
