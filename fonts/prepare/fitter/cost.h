// What points take in a font that is deflated.
#pragma once

#include "outline.h"

namespace fitter {

/// About how many bits a difference of one coordinate takes.
inline double coordinate_bits(double difference) {
  const double size = std::abs(difference);
  if (size == 0) return 0;  // the flag says so
  if (size < 16) return 5.2;
  if (size < 40) return 6;
  if (size < 80) return 7;
  if (size < 128) return 8;
  return size < 256 ? 9.2 : 14.5;
}

/// About how many bits a step from one point to the next takes, counted over subsets of all faces.
inline double step_bits(Point from, Point to, bool on_curve) {
  const double flag = on_curve ? 6.5 : 5.0;
  return flag + coordinate_bits(to.x - from.x) + coordinate_bits(to.y - from.y);
}

}  // namespace fitter
