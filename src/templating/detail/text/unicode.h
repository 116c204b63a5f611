// The character properties and case mappings of base/unicode.h, by the names that this module uses everywhere.
#pragma once

#include "base/unicode.h"

namespace gongwen::templating {

using base::append_capitalized;
using base::append_folded;
using base::append_lower;
using base::append_swapped_case;
using base::append_title_case;
using base::append_upper;
using base::CharacterFlag;
using base::decimal_digit;
using base::has_flag;
using base::is_space;
using base::is_word_character;

}  // namespace gongwen::templating
