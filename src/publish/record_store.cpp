#include "base/calendar.h"
#include "base/mask_passwords.h"
#include "base/nearest_name.h"
#include "diagnostics/catalogue/store.h"
#include "engine/core/run.h"
#include "gongwen/store.h"
#include "publish/published_records.h"
#include "store/changes.h"
#include "store/read_records.h"
#include "store/record_text.h"

#include <utility>
#include <vector>

namespace gongwen {

struct RecordStore::Implementation {
  std::string location;
  EngineOptions engine;
};

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using store::Access;

/// One call: what it reads, and what it reports.
class StoreCall {
 public:
  explicit StoreCall(const EngineOptions& engine) : types_(publish::record_types_of(engine, run_)) {}

  bool open(const std::string& location, Access access) {
    if (!types_) return false;
    store_ = store::open_store(location, access, types_, run_.sink());
    if (!store_) return false;
    auto schemas = store::RecordSchemas::compile(types_, run_.sources(), run_.documents(), run_.sink());
    auto contents = store::read_contents(*store_, workspace());
    if (!schemas || !contents) return false;
    schemas_.emplace(*std::move(schemas));
    contents_ = *std::move(contents);
    return true;
  }

  /// Nothing for a name that is no type, which is reported.
  std::optional<store::RecordType> type_of(std::string_view name) {
    const auto type = types_ ? types_->find(name) : std::nullopt;
    if (!type && types_) {
      std::string names;
      for (const store::RecordType one : types_->all()) names += (names.empty() ? "" : ", ") + one.info().name;
      run_.sink().report(messages::StoreUnknownSort, Origin{}, name, names, names);
    }
    return type;
  }

  std::optional<data::Value> find(store::RecordType type, std::string_view key) {
    if (auto found = store::find_record(contents_, type, key)) return found;
    std::vector<std::string_view> known;
    for (const auto& [other, record] : contents_) {
      if (other.type == type) known.push_back(other.id);
    }
    run_.sink().report(messages::StoreNoRecord, Origin{}, store::describe_key({type, std::string(key)}),
                       base::find_nearest_name(key, known));
    return std::nullopt;
  }

  std::optional<std::size_t> apply(const std::vector<store::Change>& changes, const ChangeReason& reason) {
    const store::ChangeNote note{base::format_moment(reason.time), base::mask_passwords(reason.reason), reason.by};
    const auto done = store_->apply(changes, note, run_.sink());
    return done ? std::optional(*done) : std::nullopt;
  }

  void change(const std::vector<store::Change>& changes, const ChangeReason& reason, RecordChanges& result) {
    if (const auto done = apply(changes, reason)) {
      result.changed = *done;
      result.unchanged = changes.size() - *done;
    }
  }

  store::Workspace workspace() { return {run_.sources(), run_.documents(), run_.sink()}; }
  store::Store& store() { return *store_; }
  const store::RecordTypes& types() const { return *types_; }
  bool has_types() const { return types_ != nullptr; }
  const store::RecordSchemas& schemas() const { return *schemas_; }
  const store::StoreContents& contents() const { return contents_; }
  diagnostics::DiagnosticSink& sink() { return run_.sink(); }
  Report report() { return std::move(run_).report(); }

 private:
  engine::Run run_;
  store::SharedRecordTypes types_;
  std::unique_ptr<store::Store> store_;
  std::optional<store::RecordSchemas> schemas_;
  store::StoreContents contents_;
};

/// What is asked for: of one type and of one period, unless they are empty. Nothing when the type is none.
struct Choice {
  std::optional<store::RecordType> type;
  bool valid = true;
};
Choice choice_of(StoreCall& call, std::string_view type) {
  if (type.empty()) return {};
  const auto found = call.type_of(type);
  return {found, found.has_value()};
}

ImportAction action_of(store::PlannedRecord::Action action) {
  switch (action) {
    case store::PlannedRecord::Action::Add: return ImportAction::Add;
    case store::PlannedRecord::Action::Change: return ImportAction::Change;
    case store::PlannedRecord::Action::Same: break;
  }
  return ImportAction::Same;
}

}  // namespace

Report RecordStore::create(const std::string& location) {
  engine::Run run;
  store::create_store(location, run.sink());
  return std::move(run).report();
}

RecordStore::RecordStore(std::string location, const EngineOptions& engine)
    : implementation_(std::make_unique<Implementation>(Implementation{std::move(location), engine})) {}
RecordStore::~RecordStore() = default;
RecordStore::RecordStore(RecordStore&& other) noexcept = default;
RecordStore& RecordStore::operator=(RecordStore&& other) noexcept = default;

RecordTypeList RecordStore::types() const {
  StoreCall call(implementation_->engine);
  RecordTypeList list;
  if (call.has_types()) {
    for (const store::RecordType type : call.types().all()) {
      const store::RecordTypeInfo& info = type.info();
      list.types.push_back({info.name, info.plural, info.title.chinese, info.title.english, info.kind});
    }
  }
  list.report = call.report();
  return list;
}

