// Diagnostics as text and JSON, from the patterns of the catalogue to whole reports.
#pragma once

#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/source_lookup.h"
#include "gongwen/message.h"

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::diagnostics {

// Filling the patterns of the catalogue with the arguments of a diagnostic.

/// Control characters, line ends and marks that turn the direction of writing, each as `U+001B`: data must not be able
/// to command a terminal, or to make a message look like another one.
std::string escape_controls(std::string_view text);

/// The same for a line that is shown with a caret under it: each takes the columns that it took, as a blank or `�`.
std::string mask_controls(std::string_view line);

/// Replaces `{0}`, `{1}` … by the arguments, whose control characters are escaped and whose passwords are masked; a
/// number without an argument gives an empty text, `{{` gives `{`. At the ends of an argument a blank parts Han from
/// Latin letters and digits, and none parts Han from Han, whatever the pattern has there.
std::string fill_pattern(std::string_view pattern, std::span<const std::string> arguments);

/// True when every argument that the pattern names is there and not empty.
bool has_all_arguments(std::string_view pattern, std::span<const std::string> arguments);

// Diagnostics as a person or a program reads them.
//   error[templating/undefined]: `leader.phone` is not in the data
//     --> templates/sc27-proposal/document.html:41:17
//      |
//   41 |     <td colspan="3">{{ leader.phone }}</td>
//      |                        ^^^^^^^^^^^^
//     data: samples/sc27-proposal/bad.json:12:5 at /leader   (has: name, email)
//     hint: …

struct PrintOptions {
  Language language = Language::English;
  /// The rest is only counted. When there are more, errors go before warnings.
  std::size_t max_shown = 50;
};

inline constexpr std::size_t kShowAll = std::numeric_limits<std::size_t>::max();

/// How people fill in a field of a form: a missing one is asked for in these words.
enum class Asking : std::uint8_t { Type, Tick, Choose };

/// Who owns the texts and the documents; either may be null.
struct Lookups {
  const SourceLookup* sources = nullptr;
  const DataLookup* data = nullptr;
  /// Whether a source is the text of data rather than a template; empty: none is. JSON distinguishes them.
  std::function<bool(SourceId)> is_data = {};
  /// The position of the field at a pointer in the form of which a source has the data; 0 if that is not known. Empty:
  /// messages come in the order of the data.
  std::function<std::uint64_t(SourceId, std::string_view)> field_order = {};
  /// What the form calls the field at a pointer; empty texts where it is none of its fields.
  std::function<TextPair(SourceId, std::string_view)> field_label = {};
  /// How the form asks for the field at a pointer; empty: by typing.
  std::function<Asking(SourceId, std::string_view)> field_asking = {};
};

/// Sorted by file and place, in the order in which the files were read; those without a place first. The file of a
/// message about data is that of the data.
std::vector<Diagnostic> sorted_by_place(std::span<const Diagnostic> diagnostics);

/// The same, and of each data file with a form in the order of its fields.
std::vector<Diagnostic> in_order(std::span<const Diagnostic> diagnostics, const Lookups& lookups);

/// The pointer of the value that a message is about, also of one that is absent; nothing for messages about no value.
std::optional<std::string> data_pointer(const Diagnostic& diagnostic, const Lookups& lookups);

// What messages say to people who fill in forms. Authors read of members, schemas and rules; applicants read what the
// form calls a field, and what to do. The texts are in catalogue/applicant.def, one for each message that can meet
// them.

/// In these texts: what the form calls the field that a message is about.
inline constexpr std::string_view kLabelArgument = "{label}";

/// What the catalogue has for people who fill in forms; none for messages that do not meet them.
std::optional<BilingualText> applicant_text(DiagnosticId id);

/// The message in these words. `label` is what the form calls the field, empty if the message is about none. Messages
/// without special words, and those whose words lack an argument, ask to check the field.
std::string applicant_message(const Diagnostic& diagnostic, const TextPair& label, Language language,
                              Asking asking = Asking::Type);

/// The same with the label that the lookups give.
std::string applicant_text_of(const Diagnostic& diagnostic, const Lookups& lookups, Language language);

/// The same as if the message were about the field at a pointer.
std::string applicant_text_at(const std::string& pointer, const Diagnostic& diagnostic, const Lookups& lookups,
                              Language language);

/// The pointer of the value that a message is about, also of one that is absent.
std::string data_pointer(const Diagnostic& diagnostic, const DataDescription& data);

/// The message alone, in one line.
std::string message_text(const Diagnostic& diagnostic, Language language);
/// Empty when there is no hint, or when an argument that it names is empty.
std::string hint_text(const Diagnostic& diagnostic, Language language);

std::string print_text(std::span<const Diagnostic> diagnostics, const Lookups& lookups, const PrintOptions& options);

/// For people who fill in the form: a line a message, in the order of the fields, without places.
std::string print_for_applicants(std::span<const Diagnostic> diagnostics, const Lookups& lookups, Language language);

/// All of them as data, sorted by place; of a form in the order of its fields.
std::vector<Message> describe(std::span<const Diagnostic> diagnostics, const Lookups& lookups);

/// The same of messages that are in their order already.
std::vector<Message> describe_sorted(std::span<const Diagnostic> sorted, const Lookups& lookups);

/// One JSON object: {"diagnostics":[{id, severity, message, hint, template, line, column, end_line, end_column, data:
/// {file, line, column, pointer}, notes:[…]}], "errors": n, "warnings": n}. All are given, none is left out.
/// `for_applicants`: each has a member `applicant`, what is said to people who fill in the form, and a member `label`,
/// what the form calls the field that it is about, if there is one.
base::Json diagnostics_json(std::span<const Diagnostic> diagnostics, const Lookups& lookups, Language language,
                            bool for_applicants = false);

}  // namespace gongwen::diagnostics
