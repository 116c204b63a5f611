// RuleSet: the rules of a kind of document: requirements on its data that a schema cannot express, such as that a count
// agrees with a list, or that one date comes before another. A rule is data in template.json, in the expression
// language of the templates:
//
//   { "id": "count-agrees", "severity": "error", "each": "/sections/*/items/*",
//     "assert": "item.count == item.standards | length", "at": "count",
//     "message": { "zh": "标题中写 {{ item.count }} 项，清单有 {{ item.standards | length }} 项",
//                  "en": "the title says {{ item.count }}, the list has …" } }
//
// See README.md for the members of a rule, and for the names that expressions can use.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "schema/schema.h"
#include "templating/limits.h"
#include "templating/render.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::rules {

// AgreementSet: rules for documents that belong together, such as the papers of one proposal: values with the same
// meaning must be equal in all of them. A rule is data in a file of templates/shared/sets:
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

/// Immutable, and may be shared by threads. The document of the rules must outlive it.
class AgreementSet {
 public:
  /// `rules` is the array in the file of a set, already checked by the schema of such files.
  /// Reports: rules/repeated-id, rules/bad-places; templating/* for errors of expressions and messages.
  static base::Expected<AgreementSet> compile(const data::Value& rules, const diagnostics::SourceLookup& sources,
                                              diagnostics::DiagnosticSink& sink);

  AgreementSet(AgreementSet&&) noexcept;
  AgreementSet& operator=(AgreementSet&&) noexcept;
  ~AgreementSet();

  /// Compares the values of the documents. A document that is missing or lacks the value agrees with all others, as
  /// does a value of which no part is compared. Of the others, the first one in the order of the rule is the reference.
  /// `set` is the name of the set in messages. Reports: rules/set-violated, rules/set-doubtful at the value that
  /// differs, with a note at the reference; templating/* if an expression fails.
  void check(std::span<const SetDocument> documents, std::string_view set, const templating::Limits& limits,
             diagnostics::DiagnosticSink& sink) const;

 private:
  explicit AgreementSet(std::vector<AgreementRule> rules);

  std::vector<AgreementRule> rules_;
};

struct Rule;

/// When expressions and messages are compiled: together with the rules, which finds all their errors; or each on first
/// use, since most rules hold, and most data lacks the values of some rules. In the latter case the document of the
/// rules and the sources must outlive the rules, and errors are reported by the check that uses the text.
enum class CompileTexts : bool { Now, WhenUsed };

/// The context for checking rules when they are compiled.
struct RuleContext {
  /// Has the text of the file with the rules.
  const diagnostics::SourceLookup& sources;
  /// The schema of the data, which must contain every place that a rule names; may be null.
  const schema::Schema* schema = nullptr;
  CompileTexts texts = CompileTexts::Now;
  /// Names besides those of every rule, for which `check` gets bindings; the array must outlive the rules.
  std::span<const std::string_view> names = {};
};

/// Immutable, and may be shared by threads. The document of the rules must outlive it.
class RuleSet {
 public:
  /// `rules` is the array in template.json. Reports: rules/* for the form of the rules; templating/* for errors
  /// of expressions and messages, at their place in template.json. All errors of all rules are found in one
  /// run.
  static base::Expected<RuleSet> compile(const data::Value& rules, const RuleContext& context,
                                         diagnostics::DiagnosticSink& sink);

  /// Makes an empty set.
  RuleSet();
  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;
  ~RuleSet();

  std::size_t size() const;

  /// Checks every value that a rule selects; `limits` apply to each evaluation. The data should have passed its schema,
  /// since expressions fail on missing members. Returns false after reporting an error; with only warnings it returns
  /// true. `more` are names besides those of README.md, such as `calendar`. Reports: rules/violated, rules/doubtful at
  /// the place in the data; templating/* if an expression fails.
  bool check(const data::Value& data, const templating::Limits& limits, diagnostics::DiagnosticSink& sink,
             std::span<const templating::Binding> more = {}) const;

  // Checking a list that is never in memory as a whole: its items in parts, and the data without the list. `list` is
  // the pointer of the list. The result only says whether the rules hold; call `check` for the whole data to report
  // violations.

  struct RuleAt {
    std::string_view id;
    diagnostics::Origin origin;
  };
  /// The first rule that may use more than one item of the list; nullopt if absent.
  std::optional<RuleAt> first_across_items(std::string_view list) const;
  /// Whether all rules about items hold: `items` is an array of some of them, `first` the index of its first one in the
  /// list.
  bool items_hold(const data::Value& items, std::string_view list, std::size_t first, const templating::Limits& limits,
                  std::span<const templating::Binding> more = {}) const;
  /// Whether all other rules hold.
  bool rest_holds(const data::Value& data, std::string_view list, const templating::Limits& limits,
                  std::span<const templating::Binding> more = {}) const;

 private:
  explicit RuleSet(std::vector<Rule> rules);

  std::vector<Rule> rules_;
};

}  // namespace gongwen::rules
