// RuleSet: the rules of a kind of document, which say of its data what a schema cannot: that a
// count agrees with a list, that one date comes before another. A rule is data in template.json,
// written in the expression language of the templates:
//
//   { "id": "count-agrees", "severity": "error", "each": "/sections/*/items/*",
//     "assert": "item.count == item.standards | length", "at": "count",
//     "message": { "zh": "标题中写 {{ item.count }} 项，清单有 {{ item.standards | length }} 项",
//                  "en": "the title says {{ item.count }}, the list has …" } }
//
// See README.md for what each member means and which names an expression can use.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "schema/schema.h"
#include "templating/limits.h"
#include "templating/render.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::rules {

// AgreementSet: rules for documents that belong together, such as the papers of one proposal: values that say the same
// thing in several of them must be the same. A rule is data in a file of templates/shared/sets:
//
//   { "id": "same-leader", "severity": "warning", "compare": "{{ value | lower }}",
//     "values": [ {"kind": "proposal-information", "at": "/leader/email"},
//                 {"kind": "iso-form-4", "at": "/project_leader/email"} ],
//     "message": { "zh": "负责人邮箱为{{ value }}，{{ there }}中为{{ other }}",
//                  "en": "the leader's e-mail is {{ value }} here, {{ other }} in the {{ there }}" } }
//
// See README.md for the members and the names in expressions.

struct AgreementRule;

/// One document of a set.
struct SetDocument {
  std::string_view kind;
  diagnostics::BilingualText title;  // of the kind
  data::Value root;
};

/// Immutable, shared by threads. The document of the rules must live as long.
class AgreementSet {
 public:
  /// `rules` is the array of a set's file, which fits the schema of such files.
  /// Reports: rules/repeated-id, rules/bad-places; templating/* for errors of expressions and messages.
  static base::Expected<AgreementSet> compile(const data::Value& rules, const diagnostics::SourceLookup& sources,
                                              diagnostics::DiagnosticSink& sink);

  AgreementSet(AgreementSet&&) noexcept;
  AgreementSet& operator=(AgreementSet&&) noexcept;
  ~AgreementSet();

  /// Compares the values of the documents with one another. A document that is missing, or does not have the value,
  /// agrees with all others, and so does a value of which nothing is compared; of those that have it, the first that a
  /// rule names is what the others are compared with. `set` names the set in messages. Reports: rules/set-violated,
  /// rules/set-doubtful at the value that differs, with a note at the other one; templating/* when an expression fails.
  void check(std::span<const SetDocument> documents, std::string_view set, const templating::Limits& limits,
             diagnostics::DiagnosticSink& sink) const;

 private:
  explicit AgreementSet(std::vector<AgreementRule> rules);

  std::vector<AgreementRule> rules_;
};

struct Rule;

/// When expressions and messages are compiled: with the rules, so that all their errors are found; or each when it is
/// used first, since most rules hold, and most data lack what others speak of. Then the document of the rules and the
/// sources must live as long as the rules, and errors are found by the check that meets them.
enum class CompileTexts : bool { Now, WhenUsed };

/// What the rules are compared with when they are compiled.
struct RuleContext {
  /// Gives the text of the file that the rules were read from.
  const diagnostics::SourceLookup& sources;
  /// The schema of the data, in which every place that a rule names must occur; may be null.
  const schema::Schema* schema = nullptr;
  CompileTexts texts = CompileTexts::Now;
  /// Names beside those of every rule that `check` is given bindings for; the array must live as long as the rules.
  std::span<const std::string_view> names = {};
};

/// Immutable, shared by threads. The document of the rules must live as long.
class RuleSet {
 public:
  /// `rules` is the array in template.json.
  /// Reports: rules/* for the form of the rules; templating/* for errors of expressions and
  /// messages, at their place in template.json. All errors of all rules in one run.
  static base::Expected<RuleSet> compile(const data::Value& rules, const RuleContext& context,
                                         diagnostics::DiagnosticSink& sink);

  /// No rules.
  RuleSet();
  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;
  ~RuleSet();

  std::size_t size() const;

  /// Checks every value that a rule speaks of; `limits` hold for each evaluation. Data should have
  /// passed its schema, since expressions fail on members that are missing.
  /// Returns: false when an error was reported; warnings alone give true.
  /// Reports: rules/violated, rules/doubtful at the place in the data; templating/* when an
  /// expression fails.
  /// `more` are names beside those of README.md, such as `calendar`.
  bool check(const data::Value& data, const templating::Limits& limits, diagnostics::DiagnosticSink& sink,
             std::span<const templating::Binding> more = {}) const;

  // The same of a list that is never in memory as a whole: its items in stretches, the data without the list. `list` is
  // the pointer of the list. The result says only whether the rules hold; `check` of the whole data reports which do
  // not.

  /// Whether each rule looks at one item of the list, or at none.
  bool looks_at_single_items(std::string_view list) const;
  /// Whether all rules hold that look at the items: `items` is an array of some of them, `first` the place of its first
  /// one in the list.
  bool items_hold(const data::Value& items, std::string_view list, std::size_t first, const templating::Limits& limits,
                  std::span<const templating::Binding> more = {}) const;
  /// Whether all others hold.
  bool rest_holds(const data::Value& data, std::string_view list, const templating::Limits& limits,
                  std::span<const templating::Binding> more = {}) const;

 private:
  explicit RuleSet(std::vector<Rule> rules);

  std::vector<Rule> rules_;
};

}  // namespace gongwen::rules
