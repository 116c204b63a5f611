#include "base/loaded_library.h"

#include <cstddef>
#include <memory>

#include <dlfcn.h>
#include <link.h>

namespace gongwen::base {
namespace {

LibraryError last_library_error() {
  const char* const reason = dlerror();
  return {reason == nullptr ? "?" : reason};
}

}  // namespace

std::vector<std::string> library_folders() {
  void* const program = dlopen(nullptr, RTLD_LAZY);
  Dl_serinfo size{};
  if (program == nullptr || dlinfo(program, RTLD_DI_SERINFOSIZE, &size) != 0) return {};
  // The structure ends with a list whose length the first call has determined.
  const auto memory = std::make_unique<std::max_align_t[]>(size.dls_size / sizeof(std::max_align_t) + 1);
  auto* const paths = reinterpret_cast<Dl_serinfo*>(memory.get());
  paths->dls_size = size.dls_size;
  paths->dls_cnt = size.dls_cnt;
  if (dlinfo(program, RTLD_DI_SERINFO, paths) != 0) return {};
  std::vector<std::string> folders;
  for (unsigned i = 0; i < paths->dls_cnt; ++i) folders.emplace_back(paths->dls_serpath[i].dls_name);
  return folders;
}

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
