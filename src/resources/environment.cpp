#include "resources/environment.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <dlfcn.h>
#include <link.h>
#include <pwd.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

/// Folder of the file that this code is in: the program, or the shared library. Empty when it is not known.
std::filesystem::path own_folder() {
  Dl_info object{};
  link_map* map = nullptr;
  const auto* const here = reinterpret_cast<const void*>(&source_date_epoch);
  const bool is_library = ::dladdr1(here, &object, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) != 0 &&
                          map != nullptr && map->l_name != nullptr && *map->l_name != '\0';
  std::error_code error;
  const std::filesystem::path file = is_library ? std::filesystem::canonical(map->l_name, error)
                                                : std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path() : file.parent_path();
}

}  // namespace

std::chrono::milliseconds Deadline::left() const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

std::optional<std::string> environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<std::int64_t> source_date_epoch() {
  const std::optional<std::string> text = environment_variable("SOURCE_DATE_EPOCH");
  if (!text) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return seconds;
}

std::string installed_folder(std::string_view name) {
  const std::filesystem::path own = own_folder();
  const std::filesystem::path beside = own / ".." / name;
  const std::filesystem::path above = own / "../.." / name;
  std::error_code error;
  if (!std::filesystem::exists(beside, error) && std::filesystem::exists(above, error)) return above.string();
  return beside.string();
}

std::string libexec_path(const std::string& folder, std::string_view name) {
  const std::filesystem::path own = folder.empty() ? installed_folder("libexec/gongwen") : folder;
  return (own / name).lexically_normal().string();
}

std::string user_name() {
  const uid_t user = ::geteuid();
  std::array<char, 4096> room{};
  passwd entry{};
  passwd* found = nullptr;
  const bool known = ::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr;
  return known && entry.pw_name != nullptr ? entry.pw_name : std::to_string(user);
}

std::int64_t wall_clock_seconds() {
  if (const auto fixed = source_date_epoch()) return *fixed;
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t steady_milliseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace gongwen::resources
