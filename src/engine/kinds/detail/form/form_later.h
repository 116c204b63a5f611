// The rule that an opinion is not dated before others: `"later": "/authority_opinion", "than": ["/review"]`.
#pragma once

#include "engine/kinds/detail/form/form_file.h"
#include "engine/kinds/detail/form/made_value.h"

namespace gongwen::engine {

/// Adds place, condition, demand and message to a rule that has an id. Groups and opinions have their day in `/date`.
void add_later(const FormFile& form, const data::Value& rule, MadeValue& made);

}  // namespace gongwen::engine
