// JBIG2 (ITU-T T.88, ISO/IEC 14492): bilevel pictures, as scanners and programs for OFD store them. The code in
// jbig2_*.h reads them, since the only library in Debian is under the AGPL, which would then apply to the whole
// program.
#pragma once

#include "images/detail/decode.h"

#include <cstdint>
#include <string_view>

namespace gongwen::images {

bool is_jbig2(std::string_view bytes);

/// Decodes the first page of a file. Colours and patterns of twelve free neighbours are not read: no program is known
/// to write these amendments.
DecodedImage decode_jbig2(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

}  // namespace gongwen::images
