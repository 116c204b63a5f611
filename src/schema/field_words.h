// What a field may be, in words: for lists of fields and for remarks in data that is still to be filled in.
#pragma once

#include "schema/schema_fields.h"

#include <string>

namespace gongwen::schema {

/// Choices, format or types, then the limits: `整数，1 至 60`, `a text, at most 60 characters`.
std::string limit_words(const SchemaField& field, diagnostics::Language language);

/// The explanation of the schema, and what its patterns ask for with an example; empty when there is none.
std::string explanation_of(const SchemaField& field, diagnostics::Language language);

/// A choice as data have it, with its title: `mt_meeting（会议）`.
std::string choice_words(const FieldChoice& choice, diagnostics::Language language);

/// Whether the list is too long for `field_words`, which then has the number only.
bool shows_choices_apart(const SchemaField& field);

/// The same, and whether it must be there and what it is otherwise: `整数，1 至 60，必填`.
std::string field_words(const SchemaField& field, diagnostics::Language language);

}  // namespace gongwen::schema
