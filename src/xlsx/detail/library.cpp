#include "xlsx/detail/library.h"

#include <utility>

#include <dlfcn.h>

namespace gongwen::xlsx {

#define GONGWEN_LIBRARY_FUNCTION(name) decltype(&::name) name = nullptr;
#include "xlsx/detail/library_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

namespace {

std::string last_fault() {
  const char* const fault = dlerror();
  return fault == nullptr ? std::string("?") : std::string(fault);
}

template <typename Function>
bool find_function(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

std::string open_library() {
  // Never closed: the functions may be called until the end.
  void* const library = dlopen(GONGWEN_XLSXWRITER_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return last_fault();
#define GONGWEN_LIBRARY_FUNCTION(name) \
  if (!find_function(library, #name, name)) return last_fault();
#include "xlsx/detail/library_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION
  return {};
}

}  // namespace

const std::string& load_library() {
  static const std::string fault = open_library();
  return fault;
}

}  // namespace gongwen::xlsx
