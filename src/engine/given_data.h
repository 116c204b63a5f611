// What a form to fill in is made of, for what its fields cannot say: see intake/given_values.h.
#pragma once

#include "engine/compiled_kind.h"
#include "forms/field_model.h"

#include <string>

namespace gongwen::engine {

/// `fields` are those of the form, with their values; `data` are the data with their defaults. Empty when the form says
/// all that was given.
std::string given_data(const forms::FieldModel& fields, const CompiledKind& kind, const data::Document& data);

}  // namespace gongwen::engine
