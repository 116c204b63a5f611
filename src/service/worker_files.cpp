#include "resources/walk_folder.h"
#include "service/detail/scan_task.h"
#include "service/worker.h"

#include <array>

namespace gongwen::service {
namespace {

using resources::AllowedFiles;
using resources::FileUse;

/// Libraries that are loaded at need, what they read, and how the system starts a program. Of `/etc` no more than that:
/// it has what operators know.
constexpr std::array kOfSystem = {"/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/proc", "/sys/devices/system", "/dev"};
constexpr std::array kLoaders = {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"};
/// How deep in the folders of an installation others are linked in place of bundles and faces.
constexpr int kLinksDepth = 2;

void add_folder(std::vector<AllowedFiles>& files, const std::string& folder) {
  files.push_back({folder, FileUse::Read});
  for (std::string& link : resources::walk_folder(folder, kLinksDepth, resources::is_put_there).links) {
    files.push_back({std::move(link), FileUse::Read});
  }
}

}  // namespace

std::vector<AllowedFiles> files_of_worker(const EngineOptions& options) {
  std::vector<AllowedFiles> files;
  for (const char* const path : kOfSystem) files.push_back({path, FileUse::Read});
  for (const char* const path : kLoaders) files.push_back({path, FileUse::Start});
  files.push_back({kPagePictures, FileUse::Start});
  files.push_back({"/dev/null", FileUse::Write});
  files.push_back({options.temporary_folder, FileUse::Write});
  files.push_back({options.libexec_folder, FileUse::Start});
  files.push_back({options.share_folder, FileUse::Read});
  add_folder(files, options.share_folder + "/templates");
  add_folder(files, options.share_folder + "/fonts");
  for (const std::string& folder : options.template_folders) add_folder(files, folder);
  for (const std::string& folder : options.font_folders) add_folder(files, folder);
  for (const std::string& file : options.trust_files) files.push_back({file, FileUse::Read});
  for (const std::string& file : options.crl_files) files.push_back({file, FileUse::Read});
  return files;
}

}  // namespace gongwen::service
