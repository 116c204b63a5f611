#include "templating/rules/rule_set.h"

#include "base/json.h"
#include "data/values.h"
#include "diagnostics/catalogue/rules.h"
#include "templating/rules/detail/place_pattern.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

// Reads and checks all rules of a kind, and rules about sets of documents, in which each document gives one value to be
// compared. Rules about lists that are streamed are told apart by the members they name.
namespace gongwen::rules {

/// The place of a value in one kind of document: at a pointer, or in the first item of a list that satisfies a
/// condition.
struct AgreementPlace {
  std::string_view kind;
  std::string_view pointer;
  std::optional<PlacePattern> pattern;  // with `where`
  std::optional<RuleExpression> where;
  bool is_held = true;  // compared with the first value; false: only others are compared with it
};

/// Views refer to the document of the rules.
struct AgreementRule {
  std::string_view id;
  diagnostics::Severity severity = diagnostics::Severity::Error;
  std::vector<AgreementPlace> places;
  /// The part of the value that is compared; without it, the value itself.
  std::optional<RuleTemplate> compared;
  RuleMessage message;
};

namespace {

using data::Value;
using diagnostics::BilingualText;
using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using templating::Binding;

constexpr std::array<std::string_view, 4> kMessageNames{"value", "other", "here", "there"};
constexpr std::array<std::string_view, 1> kComparedNames{"value"};
constexpr std::array<std::string_view, 1> kPlaceNames{"item"};

class AgreementReader {
 public:
  AgreementReader(const diagnostics::SourceLookup& sources, DiagnosticSink& sink) : sources_(sources), sink_(sink) {}

  std::optional<AgreementRule> read(const Value& rule) {
    const Value id = *rule.find("id");
    const auto [first, is_new] = ids_.try_emplace(id.string(), id.origin());
    if (!is_new) {
      sink_.report(messages::RulesRepeatedId, id.origin(), id.string()).note(messages::RulesFirstHere, first->second);
    }
    std::vector<AgreementPlace> places = read_places(*rule.find("values"));
    const Value message = *rule.find("message");
    auto chinese = RuleTemplate::compile(*message.find("zh"), sources_, CompileTexts::Now, {kMessageNames}, sink_);
    auto english = RuleTemplate::compile(*message.find("en"), sources_, CompileTexts::Now, {kMessageNames}, sink_);
    std::optional<RuleTemplate> compared;
    if (const auto text = rule.find("compare")) {
      auto compiled = RuleTemplate::compile(*text, sources_, CompileTexts::Now, {kComparedNames}, sink_);
      if (!compiled) return std::nullopt;
      compared = *std::move(compiled);
    }
    if (!is_new || !chinese || !english) return std::nullopt;
    const auto severity = rule.find("severity");
    const bool warns = severity && severity->string() == "warning";
    return AgreementRule{id.string(), warns ? diagnostics::Severity::Warning : diagnostics::Severity::Error,
                         std::move(places), std::move(compared), RuleMessage{*std::move(chinese), *std::move(english)}};
  }

 private:
  std::vector<AgreementPlace> read_places(const Value& values) {
    std::vector<AgreementPlace> places;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Value pointer = *values.at(i).find("at");
      if (!base::parse_json_pointer(pointer.string())) {
        sink_.report(messages::RulesBadPlaces, pointer.origin(), pointer.string());
      }
      AgreementPlace place{values.at(i).find("kind")->string(), pointer.string(), {}, {}};
      if (const auto held = values.at(i).find("held")) place.is_held = held->boolean();
      if (const auto where = values.at(i).find("where")) {
        if (auto compiled = RuleExpression::compile(*where, sources_, CompileTexts::Now, {kPlaceNames}, sink_))
          place.where = *std::move(compiled);
        place.pattern = PlacePattern::parse(pointer.string());
      }
      places.push_back(std::move(place));
    }
    return places;
  }

  const diagnostics::SourceLookup& sources_;
  DiagnosticSink& sink_;
  std::map<std::string_view, diagnostics::Origin> ids_;
};

/// A value of one document, and the part of it that is compared.
struct Found {
  const SetDocument* document;
  Value value;
  std::string compared;
  bool is_held = true;
};

class AgreementCheck {
 public:
  AgreementCheck(const AgreementRule& rule, std::string_view set, const templating::Limits& limits,
                 DiagnosticSink& sink)
      : rule_(rule), set_(set), limits_(limits), sink_(sink) {}

  void run(std::span<const SetDocument> documents) {
    std::vector<Found> found;
    for (const AgreementPlace& place : rule_.places) {
      for (const SetDocument& document : documents) {
        if (document.kind == place.kind) add(document, place, found);
      }
    }
    for (std::size_t i = 1; i < found.size(); ++i) {
      if (found[i].is_held && found[i].compared != found.front().compared) report(found[i], found.front());
    }
  }

 private:
  void add(const SetDocument& document, const AgreementPlace& place, std::vector<Found>& found) {
    const std::optional<Value> value = find_value(document, place);
    if (!value || value->is_null()) return;
    std::string compared;
    if (!rule_.compared) {
      data::append_value_json(compared, *value);
    } else {
      const std::array bindings{Binding{"value", *value}};
      auto text = rule_.compared->expand({bindings, limits_}, sink_);
      if (!text || text->empty()) return;
      compared = *std::move(text);
    }
    found.push_back({&document, *value, std::move(compared), place.is_held});
  }

