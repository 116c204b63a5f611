// A font that outlines are read from: PostScript curves of a table `CFF `, or TrueType's of `glyf`.
#pragma once

#include "outline.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace fitter {

/// One face of a source. Reads what it is asked for only, and trusts nothing.
class Source {
 public:
  virtual ~Source() = default;

  /// Outline of a glyph. Quadratic curves come as the cubic ones that are the same.
  /// Throws: BadOutline.
  virtual std::vector<Contour> outline(unsigned glyph) const = 0;

  /// Whether the outside of a contour lies on its right, as in PostScript; in TrueType it lies on its left.
  virtual bool is_turned() const = 0;
};

/// `cff`: the table, of one font. Throws: BadOutline.
std::unique_ptr<Source> cff_source(std::string cff);

/// `long_offsets`: whether `loca` has offsets of 32 bits (indexToLocFormat of `head`).
std::unique_ptr<Source> glyf_source(std::string glyf, std::string loca, bool long_offsets);

}  // namespace fitter
