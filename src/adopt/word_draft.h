// WordDraft: the draft of a kind, read from a Word file. Files from strangers are read in `gongwen-reader`, which
// returns the draft as text.
#pragma once

#include "adopt/guess_fields.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::adopt {

struct WordDraft {
  bool has_tags = false;  // it is a template; otherwise it is a form
  GuessedForm form;       // of a form
};

/// Returns nullopt if the file cannot be read.
std::optional<WordDraft> draft_of(std::string_view bytes);

/// The draft as JSON; an empty text if there is none.
std::string write_draft(const std::optional<WordDraft>& draft);
/// Returns nullopt if the text is malformed, or empty. The text may come from a process that a malicious file has taken
/// over.
std::optional<WordDraft> parse_draft(std::string_view text);

}  // namespace gongwen::adopt
