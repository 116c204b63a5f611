#include "rules/rule_set.h"

#include "base/json_pointer.h"
#include "rules/detail/rule.h"

#include <algorithm>
#include <string>

namespace gongwen::rules {

RuleSet::RuleSet(std::vector<Rule> rules) : rules_(std::move(rules)) {}
RuleSet::RuleSet() = default;
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

using Relation = PlacePattern::Relation;

/// Each pattern of each rule with this relation to the list, until `holds` says no.
template <typename Holds>
bool for_each_place(const std::vector<Rule>& rules, Relation relation, const std::vector<std::string>& list,
                    const Holds& holds) {
  return std::all_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    return std::all_of(rule.each.begin(), rule.each.end(), [&](const PlacePattern& places) {
      return places.relation_to(list) != relation || holds(rule, places);
    });
  });
}

/// A rule of the data as a whole that names no member but others than the list.
bool is_beside(const Rule& rule, const PlacePattern& places, const std::vector<std::string>& list) {
  if (!places.is_root() || list.empty() || may_look_at(rule, list.front())) return false;
  return rule.assertion.takes_members_only("item") && (!rule.when || rule.when->takes_members_only("item"));
}

bool holds_in_time(const Rule& rule, const data::Value& data, const PlaceMatch& match, const Surroundings& common) {
  return !(common.limits.expired && common.limits.expired()) && holds_for(rule, data, match, common);
}

}  // namespace

bool RuleSet::looks_at_single_items(std::string_view list) const {
  const std::vector<std::string> tokens = tokens_of(list);
  return std::all_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    if (may_look_at(rule, "data") || may_look_at(rule, "parents")) return false;
    const bool looks_up = may_look_at(rule, "parent");
    return std::all_of(rule.each.begin(), rule.each.end(), [&](const PlacePattern& places) {
      switch (places.relation_to(tokens)) {
        case Relation::Across: return !looks_up && is_beside(rule, places, tokens);
        // The parent of the outermost matches is the data as a whole.
        case Relation::Apart: return !looks_up || places.has_parent_behind(0);
        case Relation::InItems: return !looks_up || places.has_parent_behind(tokens.size());
      }
      return false;
    });
  });
}

bool RuleSet::items_hold(const data::Value& items, std::string_view list, std::size_t first,
                         const templating::Limits& limits, std::span<const templating::Binding> more) const {
  const std::vector<std::string> tokens = tokens_of(list);
  const Surroundings common{more, limits};
  return for_each_place(rules_, Relation::InItems, tokens, [&](const Rule& rule, const PlacePattern& places) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const data::Value item = items.at(i);
      const auto holds = [&](const PlaceMatch& match) {
        return holds_in_time(rule, item, match, common);
      };
      if (!places.for_each_match_in_item(item, tokens.size(), first + i, holds)) return false;
    }
    return true;
  });
}

bool RuleSet::rest_holds(const data::Value& data, std::string_view list, const templating::Limits& limits,
                         std::span<const templating::Binding> more) const {
  const Surroundings common{more, limits};
  const auto holds_at = [&](const Rule& rule, const PlacePattern& places) {
    return places.for_each_match(data,
                                 [&](const PlaceMatch& match) { return holds_in_time(rule, data, match, common); });
  };
  const std::vector<std::string> tokens = tokens_of(list);
  const auto holds_beside = [&](const Rule& rule, const PlacePattern& places) {
    return !is_beside(rule, places, tokens) || holds_at(rule, places);
  };
  return for_each_place(rules_, Relation::Apart, tokens, holds_at) &&
         for_each_place(rules_, Relation::Across, tokens, holds_beside);
}

}  // namespace gongwen::rules
