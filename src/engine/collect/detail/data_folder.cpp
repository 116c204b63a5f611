#include "engine/collect/detail/data_folder.h"

#include "base/file_path.h"
#include "base/json.h"
#include "diagnostics/catalogue/intake.h"
#include "resources/atomic_file.h"
#include "resources/files.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"
#include "resources/walk_folder.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::string_view kListName = ".gongwen-collect.json";

std::string file_hash(std::string_view bytes) { return resources::TextHash(bytes).hexadecimal(); }

/// Nothing if the file does not exist or cannot be read.
std::optional<std::string> bytes_of(const std::string& path) {
  diagnostics::DiagnosticSink ignored;
  auto bytes = resources::read_bytes(path, {}, ignored);
  return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

std::string data_file_name(const std::string& form) {
  std::string name(base::file_name(form));
  std::replace(name.begin(), name.end(), '#', '-');
  return name;
}

std::string form_stem(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

}  // namespace

DataFolder::DataFolder(const std::string& path) : path_(base::as_folder(path)) { read_list(); }

/// A list that cannot be read is as none: then no file is known to be its own, and none is replaced or removed.
void DataFolder::read_list() {
  const auto text = bytes_of(path_of(std::string(kListName)));
  if (!text) return;
  const std::optional<base::Json> list = base::parse_json(*text);
  const auto files = list ? list->view().find("files") : std::nullopt;
  for (std::size_t i = 0; files && files->is_list() && i < files->size(); ++i) {
    const base::JsonView file = files->at(i);
    Entry entry{file.text_of("file"), file.text_of("kind"), file.text_of("form"), file.text_of("hash")};
    if (!entry.file.empty() && entry.file.find('/') == std::string::npos) entries_.push_back(std::move(entry));
  }
}

bool DataFolder::is_in(const std::string& path, const std::string& folder) {
  return path.ends_with(".json") && resources::is_path_below(path, folder);
}

void DataFolder::write(const std::vector<DataItem>& items, const std::vector<std::string>& kinds, bool prune,
                       diagnostics::DiagnosticSink& sink) {
  const auto is_item = [&items](const Entry& entry) {
    return std::any_of(items.begin(), items.end(),
                       [&](const DataItem& item) { return item.form == entry.form && item.kind == entry.kind; });
  };
  std::erase_if(entries_, [&](const Entry& entry) {
    const bool ours = std::find(kinds.begin(), kinds.end(), entry.kind) != kinds.end();
    return ours && !is_item(entry) && drop(entry, prune, sink);
  });
  for (const DataItem& item : items) {
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

/// `张某.pdf` gives `张某.json`; where another form has that, `张某.pdf.json`, `张某.pdf-2.json`.
std::string DataFolder::name_for(const DataItem& item) const {
  for (const Entry& entry : entries_) {
    if (entry.form == item.form && entry.kind == item.kind) return entry.file;
  }
  const auto is_free = [this](const std::string& name) {
    return std::none_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.file == name; });
  };
  const std::string whole = data_file_name(item.form);
  if (std::string name = form_stem(whole) + ".json"; is_free(name)) return name;
  std::string name = whole + ".json";
  for (std::size_t number = 2; !is_free(name); ++number) name = whole + "-" + std::to_string(number) + ".json";
  return name;
}

DataFolder::Entry DataFolder::put(const DataItem& item, diagnostics::DiagnosticSink& sink) {
  Entry entry{name_for(item), item.kind, item.form, file_hash(item.json)};
  const auto known =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& other) { return other.file == entry.file; });
  const std::string path = path_of(entry.file);
  if (const auto present = bytes_of(path)) {
    const std::string hash = file_hash(*present);
    if (hash == entry.hash) return entry;
    if (known == entries_.end() || known->hash != hash) {
      sink.report(messages::IntakeDataEdited, Origin{}, path, item.form);
      entry.hash = known == entries_.end() ? std::string() : known->hash;
      return entry;
    }
  }
  resources::write_file(path, item.json, sink);
  return entry;
}

/// Returns: whether the file is gone.
bool DataFolder::drop(const Entry& entry, bool prune, diagnostics::DiagnosticSink& sink) const {
  const std::string path = path_of(entry.file);
  const auto present = bytes_of(path);
  if (!present) return true;
  const bool edited = file_hash(*present) != entry.hash;
  if (prune && !edited) return resources::remove_file(path, sink);
  sink.report(edited ? messages::IntakeEditedStale : messages::IntakeDataStale, Origin{}, path, entry.form);
  return false;
}

void DataFolder::write_list(diagnostics::DiagnosticSink& sink) const {
  // A file a line, so that people see what has changed.
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
