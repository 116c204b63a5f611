// Explains why a text is not JSON in terms that its author understands. The parser only knows what it expected; this
// code inspects the text at that place: a full-width colon, a single quote, `True`, a missing comma.
#pragma once

#include "data/document.h"
#include "data/readers.h"
#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::data {

/// The token that the parser expected. Either something else comes next, or the next token is itself malformed.
enum class JsonError : std::uint8_t {
  NoValue,      // a value, or a closing bracket after `[`
  NoName,       // a name in quotes, or `}`
  NoColon,      // the colon after a name
  NoComma,      // a comma or the bracket that closes the innermost container
  ExtraText,    // nothing may follow the value
  NumberRange,  // a number within the range of a double
};

/// An array or object that is open.
struct OpenBracket {
  ValueType type;
  std::uint32_t begin;
};

struct InvalidJson {
  diagnostics::SourceId source;
  std::string_view text;
  JsonError error;
  std::size_t previous_begin = 0;  // the last valid token
  std::size_t previous_end = 0;
  std::size_t next = 0;  // the first byte after it that is neither space, comment nor the separator
  std::optional<OpenBracket> open;
};

/// Reports the one message that fits best.
void report_json_error(const InvalidJson& invalid, diagnostics::DiagnosticSink& sink);

// Slips: errors that leave no doubt about what follows, such as comments, a comma before a closing bracket, and escapes
// that are not characters. They are corrected in a copy of the same length, so that the parser continues and one run
// reports all of them.

struct JsonSlip {
  enum class Kind : std::uint8_t { Comment, CommaOfItem, CommaOfMember, LoneSurrogate, NulCharacter };

  Kind kind;
  std::uint32_t begin;
  std::uint32_t end;
};

struct MendedJson {
  std::string text;             // every byte keeps its place
  std::vector<JsonSlip> slips;  // in the order of the text
};

/// Corrects the first thousand slips, more than any author would read. Findings after the first error of another type
/// are void: after an unclosed string, the inside and the outside of strings are confused.
MendedJson mend_json(std::string_view text, NulCharacters nul_characters);

/// Reports data/json-comment, data/json-trailing-comma, data/json-lone-surrogate, data/nul-character.
void report_json_slip(const JsonSlip& slip, diagnostics::SourceId source, std::string_view text,
                      diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
