#include "resources/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

/// Its size is fixed, and nobody gets more ways to write it: not even a process that was made to go wrong.
constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL;

}  // namespace

std::optional<SharedMemory> SharedMemory::create(const char* name, std::size_t size) {
  FileDescriptor file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file || ::ftruncate(file.number(), static_cast<off_t>(size)) != 0) return std::nullopt;
  void* const begin = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
  if (begin == MAP_FAILED) return std::nullopt;
  SharedMemory memory(std::move(file), static_cast<char*>(begin), size);
  if (::fcntl(memory.file(), F_ADD_SEALS, kSeals) != 0) return std::nullopt;
  return memory;
}

SharedMemory::~SharedMemory() {
  if (begin_ != nullptr) ::munmap(begin_, size_);
}

std::string_view map_shared_memory(int file) {
  struct stat status {};
  const int seals = ::fcntl(file, F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals || ::fstat(file, &status) != 0 || status.st_size <= 0) return {};
  const auto size = static_cast<std::size_t>(status.st_size);
  const void* const begin = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  return begin == MAP_FAILED ? std::string_view() : std::string_view(static_cast<const char*>(begin), size);
}

}  // namespace gongwen::resources
