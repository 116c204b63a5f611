#include "engine/core/detail/confirmation_list.h"

#include "base/file_path.h"
#include "base/json.h"
#include "base/sha256.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/printer.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/reports.h"
#include "gongwen/confirmed.h"
#include "resources/atomic_file.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "schema/validate.h"

#include <algorithm>
#include <map>
#include <tuple>

// Confirmed warnings are settled after a document is made: each of its warnings is compared with the entries of the
// file by message, value and place. An entry whose value has changed is stale: the warning must be checked again.
namespace gongwen {

ConfirmedWarnings::ConfirmedWarnings(std::unique_ptr<engine::ConfirmationList> list) : list_(std::move(list)) {}
ConfirmedWarnings::~ConfirmedWarnings() = default;

/// Shared by all documents of a run. Returns null if the file cannot be used, with the reason in `report`.
std::shared_ptr<ConfirmedWarnings> ConfirmedWarnings::open(const ConfirmOptions& options, Report& report) {
  auto list = std::make_unique<engine::ConfirmationList>(options);
  if (!list->read()) {
    report = list->report();
    return nullptr;
  }
  return std::shared_ptr<ConfirmedWarnings>(new ConfirmedWarnings(std::move(list)));
}

Report ConfirmedWarnings::finish(const Report& report, bool found_all) {
  return engine::merge_reports({report, list_->finish(found_all)});
}

std::size_t ConfirmedWarnings::added() const { return list_->added(); }
std::size_t ConfirmedWarnings::removed() const { return list_->removed(); }

}  // namespace gongwen

namespace gongwen::engine {

/// Settles warnings before strictness applies: a confirmed warning is not an error in a strict run.
void settle_warnings(const RenderOptions& options, const data::Document* document, Run& run,
                     const std::string& record) {
  if (options.confirmed && document != nullptr)
    options.confirmed->list().settle({*document, record}, options.profile, run);
  if (options.strict) run.promote_open_warnings();
}

namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kSchemaText =
#include "confirmed_schema.inc"
    ;

/// Longer values are kept as hashes, so that the file stays readable and long texts are not repeated in it.
constexpr std::size_t kLongestValue = 200;
constexpr std::string_view kHashMark = "sha256:";

const schema::Schema& confirmed_schema() {
  static const schema::Schema schema = schema::built_in_schema(kSchemaText);
  return schema;
}

/// Optional members are empty.
std::string member_text(const data::Value& entry, std::string_view name) {
  const auto member = entry.find(name);
  return member ? std::string(member->string()) : std::string();
}

/// The entry has passed the schema. A value is compared as text, in the form of value_key.
Confirmation read_entry(const data::Value& entry) {
  Confirmation read;
  read.id = member_text(entry, "id");
  read.file = member_text(entry, "file");
  read.record = member_text(entry, "record");
  read.pointer = member_text(entry, "pointer");
  read.profile = member_text(entry, "profile");
  read.message = member_text(entry, "message");
  read.by = member_text(entry, "by");
  read.time = member_text(entry, "time");
  if (const auto value = entry.find("value")) read.value = value_key(&*value);
  // The mark distinguishes hashes from short values that look like one.
  if (const std::string hash = member_text(entry, "value_sha256"); !hash.empty()) {
    read.value = std::string(kHashMark) + hash;
  }
  if (const auto list = entry.find("arguments")) {
    for (std::size_t i = 0; i < list->size(); ++i) read.arguments.emplace_back(list->at(i).string());
  }
  read.origin = entry.origin();
  return read;
}

/// Only messages that are warnings in the catalogue can be confirmed; errors never.
bool check_id(const data::Value& id, diagnostics::DiagnosticSink& sink) {
  const auto message = diagnostics::find_message(id.string());
  if (!message) {
    sink.report(messages::EngineConfirmedUnknownId, id.origin(), id.string());
    return false;
  }
  // Only warnings can be confirmed: an error stays an error even if a person accepts it.
  if (diagnostics::catalogue_entry(*message).severity == diagnostics::Severity::Error) {
    sink.report(messages::EngineConfirmedError, id.origin(), id.string());
    return false;
  }
  return true;
}

/// Leaves out members without text, which keeps the file short.
void set_text(base::Json& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.set(name, text);
}

/// On one line, as people would write it.
base::Json arguments_json(const std::vector<std::string>& arguments) {
  std::string list;
  for (const std::string& argument : arguments) {
    if (!list.empty()) list += ", ";
    base::append_json_string(list, argument);
  }
  return base::Json::written("[" + list + "]");
}

/// Members are in the order in which people read them: the message, then the place, then value and person.
base::Json json_of(const Confirmation& entry) {
  base::Json object = base::Json::object();
  object.set("id", entry.id);
  set_text(object, "message", entry.message);
  set_text(object, "file", entry.file);
  set_text(object, "record", entry.record);
  object.set("pointer", entry.pointer);
  if (entry.value.starts_with(kHashMark)) {
    object.set("value_sha256", entry.value.substr(kHashMark.size()));
  } else if (!entry.value.empty()) {
    // The key is JSON already.
    object.set("value", base::Json::written(entry.value));
  }
  if (!entry.arguments.empty()) object.set("arguments", arguments_json(entry.arguments));
  set_text(object, "profile", entry.profile);
  set_text(object, "by", entry.by);
  set_text(object, "time", entry.time);
  return object;
}

}  // namespace

