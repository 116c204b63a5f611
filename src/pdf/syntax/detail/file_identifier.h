// The identifier of a file (ISO 32000-1 section 14.4).
#pragma once

#include <string>
#include <string_view>

namespace gongwen::pdf {

/// 16 bytes from those of the file: no clock, no path, since nothing is asked for but difference.
std::string file_identifier(std::string_view bytes);

}  // namespace gongwen::pdf
