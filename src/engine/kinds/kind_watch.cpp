#include "engine/kinds/kind_watch.h"

#include "base/format.h"
#include "resources/environment.h"

#include <chrono>
#include <thread>
#include <utility>

#include <sys/stat.h>

namespace gongwen::engine {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};

}  // namespace

std::string state_of_files(const std::vector<std::string>& paths) {
  std::string state;
  for (const std::string& path : paths) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) status = {};
    state += fmt::format("{} {} {} {} {}\n", path, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                         status.st_mtim.tv_nsec);
  }
  return state;
}

bool wait_for_change(const std::function<std::vector<std::string>()>& list, const std::function<bool()>& stop,
                     std::string& state) {
  const std::string before = state;
  while (!stop()) {
    std::this_thread::sleep_for(kBetweenLooks);
    std::string now = state_of_files(list());
    if (std::exchange(state, now) == now && now != before) return true;
  }
  return false;
}

std::string find_share_folder(const std::string& given) {
  return given.empty() ? resources::installed_folder("share/gongwen") : given;
}

std::shared_ptr<const EngineOptions> complete_options(EngineOptions options) {
  options.share_folder = find_share_folder(options.share_folder);
  if (options.libexec_folder.empty()) options.libexec_folder = resources::installed_folder("libexec/gongwen");
  if (options.temporary_folder.empty()) options.temporary_folder = "/tmp";
  if (!options.clock) options.clock = &resources::system_clock_seconds;
  return std::make_shared<const EngineOptions>(std::move(options));
}

}  // namespace gongwen::engine
