// The metaschemas of draft 2020-12, compiled into the program: schemas may refer to them, and
// dialects build on them.
#pragma once

#include <string_view>

namespace gongwen::schema {

/// The JSON text of https://json-schema.org/draft/2020-12/schema or …/meta/<vocabulary>; empty for
/// any other URI. It lives as long as the program runs.
std::string_view find_metaschema(std::string_view uri);

}  // namespace gongwen::schema
