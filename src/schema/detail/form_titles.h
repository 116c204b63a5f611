// Titles of choices that a schema has elsewhere: an object whose further members depend on one of its own names each
// form, `{"if": {"properties": {"type": {"const": "mt_week"}}}, "then": {"$ref": …}}`, and the form has the title.
#pragma once

#include "schema/detail/schema_program.h"

namespace gongwen::schema {

/// The constant that a condition asks of one member, and nothing else.
struct AskedConstant {
  std::string_view member;
  data::Value constant;
};
std::optional<AskedConstant> asked_constant(const SchemaProgram& program, SchemaId condition);

/// The only member that a condition asks for, whatever its value.
std::optional<std::string_view> asked_name(const SchemaProgram& program, SchemaId condition);

/// Gives the choices of `enum` the titles of the forms that they stand for, where they have none of their own.
void link_form_titles(SchemaProgram& program);

}  // namespace gongwen::schema
