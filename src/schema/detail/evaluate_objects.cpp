// JSON Schema Core 10.3.2 and 11.3, Validation 6.5: checks of objects.
#include "data/document_builder.h"
#include "schema/detail/evaluation.h"
#include "schema/detail/schema_queries.h"

namespace gongwen::schema {

/// Members and named schemas are both in the order of their names: one walk pairs them.
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

/// A member that no name and no pattern is for. The schema `false` means that there must be none.
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

}  // namespace gongwen::schema
