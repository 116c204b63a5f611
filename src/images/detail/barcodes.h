// Barcodes as drawings: Code 128 (ISO/IEC 15417) and EAN-13 (ISO/IEC 15420). QR codes: decode.h.
#pragma once

#include "images/image_set.h"

#include <optional>
#include <string_view>

namespace gongwen::images {

/// Code 128 of 1 to 80 printable ASCII characters, with runs of digits in the compact code set, and the quiet zones of
/// ten modules at both ends. Returns nullopt for other texts. A module is a third of a millimetre wide, the bars 15 mm
/// high.
std::optional<Image> make_code128(std::string_view text);

/// EAN-13 of 12 digits, to which the check digit is added, or of 13 with the right one; bars of 22.85 mm, as the
/// standard requires at its usual size. Returns nullopt for other texts.
std::optional<Image> make_ean13(std::string_view digits);

}  // namespace gongwen::images
