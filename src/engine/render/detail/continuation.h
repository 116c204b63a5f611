// The page behind a form with what its fields have no room for.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "forms/field_model.h"

#include <vector>

namespace gongwen::engine {

/// Appends a section that begins a page of its own: the label and the whole text of each field.
void append_continuation(const std::vector<const forms::Field*>& fields, dom::Tree& tree,
                         diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
