// Makes the bundle of a new form from a list of its fields.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/file_reader.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// Makes the folder `folder`/`name` with form.json and sample.json, completely or not at all. `guesses` receives the
/// fields found in a Word form. Reports: engine/bad-kind-name, engine/kind-exists, engine/list-*, resources/*, and
/// those of tables (table_input.h).
NewFormCounts new_form(const std::string& name, const std::string& folder, const NewForm& form,
                       const KindLibrary& kinds, std::vector<FieldGuess>& guesses, Run& run);

/// A form.json, and the pointers of the fields that were guessed in a Word form, in the order of the guesses.
struct DraftOfFile {
  std::string text;
  std::vector<std::string> pointers;
};

/// Drafts the form in memory from bytes that may come from strangers: `form.fields.text` is the content of the file
/// that `form.fields.path` names. Nothing is written. Word files with tags are refused, since their page is the file
/// itself. Reports: adopt/*, engine/list-*, intake/*, and those of tables.
std::optional<DraftOfFile> draft_of_file(const std::string& name, const NewForm& form, intake::FileReader& reader,
                                         std::vector<FieldGuess>& guesses, Run& run);

}  // namespace gongwen::engine
