// Rules of template.json: how one is read, what it is, and how it checks data.
#pragma once

#include "diagnostics/catalogue.h"
#include "rules/detail/place_pattern.h"
#include "rules/detail/rule_text.h"
#include "rules/rule_set.h"

#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::rules {

// Rule: one rule, compiled.

struct RuleMessage {
  RuleTemplate chinese;
  RuleTemplate english;
};

/// Views look into the document of the rules.
struct Rule {
  std::string_view id;
  diagnostics::Origin origin;
  diagnostics::Severity severity = diagnostics::Severity::Error;
  std::vector<PlacePattern> each;  // one at least
  /// Without it, the rule always applies.
  std::optional<RuleExpression> when;
  RuleExpression assertion;
  /// Where a violation is reported, from the item on: a JSON pointer.
  std::string at;
  RuleMessage message;
};

// Checking data against one rule.

/// `common` holds for all values: names beside those of README.md, and limits.
/// Returns: false when the time is up, which is reported.
/// Reports: see RuleSet::check.
bool check_rule(const Rule& rule, const data::Value& data, const Surroundings& common,
                diagnostics::DiagnosticSink& sink);

/// Whether the rule holds for one match, of the data or of a part of them; not if its expressions fail.
bool holds_for(const Rule& rule, const data::Value& data, const PlaceMatch& match, const Surroundings& common);

// Reading the rules of template.json.

/// Reports: see RuleSet::compile.
base::Expected<std::vector<Rule>> read_rules(const data::Value& rules, const RuleContext& context,
                                             diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::rules
