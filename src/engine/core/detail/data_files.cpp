#include "engine/core/detail/data_files.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/core/detail/read_source.h"

#include <algorithm>

namespace gongwen::engine {

/// Names are compared as normal paths: `a/./b` is `a/b`.
const MemoryFile* find_file(std::span<const MemoryFile> files, std::string_view path) {
  const std::string name = base::normal_path(path);
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&name](const MemoryFile& file) { return base::normal_path(file.path) == name; });
  return found == files.end() ? nullptr : &*found;
}

/// Returns null if the file was not given with the call; it may still be in the folder.
const std::string* DataFiles::find(std::string_view path) const {
  if (given == nullptr) return nullptr;
  const auto file = given->find(base::normal_path(path));
  return file == given->end() ? nullptr : &file->second;
}

/// Given files come first, as if they were in the folder. The folder refuses names that lead out of it.
base::Expected<std::string> DataFiles::read(std::string_view name, const diagnostics::Origin& origin,
                                            diagnostics::DiagnosticSink& sink) const {
  if (resources::is_inner_name(name)) {
    if (const std::string* const bytes = find(name)) return *bytes;
  }
  if (!folder.empty()) return resources::Folder(folder).read_bytes(name, origin, sink);
  sink.report(diagnostics::messages::ResourcesNotFound, origin, name);
  return base::kReported;
}

/// Standard input and texts have no folder.
DataFiles data_files_of(const DataSource& source) {
  DataFiles files;
  const bool has_folder = !source.is_blank() && !source.text && source.path != "-";
  if (has_folder) files.folder = folder_of(source.path);
  if (source.files.empty()) return files;
  // Shared, since every document of a batch refers to the same files.
  auto given = std::make_shared<resources::FilesInMemory>();
  for (const MemoryFile& file : source.files) given->emplace(base::normal_path(file.path), file.bytes);
  files.given = std::move(given);
  return files;
}

}  // namespace gongwen::engine
