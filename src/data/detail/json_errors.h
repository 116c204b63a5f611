// What is wrong with a text that is not JSON, in the words of the person who wrote it. The parser
// only knows what it was waiting for; here the text at that place is looked at: a full-width colon,
// a single quote, `True`, a missing comma.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::data {

/// What the parser was waiting for, or the piece that it could not read.
enum class JsonError : std::uint8_t {
  NoValue,    // a value, a closing bracket after `[`, or the end of the text came too early
  NoName,     // a name in quotes, or `}`
  NoColon,    // the colon after a name
  NoComma,    // a comma or the bracket that closes the innermost container
  ExtraText,  // nothing may follow the value
  BadEscape,  // `offset` is the backslash
  LoneSurrogate,
  BadEncoding,
  BadString,  // `offset` is the character that may not be in a string, or the end of the text
  BadNumber,
  NumberRange,
  OpenComment,
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
  std::uint32_t offset = 0;          // where the parser stopped
  std::uint32_t previous_begin = 0;  // the last token that was good
  std::uint32_t previous_end = 0;
  std::uint32_t next = 0;  // the first byte after it that is neither space, comment nor the separator
  std::optional<OpenBracket> open;
};

/// Reports the one message that fits best.
void report_json_error(const InvalidJson& invalid, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
