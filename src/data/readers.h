// Reading JSON, JSON Lines and YAML into documents, within limits, and what these readers check in the same way.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "data/document_builder.h"
#include "diagnostics/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gongwen::data {

// JsonLimits: limits of what the readers of data accept, so that no file can exhaust the memory or the stack. The same
// limits hold for JSON and YAML.

/// U+0000 has no place in a document: neither XML nor a PDF string takes it.
enum class NulCharacters : std::uint8_t { Refuse, Allow };

struct JsonLimits {
  /// Bytes of the text. Places are 32-bit offsets, so that 4 GiB is the most that can be set.
  std::size_t max_bytes = std::size_t{1} << 30;
  /// Arrays and objects inside one another.
  std::size_t max_depth = 512;
  /// Values of all kinds, aliases of YAML counted as often as they are used; 44 bytes of memory
  /// each.
  std::size_t max_values = 20'000'000;
  /// Characters of one number: exact arithmetic grows with the square of it.
  std::size_t max_number_length = 1'000;
  NulCharacters nul_characters = NulCharacters::Refuse;
};

// Reading JSON (RFC 8259) into a Document that knows the place of every value.
//   const auto document = read_json(source, store.source_text(source), JsonLimits{}, sink);
// The reader is strict: what some programs tolerate (comments, trailing commas, single quotes, NaN)
// is an error with a specific message. It continues after errors that leave no doubt about what
// follows, and stops at the others.

/// Reads one value with nothing but white space around it. A byte order mark at the start is
/// skipped. Input: `text` is the text of `source`, and lives as long as the document: strings and
/// names without escapes are views of it. Returns: the document; nothing when anything was
/// reported. Time and memory grow linearly with the text. Reports: data/json-* and
/// data/{duplicate-key,too-deep,too-large,too-many-values,number-range,number-too-long,
/// nul-character}, each at its place in the source.
/// Source: RFC 8259.
base::Expected<Document> read_json(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink);

// Reading JSON Lines: one JSON value a line, as the items of one array.
//   const auto items = read_json_lines(source, store.source_text(source), JsonLimits{}, sink);

/// Reads all values of the text, with white space between them; blank lines are skipped. `text` is the text of
/// `source` and lives as long as the document.
/// Returns: a document whose root is an array; nothing when anything was reported.
/// Reports: those of read_json, up to the first line that is not JSON.
base::Expected<Document> read_json_lines(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                         diagnostics::DiagnosticSink& sink);

// Reading YAML into the same Document as JSON, with the place of every value. The types are those
// of the core schema of YAML 1.2: only true and false (also True, TRUE …) are booleans, so that a
// country code NO stays a text; dates are texts; aliases are unfolded.

/// Reads one document. What JSON cannot say is refused: tags, merge keys, NaN, names that are not
/// single texts.
/// Input: `text` is the text of `source`, in UTF-8. It need not outlive the document.
/// Returns: the document; nothing when anything was reported.
/// Reports: data/yaml-* and those of data/* that concern any data, each at its place.
/// Source: YAML 1.2.2; 10.3 (core schema).
base::Expected<Document> read_yaml(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink);

// What the readers of JSON and YAML check in the same way.

/// Whether programs can calculate with a number, `written` as JSON writes it.
bool is_in_range_of_double(std::string_view written);

/// Whether a number that is not a 64-bit integer may be, `written` as JSON writes it.
/// Reports: data/number-too-long, data/number-range.
bool check_number(std::string_view written, const diagnostics::Origin& origin, const JsonLimits& limits,
                  diagnostics::DiagnosticSink& sink);

/// Reports data/duplicate-name for each name that is twice. Returns: whether there is none.
bool check_names(const DocumentBuilder& builder, diagnostics::DiagnosticSink& sink);

/// Reports data/too-large. Returns: whether the text may be read.
bool check_size(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
