// Which marks word processors have to take from the Chinese font, although the Latin one has them, too.
#pragma once

#include <string>
#include <vector>

namespace gongwen::flow {

bool is_han(char32_t c);

/// By character: whether it is a mark of both fonts that stands in Chinese text.
std::vector<bool> find_han_marks(const std::u32string& text);

}  // namespace gongwen::flow
