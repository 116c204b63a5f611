#include "resources/user_name.h"

#include <array>

#include <pwd.h>
#include <unistd.h>

namespace gongwen::resources {

std::string user_name() {
  const uid_t user = ::geteuid();
  std::array<char, 4096> room{};
  passwd entry{};
  passwd* found = nullptr;
  const bool known = ::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr;
  return known && entry.pw_name != nullptr ? entry.pw_name : std::to_string(user);
}

}  // namespace gongwen::resources
