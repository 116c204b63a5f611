// Fonts that are compressed for the web: WOFF (W3C, 1.0) and WOFF2 (W3C, 2.0), unpacked to the files of OpenType that
// they were made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::text {

/// Whether a file starts as one of the two formats does.
bool is_web_font(std::string_view file);

/// The OpenType file in it; nothing when it is damaged, a collection, or FreeType is missing.
std::optional<std::string> unpack_web_font(std::string_view file);

}  // namespace gongwen::text
