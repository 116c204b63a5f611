// QR codes in a picture, as the library finds them (ZXing-C++).
//   const images::GrayPicture picture{width, height, rows};
//   for (const std::string& text : scans::find_codes(picture)) say(text);
// Whoever scans a page does not look which way up it lies, and how clean the glass is: so a picture is looked at in
// more than one way before it counts as one without codes. Pages that have a code, as most do, cost one look.
#pragma once

#include "images/photo.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::scans {

/// No more are taken from a picture, and none is longer.
inline constexpr std::size_t kMaxCodes = 8;
inline constexpr std::size_t kMaxCodeText = 200;

/// The texts of the codes, each once, in no order that means something. Codes that are not texts of printable ASCII are
/// left out: none of ours is.
std::vector<std::string> find_codes(const images::GrayPicture& picture);

}  // namespace gongwen::scans
