// Titles of choices that a schema has elsewhere: an object whose further members depend on one of its own names each
// form, `{"if": {"properties": {"type": {"const": "ns_week"}}}, "then": {"$ref": …}}`, and the form has the title.
#pragma once

#include "data/schema_fields.h"

#include <string>
#include <utility>
#include <vector>

namespace gongwen::databook {

struct ChoiceTitles {
  std::string member;
  std::vector<std::pair<data::Value, diagnostics::BilingualText>> titles;  // views into the schema
};

/// The schema that `{"$ref": "#/$defs/name"}` names in its document; other schemas are their own.
data::Value referenced_schema(const data::Value& schema);

/// For each member that decides between forms of the object.
std::vector<ChoiceTitles> choice_titles(const data::SchemaField& object);

/// Gives the choices of the field, if it is one of the members, the titles that they lack.
void take_titles(const std::vector<ChoiceTitles>& all, data::SchemaField& field);

/// Forms of an object may list the same choice several times.
void keep_each_choice_once(data::SchemaField& field);

}  // namespace gongwen::databook
