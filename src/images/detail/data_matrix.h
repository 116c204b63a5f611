// Data Matrix (ISO/IEC 16022, ECC 200) as a drawing.
#pragma once

#include "images/image_set.h"

#include <optional>
#include <string_view>

namespace gongwen::images {

/// The smallest square code that can hold the text: up to 1304 characters of ASCII, of which two digits count as one,
/// or 1301 bytes of other texts in UTF-8. A module is two thirds of a millimetre wide; around the code there are two
/// modules of blank, one more than the standard requires. Returns nullopt for an empty text and for longer ones.
std::optional<Image> make_data_matrix(std::string_view text);

}  // namespace gongwen::images
