#include "schema/detail/evaluation.h"

#include "base/utf8.h"
#include "data/document_builder.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "schema/detail/schema_queries.h"
#include "schema/written_values.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

bool has_type(const data::Value& value, TypeSet types) {
  switch (value.type()) {
    case data::ValueType::Null: return types.has(SchemaType::Null);
    case data::ValueType::Boolean: return types.has(SchemaType::Boolean);
    case data::ValueType::Integer: return types.has(SchemaType::Integer) || types.has(SchemaType::Number);
    case data::ValueType::Decimal:
      return types.has(SchemaType::Number) || (types.has(SchemaType::Integer) && data::is_integral(value));
    case data::ValueType::String: return types.has(SchemaType::String);
    case data::ValueType::Array: return types.has(SchemaType::Array);
    case data::ValueType::Object: return types.has(SchemaType::Object);
  }
  return false;
}

bool is_within(std::strong_ordering order, NumberBound bound) {
  switch (bound) {
    case NumberBound::Least: return order >= 0;
    case NumberBound::MoreThan: return order > 0;
    case NumberBound::Most: return order <= 0;
    case NumberBound::LessThan: return order < 0;
  }
  return false;
}

/// The size that the check measures; nullopt for values of other types.
std::optional<std::size_t> size_of(const data::Value& value, SizeOf of) {
  switch (of) {
    case SizeOf::String:
      return value.is_string() ? std::optional(base::count_code_points(value.string())) : std::nullopt;
    case SizeOf::Array: return value.is_array() ? std::optional(value.size()) : std::nullopt;
    case SizeOf::Object: return value.is_object() ? std::optional(value.size()) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

void Evaluation::stop(diagnostics::Diagnostic reason) {
  if (!stopped_) stopped_ = std::move(reason);
}

/// Whether the run may stop, because no more errors can be reported.
bool Evaluation::has_enough() const { return collector_ != nullptr && collector_->overflowed(); }

bool Evaluation::may_go_on(const SchemaNode& node, const data::Value& value) {
  base::tick(stop_check_);
  if (stopped_ || has_enough()) return false;
  const auto reason = [&](DiagnosticId id, std::uint64_t limit) {
    stop({id, diagnostics::Severity::Error, {node.schema.span(), value.place()}, {std::to_string(limit)}, {}});
    return false;
  };
  if (++steps_ > limits_.max_steps) return reason(messages::DataSchemaTooCostly, limits_.max_steps);
  if (depth_ >= limits_.max_depth) return reason(messages::DataSchemaEndless, limits_.max_depth);
  return true;
}

bool Evaluation::apply(SchemaId schema, const data::Value& value, EvaluatedSet* evaluated) {
  const SchemaNode& node = program_.at(schema);
  if (!may_go_on(node, value)) return false;
  const bool enters_resource = dynamic_scope_.empty() || dynamic_scope_.back() != node.resource;
  if (enters_resource) dynamic_scope_.push_back(node.resource);
  if (collector_ != nullptr) collector_->enter(schema, value);
  ++depth_;

  // For a schema's own unevaluated checks, only items and members that it and its subschemas evaluate count, not those
  // of sibling schemas.
  EvaluatedSet own;
  const Subject subject{schema, value, node.tracks_evaluation ? &own : evaluated};
  const bool valid = run_checks(node, subject);
  if (node.tracks_evaluation && evaluated != nullptr) evaluated->merge(own);

  --depth_;
  if (collector_ != nullptr) collector_->leave();
  if (enters_resource) dynamic_scope_.pop_back();
  return valid && !stopped_;
}

bool Evaluation::run_checks(const SchemaNode& node, const Subject& subject) {
  if (node.refuses_all) {
    if (collector_ != nullptr) collector_->nothing_allowed(subject.value);
    return false;
  }
  bool valid = true;
  for (const SchemaCheck& any_check : node.checks) {
    valid &= std::visit([&](const auto& known_check) { return check(known_check, subject); }, any_check);
    if (!valid && collector_ == nullptr) return false;
  }
  return valid;
}

bool Evaluation::search(const Pattern& pattern, std::string_view text, const data::Value& at) {
  const Pattern::Result result = pattern.search(text);
  if (result == Pattern::Result::TooCostly) {
    const data::ShownValue shown = data::shown_value(at);
    stop({messages::DataPatternTooCostly,
          diagnostics::Severity::Error,
          at.origin(),
          {data::shown_text(pattern.source()), shown.chinese, shown.english},
          {}});
  }
  return result == Pattern::Result::Found;
}

bool Evaluation::check(const TypeCheck& check, const Subject& subject) {
  if (has_type(subject.value, check.types)) return true;
  if (collector_ != nullptr) collector_->not_allowed(subject.value, {check.types, {}});
  return false;
}

bool Evaluation::check(const ConstCheck& check, const Subject& subject) {
  if (data::compare_values(check.expected, subject.value) == 0) return true;
  if (collector_ != nullptr) collector_->not_allowed(subject.value, {{}, {{check.expected, {}}}});
  return false;
}

bool Evaluation::check(const EnumCheck& check, const Subject& subject) {
  const auto before = [](const data::Value& a, const data::Value& b) {
    return data::compare_values(a, b) < 0;
  };
  if (std::binary_search(check.sorted.begin(), check.sorted.end(), subject.value, before)) return true;
  if (collector_ != nullptr) {
    Allowed allowed;
    for (std::size_t i = 0; i < check.list.size(); ++i) allowed.choices.push_back({check.list.at(i), check.titles[i]});
    collector_->not_allowed(subject.value, std::move(allowed));
  }
  return false;
}

bool Evaluation::check(const NumberBoundCheck& check, const Subject& subject) {
  const data::Value& value = subject.value;
  if (!value.is_number()) return true;
  const bool integers = value.type() == data::ValueType::Integer && check.limit.type() == data::ValueType::Integer;
  const std::strong_ordering order =
      integers ? value.integer() <=> check.limit.integer() : data::decimal_of(value) <=> check.exact_limit;
  if (is_within(order, check.bound)) return true;
  if (collector_ != nullptr) collector_->out_of_bound(value, check);
  return false;
}

bool Evaluation::check(const MultipleOfCheck& check, const Subject& subject) {
  if (!subject.value.is_number() || data::decimal_of(subject.value).is_multiple_of(check.exact_divisor)) return true;
  if (collector_ != nullptr) collector_->not_multiple(subject.value, check);
  return false;
}

bool Evaluation::check(const SizeCheck& check, const Subject& subject) {
  const std::optional<std::size_t> size = size_of(subject.value, check.of);
  if (!size) return true;
  if (check.bound == SizeBound::Least ? *size >= check.limit : *size <= check.limit) return true;
  if (collector_ != nullptr) collector_->wrong_size(subject.value, check, *size);
  return false;
}

bool Evaluation::check(const PatternCheck& check, const Subject& subject) {
  if (!subject.value.is_string() || search(check.pattern, subject.value.string(), subject.value)) return true;
  if (collector_ != nullptr) collector_->pattern_mismatch(subject.value, check.pattern);
  return false;
}

bool Evaluation::check(const FormatCheck& check, const Subject& subject) {
  if (!subject.value.is_string() || matches_format(check.format, subject.value.string())) return true;
  if (collector_ != nullptr) collector_->format_mismatch(subject.value, check.format);
  return false;
}

bool Evaluation::check(const NamingCheck&, const Subject& subject) {
  if (!subject.value.is_string() || !names_nothing(subject.value.string())) return true;
  if (collector_ != nullptr) collector_->nothing_named(subject.value);
  return false;
}

bool Evaluation::check(const PrintedInCheck& check, const Subject& subject) {
  if (!subject.value.is_string() || !without_marks(subject.value.string(), check.marks)) return true;
  if (collector_ != nullptr) collector_->marked(subject.value, check.marks);
  return false;
}

/// Members and named schemas are both sorted by name, so one walk pairs them.
bool Evaluation::check(const MembersCheck& check, const Subject& subject) {
  const data::Value& object = subject.value;
  if (!object.is_object()) return true;
  bool valid = true;
  auto named = check.named.begin();
  const auto skip_absent = [&](auto is_before) {
    for (; named != check.named.end() && is_before(*named); ++named) {
      if (!named->required) continue;
      valid = false;
      if (collector_ != nullptr) collector_->missing_name(object, named->name, named->schema);
    }
  };
  for (std::size_t i = 0; i < object.size(); ++i) {
    const std::string_view key = object.sorted_at(i).key();
    skip_absent([key](const MembersCheck::Named& candidate) { return candidate.name < key; });
    const bool has_name = named != check.named.end() && named->name == key;
    valid &= check_member(check, has_name ? named->schema : SchemaId(), i, subject);
    if (!valid && collector_ == nullptr) return false;
    const bool stands_again = i + 1 < object.size() && object.sorted_at(i + 1).key() == key;
    if (has_name && !stands_again) ++named;
  }
  skip_absent([](const MembersCheck::Named&) { return true; });
  return valid;
}

bool Evaluation::check_member(const MembersCheck& check, SchemaId named, std::size_t index, const Subject& subject) {
  const data::Value member = subject.value.sorted_at(index);
  bool valid = true;
  bool looked_at = static_cast<bool>(named);
  if (named) valid &= apply(named, member, nullptr);
  for (const MembersCheck::Matching& matching : check.matching) {
    if (!search(matching.pattern, member.key(), member)) continue;
    looked_at = true;
    valid &= apply(matching.schema, member, nullptr);
  }
  if (!looked_at && check.additional) {
    looked_at = true;
    valid &= check_unknown(check.additional, member, subject);
  }
  if (looked_at && subject.evaluated != nullptr) subject.evaluated->add(index);
  return valid;
}

/// A member that matches neither a name nor a pattern. The schema `false` forbids it.
bool Evaluation::check_unknown(SchemaId schema, const data::Value& member, const Subject& subject) {
  if (limits_.allows_schema_name && subject.value.node() == 0 && member.key() == "$schema") return true;
  if (collector_ == nullptr || !program_.at(schema).refuses_all) return apply(schema, member, nullptr);
  if (!has_enough()) collector_->unknown_name(member, known_names(program_, subject.schema));
  return false;
}

bool Evaluation::check(const NamesCheck& check, const Subject& subject) {
  const data::Value& object = subject.value;
  if (!object.is_object()) return true;
  data::DocumentBuilder builder{diagnostics::SourceId()};
  builder.begin_array(0);
  for (std::size_t i = 0; i < object.size(); ++i) builder.string_outliving(object.key_at(i), 0, 0);
  builder.end_array(0);
  const data::Document names = std::move(builder).finish();
  bool valid = true;
  for (std::size_t i = 0; i < object.size(); ++i) {
    const Silence silence(*this);
    if (apply(check.schema, names.root().at(i), nullptr)) continue;
    valid = false;
    if (silence.collector() != nullptr) silence.collector()->bad_name(object.at(i));
  }
  return valid;
}

bool Evaluation::check(const DependentRequiredCheck& check, const Subject& subject) {
  if (!subject.value.is_object()) return true;
  bool valid = true;
  for (const DependentRequiredCheck::Dependency& dependency : check.dependencies) {
    if (!subject.value.find(dependency.name)) continue;
    for (const std::string_view name : dependency.required) {
      if (subject.value.find(name)) continue;
      valid = false;
      if (collector_ != nullptr) collector_->missing_dependent(subject.value, name, dependency.name);
    }
  }
  return valid;
}

bool Evaluation::check(const DependentSchemasCheck& check, const Subject& subject) {
  if (!subject.value.is_object()) return true;
  bool valid = true;
  for (const DependentSchemasCheck::Dependency& dependency : check.dependencies) {
    if (!subject.value.find(dependency.name)) continue;
    valid &= apply(dependency.schema, subject.value, subject.evaluated);
    if (!valid && collector_ == nullptr) return false;
  }
  return valid;
}

bool Evaluation::check(const UnevaluatedMembersCheck& check, const Subject& subject) {
  const data::Value& object = subject.value;
  if (!object.is_object()) return true;
  bool valid = true;
  for (std::size_t i = 0; i < object.size(); ++i) {
    if (subject.evaluated->has(i)) continue;
    valid &= check_unknown(check.schema, object.sorted_at(i), subject);
    if (!valid && collector_ == nullptr) return false;
  }
  subject.evaluated->add_first(object.size());
  return valid;
}

bool Evaluation::check(const ItemsCheck& check, const Subject& subject) {
  const data::Value& array = subject.value;
  if (!array.is_array()) return true;
  bool valid = true;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const bool in_prefix = i < check.prefix.size();
    const SchemaId schema = in_prefix ? check.prefix[i] : check.rest;
    if (!schema) break;
    if (!in_prefix && program_.at(schema).refuses_all) {
      // One message for all surplus items.
      if (collector_ != nullptr) collector_->surplus_items(array, check.prefix.size());
      valid = false;
      break;
    }
    valid &= apply(schema, array.at(i), nullptr);
    if (!valid && collector_ == nullptr) return false;
  }
  if (subject.evaluated != nullptr) {
    subject.evaluated->add_first(check.rest ? array.size() : std::min(check.prefix.size(), array.size()));
  }
  return valid;
}

bool Evaluation::check(const ContainsCheck& check, const Subject& subject) {
  const data::Value& array = subject.value;
  if (!array.is_array()) return true;
  const bool counts_all = check.most || subject.evaluated != nullptr || collector_ != nullptr;
  std::size_t count = 0;
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (!counts_all && count >= check.least) return true;
    const Silence silence(*this);
    if (!apply(check.schema, array.at(i), nullptr)) continue;
    ++count;
    if (subject.evaluated != nullptr) subject.evaluated->add(i);
  }
  if (count >= check.least && (!check.most || count <= *check.most)) return true;
  if (collector_ != nullptr) collector_->wrong_contained_count(array, check, count);
  return false;
}

