#include "resources/address_space.h"

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

constexpr std::uint64_t kOfSanitizers = std::uint64_t{1} << 40;

}  // namespace

std::uint64_t address_space() {
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 64> text{};
  const ssize_t count = ::read(file, text.data(), text.size());
  ::close(file);
  std::uint64_t pages = 0;
  for (std::size_t i = 0; static_cast<ssize_t>(i) < count && text[i] >= '0' && text[i] <= '9'; ++i) {
    pages = pages * 10 + static_cast<std::uint64_t>(text[i] - '0');
  }
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void limit_address_space(std::uint64_t most) {
  rlimit limit{};
  if (address_space() >= kOfSanitizers || ::getrlimit(RLIMIT_AS, &limit) != 0) return;
  limit.rlim_cur = std::min(static_cast<rlim_t>(most), limit.rlim_max);
  limit.rlim_max = limit.rlim_cur;
  ::setrlimit(RLIMIT_AS, &limit);
}

}  // namespace gongwen::resources
