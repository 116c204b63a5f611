// Removes recorded changes and comments: a finished document must not have those of its template.
#pragma once

#include "adopt/detail/part_edits.h"

namespace gongwen::adopt {

/// Accepts the recorded changes of a story's part, and removes the marks of comments. A paragraph whose mark was
/// deleted together with all of its text disappears.
void accept_changes(PartEdits& part);

}  // namespace gongwen::adopt
