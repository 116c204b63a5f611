#include "package/relationships.h"

#include "base/file_path.h"

namespace gongwen::package {
namespace {

/// Resolves a relative target: `../x/y.xml` seen from `xl/worksheets/a.xml` is `xl/x/y.xml`.
std::string resolve_target(std::string_view part, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::string folder = base::as_folder(base::folder_part(part));
  while (target.starts_with("../") || target.starts_with("./")) {
    if (target.starts_with("../")) folder = base::as_folder(base::folder_part(base::without_end_slashes(folder)));
    target.remove_prefix(target.find('/') + 1);
  }
  return folder.append(target);
}

}  // namespace

std::string relationship_part(std::string_view part) {
  std::string folder = base::join_path(base::folder_part(part), "_rels/");
  return folder.append(base::file_name(part)).append(".rels");
}

void RelationshipReader::start(std::string_view name, const XmlAttributes& attributes) {
  if (local_name(name) != "Relationship") return;
  const bool is_external = attributes.find("TargetMode") == "External";
  const std::string_view target = attributes.find("Target");
  (is_external ? external : found)
      .push_back({std::string(attributes.find("Id")), std::string(base::file_name(attributes.find("Type"))),
                  is_external ? std::string(target) : resolve_target(part_, target)});
}

}  // namespace gongwen::package
