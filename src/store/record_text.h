// Records as JSON for people: two blanks a level, lists of plain values in one line where they are short.
#pragma once

#include "data/document.h"

#include <string>
#include <string_view>

namespace gongwen::store {

/// With a line end.
std::string pretty_json(const data::Value& value);
/// The same of a text that is JSON; another text stays as it is.
std::string pretty_record(std::string_view json);
/// In one line.
std::string compact_json(const data::Value& value);

}  // namespace gongwen::store
