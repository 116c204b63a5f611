// Columns that a text takes on a terminal: 2 for wide characters (Unicode Standard Annex 11: W and F), 0 for combining
// marks, else 1.
#pragma once

#include <cstddef>
#include <string_view>

namespace gongwen::base {

std::size_t terminal_width(char32_t code_point);
std::size_t terminal_width(std::string_view text);

}  // namespace gongwen::base
