// Applies styles: turns the formats as written in a document into resolved ones, and counts its lists.
#pragma once

#include "word/document.h"

#include <cstddef>

namespace gongwen::word {

/// Replaces all run and paragraph formats of the document by resolved ones (17.7.2): defaults, table style, paragraph
/// style with those it is based on, numbering, character style, direct. Sets the markers of lists. Chains of styles
/// longer than `max_depth` are cut off.
void resolve_formats(Document& document, std::size_t max_depth);

}  // namespace gongwen::word
