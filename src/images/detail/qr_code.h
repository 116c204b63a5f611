// QR codes (ISO/IEC 18004) as drawings.
#pragma once

#include "images/image.h"

#include <optional>
#include <string_view>

namespace gongwen::images {

/// The code of a text in UTF-8, with the quiet zone of four modules around it; error correction M. A module is 4 px
/// wide (1.06 mm). Nothing when the text is empty or longer than a code can hold.
std::optional<Image> make_qr_code(std::string_view text);

}  // namespace gongwen::images