bool Evaluation::check(const UniqueItemsCheck&, const Subject& subject) {
  const data::Value& array = subject.value;
  if (!array.is_array() || array.size() < 2) return true;
  std::vector<data::Value> items;
  items.reserve(array.size());
  for (std::size_t i = 0; i < array.size(); ++i) items.push_back(array.at(i));
  // Stable, so that each duplicate refers to the first occurrence in the array.
  std::stable_sort(items.begin(), items.end(),
                   [](const data::Value& a, const data::Value& b) { return data::compare_values(a, b) < 0; });
  bool valid = true;
  data::Value first = items.front();
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (data::compare_values(first, items[i]) != 0) {
      first = items[i];
      continue;
    }
    valid = false;
    if (collector_ == nullptr) break;
    collector_->repeated_item(items[i], first);
  }
  return valid;
}

bool Evaluation::check(const UnevaluatedItemsCheck& check, const Subject& subject) {
  const data::Value& array = subject.value;
  if (!array.is_array()) return true;
  const bool refuses_all = program_.at(check.schema).refuses_all;
  bool valid = true;
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (subject.evaluated->has(i)) continue;
    if (refuses_all && collector_ != nullptr) {
      collector_->nothing_allowed(array.at(i));
      valid = false;
    } else {
      valid &= apply(check.schema, array.at(i), nullptr);
    }
    if (!valid && collector_ == nullptr) return false;
  }
  subject.evaluated->add_first(array.size());
  return valid;
}

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

