// Fields of a schema in words and as JSON.
#pragma once

#include "schema/schema_fields.h"

#include <string>

namespace gongwen::schema {

// What a field may be, in words: for lists of fields and for remarks in data that is still to be filled in.

/// Choices, format or types, then the limits: `整数，1 至 60`, `a text, at most 60 characters`.
std::string limit_words(const SchemaField& field, diagnostics::Language language);

/// The explanation of the schema, and what its patterns ask for with an example; empty when there is none.
std::string explanation_of(const SchemaField& field, diagnostics::Language language);

/// A choice as it is in data, with its title: `mt_meeting（会议）`.
std::string choice_words(const FieldChoice& choice, diagnostics::Language language);

/// Whether the list is too long for `field_words`, which then has the number only.
bool shows_choices_apart(const SchemaField& field);

/// The same, and whether it must be there and what it is otherwise: `整数，1 至 60，必填`.
std::string field_words(const SchemaField& field, diagnostics::Language language);

// The fields of a schema in words: for people who fill in data, and as JSON for programs that make forms of them.

/// A line a field, parts indented: name, title, what it may be, whether it must be there. Below it what the schema
/// explains (`#`), the choices of a long list (`=`), the parts, and what holds in some cases only (`[…]`).
///   issue  期号  整数，1 至 60，必填
///   events  事项  列表，至少 1 项，必填
///     type  事项类型  下列 32 项之一，必填
///       = mt_meeting（会议）
///     [事项类型（type）为 mt_meeting（会议）时]
///       name  会议名称  文字，1 至 200 字，必填
std::string describe_as_text(const SchemaField& root, diagnostics::Language language);

/// One array in one line, an object a field in the same order: pointer, title, description, types, required, and any
/// limits and choices, named as in JSON Schema; `enumTitles` in the order of `enum`. An object whose members depend on
/// one of them has `forms`.
std::string describe_as_json(const SchemaField& root);

}  // namespace gongwen::schema
