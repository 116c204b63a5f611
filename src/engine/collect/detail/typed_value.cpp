#include "base/json_pointer.h"
#include "data/readers.h"
#include "data/values.h"
#include "engine/collect/detail/register_entries.h"
#include "intake/field_data.h"

namespace gongwen::engine {

std::string typed_value(const CompiledKind& kind, std::string_view pointer, std::string_view text) {
  intake::RawField field;
  field.pointer = pointer;
  field.text = text;
  const intake::FieldData data = intake::data_from_fields({field}, *kind.schema, kind.manifest->info.name);
  diagnostics::DiagnosticSink ignored;
  const auto document = data::read_json(diagnostics::SourceId(0), data.json, {}, ignored);
  const auto tokens = base::parse_json_pointer(pointer);
  if (!document || !tokens) return {};
  std::optional<data::Value> value = document->root();
  for (const std::string& token : *tokens) {
    // The only item of a list is the first one here, whatever its number.
    if (value->is_array() && value->size() > 0) {
      value = value->at(0);
    } else {
      value = value->is_object() ? value->find(token) : std::nullopt;
    }
    if (!value) return {};
  }
  std::string json;
  data::append_value_json(json, *value);
  return json;
}

}  // namespace gongwen::engine
