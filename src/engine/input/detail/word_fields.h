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

/// What a Word file says of a kind that is to be made of it. The file may come from anybody, so it is read in another
/// process. Reports: adopt/unreadable, intake/*.
base::Expected<adopt::WordDraft> read_word_draft(const std::string& path, const std::string& bytes,
                                                 intake::FileReader& reader, Run& run);

/// The fields that were guessed in a Word form; `guesses` gets what they rest on.
/// Reports: adopt/no-fields, engine/list-*.
FieldList word_fields(const std::string& path, const adopt::GuessedForm& form, std::vector<FieldGuess>& guesses,
                      Run& run);

/// The file with a tag at the place of each of its fields, `document.docx` of the form. Fields without a place there
/// are added to the guesses, with the reason `no-place`. Reports: adopt/unreadable.
std::string word_form_page(const std::string& bytes, const FieldList& list, const std::string& path,
                           std::vector<FieldGuess>& guesses, Run& run);

}  // namespace gongwen::engine
