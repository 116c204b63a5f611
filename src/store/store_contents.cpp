#include "store/store_contents.h"

#include "data/readers.h"
#include "diagnostics/catalogue/store.h"
#include "schema/validate.h"
#include "store/read_records.h"
#include "store/record_text.h"

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
  }

 private:
  /// A reference that needs not be there takes something from the other record, whose lack may not matter.
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

base::Expected<StoreContents> read_contents(Store& store, const Workspace& workspace) {
  const base::Expected<std::vector<Record>> records = store.records(workspace.sink);
  if (!records) return base::kReported;
  StoreContents contents;
  bool all = true;
  for (const Record& record : *records) {
    // Indented, as an export or a folder shows it, so that lines and columns of messages mean something.
    const auto value = read_record_text(store.place_of(record.key), pretty_record(record.json), workspace);
    all = all && value.has_value();
    if (value) contents.emplace(record.key, *value);
  }
  if (!all) return base::kReported;
  return contents;
}

std::vector<data::Value> records_of(const StoreContents& contents, RecordType type) {
  std::vector<data::Value> records;
  for (const auto& [key, value] : contents) {
    if (key.type == type) records.push_back(value);
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

}  // namespace gongwen::store
