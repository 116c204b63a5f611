// The words of Chinese text, as ICU's dictionary has them, with the terms of committees and official documents that it
// does not know. ICU is opened when words are asked for first.
#pragma once

#include <string_view>
#include <vector>

namespace gongwen::text {

/// Opens ICU's library; null when it is there, else the name of the file that is missing.
const char* missing_word_library();

/// For each character, whether a word ends behind it. Particles count with the word before them. Without ICU's library
/// only the terms listed here are known, and every other character is a word.
std::vector<bool> find_word_ends(std::u32string_view text);

}  // namespace gongwen::text
