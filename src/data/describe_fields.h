// The fields of a schema in words: for people who fill in data, and as JSON for programs that make forms of them.
#pragma once

#include "data/schema_fields.h"

#include <string>

namespace gongwen::data {

/// A line a field, parts indented: name, title, what it may be, whether it must be there.
///   issue  期号  整数，1 至 60，必填
///   events  事项  列表，至少 1 项，必填
///     id  事项编号  文本，1 至 60 字，必填
std::string describe_as_text(const SchemaField& root, diagnostics::Language language);

/// One array in one line, an object a field in the same order: pointer, title, types, required, and the limits and
/// choices that there are, named as in JSON Schema.
std::string describe_as_json(const SchemaField& root);

}  // namespace gongwen::data
