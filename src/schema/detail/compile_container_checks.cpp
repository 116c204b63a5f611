// JSON Schema Core 10.3 and Validation 6.4 (arrays), 6.5 (objects).

#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/schema_compiler.h"

#include <algorithm>
#include <map>

namespace gongwen::schema {
namespace {

constexpr Expectation kArrayOfNames{texts::SchemaWantsTexts};

void compile_contains(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<std::size_t> least = schema.find_count("minContains");
  const std::optional<std::size_t> most = schema.find_count("maxContains");
  const SchemaId contained = schema.find_schema("contains");
  if (contained) checks.emplace_back(ContainsCheck{contained, least.value_or(1), most});
}

/// `properties` and `required` by name: an ordered map gives the order of the table.
std::vector<MembersCheck::Named> compile_named_members(const SchemaObject& schema) {
  std::map<std::string_view, MembersCheck::Named> by_name;
  if (const auto properties = schema.find_object("properties")) {
    for (std::size_t i = 0; i < properties->size(); ++i) {
      const data::Value member = properties->at(i);
      by_name[member.key()] = {member.key(), schema.number(member)};
    }
  }
  for (const std::string_view name : schema.find_names("required")) {
    MembersCheck::Named& member = by_name[name];
    member.name = name;
    member.required = true;
  }
  std::vector<MembersCheck::Named> named;
  named.reserve(by_name.size());
  for (const auto& entry : by_name) named.push_back(entry.second);
  return named;
}

std::vector<MembersCheck::Matching> compile_matching_members(const SchemaObject& schema) {
  std::vector<MembersCheck::Matching> matching;
  const std::optional<data::Value> properties = schema.find_object("patternProperties");
  if (!properties) return matching;
  for (std::size_t i = 0; i < properties->size(); ++i) {
    const data::Value member = properties->at(i);
    auto pattern = schema.compile_pattern(member.key(), member.key_span());
    if (pattern) matching.push_back({*std::move(pattern), schema.number(member)});
  }
  return matching;
}

void compile_members(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  MembersCheck check{compile_named_members(schema), compile_matching_members(schema),
                     schema.find_schema("additionalProperties")};
  if (check.named.empty() && check.matching.empty() && !check.additional) return;
  checks.emplace_back(std::move(check));
}

void compile_dependent_required(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> dependencies = schema.find_object("dependentRequired");
  if (!dependencies) return;
  DependentRequiredCheck check;
  for (std::size_t i = 0; i < dependencies->size(); ++i) {
    const data::Value names = dependencies->at(i);
    if (!names.is_array()) {
      schema.report_value(names, kArrayOfNames);
    } else {
      check.dependencies.push_back({names.key(), schema.names_in(names)});
    }
  }
  checks.emplace_back(std::move(check));
}

void compile_dependent_schemas(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> dependencies = schema.find_object("dependentSchemas");
  if (!dependencies) return;
  DependentSchemasCheck check;
  for (std::size_t i = 0; i < dependencies->size(); ++i) {
    const data::Value dependency = dependencies->at(i);
    check.dependencies.push_back({dependency.key(), schema.number(dependency)});
  }
  checks.emplace_back(std::move(check));
}

}  // namespace

void compile_array_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  schema.compile_sizes("minItems", "maxItems", SizeOf::Array, checks);
  if (schema.is_set("uniqueItems")) checks.emplace_back(UniqueItemsCheck{});
  ItemsCheck items{schema.find_schemas("prefixItems"), schema.find_schema("items")};
  if (!items.prefix.empty() || items.rest) checks.emplace_back(std::move(items));
  compile_contains(schema, checks);
}

void compile_object_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  schema.compile_sizes("minProperties", "maxProperties", SizeOf::Object, checks);
  compile_members(schema, checks);
  if (const SchemaId names = schema.find_schema("propertyNames")) checks.emplace_back(NamesCheck{names});
  compile_dependent_required(schema, checks);
  compile_dependent_schemas(schema, checks);
}

void compile_logic_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  if (auto all = schema.find_schemas("allOf"); !all.empty()) checks.emplace_back(AllOfCheck{std::move(all)});
  if (auto any = schema.find_schemas("anyOf"); !any.empty()) checks.emplace_back(AnyOfCheck{std::move(any)});
  if (auto one = schema.find_schemas("oneOf"); !one.empty()) checks.emplace_back(OneOfCheck{std::move(one)});
  if (const SchemaId excluded = schema.find_schema("not")) checks.emplace_back(NotCheck{excluded});
  // `then` and `else` have no effect without `if`.
  if (const SchemaId condition = schema.find_schema("if")) {
    checks.emplace_back(ConditionCheck{condition, schema.find_schema("then"), schema.find_schema("else")});
  }
}

void compile_unevaluated_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  if (const SchemaId items = schema.find_schema("unevaluatedItems")) checks.emplace_back(UnevaluatedItemsCheck{items});
  if (const SchemaId members = schema.find_schema("unevaluatedProperties")) {
    checks.emplace_back(UnevaluatedMembersCheck{members});
  }
}

}  // namespace gongwen::schema