/// A null pointer means a missing value, which has an empty key.
std::string value_key(const data::Value* value) {
  std::string json;
  if (value == nullptr) return json;
  data::append_value_json(json, *value);
  // A confirmation applies to one value. Long values are stored as their hash, so that the list stays readable.
  return json.size() <= kLongestValue ? json : std::string(kHashMark) + base::sha256(json);
}

/// All entries are checked before the first error ends the run, so that all errors are reported at once.
base::Expected<std::vector<Confirmation>> read_confirmations(const std::string& path, Run& run) {
  const auto source = resources::read_text(path, {}, run.sources(), run.sink());
  if (!source) return base::kReported;
  run.mark_data(*source);
  auto read = data::read_json(*source, run.sources().source_text(*source), {}, run.sink());
  if (!read) return base::kReported;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  if (!schema::validate(confirmed_schema(), document->root(), {}, run.sink())) return base::kReported;
  std::vector<Confirmation> entries;
  bool sound = true;
  const data::Value list = *document->root().find("confirmed");
  for (std::size_t i = 0; i < list.size(); ++i) {
    // Every entry is checked even after a bad one, so that all are reported at once.
    sound = check_id(*list.at(i).find("id"), run.sink()) && sound;
    entries.push_back(read_entry(list.at(i)));
  }
  if (!sound) return base::kReported;
  return entries;
}

/// Indented, since people review and edit the file.
std::string confirmations_json(const std::vector<Confirmation>& confirmations) {
  base::Json list = base::Json::list();
  for (const Confirmation& entry : confirmations) list.add(json_of(entry));
  base::Json object = base::Json::object();
  object.set("confirmed", std::move(list));
  return object.indented() + "\n";
}

namespace {

using diagnostics::Diagnostic;
using diagnostics::Severity;

/// The members that must be equal for a warning to be the confirmed one; text, person and time are not among them.
auto identity(const Confirmation& one) {
  return std::tie(one.id, one.file, one.record, one.pointer, one.value, one.arguments, one.profile);
}

/// Files are compared by name only: a folder with data may be moved together with its file of confirmed warnings.
std::string without_folders(std::string_view path) { return std::string(base::file_name(path)); }

/// Whether a message is a warning about a value of the document. Warnings that a strict run has made errors still count
/// by their severity in the catalogue.
bool can_be_confirmed(const Diagnostic& diagnostic, const data::Document& document) {
  const diagnostics::DataPlace place = diagnostic.origin.data_place;
  return diagnostic.severity == Severity::Warning &&
         diagnostics::catalogue_entry(diagnostic.id).severity != Severity::Error && place.source == document.source() &&
         place.node < document.node_count();
}

/// The record of a store from which a value was made; empty for data of a file.
std::string record_of(const data::Value& value, Run& run) {
  const auto description = run.documents().describe(value.place());
  return description ? description->record : std::string();
}

/// The values that were made from records, by their records: the document itself, or items of its lists. If one record
/// has several values, the first.
std::map<std::string, data::Value> values_of_records(const SettledData& data, Run& run) {
  const data::Value root = data.document.root();
  // The document was made from one record, so no other can be in it.
  if (!data.record.empty()) return {{data.record, root}};
  std::map<std::string, data::Value> found;
  for (std::size_t i = 0; root.is_object() && i < root.size(); ++i) {
    const data::Value list = root.at(i);
    for (std::size_t j = 0; list.is_array() && j < list.size(); ++j)
      found.emplace(record_of(list.at(j), run), list.at(j));
  }
  found.emplace(record_of(root, run), root);
  return found;
}

}  // namespace

/// A missing file is an empty list if warnings are to be added, otherwise an error.
bool ConfirmationList::read() {
  // With `add`, a missing list is created; otherwise its absence is an error.
  is_there_ = resources::Folder(folder_of(options_.file)).contains(without_folders(options_.file));
  if (!is_there_ && options_.add) return true;
  base::Expected<std::vector<Confirmation>> read = read_confirmations(options_.file, run_);
  if (!read) return false;
  for (Confirmation& confirmation : *read) entries_.push_back({std::move(confirmation)});
  return true;
}

