#include "store/detail/postgres_library.h"

#include "base/loaded_library.h"

namespace gongwen::store {

#define GONGWEN_LOADED_LIBRARY GONGWEN_POSTGRES_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "store/detail/postgres_functions.def"
#include "base/loaded_functions.inc"

const std::string& load_postgres_library() {
  static const std::string fault = find_loaded_functions();
  return fault;
}

}  // namespace gongwen::store
