// A schema that belongs to the program and not to a bundle.
#pragma once

#include "schema/schema.h"

#include <string_view>

namespace gongwen::schema {

/// Compiles the JSON Schema `text` in the dialect of the bundles. The text is part of the program: that it is sound is
/// asserted, not reported.
Schema built_in_schema(std::string_view text);

}  // namespace gongwen::schema
