// wording(id, name=value, …): a text of the kind of document, with values in its places.
#pragma once

#include "templating/detail/builtins/registry.h"
#include "templating/wordings.h"

namespace gongwen::templating {

/// The text that a call asks for, whose places are those that the call has values for; fails otherwise.
const Wording& wording_of(const Invocation& call);

/// The text with its values as one value; markup if one of them is.
Value function_wording(Invocation& call);

}  // namespace gongwen::templating
