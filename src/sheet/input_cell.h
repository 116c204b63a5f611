// InputCell: what a form's field is as a cell: its value, how it is shown, what may be typed and what is said about it.
#pragma once

#include "forms/field_model.h"
#include "sheet/cell_value.h"
#include "sheet/data_validation.h"

#include <string>
#include <string_view>

namespace gongwen::sheet {

struct InputCell {
  std::string text;  // the value as text, to be read as `type`
  DataType type = DataType::Text;
  std::string_view number_format;  // lives for ever
  DataValidation validation;       // without its range
};

/// Boxes to tick are a list of ☐ and ☑; several choices are a free text. Prompts are in Chinese, the language of the
/// forms.
InputCell make_input_cell(const forms::Field& field);

}  // namespace gongwen::sheet
