#include "base/ascii.h"
#include "base/json_pointer.h"
#include "base/nearest_name.h"
#include "diagnostics/catalogue/rules.h"
#include "rules/detail/rule.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <map>

namespace gongwen::rules {
namespace {

namespace messages = diagnostics::messages;
using data::Value;
using data::ValueType;
using diagnostics::Origin;
using diagnostics::Severity;

constexpr std::array<std::string_view, 7> kRuleKeys{"id", "severity", "each", "when", "assert", "at", "message"};
constexpr std::array<std::string_view, 2> kMessageKeys{"zh", "en"};
/// What rule_check.cpp binds.
constexpr std::array<std::string_view, 7> kRuleNames{"item", "data", "parent", "parents", "index", "index0", "key"};

Origin origin_of(const Value& value) { return {value.span(), value.place()}; }

/// `count-agrees`: words of lowercase letters and digits, with hyphens between them.
bool is_rule_id(std::string_view id) {
  if (id.empty() || !base::is_ascii_lower(id.front()) || id.back() == '-') return false;
  if (id.find("--") != std::string_view::npos) return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return c == '-' || base::is_ascii_lower(c) || base::is_ascii_digit(c); });
}

/// Reads one rule after the other; a member with an error is reported, and the others are still read.
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

  /// Nothing if it is missing or not a text.
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

  /// The pointer from the item on: `count` gives `/count`.
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

  /// A rule for a place that no data can have would never be looked at.
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

}  // namespace gongwen::rules
