// Places in Word files, `header ¶2:3`, in the language of the reader.
#pragma once

#include "diagnostics/text.h"

#include <string>
#include <string_view>

namespace gongwen::diagnostics {

/// `页眉 ¶2:3` for `header ¶2:3`; other places as they are.
std::string story_in_words(std::string_view place, Language language);

/// `第14段` for `¶14`, `文本框第3段` for `textbox ¶3`; other places as they are.
std::string place_in_words(std::string_view place, Language language);

}  // namespace gongwen::diagnostics
