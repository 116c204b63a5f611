// Compression (zlib format), one compressor for each thread.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::pdf {

/// Level 6: beyond it the time grows much faster than the file shrinks.
std::string deflate(std::string_view bytes);

}  // namespace gongwen::pdf
