// Queries on a compiled schema that need no data: schemas that apply in place, titles, names, forms of objects.
#pragma once

#include "schema/detail/schema_program.h"

#include <functional>
#include <string_view>
#include <vector>

namespace gongwen::schema {

// Titles of choices that are stated elsewhere in the schema. If the other members of an object depend on one of them,
// the schema lists the forms, `{"if": {"properties": {"type": {"const": "mt_week"}}}, "then": {"$ref": …}}`, and each
// form has a title.

/// A condition that only requires one member to have a constant value.
struct AskedConstant {
  std::string_view member;
  data::Value constant;
};
std::optional<AskedConstant> asked_constant(const SchemaProgram& program, SchemaId condition);

/// Returns the only member whose presence a condition requires, with any value; nullopt for other conditions.
std::optional<std::string_view> asked_name(const SchemaProgram& program, SchemaId condition);

/// Gives choices of `enum` without titles the titles of the forms that they select.
void link_form_titles(SchemaProgram& program);

// Schemas that apply to the same value, and keywords.

/// Calls `visit` for a schema and every schema that it may apply to the same value, through references, allOf, anyOf,
/// oneOf, if, then, else, dependentSchemas. Each is visited once, nearest first; `not` is excluded.
void for_each_in_place(const SchemaProgram& program, SchemaId schema,
                       const std::function<void(const SchemaNode&)>& visit);

/// Appends every schema that a check applies, to the same value or its parts, including `not`.
void append_applied(const SchemaCheck& check, std::vector<SchemaId>& schemas);

/// The value of a keyword such as `default`, from the schema or the one that it refers to.
std::optional<data::Value> keyword_of(const SchemaProgram& program, SchemaId schema, std::string_view keyword);

/// The title for people; if the schema has none, that of the schema that it refers to.
diagnostics::BilingualText title_of(const SchemaProgram& program, SchemaId schema);

/// The sorted names of members that this schema defines; names matched by patterns are not included.
std::vector<std::string_view> known_names(const SchemaProgram& program, SchemaId schema);

}  // namespace gongwen::schema
