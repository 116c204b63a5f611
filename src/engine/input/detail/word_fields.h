// The fields of a Word form, as a list of fields for a new form.
#pragma once

#include "adopt/word_draft.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/form/field_list.h"
#include "resources/folder.h"

#include <string>
#include <vector>

namespace gongwen::intake {
class FileReader;
}

namespace gongwen::engine {

/// Whether the file is read as a Word form, by its name.
bool is_word_form(const std::string& path);

/// Reads from a Word file the draft of a kind. The file may come from strangers, so another process reads it. Reports:
/// adopt/unreadable, intake/*.
base::Expected<adopt::WordDraft> read_word_draft(const std::string& path, const std::string& bytes,
                                                 intake::FileReader& reader, Run& run);

/// Returns the fields that were guessed in a Word form; `guesses` receives the evidence. Reports: adopt/no-fields,
/// engine/list-*.
FieldList word_fields(const std::string& path, const adopt::GuessedForm& form, std::vector<FieldGuess>& guesses,
                      Run& run);

/// Returns the file with a tag at the place of each of its fields, `document.docx` of the form. Fields without a place
/// there are added to the guesses, with the reason `no-place`. Reports: adopt/unreadable.
std::string word_form_page(const std::string& bytes, const FieldList& list, const std::string& path,
                           std::vector<FieldGuess>& guesses, Run& run);

}  // namespace gongwen::engine