  std::optional<Value> find_value(const SetDocument& document, const AgreementPlace& place) {
    if (!place.where || !place.pattern) return document.root.resolve(place.pointer);
    std::optional<Value> found;
    place.pattern->for_each_match(document.root, [&](const PlaceMatch& match) {
      const std::array bindings{Binding{"item", match.parents.empty() ? document.root : match.parents.front()}};
      const auto holds = place.where->is_true({bindings, limits_}, sink_);
      if (holds && *holds) found = match.item;
      return holds && !found;
    });
    return found;
  }

  void report(const Found& differing, const Found& other) {
    const BilingualText here = differing.document->title;
    const BilingualText there = other.document->title;
    const auto message = [&](const RuleTemplate& text, diagnostics::Language language) {
      const std::array bindings{Binding{"value", differing.value}, Binding{"other", other.value},
                                Binding{"here", here.in(language)}, Binding{"there", there.in(language)}};
      return text.expand({bindings, limits_}, sink_);
    };
    const auto chinese = message(rule_.message.chinese, diagnostics::Language::Chinese);
    const auto english = message(rule_.message.english, diagnostics::Language::English);
    if (!chinese || !english) return;
    const bool is_error = rule_.severity == diagnostics::Severity::Error;
    const DiagnosticId id = is_error ? messages::RulesSetViolated : messages::RulesSetDoubtful;
    diagnostics::Diagnostic diagnostic{id, rule_.severity, differing.value.origin(), {}, {}};
    diagnostic.arguments = {*english, *chinese, std::string(rule_.id), std::string(set_)};
    diagnostic.notes.push_back({messages::RulesSetOther, other.value.origin(), {data::value_json(other.value)}});
    sink_.add(std::move(diagnostic));
  }

  const AgreementRule& rule_;
  std::string_view set_;
  const templating::Limits& limits_;
  DiagnosticSink& sink_;
};

}  // namespace

AgreementSet::AgreementSet(std::vector<AgreementRule> rules) : rules_(std::move(rules)) {}
AgreementSet::AgreementSet(AgreementSet&&) noexcept = default;
AgreementSet& AgreementSet::operator=(AgreementSet&&) noexcept = default;
AgreementSet::~AgreementSet() = default;

base::Expected<AgreementSet> AgreementSet::compile(const Value& rules, const diagnostics::SourceLookup& sources,
                                                   DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  AgreementReader reader(sources, sink);
  std::vector<AgreementRule> read;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (std::optional<AgreementRule> rule = reader.read(rules.at(i))) read.push_back(*std::move(rule));
  }
  if (watch.saw_errors()) return base::kReported;
  return AgreementSet(std::move(read));
}

void AgreementSet::check(std::span<const SetDocument> documents, std::string_view set, const templating::Limits& limits,
                         DiagnosticSink& sink) const {
  for (const AgreementRule& rule : rules_) AgreementCheck(rule, set, limits, sink).run(documents);
}

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

/// Calls `holds` for each pattern of each rule with this relation to the list, until it returns false.
template <typename Holds>
bool for_each_place(const std::vector<Rule>& rules, Relation relation, const std::vector<std::string>& list,
                    const Holds& holds) {
  return std::all_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    return std::all_of(rule.each.begin(), rule.each.end(), [&](const PlacePattern& places) {
      return places.relation_to(list) != relation || holds(rule, places);
    });
  });
}

bool takes_members_only(const Rule& rule, std::string_view name) {
  return rule.assertion.takes_members_only(name) && (!rule.when || rule.when->takes_members_only(name));
}

/// Whether a rule takes only members of the whole data, and none of the name of the list.
bool is_without(const Rule& rule, const std::vector<std::string>& list) {
  return !list.empty() && !may_look_at(rule, list.front()) && takes_members_only(rule, "data") &&
         takes_members_only(rule, "parent") && !may_look_at(rule, "parents");
}

/// Whether a rule about the whole data names only members other than the list.
bool is_beside(const Rule& rule, const PlacePattern& places, const std::vector<std::string>& list) {
  return places.is_root() && is_without(rule, list) && takes_members_only(rule, "item");
}

bool holds_in_time(const Rule& rule, const data::Value& data, const PlaceMatch& match, const Surroundings& common) {
  return !(common.limits.expired && common.limits.expired()) && holds_for(rule, data, match, common);
}

}  // namespace

std::optional<RuleSet::RuleAt> RuleSet::first_across_items(std::string_view list) const {
  const std::vector<std::string> tokens = tokens_of(list);
  const auto across = std::find_if_not(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    const bool looks_out = may_look_at(rule, "data") || may_look_at(rule, "parents");
    const bool looks_up = may_look_at(rule, "parent");
    return std::all_of(rule.each.begin(), rule.each.end(), [&](const PlacePattern& places) {
      switch (places.relation_to(tokens)) {
        case Relation::Across: return is_beside(rule, places, tokens);
        // The parent of the outermost matches is the whole data.
        case Relation::Apart:
          return is_without(rule, tokens) || (!looks_out && (!looks_up || places.has_parent_behind(0)));
        case Relation::InItems: return !looks_out && (!looks_up || places.has_parent_behind(tokens.size()));
      }
      return false;
    });
  });
  return across == rules_.end() ? std::nullopt : std::optional(RuleAt{across->id, across->origin});
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
