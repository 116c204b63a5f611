// The shaping library. Private to the module: the only header that names it.
//
// It is loaded with the first face, not at the start of the program: with FreeType, GLib and what else it brings along
// it takes longer than many a command that sets no text.
#pragma once

#include <string>

#include <hb-ot.h>
#include <hb.h>

namespace gongwen::text {

// Each function of the library is a pointer here, called as if it were the function. Null until load_harfbuzz().
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "text/harfbuzz_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loads the library unless it is there, from any thread. Returns: whether it is there.
bool load_harfbuzz();

}  // namespace gongwen::text
