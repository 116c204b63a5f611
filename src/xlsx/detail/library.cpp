#include "xlsx/detail/library.h"

#include "base/loaded_library.h"

namespace gongwen::xlsx {

#define GONGWEN_LIBRARY_FUNCTION(name) decltype(&::name) name = nullptr;
#include "xlsx/detail/library_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

namespace {

std::string find_functions() {
  base::LoadedLibrary library(GONGWEN_XLSXWRITER_LIBRARY);
#define GONGWEN_LIBRARY_FUNCTION(name) library.find(#name, name);
#include "xlsx/detail/library_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION
  return library.fault();
}

}  // namespace

const std::string& load_library() {
  static const std::string fault = find_functions();
  return fault;
}

}  // namespace gongwen::xlsx
