#include "templating/rules/detail/place_pattern.h"

#include "base/json.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/rules.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <vector>

// Matches patterns against data by walking both together, with the index of each `*` bound as a variable, and checks
// one rule at each match. Messages are limited per rule, since one mistake may repeat in every row.
namespace gongwen::rules {
namespace {

using data::Value;
using diagnostics::Diagnostic;
using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using templating::Binding;

/// The maximum number of reports per rule; further ones are only counted.
constexpr std::size_t kMaxErrors = 100;

/// The bindings of one match and those of all rules. `index` counts from 1, like `loop.index`.
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

/// Whether the rule applies to the match and is violated; nullopt if an expression fails.
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

/// The value at `pointer`, or the nearest existing one above it.
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

  /// Holds back the last error until the number of further ones is known.
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

namespace {

using data::ValueType;
using diagnostics::Severity;

constexpr std::array<std::string_view, 7> kRuleKeys{"id", "severity", "each", "when", "assert", "at", "message"};
constexpr std::array<std::string_view, 2> kMessageKeys{"zh", "en"};
/// The names that place_pattern.cpp binds.
constexpr std::array<std::string_view, 7> kRuleNames{"item", "data", "parent", "parents", "index", "index0", "key"};

Origin origin_of(const Value& value) { return {value.span(), value.place()}; }

/// Whether the id has the form `count-agrees`: words of lowercase letters and digits, joined by hyphens.
bool is_rule_id(std::string_view id) {
  if (id.empty() || !base::is_ascii_lower(id.front()) || id.back() == '-') return false;
  if (id.find("--") != std::string_view::npos) return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return c == '-' || base::is_ascii_lower(c) || base::is_ascii_digit(c); });
}

/// Reads rules one after the other; reports a member with an error and still reads the others.
class RuleReader {
 public:
  RuleReader(const RuleContext& context, diagnostics::DiagnosticSink& sink)
      : context_(context), names_{kRuleNames, context.names}, sink_(sink) {}

  std::optional<Rule> read_rule(const Value& value) {
    if (!require_type(value, ValueType::Object, "rules")) return std::nullopt;
    report_unknown_keys(value, kRuleKeys);
    const std::size_t errors = sink_.error_count();
    const std::string_view id = read_id(value);
    const Severity severity = read_severity(value);
    std::vector<PlacePattern> each = read_each(value);
    std::string at = read_at(value);
    std::optional<RuleExpression> when = read_expression(value, "when");
    if (require_member(value, "assert") && require_member(value, "message")) {
      auto assertion = read_expression(value, "assert");
      auto message = read_message(*value.find("message"));
      if (assertion && message && sink_.error_count() == errors) {
        return Rule{id,
                    origin_of(value),
                    severity,
                    std::move(each),
                    std::move(when),
                    *std::move(assertion),
                    std::move(at),
                    *std::move(message)};
      }
    }
    return std::nullopt;
  }

  bool require_type(const Value& value, ValueType type, std::string_view name) {
    if (value.type() == type) return true;
    sink_.report(messages::RulesWrongType, origin_of(value), name, data::type_name(type),
                 data::type_name(value.type()));
    return false;
  }

 private:
  void report_unknown_keys(const Value& object, std::span<const std::string_view> known) {
    for (std::size_t i = 0; i < object.size(); ++i) {
      const std::string_view key = object.key_at(i);
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      const Value member = object.at(i);
      sink_.report(messages::RulesUnknownKey, Origin{member.key_span(), member.place()}, key,
                   base::find_nearest_name(key, known));
    }
  }

  bool require_member(const Value& object, std::string_view key) {
    if (object.find(key)) return true;
    sink_.report(messages::RulesMissingKey, origin_of(object), key);
    return false;
  }

  /// nullopt if it is missing or not a text.
  std::optional<Value> find_text(const Value& object, std::string_view key) {
    std::optional<Value> member = object.find(key);
    if (!member || !require_type(*member, ValueType::String, key)) return std::nullopt;
    return member;
  }

