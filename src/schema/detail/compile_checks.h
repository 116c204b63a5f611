// From the keywords of one schema to its checks, one function a group of keywords. Each appends
// what it finds.
#pragma once

#include "schema/detail/schema_object.h"
#include "schema/detail/schema_program.h"

#include <vector>

namespace gongwen::schema {

/// type, const, enum, the bounds of numbers and texts, pattern. `format` is compiled where
/// `assert_formats` is set.
void compile_value_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// Reports data/schema-unknown-format.
void compile_format_check(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// prefixItems, items, contains, uniqueItems, the bounds of arrays.
void compile_array_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// properties, patternProperties, additionalProperties, required, propertyNames, dependent…, the
/// bounds of objects.
void compile_object_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// allOf, anyOf, oneOf, not, if.
void compile_logic_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// unevaluatedItems, unevaluatedProperties: these must come last.
void compile_unevaluated_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);

}  // namespace gongwen::schema
