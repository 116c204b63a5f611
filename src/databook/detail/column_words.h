// What people are told about a value that they are to write: in a note at the head, in a prompt at the cell, and in the
// rule that the cell keeps.
#pragma once

#include "databook/table_plan.h"
#include "sheet/data_validation.h"

#include <optional>
#include <string>

namespace gongwen::databook {

/// `文字，至多 60 字，必填`, for lists how they are written; without the description.
std::string entry_words(const Column& column, diagnostics::Language language);

/// Title, description, entry words, and what is taken when nothing is written.
std::string note_words(const Column& column, diagnostics::Language language);

/// What may be typed, with prompt and error message; without its range.
sheet::DataValidation validation_of(const Column& column, diagnostics::Language language);

/// What an example of the value looks like as a cell's text; empty when there is none.
std::string example_text(const Column& column, diagnostics::Language language);

/// The choices that a person can make, as cells show them; truth values are among them.
std::vector<std::string> offered_choices(const schema::SchemaField& field, diagnostics::Language language);

}  // namespace gongwen::databook