  std::string_view read_id(const Value& rule) {
    const std::optional<Value> member = require_member(rule, "id") ? find_text(rule, "id") : std::nullopt;
    if (!member) return {};
    const std::string_view id = member->string();
    const Origin origin = origin_of(*member);
    if (!is_rule_id(id)) sink_.report(messages::RulesBadId, origin, id);
    const auto [first, is_new] = ids_.try_emplace(id, origin);
    if (!is_new) {
      sink_.report(messages::RulesRepeatedId, origin, id).note(messages::RulesFirstHere, first->second);
    }
    return id;
  }

  Severity read_severity(const Value& rule) {
    const std::optional<Value> member = find_text(rule, "severity");
    if (!member || member->string() == "error") return Severity::Error;
    if (member->string() == "note") return Severity::Note;
    if (member->string() != "warning") {
      sink_.report(messages::RulesBadSeverity, origin_of(*member), member->string());
    }
    return Severity::Warning;
  }

  /// One text, or an array of them.
  static std::vector<Value> texts_of(const Value& member) {
    if (member.type() != ValueType::Array) return {member};
    std::vector<Value> texts;
    for (std::size_t i = 0; i < member.size(); ++i) texts.push_back(member.at(i));
    return texts;
  }

  std::vector<PlacePattern> read_each(const Value& rule) {
    const std::optional<Value> member = rule.find("each");
    if (!member) return {PlacePattern()};
    std::vector<PlacePattern> all;
    for (const Value& text : texts_of(*member)) {
      if (!require_type(text, ValueType::String, "each")) continue;
      std::optional<PlacePattern> pattern = PlacePattern::parse(text.string());
      if (pattern) {
        require_in_schema(text, text.string());
        all.push_back(*std::move(pattern));
      } else {
        sink_.report(messages::RulesBadPlaces, origin_of(text), text.string());
      }
    }
    return all;
  }

  /// The pointer relative to the item: `/count` from `count`.
  std::string read_at(const Value& rule) {
    const std::optional<Value> member = find_text(rule, "at");
    if (!member || member->string().empty()) return {};
    std::string pointer("/");
    pointer.append(member->string());
    if (member->string().starts_with('/') || !base::parse_json_pointer(pointer)) {
      sink_.report(messages::RulesBadPlace, origin_of(*member), member->string());
      return {};
    }
    const std::optional<Value> each = rule.find("each");
    if (!each) require_in_schema(*member, pointer);
    for (const Value& text : each ? texts_of(*each) : std::vector<Value>()) {
      if (text.is_string() && base::parse_json_pointer(text.string())) {
        require_in_schema(*member, std::string(text.string()) + pointer);
      }
    }
    return pointer;
  }

  /// Reports a rule for a place that no valid data has: it would never be applied.
  void require_in_schema(const Value& member, std::string_view places) {
    if (context_.schema == nullptr || schema::has_field(*context_.schema, places)) return;
    sink_.report(messages::RulesUnknownPlace, origin_of(member), places);
  }

  std::optional<RuleExpression> read_expression(const Value& rule, std::string_view key) {
    const std::optional<Value> text = find_text(rule, key);
    if (!text) return std::nullopt;
    auto expression = RuleExpression::compile(*text, context_.sources, context_.texts, names_, sink_);
    return expression ? std::optional(*std::move(expression)) : std::nullopt;
  }

  std::optional<RuleMessage> read_message(const Value& message) {
    if (!require_type(message, ValueType::Object, "message")) return std::nullopt;
    report_unknown_keys(message, kMessageKeys);
    auto chinese = read_template(message, "zh");
    auto english = read_template(message, "en");
    if (!chinese || !english) return std::nullopt;
    return RuleMessage{*std::move(chinese), *std::move(english)};
  }

  std::optional<RuleTemplate> read_template(const Value& message, std::string_view key) {
    const std::optional<Value> text = require_member(message, key) ? find_text(message, key) : std::nullopt;
    if (!text) return std::nullopt;
    auto compiled = RuleTemplate::compile(*text, context_.sources, context_.texts, names_, sink_);
    return compiled ? std::optional(*std::move(compiled)) : std::nullopt;
  }

