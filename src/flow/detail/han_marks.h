// Finds marks that word processors must take from the Chinese font, although the Latin font also has them.
#pragma once

#include <string>
#include <vector>

namespace gongwen::flow {

bool is_han(char32_t c);

/// Returns, for each character, whether it is a mark of both fonts in Chinese text.
std::vector<bool> find_han_marks(const std::u32string& text);

}  // namespace gongwen::flow
