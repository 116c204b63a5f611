// Addresses and numbers of documents as people write them.
#pragma once

#include "schema/written_values.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

/// With `.` for `。`, without `mailto:` and angle brackets.
std::optional<std::string> read_email(std::string_view text);
Advice advise_email(std::string_view text);

/// For formats whose texts are ASCII, or have one way of writing: full-width characters, blanks, dashes and brackets.
std::optional<std::string> read_code(Format format, std::string_view text);

}  // namespace gongwen::schema
