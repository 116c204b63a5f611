#include "xlsx/detail/library.h"

#include "base/loaded_library.h"

namespace gongwen::xlsx {

#define GONGWEN_LOADED_LIBRARY GONGWEN_XLSXWRITER_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "xlsx/detail/library_functions.def"
#include "base/loaded_functions.inc"

const std::string& load_library() {
  static const std::string fault = find_loaded_functions();
  return fault;
}

}  // namespace gongwen::xlsx
