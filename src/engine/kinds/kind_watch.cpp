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

std::vector<std::string> paths_of(const BundleFiles& files) {
  std::vector<std::string> paths;
  for (const std::string& name : files.list()) paths.push_back(files.path_of(name));
  return paths;
}

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

bool KindWatch::has_changed() {
  std::string now = state_of_files(paths_of(files_));
  return std::exchange(state_, now) != now;
}

std::string find_share_folder(const std::string& given) {
  if (!given.empty()) return given;
  if (auto folder = resources::environment_variable("GONGWEN_SHARE")) return *std::move(folder);
  return resources::installed_folder("share/gongwen");
}

std::vector<TemplateFolder> template_folders(const std::vector<std::string>& given, const std::string& share) {
  std::vector<TemplateFolder> folders;
  folders.reserve(given.size() + 1);
  for (const std::string& path : given) folders.push_back({path, path});
  folders.push_back({share + "/templates", "templates"});
  return folders;
}

}  // namespace gongwen::engine
