// What is wrong with a text that is not JSON, in the words of the person who wrote it. The parser
// only knows what it was waiting for; here the text at that place is looked at: a full-width colon,
// a single quote, `True`, a missing comma.
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

/// What the parser was waiting for. Either something else is there, or what is there is itself broken.
enum class JsonError : std::uint8_t {
  NoValue,      // a value, or a closing bracket after `[`
  NoName,       // a name in quotes, or `}`
  NoColon,      // the colon after a name
  NoComma,      // a comma or the bracket that closes the innermost container
  ExtraText,    // nothing may follow the value
  NumberRange,  // a number that is within the range of a double
};

/// The array or object that was open.
struct OpenBracket {
  ValueType type;
  std::uint32_t begin;
};

struct InvalidJson {
  diagnostics::SourceId source;
  std::string_view text;
  JsonError error;
  std::size_t previous_begin = 0;  // the last token that was good
  std::size_t previous_end = 0;
  std::size_t next = 0;  // the first byte after it that is neither space, comment nor the separator
  std::optional<OpenBracket> open;
};

/// Reports the one message that fits best.
void report_json_error(const InvalidJson& invalid, diagnostics::DiagnosticSink& sink);

// Errors of JSON texts that leave no doubt about what follows: comments, a comma before a closing bracket, escapes that
// name no character. They are mended in a copy of the same length, so that the parser reads on and all of them are
// reported in one run.

struct JsonSlip {
  enum class Kind : std::uint8_t { Comment, CommaOfItem, CommaOfMember, LoneSurrogate, NulCharacter };

  Kind kind;
  std::uint32_t begin;
  std::uint32_t end;
};

struct MendedJson {
  std::string text;             // every byte has its former place
  std::vector<JsonSlip> slips;  // in the order of the text
};

/// Mends the first thousand slips; nobody reads of more. What it finds is a slip only up to the first error of another
/// kind: after an open string, inside and outside of strings are confused.
MendedJson mend_json(std::string_view text, NulCharacters nul_characters);

/// Reports data/json-comment, data/json-trailing-comma, data/json-lone-surrogate, data/nul-character.
void report_json_slip(const JsonSlip& slip, diagnostics::SourceId source, std::string_view text,
                      diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
