// Prints diagnostics for programs, as one JSON object.
#include "base/json.h"
#include "diagnostics/printer.h"

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

void set_range(base::Json& object, const TextRange& range) {
  object.set("line", range.line);
  object.set("column", range.column);
  object.set("end_line", range.end_line);
  object.set("end_column", range.end_column);
}

base::Json json_of(const ValuePlace& place) {
  base::Json object = base::Json::object();
  if (place.pointer) object.set("pointer", *place.pointer);
  if (place.file.empty()) return object;
  object.set("file", place.file);
  if (!place.record.empty()) object.set("record", place.record);
  if (!place.cell.empty()) object.set("cell", place.cell);
  if (place.range) set_range(object, *place.range);
  return object;
}

template <typename Described>
void set_places(base::Json& object, const Described& described) {
  if (described.source) {
    object.set("template", described.source->file);
    set_range(object, described.source->range);
  }
  if (described.data) object.set("data", json_of(*described.data));
}

base::Json json_of(const MessageNote& note, Language language) {
  base::Json object = base::Json::object();
  object.set("message", note.text.in(language));
  set_places(object, note);
  return object;
}

base::Json json_of(const Message& message, Language language) {
  base::Json object = base::Json::object();
  object.set("id", message.id);
  object.set("severity", severity_word(message.severity));
  object.set("message", message.text.in(language));
  const std::string& hint = message.hint.in(language);
  if (!hint.empty()) object.set("hint", hint);
  set_places(object, message);
  base::Json notes = base::Json::list();
  for (const MessageNote& note : message.notes) notes.add(json_of(note, language));
  if (notes.size() > 0) object.set("notes", std::move(notes));
  return object;
}

/// The form's label for the field that a message is about; empty for messages about none.
std::string label_of(const Diagnostic& diagnostic, const Lookups& lookups, Language language) {
  const std::optional<std::string> pointer = data_pointer(diagnostic, lookups);
  if (!pointer || !lookups.field_label) return {};
  return std::string(lookups.field_label(diagnostic.origin.data_place.source, *pointer).in(language));
}

}  // namespace

base::Json diagnostics_json(std::span<const Diagnostic> diagnostics, const Lookups& lookups, Language language,
                            bool for_applicants) {
  const std::vector<Diagnostic> sorted = in_order(diagnostics, lookups);
  std::size_t index = 0;
  base::Json list = base::Json::list();
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const Message& message : describe_sorted(sorted, lookups)) {
    errors += message.severity == Severity::Error;
    warnings += message.severity == Severity::Warning;
    base::Json one = json_of(message, language);
    if (for_applicants) {
      const Diagnostic& diagnostic = sorted[index++];
      one.set("applicant", applicant_text_of(diagnostic, lookups, language));
      if (const std::string label = label_of(diagnostic, lookups, language); !label.empty()) one.set("label", label);
    }
    list.add(std::move(one));
  }
  base::Json object = base::Json::object();
  object.set("diagnostics", std::move(list)).set("errors", errors).set("warnings", warnings);
  return object;
}

}  // namespace gongwen::diagnostics
