// The page of the rules of a form: each rule as a sentence, and sentences with gaps by which an editor adds or changes
// a rule. Rules of other shapes are shown and can be removed; their messages are changed on the page of words.
#pragma once

#include "base/expected.h"
#include "service/designer/detail/designer.h"

#include <cstddef>
#include <optional>
#include <string>

namespace gongwen::service {

/// Examples for the rules of a form, made by Designer::show_rules(). While an unsaved rule is tried, only that rule has
/// examples.
struct RuleExamplesOf {
  DesignExamples found;
  const FormNode* form = nullptr;    // the form that has the rules
  std::optional<std::size_t> tried;  // index of the unsaved rule, the only one with examples
};

/// Returns the table of the rules, with the form for the rule that the address names or that was refused. `report`:
/// from the check of the draft; may be empty.
OfficeTable rules_table(const OfficeVisit& visit, const FormDesign& design, const std::string& report,
                        const RuleExamplesOf& examples);

/// Returns the form with the posted rule, or without the one that is to be removed; or says in words why not. A new
/// rule gets its name here: `rule-1`.
base::Expected<FormNode, std::string> with_posted_rule(const OfficeVisit& visit, const FormDesign& design);
/// Returns the index of the posted rule in the form that with_posted_rule() has made.
std::size_t index_of_posted_rule(const OfficeVisit& visit, const FormNode& changed);
/// Returns the end of the address at which a rule is changed.
std::string rule_query(const FormNode& form, std::size_t index);

}  // namespace gongwen::service
