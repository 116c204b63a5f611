// Questions about a compiled schema that need no data: what applies in place, titles, names, forms of objects.
#pragma once

#include "schema/detail/schema_program.h"

#include <functional>
#include <string_view>
#include <vector>

namespace gongwen::schema {

// Titles of choices that a schema has elsewhere: an object whose further members depend on one of them names each form,
// `{"if": {"properties": {"type": {"const": "mt_week"}}}, "then": {"$ref": …}}`, and the form has the title.

/// The constant that a condition asks of one member, and nothing else.
struct AskedConstant {
  std::string_view member;
  data::Value constant;
};
std::optional<AskedConstant> asked_constant(const SchemaProgram& program, SchemaId condition);

/// The only member that a condition asks for, whatever its value.
std::optional<std::string_view> asked_name(const SchemaProgram& program, SchemaId condition);

/// Gives the choices of `enum` without titles those of the forms that they are for.
void link_form_titles(SchemaProgram& program);

// What applies to one value, and what the keywords of a schema say.

/// Calls `visit` for a schema and for every schema that it may apply to the same value: by
/// reference, allOf, anyOf, oneOf, if, then, else, dependentSchemas. Each once, the nearest first;
/// `not` is left out.
void for_each_in_place(const SchemaProgram& program, SchemaId schema,
                       const std::function<void(const SchemaNode&)>& visit);

/// Appends every schema that a check applies, to the same value or to its parts; `not` included.
void append_applied(const SchemaCheck& check, std::vector<SchemaId>& schemas);

/// The value of a keyword such as `default`, of the schema or of the one that it refers to.
std::optional<data::Value> keyword_of(const SchemaProgram& program, SchemaId schema, std::string_view keyword);

/// The title for people; if it has none, that of the schema that it refers to.
diagnostics::BilingualText title_of(const SchemaProgram& program, SchemaId schema);

/// The names that an object may have by this schema, sorted; those of patterns are not among them.
std::vector<std::string_view> known_names(const SchemaProgram& program, SchemaId schema);

}  // namespace gongwen::schema
