// Rows of choices over the width, with what belongs to them: another one in words, a note, names of files.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

namespace gongwen::engine {

/// Adds what the row has in `paper.html`: {kind: "choices", label, pointer, options, chosen, …}.
void add_choices(FormWriter& writer, const data::Value& row, Members& made);

}  // namespace gongwen::engine
