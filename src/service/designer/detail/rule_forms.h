// The page of the rules of a form: each rule as a sentence, and sentences with gaps by which an editor adds a rule or
// changes one. Rules of other shapes are shown, and can be removed; their messages are among the words.
#pragma once

#include "base/expected.h"
#include "service/designer/detail/designer.h"

#include <string>

namespace gongwen::service {

/// The table of the rules, with the form that the address asks for or that was refused. `report`: of the check of the
/// draft; empty if there is none.
OfficeTable rules_table(const OfficeVisit& visit, const FormDesign& design, const std::string& report);

/// The form with the rule that was posted, or without the one that is to be removed; or why not, in words.
base::Expected<FormNode, std::string> with_posted_rule(const OfficeVisit& visit, const FormDesign& design);

}  // namespace gongwen::service
