// Columns of a roster: fields of a kind, and the texts in their cells.
#pragma once

#include "data/document.h"
#include "diagnostics/printer.h"
#include "engine/returned/detail/read_form.h"
#include "schema/schema.h"

#include <string>
#include <vector>

namespace gongwen::engine {

// Values as short texts, for cells and messages.

/// The text of a value, cut to the length of a cell: 是 and 否 for booleans, the title of a choice; for a list the
/// number of items and the start of each.
std::string roster_words(const data::Value& value, const schema::Schema& schema,
                         diagnostics::Language language = diagnostics::Language::Chinese);

// Fields as columns, and the cells of a form.

/// Each field outside lists has a column; a list is one column.
struct RosterColumn {
  std::string pointer;
  std::string title;  // with the titles above it
  bool required = false;
};

std::vector<RosterColumn> roster_columns(const CompiledKind& kind,
                                         diagnostics::Language language = diagnostics::Language::Chinese);

/// The cell of a form. Defaults of the schema are left out: a value that the applicant was not asked for must not look
/// like an answer.
std::string roster_cell(const ReadForm& form, const RosterColumn& column, const CompiledKind& kind,
                        diagnostics::Language language = diagnostics::Language::Chinese);

}  // namespace gongwen::engine
