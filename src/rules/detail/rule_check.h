// Holding data against one rule.
#pragma once

#include "rules/detail/rule.h"

namespace gongwen::rules {

/// `common` holds for all values: names beside those of README.md, and limits.
/// Returns: false when the time is up, which is reported.
/// Reports: see RuleSet::check.
bool check_rule(const Rule& rule, const data::Value& data, const Surroundings& common,
                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::rules
