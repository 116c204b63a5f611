#include "engine/input/detail/new_data.h"

#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/source_lookup.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/render/make_workbook.h"
#include "schema/starter.h"
#include "sheet/databook/build_book.h"

#include <algorithm>

// New data has every required field with a placeholder. Text forms are written from the schema (schema::make_starter);
// workbooks get a sheet layout with only the given values.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// By default only required fields are written, so that people see what they must fill in.
schema::StarterOptions starter_options(const NewData& options) {
  schema::StarterOptions starter;
  if (options.all_fields) starter.optional_fields = schema::OptionalFields::Present;
  for (const FieldValue& value : options.values) starter.values.push_back({value.pointer, value.text});
  return starter;
}

/// Names the value as given on the command line.
void report_refused(const std::string& pointer, const CompiledKind& kind, const NewData& options, Run& run) {
  const auto value = std::find_if(options.values.begin(), options.values.end(),
                                  [&pointer](const FieldValue& candidate) { return candidate.pointer == pointer; });
  run.sink().report(messages::EngineUnfitValue, diagnostics::Origin{}, pointer, value->text, kind.manifest->info.name);
}

/// New data as JSON or YAML.
base::Expected<std::string> new_text(const CompiledKind& kind, const NewData& options, Run& run) {
  const schema::Starter starter = schema::make_starter(*kind.schema, starter_options(options));
  for (const std::string& pointer : starter.unknown) {
    run.sink().report(messages::EngineNoSuchField, diagnostics::Origin{}, pointer, kind.manifest->info.name);
  }
  // All errors are reported before giving up.
  for (const std::string& pointer : starter.refused) report_refused(pointer, kind, options, run);
  if (!starter.unknown.empty() || !starter.refused.empty()) return base::kReported;
  if (options.form == DataForm::Json) return schema::write_starter_json(starter);
  return schema::write_starter_yaml(starter, options.language);
}

/// Copies a value without its blank members: a blank member of new data becomes a blank cell in a workbook. Writes
/// nothing if everything is blank.
void append_without_blanks(std::string& json, const data::Value& value) {
  if (!value.is_object() && !value.is_array()) return data::append_value_json(json, value);
  std::string inside;
  for (std::size_t i = 0; i < value.size(); ++i) {
    std::string part;
    append_without_blanks(part, value.at(i));
    // An object whose members are all blank is blank itself.
    if (part.empty() || part == "null" || part == "\"\"") continue;
    if (!inside.empty()) inside += ",";
    if (value.is_object()) {
      base::append_json_string(inside, value.key_at(i));
      inside += ":";
    }
    inside += part;
  }
  if (!inside.empty()) json += value.is_object() ? "{" + inside + "}" : "[" + inside + "]";
}

/// The data with which a new workbook starts.
base::Expected<data::Document> known_values(const CompiledKind& kind, const NewData& options, Run& run) {
  const auto parse = [&run](std::string text) {
    const diagnostics::SourceId source = run.sources().add("new data", std::move(text));
    return data::read_json(source, run.sources().source_text(source), {}, run.sink());
  };
  // Defaults need no cells, and people choose the type of each row themselves.
  if (options.values.empty()) return parse("{}");
  NewData as_json = options;
  as_json.form = DataForm::Json;
  const base::Expected<std::string> begun = new_text(kind, as_json, run);
  if (!begun) return base::kReported;
  const base::Expected<data::Document> document = parse(*begun);
  if (!document) return base::kReported;
  std::string json;
  append_without_blanks(json, document->root());
  return parse(json.empty() ? "{}" : json);
}

/// A workbook starts from existing data, or from the values of the call.
base::Expected<std::string> new_data_book(const CompiledKind& kind, const NewData& options, Run& run) {
  base::Expected<data::Document> document =
      options.from.is_blank() ? known_values(kind, options, run) : parse_data(options.from, kind, RenderOptions{}, run);
  if (!document) return base::kReported;
  const KindInfo& info = kind.manifest->info;
  databook::BookOptions book;
  book.language = options.titles;
  // The stamp lets commands recognise the kind when the workbook is returned.
  book.stamp = stamp_of(kind);
  book.title = diagnostics::BilingualText{info.title_en, info.title_zh}.in(book.language);
  // Examples would be confusing beside real data.
  book.examples = options.from.is_blank();
  const auto workbook = databook::build_book(*kind.schema, document->root(), book, run.sink());
  if (!workbook) return base::kReported;
  std::string bytes = workbook_bytes(*workbook, *kind.engine_options, run.sink());
  if (bytes.empty()) return base::kReported;
  return bytes;
}

}  // namespace

base::Expected<std::string> new_data(const CompiledKind& kind, const NewData& options, Run& run) {
  return options.form == DataForm::Workbook ? new_data_book(kind, options, run) : new_text(kind, options, run);
}

}  // namespace gongwen::engine
