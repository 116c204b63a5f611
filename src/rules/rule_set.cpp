#include "rules/rule_set.h"

#include "rules/detail/rule.h"

namespace gongwen::rules {

RuleSet::RuleSet(std::vector<Rule> rules) : rules_(std::move(rules)) {}
RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;
RuleSet::~RuleSet() = default;

std::size_t RuleSet::size() const { return rules_.size(); }

base::Expected<RuleSet> RuleSet::compile(const data::Value& rules, const RuleContext& context,
                                         diagnostics::DiagnosticSink& sink) {
  base::Expected<std::vector<Rule>> read = read_rules(rules, context, sink);
  if (!read) return base::kReported;
  return RuleSet(*std::move(read));
}

bool RuleSet::check(const data::Value& data, const templating::Limits& limits, diagnostics::DiagnosticSink& sink,
                    std::span<const templating::Binding> more) const {
  const std::size_t errors = sink.error_count();
  for (const Rule& rule : rules_) {
    if (!check_rule(rule, data, {more, limits}, sink)) break;
  }
  return sink.error_count() == errors;
}

}  // namespace gongwen::rules
