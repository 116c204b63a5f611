// What a form to fill in is made of, for what its fields cannot say: see intake/given_values.h.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "forms/field_model.h"
#include "intake/returned_file.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// The fields as the reader of the untouched form finds them.
std::vector<intake::RawField> raw_fields(const forms::FieldModel& fields);

/// `shown` is what the reader of the untouched form finds in it; `data` are the data with their defaults. Empty when
/// the form says all that was given.
std::string given_data(const std::vector<intake::RawField>& shown, const CompiledKind& kind,
                       const data::Document& data);

/// The same of a PDF: `fields` are those of the form, with their values.
std::string given_data(const forms::FieldModel& fields, const CompiledKind& kind, const data::Document& data);

}  // namespace gongwen::engine
