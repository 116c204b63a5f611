// The printers' form for programs: one JSON object.
#include "base/json.h"
#include "diagnostics/printer.h"
#include "diagnostics/source_lookup.h"

namespace gongwen::diagnostics {
namespace {

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Note: return "note";
  }
  return {};
}

void set_range(base::Json& object, const Span& span, const SourceLookup& sources) {
  const LineColumn begin = line_column_in(sources, span.source, span.begin);
  const LineColumn end = line_column_in(sources, span.source, span.end);
  object.set("line", begin.line);
  object.set("column", begin.column);
  object.set("end_line", end.line);
  object.set("end_column", end.column);
}

/// `diagnostic` is null for notes, which are about values that are there.
void set_origin(base::Json& object, const Origin& origin, const Diagnostic* diagnostic, const Lookups& lookups) {
  const bool is_data = lookups.is_data && lookups.is_data(origin.template_place.source);
  base::Json nested = base::Json::object();
  if (is_data && !origin.data_place && lookups.sources != nullptr) {
    // A fault of writing, which is in no value.
    nested.set("file", lookups.sources->source_name(origin.template_place.source));
    set_range(nested, origin.template_place, *lookups.sources);
    object.set("data", std::move(nested));
    return;
  }
  if (origin.template_place && lookups.sources != nullptr) {
    object.set("template", lookups.sources->source_name(origin.template_place.source));
    set_range(object, origin.template_place, *lookups.sources);
  }
  if (!origin.data_place || lookups.data == nullptr) return;
  const std::optional<DataDescription> data = lookups.data->describe(origin.data_place);
  if (!data) return;
  nested.set("pointer", diagnostic == nullptr ? data->pointer : data_pointer(*diagnostic, *data));
  if (data->span && lookups.sources != nullptr) {
    nested.set("file", lookups.sources->source_name(data->span.source));
    if (!data->record.empty()) {
      nested.set("record", data->record);
    } else if (data->cell.empty()) {
      set_range(nested, data->span, *lookups.sources);
    } else {
      nested.set("cell", data->cell);
    }
  }
  object.set("data", std::move(nested));
}

base::Json json_of(const Note& note, const Lookups& lookups, Language language) {
  base::Json object = base::Json::object();
  object.set("message", fill_pattern(catalogue_entry(note.id).message.in(language), note.arguments));
  set_origin(object, note.origin, nullptr, lookups);
  return object;
}

base::Json json_of(const Diagnostic& diagnostic, const Lookups& lookups, Language language) {
  base::Json object = base::Json::object();
  object.set("id", catalogue_entry(diagnostic.id).id);
  object.set("severity", severity_word(diagnostic.severity));
  object.set("message", message_text(diagnostic, language));
  const std::string hint = hint_text(diagnostic, language);
  if (!hint.empty()) object.set("hint", hint);
  set_origin(object, diagnostic.origin, &diagnostic, lookups);
  base::Json notes = base::Json::list();
  for (const Note& note : diagnostic.notes) notes.add(json_of(note, lookups, language));
  if (notes.size() > 0) object.set("notes", std::move(notes));
  return object;
}

}  // namespace

base::Json diagnostics_json(std::span<const Diagnostic> diagnostics, const Lookups& lookups, Language language) {
  base::Json list = base::Json::list();
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const Diagnostic& diagnostic : sorted_by_place(diagnostics)) {
    errors += diagnostic.severity == Severity::Error;
    warnings += diagnostic.severity == Severity::Warning;
    list.add(json_of(diagnostic, lookups, language));
  }
  base::Json object = base::Json::object();
  object.set("diagnostics", std::move(list)).set("errors", errors).set("warnings", warnings);
  return object;
}

}  // namespace gongwen::diagnostics
