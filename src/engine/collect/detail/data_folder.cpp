#include "engine/collect/detail/data_folder.h"

#include "base/file_path.h"
#include "base/json.h"
#include "diagnostics/catalogue/intake.h"
#include "resources/atomic_file.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::string_view kListName = ".gongwen-collect.json";

std::string file_hash(std::string_view bytes) { return resources::TextHash(bytes).hexadecimal(); }

/// `#` separates the part of a file; programs do not like it in names.
std::string data_file_name(const std::string& form) {
  std::string name(base::file_name(form));
  std::replace(name.begin(), name.end(), '#', '-');
  return name;
}

}  // namespace

DataFolder::DataFolder(const std::string& path) : path_(base::as_folder(path)) {}

/// A list that is not JSON counts as empty: no file is then known as our own, and none is replaced or removed. Returns
/// false if the list exists and cannot be read.
bool DataFolder::read_list(diagnostics::DiagnosticSink& sink) {
  const auto text = resources::read_if_present(path_of(std::string(kListName)), sink);
  if (!text) return false;
  const std::optional<base::Json> list = base::parse_json(text->value_or(""));
  const auto files = list ? list->view().find("files") : std::nullopt;
  for (std::size_t i = 0; files && files->is_list() && i < files->size(); ++i) {
    const base::JsonView file = files->at(i);
    Entry entry{file.text_of("file"), file.text_of("kind"), file.text_of("form"), file.text_of("hash")};
    // The list could have been edited: no entry may lead out of the folder.
    if (!entry.file.empty() && entry.file.find('/') == std::string::npos) entries_.push_back(std::move(entry));
  }
  return true;
}

bool DataFolder::is_in(const std::string& path, const std::string& folder) {
  return path.ends_with(".json") && resources::is_path_below(path, folder);
}

/// Stale files go first, so that their names are free.
void DataFolder::write(const std::vector<DataItem>& items, const std::vector<std::string>& kinds, bool prune,
                       diagnostics::DiagnosticSink& sink) {
  if (!read_list(sink)) return;
  const auto is_item = [&items](const Entry& entry) {
    return std::any_of(items.begin(), items.end(),
                       [&](const DataItem& item) { return item.form == entry.form && item.kind == entry.kind; });
  };
  std::erase_if(entries_, [&](const Entry& entry) {
    // Files of kinds that this run does not collect stay as they are.
    const bool ours = std::find(kinds.begin(), kinds.end(), entry.kind) != kinds.end();
    return ours && !is_item(entry) && drop(entry, prune, sink);
  });
  for (const DataItem& item : items) {
    // A form whose file was edited keeps its entry with the old hash, so that the next run notices it again.
    Entry entry = put(item, sink);
    const auto known =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& other) { return other.file == entry.file; });
    if (known == entries_.end()) {
      entries_.push_back(std::move(entry));
    } else {
      *known = std::move(entry);
    }
  }
  write_list(sink);
}

/// `张某.pdf` gives `张某.json`; if another form has that name, `张某.pdf.json`, `张某.pdf-2.json`.
std::string DataFolder::name_for(const DataItem& item) const {
  for (const Entry& entry : entries_) {
    // A form keeps its name in later runs, even if a better one is free now.
    if (entry.form == item.form && entry.kind == item.kind) return entry.file;
  }
  const auto is_free = [this](const std::string& name) {
    return std::none_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.file == name; });
  };
  const std::string whole = data_file_name(item.form);
  if (std::string name = std::string(base::file_stem(whole)) + ".json"; is_free(name)) return name;
  std::string name = whole + ".json";
  for (std::size_t number = 2; !is_free(name); ++number) name = whole + "-" + std::to_string(number) + ".json";
  return name;
}

/// Leaves a file unchanged that a person has edited, and keeps the hash of the written file, so that the edit is
/// noticed again.
DataFolder::Entry DataFolder::put(const DataItem& item, diagnostics::DiagnosticSink& sink) {
  Entry entry{name_for(item), item.kind, item.form, file_hash(item.json)};
  const auto known =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& other) { return other.file == entry.file; });
  const std::string path = path_of(entry.file);
  const auto present = resources::read_if_present(path, sink);
  if (!present || *present) {
    const std::string hash = present ? file_hash(**present) : std::string();
    // Unchanged: writing it again would only change its time.
    if (hash == entry.hash) return entry;
    // An unreadable file may have been edited, too.
    if (!present || known == entries_.end() || known->hash != hash) {
      if (present) sink.report(messages::IntakeDataEdited, Origin{}, path, item.form);
      // An edited file without an entry gets an empty hash, which no content has.
      entry.hash = known == entries_.end() ? std::string() : known->hash;
      return entry;
    }
  }
  resources::write_file(path, item.json, sink);
  return entry;
}

/// Removes a stale file if allowed. Returns whether the file is gone.
bool DataFolder::drop(const Entry& entry, bool prune, diagnostics::DiagnosticSink& sink) const {
  const std::string path = path_of(entry.file);
  const auto present = resources::read_if_present(path, sink);
  if (!present) return false;
  if (!*present) return true;
  // The list has the hash of the written file; a file that people have edited since belongs to them and is only
  // reported.
  const bool edited = file_hash(**present) != entry.hash;
  if (prune && !edited) return resources::remove_file(path, sink);
  sink.report(edited ? messages::IntakeEditedStale : messages::IntakeDataStale, Origin{}, path, entry.form);
  return false;
}

/// Written last, when it is known which files were written or removed.
void DataFolder::write_list(diagnostics::DiagnosticSink& sink) const {
  // A file per line, so that people can compare versions.
  std::string lines;
  for (const Entry& entry : entries_) {
    base::Json file = base::Json::object();
    file.set("file", entry.file).set("kind", entry.kind).set("form", entry.form).set("hash", entry.hash);
    lines += (lines.empty() ? "\n" : ",\n") + file.text();
  }
  base::Json list = base::Json::object();
  list.set("version", 1).set("files", base::Json::written("[" + lines + "\n]"));
  resources::write_file(path_of(std::string(kListName)), list.text() + "\n", sink);
}

}  // namespace gongwen::engine
