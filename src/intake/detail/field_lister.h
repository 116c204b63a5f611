// Reads the fields of any form, see foreign_fields.h.
#pragma once

#include "intake/detail/limits.h"
#include "intake/foreign_fields.h"

#include <string_view>

namespace gongwen::intake {

/// The library must have been loaded.
ForeignForm list_fields(std::string_view bytes, const IntakeLimits& limits);

}  // namespace gongwen::intake
