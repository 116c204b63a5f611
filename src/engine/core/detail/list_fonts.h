// What faces there are, and what they cannot show.
#pragma once

#include "engine/core/run.h"
#include "gongwen/engine.h"
#include "text/font_library.h"

#include <string_view>

namespace gongwen::engine {

/// Families and faces; the report stays empty.
FontList list_fonts(const text::FontLibrary& library);

/// The characters of a text that no face has, each once, in the order of their code points. Blanks and controls need
/// no face.
std::vector<std::string> missing_characters(const text::FontLibrary& library, std::string_view text);

}  // namespace gongwen::engine
