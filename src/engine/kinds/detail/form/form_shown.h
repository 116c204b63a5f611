// Fields that are shown only if another field has a value (`show_if`): rules for data that returns on paper, where
// every field is printed.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/kinds/detail/form/form_file.h"
#include "engine/kinds/detail/form/made_value.h"

namespace gongwen::engine {

/// Reports: engine/form-show-if for a condition of a field on itself, on the rows of another list, or in a circle;
/// engine/form-unknown-field. Called by read_form_file(), so that later steps can follow conditions from field to
/// field.
void check_conditions(const FormFile& form, diagnostics::DiagnosticSink& sink);

/// Adds for each such field a rule that it must be filled in if it is required and shown, and a warning if it is filled
/// in although it is not shown.
void add_shown_rules(const FormFile& form, MadeValue& rules);

}  // namespace gongwen::engine
