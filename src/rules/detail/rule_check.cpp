#include "diagnostics/catalogue/rules.h"
#include "rules/detail/rule.h"

#include <algorithm>
#include <vector>

namespace gongwen::rules {
namespace {

using data::Value;
using diagnostics::Diagnostic;
using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using templating::Binding;

/// Of each rule; the others are only counted.
constexpr std::size_t kMaxErrors = 100;

/// The names that expressions can use, and those of all rules. `index` counts from 1, as `loop.index` does.
std::vector<Binding> bindings_for(const Value& data, const PlaceMatch& match, const Surroundings& common) {
  constexpr std::size_t kOwn = 7;
  std::vector<Binding> bindings;
  bindings.reserve(kOwn + common.bindings.size());
  bindings.push_back({"data", data});
  bindings.push_back({"item", match.item});
  bindings.push_back({"parents", std::span<const Value>(match.parents)});
  if (!match.parents.empty()) bindings.push_back({"parent", match.parents.front()});
  if (match.index) {
    bindings.push_back({"index", static_cast<std::int64_t>(*match.index + 1)});
    bindings.push_back({"index0", static_cast<std::int64_t>(*match.index)});
    bindings.push_back({"key", match.key});
  }
  bindings.insert(bindings.end(), common.bindings.begin(), common.bindings.end());
  return bindings;
}

/// Whether the rule speaks of the match and does not hold; nothing when an expression fails.
std::optional<bool> applies_and_fails(const Rule& rule, const Surroundings& surroundings, DiagnosticSink& sink) {
  if (rule.when) {
    const base::Expected<bool> applies = rule.when->is_true(surroundings, sink);
    if (!applies) return std::nullopt;
    if (!*applies) return false;
  }
  const base::Expected<bool> holds = rule.assertion.is_true(surroundings, sink);
  if (!holds) return std::nullopt;
  return !*holds;
}

/// The value that `pointer` names, or as near to it as the data comes.
Value find_place(const Value& item, std::string_view pointer) {
  while (!pointer.empty()) {
    if (const auto value = item.resolve(pointer)) return *value;
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
  return item;
}

DiagnosticId message_of(diagnostics::Severity severity) {
  switch (severity) {
    case diagnostics::Severity::Error: return messages::RulesViolated;
    case diagnostics::Severity::Warning: return messages::RulesDoubtful;
    case diagnostics::Severity::Note: return messages::RulesRemark;
  }
  return messages::RulesViolated;
}

class RuleCheck {
 public:
  RuleCheck(const Rule& rule, const Surroundings& common, DiagnosticSink& sink)
      : rule_(rule), common_(common), limits_(common.limits), sink_(sink) {}

  bool run(const Value& data) {
    const bool finished = std::all_of(rule_.each.begin(), rule_.each.end(), [&](const PlacePattern& places) {
      return places.for_each_match(data, [&](const PlaceMatch& match) {
        if (limits_.expired && limits_.expired()) return false;
        check_match(data, match);
        return true;
      });
    });
    if (!finished) sink_.report(messages::RulesOutOfTime, rule_.origin, rule_.id);
    report_rest();
    return finished;
  }

 private:
  void check_match(const Value& data, const PlaceMatch& match) {
    const std::vector<Binding> bindings = bindings_for(data, match, common_);
    const Surroundings surroundings{bindings, limits_};
    DiagnosticSink own;
    const std::optional<Diagnostic> violation = find_violation(match, surroundings, own);
    for (Diagnostic error : own.diagnostics()) {
      error.notes.push_back({messages::RulesChecking, {{}, match.item.place()}, {std::string(rule_.id)}});
      report(std::move(error));
    }
    if (violation) report(*violation);
  }

  std::optional<Diagnostic> find_violation(const PlaceMatch& match, const Surroundings& surroundings,
                                           DiagnosticSink& own) {
    if (!applies_and_fails(rule_, surroundings, own).value_or(false)) return std::nullopt;
    const auto chinese = rule_.message.chinese.expand(surroundings, own);
    const auto english = rule_.message.english.expand(surroundings, own);
    if (!chinese || !english) return std::nullopt;
    const Origin origin{{}, find_place(match.item, rule_.at).place()};
    return Diagnostic{
        message_of(rule_.severity), rule_.severity, origin, {*english, *chinese, std::string(rule_.id)}, {}};
  }

  /// The last reported one waits until it is known how many more there are.
  void report(Diagnostic error) {
    ++errors_;
    if (errors_ < kMaxErrors) {
      sink_.add(std::move(error));
    } else if (errors_ == kMaxErrors) {
      last_ = std::move(error);
    }
  }

  void report_rest() {
    if (!last_) return;
    if (errors_ > kMaxErrors) {
      last_->notes.push_back({messages::RulesMoreFaults, {}, {std::to_string(errors_ - kMaxErrors)}});
    }
    sink_.add(*std::move(last_));
  }

  const Rule& rule_;
  const Surroundings& common_;
  const templating::Limits& limits_;
  DiagnosticSink& sink_;
  std::size_t errors_ = 0;
  std::optional<Diagnostic> last_;
};

}  // namespace

bool holds_for(const Rule& rule, const Value& data, const PlaceMatch& match, const Surroundings& common) {
  const std::vector<Binding> bindings = bindings_for(data, match, common);
  DiagnosticSink dropped;
  return !applies_and_fails(rule, {bindings, common.limits}, dropped).value_or(true);
}

bool check_rule(const Rule& rule, const Value& data, const Surroundings& common, DiagnosticSink& sink) {
  return RuleCheck(rule, common, sink).run(data);
}

}  // namespace gongwen::rules
