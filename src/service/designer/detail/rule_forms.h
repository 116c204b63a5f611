// The page of the rules of a form: each rule as a sentence, and sentences with gaps by which an editor adds a rule or
// changes one. Rules of other shapes are shown, and can be removed; their messages are among the words.
#pragma once

#include "base/expected.h"
#include "service/designer/detail/designer.h"

#include <cstddef>
#include <optional>
#include <string>

namespace gongwen::service {

/// Examples of the rules of a form.
/// Made by Designer::show_rules(); for a rule that is tried, only it has examples.
struct RuleExamplesOf {
  DesignExamples found;
  const FormNode* form = nullptr;    // that has the rules
  std::optional<std::size_t> tried;  // the only rule for which examples were looked for, which is not saved
};

/// The table of the rules, with the form that the address asks for or that was refused. `report`: of the check of the
/// draft; empty if there is none.
OfficeTable rules_table(const OfficeVisit& visit, const FormDesign& design, const std::string& report,
                        const RuleExamplesOf& examples);

/// The form with the rule that was posted, or without the one that is to be removed; or why not, in words.
/// The name of a new rule is given here: `rule-1`.
base::Expected<FormNode, std::string> with_posted_rule(const OfficeVisit& visit, const FormDesign& design);
/// Where the form that with_posted_rule() has made has the rule.
std::size_t index_of_posted_rule(const OfficeVisit& visit, const FormNode& changed);
/// The end of the address at which a rule is changed.
std::string rule_query(const FormNode& form, std::size_t index);

}  // namespace gongwen::service
