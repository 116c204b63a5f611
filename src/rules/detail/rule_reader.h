// Reading the rules of template.json.
#pragma once

#include "rules/detail/rule.h"
#include "rules/rule_set.h"

#include <vector>

namespace gongwen::rules {

/// Reports: see RuleSet::compile.
base::Expected<std::vector<Rule>> read_rules(const data::Value& rules, const RuleContext& context,
                                             diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::rules
