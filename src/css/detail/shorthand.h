// Spreading the value of a shorthand over its longhands.
#pragma once

#include "css/declaration.h"

namespace gongwen::css {

/// `model` gives importance and place. Appends one declaration for every longhand, or nothing and answers false.
bool expand_shorthand(ShorthandId shorthand, TokenStream value, const Declaration& model,
                      std::vector<Declaration>& out);

}  // namespace gongwen::css
