#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/batch_output.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <map>

namespace gongwen::engine {
namespace {

/// Whether it can be the name of a document of a batch. A manifest is a file that anybody may have written.
bool is_document_name(const std::string& name) {
  return !name.starts_with('.') && name.find('/') == std::string::npos && find_format_of_path(name) != nullptr;
}

bool is_of_this_run(const FinishedRun& run, const std::string& name) {
  const FormatInfo& format = *find_format_of_path(name);
  const bool is_made = std::find(run.formats.begin(), run.formats.end(), format.format) != run.formats.end();
  if (!is_made) return false;
  return format.is_file_per_page ? run.pages.find(page_number(name)).has_value()
                                 : run.names.is_taken(record_name(name));
}

}  // namespace

std::string_view record_name(std::string_view file) {
  const FormatInfo* const format = find_format_of_path(file);
  std::string_view name = file.substr(0, file.rfind('.'));
  if (format == nullptr || !format->is_file_per_page) return name;
  const std::size_t digits = name.find_last_not_of("0123456789");
  const bool has_page = digits != std::string_view::npos && name[digits] == '-' && digits + 1 < name.size();
  return has_page ? name.substr(0, digits) : name;
}

std::uint64_t page_number(const std::string& file) { return resources::TextHash(file).short_number(); }

std::vector<ManifestEntry> find_stale_files(const FinishedRun& run, diagnostics::DiagnosticSink& sink) {
  std::map<std::string, ManifestEntry> found;  // of several entries of a name the last one
  const auto visit = [&](const ManifestEntry& entry) {
    for (const ManifestFile& file : entry.outputs) {
      if (!is_document_name(file.name) || is_of_this_run(run, file.name)) continue;
      ManifestEntry stale = entry;
      stale.done = false;
      stale.stale = true;
      stale.outputs = {file};
      stale.beside.clear();
      found[file.name] = std::move(stale);
    }
  };
  std::vector<ManifestEntry> stale;
  if (!run.manifest.visit_superseded(visit, sink)) return stale;
  for (auto& [name, entry] : found) {
    if (run.output.is_as_written(entry.outputs.front())) stale.push_back(std::move(entry));
  }
  return stale;
}

}  // namespace gongwen::engine
