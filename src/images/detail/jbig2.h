// JBIG2 (ITU-T T.88, ISO/IEC 14492): bilevel pictures, as scanners and programs for OFD store them. Read by the code in
// jbig2_*.h, since the one library of Debian is under the AGPL, which would hold for the whole program.
#pragma once

#include "images/detail/decode.h"

#include <cstdint>
#include <string_view>

namespace gongwen::images {

bool is_jbig2(std::string_view bytes);

/// The first page of a file. Not read: colours and patterns of twelve free neighbours, amendments that no program is
/// known to write.
DecodedImage decode_jbig2(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

}  // namespace gongwen::images
