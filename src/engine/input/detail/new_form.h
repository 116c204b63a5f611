// Makes the bundle of a new form from a list of its fields.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/file_reader.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// Makes the folder `folder`/`name` with form.json and sample.json, completely or not at all. `guesses` gets what was
/// found in a Word form. Reports: engine/bad-kind-name, engine/kind-exists, engine/list-*, resources/*, and those of
/// tables (table_input.h).
NewFormCounts new_form(const std::string& name, const std::string& folder, const NewForm& form,
                       const KindLibrary& kinds, std::vector<FieldGuess>& guesses, Run& run);

}  // namespace gongwen::engine
