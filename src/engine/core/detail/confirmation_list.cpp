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
#include <tuple>

namespace gongwen {

ConfirmedWarnings::ConfirmedWarnings(std::unique_ptr<engine::ConfirmationList> list) : list_(std::move(list)) {}
ConfirmedWarnings::~ConfirmedWarnings() = default;

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

/// A value of more bytes is kept as its hash.
constexpr std::size_t kLongestValue = 200;
constexpr std::string_view kHashMark = "sha256:";

const schema::Schema& confirmed_schema() {
  static const schema::Schema schema = schema::built_in_schema(kSchemaText);
  return schema;
}

std::string member_text(const data::Value& entry, std::string_view name) {
  const auto member = entry.find(name);
  return member ? std::string(member->string()) : std::string();
}

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
  if (const std::string hash = member_text(entry, "value_sha256"); !hash.empty()) {
    read.value = std::string(kHashMark) + hash;
  }
  if (const auto list = entry.find("arguments")) {
    for (std::size_t i = 0; i < list->size(); ++i) read.arguments.emplace_back(list->at(i).string());
  }
  read.origin = entry.origin();
  return read;
}

/// Only what the program reports as a warning can have been confirmed.
bool check_id(const data::Value& id, diagnostics::DiagnosticSink& sink) {
  const auto message = diagnostics::find_message(id.string());
  if (!message) {
    sink.report(messages::EngineConfirmedUnknownId, id.origin(), id.string());
    return false;
  }
  if (diagnostics::catalogue_entry(*message).severity == diagnostics::Severity::Error) {
    sink.report(messages::EngineConfirmedError, id.origin(), id.string());
    return false;
  }
  return true;
}

void set_text(base::Json& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.set(name, text);
}

/// In one line, as people have it in their files.
base::Json arguments_json(const std::vector<std::string>& arguments) {
  std::string list;
  for (const std::string& argument : arguments) {
    if (!list.empty()) list += ", ";
    base::append_json_string(list, argument);
  }
  return base::Json::written("[" + list + "]");
}

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
    object.set("value", base::Json::written(entry.value));
  }
  if (!entry.arguments.empty()) object.set("arguments", arguments_json(entry.arguments));
  set_text(object, "profile", entry.profile);
  set_text(object, "by", entry.by);
  set_text(object, "time", entry.time);
  return object;
}

}  // namespace

std::string value_key(const data::Value* value) {
  std::string json;
  if (value == nullptr) return json;
  data::append_value_json(json, *value);
  return json.size() <= kLongestValue ? json : std::string(kHashMark) + base::sha256(json);
}

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
    sound = check_id(*list.at(i).find("id"), run.sink()) && sound;
    entries.push_back(read_entry(list.at(i)));
  }
  if (!sound) return base::kReported;
  return entries;
}

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

/// The parts of an entry that a warning must have.
auto identity(const Confirmation& one) {
  return std::tie(one.id, one.file, one.record, one.pointer, one.value, one.arguments, one.profile);
}

/// A folder with data may be moved with its file of confirmed warnings.
std::string without_folders(std::string_view path) { return std::string(base::file_name(path)); }

/// Whether a message is about a value of the document, and no error.
bool can_be_confirmed(const Diagnostic& diagnostic, const data::Document& document) {
  const diagnostics::DataPlace place = diagnostic.origin.data_place;
  return diagnostic.severity == Severity::Warning &&
         diagnostics::catalogue_entry(diagnostic.id).severity != Severity::Error && place.source == document.source() &&
         place.node < document.node_count();
}

/// The record that a value was made of; empty for data of a file.
std::string record_of(const data::Value& value, Run& run) {
  const auto description = run.documents().describe(value.place());
  return description ? description->record : std::string();
}

/// The value that was made of a record: the document itself, or an item of one of its lists.
std::optional<data::Value> find_record(const SettledData& data, const std::string& record, Run& run) {
  const data::Value root = data.document.root();
  if (!data.record.empty()) return record == data.record ? std::optional(root) : std::nullopt;
  for (std::size_t i = 0; root.is_object() && i < root.size(); ++i) {
    const data::Value list = root.at(i);
    for (std::size_t j = 0; list.is_array() && j < list.size(); ++j) {
      if (record_of(list.at(j), run) == record) return list.at(j);
    }
  }
  return record_of(root, run) == record ? std::optional(root) : std::nullopt;
}

}  // namespace

bool ConfirmationList::read() {
  is_there_ = resources::Folder(folder_of(options_.file)).contains(without_folders(options_.file));
  if (!is_there_ && options_.add) return true;
  base::Expected<std::vector<Confirmation>> read = read_confirmations(options_.file, run_);
  if (!read) return false;
  for (Confirmation& confirmation : *read) entries_.push_back({std::move(confirmation)});
  return true;
}

Confirmation ConfirmationList::confirmation_of(const Diagnostic& warning, const SettledData& data,
                                               const std::string& profile, Run& run) const {
  const data::Value value(data.document, warning.origin.data_place.node);
  const auto description = run.documents().describe(value.place());
  Confirmation made;
  made.id = diagnostics::catalogue_entry(warning.id).id;
  made.record = data.record.empty() && description ? description->record : data.record;
  if (made.record.empty()) made.file = without_folders(run.sources().source_name(data.document.source()));
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

/// Whether the values are as they were confirmed, whatever is reported of them now.
void ConfirmationList::look_at_values(const SettledData& data, const std::string& profile, Run& run) {
  const std::string file =
      data.record.empty() ? without_folders(run.sources().source_name(data.document.source())) : "";
  for (Entry& entry : entries_) {
    const Confirmation& of = entry.confirmation;
    if (of.record.empty() && of.file != file) continue;
    const auto start = of.record.empty() ? std::optional(data.document.root()) : find_record(data, of.record, run);
    // A record that is not in this document may well be in another one.
    if (!start) continue;
    const auto value = start->resolve(of.pointer);
    entry.is_seen = true;
    entry.is_current = entry.is_current || value_key(value ? &*value : nullptr) == of.value;
    entry.is_looked_for = entry.is_looked_for || of.profile == profile;
  }
}

void ConfirmationList::settle(const SettledData& data, const std::string& profile, Run& run) {
  Run::Settled& settled = run.settled();
  const std::lock_guard lock(mutex_);
  look_at_values(data, profile, run);
  const std::vector<Diagnostic>& all = run.sink().diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
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
      if (!is_known) added_.push_back(std::move(found));
      settled.added.insert(i);
    }
  }
}

bool ConfirmationList::is_stale(const Entry& entry, bool found_all) const {
  if (entry.is_used || !entry.is_seen) return false;
  return !entry.is_current || (found_all && entry.is_looked_for);
}

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
  kept.insert(kept.end(), added_.begin(), added_.end());
  const bool is_new = !added_.empty() || removed_ > 0 || (!is_there_ && found_all);
  if (options_.add && is_new && !resources::write_file(options_.file, confirmations_json(kept), run_.sink())) {
    added_.clear();
    removed_ = 0;
  }
  return std::move(run_).report();
}

std::string ConfirmationList::hash() const {
  base::Sha256 hash;
  for (const Entry& entry : entries_) hash.add(confirmations_json({entry.confirmation}));
  return hash.hexadecimal();
}

}  // namespace gongwen::engine
