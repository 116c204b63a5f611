// Formulas as OMML (ECMA-376 part 1, section 22.1), which word processors typeset and let users edit.
#pragma once

#include "base/escapes.h"
#include "flow/document.h"

namespace gongwen::docx {

void write_formula(base::XmlWriter& xml, const flow::Formula& formula);

}  // namespace gongwen::docx
