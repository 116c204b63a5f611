// JSON Schema Core 10.2 (in-place applicators) and 11 (unevaluated).
#include "schema/detail/compile_checks.h"

namespace gongwen::schema {

void compile_logic_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  if (auto all = schema.find_schemas("allOf"); !all.empty()) checks.emplace_back(AllOfCheck{std::move(all)});
  if (auto any = schema.find_schemas("anyOf"); !any.empty()) checks.emplace_back(AnyOfCheck{std::move(any)});
  if (auto one = schema.find_schemas("oneOf"); !one.empty()) checks.emplace_back(OneOfCheck{std::move(one)});
  if (const SchemaId excluded = schema.find_schema("not")) checks.emplace_back(NotCheck{excluded});
  // `then` and `else` mean nothing without `if`.
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
