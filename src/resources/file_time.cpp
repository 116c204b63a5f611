#include "resources/file_time.h"

#include <sys/stat.h>

namespace gongwen::resources {

std::int64_t modified_nanoseconds(const std::string& path) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  return status.st_mtim.tv_sec * kSecond + status.st_mtim.tv_nsec;
}

}  // namespace gongwen::resources
