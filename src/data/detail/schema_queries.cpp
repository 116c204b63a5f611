#include "data/detail/schema_queries.h"

#include <algorithm>
#include <unordered_set>

namespace gongwen::data {
namespace {

/// Appends the schemas that a check may apply to the same value.
struct InPlaceSchemas {
  std::vector<SchemaId>& out;

  void add(SchemaId schema) {
    if (schema) out.push_back(schema);
  }
  void add(const std::vector<SchemaId>& schemas) {
    out.insert(out.end(), schemas.begin(), schemas.end());
  }

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
    for (const DependentSchemasCheck::Dependency& dependency : check.dependencies)
      add(dependency.schema);
  }
  template <typename OtherCheck>
  void operator()(const OtherCheck&) {}
};

}  // namespace

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
  // A reference may lead to another one, but not round in a circle for ever.
  constexpr int kMostReferences = 8;
  for (int i = 0; schema && i < kMostReferences; ++i) {
    const SchemaNode& node = program.at(schema);
    if (!node.title.chinese.empty()) return node.title;
    schema = SchemaId();
    for (const SchemaCheck& check : node.checks) {
      if (const auto* reference = std::get_if<ReferenceCheck>(&check)) schema = reference->target;
    }
  }
  return {};
}

std::vector<std::string_view> known_names(const SchemaProgram& program, SchemaId schema) {
  std::vector<std::string_view> names;
  for_each_in_place(program, schema, [&names](const SchemaNode& node) {
    for (const SchemaCheck& check : node.checks) {
      const auto* members = std::get_if<MembersCheck>(&check);
      if (members == nullptr) continue;
      for (const MembersCheck::Named& named : members->named) {
        if (named.schema) names.push_back(named.name);
      }
    }
  });
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace gongwen::data
