// Compares the texts of a Word form outside its fields with those that the form prints.
#pragma once

#include "intake/returned_file.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Whether a text repeats another one several times: LibreOffice 7.4 writes texts of controls in this way.
bool is_repetition(std::string_view text, std::string_view of);

/// Whether a text repeats the placeholder of a field several times.
bool is_repeated_placeholder(std::string_view text);

/// `texts` are those of the file, with `shown` in the form of the sets; `printed` are all texts that the form may
/// print, `required` those of them that every copy prints. `in_order` has the printed texts as often as they are
/// printed; further occurrences in a file were added. Empty: not known. Texts in `free` (by index) may occur any number
/// of times: rows of lists are copied, and programs copy headers. Reports: intake/text-beside, intake/print-missing,
/// each at most 200 times: a file with more differences is another document.
void compare_word_texts(const std::vector<RawField>& texts, const std::set<std::string>& printed,
                        std::set<std::string> required, ReturnedFile& file,
                        const std::vector<std::string>& in_order = {}, const std::vector<bool>& free = {});

}  // namespace gongwen::intake