/// Applies one of several schemas, keeping its evaluated set and errors apart.
Branch Evaluation::try_branch(SchemaId schema, const Subject& subject) {
  Branch branch{schema};
  const std::size_t mark = collector_ == nullptr ? 0 : collector_->mark();
  branch.valid = apply(schema, subject.value, subject.evaluated == nullptr ? nullptr : &branch.evaluated);
  if (collector_ != nullptr) branch.errors = collector_->take_from(mark);
  if (branch.valid && subject.evaluated != nullptr) subject.evaluated->merge(branch.evaluated);
  return branch;
}

/// Explains that no branch is valid. Returns false, as the result of the check.
bool Evaluation::explain_misfit(std::vector<Branch>& branches, const Subject& subject) {
  if (collector_ == nullptr || stopped_) return false;
  const std::size_t nearest = collector_->no_branch_fits(subject.value, branches);
  // So that members which the explained branch evaluated are not also reported as unknown.
  if (subject.evaluated != nullptr) subject.evaluated->merge(branches[nearest].evaluated);
  return false;
}

bool Evaluation::check(const AnyOfCheck& check, const Subject& subject) {
  std::vector<Branch> branches;
  bool valid = false;
  for (const SchemaId schema : check.schemas) {
    Branch branch = try_branch(schema, subject);
    valid |= branch.valid;
    // The remaining branches matter only for the items and members that they evaluate.
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
