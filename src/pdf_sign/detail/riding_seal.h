// The riding seal (骑缝章): one seal across the outer edges of all pages, so that a page that was exchanged is noticed.
// Each page bears a slice as an annotation that is printed and locked.
#pragma once

#include "pdf_sign/detail/revision.h"

#include <cstddef>
#include <vector>

namespace gongwen::pdf_sign {

/// How many pages share each seal: slices are 5 mm wide at least, and the groups as equal as may be.
std::vector<std::size_t> riding_groups(std::size_t pages, double diameter_mm);

struct RidingSeal {
  ObjectNumber image;
  double diameter_mm = 42;
  double height_to_width = 1;  // of the picture
};

/// Wide pages among upright ones are bound with their heads to the left on odd pages and to the right on even ones
/// (GB/T 9704-2012 7.4), and get their slices at the edge that is the outer one then.
void add_riding_seal(const RidingSeal& seal, Revision& revision);

}  // namespace gongwen::pdf_sign
