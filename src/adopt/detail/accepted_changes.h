// A finished document has neither the recorded changes nor the comments of its template.
#pragma once

#include "adopt/detail/part_edits.h"

namespace gongwen::adopt {

/// Accepts the recorded changes of a story's part, and takes out the marks of comments. Of a paragraph whose mark was
/// deleted with all of its text nothing is left.
void accept_changes(PartEdits& part);

}  // namespace gongwen::adopt
