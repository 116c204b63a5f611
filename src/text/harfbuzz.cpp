#include "text/harfbuzz.h"

#include "base/loaded_library.h"

namespace gongwen::text {

#define GONGWEN_LIBRARY_FUNCTION(name) decltype(&::name) name = nullptr;
#include "text/harfbuzz_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

namespace {

bool find_functions() {
  base::LoadedLibrary library(GONGWEN_HARFBUZZ_LIBRARY);
#define GONGWEN_LIBRARY_FUNCTION(name) library.find(#name, name);
#include "text/harfbuzz_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION
  return library.fault().empty();
}

}  // namespace

bool load_harfbuzz() {
  static const bool loaded = find_functions();
  return loaded;
}

}  // namespace gongwen::text
