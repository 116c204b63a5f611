#include "store/detail/postgres_library.h"

#include "base/loaded_library.h"

namespace gongwen::store {

#define GONGWEN_LIBRARY_FUNCTION(name) decltype(&::name) name = nullptr;
#include "store/detail/postgres_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

namespace {

std::string find_functions() {
  base::LoadedLibrary library(GONGWEN_POSTGRES_LIBRARY);
#define GONGWEN_LIBRARY_FUNCTION(name) library.find(#name, name);
#include "store/detail/postgres_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION
  return library.fault();
}

}  // namespace

const std::string& load_postgres_library() {
  static const std::string fault = find_functions();
  return fault;
}

}  // namespace gongwen::store
