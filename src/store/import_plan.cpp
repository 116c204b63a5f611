#include "base/json.h"
#include "data/readers.h"
#include "diagnostics/catalogue/store.h"
#include "store/changes.h"
#include "store/record_text.h"

#include <set>

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

class Planner {
 public:
  Planner(const StoreContents& contents, const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink)
      : contents_(contents), schemas_(schemas), sink_(sink) {}

  void add(const IncomingFile& file) {
    for (const IncomingRecord& record : file.records) add_record(record, file.exported);
    for (const auto& [key, sum] : file.exported) {
      const auto known = keys_.contains(key) ? contents_.end() : contents_.find(key);
      if (known == contents_.end()) continue;
      plan_.missing.push_back(key);
      if (sum != record_sum(known->second)) plan_.missing_and_changed.push_back(key);
    }
  }

  ImportPlan take() { return std::move(plan_); }

 private:
  void add_record(const IncomingRecord& record, const ExportedRecords& exported) {
    const RecordKey& key = record.change.key;
    if (!keys_.insert(key).second) sink_.report(messages::StoreSameKey, record.origin, describe_key(key));
    const auto known = contents_.find(key);
    if (known == contents_.end()) {
      plan_.records.push_back({record.change, PlannedRecord::Action::Add});
      return;
    }
    const auto document = data::read_json(diagnostics::SourceId(0), *record.change.json, {}, ignored_);
    const Value incoming = document->root();
    PlannedRecord planned{{key, json_in_order_of(incoming, known->second), record.change.place}};
    const auto was = exported.find(key);
    const bool untouched = was != exported.end() && was->second == record_sum(incoming);
    if (untouched) planned.change.json = compact_json(known->second);
    if (*planned.change.json != compact_json(known->second)) {
      if (was != exported.end() && was->second != record_sum(known->second)) {
        sink_.report(messages::StoreChangedSince, record.origin, describe_key(key));
      }
      planned.action = PlannedRecord::Action::Change;
      planned.fields = fields_of(key.type, known->second, *planned.change.json);
    }
    plan_.records.push_back(std::move(planned));
  }

  /// The two as lists with one record each, as an export has them.
  std::vector<FieldChange> fields_of(RecordType type, const Value& before, const std::string& after) {
    const auto list = [type](const std::string& json) {
      return "{\"" + type.info().plural + "\":[" + json + "]}";
    };
    const std::string old_text = list(compact_json(before));
    const std::string new_text = list(after);
    const auto old_list = data::read_json(diagnostics::SourceId(0), old_text, {}, ignored_);
    const auto new_list = data::read_json(diagnostics::SourceId(0), new_text, {}, ignored_);
    return find_changes(old_list->root(), new_list->root(), schemas_, nullptr);
  }

  const StoreContents& contents_;
  const RecordSchemas& schemas_;
  diagnostics::DiagnosticSink& sink_;
  diagnostics::DiagnosticSink ignored_;  // what is read here was written by the program
  std::set<RecordKey> keys_;
  ImportPlan plan_;
};

}  // namespace

ImportPlan plan_import(const std::vector<IncomingFile>& files, const StoreContents& contents,
                       const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink) {
  Planner planner(contents, schemas, sink);
  for (const IncomingFile& file : files) planner.add(file);
  return planner.take();
}

std::vector<Change> changes_of(const ImportPlan& plan) {
  std::vector<Change> changes;
  for (const PlannedRecord& record : plan.records) changes.push_back(record.change);
  return changes;
}

std::vector<Change> changes_with_removals(const ImportPlan& plan, diagnostics::DiagnosticSink& sink) {
  std::vector<Change> changes = changes_of(plan);
  for (const RecordKey& key : plan.missing) changes.push_back({key, std::nullopt});
  for (const RecordKey& key : plan.missing_and_changed) {
    sink.report(messages::StoreChangedSince, diagnostics::Origin{}, describe_key(key));
  }
  return changes;
}

std::string json_in_order_of(const Value& value, const Value& model) {
  if (value.is_object() && model.is_object()) {
    base::Json object = base::Json::object();
    for (std::size_t i = 0; i < model.size(); ++i) {
      if (const auto member = value.find(model.key_at(i))) {
        object.set(model.key_at(i), base::Json::written(json_in_order_of(*member, model.at(i))));
      }
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (!model.find(value.key_at(i))) object.set(value.key_at(i), base::Json::written(compact_json(value.at(i))));
    }
    return object.text();
  }
  if (!value.is_array() || !model.is_array()) return compact_json(value);
  base::Json list = base::Json::list();
  for (std::size_t i = 0; i < value.size(); ++i) {
    list.add(
        base::Json::written(i < model.size() ? json_in_order_of(value.at(i), model.at(i)) : compact_json(value.at(i))));
  }
  return list.text();
}

}  // namespace gongwen::store
