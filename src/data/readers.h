// Reads JSON, JSON Lines and YAML into documents, within limits, with the checks that these readers share.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "data/document_builder.h"
#include "diagnostics/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gongwen::data {

// JsonLimits: limits of the readers of data, so that no file can exhaust the memory or the stack. They apply to JSON
// and YAML alike.

/// U+0000 is refused in documents, since neither XML nor a PDF string can contain it.
enum class NulCharacters : std::uint8_t { Refuse, Allow };

struct JsonLimits {
  /// Bytes of the text; up to 4 GiB, since places are 32-bit offsets.
  std::size_t max_bytes = std::size_t{1} << 30;
  /// Nesting of arrays and objects.
  std::size_t max_depth = 512;
  /// Values of all types, 44 bytes of memory each. Aliases of YAML count each time they are used.
  std::size_t max_values = 20'000'000;
  /// Characters of one number, since exact arithmetic is quadratic in it.
  std::size_t max_number_length = 1'000;
  NulCharacters nul_characters = NulCharacters::Refuse;
};

// Reading JSON (RFC 8259) into a Document that knows the place of every value.
//   const auto document = read_json(source, store.source_text(source), JsonLimits{}, sink);
// The reader is strict: comments, trailing commas, single quotes and NaN, which some programs tolerate, are errors with
// specific messages. It continues after errors that leave no doubt about what follows, and stops at all others.

/// Reads one value with nothing but white space around it; skips a byte order mark at the start. `text` is the text of
/// `source` and must outlive the document, since strings and names without escapes are views of it. Returns the
/// document, or no value after reporting an error. Time and memory are linear in the text. Reports: data/json-* and
/// data/{duplicate-key,too-deep,too-large,too-many-values,number-range,number-too-long, nul-character}, each at its
/// place in the source. Source: RFC 8259.
base::Expected<Document> read_json(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink);

// Reading JSON Lines: one JSON value per line, as the items of one array.
//   const auto items = read_json_lines(source, store.source_text(source), JsonLimits{}, sink);

/// Reads all values of the text, with white space between them; blank lines are skipped. `text` is the text of `source`
/// and must outlive the document. Returns a document whose root is an array, or no value after reporting an error.
/// Reports: those of read_json, up to the first line that is not JSON.
base::Expected<Document> read_json_lines(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                         diagnostics::DiagnosticSink& sink);

// Reading YAML into the same Document as JSON, with the place of every value. The types are those
// of the core schema of YAML 1.2: only true and false (also True, TRUE …) are booleans, so that a
// country code NO stays a text; dates are texts; aliases are expanded.

/// Reads one document. Refuses constructs that JSON cannot express: tags, merge keys, NaN, names that are not single
/// texts. `text` is the text of `source`, in UTF-8. It need not outlive the document. Returns the document, or no value
/// after reporting an error. Reports: data/yaml-* and those of data/* that concern any data, each at its place. Source:
/// YAML 1.2.2; 10.3 (core schema).
base::Expected<Document> read_yaml(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink);

// Checks that the readers of JSON and YAML share.

/// Whether a number, `written` as in JSON, is within the range of a double.
bool is_in_range_of_double(std::string_view written);

/// Checks a number that is not a 64-bit integer, `written` as in JSON. Returns whether it is accepted.
/// Reports: data/number-too-long, data/number-range.
bool check_number(std::string_view written, const diagnostics::Origin& origin, const JsonLimits& limits,
                  diagnostics::DiagnosticSink& sink);

/// Reports data/duplicate-name for each duplicate name. Returns whether there were none.
bool check_names(const DocumentBuilder& builder, diagnostics::DiagnosticSink& sink);

/// Returns whether the text is small enough. Reports: data/too-large.
bool check_size(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
