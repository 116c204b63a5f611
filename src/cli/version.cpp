#include "base/format.h"
#include "base/loaded_library.h"
#include "build_facts.h"
#include "cli/session.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/folder.h"

#include <algorithm>

namespace gongwen::cli {
namespace {

std::string titled(const LibraryFacts& library) {
  return library.version.empty() ? std::string(library.name) : fmt::format("{} {}", library.name, library.version);
}

bool is_installed(std::string_view file) {
  static const std::vector<std::string> folders = base::library_folders();
  const auto is_in = [file](const std::string& folder) {
    return resources::Folder(folder).contains(file);
  };
  return std::any_of(folders.begin(), folders.end(), is_in) || is_in("/usr/local/lib");
}

std::string linked_text() {
  std::string text;
  for (const LibraryFacts& library : kLinkedLibraries) text += (text.empty() ? "" : ", ") + titled(library);
  return text;
}

std::string loaded_text(const Wording& wording) {
  std::string text;
  for (const LibraryFacts& library : kLoadedLibraries) {
    const bool found = is_installed(library.file);
    const auto& line = found ? texts::CliVersionFound : texts::CliVersionMissing;
    text += wording(line, titled(library), library.file);
  }
  return text;
}

base::Json libraries_json(std::span<const LibraryFacts> libraries) {
  base::Json list = base::Json::list();
  for (const LibraryFacts& library : libraries) {
    base::Json object = base::Json::object();
    object.set("name", library.name);
    if (!library.version.empty()) object.set("version", library.version);
    if (!library.file.empty()) object.set("file", library.file).set("found", is_installed(library.file));
    list.add(std::move(object));
  }
  return list;
}

}  // namespace

std::string version_text(const Wording& wording, bool with_features) {
  std::string text = "gongwen " GONGWEN_VERSION "\n";
  if (!with_features) return text;
  text += wording(texts::CliVersionCompiler, kCompiler, kBuildType);
  text += wording(texts::CliVersionFormats, fmt::format("{}", fmt::join(format_names(), ", ")));
  text += wording(kSharedLibraries ? texts::CliVersionShared : texts::CliVersionStatic, linked_text());
  return text + std::string(wording(texts::CliVersionLoaded)) + loaded_text(wording);
}

std::string version_json() {
  base::Json object = base::Json::object();
  object.set("version", GONGWEN_VERSION).set("compiler", kCompiler).set("buildType", kBuildType);
  object.set("formats", base::Json::list_of(format_names())).set("sharedLibraries", kSharedLibraries);
  object.set("linked", libraries_json(kLinkedLibraries)).set("loaded", libraries_json(kLoadedLibraries));
  return object.text() + "\n";
}

}  // namespace gongwen::cli
