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
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "templating/limits.h"

#include <span>
#include <string_view>
#include <vector>

namespace gongwen::rules {

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

}  // namespace gongwen::rules
