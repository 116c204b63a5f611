// Blocks of statements in the tags of a workbook: `{% for … %}` to `{% endfor %}`.
#pragma once

#include "adopt/tags.h"

namespace gongwen::book {

/// Whether the whole block is written where it is, and not as a text that is used elsewhere, as with `macro`, `set` or
/// a loop that calls itself. Only such blocks may hold rows, or parts with formats of their own.
bool holds_rows(const adopt::Tag& tag);

}  // namespace gongwen::book
