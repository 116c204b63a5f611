// Errors of JSON texts that leave no doubt about what follows: comments, a comma before a closing bracket, escapes that
// name no character. They are mended in a copy of the same length, so that the parser reads on and all of them are
// reported in one run.
#pragma once

#include "data/readers.h"

#include <string>
#include <vector>

namespace gongwen::data {

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
