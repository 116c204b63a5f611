// The columns of a roster: fields of a kind, and the texts in the cells.
#pragma once

#include "data/document.h"
#include "diagnostics/printer.h"
#include "engine/returned/detail/read_form.h"
#include "schema/schema.h"

#include <string>
#include <vector>

namespace gongwen::engine {

// Values as short texts, for the cells of a roster and for messages.

/// A text cut to a length that a cell shows; 是 and 否; the title of a listed value; of a list how many items it has,
/// and what each starts with.
std::string roster_words(const data::Value& value, const schema::Schema& schema,
                         diagnostics::Language language = diagnostics::Language::Chinese);

// The fields of a kind as the columns of a table, and what a form has in them.

/// A column for each field that is not a list's part; lists are put together into one text.
struct RosterColumn {
  std::string pointer;
  std::string title;  // with the titles above it
  bool required = false;
};

std::vector<RosterColumn> roster_columns(const CompiledKind& kind,
                                         diagnostics::Language language = diagnostics::Language::Chinese);

/// What the form itself has there, without the schema's defaults: what nobody was asked is not shown as an answer.
std::string roster_cell(const ReadForm& form, const RosterColumn& column, const CompiledKind& kind,
                        diagnostics::Language language = diagnostics::Language::Chinese);

}  // namespace gongwen::engine
