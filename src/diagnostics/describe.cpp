#include "base/utf8.h"
#include "diagnostics/printer.h"
#include "diagnostics/source_lookup.h"

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace gongwen::diagnostics {
namespace {

/// Finds lines and columns of many places in a text without counting from its start for each.
class TextPlaces {
 public:
  TextPlaces(std::string_view text, LineColumn start) : text_(text), start_(start) {
    Mark at{0, {1, 1}};
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (i % kBetween == 0) marks_.push_back(at);
      step(text[i], at);
    }
    marks_.push_back(at);
  }

  /// The same result as line_column_in.
  LineColumn at(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    Mark mark = marks_[std::min(offset / kBetween, marks_.size() - 1)];
    while (mark.offset < offset) step(text_[mark.offset], mark);
    LineColumn found = mark.place;
    if (found.line == 1) found.column += start_.column - 1;
    found.line += start_.line - 1;
    return found;
  }

 private:
  static constexpr std::size_t kBetween = 1'024;  // bytes

  struct Mark {
    std::size_t offset;
    LineColumn place;
  };

  /// Advances by one byte; a continuation byte adds no column.
  static void step(char c, Mark& mark) {
    ++mark.offset;
    if (c == '\n') {
      mark.place = {mark.place.line + 1, 1};
    } else if (!base::is_continuation_byte(c)) {
      ++mark.place.column;
    }
  }

  std::string_view text_;
  LineColumn start_;
  std::vector<Mark> marks_;
};

/// The TextPlaces of all sources that messages refer to.
class SourcePlaces {
 public:
  explicit SourcePlaces(const SourceLookup* sources) : sources_(sources) {}

  TextRange range_of(const Span& span) {
    const auto [known, is_new] = places_.try_emplace(span.source);
    if (is_new) {
      known->second =
          std::make_unique<TextPlaces>(sources_->source_text(span.source), sources_->source_start(span.source));
    }
    const LineColumn begin = known->second->at(span.begin);
    const LineColumn end = known->second->at(span.end);
    return {begin.line, begin.column, end.line, end.column};
  }

 private:
  const SourceLookup* sources_;
  std::map<SourceId, std::unique_ptr<TextPlaces>> places_;
};

std::string cell_of(const Span& span, const Lookups& lookups) {
  return std::string(lookups.sources->source_cell(span.source, span.begin));
}

/// `diagnostic` is null for notes, which always refer to existing values.
ValuePlace value_place(const DataDescription& data, const Diagnostic* diagnostic, const Lookups& lookups,
                       SourcePlaces& places) {
  ValuePlace place;
  place.pointer = diagnostic == nullptr ? data.pointer : data_pointer(*diagnostic, data);
  if (!data.span || lookups.sources == nullptr) return place;
  place.file = lookups.sources->source_name(data.span.source);
  place.record = data.record;
  if (data.record.empty()) place.cell = data.cell.empty() ? cell_of(data.span, lookups) : data.cell;
  if (place.record.empty() && place.cell.empty()) place.range = places.range_of(data.span);
  return place;
}

template <typename Described>
void set_places(Described& described, const Origin& origin, const Diagnostic* diagnostic, const Lookups& lookups,
                SourcePlaces& places) {
  const Span& span = origin.template_place;
  if (span && lookups.sources != nullptr) {
    std::string file(lookups.sources->source_name(span.source));
    if (std::string cell = cell_of(span, lookups); !cell.empty() && !origin.data_place) {
      described.data = ValuePlace{std::nullopt, std::move(file), {}, std::move(cell), {}};
      return;
    }
    const TextRange range = places.range_of(span);
    const bool is_data = lookups.is_data && lookups.is_data(span.source);
    if (is_data && !origin.data_place) {
      // An error about writing, which has a file but no value.
      described.data = ValuePlace{std::nullopt, std::move(file), range, {}, {}};
      return;
    }
    described.source = TemplatePlace{std::move(file), range};
  }
  if (!origin.data_place || lookups.data == nullptr) return;
  const std::optional<DataDescription> data = lookups.data->describe(origin.data_place);
  if (data) described.data = value_place(*data, diagnostic, lookups, places);
}

MessageNote describe_note(const Note& note, const Lookups& lookups, SourcePlaces& places) {
  MessageNote described;
  const CatalogueEntry& entry = catalogue_entry(note.id);
  described.text = {fill_pattern(entry.message.english, note.arguments),
                    fill_pattern(entry.message.chinese, note.arguments)};
  set_places(described, note.origin, nullptr, lookups, places);
  return described;
}

Message describe_one(const Diagnostic& diagnostic, const Lookups& lookups, SourcePlaces& places) {
  Message message;
  message.id = catalogue_entry(diagnostic.id).id;
  message.severity = diagnostic.severity;
  message.text = {message_text(diagnostic, Language::English), message_text(diagnostic, Language::Chinese)};
  message.hint = {hint_text(diagnostic, Language::English), hint_text(diagnostic, Language::Chinese)};
  message.arguments = diagnostic.arguments;
  set_places(message, diagnostic.origin, &diagnostic, lookups, places);
  for (const Note& note : diagnostic.notes) message.notes.push_back(describe_note(note, lookups, places));
  return message;
}

}  // namespace

std::vector<Message> describe(std::span<const Diagnostic> diagnostics, const Lookups& lookups) {
  return describe_sorted(in_order(diagnostics, lookups), lookups);
}

std::vector<Message> describe_sorted(std::span<const Diagnostic> sorted, const Lookups& lookups) {
  std::vector<Message> messages;
  SourcePlaces places(lookups.sources);
  for (const Diagnostic& diagnostic : sorted) messages.push_back(describe_one(diagnostic, lookups, places));
  return messages;
}

}  // namespace gongwen::diagnostics
