#include "base/loaded_library.h"

#include <dlfcn.h>

namespace gongwen::base {
namespace {

std::string last_fault() {
  const char* const fault = dlerror();
  return fault == nullptr ? std::string("?") : std::string(fault);
}

}  // namespace

LoadedLibrary::LoadedLibrary(const char* name) : library_(dlopen(name, RTLD_LAZY | RTLD_LOCAL)) {
  if (library_ == nullptr) fault_ = last_fault();
}

void* LoadedLibrary::find_address(const char* name) {
  if (library_ == nullptr) return nullptr;
  void* const address = dlsym(library_, name);
  if (address == nullptr && fault_.empty()) fault_ = last_fault();
  return address;
}

}  // namespace gongwen::base
