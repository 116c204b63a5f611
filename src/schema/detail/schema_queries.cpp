#include "schema/detail/schema_queries.h"

#include "data/values.h"

#include <algorithm>
#include <unordered_set>

namespace gongwen::schema {
namespace {

/// The conditions of a schema and of the branches of its allOf.
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

/// The choices of a member, in its own schema or the one that it refers to.
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

namespace {

/// Appends the schemas that a check may apply to the same value.
struct InPlaceSchemas {
  std::vector<SchemaId>& out;

  void add(SchemaId schema) {
    if (schema) out.push_back(schema);
  }
  void add(const std::vector<SchemaId>& schemas) { out.insert(out.end(), schemas.begin(), schemas.end()); }

  void operator()(const ReferenceCheck& check) { add(check.target); }
  void operator()(const DynamicReferenceCheck& check) { add(check.initial); }
  void operator()(const AllOfCheck& check) { add(check.schemas); }
  void operator()(const AnyOfCheck& check) { add(check.schemas); }
  void operator()(const OneOfCheck& check) { add(check.schemas); }
  void operator()(const ConditionCheck& check) {
    add(check.condition);
    add(check.consequence);
    add(check.alternative);
  }
  void operator()(const DependentSchemasCheck& check) {
    for (const DependentSchemasCheck::Dependency& dependency : check.dependencies) add(dependency.schema);
  }
  template <typename OtherCheck>
  void operator()(const OtherCheck&) {}
};

/// Appends the schemas that a check applies to members, items and names.
struct PartSchemas {
  std::vector<SchemaId>& out;

  void add(SchemaId schema) {
    if (schema) out.push_back(schema);
  }

  void operator()(const ItemsCheck& check) {
    out.insert(out.end(), check.prefix.begin(), check.prefix.end());
    add(check.rest);
  }
  void operator()(const MembersCheck& check) {
    for (const MembersCheck::Named& named : check.named) add(named.schema);
    for (const MembersCheck::Matching& matching : check.matching) add(matching.schema);
    add(check.additional);
  }
  void operator()(const ContainsCheck& check) { add(check.schema); }
  void operator()(const NamesCheck& check) { add(check.schema); }
  void operator()(const NotCheck& check) { add(check.schema); }
  void operator()(const UnevaluatedItemsCheck& check) { add(check.schema); }
  void operator()(const UnevaluatedMembersCheck& check) { add(check.schema); }
  template <typename OtherCheck>
  void operator()(const OtherCheck&) {}
};

/// The target of the schema's `$ref`; none if it has no reference.
SchemaId reference_of(const SchemaNode& node) {
  for (const SchemaCheck& check : node.checks) {
    if (const auto* reference = std::get_if<ReferenceCheck>(&check)) return reference->target;
  }
  return SchemaId();
}

/// Calls `find` for a schema, then for those that it refers to, until `find` succeeds. References may be circular, so
/// their number is limited.
template <typename Find>
void follow_references(const SchemaProgram& program, SchemaId schema, const Find& find) {
  constexpr int kMaxReferences = 8;
  for (int i = 0; schema && i < kMaxReferences; ++i) {
    const SchemaNode& node = program.at(schema);
    if (find(node)) return;
    schema = reference_of(node);
  }
}

void add_names(const MembersCheck& check, std::vector<std::string_view>& names) {
  for (const MembersCheck::Named& named : check.named) {
    if (named.schema) names.push_back(named.name);
  }
}

}  // namespace

void append_applied(const SchemaCheck& check, std::vector<SchemaId>& schemas) {
  std::visit(InPlaceSchemas{schemas}, check);
  std::visit(PartSchemas{schemas}, check);
}

void for_each_in_place(const SchemaProgram& program, SchemaId schema,
                       const std::function<void(const SchemaNode&)>& visit) {
  std::vector<SchemaId> queue{schema};
  std::unordered_set<SchemaId> seen{schema};
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const SchemaNode& node = program.at(queue[next]);
    visit(node);
    std::vector<SchemaId> found;
    for (const SchemaCheck& check : node.checks) std::visit(InPlaceSchemas{found}, check);
    for (const SchemaId id : found) {
      if (seen.insert(id).second) queue.push_back(id);
    }
  }
}

diagnostics::BilingualText title_of(const SchemaProgram& program, SchemaId schema) {
  diagnostics::BilingualText title;
  follow_references(program, schema, [&](const SchemaNode& node) {
    title = node.title;
    return !title.chinese.empty();
  });
  return title;
}

std::optional<data::Value> keyword_of(const SchemaProgram& program, SchemaId schema, std::string_view keyword) {
  std::optional<data::Value> value;
  follow_references(program, schema, [&](const SchemaNode& node) {
    value = node.schema.is_object() ? node.schema.find(keyword) : std::nullopt;
    return value.has_value();
  });
  return value;
}

std::vector<std::string_view> known_names(const SchemaProgram& program, SchemaId schema) {
  std::vector<std::string_view> names;
  for_each_in_place(program, schema, [&names](const SchemaNode& node) {
    for (const SchemaCheck& check : node.checks) {
      if (const auto* members = std::get_if<MembersCheck>(&check)) add_names(*members, names);
    }
  });
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace gongwen::schema
