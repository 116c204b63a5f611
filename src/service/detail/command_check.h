// The bodies of commands are checked against their schemas in the OpenAPI document, so that a misspelled member or one
// of another type is refused rather than ignored: `"limits": 3` would otherwise open a call without a limit.
#pragma once

#include "base/json.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// A member of a command that is unknown or has the wrong type.
struct WrongMember {
  std::string name;                     // path from the command on: `text/cn`, `remarks/0/pointer`
  std::vector<std::string> known = {};  // if the name is unknown: the names that are possible there
  std::string type = {};                // if the JSON type is wrong: the type in the schema
};

/// Returns the first wrong member of a command by one of kOpenApiSchemas; nullopt if all names and types are those of
/// the schema. The function that executes the command checks missing members and values.
std::optional<WrongMember> find_wrong_member(const base::JsonView& command, std::string_view schema);

/// Returns the name of the first member of an object that is not one of `known`; nullopt if absent.
std::optional<std::string> find_unknown_member(const base::JsonView& object, std::span<const std::string> known);

}  // namespace gongwen::service