/// The entry that would confirm this warning. Records are named instead of files: their file changes with each run.
Confirmation ConfirmationList::confirmation_of(const Diagnostic& warning, const SettledData& data,
                                               const std::string& profile, Run& run) const {
  const data::Value value(data.document, warning.origin.data_place.node);
  const auto description = run.documents().describe(value.place());
  Confirmation made;
  made.id = diagnostics::catalogue_entry(warning.id).id;
  made.record = data.record.empty() && description ? description->record : data.record;
  if (made.record.empty()) made.file = without_folders(run.sources().source_name(data.document.source()));
  // The same members that identity() compares, and those for people: message, name, time.
  made.pointer = diagnostics::data_pointer(
      warning, description ? *description : diagnostics::DataDescription{value.pointer(), {}, {}});
  made.value = value_key(warning.absent_member.empty() ? &value : nullptr);
  made.arguments = warning.arguments;
  made.profile = profile;
  made.message = diagnostics::message_text(warning, options_.language);
  made.by = options_.by;
  made.time = options_.time;
  return made;
}

/// Notes for each entry whether its value is still as it was confirmed, even if the warning is no longer reported.
void ConfirmationList::look_at_values(const SettledData& data, const std::string& profile, Run& run) {
  const std::string file =
      data.record.empty() ? without_folders(run.sources().source_name(data.document.source())) : "";
  const bool names_records =
      std::any_of(entries_.begin(), entries_.end(), [](const Entry& one) { return !one.confirmation.record.empty(); });
  const std::map<std::string, data::Value> records =
      names_records ? values_of_records(data, run) : std::map<std::string, data::Value>();
  for (Entry& entry : entries_) {
    const Confirmation& of = entry.confirmation;
    // An entry names a record by its identity or, without one, the file that its data is in.
    if (of.record.empty() && of.file != file) continue;
    const auto record = records.find(of.record);
    // A record that is not in this document may be in another one of the run.
    if (!of.record.empty() && record == records.end()) continue;
    const auto value = (of.record.empty() ? data.document.root() : record->second).resolve(of.pointer);
    entry.is_seen = true;
    // One document with the confirmed value suffices: the value may be in several.
    entry.is_current = entry.is_current || value_key(value ? &*value : nullptr) == of.value;
    entry.is_looked_for = entry.is_looked_for || of.profile == profile;
  }
}

/// Called by several threads; the mutex protects the entries, the run belongs to the caller.
void ConfirmationList::settle(const SettledData& data, const std::string& profile, Run& run) {
  Run::Settled& settled = run.settled();
  const std::lock_guard lock(mutex_);
  look_at_values(data, profile, run);
  const std::vector<Diagnostic>& all = run.sink().diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
    // Settled once: a document may be settled after each of its steps.
    const bool is_settled = settled.confirmed.contains(i) || settled.added.contains(i);
    if (is_settled || !can_be_confirmed(all[i], data.document)) continue;
    Confirmation found = confirmation_of(all[i], data, profile, run);
    const auto entry = std::find_if(entries_.begin(), entries_.end(), [&found](const Entry& candidate) {
      return identity(candidate.confirmation) == identity(found);
    });
    if (entry != entries_.end()) {
      entry->is_used = true;
      settled.confirmed.insert(i);
    } else if (options_.add) {
      const bool is_known = std::any_of(added_.begin(), added_.end(), [&found](const Confirmation& other) {
        return identity(other) == identity(found);
      });
      // Documents of a batch may give the same warning; the file lists it once.
      if (!is_known) added_.push_back(std::move(found));
      settled.added.insert(i);
    }
  }
}

/// Stale: the value has changed; or all documents were made with the entry's profile, and the warning was not reported.
bool ConfirmationList::is_stale(const Entry& entry, bool found_all) const {
  if (entry.is_used || !entry.is_seen) return false;
  return !entry.is_current || (found_all && entry.is_looked_for);
}

/// Reports stale entries, or removes them if requested; writes the file if it changes.
Report ConfirmationList::finish(bool found_all) {
  std::vector<Confirmation> kept;
  for (const Entry& entry : entries_) {
    const Confirmation& of = entry.confirmation;
    const bool stale = is_stale(entry, found_all);
    const bool remove = stale && options_.add && options_.prune;
    if (remove) {
      ++removed_;
    } else {
      kept.push_back(of);
    }
    if (!stale || remove) continue;
    run_.sink().report(messages::EngineConfirmedUnused, of.origin, of.id, of.record.empty() ? of.file : of.record,
                       of.pointer.empty() ? "/" : of.pointer, options_.file);
  }
  // New entries follow the old ones, so that versions of the list are easy to compare.
  kept.insert(kept.end(), added_.begin(), added_.end());
  // A file is also created for a run without warnings, so that the next one finds it.
  const bool is_new = !added_.empty() || removed_ > 0 || (!is_there_ && found_all);
  if (options_.add && is_new && !resources::write_file(options_.file, confirmations_json(kept), run_.sink())) {
    // If the file cannot be written, no entry counts as added or removed.
    added_.clear();
    removed_ = 0;
  }
  return std::move(run_).report();
}

/// A hash of the entries, for batches: a changed list may change which documents are made.
std::string ConfirmationList::hash() const {
  base::Sha256 hash;
  for (const Entry& entry : entries_) hash.add(confirmations_json({entry.confirmation}));
  return hash.hexadecimal();
}

}  // namespace gongwen::engine
