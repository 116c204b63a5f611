#include "engine/batch/detail/beside_objects.h"

#include "base/file_path.h"
#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "engine/batch/detail/record_maker.h"
#include "resources/files.h"
#include "resources/folder.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace gongwen::engine {
namespace {

constexpr std::size_t kMaxFileName = 255;
/// What ends a value in a row, or in a line of YAML.
constexpr std::string_view kAroundValues = ",;\t\r\n\"'[]{}";
constexpr std::string_view kBlanks = " ";

void add_name(std::string_view text, std::vector<std::string_view>& names) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  text.remove_prefix(begin);
  text.remove_suffix(text.size() - (text.find_last_not_of(kBlanks) + 1));
  if (text.size() <= kMaxFileName && text.find('.') != std::string_view::npos) names.push_back(text);
}

/// All texts that could be the name of a file.
void collect_names(const base::JsonView& value, std::vector<std::string_view>& names) {
  if (value.is_text()) add_name(value.text(), names);
  if (!value.is_object() && !value.is_list()) return;
  for (std::size_t i = 0; i < value.size(); ++i) collect_names(value.at(i), names);
}

/// Of rows, and of `key: value` in YAML.
void collect_names(std::string_view text, std::vector<std::string_view>& names) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kAroundValues), text.size());
    const std::string_view part = text.substr(0, end);
    add_name(part, names);
    if (const std::size_t colon = part.find(": "); colon != std::string_view::npos) {
      add_name(part.substr(colon + 2), names);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string key_of(const std::string& folder, std::string_view name) {
  return std::string(folder).append(1, '\n').append(name);
}

}  // namespace

void BesideObjects::add(const Record& record, BatchTask& task) {
  if (record.data_folder.empty()) return;
  std::vector<std::string_view> names;
  std::optional<base::Json> json;
  if (record.form == RecordForm::Json) {
    json = base::parse_json(record.text, {record.text.size()});
    if (json) collect_names(json->view(), names);
  } else {
    collect_names(record.text, names);
  }
  for (const std::string_view name : names) {
    const bool is_known = std::any_of(task.beside.begin(), task.beside.end(),
                                      [&](const ManifestFile& file) { return file.name == name; });
    if (is_known) continue;
    std::string hash = hash_of(record.data_folder, std::string(name));
    if (!hash.empty()) task.beside.push_back({std::string(name), std::move(hash)});
  }
}

std::string BesideObjects::hash_of(const std::string& folder, const std::string& name) {
  const std::string key = key_of(folder, name);
  if (const auto known = hashes_.find(key); known != hashes_.end()) return known->second;
  // Most texts with a full stop name no file.
  if (resources::type_of(base::join_path(folder, name)) == resources::PathType::Missing) return {};
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> bytes = resources::Folder(folder).read_bytes(name, {}, unheard);
  if (!bytes) return {};
  std::string hash = output_hash(*bytes);
  if (objects_.put(hash, *bytes)) return {};
  hashes_.emplace(key, hash);
  return hash;
}

bool BesideObjects::are_same(const std::string& folder, const std::vector<ManifestFile>& files) const {
  return std::all_of(files.begin(), files.end(), [&](const ManifestFile& file) {
    const auto known = hashes_.find(key_of(folder, file.name));
    return known != hashes_.end() && known->second == file.hash;
  });
}

void BesideObjects::remove() {
  for (const auto& [key, hash] : hashes_) static_cast<void>(objects_.remove(hash));
  hashes_.clear();
}

}  // namespace gongwen::engine
