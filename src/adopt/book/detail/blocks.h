// Blocks of statements in the tags of a workbook: `{% for … %}` to `{% endfor %}`.
#pragma once

#include "adopt/tags.h"

#include <string_view>

namespace gongwen::book {

/// The first word of a statement: `for`; empty for other tags.
std::string_view keyword_of(const adopt::Tag& tag);

/// Whether the statement has an end of its own further on.
bool begins_block(const adopt::Tag& tag);

/// Whether all in the block comes out where it stands, and not as a text that is used elsewhere, as with `macro`, `set`
/// or a loop that calls itself. Only such blocks may hold rows, or parts with formats of their own.
bool holds_rows(const adopt::Tag& tag);

}  // namespace gongwen::book
