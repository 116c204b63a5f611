// The fields of a Word form, as a list of fields for a new form.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/form/field_list.h"
#include "resources/folder.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// Whether the file is read as a Word form, by its name.
bool is_word_form(const std::string& path);

/// Guesses the fields of a Word form; `guesses` gets what they rest on. The file may come from anybody, but who makes a
/// kind of it has opened it before: it is read in this process.
/// Reports: adopt/unreadable, engine/list-*.
base::Expected<FieldList> read_word_fields(const std::string& path, const std::string& bytes,
                                           std::vector<FieldGuess>& guesses, Run& run);

/// The bundle of a Word file with tags, which is its page: the file itself, template.json, and a schema and sample of
/// the names that its tags use. nullopt if it has no tags: it is a form. Reports: adopt/unreadable.
base::Expected<std::optional<resources::FilesInMemory>> bundle_of_word_page(const std::string& name,
                                                                            const std::string& path,
                                                                            const std::string& bytes,
                                                                            const std::string& title,
                                                                            std::vector<FieldGuess>& guesses, Run& run);

}  // namespace gongwen::engine
