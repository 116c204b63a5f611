// Describes the fields of a schema in words and as JSON.
#pragma once

#include "schema/schema_fields.h"

#include <string>
#include <string_view>

namespace gongwen::schema {

// Texts with structure and pictures, by the keyword `contentMediaType` of JSON Schema.

inline constexpr std::string_view kMarkdown = "text/markdown";
inline constexpr std::string_view kHtml = "text/html";
/// The name of a picture file beside the data, or a `data:` address.
inline constexpr std::string_view kPicture = "image/*";

/// The media type of a text by its schema; empty if it has none.
std::string_view media_type_of(const SchemaField& field);
/// Whether it is Markdown or HTML.
bool is_structured_text(const SchemaField& field);
/// Whether it is a picture, or a list of pictures.
bool takes_picture(const SchemaField& field);

// What a field may be, in words: for lists of fields and for comments in starter data.

/// Choices, format or types, then limits: `整数，1 至 60`, `a text, max 60 characters`.
std::string limit_words(const SchemaField& field, diagnostics::Language language);

/// The description in the schema, and what its patterns require with an example; empty if there is neither.
std::string explanation_of(const SchemaField& field, diagnostics::Language language);

/// A choice by its value in data and its title: `mt_meeting（会议）`.
std::string choice_words(const FieldChoice& choice, diagnostics::Language language);

/// Whether the list of choices is too long for `field_words`, which then gives only their number.
bool shows_choices_apart(const SchemaField& field);

/// Limits, whether the field is required, and its default: `整数，1 至 60，必填`.
std::string field_words(const SchemaField& field, diagnostics::Language language);

// All fields of a schema in words, for people who fill in data, and as JSON, for programs that make forms.

/// One line per field, parts indented: name, title, limits, whether it is required. Below it the description (`#`), the
/// choices of a long list (`=`), the parts, and the conditional parts (`[…]`).
///   issue  期号  整数，1 至 60，必填
///   events  事项  列表，至少 1 项，必填
///     type  事项类型  下列 32 项之一，必填
///       = mt_meeting（会议）
///     [事项类型（type）为 mt_meeting（会议）时]
///       name  会议名称  文字，1 至 200 字，必填
std::string describe_as_text(const SchemaField& root, diagnostics::Language language);

/// One array on one line with an object per field, in the same order: pointer, title, description, types, required, and
/// any limits and choices, named as in JSON Schema; `enumTitles` has the order of `enum`. An object whose members
/// depend on one of them has `forms`.
std::string describe_as_json(const SchemaField& root);

}  // namespace gongwen::schema
