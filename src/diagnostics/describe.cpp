#include "diagnostics/printer.h"
#include "diagnostics/source_lookup.h"

namespace gongwen::diagnostics {
namespace {

TextRange range_of(const Span& span, const SourceLookup& sources) {
  const LineColumn begin = line_column_in(sources, span.source, span.begin);
  const LineColumn end = line_column_in(sources, span.source, span.end);
  return {begin.line, begin.column, end.line, end.column};
}

/// `diagnostic` is null for notes, which are about values that are there.
ValuePlace value_place(const DataDescription& data, const Diagnostic* diagnostic, const Lookups& lookups) {
  ValuePlace place;
  place.pointer = diagnostic == nullptr ? data.pointer : data_pointer(*diagnostic, data);
  if (!data.span || lookups.sources == nullptr) return place;
  place.file = lookups.sources->source_name(data.span.source);
  place.record = data.record;
  place.cell = data.record.empty() ? data.cell : std::string();
  if (place.record.empty() && place.cell.empty()) place.range = range_of(data.span, *lookups.sources);
  return place;
}

template <typename Described>
void set_places(Described& described, const Origin& origin, const Diagnostic* diagnostic, const Lookups& lookups) {
  const Span& span = origin.template_place;
  if (span && lookups.sources != nullptr) {
    std::string file(lookups.sources->source_name(span.source));
    const TextRange range = range_of(span, *lookups.sources);
    const bool is_data = lookups.is_data && lookups.is_data(span.source);
    if (is_data && !origin.data_place) {
      // An error of writing, which is in no value.
      described.data = ValuePlace{std::nullopt, std::move(file), range, {}, {}};
      return;
    }
    described.source = TemplatePlace{std::move(file), range};
  }
  if (!origin.data_place || lookups.data == nullptr) return;
  const std::optional<DataDescription> data = lookups.data->describe(origin.data_place);
  if (data) described.data = value_place(*data, diagnostic, lookups);
}

MessageNote describe_note(const Note& note, const Lookups& lookups) {
  MessageNote described;
  const CatalogueEntry& entry = catalogue_entry(note.id);
  described.text = {fill_pattern(entry.message.english, note.arguments),
                    fill_pattern(entry.message.chinese, note.arguments)};
  set_places(described, note.origin, nullptr, lookups);
  return described;
}

Message describe_one(const Diagnostic& diagnostic, const Lookups& lookups) {
  Message message;
  message.id = catalogue_entry(diagnostic.id).id;
  message.severity = diagnostic.severity;
  message.text = {message_text(diagnostic, Language::English), message_text(diagnostic, Language::Chinese)};
  message.hint = {hint_text(diagnostic, Language::English), hint_text(diagnostic, Language::Chinese)};
  message.arguments = diagnostic.arguments;
  set_places(message, diagnostic.origin, &diagnostic, lookups);
  for (const Note& note : diagnostic.notes) message.notes.push_back(describe_note(note, lookups));
  return message;
}

}  // namespace

std::vector<Message> describe(std::span<const Diagnostic> diagnostics, const Lookups& lookups) {
  return describe_sorted(in_order(diagnostics, lookups), lookups);
}

std::vector<Message> describe_sorted(std::span<const Diagnostic> sorted, const Lookups& lookups) {
  std::vector<Message> messages;
  for (const Diagnostic& diagnostic : sorted) messages.push_back(describe_one(diagnostic, lookups));
  return messages;
}

}  // namespace gongwen::diagnostics
