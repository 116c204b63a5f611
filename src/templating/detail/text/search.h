// Finding texts in texts in linear time, whatever they are made of.
#pragma once

#include <cstddef>
#include <string_view>

namespace gongwen::templating {

/// The first occurrence at or after `from`; npos when there is none.
std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from = 0);

/// The last occurrence; npos when there is none.
std::size_t find_last_text(std::string_view text, std::string_view wanted);

/// Occurrences that do not overlap; of the empty text, one more than there are characters.
std::size_t count_text(std::string_view text, std::string_view wanted);

}  // namespace gongwen::templating
