// Text without the white space of its source.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::paint {

/// White space as a line would show it: one blank each, none at the ends.
std::string collapsed_text(std::string_view text);

}  // namespace gongwen::paint
