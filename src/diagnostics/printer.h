// Formats diagnostics as text and JSON: single messages from the patterns of the catalogue, and whole reports.
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

/// Writes control characters, line ends and directional marks as `U+001B`, so that data can neither command a
/// terminal nor make a message look like another one.
std::string escape_controls(std::string_view text);

/// Replaces control characters in a line that is shown with a caret under it by blanks or `�`, so that columns stay
/// the same.
std::string mask_controls(std::string_view line);

/// Replaces `{0}`, `{1}` … by the arguments, after escaping control characters and masking passwords; a number
/// without an argument becomes an empty text, `{{` becomes `{`. At both ends of an argument, a blank separates Han from
/// Latin letters and digits, but not Han from Han, whatever the pattern has there.
std::string fill_pattern(std::string_view pattern, std::span<const std::string> arguments);

/// Whether all arguments that the pattern names exist and are not empty.
bool has_all_arguments(std::string_view pattern, std::span<const std::string> arguments);

// Reports for people and for programs:
//   error[templating/undefined]: `leader.phone` is not in the data
//     --> templates/sc27-proposal/document.html:41:17
//      |
//   41 |     <td colspan="3">{{ leader.phone }}</td>
//      |                        ^^^^^^^^^^^^
//     data: samples/sc27-proposal/bad.json:12:5 at /leader   (has: name, email)
//     hint: …

struct PrintOptions {
  Language language = Language::English;
  /// Further messages are only counted. If there are more, errors are shown before warnings.
  std::size_t max_shown = 50;
};

inline constexpr std::size_t kShowAll = std::numeric_limits<std::size_t>::max();

/// How people fill in a field of a form; messages about a missing value use matching words.
enum class Asking : std::uint8_t { Type, Tick, Choose };

/// The owners of texts and documents; either may be null. Empty functions stand for “not known”.
struct Lookups {
  const SourceLookup* sources = nullptr;
  const DataLookup* data = nullptr;
  /// Whether a source is the text of data rather than of a template, which JSON distinguishes; empty: no source is.
  std::function<bool(SourceId)> is_data = {};
  /// The position of the field at a pointer in the form whose data the source is; 0 if not known. Without this
  /// function, messages keep the order of the data.
  std::function<std::uint64_t(SourceId, std::string_view)> field_order = {};
  /// The form's label for the field at a pointer; empty texts if it is not a field of the form.
  std::function<TextPair(SourceId, std::string_view)> field_label = {};
  /// How the form asks for the field at a pointer; without this function, by typing.
  std::function<Asking(SourceId, std::string_view)> field_asking = {};
};

/// Sorts by file and place, files in the order in which they were read, messages without a place first. A message
/// about data belongs to the file of the data.
std::vector<Diagnostic> sorted_by_place(std::span<const Diagnostic> diagnostics);

/// Sorts by place, but the messages about each data file with a form in the order of the form's fields.
std::vector<Diagnostic> in_order(std::span<const Diagnostic> diagnostics, const Lookups& lookups);

/// The pointer of the value to which a message refers, even if the value is absent; nullopt for messages about no
/// value.
std::optional<std::string> data_pointer(const Diagnostic& diagnostic, const Lookups& lookups);

// The wording for applicants. Authors read about members, schemas and rules; applicants read the label of a field
// and what to do. catalogue/applicant.def has a text for each message that can reach applicants.

/// The placeholder in these texts for the label of the field to which a message refers.
inline constexpr std::string_view kLabelArgument = "{label}";

/// The texts for applicants; nullopt for messages that do not reach them.
std::optional<BilingualText> applicant_text(DiagnosticId id);

/// The message in the wording for applicants. `label` is the form's label for the field; empty if the message concerns
/// no field. A message that has no such text, or whose text lacks an argument, asks the applicant to check the field.
std::string applicant_message(const Diagnostic& diagnostic, const TextPair& label, Language language,
                              Asking asking = Asking::Type);

/// The wording for applicants, with the label from the lookups.
std::string applicant_text_of(const Diagnostic& diagnostic, const Lookups& lookups, Language language);

/// The wording for applicants, as if the message were about the field at `pointer`.
std::string applicant_text_at(const std::string& pointer, const Diagnostic& diagnostic, const Lookups& lookups,
                              Language language);

/// The pointer of the value to which a message refers, even if the value is absent.
std::string data_pointer(const Diagnostic& diagnostic, const DataDescription& data);

/// The message without place and hint, in one line.
std::string message_text(const Diagnostic& diagnostic, Language language);
/// The hint; empty if the message has none, or if an argument that it names is empty.
std::string hint_text(const Diagnostic& diagnostic, Language language);

std::string print_text(std::span<const Diagnostic> diagnostics, const Lookups& lookups, const PrintOptions& options);

/// For applicants: one line per message, in the order of the fields, without places.
std::string print_for_applicants(std::span<const Diagnostic> diagnostics, const Lookups& lookups, Language language);

/// All diagnostics as data, sorted by place, or by the fields of a form.
std::vector<Message> describe(std::span<const Diagnostic> diagnostics, const Lookups& lookups);

/// Diagnostics as data, in the given order.
std::vector<Message> describe_sorted(std::span<const Diagnostic> sorted, const Lookups& lookups);

/// One JSON object: {"diagnostics":[{id, severity, message, hint, template, line, column, end_line, end_column,
/// data: {file, line, column, pointer}, notes:[…]}], "errors": n, "warnings": n}, with all diagnostics.
/// `for_applicants`: each diagnostic also has `applicant`, its wording for applicants, and, if it is about a field,
/// `label`, the form's label for it.
base::Json diagnostics_json(std::span<const Diagnostic> diagnostics, const Lookups& lookups, Language language,
                            bool for_applicants = false);

}  // namespace gongwen::diagnostics
