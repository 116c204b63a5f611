#include "base/json.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"
#include "engine/render/detail/laid_out_fields.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "schema/schema_fields.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

using intake::RawField;
using intake::RawType;

/// Defaults that were filled in have the place of the object around.
bool was_given(const data::Value& object, const data::Value& member) { return !(member.span() == object.span()); }

void append_given(std::string& out, const data::Value& value) {
  if (!value.is_object() && !value.is_array()) return data::append_value_json(out, value);
  bool first = true;
  out += value.is_object() ? '{' : '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.is_object() && !was_given(value, value.at(i))) continue;
    if (!std::exchange(first, false)) out += ',';
    if (value.is_object()) {
      base::append_json_string(out, value.key_at(i));
      out += ':';
    }
    append_given(out, value.at(i));
  }
  out += value.is_object() ? '}' : ']';
}

/// As the reader of the form is going to find it.
void append_raw(std::vector<RawField>& raw, const forms::Field& field) {
  if (field.controls.empty() || !forms::is_filled_in(field)) return;
  if (const auto* const check = std::get_if<forms::CheckField>(&field.type)) {
    raw.push_back({field.pointer, RawType::Boolean, field.value == check->on_value ? "true" : "false"});
    return;
  }
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.type);
  if (choices == nullptr) {
    if (!field.value.empty()) raw.push_back({field.pointer, RawType::Text, field.value});
    return;
  }
  for (const forms::FieldChoice& choice : choices->choices) {
    const bool chosen = field.has_chosen(choice.value);
    if (choices->several) {
      raw.push_back({field.pointer + "/" + std::to_string(choice.number), RawType::Boolean, chosen ? "true" : "false"});
    } else if (chosen) {
      raw.push_back({field.pointer, RawType::Choice, choice.option, choice.option});
      return;
    }
  }
  if (!choices->several && !field.value.empty()) raw.push_back({field.pointer, RawType::Choice, field.value});
}

bool is_filled_text(const std::optional<data::Value>& value) {
  return value && value->is_string() && !value->string().empty();
}

/// Lists whose items have texts by default. What such an item showed must be known, so that a text that is deleted does
/// not come back.
void find_lists_with_defaults(const schema::SchemaField& field, std::vector<std::string>& lists) {
  for (const schema::SchemaField& part : field.parts) {
    if (!part.types.has(schema::SchemaType::Array) || part.parts.empty()) {
      if (part.types.has(schema::SchemaType::Object)) find_lists_with_defaults(part, lists);
      continue;
    }
    const std::vector<schema::SchemaField>& members = part.parts.front().parts;
    const bool has_default = std::any_of(members.begin(), members.end(), [](const schema::SchemaField& member) {
      return is_filled_text(member.default_value);
    });
    if (has_default) lists.push_back(part.pointer);
  }
}

}  // namespace

std::vector<RawField> raw_fields(const forms::FieldModel& fields) {
  std::vector<RawField> raw;
  for (const forms::Field& field : fields.fields) append_raw(raw, field);
  return raw;
}

std::string given_data(const std::vector<RawField>& shown, const CompiledKind& kind, const data::Document& data) {
  const intake::FieldData read = intake::data_from_fields(shown, *kind.schema, kind.manifest->info.name);
  std::string given;
  append_given(given, data.root());
  std::vector<std::string> lists;
  find_lists_with_defaults(schema::known_fields(*kind.schema), lists);
  return intake::given_values(read.json, given, lists);
}

std::string given_data(const forms::FieldModel& fields, const CompiledKind& kind, const data::Document& data) {
  return given_data(raw_fields(fields), kind, data);
}

}  // namespace gongwen::engine
