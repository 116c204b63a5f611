// wording(id, name=value, …): a text of the kind of document with values inserted.
#pragma once

#include "templating/detail/builtins/registry.h"
#include "templating/wordings.h"

namespace gongwen::templating {

/// Returns the text that a call names; fails if its placeholders differ from the values of the call.
const Wording& wording_of(const Invocation& call);

/// Returns the text with its values inserted; markup if one of them is.
Value function_wording(Invocation& call);

}  // namespace gongwen::templating
