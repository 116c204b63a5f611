// Filling a dict from arguments.
#pragma once

#include "templating/detail/builtins/builtin.h"
#include "templating/detail/value/dict.h"

namespace gongwen::templating {

/// Adds all entries of a dict or an object of the data.
void add_mapping(Runtime& runtime, Dict& dict, const Value& mapping);

/// Adds what dict(), update() and namespace() take: a dict or pairs, then named values.
void fill_dict(Invocation& call, Dict& dict);

}  // namespace gongwen::templating
