// Named styles of a document: paragraphs with the same role share one.
#pragma once

#include "flow/document.h"

namespace gongwen::flow {

/// Gives each paragraph and run a named style. Differences that only few paragraphs have stay direct formats of these.
void assign_styles(Document& document);

}  // namespace gongwen::flow
