// Records as JSON that is put together: each member stays as the record has it. And the one change that people make to
// a record: another value at a pointer.
#pragma once

#include "base/json.h"
#include "data/document.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

/// An object or list, its members or items as they are written, to be changed.
base::Json json_of(const data::Value& container);
/// Puts the members of an object into another one.
void put_members(base::Json& object, const data::Value& other);

/// The value with another one at `pointer`, or without it. An item may be added at the end of a list as `-`. Nothing
/// when the pointer leads nowhere: only the last step may be new.
std::optional<std::string> edited_json(const data::Value& value, std::string_view pointer,
                                       const std::optional<std::string>& json);

}  // namespace gongwen::store
