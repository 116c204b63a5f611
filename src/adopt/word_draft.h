// WordDraft: what a Word file says of a kind that is to be made of it. Files of strangers are read for it in
// `gongwen-reader`, whose answer is the draft as text.
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

/// nullopt if the file cannot be read.
std::optional<WordDraft> draft_of(std::string_view bytes);

/// The draft as JSON; the empty text if there is none.
std::string write_draft(const std::optional<WordDraft>& draft);
/// nullopt if the text is malformed, or there is no draft. The text may come from a process that the file has taken
/// over.
std::optional<WordDraft> parse_draft(std::string_view text);

}  // namespace gongwen::adopt
