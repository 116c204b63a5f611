#include "engine/input/detail/begin_data.h"

#include "schema/write_starter.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/input/data_book.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Language;

schema::StarterOptions starter_options(const NewData& options) {
  schema::StarterOptions starter;
  if (options.all_fields) starter.optional_fields = schema::OptionalFields::Present;
  for (const FieldValue& value : options.values) starter.values.push_back({value.pointer, value.text});
  return starter;
}

void report_refused(const std::string& pointer, const CompiledKind& kind, const NewData& options, Run& run) {
  const auto value = std::find_if(options.values.begin(), options.values.end(),
                                  [&pointer](const FieldValue& candidate) { return candidate.pointer == pointer; });
  run.sink().report(messages::EngineUnfitValue, diagnostics::Origin{}, pointer, value->text, kind.manifest->info.name);
}

}  // namespace

base::Expected<std::string> begin_data(const CompiledKind& kind, const NewData& options, Run& run) {
  if (options.form == DataForm::Workbook) return begin_data_book(kind, options, run);
  const schema::Starter starter = schema::make_starter(*kind.schema, starter_options(options));
  for (const std::string& pointer : starter.unknown) {
    run.sink().report(messages::EngineNoSuchField, diagnostics::Origin{}, pointer, kind.manifest->info.name);
  }
  for (const std::string& pointer : starter.refused) report_refused(pointer, kind, options, run);
  if (!starter.unknown.empty() || !starter.refused.empty()) return base::kReported;
  if (options.form == DataForm::Json) return schema::write_starter_json(starter);
  const bool chinese = options.language == gongwen::Language::Chinese;
  return schema::write_starter_yaml(starter, chinese ? Language::Chinese : Language::English);
}

}  // namespace gongwen::engine
