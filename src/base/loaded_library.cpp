#include "base/loaded_library.h"

#include <dlfcn.h>

namespace gongwen::base {
namespace {

LibraryError last_library_error() {
  const char* const reason = dlerror();
  return {reason == nullptr ? "?" : reason};
}

}  // namespace

LoadedLibrary::LoadedLibrary(const char* name) : library_(dlopen(name, RTLD_LAZY | RTLD_LOCAL)) {
  if (library_ == nullptr) error_ = last_library_error();
}

void* LoadedLibrary::find_address(const char* name) {
  if (library_ == nullptr) return nullptr;
  void* const address = dlsym(library_, name);
  if (address == nullptr && !error_) error_ = last_library_error();
  return address;
}

}  // namespace gongwen::base
