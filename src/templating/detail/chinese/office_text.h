// Texts as offices write them: standard numbers with a dash, numbers partly hidden, lists with 、.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::templating {

/// `GB/T 22239-2019` becomes `GB/T 22239—2019`, wherever a standard's number stands in the text.
/// Other hyphens stay. Source: GB/T 1.1-2020 for the dash between number and year.
std::string dash_standard_numbers(std::string_view text);

/// A number of a person with its middle hidden: 138****5678, 110101********1234. What is neither a
/// phone number nor an identity number keeps a quarter at each end.
std::string mask_number(std::string_view text, char32_t hidden);

/// Whether two items of a list stand beside each other without 、: both in 《》 or both in “”.
/// Source: GB/T 15834-2011.
bool joins_without_mark(std::string_view before, std::string_view after);

}  // namespace gongwen::templating
