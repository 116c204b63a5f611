#include "cli/environment.h"

#include "base/file_path.h"
#include "resources/environment.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include <pwd.h>
#include <unistd.h>

namespace gongwen::cli {
namespace {

/// The value of SOURCE_DATE_EPOCH, if it is a number.
std::optional<std::int64_t> source_date_epoch() {
  const std::optional<std::string> text = environment_variable("SOURCE_DATE_EPOCH");
  if (!text) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return seconds;
}

}  // namespace

std::optional<std::string> environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::vector<std::string> all_variables() {
  std::vector<std::string> variables;
  for (char** one = environ; *one != nullptr; ++one) variables.emplace_back(*one);
  return variables;
}

std::optional<std::string> take_secret_variable(const char* name) {
  char* const value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  const std::size_t length = std::strlen(value);
  // Large enough to be allocated outside the string object, since moving a short string would leave a copy.
  constexpr std::size_t kOutside = 64;
  std::optional<std::string> secret(std::in_place);
  secret->reserve(std::max(length, kOutside));
  secret->assign(value, length);
  explicit_bzero(value, length);
  ::unsetenv(name);
  if (length == 0) secret.reset();
  return secret;
}

StorageAccess storage_access() {
  const auto first_of = [](const char* first, const char* second) {
    return environment_variable(first).value_or(environment_variable(second).value_or(std::string()));
  };
  const auto value_of = [](const char* name) {
    return environment_variable(name).value_or(std::string());
  };
  return {.endpoint = first_of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
          .region = first_of("AWS_REGION", "AWS_DEFAULT_REGION"),
          .access_key = value_of("AWS_ACCESS_KEY_ID"),
          .secret_key = value_of("AWS_SECRET_ACCESS_KEY"),
          .session_token = value_of("AWS_SESSION_TOKEN"),
          .certificates = value_of("AWS_CA_BUNDLE")};
}

std::string user_name() {
  const uid_t user = ::geteuid();
  std::array<char, 4096> room{};
  passwd entry{};
  passwd* found = nullptr;
  const bool known = ::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr;
  return known && entry.pw_name != nullptr ? entry.pw_name : std::to_string(user);
}

std::int64_t wall_clock_seconds() { return source_date_epoch().value_or(resources::system_clock_seconds()); }

std::int64_t system_seconds() { return resources::system_clock_seconds(); }

EngineOptions environment_options() {
  EngineOptions options;
  options.share_folder = environment_variable("GONGWEN_SHARE").value_or(std::string());
  options.temporary_folder = environment_variable("TMPDIR").value_or(std::string());
  options.date = source_date_epoch();
  // Read the variable once: later changes of the environment must not race with the threads of the engine.
  if (options.date)
    options.clock = [date = *options.date] {
      return date;
    };
  return options;
}

EngineOptions with_all_folders(EngineOptions options) {
  if (options.share_folder.empty()) options.share_folder = resources::installed_folder("share/gongwen");
  if (options.libexec_folder.empty()) options.libexec_folder = resources::installed_folder("libexec/gongwen");
  if (options.temporary_folder.empty()) options.temporary_folder = "/tmp";
  return options;
}

}  // namespace gongwen::cli
