// Language: the languages that gongwen speaks to people.
#pragma once

#include <cstdint>

namespace gongwen {

enum class Language : std::uint8_t { English, Chinese };

}  // namespace gongwen