  const RuleContext& context_;
  const KnownNames names_;
  diagnostics::DiagnosticSink& sink_;
  std::map<std::string_view, Origin> ids_;
};

}  // namespace

base::Expected<std::vector<Rule>> read_rules(const Value& rules, const RuleContext& context,
                                             diagnostics::DiagnosticSink& sink) {
  const std::size_t errors = sink.error_count();
  RuleReader reader(context, sink);
  std::vector<Rule> read;
  if (reader.require_type(rules, ValueType::Array, "rules")) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (std::optional<Rule> rule = reader.read_rule(rules.at(i))) read.push_back(*std::move(rule));
    }
  }
  if (sink.error_count() != errors) return base::kReported;
  return read;
}

namespace {

constexpr std::string_view kAny = "*";

/// Follows the data and the tokens together; not deeper than the data.
class Search {
 public:
  Search(const data::Value& data, const PlacePattern::Visit& visit)
      : visit_(visit), match_{data, {}, {}, {}}, above_{data} {}

  /// The item is a value that the preceding `*` matches.
  bool descend_item(const data::Value& item, std::size_t index, std::span<const std::string> tokens) {
    match_.index = index;
    match_.key = {};
    return descend(item, tokens);
  }

  bool descend(const data::Value& value, std::span<const std::string> tokens) {
    if (tokens.empty()) return report(value);
    if (tokens.front() == kAny) return descend_all(value, tokens.subspan(1));
    const std::optional<data::Value> next = value.resolve_token(tokens.front());
    return !next || descend(*next, tokens.subspan(1));
  }

 private:
  bool descend_all(const data::Value& container, std::span<const std::string> rest) {
    for (std::size_t i = 0; i < container.size(); ++i) {
      const data::Value element = container.at(i);
      match_.index = i;
      match_.key = element.key();
      above_.push_back(element);
      const bool go_on = descend(element, rest);
      above_.pop_back();
      if (!go_on) return false;
    }
    return true;
  }

  bool report(const data::Value& item) {
    match_.item = item;
    match_.parents.assign(above_.rbegin(), above_.rend());
    if (match_.parents.front() == item) match_.parents.erase(match_.parents.begin());
    return visit_(match_);
  }

  const PlacePattern::Visit& visit_;
  PlaceMatch match_;
  std::vector<data::Value> above_;  // the data, then the match of each `*`
};

}  // namespace

std::optional<PlacePattern> PlacePattern::parse(std::string_view text) {
  std::optional<std::vector<std::string>> tokens = base::parse_json_pointer(text);
  if (!tokens) return std::nullopt;
  PlacePattern pattern;
  pattern.tokens_ = *std::move(tokens);
  return pattern;
}

bool PlacePattern::for_each_match(const data::Value& data, const Visit& visit) const {
  return Search(data, visit).descend(data, tokens_);
}

PlacePattern::Relation PlacePattern::relation_to(std::span<const std::string> list) const {
  for (std::size_t i = 0; i < std::min(list.size(), tokens_.size()); ++i) {
    if (tokens_[i] != list[i]) return tokens_[i] == kAny ? Relation::Across : Relation::Apart;
  }
  return tokens_.size() > list.size() && tokens_[list.size()] == kAny ? Relation::InItems : Relation::Across;
}

bool PlacePattern::for_each_match_in_item(const data::Value& item, std::size_t list_depth, std::size_t index,
                                          const Visit& visit) const {
  const std::span<const std::string> tokens(tokens_);
  return Search(item, visit).descend_item(item, index, tokens.subspan(list_depth + 1));
}

bool PlacePattern::has_parent_behind(std::size_t depth) const {
  const auto begin = tokens_.begin() + static_cast<std::ptrdiff_t>(std::min(depth, tokens_.size()));
  return std::count(begin, tokens_.end(), kAny) > 1;
}

}  // namespace gongwen::rules
