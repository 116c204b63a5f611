// What a revision may have besides the signature itself: a riding seal, and the data for a later validation.
#pragma once

#include "pdf_sign/detail/revision.h"
#include "sign/verify_cms.h"

#include <string_view>

namespace gongwen::pdf_sign {

// The riding seal (sign/seal.h), one across the outer edges of all pages, or of several groups of them: each page
// bears a slice as an annotation that is printed and locked.

struct RidingSeal {
  ObjectNumber image;
  double diameter_mm = 42;
  double height_to_width = 1;  // of the picture
};

/// Wide pages among upright ones are bound with their heads to the left on odd pages and to the right on even ones
/// (GB/T 9704-2012 7.4), and get their slices at the edge that is the outer one then.
void add_riding_seal(const RidingSeal& seal, Revision& revision);

// The document security store (EN 319 142-1 section 5.4.2): what a signature can be validated with when the authorities
// no longer answer.

/// Adds the data to those that the file has. `contents` is the value of the signature's /Contents, with its padding.
void add_security_store(const sign::ValidationData& data, std::string_view contents, Revision& revision);

}  // namespace gongwen::pdf_sign
