// Filters for values with structure: Markdown and the safe part of HTML.
#pragma once

#include "templating/detail/builtins/registry.h"

#include <span>

namespace gongwen::templating {

std::span<const Builtin> markup_filters();

}  // namespace gongwen::templating
