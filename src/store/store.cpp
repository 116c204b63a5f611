#include "store/store.h"

#include "base/file_path.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "diagnostics/catalogue/store.h"
#include "resources/file_tree.h"
#include "resources/files.h"
#include "schema/validate.h"
#include "store/agreement.h"
#include "store/database/connection.h"
#include "store/detail/folder_journal.h"
#include "store/detail/folder_store.h"
#include "store/detail/postgres_store.h"
#include "store/detail/record_pictures.h"
#include "store/detail/sqlite_store.h"
#include "store/record_text.h"

#include <string_view>

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;

class ContentsCheck {
 public:
  ContentsCheck(const Store& store, const StoreContents& contents, DiagnosticSink& sink)
      : store_(store), contents_(contents), sink_(sink) {}

  void check(const RecordKey& key, const data::Value& record, const RecordSchemas& schemas) {
    if (!schema::validate(schemas.of(key.type), record, {}, sink_)) return;
    has_own_pictures(key.type, record, sink_);
    if (const std::string id = record_id(key.type, record); id != key.id) {
      sink_.report(messages::StoreWrongPlace, record.origin(), store_.place_of(key), describe_key({key.type, id}));
    }
    for (const RecordReference& reference : key.type.info().references) {
      check_reference(record, reference, *schemas.types().find(reference.type));
    }
    check_agreement(key.type, record, contents_, schemas.types(), sink_);
  }

 private:
  /// An optional reference takes over values of the other record; whether their absence matters depends on the record.
  void check_reference(const data::Value& record, const RecordReference& reference, RecordType type) {
    for (const data::Value& name : named_at(record, reference.at, reference.unless)) {
      if (contents_.contains({type, std::string(name.string())})) continue;
      if (reference.required) {
        sink_.report(messages::StoreUnknownReference, name.origin(), describe_key({type, std::string(name.string())}));
      } else {
        const std::optional<data::Value> around = name.parent();
        sink_.report(messages::StoreUnknownPlan, around ? around->origin() : name.origin(), name.string(),
                     type.info().title.chinese, type.info().title.english);
      }
    }
  }

  const Store& store_;
  const StoreContents& contents_;
  DiagnosticSink& sink_;
};

}  // namespace

base::Expected<data::Value> read_record_text(std::string name, std::string text, const Workspace& workspace) {
  const diagnostics::SourceId source = workspace.sources.add(std::move(name), std::move(text));
  base::Expected<data::Document> read =
      data::read_json(source, workspace.sources.source_text(source), {}, workspace.sink);
  if (!read) return base::kReported;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  workspace.documents.add(document);
  return document->root();
}

base::Expected<std::vector<RecordKey>> Store::keys(diagnostics::DiagnosticSink& sink) {
  const base::Expected<std::vector<Record>> all = records(sink);
  if (!all) return base::kReported;
  std::vector<RecordKey> keys;
  for (const Record& record : *all) keys.push_back(record.key);
  return keys;
}

base::Expected<std::vector<Record>> Store::records_of(std::span<const RecordKey> keys,
                                                      diagnostics::DiagnosticSink& sink) {
  base::Expected<std::vector<Record>> all = records(sink);
  if (!all) return base::kReported;
  std::map<RecordKey, std::string> known;
  for (Record& record : *all) known.emplace(std::move(record.key), std::move(record.json));
  std::vector<Record> found;
  for (const RecordKey& key : keys) {
    if (const auto record = known.find(key); record != known.end()) found.push_back({key, record->second});
  }
  return found;
}

namespace {

base::Expected<StoreContents> parse_contents(const Store& store, const base::Expected<std::vector<Record>>& records,
                                             const Workspace& workspace) {
  if (!records) return base::kReported;
  StoreContents contents;
  bool all = true;
  for (const Record& record : *records) {
    // Indented, as in an export or folder, so that lines and columns in messages make sense.
    const auto value = read_record_text(store.place_of(record.key), pretty_record(record.json), workspace);
    all = all && value.has_value();
    if (value) contents.emplace(record.key, *value);
  }
  if (!all) return base::kReported;
  return contents;
}

}  // namespace

