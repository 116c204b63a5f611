// Holding data against one rule.
#pragma once

#include "rules/detail/rule.h"
#include "templating/limits.h"

namespace gongwen::rules {

/// Returns: false when the time is up, which is reported.
/// Reports: see RuleSet::check.
bool check_rule(const Rule& rule, const data::Value& data, const templating::Limits& limits,
                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::rules
