#include "rules/rule_set.h"

#include "base/json_pointer.h"
#include "rules/detail/rule.h"

#include <algorithm>
#include <string>

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

namespace {

std::vector<std::string> tokens_of(std::string_view list) {
  return base::parse_json_pointer(list).value_or(std::vector<std::string>());
}

bool may_look_at(const Rule& rule, std::string_view name) {
  return rule.assertion.may_look_at(name) || (rule.when && rule.when->may_look_at(name));
}

}  // namespace

bool RuleSet::looks_at_single_items(std::string_view list) const {
  const std::vector<std::string> tokens = tokens_of(list);
  return std::all_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    if (may_look_at(rule, "data") || may_look_at(rule, "parents")) return false;
    const bool looks_up = may_look_at(rule, "parent");
    return std::all_of(rule.each.begin(), rule.each.end(), [&](const PlacePattern& places) {
      switch (places.relation_to(tokens)) {
        case PlacePattern::Relation::Across: return false;
        // The parent of the outermost matches is the data as a whole.
        case PlacePattern::Relation::Apart: return !looks_up || places.has_parent_behind(0);
        case PlacePattern::Relation::InItems: return !looks_up || places.has_parent_behind(tokens.size());
      }
      return false;
    });
  });
}

bool RuleSet::items_hold(const data::Value& items, std::string_view list, std::size_t first,
                         const templating::Limits& limits, std::span<const templating::Binding> more) const {
  const std::vector<std::string> tokens = tokens_of(list);
  const Surroundings common{more, limits};
  for (const Rule& rule : rules_) {
    for (const PlacePattern& places : rule.each) {
      if (places.relation_to(tokens) != PlacePattern::Relation::InItems) continue;
      for (std::size_t i = 0; i < items.size(); ++i) {
        const data::Value item = items.at(i);
        const auto holds = [&](const PlaceMatch& match) {
          return !(limits.expired && limits.expired()) && holds_for(rule, item, match, common);
        };
        if (!places.for_each_match_in_item(item, tokens.size(), first + i, holds)) return false;
      }
    }
  }
  return true;
}

bool RuleSet::rest_holds(const data::Value& data, std::string_view list, const templating::Limits& limits,
                         std::span<const templating::Binding> more) const {
  const std::vector<std::string> tokens = tokens_of(list);
  const Surroundings common{more, limits};
  for (const Rule& rule : rules_) {
    for (const PlacePattern& places : rule.each) {
      if (places.relation_to(tokens) != PlacePattern::Relation::Apart) continue;
      const auto holds = [&](const PlaceMatch& match) {
        return !(limits.expired && limits.expired()) && holds_for(rule, data, match, common);
      };
      if (!places.for_each_match(data, holds)) return false;
    }
  }
  return true;
}

}  // namespace gongwen::rules
