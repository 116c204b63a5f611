// PlacePattern: which values of the data a rule speaks of: `/sections/*/items/*`, a JSON pointer in
// which `*` matches every element of an array or every member of an object.
#pragma once

#include "data/document.h"
#include "diagnostics/catalogue.h"
#include "rules/detail/rule_text.h"
#include "rules/rule_set.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::rules {

/// A value that a pattern names.
struct PlaceMatch {
  data::Value item;
  /// What lies above it: the matches of each `*`, the nearest first, then the whole
  /// data. For an item of `/sections/*/items/*`: the section, the data.
  std::vector<data::Value> parents;
  /// Of the match of the last `*`: its place from 0; nothing without a `*`.
  std::optional<std::size_t> index;
  /// Of the same: its name; empty for elements of arrays.
  std::string_view key;
};

class PlacePattern {
 public:
  /// Nothing when the text is neither empty (the whole data) nor a JSON pointer.
  static std::optional<PlacePattern> parse(std::string_view text);

  /// Continues with the next match while it is asked to.
  using Visit = std::function<bool(const PlaceMatch&)>;
  /// All matches in the order of the data. A missing member matches nothing.
  /// Returns: false when `visit` wanted no more.
  bool for_each_match(const data::Value& data, const Visit& visit) const;

  /// How the matches relate to the items of a list: apart from them; each in one item; or across items, or not known.
  enum class Relation : std::uint8_t { Apart, InItems, Across };
  Relation relation_to(std::span<const std::string> list) const;
  /// With Relation::InItems: the matches in one item, which is at `index` of the list. `parents` are those in the item.
  bool for_each_match_in_item(const data::Value& item, std::size_t list_depth, std::size_t index,
                              const Visit& visit) const;
  /// Whether the data as a whole is the only match.
  bool is_root() const { return tokens_.empty(); }
  /// Whether a match lies in that of a `*` before, after the first `depth` parts.
  bool has_parent_behind(std::size_t depth) const;

 private:
  std::vector<std::string> tokens_;
};

// Rules of template.json: how one is read, what it is, and how it checks data.

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
