#include "base/json.h"
#include "data/readers.h"
#include "diagnostics/catalogue/store.h"
#include "schema/schema_fields.h"
#include "schema/written_values.h"
#include "store/changes.h"
#include "store/record_text.h"

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;

/// Choices may be written by their titles, and dates and the like as people write them. Where the schema takes texts,
/// what was written is the text; elsewhere it is JSON, if it is.
std::string value_json(const schema::Schema& schema, const WrittenValue& value) {
  const std::string& written = value.text;
  const std::optional<schema::SchemaField> field = schema::describe_field(schema, value.pointer);
  if (field) {
    if (const auto* const choice = schema::find_choice(field->choices, written)) return compact_json(choice->value);
    if (field->limits.format && !schema::matches_format(*field->limits.format, written)) {
      if (const auto read = schema::read_written(*field->limits.format, written)) return base::json_string(*read);
    }
    if (field->types.has(schema::SchemaType::String)) return base::json_string(written);
  }
  diagnostics::DiagnosticSink ignored;
  const auto parsed = data::read_json(diagnostics::SourceId(0), written, {}, ignored);
  return parsed ? compact_json(parsed->root()) : base::json_string(written);
}

class RecordEditor {
 public:
  RecordEditor(const RecordEdit& edit, const data::Value& record, const RecordSchemas& schemas,
               const Workspace& workspace)
      : edit_(edit), value_(record), schemas_(schemas), workspace_(workspace) {}

  base::Expected<std::vector<Change>> run() {
    const schema::Schema& schema = schemas_.of(edit_.key.type);
    for (const WrittenValue& value : edit_.set) {
      if (!step(value.pointer, value_json(schema, value))) return base::kReported;
    }
    for (const std::string& pointer : edit_.unset) {
      if (!step(pointer, std::nullopt)) return base::kReported;
    }
    const auto checked = check_record(edit_.key.type, value_, schemas_, workspace_.sink);
    if (!checked || !has_own_pictures(edit_.key.type, value_, workspace_.sink)) return base::kReported;
    std::vector<Change> changes;
    if (checked->change.key != edit_.key) changes.push_back({edit_.key, std::nullopt});
    changes.push_back(checked->change);
    return changes;
  }

 private:
  bool step(const std::string& pointer, const std::optional<std::string>& json) {
    const std::optional<std::string> changed = edited_json(value_, pointer, json);
    if (!changed) {
      workspace_.sink.report(messages::StoreNoPlace, diagnostics::Origin{}, describe_key(edit_.key), pointer);
      return false;
    }
    const auto read = read_record_text("<" + describe_key(edit_.key) + ">", pretty_record(*changed), workspace_);
    if (!read) return false;
    value_ = *read;
    return true;
  }

  const RecordEdit& edit_;
  data::Value value_;
  const RecordSchemas& schemas_;
  const Workspace& workspace_;
};

}  // namespace

std::optional<std::string> with_value(const data::Value& record, const WrittenValue& value,
                                      const schema::Schema& schema) {
  return edited_json(record, value.pointer, value_json(schema, value));
}

base::Expected<std::vector<Change>> edit_record(const RecordEdit& edit, const data::Value& record,
                                                const RecordSchemas& schemas, const Workspace& workspace) {
  return RecordEditor(edit, record, schemas, workspace).run();
}

}  // namespace gongwen::store
