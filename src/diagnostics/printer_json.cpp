// The printers' form for programs: one JSON object.
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

/// Writes the members of one JSON object, commas included.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_.push_back('{'); }
  ~ObjectWriter() { out_.push_back('}'); }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;

  void text(std::string_view name, std::string_view value) {
    begin(name);
    append_json_string(out_, value);
  }
  void number(std::string_view name, std::size_t value) {
    begin(name);
    out_ += std::to_string(value);
  }
  std::string& begin(std::string_view name) {
    if (!first_) out_.push_back(',');
    first_ = false;
    append_json_string(out_, name);
    out_.push_back(':');
    return out_;
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void write_range(ObjectWriter& object, const Span& span, const SourceLookup& sources) {
  const LineColumn begin = line_column_in(sources, span.source, span.begin);
  const LineColumn end = line_column_in(sources, span.source, span.end);
  object.number("line", begin.line);
  object.number("column", begin.column);
  object.number("end_line", end.line);
  object.number("end_column", end.column);
}

/// `diagnostic` is null for notes, which are about values that are there.
void write_origin(ObjectWriter& object, const Origin& origin, const Diagnostic* diagnostic, const Lookups& lookups) {
  const bool is_data = lookups.is_data && lookups.is_data(origin.template_place.source);
  if (is_data && !origin.data_place && lookups.sources != nullptr) {
    // A fault of writing, which is in no value.
    ObjectWriter nested(object.begin("data"));
    nested.text("file", lookups.sources->source_name(origin.template_place.source));
    write_range(nested, origin.template_place, *lookups.sources);
    return;
  }
  if (origin.template_place && lookups.sources != nullptr) {
    object.text("template", lookups.sources->source_name(origin.template_place.source));
    write_range(object, origin.template_place, *lookups.sources);
  }
  if (!origin.data_place || lookups.data == nullptr) return;
  const std::optional<DataDescription> data = lookups.data->describe(origin.data_place);
  if (!data) return;
  ObjectWriter nested(object.begin("data"));
  nested.text("pointer", diagnostic == nullptr ? data->pointer : data_pointer(*diagnostic, *data));
  if (data->span && lookups.sources != nullptr) {
    nested.text("file", lookups.sources->source_name(data->span.source));
    if (!data->record.empty()) {
      nested.text("record", data->record);
    } else if (data->cell.empty()) {
      write_range(nested, data->span, *lookups.sources);
    } else {
      nested.text("cell", data->cell);
    }
  }
}

void write_notes(ObjectWriter& object, const std::vector<Note>& notes, const Lookups& lookups, Language language) {
  if (notes.empty()) return;
  std::string& out = object.begin("notes");
  out.push_back('[');
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (i > 0) out.push_back(',');
    ObjectWriter nested(out);
    nested.text("message", fill_pattern(catalogue_entry(notes[i].id).message.in(language), notes[i].arguments));
    write_origin(nested, notes[i].origin, nullptr, lookups);
  }
  out.push_back(']');
}

void write_diagnostic(std::string& out, const Diagnostic& diagnostic, const Lookups& lookups, Language language) {
  ObjectWriter object(out);
  object.text("id", catalogue_entry(diagnostic.id).id);
  object.text("severity", severity_word(diagnostic.severity));
  object.text("message", message_text(diagnostic, language));
  const std::string hint = hint_text(diagnostic, language);
  if (!hint.empty()) object.text("hint", hint);
  write_origin(object, diagnostic.origin, &diagnostic, lookups);
  write_notes(object, diagnostic.notes, lookups, language);
}

}  // namespace

std::string print_json(std::span<const Diagnostic> diagnostics, const Lookups& lookups, const PrintOptions& options) {
  std::string out;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  {
    ObjectWriter object(out);
    object.begin("diagnostics").push_back('[');
    bool first = true;
    for (const Diagnostic& diagnostic : sorted_by_place(diagnostics)) {
      errors += diagnostic.severity == Severity::Error;
      warnings += diagnostic.severity == Severity::Warning;
      if (!first) out.push_back(',');
      first = false;
      write_diagnostic(out, diagnostic, lookups, options.language);
    }
    out.push_back(']');
    object.number("errors", errors);
    object.number("warnings", warnings);
  }
  out.push_back('\n');
  return out;
}

}  // namespace gongwen::diagnostics
