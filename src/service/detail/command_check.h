// The bodies of commands are checked by their schemas of the OpenAPI document, so that a member that is misspelled or
// has another type is refused rather than ignored: `"limits": 3` would otherwise open a call without a limit.
#pragma once

#include "base/json.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// A member of a command that cannot be meant.
struct WrongMember {
  std::string name;                     // from the command on: `text/cn`, `remarks/0/pointer`
  std::vector<std::string> known = {};  // if the schema does not have it: those that would do there
  std::string type = {};                // if its JSON type is another one: that of the schema
};

/// The first wrong member of a command, by one of kOpenApiSchemas; nullopt if all have names and types of the schema.
/// Whether members are missing, and whether their values are possible, is for the function that takes the command.
std::optional<WrongMember> find_wrong_member(const base::JsonView& command, std::string_view schema);

/// The name of the first member of an object that is not one of `known`; nullopt if there is none.
std::optional<std::string> find_unknown_member(const base::JsonView& object, std::span<const std::string> known);

}  // namespace gongwen::service
