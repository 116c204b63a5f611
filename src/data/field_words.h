// What a field may be, in words: for lists of fields and for remarks in data that is still to be filled in.
#pragma once

#include "data/schema_fields.h"

#include <string>

namespace gongwen::data {

/// Choices, format or types, then the limits: `整数，1 至 60`, `a text, at most 60 characters`.
std::string limit_words(const SchemaField& field, diagnostics::Language language);

/// The same, and whether it must be there and what it is otherwise: `整数，1 至 60，必填`.
std::string field_words(const SchemaField& field, diagnostics::Language language);

}  // namespace gongwen::data
