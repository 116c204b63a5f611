#include "resources/file_links.h"

#include <filesystem>

namespace gongwen::resources {

std::error_code make_link(const std::string& link, const std::string& target) {
  std::error_code error;
  std::filesystem::create_symlink(target, link, error);
  return error;
}

std::error_code share_file(const std::string& file, const std::string& name) {
  std::error_code error;
  std::filesystem::create_hard_link(file, name, error);
  if (error) std::filesystem::copy_file(file, name, error);
  return error;
}

}  // namespace gongwen::resources