base::Expected<StoreContents> read_contents(Store& store, std::span<const RecordKey> keys, const Workspace& workspace) {
  return parse_contents(store, store.records_of(keys, workspace.sink), workspace);
}

base::Expected<StoreContents> read_contents(Store& store, const Workspace& workspace) {
  return parse_contents(store, store.records(workspace.sink), workspace);
}

std::vector<data::Value> records_of(const StoreContents& contents, RecordType type) {
  std::vector<data::Value> records;
  for (auto one = contents.lower_bound({type, {}}); one != contents.end() && one->first.type == type; ++one) {
    records.push_back(one->second);
  }
  return records;
}

std::optional<data::Value> find_record(const StoreContents& contents, RecordType type, std::string_view id) {
  const auto found = contents.find({type, std::string(id)});
  return found == contents.end() ? std::nullopt : std::optional(found->second);
}

void check_contents(const Store& store, const StoreContents& contents, const RecordSchemas& schemas,
                    DiagnosticSink& sink) {
  ContentsCheck check(store, contents, sink);
  for (const auto& [key, record] : contents) check.check(key, record, schemas);
}

namespace {

enum class Form : std::uint8_t { Folder, Sqlite, Postgres };

struct Location {
  Form form;
  std::string place;  // path, or address of a database
};

bool ends_like_database(const std::string& path) {
  const std::string lower = base::ascii_lowercase(path);
  return lower.ends_with(".db") || lower.ends_with(".sqlite") || lower.ends_with(".sqlite3");
}

Location locate(const std::string& location) {
  // A folder may also be named `host=…`.
  if (database::is_postgres_address(location) && !resources::is_folder(location)) return {Form::Postgres, location};
  if (location.starts_with("sqlite:")) return {Form::Sqlite, location.substr(7)};
  if (!resources::is_folder(location) && ends_like_database(location)) return {Form::Sqlite, location};
  return {Form::Folder, std::string(base::without_end_slashes(location))};
}

}  // namespace

std::string reason_of(const Change& change, const ChangeNote& note) {
  return change.place.empty() ? note.reason : note.reason + " (" + change.place + ")";
}

std::optional<std::string_view> action_of(const Change& change, const std::string* former) {
  if (!change.json) return former == nullptr ? std::nullopt : std::optional<std::string_view>("remove");
  if (former == nullptr) return "add";
  return *former == *change.json ? std::nullopt : std::optional<std::string_view>("change");
}

bool create_store(const std::string& location, diagnostics::DiagnosticSink& sink) {
  const Location where = locate(location);
  switch (where.form) {
    case Form::Folder: return create_folder_store(where.place, sink);
    case Form::Sqlite: return create_sqlite_store(where.place, sink);
    case Form::Postgres: return create_postgres_store(where.place, sink);
  }
  return false;
}

std::unique_ptr<Store> open_store(const std::string& location, Access access, SharedRecordTypes types,
                                  diagnostics::DiagnosticSink& sink) {
  const Location where = locate(location);
  switch (where.form) {
    case Form::Folder: return open_folder_store(where.place, access, std::move(types), sink);
    case Form::Sqlite: return open_sqlite_store(where.place, access, std::move(types), sink);
    case Form::Postgres: return open_postgres_store(where.place, access, std::move(types), sink);
  }
  return nullptr;
}

std::string stamp_of_store(const std::string& location) {
  const Location where = locate(location);
  switch (where.form) {
    case Form::Folder: return folder_stamp(where.place);
    case Form::Sqlite: return resources::stamp_of_files({where.place, where.place + "-wal"});
    case Form::Postgres: return postgres_stamp(where.place);
  }
  return {};
}

}  // namespace gongwen::store