RecordList RecordStore::list(std::string_view type, std::string_view period) const {
  StoreCall call(implementation_->engine);
  RecordList list;
  const Choice choice = choice_of(call, type);
  if (choice.valid && call.open(implementation_->location, Access::Read)) {
    for (const auto& [key, record] : call.contents()) {
      if (choice.type && key.type != *choice.type) continue;
      if (!period.empty() && !store::is_in_period(key.type, record, period)) continue;
      list.records.push_back(
          {key.type.info().name, key.id, store::describe_record(key.type, record), store::compact_json(record)});
    }
  }
  list.report = call.report();
  return list;
}

RecordChanges RecordStore::put(std::string_view type, std::string_view json, const ChangeReason& reason) const {
  StoreCall call(implementation_->engine);
  RecordChanges result;
  const auto found = call.type_of(type);
  if (found && call.open(implementation_->location, Access::Write)) {
    const auto value = store::read_record_text("<" + std::string(type) + ">", std::string(json), call.workspace());
    const auto record = value ? store::check_record(*found, *value, call.schemas(), call.sink()) : base::kReported;
    if (record) call.change({record->change}, reason, result);
  }
  result.report = call.report();
  return result;
}

RecordChanges RecordStore::edit(std::string_view type, std::string_view key, const std::vector<RecordValue>& values,
                                const ChangeReason& reason) const {
  StoreCall call(implementation_->engine);
  RecordChanges result;
  const auto found = call.type_of(type);
  if (found && call.open(implementation_->location, Access::Write)) {
    store::RecordEdit edit{{*found, std::string(key)}, {}, {}};
    for (const RecordValue& value : values) {
      if (value.text) {
        edit.set.push_back({value.pointer, *value.text});
      } else {
        edit.unset.push_back(value.pointer);
      }
    }
    const auto record = call.find(*found, key);
    const auto changes = record ? store::edit_record(edit, *record, call.schemas(), call.workspace()) : base::kReported;
    if (changes) call.change(*changes, reason, result);
  }
  result.report = call.report();
  return result;
}

RecordChanges RecordStore::remove(std::string_view type, std::string_view key, const ChangeReason& reason) const {
  StoreCall call(implementation_->engine);
  RecordChanges result;
  const auto found = call.type_of(type);
  if (found && call.open(implementation_->location, Access::Write) && call.find(*found, key)) {
    call.change({{{*found, std::string(key)}, std::nullopt}}, reason, result);
  }
  result.report = call.report();
  return result;
}

RecordImport RecordStore::import(const std::vector<std::string>& files, const ImportOptions& options,
                                 const ChangeReason& reason) const {
  StoreCall call(implementation_->engine);
  RecordImport result;
  const Choice choice = choice_of(call, options.type);
  const Access access = options.preview ? Access::Read : Access::Write;
  if (choice.valid && call.open(implementation_->location, access)) {
    const diagnostics::ErrorWatch watch(call.sink());
    std::vector<store::IncomingFile> incoming;
    for (const std::string& path : files) {
      auto file = store::read_record_file({path, choice.type}, call.schemas(), call.contents(), call.workspace());
      if (file) incoming.push_back(*std::move(file));
    }
    const store::ImportPlan plan = store::plan_import(incoming, call.contents(), call.schemas(), call.sink());
    for (const store::PlannedRecord& record : plan.records) {
      const store::RecordKey& key = record.change.key;
      ImportedRecord imported{action_of(record.action), key.type.info().name, key.id, {}};
      for (const store::FieldChange& field : record.fields) imported.fields.push_back(field.field);
      result.records.push_back(std::move(imported));
    }
    for (const store::RecordKey& key : plan.missing) {
      result.records.push_back({ImportAction::Missing, key.type.info().name, key.id, {}});
    }
    if (!options.preview && !watch.saw_errors()) {
      result.changed = call.apply(store::changes_of(plan, options.remove_missing), reason).value_or(0);
    }
  }
  result.report = call.report();
  return result;
}

TextResult RecordStore::export_json(std::string_view type, std::string_view period) const {
  StoreCall call(implementation_->engine);
  TextResult result;
  const Choice choice = choice_of(call, type);
  if (choice.valid && call.open(implementation_->location, Access::Read)) {
    result.text = store::export_json(call.contents(), {choice.type, std::string(period)}, call.types());
  }
  result.report = call.report();
  return result;
}

RecordHistory RecordStore::history(std::string_view type, std::string_view key) const {
  StoreCall call(implementation_->engine);
  RecordHistory result;
  const Choice choice = choice_of(call, type);
  if (choice.valid && call.open(implementation_->location, Access::Read)) {
    const auto entries = call.store().history(call.sink());
    for (std::size_t i = 0; entries && i < entries->size(); ++i) {
      const store::HistoryEntry& entry = (*entries)[i];
      const bool wanted = (!choice.type || entry.key.type == *choice.type) && (key.empty() || entry.key.id == key);
      if (!wanted) continue;
      result.changes.push_back({entry.number, entry.time, entry.key.type.info().name, entry.key.id, entry.action,
                                entry.reason, entry.by, entry.former});
    }
  }
  result.report = call.report();
  return result;
}

Report RecordStore::check() const {
  StoreCall call(implementation_->engine);
  if (call.open(implementation_->location, Access::Read)) {
    store::check_contents(call.store(), call.contents(), call.schemas(), call.sink());
  }
  return call.report();
}

}  // namespace gongwen
