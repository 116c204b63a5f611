// PlacePattern: selects the values of the data that a rule checks: `/sections/*/items/*`, a JSON pointer in which `*`
// matches every element of an array or every member of an object. Also Rule: reading one, and checking data against it.
#pragma once

#include "data/document.h"
#include "diagnostics/catalogue.h"
#include "templating/rules/detail/rule_text.h"
#include "templating/rules/rule_set.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::rules {

/// A value that a pattern selects.
struct PlaceMatch {
  data::Value item;
  /// The enclosing values: the matches of each `*`, the nearest first, then the whole data. For an item of
  /// `/sections/*/items/*`: the section, the data.
  std::vector<data::Value> parents;
  /// The index of the last `*`'s match, from 0; nullopt without a `*`, and for members of objects.
  std::optional<std::size_t> index;
  /// The name of the last `*`'s match; empty for elements of arrays.
  std::string_view key;
};

class PlacePattern {
 public:
  /// nullopt if the text is neither empty (the whole data) nor a JSON pointer.
  static std::optional<PlacePattern> parse(std::string_view text);

  /// Returns whether to continue with the next match.
  using Visit = std::function<bool(const PlaceMatch&)>;
  /// Visits all matches in the order of the data. A missing member matches nothing. Returns false if `visit` stopped
  /// it.
  bool for_each_match(const data::Value& data, const Visit& visit) const;

  /// The relation of the matches to the items of a list: outside of them; each inside one item; across items or
  /// unknown.
  enum class Relation : std::uint8_t { Apart, InItems, Across };
  Relation relation_to(std::span<const std::string> list) const;
  /// With Relation::InItems: visits the matches in one item, which has the given `index` in the list. `parents` are
  /// only those inside the item.
  bool for_each_match_in_item(const data::Value& item, std::size_t list_depth, std::size_t index,
                              const Visit& visit) const;
  /// Whether the whole data is the only match.
  bool is_root() const { return tokens_.empty(); }
  /// Whether a match is inside that of an earlier `*`, after the first `depth` parts.
  bool has_parent_behind(std::size_t depth) const;

 private:
  std::vector<std::string> tokens_;
};

// Rule: one compiled rule.

struct RuleMessage {
  RuleTemplate chinese;
  RuleTemplate english;
};

/// Its views refer to the document of the rules.
struct Rule {
  std::string_view id;
  diagnostics::Origin origin;
  diagnostics::Severity severity = diagnostics::Severity::Error;
  std::vector<PlacePattern> each;  // at least one
  /// Without a condition, the rule always applies.
  std::optional<RuleExpression> when;
  RuleExpression assertion;
  /// The place at which a violation is reported, as a JSON pointer relative to the item.
  std::string at;
  RuleMessage message;
};

// Checking data against one rule.

/// `common` applies to all values: further names besides those of README.md, and
/// limits. Returns false after reporting that the time is up. Reports: see
/// RuleSet::check.
bool check_rule(const Rule& rule, const data::Value& data, const Surroundings& common,
                diagnostics::DiagnosticSink& sink);

/// Whether the rule holds for one match, of the data or of a part of it; false if its expressions fail.
bool holds_for(const Rule& rule, const data::Value& data, const PlaceMatch& match, const Surroundings& common);

// Reading the rules of template.json.

/// Reports: see RuleSet::compile.
base::Expected<std::vector<Rule>> read_rules(const data::Value& rules, const RuleContext& context,
                                             diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::rules
