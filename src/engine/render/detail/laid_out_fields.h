// What the controls of a form to fill in are laid out with. The text in a control is an appearance of its own, which
// the page does not show; the layout only has to give the control room.
#pragma once

#include "forms/field_model.h"

namespace gongwen::engine {

/// The fields with texts that are no longer than what a control may grow to: most of a page for texts of several lines,
/// some lines for others. A value of any length is then laid out in bounded room, and the form has no pages that hold
/// nothing but the rest of a frame.
forms::FieldModel laid_out_fields(const forms::FieldModel& fields);

}  // namespace gongwen::engine
