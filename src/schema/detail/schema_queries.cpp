#include "schema/detail/schema_queries.h"

#include <algorithm>
#include <unordered_set>

namespace gongwen::schema {
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

/// The schema that a schema stands for by `$ref`; none when it has no reference.
SchemaId reference_of(const SchemaNode& node) {
  for (const SchemaCheck& check : node.checks) {
    if (const auto* reference = std::get_if<ReferenceCheck>(&check)) return reference->target;
  }
  return SchemaId();
}

/// Asks a schema, then the ones that it refers to, until `find` answers. References may run in a
/// circle.
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
