
#include "data/values.h"
#include "schema/detail/schema_queries.h"

namespace gongwen::schema {
namespace {

/// The conditions of a schema, and of the parts of its allOf.
std::vector<const ConditionCheck*> conditions_of(const SchemaProgram& program, const SchemaNode& node) {
  std::vector<const ConditionCheck*> conditions;
  for (const SchemaCheck& check : node.checks) {
    if (const auto* condition = std::get_if<ConditionCheck>(&check)) conditions.push_back(condition);
    const auto* all = std::get_if<AllOfCheck>(&check);
    if (all == nullptr) continue;
    for (const SchemaId part : all->schemas) {
      if (const auto* condition = find_check<ConditionCheck>(program.at(part))) conditions.push_back(condition);
    }
  }
  return conditions;
}

/// The list of choices of a member, in its own schema or in the one that it refers to.
EnumCheck* choices_of_member(SchemaProgram& program, const SchemaNode& object, std::string_view name) {
  const auto* members = find_check<MembersCheck>(object);
  if (members == nullptr) return nullptr;
  for (const MembersCheck::Named& named : members->named) {
    if (named.name != name || !named.schema) continue;
    SchemaId schema = named.schema;
    if (const auto* reference = find_check<ReferenceCheck>(program.at(schema))) schema = reference->target;
    for (SchemaCheck& check : program.nodes[schema.index()].checks) {
      if (auto* list = std::get_if<EnumCheck>(&check)) return list;
    }
  }
  return nullptr;
}

void give_title(EnumCheck& list, const data::Value& choice, const diagnostics::BilingualText& title) {
  for (std::size_t i = 0; i < list.titles.size(); ++i) {
    const bool untitled = list.titles[i].chinese.empty();
    if (untitled && data::compare_values(list.list.at(i), choice) == 0) list.titles[i] = title;
  }
}

}  // namespace

std::optional<AskedConstant> asked_constant(const SchemaProgram& program, SchemaId condition) {
  const auto* members = condition ? find_check<MembersCheck>(program.at(condition)) : nullptr;
  if (members == nullptr || members->named.size() != 1 || !members->named.front().schema) return std::nullopt;
  const MembersCheck::Named& asked = members->named.front();
  const auto* constant = find_check<ConstCheck>(program.at(asked.schema));
  if (constant == nullptr) return std::nullopt;
  return AskedConstant{asked.name, constant->expected};
}

std::optional<std::string_view> asked_name(const SchemaProgram& program, SchemaId condition) {
  const auto* members = condition ? find_check<MembersCheck>(program.at(condition)) : nullptr;
  if (members == nullptr || members->named.size() != 1) return std::nullopt;
  const MembersCheck::Named& asked = members->named.front();
  return asked.required && !asked.schema ? std::optional(asked.name) : std::nullopt;
}

void link_form_titles(SchemaProgram& program) {
  for (const SchemaNode& node : program.nodes) {
    for (const ConditionCheck* const condition : conditions_of(program, node)) {
      const std::optional<AskedConstant> asked = asked_constant(program, condition->condition);
      if (!asked || !condition->consequence) continue;
      const diagnostics::BilingualText title = title_of(program, condition->consequence);
      EnumCheck* const list = title.chinese.empty() ? nullptr : choices_of_member(program, node, asked->member);
      if (list != nullptr) give_title(*list, asked->constant, title);
    }
  }
}

}  // namespace gongwen::schema
