// JSON Schema Core 8.2.3 and 10.2: checks that apply further schemas to the same value.
#include "schema/detail/evaluation.h"

#include <algorithm>

namespace gongwen::schema {

bool Evaluation::check(const ReferenceCheck& check, const Subject& subject) {
  return apply(check.target, subject.value, subject.evaluated);
}

bool Evaluation::check(const DynamicReferenceCheck& check, const Subject& subject) {
  SchemaId target = check.initial;
  const auto before = [](const auto& candidate, ResourceId resource) {
    return candidate.first < resource;
  };
  for (const ResourceId resource : dynamic_scope_) {
    const auto found = std::lower_bound(check.targets.begin(), check.targets.end(), resource, before);
    if (found == check.targets.end() || found->first != resource) continue;
    target = found->second;
    break;
  }
  return apply(target, subject.value, subject.evaluated);
}

bool Evaluation::check(const AllOfCheck& check, const Subject& subject) {
  bool valid = true;
  for (const SchemaId schema : check.schemas) {
    valid &= apply(schema, subject.value, subject.evaluated);
    if (!valid && collector_ == nullptr) return false;
  }
  return valid;
}

/// Applies one of several schemas. What it evaluated and what it found wrong is kept apart.
Branch Evaluation::try_branch(SchemaId schema, const Subject& subject) {
  Branch branch{schema};
  const std::size_t mark = collector_ == nullptr ? 0 : collector_->mark();
  branch.valid = apply(schema, subject.value, subject.evaluated == nullptr ? nullptr : &branch.evaluated);
  if (collector_ != nullptr) branch.faults = collector_->take_from(mark);
  if (branch.valid && subject.evaluated != nullptr) subject.evaluated->merge(branch.evaluated);
  return branch;
}

/// No branch is valid. Returns: false, for the check to return.
bool Evaluation::explain_misfit(std::vector<Branch>& branches, const Subject& subject) {
  if (collector_ == nullptr || stopped_) return false;
  const std::size_t nearest = collector_->no_branch_fits(subject.value, branches);
  // So that what the explained branch looked at is not called unknown on top of that.
  if (subject.evaluated != nullptr) subject.evaluated->merge(branches[nearest].evaluated);
  return false;
}

bool Evaluation::check(const AnyOfCheck& check, const Subject& subject) {
  std::vector<Branch> branches;
  bool valid = false;
  for (const SchemaId schema : check.schemas) {
    Branch branch = try_branch(schema, subject);
    valid |= branch.valid;
    // The other branches matter only for what they evaluate.
    if (valid && subject.evaluated == nullptr) return true;
    if (collector_ != nullptr) branches.push_back(std::move(branch));
  }
  return valid || explain_misfit(branches, subject);
}

bool Evaluation::check(const OneOfCheck& check, const Subject& subject) {
  std::vector<Branch> branches;
  std::size_t valid_count = 0;
  for (const SchemaId schema : check.schemas) {
    branches.push_back(try_branch(schema, subject));
    valid_count += branches.back().valid;
    if (valid_count > 1 && collector_ == nullptr) return false;
  }
  if (valid_count == 0) return explain_misfit(branches, subject);
  if (valid_count > 1) collector_->matches_several(subject.value, branches);
  return valid_count == 1;
}

bool Evaluation::check(const NotCheck& check, const Subject& subject) {
  const Silence silence(*this);
  if (!apply(check.schema, subject.value, nullptr)) return true;
  if (silence.collector() != nullptr) silence.collector()->matches_excluded(subject.value, check.schema);
  return false;
}

bool Evaluation::check(const ConditionCheck& check, const Subject& subject) {
  bool holds = false;
  {
    const Silence silence(*this);
    holds = try_branch(check.condition, subject).valid;
  }
  const SchemaId next = holds ? check.consequence : check.alternative;
  return !next || apply(next, subject.value, subject.evaluated);
}

}  // namespace gongwen::schema
