// The rules of a form: sentences of form.json as rules of template.json.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/kinds/detail/form/form_file.h"
#include "engine/kinds/detail/form/made_value.h"

namespace gongwen::engine {

/// Each rule keeps its place in the form. Reports: engine/form-unknown-field for a pointer that leads to no field,
/// engine/form-mixed-rows for a rule about the rows of several lists. The result is the list `rules` of template.json.
/// A rule without an id in the form gets one such as `rule-3`, by the number of its sentence from 1; sentences with
/// errors also count, so that the ids of the others stay.
MadeValue rules_of_form(const FormFile& form, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
