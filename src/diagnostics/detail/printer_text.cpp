// Prints diagnostics for people: message, place, the line with a caret under it, the data value, hint and notes.
#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/diagnostics.h"
#include "diagnostics/place_words.h"
#include "diagnostics/printer.h"

#include <algorithm>

namespace gongwen::diagnostics {
namespace {

/// Longer lines are cut around the caret, so that a minified file does not flood the terminal.
constexpr std::size_t kLongestShownLine = 160;
constexpr std::size_t kContextBeforeCaret = 60;

std::string_view severity_name(Severity severity, Language language) {
  switch (severity) {
    case Severity::Error: return texts::DiagnosticsError.in(language);
    case Severity::Warning: return texts::DiagnosticsWarning.in(language);
    case Severity::Note: return texts::DiagnosticsNote.in(language);
  }
  return {};
}

std::string place_text(std::string_view name, const LineColumn& at) {
  return std::string(name) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

class TextPrinter {
 public:
  TextPrinter(const Lookups& lookups, Language language) : lookups_(lookups), language_(language) {}

  std::string print(const Diagnostic& diagnostic) {
    out_ = std::string(severity_name(diagnostic.severity, language_)) + "[" +
           std::string(catalogue_entry(diagnostic.id).id) + "]" + colon() + message_text(diagnostic, language_) + "\n";
    print_template_place(diagnostic.origin.template_place);
    print_data_place(diagnostic.origin.data_place, &diagnostic);
    const std::string hint = hint_text(diagnostic, language_);
    if (!hint.empty()) out_ += "  " + say(texts::DiagnosticsHint) + colon() + hint + "\n";
    for (const Note& note : diagnostic.notes) print_note(note);
    return std::move(out_);
  }

 private:
  std::string say(const BilingualText& text) const { return std::string(text.in(language_)); }
  std::string colon() const { return say(texts::Colon); }

  void print_template_place(const Span& span) {
    if (!span || lookups_.sources == nullptr) return;
    if (const std::string_view cell = lookups_.sources->source_cell(span.source, span.begin); !cell.empty()) {
      out_ += "  --> " + cell_place(span, cell) + "\n";
      return;
    }
    const std::string_view text = lookups_.sources->source_text(span.source);
    const LineColumn at = line_column_in(*lookups_.sources, span.source, span.begin);
    out_ += "  --> " + place_text(lookups_.sources->source_name(span.source), at) + "\n";
    if (!text.empty()) print_line_with_caret(text, span, at.line);
  }

  void print_line_with_caret(std::string_view text, const Span& span, std::uint32_t line_number) {
    const SourceLine line = line_at(text, span.begin);
    const std::size_t caret = std::min<std::size_t>(span.begin, text.size()) - line.begin;
    const std::size_t caret_end =
        std::clamp<std::size_t>(span.end > line.begin ? span.end - line.begin : 0, caret, line.text.size());
    std::size_t from = 0;
    if (line.text.size() > kLongestShownLine && caret > kContextBeforeCaret) {
      from = base::code_point_begin(line.text, caret - kContextBeforeCaret);
    }
    const std::size_t to = base::code_point_begin(line.text, from + kLongestShownLine);
    const std::string shown =
        (from > 0 ? "…" : "") + mask_controls(line.text.substr(from, to - from)) + (to < line.text.size() ? "…" : "");
    const std::size_t caret_in_line = std::min(caret, line.text.size());
    const std::size_t indent =
        (from > 0) + base::terminal_width(line.text.substr(from, caret_in_line - std::min(from, caret_in_line)));
    const std::size_t end = std::clamp(caret_end, caret_in_line, std::max(to, caret_in_line));
    const std::size_t width =
        std::max<std::size_t>(1, base::terminal_width(line.text.substr(caret_in_line, end - caret_in_line)));
    const std::string number = std::to_string(line_number);
    const std::string gutter(number.size() + 1, ' ');
    out_ += gutter + "|\n" + number + " | " + shown + "\n" + gutter + "| " + std::string(indent, ' ') +
            std::string(width, '^') + "\n";
  }

  /// `diagnostic` is null for notes, which always refer to existing values.
  void print_data_place(const DataPlace& place, const Diagnostic* diagnostic) {
    if (!place || lookups_.data == nullptr) return;
    const std::optional<DataDescription> data = lookups_.data->describe(place);
    if (!data) return;
    out_ += "  " + say(texts::DiagnosticsData) + colon();
    const std::string pointer =
        escape_controls(diagnostic == nullptr ? data->pointer : data_pointer(*diagnostic, *data));
    const bool in_file = data->span && lookups_.sources != nullptr;
    if (in_file) out_ += file_place(*data);
    if (in_file && data->record.empty()) {
      out_ += pointer.empty() ? say(texts::DiagnosticsAtTopLevel) : texts::DiagnosticsAt.in(language_, pointer);
    } else {
      out_ += (in_file ? " " : "") + (pointer.empty() ? say(texts::DiagnosticsTopLevel) : pointer);
    }
    print_members(data->members);
    out_ += "\n";
  }

  std::string cell_place(const Span& span, std::string_view cell) const {
    return std::string(lookups_.sources->source_name(span.source)) + " " +
           escape_controls(story_in_words(cell, language_));
  }

  std::string file_place(const DataDescription& data) const {
    const std::string_view name = lookups_.sources->source_name(data.span.source);
    if (!data.record.empty()) return std::string(name) + ": " + escape_controls(data.record);
    if (!data.cell.empty()) return std::string(name) + " " + escape_controls(data.cell);
    const std::string_view cell = lookups_.sources->source_cell(data.span.source, data.span.begin);
    if (!cell.empty()) return cell_place(data.span, cell);
    return place_text(name, line_column_in(*lookups_.sources, data.span.source, data.span.begin));
  }

  void print_members(const std::vector<std::string_view>& members) {
    constexpr std::size_t kMaxMembers = 12;
    if (members.empty()) return;
    std::string names;
    for (std::size_t i = 0; i < std::min(members.size(), kMaxMembers); ++i) {
      if (i > 0) names += texts::ListComma.in(language_);
      names += escape_controls(members[i]);
    }
    if (members.size() > kMaxMembers) names += texts::DiagnosticsMoreMembers.in(language_);
    out_ += texts::DiagnosticsMembers.in(language_, names);
  }

  void print_note(const Note& note) {
    const BilingualText& pattern = catalogue_entry(note.id).message;
    out_ += "  " + std::string(severity_name(Severity::Note, language_)) + colon() +
            fill_pattern(pattern.in(language_), note.arguments);
    const Span& span = note.origin.template_place;
    if (span && lookups_.sources != nullptr) {
      const std::string_view cell = lookups_.sources->source_cell(span.source, span.begin);
      out_ += " (" +
              (cell.empty() ? place_text(lookups_.sources->source_name(span.source),
                                         line_column_in(*lookups_.sources, span.source, span.begin))
                            : cell_place(span, cell)) +
              ")";
    }
    out_ += "\n";
    print_data_place(note.origin.data_place, nullptr);
  }

  const Lookups& lookups_;
  Language language_;
  std::string out_;
};

/// The number of errors and of warnings; notes are not counted.
struct Counts {
  std::size_t errors = 0;
  std::size_t warnings = 0;

  void add(const Diagnostic& diagnostic) {
    errors += diagnostic.severity == Severity::Error;
    warnings += diagnostic.severity == Severity::Warning;
  }
};

std::string counts_text(const Counts& counts, Language language) {
  return texts::DiagnosticsCounts.in(language, counts.errors, counts.warnings);
}

std::string count_line(const Counts& all, const Counts& hidden, bool cut, Language language) {
  std::string out = texts::DiagnosticsTotal.in(language, counts_text(all, language));
  if (cut) out += texts::DiagnosticsNotShown.in(language, counts_text(hidden, language));
  return out + "\n";
}

}  // namespace

std::string print_text(std::span<const Diagnostic> diagnostics, const Lookups& lookups, const PrintOptions& options) {
  std::vector<Diagnostic> sorted = in_order(diagnostics, lookups);
  const bool cut = sorted.size() > options.max_shown;
  // If the list is cut, errors, which must be corrected, are shown first.
  if (cut) {
    std::stable_partition(sorted.begin(), sorted.end(),
                          [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
  }
  std::string out;
  Counts all;
  Counts hidden;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    all.add(sorted[i]);
    if (i < options.max_shown) {
      out += TextPrinter(lookups, options.language).print(sorted[i]);
    } else {
      hidden.add(sorted[i]);
    }
  }
  if (all.errors + all.warnings > 0 && sorted.size() > 1) out += count_line(all, hidden, cut, options.language);
  return out;
}

}  // namespace gongwen::diagnostics
