#include "engine/kinds/kind_watch.h"
#include "resources/environment.h"

namespace gongwen::engine {

std::string find_share_folder(const std::string& given) {
  if (!given.empty()) return given;
  if (auto folder = resources::environment_variable("GONGWEN_SHARE")) return *std::move(folder);
  return resources::program_folder() + "/../share/gongwen";
}

std::vector<TemplateFolder> template_folders(const std::vector<std::string>& given, const std::string& share) {
  std::vector<TemplateFolder> folders;
  folders.reserve(given.size() + 1);
  for (const std::string& path : given) folders.push_back({path, path});
  folders.push_back({share + "/templates", "templates"});
  return folders;
}

}  // namespace gongwen::engine
