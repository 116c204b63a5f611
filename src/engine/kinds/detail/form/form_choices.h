// Rows of choices across the whole width, with their additions: another choice in words, a note, names of files.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

namespace gongwen::engine {

/// Adds the members of the row in `paper.html`: {kind: "choices", label, pointer, options, chosen, …}.
void add_choices(FormWriter& writer, const data::Value& row, Members& made);

}  // namespace gongwen::engine
