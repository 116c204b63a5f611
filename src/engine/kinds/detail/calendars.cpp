#include "engine/kinds/detail/calendars.h"

#include "data/readers.h"
#include "schema/schema.h"
#include "schema/validate.h"

namespace gongwen::engine {
namespace {

constexpr std::string_view kCalendarSchema =
#include "calendar_schema.inc"
    ;

const schema::Schema& calendar_schema() {
  static const schema::Schema schema = schema::built_in_schema(kCalendarSchema);
  return schema;
}

}  // namespace

Calendars read_calendars(std::span<const resources::Folder> folders, resources::SourceStore& sources,
                         data::DocumentRegistry& registry, diagnostics::DiagnosticSink& sink) {
  Calendars calendars;
  for (const resources::Folder& folder : folders) {
    for (const std::string& file : folder.files()) {
      if (!file.ends_with(".json")) continue;
      const auto source = folder.read_text(file, {}, sources, sink);
      if (!source) continue;
      auto read = data::read_json(*source, sources.source_text(*source), {}, sink);
      if (!read) continue;
      const auto document = std::make_shared<const data::Document>(*std::move(read));
      registry.add(document);
      if (!schema::validate(calendar_schema(), document->root(), {}, sink)) continue;
      calendars.documents.push_back(document);
      calendars.roots.push_back(document->root());
    }
  }
  return calendars;
}

std::vector<templating::Binding> template_bindings(const Calendars& calendars, const data::Value& data, bool fillable) {
  std::vector<templating::Binding> bindings{{"fillable", fillable}};
  if (!data.is_object() || !data.find("calendar"))
    bindings.push_back({"calendar", std::span<const data::Value>(calendars.roots)});
  return bindings;
}

}  // namespace gongwen::engine
