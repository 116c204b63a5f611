#include "text/detail/harfbuzz.h"

#include "base/loaded_library.h"

namespace gongwen::text {

#define GONGWEN_LOADED_LIBRARY GONGWEN_HARFBUZZ_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "text/harfbuzz_functions.def"
#include "base/loaded_functions.inc"

bool load_harfbuzz() {
  static const bool loaded = !find_loaded_functions();
  return loaded;
}

}  // namespace gongwen::text
