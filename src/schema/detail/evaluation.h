// Evaluation: one run of a schema program over a value. Valid data needs one run; for invalid data a second run with a
// collector words every error, while the first stops at the first error.
#pragma once

#include "diagnostics/diagnostic.h"
#include "schema/detail/error_collector.h"
#include "schema/detail/schema_program.h"
#include "schema/validate.h"

#include <optional>
#include <vector>

namespace gongwen::schema {

class Evaluation {
 public:
  /// Without a collector, only the verdict is determined.
  Evaluation(const SchemaProgram& program, const ValidateLimits& limits, ErrorCollector* collector,
             const base::StopCheck* stop_check = nullptr)
      : program_(program), limits_(limits), collector_(collector), stop_check_(stop_check) {}

  /// Returns whether the schema is valid for the value. Adds the evaluated items or members to `evaluated` unless it is
  /// null.
  bool apply(SchemaId schema, const data::Value& value, EvaluatedSet* evaluated);

  /// Why the run was stopped before a verdict; nullopt if it was not.
  const std::optional<diagnostics::Diagnostic>& stopped() const { return stopped_; }

 private:
  /// The value to which a check is applied.
  struct Subject {
    SchemaId schema;
    data::Value value;
    EvaluatedSet* evaluated;  // null if not needed
  };
  class Silence;

  bool check(const TypeCheck& check, const Subject& subject);
  bool check(const ConstCheck& check, const Subject& subject);
  bool check(const EnumCheck& check, const Subject& subject);
  bool check(const NumberBoundCheck& check, const Subject& subject);
  bool check(const MultipleOfCheck& check, const Subject& subject);
  bool check(const SizeCheck& check, const Subject& subject);
  bool check(const PatternCheck& check, const Subject& subject);
  bool check(const FormatCheck& check, const Subject& subject);
  bool check(const NamingCheck& check, const Subject& subject);
  bool check(const PrintedInCheck& check, const Subject& subject);

  bool check(const ItemsCheck& check, const Subject& subject);
  bool check(const ContainsCheck& check, const Subject& subject);
  bool check(const UniqueItemsCheck& check, const Subject& subject);
  bool check(const UnevaluatedItemsCheck& check, const Subject& subject);

  bool check(const MembersCheck& check, const Subject& subject);
  bool check(const NamesCheck& check, const Subject& subject);
  bool check(const DependentRequiredCheck& check, const Subject& subject);
  bool check(const DependentSchemasCheck& check, const Subject& subject);
  bool check(const UnevaluatedMembersCheck& check, const Subject& subject);
  bool check_member(const MembersCheck& check, SchemaId named, std::size_t index, const Subject& subject);
  bool check_unknown(SchemaId schema, const data::Value& member, const Subject& subject);

  bool check(const ReferenceCheck& check, const Subject& subject);
  bool check(const DynamicReferenceCheck& check, const Subject& subject);
  bool check(const AllOfCheck& check, const Subject& subject);
  bool check(const AnyOfCheck& check, const Subject& subject);
  bool check(const OneOfCheck& check, const Subject& subject);
  bool check(const NotCheck& check, const Subject& subject);
  bool check(const ConditionCheck& check, const Subject& subject);
  Branch try_branch(SchemaId schema, const Subject& subject);
  bool explain_misfit(std::vector<Branch>& branches, const Subject& subject);

  bool run_checks(const SchemaNode& node, const Subject& subject);
  /// Searches a text for a pattern; a pattern that takes too long stops the run.
  bool search(const Pattern& pattern, std::string_view text, const data::Value& at);
  bool may_go_on(const SchemaNode& node, const data::Value& value);
  bool has_enough() const;
  void stop(diagnostics::Diagnostic reason);

  const SchemaProgram& program_;
  const ValidateLimits& limits_;
  ErrorCollector* collector_;
  std::vector<ResourceId> dynamic_scope_;
  const base::StopCheck* stop_check_;
  std::uint64_t steps_ = 0;
  std::size_t depth_ = 0;
  std::optional<diagnostics::Diagnostic> stopped_;
};

/// Disables the collector during its lifetime: for schemas of which only the verdict matters.
class Evaluation::Silence {
 public:
  explicit Silence(Evaluation& evaluation) : evaluation_(evaluation), collector_(evaluation.collector_) {
    evaluation_.collector_ = nullptr;
  }
  ~Silence() { evaluation_.collector_ = collector_; }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

  /// The disabled collector; null if absent.
  ErrorCollector* collector() const { return collector_; }

 private:
  Evaluation& evaluation_;
  ErrorCollector* collector_;
};

}  // namespace gongwen::schema
