// Rules in words about lists, days and ages that go beyond conditions of fields: unique, sorted, no overlap, in order,
// age on a day, working days, signed in order, one condition for several fields.
#pragma once

#include "engine/kinds/detail/form/form_rule_words.h"
#include "engine/kinds/detail/form/made_value.h"

namespace gongwen::engine {

bool is_rule_kind(const data::Value& rule);

/// Adds the rules made from a sentence to the list `made`: one, or one for each field that it names. `rows` are
/// the rows of the list to which it applies; `number` is that of the sentence, for its id. Pointers have been
/// checked.
void add_rule_kind(const FormFile& form, const data::Value& rule, const std::string& rows, int number, MadeValue& made);

}  // namespace gongwen::engine
